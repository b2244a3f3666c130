package ads

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/metabiz-go/metabiz"
)

// rollbackTime bounds a rollback, which must go on when the launch's own context has ended.
const rollbackTime = time.Minute

// failure ends a launch: it removes what was made, unless it is to be kept.
func (l *launch) failure(ctx context.Context, step StepName, err error) error {
	failed := &LaunchError{Step: step, Err: err, Made: l.made}
	if l.options.OnFailure == Keep || !l.made.any() {
		return failed
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	l.findInline(ctx)
	failed.Made = l.made
	left := l.made
	remaining := []struct {
		id    *string
		route string
	}{
		{&left.CampaignID, "{campaign-id}"}, {&left.CreativeID, "{ad-creative-id}"}, {&left.AdSetID, "{ad-set-id}"}, {&left.AdID, "{ad-id}"},
	}
	var errs []error
	// From the ad up: a creative can't be deleted while an ad uses it.
	for _, r := range slices.Backward(remaining) {
		if *r.id == "" {
			continue
		}
		err := l.account.child(*r.id, r.route).remove(ctx, l.opts)
		if err != nil && !errors.Is(err, metabiz.ErrNotFound) {
			errs = append(errs, fmt.Errorf("delete %s: %w", *r.id, err))
			continue
		}
		*r.id = ""
	}
	if failed.RollbackErr = errors.Join(errs...); failed.RollbackErr != nil {
		failed.Left = left
	} else {
		failed.RolledBack = true
	}
	return failed
}

// findInline finds the creative that was made along with an ad, which outlives it.
func (l *launch) findInline(ctx context.Context) {
	if !l.ad.inline() || l.made.AdID == "" || l.made.CreativeID != "" {
		return
	}
	type holder struct {
		Creative struct {
			ID string `json:"id"`
		} `json:"creative"`
	}
	node := l.account.child(l.made.AdID, "{ad-id}")
	// A creative that is not found stays behind, where it costs nothing.
	if ad, err := metabiz.Call[holder](ctx, node.client, node.get("", nil), l.with("id", "creative{id}")...); err == nil {
		l.made.CreativeID = ad.Creative.ID
	}
}
