package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	c := newClient(t, Config{Token: "T", AppSecret: secret, Start: start})
	s := c.e.Seed()
	bare := *c
	bare.secret = ""
	plain := func(token string) *client { other := bare; other.token = token; return &other }
	tests := map[string]struct {
		call   func(c *client) answer
		status int
		code   int
	}{
		"header": {func(*client) answer { return c.call("GET", s.PageID) }, 200, 0},
		"query": {func(*client) answer {
			return plain("").call("GET", s.PageID, "access_token", "T", "appsecret_proof", proof(secret, "T"))
		}, 200, 0},
		"oauth scheme": {func(*client) answer {
			return plain("").send("GET", s.PageID+"?appsecret_proof="+proof(secret, "T"), "", nil, "Authorization", "OAuth T")
		}, 200, 0},
		"form": {func(*client) answer {
			return plain("").call("POST", s.BusinessID, "access_token", "T", "appsecret_proof", proof(secret, "T"))
		}, 200, 0},
		"json": {func(*client) answer {
			return plain("").json("POST", s.BusinessID, map[string]any{"access_token": "T", "appsecret_proof": proof(secret, "T")})
		}, 200, 0},
		"page token":         {func(*client) answer { return c.with(s.PageToken).call("GET", "me") }, 200, 0},
		"none":               {func(*client) answer { return plain("").call("GET", s.PageID) }, 400, 190},
		"none for me":        {func(*client) answer { return plain("").call("GET", "me") }, 400, 2500},
		"wrong":              {func(*client) answer { return c.with("X").call("GET", s.PageID) }, 400, 190},
		"wrong for WhatsApp": {func(*client) answer { return c.with("X").call("GET", s.WABAID) }, 401, 190},
		"no proof":           {func(*client) answer { return plain("T").call("GET", s.PageID) }, 400, 104},
		"wrong proof":        {func(*client) answer { return plain("T").call("GET", s.PageID, "appsecret_proof", "00") }, 400, 104},
		"proof of another": {func(*client) answer {
			return plain(s.PageToken).call("GET", "me", "appsecret_proof", proof(secret, "T"))
		}, 400, 104},
		"user for a page":   {func(*client) answer { return c.call("POST", s.PageID, "about", "x") }, 400, 190},
		"page for itself":   {func(*client) answer { return c.with(s.PageToken).call("POST", s.PageID, "about", "x") }, 200, 0},
		"user for an app":   {func(*client) answer { return c.call("GET", s.AppID+"/subscriptions") }, 400, 15},
		"app without proof": {func(*client) answer { return plain(s.AppID+"|"+secret).call("GET", s.AppID+"/subscriptions") }, 200, 0},
	}
	if got := plain(s.AppID+"|"+secret).call("GET", "debug_token", "input_token", s.AppID+"|"+secret); !strings.Contains(got.raw, `"scopes":[]`) {
		t.Errorf("an app's token has no scopes: %s", got.raw)
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := test.call(c)
			if got.status != test.status || got.code() != test.code {
				t.Errorf("got %d %s", got.status, got.raw)
			}
			if header := got.header.Get("WWW-Authenticate"); (got.code() == 190) != (header != "") {
				t.Errorf("WWW-Authenticate: %q", header)
			}
			if got.header.Get("X-Fb-Trace-Id") == "" {
				t.Error("no trace id")
			}
		})
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	s := c.e.Seed()
	page := c.with(s.PageToken)
	page.ok("POST", s.PageID, "about", "x")
	if err := c.e.act(func(c *Call) error {
		c.e.tokens[s.PageToken].Scopes = []string{"pages_show_list"}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := page.call("POST", s.PageID, "about", "y"); got.status != http.StatusForbidden || got.code() != 200 {
		t.Errorf("got %d %s", got.status, got.raw)
	}
	c.ok("DELETE", "me/permissions", "permission", "ads_read")
	for _, row := range c.ok("GET", "me/permissions").data() {
		if row.(map[string]any)["permission"] == "ads_read" {
			t.Error("ads_read was not revoked")
		}
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	page := c.e.Seed().PageID
	tests := map[string]struct {
		version, path string
		code          int
	}{
		"current":                  {"v26.0", page, 0},
		"older":                    {"v25.0", page, 0},
		"older for ads":            {"v25.0", "act_7", 0},
		"old":                      {"v24.0", page, 0},
		"old for ads":              {"v24.0", "act_7", 2635},
		"retired":                  {"v20.0", page, 2635},
		"never was":                {"v99.0", page, 2635},
		"default":                  {"", page, 0},
		"not yet retired for ads ": {"v26.0", "act_7", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.as(t)
			c.version = test.version
			got := c.call("GET", test.path)
			if got.code() != test.code {
				t.Errorf("got %s", got.raw)
			}
			if want := test.version; want != "" && test.code == 0 && got.header.Get("Facebook-Api-Version") != want {
				t.Errorf("facebook-api-version: %s", got.header.Get("Facebook-Api-Version"))
			}
		})
	}
	c.version = "v21.0"
	c.ok("GET", page)
	c.e.Clock().Set(time.Date(2027, 1, 21, 0, 0, 0, 0, time.UTC))
	if got := c.call("GET", page); got.code() != 2635 {
		t.Errorf("v21.0 after its end: %s", got.raw)
	}
}

func TestDebugToken(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{AppSecret: "s", Start: start})
	s := c.e.Seed()
	data := c.ok("GET", "debug_token", "input_token", s.PageToken).body["data"].(map[string]any)
	if data["type"] != "PAGE" || data["profile_id"] != s.PageID || data["is_valid"] != true || data["app_id"] != s.AppID {
		t.Errorf("data = %v", data)
	}
	found := false
	for _, g := range data["granular_scopes"].([]any) {
		if g := g.(map[string]any); g["scope"] == "pages_manage_ads" {
			found = cmp.Equal(g["target_ids"], []any{s.PageID})
		}
	}
	if !found {
		t.Errorf("granular scopes = %v", data["granular_scopes"])
	}
	if data := c.ok("GET", "debug_token", "input_token", "X").body["data"].(map[string]any); data["is_valid"] != false {
		t.Errorf("data = %v", data)
	}
}

func TestTokenExchange(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{Token: "T", AppSecret: "s", Start: start})
	app := c.e.Seed().AppID
	anonymous := c.with("")
	exchange := func(params ...string) answer {
		return anonymous.call("GET", "oauth/access_token", append([]string{"client_id", app, "client_secret", "s"}, params...)...)
	}
	if got := exchange("grant_type", "client_credentials").body["access_token"]; got != app+"|s" {
		t.Errorf("app token = %v", got)
	}
	long := exchange("grant_type", "fb_exchange_token", "fb_exchange_token", "T").body
	token, _ := long["access_token"].(string)
	if long["expires_in"] != 5184000. {
		t.Errorf("long-lived token: %v", long)
	}
	c.with(token).ok("GET", "me")

	code := c.e.LoginCode()
	business, _ := exchange("code", code).body["access_token"].(string)
	c.with(business).ok("GET", "me")
	if got := exchange("code", code); got.code() != 100 {
		t.Errorf("code used twice: %s", got.raw)
	}
	late := c.e.LoginCode()
	c.e.Clock().Advance(31 * time.Second)
	if got := exchange("code", late); got.code() != 100 || !strings.Contains(got.message(), "expired") {
		t.Errorf("late code: %s", got.raw)
	}
	c.e.Clock().Advance(60 * 24 * time.Hour)
	if got := c.with(token).call("GET", "me"); got.code() != 190 {
		t.Errorf("expired token: %s", got.raw)
	}
	if got := anonymous.call("GET", "oauth/access_token", "client_id", app, "client_secret", "wrong"); got.status != 400 || got.code() != 1 {
		t.Errorf("wrong secret: %d %s", got.status, got.raw)
	}
}
