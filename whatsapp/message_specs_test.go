package whatsapp

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"
)

// openAPI is what the tests read of Meta's specification of the platform.
type openAPI struct {
	Paths map[string]map[string]yaml.Node `yaml:"paths"`
}

type openAPIOperation struct {
	RequestBody struct {
		Content map[string]openAPIContent `yaml:"content"`
	} `yaml:"requestBody"`
	Responses map[string]struct {
		Content map[string]openAPIContent `yaml:"content"`
	} `yaml:"responses"`
}

type openAPIContent struct {
	Examples map[string]struct {
		Value any `yaml:"value"`
	} `yaml:"examples"`
}

var readOpenAPI = sync.OnceValues(func() (*openAPI, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	data, err := os.ReadFile(filepath.Join(dir, "..", "shared", "specs", "whatsapp-v23.0", "business-messaging-api_v23.0.yaml"))
	if err != nil {
		return nil, err
	}
	spec := new(openAPI)
	return spec, yaml.Unmarshal(data, spec)
})

// operation finds an operation of the specification, or skips the test where
// the specification is not at hand.
func operation(t *testing.T, method, path string) openAPIOperation {
	t.Helper()
	spec, err := readOpenAPI()
	if err != nil {
		if os.Getenv("METABIZ_REQUIRE_SPECS") == "1" {
			t.Fatal(err)
		}
		t.Skipf("the specification is not at hand: %v", err)
	}
	node, found := spec.Paths[path][method]
	if !found {
		t.Fatalf("the specification has no %s %s", method, path)
	}
	var op openAPIOperation
	if err := node.Decode(&op); err != nil {
		t.Fatal(err)
	}
	return op
}

// requestExamples are the bodies that the specification shows for an operation, as JSON.
func requestExamples(t *testing.T, method, path string) map[string]json.RawMessage {
	t.Helper()
	return examples(t, operation(t, method, path).RequestBody.Content)
}

// responseExamples are the answers that the specification shows for an operation, as JSON.
func responseExamples(t *testing.T, method, path string) map[string]json.RawMessage {
	t.Helper()
	return examples(t, operation(t, method, path).Responses["200"].Content)
}

func examples(t *testing.T, content map[string]openAPIContent) map[string]json.RawMessage {
	t.Helper()
	out := map[string]json.RawMessage{}
	for name, example := range content["application/json"].Examples {
		data, err := json.Marshal(example.Value)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = data
	}
	if len(out) == 0 {
		t.Fatal("the specification shows no example")
	}
	return out
}

// values decodes JSON for comparing what it says rather than how it is written.
func values(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}
