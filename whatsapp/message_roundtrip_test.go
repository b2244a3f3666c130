package whatsapp

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMessageRoundTripsTheSpecification(t *testing.T) {
	t.Parallel()
	for name, body := range requestExamples(t, "post", "/{Version}/{Phone-Number-ID}/messages") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
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
		})
	}
}
