package whatsapp_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// reviewed lets the reviews of templates end.
func (p played) reviewed() { p.pass(time.Hour) }

func readyTemplate(name string) whatsapp.Template {
	return whatsapp.Template{
		Name: name, Language: "it", Category: whatsapp.Utility,
		Body: whatsapp.TemplateBody{Text: "Il tuo ordine {{1}} è pronto da noi.", Examples: []string{"1042"}},
	}
}

func (p played) create(t *testing.T, template whatsapp.Template) string {
	t.Helper()
	created, err := p.account.CreateTemplate(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	return created.ID
}

// A template is read by its id, edited, paused, unpaused and deleted, with another one.
func TestCassetteTemplateLife(t *testing.T) {
	t.Parallel()
	p := play(t, "template_life")
	first, second := p.create(t, readyTemplate("ready_first")), p.create(t, readyTemplate("ready_second"))
	p.reviewed()
	edit := readyTemplate("ready_first")
	edit.Body.Text = "Il tuo ordine {{1}} ti aspetta da noi."
	if err := p.account.UpdateTemplate(t.Context(), first, edit); err != nil {
		t.Fatal(err)
	}
	p.reviewed()
	got, err := p.account.TemplateByID(t.Context(), first)
	if err != nil || got.Status != whatsapp.TemplateApproved || got.Body.Text != edit.Body.Text {
		t.Errorf("%+v, %v", got, err)
	}
	p.World(func(e *emulator.Emulator) { e.SetTemplateStatus("ready_second", "PAUSED") })
	if err := p.account.UnpauseTemplate(t.Context(), second); err != nil {
		t.Error(err)
	}
	if err := p.account.DeleteTemplate(t.Context(), whatsapp.TemplateDeletion{IDs: []string{first, second}}); err != nil {
		t.Error(err)
	}
}

func TestCassetteTemplateFilters(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_message_templates_filters")
	got, err := metabiz.Collect(p.account.Templates(t.Context(), whatsapp.TemplateQuery{
		Content: "primavera", Language: []string{"it"}, Category: []whatsapp.TemplateCategory{whatsapp.Marketing},
		Status: []whatsapp.TemplateStatus{whatsapp.TemplateApproved}, Source: whatsapp.TemplateManual,
	}))
	if err != nil || len(got) != 1 || got[0].Name != "spring_offer" {
		t.Errorf("%+v, %v", got, err)
	}
}

// Templates of every make are taken, and given back the same.
func TestCassetteTemplateDefinitions(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_message_templates_kinds")
	for _, template := range []whatsapp.Template{
		{
			Name: "autumn_offer", Language: "it", Category: whatsapp.Marketing, ParameterFormat: whatsapp.Named, MessageSendTTLSeconds: 86400,
			Header:  &whatsapp.TemplateHeader{Format: whatsapp.HeaderText, Text: "Ciao {{name}}!", Example: "Anna"},
			Body:    whatsapp.TemplateBody{Text: "È arrivato il caffè di {{month}} per te.", Examples: []string{"novembre"}},
			Footer:  "Bottega del Caffè",
			Buttons: []whatsapp.TemplateButton{whatsapp.QuickReplyButton{Text: "Stop"}, whatsapp.URLButton{Text: "Vedi", URL: "https://bottega.example/{{1}}", Example: "https://bottega.example/7"}, whatsapp.PhoneNumberButton{Text: "Chiama", PhoneNumber: "+390600000012"}},
		},
		{
			Name: "login_code", Language: "it", Category: whatsapp.Authentication, Body: whatsapp.TemplateBody{AddSecurityRecommendation: new(true)}, CodeExpirationMinutes: 10,
			Buttons: []whatsapp.TemplateButton{whatsapp.OTPButton{OTPType: whatsapp.OTPOneTap, SupportedApps: []whatsapp.SupportedApp{{PackageName: "com.example.bottega", SignatureHash: "K8a/AINcGX7"}}}},
		},
	} {
		p.create(t, template)
		got, err := p.account.Template(t.Context(), template.Name, "it")
		if err != nil {
			t.Fatal(err)
		}
		got.ID, got.Status, got.RejectedReason, got.QualityScore, got.LastUpdatedTime = "", "", "", nil, time.Time{}
		if got.ParameterFormat == whatsapp.Positional {
			got.ParameterFormat = ""
		}
		if diff := cmp.Diff(template, *got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestCassetteTemplatePreviews(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_message_template_previews")
	previews, err := metabiz.Collect(p.account.TemplatePreviews(t.Context(), whatsapp.TemplatePreviewQuery{
		Languages: []string{"en_US", "it"}, AddSecurityRecommendation: true, CodeExpirationMinutes: 10,
	}))
	if err != nil || len(previews) != 2 || previews[1].Buttons[0].Text != "Copia codice" || previews[0].Footer != "This code expires in 10 minutes." {
		t.Errorf("%+v, %v", previews, err)
	}
}

// What was sent of two templates is told one by one, compared, and as a group would be.
func TestCassetteTemplateFigures(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_template_analytics")
	p.World(func(e *emulator.Emulator) {
		if err := e.Change(p.Seed.WABAID, map[string]any{"is_enabled_for_insights": true}); err != nil {
			t.Fatal(err)
		}
	})
	var ids []string
	for _, name := range []string{"order_update", "spring_offer"} {
		template, err := p.account.Template(t.Context(), name, "it")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, template.ID)
	}
	if _, err := p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: whatsapp.TemplateMessage{
		Name: "spring_offer", Language: "it", Body: whatsapp.TextParameters("Anna"), Buttons: []whatsapp.ButtonParameter{whatsapp.URLParameter{Index: 1, Text: "anna"}},
	}}); err != nil {
		t.Fatal(err)
	}
	p.pass(time.Minute)
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC) // on which the emulator's clock stands
	figures, err := metabiz.Collect(p.account.TemplateAnalytics(t.Context(), whatsapp.TemplateAnalyticsQuery{
		TemplateIDs: ids, Start: day, End: day.AddDate(0, 0, 1), Metrics: []whatsapp.TemplateMetric{whatsapp.MetricSent, whatsapp.MetricDelivered},
	}))
	if err != nil || len(figures) != 1 || len(figures[0].DataPoints) != 1 || figures[0].DataPoints[0].TemplateID != ids[1] || figures[0].DataPoints[0].Delivered != 1 {
		t.Errorf("%+v, %v", figures, err)
	}
	group, err := p.account.CreateTemplateGroup(t.Context(), whatsapp.NewTemplateGroup{Name: "Both", Description: "Both templates", TemplateIDs: ids})
	if err != nil {
		t.Fatal(err)
	}
	figures, err = metabiz.Collect(p.account.TemplateGroupAnalytics(t.Context(), whatsapp.TemplateGroupAnalyticsQuery{
		TemplateGroupIDs: []string{group}, Start: day, End: day.AddDate(0, 0, 1), UseWABATimezone: true,
	}))
	if err != nil || len(figures) != 1 || len(figures[0].DataPoints) != 1 || figures[0].DataPoints[0].TemplateGroupID != group || figures[0].DataPoints[0].Sent != 1 {
		t.Errorf("%+v, %v", figures, err)
	}
	compared, err := p.account.CompareTemplates(t.Context(), ids[0], whatsapp.TemplateComparisonQuery{TemplateID: ids[1], Days: 7, End: day.AddDate(0, 0, 1)})
	if err != nil || compared.MessageSends[ids[1]] != 1 || compared.MessageSends[ids[0]] != 0 || len(compared.BlockRate) != 2 {
		t.Errorf("%+v, %v", compared, err)
	}
	metrics, err := metabiz.Collect(p.account.TemplatePerformanceMetrics(t.Context(), whatsapp.TemplatePerformanceQuery{Name: "spring_offer"}))
	if err != nil || len(metrics) != 2 {
		t.Errorf("%+v, %v", metrics, err)
	}
}

func TestCassetteTemplateGroups(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_template_groups")
	template, err := p.account.Template(t.Context(), "spring_offer", "it")
	if err != nil {
		t.Fatal(err)
	}
	id, err := p.account.CreateTemplateGroup(t.Context(), whatsapp.NewTemplateGroup{Name: "Spring", Description: "What is sent in spring", TemplateIDs: []string{template.ID}})
	if err != nil {
		t.Fatal(err)
	}
	groups, err := metabiz.Collect(p.account.TemplateGroups(t.Context()))
	if err != nil || len(groups) != 1 || groups[0].ID != id || len(groups[0].Templates) != 1 || groups[0].Account.ID != p.Seed.WABAID {
		t.Errorf("%+v, %v", groups, err)
	}
}

// What the specification does not know, or not the answers of, is tried against the emulator alone.
func startShop(t *testing.T) (*emulator.Emulator, *metabiz.Client, *whatsapp.Account) {
	t.Helper()
	e, err := emulator.Start(emulator.Config{Token: "token", Start: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(e.URL()), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return e, client, whatsapp.NewAccount(client, e.Seed().WABAID)
}

// A code is made in several languages at once, and a second time where it is there.
func TestUpsertTemplatesOnEmulator(t *testing.T) {
	t.Parallel()
	_, _, account := startShop(t)
	var first []whatsapp.TemplateUpserted
	for i := range 2 {
		made, err := account.UpsertTemplates(t.Context(), whatsapp.TemplateUpsert{
			Name: "door_code", Languages: []string{"en_US", "it"}, AddSecurityRecommendation: new(true), CodeExpirationMinutes: 10 + i,
			Button: whatsapp.OTPButton{OTPType: whatsapp.OTPCopyCode},
		})
		if err != nil || len(made) != 2 || made[0].Language != "en_US" || made[1].ID == "" || made[1].Status != whatsapp.TemplateApproved {
			t.Fatalf("%+v, %v", made, err)
		}
		if first == nil {
			first = made
		} else if diff := cmp.Diff(first, made); diff != "" {
			t.Errorf("made anew (-first +second):\n%s", diff)
		}
	}
	if got, err := account.Template(t.Context(), "door_code", "it"); err != nil || got.CodeExpirationMinutes != 11 {
		t.Errorf("%+v, %v", got, err)
	}
}

// Templates go from one account of the business to another.
func TestMigrateTemplatesOnEmulator(t *testing.T) {
	t.Parallel()
	e, client, _ := startShop(t)
	const other = "100200300499999"
	e.AddWhatsAppAccount(other, "Bottega due")
	account := whatsapp.NewAccount(client, other)
	migrated, err := account.MigrateTemplates(t.Context(), whatsapp.TemplateMigration{SourceWABAID: e.Seed().WABAID})
	if err != nil || len(migrated.IDs) != 5 || len(migrated.Failed) != 0 {
		t.Errorf("%+v, %v", migrated, err)
	}
	again, err := account.MigrateTemplates(t.Context(), whatsapp.TemplateMigration{SourceWABAID: e.Seed().WABAID, Count: 2})
	if err != nil || len(again.IDs) != 0 || len(again.Failed) != 2 {
		t.Errorf("%+v, %v", again, err)
	}
	if got, err := account.Template(t.Context(), "spring_offer", "it"); err != nil || len(got.Buttons) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTemplateCallsOnEmulator(t *testing.T) {
	t.Parallel()
	e, _, account := startShop(t)
	ctx := t.Context()
	library, err := metabiz.Collect(account.LibraryTemplates(ctx, whatsapp.LibraryTemplateQuery{Topic: whatsapp.TopicPayments}))
	if err != nil || len(library) != 1 || len(library[0].Buttons) != 2 || len(library[0].BodyParamTypes) != 3 {
		t.Fatalf("library: %+v, %v", library, err)
	}
	low := whatsapp.Template{Name: "low", Language: "en_US", Category: whatsapp.Utility, LibraryTemplateName: library[0].Name}
	if _, err := account.CreateTemplate(ctx, low); err == nil {
		t.Error("made of the library without what its buttons need")
	}
	low.LibraryButtonInputs = []whatsapp.LibraryButtonInput{
		{Type: "URL", URL: &whatsapp.LibraryURL{BaseURL: "https://bottega.example/{{1}}", URLSuffixExample: "https://bottega.example/pay"}},
		{Type: "PHONE_NUMBER", PhoneNumber: "+390600000012"},
	}
	made, err := account.CreateTemplate(ctx, low)
	if err != nil || made.Status != whatsapp.TemplateApproved {
		t.Fatalf("%+v, %v", made, err)
	}
	bound, err := account.Template(ctx, "low", "en_US")
	if err != nil || bound.LibraryTemplateName != library[0].Name || len(bound.Body.Examples) != 3 || bound.Buttons[0].(whatsapp.URLButton).URL != "https://bottega.example/{{1}}" {
		t.Fatalf("%+v, %v", bound, err)
	}

	archived, err := account.ArchiveTemplates(ctx, []string{made.ID, "404"})
	if err != nil || !slices.Equal(archived.IDs, []string{made.ID}) || archived.Failed["404"] == "" {
		t.Errorf("archive: %+v, %v", archived, err)
	}
	if got, err := account.TemplateByID(ctx, made.ID); err != nil || got.Status != whatsapp.TemplateArchived {
		t.Errorf("archived: %+v, %v", got, err)
	}
	back, err := account.UnarchiveTemplates(ctx, []string{made.ID})
	if err != nil || !slices.Equal(back.IDs, []string{made.ID}) || len(back.Failed) != 0 {
		t.Errorf("unarchive: %+v, %v", back, err)
	}
	if _, err := account.ArchiveTemplates(ctx, []string{made.ID}); err != nil {
		t.Error(err)
	}
	e.Clock().Advance(29 * 24 * time.Hour)
	if _, err := account.TemplateByID(ctx, made.ID); err == nil {
		t.Error("it is still there after 28 days in the archive")
	}

	spring, err := account.Template(ctx, "spring_offer", "it")
	if err != nil {
		t.Fatal(err)
	}
	order, err := account.Template(ctx, "order_update", "it")
	if err != nil {
		t.Fatal(err)
	}
	id, err := account.CreateTemplateGroup(ctx, whatsapp.NewTemplateGroup{Name: "Spring", TemplateIDs: []string{spring.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := account.CreateTemplateGroup(ctx, whatsapp.NewTemplateGroup{Name: "Other", TemplateIDs: []string{spring.ID}}); err == nil {
		t.Error("a template in two groups")
	}
	if err := account.UpdateTemplateGroup(ctx, id, whatsapp.TemplateGroupUpdate{Name: "All", AddTemplates: []string{order.ID}, RemoveTemplates: []string{spring.ID}}); err != nil {
		t.Fatal(err)
	}
	group, err := account.TemplateGroup(ctx, id)
	if err != nil || group.Name != "All" || len(group.Templates) != 1 || group.Templates[0].Name != "order_update" || group.UpdateTime.IsZero() {
		t.Errorf("%+v, %v", group, err)
	}
	now := e.Clock().Now()
	query := whatsapp.TemplateGroupAnalyticsQuery{TemplateGroupIDs: []string{id}, Start: now.AddDate(0, 0, -2), End: now}
	if _, err := metabiz.Collect(account.TemplateGroupAnalytics(ctx, query)); err == nil {
		t.Error("figures without insights")
	}
	if err := e.Change(e.Seed().WABAID, map[string]any{"is_enabled_for_insights": true}); err != nil {
		t.Fatal(err)
	}
	if figures, err := metabiz.Collect(account.TemplateGroupAnalytics(ctx, query)); err != nil || len(figures) != 1 || len(figures[0].DataPoints) != 0 {
		t.Errorf("%+v, %v", figures, err)
	}
	if err := account.DeleteTemplateGroup(ctx, id); err != nil {
		t.Error(err)
	}
	if groups, err := metabiz.Collect(account.TemplateGroups(ctx)); err != nil || len(groups) != 0 {
		t.Errorf("%+v, %v", groups, err)
	}
}
