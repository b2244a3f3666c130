package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// Transport is what clients share: the connections, and what is known of Meta's quotas. It is safe for concurrent use, starts no
// goroutine and needs no closing.
type Transport struct {
	pool        *http.Transport
	chains      chains
	gates       *gates
	buckets     *buckets
	usage       *usageBook
	budget      *budget
	circuits    *circuits
	credentials *credentials
	lulls       lulls
}

// New makes a Transport with full buckets.
func New() *Transport {
	return &Transport{
		pool:        newPool(),
		gates:       newGates(),
		buckets:     newBuckets(),
		usage:       newUsageBook(),
		budget:      newBudget(),
		circuits:    newCircuits(),
		credentials: newCredentials(),
	}
}

// SetQuota replaces the documented quota of one owner, such as that of a phone number upgraded to 1,000 messages a
// second.
func (t *Transport) SetQuota(key Key, q Quota) { t.buckets.setQuota(key.canonical(), q) }

// Usage tells what Meta last reported of each quota, ordered by key.
func (t *Transport) Usage() []Usage { return t.usage.all() }

// Observe learns from an answer that came inside of another, as those of a batch do, as if it had come alone. charges are those of
// the inner call; refusal is nil when it succeeded, and is told its RetryAfter.
func (t *Transport) Observe(ctx context.Context, cfg *Config, charges []Charge, header http.Header, refusal *GraphError) {
	x := newExchange(ctx, t, cfg, &Call{Charges: charges})
	x.learn(&attempt{header: header, refusal: refusal})
	if refusal != nil && refusal.throttled() {
		x.holdBack(refusal, refusal.RetryAfter)
	}
	x.end()
}

// Do sends a call, repeats it where that is harmless, and returns Meta's answer. It fails with a *GraphError when Meta
// refused, an *UnknownOutcomeError when a call that is not idempotent may have been acted on, a *LimitError when the
// turn for the first attempt would come too late, a *CircuitError when too many attempts before it met an outage, an
// error that wraps the context's when that has ended, and with a redacted error of the network otherwise. The errors
// don't name the operation unless they have a field for it.
func (t *Transport) Do(ctx context.Context, cfg *Config, call *Call) (*Result, error) {
	if err := call.check(); err != nil {
		return nil, err
	}
	x := newExchange(ctx, t, cfg, call)
	res, err := x.conclude(ctx, x.run(ctx))
	x.end()
	return res, err
}

// conclude makes the caller's result of the last attempt.
func (x *exchange) conclude(ctx context.Context, engineErr error) (*Result, error) {
	a := &x.last
	if x.verdict == verdictDeliver && engineErr == nil {
		return x.result(), nil
	}
	err := a.failure()
	if err == nil {
		err = x.redact.error(engineErr)
	}
	ended := ctx.Err()
	interrupted := ended != nil && (a.refusal == nil || errors.Is(engineErr, ended))
	switch {
	case x.verdict == verdictUnknown:
		if interrupted && !errors.Is(err, ended) {
			err = fmt.Errorf("%w: %w", ended, err)
		}
		return nil, &UnknownOutcomeError{Operation: x.call.Operation, Fingerprint: x.fingerprint(), Err: err}
	case interrupted:
		if x.refused != nil {
			err = x.refused
		}
		return nil, cancelled(ctx, err)
	case a.refusal != nil:
		return nil, a.refusal
	}
	if circuit, ok := errors.AsType[*CircuitError](err); ok {
		return nil, circuit
	}
	if limit, ok := errors.AsType[*LimitError](err); ok {
		if x.refused == nil {
			return nil, limit
		}
		// The quota is why there is no further attempt, but what Meta said tells more.
		x.refused.RetryAfter = max(x.refused.RetryAfter, limit.Wait)
		return nil, x.refused
	}
	return nil, err
}

// result is the answer, without the exchange that it came by.
func (x *exchange) result() *Result {
	r := &struct {
		Result
		redactor
	}{}
	x.redact.copyTo(&r.redactor)
	a := &x.last
	r.Result = Result{Status: a.status, Header: a.header, Body: a.body, Stream: a.stream, Attempts: x.attempts, redact: &r.redactor}
	return &r.Result
}

// joined adds what was seen before, if anything was.
func joined(err, before error) error {
	if before == nil {
		return err
	}
	return fmt.Errorf("%w, after: %w", err, before)
}
