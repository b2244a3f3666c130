package emulator

// platformRows are the nodes that stand above the products: people, businesses, applications.
func platformRows(r *Registry) {
	r.Type(NodeType{Name: "User", Fields: Fields(userFields), Default: []string{"id", "name"}})
	r.Type(NodeType{Name: "Permission", Fields: Fields(`permission string, status string`), Default: []string{"permission", "status"}})
	r.Type(NodeType{Name: "Business", UseCase: "pages", Fields: Fields(businessFields), Default: []string{"id", "name"}})
	applicationRows(r)

	r.Edge("User",
		Edge{Method: "GET", Name: "accounts", Of: "Page", Params: Params(`ad_id string, is_place bool, is_promotable bool`)},
		Edge{Method: "GET", Name: "businesses", Of: "Business"},
		Edge{Method: "GET", Name: "permissions", Of: "Permission", Handle: listPermissions,
			Params: Params(`permission string, status enum(declined|expired|granted)`)},
	)
	r.Edge("Business",
		Edge{Method: "GET", Name: "owned_pages", Of: "Page"},
		Edge{Method: "GET", Name: "client_pages", Of: "Page"},
		Edge{Method: "GET", Name: "owned_apps", Of: "Application"},
	)
}

func listPermissions(c *Call) (any, error) {
	var rows []*Object
	for _, scope := range c.e.scopes {
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

func platformSeed(c *Call) {
	s, config := c.Seed(), c.Config()
	s.Token, s.AppSecret, s.VerifyToken, s.AppID = config.Token, config.AppSecret, config.VerifyToken, config.AppID
	c.e.scopes = []string{"ads_management", "ads_read", "business_management", "instagram_basic", "leads_retrieval",
		"page_events", "pages_manage_ads", "pages_manage_metadata", "pages_messaging", "pages_read_engagement",
		"pages_show_list", "public_profile", "whatsapp_business_manage_events", "whatsapp_business_management",
		"whatsapp_business_messaging"}

	app := c.MakeWithID("Application", s.AppID, map[string]any{"name": "Shop Assistant", "category": "Business",
		"link": "https://www.facebook.com/games/?app_id=" + s.AppID})
	business := c.Make("Business", map[string]any{"name": "Bottega Srl", "verification_status": "verified",
		"timezone_id": 47, "created_time": c.Now()})
	user := c.Make("User", map[string]any{"name": "Shop System User", "first_name": "Shop", "last_name": "User"})
	business.Link("owned_apps", app)
	user.Link("businesses", business)
	app.Values["owner_business"] = business
	s.BusinessID, s.UserID = business.ID, user.ID

	c.e.tokens[s.Token] = &Token{Text: s.Token, Kind: UserToken, Subject: user.ID, AppID: app.ID, Scopes: c.e.scopes, Issued: c.Now()}
	if s.AppSecret != "" {
		text := app.ID + "|" + s.AppSecret
		c.e.tokens[text] = &Token{Text: text, Kind: AppToken, Subject: app.ID, AppID: app.ID, Issued: c.Now()}
	}
}
