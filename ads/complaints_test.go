package ads_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// What people ask of other clients for these ads, and must not have to ask of this one.
func TestComplaints(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"nobody can tell which link the number lacks", complainOfNumber},
		{"a bare Invalid parameter, while Meta has said what is wrong", complainOfReasons},
		{"links are not encoded", complainOfLinks},
		{"the enrolment in enhancements is missing", complainOfEnhancements},
		{"values of enums are missing", complainOfEnums},
		{"a rename sends the special ad categories anew", complainOfRename},
		{"placements are lost between reading and writing", complainOfPlacements},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(t)
		})
	}
}

func complainOfNumber(t *testing.T) {
	e, client := emulated(t)
	if err := e.Change(e.Seed().PageID, map[string]any{"has_whatsapp_number": false, "has_whatsapp_business_number": false, "whatsapp_number": nil}); err != nil {
		t.Fatal(err)
	}
	found, err := ads.NewAccount(client, e.Seed().AdAccountID).Preflight(t.Context(), springOn(e))
	if err != nil {
		t.Fatal(err)
	}
	blockers := found.Of(ads.Blocker)
	if len(blockers) != 1 || blockers[0].Kind != ads.FindingNumber || !strings.Contains(blockers[0].Remedy, "Link one in the Page's settings") {
		t.Fatalf("findings\n%s", found)
	}
	if refusal, ok := errors.AsType[*metabiz.Error](blockers[0].Err); !ok || refusal.Subcode != 1487246 {
		t.Errorf("Meta's own word is not kept: %v", blockers[0].Err)
	}
}

func complainOfReasons(t *testing.T) {
	g, client := newGraph(t)
	g.on("POST act_1/adsets", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"message":"Invalid parameter","code":100,"error_subcode":1885014,"error_user_title":"Promoted object missing",
			"error_user_msg":"Name the Page that the ad set promotes.","error_data":{"blame_field_specs":[["promoted_object","page_id"]]}}}`)
	})
	_, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{})
	refusal, ok := errors.AsType[*metabiz.Error](err)
	if !ok || !strings.Contains(err.Error(), "Name the Page that the ad set promotes.") {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"promoted_object.page_id"}, refusal.BlamedFields); diff != "" {
		t.Errorf("blamed (-want +got):\n%s", diff)
	}
}

func complainOfLinks(t *testing.T) {
	ad := plain()
	ad.Objective, ad.Website = ads.ObjectiveOutcomeTraffic, "https://a.example/caffè e tè"
	wantProblems(t, ad.Validate(), []string{"Website has characters that must be percent-encoded"})
}

func complainOfEnhancements(t *testing.T) {
	for _, creative := range []ads.Creative{
		ads.ImageCreative{Hash: "h"}, ads.VideoCreative{VideoID: "v", ThumbnailHash: "h"}, ads.CatalogCreative{ProductSetID: "5"},
		ads.CarouselCreative{Cards: []ads.CarouselCard{{Hash: "a"}, {Hash: "b"}}}, ads.SlideshowCreative{Slides: slides()},
	} {
		ad := plain()
		ad.Creative = creative
		if body := string(bodyOf(t, ad, ads.StepCreative)); !strings.Contains(body, `"enroll_status":"OPT_OUT"`) {
			t.Errorf("%T: %s", creative, body)
		}
	}
}

func complainOfEnums(t *testing.T) {
	var set ads.AdSet
	const text = `{"destination_type":"PHONE_CALL","optimization_goal":"MESSAGING_DEEP_CONVERSATION_AND_FOLLOW","billing_event":"LATER"}`
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(ads.AdSetParams{Name: "n", DestinationType: set.DestinationType, OptimizationGoal: set.OptimizationGoal, BillingEvent: set.BillingEvent})
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"PHONE_CALL", "MESSAGING_DEEP_CONVERSATION_AND_FOLLOW", "LATER"} {
		if !strings.Contains(string(again), value) {
			t.Errorf("%s is not in %s", value, again)
		}
	}
}

func complainOfRename(t *testing.T) {
	g, client := newGraph(t)
	if err := ads.NewCampaign(client, "7").Update(t.Context(), ads.CampaignUpdate{Name: "new"}); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(g.last(t, "POST 7").Body), `{"name":"new"}`)
}

func complainOfPlacements(t *testing.T) {
	g, client := newGraph(t)
	g.on("GET 7", answer(`{"id":"7","targeting":{"geo_locations":{"countries":["BR"]},"publisher_platforms":["instagram","whatsapp","threads","later"],
		"whatsapp_positions":["status"],"threads_positions":["threads_stream"],"later_positions":["somewhere"]}}`))
	set, err := ads.NewAdSet(client, "7").Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	set.Targeting.AgeMin = 21
	if err := ads.NewAdSet(client, "7").Update(t.Context(), ads.AdSetUpdate{Targeting: set.Targeting}); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(g.last(t, "POST 7").Body), `{"targeting":{"age_min":21,"geo_locations":{"countries":["BR"]},"publisher_platforms":["instagram","whatsapp","threads","later"],
		"whatsapp_positions":["status"],"threads_positions":["threads_stream"],"later_positions":["somewhere"]}}`)
}
