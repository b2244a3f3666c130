package transport

import "time"

// unknownRegain is how long a spent quota is left alone when Meta doesn't say.
const unknownRegain = time.Minute

// learn passes on what an answer tells of the quotas: to the book that the user reads, to the limiter, and to the gates.
func (x *exchange) learn(a *attempt) {
	if a.header == nil {
		return
	}
	now := time.Now()
	reports := parseUsage(a.header, x.charges, now)
	throttled := a.refusal != nil && meaningOf(a.refusal).repeat == repeatThrottled
	for _, u := range reports {
		x.transport.usage.write(u)
		for _, key := range x.affected(u, reports) {
			x.limiter().Report(key, Report{Used: u.Most(), RegainAt: u.RegainAt, Tier: u.Tier})
			if !u.RegainAt.IsZero() {
				x.transport.gates.close(key, u.RegainAt)
			} else if u.Most() >= 100 && !throttled {
				x.transport.gates.close(key, now.Add(unknownRegain))
			}
		}
	}
	if throttled {
		x.throttle(a.refusal, reports, now)
	}
}

// affected tells which keys a report is about. An entry of X-Business-Use-Case-Usage may be named after the business that owns
// the account: then it is the account that was called, unless it has an entry of its own.
func (x *exchange) affected(u Usage, reports []Usage) []Key {
	keys := []Key{u.Key}
	if u.Header != headerUseCaseUsage {
		return keys
	}
	for _, c := range x.charges {
		if c.Key.Kind != u.Key.Kind || c.Key.ID == u.Key.ID {
			continue
		}
		if c.Key.UseCase != u.Key.UseCase {
			continue
		}
		own := false
		for _, other := range reports {
			own = own || other.Header == headerUseCaseUsage && other.Key == c.Key
		}
		if !own {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// throttle closes the quota that a call ran into, for as long as anything about the refusal says: its Retry-After, what the
// usage headers tell of that quota, or what is documented of its code.
func (x *exchange) throttle(e *GraphError, reports []Usage, now time.Time) {
	m := meaningOf(e)
	var keys []Key
	for _, c := range x.charges {
		if c.Key.Kind == m.scope {
			keys = append(keys, c.Key)
		}
	}
	for _, u := range reports {
		for _, key := range keys {
			if u.Key.Kind == key.Kind && !u.RegainAt.IsZero() {
				e.RetryAfter = max(e.RetryAfter, u.RegainAt.Sub(now))
			}
		}
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = time.Duration(m.window) * time.Second
	}
	for _, key := range keys {
		r := Report{Used: -1, Throttled: true}
		if e.RetryAfter > 0 {
			r.RegainAt = now.Add(e.RetryAfter)
			x.transport.gates.close(key, r.RegainAt)
		}
		x.limiter().Report(key, r)
	}
}
