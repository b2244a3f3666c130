package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/metabiz-go/metabiz"
)

// state is what the processes have told each other of a budget.
type state struct {
	key    metabiz.LimitKey // whose gate it is: the charge's own, or its owner's as a whole
	closed time.Duration    // until calls are let in again
	used   float64          // percent
	tier   string
}

const (
	fieldUsed = "used"
	fieldTier = "tier"
	// remembered is how long a report says something about the time after it.
	remembered = time.Hour
)

// states asks for what is known of each charge, in one exchange with Redis.
func (l *Limiter) states(ctx context.Context, charges []metabiz.Charge) ([]state, error) {
	states := make([]state, len(charges))
	if len(charges) == 0 {
		return states, nil
	}
	if err := l.outage.going(l); err != nil {
		return states, err
	}
	type answers struct {
		own, owners *redis.DurationCmd
		report      *redis.SliceCmd
	}
	asked := make([]answers, len(charges))
	err := l.ask(ctx, func(ctx context.Context) error {
		_, err := l.cfg.Redis.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, c := range charges {
				asked[i] = answers{
					own:    p.PTTL(ctx, l.name("gate:", c.Key)),
					report: p.HMGet(ctx, l.name("state:", c.Key), fieldUsed, fieldTier),
				}
				if c.Key.UseCase != "" {
					asked[i].owners = p.PTTL(ctx, l.name("gate:", owner(c.Key)))
				}
			}
			return nil
		})
		return err
	})
	if err != nil {
		return states, l.outage.verdict(ctx, l, err)
	}
	for i, c := range charges {
		states[i] = state{key: c.Key, closed: asked[i].own.Val()} // negative where there is no gate
		if owners := asked[i].owners; owners != nil && owners.Val() > states[i].closed {
			states[i].key, states[i].closed = owner(c.Key), owners.Val()
		}
		if values := asked[i].report.Val(); len(values) == 2 {
			if used, ok := values[0].(string); ok {
				states[i].used, _ = strconv.ParseFloat(used, 64)
			}
			states[i].tier, _ = values[1].(string)
		}
	}
	return states, nil
}

func longestGate(states []state) (wait time.Duration, key metabiz.LimitKey) {
	for _, s := range states {
		if s.closed > wait {
			wait, key = s.closed, s.key
		}
	}
	return wait, key
}

// owner is the budget's owner as a whole, whatever the use case.
func owner(key metabiz.LimitKey) metabiz.LimitKey {
	key.UseCase = ""
	return key
}

// name is where something about a budget is kept. A person's telephone number has no place among the keys of a database: of a pair, it is a hash.
func (l *Limiter) name(what string, key metabiz.LimitKey) string {
	id := key.ID
	if key.Kind == metabiz.LimitPair {
		sum := sha256.Sum256([]byte(id))
		id = hex.EncodeToString(sum[:16])
	}
	return l.cfg.Prefix + what + string(key.Kind) + ":" + id + ":" + key.UseCase
}

// leastStop is how long a budget is left alone at least that a call ran into: Meta may not say how long, and what one process guesses
// is too short for all of them.
const leastStop = time.Second

// Report takes in what Meta told about a budget, for all processes. It does not wait for Redis.
func (l *Limiter) Report(r metabiz.UsageReport) {
	if least := time.Now().Add(leastStop); r.Throttled && r.RegainAt.Before(least) {
		r.RegainAt = least
	}
	l.mu.Lock()
	known, ok := l.pending[r.Key]
	if ok {
		if known.RegainAt.After(r.RegainAt) {
			r.RegainAt = known.RegainAt
		}
		r.Tier = cmp.Or(r.Tier, known.Tier)
		if r.Used < 0 {
			r.Used = known.Used
		}
	}
	l.pending[r.Key] = r
	l.mu.Unlock()
	if !r.RegainAt.IsZero() {
		select {
		case l.urgent <- struct{}{}:
		default: // it is on its way already
		}
	}
}

// publishEvery gathers the reports of calm times: nearly every answer has one.
const publishEvery = 100 * time.Millisecond

func (l *Limiter) publishAll() {
	defer close(l.done)
	ticker := time.NewTicker(publishEvery)
	defer ticker.Stop()
	for {
		select {
		case <-l.stop:
			l.publish()
			return
		case <-l.urgent:
		case <-ticker.C:
		}
		l.publish()
	}
}

func (l *Limiter) takePending() map[metabiz.LimitKey]metabiz.UsageReport {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pending) == 0 {
		return nil
	}
	reports := l.pending
	l.pending = make(map[metabiz.LimitKey]metabiz.UsageReport, len(reports))
	return reports
}

func (l *Limiter) publish() {
	reports := l.takePending()
	if len(reports) == 0 {
		return
	}
	ctx := context.Background()
	err := l.ask(ctx, func(ctx context.Context) error {
		_, err := l.cfg.Redis.Pipelined(ctx, func(p redis.Pipeliner) error {
			for key, r := range reports {
				l.write(ctx, p, key, r)
			}
			return nil
		})
		return err
	})
	// A gate that is there already is no error: it is only not set again.
	if err != nil && !errors.Is(err, redis.Nil) {
		_ = l.outage.verdict(ctx, l, err)
	}
}

func (l *Limiter) write(ctx context.Context, p redis.Pipeliner, key metabiz.LimitKey, r metabiz.UsageReport) {
	if closed := time.Until(r.RegainAt); closed >= time.Millisecond {
		// Whoever comes second may lengthen the time and not shorten it.
		gate := l.name("gate:", key)
		p.SetNX(ctx, gate, 1, closed)
		p.Do(ctx, "PEXPIRE", gate, closed.Milliseconds(), "GT")
	}
	var fields []any
	if r.Used >= 0 {
		fields = append(fields, fieldUsed, r.Used)
	}
	if r.Tier != "" {
		fields = append(fields, fieldTier, r.Tier)
	}
	if len(fields) > 0 {
		p.HSet(ctx, l.name("state:", key), fields...)
		p.Expire(ctx, l.name("state:", key), remembered)
	}
}
