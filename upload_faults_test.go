package metabiz_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

// uploadServer begins sessions, tells offset, and takes content as take says.
func uploadServer(t *testing.T, session string, offset int64, take func(w http.ResponseWriter, r *http.Request)) (client *metabiz.Client, calls func() []string) {
	t.Helper()
	var mu sync.Mutex
	var log []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		log = append(log, strings.TrimSpace(r.Method+" "+r.Header.Get("File_offset")))
		mu.Unlock()
		switch {
		case strings.HasSuffix(r.URL.Path, "/uploads"):
			fmt.Fprintf(w, `{"id":%q}`, session)
		case r.Method == "GET":
			fmt.Fprintf(w, `{"file_offset":%d}`, offset)
		default:
			take(w, r)
		}
	}))
	t.Cleanup(server.Close)
	var err error
	client, err = metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 2, MinWait: time.Millisecond, MaxWait: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	return client, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(log)
	}
}

func TestUploadFaults(t *testing.T) {
	t.Parallel()
	file := metabiz.FileFromBytes("a.pdf", []byte("0123456789"))
	shrunk := file
	shrunk.Size = 20
	unopened := file
	unopened.Open = func() (io.ReadCloser, error) { return nil, errors.New("disk is gone") }
	accept := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, `{"h":"H"}`)
	}
	lose := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	refuse := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(400)
		fmt.Fprint(w, `{"error":{"message":"wrong offset","code":100}}`)
	}
	for name, tt := range map[string]struct {
		session string
		offset  int64
		take    func(http.ResponseWriter, *http.Request)
		file    metabiz.File
		says    string
		log     []string
	}{
		"no session":             {session: "", take: accept, file: file, says: "session", log: []string{"POST"}},
		"refused":                {session: "upload:a", take: refuse, file: file, says: "wrong offset", log: []string{"POST", "POST 0"}},
		"no handle":              {session: "upload:a", take: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{}`) }, file: file, says: "no handle", log: []string{"POST", "POST 0"}},
		"file shrank":            {session: "upload:a", take: accept, file: shrunk, says: "a.pdf has 10 bytes less than its Size", log: []string{"POST", "POST 0"}},
		"file can't be opened":   {session: "upload:a", take: accept, file: unopened, says: "disk is gone", log: []string{"POST"}},
		"offset behind the file": {session: "upload:a", offset: 11, take: lose, file: file, says: "11 bytes", log: []string{"POST", "POST 0", "GET"}},
		"offset before the file": {session: "upload:a", offset: -1, take: lose, file: file, says: "-1 bytes", log: []string{"POST", "POST 0", "GET"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, log := uploadServer(t, tt.session, tt.offset, tt.take)
			_, err := client.Upload(t.Context(), "77", tt.file)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want one that says %q", err, tt.says)
			}
			got := log()
			if name == "file shrank" { // whether the headers came before the fault was seen is chance
				got = got[:min(len(got), 2)]
				if len(got) == 1 {
					got = tt.log
				}
			}
			if diff := cmp.Diff(tt.log, got); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if broken, ok := errors.AsType[*metabiz.UploadError](err); ok && broken.Session == "" {
				t.Error("an upload without a session is said to be resumable")
			}
		})
	}
}

// A file that has grown since is sent as long as it was announced.
func TestUploadOfAFileThatGrew(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	client, _ := uploadServer(t, "upload:a", 0, func(w http.ResponseWriter, r *http.Request) {
		_, _ = got.ReadFrom(r.Body)
		fmt.Fprint(w, `{"h":"H"}`)
	})
	file := metabiz.FileFromBytes("a.pdf", []byte("0123456789"))
	file.Size = 4
	if handle, err := client.Upload(t.Context(), "77", file); err != nil || handle != "H" || got.String() != "0123" {
		t.Errorf("%q, %v, %q", handle, err, got.String())
	}
}

// When only the answer was lost, nothing is left to send, but the handle has to be asked for.
func TestUploadWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	client, log := uploadServer(t, "upload:a", 10, func(w http.ResponseWriter, r *http.Request) {
		if tries.Add(1) == 1 {
			_, _ = io.Copy(io.Discard, r.Body)
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, `{"h":"H"}`)
	})
	handle, err := client.Upload(t.Context(), "77", metabiz.FileFromBytes("a.pdf", []byte("0123456789")))
	if err != nil || handle != "H" {
		t.Fatalf("%q, %v", handle, err)
	}
	if diff := cmp.Diff([]string{"POST", "POST 0", "GET", "POST 10"}, log()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestUploadThatIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client, log := uploadServer(t, "upload:a?sig=S", 3, func(http.ResponseWriter, *http.Request) {
		cancel()
		panic(http.ErrAbortHandler)
	})
	_, err := client.Upload(ctx, "77", metabiz.FileFromBytes("a.pdf", []byte("0123456789")))
	broken, ok := errors.AsType[*metabiz.UploadError](err)
	if !ok || broken.Session != "upload:a?sig=S" || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := len(log()); n != 2 {
		t.Errorf("%d calls", n)
	}
}
