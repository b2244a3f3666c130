package emulator

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	templateGroupType     = "BusinessMessagingTemplateGroup"
	templateAnalyticsType = "WABATemplateAnalytics"
	groupAnalyticsType    = "WABATemplateGroupAnalytics"
	templateMetricsType   = "WhatsAppBusinessHSMWhatsAppBusinessPerformanceMetrics"
)

// templateMetrics are what can be asked of templates. Of those of the Marketing Messages API there are none here.
var templateMetrics = []string{"APP_ACTIVATIONS", "APP_ADD_TO_CART", "APP_CHECKOUTS_INITIATED", "APP_PURCHASES",
	"APP_PURCHASES_CONVERSION_VALUE", "CLICKED", "COST", "DELIVERED", "READ", "REPLIED", "SENT", "WEBSITE_ADD_TO_CART",
	"WEBSITE_CHECKOUTS_INITIATED", "WEBSITE_PURCHASES", "WEBSITE_PURCHASES_CONVERSION_VALUE"}

// templateGroupRows are groups of templates, and the figures of groups and of single templates.
func templateGroupRows(r *Registry) {
	r.Type(NodeType{Name: templateGroupType, Product: WhatsApp, UseCase: managing, Fields: Fields(`id string, name string, description string,
		creation_time datetime, update_time datetime, whatsapp_business_account WhatsAppBusinessAccount`),
		Default: []string{"name", "description", "creation_time", "update_time", "whatsapp_business_account"}})
	days := Fields(`granularity string, product_type string, waba_timezone string, data_points list<Object>`)
	r.Type(NodeType{Name: templateAnalyticsType, Product: WhatsApp, UseCase: managing, Fields: days, Default: []string{"granularity", "product_type", "data_points"}})
	r.Type(NodeType{Name: groupAnalyticsType, Product: WhatsApp, UseCase: managing, Fields: slices.Clone(days), Default: []string{"granularity", "data_points"}})
	r.Type(NodeType{Name: templateMetricsType, Product: WhatsApp, UseCase: managing, Fields: Fields(`template_id string, name string, language string`),
		Default: []string{"template_id", "name", "language"}})

	span := []Param{{Name: "start", Type: "datetime", Required: true}, {Name: "end", Type: "datetime", Required: true},
		{Name: "granularity", Type: "string", Required: true, Enum: []string{"DAILY", "daily"}},
		{Name: "metric_types", Type: "list<string>", Enum: append(slices.Clone(templateMetrics), lowered(templateMetrics)...)},
		{Name: "use_waba_timezone", Type: "bool"}}
	r.Edge(accountType, permitted(
		Edge{Method: "GET", Name: "template_groups", Of: templateGroupType},
		Edge{Method: "POST", Name: "template_groups", Of: templateGroupType, Check: checkTemplateGroup, Handle: makeTemplateGroup,
			Params: Params(`name! string, description string, whatsapp_business_templates! list<string>`)},
		Edge{Method: "GET", Name: "template_analytics", Of: templateAnalyticsType, Check: checkAnalytics("template_ids"), Handle: templateAnalytics,
			Params: slices.Concat(span, []Param{{Name: "template_ids", Type: "list<string>", Required: true},
				{Name: "product_type", Type: "string", Enum: []string{"CLOUD_API", "MARKETING_MESSAGES_LITE_API"}}})},
		Edge{Method: "GET", Name: "template_group_analytics", Of: groupAnalyticsType, Check: checkAnalytics("template_group_ids"), Handle: templateGroupAnalytics,
			Params: slices.Concat(span, []Param{{Name: "template_group_ids", Type: "list<string>", Required: true}})},
		Edge{Method: "GET", Name: "template_performance_metrics", Of: templateMetricsType, Handle: templatePerformance,
			Params: Params(`name string, template_id string`)},
	)...)
	r.Edge(templateGroupType, permitted(
		Edge{Method: "GET", Name: "whatsapp_business_templates", Of: templateType},
		Edge{Method: "POST", Check: checkTemplateGroup, Handle: changeTemplateGroup,
			Params: Params(`name string, description string, add_templates list<string>, remove_templates list<string>`)},
		Edge{Method: "DELETE"},
	)...)
}

func lowered(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, strings.ToLower(s))
	}
	return out
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-groups
func checkTemplateGroup(c *Call) error {
	account := c.Find(accountType, c.Node.Owner)
	name := c.Args.Text("name")
	if c.Args.Has("name") && (name == "" || utf8.RuneCountInString(name) > 256) {
		return badParam(c, "name", "must have 1 to 256 characters")
	}
	if utf8.RuneCountInString(c.Args.Text("description")) > 512 {
		return badParam(c, "description", "must have at most 512 characters")
	}
	for _, g := range account.Children("template_groups") {
		if g != c.Node && name != "" && g.Get("name") == name {
			return Fail(100, "Invalid parameter").Titled("Template group exists", "There is a template group of this name already.").Blame("name")
		}
		for _, id := range append(c.Args.Strings("whatsapp_business_templates"), c.Args.Strings("add_templates")...) {
			if g != c.Node && slices.ContainsFunc(g.Children("whatsapp_business_templates"), func(t *Object) bool { return t.ID == id }) {
				return Fail(100, "Invalid parameter").Titled("Template in a group", "A template can be in one template group only, and "+id+" is in "+g.Get("name")+".")
			}
		}
	}
	for _, key := range []string{"whatsapp_business_templates", "add_templates"} {
		for _, id := range c.Args.Strings(key) {
			if t := c.Find(templateType, id); t == nil || t.Owner != account.ID {
				return badParam(c, key, "must be ids of templates of the account")
			}
		}
	}
	if c.Args.Has("whatsapp_business_templates") && len(c.Args.Strings("whatsapp_business_templates")) == 0 {
		return badParam(c, "whatsapp_business_templates", "must not be empty")
	}
	return nil
}

func makeTemplateGroup(c *Call) (any, error) {
	g := c.Make(templateGroupType, map[string]any{"name": c.Args.Text("name"), "description": c.Args.Text("description"),
		"creation_time": c.Now(), "update_time": c.Now(), "whatsapp_business_account": c.Node})
	c.Node.Link("template_groups", g)
	for _, id := range c.Args.Strings("whatsapp_business_templates") {
		g.Link("whatsapp_business_templates", c.Object(id))
	}
	return g, nil
}

func changeTemplateGroup(c *Call) (any, error) {
	for _, name := range []string{"name", "description"} {
		if c.Args.Has(name) {
			c.Node.Values[name] = c.Args.Text(name)
		}
	}
	for _, id := range c.Args.Strings("remove_templates") {
		if t := c.Object(id); t != nil {
			c.Node.Unlink("whatsapp_business_templates", t)
		}
	}
	for _, id := range c.Args.Strings("add_templates") {
		c.Node.Link("whatsapp_business_templates", c.Object(id))
	}
	c.Node.Values["update_time"] = c.Now()
	return map[string]any{"success": true}, nil
}

const (
	maxAnalyticsTemplates = 10
	analyticsLookBack     = 90 * 24 * time.Hour
)

// https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics
func checkAnalytics(ids string) func(c *Call) error {
	return func(c *Call) error {
		start, end := c.Args.Time("start"), c.Args.Time("end")
		switch n := len(c.Args.Strings(ids)); {
		case c.Node.Values["is_enabled_for_insights"] != true:
			return Fail(200007, "Template insights are not enabled").Detailed("Confirm them by is_enabled_for_insights first.")
		case n == 0 || n > maxAnalyticsTemplates:
			return badParam(c, ids, "must have 1 to %d ids", maxAnalyticsTemplates)
		case !start.Before(end):
			return badParam(c, "end", "must be after start")
		case start.Before(c.Now().Add(-analyticsLookBack)):
			return badParam(c, "start", "must be within the last 90 days")
		}
		return nil
	}
}

func templateAnalytics(c *Call) (any, error) {
	var points []any
	for _, id := range c.Args.Strings("template_ids") {
		points = append(points, c.templateDays("template_id", id, []string{id})...)
	}
	product := "cloud_api"
	if c.Args.Text("product_type") == "MARKETING_MESSAGES_LITE_API" {
		product = "marketing_messages_lite_api"
	}
	return &List{Items: []*Object{c.Row(templateAnalyticsType, map[string]any{"granularity": "DAILY", "product_type": product, "data_points": points})}}, nil
}

func templateGroupAnalytics(c *Call) (any, error) {
	var points []any
	for _, id := range c.Args.Strings("template_group_ids") {
		g := c.Find(templateGroupType, id)
		if g == nil || g.Owner != c.Node.ID {
			return nil, badParam(c, "template_group_ids", "must be ids of template groups of the account")
		}
		var ids []string
		for _, t := range g.Children("whatsapp_business_templates") {
			ids = append(ids, t.ID)
		}
		points = append(points, c.templateDays("template_group_id", id, ids)...)
	}
	return &List{Items: []*Object{c.Row(groupAnalyticsType, map[string]any{"granularity": "DAILY", "data_points": points})}}, nil
}

// templateDays counts what was sent of templates, day by day of UTC or of the account; days without a message are left out.
func (c *Call) templateDays(key, id string, templates []string) []any {
	where := time.UTC
	if c.Args.Bool("use_waba_timezone") {
		where = accountZone
	}
	marketing := c.Args.Text("product_type") == "MARKETING_MESSAGES_LITE_API"
	metrics := lowered(c.Args.Strings("metric_types"))
	wanted := func(metric string) bool { return len(metrics) == 0 || slices.Contains(metrics, metric) }
	var points []any
	for day := midnightIn(c.Args.Time("start"), where); day.Before(c.Args.Time("end")); day = day.AddDate(0, 0, 1) {
		counts, next := map[string]int{}, day.AddDate(0, 0, 1)
		for _, m := range c.e.network.messages {
			if m.template == nil || !slices.Contains(templates, m.template.ID) || m.at.Before(day) || !m.at.Before(next) ||
				marketing != (m.category == "marketing_lite") && key == "template_id" {
				continue
			}
			counts["sent"]++
			if m.delivered {
				counts["delivered"]++
			}
			if m.read {
				counts["read"]++
			}
		}
		if counts["sent"] == 0 {
			continue
		}
		point := map[string]any{key: id, "start": day.Unix(), "end": next.Unix()}
		for _, metric := range []string{"sent", "delivered", "read"} {
			if wanted(metric) {
				point[metric] = counts[metric]
			}
		}
		points = append(points, point)
	}
	return points
}

func midnightIn(t time.Time, where *time.Location) time.Time {
	year, month, day := t.In(where).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, where)
}

// templatePerformance tells which templates there would be figures of; what these are Meta does not document.
func templatePerformance(c *Call) (any, error) {
	var rows []*Object
	for _, t := range c.Node.Children("message_templates") {
		if (c.Args.Text("name") == "" || c.Args.Text("name") == t.Get("name")) && (c.Args.Text("template_id") == "" || c.Args.Text("template_id") == t.ID) {
			rows = append(rows, c.Row(templateMetricsType, map[string]any{"template_id": t.ID, "name": t.Get("name"), "language": t.Get("language")}))
		}
	}
	return &List{Items: rows}, nil
}
