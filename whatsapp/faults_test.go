package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// matrix is what goes wrong with sends, each on so many of them: at every phase of a call, with and without the message being taken.
var matrix = []emulator.Fault{
	{Kind: emulator.FaultDropEarly, Every: 19},
	{Kind: emulator.FaultDropBody, Every: 23},
	{Kind: emulator.FaultDrop, Every: 29},
	{Kind: emulator.FaultDropAfter, Every: 31},
	{Kind: emulator.FaultHalf, Every: 37},
	{Kind: emulator.FaultStatus, Every: 41},
	{Kind: emulator.FaultStatus, Every: 53, Status: 503, Code: 2},
	{Kind: emulator.FaultStatus, Every: 59, Status: 400, Code: 100},
	{Kind: emulator.FaultStatus, Every: 61, Status: 500, Code: 131057},
	{Kind: emulator.FaultAfter, Every: 43},
	{Kind: emulator.FaultAfter, Every: 67, Status: 500, Code: 131000},
	{Kind: emulator.FaultThrottle, Every: 47, Status: 429, Code: 130429},
	{Kind: emulator.FaultHang, Every: 101},
	{Kind: emulator.FaultSlow, Every: 103, Delay: 2 * faultTimeout},
}

// faultTimeout is for an attempt. On a busy machine others than those that hang run into it, too, and nothing below minds.
const faultTimeout = 300 * time.Millisecond

// faultyDialer is refused on each nth connection.
func faultyDialer(t *testing.T, every int64) (dial func(context.Context, string, string) (net.Conn, error), refused *atomic.Int64) {
	t.Helper()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	var dials atomic.Int64
	refused = &atomic.Int64{}
	var dialer net.Dialer
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials.Add(1)%every == 0 {
			refused.Add(1)
			addr = nobody
		}
		return dialer.DialContext(ctx, network, addr)
	}, refused
}

// TestFaultMatrix sends thousands of messages through everything that can befall a call, over HTTP, from many senders at once. No
// person gets a message twice, whatever is reported as sent was sent, whatever is reported as failed was not, and whatever is
// unknown is settled by its status.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	sends := 10_000
	if raceDetector || testing.Short() {
		sends = 1_000
	}
	tracker := NewTracker(TrackerConfig{})
	hook := httptest.NewServer(metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"secret"}}, tracker))
	t.Cleanup(hook.Close)
	unlimited := emulator.Quota{Limit: -1}
	e := emulator.New(emulator.Config{
		Token: "token", AppSecret: "secret", WebhookURL: hook.URL,
		Quotas: emulator.Quotas{App: unlimited, Phone: unlimited, Pair: unlimited},
	})
	t.Cleanup(func() { _ = e.Close() })
	meta := httptest.NewServer(e)
	meta.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(meta.Close)
	for _, fault := range matrix {
		fault.Method, fault.Path, fault.Times = http.MethodPost, "*/messages", -1
		e.Fault(fault)
	}
	e.Fault(emulator.Fault{Kind: emulator.FaultDuplicate, Times: sends / 10})

	dial, refused := faultyDialer(t, 5)
	wire := &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 64}
	t.Cleanup(wire.CloseIdleConnections)
	seed := e.Seed()
	client, err := metabiz.New(
		metabiz.WithToken("token"), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(meta.URL),
		metabiz.WithHTTPClient(&http.Client{Transport: wire, Timeout: faultTimeout}),
		metabiz.WithRetry(metabiz.Retry{MinWait: time.Millisecond, MaxWait: 50 * time.Millisecond}),
		// The test is of what befalls calls, and not of how many may be made, nor of those that are not made after an outage.
		metabiz.WithCircuitBreaker(metabiz.CircuitBreaker{Disabled: true}),
		metabiz.WithQuota(metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: seed.PhoneNumberID}, metabiz.Quota{PerSecond: 1e7, Burst: 1e6}),
		WithCallbackData(),
	)
	if err != nil {
		t.Fatal(err)
	}
	phone := NewPhone(client, seed.PhoneNumberID)

	// The answers to unknown outcomes are waited for while the others still send; what no status tells of by the end was not sent.
	settling, settled := context.WithCancel(t.Context())
	defer settled()
	results := make([]sendResult, sends)
	person := func(i int) string { return fmt.Sprintf("39333%07d", i) }
	var next atomic.Int64
	var senders, settlers sync.WaitGroup
	for range 64 {
		senders.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= sends {
					return
				}
				r := &results[i]
				sent, err := phone.Send(t.Context(), Message{To: person(i), Content: TemplateMessage{Name: "hello_world", Language: "en_US"}})
				r.id, r.err = sent.MessageID(), err
				if errors.Is(err, metabiz.ErrOutcomeUnknown) {
					r.unknown = true
					settlers.Go(func() {
						var m TrackedMessage
						m, r.settled = tracker.Settle(settling, err)
						r.id = m.ID
					})
				}
			}
		})
	}
	senders.Wait()
	meta.Close() // waits for calls that are still being done, though their senders have given up
	e.Clock().Advance(10 * time.Second)
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	settled()
	settlers.Wait()

	count := map[string]int{}
	for i, r := range results {
		got := e.Person(person(i), "").Inbox()
		count[r.kind()]++
		said := r.err == nil || r.unknown && r.settled == nil
		switch {
		case len(got) > 1:
			t.Errorf("send %d was delivered %d times: %s, %v", i, len(got), r.kind(), r.err)
		case said != (len(got) == 1):
			t.Errorf("send %d was delivered %d times, but is %s: %v, %v", i, len(got), r.kind(), r.err, r.settled)
		case said && r.id != got[0].ID:
			t.Errorf("send %d is %s as %s, but was delivered as %s", i, r.kind(), r.id, got[0].ID)
		case r.unknown && r.settled != nil && !errors.Is(r.settled, ErrNotSeen):
			t.Errorf("send %d: %v", i, r.settled)
		case said:
			if m, err := tracker.Await(t.Context(), r.id, StatusDelivered); err != nil || m.CallbackData == "" {
				t.Errorf("send %d: %+v, %v", i, m, err)
			}
		}
	}
	hits := e.FaultHits()
	t.Logf("%d sends: %v; %d connections refused, faults %v", sends, count, refused.Load(), hits)
	// How often depends on how fast the machine is; but none of them may be missing.
	for _, fault := range matrix {
		if hits[fault.Kind] == 0 {
			t.Errorf("%s has hit no send", fault.Kind)
		}
	}
	for _, kind := range []string{"sent", "unknown and sent", "unknown and not sent", "refused"} {
		if count[kind] == 0 {
			t.Errorf("no send is %s", kind)
		}
	}
	if refused.Load() == 0 {
		t.Error("no connection was refused")
	}
}

// sendResult is what the library says became of a send.
type sendResult struct {
	id      string
	err     error
	unknown bool
	settled error
}

func (r sendResult) kind() string {
	switch {
	case r.err == nil:
		return "sent"
	case r.unknown && r.settled == nil:
		return "unknown and sent"
	case r.unknown:
		return "unknown and not sent"
	}
	if _, ok := errors.AsType[*metabiz.Error](r.err); ok {
		return "refused"
	}
	return "not sent"
}
