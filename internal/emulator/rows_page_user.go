package emulator

// pageUserRows are what a Page shows to one person alone.
// https://developers.facebook.com/docs/messenger-platform/send-messages/persistent-menu#user_level_menu
func pageUserRows(r *Registry) {
	page := []TokenKind{PageToken}
	r.Type(NodeType{Name: "CustomUserSettings", Product: Pages, Fields: Fields(`page_level_persistent_menu any, user_level_persistent_menu any`),
		Default: []string{"page_level_persistent_menu", "user_level_persistent_menu"}})
	edge := func(method, of, params string, handle Handler) Edge {
		return Edge{Method: method, Name: "custom_user_settings", Of: of, Tokens: page, Scope: "pages_messaging", UseCase: "messenger",
			Params: Params(params), Handle: handle}
	}
	r.Edge("Page",
		edge("GET", "CustomUserSettings", `psid! string`, readUserSettings),
		edge("POST", "", `psid! string, persistent_menu list<any>`, setUserMenu),
		edge("DELETE", "", `psid! string, params! list<enum(PERSISTENT_MENU|persistent_menu)>`, deleteUserMenu))
}

// userMenu is the row of a person who has a menu of their own, or nil.
func (c *Call) userMenu() *Object {
	for _, o := range c.Node.Children("custom_user_settings") {
		if o.State == c.Args.Text("psid") {
			return o
		}
	}
	return nil
}

func readUserSettings(c *Call) (any, error) {
	if err := c.knowsPerson(); err != nil {
		return nil, err
	}
	values := map[string]any{}
	if o := c.userMenu(); o != nil {
		values["user_level_persistent_menu"] = o.Values["user_level_persistent_menu"]
	}
	if profile := c.profile(false); profile != nil && profile.Values["persistent_menu"] != nil {
		values["page_level_persistent_menu"] = profile.Values["persistent_menu"]
	}
	if len(values) == 0 {
		return []*Object{}, nil
	}
	return []*Object{c.Row("CustomUserSettings", values)}, nil
}

// knowsPerson refuses people who have never written to the Page.
func (c *Call) knowsPerson() error {
	if threadWith(c.Node, c.Args.Text("psid")) == nil {
		return Fail(100, "No matching user found").Sub(2018001)
	}
	return nil
}

func setUserMenu(c *Call) (any, error) {
	if err := c.knowsPerson(); err != nil {
		return nil, err
	}
	given := Args{"persistent_menu": c.Args.List("persistent_menu")}
	if len(c.Args.List("persistent_menu")) == 0 {
		return nil, missingParam(c, "persistent_menu")
	}
	if err := c.checkProfile(given); err != nil {
		return nil, err
	}
	o := c.userMenu()
	if o == nil {
		o = c.Row("CustomUserSettings", map[string]any{})
		o.State = c.Args.Text("psid")
		c.Node.Link("custom_user_settings", o)
	}
	o.Values["user_level_persistent_menu"] = given["persistent_menu"]
	return map[string]any{"success": true}, nil
}

func deleteUserMenu(c *Call) (any, error) {
	if err := c.knowsPerson(); err != nil {
		return nil, err
	}
	if o := c.userMenu(); o != nil {
		c.Node.Unlink("custom_user_settings", o)
	}
	return map[string]any{"success": true}, nil
}
