package transport

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Usage is what Meta last reported of one quota.
type Usage struct {
	Key    Key
	Header string             // the header that told it
	Used   map[string]float64 // percent used, by the header's field
	// RegainAt is when Meta lets calls in again; zero when it does now.
	RegainAt time.Time
	Tier     string // ads_api_access_tier
	SeenAt   time.Time
}

// Most is the highest of the percentages, which is the one that counts.
func (u Usage) Most() float64 {
	most := 0.0
	for _, percent := range u.Used {
		most = max(most, percent)
	}
	return most
}

// The headers, as net/http spells them.
const (
	headerAppUsage      = "X-App-Usage"
	headerPageUsage     = "X-Page-Usage"
	headerAccountUsage  = "X-Ad-Account-Usage"
	headerUseCaseUsage  = "X-Business-Use-Case-Usage"
	headerInsightsUsage = "X-Fb-Ads-Insights-Throttle"
)

// The longest header that is read, and the most entries taken of one: Meta sends up to 32 accounts.
const (
	maxUsageHeader  = 64 << 10
	maxUsageEntries = 256
)

// useCaseKinds tells whose quota a type of X-Business-Use-Case-Usage is.
var useCaseKinds = map[string]string{
	"ads_management": KindAdAccount, "ads_insights": KindAdAccount, "custom_audience": KindAdAccount,
	"pages": KindPage, "messenger": KindPage, "instagram": KindPage, "leadgen": KindPage,
	"whatsapp": KindWhatsAppAccount, "whatsapp_business_management": KindWhatsAppAccount,
}

// parseUsage reads all usage headers of an answer. charges tell whom those are about that name nobody. What can't be read is
// left out.
func parseUsage(header http.Header, charges []Charge, now time.Time) []Usage {
	if !tellsUsage(header) {
		return nil
	}
	var all []Usage
	ownerOf := func(kind string) (Key, bool) {
		for _, c := range charges {
			if c.Key.Kind == kind {
				return Key{Kind: kind, ID: c.Key.ID}, true
			}
		}
		return Key{}, false
	}
	simple := func(name, kind string) {
		fields := usageFields(header.Get(name))
		owner, ok := ownerOf(kind)
		if fields == nil || !ok {
			return
		}
		if u := usageOf(owner, name, fields, now); u.Used != nil {
			all = append(all, u)
		}
	}
	simple(headerAppUsage, KindApp)
	simple(headerPageUsage, KindPage)
	simple(headerAccountUsage, KindAdAccount)
	if fields := usageFields(header.Get(headerInsightsUsage)); fields != nil {
		all = append(all, insightsUsage(fields, ownerOf, now)...)
	}
	return append(all, useCaseUsage(header.Get(headerUseCaseUsage), now)...)
}

// tellsUsage spares the answers without such a header, which those to messages are, the search for what is in it.
func tellsUsage(header http.Header) bool {
	for _, name := range [...]string{headerAppUsage, headerPageUsage, headerAccountUsage, headerUseCaseUsage, headerInsightsUsage} {
		if header[name] != nil {
			return true
		}
	}
	return false
}

// insightsUsage splits the one header that speaks of two owners.
func insightsUsage(fields map[string]json.RawMessage, ownerOf func(string) (Key, bool), now time.Time) []Usage {
	var all []Usage
	for field, kind := range map[string]string{"app_id_util_pct": KindApp, "acc_id_util_pct": KindAdAccount} {
		percent, ok := number(fields[field])
		owner, known := ownerOf(kind)
		if !ok || !known {
			continue
		}
		owner.UseCase = "ads_insights"
		all = append(all, Usage{
			Key: owner, Header: headerInsightsUsage, Used: map[string]float64{field: percent},
			Tier: word(fields["ads_api_access_tier"]), SeenAt: now,
		})
	}
	return all
}

func useCaseUsage(value string, now time.Time) []Usage {
	if value == "" || len(value) > maxUsageHeader {
		return nil
	}
	var owners map[string]json.RawMessage
	if json.Unmarshal([]byte(value), &owners) != nil {
		return nil
	}
	var all []Usage
	for id, data := range owners {
		var entries []map[string]json.RawMessage
		if json.Unmarshal(data, &entries) != nil {
			continue
		}
		for _, fields := range entries {
			if len(all) == maxUsageEntries {
				return all
			}
			useCase := word(fields["type"])
			kind, ok := useCaseKinds[useCase]
			if !ok {
				kind = cmp.Or(useCase, "unknown")
			}
			u := usageOf(Key{Kind: kind, ID: id, UseCase: useCase}.canonical(), headerUseCaseUsage, fields, now)
			if u.Used != nil {
				all = append(all, u)
			}
		}
	}
	return all
}

// usageOf reads one object: every number in it is a percentage, but for the two that are times.
func usageOf(key Key, header string, fields map[string]json.RawMessage, now time.Time) Usage {
	u := Usage{Key: key, Header: header, Tier: word(fields["ads_api_access_tier"]), SeenAt: now}
	for name, data := range fields {
		n, ok := number(data)
		if !ok {
			continue
		}
		switch name {
		case "estimated_time_to_regain_access":
			if wait := durationOf(n, time.Minute); wait > 0 {
				u.RegainAt = now.Add(wait)
			}
		case "reset_time_duration":
			// Sent with every answer: only a spent quota makes it a time to wait for.
		default:
			if u.Used == nil {
				u.Used = make(map[string]float64, len(fields))
			}
			u.Used[name] = n
		}
	}
	if reset, ok := number(fields["reset_time_duration"]); ok && u.Most() >= 100 && u.RegainAt.IsZero() {
		u.RegainAt = now.Add(durationOf(reset, time.Second))
	}
	return u
}

func usageFields(value string) map[string]json.RawMessage {
	if value == "" || len(value) > maxUsageHeader {
		return nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(value), &fields) != nil {
		return nil
	}
	return fields
}

// number reads a JSON number, or one in a string. Negative, endless and absent ones are not numbers here.
func number(data json.RawMessage) (float64, bool) {
	n, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	return n, err == nil && n >= 0 && n < 1e12
}

func word(data json.RawMessage) string {
	var s string
	_ = json.Unmarshal(data, &s)
	return s
}

// usageBook keeps the last report of each quota and header.
type usageBook struct {
	mu      sync.Mutex
	entries map[usageEntry]Usage
}

type usageEntry struct {
	key    Key
	header string
}

// maxUsageBook bounds the book for processes that serve very many accounts.
const maxUsageBook = 10_000

func newUsageBook() *usageBook { return &usageBook{entries: map[usageEntry]Usage{}} }

// write tells whether there is anything new in u.
func (b *usageBook) write(u Usage) (changed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old, ok := b.entries[usageEntry{u.Key, u.Header}]
	changed = !ok || !maps.Equal(old.Used, u.Used) || old.Tier != u.Tier || old.RegainAt.IsZero() != u.RegainAt.IsZero()
	b.entries[usageEntry{u.Key, u.Header}] = u
	if len(b.entries) <= maxUsageBook {
		return changed
	}
	// Half of it goes, the longest unseen first, so that this is rare.
	seen := make([]time.Time, 0, len(b.entries))
	for _, u := range b.entries {
		seen = append(seen, u.SeenAt)
	}
	slices.SortFunc(seen, time.Time.Compare)
	middle := seen[len(seen)/2]
	for entry, u := range b.entries {
		if !u.SeenAt.After(middle) {
			delete(b.entries, entry)
		}
	}
	return changed
}

func (b *usageBook) all() []Usage {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]Usage, 0, len(b.entries))
	for _, u := range b.entries {
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b Usage) int {
		return cmp.Or(
			cmp.Compare(a.Key.Kind, b.Key.Kind), cmp.Compare(a.Key.ID, b.Key.ID),
			cmp.Compare(a.Key.UseCase, b.Key.UseCase), cmp.Compare(a.Header, b.Header),
		)
	})
	return all
}
