package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return fsys
}

const readyFile = `{"category":"UTILITY","components":[{"type":"BODY","text":"Your order {{1}} is ready for you.","example":{"body_text":[["7"]]}}]}`

func TestLoadTemplates(t *testing.T) {
	t.Parallel()
	files, err := LoadTemplates(folder(map[string]string{
		"ready/it.json": readyFile, "ready/notes.txt": "none of mine", ".history.json": "{",
		"deep/down/whatever.json": `{"name":"named","language":"en_US","category":"MARKETING","id":"9","status":"APPROVED","components":[
			{"type":"HEADER","format":"IMAGE","example":{"header_handle":["file:poster.png"]}},{"type":"BODY","text":"Look"}]}`,
		"deep/down/poster.png": "png",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []TemplateFile{
		{"deep/down/whatever.json", Template{
			Name: "named", Language: "en_US", Category: Marketing, Header: &TemplateHeader{Format: HeaderImage, Example: "file:poster.png"}, Body: TemplateBody{Text: "Look"},
		}},
		{"ready/it.json", Template{
			Name: "ready", Language: "it", Category: Utility, Body: TemplateBody{Text: "Your order {{1}} is ready for you.", Examples: []string{"7"}},
		}},
	}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A file that is wrong hides neither the others nor their faults.
func TestLoadTemplatesRefuses(t *testing.T) {
	t.Parallel()
	files, err := LoadTemplates(folder(map[string]string{
		"a/it.json": `{`, "b/it.json": readyFile, "b/copy.json": `{"name":"b","language":"it",` + readyFile[1:],
		"c/it.json": `{"category":"UTILITY","components":[{"type":"BODY","text":"Ciao {{1}}"}]}`,
		"d/it.json": `{"category":"MARKETING","components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["file:gone.png"]}},{"type":"BODY","text":"Look"}]}`,
	}))
	if len(files) != 1 || files[0].Template.Name != "b" {
		t.Errorf("%v", files)
	}
	if !errors.Is(err, ErrTemplateTwice) || !errors.Is(err, metabiz.ErrInvalidParam) || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%v", err)
	}
	for _, name := range []string{"a/it.json", "b/it.json", "c/it.json", "d/it.json"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named: %v", name, err)
		}
	}
}

func TestSyncPlan(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	want := sound(func(*Template) {})
	have := func(change func(t *Template)) Template {
		t := sound(func(t *Template) { t.ID, t.Status, t.ParameterFormat = "5", TemplateApproved, Positional })
		change(&t)
		return t
	}
	edited := func(status TemplateStatus) Template {
		return have(func(t *Template) { t.Status, t.Body.Text = status, "Other" })
	}
	ten := make([]time.Time, 10)
	for i := range ten {
		ten[i] = now.Add(time.Duration(i-20) * 24 * time.Hour)
	}
	body := []TemplateDifference{{"body.text", want.Body.Text, "Other"}}
	tests := map[string]struct {
		sync TemplateSync
		want *Template // nil: sound
		have *Template // nil: none
		then TemplateChange
	}{
		"missing": {then: TemplateChange{Action: SyncCreate, Reason: "is not in the account"}},
		"name was deleted": {
			sync: TemplateSync{History: &TemplateHistory{Deleted: map[string]time.Time{"order_update": now.Add(-29 * 24 * time.Hour)}}},
			then: TemplateChange{Action: SyncWait, Reason: "the name was deleted, and is blocked for 30 days", NotBefore: now.Add(24 * time.Hour)},
		},
		"name was deleted long ago": {
			sync: TemplateSync{History: &TemplateHistory{Deleted: map[string]time.Time{"order_update": now.Add(-30 * 24 * time.Hour)}}},
			then: TemplateChange{Action: SyncCreate, Reason: "is not in the account"},
		},
		"the same, spaces and examples apart": {
			have: new(have(func(t *Template) {
				t.Body = TemplateBody{Text: " " + t.Body.Text + "\r\n", Examples: []string{"x", "y"}}
			})),
			then: TemplateChange{Action: SyncNothing},
		},
		"the same, rejected": {
			have: new(have(func(t *Template) { t.Status, t.RejectedReason = TemplateRejected, "INVALID_FORMAT" })),
			then: TemplateChange{Action: SyncNothing, Status: TemplateRejected, Reason: "was rejected: INVALID_FORMAT"},
		},
		"the same, of another category by Meta": {
			have: new(have(func(t *Template) { t.Category, t.PreviousCategory = Marketing, Utility })),
			then: TemplateChange{Action: SyncNothing, Reason: "Meta has changed the category to MARKETING"},
		},
		"the same, of another category soon": {
			have: new(have(func(t *Template) { t.CorrectCategory = Marketing })),
			then: TemplateChange{Action: SyncNothing, Reason: "Meta is about to change the category to MARKETING"},
		},
		"other text":             {have: new(edited(TemplateApproved)), then: TemplateChange{Action: SyncEdit, Differences: body}},
		"other text, paused":     {have: new(edited(TemplatePaused)), then: TemplateChange{Action: SyncEdit, Status: TemplatePaused, Differences: body}},
		"other text, in review":  {have: new(edited(TemplatePending)), then: TemplateChange{Action: SyncWait, Status: TemplatePending, Reason: "is in review", Differences: body}},
		"other text, archived":   {have: new(edited(TemplateArchived)), then: TemplateChange{Action: SyncBlocked, Status: TemplateArchived, Reason: "is archived: unarchive it first", Differences: body}},
		"other text, disabled":   {have: new(edited(TemplateDisabled)), then: TemplateChange{Action: SyncBlocked, Status: TemplateDisabled, Reason: "is disabled: give it another name", Differences: body}},
		"other text, on its way": {have: new(edited(TemplatePendingDeletion)), then: TemplateChange{Action: SyncWait, Status: TemplatePendingDeletion, Reason: "is being deleted, and the name is blocked for 30 days"}},
		"other text, edited today": {
			sync: TemplateSync{History: &TemplateHistory{Edits: map[string][]time.Time{"5": {now.Add(-23 * time.Hour)}}}}, have: new(edited(TemplateApproved)),
			then: TemplateChange{
				Action: SyncWait, Reason: "an approved template takes one edit in 24 hours and ten in 30 days", NotBefore: now.Add(time.Hour), Differences: body,
			},
		},
		"other text, edited yesterday": {
			sync: TemplateSync{History: &TemplateHistory{Edits: map[string][]time.Time{"5": {now.Add(-24 * time.Hour)}}}}, have: new(edited(TemplateApproved)),
			then: TemplateChange{Action: SyncEdit, Differences: body},
		},
		"other text, edited ten times": {
			sync: TemplateSync{History: &TemplateHistory{Edits: map[string][]time.Time{"5": ten}}}, have: new(edited(TemplateApproved)),
			then: TemplateChange{
				Action: SyncWait, Reason: "an approved template takes one edit in 24 hours and ten in 30 days", NotBefore: now.Add(10 * 24 * time.Hour), Differences: body,
			},
		},
		"rejected, edited ten times": {
			sync: TemplateSync{History: &TemplateHistory{Edits: map[string][]time.Time{"5": ten}}}, have: new(edited(TemplateRejected)),
			then: TemplateChange{Action: SyncEdit, Status: TemplateRejected, Differences: body},
		},
		"other category": {
			have: new(have(func(t *Template) { t.Category = Marketing })),
			then: TemplateChange{
				Action: SyncBlocked, Reason: "the category of an approved template can't be changed: give it another name",
				Differences: []TemplateDifference{{"category", "UTILITY", "MARKETING"}},
			},
		},
		"other category, rejected": {
			have: new(have(func(t *Template) { t.Category, t.Status = Marketing, TemplateRejected })),
			then: TemplateChange{Action: SyncEdit, Status: TemplateRejected, Differences: []TemplateDifference{{"category", "UTILITY", "MARKETING"}}},
		},
		"other category, which Meta is about to give it": {
			have: new(have(func(t *Template) { t.Category, t.CorrectCategory = Marketing, Utility })),
			then: TemplateChange{
				Action: SyncWait, Reason: "Meta is about to change the category to that of the file", Differences: []TemplateDifference{{"category", "UTILITY", "MARKETING"}},
			},
		},
		"other sub-category": {
			want: new(sound(func(t *Template) { t.SubCategory = "ORDER_STATUS" })), have: new(have(func(*Template) {})),
			then: TemplateChange{Action: SyncBlocked, Reason: "can't be changed so: give it another name", Differences: []TemplateDifference{{"sub_category", "ORDER_STATUS", ""}}},
		},
		"a picture without a way to upload it": {
			want: new(sound(func(t *Template) { t.Header = &TemplateHeader{Format: HeaderImage, Example: "file:a.png"} })),
			then: TemplateChange{Action: SyncBlocked, Reason: "file:a.png can't be uploaded: set Media and AppID"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := want
			if test.want != nil {
				file = *test.want
			}
			var account []Template
			test.then.Name, test.then.Language, test.then.Path = file.Name, file.Language, "a.json"
			if test.have != nil {
				account = []Template{*test.have}
				test.then.ID = "5"
				test.then.Status = orApproved(test.then.Status)
			}
			test.sync.Now = func() time.Time { return now }
			changes := test.sync.Plan([]TemplateFile{{"a.json", file}}, account)
			test.then.want = file
			if diff := cmp.Diff([]TemplateChange{test.then}, changes, cmp.AllowUnexported(TemplateChange{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func orApproved(status TemplateStatus) TemplateStatus {
	if status == "" {
		return TemplateApproved
	}
	return status
}

// Never is anything deleted unless it is told, and what is to be kept is.
func TestSyncPlanOfWhatIsInNoFile(t *testing.T) {
	t.Parallel()
	account := []Template{{ID: "5", Name: "hello_world", Language: "en_US"}, {ID: "6", Name: "old", Language: "it"}, {ID: "7", Name: "gone", Status: TemplatePendingDeletion}}
	files := []TemplateFile{{"new.json", sound(func(t *Template) { t.Name = "new" })}}
	keep := func(t Template) bool { return t.Name == "hello_world" }
	for name, test := range map[string]struct {
		sync TemplateSync
		want []SyncAction
	}{
		"untold": {TemplateSync{}, []SyncAction{SyncNothing, SyncNothing, SyncNothing}},
		"told":   {TemplateSync{Delete: true}, []SyncAction{SyncDelete, SyncDelete, SyncNothing}},
		"kept":   {TemplateSync{Delete: true, Keep: keep}, []SyncAction{SyncNothing, SyncDelete, SyncNothing}},
	} {
		var got []SyncAction
		for _, c := range test.sync.Plan(files, account)[len(files):] {
			got = append(got, c.Action)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What Meta makes of a template is the same template; what somebody changed is not.
func TestTemplateDifferences(t *testing.T) {
	t.Parallel()
	code := auth(func(*Template) {})
	codeRead := Template{
		Category: Authentication, Body: TemplateBody{Text: "*{{1}}* is your verification code. For your security, do not share this code."}, Footer: "This code expires in 10 minutes.",
		Buttons: []TemplateButton{URLButton{Text: "Copy code", URL: "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code_expiration_minutes=10&code=otp{{1}}"}},
	}
	full := Template{
		Category: Marketing, Header: &TemplateHeader{Format: HeaderImage, Example: "4::aW"}, Body: TemplateBody{Text: "Look"}, LimitedTimeOffer: &LimitedTimeOffer{Text: "Now"},
		Buttons: []TemplateButton{
			QuickReplyButton{Text: "Stop"}, URLButton{Text: "See", URL: "https://a.example/{{1}}", Example: "1", AppDeepLink: &AppDeepLink{MetaAppID: "1"}},
			PhoneNumberButton{Text: "Call", PhoneNumber: "+39 06 0000 0012"}, CopyCodeButton{Example: "a"}, FlowButton{Text: "Go", FlowName: "mine", Action: FlowNavigate},
			CatalogButton{}, VoiceCallButton{Text: "Ring", TTLMinutes: 1440}, UnknownButton{Type: "NEW", Raw: json.RawMessage(`{"type":"NEW"}`)},
		},
		Cards: cards(2), Other: []UnknownComponent{{"NEW", json.RawMessage(`{"type":"NEW"}`)}}, CallPermissionRequest: true, LinkTrackingOptedOut: new(true), MessageSendTTLSeconds: 43200,
	}
	fullRead := Template{
		Category: Marketing, ParameterFormat: Positional, Header: &TemplateHeader{Format: HeaderImage, Example: "https://scontent.example/1"}, Body: TemplateBody{Text: "Look"},
		LimitedTimeOffer: &LimitedTimeOffer{Text: "Now"},
		Buttons: []TemplateButton{
			QuickReplyButton{Text: "Stop"}, URLButton{Text: "See", URL: "https://a.example/{{1}}", Example: "https://a.example/2", AppDeepLink: &AppDeepLink{MetaAppID: "1"}},
			PhoneNumberButton{Text: "Call", PhoneNumber: "+390600000012"}, CopyCodeButton{Text: "Copy offer code", Example: "b"},
			FlowButton{Text: "Go", FlowID: "77", Action: "NAVIGATE", Screen: "FIRST"}, CatalogButton{Text: "View catalog"}, VoiceCallButton{Text: "Ring", TTLMinutes: 1440},
			UnknownButton{Type: "NEW", Raw: json.RawMessage(`{"type":"NEW"}`)},
		},
		Cards: cards(2), Other: []UnknownComponent{{"NEW", json.RawMessage(`{"type":"NEW"}`)}}, CallPermissionRequest: true, LinkTrackingOptedOut: new(true), MessageSendTTLSeconds: 43200,
	}
	change := func(t Template, do func(t *Template)) Template {
		t = t.detached()
		t.Buttons = append([]TemplateButton(nil), t.Buttons...)
		do(&t)
		return t
	}
	tests := map[string]struct {
		want, have Template
		paths      []string
	}{
		"code":          {code, codeRead, nil},
		"code, as made": {code, code, nil},
		"code, other time, without a warning, of another kind": {
			auth(func(t *Template) {
				t.CodeExpirationMinutes, t.Body.AddSecurityRecommendation = 5, new(false)
				t.Buttons = []TemplateButton{OTPButton{OTPType: OTPOneTap, Text: "Copia"}}
			}),
			codeRead, []string{"body.add_security_recommendation", "footer.code_expiration_minutes", "buttons[0].otp_type", "buttons[0].text"},
		},
		"everything": {full, fullRead, nil},
		"everything changed": {full, change(fullRead, func(t *Template) {
			t.Header.Format, t.Body.Text, t.Footer, t.LimitedTimeOffer = HeaderVideo, "See", "x", nil
			t.Buttons[0], t.Buttons[1] = QuickReplyButton{Text: "x"}, URLButton{Text: "x", URL: "https://b.example"}
			t.Buttons[2], t.Buttons[4] = PhoneNumberButton{Text: "x", PhoneNumber: "1"}, FlowButton{Text: "x", Action: FlowDataExchange}
			t.Buttons[6], t.Buttons[7] = VoiceCallButton{Text: "x", TTLMinutes: 2000}, UnknownButton{Type: "NEW", Raw: json.RawMessage(`{}`)}
			t.Cards[0].Header.Format, t.Cards[1].Body.Text, t.Other = HeaderProduct, "x", nil
			t.CallPermissionRequest, t.LinkTrackingOptedOut, t.MessageSendTTLSeconds, t.ParameterFormat = false, nil, 0, Named
		}), []string{
			"message_send_ttl_seconds", "cta_url_link_tracking_opted_out", "parameter_format", "header.format", "body.text", "footer.text", "limited_time_offer",
			"buttons[0].text", "buttons[1].text", "buttons[1].url", "buttons[1].app_deep_link.meta_app_id", "buttons[2].text", "buttons[2].phone_number",
			"buttons[4].text", "buttons[4].flow_action", "buttons[6].text", "buttons[6].ttl_minutes", "buttons[7]",
			"call_permission_request", "cards[0].header.format", "cards[1].body.text", "components.NEW",
		}},
		"without a header, other buttons, a card less": {full, change(fullRead, func(t *Template) {
			t.Header, t.Buttons, t.Cards = nil, t.Buttons[1:], t.Cards[:1]
		}), []string{"header", "buttons", "cards"}},
		"library": {
			Template{Category: Utility, LibraryTemplateName: "a"}, Template{Category: Utility, LibraryTemplateName: "a", Body: TemplateBody{Text: "Meta's"}}, nil,
		},
		"other library": {Template{Category: Utility, LibraryTemplateName: "a"}, Template{Category: Utility, LibraryTemplateName: "b"}, []string{"library_template_name"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var paths []string
			for _, d := range test.want.differences(test.have) {
				paths = append(paths, d.Path)
			}
			if diff := cmp.Diff(test.paths, paths); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// shelf is an account to keep in step with a folder, and its clock.
type shelf struct {
	*testing.T
	e       *emulator.Emulator
	account *Account
	sync    TemplateSync
}

func newShelf(t *testing.T, fsys fs.FS) *shelf {
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
	return &shelf{t, e, NewAccount(client, e.Seed().WABAID), TemplateSync{
		History: &TemplateHistory{}, Now: e.Clock().Now, Media: fsys, AppID: e.Seed().AppID,
		Keep: func(t Template) bool { return t.Name == "hello_world" },
	}}
}

// run syncs a folder and gives what was done, or would be.
func (s *shelf) run(fsys fs.FS) ([]string, error) {
	s.Helper()
	files, err := LoadTemplates(fsys)
	if err != nil {
		s.Fatal(err)
	}
	changes, err := s.account.SyncTemplates(s.Context(), files, s.sync)
	var lines []string
	for _, c := range changes {
		if c.Action != SyncNothing {
			lines = append(lines, string(c.Action)+" "+c.Name+" "+c.Language)
		}
		if c.Err == nil && !s.sync.DryRun && c.Done != (c.Action == SyncCreate || c.Action == SyncEdit || c.Action == SyncDelete) {
			s.Errorf("done is %v: %s", c.Done, c)
		}
	}
	return lines, err
}

func (s *shelf) want(fsys fs.FS, want ...string) {
	s.Helper()
	got, err := s.run(fsys)
	if err != nil {
		s.Error(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("(-want +got):\n%s", diff)
	}
}

// A folder and an account, over two months.
func TestSyncOverTime(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"ready/it.json": readyFile,
		"poster/it.json": `{"category":"MARKETING","components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["file:poster.png"]}},
			{"type":"BODY","text":"Look at this"}]}`,
		"poster/poster.png": string(picture(t, png.Encode, image.NewGray(image.Rect(0, 0, 8, 8)))),
		"code/it.json":      `{"category":"AUTHENTICATION","components":[{"type":"BODY","add_security_recommendation":true},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}]}`,
	}
	fsys := folder(files)
	s := newShelf(t, fsys)

	s.sync.DryRun = true
	s.want(fsys, "create code it", "create poster it", "create ready it")
	s.want(fsys, "create code it", "create poster it", "create ready it") // nothing was done
	s.sync.DryRun = false
	s.want(fsys, "create code it", "create poster it", "create ready it")
	s.want(fsys) // in review, and the same
	if posted := s.example("poster"); !strings.Contains(posted, ":") || strings.HasPrefix(posted, "file:") {
		t.Errorf("the picture was not uploaded: %q", posted)
	}

	files["ready/it.json"] = strings.ReplaceAll(readyFile, "is ready", "waits")
	fsys = folder(files)
	s.want(fsys, "wait ready it") // in review
	s.e.Clock().Advance(time.Hour)
	s.want(fsys, "edit ready it")
	s.e.Clock().Advance(time.Hour)
	s.want(fsys)

	fsys = folder(map[string]string{"ready/it.json": readyFile, "code/it.json": files["code/it.json"]})
	s.want(fsys, "wait ready it") // a second edit within 24 hours
	s.e.Clock().Advance(24 * time.Hour)
	s.want(fsys, "edit ready it")
	s.sync.Delete = true
	s.want(fsys, "delete poster it", "delete spring_offer it", "delete spring_offer en", "delete order_update it", "delete order_update en")
	s.want(folder(files), "wait poster it", "wait ready it") // the name is blocked
	s.e.Clock().Advance(31 * 24 * time.Hour)
	s.want(folder(files), "create poster it", "edit ready it")

	data, err := json.Marshal(s.sync.History)
	var back TemplateHistory
	if err != nil || json.Unmarshal(data, &back) != nil || len(back.Edits) != 1 || len(back.Deleted) != 3 {
		t.Errorf("history %s: %v", data, err)
	}
}

func (s *shelf) example(name string) string {
	s.Helper()
	template, err := s.account.Template(s.Context(), name, "it")
	if err != nil {
		s.Fatal(err)
	}
	return template.Header.Example
}

// One template that fails is told of, and the others go their way; running again goes on.
func TestSyncGoesOnAfterFailures(t *testing.T) {
	t.Parallel()
	fsys := folder(map[string]string{"a/it.json": readyFile, "b/it.json": readyFile, "c/it.json": readyFile})
	s := newShelf(t, fsys)
	cancel := s.e.Fault(emulator.Fault{Kind: emulator.FaultStatus, Method: "POST", Path: "*/message_templates", Status: 400, Code: 100})
	defer cancel()
	lines, err := s.run(fsys)
	if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), "template a (it)") {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{"create a it", "create b it", "create c it"}, lines); diff != "" {
		t.Error(diff)
	}
	s.want(fsys, "create a it")
	s.want(fsys)
}

// Where no other would fare better, nothing more is tried.
func TestSyncStops(t *testing.T) {
	t.Parallel()
	fsys := folder(map[string]string{"a/it.json": readyFile, "b/it.json": readyFile})
	files, err := LoadTemplates(fsys)
	if err != nil {
		t.Fatal(err)
	}
	list := answer{0, `{"data":[]}`}
	for name, test := range map[string]struct {
		answer answer
		class  error
	}{
		"token": {failed("190"), metabiz.ErrAuth}, "permission": {failed("200"), metabiz.ErrPermission}, "quota": {failed("80008"), metabiz.ErrRateLimited},
	} {
		g := newGraph(t, list, test.answer)
		changes, err := NewAccount(g.client, "2").SyncTemplates(t.Context(), files, TemplateSync{}, metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
		if !errors.Is(err, test.class) || len(g.calls()) != 2 || changes[0].Err == nil || changes[1].Err != nil || changes[1].Done {
			t.Errorf("%s: %v, %d calls, %v", name, err, len(g.calls()), changes)
		}
	}
	g := newGraph(t, list)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewAccount(g.client, "2").SyncTemplates(ctx, files, TemplateSync{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestTemplateChangeString(t *testing.T) {
	t.Parallel()
	c := TemplateChange{
		Action: SyncWait, Name: "a", Language: "it", Reason: "is in review", NotBefore: time.Unix(0, 0), Differences: []TemplateDifference{{Path: "body.text"}}, Err: errors.New("refused"),
	}
	if got, want := c.String(), "wait a (it): body.text, is in review, not before 1970-01-01T00:00:00Z, refused"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// An empty folder is a mistake, and no reason to delete everything; of a template that stands in two files, one counts.
func TestPlanIsNotLedAstray(t *testing.T) {
	t.Parallel()
	hello := Template{Name: "hello", Language: "it", Category: Utility, Body: TemplateBody{Text: "Ciao"}}
	changes := TemplateSync{Delete: true}.Plan(nil, []Template{hello})
	changes = append(changes, TemplateSync{}.Plan([]TemplateFile{{"a.json", hello}, {"b.json", hello}}, nil)...)
	changes = append(changes, TemplateSync{Delete: true}.Plan([]TemplateFile{{"a.json", hello}, {"b.json", hello}}, []Template{hello})...)
	var got []string
	for _, c := range changes {
		got = append(got, c.String())
	}
	want := []string{
		"blocked hello (it): there is no file at all: the folder may be another",
		"create hello (it): is not in the account", "blocked hello (it): is in a.json already",
		"nothing hello (it)", "blocked hello (it): is in a.json already",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
