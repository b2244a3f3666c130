package metabiz_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

// slowFile gives a byte at a time, for ever, and notices when it was closed.
type slowFile struct{ closed chan struct{} }

func (f *slowFile) Read(p []byte) (int, error) {
	select {
	case <-f.closed:
		return 0, io.ErrClosedPipe
	case <-time.After(10 * time.Microsecond):
	}
	p[0] = 'x'
	return 1, nil
}

func (f *slowFile) Close() error {
	close(f.closed)
	return nil
}

// Over HTTP/2 a body is closed while it is being read: when the answer comes before the body has left, or when the caller gives up.
func TestUploadsThatAreClosedWhileTheyAreRead(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = r.Body.Read(make([]byte, 1))
		if r.URL.Query().Get("hang") != "" {
			<-r.Context().Done()
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"message":"no","code":100}}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithHTTPClient(server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	var open atomic.Int64
	file := metabiz.File{Name: "a.bin", ContentType: "image/png", Size: 1 << 30, Open: func() (io.ReadCloser, error) {
		open.Add(1)
		return &counted{&slowFile{make(chan struct{})}, &open}, nil
	}}
	for range 40 {
		for _, body := range []any{file, &metabiz.Form{Fields: map[string]any{"a": 1}, Files: map[string]metabiz.File{"f": file, "g": file}}} {
			if _, err := client.Do(t.Context(), &metabiz.Request{Method: "POST", Path: "1/x", Body: body}); err == nil {
				t.Fatal("no error")
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			if _, err := client.Do(ctx, &metabiz.Request{Method: "POST", Path: "1/x", Body: body, Query: map[string]string{"hang": "1"}}); err == nil {
				t.Fatal("no error")
			}
			cancel()
		}
	}
	// The server's end waits for the streams' ends, and so for their bodies'.
	for range 1000 {
		if open.Load() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d files were left open", open.Load())
}

// counted counts itself out when it is closed.
type counted struct {
	io.ReadCloser
	open *atomic.Int64
}

func (c *counted) Close() error {
	c.open.Add(-1)
	return c.ReadCloser.Close()
}
