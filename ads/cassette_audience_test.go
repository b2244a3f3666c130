package ads_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// list makes a list of customers, with people in it.
func (p played) list(t *testing.T, name string, people, session int) *ads.CustomAudienceHandle {
	t.Helper()
	made, err := p.account.CreateAudience(t.Context(), ads.CustomerList{Name: name})
	failOn(t, err)
	audience := p.account.CustomAudience(made.ID)
	if people > 0 {
		_, err = audience.Upload(t.Context(), customers(people), upload(session))
		failOn(t, err)
	}
	return audience
}

// upload is by e-mail, in a session with a number that recordings agree on.
func upload(session int) ads.UploadOptions {
	return ads.UploadOptions{Schema: byEmail.Schema, SessionID: int64(session), BatchSize: 60}
}

func TestCassetteCustomAudience(t *testing.T) {
	t.Parallel()
	p := play(t, "custom_audience")
	audience := p.list(t, "Customers", 120, 1)
	got, err := audience.Get(t.Context(), ads.CustomAudienceGetQuery{})
	failOn(t, err)
	if !got.Deliverable() || got.ApproximateCountLowerBound < 100 || got.Subtype != ads.AudienceSubtypeCustom {
		t.Errorf("made: %s, %+v", got.StatusText(), got)
	}
	failOn(t, audience.Update(t.Context(), ads.CustomAudienceUpdate{Name: "Customers of Roma", Description: "of the shop"}))
	report, err := audience.Remove(t.Context(), customers(10), upload(2))
	if err != nil || report.Received != 10 {
		t.Errorf("removed: %s, %v", report, err)
	}
	failOn(t, p.account.RemoveUsersFromAudiences(t.Context(), ads.AudienceUsers{
		Payload: ads.AudiencePayload{Schema: byEmail.Schema, Data: [][]any{{sha("person11@example.com")}}},
	}))
	report, err = audience.Replace(t.Context(), customers(150), upload(3))
	if err != nil || report.Batches != 3 {
		t.Errorf("replaced: %s, %v", report, err)
	}
	sessions, err := metabiz.Collect(audience.Sessions(t.Context(), ads.SessionQuery{SessionID: "3"}))
	if err != nil || len(sessions) != 1 || sessions[0].NumReceived != "150" {
		t.Errorf("sessions %+v, %v", sessions, err)
	}
	_, err = audience.ShareWithAccounts(t.Context(), ads.ShareWithAccountsParams{AdAccounts: []string{p.Seed.AdAccountID}})
	failOn(t, err)
	shared, err := metabiz.Collect(audience.SharedAdAccounts(t.Context(), ads.SharedAdAccountQuery{}))
	if err != nil || len(shared) != 1 {
		t.Errorf("shared with %v, %v", shared, err)
	}
	info, err := metabiz.Collect(audience.SharedAccountInfo(t.Context()))
	if err != nil || len(info) != 1 || info[0].AccountName == "" {
		t.Errorf("shared with %+v, %v", info, err)
	}
	failOn(t, audience.UnshareWithAccounts(t.Context(), ads.UnshareWithAccountsParams{AdAccounts: []string{p.Seed.AdAccountID}}))
	failOn(t, drain(audience.Ads(t.Context(), ads.CustomAudienceAdQuery{})))
	failOn(t, drain(audience.Health(t.Context(), ads.HealthQuery{})))
	_, err = audience.AddSalt(t.Context(), ads.AddSaltParams{Salt: "pepper", ValidFrom: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), ValidTo: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	failOn(t, err)
	failOn(t, drain(audience.Salts(t.Context(), ads.SaltQuery{})))
	var names []string
	for a, err := range p.account.CustomAudiences(t.Context(), ads.CustomAudienceQuery{}) {
		failOn(t, err)
		names = append(names, a.Name)
	}
	if diff := cmp.Diff([]string{"Customers of Roma"}, names); diff != "" {
		t.Errorf("audiences (-want +got):\n%s", diff)
	}
	failOn(t, audience.Delete(t.Context()))
	if _, err := audience.Get(t.Context(), ads.CustomAudienceGetQuery{}); !errors.Is(err, metabiz.ErrNotFound) {
		t.Errorf("deleted: %v", err)
	}
}

func TestCassetteAudienceKinds(t *testing.T) {
	t.Parallel()
	p := play(t, "custom_audience_kinds")
	seed := p.list(t, "Seed", 120, 1)
	for _, tt := range []struct {
		want ads.AudienceSubtype
		of   ads.AudienceDefinition
	}{
		{ads.AudienceSubtypeEngagement, ads.EngagementAudience{Name: "Wrote to us", Rule: ads.AnyOf(ads.Engaged(ads.AudienceEventSourcePage, p.Seed.PageID, ads.AudienceEventPageMessaged, year))}},
		{ads.AudienceSubtypeWebsite, ads.WebsiteAudience{Name: "Bought", Rule: ads.AnyOf(ads.WebsiteEvent(p.Seed.DatasetID, "Purchase", 30*24*time.Hour))}},
		{ads.AudienceSubtypeLookalike, ads.LookalikeAudience{Name: "Like them", OriginAudienceID: seed.ID(), Country: "IT", Ratio: 0.01}},
		{ads.AudienceSubtypeMessengerSubscriberList, ads.SubscriberList{
			Name: "News", Channels: []ads.SubscriptionChannel{ads.SubscriptionChannelWhatsApp}, WhatsAppPhoneNumberID: p.Seed.PhoneNumberID}},
		{ads.AudienceSubtypeCustom, ads.CustomerList{Name: "Best", ValueBased: true}},
	} {
		made, err := p.account.CreateAudience(t.Context(), tt.of)
		failOn(t, err)
		got, err := p.account.CustomAudience(made.ID).Get(t.Context(), ads.CustomAudienceGetQuery{})
		failOn(t, err)
		if got.Subtype != tt.want || got.Name == "" {
			t.Errorf("%s: %+v", tt.want, got)
		}
	}
}

func TestCassetteAudienceRefusals(t *testing.T) {
	t.Parallel()
	p := play(t, "custom_audience_refused")
	accepted := func(lists int) func(*emulator.Emulator) {
		return func(e *emulator.Emulator) {
			failOn(t, e.Change(p.Seed.AdAccountID, map[string]any{"tos_accepted": map[string]any{"custom_audience_tos": lists}}))
		}
	}
	p.World(accepted(0))
	if _, err := p.account.CreateAudience(t.Context(), ads.CustomerList{Name: "Customers"}); !errors.Is(err, ads.ErrAudienceTerms) || !errors.Is(err, metabiz.ErrPolicy) {
		t.Errorf("without terms: %v", err)
	}
	terms, err := metabiz.Collect(p.account.CustomAudienceTerms(t.Context()))
	failOn(t, err)
	at := slices.IndexFunc(terms, func(tos ads.CustomAudiencesTOS) bool { return tos.Type == "custom_audience_tos" })
	if at < 0 {
		t.Fatalf("terms %+v", terms)
	}
	_, err = p.account.AcceptCustomAudienceTerms(t.Context(), ads.AcceptCustomAudienceTermsParams{TOSID: terms[at].ID})
	failOn(t, err)

	audience := p.list(t, "Customers", 3, 1)
	_, err = p.account.CreateAudience(t.Context(), ads.LookalikeAudience{Name: "Like them", OriginAudienceID: audience.ID(), Country: "IT", Ratio: 0.01})
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != 2654 {
		t.Errorf("a lookalike of three: %v", err)
	}
	if _, err := audience.Remove(t.Context(), customers(3), upload(2)); !errors.Is(err, ads.ErrAudienceTooSmall) {
		t.Errorf("all removed: %v", err)
	}
	batch := func(session int64, seq int, last bool) error {
		_, err := audience.ReplaceUsers(t.Context(), ads.AudienceUsers{
			Payload: ads.AudiencePayload{Schema: byEmail.Schema, Data: [][]any{{sha("person1@example.com")}}},
			Session: &ads.AudienceSession{SessionID: session, BatchSeq: seq, LastBatch: last},
		})
		return err
	}
	for _, step := range []struct {
		session int64
		seq     int
		last    bool
		want    error
	}{
		{8, 2, false, ads.ErrReplaceFirstBatch},
		{8, 1, false, nil},
		{9, 1, false, ads.ErrReplaceRunning},
		{8, 2, true, nil},
		{8, 3, true, ads.ErrReplaceFinished},
		{9, 1, false, nil},
	} {
		if err := batch(step.session, step.seq, step.last); !errors.Is(err, step.want) {
			t.Errorf("session %d, batch %d: %v, want %v", step.session, step.seq, err, step.want)
		}
	}
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(91 * time.Minute) })
	if err := batch(9, 2, true); !errors.Is(err, ads.ErrReplaceExpired) {
		t.Errorf("after 91 minutes: %v", err)
	}
	answer, err := audience.AddUsers(t.Context(), ads.AudienceUsers{
		Payload: ads.AudiencePayload{Schema: byEmail.Schema, Data: [][]any{{sha("person1@example.com")}, {"not a hash"}}},
	})
	if err != nil || answer.NumInvalidEntries != 1 || len(answer.InvalidEntrySamples) != 1 {
		t.Errorf("a row that is no hash: %+v, %v", answer, err)
	}
}

func TestCassetteSavedAudience(t *testing.T) {
	t.Parallel()
	p := play(t, "saved_audience")
	p.World(func(e *emulator.Emulator) {
		_, err := e.SaveAudience(p.Seed.AdAccountID, "Coffee in Roma", map[string]any{"age_min": 25, "geo_locations": map[string]any{"countries": []any{"IT"}}})
		failOn(t, err)
	})
	saved, err := metabiz.Collect(p.account.SavedAudiences(t.Context(), ads.SavedAudienceQuery{}))
	if err != nil || len(saved) != 1 {
		t.Fatalf("%d saved, %v", len(saved), err)
	}
	got, err := p.account.SavedAudience(saved[0].ID).Get(t.Context())
	if err != nil || got.Name != "Coffee in Roma" || got.Targeting.AgeMin != 25 {
		t.Errorf("saved: %+v, %v", got, err)
	}
}

func TestCassetteLeads(t *testing.T) {
	t.Parallel()
	p := play(t, "leadgen_form")
	page := ads.NewPage(p.client, p.Seed.PageID)
	asPage := metabiz.WithToken(p.Seed.PageToken)
	made, err := page.CreateLeadgenForm(t.Context(), coffeeForm(), asPage)
	failOn(t, err)
	form := ads.NewLeadgenForm(p.client, made.ID)
	test, err := form.CreateTestLead(t.Context(), ads.TestLeadParams{FieldData: []ads.UserLeadGenFieldData{{Name: "email", Values: []string{"test@example.com"}}}})
	failOn(t, err)
	tests, err := metabiz.Collect(form.TestLeads(t.Context()))
	if err != nil || len(tests) != 1 || tests[0].ID != test.ID || tests[0].Answer(ads.LeadFieldEmail) != "test@example.com" {
		t.Errorf("test leads %+v, %v", tests, err)
	}
	if _, err := form.CreateTestLead(t.Context(), ads.TestLeadParams{}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("a second test lead: %v", err)
	}
	failOn(t, ads.NewLead(p.client, test.ID).Delete(t.Context()))

	p.World(func(e *emulator.Emulator) {
		_, err := e.SendLead(made.ID, "", map[string]string{"email": "mary@example.com", "roast": "Dark"})
		failOn(t, err)
	})
	leads, err := metabiz.Collect(form.Leads(t.Context(), ads.LeadQuery{}))
	if err != nil || len(leads) != 1 || leads[0].Answer("roast") != "Dark" || leads[0].CreatedTime.IsZero() {
		t.Fatalf("leads %+v, %v", leads, err)
	}
	lead, err := ads.NewLead(p.client, leads[0].ID).Get(t.Context())
	if err != nil || !lead.IsOrganic || lead.FormID != made.ID {
		t.Errorf("lead %+v, %v", lead, err)
	}
	failOn(t, form.SetStatus(t.Context(), ads.LeadgenFormStatusArchived))
	got, err := form.Get(t.Context())
	if err != nil || got.Status != ads.LeadgenFormStatusArchived || got.LeadsCount != 1 {
		t.Errorf("archived: %+v, %v", got, err)
	}
	forms, err := metabiz.Collect(page.LeadgenForms(t.Context(), asPage))
	if err != nil || len(forms) != 1 || len(forms[0].Questions) != 3 {
		t.Errorf("forms %+v, %v", forms, err)
	}
}

func TestCassetteAdLeads(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_leads")
	p.link(t)
	campaignID := p.campaign(t, "Spring")
	ad, err := p.account.CreateAd(t.Context(), ads.AdParams{Name: "Ad", AdSetID: p.adSet(t, campaignID, "Italy"), Status: ads.StatusPaused, Creative: ads.AdCreative{CreativeID: p.creative(t, "Coffee")}})
	failOn(t, err)
	form, err := ads.NewPage(p.client, p.Seed.PageID).CreateLeadgenForm(t.Context(), coffeeForm(), metabiz.WithToken(p.Seed.PageToken))
	failOn(t, err)
	p.World(func(e *emulator.Emulator) {
		_, err := e.SendLead(form.ID, ad.ID, map[string]string{"email": "mary@example.com"})
		failOn(t, err)
	})
	leads, err := metabiz.Collect(p.account.Ad(ad.ID).Leads(t.Context(), ads.LeadQuery{}))
	if err != nil || len(leads) != 1 || leads[0].AdID != ad.ID || leads[0].Person().Email != "mary@example.com" {
		t.Errorf("leads %+v, %v", leads, err)
	}
}
