package vcr

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"
)

func request(t *testing.T, method, url, contentType, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	return r
}

func form(t *testing.T, boundary, file string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		t.Fatal(err)
	}
	_ = w.WriteField("type", "image/png")
	part, _ := w.CreateFormFile("file", "a.png")
	_, _ = io.WriteString(part, file)
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}

func TestSame(t *testing.T) {
	t.Parallel()
	const json = "application/json"
	typeA, formA := form(t, "aaaa", "PNG")
	typeB, formB := form(t, "bbbb", "PNG")
	typeC, formC := form(t, "cccc", "GIF")
	for name, tt := range map[string]struct {
		got, recorded [4]string // method, URL, type, body
		want          bool
	}{
		"another host, another proof": {[4]string{"GET", "http://127.0.0.1:1/v1/a?x=1&appsecret_proof=2", "", ""}, [4]string{"GET", "https://graph.facebook.com/v1/a?appsecret_proof=3&x=1", "", ""}, true},
		"another method":              {[4]string{"GET", "http://h/a", "", ""}, [4]string{"DELETE", "http://h/a", "", ""}, false},
		"another path":                {[4]string{"GET", "http://h/a", "", ""}, [4]string{"GET", "http://h/b", "", ""}, false},
		"another parameter":           {[4]string{"GET", "http://h/a?x=1", "", ""}, [4]string{"GET", "http://h/a?x=2", "", ""}, false},
		"keys in another order":       {[4]string{"POST", "http://h/a", json, `{"a":1,"b":[2]}`}, [4]string{"POST", "http://h/a", json, `{"b":[2],"a":1}`}, true},
		"another value":               {[4]string{"POST", "http://h/a", json, `{"a":1}`}, [4]string{"POST", "http://h/a", json, `{"a":2}`}, false},
		"an ignored member":           {[4]string{"POST", "http://h/a", json, `{"d":[{"when":1}]}`}, [4]string{"POST", "http://h/a", json, `{"d":[{"when":2}]}`}, true},
		"another boundary":            {[4]string{"POST", "http://h/a", typeA, formA}, [4]string{"POST", "http://h/a", typeB, formB}, true},
		"another file":                {[4]string{"POST", "http://h/a", typeA, formA}, [4]string{"POST", "http://h/a", typeC, formC}, false},
		"no body":                     {[4]string{"POST", "http://h/a", json, `{}`}, [4]string{"POST", "http://h/a", "", ""}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tape := &Tape{ignored: map[string]bool{"when": true}}
			r := request(t, tt.got[0], tt.got[1], tt.got[2], tt.got[3])
			recorded := cassette.Request{Method: tt.recorded[0], URL: tt.recorded[1], Body: tt.recorded[3], Headers: http.Header{"Content-Type": {tt.recorded[2]}}}
			if got := tape.same(r, recorded); got != tt.want {
				t.Errorf("same is %v", got)
			}
		})
	}
}

func TestScrub(t *testing.T) {
	t.Parallel()
	s := newScrubber()
	s.secret("EAAEMULATOR", placeholder)
	s.secret("tok en", placeholder)
	s.id("777", "111")
	i := &cassette.Interaction{
		Request: cassette.Request{
			URL:     "http://127.0.0.1:5/v26.0/777?access_token=tok+en&appsecret_proof=" + strings.Repeat("a", 64),
			Headers: http.Header{"Authorization": {"Bearer EAAEMULATOR"}, "Content-Type": {"application/json"}},
			Body:    `{"x":"EAAEMULATOR","session":"upload:a?sig=Zz_1"}`,
			Form:    map[string][]string{"access_token": {"EAAEMULATOR"}},
		},
		Response: cassette.Response{
			Body:    `{"access_token":"EAAother123456","paging":{"next":"http:\/\/127.0.0.1:5\/v26.0\/777?access_token=EAAEMULATOR"},"url":"http://127.0.0.1:5/m"}`,
			Headers: http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"c"}, "X-App-Usage": {"{}"}},
		},
	}
	if err := s.scrub(i, "http://127.0.0.1:5"); err != nil {
		t.Fatal(err)
	}
	want := &cassette.Interaction{
		Request: cassette.Request{
			URL: "https://graph.facebook.com/v26.0/111?access_token=<TOKEN>&appsecret_proof=<SECRET>", Host: "graph.facebook.com", ContentLength: 49,
			Headers: http.Header{"Content-Type": {"application/json"}},
			Body:    `{"x":"<TOKEN>","session":"upload:a?sig=<SECRET>"}`,
		},
		Response: cassette.Response{
			ContentLength: 141,
			Body:          `{"access_token":"<TOKEN>","paging":{"next":"https:\/\/graph.facebook.com\/v26.0\/111?access_token=<TOKEN>"},"url":"https://graph.facebook.com/m"}`,
			Headers:       http.Header{"Content-Type": {"application/json"}, "X-App-Usage": {"{}"}},
		},
	}
	want.Response.ContentLength = int64(len(want.Response.Body))
	if diff := cmp.Diff(want.Request, i.Request); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Response, i.Response); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
}

// What is drawn by lot, or is of the day, must not make one recording differ from the next.
func TestScrubForEquality(t *testing.T) {
	t.Parallel()
	saved := func(drawn, seconds, text string) cassette.Request {
		s := newScrubber()
		s.ignore(map[string]bool{"event_time": true})
		contentType, body := form(t, drawn, "PNG")
		i := &cassette.Interaction{Request: cassette.Request{
			Method: "POST", URL: "https://graph.facebook.com/v26.0/1?since=1&event_time=" + seconds, Headers: http.Header{"Content-Type": {contentType}},
			Body: body + `{"data":[{"event_time": ` + seconds + `,"event_times":7},{"event_time":"` + text + `"}]}`,
		}}
		if err := s.scrub(i, "http://127.0.0.1:5"); err != nil {
			t.Fatal(err)
		}
		return i.Request
	}
	first, second := saved("aaaa", "1793610001", "2026-11-02T10:00:00Z"), saved("bbbbbb", "1893610002", "2030-01-01")
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("first and second recording:\n%s", diff)
	}
	if !strings.Contains(first.URL, "since=1&event_time=1793610000") ||
		!strings.Contains(first.Body, `{"event_time": 1793610000,"event_times":7},{"event_time":"2026-11-02T09:00:00Z"}`) {
		t.Errorf("saved: %s, %s", first.URL, first.Body)
	}
	r := request(t, "POST", first.URL, first.Headers.Get("Content-Type"), first.Body)
	if !(&Tape{}).same(r, second) {
		t.Error("the saved form is not read as the sent one")
	}
}

// A call that the cassette lacks must not reach the network, and its body must be read.
func TestReplayOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(path+".yaml", []byte("---\nversion: 2\ninteractions: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tape := &Tape{ignored: map[string]bool{}, BaseURL: graph}
	tape.open(t, path, recorder.ModeReplayOnly, newScrubber())
	body := &closing{Reader: strings.NewReader("x")}
	r := request(t, "POST", graph+"/v26.0/1", "text/plain", "")
	r.Body = body
	if res, err := tape.Client.Do(r); err == nil {
		_ = res.Body.Close()
		t.Error("an unknown call was answered")
	}
	if !body.closed || body.Len() > 0 {
		t.Errorf("the body is closed: %v, with %d bytes left", body.closed, body.Len())
	}
}

type closing struct {
	*strings.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}
