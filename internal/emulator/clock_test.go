package emulator

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStandingClock(t *testing.T) {
	t.Parallel()
	e := New(Config{Start: start})
	var got []string
	note := func(text string) func(*Call) {
		return func(c *Call) { got = append(got, c.Now().Sub(start).String()+" "+text) }
	}
	if err := e.act(func(c *Call) error {
		c.After(2*time.Hour, note("late"))
		c.After(time.Minute, note("first"))
		c.After(time.Minute, note("second"))
		c.After(time.Hour, func(c *Call) { c.After(time.Second, note("follow-up")) })
		c.After(100*time.Hour, note("never"))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(24 * time.Hour)
	want := []string{"1m0s first", "1m0s second", "1h0m1s follow-up", "2h0m0s late"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if now := e.Clock().Now(); !now.Equal(start.Add(24 * time.Hour)) {
		t.Errorf("now = %v", now)
	}
}

func TestRunningClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := New(Config{})
		begin := e.Clock().Now()
		var done []time.Duration
		later := func(c *Call) { done = append(done, c.Now().Sub(begin)) }
		if err := e.act(func(c *Call) error {
			c.After(time.Minute, later)
			c.After(time.Hour, later)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		e.Clock().Advance(time.Hour)
		if diff := cmp.Diff([]time.Duration{time.Minute, time.Hour}, done); diff != "" {
			t.Error(diff)
		}
		if got := e.Clock().Now().Sub(begin); got != time.Hour+2*time.Minute {
			t.Errorf("the clock shows %v", got)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}
