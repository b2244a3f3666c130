package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// examples are the request bodies of an operation in Meta's specification of the WhatsApp platform.
func examples(t *testing.T, method, path string) map[string]map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(specs(t), "..", "whatsapp-v23.0", "business-messaging-api_v23.0.yaml"))
	must(t, err)
	var spec struct {
		Paths map[string]map[string]yaml.Node
	}
	must(t, yaml.Unmarshal(data, &spec))
	var operation struct {
		RequestBody struct {
			Content map[string]struct {
				Examples map[string]struct{ Value any }
			}
		} `yaml:"requestBody"`
	}
	node, ok := spec.Paths[path][method]
	if !ok {
		t.Fatalf("the specification has no %s %s", method, path)
	}
	must(t, node.Decode(&operation))
	bodies := map[string]map[string]any{}
	for name, e := range operation.RequestBody.Content["application/json"].Examples {
		var body map[string]any
		encoded, err := json.Marshal(e.Value)
		must(t, err)
		if text, ok := e.Value.(string); ok {
			encoded = []byte(text)
		}
		must(t, json.Unmarshal(encoded, &body))
		bodies[name] = body
	}
	if len(bodies) == 0 {
		t.Fatalf("the specification has no examples of %s %s", method, path)
	}
	return bodies
}

// replaceAll gives every text within a value another.
func replaceAll(v any, replace func(string) string) any {
	switch u := v.(type) {
	case string:
		return replace(u)
	case []any:
		for i := range u {
			u[i] = replaceAll(u[i], replace)
		}
	case map[string]any:
		for k := range u {
			u[k] = replaceAll(u[k], replace)
		}
	}
	return v
}

var linkPlaceholder = regexp.MustCompile(`^<?http\(s\)://.*$`)

func TestExamplesOfMessages(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{Quotas: Quotas{Phone: Quota{Limit: -1}, Pair: Quota{Limit: -1}}})
	must(t, s.e.Person(anna, "Anna").Write("Ciao"))
	received, _ := s.items("messages")[0]["id"].(string)
	media := map[string]string{}
	for kind, contentType := range map[string]string{"AUDIO": "audio/ogg", "IMAGE": "image/png", "VIDEO": "video/mp4", "DOCUMENT": "application/pdf", "MEDIA": "image/webp"} {
		media["<"+kind+"_OBJECT_ID>"] = s.upload(contentType, "content").id()
	}
	bodies := examples(t, "post", "/{Version}/{Phone-Number-ID}/messages")
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		body := replaceAll(bodies[name], func(text string) string {
			switch {
			case strings.HasPrefix(text, "{{Recipient"):
				return anna
			case text == "16315555555" || text == "+16505551234":
				return anna
			case media[text] != "":
				return media[text]
			case strings.HasPrefix(text, "<MSGID") || strings.HasPrefix(text, "wamid."):
				return received
			case linkPlaceholder.MatchString(text):
				return "https://shop.example/file"
			case text == "<HEADER_TYPE>":
				return "text"
			}
			return text
		}).(map[string]any)
		if template, ok := body["template"].(map[string]any); ok && template["name"] != "hello_world" {
			template["name"] = s.templateFor(name, template)
			template["language"].(map[string]any)["code"] = "en_US"
		}
		if a := s.json(http.MethodPost, s.phone+"/messages", body); a.status != http.StatusOK {
			t.Errorf("%s: %s", name, a.raw)
		}
	}
}

// templateFor makes the template that a message would fit.
func (s *shopChat) templateFor(example string, message map[string]any) string {
	name := strings.ToLower(regexp.MustCompile(`[^a-zA-Z]+`).ReplaceAllString(example, "_"))
	var components, buttons []any
	components = append(components, bodyWith("Without values."))
	for _, c := range objectsIn(message["components"]) {
		parameters := objectsIn(c["parameters"])
		switch c["type"] {
		case "header":
			components = append(components, map[string]any{"type": "HEADER", "format": strings.ToUpper(parameters[0]["type"].(string))})
		case "body":
			text := "Values:"
			for i := range parameters {
				text += fmt.Sprintf(" {{%d}} and", i+1)
			}
			components[0] = bodyWith(text + " more")
		case "button":
			buttons = append(buttons, map[string]any{"type": strings.ToUpper(c["sub_type"].(string)), "text": "Tap"})
		}
	}
	if buttons != nil {
		components = append(components, map[string]any{"type": "BUTTONS", "buttons": buttons})
	}
	err := s.e.act(func(c *Call) error {
		newTemplate(c, c.Object(s.e.seed.WABAID), map[string]any{"name": name, "language": "en_US", "category": "UTILITY", "components": components}, "APPROVED")
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	return name
}

func TestExamplesOfTemplates(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	bodies := examples(t, "post", "/{Version}/{WABA-ID}/message_templates")
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		body := bodies[name]
		body["name"] = strings.ToLower(regexp.MustCompile(`[^a-zA-Z]+`).ReplaceAllString(name, "_"))
		a := s.json(http.MethodPost, s.e.Seed().WABAID+"/message_templates", body)
		if a.status != http.StatusOK || a.id() == "" || a.body["status"] != "PENDING" || a.body["category"] != body["category"] {
			t.Errorf("%s: %s", name, a.raw)
		}
	}
}

func TestExamplesOfNumbers(t *testing.T) {
	t.Parallel()
	for path, prepare := range map[string]func(s *shopChat){
		"register": nil, "whatsapp_business_profile": nil,
		"block_users": func(s *shopChat) { must(s.T, s.e.Person("+16505551234", "").Write("x")) },
	} {
		for name, body := range examples(t, "post", "/{Version}/{Phone-Number-ID}/"+path) {
			s := newChat(t, Config{})
			if prepare != nil {
				prepare(s)
			}
			if a := s.json(http.MethodPost, s.phone+"/"+path, body); a.status != http.StatusOK {
				t.Errorf("%s: %s: %s", path, name, a.raw)
			}
		}
	}
}
