package whatsapp_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// tierLimiter notes the tiers that it is told.
type tierLimiter struct {
	mu    sync.Mutex
	tiers []string
}

func (l *tierLimiter) Wait(context.Context, []metabiz.Charge) error { return nil }

func (l *tierLimiter) Report(r metabiz.UsageReport) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Tier != "" {
		l.tiers = append(l.tiers, fmt.Sprint(r.Key, " ", r.Tier, " ", r.Used))
	}
}

func TestThroughputThatIsReadSetsTheLimit(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string][]string{
		`{"id":"7","throughput":{"level":"HIGH"}}`:                          {"phone_number 7 HIGH -1"},
		`{"id":"7","throughput":{"level":"STANDARD"}}`:                      {"phone_number 7 STANDARD -1"},
		`{"id":"7","throughput":{"level":"STANDARD"},"is_on_biz_app":true}`: {"phone_number 7 BUSINESS_APP -1"},
		`{"id":"7"}`: nil,
	} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }))
			t.Cleanup(server.Close)
			limiter := &tierLimiter{}
			client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL), metabiz.WithLimiter(limiter))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := whatsapp.NewPhone(client, "7").Get(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, limiter.tiers); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
