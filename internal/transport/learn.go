package transport

import (
	"cmp"
	"log/slog"
	"slices"
	"time"
)

// unknownRegain is how long a spent quota is left alone when Meta doesn't say.
const unknownRegain = time.Minute

// learn passes on what an answer tells of the quotas: to the book that the user reads, to the limiter, and to the gates.
func (x *exchange) learn(a *attempt) {
	if a.header == nil {
		return
	}
	now := time.Now()
	told := parseUsage(a.header, x.charges, now)
	for _, u := range told {
		if x.transport.usage.write(u) {
			x.observe.usage(u)
		}
	}
	throttled := a.refusal != nil && meaningOf(a.refusal).repeat == repeatThrottled
	for key, r := range x.byKey(told) {
		said := !r.RegainAt.IsZero()
		if !said && r.Used >= 100 && !throttled {
			r.RegainAt = now.Add(unknownRegain)
		}
		x.limiter().Report(key, r)
		if !r.RegainAt.IsZero() {
			x.transport.gates.close(key, r.RegainAt)
		}
		if said && throttled && x.counts(key, meaningOf(a.refusal).scope) {
			a.refusal.RetryAfter = max(a.refusal.RetryAfter, r.RegainAt.Sub(now))
		}
	}
	if throttled && a.refusal.RetryAfter == 0 {
		a.refusal.RetryAfter = time.Duration(meaningOf(a.refusal).window) * time.Second
	}
}

// usage tells that Meta reported another use of a quota than before.
func (o *observer) usage(u Usage) {
	if o.silent() {
		return
	}
	e := Event{
		Kind: EventUsage, Operation: o.x.call.Operation, Method: o.x.call.Method, Attempt: o.x.attempts,
		Key: u.Key, Usage: u,
	}
	if o.x.call.URL != nil {
		e.Host = o.x.call.URL.Host // a call that was part of another has none
	}
	o.tell(slog.LevelDebug, e)
}

// byKey sums up what was told of each quota. Several headers, or several entries of one, may be about the same.
func (x *exchange) byKey(told []Usage) map[Key]Report {
	if len(told) == 0 {
		return nil
	}
	reports := make(map[Key]Report, len(told))
	for _, u := range told {
		for _, key := range x.affected(u, told) {
			r := reports[key]
			r.Used = max(r.Used, u.Most())
			if u.RegainAt.After(r.RegainAt) {
				r.RegainAt = u.RegainAt
			}
			r.Tier = cmp.Or(u.Tier, r.Tier)
			reports[key] = r
		}
	}
	return reports
}

// affected tells which keys a report is about.
func (x *exchange) affected(u Usage, told []Usage) []Key {
	if u.Key.Kind == KindWhatsAppAccount {
		u.Key.UseCase = "" // calls are not charged to one of its two
	}
	keys := []Key{u.Key}
	if u.Header != headerUseCaseUsage {
		return keys
	}
	// An entry may be named after the business that owns the account. Then it is about the account that was called, unless
	// that has an entry of its own.
	for _, c := range x.charges {
		if c.Key.Kind != u.Key.Kind || c.Key.UseCase != u.Key.UseCase || c.Key.ID == u.Key.ID {
			continue
		}
		if !slices.ContainsFunc(told, func(other Usage) bool { return other.Key.Kind == c.Key.Kind && other.Key.ID == c.Key.ID }) {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// counts tells whether a key is one that a refused call ran into: of the kind that the refusal is about, and charged by the call
// if that charges any of the kind.
func (x *exchange) counts(key Key, scope string) bool {
	if key.Kind != scope {
		return false
	}
	charged := false
	for _, c := range x.charges {
		if c.Key.Kind != scope {
			continue
		}
		if charged = true; c.Key == key || c.Key.ID == key.ID && key.UseCase == "" {
			return true
		}
	}
	return !charged
}

// holdBack keeps others from running into the quota that this call ran into: calls that are made while limited push the
// time of regaining out.
func (x *exchange) holdBack(e *GraphError, wait time.Duration) {
	until := time.Now().Add(wait)
	report := Report{Used: -1, Throttled: true, RegainAt: until}
	for _, c := range x.charges {
		if c.Key.Kind == meaningOf(e).scope {
			x.transport.gates.close(c.Key, until)
			x.limiter().Report(c.Key, report)
		}
	}
}
