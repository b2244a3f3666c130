package transport

import "time"

// tightening is what reports say against using a quota in full.
type tightening struct {
	used      float64 // percent, as last reported
	usedAt    time.Time
	penalty   float64 // share of the rate that refusals have taken away
	refusedAt time.Time
}

const (
	tightenFrom   = 75.0 // percent of use from which the pace slackens
	slowest       = 0.01 // share of the rate that is always left, so that use can be seen to fall
	refusalStep   = 0.3
	mostPenalty   = 0.9
	penaltyPeriod = time.Minute // in which a penalty wears off
)

func (t *tightening) report(r Report, now time.Time) {
	if r.Used >= 0 {
		t.used, t.usedAt = r.Used, now
	}
	if r.Throttled {
		t.penalty = min(t.penaltyAt(now)+refusalStep, mostPenalty)
		t.refusedAt = now
	}
}

func (t *tightening) penaltyAt(now time.Time) float64 {
	left := 1 - now.Sub(t.refusedAt).Seconds()/penaltyPeriod.Seconds()
	return t.penalty * max(left, 0)
}

// factor is the share of the rate to use now: all of it up to tightenFrom, then less the nearer the quota is to its end. The
// square spares what is left for when it is needed most.
func (t *tightening) factor(now time.Time, window time.Duration) float64 {
	share := 1.0
	if t.used > tightenFrom && now.Sub(t.usedAt) < window {
		left := max(100-t.used, 0) / (100 - tightenFrom)
		share = left * left
	}
	return max(share*(1-t.penaltyAt(now)), slowest)
}

// spent tells whether there is nothing left to remember.
func (t *tightening) spent(now time.Time, window time.Duration) bool {
	return t.factor(now, window) == 1
}
