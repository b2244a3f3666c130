package pages

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPoll(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		options PollOptions
		doneAt  int           // the look that is the last; 0 is never
		failAt  int           // the look that fails
		within  time.Duration // deadline of the context
		looks   []time.Duration
		done    bool
		err     error
	}{
		"at once": {doneAt: 1, looks: []time.Duration{0}, done: true},
		"grows by half, up to 15 s": {doneAt: 10, done: true, looks: []time.Duration{0, time.Second, 2500 * time.Millisecond, 4750 * time.Millisecond,
			8125 * time.Millisecond, 13187500 * time.Microsecond, 20781250 * time.Microsecond, 32171875 * time.Microsecond, 47171875 * time.Microsecond, 62171875 * time.Microsecond}},
		"a last look when time is up": {options: PollOptions{Interval: 4 * time.Second, Timeout: 5 * time.Second}, looks: []time.Duration{0, 4 * time.Second, 5 * time.Second}},
		"an interval over the most":   {options: PollOptions{Interval: 20 * time.Second}, doneAt: 3, done: true, looks: []time.Duration{0, 20 * time.Second, 40 * time.Second}},
		"a failing look":              {failAt: 2, looks: []time.Duration{0, time.Second}, err: io.ErrUnexpectedEOF},
		"the context ends it":         {within: 2 * time.Second, looks: []time.Duration{0, time.Second}, err: context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.within > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.within)
					defer cancel()
				}
				began := time.Now()
				var looks []time.Duration
				done, err := poll(ctx, tt.options, func(context.Context) (bool, error) {
					looks = append(looks, time.Since(began))
					if len(looks) == tt.failAt {
						return false, io.ErrUnexpectedEOF
					}
					return len(looks) == tt.doneAt, nil
				})
				if done != tt.done || !errors.Is(err, tt.err) {
					t.Errorf("got %t, %v", done, err)
				}
				if diff := cmp.Diff(tt.looks, looks); diff != "" {
					t.Errorf("looked at (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// What ended the wait can be told by either: the context's error and its cause.
func TestPollTellsWhyItEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(io.ErrClosedPipe) })
		_, err := poll(ctx, PollOptions{Interval: time.Minute}, func(context.Context) (bool, error) { return false, nil })
		if !errors.Is(err, context.Canceled) || !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("error: %v", err)
		}
	})
}
