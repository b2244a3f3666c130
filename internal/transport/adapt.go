package transport

import "time"

// tightening is what refusals say against using a quota in full.
type tightening struct {
	penalty   float64 // share of the rate that refusals have taken away
	refusedAt time.Time
}

const (
	refusalStep   = 0.3
	mostPenalty   = 0.9
	penaltyPeriod = time.Minute // in which a penalty wears off
)

func (t *tightening) refused(now time.Time) {
	t.penalty = min(t.penaltyAt(now)+refusalStep, mostPenalty)
	t.refusedAt = now
}

func (t *tightening) penaltyAt(now time.Time) float64 {
	left := 1 - now.Sub(t.refusedAt).Seconds()/penaltyPeriod.Seconds()
	return t.penalty * max(left, 0)
}

// factor is the share of the rate to use now.
func (t *tightening) factor(now time.Time) float64 { return 1 - t.penaltyAt(now) }
