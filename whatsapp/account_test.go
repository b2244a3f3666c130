package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

func TestAccountCalls(t *testing.T) {
	t.Parallel()
	template := Template{Name: "hi", Language: "it", Category: Utility, Body: TemplateBody{Text: "Ciao {{1}}, welcome.", Examples: []string{"Anna"}}}
	components := []any{map[string]any{
		"type": "BODY", "text": "Ciao {{1}}, welcome.", "example": map[string]any{"body_text": []any{[]any{"Anna"}}},
	}}
	list := func(a *Account, ctx context.Context, q TemplateQuery) (any, error) {
		return metabiz.Collect(a.Templates(ctx, q))
	}
	tests := map[string]struct {
		answers []answer
		call    func(ctx context.Context, a *Account) (any, error)
		want    any
		calls   []received
	}{
		"get": {
			[]answer{{0, `{"id":"2","name":"Shop","timezone_id":"71","owner_business_info":{"id":"9","name":"Srl"},"creation_time":1700000000}`}},
			func(ctx context.Context, a *Account) (any, error) { return a.Get(ctx) },
			&BusinessAccount{
				ID: "2", Name: "Shop", TimezoneID: "71", OwnerBusinessInfo: &BusinessOwner{ID: "9", Name: "Srl"},
				CreationTime: time.Unix(1700000000, 0).UTC(),
			},
			[]received{{Call: "GET /v26.0/2", Query: fields(accountFields)}},
		},
		"templates": {
			[]answer{
				{0, `{"data":[{"id":"5","name":"hi","language":"it","status":"APPROVED","category":"UTILITY","quality_score":{"score":"GREEN","date":1700000000},
				  "components":[{"type":"BODY","text":"Ciao"}]}],"paging":{"cursors":{"after":"A"},"next":"{server}/x"}}`},
				{0, `{"data":[{"id":"6","name":"hi","language":"en"}],"paging":{"cursors":{"after":"B"}}}`},
			},
			func(ctx context.Context, a *Account) (any, error) {
				return list(a, ctx, TemplateQuery{Name: "hi", Status: []TemplateStatus{TemplateApproved, TemplatePaused}, Limit: 1})
			},
			[]Template{
				{
					ID: "5", Name: "hi", Language: "it", Status: TemplateApproved, Category: Utility, Body: TemplateBody{Text: "Ciao"},
					QualityScore: &TemplateQuality{Score: QualityGreen, Date: time.Unix(1700000000, 0).UTC()},
				},
				{ID: "6", Name: "hi", Language: "en"},
			},
			[]received{
				{Call: "GET /v26.0/2/message_templates", Query: fields(templateFields, "name", "hi", "status", `["APPROVED","PAUSED"]`, "limit", "1")},
				{Call: "GET /v26.0/2/message_templates", Query: fields(templateFields, "name", "hi", "status", `["APPROVED","PAUSED"]`, "limit", "1", "after", "A")},
			},
		},
		"template": {
			[]answer{{0, `{"data":[{"id":"4","name":"hi_there","language":"it"},{"id":"5","name":"hi","language":"en"},{"id":"6","name":"hi","language":"it"}]}`}},
			func(ctx context.Context, a *Account) (any, error) { return a.Template(ctx, "hi", "it") },
			&Template{ID: "6", Name: "hi", Language: "it"},
			[]received{{Call: "GET /v26.0/2/message_templates", Query: fields(templateFields, "name", "hi")}},
		},
		"create template, of one that was read": {
			[]answer{{0, `{"id":"5","status":"PENDING","category":"MARKETING"}`}},
			func(ctx context.Context, a *Account) (any, error) {
				read := template
				read.ID, read.Status, read.QualityScore, read.PreviousCategory = "4", TemplateRejected, &TemplateQuality{}, Marketing
				read.Extra = map[string]json.RawMessage{"creative_sourcing_spec": json.RawMessage(`{"a":1}`)}
				return a.CreateTemplate(ctx, read)
			},
			&TemplateCreated{ID: "5", Status: TemplatePending, Category: Marketing},
			[]received{{Call: "POST /v26.0/2/message_templates", Body: map[string]any{
				"name": "hi", "language": "it", "category": "UTILITY", "components": components, "creative_sourcing_spec": map[string]any{"a": 1.0},
			}}},
		},
		"update template": {
			[]answer{{0, success}},
			func(ctx context.Context, a *Account) (any, error) { return nil, a.UpdateTemplate(ctx, "5", template) }, nil,
			[]received{{Call: "POST /v26.0/5", Body: map[string]any{"category": "UTILITY", "components": components}}},
		},
		"update time to live": {
			[]answer{{0, success}},
			func(ctx context.Context, a *Account) (any, error) {
				return nil, a.UpdateTemplate(ctx, "5", Template{MessageSendTTLSeconds: 60})
			}, nil,
			[]received{{Call: "POST /v26.0/5", Body: map[string]any{"message_send_ttl_seconds": 60.0}}},
		},
		"delete template": {
			[]answer{{0, success}},
			func(ctx context.Context, a *Account) (any, error) {
				return nil, a.DeleteTemplate(ctx, TemplateDeletion{Name: "hi", ID: "5"})
			}, nil,
			[]received{{Call: "DELETE /v26.0/2/message_templates", Query: map[string][]string{"name": {"hi"}, "hsm_id": {"5"}}}},
		},
		"numbers": {
			[]answer{{0, `{"data":[{"id":"1","display_phone_number":"+39 333"}]}`}},
			func(ctx context.Context, a *Account) (any, error) {
				return metabiz.Collect(a.PhoneNumbers(ctx, PhoneNumberQuery{Sort: "creation_time.desc"}))
			},
			[]PhoneNumber{{ID: "1", DisplayPhoneNumber: "+39 333"}},
			[]received{{Call: "GET /v26.0/2/phone_numbers", Query: fields(phoneNumberFields, "sort", "creation_time.desc")}},
		},
		"subscribe": {
			[]answer{{0, success}},
			func(ctx context.Context, a *Account) (any, error) { return nil, a.SubscribeApp(ctx, WebhookOverride{}) }, nil,
			[]received{{Call: "POST /v26.0/2/subscribed_apps"}},
		},
		"subscribe with an override, which needs a plain call first": {
			[]answer{failed("100"), {0, success}},
			func(ctx context.Context, a *Account) (any, error) {
				return nil, a.SubscribeApp(ctx, WebhookOverride{OverrideCallbackURI: "https://example.com/hook", VerifyToken: "v"})
			}, nil,
			[]received{
				{Call: "POST /v26.0/2/subscribed_apps", Body: map[string]any{"override_callback_uri": "https://example.com/hook", "verify_token": "v"}},
				{Call: "POST /v26.0/2/subscribed_apps"},
				{Call: "POST /v26.0/2/subscribed_apps", Body: map[string]any{"override_callback_uri": "https://example.com/hook", "verify_token": "v"}},
			},
		},
		"subscribed": {
			[]answer{{0, `{"data":[{"whatsapp_business_api_data":{"id":"7","name":"App","link":"https://example.com"},"override_callback_uri":"https://example.com/hook"}]}`}},
			func(ctx context.Context, a *Account) (any, error) { return metabiz.Collect(a.SubscribedApps(ctx)) },
			[]SubscribedApp{{App: App{ID: "7", Name: "App", Link: "https://example.com"}, OverrideCallbackURI: "https://example.com/hook"}},
			[]received{{Call: "GET /v26.0/2/subscribed_apps"}},
		},
		"unsubscribe": {
			[]answer{{0, success}},
			func(ctx context.Context, a *Account) (any, error) { return nil, a.UnsubscribeApp(ctx) }, nil,
			[]received{{Call: "DELETE /v26.0/2/subscribed_apps"}},
		},
		"sequences": {
			[]answer{{0, `{"data":[
				{"id":"8","name":"a","welcome_message_sequence":"{\"text\":\"Ciao\",\"ice_breakers\":[{\"title\":\"Menu?\"}]}","is_used_in_ad":true},
				{"sequence_id":9,"name":"b","welcome_message_sequence":{"text":"Hi","autofill_message":{"content":"Hello"}}}]}`}},
			func(ctx context.Context, a *Account) (any, error) {
				return metabiz.Collect(a.WelcomeMessageSequences(ctx, WelcomeMessageSequenceQuery{SequenceID: "8"}))
			},
			[]WelcomeMessageSequence{
				{ID: "8", Name: "a", IsUsedInAd: true, Sequence: WelcomeSequence{Text: "Ciao", IceBreakers: []IceBreaker{{Title: "Menu?"}}}},
				{ID: "9", Name: "b", Sequence: WelcomeSequence{Text: "Hi", AutofillMessage: &AutofillMessage{Content: "Hello"}}},
			},
			[]received{{Call: "GET /v26.0/2/welcome_message_sequences", Query: map[string][]string{"sequence_id": {"8"}}}},
		},
		"create sequence": {
			[]answer{{0, `{"sequence_id":"8"}`}},
			func(ctx context.Context, a *Account) (any, error) {
				return a.CreateWelcomeMessageSequence(ctx, WelcomeMessageSequence{
					Name: "a", Sequence: WelcomeSequence{Text: "Ciao", IceBreakers: []IceBreaker{{Title: "Menu?"}}},
				})
			}, "8",
			[]received{{Call: "POST /v26.0/2/welcome_message_sequences", Body: map[string]any{
				"name": "a", "welcome_message_sequence": map[string]any{"text": "Ciao", "ice_breakers": []any{map[string]any{"title": "Menu?"}}},
			}}},
		},
		"update sequence": {
			[]answer{{0, success}},
			func(ctx context.Context, a *Account) (any, error) {
				return nil, a.UpdateWelcomeMessageSequence(ctx, WelcomeMessageSequence{ID: "8", Name: "a", Sequence: WelcomeSequence{Text: "Ciao"}})
			}, nil,
			[]received{{Call: "POST /v26.0/2/welcome_message_sequences", Body: map[string]any{
				"sequence_id": "8", "name": "a", "welcome_message_sequence": map[string]any{"text": "Ciao"},
			}}},
		},
		"delete sequence": {
			[]answer{{0, success}},
			func(ctx context.Context, a *Account) (any, error) {
				return nil, a.DeleteWelcomeMessageSequence(ctx, "8")
			}, nil,
			[]received{{Call: "DELETE /v26.0/2/welcome_message_sequences", Query: map[string][]string{"sequence_id": {"8"}}}},
		},
		"dataset that is there": {
			[]answer{{0, `{"id":"33","name":"d"}`}},
			func(ctx context.Context, a *Account) (any, error) { return a.Dataset(ctx) }, &Dataset{ID: "33", Name: "d"},
			[]received{{Call: "GET /v26.0/2/dataset"}},
		},
		"dataset in a list": {
			[]answer{{0, `{"data":[{"id":"33"}]}`}},
			func(ctx context.Context, a *Account) (any, error) { return a.Dataset(ctx) }, &Dataset{ID: "33"},
			[]received{{Call: "GET /v26.0/2/dataset"}},
		},
		"dataset that is made": {
			[]answer{{0, `{"data":[]}`}, {0, `{"id":"33"}`}},
			func(ctx context.Context, a *Account) (any, error) { return a.Dataset(ctx) }, &Dataset{ID: "33"},
			[]received{{Call: "GET /v26.0/2/dataset"}, {Call: "POST /v26.0/2/dataset"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, test.answers...)
			got, err := test.call(t.Context(), NewAccount(g.client, "2"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.calls, g.calls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			for _, key := range g.limiter.keys() {
				if want := (metabiz.LimitKey{Kind: metabiz.LimitWhatsAppAccount, ID: "2"}); key != want {
					t.Errorf("counted against %v, want %v", key, want)
				}
			}
			if n := len(g.limiter.keys()); n != len(test.calls) {
				t.Errorf("counted %d times, for %d calls", n, len(test.calls))
			}
		})
	}
}

func TestTemplateThatIsNotThere(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{"data":[{"id":"4","name":"hi_there","language":"it"},{"id":"5","name":"hi","language":"en"}]}`})
	account := NewAccount(g.client, "2")
	if _, err := account.Template(t.Context(), "hi", "it"); !errors.Is(err, metabiz.ErrNotFound) {
		t.Errorf("other language: %v", err)
	}
	if _, err := account.Template(t.Context(), "ho", "it"); !errors.Is(err, metabiz.ErrNotFound) {
		t.Errorf("other name: %v", err)
	}
}

// What is kept as JSON comes back.
func TestWelcomeMessageSequenceJSON(t *testing.T) {
	t.Parallel()
	want := WelcomeMessageSequence{
		ID: "8", Name: "a", Sequence: WelcomeSequence{Text: "Ciao", IceBreakers: []IceBreaker{{Title: "b"}}},
		IsUsedInAd: true, LastUpdateTime: time.Unix(1764576000, 0).UTC(),
	}
	var got WelcomeMessageSequence
	if err := json.Unmarshal(marshal(t, want), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sequence (-want +got):\n%s", diff)
	}
}

func TestWelcomeMessageSequenceLimits(t *testing.T) {
	t.Parallel()
	s := WelcomeMessageSequence{Sequence: WelcomeSequence{
		AutofillMessage: &AutofillMessage{}, IceBreakers: []IceBreaker{{Title: long(80)}, {Title: long(81)}, {}, {Title: "4"}, {Title: "5"}},
	}}
	want := []string{
		"name", "welcome_message_sequence.text", "welcome_message_sequence.autofill_message.content", "welcome_message_sequence.ice_breakers",
		"welcome_message_sequence.ice_breakers[1].title", "welcome_message_sequence.ice_breakers[2].title",
	}
	if diff := cmp.Diff(want, broken(t, s.Validate())); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}
