package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/metabiz-go/metabiz"
)

// An OrderedConfig bounds the work of an [Ordered]. The zero value is good for handlers that wait for a database.
type OrderedConfig struct {
	// Workers is how many events are handled at once; 0 is 16.
	Workers int
	// MaxWaiting is how many events may have come and not be handled yet; 0 is 1024. A delivery
	// whose events find no room waits for it.
	MaxWaiting int
	// MaxWait is how long it waits, after which it is answered with [ErrBusy], so that Meta
	// delivers again; 0 is ten seconds.
	MaxWait time.Duration
}

// ErrBusy is found where a delivery was refused because earlier ones are still being handled.
var ErrBusy = errors.New("too many events are waiting to be handled")

// Ordered calls functions as [Events] does, and handles the events of different
// people at once while those of one person, at one business number, stay in order:
//
//	webhook := metabiz.NewWebhook(config, whatsapp.NewOrdered(whatsapp.Events{ … }, whatsapp.OrderedConfig{}))
//
// The order is that in which deliveries come, and within a delivery that of the
// events' times, since Meta promises none. What fails comes again later, behind
// what was delivered meanwhile. News of accounts, templates and the like stay in
// order an account.
//
// A delivery is answered once all of its events were handled, as with Events. It is safe for concurrent use.
type Ordered struct {
	events  Events
	workers int
	maxWait time.Duration
	room    chan struct{} // holds one for each event that waits or is being handled

	mu      sync.Mutex
	working int
	lanes   map[laneKey][]*job // what waits or is being handled, first come first
	ready   []*job             // in front of all their lanes, and nobody has begun
}

// laneKey names whose events must stay in order. A person may have two names: an
// event is in the lanes of all that it tells.
type laneKey struct{ number, person string }

// A job is one event to handle.
type job struct {
	lanes    []laneKey
	behind   int // in how many of them something is in front
	ctx      context.Context
	delivery *metabiz.Delivery
	event    Event
	err      error
	panicked *handlerPanic
	done     *sync.WaitGroup
}

// NewOrdered makes a subscriber that calls the functions of events.
func NewOrdered(events Events, cfg OrderedConfig) *Ordered {
	orDefault := func(n, otherwise int) int {
		if n <= 0 {
			return otherwise
		}
		return n
	}
	if cfg.MaxWait <= 0 {
		cfg.MaxWait = 10 * time.Second
	}
	return &Ordered{
		events:  events,
		workers: orDefault(cfg.Workers, 16),
		maxWait: cfg.MaxWait,
		room:    make(chan struct{}, orDefault(cfg.MaxWaiting, 1024)),
		lanes:   map[laneKey][]*job{},
	}
}

var _ metabiz.Subscriber = (*Ordered)(nil)

// Deliver has the events of a delivery handled, and waits for that. Deliveries
// about other objects are ignored.
func (o *Ordered) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	if d.Object != WebhookObject {
		return nil
	}
	n, err := metabiz.Parsed(d, parseShared)
	if err != nil {
		return err
	}
	var events []Event
	for ev := range n.Events() {
		if o.events.handler(ev) != nil {
			events = append(events, ev)
		}
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.Header().Time.Compare(b.Header().Time) })

	var done sync.WaitGroup
	jobs := make([]*job, 0, len(events))
	var refused error
	for _, ev := range events {
		if refused = o.enter(ctx); refused != nil {
			break
		}
		j := &job{lanes: lanesOf(ev), ctx: ctx, delivery: d, event: ev, done: &done}
		jobs = append(jobs, j)
		done.Add(1)
		o.submit(j)
	}
	done.Wait()
	errs := []error{refused}
	for _, j := range jobs {
		if j.panicked != nil {
			panic(j.panicked) // where the server catches it, instead of ending the process
		}
		errs = append(errs, j.err)
	}
	return errors.Join(errs...)
}

// enter waits until there is room for an event.
func (o *Ordered) enter(ctx context.Context) error {
	select {
	case o.room <- struct{}{}:
		return nil
	default:
	}
	patience := time.NewTimer(o.maxWait)
	defer patience.Stop()
	select {
	case o.room <- struct{}{}:
		return nil
	case <-patience.C:
		return fmt.Errorf("whatsapp: webhook: %w", ErrBusy)
	case <-ctx.Done():
		return fmt.Errorf("whatsapp: webhook: waiting for room: %w", context.Cause(ctx))
	}
}

// submit puts a job at the end of its lanes.
func (o *Ordered) submit(j *job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, key := range j.lanes {
		if len(o.lanes[key]) > 0 {
			j.behind++
		}
		o.lanes[key] = append(o.lanes[key], j)
	}
	if j.behind > 0 {
		return // whoever handles the last one in front goes on with this one
	}
	o.ready = append(o.ready, j)
	if o.working < o.workers {
		o.working++
		go o.work()
	}
}

// work handles what is ready until there is nothing more: an Ordered that has
// nothing to do has no goroutines and needs no closing.
func (o *Ordered) work() {
	for j := o.take(); j != nil; j = o.take() {
		o.handle(j)
	}
}

// take gives a worker its next job. Without one the worker is no more.
func (o *Ordered) take() *job {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.ready) == 0 {
		o.working--
		return nil
	}
	j := o.ready[0]
	o.ready = o.ready[1:]
	return j
}

// leave takes a job out of its lanes. It may free two, of which the worker takes one.
func (o *Ordered) leave(j *job) {
	for _, key := range j.lanes {
		rest := o.lanes[key][1:]
		if len(rest) == 0 {
			delete(o.lanes, key)
			continue
		}
		o.lanes[key] = rest
		if rest[0].behind--; rest[0].behind == 0 {
			o.ready = append(o.ready, rest[0])
		}
	}
	if len(o.ready) > 1 && o.working < o.workers {
		o.working++
		go o.work()
	}
}

func (o *Ordered) handle(j *job) {
	returned := false
	defer func() {
		if r := recover(); r != nil {
			j.panicked = &handlerPanic{value: r, stack: debug.Stack()}
		} else if !returned {
			j.err = errors.New("whatsapp: webhook: a handler ended its goroutine")
			defer func() { go o.work() }() // in the place of the worker that ends here
		}
		<-o.room
		o.mu.Lock()
		o.leave(j)
		o.mu.Unlock()
		j.done.Done()
	}()
	j.err = o.events.once(j.ctx, j.delivery, j.event)
	returned = true
}

// handlerPanic carries a panic from a worker to the one that delivers.
type handlerPanic struct {
	value any
	stack []byte
}

func (p *handlerPanic) Error() string { return fmt.Sprintf("%v\n\n%s", p.value, p.stack) }

// Unwrap gives the value of the panic, if that is an error.
func (p *handlerPanic) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// lanesOf tells whose event it is: by user id and by phone number, since either may be missing.
func lanesOf(event Event) []laneKey {
	h := event.Header()
	number := h.PhoneNumberID
	var people []string
	switch ev := event.(type) {
	case MessageEvent:
		people = []string{ev.Message.FromUserID, ev.Message.From, ev.Contact.UserID, ev.Contact.WhatsAppID}
	case StatusEvent:
		people = statusPeople(ev.Status)
	case EchoEvent:
		people = []string{ev.Echo.ToUserID, ev.Echo.To}
	case CallEvent:
		people = []string{ev.Call.ToUserID, ev.Call.To}
		if ev.Call.ByPerson() {
			people = []string{ev.Call.FromUserID, ev.Call.From}
		}
	case CallStatusEvent:
		people = []string{ev.Status.RecipientUserID, ev.Status.RecipientID}
	case PreferenceEvent:
		people = []string{ev.Preference.UserID, ev.Preference.WhatsAppID}
	case UserIDEvent:
		people = []string{ev.Update.UserID.Previous, ev.Update.UserID.Current, ev.Update.WhatsAppID}
	case HandoverEvent:
		if s := ev.Handover.Sender; s != nil {
			people = []string{s.UserID, s.PhoneNumber}
		}
	case StandbyEvent:
		switch {
		case ev.Message != nil:
			people = []string{ev.Message.FromUserID, ev.Message.From}
		case ev.Status != nil:
			people = statusPeople(*ev.Status)
		}
	}
	var keys []laneKey
	for _, p := range people {
		if p = person(p); p != "" && !slices.Contains(keys, laneKey{number, p}) {
			keys = append(keys, laneKey{number, p})
		}
	}
	if keys == nil {
		keys = []laneKey{{number: h.EntryID}}
	}
	return keys
}

func statusPeople(s Status) []string {
	if s.RecipientParticipantUserID != "" || s.RecipientParticipantID != "" {
		return []string{s.RecipientParticipantUserID, s.RecipientParticipantID}
	}
	return []string{s.RecipientUserID, s.RecipientID}
}
