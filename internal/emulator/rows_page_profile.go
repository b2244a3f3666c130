package emulator

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// profileParts are what a Messenger profile is made of. The specification lacks greeting, which the documentation has.
var profileParts = []string{"account_linking_url", "commands", "description", "get_started", "greeting", "ice_breakers", "persistent_menu", "whitelisted_domains"}

// pageProfileRows are what people see of a Page beside a conversation, and who writes in its name.
func pageProfileRows(r *Registry) {
	page := []TokenKind{PageToken}
	edge := func(method, name, of, params string, handle Handler) Edge {
		return Edge{Method: method, Name: name, Of: of, Tokens: page, Scope: "pages_messaging", UseCase: "messenger", Params: Params(params), Handle: handle}
	}
	r.Type(NodeType{Name: "MessengerProfile", Product: Pages, Default: profileParts, Fields: Fields(`account_linking_url string, commands any,
		description any, get_started Object, greeting any, ice_breakers any, persistent_menu any, subject_to_new_eu_privacy_rules bool,
		whitelisted_domains list<string>`)})
	r.Type(NodeType{Name: "Persona", Product: Pages, UseCase: "messenger", Default: []string{"id", "name", "profile_picture_url"},
		Fields: Fields(`id string, name string, profile_picture_url string`)})
	r.Type(NodeType{Name: "PageUserMessageThreadLabel", Product: Pages, UseCase: "messenger", Default: []string{"id", "page_label_name"},
		Fields: Fields(`id string, page_label_name string`)})
	r.Type(NodeType{Name: "ProfilePictureSource", Product: Pages, Default: []string{"height", "is_silhouette", "url", "width"},
		Fields: Fields(`bottom unsigned int, cache_key string, height unsigned int, is_silhouette bool, left unsigned int,
			right unsigned int, top unsigned int, url string, width unsigned int`)})
	r.Edge("Page",
		edge("GET", "messenger_profile", "MessengerProfile", `platform enum(INSTAGRAM|MESSENGER)`, readMessengerProfile),
		edge("POST", "messenger_profile", "", `account_linking_url string, commands list<map>, description list<map>, get_started Object,
			ice_breakers list<map>, persistent_menu list<map>, platform enum(INSTAGRAM|MESSENGER), whitelisted_domains list<string>`, setMessengerProfile),
		edge("DELETE", "messenger_profile", "", `fields! list<string>, platform enum(INSTAGRAM|MESSENGER)`, deleteMessengerProfile),
		edge("GET", "personas", "Persona", ``, nil),
		edge("POST", "personas", "Persona", `name! string, profile_picture_url! string`, nil),
		edge("GET", "custom_labels", "PageUserMessageThreadLabel", ``, nil),
		edge("POST", "custom_labels", "PageUserMessageThreadLabel", `page_label_name! string, name string`, nil),
		Edge{Method: "GET", Name: "picture", Of: "ProfilePictureSource", Handle: readPicture,
			Params: Params(`height int, redirect bool, type enum(album|large|normal|small|square), width int`)},
	)
	r.Edge("Persona", Edge{Method: "DELETE"})
	label := func(method string, on bool) Edge {
		return Edge{Method: method, Name: "label", Params: Params(`user! string`), Handle: func(c *Call) (any, error) { return labelThread(c, on) }}
	}
	r.Edge("PageUserMessageThreadLabel", Edge{Method: "DELETE"}, label("POST", true), label("DELETE", false))
}

// profile is the profile of the call's Page on the call's platform; nil where nothing was set, unless it is to be made.
func (c *Call) profile(create bool) *Object {
	platform := c.Args.Text("platform")
	if platform == "" {
		platform = "MESSENGER"
	}
	for _, o := range c.Node.Children("messenger_profile") {
		if o.State == platform {
			return o
		}
	}
	if !create {
		return nil
	}
	o := c.Row("MessengerProfile", map[string]any{})
	o.State = platform
	c.Node.Link("messenger_profile", o)
	return o
}

func readMessengerProfile(c *Call) (any, error) {
	if o := c.profile(false); o != nil && len(o.Values) > 0 {
		return []*Object{o}, nil
	}
	return []*Object{}, nil
}

func setMessengerProfile(c *Call) (any, error) {
	given := map[string]any{}
	for _, part := range profileParts {
		if !c.Args.Has(part) {
			continue
		}
		given[part] = fromText(c.Args[part])
		if instagram := c.Args.Text("platform") == "INSTAGRAM"; instagram && part != "ice_breakers" && part != "persistent_menu" {
			return nil, badParam(c, part, "is not part of a profile on Instagram")
		}
	}
	if len(given) == 0 {
		return nil, Fail(100, "Requires one of the params: %s", strings.Join(profileParts, ","))
	}
	if err := c.checkProfile(given); err != nil {
		return nil, err
	}
	old := c.profile(false)
	if given["persistent_menu"] != nil && given["get_started"] == nil && c.Args.Text("platform") != "INSTAGRAM" && (old == nil || old.Values["get_started"] == nil) {
		return nil, Fail(100, "You must set a Get Started button if you also wish to use persistent menu").Sub(2018145)
	}
	profile := c.profile(true)
	for part, v := range given {
		profile.Values[part] = v
	}
	return map[string]any{"result": "success"}, nil
}

func (c *Call) checkProfile(given Args) error {
	for _, part := range []string{"greeting", "ice_breakers", "persistent_menu", "commands"} {
		list, isList := given[part].([]any)
		if given[part] != nil && !isList {
			return badParam(c, part, "must be an array")
		}
		byLocale := slices.ContainsFunc(list, func(v any) bool { m, _ := v.(map[string]any); return Args(m).Text("locale") == "default" })
		if len(list) > 0 && !byLocale {
			return badParam(c, part, "must have an element with the locale default")
		}
		for i, v := range list {
			m, _ := v.(map[string]any)
			at := fmt.Sprintf("%s[%d]", part, i)
			switch n := len(Args(m).List("call_to_actions")); {
			case part == "greeting" && utf8.RuneCountInString(Args(m).Text("text")) > 160:
				return badParam(c, at+"[text]", "must be no longer than 160 characters")
			case part == "ice_breakers" && (n < 1 || n > 4):
				return badParam(c, at+"[call_to_actions]", "must have from 1 to 4 elements")
			case part == "persistent_menu" && n > 20:
				return badParam(c, at+"[call_to_actions]", "must have at most 20 elements")
			}
		}
	}
	if v, ok := given["get_started"]; ok && given.Map("get_started").Text("payload") == "" {
		return badParam(c, "get_started", "must have a payload, got %v", v)
	}
	for i, v := range given.Strings("whitelisted_domains") {
		if !strings.HasPrefix(v, "https://") {
			return badParam(c, fmt.Sprintf("whitelisted_domains[%d]", i), "must begin with https://")
		}
	}
	return nil
}

// deleteMessengerProfile takes parts of a profile off. Their names may be in either case.
func deleteMessengerProfile(c *Call) (any, error) {
	fields := c.Args.Strings("fields")
	for i, f := range fields {
		if fields[i] = strings.ToLower(f); !slices.Contains(profileParts, fields[i]) {
			return nil, badParam(c, fmt.Sprintf("fields[%d]", i), "must be one of {%s}", strings.ToUpper(strings.Join(profileParts, ", ")))
		}
	}
	profile := c.profile(true)
	if slices.Contains(fields, "get_started") && profile.Values["persistent_menu"] != nil && !slices.Contains(fields, "persistent_menu") {
		return nil, Fail(100, "You must set a Get Started button if you also wish to use persistent menu").Sub(2018145)
	}
	for _, f := range fields {
		delete(profile.Values, f)
	}
	return map[string]any{"result": "success"}, nil
}

// labelThread puts a label on a person, or takes it off.
func labelThread(c *Call, on bool) (any, error) {
	page := c.Object(c.Node.Owner)
	o := threadWith(page, c.Args.Text("user"))
	if o == nil {
		return nil, Fail(100, "No matching user found").Sub(2018001)
	}
	t := threadOf(o)
	t.labels = slices.DeleteFunc(t.labels, func(id string) bool { return id == c.Node.ID })
	if on {
		t.labels = append(t.labels, c.Node.ID)
	}
	return map[string]any{"success": true}, nil
}

// readPicture tells where the Page's picture is; it is the same in every size. Meta redirects there unless redirect is
// false; here there is nothing to redirect to.
func readPicture(c *Call) (any, error) {
	size := func(name string) int64 {
		if n := c.Args.Int(name); n > 0 {
			return n
		}
		return 50
	}
	return map[string]any{"data": map[string]any{"height": size("height"), "width": size("width"), "is_silhouette": false,
		"url": adMediaURL("picture", c.Node.ID)}}, nil
}
