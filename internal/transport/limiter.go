package transport

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// The kinds of owner that Meta keeps a quota for.
const (
	KindApp             = "app"
	KindAdAccount       = "ad_account"
	KindWhatsAppAccount = "whatsapp_account"
	KindPage            = "page"
	KindPhoneNumber     = "phone_number"
	KindPair            = "pair" // a phone number and one recipient, "id:recipient"
)

// Key names a quota. UseCase tells apart the quotas that one owner has: ads_management, ads_insights, messenger, ...
type Key struct {
	Kind, ID, UseCase string
}

// String names the quota for people. It leaves out the recipient of a pair, who is a person.
func (k Key) String() string {
	if k.Kind == KindPair {
		k.ID, _, _ = strings.Cut(k.ID, ":")
	}
	parts := make([]string, 0, 3)
	for _, part := range []string{k.Kind, k.ID, k.UseCase} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// canonical makes one key of the two ways in which Meta writes an ad account's id.
func (k Key) canonical() Key {
	if k.Kind == KindAdAccount {
		k.ID = strings.TrimPrefix(k.ID, "act_")
	}
	return k
}

// Charge is what one attempt costs an owner's quota.
type Charge struct {
	Key  Key
	Cost int // zero counts as one
}

func (c Charge) cost() int { return max(c.Cost, 1) }

// Report is what an answer of Meta's said of a quota.
type Report struct {
	Used      float64   // percent of the quota; negative when not told
	RegainAt  time.Time // when calls are let in again; zero when not told
	Throttled bool      // the call was refused for this quota
	Tier      string    // ads_api_access_tier, or the level of a number's throughput, when told
}

// Limiter paces attempts so that quotas hold. An implementation may share its state between processes.
type Limiter interface {
	// Wait returns once the attempt may be made. When it could not be made within ctx's deadline, it returns at once
	// with a LimitError.
	Wait(ctx context.Context, charges []Charge) error
	// Report tells what Meta said of a quota. It must not block.
	Report(key Key, r Report)
}

// narrowest orders charges from the quota with the fewest users to that with the most, so that a wait for one
// recipient never holds a place that all recipients share.
var narrowest = []string{KindPair, KindPhoneNumber, KindPage, KindAdAccount, KindWhatsAppAccount, KindApp}

// canonicalCharges returns, in room where that is enough, the charges in the order in which they are to be taken, without touching the caller's.
func canonicalCharges(room, charges []Charge) []Charge {
	sorted := room
	for _, c := range charges {
		sorted = append(sorted, Charge{Key: c.Key.canonical(), Cost: c.cost()})
	}
	for _, c := range sorted {
		// What a Page's calls have in common is counted, too, under its name alone.
		whole := Key{Kind: KindPage, ID: c.Key.ID}
		if c.Key.Kind == KindPage && c.Key.UseCase != "" && !slices.ContainsFunc(sorted, func(c Charge) bool { return c.Key == whole }) {
			sorted = append(sorted, Charge{Key: whole, Cost: c.Cost})
		}
	}
	if len(sorted) > 1 {
		slices.SortStableFunc(sorted, func(a, b Charge) int { return cmp.Compare(width(a.Key), width(b.Key)) })
	}
	return sorted
}

func width(k Key) int {
	if i := slices.Index(narrowest, k.Kind); i >= 0 {
		return i
	}
	return len(narrowest)
}
