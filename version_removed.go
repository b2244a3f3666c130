package metabiz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A removal is something that versions from one on have no more.
type removal struct {
	since  int    // the first version without it, as 26 of v26.0; 0: every version
	method string // of the call; empty: any
	path   string // what the call's path ends in; empty: any
	where  place
	name   string // of the parameter or header; of an edge, none
	values []string
	use    string // why it is gone, and what to use instead
}

// place is where in a call something that was removed stands.
type place int

const (
	inPath   place = iota // the path itself
	inHeader              // a header of the request
	atTop                 // a parameter of the call
	atRoot                // a parameter of a call to no node
	inFields              // a field that is asked for
	anywhere              // a key at any depth of the parameters
)

// removals are what Meta's changelogs took away from calls that are still written:
// https://developers.facebook.com/docs/graph-api/changelog and
// https://developers.facebook.com/docs/marketing-api/marketing-api-changelog.
var removals = []removal{
	// For all versions since 27 October 2026.
	{method: http.MethodGet, where: atRoot, name: "ids", use: "reading many ids at the root ended for all versions on 27 October 2026: use Client.Batch"},
	{where: atTop, name: "date_format", use: "it ended for all versions on 27 October 2026: leave it out, times come as ISO 8601 and any form is decoded"},
	{where: inHeader, name: "If-None-Match", use: "ETags and 304 answers ended for all versions on 27 October 2026: leave it out"},
	// Since before all versions that are left.
	{method: http.MethodPost, path: "/sponsored_message_ads", where: inPath, use: "it ended on 4 February 2020: use message campaigns of the ad account"},
	// v24.0
	{since: 24, where: anywhere, name: "facebook_positions", values: []string{"video_feeds"}, use: "the placement ended with v24.0: use facebook_reels or instream_video"},
	// v25.0
	{since: 25, method: http.MethodPost, path: "/campaigns", where: atTop, name: "smart_promotion_type",
		values: []string{"AUTOMATED_SHOPPING_ADS", "SMART_APP_PROMOTION"},
		use:    "Advantage+ campaigns are made from v25.0 on without it: Meta tells them by their budget, audience and placements"},
	// v26.0
	{since: 26, where: anywhere, name: "instagram_positions", values: []string{"explore", "explore_home"}, use: "the placement ended with v26.0: use stream, reels or ig_search"},
	{since: 26, where: anywhere, name: "messenger_positions", values: []string{"story"}, use: "the placement ended with v26.0: use the stories of facebook_positions or instagram_positions"},
	{since: 26, path: "/delivery_estimate", where: inFields, name: "daily_outcomes_curve", use: "it ended with v26.0: ask for estimate_mau_lower_bound and estimate_mau_upper_bound"},
	{since: 26, path: "/delivery_estimate", where: inFields, name: "budget_guardrail", use: "it ended with v26.0: read the account's minimum_budgets"},
	{since: 26, path: "/delivery_estimate", where: inFields, name: "estimate_dau", use: "it ended with v26.0: ask for estimate_mau_lower_bound and estimate_mau_upper_bound"},
}

// WithoutVersionGuard sends also what the version is known to have removed, and
// leaves the refusal to Meta: for what Meta has brought back.
func WithoutVersionGuard() Option {
	return optionFunc(func(cfg *config) error {
		cfg.unguarded = true
		return nil
	})
}

// guard refuses what the version has removed. params are those of the address and,
// where the body is a form, of the body; content is a body that is JSON.
func (r *Request) guard(cfg *config, params url.Values, content []byte) error {
	if cfg.unguarded {
		return nil
	}
	var found []FieldError
	tree := map[string]any{}
	if len(content) > 0 && mentionsRemoved(content) {
		_ = json.Unmarshal(content, &tree) // what is no object has no parameters
	}
	version, _ := versionNumbers(cfg.version)
	for i := range removals {
		rule := &removals[i]
		if version < rule.since || rule.method != "" && rule.method != r.Method ||
			rule.path != "" && !strings.HasSuffix(r.Path, rule.path) {
			continue
		}
		found = rule.find(r, params, tree, found)
	}
	if len(found) == 0 {
		return nil
	}
	return &ValidationError{What: r.operation(), Fields: found}
}

// mentionsRemoved keeps bodies from being read for nothing.
func mentionsRemoved(content []byte) bool {
	for i := range removals {
		if rule := &removals[i]; (rule.where == atTop || rule.where == anywhere) && bytes.Contains(content, []byte(rule.name)) {
			return true
		}
	}
	return false
}

func (rule *removal) find(r *Request, params url.Values, tree map[string]any, found []FieldError) []FieldError {
	switch rule.where {
	case inPath:
		return append(found, FieldError{Path: "path", Problem: rule.use, Value: r.Path})
	case inHeader:
		if value := r.Header.Get(rule.name); value != "" {
			found = append(found, FieldError{Path: "Header." + rule.name, Problem: rule.use})
		}
	case atRoot:
		if strings.Trim(r.Path, "/") == "" && params.Has(rule.name) {
			found = append(found, FieldError{Path: rule.name, Problem: rule.use, Value: params.Get(rule.name)})
		}
	case atTop:
		if value, ok := tree[rule.name]; ok {
			found = rule.check(rule.name, value, found)
		}
		if params.Has(rule.name) {
			found = rule.check(rule.name, params.Get(rule.name), found)
		}
	case inFields:
		if asked := params.Get("fields"); strings.Contains(asked, rule.name) && slices.Contains(topFields(asked), rule.name) {
			found = append(found, FieldError{Path: "fields", Problem: rule.use, Value: rule.name})
		}
	case anywhere:
		found = rule.walk("", tree, found)
		for _, name := range slices.Sorted(maps.Keys(params)) {
			for _, text := range params[name] {
				if !strings.Contains(name+text, rule.name) {
					continue
				}
				found = rule.walk("", map[string]any{name: decodedText(text)}, found)
			}
		}
	}
	return found
}

// walk looks for the rule's key in all that a value holds.
func (rule *removal) walk(path string, value any, found []FieldError) []FieldError {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			inner, at := v[key], key
			if path != "" {
				at = path + "." + key
			}
			if key == rule.name {
				found = rule.check(at, inner, found)
			} else {
				found = rule.walk(at, inner, found)
			}
		}
	case []any:
		for i, inner := range v {
			found = rule.walk(fmt.Sprintf("%s[%d]", path, i), inner, found)
		}
	}
	return found
}

// check refuses the values that were removed, or any where the key itself was.
func (rule *removal) check(path string, value any, found []FieldError) []FieldError {
	if list, ok := value.([]any); ok {
		for i, v := range list {
			found = rule.check(fmt.Sprintf("%s[%d]", path, i), v, found)
		}
		return found
	}
	if text, _ := value.(string); len(rule.values) == 0 || slices.Contains(rule.values, text) {
		found = append(found, FieldError{Path: path, Problem: rule.use, Value: value})
	}
	return found
}

// decodedText is the value of a parameter in a form or an address: JSON text, or the text itself.
func decodedText(text string) any {
	var value any
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		if err := json.Unmarshal([]byte(text), &value); err == nil {
			return value
		}
	}
	return text
}

// topFields are the names of a list of fields, without what is expanded in them.
func topFields(fields string) []string {
	var names []string
	depth, start := 0, 0
	for i, c := range fields + "," {
		switch c {
		case '{', '(':
			depth++
		case '}', ')':
			depth--
		case ',':
			if depth == 0 {
				name, _, _ := strings.Cut(fields[start:i], "{")
				name, _, _ = strings.Cut(name, ".")
				names = append(names, strings.TrimSpace(name))
				start = i + 1
			}
		}
	}
	return names
}

// guardCall guards a call that is about to be sent: its address and its body as encoded.
func (r *Request) guardCall(cfg *config, query url.Values, body transport.Body) error {
	if cfg.unguarded || r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/messages") && len(query) == 0 && len(r.Header) == 0 {
		return nil // messages are the most of all calls, and nothing was taken from them
	}
	var fields any
	switch b := r.Body.(type) {
	case url.Values:
		fields = b
	case *Form:
		if b == nil {
			return r.guard(cfg, query, nil)
		}
		fields = b.Fields
	case Form:
		fields = b.Fields
	default:
		var content []byte
		if encoded, ok := body.(*transport.Bytes); ok && encoded.Type == contentTypeJSON {
			content = encoded.Content
		}
		return r.guard(cfg, query, content)
	}
	form, err := wire.Query(fields)
	if err != nil {
		return err
	}
	extra, err := wire.Query(cfg.params)
	if err != nil {
		return err
	}
	maps.Copy(form, extra)
	return r.guardParts(cfg, query, form)
}

// guardParts guards a call whose parameters are all texts.
func (r *Request) guardParts(cfg *config, query, body url.Values) error {
	params := maps.Clone(query)
	if params == nil {
		params = body
	} else {
		maps.Copy(params, body)
	}
	return r.guard(cfg, params, nil)
}
