package emulator

import (
	"maps"
	"slices"
	"strings"
)

// subscription is what an app wants to hear of an object.
type subscription struct {
	object, callback string
	fields           map[string]bool
}

// applicationRows are the app: its webhook subscriptions and its uploads.
func applicationRows(r *Registry) {
	r.Type(NodeType{Name: "Application", Default: []string{"id", "name", "category", "link", "subscribed_fields"},
		Fields: Fields(applicationFields + `, subscribed_fields list<string>`)}) // the last is of an app that a Page has subscribed
	r.Type(NodeType{Name: "ApplicationSubscriptions", Fields: Fields(
		`object string, callback_url string, active bool, fields list<Object>`)})
	r.Edge("Application",
		Edge{Method: "GET", Name: "subscriptions", Of: "ApplicationSubscriptions", Tokens: []TokenKind{AppToken}, Handle: listSubscriptions},
		Edge{Method: "POST", Name: "subscriptions", Tokens: []TokenKind{AppToken}, Handle: subscribe, Params: Params(`
			object! enum(ad_account|instagram|page|permissions|user|whatsapp_business_account), callback_url string,
			fields list<string>, include_values bool, verify_token string`)},
		Edge{Method: "DELETE", Name: "subscriptions", Tokens: []TokenKind{AppToken}, Handle: unsubscribe,
			Params: Params(`object string, fields list<string>`)},
	)
}

func listSubscriptions(c *Call) (any, error) {
	var rows []*Object
	for _, object := range slices.Sorted(maps.Keys(c.e.subscriptions)) {
		sub := c.e.subscriptions[object]
		var fields []any
		for _, f := range slices.Sorted(maps.Keys(sub.fields)) {
			fields = append(fields, map[string]any{"name": f, "version": defaultVersion})
		}
		rows = append(rows, c.Row("ApplicationSubscriptions", map[string]any{
			"object": object, "callback_url": sub.callback, "active": true, "fields": fields}))
	}
	return rows, nil
}

// subscribe adds fields to an object's subscription. A callback is verified before it is taken.
func subscribe(c *Call) (any, error) {
	object, callback := c.Args.Text("object"), c.Args.Text("callback_url")
	sub := c.e.subscriptions[object]
	if callback == "" && sub == nil {
		return nil, missingParam(c, "callback_url")
	}
	if callback != "" {
		if err := c.Verify(callback, c.Args.Text("verify_token")); err != nil {
			return nil, err
		}
	}
	if sub == nil {
		sub = &subscription{object: object, fields: map[string]bool{}}
		c.e.subscriptions[object] = sub
	}
	if callback != "" {
		sub.callback = callback
	}
	for _, f := range c.Args.Strings("fields") {
		sub.fields[strings.TrimSpace(f)] = true
	}
	return map[string]any{"success": true}, nil
}

func unsubscribe(c *Call) (any, error) {
	object, fields := c.Args.Text("object"), c.Args.Strings("fields")
	for _, sub := range c.e.subscriptions {
		if object != "" && sub.object != object {
			continue
		}
		for _, f := range fields {
			delete(sub.fields, f)
		}
		if len(fields) == 0 {
			delete(c.e.subscriptions, sub.object)
		}
	}
	return map[string]any{"success": true}, nil
}
