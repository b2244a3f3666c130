package ads_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

const tellsOfAd = `{"object":"ad_account","entry":[{"id":"1","time":1790000000,"changes":[{"field":"in_process_ad_objects","value":{"id":"%","level":"AD","status_name":"Active"}}]}]}`

// A webhook ends the wait at once; other ads' do not; a lost one is made up for by looking.
func TestReviewWatcher(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		body  string // delivered after a minute
		took  time.Duration
		calls int
	}{
		{"told", strings.ReplaceAll(tellsOfAd, "%", "4"), time.Minute, 2},
		{"told of its status", `{"object":"ad_account","entry":[{"id":"1","changes":[{"field":"field_changed","value":{"object_id":"4","object_type":"ad","changed_fields":["effective_status"]}}]}]}`, time.Minute, 2},
		{"told of its issues", `{"object":"ad_account","entry":[{"id":"1","changes":[{"field":"with_issues_ad_objects","value":{"id":"4","level":"AD"}}]}]}`, time.Minute, 2},
		{"told of another ad", strings.ReplaceAll(tellsOfAd, "%", "5"), 5 * time.Minute, 2},
		{"told of another object", `{"object":"page","entry":[{"id":"4","changes":[{"field":"feed","value":{"id":"4"}}]}]}`, 5 * time.Minute, 2},
		{"told nothing that can be read", `{"object":"ad_account","entry":7}`, 5 * time.Minute, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g, client := bubbleGraph(t)
				g.on("GET 4", answer(`{"id":"4","effective_status":"PENDING_REVIEW"}`))
				watcher := ads.NewReviewWatcher(0)
				hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}, VerifyToken: "V"}, watcher)
				time.AfterFunc(time.Minute, func() {
					g.on("GET 4", answer(`{"id":"4","effective_status":"ACTIVE"}`))
					if status := delivered(t, hook, tt.body); status != 200 {
						t.Errorf("webhook answered %d", status)
					}
				})
				began := time.Now()
				ad, err := watcher.Await(t.Context(), ads.NewAd(client, "4"))
				if err != nil || ad.EffectiveStatus != ads.EffectiveStatusActive || time.Since(began) != tt.took || len(g.lines()) != tt.calls {
					t.Errorf("%v after %s and %d looks", err, time.Since(began), len(g.lines()))
				}
			})
		})
	}
}

// Those who wait for one ad are woken together, and each may give up alone.
func TestReviewWatcherMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		g.on("GET 4", answer(`{"id":"4","effective_status":"PENDING_REVIEW"}`))
		watcher := ads.NewReviewWatcher(time.Hour)
		hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}, VerifyToken: "V"}, watcher)
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		results := make(chan error, 3)
		for _, ctx := range []context.Context{impatient, t.Context(), t.Context()} {
			go func() {
				_, err := watcher.Await(ctx, ads.NewAd(client, "4"))
				results <- err
			}()
		}
		if err := <-results; !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "is still PENDING_REVIEW") {
			t.Errorf("error %v", err)
		}
		g.on("GET 4", answer(`{"id":"4","effective_status":"DISAPPROVED","ad_review_feedback":{"global":{"A":"because"}}}`))
		delivered(t, hook, strings.ReplaceAll(tellsOfAd, "%", "4"))
		for range 2 {
			if turned, ok := errors.AsType[*ads.ReviewError](<-results); !ok || turned.Feedback.Global["A"] != "because" {
				t.Errorf("error %v", turned)
			}
		}
	})
}

// The webhooks that really come, of a launch, end the wait.
func TestReviewWatcherAtMeta(t *testing.T) {
	t.Parallel()
	watcher := ads.NewReviewWatcher(time.Hour)
	server := httptest.NewServer(metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}, VerifyToken: "V"}, watcher))
	t.Cleanup(server.Close)
	e, client := emulated(t, func(c *emulator.Config) { c.WebhookURL, c.VerifyToken = server.URL, "V" })
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	if err := account.SubscribeApp(t.Context(), e.Seed().AppID); err != nil {
		t.Fatal(err)
	}
	launched, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	type outcome struct {
		ad  *ads.Ad
		err error
	}
	done := make(chan outcome, 1)
	looked := make(chan struct{}, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	go func() {
		ad, err := watcher.Await(ctx, account.Ad(launched.AdID), metabiz.WithHook(func(context.Context, metabiz.Event) {
			select {
			case looked <- struct{}{}:
			default:
			}
		}))
		done <- outcome{ad, err}
	}()
	<-looked
	e.Clock().Advance(time.Hour)
	if got := <-done; got.err != nil || got.ad.EffectiveStatus != ads.EffectiveStatusActive {
		t.Errorf("%+v", got)
	}
}
