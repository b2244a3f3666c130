package ads_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// delivered posts a signed body to a webhook and gives the status.
func delivered(t *testing.T, hook http.Handler, body string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Hub-Signature-256", metabiz.Signature("S", []byte(body)))
	w := httptest.NewRecorder()
	hook.ServeHTTP(w, r)
	return w.Code
}

const accountChanges = `{"object":"ad_account","entry":[{"id":"1234","time":1790000000,"changes":[
	{"field":"in_process_ad_objects","value":{"id":"77","level":"AD","status_name":"Active"}},
	{"field":"with_issues_ad_objects","value":{"id":78,"level":"AD_SET","error_code":"2446880","error_summary":"Number gone","error_message":"Link it again"}},
	{"field":"field_changed","value":{"object_id":"79","object_type":"adset","changed_fields":["effective_status"]}},
	{"field":"effective_status","value":{"id":"80","level":"CAMPAIGN","status_name":"PAUSED"}},
	{"field":"ad_recommendations","value":{"ad_account_id":"1234","ad_object_ids":["77",78],"recommendation_type":"AUTOFLOW_OPT_IN","recommendation_message":"Ready",
		"recommendation_stage":"mid_flight_recommendation","recommendation_signature":"s","recommendation_hash":"abc"}},
	{"field":"creative_fatigue","value":{"ad_account_id":"1234","adgroup_id":"77","creative_fatigue_level":"HIGH","creative_fatigue_message":"Tired"}},
	{"field":"subscriptions","value":{"subscription_id":3333,"account_id":1234,"object_id":4444,"object_type":"adset","field":"daily_budget","current_value":"1500"}},
	{"field":"product_set_issue","value":{"product_set_id":"5","type":"T","description":"D","recommended_action":"A"}},
	{"field":"ads_async_creation_request","value":{"status":"ERROR","result":{"x":1},"result_id":"6","error_code":100,"error_message":"no"}},
	{"field":"field_changed","value":{"object_id":"79","object_type":"ad","changed_fields":["name"]}},
	{"field":"something_new","value":{"x":1}}]}]}`

// collected is a subscriber that notes each event, without its header, under the name of its function.
func collected(got *[]string, fail func(string) error) ads.Events {
	note := func(function string, e ads.AccountEvent, rest ...any) error {
		if err := fail(function); err != nil {
			return err
		}
		*got = append(*got, fmt.Sprintf("%s %s %q", function, e.Header().Field, rest))
		return nil
	}
	return ads.Events{
		OnInProcess: func(_ context.Context, e ads.InProcessEvent) error {
			return note("OnInProcess", e, e.ObjectID, e.Level, e.StatusName)
		},
		OnWithIssues: func(_ context.Context, e ads.WithIssuesEvent) error {
			return note("OnWithIssues", e, e.ObjectID, e.Level, fmt.Sprint(e.ErrorCode), e.ErrorSummary, e.ErrorMessage)
		},
		OnEffectiveStatus: func(_ context.Context, e ads.EffectiveStatusEvent) error {
			return note("OnEffectiveStatus", e, e.ObjectID, e.Level, e.Status)
		},
		OnRecommendation: func(_ context.Context, e ads.RecommendationEvent) error {
			return note("OnRecommendation", e, e.ObjectIDs, e.Type, e.Message, e.Stage, e.Signature, e.Hash)
		},
		OnCreativeFatigue: func(_ context.Context, e ads.CreativeFatigueEvent) error {
			return note("OnCreativeFatigue", e, e.AdID, e.Fatigue, e.Message)
		},
		OnSubscription: func(_ context.Context, e ads.SubscriptionEvent) error {
			return note("OnSubscription", e, e.SubscriptionID, e.ObjectID, e.Level, e.Subject, e.CurrentValue)
		},
		OnProductSetIssue: func(_ context.Context, e ads.ProductSetIssueEvent) error {
			return note("OnProductSetIssue", e, e.ProductSetID, e.Type, e.Description, e.RecommendedAction)
		},
		OnAsyncCreation: func(_ context.Context, e ads.AsyncCreationEvent) error {
			return note("OnAsyncCreation", e, e.Status, string(e.Result), e.ResultID, fmt.Sprint(e.ErrorCode), e.ErrorMessage)
		},
		OnUnknown: func(_ context.Context, e ads.UnknownEvent) error {
			return note("OnUnknown", e, string(e.Raw), fmt.Sprint(e.Err != nil))
		},
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	var got []string
	failing := true
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}}, collected(&got, func(function string) error {
		if failing && function == "OnWithIssues" {
			return errors.New("busy")
		}
		return nil
	}))
	if status := delivered(t, hook, accountChanges); status != http.StatusInternalServerError {
		t.Errorf("status %d although a callback failed", status)
	}
	failing = false
	for range 2 { // what was done is not done again
		if status := delivered(t, hook, accountChanges); status != http.StatusOK {
			t.Errorf("status %d", status)
		}
	}
	want := []string{
		`OnInProcess in_process_ad_objects ["77" "ad" "Active"]`,
		`OnEffectiveStatus field_changed ["79" "ad_set" ""]`,
		`OnEffectiveStatus effective_status ["80" "campaign" "PAUSED"]`,
		`OnRecommendation ad_recommendations [["77" "78"] "AUTOFLOW_OPT_IN" "Ready" "mid_flight_recommendation" "s" "abc"]`,
		`OnCreativeFatigue creative_fatigue ["77" "HIGH" "Tired"]`,
		`OnSubscription subscriptions ["3333" "4444" "ad_set" "daily_budget" "1500"]`,
		`OnProductSetIssue product_set_issue ["5" "T" "D" "A"]`,
		`OnAsyncCreation ads_async_creation_request ["ERROR" "{\"x\":1}" "6" "100" "no"]`,
		`OnUnknown field_changed ["{\"object_id\":\"79\",\"object_type\":\"ad\",\"changed_fields\":[\"name\"]}" "false"]`,
		`OnUnknown something_new ["{\"x\":1}" "false"]`,
		`OnWithIssues with_issues_ad_objects ["78" "ad_set" "2446880" "Number gone" "Link it again"]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// What can't be read is not lost, and keeps nothing back.
func TestEventsOfOddShapes(t *testing.T) {
	t.Parallel()
	var got []string
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}}, collected(&got, func(string) error { return nil }))
	body := `{"object":"ad_account","entry":[7,{"id":1,"changes":["x",{"field":"creative_fatigue","value":[1]},{"field":"creative_fatigue"},
		{"field":"creative_fatigue","value":{"adgroup_id":null,"creative_fatigue_level":3}}]}]}`
	if status := delivered(t, hook, body); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	want := []string{
		`OnUnknown  ["\"x\"" "true"]`, `OnUnknown creative_fatigue ["[1]" "true"]`, `OnUnknown creative_fatigue ["" "true"]`,
		`OnCreativeFatigue creative_fatigue ["" "3" ""]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestEventsLeaveOthersAlone(t *testing.T) {
	t.Parallel()
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}}, ads.Events{
		OnOther: func(context.Context, ads.AccountEvent) error { return errors.New("was called") },
	}, ads.Events{})
	for _, body := range []string{
		`{"object":"page","entry":[{"id":"1","changes":[{"field":"feed","value":{}}]}]}`,
		`{"object":"ad_account","entry":[{"id":"1","changes":[]},{"id":"2"}]}`,
		`{"object":"ad_account"}`,
	} {
		if status := delivered(t, hook, body); status != http.StatusOK {
			t.Errorf("%s: status %d", body, status)
		}
	}
	if status := delivered(t, hook, accountChanges); status != http.StatusInternalServerError {
		t.Errorf("status %d although OnOther failed", status)
	}
}

// Events go into a queue, and come out again.
func TestEventsEncode(t *testing.T) {
	t.Parallel()
	event := ads.CreativeFatigueEvent{EventHeader: ads.EventHeader{AccountID: "1", Field: "creative_fatigue", Raw: json.RawMessage(`{"x":1}`)}, AdID: "7", Fatigue: "HIGH"}
	data, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	var back ads.CreativeFatigueEvent
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(event, back); diff != "" || event.Key() != back.Key() {
		t.Errorf("keys %s, %s (-want +got):\n%s", event.Key(), back.Key(), diff)
	}
}

func FuzzEventsDeliver(f *testing.F) {
	f.Add([]byte(accountChanges))
	f.Add([]byte(`{"object":"ad_account","entry":[{"id":7,"time":"x","changes":[{"field":null,"value":[]}]}]}`))
	var got []string
	events := collected(&got, func(string) error { return nil })
	f.Fuzz(func(_ *testing.T, body []byte) {
		got = nil
		_ = events.Deliver(context.Background(), &metabiz.Delivery{Object: "ad_account", Body: body})
	})
}
