package metabiz

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
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
	ID      string // of an ad account with "act_" or without; Usage and a Limiter have it without
	UseCase string // of an ad account: "ads_management", "ads_insights", ...
}

// String names the budget. Of a pair it leaves the person out, whose telephone
// number has no place in logs and errors.
func (k LimitKey) String() string {
	s := string(k.Kind)
	id := k.ID
	if k.Kind == LimitPair {
		id, _, _ = strings.Cut(id, ":")
	}
	if id != "" {
		s += " " + id
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
	Cost int // of an ad account as a whole 1 for a read and 3 for a write, as Meta scores them; else 1
}

// limitsOf are the request's own, else those that its path gives away, so that
// calls without a method are held to an ad account's budget too.
func limitsOf(r *Request) []LimitKey {
	if len(r.Limits) > 0 {
		return r.Limits
	}
	account, edge, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
	if !strings.HasPrefix(account, "act_") {
		return nil
	}
	useCase := "ads_management"
	switch edge {
	case "insights":
		useCase = "ads_insights"
	case "customaudiences", "saved_audiences":
		useCase = "custom_audience"
	}
	return []LimitKey{{Kind: LimitAdAccount, ID: account}, {Kind: LimitAdAccount, ID: account, UseCase: useCase}}
}

// charges appends what the request costs to out.
func charges(out []transport.Charge, r *Request) []transport.Charge {
	for _, k := range limitsOf(r) {
		cost := 1
		if k.Kind == LimitAdAccount && k.UseCase == "" && r.Method != http.MethodGet {
			cost = 3
		}
		out = append(out, transport.Charge{Key: k.transport(), Cost: cost})
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

// A Quota is how many calls a budget allows.
type Quota struct {
	PerSecond float64 // in the long run
	Burst     int     // at once
	// CreditFor makes a loan of the burst, as Meta does for messages to one person:
	// it may be used for this long from its first call on, and is paid back in
	// full, at PerSecond, before there is another. Zero is a burst that comes back bit by bit.
	CreditFor time.Duration
}

// WithQuota replaces the documented quota of one budget: of a number that was
// upgraded to 1,000 messages a second, say, or of one that shares its throughput
// with the WhatsApp Business app and has 20. It holds for all clients that share
// limits with the one that it is given to. The budgets of Meta's answers still apply.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput.
func WithQuota(key LimitKey, quota Quota) Option {
	return optionFunc(func(cfg *config) error {
		switch {
		case key.Kind == "":
			return optionError("WithQuota", "the key has no Kind")
		case quota.PerSecond <= 0:
			return optionError("WithQuota", fmt.Sprintf("PerSecond is %v, not above 0", quota.PerSecond))
		case quota.Burst < 1:
			return optionError("WithQuota", fmt.Sprintf("Burst is %d, below 1", quota.Burst))
		case quota.CreditFor < 0:
			return optionError("WithQuota", fmt.Sprintf("CreditFor is %v, below 0", quota.CreditFor))
		}
		cfg.quotas = append(cfg.quotas, ownQuota{key.transport(), transport.Quota{Rate: quota.PerSecond, Burst: quota.Burst, CreditFor: quota.CreditFor}})
		return nil
	})
}

type ownQuota struct {
	key   transport.Key
	quota transport.Quota
}

// A UsageReport is what an answer of Meta's told about one budget.
type UsageReport struct {
	Key       LimitKey
	Used      float64   // the highest of the percentages reported; -1 where none was
	RegainAt  time.Time // when calls are possible again; zero where they are now
	Throttled bool      // the call was refused for this
	Tier      string    // ads_api_access_tier: "development_access" or "standard_access"; of a phone number see [Client.ReportTier]; empty where it was not told
}

// The tiers of a phone number that differ from the 80 messages a second of all others.
const (
	TierHighThroughput = "HIGH"         // upgraded by Meta: 1,000 messages a second
	TierBusinessApp    = "BUSINESS_APP" // used by the WhatsApp Business app, too: 20 messages a second; not a word of Meta's
)

// ReportTier tells the limits of the client, and of all that share them, what an
// answer told of a budget's size, for budgets of which no header tells it: the
// level of a phone number's throughput. Package whatsapp reports it whenever it
// reads a number. A limiter of one's own gets it as a [UsageReport]; [WithQuota]
// goes before it.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput.
func (c *Client) ReportTier(key LimitKey, tier string) {
	c.chain.Learn(c.cfg.transport, key.transport(), transport.Report{Used: -1, Tier: tier})
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
		return &transport.LimitError{Key: e.Key.transport(), Wait: e.RetryAfter, Err: e.Err}
	}
	return err
}

func (a limiterAdapter) Report(key transport.Key, r transport.Report) {
	a.limiter.Report(UsageReport{Key: limitKey(key), Used: r.Used, RegainAt: r.RegainAt, Throttled: r.Throttled, Tier: r.Tier})
}

// Usage is what Meta last reported of one budget.
type Usage struct {
	Key      LimitKey
	Used     map[string]float64 // percent, by what Meta calls it: "call_count", "total_time", "acc_id_util_pct"
	RegainAt time.Time          // when calls are possible again; zero where they are now
	Tier     string             // ads_api_access_tier, where it was told
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

// Left is the percentage that can still be used, from 0 to 100.
func (u Usage) Left() float64 { return max(100-u.Highest(), 0) }

func (u Usage) String() string { return fmt.Sprintf("%s: %.1f %% used", u.Key, u.Highest()) }

// Usage tells what Meta last reported of every budget that this client, and all
// derived from the same one, called against.
//
// See https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
func (c *Client) Usage() []Usage {
	reports := c.chain.Usage()
	out := make([]Usage, len(reports))
	for i, r := range reports {
		out[i] = usage(r)
	}
	return out
}

func usage(r transport.Usage) Usage {
	return Usage{Key: limitKey(r.Key), Used: maps.Clone(r.Used), RegainAt: r.RegainAt, Tier: r.Tier, SeenAt: r.SeenAt}
}
