package emulator

import "slices"

// The ids of what is there from the beginning, out of the way of those that are given in order.
const (
	seededInstagram = "17841400000000001"
	seededButton    = "100200300900001"
)

// instagramRows are the Instagram account that goes with a Page.
func instagramRows(r *Registry) {
	r.Type(NodeType{Name: "IGUser", Product: Pages, UseCase: "instagram", Fields: Fields(igUserFields), Default: []string{"id"}})
	r.Edge("IGUser", Edge{Method: "GET", Name: "welcome_message_flows", Of: "CTXPartnerAppWelcomeMessageFlow", Handle: listInstagramFlows,
		Params: Params(`app_id string, flow_id string`)})
	r.Edge("Page", Edge{Method: "GET", Name: "instagram_accounts", Of: "IGUser", Handle: func(c *Call) (any, error) {
		if account, ok := c.Node.Values["instagram_business_account"].(*Object); ok {
			return []*Object{account}, nil
		}
		return []*Object{}, nil
	}})
}

// listInstagramFlows lists the flows of the Page that goes with the account which may greet on Instagram.
func listInstagramFlows(c *Call) (any, error) {
	id := c.Args.Text("flow_id")
	var flows []*Object
	for _, page := range c.All("Page") {
		if page.Values["instagram_business_account"] != c.Node {
			continue
		}
		for _, flow := range page.Children("welcome_message_flows") {
			platforms, _ := flow.Values["eligible_platforms"].([]any)
			if slices.Contains(platforms, any("INSTAGRAM")) && (id == "" || flow.ID == id) {
				flows = append(flows, flow)
			}
		}
	}
	return flows, nil
}

// instagramSeed ties a professional account to the Page.
func instagramSeed(c *Call, page *Object) {
	account := c.MakeWithID("IGUser", seededInstagram, map[string]any{"username": "bottegadelcaffe", "name": "Bottega del Caffè",
		"followers_count": int64(842), "owner_business": c.Object(c.Seed().BusinessID)})
	account.Owner = page.ID
	page.Values["instagram_business_account"] = account
	c.Seed().InstagramID = account.ID
}
