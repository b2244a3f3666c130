package emulator

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// client calls an emulator over HTTP with its token.
type client struct {
	t       *testing.T
	e       *Emulator
	url     string
	version string
	token   string
}

func newClient(t *testing.T, config Config) *client {
	t.Helper()
	e := New(config)
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return &client{t: t, e: e, url: server.URL, version: "v26.0", token: e.Seed().Token}
}

// do calls and decodes the answer.
func (c *client) do(method, path string, params url.Values) (int, map[string]any) {
	c.t.Helper()
	var body io.Reader
	target := c.url + "/" + c.version + "/" + path
	if method == http.MethodGet {
		target += "?" + params.Encode()
	} else {
		body = strings.NewReader(params.Encode())
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, target, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return c.send(req)
}

func (c *client) send(req *http.Request) (int, map[string]any) {
	c.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, out
}

func (c *client) get(path string, params ...string) map[string]any {
	c.t.Helper()
	status, body := c.do(http.MethodGet, path, values(params))
	if status != http.StatusOK {
		c.t.Fatalf("GET %s: %d %v", path, status, body)
	}
	return body
}

func values(pairs []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func refusal(body map[string]any) (code int, message string) {
	e, _ := body["error"].(map[string]any)
	n, _ := e["code"].(float64)
	message, _ = e["message"].(string)
	return int(n), message
}

func TestFields(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	s := c.e.Seed()
	tests := map[string]struct {
		path   string
		fields string
		want   map[string]any
	}{
		"defaults":      {s.PageID, "", map[string]any{"id": s.PageID, "name": "Bottega del Caffè"}},
		"named":         {s.PageID, "is_published", map[string]any{"id": s.PageID, "is_published": true}},
		"without value": {s.PageID, "bio", map[string]any{"id": s.PageID}},
		"list of names": {s.PageID, `["is_published"]`, map[string]any{"id": s.PageID, "is_published": true}},
		"expanded node": {s.PageID, "owner_business{verification_status}",
			map[string]any{"id": s.PageID, "owner_business": map[string]any{"id": s.BusinessID, "verification_status": "verified"}}},
		"part of a structure": {s.PageID, "messaging_feature_status{hop_v2}",
			map[string]any{"id": s.PageID, "messaging_feature_status": map[string]any{"hop_v2": true}}},
		"alias": {s.PageID, "name.as(title)", map[string]any{"id": s.PageID, "title": "Bottega del Caffè"}},
		"me":    {"me", "first_name", map[string]any{"id": s.UserID, "first_name": "Shop"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := *c
			c.t = t
			if diff := cmp.Diff(test.want, c.get(test.path, "fields", test.fields)); diff != "" {
				t.Error(diff)
			}
		})
	}
	body := c.get("me", "fields", "accounts.limit(1){id,access_token}")
	accounts, _ := body["accounts"].(map[string]any)
	data, _ := accounts["data"].([]any)
	if diff := cmp.Diff([]any{map[string]any{"id": s.PageID, "access_token": s.PageToken}}, data); diff != "" {
		t.Error(diff)
	}
}
