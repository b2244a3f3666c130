package whatsapp

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Whatever is taken for a message is written again, and comes back the same.
func FuzzMessage(f *testing.F) {
	for _, test := range wireCases {
		f.Add([]byte(test.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var first, second Message
		if json.Unmarshal(body, &first) != nil {
			return
		}
		_ = first.Validate()
		written, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%v of %s", err, body)
		}
		if err := json.Unmarshal(written, &second); err != nil {
			t.Fatalf("%v in %s", err, written)
		}
		again, err := json.Marshal(second)
		if err != nil {
			t.Fatal(err)
		}
		if !sameJSON(t, written, again) {
			t.Errorf("%s\nbecame\n%s", written, again)
		}
	})
}

// Whatever is taken for a template is written again, and comes back the same.
func FuzzTemplate(f *testing.F) {
	f.Add([]byte(`{"name":"n","components":[{"type":"HEADER","format":"TEXT","text":"a {{1}}","example":{"header_text":["x"]}},
		{"type":"BODY","text":"{{a}} b","example":{"body_text_named_params":[{"param_name":"a","example":"x"}]}},
		{"type":"BUTTONS","buttons":[{"type":"URL","url":"u","example":["e"]},{"type":"COPY_CODE","example":"c"},{"type":"NEW"}]},
		{"type":"CAROUSEL","cards":[{"components":[{"type":"BODY","text":"t"}]}]},{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"t"}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var first, second Template
		if json.Unmarshal(body, &first) != nil {
			return
		}
		_ = first.Validate()
		_, _ = first.Bind("a", "b")
		written, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%v of %s", err, body)
		}
		if err := json.Unmarshal(written, &second); err != nil {
			t.Fatalf("%v in %s", err, written)
		}
		again, err := json.Marshal(second)
		if err != nil {
			t.Fatal(err)
		}
		if !sameJSON(t, written, again) {
			t.Errorf("%s\nbecame\n%s", written, again)
		}
	})
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}
