package emulator

// platformRows are the nodes that stand above the products: people, businesses, applications, tokens.
func platformRows(r *Registry) {
	r.Type(NodeType{Name: "User", Fields: Fields(userFields), Default: []string{"id", "name"}})
	r.Type(NodeType{Name: "Permission", Fields: Fields(`permission string, status string`), Default: []string{"permission", "status"}})
	r.Type(NodeType{Name: "SystemUser", Fields: Fields(`id string, name string, role string, created_by User, created_time datetime,
		finance_permission string, ip_permission string, email string, business Business`), Default: []string{"id", "name"}})
	r.Type(NodeType{Name: "Business", Fields: Fields(businessFields), Default: []string{"id", "name"}})
	r.Edge("User",
		Edge{Method: "GET", Name: "accounts", Of: "Page", Params: Params(`ad_id string, is_place bool, is_promotable bool`),
			Default: []string{"access_token", "category", "category_list", "id", "name", "tasks"}},
		Edge{Method: "GET", Name: "assigned_pages", Of: "Page", Params: Params(`pages list<int>`),
			Handle: func(c *Call) (any, error) { return c.Node.Children("accounts"), nil }},
		Edge{Method: "GET", Name: "businesses", Of: "Business"},
		Edge{Method: "GET", Name: "permissions", Of: "Permission", Handle: listPermissions,
			Params: Params(`permission string, status enum(declined|expired|granted)`)},
		Edge{Method: "DELETE", Name: "permissions", Handle: revokePermission, Params: Params(`permission string`)},
	)
	r.Edge("Business",
		Edge{Method: "POST", Params: Params(`entry_point string, name string, primary_page string, timezone_id unsigned int,
			two_factor_type enum(admin_required|all_required|none), vertical string`)},
		Edge{Method: "GET", Name: "owned_pages", Of: "Page"},
		Edge{Method: "GET", Name: "client_pages", Of: "Page"},
		Edge{Method: "GET", Name: "owned_apps", Of: "Application"},
		Edge{Method: "GET", Name: "owned_ad_accounts", Params: Params(`search_query string, include_shared_ad_accounts bool`)},
		Edge{Method: "GET", Name: "client_ad_accounts", Params: Params(`search_query string`)},
		Edge{Method: "GET", Name: "owned_whatsapp_business_accounts"},
		Edge{Method: "GET", Name: "client_whatsapp_business_accounts"},
		Edge{Method: "GET", Name: "system_users", Of: "SystemUser"},
	)
	businessRows(r)
	applicationRows(r)
	tokenRows(r)
	uploadRows(r)
}

// datasetEdges are the edges by which a Page, a WhatsApp account or an Instagram account comes to its one dataset.
func datasetEdges() []Edge {
	dataset := func(c *Call) *Object {
		if list := c.Node.Children("dataset"); len(list) > 0 {
			return list[0]
		}
		return nil
	}
	return []Edge{
		{Method: "GET", Name: "dataset", Of: "AdsPixel", Handle: func(c *Call) (any, error) {
			if d := dataset(c); d != nil {
				return d, nil
			}
			return map[string]any{}, nil
		}},
		{Method: "POST", Name: "dataset", Of: "AdsPixel", Params: Params(`dataset_name string`), Handle: func(c *Call) (any, error) {
			if d := dataset(c); d != nil {
				return d, nil
			}
			name := c.Args.Text("dataset_name")
			if name == "" {
				name = "Dataset of " + c.Node.Get("name")
			}
			d := c.Make("AdsPixel", map[string]any{"name": name})
			c.Node.Link("dataset", d)
			return d, nil
		}},
	}
}

func listPermissions(c *Call) (any, error) {
	var rows []*Object
	for _, scope := range c.Token.Scopes {
		if want := c.Args.Text("permission"); want != "" && want != scope {
			continue
		}
		if want := c.Args.Text("status"); want != "" && want != "granted" {
			continue
		}
		rows = append(rows, c.Row("Permission", map[string]any{"permission": scope, "status": "granted"}))
	}
	return rows, nil
}

// platformSeed makes an app, a business that owns it, and the system user that the token belongs to.
func platformSeed(c *Call) {
	s, config := c.Seed(), c.Config()
	s.Token, s.AppSecret, s.VerifyToken, s.AppID = config.Token, config.AppSecret, config.VerifyToken, config.AppID
	app := c.MakeWithID("Application", s.AppID, map[string]any{"name": "Shop Assistant", "category": "Business",
		"link": "https://www.facebook.com/games/?app_id=" + s.AppID})
	business := c.Make("Business", map[string]any{"name": "Bottega Srl", "verification_status": "verified",
		"timezone_id": 47, "created_time": c.Now(), "whatsapp_business_manager_messaging_limit": "TIER_2K"})
	user := c.Make("User", map[string]any{"name": "Shop System User", "first_name": "Shop", "last_name": "User"})
	systemUser := c.Make("SystemUser", map[string]any{"name": "Shop System User", "role": "ADMIN", "business": business,
		"created_time": c.Now()})
	business.Link("owned_apps", app)
	business.Link("system_users", systemUser)
	user.Link("businesses", business)
	app.Values["owner_business"] = business
	s.BusinessID, s.UserID = business.ID, user.ID

	c.issue(&Token{Text: s.Token, Kind: UserToken, Subject: user.ID, Scopes: allScopes()})
	if s.AppSecret != "" {
		c.issue(&Token{Text: app.ID + "|" + s.AppSecret, Kind: AppToken, Subject: app.ID})
	}
}
