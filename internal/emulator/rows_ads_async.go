package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// asyncTime is what one request in the background takes.
const asyncTime = 2 * time.Second

// maxAsync is how many requests one set takes.
const maxAsync = 500

func asyncRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "asyncadrequestsets", Of: "AdAsyncRequestSet", Params: Params(`is_completed bool`), Handle: listAsyncSets},
		Edge{Method: "POST", Name: "asyncadrequestsets", Of: "AdAsyncRequestSet", Handle: makeAsyncSet, Check: checkAsyncSet,
			Params: Params(`ad_specs! list<map>, name! string, notification_mode enum(OFF|ON_COMPLETE), notification_uri string`)})
	r.Edge("AdSet", Edge{Method: "GET", Name: "asyncadrequests", Of: "AdAsyncRequest", Params: Params(`statuses list<string>`), Handle: asyncRequestsOf})
	r.Edge("AdAsyncRequestSet",
		Edge{Method: "POST", Params: Params(`name string, notification_mode enum(OFF|ON_COMPLETE), notification_uri string`)},
		Edge{Method: "DELETE", Handle: cancelAsyncSet},
		Edge{Method: "GET", Name: "requests", Of: "AdAsyncRequest", Params: Params(`statuses list<string>`), Handle: listAsyncRequests})
	r.Edge("AdAsyncRequest", Edge{Method: "DELETE", Handle: func(c *Call) (any, error) {
		cancelAsync(c.Node)
		return map[string]any{"success": true}, nil
	}})
}

// countAsync counts the requests of a set that are in one of the states.
func countAsync(states ...string) Compute {
	return func(_ *Call, set *Object) any {
		n := int64(0)
		for _, request := range set.Children("requests") {
			if len(states) == 0 || slices.Contains(states, request.Get("status")) {
				n++
			}
		}
		return n
	}
}

var asyncSetCompute = map[string]Compute{
	"total_count":       countAsync(),
	"initial_count":     countAsync("INITIAL"),
	"in_progress_count": countAsync("IN_PROGRESS"),
	"success_count":     countAsync("SUCCESS"),
	"error_count":       countAsync("ERROR"),
	"canceled_count":    countAsync("USER_CANCELED"),
	"is_completed": func(c *Call, set *Object) any {
		return countAsync("INITIAL", "IN_PROGRESS")(c, set) == int64(0)
	},
}

func checkAsyncSet(c *Call) error {
	if n := len(c.Args.List("ad_specs")); n == 0 || n > maxAsync {
		return invalid(0, "Wrong number of ads", "A set holds from 1 to 500 ads.", "ad_specs")
	}
	if c.Args.Text("notification_mode") == "ON_COMPLETE" && c.Args.Text("notification_uri") == "" {
		return missingParam(c, "notification_uri")
	}
	return nil
}

// makeAsyncSet takes the ads, and makes them one after the other as if each had been asked for by itself.
func makeAsyncSet(c *Call) (any, error) {
	values := c.Values("AdAsyncRequestSet")
	now := inZone(c.Node, c.Now())
	maps.Copy(values, map[string]any{"owner_id": c.Node.Get("account_id"), "created_time": now, "updated_time": now})
	fill(values, map[string]any{"notification_mode": "OFF", "notification_status": "NOT_SENT"})
	set := c.Make("AdAsyncRequestSet", values)
	c.Node.Link("asyncadrequestsets", set)
	token, proof := bearer(c.Header, c.raw), c.raw["appsecret_proof"]
	for i, v := range c.Args.List("ad_specs") {
		spec, _ := v.(map[string]any)
		item := c.Make("AdAsyncRequest", map[string]any{"status": "INITIAL", "type": "ASYNC_ADGROUP_CREATION", "scope_object_id": c.Node.Get("account_id"),
			"input": spec, "async_request_set": set.ID, "created_time": now, "updated_time": now})
		set.Link("requests", item)
		params := maps.Clone(spec)
		if params == nil {
			params = map[string]any{}
		}
		params["access_token"], params["appsecret_proof"] = token, proof
		if proof == nil {
			delete(params, "appsecret_proof")
		}
		call := &request{method: http.MethodPost, version: c.Version, path: []string{c.Node.ID, "ads"}, params: params, header: http.Header{}, baseURL: c.baseURL}
		c.After(time.Duration(2*i+1)*asyncTime, func(c *Call) {
			if item.Get("status") == "INITIAL" {
				item.Values["status"] = "IN_PROGRESS"
			}
		})
		c.After(time.Duration(2*i+2)*asyncTime, func(c *Call) { runAsync(c, item, call) })
	}
	return set, nil
}

// runAsync makes one ad, and keeps what was answered.
func runAsync(c *Call, item *Object, call *request) {
	if item.Get("status") != "IN_PROGRESS" {
		return
	}
	resp := c.e.dispatch(call)
	body, _ := resp.bytes()
	var result map[string]any
	_ = json.Unmarshal(body, &result)
	item.Values["status"], item.Values["result"] = "SUCCESS", result
	if resp.status != http.StatusOK {
		item.Values["status"] = "ERROR"
	}
	item.Values["updated_time"] = inZone(adAccountOf(c, item), c.Now())
}

func cancelAsync(item *Object) {
	if item.Get("status") == "INITIAL" {
		item.Values["status"] = "USER_CANCELED"
	}
}

// cancelAsyncSet cancels what has not begun yet.
func cancelAsyncSet(c *Call) (any, error) {
	for _, item := range c.Node.Children("requests") {
		cancelAsync(item)
	}
	return map[string]any{"success": true}, nil
}

func listAsyncSets(c *Call) (any, error) {
	return slices.DeleteFunc(slices.Clone(c.Node.Children("asyncadrequestsets")), func(set *Object) bool {
		return c.Args.Has("is_completed") && c.Value(set, "is_completed") != c.Args.Bool("is_completed")
	}), nil
}

func withStatus(c *Call, items []*Object) []*Object {
	wanted := c.Args.Strings("statuses")
	return slices.DeleteFunc(slices.Clone(items), func(o *Object) bool {
		return len(wanted) > 0 && !slices.ContainsFunc(wanted, func(s string) bool { return strings.EqualFold(s, o.Get("status")) })
	})
}

func listAsyncRequests(c *Call) (any, error) { return withStatus(c, c.Node.Children("requests")), nil }

// asyncRequestsOf are the requests that make ads of an ad set.
func asyncRequestsOf(c *Call) (any, error) {
	return slices.DeleteFunc(withStatus(c, c.All("AdAsyncRequest")), func(o *Object) bool {
		return Args(o.Values).Map("input").Text("adset_id") != c.Node.ID
	}), nil
}
