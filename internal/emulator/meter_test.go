package emulator

import (
	"testing"
	"time"
)

// What is spent comes back in the way that the quota has.
func TestReturnOfQuotas(t *testing.T) {
	t.Parallel()
	// Ten calls fill the quota, one a minute; then each test looks how many go through at a time after the first.
	tests := map[string]struct {
		how    Return
		after  time.Duration
		going  int
		regain time.Duration // of the first that does not go
	}{
		"sliding, before the first is back": {ReturnSliding, 9*time.Minute + 30*time.Second, 0, 30 * time.Second},
		"sliding, three are back":           {ReturnSliding, 12*time.Minute + 30*time.Second, 3, 30 * time.Second},
		"drained while it was spent":        {ReturnDrain, 9*time.Minute + 30*time.Second, 9, 30 * time.Second},
		"reset, before":                     {ReturnReset, 9*time.Minute + 59*time.Second, 0, time.Second},
		"reset, after":                      {ReturnReset, 10 * time.Minute, 10, 10 * time.Minute},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, q := &meter{}, Quota{Limit: 10, Per: 10 * time.Minute, Return: test.how}
			for i := range 10 {
				if ok, _ := m.charge(q, 1, start.Add(time.Duration(i)*time.Minute)); !ok {
					t.Fatalf("call %d did not go", i)
				}
			}
			now, going := start.Add(test.after), 0
			for {
				ok, regain := m.charge(q, 1, now)
				if !ok {
					if regain != test.regain {
						t.Errorf("regained after %v, not %v", regain, test.regain)
					}
					break
				}
				going++
			}
			if going != test.going {
				t.Errorf("%d calls went, not %d", going, test.going)
			}
		})
	}
}

func TestOthersSpendOfAQuota(t *testing.T) {
	t.Parallel()
	m := &meter{}
	q := Quota{Limit: 1000, Per: time.Hour, Others: []Others{{Share: 0.5, From: start.Add(time.Hour), Until: start.Add(3 * time.Hour)}}}
	for _, test := range []struct {
		at   time.Duration
		want float64
	}{{0, 0}, {time.Hour, 0}, {90 * time.Minute, 25}, {2 * time.Hour, 50}, {3 * time.Hour, 50}, {4*time.Hour + time.Minute, 0}} {
		if got := m.percent(q, start.Add(test.at)); got < test.want-0.2 || got > test.want+0.2 {
			t.Errorf("after %v: %v %%, not %v", test.at, got, test.want)
		}
	}
	// They never take more than is left.
	greedy, full := &meter{}, Quota{Limit: 1000, Per: time.Hour, Others: []Others{{Share: 5}}}
	_ = greedy.percent(full, start)
	if got := greedy.percent(full, start.Add(30*time.Minute)); got < 99.9 || got > 100 {
		t.Errorf("%v %%", got)
	}
}

func TestHeadersLagBehind(t *testing.T) {
	t.Parallel()
	m, q := &meter{}, Quota{Limit: 100, Per: time.Hour, Delay: time.Minute}
	for i := range 10 {
		_, _ = m.charge(q, 1, start.Add(time.Duration(i)*10*time.Second))
		_ = m.percent(q, start.Add(time.Duration(i)*10*time.Second))
	}
	for _, test := range []struct {
		at   time.Duration
		want float64
	}{{90 * time.Second, 4}, {3 * time.Minute, 10}} {
		if got := m.percent(q, start.Add(test.at)); got != test.want {
			t.Errorf("after %v: %v %%, not %v", test.at, got, test.want)
		}
	}
}

func TestCostsOfOnesOwn(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start, Quotas: Quotas{
		AdAccount: Quota{Limit: 100, Per: time.Hour, Costs: map[string]float64{"GET": 2, "POST messages": 7}}}})
	c.ok("GET", "act_7")               // 2
	c.ok("POST", "act_7", "name", "x") // 3, as documented
	a := c.ok("POST", "act_7/messages", "to", "1")
	if got := header(t, a, "X-Ad-Account-Usage")["acc_id_util_pct"]; got != 12. {
		t.Errorf("%v %% used", got)
	}
}
