package ads

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// AudienceDefinition is a kind of audience to make: [CustomerList], [EngagementAudience],
// [WebsiteAudience], [SubscriberList] or [LookalikeAudience]. For others there is [Account.CreateCustomAudience].
type AudienceDefinition interface {
	params(found *problems) CustomAudienceParams
}

// CreateAudience makes an audience. One that lists people is empty until [CustomAudienceHandle.Upload]
// adds them; the others fill by themselves, within hours.
//
// An account may have 500 customer lists, 500 engagement audiences, 500 lookalikes, 200 of apps and 10,000 of websites. Errors: a [metabiz.ValidationError] before
// anything is sent, [ErrAudienceTerms], code 2654 for one that Meta can't make, such as a second lookalike of the same kind.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/customaudiences.
func (a *Account) CreateAudience(ctx context.Context, definition AudienceDefinition, opts ...metabiz.Option) (*CustomAudience, error) {
	params, err := AudienceParams(definition)
	if err != nil {
		return nil, err
	}
	return a.CreateCustomAudience(ctx, params, opts...)
}

// AudienceParams gives what a definition sends, checked, to be completed by
// hand before [Account.CreateCustomAudience].
func AudienceParams(definition AudienceDefinition) (CustomAudienceParams, error) {
	if definition == nil {
		return CustomAudienceParams{}, &metabiz.ValidationError{What: "ads.AudienceDefinition", Fields: []metabiz.FieldError{{Path: "definition", Problem: "is nil"}}}
	}
	found := &problems{}
	params := definition.params(found)
	if params.Name == "" {
		found.add("name", "is empty")
	}
	return params, found.err(fmt.Sprintf("%T", definition))
}

// CustomerList is an audience of people whom the business knows.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences.
type CustomerList struct {
	Name        string
	Description string
	// Source is who collected the data. Empty: the business itself.
	Source CustomerFileSource
	// ValueBased tells that each person comes with a LOOKALIKE_VALUE, so that lookalikes
	// are of the best customers above all.
	ValueBased bool
	// ExclusionOnly keeps ads from the people, and never shows them any.
	ExclusionOnly bool
	OptOutLink    string
}

func (l CustomerList) params(found *problems) CustomAudienceParams {
	p := CustomAudienceParams{Name: l.Name, Description: l.Description, Subtype: AudienceSubtypeCustom, CustomerFileSource: l.Source, OptOutLink: l.OptOutLink}
	if l.Source == "" {
		p.CustomerFileSource = CustomerFileSourceUserProvidedOnly
	}
	if l.ValueBased {
		p.IsValueBased = new(true)
	}
	if l.ExclusionOnly {
		p.UsageRestriction = AudienceUsageRestrictionExclusionOnly
	}
	if l.OptOutLink != "" {
		found.link("opt_out_link", l.OptOutLink)
	}
	return p
}

// EngagementAudience is of people who dealt with the business on Facebook or
// Instagram, such as those who wrote to it.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/engagement-custom-audiences.
type EngagementAudience struct {
	Name        string
	Description string
	Rule        AudienceRule
	// FromNowOn leaves out who did it before the audience was made.
	FromNowOn bool
}

func (e EngagementAudience) params(found *problems) CustomAudienceParams {
	return ruled(found, e.Name, e.Description, e.Rule, e.FromNowOn)
}

// WebsiteAudience is of people who visited a website with a pixel.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/website-custom-audiences.
type WebsiteAudience struct {
	Name        string
	Description string
	Rule        AudienceRule
	// FromNowOn leaves out who did it before the audience was made.
	FromNowOn bool
}

func (w WebsiteAudience) params(found *problems) CustomAudienceParams {
	for i, activity := range w.Rule.Inclusions.Rules {
		for n, source := range activity.EventSources {
			if source.Type != AudienceEventSourcePixel {
				found.value(fmt.Sprintf("rule.inclusions.rules[%d].event_sources[%d].type", i, n), string(source.Type), "is not pixel")
			}
		}
	}
	return ruled(found, w.Name, w.Description, w.Rule, w.FromNowOn)
}

// ruled are the parameters of an audience with a rule. Meta tells its subtype from the rule, and refuses one that is given.
func ruled(found *problems, name, description string, rule AudienceRule, fromNowOn bool) CustomAudienceParams {
	p := CustomAudienceParams{Name: name, Description: description, Prefill: new(!fromNowOn)}
	rule.check(found, "rule.")
	text, err := json.Marshal(rule)
	if err != nil {
		found.add("rule", "can't be written: %v", err)
	}
	p.Rule = string(text)
	return p
}

// SubscriberList is an audience of people who agreed to marketing messages, on
// Messenger, on WhatsApp or on both.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/customaudiences.
type SubscriberList struct {
	Name        string
	Description string
	Source      CustomerFileSource // who collected the data; empty: the business itself
	Channels    []SubscriptionChannel
	PageID      string // needed for Messenger
	// WhatsAppPhoneNumberID is the id of the number that messages come from; needed for WhatsApp.
	WhatsAppPhoneNumberID string
	// AlsoForAds shows ads to the people, too.
	AlsoForAds bool
}

func (l SubscriberList) params(found *problems) CustomAudienceParams {
	p := CustomAudienceParams{
		Name: l.Name, Description: l.Description, Subtype: AudienceSubtypeMessengerSubscriberList, CustomerFileSource: l.Source, SubscriptionInfo: l.Channels,
		FacebookPageID: l.PageID, WhatsAppBusinessPhoneNumberID: l.WhatsAppPhoneNumberID, UseForProducts: []AudienceProduct{AudienceProductMarketingMessages},
	}
	if l.Source == "" {
		p.CustomerFileSource = CustomerFileSourceUserProvidedOnly
	}
	if l.AlsoForAds {
		p.UseForProducts = append(p.UseForProducts, AudienceProductAds)
	}
	if len(l.Channels) == 0 {
		found.add("subscription_info", "is empty: MESSENGER, WHATSAPP or both")
	}
	for _, channel := range l.Channels {
		if channel == SubscriptionChannelMessenger && l.PageID == "" {
			found.add("facebook_page_id", "is empty: MESSENGER needs it")
		}
		if channel == SubscriptionChannelWhatsApp && l.WhatsAppPhoneNumberID == "" {
			found.add("whats_app_business_phone_number_id", "is empty: WHATSAPP needs it")
		}
	}
	return p
}

// LookalikeAudience is of people who are like those of another audience. It takes 1
// to 6 hours to fill, and is made anew every 3 days. One of a list with values is of people like the best customers.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/lookalike-audiences.
type LookalikeAudience struct {
	Name             string
	Description      string
	OriginAudienceID string // of at least 100 people in the country
	Country          string // "IT"
	// Ratio is how many of the country's people, from 0.01, those most alike, to 0.20.
	Ratio float64
	// StartingRatio leaves out those most alike, down to a ratio, for whom there is an audience already.
	StartingRatio float64
	// Type stands in place of Ratio: similarity for the 1% most alike, reach for 5%.
	Type LookalikeType
}

// LookalikeType is whether a lookalike is to be alike or many.
type LookalikeType string

const (
	LookalikeSimilarity LookalikeType = "similarity"
	LookalikeReach      LookalikeType = "reach"
)

func (l LookalikeAudience) params(found *problems) CustomAudienceParams {
	spec := struct {
		Country       string        `json:"country"`
		Ratio         float64       `json:"ratio,omitzero"`
		StartingRatio float64       `json:"starting_ratio,omitzero"`
		Type          LookalikeType `json:"type,omitzero"`
	}{l.Country, inPercent(l.Ratio), inPercent(l.StartingRatio), l.Type}
	if l.OriginAudienceID == "" {
		found.add("origin_audience_id", "is empty")
	}
	code, problem := normalCountry(nil, l.Country, "")
	if problem != "" {
		found.value("lookalike_spec.country", l.Country, "%s", problem)
	}
	spec.Country = strings.ToUpper(string(code))
	switch {
	case l.Type != "" && (l.Ratio != 0 || l.StartingRatio != 0):
		found.add("lookalike_spec.type", "stands beside ratio: one or the other")
	case l.Type == "" && !isLookalikeRatio(l.Ratio, 1):
		found.list = append(found.list, metabiz.FieldError{Path: "lookalike_spec.ratio", Problem: "is not from 0.01 to 0.20 in steps of 0.01", Limit: 0.20, Value: l.Ratio})
	case l.Type == "" && (!isLookalikeRatio(l.StartingRatio, 0) || l.StartingRatio >= l.Ratio):
		found.value("lookalike_spec.starting_ratio", l.StartingRatio, "is not below ratio, in steps of 0.01")
	}
	text, err := json.Marshal(spec)
	if err != nil {
		found.add("lookalike_spec", "can't be written: %v", err)
	}
	return CustomAudienceParams{Name: l.Name, Description: l.Description, Subtype: AudienceSubtypeLookalike, OriginAudienceID: l.OriginAudienceID, LookalikeSpec: string(text)}
}

// inPercent leaves out what arithmetic has added to a ratio behind its whole percent.
func inPercent(ratio float64) float64 {
	if !isLookalikeRatio(ratio, 0) {
		return ratio // refused by its own name
	}
	return math.Round(ratio*100) / 100
}

func isLookalikeRatio(ratio float64, least int) bool {
	percent := math.Round(ratio * 100)
	return math.Abs(ratio*100-percent) < 1e-6 && percent >= float64(least) && percent <= 20
}
