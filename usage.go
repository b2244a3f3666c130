package metabiz

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz/internal/transport"
)

// LimitKind is what Meta counts calls against.
type LimitKind string

const (
	LimitApp             LimitKind = "app"
	LimitAdAccount       LimitKind = "ad_account"
	LimitWhatsAppAccount LimitKind = "whatsapp_account"
	LimitPage            LimitKind = "page"
	LimitPhoneNumber     LimitKind = "phone_number" // messages a second of one number
	LimitPair            LimitKind = "pair"         // messages of one number to one person; ID is "number:person"
)

// A LimitKey names one budget that Meta counts calls against.
type LimitKey struct {
	Kind    LimitKind
	ID      string
	UseCase string // of an ad account: "ads_management", "ads_insights", ...
}

func (k LimitKey) String() string {
	s := string(k.Kind)
	if k.ID != "" {
		s += " " + k.ID
	}
	if k.UseCase != "" {
		s += " (" + k.UseCase + ")"
	}
	return s
}

func limitKey(k transport.Key) LimitKey {
	return LimitKey{Kind: LimitKind(k.Kind), ID: k.ID, UseCase: k.UseCase}
}

func (k LimitKey) transport() transport.Key {
	return transport.Key{Kind: string(k.Kind), ID: k.ID, UseCase: k.UseCase}
}

// A Charge is what one attempt costs of one budget.
type Charge struct {
	Key  LimitKey
	Cost int // of an ad account 1 for a read and 3 for a write, as Meta scores them; else 1
}

func charges(method string, limits []LimitKey) []transport.Charge {
	if len(limits) == 0 {
		return nil
	}
	out := make([]transport.Charge, len(limits))
	for i, k := range limits {
		cost := 1
		if k.Kind == LimitAdAccount && method != http.MethodGet {
			cost = 3
		}
		out[i] = transport.Charge{Key: k.transport(), Cost: cost}
	}
	return out
}

// A Limiter decides when an attempt may leave. It is asked once an attempt and
// told what Meta reports. The default keeps its budgets in memory; another can
// share them among processes. It must be safe for concurrent use.
type Limiter interface {
	// Wait returns when all charges are paid, or an error when they can't be before
	// the context ends: at once where that is known, as a *[LimitError] where it can tell how long.
	Wait(ctx context.Context, charges []Charge) error
	// Report tells what Meta answered about a budget.
	Report(report UsageReport)
}

// A UsageReport is what an answer of Meta's told about one budget.
type UsageReport struct {
	Key       LimitKey
	Used      float64   // the highest of the percentages reported
	RegainAt  time.Time // when calls are possible again; zero where they are now
	Throttled bool      // the call was refused for this
}

// limiterAdapter hands a user's limiter to the chain.
type limiterAdapter struct{ limiter Limiter }

func (a limiterAdapter) Wait(ctx context.Context, charges []transport.Charge) error {
	out := make([]Charge, len(charges))
	for i, c := range charges {
		out[i] = Charge{Key: limitKey(c.Key), Cost: c.Cost}
	}
	err := a.limiter.Wait(ctx, out)
	if e, ok := err.(*LimitError); ok {
		return &transport.LimitError{Key: e.Key.transport(), Wait: e.Wait, Err: e.Err}
	}
	return err
}

func (a limiterAdapter) Report(key transport.Key, r transport.Report) {
	a.limiter.Report(UsageReport{Key: limitKey(key), Used: r.Used, RegainAt: r.RegainAt, Throttled: r.Throttled})
}

// Usage is what Meta last reported of one budget.
type Usage struct {
	Key      LimitKey
	Used     map[string]float64 // percent, by what Meta calls it: "call_count", "total_time", "acc_id_util_pct"
	RegainAt time.Time          // when calls are possible again; zero where they are now
	SeenAt   time.Time
}

// Highest is the highest of the percentages used: at 100 Meta refuses.
func (u Usage) Highest() float64 {
	var most float64
	for _, v := range u.Used {
		most = max(most, v)
	}
	return most
}

func (u Usage) String() string { return fmt.Sprintf("%s: %.1f %% used", u.Key, u.Highest()) }

// Usage tells what Meta last reported of every budget that this client, and all
// derived from the same one, called against.
//
// See https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
func (c *Client) Usage() []Usage {
	reports := c.chain.Usage()
	out := make([]Usage, len(reports))
	for i, r := range reports {
		out[i] = Usage{Key: limitKey(r.Key), Used: r.Used, RegainAt: r.RegainAt, SeenAt: r.SeenAt}
	}
	return out
}
