package emulator

// pageRows are the Page and what it does outside of messaging.
func pageRows(r *Registry) {
	r.Type(NodeType{Name: "Page", Product: Pages, UseCase: "pages", Fields: Fields(pageFields), Default: []string{"id", "name"},
		Compute: map[string]Compute{"access_token": func(c *Call, o *Object) any { return c.pageToken(o) }}})
}

func pageSeed(c *Call) {
	s := c.Seed()
	business := c.Object(s.BusinessID)
	page := c.Make("Page", map[string]any{
		"name": "Bottega del Caffè", "category": "Coffee shop", "is_published": true, "promotion_eligible": true,
		"link": "https://www.facebook.com/bottegadelcaffe", "owner_business": business,
		"has_whatsapp_number": false, "has_whatsapp_business_number": false,
		"messaging_feature_status": map[string]any{"hop_v2": true, "ig_multi_app": true, "msgr_multi_app": true},
		"tasks":                    []any{"ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"},
	})
	page.Owner = page.ID
	business.Link("owned_pages", page)
	c.Object(s.UserID).Link("accounts", page)
	s.PageID, s.PageToken = page.ID, c.pageToken(page)
}
