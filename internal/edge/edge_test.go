package edge_test

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// serve answers every call with body and gives the last request's parts.
func serve(t *testing.T, body string) (*metabiz.Client, *map[string]string) {
	t.Helper()
	parts := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if kind == "multipart/form-data" {
			reader := multipart.NewReader(r.Body, params["boundary"])
			for part, err := reader.NextPart(); err == nil; part, err = reader.NextPart() {
				content, _ := io.ReadAll(part)
				parts[part.FormName()] = string(content)
			}
		} else if content, _ := io.ReadAll(r.Body); len(content) > 0 {
			parts["body"] = string(content)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return client, &parts
}

type params struct {
	Name      string         `json:"name"`
	Count     int            `json:"count"`
	Tags      []string       `json:"tags"`
	Spec      any            `json:"spec,omitzero"`
	Source    metabiz.File   `json:"-" file:"source"`
	Documents []metabiz.File `json:"-" file:"documents,required"`
}

func post(body any) *metabiz.Request {
	return &metabiz.Request{Method: "POST", Path: "1/things", Operation: "POST /{thing-id}/things", Body: body}
}

// Everything that is missing is told at once, and nothing is sent.
func TestMissing(t *testing.T) {
	t.Parallel()
	file := metabiz.FileFromBytes("a.txt", []byte("a"))
	tests := []struct {
		name string
		body any
		want []string
	}{
		{"all", params{}, []string{"name", "tags", "documents"}},
		{"empty list meant", params{Name: "N", Tags: []string{}, Documents: []metabiz.File{file}}, nil},
		{"map", map[string]string{"business": ""}, []string{"business"}},
		{"map given", map[string]string{"business": "1"}, nil},
		{"nothing asked", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, parts := serve(t, `{}`)
			err := edge.Do(t.Context(), client, post(test.body), nil)
			var got []string
			if invalid, ok := errors.AsType[*metabiz.ValidationError](err); ok {
				for _, f := range invalid.Fields {
					got = append(got, f.Path)
				}
				if len(*parts) > 0 {
					t.Errorf("sent %v", *parts)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
		})
	}
}

// With files the parameters go as a form, compound ones as JSON text; without, as JSON.
func TestFiles(t *testing.T) {
	t.Parallel()
	client, parts := serve(t, `{"success":true}`)
	sent := params{
		Name: "N", Count: 2, Tags: []string{"a"}, Spec: map[string]int{"x": 1},
		Source:    metabiz.FileFromBytes("s.txt", []byte("S")),
		Documents: []metabiz.File{metabiz.FileFromBytes("0.txt", []byte("zero")), metabiz.FileFromBytes("1.txt", []byte("one"))},
	}
	if err := edge.Do(t.Context(), client, post(sent), nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"name": "N", "count": "2", "tags": `["a"]`, "spec": `{"x":1}`, "source": "S", "documents[0]": "zero", "documents[1]": "one"}
	if diff := cmp.Diff(want, *parts); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
	type plain struct {
		Name  string       `json:"name"`
		Thumb metabiz.File `json:"-" file:"thumb"`
	}
	clear(*parts)
	if err := edge.Do(t.Context(), client, post(plain{Name: "N"}), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"body": `{"name":"N"}`}, *parts); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// An answer that says that nothing came of it is an error, whatever its status.
func TestUnsuccessful(t *testing.T) {
	t.Parallel()
	for body, fails := range map[string]bool{
		`{"success":false}`: true, `{"success":true}`: false, `{"success":"false"}`: true, `{"id":"1"}`: false, `{"data":{"success":false}}`: false,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, body)
			_, err := edge.Call[map[string]json.RawMessage](t.Context(), client, post(nil), nil)
			if _, ok := errors.AsType[*metabiz.Error](err); ok != fails || !fails && err != nil {
				t.Errorf("%v, want an error: %v", err, fails)
			}
		})
	}
}

// A single value comes as it is, in data, or as the only item of a list.
func TestOne(t *testing.T) {
	t.Parallel()
	type value struct {
		X int `json:"x"`
	}
	for body, want := range map[string]value{
		`{"x":1}`: {1}, `{"data":{"x":2}}`: {2}, `{"data":[{"x":3}]}`: {3}, `{"data":[]}`: {},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, body)
			got, err := edge.One[value](t.Context(), client, &metabiz.Request{Method: "GET", Path: "1/x"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, *got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
