package transport

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseGraphError(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}, "X-Fb-Trace-Id": {"HdrTrace"}}
	tests := []struct {
		name   string
		status int
		header http.Header
		body   string
		want   GraphError
		text   string
	}{{
		name: "ads: blamed fields", status: 400,
		body: `{"error":{"message":"Invalid parameter","type":"OAuthException","code":100,"error_subcode":1885272,"is_transient":false,
			"error_user_title":"Budget too low","error_user_msg":"Raise it.","fbtrace_id":"Ab_C",
			"error_data":{"blame_field_specs":[["daily_budget"],["targeting","age_min"],"name",[],[0]]}}}`,
		want: GraphError{
			Status: 400, Code: 100, Subcode: 1885272, Type: "OAuthException", Message: "Invalid parameter", UserTitle: "Budget too low",
			UserMessage: "Raise it.", TraceID: "Ab_C", BlamedFields: []string{"daily_budget", "targeting.age_min", "name", "0"},
		},
		text: "graph: 400 code 100/1885272: Invalid parameter [trace Ab_C]",
	}, {
		name: "ads: error_data in a string", status: 400,
		body: `{"error":{"message":"m","code":100,"error_data":"{\"blame_field_specs\":[[\"status\"]]}"}}`,
		want: GraphError{Status: 400, Code: 100, Message: "m", BlamedFields: []string{"status"}},
	}, {
		name: "error_data is text", status: 400,
		body: `{"error":{"message":"m","code":100,"error_data":"see above"}}`,
		want: GraphError{Status: 400, Code: 100, Message: "m", Details: "see above"},
	}, {
		name: "whatsapp: details", status: 400,
		body: `{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,
			"error_data":{"messaging_product":"whatsapp","details":"More than 24 hours"},"fbtrace_id":"x"}}`,
		want: GraphError{
			Status: 400, Code: 131047, Type: "OAuthException", Message: "(#131047) Re-engagement message", Details: "More than 24 hours", TraceID: "x",
		},
		text: "graph: 400 code 131047: (#131047) Re-engagement message (More than 24 hours) [trace x]",
	}, {
		name: "negative code, transient", status: 500, body: `{"error":{"message":"m","code":-3,"error_subcode":1504045,"is_transient":true}}`,
		want: GraphError{Status: 500, Code: -3, Subcode: 1504045, Message: "m", Transient: true},
	}, {
		name: "numbers in strings, strings for numbers", status: 400, body: `{"error":{"message":17,"code":"190","error_subcode":463.0,"is_transient":"true"}}`,
		want: GraphError{Status: 400, Code: 190, Subcode: 463, Message: "17", Transient: true},
	}, {
		name: "nonsense where numbers belong", status: 400, body: `{"error":{"message":"m","code":{},"error_subcode":[1],"is_transient":3,"error_data":7}}`,
		want: GraphError{Status: 400, Message: "m"},
	}, {
		name: "OAuth style", status: 401, body: `{"error":"invalid_token","error_description":"gone"}`,
		want: GraphError{Status: 401, Type: "invalid_token", Message: "gone"},
	}, {
		name: "a page", status: 502, header: html, body: "<html>Bad gateway</html>",
		want: GraphError{Status: 502, Message: "Bad Gateway, no Graph error in a body of 24 bytes (text/html)", TraceID: "HdrTrace"},
		text: "graph: 502: Bad Gateway, no Graph error in a body of 24 bytes (text/html) [trace HdrTrace]",
	}, {
		name: "nothing", status: 503, want: GraphError{Status: 503, Message: "Service Unavailable, empty body"},
	}, {
		name: "a status nobody knows", status: 599, want: GraphError{Status: 599, Message: "status 599, empty body"},
	}, {
		name: "cut off", status: 500, body: `{"error":{"message":"m"`,
		want: GraphError{Status: 500, Message: "Internal Server Error, no Graph error in a body of 23 bytes (text/plain)"},
	}, {
		name: "an array", status: 400, body: `[{"error":{}}]`,
		want: GraphError{Status: 400, Message: "Bad Request, no Graph error in a body of 14 bytes (text/plain)"},
	}, {
		name: "null", status: 400, body: `{"error":null}`,
		want: GraphError{Status: 400, Message: "Bad Request, no Graph error in a body of 14 bytes (text/plain)"},
	}, {
		name: "an empty object", status: 400, body: `{"error":{}}`, want: GraphError{Status: 400, Message: "Bad Request, no Graph error in a body of 12 bytes (text/plain)"},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ParseGraphError(tt.status, tt.header, []byte(tt.body))
			text := got.Error()
			if string(got.Body) != tt.body {
				t.Errorf("body %q", got.Body)
			}
			got.Body, got.Data = nil, nil
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if tt.text != "" && text != tt.text {
				t.Errorf("text %q, want %q", text, tt.text)
			}
		})
	}
}

func TestErrorInAGoodAnswer(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"error":{"code":1}}`:                      true,
		" \n{ \"error\" : {\"message\":\"m\"}}":     true,
		`{"error":{}}`:                              false,
		`{"error":null,"id":"1"}`:                   false,
		`{"error":false}`:                           false,
		`{"error_message":"m","success":false}`:     false,
		`{"errors":[]}`:                             false,
		`{"id":"1","note":"\"error\":{\"code\":1}"`: false,
		`[{"error":{"code":1}}]`:                    false,
		``:                                          false,
	} {
		if got := hasErrorObject([]byte(body)); got != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}

// A batch holds answers that did not come by this road: what looks like a credential goes all the same.
func TestParseGraphErrorRedacts(t *testing.T) {
	t.Parallel()
	e := ParseGraphError(400, nil, []byte(`{"error":{"message":"Malformed access token EAAGabcdefghijklmnop123","error_data":{"u":"https://h/?access_token=abc&x=1"}}}`))
	for _, secret := range []string{"EAAGabcdefghijklmnop123", "abc&x"} {
		if strings.Contains(everyForm(e), secret) || strings.Contains(string(e.Body), secret) || strings.Contains(string(e.Data), secret) {
			t.Errorf("%q shows in %v %s", secret, e, e.Body)
		}
	}
}
