package ads

import (
	"context"

	"github.com/metabiz-go/metabiz"
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
