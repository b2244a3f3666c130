package transport

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Circuit says when calls are failed at once instead of being sent, because those before them met an outage.
type Circuit struct {
	Disabled bool
	// Failures within Window open the circuit, if they are two thirds of the attempts or more. Zero: 20 within 10 s.
	Failures int
	Window   time.Duration
	// MinOpen is about how long it is open, until one attempt tries again; it doubles with each that fails, up to
	// MaxOpen. Zero: 5 s and a minute.
	MinOpen, MaxOpen time.Duration
}

func (c Circuit) withDefaults() Circuit {
	if c.Failures <= 0 {
		c.Failures = 20
	}
	if c.Window <= 0 {
		c.Window = 10 * time.Second
	}
	if c.MinOpen <= 0 {
		c.MinOpen = 5 * time.Second
	}
	if c.MaxOpen <= 0 {
		c.MaxOpen = time.Minute
	}
	c.MaxOpen = max(c.MaxOpen, c.MinOpen)
	return c
}

// openFor is how long the circuit stays open the nth time in a row: the doubled time, a quarter more or less, so that those who
// were sent away together don't come again together.
func (c Circuit) openFor(n int) time.Duration {
	d := c.MinOpen
	for range n - 1 {
		if d *= 2; d >= c.MaxOpen {
			d = c.MaxOpen
			break
		}
	}
	return d*3/4 + rand.N(d/2+1)
}

// CircuitError is an attempt that was not made, since too many before it met an outage.
type CircuitError struct {
	Host       string
	Key        Key           // what those calls were counted against
	RetryAfter time.Duration // until the next attempt is let through
	Err        error         // what Meta said to an earlier attempt of the same call, if there was one
}

func (e *CircuitError) Error() string {
	return fmt.Sprintf("circuit of %s at %s is open: try again in %s", e.Key, e.Host, e.RetryAfter.Round(time.Millisecond))
}

func (e *CircuitError) Unwrap() error { return e.Err }

// circuitKey names what fails together. An outage of one tenant's number or account must not stop another's, so it is the owner of
// the quota that a call counts against; a call that counts against none but its application's stands for its path alone.
type circuitKey struct {
	host string
	key  Key
	path string
}

func (x *exchange) circuitKey() circuitKey {
	at := circuitKey{host: x.call.URL.Host}
	owners := 0
	for _, c := range x.charges {
		switch {
		case c.Key.Kind == KindPair:
		case c.Key.Kind == KindApp:
			if owners == 0 {
				at.key = c.Key
			}
		case owners == 0:
			at.key, owners = c.Key, 1
		case c.Key.Kind == at.key.Kind && c.Key.ID != at.key.ID:
			owners++ // a batch, about several
		}
	}
	if owners != 1 {
		at.path = x.call.URL.Path
	}
	if owners > 1 {
		at.key = Key{Kind: KindApp}
	}
	return at
}

// circuits holds those that have something to remember. A host that answers has none.
type circuits struct {
	troubled atomic.Int32 // len(states), to be read without the lock
	mu       sync.Mutex
	states   map[circuitKey]*circuit
	sweepAt  int
	swept    time.Time
}

const (
	circuitSweep = 1024
	maxCircuits  = 1 << 16
	sweepPause   = time.Second // so that a storm that fills it is not spent on sweeping
)

func newCircuits() *circuits {
	return &circuits{states: map[circuitKey]*circuit{}, sweepAt: circuitSweep}
}

type circuit struct {
	since              time.Time // from when on attempts are counted
	attempts, failures int
	until              time.Time // when it is half open; zero while it is closed
	openings           int       // in a row
	probing            time.Time // since when somebody tries; zero while nobody does
	forget             time.Time // from when on nothing here matters
}

// pass is the leave to make an attempt.
type pass struct{ probe bool }

const (
	// probeWait is what those are told who come while another is trying.
	probeWait = time.Second
	// probeLease is how long one may try before the next does: somebody who hangs, or never came back, must not keep all others out.
	probeLease = time.Minute
)

// blocked tells how long a circuit will let nobody through.
func (c *circuits) blocked(at circuitKey, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.states[at]
	if s == nil {
		return 0
	}
	return s.blocked(now)
}

func (s *circuit) blocked(now time.Time) time.Duration {
	switch {
	case s.until.IsZero():
		return 0
	case now.Before(s.until):
		return s.until.Sub(now)
	case now.Sub(s.probing) < probeLease:
		return probeWait
	}
	return 0
}

// enter gives leave to make an attempt, or tells how long to stay away.
func (c *circuits) enter(at circuitKey, now time.Time) (pass, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.states[at]
	if s == nil {
		return pass{}, 0
	}
	if wait := s.blocked(now); wait > 0 {
		return pass{}, wait
	}
	if s.until.IsZero() {
		return pass{}, 0
	}
	s.probing = now
	return pass{probe: true}, 0
}

// leave takes in what an attempt saw. It returns the state that this turned the circuit to, and for how long, or nothing.
func (c *circuits) leave(at circuitKey, p pass, h health, cfg Circuit, now time.Time) (CircuitState, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.states[at]
	switch {
	case s == nil && h == healthDown:
		if s = c.add(at, cfg, now); s == nil {
			return "", 0
		}
	case s == nil:
		return "", 0
	case p.probe:
		s.probing = time.Time{}
		switch h {
		case healthDown:
			return CircuitOpen, s.open(cfg, now)
		case healthUp:
			c.drop(at)
			return CircuitClosed, 0
		}
		return "", 0
	case !s.until.IsZero(): // sent before it opened: that is known by now
		return "", 0
	}
	if now.Sub(s.since) > cfg.Window {
		if h != healthDown {
			c.drop(at)
			return "", 0
		}
		s.since, s.attempts, s.failures = now, 0, 0
		s.forget = now.Add(cfg.Window)
	}
	switch h {
	case healthUp:
		s.attempts++
	case healthDown:
		s.attempts++
		s.failures++
		if s.failures >= cfg.Failures && 3*s.failures >= 2*s.attempts {
			return CircuitOpen, s.open(cfg, now)
		}
	}
	return "", 0
}

func (s *circuit) open(cfg Circuit, now time.Time) time.Duration {
	s.openings++
	wait := cfg.openFor(s.openings)
	s.until = now.Add(wait)
	s.forget = s.until.Add(cfg.MaxOpen)
	return wait
}

func (c *circuits) add(at circuitKey, cfg Circuit, now time.Time) *circuit {
	if len(c.states) >= c.sweepAt && now.Sub(c.swept) >= sweepPause {
		c.swept = now
		for at, s := range c.states {
			if now.After(s.forget) {
				delete(c.states, at)
			}
		}
		c.sweepAt = min(max(2*len(c.states), circuitSweep), maxCircuits)
	}
	if len(c.states) >= maxCircuits {
		return nil
	}
	s := &circuit{since: now, forget: now.Add(cfg.Window)}
	c.states[at] = s
	c.troubled.Store(int32(len(c.states)))
	return s
}

func (c *circuits) drop(at circuitKey) {
	delete(c.states, at)
	c.troubled.Store(int32(len(c.states)))
}

// health is what an attempt tells of the other side.
type health int

const (
	healthUntold health = iota
	healthUp            // it answered, if only to refuse
	healthDown          // it could not be reached, broke off, or failed
)

func healthOf(ctx context.Context, a *attempt) health {
	switch {
	case a.local:
		return healthUntold
	case a.status >= 500 && a.refusal != nil && decide(a).fate == fateUnknown:
		return healthDown
	case a.status != 0 && a.err == nil:
		return healthUp
	case a.err == nil, ctx.Err() != nil: // nothing has come of it, or the caller had no more patience
		return healthUntold
	case a.phase == phaseConnecting && !permanent(a.err), a.phase > phaseConnecting && a.status < 300, a.phase == phaseUntraced && fromNetwork(a.err):
		return healthDown
	}
	return healthUntold
}

// blocked is the error of a call whose circuit is open, or nil.
func (x *exchange) blocked() error {
	circuits := x.transport.circuits
	if x.cfg.Circuit.Disabled || circuits.troubled.Load() == 0 {
		return nil
	}
	at := x.circuitKey()
	return x.broken(at, circuits.blocked(at, time.Now()))
}

func (x *exchange) broken(at circuitKey, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	e := &CircuitError{Host: at.host, Key: at.key, RetryAfter: wait}
	if x.refused != nil {
		e.Err = x.refused
	}
	return e
}

// enter asks the circuit for leave to make an attempt.
func (x *exchange) enter() (pass, error) {
	circuits := x.transport.circuits
	if x.cfg.Circuit.Disabled || circuits.troubled.Load() == 0 {
		return pass{}, nil
	}
	at := x.circuitKey()
	p, wait := circuits.enter(at, time.Now())
	if p.probe {
		x.observe.circuit(at.key, CircuitProbing, 0)
	}
	return p, x.broken(at, wait)
}

// leave tells the circuit what the attempt has seen.
func (x *exchange) leave(ctx context.Context, p pass) {
	circuits := x.transport.circuits
	h := healthOf(ctx, &x.last)
	if x.cfg.Circuit.Disabled || h != healthDown && circuits.troubled.Load() == 0 {
		return
	}
	at := x.circuitKey()
	if state, wait := circuits.leave(at, p, h, x.cfg.Circuit.withDefaults(), time.Now()); state != "" {
		x.observe.circuit(at.key, state, wait)
	}
}
