package metabiz

import (
	"context"
	"fmt"
	"runtime"
)

// WithReadAhead has lists fetch up to n pages while the one before them is worked on: with 1, the next page is on its
// way while the items of this one are ranged over, and two pages are in memory at most. 0 is the default: a page is
// fetched when it is asked for.
//
// Pages that are fetched count against Meta's limits even when the loop is broken off before their turn; what is under
// way then is given up, and nothing runs on behind the loop.
func WithReadAhead(n int) Option {
	return optionFunc(func(cfg *config) error {
		if n < 0 {
			return optionError("WithReadAhead", fmt.Sprintf("%d is below 0", n))
		}
		cfg.ahead = n
		return nil
	})
}

// fetchAhead is fetchAll in a goroutine of its own, which ends before fetchAhead does.
func (w *walk) fetchAhead(ctx context.Context, yield func(*arrival, error) bool) {
	type result struct {
		*arrival
		err      error
		panicked any // of the caller's interceptors, who may want to recover where they range
	}
	inner, stop := context.WithCancel(ctx)
	results := make(chan result, w.ahead-1) // one more waits to be taken
	cut := false                            // the context ended before the walk did
	whole := false                          // the walk came to its end, and its goroutine did not before
	go func() {
		defer close(results)
		send := func(r result) bool {
			select {
			case results <- r:
				return true
			case <-inner.Done():
				cut = true
				return false
			}
		}
		defer func() {
			if p := recover(); p != nil {
				send(result{panicked: p})
			}
		}()
		w.fetchAll(inner, func(a *arrival, err error) bool { return send(result{arrival: a, err: err}) })
		whole = true
	}()
	defer func() {
		stop()
		for range results { // until it is closed
		}
	}()
	for {
		r, ok := <-results
		switch {
		case r.panicked != nil:
			panic(r.panicked)
		case !ok && !cut && !whole:
			runtime.Goexit() // as it would have been without reading ahead: the list has not ended
		case !ok && !cut:
			return
		case r.err == nil && ctx.Err() != nil:
			// As without reading ahead, nothing more comes once the context has ended.
			r = result{err: fmt.Errorf("metabiz: %s: %w", w.req.operation(), context.Cause(ctx))}
		}
		if !yield(r.arrival, r.err) || r.err != nil {
			return
		}
	}
}
