package metabiz_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

// An event that always fails goes to the dead letter function with the failure that is one too many, and counts as
// handled from then on; one that fails there as well comes again.
func TestDeadLetter(t *testing.T) {
	t.Parallel()
	broken := errors.New("the row is malformed")
	for name, tt := range map[string]struct {
		max      int
		refuses  int // how often DeadLetter fails
		panics   bool
		statuses []int
		letters  []int
		handled  int
	}{
		"after three":         {max: 3, statuses: []int{500, 500, 200, 200}, letters: []int{3}, handled: 3},
		"at once":             {max: 1, statuses: []int{200, 200}, letters: []int{1}, handled: 1},
		"by default":          {statuses: []int{500, 500, 500, 500, 200, 200}, letters: []int{5}, handled: 5},
		"that fails at first": {max: 2, refuses: 1, statuses: []int{500, 500, 200, 200}, letters: []int{2, 3}, handled: 3},
		"of a panic":          {max: 2, panics: true, statuses: []int{0, 0, 200}, letters: []int{2}, handled: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var letters []int
			handled, refuses := 0, tt.refuses
			hook := metabiz.NewWebhook(metabiz.WebhookConfig{
				AppSecrets:  []string{"s"},
				MaxFailures: tt.max,
				DeadLetter: func(_ context.Context, l metabiz.DeadLetter) error {
					letters = append(letters, l.Failures)
					if l.Key != "k" || l.Event != "the event" || l.Object != "whatsapp_business_account" || string(l.Body) != delivery {
						t.Errorf("dead letter is %+v", l)
					}
					if tt.panics != strings.Contains(l.Err.Error(), "panicked: boom") || tt.panics == errors.Is(l.Err, broken) {
						t.Errorf("its error is %v", l.Err)
					}
					if refuses--; refuses >= 0 {
						return errors.New("the queue is full")
					}
					return nil
				},
			}, metabiz.SubscriberFunc(func(ctx context.Context, d *metabiz.Delivery) error {
				return d.OnceEvent(ctx, "k", func() any { return "the event" }, func(context.Context) error {
					if handled++; tt.panics {
						panic("boom")
					}
					return broken
				})
			}))
			var statuses []int
			for range tt.statuses {
				statuses = append(statuses, postThroughPanic(hook))
			}
			if diff := cmp.Diff(tt.statuses, statuses); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.letters, letters); diff != "" {
				t.Errorf("failures of the letters (-want +got):\n%s", diff)
			}
			if handled != tt.handled {
				t.Errorf("handled %d times, want %d", handled, tt.handled)
			}
		})
	}
}

// postThroughPanic gives 0 where a handler panics, as net/http has no answer then.
func postThroughPanic(h http.Handler) (status int) {
	defer func() { _ = recover() }()
	return post(h, "s", delivery).Code
}

// A holder that comes back after its lease must not give away what another has claimed since.
func TestLeaseAndToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		seen := metabiz.NewMemorySeen(10)
		claim := func(token uint64) metabiz.Claim {
			c, _, err := seen.Claim(ctx, "k", token, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		check := func(what string, got, want metabiz.Claim) {
			t.Helper()
			if got != want {
				t.Errorf("%s: claim is %v, want %v", what, got, want)
			}
		}
		check("first", claim(1), metabiz.ClaimNew)
		time.Sleep(59 * time.Second)
		check("within the lease", claim(2), metabiz.ClaimHeld)
		time.Sleep(time.Second)
		check("after it", claim(2), metabiz.ClaimNew)
		_ = seen.Release(ctx, "k", 1)
		check("released by the first holder", claim(3), metabiz.ClaimHeld)
		_ = seen.Done(ctx, "k", 1)
		check("handled by the first holder", claim(3), metabiz.ClaimDone)
		_ = seen.Release(ctx, "k", 2)
		check("released when done", claim(3), metabiz.ClaimDone)
	})
}

// The store stays within its bounds whatever becomes of the events: done, failed, or held by who never comes back.
func TestMemorySeenIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		seen := metabiz.NewMemorySeen(3)
		claim := func(key string) (metabiz.Claim, int) {
			c, failures, err := seen.Claim(ctx, key, 1, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return c, failures
		}
		claim("lost")
		claim("held")
		for range 3 {
			claim("failed")
			_ = seen.Release(ctx, "failed", 1)
		}
		if c, failures := claim("failed"); c != metabiz.ClaimNew || failures != 3 {
			t.Errorf("a failed event is %v after %d failures, want 3", c, failures)
		}
		_ = seen.Release(ctx, "failed", 1)
		claim("new") // one has to go: not those that are held
		if c, _ := claim("held"); c != metabiz.ClaimHeld {
			t.Errorf("an event that is being handled is %v", c)
		}
		if c, failures := claim("failed"); c != metabiz.ClaimNew || failures != 0 {
			t.Errorf("a forgotten event is %v after %d failures", c, failures)
		}
		time.Sleep(time.Hour)
		for i := range 1000 {
			key := fmt.Sprint(i)
			claim(key)
			_ = seen.Done(ctx, key, 1)
		}
		for _, key := range []string{"lost", "held", "failed", "new"} {
			if c, _ := claim(key); c != metabiz.ClaimNew {
				t.Errorf("%s is still %v", key, c)
			}
			_ = seen.Done(ctx, key, 1)
		}
	})
}

// One parse serves all subscribers of a delivery, and none is shared between deliveries.
func TestParsedOnce(t *testing.T) {
	t.Parallel()
	parsed := 0
	var got []*int
	var mu sync.Mutex
	subscriber := metabiz.SubscriberFunc(func(_ context.Context, d *metabiz.Delivery) error {
		v, err := metabiz.Parsed(d, func([]byte) (*int, error) { parsed++; return new(parsed), nil })
		mu.Lock()
		defer mu.Unlock()
		got = append(got, v)
		return err
	})
	other := metabiz.SubscriberFunc(func(_ context.Context, d *metabiz.Delivery) error {
		v, err := metabiz.Parsed(d, func(body []byte) (*string, error) { return new(string(body)), nil })
		if err == nil && *v != delivery {
			t.Errorf("parsed %q", *v)
		}
		return err
	})
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}}, subscriber, subscriber, subscriber)
	for range 2 {
		if code := post(hook, "s", delivery).Code; code != 200 {
			t.Fatalf("answered %d", code)
		}
	}
	if parsed != 2 || got[0] != got[2] || got[2] == got[3] || *got[3] != 2 {
		t.Errorf("parsed %d times", parsed)
	}
	if code := post(metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}}, subscriber, other, subscriber), "s", delivery).Code; code != 200 {
		t.Errorf("subscribers that make different things of a delivery: answered %d", code)
	}
	bad := metabiz.SubscriberFunc(func(_ context.Context, d *metabiz.Delivery) error {
		_, err := metabiz.Parsed(d, func([]byte) (*int, error) { return nil, errors.New("not what it says") })
		return err
	})
	if code := post(metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}}, bad), "s", delivery).Code; code != 400 {
		t.Errorf("a body that can't be parsed was answered %d", code)
	}
}
