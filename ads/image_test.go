package ads_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func encoded(encode func(io.Writer, image.Image) error) []byte {
	var b bytes.Buffer
	if err := encode(&b, image.NewPaletted(image.Rect(0, 0, 640, 480), color.Palette{color.Black})); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestUploadImage(t *testing.T) {
	t.Parallel()
	riff := func(chunk string, rest ...byte) []byte {
		return append([]byte("RIFF\x00\x00\x00\x00WEBP"+chunk+"\x00\x00\x00\x00"), append(rest, make([]byte, 20)...)...)
	}
	bmp := append([]byte("BM"), make([]byte, 60)...)
	binary.LittleEndian.PutUint32(bmp[18:], 640)
	topDown := int32(-480)
	binary.LittleEndian.PutUint32(bmp[22:], uint32(topDown))
	tests := []struct {
		name    string
		file    metabiz.File
		problem string // empty: sent, as the type below
		sent    string
	}{
		{"png", picture(640, 480), "", "image/png"},
		{"jpeg under another name", metabiz.FileFromBytes("photo", encoded(func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) })), "", "image/jpeg"},
		{"gif", metabiz.FileFromBytes("a.gif", encoded(func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) })), "", "image/gif"},
		{"webp, extended", metabiz.FileFromBytes("a.webp", riff("VP8X", 0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0)), "", "image/webp"},
		{"webp, lossless", metabiz.FileFromBytes("a.webp", riff("VP8L", 0x2f, 0x7f, 0xc2, 0x77, 0)), "", "image/webp"},
		{"webp, lossy", metabiz.FileFromBytes("a.webp", riff("VP8 ", 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1)), "", "image/webp"},
		{"webp, torn", metabiz.FileFromBytes("a.webp", riff("VP8 ")), "is malformed: it begins like image/webp", ""},
		{"bmp", metabiz.FileFromBytes("a.bmp", bmp), "", "image/bmp"},
		{"heic", metabiz.FileFromBytes("a.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")), "", "image/heic"},
		{"tiff", metabiz.FileFromBytes("a.tiff", []byte("II*\x00\x08\x00\x00\x00")), "", "image/tiff"},

		{"no image", metabiz.FileFromBytes("a.png", []byte("<html>404</html>")), "is not an image that Meta takes", ""},
		{"malformed", metabiz.FileFromBytes("a.jpg", []byte("\xff\xd8\xff\xe0broken")), "is malformed: it begins like image/jpeg", ""},
		{"empty", metabiz.FileFromBytes("a.png", nil), "is empty", ""},
		{"no file", metabiz.File{}, "has no content", ""},
		{"no name", metabiz.FileFromBytes("", []byte("x")), "has no name", ""},
		{"too large", metabiz.File{Name: "a.png", Size: 30<<20 + 1, Open: func() (io.ReadCloser, error) { return nil, io.EOF }}, "has 31457281 bytes, at most 31457280", ""},
		{"can't be opened", metabiz.File{Name: "a.png", Size: 1, Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}, "can't be opened: gone", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			image, err := ads.NewAccount(client, "1").UploadImage(t.Context(), tt.file)
			if tt.problem != "" {
				if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), "file "+tt.problem) || len(g.lines()) > 0 {
					t.Errorf("error %v, calls %v", err, g.lines())
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := g.last(t, "POST act_1/adimages").Files["filename"]; got != tt.file.Name+" "+tt.sent || image.Hash != "hash1" {
				t.Errorf("sent %q, got %+v", got, image)
			}
		})
	}
}

func TestUploadImageAnswers(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	account := ads.NewAccount(client, "1")
	g.on("POST act_1/adimages", answer(`{"images":{"bytes":{"hash":"h","url":"https://x"}}}`))
	image, err := account.AddImage(t.Context(), ads.AdImageParams{Bytes: "aGk="})
	if err != nil || image.Hash != "h" || image.Name != "bytes" {
		t.Errorf("%+v, %v", image, err)
	}
	g.on("POST act_1/adimages", answer(`{"images":{}}`))
	if _, err := account.UploadImage(t.Context(), picture(300, 300)); err == nil {
		t.Error("an answer without a hash passed")
	}
}
