package ads_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// after cuts the calls behind the last of a line.
func after(lines []string, line string) []string {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i] == line {
			return lines[i+1:]
		}
	}
	return lines
}

func TestLaunchRollsBack(t *testing.T) {
	t.Parallel()
	all := ads.Launched{ImageHashes: []string{"hash1"}, CampaignID: "campaign1", AdSetID: "adset1", CreativeID: "adcreative1", AdID: "ad1"}
	tests := []struct {
		fails   string // the call
		step    ads.StepName
		made    ads.Launched
		removes []string
	}{
		{"POST act_1/campaigns", ads.StepCampaign, ads.Launched{ImageHashes: all.ImageHashes}, nil},
		{"POST act_1/adsets", ads.StepAdSet, ads.Launched{ImageHashes: all.ImageHashes, CampaignID: "campaign1"}, []string{"DELETE campaign1"}},
		{"POST act_1/adcreatives", ads.StepCreative, ads.Launched{ImageHashes: all.ImageHashes, CampaignID: "campaign1", AdSetID: "adset1"},
			[]string{"DELETE adset1", "DELETE campaign1"}},
		{"POST act_1/ads", ads.StepAd, ads.Launched{ImageHashes: all.ImageHashes, CampaignID: "campaign1", AdSetID: "adset1", CreativeID: "adcreative1"},
			[]string{"DELETE adset1", "DELETE adcreative1", "DELETE campaign1"}},
		{"POST adset1", ads.StepActivateAdSet, all, []string{"DELETE ad1", "DELETE adset1", "DELETE adcreative1", "DELETE campaign1"}},
	}
	for _, tt := range tests {
		t.Run(tt.fails, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			g.on(tt.fails, refuse(100, 1885272, "too low"))
			launched, err := ads.NewAccount(client, "act_1").Launch(t.Context(), spring(), ads.LaunchOptions{})
			if launched != nil {
				t.Errorf("launched %v", launched)
			}
			failed, ok := errors.AsType[*ads.LaunchError](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if failed.Step != tt.step || !cmp.Equal(failed.Made, tt.made) || failed.RolledBack != (len(tt.removes) > 0) || failed.RollbackErr != nil {
				t.Errorf("%+v", failed)
			}
			if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Subcode != 1885272 {
				t.Errorf("Meta's refusal is lost: %v", err)
			}
			if diff := cmp.Diff(tt.removes, after(g.lines(), tt.fails), cmp.Transformer("nil", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
				t.Errorf("removed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLaunchRollbackThatFails(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("POST act_1/ads", refuse(100, 0, "no"))
	g.on("DELETE adset1", refuse(100, 33, "does not exist")) // gone already
	g.on("DELETE campaign1", refuse(200, 0, "not allowed"))
	_, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{})
	failed, ok := errors.AsType[*ads.LaunchError](err)
	if !ok {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff(ads.Launched{ImageHashes: []string{"hash1"}, CampaignID: "campaign1"}, failed.Left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if failed.RolledBack || !strings.Contains(err.Error(), "campaign campaign1") {
		t.Errorf("error %v", err)
	}
}

// A rollback happens although the launch was called off.
func TestLaunchCalledOff(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("closing time")
	_, err := ads.NewAccount(client, "1").Launch(ctx, spring(), ads.LaunchOptions{Observe: func(s ads.Step) {
		if s.Name == ads.StepAdSet {
			cancel(stop)
		}
	}})
	if !errors.Is(err, context.Canceled) && !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
	want := []string{"POST act_1/adimages", "POST act_1/campaigns", "POST act_1/adsets", "DELETE adset1", "DELETE campaign1"}
	if diff := cmp.Diff(want, g.lines()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestLaunchKeepsAndResumes(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	account := ads.NewAccount(client, "1")
	g.on("POST act_1/ads", refuse(613, 1487225, "too many ads"))
	_, err := account.Launch(t.Context(), spring(), ads.LaunchOptions{OnFailure: ads.Keep})
	failed, ok := errors.AsType[*ads.LaunchError](err)
	if !ok || failed.RolledBack {
		t.Fatalf("error %v", err)
	}
	g.on("POST act_1/ads", answer(`{"id":"ad7"}`))
	before := len(g.lines())
	var reused []ads.StepName
	launched, err := account.Launch(t.Context(), spring(), ads.LaunchOptions{Resume: failed.Made, Observe: func(s ads.Step) {
		if s.Reused {
			reused = append(reused, s.Name)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if launched.AdID != "ad7" || launched.CampaignID != failed.Made.CampaignID {
		t.Errorf("launched %v", launched)
	}
	if diff := cmp.Diff([]ads.StepName{ads.StepCampaign, ads.StepAdSet, ads.StepCreative}, reused); diff != "" {
		t.Errorf("reused (-want +got):\n%s", diff)
	}
	want := []string{"POST act_1/ads", "GET campaign1", "GET adset1", "POST campaign1", "POST adset1", "POST ad7"}
	if diff := cmp.Diff(want, g.lines()[before:]); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// labelled answers as an account in which a launch with the key "order 7" has got as far as its ad set.
func labelled(g *graph) {
	g.on("GET act_1/adlabels", answer(`{"data":[{"id":"l1","name":"other"},{"id":"l2","name":"order 7"}]}`))
	g.on("GET l2/campaigns", answer(`{"data":[{"id":"c9","name":"CTWA spring","status":"PAUSED"}]}`))
	g.on("GET l2/adsets", answer(`{"data":[{"id":"s8","status":"DELETED"},{"id":"s9","status":"PAUSED"}]}`))
}

func TestLaunchKey(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	labelled(g)
	g.on("POST act_1/ads", refuse(100, 0, "no"))
	_, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{Key: "order 7"})
	failed, ok := errors.AsType[*ads.LaunchError](err)
	if !ok || failed.Made.CampaignID != "" || failed.Made.CreativeID != "adcreative1" || !failed.RolledBack {
		t.Fatalf("%+v", err)
	}
	// What the earlier launch made is not this one's to remove.
	want := []string{
		"GET act_1/adlabels", "GET l2/campaigns", "GET l2/adsets", "GET l2/adcreatives", "GET l2/ads",
		"POST act_1/adimages", "POST act_1/adcreatives", "POST act_1/ads", "DELETE adcreative1",
	}
	if diff := cmp.Diff(want, g.lines()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if body := g.last(t, "POST act_1/adcreatives").Body; !strings.Contains(body, `"adlabels":[{"name":"order 7"}]`) {
		t.Errorf("the creative is not labelled: %s", body)
	}
	if body := g.last(t, "POST act_1/ads").Body; !strings.Contains(body, `"adset_id":"s9"`) {
		t.Errorf("the ad is not in the ad set found: %s", body)
	}
}

// drop breaks the connection instead of answering.
func drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func TestLaunchLostAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		key     string
		prepare func(*graph)
		lost    string
		found   string // the id that the launch goes on with; empty where it fails
	}{
		{"an ad set is known by its campaign", "", func(g *graph) {
			g.on("GET campaign1/adsets", answer(`{"data":[{"id":"s1","name":"another","status":"PAUSED"},{"id":"s2","name":"CTWA spring","status":"PAUSED"}]}`))
		}, "POST act_1/adsets", "s2"},
		{"an ad is known by its ad set", "", func(g *graph) {
			g.on("GET adset1/ads", answer(`{"data":[{"id":"a2","name":"CTWA spring","status":"PAUSED"}]}`))
		}, "POST act_1/ads", "a2"},
		{"a campaign is known by nothing", "", func(*graph) {}, "POST act_1/campaigns", ""},
		{"a creative is known by nothing", "", func(*graph) {}, "POST act_1/adcreatives", ""},
		{"a creative is known by its key", "order 7", func(g *graph) {
			calls := 0
			g.on("GET l2/adcreatives", func(w http.ResponseWriter, r *http.Request) {
				if calls++; calls == 1 {
					answer(`{"data":[]}`)(w, r) // before the launch
					return
				}
				answer(`{"data":[{"id":"cr2","name":"CTWA spring","status":"ACTIVE"}]}`)(w, r)
			})
			labelled(g)
		}, "POST act_1/adcreatives", "cr2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			tt.prepare(g)
			g.on(tt.lost, drop)
			launched, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{Key: tt.key})
			sent := 0
			for _, line := range g.lines() {
				if line == tt.lost {
					sent++
				}
			}
			if sent != 1 {
				t.Errorf("%s was sent %d times", tt.lost, sent)
			}
			if tt.found == "" {
				if !errors.Is(err, metabiz.ErrOutcomeUnknown) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(launched.String(), tt.found) {
				t.Errorf("launched %s without %s", launched, tt.found)
			}
		})
	}
}

// What was not acted on is sent again, once it has been looked for long enough.
func TestLaunchLostRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		first := true
		g.on("POST act_1/adsets", func(w http.ResponseWriter, r *http.Request) {
			if first {
				first = false
				drop(w, r)
			}
			answer(`{"id":"s1"}`)(w, r)
		})
		begin := time.Now()
		launched, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if launched.AdSetID != "s1" || time.Since(begin) != 5*time.Second {
			t.Errorf("launched %s after %v", launched, time.Since(begin))
		}
		looks := 0
		for _, line := range g.lines() {
			if line == "GET campaign1/adsets" {
				looks++
			}
		}
		if looks != 3 {
			t.Errorf("looked %d times", looks)
		}
	})
}

func TestLaunchApproval(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	account := ads.NewAccount(client, "1")
	g.on("GET act_1", answer(`{"currency":"EUR","id":"act_1"}`))
	start := time.Date(2098, 12, 1, 8, 0, 0, 0, time.UTC)
	tests := []struct {
		name     string
		budget   ads.Budget
		schedule ads.Schedule
		want     ads.Spend
	}{
		{"daily, open", ads.Budget{Daily: 1000}, ads.Schedule{}, ads.Spend{Daily: 1000, InADay: 1750, InAWeek: 7000}},
		{"daily, ten days", ads.Budget{Daily: 1000}, ads.Schedule{Start: start, End: start.Add(10 * 24 * time.Hour)},
			ads.Spend{Daily: 1000, InADay: 1750, InAWeek: 7000, Total: 7000 + 7000, Start: start, End: start.Add(10 * 24 * time.Hour)}},
		{"lifetime", ads.Budget{Lifetime: 5000}, ads.Schedule{Start: start, End: start.Add(time.Hour)},
			ads.Spend{InADay: 5000, InAWeek: 5000, Total: 5000, Start: start, End: start.Add(time.Hour)}},
	}
	tooMuch := errors.New("too much")
	for _, tt := range tests {
		ad := spring()
		ad.Budget, ad.Schedule = tt.budget, tt.schedule
		before := len(g.lines())
		var got ads.Spend
		_, err := account.Launch(t.Context(), ad, ads.LaunchOptions{Approve: func(_ context.Context, s ads.Spend) error {
			got = s
			return tooMuch
		}})
		if !errors.Is(err, tooMuch) {
			t.Errorf("%s: error %v", tt.name, err)
		}
		tt.want.AccountID, tt.want.Currency, tt.want.Name = "act_1", "EUR", "CTWA spring"
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: spend (-want +got):\n%s", tt.name, diff)
		}
		if diff := cmp.Diff([]string{"GET act_1"}, g.lines()[before:]); diff != "" {
			t.Errorf("%s: calls (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLaunchKeepPaused(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	never := func(context.Context, ads.Spend) error { return errors.New("was asked") }
	if _, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{KeepPaused: true, Approve: never}); err != nil {
		t.Fatal(err)
	}
	if got := g.lines(); got[len(got)-1] != "POST act_1/ads" {
		t.Errorf("calls %v", got)
	}
}
