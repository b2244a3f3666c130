package whatsapp

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is measured beside one another says the same.
func TestBenchmarksEncodeTheSame(t *testing.T) {
	t.Parallel()
	for name, send := range benchSends() {
		if diff := cmp.Diff(values(t, marshal(t, send.bare)), values(t, marshal(t, send.ours))); diff != "" {
			t.Errorf("%s (-bare +ours):\n%s", name, diff)
		}
	}
}

// bareSend is what somebody would write who sends texts and templates only.
type bareSend struct {
	MessagingProduct string        `json:"messaging_product"`
	RecipientType    string        `json:"recipient_type,omitempty"`
	To               string        `json:"to"`
	Type             string        `json:"type"`
	Text             *bareText     `json:"text,omitempty"`
	Template         *bareTemplate `json:"template,omitempty"`
}

type bareText struct {
	PreviewURL bool   `json:"preview_url"`
	Body       string `json:"body"`
}

type bareTemplate struct {
	Name     string `json:"name"`
	Language struct {
		Code string `json:"code"`
	} `json:"language"`
	Components []bareComponent `json:"components"`
}

type bareComponent struct {
	Type       string          `json:"type"`
	Parameters []bareParameter `json:"parameters"`
}

type bareParameter struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func benchSends() map[string]struct {
	ours Message
	bare bareSend
} {
	values := []string{"Anna", "48213", "due espresso", "14:30", "Via Roma 1", "12,50 €"}
	var bare bareComponent
	bare.Type = "body"
	for _, v := range values {
		bare.Parameters = append(bare.Parameters, bareParameter{"text", v})
	}
	template := &bareTemplate{Name: "order_confirmation", Components: []bareComponent{bare}}
	template.Language.Code = "it"
	return map[string]struct {
		ours Message
		bare bareSend
	}{
		"text": {
			Message{To: "393331234567", Content: Text{Body: "Il tuo ordine è pronto: ti aspettiamo fino alle 19."}},
			bareSend{MessagingProduct: "whatsapp", To: "393331234567", Type: "text", Text: &bareText{Body: "Il tuo ordine è pronto: ti aspettiamo fino alle 19."}},
		},
		"template": {
			Message{To: "393331234567", Content: TemplateMessage{Name: "order_confirmation", Language: "it", Body: TextParameters(values...)}},
			bareSend{MessagingProduct: "whatsapp", To: "393331234567", Type: "template", Template: template},
		},
	}
}

// BenchmarkEncode writes a text and a template with six parameters, each beside encoding/json on structs for just that.
func BenchmarkEncode(b *testing.B) {
	for name, send := range benchSends() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(send.ours); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/bare", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(send.bare); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
