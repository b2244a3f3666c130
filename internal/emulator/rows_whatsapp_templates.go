package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// templateState is what is remembered of a template besides its fields.
type templateState struct {
	edits    []time.Time // while it was approved
	review   int         // number of the review under way
	before   string      // status in front of the archive
	archives int         // how often it was archived
}

// reviewTime is how long the review of a template takes.
const reviewTime = time.Minute

// rejectedWord in the name of a template has it rejected at its review.
const rejectedWord = "rejected"

const (
	maxTemplateCreations = 100 // an hour and account
	deletedNameBlocked   = 30 * 24 * time.Hour
)

var (
	templateStatuses = []string{"APPROVED", "ARCHIVED", "DELETED", "DISABLED", "IN_APPEAL", "LIMIT_EXCEEDED", "PAUSED", "PENDING", "PENDING_DELETION", "REJECTED"}
	categories       = []string{"AUTHENTICATION", "MARKETING", "UTILITY"}
)

func templateRows(r *Registry) {
	templateLibraryRows(r)
	templateGroupRows(r)
	templateArchiveRows(r)
	definition := Params(`components list<map>, message_send_ttl_seconds int, cta_url_link_tracking_opted_out bool,
		degrees_of_freedom_spec map, creative_sourcing_spec map, bid_spec map, optimization_spec map, parameter_format enum(NAMED|POSITIONAL),
		display_format enum(ORDER_DETAILS), sub_category enum(ORDER_DETAILS|ORDER_STATUS|RICH_ORDER_STATUS), allow_category_change bool,
		send_type enum(CAMPAIGN|DIRECT), is_primary_device_delivery_only bool`)
	r.Edge(accountType, permitted(
		Edge{Method: "GET", Name: "message_templates", Of: templateType, Handle: listTemplates, Params: slices.Concat(
			Params(`name string, name_or_content string, content string, language list<string>, source enum(AUTO_GENERATED|MANUAL),
				correct_category string, since datetime, until datetime`),
			[]Param{{Name: "status", Type: "list<string>", Enum: templateStatuses}, {Name: "category", Type: "list<string>", Enum: categories},
				{Name: "quality_score", Type: "list<string>", Enum: []string{"GREEN", "RED", "UNKNOWN", "YELLOW"}}})},
		Edge{Method: "POST", Name: "message_templates", Of: templateType, Check: checkNewTemplate, Handle: createTemplate, Params: slices.Concat(definition,
			Params(`name! string, language! string, library_template_name string, library_template_body_inputs map, library_template_button_inputs list<map>`),
			[]Param{{Name: "category", Type: "string", Required: true, Enum: categories}})},
		Edge{Method: "DELETE", Name: "message_templates", Handle: deleteTemplates, Params: Params(`name string, hsm_id string, hsm_ids list<string>`)},
	)...)
	r.Edge(templateType, permitted(
		Edge{Method: "POST", Check: checkTemplateEdit, Handle: editTemplate, Params: slices.Concat(definition,
			Params(`name string, language string`), []Param{{Name: "category", Type: "string", Enum: categories}})},
		Edge{Method: "DELETE", Handle: func(c *Call) (any, error) {
			account := c.Find(accountType, c.Node.Owner)
			return map[string]any{"success": true}, removeTemplate(c, account, c.Node)
		}},
		Edge{Method: "POST", Name: "unpause", Handle: unpauseTemplate},
	)...)
}

func listTemplates(c *Call) (any, error) {
	holds := func(key, value string) bool {
		list := c.Args.Strings(key)
		return len(list) == 0 || slices.Contains(list, value)
	}
	contains := func(key string, texts ...string) bool {
		want := strings.ToLower(c.Args.Text(key))
		return want == "" || slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), want) })
	}
	rows := []*Object{}
	for _, t := range slices.Backward(c.Node.Children("message_templates")) {
		content := templateText(t)
		name := t.Get("name")
		quality, _ := t.Values["quality_score"].(map[string]any)
		if (c.Args.Text("name") == "" || c.Args.Text("name") == name) && contains("name_or_content", name, content) && contains("content", content) &&
			holds("language", t.Get("language")) && holds("status", t.Get("status")) && holds("category", t.Get("category")) &&
			holds("quality_score", text(quality["score"])) && c.Args.Text("source") != "AUTO_GENERATED" {
			rows = append(rows, t)
		}
	}
	return &List{Items: rows, Summary: map[string]any{"message_template_count": len(c.Node.Children("message_templates")),
		"message_template_limit": 6000, "are_translations_complete": true}}, nil
}

// templateText is all that there is to read in a template.
func templateText(t *Object) string {
	var all []string
	for _, component := range componentsOf(t) {
		all = append(all, text(component["text"]))
	}
	return strings.Join(all, "\n")
}

// componentsOf are the components of a template, or of a card of one.
func componentsOf(t *Object) []map[string]any { return objectsIn(t.Values["components"]) }

func objectsIn(v any) []map[string]any {
	list, _ := v.([]any)
	out := make([]map[string]any, 0, len(list))
	for _, e := range list {
		if m, ok := e.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// newTemplate makes a template of an account.
func newTemplate(c *Call, account *Object, values map[string]any, status string) *Object {
	values = maps.Clone(values)
	values["status"], values["last_updated_time"], values["rejected_reason"] = status, c.Now(), "NONE"
	values["quality_score"] = map[string]any{"score": "UNKNOWN", "date": c.Now().Unix()}
	if values["parameter_format"] == nil {
		values["parameter_format"] = "POSITIONAL"
	}
	t := c.Make(templateType, values)
	t.Owner, t.State = account.ID, &templateState{}
	account.Link("message_templates", t)
	return t
}

// findTemplate is the template of a name in a language.
func findTemplate(account *Object, name, language string) *Object {
	for _, t := range account.Children("message_templates") {
		if t.Get("name") == name && t.Get("language") == language {
			return t
		}
	}
	return nil
}

func checkNewTemplate(c *Call) error {
	name, language := c.Args.Text("name"), c.Args.Text("language")
	switch {
	case !templateName.MatchString(name):
		return invalidTemplate(2388040, "name", "The template's name may have up to 512 characters: small letters, digits and underscores. Got %q.", name)
	case !languageCode.MatchString(language):
		return invalidTemplate(2388041, "language", "%q is not the code of a language.", language)
	case findTemplate(c.Node, name, language) != nil:
		return invalidTemplate(2388024, "language", "There is already %s content for this template. You can create a new template and try again.", language)
	case c.Now().Before(accountOf(c.Node).deleted[name]):
		return invalidTemplate(2388023, "name", "The template %s was deleted; its name can be used again 30 days after that.", name)
	case c.Args.Text("library_template_name") != "" && c.Args.List("components") == nil:
		return checkLibraryUse(c)
	}
	if quota, _ := c.e.meter("template_creation", c.Node.ID).charge(Quota{Limit: maxTemplateCreations, Per: time.Hour}, 1, c.Now()); !quota {
		return Fail(80008, "There have been too many template creations for this WhatsApp Business Account. Wait a bit and try again.").Temporary()
	}
	return checkTemplate(c.Args)
}

func createTemplate(c *Call) (any, error) {
	values := c.Values(templateType)
	if c.Args.Text("library_template_name") != "" && c.Args.List("components") == nil {
		values["components"] = fromLibrary(c)
		t := newTemplate(c, c.Node, values, "PENDING")
		setTemplateStatus(c, t, "APPROVED", "NONE") // it was reviewed long ago
		return map[string]any{"id": t.ID, "status": "APPROVED", "category": t.Get("category")}, nil
	}
	values["components"] = spelled(values["components"])
	t := newTemplate(c, c.Node, values, "PENDING")
	reviewTemplate(c, t)
	return map[string]any{"id": t.ID, "status": "PENDING", "category": t.Get("category")}, nil
}

// spelled gives components as Meta lists them: their types and formats in capitals.
func spelled(v any) any {
	var out []any
	for _, component := range objectsIn(v) {
		component = maps.Clone(component)
		component["type"] = strings.ToUpper(text(component["type"]))
		if format := text(component["format"]); format != "" {
			component["format"] = strings.ToUpper(format)
		}
		if component["type"] == "BUTTONS" {
			component["buttons"] = spelled(component["buttons"])
		}
		if cards := objectsIn(component["cards"]); len(cards) > 0 {
			var list []any
			for _, card := range cards {
				list = append(list, map[string]any{"components": spelled(card["components"])})
			}
			component["cards"] = list
		}
		out = append(out, component)
	}
	return out
}

// reviewTemplate has a template reviewed after a while. An edit in the meantime begins another review.
func reviewTemplate(c *Call, t *Object) {
	state := t.State.(*templateState)
	state.review++
	review := state.review
	c.After(reviewTime, func(c *Call) {
		if state.review != review || t.Get("status") != "PENDING" || c.Object(t.ID) != t {
			return
		}
		if strings.Contains(t.Get("name"), rejectedWord) {
			setTemplateStatus(c, t, "REJECTED", "INVALID_FORMAT")
			return
		}
		setTemplateStatus(c, t, "APPROVED", "NONE")
	})
}

// setTemplateStatus changes a template's status, and tells of it.
func setTemplateStatus(c *Call, t *Object, status, reason string) {
	t.Values["status"], t.Values["rejected_reason"] = status, "NONE"
	if status == "REJECTED" {
		t.Values["rejected_reason"] = reason
	}
	value := map[string]any{"event": status, "message_template_id": templateNumber(t), "message_template_name": t.Get("name"),
		"message_template_language": t.Get("language"), "message_template_category": t.Get("category"), "reason": reason}
	if status == "PAUSED" {
		value["other_info"] = map[string]any{"title": "FIRST_PAUSE",
			"description": "The template has been paused for 3 hours because people reported it or blocked the business."}
	}
	if status == "DISABLED" {
		value["disable_info"] = map[string]any{"disable_date": c.Now().Unix()}
	}
	c.Emit(whatsappObject, "message_template_status_update", t.Owner, value)
}

// templateNumber is the id of a template as webhooks have it: a number.
func templateNumber(t *Object) int64 { return Args{"id": t.ID}.Int("id") }

// SetTemplateStatus gives a template of the seeded account another status, such as PAUSED, in all its languages, and sends
// the webhooks. It tells how many there were.
func (e *Emulator) SetTemplateStatus(name, status string) int {
	n := 0
	_ = e.act(func(c *Call) error {
		account := c.Find(accountType, e.seed.WABAID)
		for _, t := range account.Children("message_templates") {
			if t.Get("name") == name {
				setTemplateStatus(c, t, status, "NONE")
				n++
			}
		}
		return nil
	})
	return n
}

// Approved templates may be edited once a day and ten times a month.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
func checkTemplateEdit(c *Call) error {
	state, now := c.Node.State.(*templateState), c.Now()
	status := c.Node.Get("status")
	if status != "APPROVED" && status != "REJECTED" && status != "PAUSED" {
		return invalidTemplate(2388003, "id", "A template can be edited while it is approved, rejected or paused. This one is %s.", strings.ToLower(status))
	}
	if status == "APPROVED" {
		state.edits = slices.DeleteFunc(state.edits, func(t time.Time) bool { return !t.After(now.Add(-30 * 24 * time.Hour)) })
		if len(state.edits) >= 10 || len(state.edits) > 0 && state.edits[len(state.edits)-1].After(now.Add(-24*time.Hour)) {
			return invalidTemplate(2388004, "id", "An approved template can be edited once in 24 hours and 10 times in 30 days.")
		}
		if c.Args.Has("category") && c.Args.Text("category") != c.Node.Get("category") {
			return invalidTemplate(2388005, "category", "The category of an approved template cannot be changed.")
		}
	}
	merged := Args(maps.Clone(c.Node.Values))
	maps.Copy(merged, c.Args)
	if c.Args.Has("components") {
		return checkTemplate(merged)
	}
	return nil
}

func editTemplate(c *Call) (any, error) {
	if c.Node.Get("status") == "APPROVED" {
		state := c.Node.State.(*templateState)
		state.edits = append(state.edits, c.Now())
	}
	for _, name := range []string{"components", "category", "message_send_ttl_seconds", "parameter_format", "cta_url_link_tracking_opted_out",
		"degrees_of_freedom_spec", "creative_sourcing_spec", "bid_spec", "optimization_spec"} {
		if c.Args.Has(name) {
			c.Node.Values[name] = c.Args[name]
		}
	}
	c.Node.Values["components"] = spelled(c.Node.Values["components"])
	c.Node.Values["last_updated_time"] = c.Now()
	if c.Args.Has("components") || c.Args.Has("category") {
		c.Node.Values["status"] = "PENDING"
		reviewTemplate(c, c.Node)
	}
	return map[string]any{"success": true}, nil
}

func unpauseTemplate(c *Call) (any, error) {
	if c.Node.Get("status") != "PAUSED" {
		return map[string]any{"success": false, "reason": "The template is not paused."}, nil
	}
	setTemplateStatus(c, c.Node, "APPROVED", "NONE")
	return map[string]any{"success": true}, nil
}

// deleteTemplates deletes by name in all languages, or the one or several that ids are given of.
func deleteTemplates(c *Call) (any, error) {
	name, ids := c.Args.Text("name"), c.Args.Strings("hsm_ids")
	if id := c.Args.Text("hsm_id"); id != "" {
		if name == "" {
			return nil, missingParam(c, "name")
		}
		ids = append(ids, id)
	}
	if name == "" && len(ids) == 0 {
		return nil, missingParam(c, "name")
	}
	if len(ids) > 100 {
		return nil, badParam(c, "hsm_ids", "must have at most 100 ids")
	}
	var gone []*Object
	for _, t := range c.Node.Children("message_templates") {
		if len(ids) > 0 && slices.Contains(ids, t.ID) && (name == "" || t.Get("name") == name) || len(ids) == 0 && t.Get("name") == name {
			gone = append(gone, t)
		}
	}
	if len(gone) == 0 {
		return nil, Fail(100, "Invalid parameter").Sub(2593002).Titled("Message template not found", "There is no message template of this name or id.")
	}
	for _, t := range gone {
		if err := removeTemplate(c, c.Node, t); err != nil {
			return nil, err
		}
	}
	return map[string]any{"success": true}, nil
}

// removeTemplate deletes a template. The name of one that was approved cannot be used for a month.
func removeTemplate(c *Call, account, t *Object) error {
	if t.Get("status") == "APPROVED" {
		state := accountOf(account)
		if state.deleted == nil {
			state.deleted = map[string]time.Time{}
		}
		state.deleted[t.Get("name")] = c.Now().Add(deletedNameBlocked)
	}
	setTemplateStatus(c, t, "PENDING_DELETION", "NONE")
	c.Remove(t)
	return nil
}
