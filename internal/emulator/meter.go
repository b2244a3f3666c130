package emulator

import (
	"math"
	"time"
)

// meter counts what is spent of a quota, and lets it come back with the clock.
type meter struct {
	spent   []charge // of a quota that slides
	sum     float64
	at      time.Time // when what has come back, and what others spent, was last counted
	blocked time.Time // nothing goes before
	shown   []charge  // the sums of the past, for headers that lag behind
}

type charge struct {
	at   time.Time
	cost float64
}

// meterKey says what is metered: of which kind, and whose.
type meterKey struct{ kind, id string }

// othersStep is how finely the spending of other clients is counted, as a share of the quota's time.
const othersStep = 1200

// advance counts what came back and what others spent until now.
func (m *meter) advance(q Quota, now time.Time) {
	if m.at.IsZero() || len(q.Others) == 0 || q.Limit <= 0 {
		m.giveBack(q, now)
		m.at = now
		return
	}
	step := max(q.Per/othersStep, time.Millisecond)
	if idle := now.Add(-2 * q.Per); m.at.Before(idle) {
		m.giveBack(q, idle)
		m.at = idle
	}
	for m.at.Before(now) {
		next := m.at.Add(step)
		if next.After(now) {
			next = now
		}
		passed := next.Sub(m.at)
		m.giveBack(q, next)
		m.at = next
		for _, o := range q.Others {
			if m.at.Before(o.From) || !o.Until.IsZero() && !m.at.Before(o.Until) {
				continue
			}
			cost := o.Share * q.Limit * passed.Seconds() / q.Per.Seconds()
			m.spend(q, min(cost, max(q.Limit-m.sum, 0)))
		}
	}
}

func (m *meter) giveBack(q Quota, now time.Time) {
	switch q.Return {
	case ReturnDrain:
		if !m.at.IsZero() {
			m.sum = max(0, m.sum-q.Limit*now.Sub(m.at).Seconds()/q.Per.Seconds())
		}
	case ReturnReset:
		if now.Truncate(q.Per).After(m.at) {
			m.sum = 0
		}
	default:
		i := 0
		for i < len(m.spent) && !m.spent[i].at.After(now.Add(-q.Per)) {
			m.sum -= m.spent[i].cost
			i++
		}
		m.spent = m.spent[i:]
		if len(m.spent) == 0 {
			m.spent, m.sum = nil, 0
		}
	}
}

func (m *meter) spend(q Quota, cost float64) {
	if cost <= 0 {
		return
	}
	m.sum += cost
	if q.Return == ReturnSliding {
		m.spent = append(m.spent, charge{m.at, cost})
	}
}

// exceeds tells whether a cost is more than what is left; parts of a point that arise in counting don't matter.
func (m *meter) exceeds(q Quota, cost float64) bool { return m.sum+cost > q.Limit+1e-6 }

// charge spends, or tells that nothing is left and when there will be.
func (m *meter) charge(q Quota, cost float64, now time.Time) (ok bool, regain time.Duration) {
	m.advance(q, now)
	if q.Limit < 0 {
		return true, 0
	}
	if now.Before(m.blocked) && q.Block > 0 || m.exceeds(q, cost) {
		if q.Block > 0 {
			m.blocked = now.Add(q.Block)
		}
		return false, m.regain(q, cost, now)
	}
	m.spend(q, cost)
	return true, 0
}

// regain is how long until the cost can be spent again.
func (m *meter) regain(q Quota, cost float64, now time.Time) time.Duration {
	wait := max(0, m.blocked.Sub(now))
	switch {
	case !m.exceeds(q, cost) || q.Limit <= 0:
	case q.Return == ReturnReset:
		wait = max(wait, now.Truncate(q.Per).Add(q.Per).Sub(now))
	case q.Return == ReturnDrain:
		over := (m.sum + cost - q.Limit) / q.Limit
		wait = max(wait, time.Duration(math.Ceil(over*float64(q.Per))))
	default:
		left := m.sum
		for _, c := range m.spent {
			if left+cost <= q.Limit+1e-6 {
				break
			}
			left -= c.cost
			wait = max(wait, c.at.Add(q.Per).Sub(now))
		}
	}
	return wait
}

// percent is how much of the quota is spent, or was when the headers were last brought up to date.
func (m *meter) percent(q Quota, now time.Time) float64 {
	m.advance(q, now)
	if q.Limit <= 0 {
		return 0
	}
	if now.Before(m.blocked) {
		return 100
	}
	return math.Round(m.told(q, now)/q.Limit*10000) / 100
}

// told is the sum that headers tell.
func (m *meter) told(q Quota, now time.Time) float64 {
	if q.Delay <= 0 {
		return m.sum
	}
	m.shown = append(m.shown, charge{now, m.sum})
	i := 0
	for i+1 < len(m.shown) && !m.shown[i+1].at.After(now.Add(-q.Delay)) {
		i++
	}
	m.shown = m.shown[i:]
	if m.shown[0].at.After(now.Add(-q.Delay)) {
		return 0
	}
	return m.shown[0].cost
}

// empty tells whether nothing is left just now, whatever the headers tell.
func (m *meter) empty(q Quota, now time.Time) bool {
	return q.Limit > 0 && (m.exceeds(q, 1) || now.Before(m.blocked))
}
