package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// pageUtilityRows are the Page's utility templates, which Meta approves at once.
func pageUtilityRows(r *Registry) {
	page := []TokenKind{PageToken}
	r.Type(NodeType{Name: "MessengerBusinessTemplate", Product: Pages, Default: []string{"id", "name", "status", "category", "language", "components"},
		Fields: Fields(`category string, components list<Object>, creation_time int, id string, language string, language_count int,
			last_updated_time datetime, library_template_name string, name string, parameter_format string, rejected_reason string,
			rejection_reasons Object, specific_rejection_reasons Object, status string`)})
	r.Edge("MessengerBusinessTemplate", Edge{Method: "POST", Params: Params(`components list<map>, parameter_format enum(NAMED|POSITIONAL)`)})
	r.Edge("Page",
		Edge{Method: "GET", Name: "message_templates", Of: "MessengerBusinessTemplate", Tokens: page, Handle: listUtility,
			Params: Params(`category list<enum(UTILITY)>, content string, language list<string>, name string, name_or_content string, status list<string>`)},
		Edge{Method: "POST", Name: "message_templates", Of: "MessengerBusinessTemplate", Tokens: page, Handle: makeUtility, Params: Params(`category! enum(UTILITY),
			components list<map>, language! string, library_template_button_inputs list<map>, library_template_name string, name! string,
			parameter_format enum(NAMED|POSITIONAL)`)},
		Edge{Method: "DELETE", Name: "message_templates", Tokens: page, Handle: deleteUtility, Params: Params(`name! string, template_id string`)},
	)
}

func (c *Call) utility(name, language string) *Object {
	for _, o := range c.Node.Children("message_templates") {
		if o.Get("name") == name && (language == "" || o.Get("language") == language) {
			return o
		}
	}
	return nil
}

func listUtility(c *Call) (any, error) {
	return slices.DeleteFunc(slices.Clone(c.Node.Children("message_templates")), func(o *Object) bool {
		other := func(param, field string) bool {
			list := c.Args.Strings(param)
			return len(list) > 0 && !slices.Contains(list, o.Get(field))
		}
		return other("language", "language") || other("status", "status") || c.Args.Has("name") && c.Args.Text("name") != o.Get("name")
	}), nil
}

func makeUtility(c *Call) (any, error) {
	name, language := c.Args.Text("name"), c.Args.Text("language")
	switch {
	case strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
		return nil, badParam(c, "name", "must be of lowercase letters, digits and underscores")
	case c.utility(name, language) != nil:
		return nil, Fail(100, "A template of this name exists in this language already").Blame("name")
	case len(c.Args.List("components")) == 0 && c.Args.Text("library_template_name") == "":
		return nil, missingParam(c, "components")
	}
	o := c.Make("MessengerBusinessTemplate", map[string]any{"name": name, "language": language, "category": "UTILITY", "status": "PENDING",
		"components": c.Args.List("components"), "creation_time": c.Now().Unix(), "last_updated_time": c.Now(),
		"library_template_name": c.Args.Text("library_template_name"), "parameter_format": c.Args.Text("parameter_format")})
	c.Node.Link("message_templates", o)
	page := c.Node.ID
	c.After(secondsToApprove, func(c *Call) {
		o.Values["status"] = "APPROVED"
		c.Emit("page", "message_template_status_update", page, map[string]any{"event": "APPROVED", "message_template_id": o.ID,
			"message_template_name": name, "message_template_language": language})
	})
	return map[string]any{"id": o.ID}, nil
}

func deleteUtility(c *Call) (any, error) {
	found := false
	for _, o := range slices.Clone(c.Node.Children("message_templates")) {
		if id := c.Args.Text("template_id"); o.Get("name") == c.Args.Text("name") && (id == "" || id == o.ID) {
			c.Remove(o)
			found = true
		}
	}
	if !found {
		return nil, badParam(c, "name", "must be a template of the Page")
	}
	return map[string]any{"success": true}, nil
}

// checkUtility holds what a message fills in against its template.
func (c *Call) checkUtility(t Args) error {
	o := c.utility(t.Text("name"), t.Map("language").Text("code"))
	switch {
	case o == nil:
		return badParam(c, "message[template]", "must be a template of the Page in that language")
	case o.Get("status") != "APPROVED":
		return badParam(c, "message[template]", "is not approved")
	}
	given := 0
	for _, v := range t.List("components") {
		component, _ := v.(map[string]any)
		if strings.EqualFold(Args(component).Text("type"), "body") {
			given = len(Args(component).List("parameters"))
		}
	}
	if want := strings.Count(utilityBody(o), "{{"); given != want {
		return badParam(c, "message[template][components]", "must have %d parameters of the body, has %d", want, given)
	}
	return nil
}

func utilityBody(o *Object) string {
	for _, v := range Args(o.Values).List("components") {
		if component, _ := v.(map[string]any); strings.EqualFold(Args(component).Text("type"), "body") {
			return Args(component).Text("text")
		}
	}
	return ""
}

// utilityText is what a person reads of a template.
func (c *Call) utilityText(t Args) string {
	o := c.utility(t.Text("name"), t.Map("language").Text("code"))
	if o == nil {
		return ""
	}
	text := utilityBody(o)
	for _, v := range t.List("components") {
		component, _ := v.(map[string]any)
		if !strings.EqualFold(Args(component).Text("type"), "body") {
			continue
		}
		for i, v := range Args(component).List("parameters") {
			p, _ := v.(map[string]any)
			name := Args(p).Text("parameter_name")
			if name == "" {
				name = fmt.Sprint(i + 1)
			}
			text = strings.ReplaceAll(text, "{{"+name+"}}", Args(p).Text("text"))
		}
	}
	return text
}
