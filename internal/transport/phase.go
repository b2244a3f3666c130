package transport

import (
	"context"
	"net/http/httptrace"
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

// progress follows one attempt. The hooks run on net/http's goroutines, and may still run after the attempt has ended:
// so there is one progress an attempt.
type progress struct{ reached atomic.Int32 }

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

// traced reports to p what net/http does with a request of the returned context.
//
// A connection at hand counts as sent. httptrace tells when the headers are written, too, but over HTTP/2 only after a request
// without a body has left in full.
func (p *progress) traced(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { p.advance(phaseConnecting) },
		GotConn: func(httptrace.GotConnInfo) { p.advance(phaseConnected) },
	})
}
