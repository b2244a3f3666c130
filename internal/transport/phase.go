package transport

import (
	"context"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// phase is how far an attempt is known to have come.
type phase int32

const (
	phaseUntraced   phase = iota // nothing on the way reported: it may have been sent
	phaseConnecting              // a connection was asked for
	phaseConnected               // a connection was given: from here on the request may have left
	phaseAnswered                // a status line came back
)

// progress follows one attempt. The hooks run on net/http's goroutines, and may still run after the attempt has ended without an answer:
// so such an attempt's progress is not used again.
type progress struct {
	reached atomic.Int32
	trace   httptrace.ClientTrace
	shared  bool // trace is as it was made, so that it may be used again
}

var tracked = sync.Pool{New: func() any { return newProgress() }}

// newProgress makes one whose hooks report to it.
//
// A connection at hand counts as sent. httptrace tells when the headers are written, too, but over HTTP/2 only after a request
// without a body has left in full.
func newProgress() *progress {
	p := &progress{}
	p.trace = httptrace.ClientTrace{
		GetConn: func(string) { p.advance(phaseConnecting) },
		GotConn: func(httptrace.GotConnInfo) { p.advance(phaseConnected) },
	}
	return p
}

// traced gives a context whose request net/http reports about.
func traced(ctx context.Context) (context.Context, *progress) {
	var p *progress
	if httptrace.ContextClientTrace(ctx) == nil {
		p = tracked.Get().(*progress)
		p.reached.Store(int32(phaseUntraced))
		p.shared = true
	} else {
		p = newProgress() // the caller's own hooks are about to be woven into its
	}
	return httptrace.WithClientTrace(ctx, &p.trace), p
}

// done lets go of the progress of an attempt that net/http itself has answered, and so has nothing more to report of.
func (p *progress) done() {
	if p.shared {
		tracked.Put(p)
	}
}

// advance never goes back: net/http may ask for a second connection after it has used the first.
func (p *progress) advance(to phase) {
	for {
		at := p.reached.Load()
		if at >= int32(to) || p.reached.CompareAndSwap(at, int32(to)) {
			return
		}
	}
}

func (p *progress) phase() phase { return phase(p.reached.Load()) }
