package transport

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metabiz-go/metabiz/internal/emulator"
)

// served is the wire to an emulator in the same process: its answers come as they would over a network, but after the time that a
// synthetic clock has for them.
type served struct {
	emulator *emulator.Emulator
	latency  func() time.Duration
}

func (s *served) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(s.latency() / 2)
	answer, arrived := httptest.NewRecorder(), *r
	if arrived.Body == nil {
		arrived.Body = http.NoBody
	}
	s.emulator.ServeHTTP(answer, &arrived)
	time.Sleep(s.latency() / 2)
	return answer.Result(), nil
}

// traffic is one kind of call that a simulated application makes.
type traffic struct {
	name    string
	callers int
	call    func(seed emulator.Seed, r *rand.Rand) *Call
}

// simulation is a stretch of an application's life, with quotas whose parameters the library can't know.
type simulation struct {
	length  time.Duration
	quotas  func(start time.Time) emulator.Quotas
	traffic []traffic
}

// tally is what came of one kind of traffic.
type tally struct {
	calls     int
	throttled map[time.Duration]int // by the hour
	done      map[time.Duration]int
	longest   time.Duration // that a call took
	failed    error
}

func (s *simulation) run(t testing.TB) map[string]*tally {
	results := map[string]*tally{}
	begin := time.Now()
	quotas := s.quotas(begin)
	e := emulator.New(emulator.Config{Quotas: quotas})
	seed := e.Seed()
	wire := &http.Client{Transport: &served{e, func() time.Duration { return 100*time.Millisecond + rand.N(300*time.Millisecond) }}}
	tr := New()
	ctx, cancel := context.WithTimeout(t.Context(), s.length)
	defer cancel()
	var wg sync.WaitGroup
	for _, kind := range s.traffic {
		sum := &tally{throttled: map[time.Duration]int{}, done: map[time.Duration]int{}}
		results[kind.name] = sum
		var mu sync.Mutex
		cfg := &Config{
			HTTPClient: wire, Hosts: []string{"127.0.0.1"}, Retry: Retry{MaxWait: 2 * time.Hour, Attempts: 20},
			Token: func(context.Context) (string, error) { return seed.Token, nil },
			Hook: func(_ context.Context, e Event) {
				if e.Kind != EventAttempt {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				sum.calls++
				switch hour := time.Since(begin).Truncate(time.Hour); e.Status {
				case 200:
					sum.done[hour]++
				default:
					if refusal, ok := errors.AsType[*GraphError](e.Err); ok && Classify(refusal) == RateLimited {
						sum.throttled[hour]++
					} else if ctx.Err() == nil {
						sum.failed = e.Err
					}
				}
			},
		}
		for i := range kind.callers {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(1, uint64(i)))
				for ctx.Err() == nil {
					started := time.Now()
					_, err := tr.Do(ctx, cfg, kind.call(seed, r))
					mu.Lock()
					refusal, refused := errors.AsType[*GraphError](err)
					_, limited := errors.AsType[*LimitError](err)
					switch {
					case err == nil:
						sum.longest = max(sum.longest, time.Since(started))
					case !limited && ctx.Err() == nil && !(refused && Classify(refusal) == RateLimited):
						sum.failed = err
					}
					mu.Unlock()
					if err != nil {
						time.Sleep(time.Second) // what fails at once would fail for ever within one moment
					}
				}
			})
		}
	}
	wg.Wait()
	return results
}

// of sums up the hours from one on.
func of(hours map[time.Duration]int, from time.Duration) int {
	sum := 0
	for hour, n := range hours {
		if hour >= from {
			sum += n
		}
	}
	return sum
}

func get(path string, charges ...Charge) *Call {
	return &Call{Operation: "GET /x", Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/v26.0/" + path}, Charges: charges}
}

func post(path, body string, charges ...Charge) *Call {
	c := get(path, charges...)
	c.Method, c.Body = http.MethodPost, BytesBody([]byte(body), "application/json")
	return c
}

func adCharges(seed emulator.Seed, useCase string, cost int) []Charge {
	return []Charge{{Key: Key{KindAdAccount, seed.AdAccountID, ""}, Cost: cost}, {Key: Key{KindAdAccount, seed.AdAccountID, useCase}}}
}

func readAds(seed emulator.Seed, r *rand.Rand) *Call {
	if r.IntN(5) == 0 {
		return post(seed.AdAccountID, `{"name":"Shop"}`, adCharges(seed, "ads_management", 3)...)
	}
	return get(seed.AdAccountID, adCharges(seed, "ads_management", 1)...)
}

func readInsights(seed emulator.Seed, _ *rand.Rand) *Call {
	return get(seed.AdAccountID+"/insights", adCharges(seed, "ads_insights", 1)...)
}

func readAccount(seed emulator.Seed, _ *rand.Rand) *Call {
	return get(seed.WABAID+"/phone_numbers", Charge{Key: Key{KindWhatsAppAccount, seed.WABAID, ""}})
}

var simulated = flag.Duration("simulate", 0, "how long to simulate, in every world; by default a few hours in the commonest")

// What the library can't know differs from one world to the next; what it is to achieve does not: 95 % of the quotas used, and no call
// refused, or at most one in a thousand when another client takes half of them without notice.
func TestSimulation(t *testing.T) {
	t.Parallel()
	shop := func(start time.Time) emulator.Quotas {
		return emulator.Quotas{
			Tier: tierLimited, App: emulator.Quota{Limit: 20_000, Delay: 20 * time.Second}, AdAccount: emulator.Quota{Limit: 600, Delay: 3 * time.Second},
			UseCases: map[string]emulator.Quota{
				"ads_management":               {Limit: 1100, Delay: 45 * time.Second},
				"ads_insights":                 {Limit: 1800, Delay: 30 * time.Second},
				"whatsapp_business_management": {Limit: 5000, Delay: time.Minute},
			},
		}
	}
	shopWith := func(change func(q *emulator.Quota, start time.Time)) func(start time.Time) emulator.Quotas {
		return func(start time.Time) emulator.Quotas {
			quotas := shop(start)
			for name, q := range quotas.UseCases {
				change(&q, start)
				quotas.UseCases[name] = q
			}
			return quotas
		}
	}
	ads := traffic{name: "ads", callers: 8, call: readAds}
	insights := traffic{name: "insights", callers: 8, call: readInsights}
	account := traffic{name: "account", callers: 8, call: readAccount}
	busy := []traffic{ads, insights, account}
	whole := map[string]float64{"ads": 1100, "insights": 1800, "account": 5000}
	half := map[string]float64{"ads": 550, "insights": 900, "account": 2500}
	tests := []struct {
		name      string
		always    bool
		quotas    func(start time.Time) emulator.Quotas
		traffic   []traffic
		unit      map[string]float64 // what there is in an hour, of each kind
		warm      time.Duration      // from when on it is counted
		least     float64            // share of it that is used
		throttled float64            // share of calls at most, from the beginning on
	}{
		{name: "sliding windows", always: true, quotas: shop, traffic: busy, unit: whole, least: 0.95},
		{name: "draining", quotas: shopWith(func(q *emulator.Quota, _ time.Time) { q.Return = emulator.ReturnDrain }),
			traffic: busy, unit: whole, least: 0.95},
		{name: "reset every hour", quotas: shopWith(func(q *emulator.Quota, _ time.Time) { q.Return = emulator.ReturnReset }),
			traffic: busy, unit: whole, least: 0.95, throttled: 0.001},
		{name: "another window", quotas: shopWith(func(q *emulator.Quota, _ time.Time) { q.Per, q.Limit = 30*time.Minute, q.Limit/2 }),
			traffic: busy, unit: whole, least: 0.93},
		{name: "other costs", quotas: shopWith(func(q *emulator.Quota, _ time.Time) { q.Costs = map[string]float64{"GET": 2} }),
			traffic: []traffic{insights, account}, unit: half, least: 0.95},
		{name: "another client takes half", always: true, quotas: shopWith(func(q *emulator.Quota, start time.Time) {
			q.Others = []emulator.Others{{Share: 0.5, From: start.Add(70 * time.Minute)}}
		}), traffic: busy, unit: half, warm: 2 * time.Hour, least: 0.90, throttled: 0.001},
		{name: "another client takes half, and leaves", quotas: shopWith(func(q *emulator.Quota, start time.Time) {
			q.Others = []emulator.Others{{Share: 0.5, Until: start.Add(30 * time.Minute)}}
		}), traffic: busy, unit: whole, warm: 2 * time.Hour, least: 0.93, throttled: 0.001},
		{name: "an ad account of few points", quotas: func(time.Time) emulator.Quotas {
			return emulator.Quotas{Tier: tierLimited, AdAccount: emulator.Quota{Delay: 2 * time.Second},
				UseCases: map[string]emulator.Quota{"ads_management": {Limit: -1}}}
		}, traffic: []traffic{{name: "points", callers: 8, call: readAds}}, unit: map[string]float64{"points": 720 / 1.4}, least: 0.75, throttled: 0.001},
		{name: "an application whose quota is not known", quotas: func(time.Time) emulator.Quotas {
			return emulator.Quotas{App: emulator.Quota{Limit: 4000, Delay: 30 * time.Second}, AdAccount: emulator.Quota{Limit: -1}}
		}, traffic: []traffic{{name: "insights", callers: 4, call: readInsights}, {name: "account", callers: 40, call: readAccount}},
			unit: map[string]float64{"insights": 2000, "account": 2000}, least: 0.94, throttled: 0.001},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			length := *simulated
			if length == 0 {
				if !tt.always {
					t.Skip("only with -simulate")
				}
				length = 3 * time.Hour
			}
			warm := max(tt.warm, time.Hour)
			synctest.Test(t, func(t *testing.T) {
				s := simulation{length: length, quotas: tt.quotas, traffic: tt.traffic}
				for name, sum := range s.run(t) {
					used := float64(of(sum.done, warm)) / (length - warm).Hours() / tt.unit[name]
					throttled := float64(of(sum.throttled, 0)) / float64(sum.calls)
					t.Logf("%s: %d calls, %.1f %% of the quota used after %v, %.3f %% throttled %v, longest call %v",
						name, sum.calls, 100*used, warm, 100*throttled, sum.throttled, sum.longest.Round(time.Second))
					if used < tt.least || throttled > tt.throttled || sum.failed != nil {
						t.Errorf("%s: want %.0f %% used and at most %.1f %% throttled; %v", name, 100*tt.least, 100*tt.throttled, sum.failed)
					}
				}
			})
		})
	}
}
