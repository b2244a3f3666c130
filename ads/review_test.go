package ads_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metabiz-go/metabiz/ads"
)

func TestAwaitReview(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answers []string
		wait    time.Duration
		status  ads.EffectiveStatus
		err     string
	}{
		{"passed", []string{`"PENDING_REVIEW"`, `"IN_PROCESS"`, `"ACTIVE"`}, time.Minute, ads.EffectiveStatusActive, ""},
		{"paused already", []string{`"CAMPAIGN_PAUSED"`}, 0, ads.EffectiveStatusCampaignPaused, ""},
		{"turned down", []string{`"PENDING_REVIEW"`, `"DISAPPROVED","ad_review_feedback":{"global":{"B":"second","A":"first"},"placement_specific":{"instagram":{"C":"only there"}}},"issues_info":[{"error_summary":"third"}]`},
			30 * time.Second, ads.EffectiveStatusDisapproved, "ads: ad 4 was disapproved; A: first; B: second; instagram: C: only there; third"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g, client := bubbleGraph(t)
				n := 0
				g.on("GET 4", func(w http.ResponseWriter, r *http.Request) {
					answer(`{"id":"4","effective_status":`+tt.answers[n]+`}`)(w, r)
					n++
				})
				begin := time.Now()
				ad, err := ads.NewAd(client, "4").AwaitReview(t.Context(), 0)
				if got := errorText(err); got != tt.err || ad.EffectiveStatus != tt.status || time.Since(begin) != tt.wait {
					t.Errorf("%s after %v: %s", ad.EffectiveStatus, time.Since(begin), got)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		g.on("GET 4", answer(`{"id":"4","effective_status":"PENDING_REVIEW"}`))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, err := ads.NewAd(client, "4").AwaitReview(ctx, time.Minute); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
