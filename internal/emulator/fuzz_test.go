package emulator

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// Whatever is asked for, the answer is a body of JSON, never a panic.
func FuzzRequest(f *testing.F) {
	f.Add("GET", "/v26.0/me?fields=accounts.limit(1){id,name.as(x)}", "", "")
	f.Add("POST", "/v26.0/act_7/books", "application/json", `{"name":"x","pages":"1"}`)
	f.Add("POST", "/", "application/x-www-form-urlencoded", `batch=[{"method":"GET","relative_url":"{result=a:$.id}"}]`)
	f.Add("DELETE", "/v25.0/upload:x?sig=1", "multipart/form-data; boundary=x", "--x\r\n")
	f.Add("GET", "/act_7/books?filtering=[{\"field\":\"a.b\",\"operator\":\"IN\"}]&after=I1&summary=total_count", "", "")
	f.Fuzz(func(t *testing.T, method, target, contentType, body string) {
		if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "/_emulator") || method == "" || strings.ContainsAny(method+target, " \r\n\x00") {
			t.Skip("no request line")
		}
		defer func() {
			// httptest panics on what no client could send.
			if r := recover(); r != nil && !strings.HasPrefix(toText(r), "invalid NewRequest arguments") {
				panic(r)
			}
		}()
		req := httptest.NewRequest(method, target, strings.NewReader(body))
		req.Header.Set("Content-Type", contentType)
		req.Header.Set("Authorization", "Bearer T")
		e := newEmulator(Config{Token: "T", Start: start}, slices.Concat(domains, []domain{{name: "shop", rows: shopRows, seed: shopSeed}}))
		w := httptest.NewRecorder()
		e.ServeHTTP(w, req)
		if _, err := decodeJSON(w.Body.Bytes()); err != nil {
			t.Errorf("%d %q: %v", w.Code, w.Body, err)
		}
	})
}

func toText(v any) string { s, _ := v.(string); return s }

func FuzzSelections(f *testing.F) {
	for _, s := range []string{"a,b{c,d}", `e.limit(2).filtering([{"a":")"}]).as(x){id}`, "a{", "a.b", ",,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sel, err := parseSelections(text)
		if err != nil {
			return
		}
		for _, s := range sel {
			if s.name == "" {
				t.Errorf("%q has an entry without a name", text)
			}
		}
	})
}
