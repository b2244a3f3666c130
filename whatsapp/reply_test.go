package whatsapp

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// An answer goes out over the number that the message came in on, to whoever wrote it.
func TestChat(t *testing.T) {
	t.Parallel()
	person := MessageEvent{
		EventHeader: EventHeader{PhoneNumberID: "17"}, Message: InboundMessage{ID: "wamid.A", From: "393331234567", FromUserID: "IT.1"},
	}
	withheld := person
	withheld.Message.From = ""
	group := person
	group.Message.GroupID = "Y2F"
	tests := map[string]struct {
		event MessageEvent
		say   func(context.Context, *Chat) error
		body  string
	}{
		"reply": {person, reply, `{"to":"393331234567","context":{"message_id":"wamid.A"},"type":"text","text":{"body":"Ciao","preview_url":false}}`},
		"reply, number withheld": {
			withheld, reply, `{"recipient":"IT.1","context":{"message_id":"wamid.A"},"type":"text","text":{"body":"Ciao","preview_url":false}}`,
		},
		"reply in a group": {
			group, reply, `{"recipient_type":"group","to":"Y2F","context":{"message_id":"wamid.A"},"type":"text","text":{"body":"Ciao","preview_url":false}}`,
		},
		"send": {person, func(ctx context.Context, c *Chat) error {
			_, err := c.Send(ctx, Text{Body: "Ciao"})
			return err
		}, `{"to":"393331234567","type":"text","text":{"body":"Ciao","preview_url":false}}`},
		"react in a group": {group, func(ctx context.Context, c *Chat) error {
			_, err := c.React(ctx, "👍")
			return err
		}, `{"recipient_type":"group","to":"Y2F","type":"reaction","reaction":{"message_id":"wamid.A","emoji":"👍"}}`},
		"take a reaction away": {person, func(ctx context.Context, c *Chat) error {
			_, err := c.React(ctx, "")
			return err
		}, `{"to":"393331234567","type":"reaction","reaction":{"message_id":"wamid.A","emoji":""}}`},
		"mark as read": {person, func(ctx context.Context, c *Chat) error { return c.MarkRead(ctx) }, `{"status":"read","message_id":"wamid.A"}`},
		"typing": {
			person, func(ctx context.Context, c *Chat) error { return c.Typing(ctx) },
			`{"status":"read","message_id":"wamid.A","typing_indicator":{"type":"text"}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, `{"success":true,"messages":[{"id":"wamid.B"}]}`})
			if err := test.say(t.Context(), test.event.Chat(g.client)); err != nil {
				t.Fatal(err)
			}
			body := values(t, []byte(test.body)).(map[string]any)
			body["messaging_product"] = "whatsapp"
			if diff := cmp.Diff([]received{{Call: "POST /v26.0/17/messages", Body: body}}, g.calls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

func reply(ctx context.Context, c *Chat) error {
	_, err := c.Reply(ctx, Text{Body: "Ciao"})
	return err
}

// An event that names no number is not answered over some other one.
func TestChatOfAnEventWithoutANumber(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{}`})
	e := MessageEvent{Message: InboundMessage{ID: "wamid.A", From: "393331234567"}}
	if _, err := e.Chat(g.client).Reply(t.Context(), Text{Body: "Ciao"}); err == nil || len(g.calls()) > 0 {
		t.Errorf("error %v, calls %v", err, g.calls())
	}
}

// In a callback, for an app that many numbers deliver to.
func TestChatInACallback(t *testing.T) {
	t.Parallel()
	h := &handlerSlot{}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	e, client := emulatedFor(t, server.URL)
	h.Handler = metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"secret"}, VerifyToken: "v"}, Events{
		OnMessage: func(ctx context.Context, event MessageEvent) error {
			if err := event.Chat(client).Typing(ctx); err != nil {
				return err
			}
			_, err := event.Chat(client).Reply(ctx, Text{Body: "Ciao " + event.Contact.Name()})
			return err
		},
	})
	anna := e.Person("393331234567", "Anna")
	if err := anna.Write("Ciao"); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(10 * time.Second)
	inbox := anna.Inbox()
	if len(inbox) != 1 || inbox[0].Text != "Ciao Anna" || inbox[0].Context == "" || inbox[0].PhoneNumberID != e.Seed().PhoneNumberID {
		t.Errorf("%+v", inbox)
	}
}

// handlerSlot is a server's handler that is made after the server.
type handlerSlot struct{ http.Handler }

// emulatedFor is a platform that delivers its webhooks to an address.
func emulatedFor(t *testing.T, webhook string) (*emulator.Emulator, *metabiz.Client) {
	t.Helper()
	e, err := emulator.Start(emulator.Config{Token: "token", AppSecret: "secret", VerifyToken: "v", WebhookURL: webhook})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(e.URL()),
		metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return e, client
}
