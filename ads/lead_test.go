package ads_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

func coffeeForm() ads.LeadgenFormParams {
	return ads.LeadgenFormParams{
		Name: "Tasting",
		Questions: []ads.LeadGenQuestion{
			ads.Question("EMAIL"), ads.Question("FULL_NAME"), ads.CustomQuestion("roast", "Which roast?", "Light", "Dark"),
		},
		PrivacyPolicy: &ads.LeadGenPrivacyPolicy{URL: "https://bottega.example/privacy"},
	}
}

func TestLeadgenFormValidate(t *testing.T) {
	t.Parallel()
	if err := coffeeForm().Validate(); err != nil {
		t.Error(err)
	}
	tests := map[string]func(*ads.LeadgenFormParams){
		"name":                          func(f *ads.LeadgenFormParams) { f.Name = "" },
		"questions":                     func(f *ads.LeadgenFormParams) { f.Questions = nil },
		"questions[0].type":             func(f *ads.LeadgenFormParams) { f.Questions[0].Type = "" },
		"questions[1].key":              func(f *ads.LeadgenFormParams) { f.Questions[1].Type = "EMAIL" },
		"questions[2].label":            func(f *ads.LeadgenFormParams) { f.Questions[2].Label = "" },
		"questions[2].options[1].value": func(f *ads.LeadgenFormParams) { f.Questions[2].Options[1].Value = "" },
		"privacy_policy.url":            func(f *ads.LeadgenFormParams) { f.PrivacyPolicy = nil },
		"follow_up_action_url":          func(f *ads.LeadgenFormParams) { f.FollowUpActionURL = "bottega" },
	}
	g, client := newGraph(t)
	for path, change := range tests {
		form := coffeeForm()
		change(&form)
		_, err := ads.NewPage(client, "2").CreateLeadgenForm(t.Context(), form)
		if field, ok := errors.AsType[metabiz.FieldError](err); !ok || field.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	if got := g.lines(); len(got) > 0 {
		t.Errorf("sent %v", got)
	}
	if _, err := ads.NewPage(client, "2").CreateLeadgenForm(t.Context(), coffeeForm()); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(g.last(t, "POST 2/leadgen_forms").Body), `{"name":"Tasting","privacy_policy":{"url":"https://bottega.example/privacy"},"questions":[
		{"type":"EMAIL"},{"type":"FULL_NAME"},
		{"type":"CUSTOM","key":"roast","label":"Which roast?","options":[{"key":"1","value":"Light"},{"key":"2","value":"Dark"}]}]}`)
	if err := ads.NewLeadgenForm(client, "6").SetStatus(t.Context(), ads.LeadgenFormStatusArchived); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(g.last(t, "POST 6").Body), `{"status":"ARCHIVED"}`)
}

func TestLeadQuery(t *testing.T) {
	t.Parallel()
	query := ads.LeadQuery{After: time.Unix(1000, 0), Before: time.Unix(2000, 5), Limit: 7}
	for line, walk := range map[string]func(context.Context, *metabiz.Client) error{
		"GET 6/leads": func(ctx context.Context, c *metabiz.Client) error {
			return errors.Join(drain(ads.NewLeadgenForm(c, "6").Leads(ctx, query)), drain(ads.NewLeadgenForm(c, "6").LeadPages(ctx, query)))
		},
		"GET 4/leads": func(ctx context.Context, c *metabiz.Client) error {
			return errors.Join(drain(ads.NewAd(c, "4").Leads(ctx, query)), drain(ads.NewAd(c, "4").LeadPages(ctx, query)))
		},
	} {
		g, client := newGraph(t)
		if err := walk(t.Context(), client); err != nil || len(g.lines()) != 2 {
			t.Fatal(err, g.lines())
		}
		got, _ := url.ParseQuery(g.last(t, line).Query)
		sameJSON(t, []byte(got.Get("filtering")), `[{"field":"time_created","operator":"GREATER_THAN","value":1000},{"field":"time_created","operator":"LESS_THAN","value":2000}]`)
		if got.Get("limit") != "7" || got.Get("fields") == "" {
			t.Errorf("query %v", got)
		}
	}
}

func TestLeadAnswers(t *testing.T) {
	t.Parallel()
	var lead ads.Lead
	err := json.Unmarshal([]byte(`{"id":"8","created_time":"2026-11-01T10:00:00+0000","field_data":[
		{"name":"email","values":[" mary@example.com "]},{"name":"full_name","values":["Mary Poppins"]},{"name":"phone_number","values":["+15559876543"]},
		{"name":"date_of_birth","values":["07/31/1985"]},{"name":"country","values":["US"]},{"name":"roast","values":["Dark","Light"]}],
		"custom_disclaimer_responses":[{"checkbox_key":"news","is_checked":"1"},{"checkbox_key":"ads","is_checked":""}]}`), &lead)
	if err != nil {
		t.Fatal(err)
	}
	want := ads.Person{
		Email: "mary@example.com", Phone: "+15559876543", FirstName: "Mary", LastName: "Poppins", Country: "US",
		DateOfBirth: time.Date(1985, 7, 31, 0, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(want, lead.Person()); diff != "" {
		t.Errorf("person (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Dark", "Light"}, lead.Answers("roast")); diff != "" || lead.Answer("roast") != "Dark" || lead.Answer("none") != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	if !lead.Consented("news") || lead.Consented("ads") || lead.Consented("none") {
		t.Error("consent is wrong")
	}
	lead = ads.Lead{FieldData: []ads.UserLeadGenFieldData{{Name: "full_name", Values: []string{"Ana María de la Cruz"}}, {Name: "country", Values: []string{"Spain"}}, {Name: "date_of_birth", Values: []string{"soon"}}}}
	if diff := cmp.Diff(ads.Person{}, lead.Person()); diff != "" {
		t.Errorf("what can't be told is told (-want +got):\n%s", diff)
	}
}

// A form goes from its making to the leads of an ad and of posts.
func TestLeadStory(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	asPage, err := client.With(metabiz.WithToken(pageToken(t, e)))
	if err != nil {
		t.Fatal(err)
	}
	page := ads.NewPage(asPage, e.Seed().PageID)
	form, err := page.CreateLeadgenForm(t.Context(), coffeeForm())
	if err != nil {
		t.Fatal(err)
	}
	launched, err := ads.NewAccount(client, e.Seed().AdAccountID).Launch(t.Context(), springOn(e), ads.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	start := e.Clock().Now()
	e.Clock().Advance(time.Hour)
	first, err := e.SendLead(form.ID, launched.AdID, map[string]string{"email": "mary@example.com", "roast": "Dark"})
	if err != nil {
		t.Fatal(err)
	}
	between := e.Clock().Now().Add(time.Minute)
	e.Clock().Advance(time.Hour)
	second, err := e.SendLead(form.ID, "", map[string]string{"email": "giulia@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	ids := func(leads []ads.Lead, err error) []string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, l := range leads {
			out = append(out, l.ID)
		}
		return out
	}
	handle := ads.NewLeadgenForm(client, form.ID)
	for _, tt := range []struct {
		query ads.LeadQuery
		want  []string
	}{
		{ads.LeadQuery{}, []string{second, first}},
		{ads.LeadQuery{After: between}, []string{second}},
		{ads.LeadQuery{After: start, Before: between}, []string{first}},
	} {
		if diff := cmp.Diff(tt.want, ids(metabiz.Collect(handle.Leads(t.Context(), tt.query)))); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.query, diff)
		}
	}
	if diff := cmp.Diff([]string{first}, ids(metabiz.Collect(ads.NewAd(client, launched.AdID).Leads(t.Context(), ads.LeadQuery{})))); diff != "" {
		t.Errorf("of the ad (-want +got):\n%s", diff)
	}
	lead, err := ads.NewLead(client, first).Get(t.Context())
	if err != nil || lead.Answer(ads.LeadFieldEmail) != "mary@example.com" || lead.Answer("roast") != "Dark" || lead.AdID != launched.AdID || lead.IsOrganic {
		t.Errorf("lead %+v, %v", lead, err)
	}
	forms, err := metabiz.Collect(page.LeadgenForms(t.Context()))
	if err != nil || len(forms) != 1 || forms[0].LeadsCount != 2 || forms[0].Questions[2].Key != "roast" {
		t.Errorf("forms %+v, %v", forms, err)
	}
}

func pageToken(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithAppSecret("S"), metabiz.WithBaseURL(e.URL()))
	if err != nil {
		t.Fatal(err)
	}
	var page struct {
		AccessToken string `json:"access_token"`
	}
	if err := client.Get(t.Context(), metabiz.Path(e.Seed().PageID), map[string]string{"fields": "access_token"}, &page); err != nil {
		t.Fatal(err)
	}
	return page.AccessToken
}
