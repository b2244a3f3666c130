package ads

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// AudienceRule tells what makes people members of an audience: what they did in the
// past, and what they must not have done.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/engagement-custom-audiences.
type AudienceRule struct {
	Inclusions AudienceRuleSet  `json:"inclusions"`
	Exclusions *AudienceRuleSet `json:"exclusions,omitzero"`

	// Extra keeps what Meta sends and the fields above lack.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// Operators of rules and filters.
const (
	RuleAny = "or"
	RuleAll = "and"
)

// AudienceRuleSet joins rules by an operator.
type AudienceRuleSet struct {
	Operator string             `json:"operator"` // RuleAny or RuleAll
	Rules    []AudienceActivity `json:"rules"`

	// Extra keeps what Meta sends and the fields above lack.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// AudienceActivity is something that people did within a time.
type AudienceActivity struct {
	EventSources []AudienceEventSource `json:"event_sources"`
	// RetentionSeconds is how long people stay members after it; 0 only for those
	// who like a Page, who stay as long as they do.
	RetentionSeconds int64                `json:"retention_seconds"`
	Filter           *AudienceFilterGroup `json:"filter,omitzero"`
	Template         string               `json:"template,omitzero"`
	// Aggregation wants it done several times.
	Aggregation *AudienceAggregation `json:"aggregation,omitzero"`

	// Extra keeps what Meta sends and the fields above lack.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// AudienceEventSource is where people did it.
type AudienceEventSource struct {
	Type AudienceEventSourceType `json:"type"`
	ID   string                  `json:"id"`
}

// AudienceEventSourceType is a kind of place where people do things.
type AudienceEventSourceType string

const (
	AudienceEventSourcePage         AudienceEventSourceType = "page"
	AudienceEventSourceInstagram    AudienceEventSourceType = "ig_business"
	AudienceEventSourceLead         AudienceEventSourceType = "lead"
	AudienceEventSourceIGLead       AudienceEventSourceType = "ig_lead_generation"
	AudienceEventSourceCanvas       AudienceEventSourceType = "canvas"
	AudienceEventSourceShoppingPage AudienceEventSourceType = "shopping_page"
	AudienceEventSourceShoppingIG   AudienceEventSourceType = "shopping_ig"
	AudienceEventSourcePixel        AudienceEventSourceType = "pixel"
	AudienceEventSourceApp          AudienceEventSourceType = "app"
	AudienceEventSourceOffline      AudienceEventSourceType = "offline_events"
)

// AudienceEvent is what people did.
type AudienceEvent string

// Of Pages and Instagram accounts. Meta may lack page_messaged and
// ig_user_messaged_business of people in Europe.
const (
	AudienceEventPageEngaged         AudienceEvent = "page_engaged"
	AudienceEventPageVisited         AudienceEvent = "page_visited"
	AudienceEventPageLiked           AudienceEvent = "page_liked" // retention 0, and no other rule beside it
	AudienceEventPageMessaged        AudienceEvent = "page_messaged"
	AudienceEventPageCTAClicked      AudienceEvent = "page_cta_clicked"
	AudienceEventPageOrPostSaved     AudienceEvent = "page_or_post_save"
	AudienceEventPagePostInteraction AudienceEvent = "page_post_interaction"
	AudienceEventIGProfileAll        AudienceEvent = "ig_business_profile_all"
	AudienceEventIGMessaged          AudienceEvent = "ig_user_messaged_business"
)

// AudienceAggregation counts events, or adds up their parameters, and compares that.
type AudienceAggregation struct {
	Type     string `json:"type"`            // such as count, sum, avg, time_spent
	Method   string `json:"method,omitzero"` // absolute or percentile
	Field    string `json:"field,omitzero"`  // parameter of the events
	Operator string `json:"operator"`        // such as >=
	Value    any    `json:"value"`           // a number
	Config   any    `json:"config,omitzero"`
}

// AudienceFilter is a condition of events, or several joined: an [AudienceCondition], an
// [*AudienceFilterGroup] or an [UnknownAudienceFilter].
type AudienceFilter interface{ audienceFilter() }

// AudienceCondition compares a field of events with a value.
type AudienceCondition struct {
	Field    string `json:"field"`    // event, url, or a parameter such as value
	Operator string `json:"operator"` // such as eq, neq, i_contains, i_not_contains, regex_match, >=
	Value    any    `json:"value"`
}

// AudienceFilterGroup joins filters by an operator.
type AudienceFilterGroup struct {
	Operator string           `json:"operator"` // RuleAny or RuleAll
	Filters  []AudienceFilter `json:"filters"`
}

// UnknownAudienceFilter is a filter of a form that this version does not know.
type UnknownAudienceFilter struct{ Raw json.RawMessage }

func (AudienceCondition) audienceFilter()     {}
func (*AudienceFilterGroup) audienceFilter()  {}
func (UnknownAudienceFilter) audienceFilter() {}

// MarshalJSON gives the filter as it came.
func (f UnknownAudienceFilter) MarshalJSON() ([]byte, error) { return f.Raw, nil }

// Engaged is an event of a Page, an Instagram account or a form, such as
//
//	ads.Engaged(ads.AudienceEventSourcePage, pageID, ads.AudienceEventPageMessaged, 365*24*time.Hour)
//
// for people who wrote to a Page within a year. Pages, Instagram accounts and canvases remember 730 days, shops 365, forms 90.
func Engaged(source AudienceEventSourceType, id string, event AudienceEvent, within time.Duration) AudienceActivity {
	return AudienceActivity{
		EventSources:     []AudienceEventSource{{source, id}},
		RetentionSeconds: int64(within / time.Second),
		Filter:           &AudienceFilterGroup{RuleAll, []AudienceFilter{AudienceCondition{"event", "eq", string(event)}}},
	}
}

// Visited is a visit to a page of a website, whose address has the text in it. Pixels remember 180 days.
func Visited(pixelID, address string, within time.Duration) AudienceActivity {
	return AudienceActivity{
		EventSources:     []AudienceEventSource{{AudienceEventSourcePixel, pixelID}},
		RetentionSeconds: int64(within / time.Second),
		Filter:           &AudienceFilterGroup{RuleAll, []AudienceFilter{AudienceCondition{"url", "i_contains", address}}},
	}
}

// WebsiteEvent is an event that a pixel or dataset got, such as Purchase, with further conditions.
func WebsiteEvent(pixelID, event string, within time.Duration, also ...AudienceFilter) AudienceActivity {
	return AudienceActivity{
		EventSources:     []AudienceEventSource{{AudienceEventSourcePixel, pixelID}},
		RetentionSeconds: int64(within / time.Second),
		Filter:           &AudienceFilterGroup{RuleAll, append([]AudienceFilter{AudienceCondition{"event", "eq", event}}, also...)},
	}
}

// AnyOf is a rule for people who did one of several things.
func AnyOf(activities ...AudienceActivity) AudienceRule {
	return AudienceRule{Inclusions: AudienceRuleSet{Operator: RuleAny, Rules: activities}}
}

// AllOf is a rule for people who did several things.
func AllOf(activities ...AudienceActivity) AudienceRule {
	return AudienceRule{Inclusions: AudienceRuleSet{Operator: RuleAll, Rules: activities}}
}

// Except leaves people out who did one of several things.
func (r AudienceRule) Except(activities ...AudienceActivity) AudienceRule {
	r.Exclusions = &AudienceRuleSet{Operator: RuleAny, Rules: activities}
	return r
}

// Text is the rule as [CustomAudienceUpdate] and [CustomAudienceParams] take it.
func (r AudienceRule) Text() (string, error) {
	found := &problems{}
	if r.check(found, "rule."); len(found.list) > 0 {
		return "", found.err("ads.AudienceRule")
	}
	text, err := wire.Marshal(r)
	return string(text), err
}

// MarshalJSON writes Extra among the fields.
func (r AudienceRule) MarshalJSON() ([]byte, error) {
	type plain AudienceRule
	return wire.MarshalWithExtra(plain(r), r.Extra)
}

// UnmarshalJSON keeps in Extra what the fields lack.
func (r *AudienceRule) UnmarshalJSON(data []byte) error {
	type plain AudienceRule
	return wire.Unmarshal(data, (*plain)(r))
}

// MarshalJSON writes Extra among the fields.
func (s AudienceRuleSet) MarshalJSON() ([]byte, error) {
	type plain AudienceRuleSet
	return wire.MarshalWithExtra(plain(s), s.Extra)
}

// UnmarshalJSON keeps in Extra what the fields lack.
func (s *AudienceRuleSet) UnmarshalJSON(data []byte) error {
	type plain AudienceRuleSet
	return wire.Unmarshal(data, (*plain)(s))
}

// MarshalJSON writes Extra among the fields.
func (a AudienceActivity) MarshalJSON() ([]byte, error) {
	type plain AudienceActivity
	return wire.MarshalWithExtra(plain(a), a.Extra)
}

// UnmarshalJSON keeps in Extra what the fields lack.
func (a *AudienceActivity) UnmarshalJSON(data []byte) error {
	type plain AudienceActivity
	return wire.Unmarshal(data, (*plain)(a))
}

// UnmarshalJSON gives each filter its type.
func (g *AudienceFilterGroup) UnmarshalJSON(data []byte) error {
	var raw struct {
		Operator string            `json:"operator"`
		Filters  []json.RawMessage `json:"filters"`
	}
	if err := wire.Unmarshal(data, &raw); err != nil {
		return err
	}
	*g = AudienceFilterGroup{Operator: raw.Operator}
	for _, text := range raw.Filters {
		filter, err := readAudienceFilter(text)
		if err != nil {
			return err
		}
		g.Filters = append(g.Filters, filter)
	}
	return nil
}

func readAudienceFilter(text json.RawMessage) (AudienceFilter, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &keys); err != nil {
		return nil, fmt.Errorf("filters: %w", err)
	}
	switch {
	case len(keys) == 2 && keys["operator"] != nil && keys["filters"] != nil:
		group := &AudienceFilterGroup{}
		return group, group.UnmarshalJSON(text)
	case len(keys) == 3 && keys["field"] != nil && keys["operator"] != nil && keys["value"] != nil:
		var condition AudienceCondition
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber() // ids are numbers that no float holds
		err := decoder.Decode(&condition)
		return condition, err
	}
	return UnknownAudienceFilter{bytes.Clone(text)}, nil
}

// ParsedRule reads the rule of an audience, so that it can be changed and written
// back by [AudienceRule.Text]. It is nil where the audience has none.
func (c *CustomAudience) ParsedRule() (*AudienceRule, error) {
	if c.Rule == "" {
		return nil, nil
	}
	rule := &AudienceRule{}
	if err := json.Unmarshal([]byte(c.Rule), rule); err != nil {
		return nil, fmt.Errorf("ads: rule of audience %s: %w", c.ID, err)
	}
	return rule, nil
}
