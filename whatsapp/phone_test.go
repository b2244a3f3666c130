package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

const sentAnswer = `{"messaging_product":"whatsapp","contacts":[{"input":"+39 333","wa_id":"393331234567","user_id":"IT.1","new":1}],
	"messages":[{"id":"wamid.A","message_status":"accepted"}],"added":{}}`

func TestSend(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, sentAnswer})
	phone := NewPhone(g.client, "106540352242922")
	sent, err := phone.Send(t.Context(), Message{To: "+39 333 123-4567", Content: Text{Body: "Ciao!"}, CallbackData: "k1"})
	if err != nil {
		t.Fatal(err)
	}
	want := &Sent{
		MessagingProduct: "whatsapp",
		Contacts:         []SentContact{{Input: "+39 333", WhatsAppID: "393331234567", UserID: "IT.1"}},
		Messages:         []SentMessage{{ID: "wamid.A", Status: SendAccepted}},
	}
	if diff := cmp.Diff(want, sent); diff != "" || sent.MessageID() != "wamid.A" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	calls := []received{{Call: "POST /v26.0/106540352242922/messages", Body: map[string]any{
		"messaging_product": "whatsapp", "to": "+39 333 123-4567", "type": "text", "biz_opaque_callback_data": "k1",
		"text": map[string]any{"body": "Ciao!", "preview_url": false},
	}}}
	if diff := cmp.Diff(calls, g.calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	limits := []metabiz.LimitKey{
		{Kind: metabiz.LimitPair, ID: "106540352242922:393331234567"}, {Kind: metabiz.LimitPhoneNumber, ID: "106540352242922"},
	}
	if diff := cmp.Diff(limits, g.limiter.keys()); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}

func TestSendCountsWhatMetaCounts(t *testing.T) {
	t.Parallel()
	number := metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "1"}
	tests := map[string]struct {
		message Message
		want    []metabiz.LimitKey
	}{
		"user id": {Message{Recipient: "IT.1", Content: Text{Body: "x"}}, []metabiz.LimitKey{{Kind: metabiz.LimitPair, ID: "1:IT.1"}, number}},
		"group":   {Message{To: "Y2F", RecipientType: RecipientGroup, Content: Text{Body: "x"}}, []metabiz.LimitKey{number}},
		"receipt": {Message{Content: ReadReceipt{MessageID: "m"}}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, sentAnswer})
			if _, err := NewPhone(g.client, "1").Send(t.Context(), test.message); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, g.limiter.keys()); diff != "" {
				t.Errorf("limits (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsWrongIsNotSent(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{}`})
	phone, account, ctx := NewPhone(g.client, "1"), NewAccount(g.client, "2"), t.Context()
	errs := map[string]error{
		"message":          second(phone.Send(ctx, Message{To: "393331234567", Content: Text{}})),
		"marketing text":   second(phone.SendMarketing(ctx, Message{To: "393331234567", Content: Text{Body: "x"}})),
		"read":             phone.MarkRead(ctx, ""),
		"typing":           phone.Typing(ctx, ""),
		"code request":     phone.RequestCode(ctx, CodeRequest{}),
		"code":             phone.VerifyCode(ctx, "12345"),
		"pin":              phone.Register(ctx, Registration{PIN: "12345a"}),
		"profile":          phone.UpdateProfile(ctx, BusinessProfileUpdate{About: new("")}),
		"upload":           second(phone.UploadMedia(ctx, metabiz.File{})),
		"template":         second(account.CreateTemplate(ctx, Template{})),
		"template change":  account.UpdateTemplate(ctx, "3", Template{}),
		"template delete":  account.DeleteTemplate(ctx, TemplateDeletion{}),
		"override":         account.SubscribeApp(ctx, WebhookOverride{OverrideCallbackURI: "http://example.com"}),
		"sequence":         second(account.CreateWelcomeMessageSequence(ctx, WelcomeMessageSequence{})),
		"sequence change":  account.UpdateWelcomeMessageSequence(ctx, WelcomeMessageSequence{Name: "n", Sequence: WelcomeSequence{Text: "t"}}),
		"sequence deleted": account.DeleteWelcomeMessageSequence(ctx, ""),
		"empty id":         second(NewPhone(g.client, "").Send(ctx, Message{To: "393331234567", Content: Text{Body: "x"}})),
		"dotted id":        second(NewMedia(g.client, "..").Get(ctx)),
	}
	for name, err := range errs {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if calls := g.calls(); len(calls) > 0 {
		t.Errorf("sent: %v", calls)
	}
}

func second[T any](_ T, err error) error { return err }

// A message whose answer is lost must not be sent again.
func TestSendIsNeverRepeated(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL),
		metabiz.WithRetry(metabiz.Retry{Attempts: 3, MinWait: time.Millisecond, MaxWait: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	phone := NewPhone(client, "1")
	if _, err := phone.Send(t.Context(), Message{To: "393331234567", Content: Text{Body: "x"}}); !errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	if n.Load() != 1 {
		t.Errorf("sent %d times", n.Load())
	}
	if err := phone.MarkRead(t.Context(), "wamid.A"); err == nil || errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	if n.Load() != 1+3 {
		t.Errorf("read mark sent %d times, should have been tried again", n.Load()-1)
	}
}

func TestSendErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]error{
		"131047": ErrWindowClosed, "131026": ErrUndeliverable, "131062": ErrUndeliverable, "131050": ErrOptedOut,
		"131049": ErrMarketingLimit, "131048": ErrMarketingLimit, "132001": ErrTemplate, "132015": ErrTemplate, "132018": ErrTemplate,
	}
	for code, class := range tests {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, failed(code))
			_, err := NewPhone(g.client, "1").Send(t.Context(), Message{To: "393331234567", Content: Text{Body: "x"}})
			for _, other := range []error{ErrWindowClosed, ErrUndeliverable, ErrOptedOut, ErrMarketingLimit, ErrTemplate} {
				if errors.Is(err, other) != (other == class) {
					t.Errorf("errors.Is(%v, %v) is %v", err, other, errors.Is(err, other))
				}
			}
			if len(g.calls()) != 1 {
				t.Errorf("%d calls", len(g.calls()))
			}
		})
	}
}

// What each call says on the wire.
func TestPhoneCalls(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answers []answer
		call    func(ctx context.Context, p *Phone) (any, error)
		want    any
		calls   []received
	}{
		"read": {
			[]answer{{0, success}},
			func(ctx context.Context, p *Phone) (any, error) { return nil, p.MarkRead(ctx, "wamid.A") }, nil,
			[]received{{Call: "POST /v26.0/1/messages", Body: map[string]any{"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}}},
		},
		"typing": {
			[]answer{{0, success}},
			func(ctx context.Context, p *Phone) (any, error) { return nil, p.Typing(ctx, "wamid.A") }, nil,
			[]received{{Call: "POST /v26.0/1/messages", Body: map[string]any{
				"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A", "typing_indicator": map[string]any{"type": "text"},
			}}},
		},
		"marketing": {
			[]answer{{0, sentAnswer}},
			func(ctx context.Context, p *Phone) (any, error) {
				sent, err := p.SendMarketing(ctx, Message{
					To: "393331234567", Content: TemplateMessage{Name: "sale", Language: "it"}, ProductPolicy: PolicyStrict, ActivitySharing: new(true),
				})
				return sent.MessageID(), err
			}, "wamid.A",
			[]received{{Call: "POST /v26.0/1/marketing_messages", Body: map[string]any{
				"messaging_product": "whatsapp", "to": "393331234567", "type": "template", "recipient_type": "individual", "product_policy": "STRICT", "message_activity_sharing": true,
				"template": map[string]any{"name": "sale", "language": map[string]any{"code": "it"}},
			}}},
		},
		"get": {
			[]answer{{0, `{"id":"1","display_phone_number":"+39 333","quality_rating":"GREEN","throughput":{"level":"STANDARD"},"last_onboarded_time":"2026-01-02T03:04:05+0000"}`}},
			func(ctx context.Context, p *Phone) (any, error) { return p.Get(ctx) },
			&PhoneNumber{
				ID: "1", DisplayPhoneNumber: "+39 333", QualityRating: QualityGreen, Throughput: &Throughput{Level: "STANDARD"},
				LastOnboardedTime: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
			},
			[]received{{Call: "GET /v26.0/1", Query: fields(phoneNumberFields)}},
		},
		"get health": {
			[]answer{{0, `{"id":"1","health_status":{"can_send_message":"BLOCKED","entities":[{"entity_type":"WABA","id":"2","can_send_message":"BLOCKED",
				"errors":[{"error_code":"141006","error_description":"no payment","possible_solution":"pay"}]},{"entity_type":"APP","id":"3","can_send_message":"LIMITED","additional_info":["slow"]}]}}`}},
			func(ctx context.Context, p *Phone) (any, error) {
				return p.Get(ctx, metabiz.WithFields("health_status"))
			},
			&PhoneNumber{ID: "1", HealthStatus: &Health{CanSendMessage: "BLOCKED", Entities: []HealthEntity{
				{EntityType: "WABA", ID: "2", CanSendMessage: "BLOCKED", Errors: []HealthError{{Code: 141006, Description: "no payment", PossibleSolution: "pay"}}},
				{EntityType: "APP", ID: "3", CanSendMessage: "LIMITED", AdditionalInfo: []string{"slow"}},
			}}},
			[]received{{Call: "GET /v26.0/1", Query: fields("health_status")}},
		},
		"request code": {
			[]answer{{0, success}},
			func(ctx context.Context, p *Phone) (any, error) {
				return nil, p.RequestCode(ctx, CodeRequest{Method: CodeSMS, Language: "it"})
			}, nil,
			[]received{{Call: "POST /v26.0/1/request_code", Body: map[string]any{"code_method": "SMS", "language": "it"}}},
		},
		"verify code": {
			[]answer{{0, success}},
			func(ctx context.Context, p *Phone) (any, error) { return nil, p.VerifyCode(ctx, "123-456") }, nil,
			[]received{{Call: "POST /v26.0/1/verify_code", Body: map[string]any{"code": "123456"}}},
		},
		"register": {
			[]answer{{0, success}},
			func(ctx context.Context, p *Phone) (any, error) {
				return nil, p.Register(ctx, Registration{PIN: "012345", DataLocalizationRegion: "DE"})
			}, nil,
			[]received{{Call: "POST /v26.0/1/register", Body: map[string]any{"messaging_product": "whatsapp", "pin": "012345", "data_localization_region": "DE"}}},
		},
		"deregister": {
			[]answer{{0, success}},
			func(ctx context.Context, p *Phone) (any, error) { return nil, p.Deregister(ctx) }, nil,
			[]received{{Call: "POST /v26.0/1/deregister"}},
		},
		"profile": {
			[]answer{{0, `{"data":[{"messaging_product":"whatsapp","about":"Pizza","websites":["https://example.com"],"vertical":"RESTAURANT"}]}`}},
			func(ctx context.Context, p *Phone) (any, error) { return p.Profile(ctx) },
			&BusinessProfile{MessagingProduct: "whatsapp", About: "Pizza", Websites: []string{"https://example.com"}, Vertical: VerticalRestaurant},
			[]received{{Call: "GET /v26.0/1/whatsapp_business_profile", Query: fields(profileFields)}},
		},
		"profile, one deeper": {
			[]answer{{0, `{"data":[{"business_profile":{"about":"Pizza"}}]}`}},
			func(ctx context.Context, p *Phone) (any, error) { return p.Profile(ctx) },
			&BusinessProfile{About: "Pizza"},
			[]received{{Call: "GET /v26.0/1/whatsapp_business_profile", Query: fields(profileFields)}},
		},
		"profile change": {
			[]answer{{0, success}},
			func(ctx context.Context, p *Phone) (any, error) {
				return nil, p.UpdateProfile(ctx, BusinessProfileUpdate{About: new("Pasta"), Email: new(""), Websites: new([]string{})})
			}, nil,
			[]received{{Call: "POST /v26.0/1/whatsapp_business_profile", Body: map[string]any{
				"messaging_product": "whatsapp", "about": "Pasta", "email": "", "websites": []any{},
			}}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, test.answers...)
			got, err := test.call(t.Context(), NewPhone(g.client, "1"))
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

// Success that is denied is an error, although the call was answered with 200.
func TestAnswerWithoutSuccess(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{"success":false}`})
	if err := NewPhone(g.client, "1").Deregister(t.Context()); err == nil {
		t.Error("no error")
	}
}

func TestSendWithAContextThatHasEnded(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{}`})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := NewPhone(g.client, "1").Send(ctx, Message{To: "393331234567", Content: Text{Body: "x"}})
	if !errors.Is(err, context.Canceled) || errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	if len(g.calls()) > 0 {
		t.Error("something was sent")
	}
}

func TestProfileLimits(t *testing.T) {
	t.Parallel()
	update := BusinessProfileUpdate{
		About: new(long(139)), Address: new(long(256)), Description: new(long(512)), Email: new(long(126) + "@x"),
		Websites: new([]string{"https://example.com", "http://example.com"}),
	}
	if err := update.Validate(); err != nil {
		t.Errorf("longest: %v", err)
	}
	update = BusinessProfileUpdate{
		About: new(long(140)), Address: new(long(257)), Description: new(long(513)), Email: new(long(129)),
		Websites: new([]string{"https://" + long(256), "example.com", "https://example.com"}),
	}
	want := []string{"about", "address", "description", "email", "email", "websites", "websites[0]", "websites[1]"}
	if diff := cmp.Diff(want, broken(t, update.Validate())); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

func TestAnswersOfTheSpecification(t *testing.T) {
	t.Parallel()
	for name, body := range responseExamples(t, "post", "/{Version}/{Phone-Number-ID}/messages") {
		var sent Sent
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if _, receipt := values(t, body).(map[string]any)["success"]; !receipt && sent.MessageID() == "" {
			t.Errorf("%s: no id in %s", name, body)
		}
	}
	for name, body := range responseExamples(t, "get", "/{Version}/{Phone-Number-ID}") {
		var number PhoneNumber
		if err := json.Unmarshal(body, &number); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := json.Marshal(number)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(values(t, body), values(t, again)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
