package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// arrivals are the times at which messages came in, and when one was refused.
func arrivals(f *fleet) (all, refused []time.Time) {
	for _, r := range f.emulator.Requests() {
		if strings.HasSuffix(r.Path, "/messages") {
			all = append(all, r.Time)
			if r.Status != 200 {
				refused = append(refused, r.Time)
			}
		}
	}
	return all, refused
}

func total(t *testing.T, tallies []tally) (sum tally) {
	t.Helper()
	for i, tally := range tallies {
		if tally.Sent == 0 {
			t.Errorf("process %d was starved: %+v", i+1, tallies)
		}
		sum.Sent, sum.Throttled = sum.Sent+tally.Sent, sum.Throttled+tally.Throttled
	}
	return sum
}

// Four processes, each of which would use the budget up alone, never use more of it than one may, and nearly all of it.
func TestFourProcessesShareOneNumber(t *testing.T) {
	t.Parallel()
	f, err := newFleet(settings{
		Redis: startRedis(t).addr, Prefix: t.Name() + ":", Processes: 4, For: 3 * time.Second,
		Quota: emulator.Quota{Limit: -1}, // the arrivals are counted here, by a finer measure
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.close)
	began := time.Now()
	tallies, err := f.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	q, _ := metabiz.DocumentedQuota(metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber}, "")
	sum, all := total(t, tallies), func() []time.Time { all, _ := arrivals(f); return all }()
	if len(all) != sum.Sent || sum.Throttled != 0 {
		t.Errorf("%+v sent, but %d arrived", sum, len(all))
	}
	span := all[len(all)-1].Sub(all[0])
	budget := func(d time.Duration) float64 { return float64(q.Burst) + q.PerSecond*d.Seconds() + 1 } // both ends count
	most := budget(span)
	// The first may have been long on its way, on a busy machine: it was not sent before the beginning.
	if got := float64(len(all)); got > budget(all[len(all)-1].Sub(began)) || got < 0.9*most {
		t.Errorf("%v messages in %v, and the budget is %.1f", got, span, most)
	}
	// Each second on its own. Messages that left in the second before may arrive late, on a busy machine.
	for i, from := range all {
		end, _ := slices.BinarySearchFunc(all, from.Add(time.Second), time.Time.Compare)
		if n := end - i; n > 80*110/100 {
			t.Errorf("%d messages in the second from %v on", n, from.Sub(all[0]))
			break
		}
	}
	t.Logf("%d messages in %v: %.1f%% of the budget; by process %+v", len(all), span.Round(time.Millisecond), 100*float64(len(all))/most, tallies)
}

// What Meta tells one process, the others need not find out.
func TestOneRefusalStopsAllProcesses(t *testing.T) {
	t.Parallel()
	f, err := newFleet(settings{
		Redis: startRedis(t).addr, Prefix: t.Name() + ":", Processes: 4, For: 3500 * time.Millisecond, Quota: emulator.Quota{Limit: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.close)
	timer := time.AfterFunc(1200*time.Millisecond, func() {
		f.emulator.Fault(emulator.Fault{Kind: emulator.FaultThrottle, Path: "*/messages", Code: 130429})
	})
	t.Cleanup(func() { timer.Stop() })
	tallies, err := f.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all, refused := arrivals(f)
	if sum := total(t, tallies); len(refused) != 1 || sum.Throttled != 1 || sum.Sent != len(all)-1 {
		t.Fatalf("%d arrived, %d were refused; the processes say %+v", len(all), len(refused), sum)
	}
	// What was on its way to Meta already could not be held back.
	var meanwhile, afterwards int
	for _, at := range all {
		switch since := at.Sub(refused[0]); {
		case since > 100*time.Millisecond && since < leastStop-50*time.Millisecond:
			meanwhile++
		case since >= leastStop:
			afterwards++
		}
	}
	if meanwhile > 0 || afterwards == 0 {
		t.Errorf("%d messages while the number was to rest, %d afterwards", meanwhile, afterwards)
	}
}

func TestProgram(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), settings{Redis: startRedis(t).addr, Processes: 2, For: time.Second, Callers: 4}, &out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "process 2:") || !strings.Contains(text, "; 0 refused.") {
		t.Error(text)
	}
	if err := run(t.Context(), settings{Redis: freeAddress(t), Processes: 1, For: time.Second}, &out); err == nil || !strings.Contains(err.Error(), "-redis") {
		t.Errorf("without a server: %v", err)
	}
}
