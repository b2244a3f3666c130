package transport

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseUsage(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	in := func(d time.Duration) time.Time { return now.Add(d) }
	app, account, page := Key{KindApp, "a", ""}, Key{KindAdAccount, "1", ""}, Key{KindPage, "9", ""}
	charges := canonicalCharges(nil, []Charge{{Key: app}, {Key: Key{KindAdAccount, "act_1", "ads_management"}}, {Key: Key{KindPage, "9", "messenger"}}})
	insights := account
	insights.UseCase = "ads_insights"
	appInsights := app
	appInsights.UseCase = "ads_insights"
	tests := []struct {
		name   string
		header map[string]string
		want   []Usage
	}{{
		name:   "application",
		header: map[string]string{"X-App-Usage": `{"call_count":28,"total_time":25.5,"total_cputime":"3"}`},
		want:   []Usage{{Key: app, Header: headerAppUsage, Used: map[string]float64{"call_count": 28, "total_time": 25.5, "total_cputime": 3}}},
	}, {
		name:   "page",
		header: map[string]string{"X-Page-Usage": `{"call_count":1}`},
		want:   []Usage{{Key: page, Header: headerPageUsage, Used: map[string]float64{"call_count": 1}}},
	}, {
		name:   "account: the reset is no time to wait for while there is something left",
		header: map[string]string{"X-Ad-Account-Usage": `{"acc_id_util_pct":9.67,"reset_time_duration":100,"ads_api_access_tier":"development_access"}`},
		want:   []Usage{{Key: account, Header: headerAccountUsage, Used: map[string]float64{"acc_id_util_pct": 9.67}, Tier: "development_access"}},
	}, {
		name:   "account: seconds until the reset",
		header: map[string]string{"X-Ad-Account-Usage": `{"acc_id_util_pct":100,"reset_time_duration":100}`},
		want:   []Usage{{Key: account, Header: headerAccountUsage, Used: map[string]float64{"acc_id_util_pct": 100}, RegainAt: in(100 * time.Second)}},
	}, {
		name: "use cases: several owners and types, minutes until access is regained",
		header: map[string]string{"X-Business-Use-Case-Usage": `{
			"1":[{"type":"ads_insights","call_count":100,"total_cputime":20,"total_time":30,"estimated_time_to_regain_access":5,"ads_api_access_tier":"standard_access"},
			     {"type":"ads_management","call_count":2,"estimated_time_to_regain_access":0}],
			"102290129340398":[{"type":"whatsapp_business_management","call_count":1,"estimated_time_to_regain_access":0},{"type":"whatsapp","call_count":2}],
			"7":[{"type":"something_new","call_count":3}],
			"8":"nonsense", "10":[{"type":"pages"}]}`},
		want: []Usage{
			{Key: insights, Used: map[string]float64{"call_count": 100, "total_cputime": 20, "total_time": 30}, RegainAt: in(5 * time.Minute), Tier: "standard_access"},
			{Key: Key{KindAdAccount, "1", "ads_management"}, Used: map[string]float64{"call_count": 2}},
			{Key: Key{"something_new", "7", "something_new"}, Used: map[string]float64{"call_count": 3}},
			{Key: Key{KindWhatsAppAccount, "102290129340398", "whatsapp"}, Used: map[string]float64{"call_count": 2}},
			{Key: Key{KindWhatsAppAccount, "102290129340398", "whatsapp_business_management"}, Used: map[string]float64{"call_count": 1}},
		},
	}, {
		name:   "insights: two owners in one object",
		header: map[string]string{"X-FB-Ads-Insights-Throttle": `{"app_id_util_pct":40.1,"acc_id_util_pct":99,"ads_api_access_tier":"standard_access"}`},
		want: []Usage{
			{Key: insights, Header: headerInsightsUsage, Used: map[string]float64{"acc_id_util_pct": 99}, Tier: "standard_access"},
			{Key: appInsights, Header: headerInsightsUsage, Used: map[string]float64{"app_id_util_pct": 40.1}, Tier: "standard_access"},
		},
	}, {
		name: "nonsense",
		header: map[string]string{
			"X-App-Usage": `[]`, "X-Page-Usage": `{"call_count":"many"}`, "X-Ad-Account-Usage": `{"acc_id_util_pct":-1}`,
			"X-Business-Use-Case-Usage": `{`, "X-FB-Ads-Insights-Throttle": `null`,
		},
	}, {
		name:   "a wait that no Duration holds",
		header: map[string]string{"X-Business-Use-Case-Usage": `{"1":[{"type":"ads_insights","call_count":1,"estimated_time_to_regain_access":99999999999}]}`},
		want:   []Usage{{Key: insights, Used: map[string]float64{"call_count": 1}, RegainAt: in(longestTold)}},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			for name, value := range tt.header {
				header.Set(name, value)
			}
			book := newUsageBook()
			for _, u := range parseUsage(header, charges, now) {
				book.write(u)
			}
			for i := range tt.want {
				tt.want[i].SeenAt = now
				if tt.want[i].Header == "" {
					tt.want[i].Header = headerUseCaseUsage
				}
			}
			if diff := cmp.Diff(tt.want, book.all(), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-App-Usage", fmt.Sprintf(`{"call_count":%d}`, hit))
			_, _ = io.WriteString(w, "{}")
		})
		tr, cfg := New(), b.config()
		for range 3 {
			if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		got := tr.Usage()
		if len(got) != 1 || got[0].Most() != 3 || time.Since(got[0].SeenAt) != time.Second || got[0].Key != (Key{Kind: KindApp}) {
			t.Errorf("%+v", got)
		}
	})
}

func TestUsageBookIsBounded(t *testing.T) {
	t.Parallel()
	book, now := newUsageBook(), time.Now()
	for i := range 3 * maxUsageBook {
		book.write(Usage{Key: Key{KindAdAccount, fmt.Sprint(i), ""}, SeenAt: now.Add(time.Duration(i))})
	}
	all := book.all()
	last := false
	for _, u := range all {
		last = last || u.Key.ID == fmt.Sprint(3*maxUsageBook-1)
	}
	if len(all) > maxUsageBook || !last {
		t.Errorf("%d entries, the newest among them: %v", len(all), last)
	}
}

// What a batch was told inside of its answer is learnt like any other.
func TestObserve(t *testing.T) {
	t.Parallel()
	tr, cfg := New(), &Config{}
	key := Key{KindAdAccount, "act_1", "ads_management"}
	header := http.Header{}
	header.Set("X-Business-Use-Case-Usage", `{"1":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":2}]}`)
	refusal := ParseGraphError(400, header, []byte(`{"error":{"code":80004}}`))
	tr.Observe(t.Context(), cfg, []Charge{{Key: key}}, header, refusal)
	if refusal.RetryAfter < 119*time.Second {
		t.Errorf("retry after %v", refusal.RetryAfter)
	}
	if _, wait := tr.gates.closed(canonicalCharges(nil, []Charge{{Key: key}})); wait < 119*time.Second || len(tr.Usage()) != 1 {
		t.Errorf("the gate is closed for %v", wait)
	}
}

func TestLimiterOfTheUser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Ad-Account-Usage", `{"acc_id_util_pct":9.67}`)
			if hit == 1 {
				refuseWith(w, 400, `{"error":{"code":17}}`)
			}
		})
		limiter := &recordingLimiter{}
		cfg := b.config()
		cfg.Limiter = limiter
		call := b.call(http.MethodPost, Charge{Key: Key{KindApp, "x", ""}}, Charge{Key: Key{KindAdAccount, "act_1", ""}, Cost: 3})
		if _, err := New().Do(t.Context(), cfg, call); err != nil {
			t.Fatal(err)
		}
		want := []string{"ad_account 1 3", "app x 1", "ad_account 1 3", "app x 1"}
		if diff := cmp.Diff(want, limiter.waited); diff != "" {
			t.Errorf("asked, once an attempt (-want +got):\n%s", diff)
		}
		want = []string{"ad_account 1 9.67 false", "ad_account 1 -1 true", "ad_account 1 9.67 false"}
		if diff := cmp.Diff(want, limiter.reports); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}

		limiter.err = fmt.Errorf("redis is away")
		if _, err := New().Do(t.Context(), cfg, call); err == nil || err.Error() != "limiter: redis is away" || b.hits.Load() != 2 {
			t.Errorf("%v", err)
		}
		limiter.err = &LimitError{Key: Key{KindApp, "x", ""}, Wait: time.Hour, Err: context.DeadlineExceeded}
		if _, err := New().Do(t.Context(), cfg, call); err != limiter.err {
			t.Errorf("%v", err)
		}
	})
}
