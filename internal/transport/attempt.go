package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// attempt is one sending of a call, and what came of it.
type attempt struct {
	phase   phase
	status  int
	header  http.Header
	body    []byte
	stream  io.ReadCloser
	refusal *GraphError
	err     error // why there is no whole answer, redacted
	local   bool  // err arose here, before anything was sent
}

// failure is the attempt's error as the caller is to see it, or nil.
func (a *attempt) failure() error {
	if a.refusal != nil {
		return a.refusal
	}
	return a.err
}

// sender is the step that sends one attempt: it signs it, follows how far it comes, reads the answer to its end, and keeps it
// in the exchange.
type sender struct {
	x    *exchange
	wire http.RoundTripper
}

// hop is where an attempt goes: to the call's address, or where a redirect points.
type hop struct {
	url        *url.URL
	redirected bool
}

// send returns what http.Client wants to see of the attempt; the exchange keeps the rest.
func (s *sender) send(call context.Context, to hop) (*http.Response, error) {
	x := s.x
	started := time.Now()
	ctx, progress := traced(call)
	ctx, within := x.timed(ctx)
	pool, direct := s.wire.(*http.Transport)
	req, watch, pass, err := x.request(ctx, to, direct)
	if err != nil {
		within.end()
		return nil, x.refuse(err)
	}
	resp, err := s.roundTrip(pool, req)
	a := attempt{phase: progress.phase()}
	switch {
	case err != nil:
		a.err = within.explain(x.redact.error(err))
		if failed := watch.failed(); failed != nil {
			// It was the body that could not be read, so Meta can't have got all of it.
			a.err, a.local = x.redact.error(fmt.Errorf("reading the body to send: %w", failed)), true
		}
		err = a.err
	default:
		if direct {
			progress.done()
		}
		a.phase = phaseAnswered
		a.status, a.header = resp.StatusCode, resp.Header
		x.read(&a, resp)
		a.err = within.explain(a.err)
	}
	if a.stream != nil {
		a.stream = within.stream(a.stream)
	} else {
		within.end()
		if resp != nil {
			resp.Body = http.NoBody
		}
	}
	x.last = a
	x.learn(&x.last)
	x.leave(call, pass)
	x.observe.attempt(&x.last, time.Since(started))
	return resp, err
}

// roundTrip guards against what middleware may answer and net/http never does.
func (s *sender) roundTrip(pool *http.Transport, req *http.Request) (*http.Response, error) {
	if pool != nil {
		return pool.RoundTrip(req)
	}
	resp, err := s.wire.RoundTrip(req)
	switch {
	case err != nil:
		return nil, err
	case resp == nil:
		return nil, errNoAnswer
	case resp.Body == nil:
		resp.Body = http.NoBody
	}
	return resp, nil
}

// errNoAnswer is what comes of middleware that breaks the rules of http.RoundTripper.
var errNoAnswer = errors.New("the http.RoundTripper gave neither an answer nor an error")

// request makes an attempt's own request, and takes the circuit's leave. It is never one that
// was sent before: what is set on it must not be there when the call is repeated or redirected.
func (x *exchange) request(ctx context.Context, to hop, direct bool) (*http.Request, *watch, pass, error) {
	f := &flight{address: *to.url}
	req := (&http.Request{
		Method: x.call.Method, URL: &f.address, Host: to.url.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if err := x.authorise(req, to, direct); err != nil {
		return nil, nil, pass{}, err
	}
	var w *watch
	if !to.redirected { // a redirect takes no body along
		var err error
		if w, err = x.load(req, f); err != nil {
			return nil, nil, pass{}, joined(fmt.Errorf("opening the body to send: %w", err), x.before())
		}
	}
	leave, err := x.enter()
	if err != nil {
		closeBody(req)
		return nil, nil, pass{}, err
	}
	return req, w, leave, nil
}

// before is what Meta last refused this call with.
func (x *exchange) before() error {
	if x.refused == nil {
		return nil
	}
	return x.refused
}

// read takes the answer in: all of it, except for the successful body of a call that wants to stream it.
func (x *exchange) read(a *attempt, resp *http.Response) {
	success := a.status >= 200 && a.status < 300
	if success && x.call.Stream {
		a.stream, a.err = x.streamed(resp)
		return
	}
	limit := int64(maxErrorRead)
	if success {
		if limit = x.call.MaxBody; limit <= 0 {
			limit = defaultMaxBody
		}
	}
	x.transport.lulls.watch(&x.lull, resp.Body)
	resp.Body = &x.lull
	body, err := readBounded(resp, limit)
	_ = resp.Body.Close()
	switch {
	case success && err == nil && !hasErrorObject(body):
		a.body = body
	case success && err != nil:
		a.err = x.redact.error(fmt.Errorf("reading the answer (status %d%s): %w", a.status, traceNote(a.header), err))
	default:
		// Of a refusal, whatever could be read will do.
		a.refusal = parseRefusal(a.status, a.header, body, &x.redact)
	}
}

// traceNote names the answer to Meta's support, where it has no error object to do so.
func traceNote(header http.Header) string {
	if id := TraceID(header); id != "" {
		return ", trace " + id
	}
	return ""
}

// streamed is an answer that the caller reads, within the same bounds.
func (x *exchange) streamed(resp *http.Response) (io.ReadCloser, error) {
	watched := &lull{}
	x.transport.lulls.watch(watched, resp.Body)
	limit := x.call.MaxBody
	switch {
	case limit <= 0:
		return watched, nil
	case resp.ContentLength > limit:
		_ = watched.Close()
		return nil, tooLarge(resp.ContentLength, limit)
	}
	return &capped{ReadCloser: watched, left: limit, limit: limit}, nil
}

func tooLarge(size, limit int64) error {
	return fmt.Errorf("%w: %d bytes, at most %d", ErrAnswerTooLarge, size, limit)
}

// readBounded reads a body to its end, or fails when it has more than limit bytes.
func readBounded(resp *http.Response, limit int64) ([]byte, error) {
	size := resp.ContentLength
	if size > limit {
		return nil, tooLarge(size, limit)
	}
	room := int64(512)
	if size >= 0 {
		// One byte more than announced, so that the end is found without growing; not at once, should it be much.
		room = min(size, 1<<20) + 1
	}
	buffer := make([]byte, 0, room)
	for {
		n, err := resp.Body.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if int64(len(buffer)) > limit {
			return buffer[:limit], fmt.Errorf("%w: more than %d bytes", ErrAnswerTooLarge, limit)
		}
		if err == io.EOF {
			return buffer, nil
		}
		if err != nil {
			return buffer, err
		}
		if len(buffer) == cap(buffer) {
			// What was announced has come so far, and is believed from here on.
			buffer = slices.Grow(buffer, max(1, int(size)+1-len(buffer)))
		}
	}
}

// refuse records an attempt that was not sent, for a reason of our own.
func (x *exchange) refuse(err error) error {
	x.last = attempt{err: x.redact.error(err), local: true}
	return x.last.err
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
