package edgetest

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

// graph is a Graph API that gives one answer to whatever is asked.
type graph struct {
	client *metabiz.Client

	mu       sync.Mutex
	requests []request
	respond  func(http.ResponseWriter, *http.Request)
}

// request is a request as it came.
type request struct {
	line  string // "POST 1/campaigns"
	names []string
	body  bool
}

// has reports whether a parameter came; the empty name stands for any.
func (r request) has(name string) bool {
	if name == "" {
		return len(r.names) > 0
	}
	return slices.Contains(r.names, name)
}

func newGraph(t *testing.T) *graph {
	g := &graph{}
	server := httptest.NewUnstartedServer(g)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	var err error
	g.client, err = metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL+"/base"), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/base/"), "/")
	seen := request{line: r.Method + " " + path}
	for name := range r.URL.Query() {
		seen.names = append(seen.names, name)
	}
	body, err := namesIn(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	seen.names, seen.body = append(seen.names, body...), len(body) > 0
	g.mu.Lock()
	g.requests = append(g.requests, seen)
	respond := g.respond
	g.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	respond(w, r)
}

// namesIn are the parameters of a body.
func namesIn(r *http.Request) ([]string, error) {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		var names []string
		parts := multipart.NewReader(r.Body, params["boundary"])
		for {
			part, err := parts.NextPart()
			if err == io.EOF {
				return names, nil
			}
			if err != nil {
				return nil, err
			}
			name, _, _ := strings.Cut(part.FormName(), "[") // of several files
			names = append(names, name)
		}
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || len(body) == 0 {
		return nil, err
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(body, &object); err != nil {
		return nil, err
	}
	var names []string
	for name := range object {
		names = append(names, name)
	}
	return names, nil
}

// answer has two pages given to what lists, and an object to all else.
func (g *graph) answer(list bool) {
	g.will(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !list:
			fmt.Fprint(w, `{"id":"1","success":true}`)
		case r.URL.Query().Get("after") == "":
			fmt.Fprint(w, `{"data":[{}],"paging":{"cursors":{"before":"A","after":"B"},"next":"https://graph.facebook.com/next"}}`)
		default:
			fmt.Fprint(w, `{"data":[{}],"paging":{"cursors":{"before":"C","after":"D"}}}`)
		}
	})
}

// refuse has an error given.
func (g *graph) refuse() {
	g.will(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":{"message":"(#100) refused","type":"GraphMethodException","code":100,"error_subcode":33,"fbtrace_id":"A1"}}`)
	})
}

func (g *graph) will(respond func(http.ResponseWriter, *http.Request)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.respond = respond
}

// taken gives the requests since the last time.
func (g *graph) taken() []request {
	g.mu.Lock()
	defer g.mu.Unlock()
	requests := g.requests
	g.requests = nil
	return requests
}

// fill sets a value to something that isn't zero.
func fill(v reflect.Value) {
	switch v.Interface().(type) {
	case metabiz.File:
		v.Set(reflect.ValueOf(metabiz.FileFromBytes("a.txt", []byte("a"))))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(1800000000, 0)))
		return
	case json.RawMessage:
		v.SetBytes([]byte(`{}`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("V")
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		elem := reflect.New(v.Type().Elem()).Elem()
		fill(elem)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("k").Convert(v.Type().Key()), elem)
	case reflect.Interface:
		v.Set(reflect.ValueOf("V"))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && (v.Field(i).Kind() == reflect.String || v.Type().Field(i).Anonymous) {
				fill(v.Field(i))
				return
			}
		}
	}
}
