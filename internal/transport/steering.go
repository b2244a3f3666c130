package transport

import (
	"math"
	"time"
)

// steering holds a quota whose use Meta reports just below its end. What Meta tells is coarse, late, and about all clients together;
// what this client spent is known exactly and at once. So a report counts from when it came, and what was spent since is
// added to it; what a call costs in percent is learned from how the two move together.
type steering struct {
	window time.Duration
	own    ledger
	learned
	told   float64 // percent, as last reported, and as much more as the report may leave out
	toldAt time.Time
	since  float64 // what of own is in the report for certain
	fine   bool    // reports have fractions
	margin float64 // percent that refusals have shown to be needed
	rested time.Time
	probed time.Time
}

const (
	// steerCeiling is the percentage that is never to be passed: the rest is left to what is on the way, in reports and in calls.
	steerCeiling = 99.5
	// steerLead is how much faster than evenly a quota is used while there is enough left, lest a cost that was taken for too high leaves some
	// unused. Much more would use it up before the first of it comes back, and then stand still.
	steerLead = 1.06
	// steerBrake is the part of the window in which the rest of a quota would be used when it comes to its end.
	steerBrake = 100.0
	// slowest is the share of the even pace that is always left, so that use can be seen to fall.
	slowest = 0.01
	// steerOthers is the percentage that may be due to others, or to what is not known, before it is worth looking whether it still is.
	steerOthers = 15.0
	// steerProbe is the part of the window after which a call goes to see how things are, when nothing was heard since.
	steerProbe = 20
	// steerLook is the part of the window after which who waits reckons anew.
	steerLook = 240
	// steerBurst is the part of a quota that may be used at once where none is documented.
	steerBurst = 20.0

	marginStep = 2.0
	marginMost = 10.0
)

// newSteering starts from what is documented, if anything is: percent is what one call takes.
func newSteering(window time.Duration, percent float64) *steering {
	return &steering{window: window, own: ledger{slot: window / ledgerSlots}, learned: startLearning(percent)}
}

func (s *steering) fresh(now time.Time) bool {
	return !s.toldAt.IsZero() && now.Sub(s.toldAt) < s.window
}

// report takes in a percentage.
func (s *steering) report(used float64, now time.Time) {
	if used != math.Trunc(used) {
		s.fine = true
	}
	own := s.own.within(now)
	middle := used
	s.told, s.since = used, min(own, s.own.before(now))
	if !s.fine && used < 100 {
		s.told, middle = used+1, used+0.5 // whole numbers are rounded down
	}
	s.learned.observe((own+s.own.before(now))/2, middle, now.Sub(s.toldAt), s.window)
	s.toldAt = now
}

// refused takes in that Meta refused although there seemed to be something left.
func (s *steering) refused(now time.Time) {
	s.rest(now)
	if s.told < 100 || !s.fresh(now) {
		s.margin = min(s.margin+marginStep, marginMost)
	}
}

// rest lets the margin wear off, by half in eight windows.
func (s *steering) rest(now time.Time) {
	if s.margin > 0 {
		s.margin *= math.Exp2(-now.Sub(s.rested).Seconds() / (8 * s.window).Seconds())
	}
	s.rested = now
}

// used is the percentage that must be reckoned with now.
func (s *steering) used(now time.Time) float64 {
	own := s.own.within(now)
	if !s.fresh(now) {
		return s.percent * own
	}
	return max(s.told+s.cautious()*(own-s.since), 0)
}

// pace is how fast calls may go, and how many at once. It is false while too little is known.
func (s *steering) pace(now time.Time) (rate, burst float64, ok bool) {
	s.rest(now)
	used := s.used(now)
	ceiling := steerCeiling - s.margin
	if !s.documented && !s.sure() {
		if used < 75 {
			return 0, 0, false
		}
		// As if it were the least of the quotas that Meta publishes.
		return unpublished.Rate * max((ceiling-used)/25, slowest), 1, true
	}
	cost := s.cautious()
	even := 100 / (cost * s.window.Seconds())
	rate = even * steerLead
	rate = min(rate, even*steerBrake*(ceiling-used)/100)
	burst = (ceiling - used) / 2
	if !s.documented {
		burst = min(burst, 100/steerBurst)
	}
	burst /= cost
	return max(rate, even*slowest), burst, true
}

// room is how long it takes until a cost fits under the ceiling. A call may go to look after some time, however little is left.
func (s *steering) room(now time.Time, cost float64) time.Duration {
	if !s.fresh(now) || !s.documented && !s.sure() {
		return 0
	}
	over := s.used(now) + s.percent*cost - (steerCeiling - s.margin)
	if over <= 0 {
		return 0
	}
	own := s.own.within(now)
	back := s.own.back(now, over/s.percent)
	if s.percent*own > s.used(now)-steerOthers {
		return back // it is all this client's own: to ask before would only be refused
	}
	last := s.toldAt
	if s.probed.After(last) {
		last = s.probed
	}
	probe := max(last.Add(s.window/steerProbe).Sub(now), 0)
	return min(back, probe)
}

func (s *steering) spend(now time.Time, cost float64) {
	s.own.spend(now, cost)
	s.probed = now
}

// idle tells whether there is nothing to remember.
func (s *steering) idle(now time.Time) bool {
	s.own.advance(now)
	return s.own.empty() && !s.fresh(now)
}

// learned tells apart what this client's calls cost, in percent, and what others have spent: the two parts of what is reported, of
// which the first moves with what this client spends. It is a Kalman filter of two values.
type learned struct {
	documented      bool // there was something to start from
	percent, others float64
	varPercent      float64 // how far off they may be, squared
	varOthers       float64
	varBoth         float64
}

func startLearning(percent float64) learned {
	if percent <= 0 {
		return learned{percent: 1e-9, varPercent: 1, varOthers: 2500}
	}
	return learned{documented: true, percent: percent, varPercent: percent * percent / 16, varOthers: 2500}
}

// cautious is what a call may cost as far as is known.
func (l *learned) cautious() float64 { return l.percent + math.Sqrt(l.varPercent) }

// sure tells whether enough was seen to say what a call costs.
func (l *learned) sure() bool { return l.varPercent < l.percent*l.percent/3 }

// observe learns from one report: after own was spent in the window, so much is used.
func (l *learned) observe(own, used float64, since, window time.Duration) {
	// Between reports the cost of a call hardly changes, unless the kind of calls does; others come and go. Where the two can't be told
	// apart, because this client spends evenly, it is safer to take what is used for its own.
	passed := min(since.Seconds()/window.Seconds(), 1)
	drift := 0.1 * l.percent
	l.varPercent += drift * drift * passed
	less := math.Exp(-2 * passed)
	l.others *= less
	l.varBoth *= less
	l.varOthers = l.varOthers*less*less + 60*passed

	const rounding = 4.0 // what reports are off by, squared: they are rounded, and late
	left := own*l.varPercent + l.varBoth
	right := own*l.varBoth + l.varOthers
	total := own*left + right + rounding
	gainPercent, gainOthers := left/total, right/total
	off := used - own*l.percent - l.others
	l.percent = max(l.percent+gainPercent*off, 1e-9)
	l.others = min(max(l.others+gainOthers*off, 0), 100)
	l.varPercent = max(l.varPercent-gainPercent*left, 0)
	l.varOthers = max(l.varOthers-gainOthers*right, 0)
	l.varBoth -= gainPercent * right
}
