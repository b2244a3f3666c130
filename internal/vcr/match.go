package vcr

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"
)

// drain reads and closes request bodies, which the recorder leaves alone when it
// replays, so that whoever feeds one is not left hanging.
type drain struct{ next *recorder.Recorder }

func (d drain) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		return d.next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return d.next.RoundTrip(r)
}

// same holds a request against a recorded one: method, path, parameters and
// what the body means, whatever the order of its keys or the boundary of its parts.
func (tp *Tape) same(r *http.Request, recorded cassette.Request) bool {
	if r.Method != recorded.Method {
		return false
	}
	path, query := hostless(r.URL.String())
	wantPath, wantQuery := hostless(recorded.URL)
	if path != wantPath || !reflect.DeepEqual(tp.values(query), tp.values(wantQuery)) {
		return false
	}
	var body []byte
	if r.GetBody != nil {
		b, err := r.GetBody()
		if err != nil {
			return false
		}
		if body, err = io.ReadAll(b); err != nil {
			return false
		}
	}
	got := tp.meaning(r.Header.Get("Content-Type"), string(body))
	return reflect.DeepEqual(got, tp.meaning(recorded.Headers.Get("Content-Type"), recorded.Body))
}

// values are parameters without credentials and without what is ignored.
func (tp *Tape) values(v url.Values) map[string]any {
	out := map[string]any{}
	for k, vs := range v {
		if k == "appsecret_proof" || k == "access_token" || k == "input_token" || tp.ignored[k] {
			continue
		}
		for _, s := range vs {
			out[k] = append(asList(out[k]), tp.parsed(s))
		}
	}
	return out
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// parsed is a text, or what it says where it is JSON with something to ignore in it.
func (tp *Tape) parsed(s string) any {
	if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
		var v any
		if json.Unmarshal([]byte(s), &v) == nil {
			return tp.without(v)
		}
	}
	return s
}

func (tp *Tape) meaning(contentType, body string) any {
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil:
		return body
	case kind == "application/json":
		return tp.parsed(body)
	case kind == "application/x-www-form-urlencoded":
		if v, err := url.ParseQuery(body); err == nil {
			return tp.values(v)
		}
	case kind == "multipart/form-data":
		form, err := multipart.NewReader(strings.NewReader(body), params["boundary"]).ReadForm(32 << 20)
		if err == nil {
			return tp.form(form)
		}
	}
	return body
}

func (tp *Tape) form(form *multipart.Form) any {
	files := map[string]any{}
	for name, headers := range form.File {
		for _, h := range headers {
			f, err := h.Open()
			if err != nil {
				return err.Error()
			}
			content, err := io.ReadAll(f)
			_ = f.Close()
			if err != nil {
				return err.Error()
			}
			files[name] = append(asList(files[name]), h.Filename, h.Header.Get("Content-Type"), string(content))
		}
	}
	return []any{tp.values(form.Value), files}
}

func (tp *Tape) without(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			if tp.ignored[k] {
				delete(v, k)
				continue
			}
			v[k] = tp.without(v[k])
		}
	case []any:
		for i := range v {
			v[i] = tp.without(v[i])
		}
	}
	return v
}
