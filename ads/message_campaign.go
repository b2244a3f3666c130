package ads

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// MessageCampaign describes marketing messages on Messenger to people who have subscribed to
// them. They are paid by the message, out of the campaign's budget.
//
// Only businesses of some countries may send them, and people in others don't get them:
// [Account.PreflightMessageCampaign] looks.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
type MessageCampaign struct {
	Name   string
	PageID string
	// Daily or Lifetime is the budget; a lifetime budget is at least 30 times the least daily one.
	Daily, Lifetime Money
	BidAmount       Money     // the most for one message; 0 leaves that to Meta
	Start           time.Time // up to 30 days ahead; zero is at once
	End             time.Time // zero is never
	PixelID         string    // the dataset that counts conversions
}

const (
	messageCampaignAhead = 30 * 24 * time.Hour
	lifetimeOfDaily      = 30 // times the least daily budget
)

// Validate finds every documented rule that the campaign breaks.
func (c MessageCampaign) Validate() error { return c.validate(time.Now()) }

func (c MessageCampaign) validate(now time.Time) error {
	found := &problems{}
	if strings.TrimSpace(c.Name) == "" {
		found.add("Name", "is empty")
	}
	if c.PageID == "" || digitsOf(c.PageID) != c.PageID {
		found.value("PageID", c.PageID, "is not a Page's id, which has digits only")
	}
	switch {
	case c.Daily <= 0 && c.Lifetime <= 0:
		found.add("Daily", "is not set: give Daily or Lifetime, in minor units of the account's currency")
	case c.Daily != 0 && c.Lifetime != 0:
		found.add("Daily", "stands beside Lifetime: give one of them")
	}
	if c.BidAmount < 0 {
		found.value("BidAmount", int64(c.BidAmount), "is below 0")
	}
	if c.Start.Sub(now) > messageCampaignAhead {
		found.value("Start", c.Start.Format(time.RFC3339), "is more than 30 days ahead")
	}
	if !c.End.IsZero() && (!c.End.After(now) || !c.End.After(c.Start)) {
		found.value("End", c.End.Format(time.RFC3339), "is not after the start, or is past")
	}
	return found.err("ads.MessageCampaign")
}

// messageCampaignBody has the parameters that Meta documents beside those of its specification.
type messageCampaignBody struct {
	MessageCampaignParams
	Start   UnixTime `json:"start_time,omitzero"`
	End     UnixTime `json:"end_time,omitzero"`
	PixelID string   `json:"pixel_id,omitzero"`
}

// MessageCampaignHandle is a message campaign to work with. It costs nothing to make.
type MessageCampaignHandle struct{ object }

// MessageCampaign is the handle of a message campaign of this account.
func (a *Account) MessageCampaign(id string) *MessageCampaignHandle {
	return &MessageCampaignHandle{a.child(id, "{ad-id}")}
}

// ID is the campaign's id, which is that of an ad too.
func (m *MessageCampaignHandle) ID() string { return m.id }

// StartMessageCampaign makes a message campaign, which spends nothing until messages are
// sent. When the answer is lost the error is [metabiz.ErrOutcomeUnknown]: [Account.MessageCampaigns] shows whether it was made.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
//
//meta:operation POST /{ad-account-id}/message_campaign
func (a *Account) StartMessageCampaign(ctx context.Context, campaign MessageCampaign, opts ...metabiz.Option) (*MessageCampaignHandle, error) {
	if err := campaign.Validate(); err != nil {
		return nil, err
	}
	body := messageCampaignBody{
		MessageCampaignParams: MessageCampaignParams{
			Name: campaign.Name, PageID: campaign.PageID, DailyBudget: campaign.Daily, LifetimeBudget: campaign.Lifetime, BidAmount: campaign.BidAmount,
		},
		Start: UnixTime{campaign.Start}, End: UnixTime{campaign.End}, PixelID: campaign.PixelID,
	}
	answer, err := metabiz.Call[Answer](ctx, a.client, a.post("message_campaign", body), opts...)
	if err != nil {
		return nil, err
	}
	if answer.ID == "" {
		return nil, fmt.Errorf("ads: POST /{ad-account-id}/message_campaign: the answer has no id: %w", metabiz.ErrOutcomeUnknown)
	}
	return a.MessageCampaign(answer.ID), nil
}

// MessageCampaigns lists the account's message campaigns, as ads.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
//
//meta:operation GET /{ad-account-id}/ads
func (a *Account) MessageCampaigns(ctx context.Context, opts ...metabiz.Option) iter.Seq2[Ad, error] {
	type listed struct {
		Ad
		Campaign struct {
			IsMessageCampaign    bool `json:"is_message_campaign"`
			IsDirectSendCampaign bool `json:"is_direct_send_campaign"`
		} `json:"campaign"`
	}
	fields := metabiz.WithFields("id", "name", "status", "effective_status", "adset_id", "campaign{id,is_message_campaign,is_direct_send_campaign}")
	return func(yield func(Ad, error) bool) {
		for raw, err := range metabiz.List[json.RawMessage](ctx, a.client, a.get("ads", nil), append(opts[:len(opts):len(opts)], fields)...) {
			var item listed
			if err == nil {
				if err = json.Unmarshal(raw, &item.Ad); err == nil {
					err = json.Unmarshal(raw, &struct {
						Campaign any `json:"campaign"`
					}{&item.Campaign})
				}
			}
			if err == nil && !item.Campaign.IsMessageCampaign && !item.Campaign.IsDirectSendCampaign {
				continue
			}
			if !yield(item.Ad, err) || err != nil {
				return
			}
		}
	}
}

// MarketingMessage is a message of a [MessageCampaign] to one person.
type MarketingMessage struct {
	// SubscriptionToken is the person's, from the opt-in: one message in 12 hours.
	SubscriptionToken string
	// Message is what the Send API takes as message, such as {"attachment": ...}.
	Message json.RawMessage
	// MinGap keeps the message back from a person who has written within it; zero is no gap. Whole seconds.
	MinGap time.Duration
}

// MarketingMessageSent tells by which id webhooks name the message.
type MarketingMessageSent struct {
	Success    bool   `json:"success"`
	TrackingID string `json:"marketing_message_tracking_id"`
}

// Send sends a message to one person. One who can't be reached is the code 2300052, for
// good; it is not sent twice: a lost answer is [metabiz.ErrOutcomeUnknown].
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
//
//meta:operation POST /{ad-account-id}/messages
func (m *MessageCampaignHandle) Send(ctx context.Context, message MarketingMessage, opts ...metabiz.Option) (*MarketingMessageSent, error) {
	found := &problems{}
	if message.SubscriptionToken == "" {
		found.add("SubscriptionToken", "is empty")
	}
	if !isObject(message.Message) || !json.Valid(message.Message) {
		found.add("Message", "is not a JSON object")
	}
	if message.MinGap < 0 || message.MinGap%time.Second != 0 {
		found.value("MinGap", message.MinGap.String(), "is not a number of whole seconds")
	}
	if m.account == "" {
		found.add("MessageCampaignHandle", "is of no account: use Account.MessageCampaign")
	}
	if err := found.err("ads.MarketingMessage"); err != nil {
		return nil, err
	}
	body := struct {
		SendMarketingMessageParams
		MinGap int64 `json:"min_conversation_gap_seconds,omitzero"`
	}{SendMarketingMessageParams{
		MessageID: m.id, Message: message.Message,
		MessengerDeliveryData: map[string]any{"subscription_token": message.SubscriptionToken},
	}, int64(message.MinGap / time.Second)}
	account := object{client: m.client, id: m.account, route: "{ad-account-id}", account: m.account}
	return metabiz.Call[MarketingMessageSent](ctx, m.client, account.post("messages", body), opts...)
}

// Delete ends the campaign.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
//
//meta:operation DELETE /{ad-id}
func (m *MessageCampaignHandle) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return m.remove(ctx, opts)
}

// Insights reports on the campaign: what was delivered, read, clicked and paid. Some figures leave out
// Europe, Japan, Korea, Turkey and Argentina.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/measure-performance.
//
//meta:operation GET /{ad-id}/insights
func (m *MessageCampaignHandle) Insights(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	fields := metabiz.WithFields(
		"marketing_messages_delivered", "marketing_messages_read_rate", "marketing_messages_link_btn_click",
		"marketing_messages_link_btn_click_rate", "marketing_messages_cost_per_delivered", "marketing_messages_cost_per_link_btn_click",
		"marketing_messages_spend",
	)
	return metabiz.List[AdsInsights](ctx, m.client, m.get("insights", query), reading(fields, opts)...)
}

// EstimateMessageCampaign tells how many people the campaign would reach and what that would cost, in
// minor units.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
//
//meta:operation GET /{ad-account-id}/message_delivery_estimate
func (a *Account) EstimateMessageCampaign(ctx context.Context, campaign MessageCampaign, opts ...metabiz.Option) (*MessageDeliveryEstimate, error) {
	now := time.Now()
	if err := campaign.validate(now); err != nil {
		return nil, err
	}
	query := MessageDeliveryEstimateQuery{
		BidAmount: campaign.BidAmount, DailyBudget: campaign.Daily, LifetimeBudget: campaign.Lifetime,
		IsDirectSendCampaign: new(true), PacingType: "NO_PACING", PromotedObject: AdPromotedObject{PageID: campaign.PageID},
		TargetingSpec: Targeting{
			PublisherPlatforms: []PublisherPlatform{PublisherPlatformMessenger},
			MessengerPositions: []MessengerPosition{MessengerPositionMarketingMessages},
		},
	}
	if campaign.Lifetime > 0 && !campaign.End.IsZero() {
		if campaign.Start.After(now) {
			now = campaign.Start
		}
		query.LifetimeInDays = max(1, int((campaign.End.Sub(now)+24*time.Hour-1)/(24*time.Hour)))
	}
	return a.MessageDeliveryEstimate(ctx, query, opts...)
}

// Countries of businesses that may send marketing messages on Messenger.
var messageCountries = strings.Fields("AU BR CL CO HK IN ID IL MY MX NZ PE PH SA SG TW TH AE US VN")

// PreflightMessageCampaign looks at the real account for what would keep the campaign from
// being made: the country of the business, the token's permissions, and the least budget. It changes nothing.
//
// People in the EU, the UK, Japan, Korea and Australia get no such messages, whoever sends them.
//
//meta:operation GET /{user-id}/permissions
//meta:operation GET /{ad-account-id}
//meta:operation GET /{ad-account-id}/minimum_budgets
func (a *Account) PreflightMessageCampaign(ctx context.Context, campaign MessageCampaign, opts ...metabiz.Option) (*Preflight, error) {
	if err := campaign.Validate(); err != nil {
		return nil, err
	}
	p := &preflight{draft: &draft{account: a, ad: &ClickToMessage{}}, opts: opts}
	if err := p.look(ctx, []look{
		{"the token's permissions", p.messagePermissions},
		{"the ad account", p.messageCountry},
		{"the least budgets", func(ctx context.Context) error { return p.messageBudget(ctx, campaign) }},
	}); err != nil {
		return nil, err
	}
	p.sort()
	return &p.Preflight, nil
}

func (p *preflight) messagePermissions(ctx context.Context) error {
	missing, err := p.lacking(ctx, []string{"ads_management", "pages_messaging", "paid_marketing_messages", "marketing_messages_messenger"})
	if err != nil {
		return err
	}
	// Either of the two lets send.
	if !slices.Contains(missing, "paid_marketing_messages") || !slices.Contains(missing, "marketing_messages_messenger") {
		missing = slices.DeleteFunc(missing, func(name string) bool { return strings.Contains(name, "marketing_messages") })
	}
	if len(missing) > 0 {
		p.add(Finding{
			Kind: FindingPermission, Severity: Blocker, Problem: "the token lacks " + strings.Join(missing, ", "),
			Remedy: "Give the permissions to the system user's token; one of the two marketing message permissions is enough", Prevents: []int{3, 10, 200, 294},
		})
	}
	return nil
}

func (p *preflight) messageCountry(ctx context.Context) error {
	account, err := p.account.Get(ctx, p.with("id", "account_status", "business_country_code", "currency", "min_daily_budget")...)
	if err != nil {
		return p.hidden(FindingAccountState, "the ad account "+p.account.id, err)
	}
	p.state = account
	switch country := strings.ToUpper(account.BusinessCountryCode); {
	case country == "":
		p.add(Finding{
			Kind: FindingRegion, Severity: Warning, Problem: "the ad account does not tell the country of its business",
			Remedy: "Enter the address of the business: marketing messages on Messenger are for some countries only",
		})
	case !slices.Contains(messageCountries, country):
		p.add(Finding{
			Kind: FindingRegion, Severity: Blocker, Problem: fmt.Sprintf("businesses of %s can't send marketing messages on Messenger", country),
			Remedy: "Those of " + strings.Join(messageCountries, ", ") + " can; on WhatsApp, templates of the category marketing do", Prevents: []int{3, 10, 200},
		})
	}
	return nil
}

func (p *preflight) messageBudget(ctx context.Context, campaign MessageCampaign) error {
	least, currency, err := p.leastBudget(ctx)
	if err != nil {
		return err
	}
	what, budget := "daily", campaign.Daily
	if campaign.Lifetime > 0 {
		what, budget, least = "lifetime", campaign.Lifetime, times(least, lifetimeOfDaily)
	}
	if budget < least {
		p.add(Finding{
			Kind: FindingBudget, Severity: Blocker, Problem: fmt.Sprintf("the %s budget is %d, below the least of %d (minor units of %s)", what, budget, least, currency),
			Remedy: "Raise it", Prevents: []int{1487901, 1885272},
		})
	}
	return nil
}
