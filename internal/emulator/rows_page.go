package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// pageRows are the Page and what it does outside of messaging.
func pageRows(r *Registry) {
	r.Type(NodeType{Name: "Page", Product: Pages, UseCase: "pages", Fields: Fields(pageFields), Default: []string{"id", "name"},
		Compute: map[string]Compute{
			"access_token":                  func(c *Call, o *Object) any { return c.pageToken(o) },
			"name_with_location_descriptor": func(_ *Call, o *Object) any { return o.Values["name"] },
		}})
	r.Type(NodeType{Name: "AssignedUser", Product: Pages, Fields: Fields(`id string, name string, business Business, user_type string,
		tasks list<string>`), Default: []string{"id", "name", "tasks"}})
	r.Type(NodeType{Name: "PageSettings", Product: Pages, Fields: Fields(`setting string, value any`), Default: []string{"setting", "value"}})
	r.Type(NodeType{Name: "UnifiedThread", Product: Pages, Default: []string{"id", "link", "updated_time"}, Fields: Fields(`
		can_reply bool, folder string, former_participants Object, id string, is_owner bool, is_subscribed bool, link string,
		linked_group Group, message_count int, name string, participants Object, scoped_thread_key string, senders Object,
		snippet string, unread_count int, updated_time datetime, wallpaper string`)})
	r.Type(NodeType{Name: "CTXPartnerAppWelcomeMessageFlow", Product: Pages, Default: []string{"id", "name"}, Fields: Fields(`
		compatible_platforms list<string>, eligible_platforms list<string>, id string, is_ig_only_flow bool, is_used_in_ad bool,
		last_update_time datetime, name string, welcome_message_flow string, welcome_message_sequence string`)})

	page := []TokenKind{PageToken}
	thread := Params(`platform enum(instagram|messenger|INSTAGRAM|MESSENGER), folder string, tags list<string>, user_id string`)
	r.Edge("Page",
		Edge{Method: "POST", Tokens: page, Scope: "pages_manage_metadata", Params: Params(`about string, bio string,
			company_overview string, description string, emails list<string>, general_info string, hours map, impressum string,
			is_always_open bool, is_permanently_closed bool, is_published bool, location Object, mission string, phone string,
			price_range string, website string`)},
		Edge{Method: "GET", Name: "assigned_users", Of: "AssignedUser", Params: Params(`business! string`)},
		Edge{Method: "POST", Name: "assigned_users", Params: Params(`user! int, tasks list<enum(` + pageTasks + `)>`), Handle: assignUser},
		Edge{Method: "DELETE", Name: "assigned_users", Params: Params(`user! int`), Handle: unassignUser},
		Edge{Method: "GET", Name: "roles", Of: "AssignedUser", Tokens: page,
			Handle: func(c *Call) (any, error) { return c.Node.Children("assigned_users"), nil }},
		Edge{Method: "GET", Name: "settings", Of: "PageSettings", Tokens: page, Handle: listSettings},
		Edge{Method: "POST", Name: "settings", Tokens: page, Params: Params(`option Object`), Handle: changeSettings},
		Edge{Method: "POST", Name: "business_messaging_feature_status", Tokens: page, Params: Params(`features! list<map>`), Handle: askFeatures},
		Edge{Method: "GET", Name: "subscribed_apps", Of: "Application", Handle: func(c *Call) (any, error) { return c.Node.Children("subscribed_apps"), nil }},
		Edge{Method: "POST", Name: "subscribed_apps", Tokens: page, Scope: "pages_manage_metadata", Handle: subscribePage,
			Params: Params(`subscribed_fields! list<enum(` + pageWebhookFields + `)>`)},
		Edge{Method: "DELETE", Name: "subscribed_apps", Tokens: []TokenKind{PageToken, AppToken}, Handle: unsubscribePage},
		Edge{Method: "GET", Name: "conversations", Of: "UnifiedThread", Tokens: page, UseCase: "messenger", Params: thread, Handle: listThreads},
		Edge{Method: "GET", Name: "threads", Of: "UnifiedThread", Tokens: page, UseCase: "messenger", Params: thread, Handle: listThreads},
		Edge{Method: "GET", Name: "welcome_message_flows", Of: "CTXPartnerAppWelcomeMessageFlow", Handle: listFlows,
			Params: Params(`app_id string, flow_id string`)},
		Edge{Method: "POST", Name: "welcome_message_flows", Tokens: page, Handle: saveFlow, Params: Params(`flow_id string, name string,
			eligible_platforms list<enum(INSTAGRAM|MESSENGER|WHATSAPP|instagram|messenger|whatsapp)>, welcome_message_flow list<any>`)},
		Edge{Method: "DELETE", Name: "welcome_message_flows", Tokens: page, Params: Params(`flow_id! string`), Handle: deleteFlow},
	)
	r.Edge("Page", datasetEdges()...)
	r.Route("page", routePage)
	pageNumberRows(r)
	pagePublishedRows(r)
	pageUserRows(r)
	instagramRows(r)
	pageMessengerRows(r)
}

// assignUser gives a person of the business tasks on the Page, instead of those that they had.
func assignUser(c *Call) (any, error) {
	id := c.Args.Text("user")
	person := c.Object(id)
	if person == nil {
		return nil, badParam(c, "user", "must be the ID of a user of the business")
	}
	c.dismiss(id)
	c.Node.Link("assigned_users", &Object{ID: id, Type: "AssignedUser", Created: c.Now(),
		Values: map[string]any{"name": person.Get("name"), "tasks": c.Args.List("tasks")}})
	c.syncTasks()
	return map[string]any{"success": true}, nil
}

func unassignUser(c *Call) (any, error) {
	c.dismiss(c.Args.Text("user"))
	c.syncTasks()
	return map[string]any{"success": true}, nil
}

// dismiss takes a person off the call's Page.
func (c *Call) dismiss(userID string) {
	for _, o := range c.Node.Children("assigned_users") {
		if o.ID == userID {
			c.Node.Unlink("assigned_users", o)
			return
		}
	}
}

// syncTasks keeps the Page's `tasks`, which are the caller's, with what the caller is assigned.
func (c *Call) syncTasks() {
	c.Node.Values["tasks"] = []any{}
	for _, o := range c.Node.Children("assigned_users") {
		if o.ID == c.e.seed.UserID {
			c.Node.Values["tasks"] = o.Values["tasks"]
		}
	}
}

func listSettings(c *Call) (any, error) {
	settings, _ := c.Node.State.(map[string]any)
	var rows []*Object
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		rows = append(rows, c.Row("PageSettings", map[string]any{"setting": name, "value": settings[name]}))
	}
	return rows, nil
}

func changeSettings(c *Call) (any, error) {
	settings := c.Node.State.(map[string]any)
	for name, v := range c.Args.Map("option") {
		if _, known := settings[name]; !known {
			return nil, badParam(c, "option["+name+"]", "is not a setting of a Page")
		}
		settings[name] = v
	}
	return map[string]any{"success": true}, nil
}

// askFeatures tells of features whether the Page may use them. It is a POST that changes nothing.
func askFeatures(c *Call) (any, error) {
	status := c.Node.Values["messaging_feature_status"].(map[string]any)
	rows := []any{}
	for i, item := range c.Args.List("features") {
		feature, _ := item.(map[string]any)
		name, _ := feature["feature"].(string)
		on := name == "messenger_api_calling" || status[name] == true
		if _, known := status[name]; !known && !on {
			return nil, badParam(c, fmt.Sprintf("features[%d][feature]", i), "must be a messaging feature")
		}
		row := map[string]any{"feature": name, "status": "disabled"}
		if on {
			row["status"] = "enabled"
		}
		rows = append(rows, row)
	}
	return map[string]any{"data": rows}, nil
}

// subscribePage subscribes the token's app to the Page. The fields replace those that it had.
func subscribePage(c *Call) (any, error) {
	row := c.pageSubscription()
	if row == nil {
		app := c.Object(c.Token.AppID)
		row = &Object{ID: app.ID, Type: "Application", Values: maps.Clone(app.Values), Created: c.Now()}
		c.Node.Link("subscribed_apps", row)
	}
	row.Values["subscribed_fields"] = c.Args.List("subscribed_fields")
	return map[string]any{"success": true}, nil
}

func unsubscribePage(c *Call) (any, error) {
	if row := c.pageSubscription(); row != nil {
		c.Node.Unlink("subscribed_apps", row)
	}
	return map[string]any{"success": true}, nil
}

// pageSubscription is the subscription of the token's app to the call's Page, or nil.
func (c *Call) pageSubscription() *Object {
	for _, o := range c.Node.Children("subscribed_apps") {
		if o.ID == c.Token.AppID {
			return o
		}
	}
	return nil
}

// routePage lets through the webhooks of Pages that have subscribed the app to the field.
func routePage(c *Call, field, entryID string, _ any) (override string, subscribed bool) {
	page := c.Find("Page", entryID)
	if page == nil {
		return "", false
	}
	for _, o := range page.Children("subscribed_apps") {
		fields, _ := o.Values["subscribed_fields"].([]any)
		if o.ID == c.e.seed.AppID && slices.Contains(fields, any(field)) {
			return "", true
		}
	}
	return "", false
}

func listFlows(c *Call) (any, error) {
	flows := c.Node.Children("welcome_message_flows")
	if id := c.Args.Text("flow_id"); id != "" {
		flows = slices.DeleteFunc(slices.Clone(flows), func(o *Object) bool { return o.ID != id })
	}
	return flows, nil
}

// flow is the welcome message flow of the call's Page that `flow_id` names.
func (c *Call) flow() (*Object, error) {
	id := c.Args.Text("flow_id")
	for _, o := range c.Node.Children("welcome_message_flows") {
		if o.ID == id {
			return o, nil
		}
	}
	return nil, Fail(100, "Welcome message flow %s does not exist", id).Sub(4027001)
}

// saveFlow makes a welcome message flow, or changes the one that `flow_id` names.
func saveFlow(c *Call) (any, error) {
	flow := &Object{Values: map[string]any{}}
	if c.Args.Has("flow_id") {
		var err error
		if flow, err = c.flow(); err != nil {
			return nil, err
		}
		switch {
		case flow.Values["is_used_in_ad"] == true:
			return nil, Fail(100, "Welcome message flow %s is used by an ad", flow.ID).
				Titled("Flow is in use", "The flow cannot be changed while an ad uses it.")
		case !c.Args.Has("name") && !c.Args.Has("welcome_message_flow") && !c.Args.Has("eligible_platforms"):
			return nil, Fail(100, "Requires one of the params: name,welcome_message_flow,eligible_platforms")
		}
	} else {
		for _, required := range []string{"name", "welcome_message_flow", "eligible_platforms"} {
			if !c.Args.Has(required) {
				return nil, missingParam(c, required)
			}
		}
	}
	if c.Args.Has("name") {
		flow.Values["name"] = c.Args.Text("name")
	}
	if c.Args.Has("welcome_message_flow") {
		text, err := json.Marshal(c.Args.List("welcome_message_flow"))
		if err != nil {
			return nil, err
		}
		flow.Values["welcome_message_flow"] = string(text)
	}
	if platforms := c.Args.List("eligible_platforms"); len(platforms) > 0 {
		// Meta's specification has their names in capitals, its guide in small letters.
		for i := range platforms {
			platforms[i] = strings.ToUpper(platforms[i].(string))
		}
		flow.Values["eligible_platforms"] = platforms
	}
	platforms := flow.Values["eligible_platforms"].([]any)
	flow.Values["compatible_platforms"] = platforms
	flow.Values["is_ig_only_flow"] = len(platforms) == 1 && platforms[0] == "INSTAGRAM"
	flow.Values["last_update_time"] = c.Now()
	if flow.ID == "" {
		flow.Values["is_used_in_ad"] = false
		flow = c.Make("CTXPartnerAppWelcomeMessageFlow", flow.Values)
		c.Node.Link("welcome_message_flows", flow)
		return map[string]any{"flow_id": flow.ID}, nil
	}
	return map[string]any{"success": true}, nil
}

// deleteFlow deletes a flow that no ad uses.
func deleteFlow(c *Call) (any, error) {
	flow, err := c.flow()
	if err != nil {
		return nil, err
	}
	if flow.Values["is_used_in_ad"] == true {
		return nil, Fail(100, "Welcome message flow %s is used by an ad", flow.ID).Sub(4027012).
			Titled("Flow is in use", "The flow cannot be deleted while an ad uses it.")
	}
	c.Remove(flow)
	return map[string]any{"success": true}, nil
}

// pageSeed makes a Page of the business that the system user may do everything on, with no WhatsApp number yet.
func pageSeed(c *Call) {
	s := c.Seed()
	business := c.Object(s.BusinessID)
	tasks := []any{"ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"}
	page := c.Make("Page", map[string]any{
		"name": "Bottega del Caffè", "category": "Coffee shop",
		"category_list": []any{map[string]any{"id": "197871390225897", "name": "Coffee shop"}}, "is_published": true, "promotion_eligible": true,
		"link": "https://www.facebook.com/bottegadelcaffe", "username": "bottegadelcaffe", "owner_business": business,
		"has_whatsapp_number": false, "has_whatsapp_business_number": false, "can_post": true, "fan_count": int64(1204),
		"followers_count": int64(1251), "verification_status": "not_verified", "website": "https://www.example.com/",
		"messaging_feature_status": map[string]any{"hop_v2": true, "ig_multi_app": true, "msgr_multi_app": true},
		"tasks":                    tasks,
	})
	page.State = map[string]any{"USERS_CAN_POST": true, "USERS_CAN_MESSAGE": true, "AGE_RESTRICTIONS": "Anyone (13+)",
		"COUNTRY_RESTRICTIONS": "No restrictions", "PROFANITY_FILTER": "off"}
	page.Owner = page.ID
	page.Link("assigned_users", &Object{ID: s.UserID, Type: "AssignedUser", Created: time.Time{},
		Values: map[string]any{"name": c.Object(s.UserID).Get("name"), "tasks": tasks, "business": business}})
	business.Link("owned_pages", page)
	c.Object(s.UserID).Link("accounts", page)
	page.Link("call_to_actions", c.MakeWithID("PageCallToAction", seededButton, map[string]any{"type": "CONTACT_US", "status": "ACTIVE",
		"from": page, "created_time": c.Now(), "updated_time": c.Now(), "web_destination_type": "WEBSITE", "web_url": "https://www.example.com/"}))
	instagramSeed(c, page)
	s.PageID, s.PageToken = page.ID, c.pageToken(page)
}
