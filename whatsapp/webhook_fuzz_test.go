package whatsapp

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzParseWebhook holds that no body breaks the parser, that whatever is taken
// comes back as it came, and that it says the same when it is read again.
func FuzzParseWebhook(f *testing.F) {
	for _, s := range samples {
		f.Add(s.body())
	}
	f.Add([]byte(`{"object":"whatsapp_business_account","entry":[null,{"id":1,"time":"x","changes":[null,{"field":"messages","value":{"messages":[1,{"type":"text","text":null}],"statuses":[{}]}}]}]}`))
	f.Add([]byte(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","field":"flows","value":1,"value":{"event":[]}}],"changes":7}],"x":{"y":[]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := ParseWebhook(body)
		if err != nil {
			return
		}
		count := 0
		for ev := range n.Events() {
			count++
			if ev.Key() == "" {
				t.Errorf("%T has no key", ev)
			}
			if u, ok := ev.(UnknownEvent); !ok || u.Err == nil {
				if _, err := json.Marshal(ev); err != nil {
					t.Errorf("%T does not encode: %v", ev, err)
				}
			}
			if m, ok := ev.(MessageEvent); ok {
				_ = m.Reply(Text{Body: m.Message.Text()})
			}
		}
		out, err := json.Marshal(n)
		if err != nil {
			t.Fatalf("does not encode: %v", err)
		}
		again, err := ParseWebhook(out)
		if err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, out)
		}
		once, err := json.Marshal(again)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out, once) {
			t.Errorf("changes when it is read again (-first +second):\n%s", cmp.Diff(string(out), string(once)))
		}
		recount := 0
		for range again.Events() {
			recount++
		}
		if count != recount {
			t.Errorf("%d events, %d when read again", count, recount)
		}
	})
}
