package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// systemUserRows are what a system user may do for an app.
// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens
func systemUserRows(r *Registry) {
	r.Edge("SystemUser",
		Edge{Method: "GET", Name: "assigned_ad_accounts", Of: "AdAccount"},
		Edge{Method: "GET", Name: "assigned_product_catalogs", Of: "ProductCatalog"},
		Edge{Method: "POST", Name: "applications", Scope: "business_management", Params: Params(`business_app! string`), Handle: installApp},
		Edge{Method: "POST", Name: "access_tokens", Scope: "business_management", Handle: generateToken,
			Params: Params(`business_app! string, scope! string, set_token_expires_in_60_days bool, appsecret_proof string`)},
	)
	r.Edge(Root, Edge{Method: "GET", Name: "oauth/revoke", Handle: revokeToken,
		Params: Params(`client_id! string, client_secret! string, revoke_token! string`)})
}

// systemUserState are the apps that a system user has installed.
type systemUserState struct{ apps map[string]bool }

func appsOf(user *Object) map[string]bool {
	s, ok := user.State.(*systemUserState)
	if !ok {
		s = &systemUserState{apps: map[string]bool{}}
		user.State = s
	}
	return s.apps
}

func installApp(c *Call) (any, error) {
	app := c.Find("Application", c.Args.Text("business_app"))
	if app == nil {
		return nil, badParam(c, "business_app", "must be the ID of an app of the business")
	}
	appsOf(c.Node)[app.ID] = true
	return map[string]any{"success": true}, nil
}

func generateToken(c *Call) (any, error) {
	if !appsOf(c.Node)[c.Args.Text("business_app")] {
		return nil, badParam(c, "business_app", "must be an app that the system user has installed")
	}
	if c.Config().AppSecret != "" && text(c.raw["appsecret_proof"]) == "" {
		return nil, FailPlain(104, "API calls from the server require an appsecret_proof argument")
	}
	scopes := strings.Split(c.Args.Text("scope"), ",")
	for _, scope := range scopes {
		if !slices.Contains(allScopes(), scope) {
			return nil, badParam(c, "scope", "has an unknown permission: %s", scope)
		}
	}
	t := &Token{Text: "EAASYSTEM" + c.NewID(Root), Kind: UserToken, Subject: c.Node.ID, Scopes: scopes}
	if c.Args.Bool("set_token_expires_in_60_days") {
		t.Expires = c.Now().Add(60 * 24 * time.Hour)
	}
	c.issue(t)
	return map[string]any{"access_token": t.Text}, nil
}

// revokeToken ends a token of the app at once.
func revokeToken(c *Call) (any, error) {
	seed := c.Seed()
	if c.Args.Text("client_id") != seed.AppID || seed.AppSecret == "" || c.Args.Text("client_secret") != seed.AppSecret {
		return nil, FailPlain(1, "Error validating client secret.").With(400)
	}
	if _, ok := c.e.tokens[c.Args.Text("revoke_token")]; !ok {
		return nil, badParam(c, "revoke_token", "must be a token of the app")
	}
	maps.DeleteFunc(c.e.tokens, func(text string, _ *Token) bool { return text == c.Args.Text("revoke_token") })
	return map[string]any{"success": "true"}, nil
}
