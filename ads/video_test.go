package ads_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// studio takes one video, in one stream or in chunks, as Meta does.
type studio struct {
	mu       sync.Mutex
	content  []byte
	status   string
	calls    []string // "start", "bytes 0", "status", "finish"
	headers  http.Header
	chunk    int64                               // bytes of a chunk
	size     int64                               // as it was announced
	trouble  func(s *studio, call string) string // what goes wrong with a call: "drop", "drop after", "cut 10", "refuse 100/33"
	uploadAt string
}

func (s *studio) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (s *studio) refuse(w http.ResponseWriter, code, subcode int, data any) {
	w.WriteHeader(http.StatusBadRequest)
	s.answer(w, map[string]any{"error": map[string]any{"message": "no", "type": "OAuthException", "code": code, "error_subcode": subcode, "error_data": data}})
}

func (s *studio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	params, file := map[string]any{}, []byte(nil)
	if kind, attrs, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		form := multipart.NewReader(r.Body, attrs["boundary"])
		for part, err := form.NextPart(); err == nil; part, err = form.NextPart() {
			content, _ := io.ReadAll(part)
			if params[part.FormName()] = string(content); part.FileName() != "" {
				file = content
			}
		}
	} else if strings.HasSuffix(kind, "json") {
		_ = json.NewDecoder(r.Body).Decode(&params)
	}
	text := func(name string) string { return fmt.Sprint(params[name]) }
	call := strings.ToLower(text("upload_phase"))
	bytesOf := strings.Contains(r.URL.Path, "/video-ads-upload/")
	switch {
	case bytesOf:
		call = "bytes " + r.Header.Get("Offset")
		s.headers = r.Header.Clone()
	case r.Method == http.MethodGet:
		call = "status"
	case call == "transfer":
		call += " " + text("start_offset")
	}
	s.calls = append(s.calls, call)
	trouble := ""
	if s.trouble != nil {
		trouble = s.trouble(s, call)
	}
	if n, ok := strings.CutPrefix(trouble, "cut "); ok {
		count, _ := strconv.ParseInt(n, 10, 64)
		part, _ := io.ReadAll(io.LimitReader(r.Body, count))
		s.content = append(s.content, part...)
		panic(http.ErrAbortHandler)
	}
	if numbers, ok := strings.CutPrefix(trouble, "refuse "); ok {
		code, subcode, _ := strings.Cut(numbers, "/")
		c, _ := strconv.Atoi(code)
		sub, _ := strconv.Atoi(subcode)
		s.refuse(w, c, sub, map[string]any{"start_offset": len(s.content), "end_offset": min(s.size, int64(len(s.content))+s.chunk)})
		return
	}
	if trouble == "drop" {
		panic(http.ErrAbortHandler)
	}
	var answer any = map[string]any{"success": true}
	next := func() map[string]any {
		at := int64(len(s.content))
		return map[string]any{"start_offset": strconv.FormatInt(at, 10), "end_offset": strconv.FormatInt(min(s.size, at+s.chunk), 10)}
	}
	switch {
	case call == "status":
		answer = map[string]any{"id": "77", "status": map[string]any{"video_status": s.status, "uploading_phase": map[string]any{"bytes_transferred": len(s.content)}}}
	case call == "start":
		s.status = "uploading"
		s.size, _ = strconv.ParseInt(text("file_size"), 10, 64)
		begun := next()
		begun["video_id"], begun["upload_url"], begun["upload_session_id"] = "77", s.uploadAt, "S"
		answer = begun
	case bytesOf && r.Header.Get("File_url") != "":
		s.content = []byte("fetched")
	case bytesOf:
		if r.Header.Get("Offset") != strconv.Itoa(len(s.content)) {
			s.refuse(w, 6000, 1363037, nil)
			return
		}
		part, _ := io.ReadAll(r.Body)
		s.content = append(s.content, part...)
	case strings.HasPrefix(call, "transfer"):
		if text("start_offset") != strconv.Itoa(len(s.content)) {
			s.refuse(w, 6000, 1363037, next())
			return
		}
		s.content = append(s.content, file...)
		answer = next()
	case call == "finish":
		s.status = "processing"
	}
	if trouble == "drop after" {
		panic(http.ErrAbortHandler)
	}
	s.answer(w, answer)
}

// inStudio serves over pipes, for tests whose time is their own.
func inStudio(t *testing.T, s *studio) *ads.Account {
	t.Helper()
	if s.uploadAt == "" {
		s.uploadAt = "https://rupload.facebook.com/video-ads-upload/" + metabiz.DefaultVersion + "/77"
	}
	pipes := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(pipes) }()
	transport := &http.Transport{DialContext: pipes.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
	})
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL("http://127.0.0.1:1"), metabiz.WithRetry(metabiz.Retry{Attempts: 1}),
		metabiz.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	return ads.NewAccount(client, "1")
}

// film is no real one, but nothing that can be told from a film either.
func film(n int) []byte {
	return append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), bytes.Repeat([]byte{0xAB, 1, 2, 3, 4}, n/5)...)
}

// once makes a call go wrong the first time.
func once(wrong map[string]string) func(*studio, string) string {
	return func(_ *studio, call string) string {
		defer delete(wrong, call)
		return wrong[call]
	}
}

func TestUploadVideo(t *testing.T) {
	t.Parallel()
	content := film(1000)
	type upload = func(context.Context, *ads.Account, metabiz.File) (*ads.AdVideo, error)
	stream := func(ctx context.Context, a *ads.Account, f metabiz.File) (*ads.AdVideo, error) {
		return a.UploadVideo(ctx, f, ads.VideoDetails{Title: "Spring"})
	}
	chunks := func(ctx context.Context, a *ads.Account, f metabiz.File) (*ads.AdVideo, error) {
		return a.UploadVideoInChunks(ctx, f, ads.VideoDetails{Title: "Spring"})
	}
	tests := []struct {
		name   string
		upload upload
		wrong  map[string]string
		calls  []string
		fails  bool
	}{
		{"in one stream", stream, nil, []string{"start", "bytes 0", "finish"}, false},
		{"cut", stream, map[string]string{"bytes 0": "cut 300", "bytes 300": "cut 500"}, []string{"start", "bytes 0", "status", "bytes 300", "status", "bytes 800", "finish"}, false},
		{"cut at the end", stream, map[string]string{"bytes 0": "drop after"}, []string{"start", "bytes 0", "status", "finish"}, false},
		{"from another offset", stream, map[string]string{"bytes 0": "refuse 6000/1363037"}, []string{"start", "bytes 0", "status", "bytes 0", "finish"}, false},
		{"refused", stream, map[string]string{"bytes 0": "refuse 100/0"}, []string{"start", "bytes 0"}, true},
		{"end lost", stream, map[string]string{"finish": "drop after"}, []string{"start", "bytes 0", "finish", "status"}, false},
		{"end not taken", stream, map[string]string{"finish": "drop"}, []string{"start", "bytes 0", "finish", "status", "finish"}, false},
		{"end refused", stream, map[string]string{"finish": "refuse 100/0"}, []string{"start", "bytes 0", "finish"}, true},

		{"in chunks", chunks, nil, []string{"start", "transfer 0", "transfer 400", "transfer 800", "finish"}, false},
		{"chunk lost", chunks, map[string]string{"transfer 400": "drop"}, []string{"start", "transfer 0", "transfer 400", "transfer 400", "transfer 800", "finish"}, false},
		{"chunk's answer lost", chunks, map[string]string{"transfer 400": "drop after"}, []string{"start", "transfer 0", "transfer 400", "transfer 400", "transfer 800", "finish"}, false},
		{"chunk refused", chunks, map[string]string{"transfer 400": "refuse 100/0"}, []string{"start", "transfer 0", "transfer 400"}, true},
		{"chunks' end lost", chunks, map[string]string{"finish": "drop after"}, []string{"start", "transfer 0", "transfer 400", "transfer 800", "finish", "status"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &studio{chunk: 400, trouble: once(tt.wrong)}
				account := inStudio(t, s)
				file := metabiz.FileFromBytes("film.mp4", content)
				video, err := tt.upload(t.Context(), account, file)
				if diff := cmp.Diff(tt.calls, s.calls); diff != "" {
					t.Errorf("calls (-want +got):\n%s", diff)
				}
				if (err != nil) != tt.fails {
					t.Fatalf("error %v", err)
				}
				if tt.fails {
					stream, isStream := errors.AsType[*ads.VideoUploadError](err)
					broken, isChunks := errors.AsType[*ads.VideoChunksError](err)
					if !isStream && !isChunks || !errors.Is(err, metabiz.ErrInvalidParam) {
						t.Fatalf("error %v", err)
					}
					if isStream {
						video, err = account.ResumeVideo(t.Context(), stream.Upload, file, ads.VideoDetails{})
					} else {
						video, err = account.ResumeVideoInChunks(t.Context(), broken.Chunks, file, ads.VideoDetails{})
					}
					if err != nil {
						t.Fatalf("resumed: %v", err)
					}
				}
				if video.ID != "77" || !bytes.Equal(s.content, content) || s.status != "processing" {
					t.Errorf("video %+v, %d of %d bytes, %s", video, len(s.content), len(content), s.status)
				}
			})
		})
	}
}

// The bytes go with the headers that Meta documents, and with the token in its own scheme.
func TestUploadVideoHeaders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// Wherever the address leads, the token goes to the client's own host only.
		s := &studio{uploadAt: "https://evil.example/video-ads-upload/" + metabiz.DefaultVersion + "/77?token=1"}
		content := film(50)
		if _, err := inStudio(t, s).UploadVideo(t.Context(), metabiz.FileFromBytes("film.mp4", content), ads.VideoDetails{}); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"Offset": "0", "File_size": strconv.Itoa(len(content)), "Authorization": "OAuth T", "Content-Type": "application/octet-stream"} {
			if got := s.headers.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		video, err := inStudio(t, s).UploadVideoFrom(t.Context(), "https://shop.example/film.mp4", ads.VideoDetails{})
		if err != nil || video.ID != "77" || s.headers.Get("File_url") != "https://shop.example/film.mp4" {
			t.Errorf("%+v, %v, headers %v", video, err, s.headers)
		}
		s.uploadAt = "https://rupload.facebook.com/elsewhere"
		if _, err := inStudio(t, s).UploadVideo(t.Context(), metabiz.FileFromBytes("film.mp4", content), ads.VideoDetails{}); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("another address: %v", err)
		}
	})
}

// Where nothing gets through, it ends after a few tries, and tells how to go on.
func TestUploadVideoStuck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &studio{chunk: 1 << 20, trouble: func(_ *studio, call string) string {
			if strings.HasPrefix(call, "bytes") || strings.HasPrefix(call, "transfer") {
				return "drop"
			}
			return ""
		}}
		account := inStudio(t, s)
		began := time.Now()
		_, err := account.UploadVideo(t.Context(), metabiz.FileFromBytes("film.mp4", film(50)), ads.VideoDetails{})
		broken, ok := errors.AsType[*ads.VideoUploadError](err)
		if !ok || broken.Upload.VideoID != "77" || !errors.Is(err, metabiz.ErrOutcomeUnknown) || strings.Count(strings.Join(s.calls, ","), "bytes") != 4 || time.Since(began) > time.Minute {
			t.Errorf("after %v: %v, calls %v", time.Since(began), err, s.calls)
		}
		s.calls = nil
		_, err = account.UploadVideoInChunks(t.Context(), metabiz.FileFromBytes("film.mp4", film(50)), ads.VideoDetails{})
		if _, ok := errors.AsType[*ads.VideoChunksError](err); !ok || strings.Count(strings.Join(s.calls, ","), "transfer") != 4 {
			t.Errorf("chunks: %v, calls %v", err, s.calls)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := account.UploadVideo(ctx, metabiz.FileFromBytes("film.mp4", film(50)), ads.VideoDetails{}); err == nil {
			t.Error("the context did not end it")
		}
	})
}

// A stream that can be read only once is sent in chunks all the same, and is never held as a whole.
func TestUploadVideoOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		content := film(300_000)
		s := &studio{chunk: 100_000}
		file := metabiz.FileFromReader("film.mp4", struct{ io.Reader }{bytes.NewReader(content)}, int64(len(content)))
		if _, err := inStudio(t, s).UploadVideoInChunks(t.Context(), file, ads.VideoDetails{}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(s.content, content) {
			t.Errorf("%d of %d bytes", len(s.content), len(content))
		}
	})
}

func TestVideoRefusedBeforehand(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		file metabiz.File
		want string
	}{
		"no file":   {metabiz.File{}, "file has no content"},
		"no name":   {metabiz.FileFromBytes("", film(10)), "file has no name"},
		"empty":     {metabiz.FileFromBytes("a.mp4", nil), "file is empty"},
		"too large": {metabiz.File{Name: "a.mp4", Size: 10<<30 + 1, Open: func() (io.ReadCloser, error) { return nil, io.EOF }}, "has 10737418241 bytes, at most 10737418240"},
		"page":      {metabiz.FileFromBytes("a.mp4", []byte("<html>404</html>")), "is not a video: its content is text/html"},
		"picture":   {picture(10, 10), "is not a video: its content is image/png"},
		"gone":      {metabiz.File{Name: "a.mp4", Size: 1, Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}, "can't be opened: gone"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			account := ads.NewAccount(client, "1")
			for _, err := range []error{
				errOf(account.UploadVideo(t.Context(), tt.file, ads.VideoDetails{})),
				errOf(account.UploadVideoInChunks(t.Context(), tt.file, ads.VideoDetails{})),
				errOf(account.ResumeVideo(t.Context(), ads.VideoUpload{}, tt.file, ads.VideoDetails{})),
			} {
				if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), tt.want) || len(g.lines()) > 0 {
					t.Errorf("error %v, calls %v", err, g.lines())
				}
			}
		})
	}
}

func TestAwaitReady(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answers []string
		every   time.Duration
		wait    time.Duration
		err     string
	}{
		{"ready", []string{`"ready"`}, 0, 0, ""},
		{"soon", []string{`"processing"`, `"processing"`, `"ready"`}, 0, 5 * time.Second, ""},
		{"evenly", []string{`"uploading"`, `"processing"`, `"ready"`}, time.Minute, 2 * time.Minute, ""},
		{"can't be read", []string{`"processing"`, `"error","processing_phase":{"status":"error","errors":[{"code":1363024,"message":"Unsupported format."}]}`}, time.Second, time.Second,
			"ads: video 7 is error while processing; Unsupported format (code 1363024)"},
		{"expired", []string{`"expired"`}, 0, 0, "ads: video 7 is expired"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g, client := bubbleGraph(t)
				n := 0
				g.on("GET 7", func(w http.ResponseWriter, r *http.Request) {
					answer(`{"id":"7","status":{"video_status":`+tt.answers[n]+`}}`)(w, r)
					n++
				})
				began := time.Now()
				_, err := ads.NewAdVideo(client, "7").AwaitReady(t.Context(), tt.every)
				if got := errorText(err); got != tt.err || time.Since(began) != tt.wait {
					t.Errorf("after %v: %s", time.Since(began), got)
				}
				if _, ok := errors.AsType[*ads.VideoError](err); ok != (tt.err != "") {
					t.Errorf("error %T", err)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		g.on("GET 7", answer(`{"id":"7","status":{"video_status":"processing"}}`))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, err := ads.NewAdVideo(client, "7").AwaitReady(ctx, 0); !errors.Is(err, context.DeadlineExceeded) || len(g.lines()) > 140 {
			t.Errorf("%d calls, error %v", len(g.lines()), err)
		}
	})
}

// A chunk that is refused while it is still being sent has no part in what is sent next.
func TestVideoRefusedMidway(t *testing.T) {
	t.Parallel()
	const skipped = 1 << 20
	content := film(24 << 20)
	var got []byte
	refused := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reader, err := r.MultipartReader()
		if err != nil { // the start and the end are JSON
			_, _ = io.WriteString(w, `{"success":true,"upload_session_id":"5","video_id":"6","start_offset":"0","end_offset":"99999999"}`)
			return
		}
		if !refused { // without reading on
			refused = true
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"error":{"message":"Wrong offset","code":6000,"error_subcode":1363037,"error_data":{"start_offset":"%d","end_offset":"%d"}}}`, skipped, len(content))
			return
		}
		for {
			part, err := reader.NextPart()
			if err != nil {
				break
			}
			if part.FormName() == "video_file_chunk" {
				got, _ = io.ReadAll(part)
			}
		}
		_, _ = fmt.Fprintf(w, `{"start_offset":"%d","end_offset":"%d"}`, len(content), len(content))
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ads.NewAccount(client, "1").UploadVideoInChunks(t.Context(), metabiz.FileFromBytes("film.mp4", content), ads.VideoDetails{}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, content[skipped:]) {
		t.Errorf("%d bytes came, not the %d that were asked for", len(got), len(content)-skipped)
	}
}
