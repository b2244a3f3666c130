package whatsapp_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

const bookingFlow = `{"version":"7.3","screens":[{"id":"BOOK","terminal":true,"title":"Book","layout":{"type":"SingleColumnLayout","children":[]}}]}`

func TestCassetteFlows(t *testing.T) {
	t.Parallel()
	p := play(t, "flow_life")
	made := got(p.account.CreateFlow(t.Context(), whatsapp.FlowRequest{Name: "Booking", Categories: []whatsapp.FlowCategory{whatsapp.FlowAppointmentBooking}}))(t)
	flow := whatsapp.NewFlow(p.client, made.ID)
	if faults := got(flow.UploadJSON(t.Context(), []byte(`{"version":"7.3","screens":[]}`)))(t); len(faults) != 1 || faults[0].Error != "MIN_ITEMS_REQUIRED" {
		t.Errorf("%+v", faults)
	}
	if err := flow.Publish(t.Context()); err == nil {
		t.Error("published with faults")
	}
	if faults := got(flow.UploadJSON(t.Context(), []byte(bookingFlow)))(t); len(faults) != 0 {
		t.Errorf("%+v", faults)
	}
	must(t, flow.Update(t.Context(), whatsapp.FlowMetadata{Name: "Book a table"}))
	info := got(flow.Get(t.Context()))(t)
	if info.Name != "Book a table" || info.Status != whatsapp.FlowStatusDraft || info.JSONVersion != "7.3" || info.Preview.PreviewURL == "" || info.Application.ID != p.Seed.AppID {
		t.Errorf("%+v", info)
	}
	if assets := got(metabiz.Collect(flow.Assets(t.Context())))(t); len(assets) != 1 || assets[0].AssetType != "FLOW_JSON" {
		t.Errorf("%+v", assets)
	}
	must(t, flow.Publish(t.Context()))
	draft := got(p.account.CreateFlow(t.Context(), whatsapp.FlowRequest{Name: "Copy", Categories: []whatsapp.FlowCategory{whatsapp.FlowOther}, CloneFlowID: made.ID}))(t)
	listed := got(metabiz.Collect(p.account.Flows(t.Context())))(t)
	if len(listed) != 2 || listed[0].Status != whatsapp.FlowStatusPublished || listed[1].Status != whatsapp.FlowStatusDraft {
		t.Errorf("%+v", listed)
	}
	must(t, whatsapp.NewFlow(p.client, draft.ID).Delete(t.Context()))
	moved := got(p.account.MigrateFlows(t.Context(), whatsapp.FlowMigration{SourceWABAID: p.Seed.WABAID, SourceFlowNames: []string{"leadgen"}}))(t)
	if len(moved.Migrated) != 0 || len(moved.Failed) != 1 || moved.Failed[0].ErrorCode != "4233041" {
		t.Errorf("%+v", moved)
	}
	must(t, flow.Deprecate(t.Context()))
}

func TestCassetteFigures(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_figures")
	p.annaWrites(t)
	got(p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: whatsapp.Text{Body: "Ciao"}}))(t)
	p.pass(time.Minute)
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC) // on which the emulator's clock stands
	priced := got(metabiz.Collect(p.account.PricingAnalytics(t.Context(), whatsapp.PricingAnalyticsQuery{
		Start: day, End: day.AddDate(0, 0, 1), Granularity: whatsapp.GranularityDaily, Dimensions: []string{"PRICING_CATEGORY", "PRICING_TYPE", "COUNTRY"},
	})))(t)
	if len(priced) != 1 || priced[0].Volume != 1 || priced[0].Category != "SERVICE" || priced[0].Type != "FREE_CUSTOMER_SERVICE" || priced[0].Country != "IT" || !priced[0].Start.Equal(day) {
		t.Errorf("%+v", priced)
	}
	talked := got(metabiz.Collect(p.account.ConversationAnalytics(t.Context(), whatsapp.ConversationAnalyticsQuery{
		Start: day, End: day.AddDate(0, 0, 1), Granularity: whatsapp.GranularityMonthly, Dimensions: []string{"CONVERSATION_CATEGORY"},
	})))(t)
	if len(talked) != 1 || talked[0].Conversation != 1 || talked[0].Category != "SERVICE" {
		t.Errorf("%+v", talked)
	}
	if called := got(metabiz.Collect(p.account.CallAnalytics(t.Context(), whatsapp.CallAnalyticsQuery{Start: day, End: day.AddDate(0, 0, 1), Granularity: whatsapp.GranularityDaily})))(t); len(called) != 0 {
		t.Errorf("%+v", called)
	}
}

func TestCassetteAccountManagement(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_management")
	must(t, p.account.Update(t.Context(), whatsapp.AccountChange{Name: "Bottega e figli Srl"}))
	id := got(p.account.AddPhoneNumber(t.Context(), whatsapp.PhoneNumberRequest{PhoneNumber: "15555550100", VerifiedName: "Bottega USA"}))(t)
	must(t, whatsapp.NewPhone(p.client, id).RequestCode(t.Context(), whatsapp.CodeRequest{Method: whatsapp.CodeSMS, Language: "it"}))
	must(t, p.account.AssignUser(t.Context(), "2345678901234567", []whatsapp.Task{whatsapp.TaskManage, whatsapp.TaskViewCost}))
	users := got(metabiz.Collect(p.account.AssignedUsers(t.Context(), whatsapp.AssignedUserQuery{Business: p.Seed.BusinessID})))(t)
	if len(users) != 1 || users[0].ID != "2345678901234567" {
		t.Errorf("%+v", users)
	}
	must(t, p.account.UnassignUser(t.Context(), "2345678901234567"))
	done := got(metabiz.Collect(p.account.Activities(t.Context(), whatsapp.ActivityQuery{Types: []whatsapp.ActivityType{whatsapp.ActivityPhoneNumberAdded}})))(t)
	if len(done) != 2 || done[0].ActivityType != whatsapp.ActivityPhoneNumberAdded || done[0].Timestamp.IsZero() {
		t.Errorf("%+v", done)
	}
	schedule := got(p.account.CreateSchedule(t.Context(), whatsapp.Schedule{
		Name: "Opening hours", ScheduleType: whatsapp.ScheduleBusinessHours, StartTime: "09:00:00", EndTime: "19:00:00", DaysOfWeek: []whatsapp.DayOfWeek{whatsapp.Friday},
	}))(t)
	listed := got(metabiz.Collect(p.account.Schedules(t.Context(), whatsapp.ScheduleQuery{})))(t)
	if len(listed) != 1 || listed[0].ID != schedule || listed[0].Name != "Opening hours" || listed[0].CreatedTime.IsZero() {
		t.Errorf("%+v", listed)
	}
	if waiting := got(metabiz.Collect(p.account.InProgressOnBehalfRequests(t.Context())))(t); len(waiting) != 0 {
		t.Errorf("%+v", waiting)
	}
}

func TestCassetteAccountMarketing(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_marketing")
	if none := got(metabiz.Collect(p.account.CreativeOptIns(t.Context())))(t); len(none) != 0 {
		t.Errorf("%+v", none)
	}
	features := whatsapp.CreativeFeatures{whatsapp.FeatureImageTouchups: whatsapp.OptOut, whatsapp.FeatureAddTextOverlay: whatsapp.OptIn}
	must(t, p.account.Update(t.Context(), whatsapp.AccountChange{CreativeFeatures: features}))
	if set := got(metabiz.Collect(p.account.CreativeOptIns(t.Context())))(t); len(set) != 1 || !maps.Equal(set[0].Features, features) {
		t.Errorf("%+v", set)
	}
	if campaigns := got(metabiz.Collect(p.account.MessageCampaigns(t.Context())))(t); len(campaigns) != 0 {
		t.Errorf("%+v", campaigns)
	}
	if audiences := got(metabiz.Collect(p.account.MessageAudiences(t.Context())))(t); len(audiences) != 0 {
		t.Errorf("%+v", audiences)
	}
	must(t, p.account.AddMessageSample(t.Context(), whatsapp.Text{Body: "Your table is ready."}))
	must(t, p.account.AddMessageSample(t.Context(), whatsapp.CTAURL{Body: "Your bill", DisplayText: "Pay", URL: "https://example.com/bill"}))
}

func TestCassettePreVerifiedNumbers(t *testing.T) {
	t.Parallel()
	p := play(t, "business_preverified_numbers")
	business := whatsapp.NewBusiness(p.client, p.Seed.BusinessID)
	id := got(business.AddPhoneNumber(t.Context(), "15555550100"))(t)
	number := whatsapp.NewPreVerifiedNumber(p.client, id)
	must(t, number.RequestCode(t.Context(), whatsapp.CodeRequest{Method: whatsapp.CodeVoice, Language: "it"}))
	must(t, number.VerifyCode(t.Context(), "376558")) // the first code that the emulator sends
	listed := got(metabiz.Collect(business.PreVerifiedNumbers(t.Context(), whatsapp.PreVerifiedNumberQuery{CodeVerificationStatus: "VERIFIED"})))(t)
	if len(listed) != 1 || listed[0].ID != id {
		t.Errorf("%+v", listed)
	}
	must(t, business.ShareNumber(t.Context(), id, p.Seed.BusinessID))
	if partners := got(metabiz.Collect(number.Partners(t.Context())))(t); len(partners) != 1 || partners[0].ID != p.Seed.BusinessID {
		t.Errorf("%+v", partners)
	}
	if read := got(number.Get(t.Context()))(t); read.CodeVerificationStatus != "VERIFIED" || read.VerificationExpiryTime.IsZero() {
		t.Errorf("%+v", read)
	}
	must(t, number.Delete(t.Context()))
}

func TestCassetteBusiness(t *testing.T) {
	t.Parallel()
	p := play(t, "business_whatsapp")
	business := whatsapp.NewBusiness(p.client, p.Seed.BusinessID)
	if portfolio := got(business.Get(t.Context()))(t); portfolio.ID != p.Seed.BusinessID || portfolio.Name == "" {
		t.Errorf("%+v", portfolio)
	}
	owned := got(metabiz.Collect(business.OwnedAccounts(t.Context())))(t)
	if len(owned) != 1 || owned[0].ID != p.Seed.WABAID {
		t.Errorf("%+v", owned)
	}
	if clients := got(metabiz.Collect(business.ClientAccounts(t.Context())))(t); len(clients) != 0 {
		t.Errorf("%+v", clients)
	}
	if lines := got(metabiz.Collect(business.CreditLines(t.Context())))(t); len(lines) != 0 {
		t.Errorf("%+v", lines)
	}
	if id := got(business.OnboardToMarketingMessages(t.Context(), ""))(t); id == "" {
		t.Error("no request")
	}
	accounts := got(metabiz.Collect(whatsapp.NewUser(p.client, p.Seed.UserID).AssignedAccounts(t.Context())))(t)
	if len(accounts) != 1 || accounts[0].ID != p.Seed.WABAID {
		t.Errorf("%+v", accounts)
	}
}

func TestCassetteSolutions(t *testing.T) {
	t.Parallel()
	p := play(t, "application_whatsapp_business_solutions")
	app := whatsapp.NewApplication(p.client, p.Seed.AppID)
	id := got(app.CreateSolution(t.Context(), whatsapp.SolutionRequest{SolutionName: "Trattorie", PartnerAppID: "9876543210987654", OwnerPermissions: []whatsapp.Task{whatsapp.TaskMessaging}}))(t)
	solution := whatsapp.NewSolution(p.client, id)
	if accepted := got(solution.Accept(t.Context(), "9876543210987654"))(t); !accepted.Success || accepted.PartnerStatus != "ACCEPTED" {
		t.Errorf("%+v", accepted)
	}
	if read := got(solution.Get(t.Context()))(t); read.Status != whatsapp.SolutionActive || !slices.Equal(read.OwnerPermissions, []whatsapp.Task{whatsapp.TaskMessaging}) {
		t.Errorf("%+v", read)
	}
	if listed := got(metabiz.Collect(app.Solutions(t.Context(), whatsapp.SolutionQuery{Role: "OWNER"})))(t); len(listed) != 1 || listed[0].ID != id {
		t.Errorf("%+v", listed)
	}
	if used := got(metabiz.Collect(p.account.Solutions(t.Context())))(t); len(used) != 1 || used[0].ID != id {
		t.Errorf("%+v", used)
	}
	if access := got(solution.AccessToken(t.Context(), p.Seed.BusinessID))(t); !access.AccessToken.Known() && p.Recording() {
		t.Errorf("%+v", access)
	}
	moving := got(p.account.CreateMobilityIntent(t.Context(), whatsapp.MobilityRequest{SolutionID: id, IntentType: whatsapp.InitiateTransfer}))(t)
	if read := got(whatsapp.NewMobilityIntent(p.client, moving.IntentID).Get(t.Context()))(t); read.Solution.ID != id || read.Account.ID != p.Seed.WABAID {
		t.Errorf("%+v", read)
	}
	got(p.account.SetMobilityIntent(t.Context(), id))(t)
	got(solution.RequestDeactivation(t.Context(), "season is over"))(t)
	if kept := got(solution.RejectDeactivation(t.Context()))(t); kept.Status != whatsapp.SolutionActive {
		t.Errorf("%+v", kept)
	}
	got(solution.RequestDeactivation(t.Context(), ""))(t)
	must(t, solution.Reject(t.Context(), whatsapp.SolutionRejection{RequestType: whatsapp.DeactivationRequest}))
	got(solution.RequestDeactivation(t.Context(), ""))(t)
	if ended := got(solution.AcceptDeactivation(t.Context()))(t); ended.Status != whatsapp.SolutionDeactivated {
		t.Errorf("%+v", ended)
	}
	if clients := got(metabiz.Collect(app.ConnectedClientBusinesses(t.Context())))(t); len(clients) != 0 {
		t.Errorf("%+v", clients)
	}
}

func TestCassetteMigrationIntent(t *testing.T) {
	t.Parallel()
	p := play(t, "migration_intent")
	solution := got(whatsapp.NewApplication(p.client, p.Seed.AppID).CreateSolution(t.Context(), whatsapp.SolutionRequest{
		SolutionName: "Trattorie", PartnerAppID: "9876543210987654", PartnerPermissions: []whatsapp.Task{whatsapp.TaskMessaging},
	}))(t)
	asked := got(p.account.SetSolutionMigrationIntent(t.Context(), whatsapp.SolutionMigration{SolutionID: solution, Intent: whatsapp.InitiateMigration}))(t)
	if intent := got(whatsapp.NewMigrationIntent(p.client, asked.IntentID).Get(t.Context()))(t); intent.Status != "INITIATED" {
		t.Errorf("%+v", intent)
	}
}

// A number that has lost its registration gets it back by its PIN.
func TestCassetteRegistration(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_register")
	must(t, p.phone.Deregister(t.Context()))
	must(t, p.phone.Register(t.Context(), whatsapp.Registration{PIN: "123456"}))
}
