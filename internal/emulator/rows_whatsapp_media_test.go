package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// upload uploads a media, its type given by its part.
func (s *shopChat) upload(contentType, content string) answer {
	s.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("messaging_product", "whatsapp")
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {contentType}, "Content-Disposition": {`form-data; name="file"; filename="f"`}})
	if err != nil {
		s.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	return s.send(http.MethodPost, s.phone+"/media", w.FormDataContentType(), &body)
}

func (s *shopChat) download(address, token string) answer {
	s.Helper()
	req, err := http.NewRequestWithContext(s.Context(), http.MethodGet, address, nil)
	if err != nil {
		s.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	a, err := do(req)
	if err != nil {
		s.Fatal(err)
	}
	return a
}

func TestMedia(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{AppSecret: "secret"})
	id := s.upload("image/png", "picture").id()
	a := s.ok(http.MethodGet, id, "phone_number_id", s.phone)
	address, _ := a.body["url"].(string)
	sum := sha256.Sum256([]byte("picture"))
	want := map[string]any{"messaging_product": "whatsapp", "id": id, "url": address, "mime_type": "image/png",
		"sha256": hex.EncodeToString(sum[:]), "file_size": "7"}
	if diff := cmp.Diff(want, a.body); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(address, s.url+"/whatsapp_business/attachments/?") {
		t.Errorf("url %s", address)
	}
	if a := s.download(address, s.token); a.raw != "picture" || a.header.Get("Content-Type") != "image/png" {
		t.Errorf("downloaded %q as %s", a.raw, a.header.Get("Content-Type"))
	}
	for name, test := range map[string]struct {
		address, token string
		status         int
	}{
		"no token":    {address, "", http.StatusUnauthorized},
		"other token": {address, "EAAOTHER", http.StatusUnauthorized},
		"other hash":  {address[:len(address)-1] + "x", s.token, http.StatusNotFound},
	} {
		if a := s.download(test.address, test.token); a.status != test.status {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
		}
	}
	s.pass(5 * time.Minute)
	if a := s.download(address, s.token); a.status != http.StatusNotFound {
		t.Errorf("after five minutes: %d", a.status)
	}
	if a := s.call(http.MethodGet, id, "phone_number_id", "1"); a.code() != 100 {
		t.Errorf("of another number: %s", a.raw)
	}
	s.pass(30 * 24 * time.Hour)
	if a := s.call(http.MethodGet, id); a.code() != 100 {
		t.Errorf("after 30 days: %s", a.raw)
	}
	id = s.upload("image/png", "picture").id()
	s.ok(http.MethodDelete, id)
	if a := s.call(http.MethodGet, id); a.code() != 100 {
		t.Errorf("after deletion: %s", a.raw)
	}
}

func TestMediaLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		contentType string
		size        int
		ok          bool
	}{
		"image":            {"image/jpeg", 5 << 20, true},
		"big image":        {"image/jpeg", 5<<20 + 1, false},
		"sticker":          {"image/webp", 100 << 10, true},
		"big sticker":      {"image/webp", 100<<10 + 1, false},
		"voice":            {"audio/ogg; codecs=opus", 10, true},
		"gif":              {"image/gif", 10, false},
		"nothing":          {"image/png", 0, false},
		"archive":          {"application/zip", 10, false},
		"document of text": {"text/plain", 10, true},
	}
	s := newChat(t, Config{})
	for name, test := range tests {
		a := s.upload(test.contentType, strings.Repeat("x", test.size))
		if (a.status == http.StatusOK) != test.ok || !test.ok && (a.code() != 100 || !strings.Contains(a.details(), "file")) {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
		}
	}
	if a := s.upload("image/webp", "RIFFxxxxWEBPVP8XxxxxxxxxxxxxxxANIM"+strings.Repeat("x", 400<<10)); a.status != http.StatusOK {
		t.Errorf("moving sticker: %s", a.raw)
	}
}

// What is wrong with a media comes out when it is sent on.
func TestMediaOfAnotherKind(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		contentType string
		content     map[string]any
	}{
		"video as image":   {"video/mp4", map[string]any{"type": "image"}},
		"mp4 as voice":     {"audio/mp4", map[string]any{"type": "audio", "audio": map[string]any{"voice": true}}},
		"opus without ogg": {"audio/opus", map[string]any{"type": "audio", "audio": map[string]any{"voice": true}}},
	}
	for name, test := range tests {
		s := newChat(t, Config{})
		must(t, s.e.Person(anna, "").Write("x"))
		kind, _ := test.content["type"].(string)
		media, _ := test.content[kind].(map[string]any)
		if media == nil {
			media = map[string]any{}
			test.content[kind] = media
		}
		media["id"] = s.upload(test.contentType, "x").id()
		s.sent(anna, test.content)
		s.pass(time.Minute)
		got := s.items("statuses")
		if len(got) != 1 || got[0]["status"] != "failed" || fmt.Sprint(got[0]["errors"].([]any)[0].(map[string]any)["code"]) != "131053" {
			t.Errorf("%s: %v", name, got)
		}
	}
}
