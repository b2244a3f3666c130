package transport

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func pairKeys(n int) []Key {
	keys := make([]Key, n)
	for i := range keys {
		keys[i] = Key{Kind: KindPair, ID: fmt.Sprintf("106540352242922:39333%07d", i)}
	}
	return keys
}

// BenchmarkLimiterMillionPairs is what a turn costs while a million recipients have buckets that are not full.
func BenchmarkLimiterMillionPairs(b *testing.B) {
	keys := pairKeys(1_000_000)
	s, ctx := newBuckets(), context.Background()
	before := heap()
	for _, key := range keys {
		_ = s.Wait(ctx, []Charge{{Key: key}})
	}
	live := len(s.byKey) // the oldest are full again before the last are used, and go
	bytes := heap() - before
	charges := []Charge{{}, {Key: Key{KindPhoneNumber, "1", ""}}}
	s.setQuota(charges[1].Key, Quota{Rate: 1e9, Burst: 1 << 30})
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		charges[0].Key = keys[i*7919%len(keys)]
		if err := s.Wait(ctx, charges); err != nil {
			b.Fatal(err)
		}
		i++
		if i == 20*len(keys) {
			b.Fatal("the bursts are used up")
		}
	}
	b.ReportMetric(float64(live), "live")
	b.ReportMetric(float64(bytes)/(1<<20), "MiB")
	b.ReportMetric(float64(bytes)/float64(max(live, 1)), "B/pair")
	runtime.KeepAlive(s)
}

// hourOfRecipients sends to as many as if there were a million in an hour, and tells how many buckets there were at most. The clock is
// that of the buckets alone.
func hourOfRecipients(ctx context.Context, recipients int) (s *buckets, most int) {
	s = newBuckets()
	charges := []Charge{{}}
	for i := range recipients {
		charges[0].Key = Key{Kind: KindPair, ID: fmt.Sprintf("106540352242922:39333%07d", i)}
		_ = s.Wait(ctx, charges)
		if i%278 == 277 {
			time.Sleep(time.Second)
			most = max(most, len(s.byKey))
		}
	}
	return s, most
}

// A million recipients in an hour are never more than a few thousand at once; at some 600 bytes each that is far below 64 MiB.
func TestMillionRecipientsInAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, most := hourOfRecipients(t.Context(), 100_000)
		if most < 1500 || most > 5000 {
			t.Errorf("at most %d at once", most)
		}
		time.Sleep(time.Minute)
		for range most {
			_ = s.Wait(t.Context(), charge(Key{KindPair, "1:last", ""}))
			time.Sleep(7 * time.Second)
		}
		if len(s.byKey) > 2 {
			t.Errorf("%d are left", len(s.byKey))
		}
	})
}
