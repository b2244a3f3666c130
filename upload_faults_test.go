package metabiz_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
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
	return uploadSessions(t, session, func() int64 { return offset }, take)
}

func uploadSessions(t *testing.T, session string, offset func() int64, take func(w http.ResponseWriter, r *http.Request)) (client *metabiz.Client, calls func() []string) {
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
			fmt.Fprintf(w, `{"file_offset":%d}`, offset())
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

// Large files are neither read into memory nor sent anew: a sparse file of 128 MiB goes over a connection that breaks after each
// 20 MiB, oftener than an upload that gets nowhere would be tried.
func TestUploadOfALargeFile(t *testing.T) {
	const size = 128 << 20
	file := sparseFile(t, "poster.mp4", size)
	var mu sync.Mutex
	var got, sent int64
	var last byte
	client, calls := uploadSessions(t, "upload:a", func() int64 { mu.Lock(); defer mu.Unlock(); return got }, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		buf := make([]byte, 256<<10)
		for limit := got + 20<<20; got < limit; {
			n, err := r.Body.Read(buf)
			got, sent = got+int64(n), sent+int64(n)
			if n > 0 {
				last = buf[n-1]
			}
			if err != nil {
				fmt.Fprint(w, `{"h":"H"}`)
				return
			}
		}
		panic(http.ErrAbortHandler)
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	handle, err := client.Upload(t.Context(), "77", file)
	runtime.ReadMemStats(&after)
	if err != nil || handle != "H" || got != size || last != '!' {
		t.Errorf("%q, %v: %d bytes arrived, the last is %q", handle, err, got, last)
	}
	if sent != size {
		t.Errorf("%d bytes were taken to get %d", sent, size)
	}
	if n := len(calls()); n != 1+7+6 {
		t.Errorf("%d calls", n)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("%d bytes allocated for an upload of %d", used, size)
	}
}

// A form is sent anew from its first byte, and a file in it is opened anew.
func TestFormWithALargeFileIsRewound(t *testing.T) {
	const size = 64 << 20
	file := sparseFile(t, "poster.mp4", size)
	opened := 0
	open := file.Open
	file.Open = func() (io.ReadCloser, error) { opened++; return open() }
	var lengths []int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(lengths) == 0 {
			n, _ := io.CopyN(io.Discard, r.Body, size/2)
			lengths = append(lengths, n)
			panic(http.ErrAbortHandler)
		}
		parts, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		for {
			part, err := parts.NextPart()
			if err != nil {
				break
			}
			if part.FormName() == "file" {
				n, _ := io.Copy(io.Discard, part)
				lengths = append(lengths, n)
			}
		}
		fmt.Fprint(w, `{"id":"1"}`)
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{MinWait: 1, MaxWait: 1}))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = client.Do(t.Context(), &metabiz.Request{
		Method: "POST", Path: "1/media", Idempotent: true,
		Body: &metabiz.Form{Fields: map[string]string{"type": "video/mp4"}, Files: map[string]metabiz.File{"file": file}},
	})
	runtime.ReadMemStats(&after)
	if err != nil || opened != 2 {
		t.Errorf("%v, opened %d times", err, opened)
	}
	if diff := cmp.Diff([]int64{size / 2, size}, lengths); diff != "" {
		t.Errorf("bytes that arrived (-want +got):\n%s", diff)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("%d bytes allocated for a form of %d", used, size)
	}
}

// sparseFile takes no room on the disk. Its last byte is an exclamation mark.
func sparseFile(t *testing.T, name string, size int64) metabiz.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("!"), size-1); err != nil {
		t.Fatal(err)
	}
	file, err := metabiz.FileFromPath(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// An upload that gets nowhere is not tried for ever, and waits longer each time.
func TestUploadThatGetsNowhere(t *testing.T) {
	t.Parallel()
	client, calls := uploadServer(t, "upload:a", 0, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := client.Upload(t.Context(), "77", metabiz.FileFromBytes("a.pdf", []byte("0123456789")))
	if broken, ok := errors.AsType[*metabiz.UploadError](err); !ok || broken.Session != "upload:a" || !errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"POST", "POST 0", "GET", "POST 0", "GET", "POST 0", "GET", "POST 0", "GET"}, calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}
