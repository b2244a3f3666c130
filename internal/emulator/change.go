package emulator

import (
	"fmt"
	"net/http"
)

// Change sets fields of an object as no call could: an account without funding, a Page that lost its number or a task. A
// nil value takes a field away. What follows from it (ads with issues) follows at once.
func (e *Emulator) Change(id string, fields map[string]any) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := &Call{e: e}
	o := c.Object(id)
	if o == nil {
		return fmt.Errorf("emulator: there is no object %s", id)
	}
	t := e.registry.types[o.Type]
	for name := range fields {
		if t.fields[name] == nil {
			return fmt.Errorf("emulator: %s has no field %s", o.Type, name)
		}
	}
	settleDelivery(c)
	before := map[*Object]string{}
	for _, ad := range c.All("Ad") {
		before[ad] = adStatus(c, ad)
	}
	for name, v := range fields {
		if o.Values[name] = stored(v); v == nil {
			delete(o.Values, name)
		}
	}
	for _, ad := range c.All("Ad") {
		if adStatus(c, ad) == "WITH_ISSUES" && before[ad] != "WITH_ISSUES" {
			notifyIssues(c, ad)
		}
	}
	return nil
}

// changeControl lets clients in other languages do what Change does.
func changeControl(e *Emulator, k *controls) {
	k.Add("POST objects/{id}", `{"funding_source":null} sets fields of an object as no call could`, func(w http.ResponseWriter, r *http.Request) {
		var fields map[string]any
		if !decodeControl(w, r, &fields) {
			return
		}
		if err := e.Change(r.PathValue("id"), fields); err != nil {
			refuseControl(w, http.StatusBadRequest, err.Error())
			return
		}
		reply(w, map[string]any{"success": true})
	})
}

// stored gives a value the types that objects are kept in: whole numbers are int64, lists []any.
func stored(v any) any {
	switch u := v.(type) {
	case int:
		return int64(u)
	case float64:
		if u == float64(int64(u)) {
			return int64(u)
		}
	case []string:
		list := make([]any, 0, len(u))
		for _, s := range u {
			list = append(list, s)
		}
		return list
	case []any:
		list := make([]any, 0, len(u))
		for _, e := range u {
			list = append(list, stored(e))
		}
		return list
	case map[string]any:
		m := make(map[string]any, len(u))
		for k, e := range u {
			m[k] = stored(e)
		}
		return m
	}
	return v
}
