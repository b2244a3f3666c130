package ads_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func photoOrFilm() ads.SplitTest {
	return ads.SplitTest{
		Name: "Photo or film", Start: time.Unix(1_800_000_000, 0), End: time.Unix(1_801_000_000, 0),
		Cells: []ads.StudyCell{{Name: "Photo", AdSets: []string{"3"}}, {Name: "Film", AdSets: []string{"4"}}, {Name: "Both", AdSets: []string{"5"}}},
	}
}

func TestSplitTestOnTheWire(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	test := photoOrFilm()
	test.Objectives = []ads.StudyObjective{{Name: "Chats", Type: ads.StudyObjectiveConversions, IsPrimary: new(true), AdsPixels: []ads.StudySignal{{ID: "9"}}}}
	want := `{"name":"Photo or film","type":"SPLIT_TEST","start_time":1800000000,"end_time":1801000000,"cells":[
		{"name":"Photo","treatment_percentage":34,"adsets":["3"]},{"name":"Film","treatment_percentage":33,"adsets":["4"]},{"name":"Both","treatment_percentage":33,"adsets":["5"]}],
		"objectives":[{"name":"Chats","type":"CONVERSIONS","is_primary":true,"adspixels":[{"id":"9"}]}]}`
	if _, err := ads.NewBusiness(client, "8").CreateAdStudy(t.Context(), test.Params()); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(g.last(t, "POST 8/ad_studies").Body), want)
	if _, err := ads.NewUser(client, "9").CreateAdStudy(t.Context(), test.Params()); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(g.last(t, "POST 9/ad_studies").Body), want)
}

func TestStudyRefusedBeforehand(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*ads.AdStudyParams)
		want   string
	}{
		{"sound", func(*ads.AdStudyParams) {}, ""},
		{"lift", func(p *ads.AdStudyParams) {
			p.Type, p.Cells = ads.StudyLift, []ads.StudyCell{{Name: "Seen", TreatmentPercentage: 90, ControlPercentage: 10, AdAccounts: []string{"1"}}}
		}, ""},
		{"nothing", func(p *ads.AdStudyParams) { *p = ads.AdStudyParams{} }, "name is empty"},
		{"no times", func(p *ads.AdStudyParams) { p.StartTime, p.EndTime = ads.UnixTime{}, ads.UnixTime{} }, "start_time is missing"},
		{"ends first", func(p *ads.AdStudyParams) { p.EndTime = p.StartTime }, "end_time is not after start_time"},
		{"observed too briefly", func(p *ads.AdStudyParams) { p.ObservationEndTime = p.StartTime }, "observation_end_time is before end_time"},
		{"confidence", func(p *ads.AdStudyParams) { p.ConfidenceLevel = 90 }, "confidence_level is not a share from 0 to 1"},
		{"one cell", func(p *ads.AdStudyParams) { p.Cells = p.Cells[:1] }, "cells are fewer than 2"},
		{"99 percent", func(p *ads.AdStudyParams) { p.Cells[0].TreatmentPercentage = 33 }, "cells have shares that don't make 100 percent"},
		{"no share", func(p *ads.AdStudyParams) { p.Cells[0].TreatmentPercentage = 0 }, "cells[0].treatment_percentage is not a share from 1 to 100"},
		{"control group", func(p *ads.AdStudyParams) { p.Cells[0].ControlPercentage = 1 }, "cells[0].control_percentage is for lift studies"},
		{"no name", func(p *ads.AdStudyParams) { p.Cells[1].Name = "" }, "cells[1].name is empty"},
		{"same name", func(p *ads.AdStudyParams) { p.Cells[1].Name = "Photo" }, "cells[1].name is the name of another cell"},
		{"same object", func(p *ads.AdStudyParams) { p.Cells[1].AdSets = []string{"3"} }, "cells[1].adsets is also in cells[0]"},
		{"other kind", func(p *ads.AdStudyParams) { p.Cells[1].AdSets, p.Cells[1].Campaigns = nil, []string{"2"} }, "cells[1].campaigns does not go with the adsets of other cells"},
		{"two kinds", func(p *ads.AdStudyParams) { p.Cells[1].Campaigns = []string{"2"} }, "cells[1] needs objects of one kind"},
		{"empty cell", func(p *ads.AdStudyParams) { p.Cells[1].AdSets = nil }, "cells[1] needs objects of one kind"},
		{"nameless objective", func(p *ads.AdStudyParams) { p.Objectives = []ads.StudyObjective{{}} }, "objectives[0].name is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			params := photoOrFilm().Params()
			tt.change(&params)
			g, client := newGraph(t)
			_, err := ads.NewBusiness(client, "8").CreateAdStudy(t.Context(), params)
			if tt.want == "" {
				if err != nil || len(g.lines()) != 1 {
					t.Errorf("error %v, calls %v", err, g.lines())
				}
				return
			}
			if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), tt.want) || len(g.lines()) > 0 {
				t.Errorf("error %v, calls %v", err, g.lines())
			}
		})
	}
	_, client := newGraph(t)
	if err := ads.NewAdStudy(client, "6").Update(t.Context(), ads.AdStudyUpdate{Cells: []ads.StudyCell{{}}}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("update: %v", err)
	}
	if err := ads.NewAdStudy(client, "6").Update(t.Context(), ads.AdStudyUpdate{Name: "N"}); err != nil {
		t.Errorf("update: %v", err)
	}
}

// Shares that were chosen stay as they are.
func TestEvenCells(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 7; n++ {
		sum := 0
		for _, c := range ads.EvenCells(make([]ads.StudyCell, n)) {
			sum += c.TreatmentPercentage
		}
		if sum != 100 {
			t.Errorf("%d cells make %d percent", n, sum)
		}
	}
	chosen := []ads.StudyCell{{TreatmentPercentage: 80}, {TreatmentPercentage: 20}}
	if got := ads.EvenCells(chosen); got[0].TreatmentPercentage != 80 || got[1].TreatmentPercentage != 20 {
		t.Errorf("%+v", got)
	}
	if got := ads.EvenCells(nil); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
