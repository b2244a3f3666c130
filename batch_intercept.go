package metabiz

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// intercepted sends a batch with every interceptor around each of its calls, so
// that what guards a single call guards it here as well. Each chain of
// interceptors runs until it asks for its call to be made, and waits there until
// the batch has been answered.
func intercepted(ctx context.Context, interceptors []Interceptor, calls []BatchCall, send func([]BatchCall) ([]BatchResult, error)) ([]BatchResult, error) {
	chains := make([]*batchChain, len(calls))
	for i, call := range calls {
		chains[i] = newBatchChain(ctx, interceptors, call.Request)
	}
	var let []BatchCall // what the interceptors let through
	var from []int      // which call each is
	refused := map[string]error{}
	for i, chain := range chains {
		if err := chain.wanted(ctx); err != nil {
			if calls[i].Name != "" {
				refused[calls[i].Name] = err
			}
			continue
		}
		call := calls[i]
		call.Request = chain.request
		if err := leansOn(call, refused); err != nil {
			chain.answer(BatchResult{Err: err})
			if call.Name != "" {
				refused[call.Name] = err
			}
			continue
		}
		let, from = append(let, call), append(from, i)
	}
	answers, err := send(let)
	for n, i := range from {
		if err != nil {
			chains[i].answer(BatchResult{Err: err})
			continue
		}
		chains[i].answer(answers[n])
	}
	results := make([]BatchResult, len(calls))
	for i, chain := range chains {
		results[i] = chain.wait()
	}
	return results, err
}

// leansOn tells whether a call needs the answer of one that was refused.
func leansOn(call BatchCall, refused map[string]error) error {
	if len(refused) == 0 {
		return nil
	}
	op, err := newBatchOp(defaultConfig(), 0, call)
	if err != nil {
		return nil // reported when the batch is made
	}
	for _, name := range op.refersTo {
		if cause, ok := refused[name]; ok {
			return fmt.Errorf("metabiz: %s: not sent: it refers to %q: %w", call.Request.operation(), name, cause)
		}
	}
	return nil
}

// batchChain is the interceptors of one call, stopped where they ask for the call to be made.
type batchChain struct {
	decided  chan struct{} // closed when request is set or the chain has ended without asking
	asked    bool
	request  *Request
	answers  chan BatchResult
	ended    chan struct{}
	result   BatchResult
	panicked any
}

var errAskedTwice = errors.New("metabiz: a call of a batch is made once: an interceptor asked for it again")

func newBatchChain(ctx context.Context, interceptors []Interceptor, req *Request) *batchChain {
	b := &batchChain{decided: make(chan struct{}), answers: make(chan BatchResult, 1), ended: make(chan struct{})}
	var once sync.Once
	next := func(_ context.Context, req *Request) (*Response, error) {
		first := false
		once.Do(func() {
			first = true
			b.asked, b.request = true, req
			close(b.decided)
		})
		if !first {
			return nil, errAskedTwice
		}
		answer := <-b.answers
		return answer.Response, answer.Err
	}
	for i := len(interceptors) - 1; i >= 0; i-- {
		inner, intercept := next, interceptors[i]
		next = func(ctx context.Context, req *Request) (*Response, error) { return intercept(ctx, req, inner) }
	}
	go func() {
		defer close(b.ended)
		defer once.Do(func() { close(b.decided) })
		defer func() { b.panicked = recover() }()
		b.result.Response, b.result.Err = next(ctx, req)
	}()
	return b
}

// wanted returns nil when the interceptors have asked for their call to be made,
// else why they have not. Where they can't make up their mind before the context
// ends, the call is over.
func (b *batchChain) wanted(ctx context.Context) error {
	select {
	case <-b.decided:
	case <-ctx.Done():
		err := fmt.Errorf("metabiz: an interceptor held a call of the batch up: %w", context.Cause(ctx))
		b.answer(BatchResult{Err: err})
		return err
	}
	switch {
	case b.asked:
		return nil
	case b.result.Err != nil:
		return b.result.Err
	}
	return errNoAnswer
}

func (b *batchChain) answer(r BatchResult) { b.answers <- r }

// wait gives what the interceptors made of the answer. Their panic is the caller's.
func (b *batchChain) wait() BatchResult {
	<-b.ended
	if b.panicked != nil {
		panic(b.panicked)
	}
	if b.result.Err == nil && b.result.Response == nil {
		b.result.Err = fmt.Errorf("metabiz: batch: %w", errNoAnswer)
	}
	return b.result
}
