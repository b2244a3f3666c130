package whatsapp

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

func picture(t *testing.T, encode func(io.Writer, image.Image) error, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeJPEG(w io.Writer, img image.Image) error { return jpeg.Encode(w, img, nil) }

func box(brand string) []byte { return []byte("\x00\x00\x00\x18ftyp" + brand + "\x00\x00\x00\x00") }

func webP(flags byte) []byte {
	return sizedWebP(flags, 512, 512)
}

func sizedWebP(flags byte, width, height int) []byte {
	w, h := width-1, height-1
	return append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00"), flags, 0, 0, 0,
		byte(w), byte(w>>8), byte(w>>16), byte(h), byte(h>>8), byte(h>>16))
}

// lossyWebP and losslessWebP have no extended header.
func lossyWebP(width, height int) []byte {
	return append([]byte("RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a"),
		byte(width), byte(width>>8), byte(height), byte(height>>8))
}

func losslessWebP(width, height int) []byte {
	bits := uint32(width-1) | uint32(height-1)<<14
	return append([]byte("RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f"),
		byte(bits), byte(bits>>8), byte(bits>>16), byte(bits>>24), 0, 0, 0, 0, 0)
}

// film is a video whose description stands in front and names a codec.
func film(codec string) []byte {
	return append(box("isom"), "\x00\x00\x01\x00moov....stsd\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x56"+codec...)
}

func ogg(codec string) []byte {
	return []byte("OggS\x00\x02" + strings.Repeat("\x00", 22) + codec + "\x01\x01")
}

// sized is a file that begins with head and claims to have n bytes.
func sized(name string, head []byte, n int64) metabiz.File {
	f := metabiz.FileFromBytes(name, head)
	f.Size = n
	return f
}

func TestCheckMedia(t *testing.T) {
	t.Parallel()
	small := image.Rect(0, 0, 2, 2)
	goodJPEG, goodPNG := picture(t, encodeJPEG, image.NewRGBA(small)), picture(t, png.Encode, image.NewNRGBA(small))
	typed := func(f metabiz.File, contentType string) metabiz.File { f.ContentType = contentType; return f }
	tests := map[string]struct {
		file      metabiz.File
		name, typ string // as sent
		broken    []string
	}{
		"JPEG":                  {file: metabiz.FileFromBytes("a.jpg", goodJPEG), name: "a.jpg", typ: "image/jpeg"},
		"JPEG under a synonym":  {file: typed(metabiz.FileFromBytes("a", goodJPEG), "image/jpg"), name: "a", typ: "image/jpeg"},
		"PNG, type not said":    {file: metabiz.FileFromBytes("a", goodPNG), name: "a", typ: "image/png"},
		"PNG, largest":          {file: sized("a.png", goodPNG, 5<<20), name: "a.png", typ: "image/png"},
		"PNG, too large":        {file: sized("a.png", goodPNG, 5<<20+1), broken: []string{"file.Size"}},
		"PNG said to be a JPEG": {file: metabiz.FileFromBytes("a.jpg", goodPNG), broken: []string{"file"}},
		"PNG typed as a JPEG":   {file: typed(metabiz.FileFromBytes("a.png", goodPNG), "image/jpeg"), broken: []string{"file"}},
		"PNG, 16 bits":          {file: metabiz.FileFromBytes("a.png", picture(t, png.Encode, image.NewNRGBA64(small))), broken: []string{"file"}},
		"PNG, damaged":          {file: metabiz.FileFromBytes("a.png", goodPNG[:12]), broken: []string{"file"}},
		"JPEG, damaged":         {file: metabiz.FileFromBytes("a.jpg", goodJPEG[:10]), broken: []string{"file"}},
		"JPEG that is a text":   {file: metabiz.FileFromBytes("a.jpg", []byte("not a picture")), broken: []string{"file"}},
		"text in UTF-16":        {file: metabiz.FileFromBytes("a", []byte("\xff\xfea\x00b\x00")), broken: []string{"file"}},
		"Word, by its type alone": {
			file: typed(metabiz.FileFromBytes("offer", []byte("PK\x03\x04\x14\x00")), officeTypes[".docx"]), name: "offer", typ: officeTypes[".docx"],
		},
		"ZIP, by its type":              {file: typed(metabiz.FileFromBytes("a", []byte("PK\x03\x04\x14\x00")), "application/zip"), broken: []string{"file"}},
		"sticker":                       {file: sized("a.webp", webP(0), 100<<10), name: "a.webp", typ: "image/webp"},
		"sticker, too large":            {file: sized("a.webp", webP(0), 100<<10+1), broken: []string{"file.Size"}},
		"sticker that moves":            {file: sized("a.webp", webP(2), 500<<10), name: "a.webp", typ: "image/webp"},
		"sticker that moves, too large": {file: sized("a.webp", webP(2), 500<<10+1), broken: []string{"file.Size"}},
		"sticker, lossy":                {file: metabiz.FileFromBytes("a.webp", lossyWebP(512, 512)), name: "a.webp", typ: "image/webp"},
		"sticker, lossless":             {file: metabiz.FileFromBytes("a.webp", losslessWebP(512, 512)), name: "a.webp", typ: "image/webp"},
		"sticker, too small":            {file: metabiz.FileFromBytes("a.webp", sizedWebP(0, 511, 512)), broken: []string{"file"}},
		"sticker, lossy, no square":     {file: metabiz.FileFromBytes("a.webp", lossyWebP(512, 640)), broken: []string{"file"}},
		"sticker, lossless, too large":  {file: metabiz.FileFromBytes("a.webp", losslessWebP(1024, 1024)), broken: []string{"file"}},
		"MP4 in H.264":                  {file: metabiz.FileFromBytes("a.mp4", film("avc1")), name: "a.mp4", typ: "video/mp4"},
		"MP4 in H.265":                  {file: metabiz.FileFromBytes("a.mp4", film("hvc1")), broken: []string{"file"}},
		"MP4":                           {file: sized("a.mp4", box("isom"), 16<<20), name: "a.mp4", typ: "video/mp4"},
		"MP4, too large":                {file: sized("a.mp4", box("isom"), 16<<20+1), broken: []string{"file.Size"}},
		"3GPP":                          {file: metabiz.FileFromBytes("a.3gp", box("3gp5")), name: "a.3gp", typ: "video/3gpp"},
		"M4A":                           {file: metabiz.FileFromBytes("a.m4a", box("M4A ")), name: "a.m4a", typ: "audio/mp4"},
		"M4A in a plain MP4":            {file: metabiz.FileFromBytes("a.m4a", box("mp42")), name: "a.m4a", typ: "audio/mp4"},
		"QuickTime":                     {file: metabiz.FileFromBytes("a.mov", box("qt  ")), broken: []string{"file"}},
		"HEIC":                          {file: metabiz.FileFromBytes("a.heic", box("heic")), broken: []string{"file"}},
		"voice note":                    {file: metabiz.FileFromBytes("a.opus", ogg("OpusHead")), name: "a.ogg", typ: "audio/ogg; codecs=opus"},
		"voice note, typed":             {file: typed(metabiz.FileFromBytes("voice", ogg("OpusHead")), "audio/ogg; codecs=opus"), name: "voice.ogg", typ: "audio/ogg; codecs=opus"},
		"voice note in stereo":          {file: metabiz.FileFromBytes("a.ogg", bytes.Replace(ogg("OpusHead"), []byte("\x01\x01"), []byte("\x01\x02"), 1)), broken: []string{"file"}},
		"voice note, broken off":        {file: metabiz.FileFromBytes("a.ogg", ogg("OpusHead")[:36]), broken: []string{"file"}},
		"OGG with Vorbis":               {file: metabiz.FileFromBytes("a.ogg", ogg("vorbis")), broken: []string{"file"}},
		"MP3 with tags":                 {file: metabiz.FileFromBytes("a.mp3", []byte("ID3\x04")), name: "a.mp3", typ: "audio/mpeg"},
		"MP3":                           {file: metabiz.FileFromBytes("a.mp3", []byte("\xff\xfb\x90\x00")), name: "a.mp3", typ: "audio/mpeg"},
		"AAC":                           {file: metabiz.FileFromBytes("a.aac", []byte("\xff\xf1\x50\x80")), name: "a.aac", typ: "audio/aac"},
		"AMR":                           {file: metabiz.FileFromBytes("a.amr", []byte("#!AMR\n")), name: "a.amr", typ: "audio/amr"},
		"WAV":                           {file: metabiz.FileFromBytes("a.wav", []byte("RIFF\x00\x00\x00\x00WAVEfmt ")), broken: []string{"file"}},
		"PDF, largest":                  {file: sized("a.pdf", []byte("%PDF-1.7"), 100<<20), name: "a.pdf", typ: "application/pdf"},
		"PDF, too large":                {file: sized("a.pdf", []byte("%PDF-1.7"), 100<<20+1), broken: []string{"file.Size"}},
		"Word": {
			file: metabiz.FileFromBytes("a.docx", []byte("PK\x03\x04..")), name: "a.docx",
			typ: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		},
		"old Excel":  {file: metabiz.FileFromBytes("a.XLS", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), name: "a.XLS", typ: "application/vnd.ms-excel"},
		"ZIP":        {file: metabiz.FileFromBytes("a.zip", []byte("PK\x03\x04..")), broken: []string{"file"}},
		"text":       {file: metabiz.FileFromBytes("a.csv", []byte("città;€\n")), name: "a.csv", typ: "text/plain"},
		"bytes":      {file: metabiz.FileFromBytes("a.bin", []byte{0, 1, 2}), broken: []string{"file"}},
		"empty":      {file: metabiz.FileFromBytes("a.jpg", nil), broken: []string{"file.Size"}},
		"unopenable": {file: metabiz.File{Name: "a.jpg", Size: 1}, broken: []string{"file.Open"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := checkMedia(test.file)
			if diff := cmp.Diff(test.broken, broken(t, err)); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
			if err == nil && (got.Name != test.name || got.ContentType != test.typ) {
				t.Errorf("sent as %s, %s; want %s, %s", got.Name, got.ContentType, test.name, test.typ)
			}
		})
	}
}

func TestUploadMedia(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{500, `{"error":{"message":"down","code":2,"is_transient":true}}`}, answer{0, `{"id":"4490709327384033"}`})
	data := picture(t, png.Encode, image.NewNRGBA(image.Rect(0, 0, 2, 2)))
	id, err := NewPhone(g.client, "1").UploadMedia(t.Context(), metabiz.FileFromBytes("a.png", data), metabiz.WithParam("ttl_minutes", 60))
	if err != nil || id != "4490709327384033" {
		t.Fatalf("%q, %v", id, err)
	}
	call := received{Call: "POST /v26.0/1/media", Body: map[string]any{
		"messaging_product": "whatsapp", "type": "image/png", "ttl_minutes": "60", "file": []string{"a.png", "image/png", string(data)},
	}}
	if diff := cmp.Diff([]received{call, call}, g.calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestUploadAnsweredWithoutAnID(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{}`})
	if id, err := NewPhone(g.client, "1").UploadMedia(t.Context(), metabiz.FileFromBytes("a.txt", []byte("x"))); err == nil {
		t.Errorf("id %q and no error", id)
	}
}

// A file that can't be read is an error before anything is sent.
func TestUploadOfAFileThatFails(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{}`})
	gone := errors.New("gone")
	file := metabiz.File{Name: "a.png", Size: 9, Open: func() (io.ReadCloser, error) { return nil, gone }}
	if _, err := NewPhone(g.client, "1").UploadMedia(t.Context(), file); !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
	if len(g.calls()) > 0 {
		t.Error("something was sent")
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	content := []byte("a picture, so to say")
	sum := sha256.Sum256(content)
	other := sha256.Sum256(nil)
	tests := map[string]struct {
		announced string
		corrupt   bool
	}{
		"hexadecimal":         {`"sha256":"` + hex.EncodeToString(sum[:]) + `","file_size":"20"`, false},
		"base64":              {`"sha256":"` + base64.StdEncoding.EncodeToString(sum[:]) + `","file_size":20`, false},
		"size alone":          {`"file_size":20`, false},
		"other bytes":         {`"sha256":"` + hex.EncodeToString(other[:]) + `","file_size":20`, true},
		"other size":          {`"sha256":"?","file_size":21`, true},
		"nothing to check by": {`"sha256":""`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var url string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/media" {
					_, _ = w.Write(content)
					return
				}
				_, _ = io.WriteString(w, `{"id":"7","url":"`+url+`/media","mime_type":"image/png",`+test.announced+`}`)
			}))
			t.Cleanup(server.Close)
			url = server.URL
			client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(url))
			if err != nil {
				t.Fatal(err)
			}
			file, err := NewMedia(client, "7").Download(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			got, err := io.ReadAll(file)
			if errors.Is(err, ErrCorruptMedia) != test.corrupt || err != nil && !test.corrupt {
				t.Errorf("error %v", err)
			}
			if !bytes.Equal(got, content) || file.MIMEType != "image/png" || file.FileSize < 20 {
				t.Errorf("%q, %+v", got, file.MediaInfo)
			}
		})
	}
}

// The address comes from Meta's answer, but the token goes to Meta alone.
func TestDownloadFromElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{"id":"7","url":"https://example.com/media"}`})
	if _, err := NewMedia(g.client, "7").Download(t.Context()); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("error %v", err)
	}
}

func TestMediaCalls(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{"id":"7","url":"https://lookaside.fbsbx.com/x","mime_type":"image/png","sha256":"ab","file_size":"20"}`}, answer{0, success})
	media, ctx := NewMedia(g.client, "7"), t.Context()
	info, err := media.Get(ctx, metabiz.WithParam("phone_number_id", "1"))
	if err != nil {
		t.Fatal(err)
	}
	want := &MediaInfo{ID: "7", URL: "https://lookaside.fbsbx.com/x", MIMEType: "image/png", SHA256: "ab", FileSize: 20}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if err := media.Delete(ctx); err != nil {
		t.Fatal(err)
	}
	calls := []received{
		{Call: "GET /v26.0/7", Query: map[string][]string{"phone_number_id": {"1"}}},
		{Call: "DELETE /v26.0/7"},
	}
	if diff := cmp.Diff(calls, g.calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}
