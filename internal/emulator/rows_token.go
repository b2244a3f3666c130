package emulator

import (
	"slices"
	"time"
)

// tokenRows are what is done with access tokens: looking into one, getting one.
func tokenRows(r *Registry) {
	r.Edge(Root,
		Edge{Method: "GET", Name: "debug_token", Params: Params(`input_token! string`), Handle: debugToken},
		Edge{Method: "GET", Name: "oauth/access_token", Open: true, Params: oauthParams, Handle: giveToken},
		Edge{Method: "POST", Name: "oauth/access_token", Open: true, Params: oauthParams, Handle: giveToken},
	)
}

var oauthParams = Params(`client_id! string, client_secret! string, grant_type enum(client_credentials|fb_exchange_token|authorization_code),
	code string, fb_exchange_token string, redirect_uri string`)

func allScopes() []string {
	return []string{"ads_management", "ads_read", "business_management", "instagram_basic", "instagram_manage_messages",
		"leads_retrieval", "page_events", "pages_manage_ads", "pages_manage_metadata", "pages_manage_posts", "pages_messaging", "pages_read_engagement",
		"pages_show_list", "public_profile", "whatsapp_business_manage_events", "whatsapp_business_management",
		"whatsapp_business_messaging"}
}

// issue makes a token valid.
func (c *Call) issue(t *Token) *Token {
	t.AppID, t.Issued = c.e.seed.AppID, c.Now()
	c.e.tokens[t.Text] = t
	return t
}

// debugToken tells what a token is. Whoever asks needs the app's token or the very token that is asked about.
func debugToken(c *Call) (any, error) {
	input := c.Args.Text("input_token")
	t := c.e.tokens[input]
	if t == nil {
		return map[string]any{"data": map[string]any{"is_valid": false, "scopes": []any{}, "error": map[string]any{
			"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}}}, nil
	}
	data := map[string]any{"app_id": t.AppID, "application": c.Object(t.AppID).Get("name"), "is_valid": true,
		"issued_at": t.Issued.Unix(), "expires_at": 0, "data_access_expires_at": 0, "scopes": append([]string{}, t.Scopes...)}
	switch t.Kind {
	case AppToken:
		data["type"] = "APP"
	case PageToken:
		data["type"], data["profile_id"], data["user_id"] = "PAGE", t.Subject, c.e.seed.UserID
	default:
		data["type"], data["user_id"] = "SYSTEM_USER", t.Subject
	}
	if !t.Expires.IsZero() {
		data["expires_at"], data["is_valid"] = t.Expires.Unix(), c.Now().Before(t.Expires)
	}
	if t.Kind != AppToken {
		data["granular_scopes"] = c.granularScopes(t)
	}
	return map[string]any{"data": data}, nil
}

// granularScopes names the assets that each permission was granted for.
func (c *Call) granularScopes(t *Token) []any {
	s := c.Seed()
	targets := map[string]string{"ads_management": s.AdAccountID, "ads_read": s.AdAccountID, "business_management": s.BusinessID,
		"pages_manage_ads": s.PageID, "pages_manage_metadata": s.PageID, "pages_messaging": s.PageID,
		"pages_read_engagement": s.PageID, "pages_show_list": s.PageID, "page_events": s.PageID,
		"whatsapp_business_management": s.WABAID, "whatsapp_business_messaging": s.WABAID, "whatsapp_business_manage_events": s.WABAID}
	out := []any{}
	for _, scope := range t.Scopes {
		entry := map[string]any{"scope": scope}
		if id := targets[scope]; id != "" {
			entry["target_ids"] = []string{trimAct(id)}
		}
		out = append(out, entry)
	}
	return out
}

func trimAct(id string) string {
	if number := adAccountID(id); number != "" {
		return number
	}
	return id
}

// giveToken exchanges what an app holds for a token: its secret, a login's code, a token that lives shortly.
func giveToken(c *Call) (any, error) {
	seed := c.Seed()
	if c.Args.Text("client_id") != seed.AppID {
		return nil, FailPlain(101, "Error validating application. Cannot get application info due to a system error.")
	}
	if seed.AppSecret == "" || c.Args.Text("client_secret") != seed.AppSecret {
		return nil, FailPlain(1, "Error validating client secret.").With(400)
	}
	switch code, short := c.Args.Text("code"), c.Args.Text("fb_exchange_token"); {
	case c.Args.Text("grant_type") == "client_credentials":
		return map[string]any{"access_token": seed.AppID + "|" + seed.AppSecret, "token_type": "bearer"}, nil
	case code != "":
		given, ok := c.e.logins[code]
		delete(c.e.logins, code)
		if !ok {
			return nil, FailPlain(100, "Invalid verification code format.").Sub(36009)
		}
		if c.Now().Sub(given) > loginCodeLife {
			return nil, FailPlain(100, "This authorization code has expired.").Sub(36007)
		}
		t := c.issue(&Token{Text: "EAABUSINESS" + c.NewID(Root), Kind: UserToken, Subject: seed.UserID, Scopes: allScopes()})
		return map[string]any{"access_token": t.Text, "token_type": "bearer"}, nil
	case short != "":
		old := c.e.tokens[short]
		if old == nil || old.Kind != UserToken {
			return nil, badToken("Invalid OAuth access token - Cannot parse access token")
		}
		const life = 60 * 24 * time.Hour
		t := c.issue(&Token{Text: "EAALONG" + c.NewID(Root), Kind: UserToken, Subject: old.Subject, Scopes: slices.Clone(old.Scopes),
			Expires: c.Now().Add(life)})
		return map[string]any{"access_token": t.Text, "token_type": "bearer", "expires_in": int(life.Seconds())}, nil
	}
	return nil, FailPlain(100, "Missing authorization code")
}

// loginCodeLife is how long the code of an embedded signup can be exchanged.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/implementation
const loginCodeLife = 30 * time.Second

// LoginCode is the code that a login dialog hands to the app's page, to be exchanged for a token within 30 seconds.
func (e *Emulator) LoginCode() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	code := "AQ" + proof("login", e.store.newID(e.registry.types[Root]))[:30]
	e.logins[code] = e.clock.now()
	return code
}

// revokePermission takes a permission back from the token, or all of them.
func revokePermission(c *Call) (any, error) {
	name := c.Args.Text("permission")
	c.Token.Scopes = slices.DeleteFunc(slices.Clone(c.Token.Scopes), func(s string) bool { return name == "" || s == name })
	return map[string]any{"success": true}, nil
}
