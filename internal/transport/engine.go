package transport

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// engine is go-retryablehttp with everything that it would decide by itself taken out: it repeats and sleeps, and asks the exchange
// whether and for how long. Its parts are bound to one another once, so that a call borrows an engine and makes none.
type engine struct {
	loop      retryablehttp.Client
	client    http.Client
	admission admission
	sender    sender
	request   retryablehttp.Request
	wait      time.Duration // until the next attempt
}

var engines = sync.Pool{New: func() any {
	e := &engine{}
	// An admission has no CloseIdleConnections: the loop calls that after every failure, and the connections belong to
	// everybody.
	e.client.Transport, e.client.CheckRedirect = &e.admission, e.follow
	e.loop.HTTPClient = &e.client
	e.loop.CheckRetry, e.loop.Backoff = e.check, e.backoff
	e.loop.ErrorHandler = retryablehttp.PassthroughErrorHandler
	return e
}}

// run makes the attempts. It returns the engine's error, of which the exchange knows more.
func (x *exchange) run(ctx context.Context) error {
	if err := x.blocked(); err != nil {
		return x.refuse(err)
	}
	e := engines.Get().(*engine)
	e.sender = sender{x: x, wire: x.transport.wire(x.cfg)}
	e.admission = admission{x: x, next: &e.sender}
	var err error
	again := true
	if !x.mayFollow() {
		again, err = e.first(ctx)
	}
	if again {
		e.loop.RetryMax = x.retry.Attempts - 1 - x.attempts
		e.request.Request = x.outline(ctx)
		_, err = e.loop.Do(&e.request)
	}
	// One that a panic leaves behind is not used again.
	e.sender, e.admission, e.request = sender{}, admission{}, retryablehttp.Request{}
	engines.Put(e)
	return err
}

// first makes the first attempt of a call that changes something, without the loop and http.Client around it: these would copy the headers,
// the address and the request once more, for redirects that such a call does not follow and for a repetition that one in thousands has. It
// is five allocations of a message and a fiftieth of its time. Whatever has to be repeated is the loop's.
func (e *engine) first(ctx context.Context) (again bool, _ error) {
	x := e.sender.x
	resp, err := e.admission.send(ctx, hop{url: x.call.URL})
	if resp != nil {
		x.pointsTo(resp)
	}
	wait, again := x.judge(ctx, err)
	if !again {
		return false, err
	}
	if err := sleep(ctx, wait); err != nil {
		return false, err
	}
	return true, nil
}

// outline is what the engine and http.Client have to know of the request: the sender makes each attempt's own of it. Without a body and
// headers there is nothing for them to rewind or copy.
func (x *exchange) outline(ctx context.Context) *http.Request {
	return (&http.Request{Method: x.call.Method, URL: x.call.URL, Header: noHeader}).WithContext(ctx)
}

var noHeader = http.Header{}

// check is asked after each attempt, the last one too.
func (e *engine) check(ctx context.Context, _ *http.Response, err error) (again bool, _ error) {
	e.wait, again = e.sender.x.judge(ctx, err)
	return again, nil
}

func (e *engine) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return e.wait }

func (e *engine) follow(next *http.Request, via []*http.Request) error {
	return e.sender.x.follow(next, via)
}
