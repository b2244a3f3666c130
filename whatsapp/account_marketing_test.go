package whatsapp

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// What Meta does not describe is kept as it came.
func TestCampaignsAndAudiencesKeepWhatCame(t *testing.T) {
	t.Parallel()
	const sent = `{"id":"7","name":"Spring","steps":[1,null]}`
	var campaign MessageCampaign
	var audience MessageAudience
	for _, v := range []any{&campaign, &audience} {
		if err := json.Unmarshal([]byte(sent), v); err != nil {
			t.Fatal(err)
		}
		if back, err := json.Marshal(v); err != nil || string(back) != sent {
			t.Errorf("%T: %s, %v", v, back, err)
		}
	}
	if campaign.ID != "7" || audience.ID != "7" {
		t.Errorf("%+v, %+v", campaign, audience)
	}
	if back, err := json.Marshal(MessageCampaign{ID: "8"}); err != nil || string(back) != `{"id":"8"}` {
		t.Errorf("%s, %v", back, err)
	}
}

func TestCreativeOptInTakesAnyShape(t *testing.T) {
	t.Parallel()
	want := CreativeFeatures{FeatureImageTouchups: OptIn}
	for sent, features := range map[string]CreativeFeatures{
		`{"creative_features_spec":{"image_touchups":{"enroll_status":"OPT_IN"}}}`:                             want,
		`{"id":"1","creative_features_spec":[{"key":"IMAGE_TOUCHUPS","value":{"enroll_status":"OPT_IN"}}]}`:    want,
		`{"creative_features_spec":{"image_touchups":{"enroll_status":"OPT_IN","customizations":{"x":true}}}}`: nil,
		`{"id":"1"}`: nil,
	} {
		var got CreativeOptIn
		if err := json.Unmarshal([]byte(sent), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(features, got.Features); diff != "" || string(got.Raw) != sent {
			t.Errorf("%s (-want +got):\n%s", sent, diff)
		}
	}
}

// Nothing of these is sent.
func TestFeaturesAndSamplesAreChecked(t *testing.T) {
	t.Parallel()
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL("http://127.0.0.1:1"))
	if err != nil {
		t.Fatal(err)
	}
	account := NewAccount(client, "1")
	photo := metabiz.FileFromBytes("a.png", []byte("x"))
	for path, err := range map[string]error{
		"features":            second(account.MessagingFeatures(t.Context(), nil)),
		"features[1].feature": second(account.MessagingFeatures(t.Context(), []string{"calling", " "})),
		"type":                account.AddMessageSample(t.Context(), Location{}),
		"text.body":           account.AddMessageSample(t.Context(), &Text{}),
		"interactive.header":  account.AddMessageSample(t.Context(), CTAURL{Header: Image{Upload: &photo}, Body: "b", DisplayText: "d", URL: "https://x"}),
	} {
		invalid, ok := errors.AsType[*metabiz.ValidationError](err)
		if !ok || len(invalid.Fields) != 1 || invalid.Fields[0].Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := account.AddMessageSample(t.Context(), nil); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Error(err)
	}
}

func TestMessagingFeaturesAreAskedFor(t *testing.T) {
	t.Parallel()
	e, err := emulator.Start(emulator.Config{Token: "token"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(e.URL()), metabiz.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := NewAccount(client, e.Seed().WABAID).MessagingFeatures(t.Context(), []string{"calling"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]MessagingFeature{{Feature: "calling", Status: "disabled"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
