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

// must ends the test where a call failed.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got ends the test where a call failed, and else gives its answer.
func got[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}

func TestCassetteSettings(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_settings")
	hours := &whatsapp.CallHours{
		Status: whatsapp.SettingEnabled, TimezoneID: "Europe/Rome",
		WeeklyOperatingHours: []whatsapp.OperatingHours{{DayOfWeek: whatsapp.Monday, OpenTime: "0900", CloseTime: "1300"}, {DayOfWeek: whatsapp.Monday, OpenTime: "1500", CloseTime: "1900"}},
	}
	must(t, p.phone.UpdateCalling(t.Context(), whatsapp.CallingSettings{Status: whatsapp.SettingEnabled, CallIconVisibility: whatsapp.CallIconDisabled}))
	must(t, p.phone.UpdateStorage(t.Context(), whatsapp.StorageUpdate{Enabled: true, Region: "DE"}))
	must(t, p.phone.UpdatePayloadEncryption(t.Context(), whatsapp.PayloadEncryptionUpdate{Status: whatsapp.SettingEnabled, ClientEncryptionKey: "LS0tLS1CRUdJTg=="}))
	settings := got(p.phone.Settings(t.Context(), whatsapp.SettingsQuery{}))(t)
	if !settings.Calling.Status.On() || settings.Calling.CallIconVisibility != whatsapp.CallIconDisabled || settings.StorageConfiguration.DataLocalizationRegion != "DE" ||
		!settings.PayloadEncryption.Status.On() || settings.PayloadEncryption.CloudEncryptionKey == "" {
		t.Errorf("%+v", settings)
	}
	if err := (whatsapp.CallingSettings{CallHours: hours}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestCassetteBlockedUsers(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_block_users")
	p.annaWrites(t)
	if result := got(p.phone.BlockUsers(t.Context(), []string{annaPhone}))(t); len(result.AddedUsers) != 1 || result.AddedUsers[0].WhatsAppID != annaPhone {
		t.Errorf("%+v", result)
	}
	blocked := got(metabiz.Collect(p.phone.BlockedUsers(t.Context())))(t)
	if len(blocked) != 1 || blocked[0].WhatsAppID != annaPhone {
		t.Errorf("%+v", blocked)
	}
	freed := got(p.phone.UnblockUsers(t.Context(), []string{annaPhone}))(t)
	if len(freed.RemovedUsers) != 1 {
		t.Errorf("%+v", freed)
	}
}

func TestCassetteQRCodes(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_message_qrdls")
	made := got(p.phone.CreateQRCode(t.Context(), whatsapp.NewQRCode{PrefilledMessage: "A table for two", GenerateQRImage: whatsapp.QRImageSVG}))(t)
	if made.Code == "" || made.QRImageURL == "" {
		t.Errorf("%+v", made)
	}
	if changed := got(p.phone.UpdateQRCode(t.Context(), made.Code, "A table for four"))(t); changed.PrefilledMessage != "A table for four" {
		t.Errorf("%+v", changed)
	}
	read := got(p.phone.QRCode(t.Context(), made.Code, whatsapp.QRImagePNG))(t)
	listed := got(metabiz.Collect(p.phone.QRCodes(t.Context(), whatsapp.QRCodeQuery{})))(t)
	if len(listed) != 1 || listed[0].Code != read.Code || read.DeepLinkURL != made.DeepLinkURL || read.PrefilledMessage != "A table for four" {
		t.Errorf("%+v, %+v", read, listed)
	}
	must(t, p.phone.DeleteQRCode(t.Context(), made.Code))
}

func TestCassetteAutomation(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_conversational_automation")
	want := whatsapp.ConversationalAutomation{
		EnableWelcomeMessage: new(true), Prompts: &[]string{"What is on the menu?"},
		Commands: &[]whatsapp.BotCommand{{CommandName: "book", CommandDescription: "Book a table"}},
	}
	must(t, p.phone.UpdateConversationalAutomation(t.Context(), want))
	if diff := cmp.Diff(&want, got(p.phone.ConversationalAutomation(t.Context()))(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCassetteCompliance(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_business_compliance_info")
	want := whatsapp.ComplianceInfo{
		MessagingProduct: "whatsapp", EntityName: "Bottega Srl", EntityType: whatsapp.EntityPartnership, IsRegistered: new(true),
		GrievanceOfficerDetails: &whatsapp.GrievanceOfficer{Name: "Maria", Email: "maria@example.com", MobileNumber: "+15555550100"},
		CustomerCareDetails:     &whatsapp.CustomerCare{Email: "care@example.com", LandlineNumber: "+15555550101"},
	}
	must(t, p.phone.UpdateComplianceInfo(t.Context(), want))
	read := got(p.phone.ComplianceInfo(t.Context()))(t)
	want.WhatsAppBusinessAccountID = p.Seed.WABAID
	if diff := cmp.Diff(&want, read); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCassetteOfficialBusinessAccount(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_official_business_account")
	applied := got(p.phone.ApplyForOfficialBusinessAccount(t.Context(), whatsapp.OfficialApplication{
		Action: whatsapp.SubmitApplication, ApplicationData: &whatsapp.OfficialApplicationData{BusinessName: "Bottega Srl", WebsiteURL: "https://example.com"},
	}))(t)
	status := got(p.phone.OfficialBusinessAccount(t.Context()))(t)
	if !applied.Success || status.Status != whatsapp.OfficialPending || applied.UpdatedStatus.Status != status.Status {
		t.Errorf("%+v, %+v", applied, status)
	}
}

func TestCassetteNumberChanges(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_update")
	must(t, p.phone.Update(t.Context(), whatsapp.PhoneNumberUpdate{SearchVisibility: whatsapp.SearchVisible}))
	must(t, p.phone.SetDisplayName(t.Context(), "Bottega del Corso"))
	must(t, p.phone.SetPIN(t.Context(), "654321"))
	must(t, p.phone.OverrideWebhook(t.Context(), whatsapp.WebhookOverride{}))
	number := got(p.phone.Get(t.Context(), metabiz.WithFields("search_visibility", "new_display_name", "new_name_status")))(t)
	if number.SearchVisibility != "VISIBLE" || number.NewDisplayName != "Bottega del Corso" || number.NewNameStatus != whatsapp.NamePendingReview {
		t.Errorf("%+v", number)
	}
}

func TestCassetteCommerceSettings(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_whatsapp_commerce_settings")
	must(t, p.phone.UpdateCommerceSettings(t.Context(), whatsapp.CommerceSettings{IsCartEnabled: new(false)}))
	settings := got(p.phone.CommerceSettings(t.Context()))(t)
	if *settings.IsCartEnabled || !*settings.IsCatalogVisible || settings.ID == "" {
		t.Errorf("%+v", settings)
	}
}

func TestCassetteUsername(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_username")
	names := got(metabiz.Collect(p.phone.UsernameSuggestions(t.Context())))(t)
	set := got(p.phone.SetUsername(t.Context(), whatsapp.UsernameChange{Username: names[0]}))(t)
	read := got(p.phone.Username(t.Context()))(t)
	if read.Username != names[0] || *set != *read {
		t.Errorf("%+v, %+v", set, read)
	}
	must(t, p.phone.DeleteUsername(t.Context()))
}

// publicKey is of a key whose private half nobody has.
const publicKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1uLedtzSJu8X7A35Viup
hwQQOCAIcoGCPWJKGCdHYUSHO+HtehFjqzrvKAnaCbjyS1fJ3Yjmch2TpYuDiaWX
2JJEha8fSEdi4RZ6Y0jp1QEMOiuR9Dl9T6b4PkVAdUZn5eYnO6q1nsXHVuvub0OY
9BndfwGHG6Q/Ge+HjTtOC1x8CQv7VTS+micg3qKSMuOddPRHgIGh5GeMzkRi7C/t
ebxp87cpGGAa12ZffWii5usMon03ktzD885VQLE3O7VCriLSRvwaVzy7JGzf+fAs
tom5bmO+dnO61Lj8l4YtbFV+/bPM/YYTctLeIoLuDBe0kkVgB3N2fRgXtJj0zU5x
1wIDAQAB
-----END PUBLIC KEY-----
`

func TestCassetteBusinessPublicKey(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_whatsapp_business_encryption")
	must(t, p.phone.SetBusinessPublicKey(t.Context(), publicKey))
	if key := got(p.phone.BusinessPublicKey(t.Context()))(t); key.SignatureStatus != "VALID" || key.PublicKey != publicKey {
		t.Errorf("%+v", key)
	}
}

func TestCassetteMessageHistory(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_message_history")
	p.annaWrites(t)
	sent := got(p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: whatsapp.Text{Body: "Ciao"}}))(t)
	p.pass(10 * time.Second)
	history := got(metabiz.Collect(p.phone.MessageHistory(t.Context(), whatsapp.MessageHistoryQuery{MessageID: sent.MessageID()})))(t)
	if len(history) != 1 || history[0].MessageID != sent.MessageID() || len(history[0].Events.Data) < 2 {
		t.Fatalf("%+v", history)
	}
	events := got(metabiz.Collect(p.phone.MessageHistoryEvents(t.Context(), history[0].ID, whatsapp.MessageHistoryEventQuery{StatusFilter: "DELIVERED"})))(t)
	if len(events) != 1 || events[0].DeliveryStatus != "DELIVERED" || events[0].OccurrenceTimestamp.IsZero() {
		t.Errorf("%+v", events)
	}
}

func TestCassetteCalls(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_calls")
	must(t, p.phone.UpdateCalling(t.Context(), whatsapp.CallingSettings{Status: whatsapp.SettingEnabled}))
	if before := got(p.phone.CallPermissions(t.Context(), annaPhone))(t); before.Can("start_call") {
		t.Errorf("%+v", before)
	}
	p.World(func(e *emulator.Emulator) { must(t, e.Person(annaPhone, "Anna").AllowCalls()) })
	after := got(p.phone.CallPermissions(t.Context(), annaPhone))(t)
	if !after.Can("start_call") || after.Permission.Status != "granted" || after.Permission.ExpirationTime.IsZero() {
		t.Errorf("%+v", after)
	}
	id := got(p.phone.Call(t.Context(), annaPhone, "v=0", "table-7"))(t)
	p.pass(5 * time.Second)
	must(t, p.phone.TerminateCall(t.Context(), id))
}

func TestCassetteGroups(t *testing.T) {
	t.Parallel()
	p := play(t, "group_management")
	request := got(p.phone.CreateGroup(t.Context(), whatsapp.GroupRequest{Subject: "Wine club", JoinApprovalMode: whatsapp.JoinApprovalRequired}))(t)
	p.pass(2 * time.Second)
	groups := got(metabiz.Collect(p.phone.Groups(t.Context())))(t)
	if request == "" || len(groups) != 1 || groups[0].Subject != "Wine club" || groups[0].CreatedAt.IsZero() {
		t.Fatalf("%q, %+v", request, groups)
	}
	group := whatsapp.NewGroup(p.client, groups[0].ID)
	got(group.Update(t.Context(), whatsapp.GroupUpdateRequest{Description: new("Tastings on Fridays")}))(t)
	first := got(group.ResetInviteLink(t.Context()))(t)
	if link := got(group.ResetInviteLink(t.Context()))(t); link == first {
		t.Errorf("the link is the same: %s", link)
	} else {
		p.World(func(e *emulator.Emulator) {
			must(t, e.Person(annaPhone, "Anna").JoinGroup(link))
			must(t, e.Person("393330000002", "Bruno").JoinGroup(link))
		})
	}
	asking := got(metabiz.Collect(group.JoinRequests(t.Context())))(t)
	if len(asking) != 2 {
		t.Fatalf("%+v", asking)
	}
	let := got(group.ApproveJoinRequests(t.Context(), []string{asking[0].ID, "no such request"}))(t)
	if !slices.Equal(let.Approved, []string{asking[0].ID}) || len(let.Failed) != 1 || let.Failed[0].Errors[0].Code != 131212 {
		t.Errorf("%+v", let)
	}
	if kept := got(group.RejectJoinRequests(t.Context(), []string{asking[1].ID}))(t); len(kept.Rejected) != 1 {
		t.Errorf("%+v", kept)
	}
	info := got(group.Get(t.Context()))(t)
	if info.TotalParticipantCount != 1 || info.Participants[0].WhatsAppID != annaPhone || info.Description != "Tastings on Fridays" {
		t.Errorf("%+v", info)
	}
	got(group.RemoveParticipants(t.Context(), []string{annaPhone}))(t)
	if _, err := group.AddParticipants(t.Context(), []string{annaPhone}); err == nil {
		t.Error("somebody was added without the link")
	}
	must(t, group.DeleteInviteLink(t.Context()))
	must(t, group.Delete(t.Context()))
}
