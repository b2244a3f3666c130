package ads

import (
	"context"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// ReachEstimate bounds how many people a targeting reaches, whatever is bid.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/reachestimate.
//
//meta:operation GET /{ad-account-id}/reachestimate
func (a *Account) ReachEstimate(ctx context.Context, query ReachEstimateQuery, opts ...metabiz.Option) (*AdAccountReachEstimate, error) {
	return one[AdAccountReachEstimate](ctx, a.client, a.get("reachestimate", query), opts)
}

// DeliveryEstimate bounds how many people a month a targeting reaches with a goal.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/delivery_estimate.
//
//meta:operation GET /{ad-account-id}/delivery_estimate
func (a *Account) DeliveryEstimate(ctx context.Context, query DeliveryEstimateQuery, opts ...metabiz.Option) (*AdAccountDeliveryEstimate, error) {
	return one[AdAccountDeliveryEstimate](ctx, a.client, a.get("delivery_estimate", query), opts)
}

// MessageDeliveryEstimate bounds how many marketing messages a budget delivers, and
// what one costs, in minor units: targeting_spec names the placement
// marketing_messages of Messenger alone, promoted_object the Page.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
//
//meta:operation GET /{ad-account-id}/message_delivery_estimate
func (a *Account) MessageDeliveryEstimate(ctx context.Context, query MessageDeliveryEstimateQuery, opts ...metabiz.Option) (*MessageDeliveryEstimate, error) {
	var found problems
	switch {
	case query.DailyBudget > 0 && query.LifetimeBudget > 0:
		found.add("daily_budget", "and lifetime_budget exclude each other")
	case query.LifetimeBudget > 0 && query.LifetimeInDays <= 0:
		found.add("lifetime_in_days", "is missing: lifetime_budget needs it")
	}
	if query.PromotedObject.PageID == "" {
		found.add("promoted_object.page_id", "is empty")
	}
	if err := found.err("ads.MessageDeliveryEstimateQuery"); err != nil {
		return nil, err
	}
	return edge.One[MessageDeliveryEstimate](ctx, a.client, a.get("message_delivery_estimate", query), opts)
}
