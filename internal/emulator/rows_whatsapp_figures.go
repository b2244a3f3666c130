package emulator

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// figureRows are figures of what was sent. https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics
func figureRows(r *Registry) {
	span := `start! unsigned int, end! unsigned int, granularity! enum(DAILY|HALF_HOUR|MONTHLY), country_codes list<string>, phone_numbers list<string>, `
	dimensions := func(names ...string) Param { return Param{Name: "dimensions", Type: "list<string>", Enum: names} }
	r.Compute(accountType, "analytics", messagingAnalytics)
	r.Edge(accountType, permitted(
		Edge{Method: "GET", Name: "conversation_analytics", Params: append(Params(span+`metric_types list<string>, conversation_categories list<string>,
			conversation_types list<string>, conversation_directions list<string>`),
			dimensions("CONVERSATION_CATEGORY", "CONVERSATION_DIRECTION", "CONVERSATION_TYPE", "COUNTRY", "PHONE", "UNKNOWN")),
			Check: checkSpan, Handle: counted(conversationFigure)},
		Edge{Method: "GET", Name: "pricing_analytics", Params: append(Params(span+`metric_types list<string>, pricing_types list<string>, pricing_categories list<string>, tiers list<string>`),
			dimensions("COUNTRY", "PHONE", "PRICING_CATEGORY", "PRICING_TYPE", "TIER")), Check: checkSpan, Handle: counted(pricingFigure)},
		Edge{Method: "GET", Name: "call_analytics", Params: append(Params(span+`metric_types list<string>, directions list<string>, tiers list<string>`),
			dimensions("COUNTRY", "DIRECTION", "PHONE", "TIER", "UNKNOWN")), Check: checkSpan, Handle: callFigures},
		Edge{Method: "GET", Name: "group_analytics", Params: Params(`start! datetime, end! datetime, granularity enum(DAILY), group_ids! list<string>, metric_types list<string>`),
			Handle: groupFigures},
	)...)
}

func checkSpan(c *Call) error {
	if c.Args.Int("start") >= c.Args.Int("end") {
		return badParam(c, "end", "must be later than start")
	}
	if time.Unix(c.Args.Int("start"), 0).Before(c.Now().AddDate(-1, 0, -1)) {
		return badParam(c, "start", "must be within the last year")
	}
	return nil
}

// sentWithin are the delivered messages of an account in a time, oldest first.
func (c *Call) sentWithin(account string, start, end int64) []*message {
	var sent []*message
	for _, m := range c.e.network.messages {
		if at := m.at.Unix(); m.outgoing && m.chat.number.Owner == account && at >= start && at < end {
			sent = append(sent, m)
		}
	}
	slices.SortFunc(sent, func(a, b *message) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	return sent
}

// bucket is the time that a figure counts in.
func bucket(at time.Time, granularity string) (start, end int64) {
	at = at.UTC()
	switch granularity {
	case "HALF_HOUR":
		from := at.Truncate(30 * time.Minute)
		return from.Unix(), from.Add(30 * time.Minute).Unix()
	case "MONTHLY", "MONTH":
		from := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		return from.Unix(), from.AddDate(0, 1, 0).Unix()
	}
	from := at.Truncate(24 * time.Hour)
	return from.Unix(), from.Add(24 * time.Hour).Unix()
}

// figure gives what a message counts as: by which dimensions it is told apart, and what is counted.
type figure func(c *Call, m *message, asked []string) (key map[string]any, name string, cost float64)

// counted counts messages, told apart by the dimensions that are asked for.
func counted(of figure) Handler {
	return func(c *Call) (any, error) {
		points := []any{}
		index := map[string]map[string]any{}
		for _, m := range c.sentWithin(c.Node.ID, c.Args.Int("start"), c.Args.Int("end")) {
			if !m.delivered {
				continue
			}
			key, name, cost := of(c, m, c.Args.Strings("dimensions"))
			start, end := bucket(m.at, c.Args.Text("granularity"))
			id := strconv.FormatInt(start, 10)
			for _, k := range slices.Sorted(maps.Keys(key)) {
				id += "|" + k + "=" + text(key[k])
			}
			point := index[id]
			if point == nil {
				point = key
				point["start"], point["end"], point[name], point["cost"] = start, end, int64(0), float64(0)
				index[id] = point
				points = append(points, point)
			}
			point[name] = point[name].(int64) + 1
			point["cost"] = point["cost"].(float64) + cost
		}
		return pointsAnswer(points), nil
	}
}

func pointsAnswer(points []any) map[string]any {
	return map[string]any{"data": []any{map[string]any{"data_points": points}}}
}

func place(m *message, asked []string, key map[string]any) {
	if slices.Contains(asked, "PHONE") {
		key["phone_number"] = phoneDigits(m.chat.number.Get("display_phone_number"))
	}
	if slices.Contains(asked, "COUNTRY") {
		key["country"], _, _ = strings.Cut(m.chat.human.bsuid, ".")
	}
}

// priced tells whether a message is paid for, and what it costs where it is.
func priced(m *message) (kind string, cost float64) {
	switch {
	case m.freeEntry:
		return "FREE_ENTRY_POINT", 0
	case m.category == "service" || m.category == "utility" && m.inWindow:
		return "FREE_CUSTOMER_SERVICE", 0
	}
	return "REGULAR", map[string]float64{"utility": 0.03, "authentication": 0.03}[m.category] + map[string]float64{"marketing": 0.06, "marketing_lite": 0.06}[m.category]
}

func conversationFigure(_ *Call, m *message, asked []string) (map[string]any, string, float64) {
	key := map[string]any{}
	place(m, asked, key)
	kind, cost := priced(m)
	for name, v := range map[string][2]string{"CONVERSATION_CATEGORY": {"conversation_category", strings.ToUpper(m.category)},
		"CONVERSATION_DIRECTION": {"conversation_direction", "UNKNOWN"}, "CONVERSATION_TYPE": {"conversation_type", strings.Replace(kind, "FREE_CUSTOMER_SERVICE", "FREE_TIER", 1)}} {
		if slices.Contains(asked, name) {
			key[v[0]] = v[1]
		}
	}
	return key, "conversation", cost
}

func pricingFigure(_ *Call, m *message, asked []string) (map[string]any, string, float64) {
	key := map[string]any{}
	place(m, asked, key)
	kind, cost := priced(m)
	if slices.Contains(asked, "PRICING_CATEGORY") {
		key["pricing_category"] = strings.ToUpper(m.category)
	}
	if slices.Contains(asked, "PRICING_TYPE") {
		key["pricing_type"] = kind
	}
	if slices.Contains(asked, "TIER") && kind == "REGULAR" {
		key["tier"] = "0:MAX"
	}
	return key, "volume", cost
}

// callFigures counts calls that were answered.
func callFigures(c *Call) (any, error) {
	points := []any{}
	for _, number := range c.Node.Children("phone_numbers") {
		var count, seconds int64
		for _, call := range settingsOf(number).calls {
			if at := call.started.Unix(); !call.started.IsZero() && at >= c.Args.Int("start") && at < c.Args.Int("end") {
				count++
				seconds += int64(call.ended.Sub(call.started).Seconds())
			}
		}
		if count > 0 {
			point := map[string]any{"start": c.Args.Int("start"), "end": c.Args.Int("end"), "count": count, "cost": 0.0, "average_duration": float64(seconds) / float64(count)}
			if slices.Contains(c.Args.Strings("dimensions"), "PHONE") {
				point["phone_number"] = phoneDigits(number.Get("display_phone_number"))
			}
			points = append(points, point)
		}
	}
	return pointsAnswer(points), nil
}

// groupFigures tells of the people in a group; nobody leaves by themselves here.
func groupFigures(c *Call) (any, error) {
	ids := c.Args.Strings("group_ids")
	if len(ids) != 1 || c.Find(groupType, ids[0]) == nil {
		return nil, badParam(c, "group_ids", "must be the id of one group")
	}
	state := groupOf(c.Object(ids[0]))
	start, end := bucket(c.Now(), "DAILY")
	return map[string]any{"data": []any{map[string]any{"granularity": "DAILY", "data_points": []any{map[string]any{"group_id": ids[0], "start": start, "end": end,
		"sent": 0, "delivered": 0, "read": 0, "participants_joined": len(state.people) + len(state.removed), "participants_left": len(state.removed)}}}}}, nil
}

var analyticsAsked = regexp.MustCompile(`analytics\.start\((\d+)\)\.end\((\d+)\)\.granularity\((\w+)\)`)

// messagingAnalytics counts what was sent and delivered.
func messagingAnalytics(c *Call, o *Object) any {
	asked := analyticsAsked.FindStringSubmatch(text(c.raw["fields"]))
	if asked == nil {
		return nil
	}
	start, _ := strconv.ParseInt(asked[1], 10, 64)
	end, _ := strconv.ParseInt(asked[2], 10, 64)
	points := []any{}
	for _, m := range c.sentWithin(o.ID, start, end) {
		from, to := bucket(m.at, asked[3])
		if n := len(points); n == 0 || points[n-1].(map[string]any)["start"] != from {
			points = append(points, map[string]any{"start": from, "end": to, "sent": 0, "delivered": 0})
		}
		point := points[len(points)-1].(map[string]any)
		point["sent"] = point["sent"].(int) + 1
		if m.delivered {
			point["delivered"] = point["delivered"].(int) + 1
		}
	}
	var numbers []any
	for _, number := range o.Children("phone_numbers") {
		numbers = append(numbers, phoneDigits(number.Get("display_phone_number")))
	}
	return map[string]any{"phone_numbers": numbers, "granularity": asked[3], "data_points": points}
}
