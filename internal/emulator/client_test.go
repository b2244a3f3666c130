package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// start is when the tests' clocks stand still.
var start = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// client calls an emulator over HTTP.
type client struct {
	*testing.T
	e       *Emulator
	url     string
	version string
	token   string
	secret  string // adds the proof to every call
}

func newClient(t *testing.T, config Config) *client {
	t.Helper()
	return serve(t, New(config))
}

// newShop is a client of an emulator that also has the nodes of shopRows.
func newShop(t *testing.T, config Config) *client {
	t.Helper()
	return serve(t, newEmulator(config, slices.Concat(domains, []domain{{name: "shop", rows: shopRows, seed: shopSeed}})))
}

func serve(t *testing.T, e *Emulator) *client {
	t.Helper()
	server := httptest.NewServer(e)
	t.Cleanup(func() {
		server.Close()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	s := e.Seed()
	return &client{T: t, e: e, url: server.URL, version: "v26.0", token: s.Token, secret: s.AppSecret}
}

// as is the same client in a subtest.
func (c *client) as(t *testing.T) *client {
	sub := *c
	sub.T = t
	return &sub
}

// with is the same client with another token.
func (c *client) with(token string) *client {
	other := *c
	other.token = token
	return &other
}

// answer is what a call came back with.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

// code and message are those of a refusal.
func (a answer) code() int {
	e, _ := a.body["error"].(map[string]any)
	n, _ := e["code"].(float64)
	return int(n)
}

func (a answer) message() string {
	e, _ := a.body["error"].(map[string]any)
	s, _ := e["message"].(string)
	return s
}

func (a answer) id() string { s, _ := a.body["id"].(string); return s }

// data is the list of a page.
func (a answer) data() []any { l, _ := a.body["data"].([]any); return l }

// call sends parameters as the method has them: in the query of a GET, else in a form.
func (c *client) call(method, path string, params ...string) answer {
	c.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		v.Set(params[i], params[i+1])
	}
	if method == http.MethodGet {
		return c.send(method, path+"?"+v.Encode(), "", nil)
	}
	return c.send(method, path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

func (c *client) json(method, path string, body any) answer {
	c.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		c.Fatal(err)
	}
	return c.send(method, path, "application/json", bytes.NewReader(b))
}

func (c *client) send(method, path, contentType string, body io.Reader, header ...string) answer {
	c.Helper()
	if c.secret != "" && c.token != "" {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + "appsecret_proof=" + proof(c.secret, c.token)
	}
	prefix := ""
	if c.version != "" {
		prefix = "/" + c.version
	}
	req, err := http.NewRequestWithContext(c.Context(), method, c.url+prefix+"/"+path, body)
	if err != nil {
		c.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	a, err := do(req)
	if err != nil {
		c.Fatal(err)
	}
	return a
}

// testClient has connections of its own: those of the default client are broken
// by every test server that is closed.
var testClient = &http.Client{Transport: &http.Transport{}}

func do(req *http.Request) (answer, error) {
	resp, err := testClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &a.body) // a list, or no JSON at all, is looked at in raw
	return a, nil
}

// ok is a call that must not be refused.
func (c *client) ok(method, path string, params ...string) answer {
	c.Helper()
	a := c.call(method, path, params...)
	if a.status != http.StatusOK {
		c.Fatalf("%s %s: %d %s", method, path, a.status, a.raw)
	}
	return a
}

// shopRows are nodes to try the core on: a Business has Shelves, which have Books.
func shopRows(r *Registry) {
	r.Type(NodeType{Name: "Shelf", Product: Ads, UseCase: "ads_management", Default: []string{"name"}, Fields: Fields(`
		id string, name string, width unsigned int, built_time datetime, budget numeric string, owner Business, tags list<string>,
		label string, books_total int`),
		Compute: map[string]Compute{"books_total": func(_ *Call, o *Object) any { return len(o.Children("books")) }}})
	r.Type(NodeType{Name: "Book", Product: Ads, Fields: Fields(`id string, name string, pages int, shelf Shelf`)})
	r.Edge("Business",
		Edge{Method: "GET", Name: "shelves", Of: "Shelf"},
		Edge{Method: "POST", Name: "shelves", Of: "Shelf", Params: append(Params(`name! string, width unsigned int, built_time datetime,
			budget numeric string, kind enum(OAK|PINE), tags list<string>, movable bool, weight float, execution_options list<string>`),
			Param{Name: "spec", Type: "Object", Strict: true, Params: []Param{
				{Name: "depth", Type: "int", Required: true, Min: 1, Max: 9},
				{Name: "colours", Type: "list<Object>", Params: Params(`name! string`)},
			}}),
			Check: func(c *Call) error {
				if c.Args.Int("width") > 100 {
					return Fail(100, "Too wide").Sub(1885272).Blame("width")
				}
				return nil
			}})
	r.Edge("Shelf",
		Edge{Method: "POST", Params: Params(`name string, width unsigned int`)},
		Edge{Method: "DELETE"},
		Edge{Method: "GET", Name: "books", Of: "Book"},
		Edge{Method: "POST", Name: "books", Of: "Book", Params: Params(`name! string, pages int`)},
		Edge{Method: "POST", Name: "messages", Strict: true, Params: Params(`to! string`), Handle: func(c *Call) (any, error) {
			if err := c.ChargeMessage(c.Node.ID, c.Args.Text("to")); err != nil {
				return nil, err
			}
			c.After(time.Second, func(c *Call) { c.Emit("shop", "status", c.Node.ID, map[string]any{"text": "è <a/b> 😀"}) })
			return map[string]any{"success": true}, nil
		}},
	)
}

// shopSeed makes the shelf act_7, which counts as an ad account.
func shopSeed(c *Call) {
	shelf := c.MakeWithID("Shelf", "act_7", map[string]any{"name": "first", "width": int64(80), "budget": int64(1000),
		"built_time": start, "owner": c.Seed().BusinessID, "tags": []any{"a", "b"}})
	shelf.Owner = shelf.ID
	c.Object(c.Seed().BusinessID).Link("shelves", shelf)
}
