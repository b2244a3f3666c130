package metabiz_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

func TestFormIsMultipart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "po\"ster.png")
	if err := os.WriteFile(path, []byte("PNG"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := metabiz.FileFromPath(path)
	if err != nil {
		t.Fatal(err)
	}
	client, seen := serve(t, `{}`)
	err = client.Post(t.Context(), "1/media", &metabiz.Form{
		Fields: map[string]any{"type": "image/png", "list": []int{1}},
		Files:  map[string]metabiz.File{"file": file, "empty": metabiz.FileFromBytes("e.bin", nil)},
	}, nil, metabiz.WithParam("more", true))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(seen()[0].ContentType)
	if err != nil {
		t.Fatal(err)
	}
	form, err := multipart.NewReader(strings.NewReader(seen()[0].Body), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"type": {"image/png"}, "list": {"[1]"}, "more": {"true"}}
	if diff := cmp.Diff(want, form.Value); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	got := form.File["file"][0]
	if got.Size != 3 || got.Header.Get("Content-Type") != "image/png" || !strings.Contains(got.Filename, "ster.png") {
		t.Errorf("file %+v", got)
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	t.Parallel()
	if _, err := metabiz.FileFromPath(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := metabiz.FileFromPath(t.TempDir()); err == nil {
		t.Error("a folder was taken for a file")
	}
	fsys := fstest.MapFS{"a/b.txt": {Data: []byte("hi")}}
	file, err := metabiz.FileFromFS(fsys, "a/b.txt")
	if err != nil || file.Name != "b.txt" || file.Size != 2 {
		t.Errorf("%+v, %v", file, err)
	}
	if _, err := metabiz.FileFromFS(fsys, "a"); err == nil {
		t.Error("a folder was taken for a file")
	}
}

// A file that is shorter than announced must fail, not hang or be filled up.
func TestFileThatShrank(t *testing.T) {
	t.Parallel()
	client, _ := serve(t, `{}`)
	file := metabiz.FileFromBytes("x", []byte("abc"))
	file.Size = 10
	if err := client.Post(t.Context(), "1/media", &metabiz.Form{Files: map[string]metabiz.File{"file": file}}, nil); err == nil {
		t.Error("no error")
	}
}

// uploads is Meta's resumable upload, with a connection that breaks.
type uploads struct {
	mu     sync.Mutex
	got    bytes.Buffer
	breaks int
	log    []string
}

func (u *uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.log = append(u.log, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Method, r.URL.RequestURI(), r.Header.Get("Authorization"), r.Header.Get("File_offset"))))
	switch {
	case r.Method == "POST" && strings.HasSuffix(r.URL.Path, "/uploads"):
		fmt.Fprint(w, `{"id":"upload:abc?sig=S1"}`)
	case r.Method == "GET":
		fmt.Fprintf(w, `{"id":"upload:abc","file_offset":%d}`, u.got.Len())
	default:
		offset, _ := strconv.Atoi(r.Header.Get("File_offset"))
		u.got.Truncate(offset)
		if u.breaks > 0 {
			u.breaks--
			_, _ = io.CopyN(&u.got, r.Body, 5)
			panic(http.ErrAbortHandler)
		}
		_, _ = io.Copy(&u.got, r.Body)
		fmt.Fprint(w, `{"h":"4::handle"}`)
	}
}

func TestUploadResumesWhereItBroke(t *testing.T) {
	t.Parallel()
	u := &uploads{breaks: 2}
	server := httptest.NewServer(u)
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1, MinWait: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("0123456789abcdefghij")
	handle, err := client.Upload(t.Context(), "77", metabiz.FileFromBytes("a.pdf", content))
	if err != nil {
		t.Fatal(err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if handle != "4::handle" || u.got.String() != string(content) {
		t.Errorf("handle %q, arrived %q", handle, u.got.String())
	}
	want := []string{
		"POST /v26.0/77/uploads Bearer T",
		"POST /v26.0/upload:abc?sig=S1 OAuth T 0",
		"GET /v26.0/upload:abc?sig=S1 OAuth T",
		"POST /v26.0/upload:abc?sig=S1 OAuth T 5",
		"GET /v26.0/upload:abc?sig=S1 OAuth T",
		"POST /v26.0/upload:abc?sig=S1 OAuth T 10",
	}
	if diff := cmp.Diff(want, u.log); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUploadThatKeepsBreakingCanBeResumed(t *testing.T) {
	t.Parallel()
	u := &uploads{breaks: 1000}
	server := httptest.NewServer(u)
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1, MinWait: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	file := metabiz.FileFromBytes("a.pdf", bytes.Repeat([]byte("x"), 100))
	_, err = client.Upload(t.Context(), "77", file)
	broken, ok := errors.AsType[*metabiz.UploadError](err)
	if !ok || strings.Contains(err.Error(), "S1") {
		t.Fatalf("got %v", err)
	}
	u.mu.Lock()
	u.breaks = 0
	u.mu.Unlock()
	if handle, err := client.ResumeUpload(t.Context(), broken.Session, file); err != nil || handle != "4::handle" || u.got.Len() != 100 {
		t.Errorf("%q, %v, %d bytes", handle, err, u.got.Len())
	}
	if _, err := client.Upload(t.Context(), "77", metabiz.FileFromBytes("a.pdf", nil)); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("an empty file: %v", err)
	}
}

func TestOpenSendsTheTokenNowhereElse(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		fmt.Fprint(w, r.Header.Get("Authorization")+" "+r.URL.RawQuery)
	}))
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithAppSecret("S"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	d, err := client.Open(t.Context(), server.URL+"/media?x=1")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if body, err := io.ReadAll(d); err != nil || string(body) != "Bearer T x=1" || d.ContentType != "image/png" || d.Size != 12 {
		t.Errorf("%q %v %+v", body, err, d)
	}
	for _, address := range []string{"https://evil.example/x", "http://lookaside.fbsbx.com/x", server.URL[:7] + "u:p@" + server.URL[7:] + "/x", "https://LOOKASIDE.fbsbx.com.evil.example/x", "/relative", "file:///etc/passwd", server.URL[:7] + "user@" + "evil.example"} {
		if _, err := client.Open(t.Context(), address); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
