package emulator

import (
	"encoding/hex"
	"maps"
	"slices"
)

const maxAudienceRows = 10_000 // of a call

func audienceRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "customaudiences", Of: "CustomAudience", UseCase: "custom_audience"},
		Edge{Method: "POST", Name: "customaudiences", Of: "CustomAudience", UseCase: "custom_audience", Params: Params(customAudienceParams),
			Check: checkAudience, Handle: makeAudience},
	)
	users := Params(`payload! map, session map, namespace string`)
	r.Edge("CustomAudience",
		Edge{Method: "POST", Params: Params(`name string, description string, opt_out_link string, retention_days unsigned int`)},
		Edge{Method: "DELETE"},
		Edge{Method: "POST", Name: "users", Params: users, Handle: takeUsers},
		Edge{Method: "DELETE", Name: "users", Params: users, Handle: takeUsers},
	)
}

func checkAudience(c *Call) error {
	if c.Args.Text("name") == "" {
		return missingParam(c, "name")
	}
	switch c.Args.Text("subtype") {
	case "CUSTOM":
		if c.Args.Text("customer_file_source") == "" {
			return missingParam(c, "customer_file_source")
		}
	case "LOOKALIKE":
		if c.Find("CustomAudience", c.Args.Text("origin_audience_id")) == nil {
			return Fail(2654, "Failed to create the custom audience: the origin audience does not exist").Blame("origin_audience_id")
		}
		spec, err := decodeJSON([]byte(c.Args.Text("lookalike_spec")))
		m, _ := spec.(map[string]any)
		if err != nil || m == nil {
			return badParam(c, "lookalike_spec", "must be the text of a JSON object")
		}
		if ratio := number(m["ratio"]); m["ratio"] != nil && (ratio < 0.01 || ratio > 0.20) {
			return badParam(c, "lookalike_spec[ratio]", "must be from 0.01 to 0.20")
		}
	}
	if tos := Args(c.Node.Values).Map("tos_accepted"); tos.Int("custom_audience_tos") == 0 {
		return Fail(200, "The custom audience terms have not been accepted").Sub(1870034)
	}
	return nil
}

func makeAudience(c *Call) (any, error) {
	values := c.Values("CustomAudience")
	maps.Copy(values, map[string]any{"account_id": c.Node.Get("account_id"), "time_created": c.Now(), "time_updated": c.Now(),
		"approximate_count_lower_bound": int64(-1), "approximate_count_upper_bound": int64(-1),
		"operation_status": map[string]any{"code": int64(200), "description": "Normal"},
		"delivery_status":  map[string]any{"code": int64(300), "description": "This audience is too small"}})
	fill(values, map[string]any{"subtype": "ENGAGEMENT"})
	o := c.Make("CustomAudience", values)
	c.Node.Link("customaudiences", o)
	return o, nil
}

// plainKeys are what is sent as it is, and not as a hash.
var plainKeys = []string{"MADID", "EXTERN_ID", "PAGEUID", "LOOKALIKE_VALUE", "DATA_PROCESSING_OPTIONS", "DATA_PROCESSING_OPTIONS_COUNTRY",
	"DATA_PROCESSING_OPTIONS_STATE"}

// takeUsers takes rows of hashed people, to add or to remove.
func takeUsers(c *Call) (any, error) {
	payload := c.Args.Map("payload")
	rows := payload.List("data")
	schema := payload.Strings("schema")
	if len(schema) == 0 && payload.Text("schema") != "" {
		schema = []string{payload.Text("schema")}
	}
	switch {
	case len(schema) == 0:
		return nil, missingParam(c, "payload[schema]")
	case len(rows) == 0:
		return nil, missingParam(c, "payload[data]")
	case len(rows) > maxAudienceRows:
		return nil, badParam(c, "payload[data]", "must have at most 10000 rows")
	}
	var wrong int64
	for _, row := range rows {
		cells, ok := row.([]any)
		if !ok {
			cells = []any{row}
		}
		bad := len(cells) != len(schema)
		for i := 0; i < min(len(cells), len(schema)); i++ {
			s := text(cells[i])
			digest, err := hex.DecodeString(s)
			if s != "" && !slices.Contains(plainKeys, schema[i]) && (err != nil || len(digest) != 32) {
				bad = true
			}
		}
		if bad {
			wrong++
		}
	}
	session := c.Args.Map("session").Text("session_id")
	if session == "" {
		session = c.NewID("CustomAudience")
	}
	c.Node.Values["time_updated"] = c.Now()
	return map[string]any{"audience_id": c.Node.ID, "session_id": session, "num_received": int64(len(rows)), "num_invalid_entries": wrong,
		"invalid_entry_samples": map[string]any{}}, nil
}
