package emulator

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
)

// List is a list to be answered page by page.
type List struct {
	Items   []*Object
	Summary map[string]any // what `summary` may ask for, beside total_count
	Default int            // items a page when no limit is given; 0: 25
	Max     int            // highest limit; 0: 5000
	Whole   bool           // answered all at once, without cursors
}

const (
	defaultLimit = 25
	maxLimit     = 5000
)

// page cuts the page out that `limit`, `after` and `before` ask for, after `filtering`.
func (c *Call) page(l *List, sel []selection) (any, error) {
	items, err := c.filter(l.Items)
	if err != nil {
		return nil, err
	}
	if text(c.raw["order"]) == "reverse_chronological" {
		items = slices.Clone(items)
		slices.Reverse(items)
	}
	limit, err := c.limit(l)
	if err != nil {
		return nil, err
	}
	start, end := 0, len(items)
	if after := text(c.raw["after"]); after != "" {
		i, err := findCursor(c, items, after)
		if err != nil {
			return nil, err
		}
		start = min(i+1, len(items))
	} else if before := text(c.raw["before"]); before != "" {
		i, err := findCursor(c, items, before)
		if err != nil {
			return nil, err
		}
		end = min(i, len(items))
		start = max(0, end-limit)
	}
	end = min(end, start+limit)

	data := make([]any, 0, end-start)
	for _, o := range items[start:end] {
		r, err := c.render(o, sel)
		if err != nil {
			return nil, err
		}
		data = append(data, r)
	}
	answer := map[string]any{"data": data}
	if len(data) > 0 && !l.Whole {
		first, last := cursor(items, start), cursor(items, end-1)
		paging := map[string]any{"cursors": map[string]any{"before": first, "after": last}}
		if end < len(items) {
			paging["next"] = c.link("after", last, limit)
		}
		if start > 0 {
			paging["previous"] = c.link("before", first, limit)
		}
		answer["paging"] = paging
	}
	if summary := c.summary(l, len(items)); summary != nil {
		answer["summary"] = summary
	}
	return answer, nil
}

func (c *Call) limit(l *List) (int, error) {
	limit := l.Default
	if limit == 0 {
		limit = defaultLimit
	}
	if v, ok := c.raw["limit"]; ok {
		n, err := strconv.Atoi(text(v))
		if err != nil || n < 0 {
			return 0, badParam(c, "limit", "must be an integer greater than or equal to 0")
		}
		highest := l.Max
		if highest == 0 {
			highest = maxLimit
		}
		if n > highest {
			return 0, FailPlain(1, "Please reduce the amount of data you're asking for, then retry your request")
		}
		limit = n
	}
	return limit, nil
}

// summary gives what `summary` asks for: all of it for true, else the entries named.
func (c *Call) summary(l *List, total int) map[string]any {
	asked := text(c.raw["summary"])
	names, _ := fromText(c.raw["summary"]).([]any)
	if names == nil && asked != "" {
		if sel, err := parseSelections(asked); err == nil {
			for _, s := range sel {
				names = append(names, s.name)
			}
		}
	}
	if asked == "" && names == nil || asked == "false" || asked == "0" {
		return nil
	}
	all := map[string]any{"total_count": total}
	for k, v := range l.Summary {
		all[k] = v
	}
	if asked == "true" || asked == "1" {
		return all
	}
	out := map[string]any{}
	for _, n := range names {
		if v, ok := all[text(n)]; ok {
			out[text(n)] = v
		}
	}
	return out
}

// A cursor names an item, so that what is added or removed meanwhile does not shift the page. Rows without id are
// counted instead.
func cursor(items []*Object, i int) string {
	key := items[i].ID
	if key == "" {
		key = "#" + strconv.Itoa(i)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(key))
}

func findCursor(c *Call, items []*Object, text string) (int, error) {
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil && len(key) > 0 {
		if key[0] == '#' {
			if n, err := strconv.Atoi(string(key[1:])); err == nil && n >= 0 && n < len(items) {
				return n, nil
			}
		}
		if i := slices.IndexFunc(items, func(o *Object) bool { return o.ID == string(key) }); i >= 0 {
			return i, nil
		}
	}
	if c.product() == WhatsApp {
		return 0, Fail(131059, "Invalid cursor").Detailed("The paging cursor is not valid; start from the first page.")
	}
	return 0, Fail(100, "Invalid cursors values")
}

// link is the address of another page. It carries the token, as Meta's does.
func (c *Call) link(direction, cursor string, limit int) string {
	q := url.Values{}
	for k, v := range c.raw {
		if s, ok := scalarText(v); ok {
			q.Set(k, s)
		} else if b, err := json.Marshal(v); err == nil {
			q.Set(k, string(b))
		}
	}
	q.Del("after")
	q.Del("before")
	q.Set("limit", strconv.Itoa(limit))
	q.Set(direction, cursor)
	if c.Token != nil {
		q.Set("access_token", c.Token.Text)
	}
	return c.baseURL + "/" + c.Version + "/" + c.Path + "?" + q.Encode()
}

func text(v any) string { s, _ := scalarText(v); return s }
