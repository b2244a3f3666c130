package whatsapp

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sendingPaths are the operations that take a message.
var sendingPaths = []string{"/{Version}/{Phone-Number-ID}/messages", "/{Version}/{Phone-Number-ID}/marketing_messages"}

func TestMessageRoundTripsTheSpecification(t *testing.T) {
	t.Parallel()
	for _, path := range sendingPaths {
		for name, body := range requestExamples(t, "post", path) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				checkMessageRoundTrip(t, body)
			})
		}
	}
}

func checkMessageRoundTrip(t *testing.T, body []byte) {
	t.Helper()
	var m Message
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	if _, unknown := m.Content.(Unknown); unknown || m.Content == nil {
		t.Errorf("content is %T", m.Content)
	}
	if len(m.Extra) > 0 {
		t.Errorf("members without a field: %v", m.Extra)
	}
	got, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	want := values(t, body).(map[string]any)
	if kind := m.Content.kind(); want["type"] == nil && kind != "" {
		want["type"] = kind // Meta reads a body without it as text; a message always says it
	}
	if diff := cmp.Diff(any(want), values(t, got)); diff != "" {
		t.Errorf("not the body that came in (-want +got):\n%s", diff)
	}
}

// Every answer that the specification shows gives its message's id, or tells
// that a read mark succeeded.
func TestSentReadsTheSpecification(t *testing.T) {
	t.Parallel()
	for _, path := range sendingPaths {
		for name, body := range responseExamples(t, "post", path) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var sent Sent
				if err := json.Unmarshal(body, &sent); err != nil {
					t.Fatal(err)
				}
				if values(t, body).(map[string]any)["success"] == true {
					return
				}
				if sent.MessageID() == "" || sent.MessagingProduct != "whatsapp" || len(sent.Contacts) == 0 || sent.Contacts[0].WhatsAppID == "" {
					t.Errorf("%+v of %s", sent, body)
				}
			})
		}
	}
}
