package whatsapp

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// What calls say on the wire that the cassettes don't show.
func TestManagementCalls(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		answer string
		call   func(ctx context.Context, c *metabiz.Client) (any, error)
		want   any
		calls  []received
	}{
		"calling hours": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewPhone(c, "1").UpdateCalling(ctx, CallingSettings{
					CallHours: &CallHours{Status: SettingEnabled, TimezoneID: "Europe/Rome", WeeklyOperatingHours: []OperatingHours{{Monday, "0900", "1300"}}},
					SIP:       &SIPSettings{Status: SettingEnabled, Servers: []SIPServer{{Hostname: "sip.example.com", Port: 5061}}},
				})
			}, nil,
			[]received{{Call: "POST /v26.0/1/settings", Body: map[string]any{"calling": map[string]any{
				"call_hours": map[string]any{"status": "ENABLED", "timezone_id": "Europe/Rome", "weekly_operating_hours": []any{
					map[string]any{"day_of_week": "MONDAY", "open_time": "0900", "close_time": "1300"}}},
				"sip": map[string]any{"status": "ENABLED", "servers": []any{map[string]any{"hostname": "sip.example.com", "port": 5061.0}}},
			}}}},
		},
		"identity change": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewPhone(c, "1").UpdateUserIdentityChange(ctx, false)
			}, nil,
			[]received{{Call: "POST /v26.0/1/settings", Body: map[string]any{"user_identity_change": map[string]any{"enable_identity_key_check": false}}}},
		},
		"SIP password": {
			`{"calling":{"status":"enabled","sip":{"status":"ENABLED","servers":[{"hostname":"sip.example.com","sip_user_password":"hush"}]},
				"restrictions":{"restrictions_list":[{"type":"R","reason":"low","expiration":1754072386}]}}}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				s, err := NewPhone(c, "1").Settings(ctx, SettingsQuery{IncludeSIPCredentials: true})
				if err != nil {
					return nil, err
				}
				return []any{s.Calling.Status.On(), string(s.Calling.SIP.Servers[0].SIPUserPassword), s.Calling.Restrictions.List[0].Expiration.Unix()}, nil
			},
			[]any{true, "hush", int64(1754072386)},
			[]received{{Call: "GET /v26.0/1/settings", Query: map[string][]string{"include_sip_credentials": {"true"}}}},
		},
		"pre-accept": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewPhone(c, "1").PreAcceptCall(ctx, "wacid.A", "v=0")
			}, nil,
			[]received{{Call: "POST /v26.0/1/calls", Body: map[string]any{"messaging_product": "whatsapp", "action": "pre_accept", "call_id": "wacid.A",
				"session": map[string]any{"sdp_type": "answer", "sdp": "v=0"}}}},
		},
		"accept": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewPhone(c, "1").AcceptCall(ctx, "wacid.A", "v=0", "k")
			}, nil,
			[]received{{Call: "POST /v26.0/1/calls", Body: map[string]any{"messaging_product": "whatsapp", "action": "accept", "call_id": "wacid.A",
				"biz_opaque_callback_data": "k", "session": map[string]any{"sdp_type": "answer", "sdp": "v=0"}}}},
		},
		"reject": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewPhone(c, "1").RejectCall(ctx, "wacid.A")
			}, nil,
			[]received{{Call: "POST /v26.0/1/calls", Body: map[string]any{"messaging_product": "whatsapp", "action": "reject", "call_id": "wacid.A"}}},
		},
		"official, as the guide has it": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				applied, err := NewPhone(c, "1").ApplyForOfficialBusinessAccount(ctx, OfficialApplication{BusinessWebsiteURL: "https://example.com", SupportingLinks: []string{"https://example.com/press"}})
				return applied.Success, err
			}, true,
			[]received{{Call: "POST /v26.0/1/official_business_account", Body: map[string]any{
				"business_website_url": "https://example.com", "supporting_links": []any{"https://example.com/press"}}}},
		},
		"username by force": {
			`{"status":"reserved"}`, func(ctx context.Context, c *metabiz.Client) (any, error) {
				u, err := NewPhone(c, "1").SetUsername(ctx, UsernameChange{Username: "bottega", ForceTransfer: true})
				return *u, err
			}, Username{"bottega", UsernameReserved},
			[]received{{Call: "POST /v26.0/1/username", Body: map[string]any{"username": "bottega", "transfer_action": "force_transfer"}}},
		},
		"override taken back": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewPhone(c, "1").OverrideWebhook(ctx, WebhookOverride{})
			}, nil,
			[]received{{Call: "POST /v26.0/1", Body: map[string]any{"webhook_configuration": map[string]any{"override_callback_uri": ""}}}},
		},
		"invite link": {
			`{"messaging_product":"whatsapp","invite_link":"https://chat.whatsapp.com/L"}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) { return NewGroup(c, "G1").InviteLink(ctx) }, "https://chat.whatsapp.com/L",
			[]received{{Call: "GET /v26.0/G1/invite_link"}},
		},
		"blocked, as the guide has it": {
			`{"data":[{"block_users":[{"input":"+39 333","wa_id":"39333"},{"wa_id":"39334"}]}]}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				return metabiz.Collect(NewPhone(c, "1").BlockedUsers(ctx))
			},
			[]BlockedUser{{WhatsAppID: "39333", Input: "+39 333"}, {WhatsAppID: "39334"}},
			[]received{{Call: "GET /v26.0/1/block_users"}},
		},
		"commerce settings": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewPhone(c, "1").UpdateCommerceSettings(ctx, CommerceSettings{ID: "9", IsCatalogVisible: new(false)})
			}, nil,
			[]received{{Call: "POST /v26.0/1/whatsapp_commerce_settings", Query: map[string][]string{"is_catalog_visible": {"false"}}}},
		},
		"Flow at once": {
			`{"id":"7","success":true,"validation_errors":[]}`, func(ctx context.Context, c *metabiz.Client) (any, error) {
				f, err := NewAccount(c, "2").CreateFlow(ctx, FlowRequest{Name: "Book", Categories: []FlowCategory{FlowSurvey, FlowOther}, FlowJSON: json.RawMessage(`{"version":"7.3"}`), Publish: true})
				return f.ID, err
			}, "7",
			[]received{{Call: "POST /v26.0/2/flows", Body: map[string]any{"name": "Book", "categories": `["SURVEY","OTHER"]`, "flow_json": `{"version":"7.3"}`, "publish": "true"}}},
		},
		"Flow preview": {
			`{"preview":{"preview_url":"https://p","expires_at":"2026-12-01T09:00:00+0000"},"id":"7"}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				p, err := NewFlow(c, "7").Preview(ctx, true)
				return *p, err
			},
			FlowPreview{"https://p", time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)},
			[]received{{Call: "GET /v26.0/7", Query: fields("preview.invalidate(true)")}},
		},
		"Flow metric": {
			`{"id":"7","metric":{"name":"ENDPOINT_AVAILABILITY","granularity":"DAY","data_points":[{"timestamp":"2026-11-01T08:00:00+0000","data":[{"key":"succeeded","value":713}]}]}}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				m, err := NewFlow(c, "7").Metric(ctx, FlowMetricQuery{Name: FlowEndpointAvailability, Since: day})
				return m.DataPoints[0].Data, err
			}, []FlowMetricValue{{"succeeded", 713}},
			[]received{{Call: "GET /v26.0/7", Query: fields("metric.name(ENDPOINT_AVAILABILITY).granularity(DAY).since(2026-11-02)")}},
		},
		"messaging analytics": {
			`{"analytics":{"granularity":"DAY","data_points":[{"start":1793577600,"end":1793664000,"sent":196,"delivered":179}]},"id":"2"}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				a, err := NewAccount(c, "2").Analytics(ctx, AnalyticsQuery{Start: day, End: day.AddDate(0, 0, 1), Granularity: MessagingDay, ProductTypes: []int{0, 2}, CountryCodes: []string{"IT"}})
				return a.DataPoints, err
			}, []AnalyticsPoint{{time.Unix(1793577600, 0).UTC(), time.Unix(1793664000, 0).UTC(), 196, 179}},
			[]received{{Call: "GET /v26.0/2", Query: fields(`analytics.start(1793577600).end(1793664000).granularity(DAY).product_types([0,2]).country_codes(["IT"])`)}},
		},
		"group analytics": {
			`{"data":[{"granularity":"DAILY","data_points":[{"start":1793577600,"end":1793664000,"group_id":"G","sent":3,"clicks":[{"count":1}]}]}]}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				points, err := metabiz.Collect(NewAccount(c, "2").GroupAnalytics(ctx, GroupAnalyticsQuery{Start: day, End: day.AddDate(0, 0, 1), GroupID: "G", MetricTypes: []string{"SENT", "CLICKS"}}))
				return []any{points[0].Sent, string(points[0].Extra["clicks"])}, err
			}, []any{int64(3), `[{"count":1}]`},
			[]received{{Call: "GET /v26.0/2/group_analytics", Query: map[string][]string{"start": {"1793577600"}, "end": {"1793664000"},
				"granularity": {"DAILY"}, "group_ids": {`["G"]`}, "metric_types": {`["SENT","CLICKS"]`}}}},
		},
		"payment configurations": {
			`{"data":[{"payment_configurations":[{"configuration_name":"upi","purpose_code":{"code":"00","description":"Test"},"status":"Active","created_timestamp":1720203204}]}]}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				list, err := metabiz.Collect(NewAccount(c, "2").PaymentConfigurations(ctx))
				return []any{list[0].ConfigurationName, list[0].PurposeCode.Description, list[0].CreatedTimestamp.Unix()}, err
			}, []any{"upi", "Test", int64(1720203204)},
			[]received{{Call: "GET /v26.0/2/payment_configurations"}},
		},
		"bot": {
			`{"id":"5","prompts":["Hi"],"enable_welcome_message":true}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				b, err := NewBot(c, "5").Get(ctx)
				return *b, err
			},
			Bot{ID: "5", Prompts: []string{"Hi"}, EnableWelcomeMessage: true},
			[]received{{Call: "GET /v26.0/5", Query: fields("id,prompts,commands,enable_welcome_message")}},
		},
		"profile by its id": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewBusinessProfile(c, "6").Update(ctx, BusinessProfileUpdate{About: new("Pasta")})
			}, nil,
			[]received{{Call: "POST /v26.0/6", Body: map[string]any{"messaging_product": "whatsapp", "about": "Pasta"}}},
		},
		"no permissions are an empty list": {
			`{"solution_id":"8"}`, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return NewApplication(c, "4").CreateSolution(ctx, SolutionRequest{SolutionName: "S", PartnerAppID: "5", PartnerPermissions: []Task{TaskMessaging}})
			}, "8",
			[]received{{Call: "POST /v26.0/4/whatsapp_business_solution", Body: map[string]any{"solution_name": "S", "partner_app_id": "5",
				"owner_permissions": []any{}, "partner_permissions": []any{"MESSAGING"}}}},
		},
		"catalog": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, errors.Join(NewAccount(c, "2").LinkCatalog(ctx, "9"), NewAccount(c, "2").UnlinkCatalog(ctx, "9"))
			}, nil,
			[]received{
				{Call: "POST /v26.0/2/product_catalogs", Body: map[string]any{"catalog_id": "9"}},
				{Call: "DELETE /v26.0/2/product_catalogs", Query: map[string][]string{"catalog_id": {"9"}}},
			},
		},
		"filtered numbers": {
			`{"data":[{"id":"1","conversational_automation":{"prompts":["Hi"]},"official_business_account":{"oba_status":"NOT_STARTED"}}]}`,
			func(ctx context.Context, c *metabiz.Client) (any, error) {
				return metabiz.Collect(NewAccount(c, "2").PhoneNumbers(ctx, PhoneNumberQuery{Filtering: []PhoneNumberFilter{{"account_mode", "EQUAL", "LIVE"}}}, metabiz.WithFields("id")))
			},
			[]PhoneNumber{{ID: "1", ConversationalAutomation: &ConversationalAutomation{Prompts: &[]string{"Hi"}}, OfficialBusinessAccount: &OfficialBusinessAccount{Status: "NOT_STARTED"}}},
			[]received{{Call: "GET /v26.0/2/phone_numbers", Query: map[string][]string{"fields": {"id"}, "filtering": {`[{"field":"account_mode","operator":"EQUAL","value":"LIVE"}]`}}}},
		},
		"number taken back from a partner": {
			success, func(ctx context.Context, c *metabiz.Client) (any, error) {
				return nil, NewBusiness(c, "3").UnshareNumber(ctx, "1", "2")
			}, nil,
			[]received{{Call: "DELETE /v26.0/3/share_preverified_numbers", Query: map[string][]string{"preverified_id": {"1"}, "partner_business_id": {"2"}}}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, test.answer})
			got, err := test.call(t.Context(), g.client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.calls, g.calls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

// Who could not be blocked is told, and so is who was.
func TestSomeCouldNotBeBlocked(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{400, `{"messaging_product":"whatsapp","block_users":{"added_users":[{"input":"1","wa_id":"1"}],"failed_users":[{"input":"2","wa_id":"2",
		"errors":[{"code":131047,"message":"Re-engagement message"}]}]},"error":{"message":"(#139100) Failed to block/unblock users","type":"OAuthException","code":139100}}`})
	result, err := NewPhone(g.client, "1").BlockUsers(t.Context(), []string{"1", "2"})
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != 139100 {
		t.Fatalf("error %v", err)
	}
	want := &BlockUsersResult{
		AddedUsers:  []BlockedUserOperation{{Input: "1", WhatsAppID: "1"}},
		FailedUsers: []BlockedUserOperation{{Input: "2", WhatsAppID: "2", Errors: []WebhookError{{Code: 131047, Message: "Re-engagement message"}}}},
	}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !errors.Is(result.FailedUsers[0].Errors[0], ErrWindowClosed) {
		t.Error("the person's own error has no class")
	}
}

// A message goes out encrypted, and its answer comes back so.
func TestSendEncrypted(t *testing.T) {
	t.Parallel()
	cloud, own := newKey(t), newKey(t)
	sealed, err := sealPayload(&own.PublicKey, []byte(sentAnswer))
	if err != nil {
		t.Fatal(err)
	}
	g := newGraph(t, answer{0, `{"encrypted_contents":"` + sealed + `"}`})
	sent, err := NewPhone(g.client, "1").SendEncrypted(t.Context(), Message{To: "393331234567", Content: Text{Body: "Ciao!"}}, PayloadKeys{&cloud.PublicKey, own})
	if err != nil || sent.MessageID() != "wamid.A" {
		t.Fatalf("%+v, %v", sent, err)
	}
	body := g.calls()[0].Body.(map[string]any)
	contents := body["encrypted_contents"].(string)
	if g.calls()[0].Call != "POST /v26.0/1/messages_encrypted" || body["messaging_product"] != "whatsapp" || strings.Contains(contents, "Ciao") {
		t.Errorf("%v", g.calls())
	}
	plain, err := openPayload(cloud, contents)
	if err != nil || !strings.Contains(string(plain), `"body":"Ciao!"`) {
		t.Errorf("%s, %v", plain, err)
	}
	// What was tampered with, or is for somebody else, is not opened.
	for name, payload := range map[string]string{"tampered": contents[:len(contents)-4] + "AAAA", "no payload": "a.b", "other key": sealed} {
		if plain, err := openPayload(cloud, payload); err == nil {
			t.Errorf("%s: %s", name, plain)
		}
	}
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func jpegOf(t *testing.T, width, height int) *metabiz.File {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		t.Fatal(err)
	}
	return new(metabiz.FileFromBytes("club.jpg", b.Bytes()))
}

func TestGroupPicture(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{"request_id":"r"}`})
	group := NewGroup(g.client, "G1")
	for name, picture := range map[string]*metabiz.File{
		"not square": jpegOf(t, 300, 200), "too small": jpegOf(t, 191, 191), "not a JPEG": new(metabiz.FileFromBytes("club.jpg", []byte("GIF89a"))),
	} {
		if _, err := group.Update(t.Context(), GroupUpdateRequest{Picture: picture}); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(g.calls()) > 0 {
		t.Fatalf("sent: %v", g.calls())
	}
	request, err := group.Update(t.Context(), GroupUpdateRequest{Subject: "Wine club", Picture: jpegOf(t, 192, 192)})
	if err != nil || request != "r" {
		t.Fatal(request, err)
	}
	body := g.calls()[0].Body.(map[string]any)
	if body["subject"] != "Wine club" || body["messaging_product"] != "whatsapp" || body["file"] == nil {
		t.Errorf("%v", g.calls())
	}
}

// Nothing that breaks a documented limit is sent, and the error names the place.
func TestManagementLimits(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{}`})
	c, ctx, day := g.client, t.Context(), time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	phone, account, group := NewPhone(c, "1"), NewAccount(c, "2"), NewGroup(c, "3")
	hours := func(h CallHours) error { return CallingSettings{CallHours: &h}.Validate() }
	collected := func(_ any, err error) error { return err }
	span := OperatingHours{Monday, "0900", "1300"}
	tests := map[string]struct {
		err  error
		want []string
	}{
		"hours":             {hours(CallHours{Status: SettingEnabled}), []string{"calling.call_hours.timezone_id", "calling.call_hours.weekly_operating_hours"}},
		"overlap":           {hours(CallHours{Status: SettingEnabled, TimezoneID: "x", WeeklyOperatingHours: []OperatingHours{span, {Monday, "1200", "1400"}}}), []string{"calling.call_hours.weekly_operating_hours[1]"}},
		"backwards":         {hours(CallHours{Status: SettingEnabled, TimezoneID: "x", WeeklyOperatingHours: []OperatingHours{{Monday, "1300", "0900"}}}), []string{"calling.call_hours.weekly_operating_hours[0].close_time"}},
		"holiday":           {hours(CallHours{Status: SettingEnabled, TimezoneID: "x", WeeklyOperatingHours: []OperatingHours{span}, HolidaySchedule: []HolidayHours{{"24-12-2026", "0000", "2359"}}}), []string{"calling.call_hours.holiday_schedule[0].date"}},
		"storage":           {phone.UpdateStorage(ctx, StorageUpdate{Enabled: true}), []string{"storage_configuration.region"}},
		"encryption":        {phone.UpdatePayloadEncryption(ctx, PayloadEncryptionUpdate{Status: SettingEnabled}), []string{"payload_encryption.client_encryption_key"}},
		"block nobody":      {second(phone.BlockUsers(ctx, nil)), []string{"block_users"}},
		"long QR message":   {second(phone.CreateQRCode(ctx, NewQRCode{PrefilledMessage: long(141)})), []string{"prefilled_message"}},
		"five prompts":      {ConversationalAutomation{Prompts: &[]string{"a", "b", "c", "d", "🍕"}}.Validate(), []string{"prompts", "prompts[4]"}},
		"commands":          {ConversationalAutomation{Commands: &[]BotCommand{{"a", "x"}, {"a", long(257)}, {long(33), ""}}}.Validate(), []string{"commands[1].command_description", "commands[1].command_name", "commands[2].command_name", "commands[2].command_description"}},
		"compliance":        {ComplianceInfo{EntityName: "B", EntityType: EntityPublicCompany, EntityTypeCustom: "x", IsRegistered: new(true), GrievanceOfficerDetails: &GrievanceOfficer{Name: "M", Email: "m", MobileNumber: "1"}}.Validate(), []string{"entity_name", "entity_type_custom", "is_registered", "grievance_officer_details.email", "grievance_officer_details.mobile_number", "customer_care_details"}},
		"official":          {second(phone.ApplyForOfficialBusinessAccount(ctx, OfficialApplication{SupportingLinks: []string{"1", "2", "3", "4", "5", "6"}})), []string{"business_website_url", "supporting_links", "supporting_links[0]", "supporting_links[1]", "supporting_links[2]", "supporting_links[3]", "supporting_links[4]", "supporting_links[5]"}},
		"display name":      {phone.SetDisplayName(ctx, long(76)), []string{"new_display_name"}},
		"PIN":               {phone.SetPIN(ctx, "12345a"), []string{"pin"}},
		"override":          {phone.OverrideWebhook(ctx, WebhookOverride{OverrideCallbackURI: "http://x"}), []string{"webhook_configuration.override_callback_uri", "webhook_configuration.verify_token"}},
		"short username":    {second(phone.SetUsername(ctx, UsernameChange{Username: "ab"})), []string{"username"}},
		"www":               {second(phone.SetUsername(ctx, UsernameChange{Username: "www.bottega"})), []string{"username"}},
		"domain":            {second(phone.SetUsername(ctx, UsernameChange{Username: "bottega.com"})), []string{"username"}},
		"dots":              {second(phone.SetUsername(ctx, UsernameChange{Username: "bot..tega"})), []string{"username"}},
		"capitals":          {second(phone.SetUsername(ctx, UsernameChange{Username: "Bottega"})), []string{"username"}},
		"key":               {phone.SetBusinessPublicKey(ctx, "x"), []string{"business_public_key"}},
		"call":              {second(phone.ManageCall(ctx, CallRequest{Action: CallConnect, Session: &CallSession{SDPType: "answer", SDP: "v=0"}})), []string{"to", "session.sdp_type"}},
		"accept":            {phone.AcceptCall(ctx, "", "", long(513)), []string{"call_id", "session.sdp", "biz_opaque_callback_data"}},
		"keys":              {second(phone.SendEncrypted(ctx, Message{To: "393331234567", Content: Text{Body: "x"}}, PayloadKeys{})), []string{"keys.Cloud", "keys.Own"}},
		"group":             {second(phone.CreateGroup(ctx, GroupRequest{Subject: long(129), Description: long(2049)})), []string{"subject", "description"}},
		"nine people":       {second(group.RemoveParticipants(ctx, make([]string, 9))), []string{"participants", "participants[0].user", "participants[1].user", "participants[2].user", "participants[3].user", "participants[4].user", "participants[5].user", "participants[6].user", "participants[7].user", "participants[8].user"}},
		"no join requests":  {second(group.ApproveJoinRequests(ctx, nil)), []string{"join_requests"}},
		"Flow":              {FlowRequest{Publish: true, EndpointURI: "http://x"}.Validate(), []string{"name", "categories", "publish", "endpoint_uri"}},
		"Flow JSON":         {second(NewFlow(c, "4").UploadJSON(ctx, []byte(`[]`))), []string{"file"}},
		"figures":           {collected(metabiz.Collect(account.PricingAnalytics(ctx, PricingAnalyticsQuery{Start: day, End: day, CountryCodes: []string{"ITA"}}))), []string{"end", "granularity", "country_codes[0]"}},
		"group figures":     {collected(metabiz.Collect(account.GroupAnalytics(ctx, GroupAnalyticsQuery{Start: day, End: day.AddDate(0, 0, 91)}))), []string{"group_ids[0]", "metric_types", "start"}},
		"number":            {second(account.AddPhoneNumber(ctx, PhoneNumberRequest{VerifiedName: "B"})), []string{"phone_number", "verified_name"}},
		"nothing to change": {account.Update(ctx, AccountChange{}), []string{"name"}},
		"users":             {collected(metabiz.Collect(account.AssignedUsers(ctx, AssignedUserQuery{}))), []string{"business"}},
		"tasks":             {account.AssignUser(ctx, "1", nil), []string{"tasks"}},
		"both send":         {SolutionRequest{SolutionName: "S", PartnerAppID: "5", OwnerPermissions: []Task{TaskMessaging}, PartnerPermissions: []Task{TaskMessaging}}.Validate(), []string{"owner_permissions"}},
		"UPI":               {second(account.CreatePaymentConfiguration(ctx, PaymentConfigurationRequest{ProviderName: ProviderUPIVPA})), []string{"configuration_name", "merchant_vpa"}},
		"scheduled":         {second(account.SetSolutionMigrationIntent(ctx, SolutionMigration{SolutionID: "1", Intent: ScheduleMigration})), []string{"scheduled_migration_time"}},
	}
	for name, test := range tests {
		if !errors.Is(test.err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, test.err)
			continue
		}
		if diff := cmp.Diff(test.want, broken(t, test.err)); diff != "" {
			t.Errorf("%s: paths (-want +got):\n%s", name, diff)
		}
	}
	if len(g.calls()) > 0 {
		t.Errorf("sent: %v", g.calls())
	}
}
