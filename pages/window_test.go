package pages_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

var heardAt = time.UnixMilli(1764576000001).UTC() // the time of item

func deliver(t *testing.T, s metabiz.Subscriber, body string) {
	t.Helper()
	noError(t, s.Deliver(t.Context(), &metabiz.Delivery{Object: "page", Body: []byte(body)}))
}

func TestWindowGuard(t *testing.T) {
	t.Parallel()
	text := pages.Text{Body: "Ciao!"}
	to := pages.Recipient{ID: "P"}
	human := pages.Message{To: to, Content: text, Type: pages.MessagingTag, Tag: pages.TagHumanAgent}
	for name, tt := range map[string]struct {
		heard   string
		after   time.Duration
		cfg     pages.WindowConfig
		message pages.Message
		want    error
	}{
		"in the window":                 {heard: `"message":{"mid":"m1"}`, after: 23 * time.Hour, message: pages.Message{To: to, Content: text}},
		"after a tap":                   {heard: `"postback":{"mid":"m1"}`, after: 23 * time.Hour, message: pages.Message{To: to, Content: text}},
		"after a heart":                 {heard: `"reaction":{"mid":"m1","action":"react"}`, after: 23 * time.Hour, message: pages.Message{To: to, Content: text}},
		"after an ad":                   {heard: `"referral":{"source":"ADS"}`, after: 23 * time.Hour, message: pages.Message{To: to, Content: text}},
		"after a plugin of a website":   {heard: `"optin":{"ref":"cart"}`, after: 23 * time.Hour, message: pages.Message{To: to, Content: text}},
		"after an opt-in to marketing":  {heard: `"optin":{"type":"notification_messages","notification_messages_token":"t"}`, after: time.Hour, message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"after a heart was taken back":  {heard: `"reaction":{"mid":"m1","action":"unreact"}`, after: time.Hour, message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"after a message was deleted":   {heard: `"message":{"mid":"m1","is_deleted":true}`, after: time.Hour, message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"read only":                     {heard: `"read":{"watermark":1}`, after: time.Hour, message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"a day later":                   {heard: `"message":{"mid":"m1"}`, after: 24 * time.Hour, message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"within the margin":             {heard: `"message":{"mid":"m1"}`, after: 24*time.Hour - 20*time.Second, message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"without a margin":              {heard: `"message":{"mid":"m1"}`, after: 24*time.Hour - 20*time.Second, cfg: pages.WindowConfig{Margin: -1}, message: pages.Message{To: to, Content: text}},
		"a person, six days later":      {heard: `"message":{"mid":"m1"}`, after: 6 * 24 * time.Hour, message: human},
		"a person, a week later":        {heard: `"message":{"mid":"m1"}`, after: 7 * 24 * time.Hour, message: human, want: pages.ErrWindowClosed},
		"another tag, left to Meta":     {after: 99 * time.Hour, message: pages.Message{To: to, Content: text, Type: pages.MessagingTag, Tag: "CUSTOMER_FEEDBACK"}},
		"a utility template":            {after: 99 * time.Hour, message: pages.Message{To: to, Content: pages.UtilityTemplate{Name: "n", Language: "it"}}},
		"to who wrote a comment":        {message: pages.Message{To: pages.Recipient{CommentID: "c"}, Content: text}},
		"unknown":                       {message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"unknown, left to Meta":         {cfg: pages.WindowConfig{AllowUnknown: true}, message: pages.Message{To: to, Content: text}},
		"known, not left to Meta":       {heard: `"message":{"mid":"m1"}`, after: 25 * time.Hour, cfg: pages.WindowConfig{AllowUnknown: true}, message: pages.Message{To: to, Content: text}, want: pages.ErrWindowClosed},
		"the clock of somebody is fast": {heard: `"message":{"mid":"m1"}`, after: -48 * time.Hour, message: pages.Message{To: to, Content: text}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := heardAt.Add(tt.after)
			tt.cfg.Now = func() time.Time { return now }
			w := pages.NewWindow(tt.cfg)
			if tt.heard != "" {
				deliver(t, w, messagingBody(item(tt.heard)))
			}
			g := newGraph(t, `{"message_id":"m2"}`)
			client, err := g.client.With(w.Guard())
			noError(t, err)
			_, err = pages.NewPage(client, "1").Send(t.Context(), tt.message)
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if tt.want != nil {
				if !errors.Is(err, metabiz.ErrPermission) {
					t.Errorf("no class: %v", err)
				}
				g.want()
			} else if lines, _ := g.lines(); len(lines) != 1 {
				t.Errorf("called %v", lines)
			}
		})
	}
}

func TestWindowState(t *testing.T) {
	t.Parallel()
	w := pages.NewWindow(pages.WindowConfig{Now: func() time.Time { return heardAt.Add(time.Hour) }})
	deliver(t, w, messagingBody(item(`"message":{"mid":"m1"}`)))
	// Later news of what was earlier, what is standby, and other objects.
	deliver(t, w, messagingBody(`{"sender":{"id":"P"},"timestamp":1,"message":{"mid":"m0"}}`))
	deliver(t, w, `{"object":"page","entry":[{"id":"1","time":1,"standby":[{"sender":{"id":"Q"},"timestamp":1764576000001,"message":{"mid":"m3"}}]}]}`)
	noError(t, w.Deliver(t.Context(), &metabiz.Delivery{Object: "user", Body: []byte("{")}))
	noError(t, w.Learn(t.Context(), nil))
	for _, person := range []string{"P", "Q"} {
		got, err := w.Until(t.Context(), person)
		noError(t, err)
		want := pages.WindowState{Known: true, OpenUntil: heardAt.Add(24 * time.Hour), HumanAgentUntil: heardAt.Add(7 * 24 * time.Hour)}
		if diff := cmp.Diff(want, got); diff != "" || !got.Open(heardAt) || got.Open(got.OpenUntil) || !got.HumanAgent(got.OpenUntil) {
			t.Errorf("%s (-want +got):\n%s", person, diff)
		}
	}
	if got, err := w.Until(t.Context(), "R"); err != nil || got.Known {
		t.Errorf("%+v, %v", got, err)
	}
}

// Who is refused may get something else instead.
func TestWindowFallback(t *testing.T) {
	t.Parallel()
	w := pages.NewWindow(pages.WindowConfig{Fallback: func(_ context.Context, m pages.Message) (pages.Message, bool) {
		if m.Metadata == "give up" {
			return m, false
		}
		m.Content = pages.UtilityTemplate{Name: m.Metadata, Language: "it"}
		return m, true
	}})
	g := newGraph(t, `{"message_id":"m2"}`)
	client, err := g.client.With(w.Guard())
	noError(t, err)
	page := pages.NewPage(client, "1")
	m := pages.Message{To: pages.Recipient{ID: "P"}, Content: pages.Text{Body: "Ciao!"}, Metadata: "reminder"}
	_, err = page.Send(t.Context(), m)
	noError(t, err)
	g.want(call{Line: messages, Body: `{"recipient":{"id":"P"},"messaging_type":"UTILITY","message":{"template":{"name":"reminder","language":{"code":"it"}},"metadata":"reminder"}}`})
	m.Metadata = "give up"
	if _, err := page.Send(t.Context(), m); !errors.Is(err, pages.ErrWindowClosed) {
		t.Errorf("given up: %v", err)
	}
	m.Metadata = ""
	if _, err := page.Send(t.Context(), m); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("a template without a name: %v", err)
	}
	noError(t, page.SendAction(t.Context(), pages.Recipient{ID: "P"}, pages.SenderTypingOn))
	g.want(call{Line: messages, Body: `{"recipient":{"id":"P"},"sender_action":"TYPING_ON"}`})
}

type brokenWindows struct{ pages.WindowStore }

var errStore = errors.New("store is down")

func (brokenWindows) Load(context.Context, string) (pages.WindowRecord, error) {
	return pages.WindowRecord{}, errStore
}
func (brokenWindows) Merge(context.Context, string, pages.WindowRecord) error { return errStore }

func TestWindowStoreDown(t *testing.T) {
	t.Parallel()
	w := pages.NewWindow(pages.WindowConfig{Store: brokenWindows{}})
	if err := w.Deliver(t.Context(), &metabiz.Delivery{Object: "page", Body: []byte(messagingBody(item(`"message":{"mid":"m1"}`)))}); !errors.Is(err, errStore) {
		t.Errorf("learning: %v", err)
	}
	g := newGraph(t)
	client, err := g.client.With(w.Guard())
	noError(t, err)
	if _, err := pages.NewPage(client, "1").Send(t.Context(), pages.Message{To: pages.Recipient{ID: "P"}, Content: pages.Text{Body: "b"}}); !errors.Is(err, errStore) {
		t.Errorf("sending: %v", err)
	}
	g.want()
}

func TestHandoverGuard(t *testing.T) {
	t.Parallel()
	const inbox = pages.PageInboxAppID
	standby := func(member string) string {
		return `{"object":"page","entry":[{"id":"1","time":1,"standby":[` + item(member) + `]}]}`
	}
	for name, tt := range map[string]struct {
		heard []string
		after time.Duration
		want  string // the app that has it; "?" one that is not known
	}{
		"nothing heard":           {},
		"ours":                    {heard: []string{messagingBody(item(`"message":{"mid":"m1"}`))}},
		"passed to people":        {heard: []string{messagingBody(item(`"pass_thread_control":{"new_owner_app_id":"` + inbox + `"}`))}, want: inbox},
		"passed to us":            {heard: []string{messagingBody(item(`"pass_thread_control":{"new_owner_app_id":"7"}`))}},
		"taken":                   {heard: []string{messagingBody(item(`"take_thread_control":{"previous_owner_app_id":"7"}`))}, want: "?"},
		"taken by us":             {heard: []string{messagingBody(item(`"take_thread_control":{"new_owner_app_id":"7"}`))}},
		"in standby":              {heard: []string{standby(`"message":{"mid":"m1"}`)}, want: "?"},
		"in standby, known whose": {heard: []string{messagingBody(item(`"pass_thread_control":{"new_owner_app_id":"` + inbox + `"}`)), standby(`"message":{"mid":"m1"}`)}, want: inbox},
		"asked for":               {heard: []string{messagingBody(item(`"request_thread_control":{"requested_owner_app_id":"8"}`))}},
		"roles":                   {heard: []string{messagingBody(item(`"app_roles":{"7":["primary_receiver"]}`))}},
		"passed long ago":         {heard: []string{messagingBody(item(`"pass_thread_control":{"new_owner_app_id":"` + inbox + `"}`))}, after: 25 * time.Hour},
		"passed, and then ours":   {heard: []string{messagingBody(`{"sender":{"id":"P"},"timestamp":1764576000002,"message":{"mid":"m1"}}`), messagingBody(item(`"pass_thread_control":{"new_owner_app_id":"8"}`))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			guard := pages.NewHandoverGuard(pages.HandoverConfig{AppID: "7", Now: func() time.Time { return heardAt.Add(tt.after + time.Minute) }})
			for _, body := range tt.heard {
				deliver(t, guard, body)
			}
			g := newGraph(t, `{"message_id":"m2"}`)
			client, err := g.client.With(guard.Guard())
			noError(t, err)
			page, to := pages.NewPage(client, "1"), pages.Recipient{ID: "P"}
			_, err = page.Send(t.Context(), pages.Message{To: to, Content: pages.Text{Body: "b"}})
			action := page.SendAction(t.Context(), to, pages.SenderTypingOn)
			if tt.want == "" {
				noError(t, err)
				noError(t, action)
				return
			}
			refusal, ok := errors.AsType[*pages.OtherOwnerError](err)
			if !ok || refusal.AppID != map[bool]string{true: "", false: tt.want}[tt.want == "?"] || refusal.PageID != "1" || refusal.PersonID != "P" ||
				!errors.Is(err, pages.ErrOtherOwner) || !errors.Is(err, metabiz.ErrPermission) || !errors.Is(action, pages.ErrOtherOwner) {
				t.Errorf("sending: %+v; typing: %v", err, action)
			}
			g.want()
		})
	}
}

// What the app itself hands over is known before the webhook tells of it.
func TestHandoverGuardOwnSteps(t *testing.T) {
	t.Parallel()
	now := heardAt
	guard := pages.NewHandoverGuard(pages.HandoverConfig{AppID: "7", Now: func() time.Time { return now }})
	g := newGraph(t, `{"success":true}`)
	client, err := g.client.With(guard.Guard())
	noError(t, err)
	page, m := pages.NewPage(client, "1"), pages.Message{To: pages.Recipient{ID: "P"}, Content: pages.Text{Body: "b"}}
	send := func() error {
		now = now.Add(time.Second)
		_, err := page.Send(t.Context(), m)
		return err
	}
	noError(t, send())
	noError(t, page.PassThreadControl(t.Context(), pages.ThreadControl{PersonID: "P", TargetAppID: pages.PageInboxAppID}))
	if err := send(); !errors.Is(err, pages.ErrOtherOwner) {
		t.Errorf("passed: %v", err)
	}
	noError(t, page.RequestThreadControl(t.Context(), pages.ThreadControl{PersonID: "P"}))
	if err := send(); !errors.Is(err, pages.ErrOtherOwner) {
		t.Errorf("asked for: %v", err)
	}
	noError(t, page.TakeThreadControl(t.Context(), pages.ThreadControl{PersonID: "P"}))
	noError(t, send())
	noError(t, page.ReleaseThreadControl(t.Context(), "P"))
	noError(t, send())
}

// Of whom nothing was heard, Meta can be asked; what it refuses is remembered.
func TestHandoverGuardAsks(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"data":[{"thread_owner":{"app_id":"8"}}]}`)
	guard := pages.NewHandoverGuard(pages.HandoverConfig{AppID: "7", Owner: pages.NewPage(g.client, "1").ThreadOwner})
	client, err := g.client.With(guard.Guard())
	noError(t, err)
	page, m := pages.NewPage(client, "1"), pages.Message{To: pages.Recipient{ID: "P"}, Content: pages.Text{Body: "b"}}
	for range 2 {
		if _, err := page.Send(t.Context(), m); !errors.Is(err, pages.ErrOtherOwner) {
			t.Errorf("another's: %v", err)
		}
	}
	g.want(call{Line: "GET /v26.0/1/thread_owner", Query: url.Values{"recipient": {"P"}}})

	nobody := func(context.Context, string, ...metabiz.Option) (*pages.ThreadOwnerApp, error) { return nil, nil }
	g = newGraph(t, `{"message_id":"m"}`)
	client, err = g.client.With(pages.NewHandoverGuard(pages.HandoverConfig{AppID: "7", Owner: nobody}).Guard())
	noError(t, err)
	if _, err := pages.NewPage(client, "1").Send(t.Context(), m); err != nil {
		t.Errorf("nobody's: %v", err)
	}

	g = newGraph(t, `400 {"error":{"code":10,"error_subcode":2018300,"message":"another app"}}`)
	guard = pages.NewHandoverGuard(pages.HandoverConfig{AppID: "7"})
	client, err = g.client.With(guard.Guard())
	noError(t, err)
	page = pages.NewPage(client, "1")
	for range 2 {
		if _, err := page.Send(t.Context(), m); !errors.Is(err, pages.ErrOtherOwner) {
			t.Errorf("refused: %v", err)
		}
	}
	if lines, _ := g.lines(); len(lines) != 1 {
		t.Errorf("called %v", lines)
	}
}
