package ads

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/metabiz-go/metabiz"
)

// ReviewError is an ad that Meta's review has turned down. A new ad is needed, or an appeal.
type ReviewError struct {
	AdID     string
	Feedback *AdgroupReviewFeedback
	Issues   []AdgroupIssuesInfo
}

func (e *ReviewError) Error() string {
	text := fmt.Sprintf("ads: ad %s was disapproved", e.AdID)
	for _, reason := range e.Feedback.Reasons() {
		if text += "; "; reason.Placement != "" {
			text += reason.Placement + ": "
		}
		text += reason.Rule + ": " + reason.Text
	}
	for _, issue := range e.Issues {
		text += "; " + issue.ErrorSummary
	}
	return text
}

// reviewing are the states in which an ad waits for Meta.
var reviewing = []EffectiveStatus{EffectiveStatusPendingReview, EffectiveStatusInProcess}

// AwaitReview waits until the ad has left Meta's review, looking every so often (0 is
// every 30 seconds), and gives it as it is then. Reviews mostly end within 24 hours: bound the wait by ctx.
// [ReviewWatcher] waits by webhook instead. A disapproved ad is a *[ReviewError]. Fields of the caller's must include effective_status.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup.
//
//meta:operation GET /{ad-id}
func (a *AdHandle) AwaitReview(ctx context.Context, every time.Duration, opts ...metabiz.Option) (*Ad, error) {
	if every <= 0 {
		every = 30 * time.Second
	}
	for {
		ad, over, err := a.review(ctx, opts)
		if over {
			return ad, err
		}
		if err := pause(ctx, every); err != nil {
			return ad, fmt.Errorf("ads: ad %s is still %s: %w", a.id, ad.EffectiveStatus, err)
		}
	}
}

// review looks at the ad once, and tells whether its review is over, or can't be seen.
func (a *AdHandle) review(ctx context.Context, opts []metabiz.Option) (ad *Ad, over bool, err error) {
	ad, err = a.Get(ctx, opts...)
	switch {
	case err != nil:
		return nil, true, err
	case ad.EffectiveStatus == EffectiveStatusDisapproved:
		return ad, true, &ReviewError{AdID: a.id, Feedback: ad.AdReviewFeedback, Issues: ad.IssuesInfo}
	}
	return ad, !slices.Contains(reviewing, ad.EffectiveStatus), nil
}
