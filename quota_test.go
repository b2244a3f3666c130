package metabiz_test

import (
	"errors"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

func TestDocumentedQuotas(t *testing.T) {
	t.Parallel()
	most := func(key metabiz.LimitKey, tier string, window time.Duration) float64 {
		q, ok := metabiz.DocumentedQuota(key, tier)
		if !ok {
			t.Fatalf("%v is not documented", key)
		}
		return float64(q.Burst) + q.PerSecond*window.Seconds()
	}
	for _, tt := range []struct {
		key    metabiz.LimitKey
		tier   string
		window time.Duration
		limit  float64
	}{
		{metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "1"}, "", time.Second, 80},
		{metabiz.LimitKey{Kind: metabiz.LimitWhatsAppAccount, ID: "1"}, "", time.Hour, 5000},
		{metabiz.LimitKey{Kind: metabiz.LimitAdAccount, ID: "act_1", UseCase: "ads_management"}, "", time.Hour, 100_000},
		{metabiz.LimitKey{Kind: metabiz.LimitAdAccount, ID: "1", UseCase: "ads_management"}, "development_access", time.Hour, 300},
	} {
		if got := most(tt.key, tt.tier, tt.window); got > tt.limit || got < 0.9*tt.limit {
			t.Errorf("%v allows %.1f in %v, Meta %.0f", tt.key, got, tt.window, tt.limit)
		}
	}
	if q, ok := metabiz.DocumentedQuota(metabiz.LimitKey{Kind: metabiz.LimitPair, ID: "1:2"}, ""); !ok || q.CreditFor <= 0 || q.CreditFor > 6*time.Second || q.Burst > 45 {
		t.Errorf("a pair has %+v", q)
	}
	if q, ok := metabiz.DocumentedQuota(metabiz.LimitKey{Kind: metabiz.LimitApp, ID: "1"}, ""); ok {
		t.Errorf("an app has %+v, which Meta does not publish", q)
	}
	if _, err := metabiz.New(metabiz.WithQuota(metabiz.LimitKey{Kind: metabiz.LimitPair}, metabiz.Quota{PerSecond: 1, Burst: 1, CreditFor: -1})); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("a negative credit: %v", err)
	}
}
