package whatsapp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// mediaHost serves one file, and breaks connections off as a test says.
type mediaHost struct {
	content []byte
	breaks  []int  // after so many bytes, one connection after the other
	whole   bool   // takes no notice of ranges
	expired string // an address that is no longer good, after the first connection
	other   bool   // what comes after a break is of another file

	url   string
	asked []string // ranges
	infos atomic.Int32
	begun int
}

func (h *mediaHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/file") {
		n := h.infos.Add(1)
		sum := sha256.Sum256(h.content)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id":"7","url":"%s/file%d","mime_type":"video/mp4","sha256":"%s","file_size":%d}`, h.url, n, hex.EncodeToString(sum[:]), len(h.content))
		return
	}
	h.asked = append(h.asked, r.Header.Get("Range"))
	h.begun++
	if h.begun > 1 && r.URL.Path == h.expired {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	content, from := h.content, 0
	if h.other && h.begun > 1 {
		content = bytes.Repeat([]byte("?"), len(content))
	}
	if rest, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes="); ok && !h.whole {
		from, _ = strconv.Atoi(strings.TrimSuffix(rest, "-"))
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(content)-from))
	if from > 0 {
		w.WriteHeader(http.StatusPartialContent)
	}
	if len(h.breaks) > 0 {
		n := h.breaks[0]
		h.breaks = h.breaks[1:]
		_, _ = w.Write(content[from:min(from+n, len(content))])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(content[from:])
}

func (h *mediaHost) download(ctx context.Context, t *testing.T) ([]byte, error) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	h.url = server.URL
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	file, err := NewMedia(client, "7").Download(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return io.ReadAll(file)
}

func TestDownloadGoesOn(t *testing.T) {
	t.Parallel()
	content := []byte(strings.Repeat("0123456789", 5000))
	tests := map[string]struct {
		host  *mediaHost
		asked []string
		infos int32
	}{
		"unbroken": {&mediaHost{}, []string{""}, 1},
		"broken twice": {
			&mediaHost{breaks: []int{20000, 10000}}, []string{"", "bytes=20000-", "bytes=30000-"}, 1,
		},
		"broken before the first byte": {&mediaHost{breaks: []int{0}}, []string{"", ""}, 1},
		"a host without ranges":        {&mediaHost{breaks: []int{20000}, whole: true}, []string{"", "bytes=20000-"}, 1},
		"an address that has expired": {
			&mediaHost{breaks: []int{20000}, expired: "/file1"}, []string{"", "bytes=20000-", "bytes=20000-"}, 2,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host := test.host
			host.content = content
			got, err := host.download(t.Context(), t)
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes of %d: %v", len(got), len(content), err)
			}
			if diff := cmp.Diff(test.asked, host.asked); diff != "" {
				t.Errorf("ranges (-want +got):\n%s", diff)
			}
			if n := host.infos.Load(); n != test.infos {
				t.Errorf("asked %d times for the address", n)
			}
		})
	}
}

// The check is of the whole, however many connections it came over.
func TestDownloadThatGoesOnWithAnotherFile(t *testing.T) {
	t.Parallel()
	host := &mediaHost{content: []byte(strings.Repeat("0123456789", 5000)), breaks: []int{20000}, other: true}
	if _, err := host.download(t.Context(), t); !errors.Is(err, ErrCorruptMedia) {
		t.Errorf("error %v", err)
	}
}

func TestDownloadGivesUp(t *testing.T) {
	t.Parallel()
	host := &mediaHost{content: []byte(strings.Repeat("0123456789", 5000)), breaks: []int{20000, 0, 0, 0, 0, 0, 0}}
	got, err := host.download(t.Context(), t)
	if err == nil || len(got) != 20000 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if len(host.asked) != 1+maxIdleResumes {
		t.Errorf("connections: %q", host.asked)
	}
}

// Who stops a download does not want it to go on.
func TestDownloadThatIsCancelled(t *testing.T) {
	t.Parallel()
	host := &mediaHost{content: []byte(strings.Repeat("0123456789", 5000)), breaks: []int{20000}}
	server := httptest.NewServer(host)
	t.Cleanup(server.Close)
	host.url = server.URL
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	file, err := NewMedia(client, "7").Download(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cancel()
	if _, err := io.ReadAll(file); err == nil {
		t.Error("it was read to its end")
	}
	if len(host.asked) != 1 {
		t.Errorf("connections: %q", host.asked)
	}
}
