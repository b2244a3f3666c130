package transport

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// Gates that have opened are dropped, and those that are closed stay, however many there are.
func TestGatesAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGates()
		key := func(i int) Key { return Key{KindPair, "1:" + strconv.Itoa(i), ""} }
		for i := range 50_000 {
			g.close(key(i), time.Now().Add(time.Minute))
		}
		if n := len(g.notBefore); n != 50_000 {
			t.Errorf("%d of 50000 are closed", n)
		}
		time.Sleep(2 * time.Minute)
		for i := range 70_000 {
			g.close(key(i), time.Now().Add(time.Minute))
			time.Sleep(time.Second)
		}
		if n := len(g.notBefore); n > 2*gateSweep {
			t.Errorf("%d gates are remembered, of which 60 are closed", n)
		}
		if _, wait := g.closed([]Charge{{Key: key(69_999)}}); wait != 59*time.Second {
			t.Errorf("the last one is closed for %v", wait)
		}
	})
}
