package ads

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/metabiz-go/metabiz"
)

// EventOptions are what goes for all events of [DatasetHandle.ReportEvents], see [EventBatch].
type EventOptions struct {
	TestEventCode string
	PartnerAgent  string
	UploadTag     string
}

// EventsReport tells what became of each event that was not simply taken.
type EventsReport struct {
	Received int // by Meta
	Calls    int // that Meta has taken events by
	// Settled is how many events, from the first on, need no further call: after an
	// error, what is behind them is to be reported again.
	Settled int
	// Refused are events that Meta would not or did not take; the others were sent without them.
	Refused []EventFailure
	// Unknown are events of calls whose answer was lost: they may have been counted.
	Unknown []EventFailure
	// LeftOut are values of user_data that nobody could be recognised by, and that
	// were not sent. Their paths begin with events[index].
	LeftOut  []metabiz.FieldError
	Messages []string // Meta's warnings
	TraceIDs []string // one a call
}

// EventFailure is an event that was not taken, and why.
type EventFailure struct {
	Index     int // in the stream
	EventID   string
	EventName EventName
	Err       error
}

func (f EventFailure) Error() string {
	return fmt.Sprintf("ads: events[%d] (%s): %v", f.Index, f.EventName, f.Err)
}

func (f EventFailure) Unwrap() error { return f.Err }

// maxBlindRefusals is how many events of one call are told apart by halving it,
// where Meta refuses and does not say which event it means: what breaks more than
// these is not in the events.
const maxBlindRefusals = 20

// ReportEvents reports events as they come, 1,000 a call. One that is wrong keeps
// none of the others from being sent: what breaks a rule is told in the report and
// left out, and where Meta refuses a call, the event that it means is found and the rest sent again.
//
// The report is never nil. With an error, which is of the call and not of an event
// (a limit, a token, the context), its Settled tells where to go on.
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api.
func (d *DatasetHandle) ReportEvents(ctx context.Context, events iter.Seq[Event], common EventOptions, opts ...metabiz.Option) (*EventsReport, error) {
	run := &eventRun{dataset: d, common: common, opts: opts, report: &EventsReport{}}
	err := run.all(ctx, events)
	slices.SortStableFunc(run.report.Refused, func(a, b EventFailure) int { return a.Index - b.Index })
	return run.report, err
}

// eventRun is a stream of events on its way.
type eventRun struct {
	dataset *DatasetHandle
	common  EventOptions
	opts    []metabiz.Option
	report  *EventsReport
	blind   int // events of this call that were refused without being named
}

type placedEvent struct {
	index int
	event Event
}

func (r *eventRun) all(ctx context.Context, events iter.Seq[Event]) error {
	var batch []placedEvent
	flush := func(settled int) error {
		r.blind = 0
		if len(batch) > 0 {
			if err := r.send(ctx, batch); err != nil {
				return err
			}
		}
		r.report.Settled = settled
		batch = batch[:0]
		return nil
	}
	index := 0
	for event := range events {
		if err := ctx.Err(); err != nil {
			return err
		}
		found := &problems{}
		event.check(found, fmt.Sprintf("events[%d].", index), time.Now())
		if err := found.err("ads.Event"); err != nil {
			r.refuse(placedEvent{index, event}, err)
		} else {
			batch = append(batch, placedEvent{index, event})
		}
		index++
		if len(batch) == MaxEvents {
			if err := flush(index); err != nil {
				return err
			}
		}
	}
	return flush(index)
}

// send reports a batch, without what Meta finds fault with.
func (r *eventRun) send(ctx context.Context, batch []placedEvent) error {
	wire := EventBatch{
		Events: make([]Event, len(batch)), TestEventCode: r.common.TestEventCode,
		PartnerAgent: r.common.PartnerAgent, UploadTag: r.common.UploadTag,
	}
	for i := range batch {
		wire.Events[i] = batch[i].event
	}
	answer, err := r.dataset.send(ctx, wire, r.opts)
	switch {
	case err == nil:
		r.take(batch, answer)
		return nil
	case errors.Is(err, metabiz.ErrOutcomeUnknown):
		for _, p := range batch {
			r.report.Unknown = append(r.report.Unknown, EventFailure{p.index, p.event.EventID, p.event.EventName, err})
		}
		return nil
	}
	refusal, ok := errors.AsType[*metabiz.Error](err)
	if !ok || refusal.Code != 100 || refusal.Subcode == noSuchObject {
		return err
	}
	if i := blamedEvent(refusal, len(batch)); i >= 0 {
		r.refuse(batch[i], err)
		if batch = slices.Delete(slices.Clone(batch), i, i+1); len(batch) == 0 {
			return nil
		}
		return r.send(ctx, batch)
	}
	if len(batch) == 1 {
		if r.blind++; r.blind > maxBlindRefusals {
			return err
		}
		r.refuse(batch[0], err)
		return nil
	}
	if err := r.send(ctx, batch[:len(batch)/2]); err != nil {
		return err
	}
	return r.send(ctx, batch[len(batch)/2:])
}

// noSuchObject is the subcode of a dataset that is not there, or not for this token.
const noSuchObject = 33

func (r *eventRun) take(batch []placedEvent, answer *EventsAnswer) {
	r.report.Calls++
	r.report.Received += answer.EventsReceived
	r.report.Messages = append(r.report.Messages, answer.Messages...)
	r.report.TraceIDs = append(r.report.TraceIDs, answer.TraceID)
	for _, p := range batch {
		r.report.LeftOut = append(r.report.LeftOut, p.event.UserData.leftOut(fmt.Sprintf("events[%d].", p.index))...)
	}
}

func (r *eventRun) refuse(p placedEvent, err error) {
	r.report.Refused = append(r.report.Refused, EventFailure{p.index, p.event.EventID, p.event.EventName, err})
}

var blamedPattern = regexp.MustCompile(`\bdata(?:\.|\[)(\d+)`)

// blamedEvent is the event that a refusal names in its fields or its words, or -1.
func blamedEvent(e *metabiz.Error, count int) int {
	for _, text := range append(slices.Clone(e.BlamedFields), e.UserMessage, e.Message) {
		if m := blamedPattern.FindStringSubmatch(text); m != nil {
			if i, err := strconv.Atoi(m[1]); err == nil && i < count {
				return i
			}
		}
	}
	return -1
}
