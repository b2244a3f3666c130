package transport

import (
	"net/http"
	"strings"
	"testing"
)

func TestInnerAnswers(t *testing.T) {
	t.Parallel()
	outer := &Result{redact: &redactor{secrets: []string{"outer-secret"}}}
	inner, refusal := outer.Inner(200, http.Header{"X": {"y"}}, []byte(`{"id":"1"}`), "inner-secret")
	if refusal != nil || inner.Status != 200 || inner.Header.Get("X") != "y" || string(inner.Body) != `{"id":"1"}` {
		t.Errorf("%+v, %v", inner, refusal)
	}
	text := []byte("outer-secret inner-secret access_token=abc")
	if got := string(inner.Redact(text)); strings.Contains(got, "secret") || strings.Contains(got, "abc") {
		t.Errorf("left %q", got)
	}
	if got := string((*Result)(nil).Redact(text)); strings.Contains(got, "abc") || string(text[:5]) != "outer" {
		t.Errorf("left %q of %q", got, text)
	}
	for _, tt := range []struct {
		status  int
		body    string
		code    int
		inDoubt bool
	}{
		{200, ` { "error" : {"message":"inner-secret","code":190}}`, 190, false},
		{500, `{"error":{"message":"outer-secret","code":1}}`, 1, true},
		{400, `{"error":{"message":"x","code":80004}}`, 80004, false},
		{302, ``, 0, false},
		{503, `inner-secret`, 0, true},
	} {
		inner, refusal := outer.Inner(tt.status, http.Header{}, []byte(tt.body), "inner-secret")
		if inner != nil || refusal == nil || refusal.Code != tt.code || refusal.Status != tt.status || refusal.InDoubt() != tt.inDoubt {
			t.Errorf("%d %s: %+v", tt.status, tt.body, refusal)
			continue
		}
		if strings.Contains(refusal.Error()+string(refusal.Body), "secret") {
			t.Errorf("%d %s: tells %v %s", tt.status, tt.body, refusal, refusal.Body)
		}
	}
	if len(outer.redact.secrets) != 1 {
		t.Error("the outer answer took over a secret of the inner one")
	}
}
