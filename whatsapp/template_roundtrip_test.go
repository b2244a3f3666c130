package whatsapp

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTemplateRoundTripsTheSpecification(t *testing.T) {
	t.Parallel()
	bodies := requestExamples(t, "post", "/{Version}/{WABA-ID}/message_templates")
	for name, body := range requestExamples(t, "post", "/{Version}/{TEMPLATE_ID}") {
		bodies["edit "+name] = body
	}
	for name, body := range responseExamples(t, "get", "/{Version}/{WABA-ID}/message_templates") {
		var list struct{ Data []json.RawMessage }
		if err := json.Unmarshal(body, &list); err != nil {
			t.Fatal(err)
		}
		for _, item := range list.Data {
			bodies["list "+name+string(item[:20])] = item
		}
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var template Template
			if err := json.Unmarshal(body, &template); err != nil {
				t.Fatal(err)
			}
			if template.Other != nil {
				t.Errorf("components that are not known: %v", template.Other)
			}
			got, err := json.Marshal(template)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(upperTypes(values(t, body)), values(t, got)); diff != "" {
				t.Errorf("not the template that came in (-want +got):\n%s", diff)
			}
		})
	}
}

// upperTypes spells the types of components as Meta gives them back; its
// examples spell some in small letters.
func upperTypes(template any) any {
	components, _ := template.(map[string]any)["components"].([]any)
	for _, component := range components {
		c := component.(map[string]any)
		c["type"] = strings.ToUpper(c["type"].(string))
	}
	return template
}
