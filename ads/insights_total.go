package ads

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
)

// TotalInsights adds up the rows of a report, such as its days or countries, into one.
//
// Counts, amounts and actions are added exactly, each type of action on its own; rates and
// costs are worked out anew from the sums; what all rows have in common, such as the name of their
// campaign, stays; the dates are the first and the last. NotAdded names the fields that
// the rows have and the total can't: those about people (reach, frequency, unique_...), of
// whom the same may be in several rows, rankings, results, and amounts where currencies
// differ. They are empty in the total: only Meta can tell them, in a report of the whole.
//
// The rows must not overlap: a row of a day and one of the week that it is in count the day twice.
func TotalInsights(rows []AdsInsights) InsightsTotal {
	t := totalling{rows: rows, dropped: map[string]bool{}}
	if len(rows) == 0 {
		return InsightsTotal{}
	}
	if len(rows) == 1 {
		return InsightsTotal{AdsInsights: rows[0]}
	}
	t.money = t.same(fieldNamed("account_currency"))
	for _, f := range insightsFieldList {
		t.field(f)
	}
	t.derive()
	for _, row := range rows {
		for name := range row.Extra {
			t.extra(name)
		}
	}
	for name := range t.dropped {
		t.total.NotAdded = append(t.total.NotAdded, name)
	}
	slices.Sort(t.total.NotAdded)
	return t.total
}

// InsightsTotal is the sum of several rows.
type InsightsTotal struct {
	AdsInsights
	NotAdded []string // fields, and actions as "actions.onsite_conversion.total_messaging_connection"
}

// summed are the fields that count what happened: each event is in one row only.
var summed = set(
	"impressions clicks inline_link_clicks inline_post_engagement full_view_impressions instagram_profile_visits product_views",
	"instant_experience_clicks_to_open instant_experience_clicks_to_start shops_assisted_purchases total_postbacks",
	"marketing_messages_sent marketing_messages_delivered marketing_messages_read marketing_messages_link_btn_click",
	"marketing_messages_quick_reply_btn_click marketing_messages_website_add_to_cart",
	"marketing_messages_website_initiate_checkout marketing_messages_website_purchase",
	"actions conversions conversion_leads outbound_clicks ad_click_actions ad_impression_actions interactive_component_tap",
	"catalog_segment_actions converted_product_quantity converted_promoted_product_quantity",
	"instant_experience_outbound_clicks onsite_conversion_messaging_detected_purchase_deduped",
	"video_play_actions video_p25_watched_actions video_p50_watched_actions video_p75_watched_actions video_p95_watched_actions",
	"video_p100_watched_actions video_15_sec_watched_actions video_30_sec_watched_actions video_thruplay_watched_actions",
	"video_continuous_2_sec_watched_actions",
)

// summedMoney are amounts, which can be added where they are of one currency.
var summedMoney = set(
	"spend social_spend action_values conversion_values catalog_segment_value converted_product_value converted_promoted_product_value",
	"marketing_messages_website_purchase_values",
)

// derived are worked out from the sums by derive.
var derived = set("ctr cpc cpm inline_link_click_ctr cost_per_inline_link_click cost_per_inline_post_engagement cost_per_action_type purchase_roas")

func set(lines ...string) map[string]bool {
	names := map[string]bool{}
	for _, line := range lines {
		for name := range strings.FieldsSeq(line) {
			names[name] = true
		}
	}
	return names
}

// insightsField is a field of AdsInsights.
type insightsField struct {
	name  string
	index int
}

var insightsFieldList = func() (list []insightsField) {
	t := reflect.TypeFor[AdsInsights]()
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "-" {
			list = append(list, insightsField{name, i})
		}
	}
	return list
}()

func fieldNamed(name string) insightsField {
	i := slices.IndexFunc(insightsFieldList, func(f insightsField) bool { return f.name == name })
	return insightsFieldList[i]
}

// totalling is a total that is being made.
type totalling struct {
	rows    []AdsInsights
	total   InsightsTotal
	money   bool // all amounts are of one currency
	dropped map[string]bool
}

func (t *totalling) of(row int, f insightsField) reflect.Value {
	return reflect.ValueOf(&t.rows[row]).Elem().Field(f.index)
}

func (t *totalling) into(f insightsField) reflect.Value {
	return reflect.ValueOf(&t.total.AdsInsights).Elem().Field(f.index)
}

func (t *totalling) same(f insightsField) bool {
	for i := range t.rows {
		if !reflect.DeepEqual(t.of(i, f).Interface(), t.of(0, f).Interface()) {
			return false
		}
	}
	return true
}

func (t *totalling) given(f insightsField) bool {
	for i := range t.rows {
		if !t.of(i, f).IsZero() {
			return true
		}
	}
	return false
}

func (t *totalling) field(f insightsField) {
	switch {
	case !t.given(f) || derived[f.name]:
	case f.name == "date_start":
		t.total.DateStart = t.rows[0].DateStart
		for _, row := range t.rows {
			t.total.DateStart = min(t.total.DateStart, row.DateStart)
		}
	case f.name == "date_stop":
		for _, row := range t.rows {
			t.total.DateStop = max(t.total.DateStop, row.DateStop)
		}
	case f.name == "marketing_messages_spend":
		if !t.same(fieldNamed("marketing_messages_spend_currency")) {
			t.dropped[f.name] = true
			return
		}
		t.add(f)
	case summed[f.name], summedMoney[f.name] && t.money:
		t.add(f)
	case t.of(0, f).Type() == reflect.TypeFor[string]() || t.of(0, f).Kind() == reflect.String && t.of(0, f).Type() != reflect.TypeFor[Decimal]():
		if t.same(f) {
			t.into(f).Set(t.of(0, f))
		} else if strings.HasSuffix(f.name, "_ranking") {
			t.dropped[f.name] = true
		}
	default:
		t.dropped[f.name] = true
	}
}

func (t *totalling) add(f insightsField) {
	switch into := t.into(f).Addr().Interface().(type) {
	case *int64:
		for i := range t.rows {
			*into += t.of(i, f).Int()
		}
	case *Decimal:
		var values []Decimal
		for i := range t.rows {
			if v := Decimal(t.of(i, f).String()); v != "" {
				values = append(values, v)
			}
		}
		*into = sum(values)
	case *[]AdsActionStats:
		var lists [][]AdsActionStats
		for i := range t.rows {
			lists = append(lists, *t.of(i, f).Addr().Interface().(*[]AdsActionStats))
		}
		*into = t.addActions(f.name, lists)
	default:
		t.dropped[f.name] = true
	}
}

// addActions adds up each action, with its windows, that is the same in what it is broken down by.
func (t *totalling) addActions(field string, lists [][]AdsActionStats) []AdsActionStats {
	var out []AdsActionStats
	at := map[string]int{}
	values := map[string][][]Decimal{} // by number, then by row
	for _, list := range lists {
		for i := range list {
			if field == "actions" && ofPeople(list[i].ActionType) {
				t.dropped[field+"."+list[i].ActionType] = true
				continue
			}
			key, numbers := list[i].parts()
			if _, ok := at[key]; !ok {
				at[key] = len(out)
				out = append(out, list[i])
			}
			values[key] = append(values[key], numbers)
		}
	}
	for key, i := range at {
		number := 0
		v := reflect.ValueOf(&out[i]).Elem()
		for f := range v.NumField() {
			if v.Field(f).Type() != reflect.TypeFor[Decimal]() {
				continue
			}
			var column []Decimal
			for _, row := range values[key] {
				if row[number] != "" {
					column = append(column, row[number])
				}
			}
			v.Field(f).SetString(string(sum(column)))
			number++
		}
	}
	return out
}

// parts tells what an action is, and its numbers.
func (s *AdsActionStats) parts() (key string, numbers []Decimal) {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if text := v.Field(i).String(); v.Field(i).Type() == reflect.TypeFor[Decimal]() {
			numbers = append(numbers, Decimal(text))
		} else {
			key += fmt.Sprintf("%d:%s;", len(text), text)
		}
	}
	return key, numbers
}

// derive works the rates and costs out that the rows have and whose parts are known.
func (t *totalling) derive() {
	total := &t.total.AdsInsights
	spend, hasSpend := total.Spend.rat()
	whole := func(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }
	ratio := func(name string, into *Decimal, factor int64, over *big.Rat, ok bool, under *big.Rat) {
		switch {
		case !t.given(fieldNamed(name)):
		case !ok || under.Sign() == 0:
			t.dropped[name] = true
		default:
			*into = quotient(new(big.Rat).Mul(over, whole(factor)), under)
		}
	}
	views := whole(total.Impressions)
	// A count of zero is no proof that the report asked for it.
	ratio("ctr", &total.CTR, 100, whole(total.Clicks), total.Clicks > 0, views)
	ratio("inline_link_click_ctr", &total.InlineLinkClickCTR, 100, whole(total.InlineLinkClicks), total.InlineLinkClicks > 0, views)
	ratio("cpm", &total.CPM, 1000, spend, hasSpend, views)
	ratio("cpc", &total.CPC, 1, spend, hasSpend, whole(total.Clicks))
	ratio("cost_per_inline_link_click", &total.CostPerInlineLinkClick, 1, spend, hasSpend, whole(total.InlineLinkClicks))
	ratio("cost_per_inline_post_engagement", &total.CostPerInlinePostEngagement, 1, spend, hasSpend, whole(total.InlinePostEngagement))
	if t.given(fieldNamed("cost_per_action_type")) {
		if hasSpend && len(total.Actions) > 0 {
			total.CostPerActionType = perAction(total.Actions, func(count *big.Rat) Decimal { return quotient(spend, count) })
		} else {
			t.dropped["cost_per_action_type"] = true
		}
	}
	if t.given(fieldNamed("purchase_roas")) {
		worth, ok := actionSum(total.ActionValues, "omni_purchase").rat()
		if ok && hasSpend && spend.Sign() > 0 {
			total.PurchaseROAS = []AdsActionStats{{ActionType: "omni_purchase", Value: quotient(worth, spend)}}
		} else {
			t.dropped["purchase_roas"] = true
		}
	}
}

// perAction has one cost for each type of action.
func perAction(actions []AdsActionStats, cost func(count *big.Rat) Decimal) []AdsActionStats {
	var out []AdsActionStats
	seen := map[string]bool{}
	for i := range actions {
		actionType := actions[i].ActionType
		if count, ok := actionSum(actions, actionType).rat(); ok && count.Sign() > 0 && !seen[actionType] {
			out = append(out, AdsActionStats{ActionType: actionType, Value: cost(count)})
		}
		seen[actionType] = true
	}
	return out
}

// quotient has six decimals, as Meta's rates have.
func quotient(over, under *big.Rat) Decimal {
	return Decimal(new(big.Rat).Quo(over, under).FloatString(6))
}

// extra keeps a breakdown's value that all rows have.
func (t *totalling) extra(name string) {
	first := t.rows[0].Extra[name]
	for i := range t.rows {
		if string(t.rows[i].Extra[name]) != string(first) {
			return
		}
	}
	if t.total.Extra == nil {
		t.total.Extra = map[string]json.RawMessage{}
	}
	t.total.Extra[name] = first
}
