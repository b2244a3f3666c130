package emulator

import (
	"maps"
	"slices"
	"time"
)

// businessRows are who works for a business without being a person, and with whom it shares a Page.
// https://developers.facebook.com/docs/business-management-apis/system-users
func businessRows(r *Registry) {
	r.Edge("Business",
		Edge{Method: "POST", Name: "system_users", Scope: "business_management", Check: checkSystemUser, Handle: makeSystemUser,
			Params: Params(`name! string, role enum(` + systemUserRoles + `), system_user_id int`)},
		Edge{Method: "POST", Name: "system_user_access_tokens", Scope: "business_management", Handle: giveSystemUserToken,
			Params: Params(`system_user_id unsigned int, scope list<string>, asset list<unsigned int>, set_token_expires_in_60_days bool, fetch_only bool`)},
	)
	r.Edge("Page",
		Edge{Method: "GET", Name: "agencies", Of: "Business"},
		Edge{Method: "POST", Name: "agencies", Scope: "business_management", Handle: sharePage,
			Params: Params(`business! string, permitted_tasks list<enum(` + pageTasks + `)>`)},
		Edge{Method: "DELETE", Name: "agencies", Scope: "business_management", Handle: unsharePage, Params: Params(`business! string`)},
	)
}

// sharePage lets another business work with the Page, which then is among its client_pages.
func sharePage(c *Call) (any, error) {
	business := c.Find("Business", c.Args.Text("business"))
	switch {
	case business == nil:
		return nil, badParam(c, "business", "must be the ID of a business")
	case c.Node.Values["owner_business"] == business:
		return nil, badParam(c, "business", "owns the Page already")
	}
	c.Node.Link("agencies", business)
	business.Link("client_pages", c.Node)
	return map[string]any{"success": true}, nil
}

func unsharePage(c *Call) (any, error) {
	if business := c.Find("Business", c.Args.Text("business")); business != nil {
		c.Node.Unlink("agencies", business)
		business.Unlink("client_pages", c.Node)
	}
	return map[string]any{"success": true}, nil
}

const systemUserRoles = "ADMIN|ADS_RIGHTS_REVIEWER|DEFAULT|DEVELOPER|EMPLOYEE|FINANCE_ANALYST|FINANCE_EDIT|FINANCE_EDITOR|FINANCE_VIEW|MANAGE|" +
	"PARTNER_CENTER_ADMIN|PARTNER_CENTER_ANALYST|PARTNER_CENTER_EDUCATION|PARTNER_CENTER_MARKETING|PARTNER_CENTER_OPERATIONS"

// maxSystemUsers is how many a business may have that uses an app with advanced access.
const maxSystemUsers = 10

func checkSystemUser(c *Call) error {
	if len(c.Node.Children("system_users")) >= maxSystemUsers {
		return Fail(3965, "You have reached the limit of system users for this business")
	}
	return nil
}

func makeSystemUser(c *Call) (any, error) {
	user := c.Make("SystemUser", map[string]any{"name": c.Args.Text("name"), "role": c.Args.Text("role"), "business": c.Node, "created_time": c.Now()})
	c.Node.Link("system_users", user)
	return map[string]any{"id": user.ID}, nil
}

// giveSystemUserToken makes a token of a system user of the business, or gives the one that there is.
func giveSystemUserToken(c *Call) (any, error) {
	id := c.Args.Text("system_user_id")
	if !slices.ContainsFunc(c.Node.Children("system_users"), func(o *Object) bool { return o.ID == id }) {
		return nil, badParam(c, "system_user_id", "must be the ID of a system user of the business")
	}
	if c.Args["fetch_only"] == true {
		for _, name := range slices.Sorted(maps.Keys(c.e.tokens)) {
			if t := c.e.tokens[name]; t.Kind == UserToken && t.Subject == id {
				return map[string]any{"access_token": t.Text}, nil
			}
		}
		return nil, Fail(100, "The system user has no token for this app")
	}
	scopes := c.Args.Strings("scope")
	if len(scopes) == 0 {
		return nil, missingParam(c, "scope")
	}
	for _, s := range scopes {
		if !slices.Contains(allScopes(), s) {
			return nil, badParam(c, "scope", "has an unknown permission: %s", s)
		}
	}
	t := &Token{Text: "EAASYSTEM" + c.NewID(Root), Kind: UserToken, Subject: id, Scopes: scopes}
	if c.Args["set_token_expires_in_60_days"] == true {
		t.Expires = c.Now().Add(60 * 24 * time.Hour)
	}
	c.issue(t)
	return map[string]any{"access_token": t.Text}, nil
}
