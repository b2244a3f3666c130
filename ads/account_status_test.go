package ads_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func TestAccountInWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		account  ads.AdAccount
		text     string
		delivers bool
	}{
		{ads.AdAccount{AccountStatus: 1}, "active", true},
		{ads.AdAccount{AccountStatus: 2, DisableReason: 1}, "disabled: its ads go against the advertising policies", false},
		{ads.AdAccount{AccountStatus: 2, DisableReason: 99}, "disabled: reason 99", false},
		{ads.AdAccount{AccountStatus: 9}, "in its grace period after a payment that failed", true},
		{ads.AdAccount{AccountStatus: 42}, "in state 42", false},
	}
	for _, tt := range tests {
		if got := tt.account.StatusText(); got != tt.text || tt.account.CanDeliver() != tt.delivers {
			t.Errorf("%d/%d: %q, delivers %v", tt.account.AccountStatus, tt.account.DisableReason, got, tt.account.CanDeliver())
		}
	}
	spent := ads.AdAccount{SpendCap: 500, AmountSpent: 700, UserTasks: []string{"MANAGE"}, TOSAccepted: map[string]int{"b": 1, "a": 1, "c": 0}}
	if left, limited := spent.SpendLeft(); left != 0 || !limited {
		t.Errorf("%d left, %v", left, limited)
	}
	if _, limited := (&ads.AdAccount{}).SpendLeft(); limited {
		t.Error("no cap limits")
	}
	if !spent.HasTask(ads.AdAccountPermittedTaskAdvertise) || (&ads.AdAccount{UserTasks: []string{"ANALYZE"}}).HasTask(ads.AdAccountPermittedTaskAdvertise) {
		t.Error("tasks")
	}
	if diff := cmp.Diff([]string{"a", "b"}, spent.AcceptedTerms()); diff != "" {
		t.Error(diff)
	}
	if got := (&ads.FundingSourceDetails{Type: 1}).TypeText() + ", " + (&ads.FundingSourceDetails{Type: 77}).TypeText(); got != "credit card, type 77" {
		t.Error(got)
	}
}

func TestSpendCap(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	account := ads.NewAccount(client, "1")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{account.SetSpendCap(t.Context(), 500), `{"spend_cap":500}`},
		{account.ResetSpend(t.Context()), `{"spend_cap_action":"reset"}`},
		{account.RemoveSpendCap(t.Context()), `{"spend_cap_action":"delete"}`},
	} {
		if tt.err != nil {
			t.Error(tt.err)
		}
	}
	var sent []string
	for _, r := range g.requests {
		sent = append(sent, r.Body)
	}
	if diff := cmp.Diff([]string{`{"spend_cap":500}`, `{"spend_cap_action":"reset"}`, `{"spend_cap_action":"delete"}`}, sent); diff != "" {
		t.Error(diff)
	}
	if err := account.SetSpendCap(t.Context(), 0); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Error(err)
	}
}

func TestExplained(t *testing.T) {
	t.Parallel()
	var ad ads.Ad
	err := json.Unmarshal([]byte(`{"ad_review_feedback":{"global":{"B":"second","A":"first"},"placement_specific":{"whatsapp":{"C":"fourth"},"instagram":{"D":"third"}}},
		"issues_info":[{"level":"AD","error_code":1487246,"error_type":"HARD_ERROR","error_summary":"Not linked","error_message":"Link it."},
			{"level":"AD","error_code":1,"error_type":"SOFT_ERROR","error_summary":"Slow","error_message":"It takes a while."}]}`), &ad)
	if err != nil {
		t.Fatal(err)
	}
	want := []ads.ReviewReason{{"", "A", "first"}, {"", "B", "second"}, {"instagram", "D", "third"}, {"whatsapp", "C", "fourth"}}
	if diff := cmp.Diff(want, ad.AdReviewFeedback.Reasons()); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if (*ads.AdgroupReviewFeedback)(nil).Reasons() != nil {
		t.Error("reasons of nothing")
	}
	first, second := ad.IssuesInfo[0].Issue(), ad.IssuesInfo[1].Issue()
	if !first.Stops() || first.Hint() != metabiz.Hint(1487246, 0) || first.Hint() == "" || second.Stops() {
		t.Errorf("%+v, hint %q; %+v", first, first.Hint(), second)
	}
}

// What came of a request in the background is told like the call's own answer.
func TestAsyncOutcome(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, id, err string }{
		{`{"id":"1","status":"SUCCESS","result":{"id":"7"}}`, "7", ""},
		{`{"id":"1","status":"SUCCESS","result":{"ad_id":7}}`, "7", ""},
		{`{"id":"1","status":"IN_PROGRESS"}`, "", ""},
		{`{"id":"1","status":"ERROR","result":{"error":{"code":100,"error_subcode":1885029,"message":"Pages do not match"}}}`, "", "Pages do not match (code 100/1885029"},
		{`{"id":"1","status":"ERROR","result":{"error_code":"1487246","error_message":"Not linked"}}`, "", "Not linked (code 1487246"},
		{`{"id":"1","status":"ERROR","result":{"error":{"code":-2,"message":"Try later"}}}`, "", "Try later (code -2"},
		{`{"id":"1","status":"USER_CANCELED"}`, "", "ended as USER_CANCELED"},
	}
	for _, tt := range tests {
		var request ads.AdAsyncRequest
		if err := json.Unmarshal([]byte(tt.text), &request); err != nil {
			t.Fatal(err)
		}
		got := request.Outcome()
		told := ""
		if got.Err != nil {
			told = got.Err.Error()
		}
		if got.ObjectID != tt.id || (tt.err == "") != (told == "") || !strings.Contains(told, tt.err) {
			t.Errorf("%s: %+v, %s", tt.text, got, told)
		}
	}
	g, client := newGraph(t)
	for _, bulk := range []ads.BulkAds{{}, {Name: "N"}, {Name: "N", Ads: make([]ads.AdParams, 501)}, {Name: "N", Ads: []ads.AdParams{{Name: "A"}}}, {Name: "N", NotifyURI: "x", Ads: []ads.AdParams{{Name: "A", AdSetID: "3"}}}} {
		if _, err := ads.NewAccount(client, "1").CreateAdsInBackground(t.Context(), bulk); !errors.Is(err, metabiz.ErrInvalidParam) || len(g.lines()) > 0 {
			t.Errorf("%d ads: %v", len(bulk.Ads), err)
		}
	}
}

// Each kind of place has its own list, and what has none is left out.
func TestPlacesOfTargeting(t *testing.T) {
	t.Parallel()
	var geo ads.TargetingGeoLocation
	all := geo.Add(
		ads.Location{Key: "IT", Type: ads.LocationCountry}, ads.Location{Key: "europe", Type: ads.LocationCountryGroup}, ads.Location{Key: "1", Type: ads.LocationRegion},
		ads.Location{Key: "2", Type: ads.LocationCity}, ads.Location{Key: "IT:20121", Type: ads.LocationZip}, ads.Location{Key: "DMA:1", Type: ads.LocationGeoMarket},
		ads.Location{Key: "3", Type: ads.LocationElectoralDistrict}, ads.Location{Key: "4", Type: ads.LocationSubcity}, ads.Location{Key: "5", Type: ads.LocationNeighborhood},
		ads.Location{Key: "6", Type: ads.LocationSmallGeoArea}, ads.Location{Key: "7", Type: ads.LocationMediumGeoArea}, ads.Location{Key: "8", Type: ads.LocationLargeGeoArea},
	)
	body, err := json.Marshal(geo)
	if err != nil || !all {
		t.Fatal(err, all)
	}
	sameJSON(t, body, `{"countries":["IT"],"country_groups":["europe"],"regions":[{"key":"1"}],"cities":[{"key":"2"}],"zips":[{"key":"IT:20121"}],"geo_markets":[{"key":"DMA:1"}],
		"electoral_districts":[{"key":"3"}],"subcities":[{"key":"4"}],"neighborhoods":[{"key":"5"}],"small_geo_areas":[{"key":"6"}],"medium_geo_areas":[{"key":"7"}],"large_geo_areas":[{"key":"8"}]}`)
	if geo.Add(ads.Location{Key: "9", Type: "planet"}) {
		t.Error("a planet was added")
	}
}
