package metabiz_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

func TestUsageOfCallsAndBatches(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			fmt.Fprint(w, `[{"code":200,"headers":[{"name":"X-Ad-Account-Usage","value":"{\"acc_id_util_pct\":9.67,\"ads_api_access_tier\":\"standard_access\"}"}],"body":"{}"}]`)
			return
		}
		w.Header().Set("X-App-Usage", `{"call_count":28,"total_time":25.5,"total_cputime":1}`)
		fmt.Fprint(w, `{}`)
	}))
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Get(t.Context(), "me", nil, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Batch(t.Context(), []metabiz.BatchCall{{Request: &metabiz.Request{Method: "GET", Path: "act_7/ads"}}}); err != nil {
		t.Fatal(err)
	}
	derived, err := client.With(metabiz.WithToken("other"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[metabiz.LimitKind]float64{}
	for _, u := range derived.Usage() {
		got[u.Key.Kind] = u.Highest()
		if u.Key.Kind == metabiz.LimitAdAccount && (u.Key.ID != "7" || u.Tier != "standard_access") {
			t.Errorf("%+v", u)
		}
	}
	if diff := cmp.Diff(map[metabiz.LimitKind]float64{metabiz.LimitApp: 28, metabiz.LimitAdAccount: 9.67}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// memoryLimiter notes what it is asked.
type memoryLimiter struct {
	asked   []string
	refuse  error
	reports []metabiz.UsageReport
}

func (l *memoryLimiter) Wait(_ context.Context, charges []metabiz.Charge) error {
	for _, c := range charges {
		l.asked = append(l.asked, fmt.Sprintf("%s %s x%d", c.Key.Kind, c.Key.UseCase, c.Cost))
	}
	return l.refuse
}

func (l *memoryLimiter) Report(r metabiz.UsageReport) { l.reports = append(l.reports, r) }

func TestLimiterOfOnesOwn(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{}`)
	limiter := &memoryLimiter{}
	pair := metabiz.LimitKey{Kind: metabiz.LimitPair, ID: "5:393330000001"}
	for _, req := range []*metabiz.Request{
		{Method: "GET", Path: "act_1/insights"},
		{Method: "POST", Path: "act_1/campaigns"},
		{Method: "POST", Path: "5/messages", Limits: []metabiz.LimitKey{pair}},
	} {
		if _, err := client.Do(t.Context(), req, metabiz.WithLimiter(limiter)); err != nil {
			t.Fatal(err)
		}
	}
	var asked []string
	for _, a := range limiter.asked {
		if !strings.HasPrefix(a, "app") {
			asked = append(asked, a)
		}
	}
	if diff := cmp.Diff([]string{"ad_account  x1", "ad_account ads_insights x1", "ad_account  x3", "ad_account ads_management x1", "pair  x1"}, asked); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	limiter.refuse = &metabiz.LimitError{Key: pair, RetryAfter: time.Minute, Err: context.DeadlineExceeded}
	_, err := client.Do(t.Context(), &metabiz.Request{Method: "GET", Path: "1"}, metabiz.WithLimiter(limiter))
	if !errors.Is(err, metabiz.ErrRateLimited) || len(seen()) != 3 {
		t.Errorf("%v after %d requests", err, len(seen()))
	}
	if strings.Contains(err.Error(), "39333") {
		t.Errorf("the error tells the person's number: %v", err)
	}
}

func TestQuotaOfOnesOwn(t *testing.T) {
	t.Parallel()
	for name, quota := range map[string]metabiz.Quota{"no rate": {Burst: 1}, "no burst": {PerSecond: 1}} {
		if _, err := metabiz.New(metabiz.WithQuota(metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "5"}, quota)); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	client, seen := serve(t, `{}`)
	slow, err := client.With(metabiz.WithQuota(metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "5"}, metabiz.Quota{PerSecond: 0.001, Burst: 1}))
	if err != nil {
		t.Fatal(err)
	}
	send := &metabiz.Request{Method: "POST", Path: "5/messages", Limits: []metabiz.LimitKey{{Kind: metabiz.LimitPhoneNumber, ID: "5"}}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := slow.Do(ctx, send); err != nil {
		t.Fatal(err)
	}
	// The limit is the number's, not the client's.
	if _, err := client.Do(ctx, send); !errors.Is(err, metabiz.ErrRateLimited) || len(seen()) != 1 {
		t.Errorf("%v after %d requests", err, len(seen()))
	}
}
