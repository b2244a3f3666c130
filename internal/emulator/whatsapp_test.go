package emulator

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// shopChat is an emulator whose clock stands still, with what its webhooks bring.
type shopChat struct {
	*client
	mu     sync.Mutex
	values []map[string]any // of the changes, with their field
	phone  string           // id of the seeded number
}

func newChat(t *testing.T, config Config) *shopChat {
	t.Helper()
	chat := &shopChat{}
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var body struct {
			Entry []struct {
				Changes []struct {
					Field string
					Value map[string]any
				}
			}
		}
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(raw, &body)
		}
		if err != nil {
			t.Error(err)
		}
		chat.mu.Lock()
		defer chat.mu.Unlock()
		for _, e := range body.Entry {
			for _, c := range e.Changes {
				c.Value["field"] = c.Field
				chat.values = append(chat.values, c.Value)
			}
		}
	}))
	t.Cleanup(receiver.Close)
	config.WebhookURL = receiver.URL
	if config.Start.IsZero() {
		config.Start = start
	}
	chat.client = newClient(t, config)
	chat.phone = chat.e.Seed().PhoneNumberID
	return chat
}

// take is what webhooks have brought since the last time, once those that are due have been answered.
func (s *shopChat) take() []map[string]any {
	s.Helper()
	if err := s.e.Wait(s.Context()); err != nil {
		s.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.values
	s.values = nil
	return taken
}

// items are the messages, statuses or the like that webhooks have brought since the last time.
func (s *shopChat) items(key string) []map[string]any {
	s.Helper()
	out := []map[string]any{}
	for _, v := range s.take() {
		list, _ := v[key].([]any)
		for _, item := range list {
			out = append(out, item.(map[string]any))
		}
	}
	return out
}

func (s *shopChat) pass(d time.Duration) { s.e.Clock().Advance(d) }

// message sends a message to somebody.
func (s *shopChat) message(to string, keys map[string]any) answer {
	s.Helper()
	body := map[string]any{"messaging_product": "whatsapp", "to": to}
	for k, v := range keys {
		body[k] = v
	}
	return s.json(http.MethodPost, s.phone+"/messages", body)
}

// sent is the id of a message that must be accepted.
func (s *shopChat) sent(to string, keys map[string]any) string {
	s.Helper()
	a := s.message(to, keys)
	if a.status != http.StatusOK {
		s.Fatalf("%d %s", a.status, a.raw)
	}
	return messageID(a)
}

func messageID(a answer) string {
	list, _ := a.body["messages"].([]any)
	if len(list) == 0 {
		return ""
	}
	id, _ := list[0].(map[string]any)["id"].(string)
	return id
}

func (a answer) details() string {
	e, _ := a.body["error"].(map[string]any)
	data, _ := e["error_data"].(map[string]any)
	s, _ := data["details"].(string)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func textMessage(body string) map[string]any {
	return map[string]any{"type": "text", "text": map[string]any{"body": body}}
}

const anna = "393331234567"

func templateMessage(name, language string, components ...any) map[string]any {
	template := map[string]any{"name": name, "language": map[string]any{"code": language}}
	if len(components) > 0 {
		template["components"] = components
	}
	return map[string]any{"type": "template", "template": template}
}

func texts(kind string, values ...string) map[string]any {
	var list []any
	for _, v := range values {
		list = append(list, map[string]any{"type": "text", "text": v})
	}
	return map[string]any{"type": kind, "parameters": list}
}

func urlButton(index, value string) map[string]any {
	b := texts("button", value)
	b["sub_type"], b["index"] = "url", index
	return b
}
