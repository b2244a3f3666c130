package ads

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// maxImageSize is the largest image that Meta takes, in bytes.
const maxImageSize = 30 << 20

// imageInfo is what the beginning of an image file tells. The dimensions are 0 in
// formats that are known but not decoded here.
type imageInfo struct {
	contentType   string
	width, height int
	size          int64
}

// inspectImage reads the head of a file. path names the file in what is wrong with it.
func inspectImage(file metabiz.File, path string) (imageInfo, []metabiz.FieldError) {
	info := imageInfo{size: file.Size}
	wrong := func(problem string, limit, value any) (imageInfo, []metabiz.FieldError) {
		return info, []metabiz.FieldError{{Path: path, Problem: problem, Limit: limit, Value: value}}
	}
	switch {
	case file.Open == nil:
		return wrong("has no content: make it with metabiz.FileFromPath or metabiz.FileFromBytes", nil, nil)
	case file.Name == "":
		return wrong("has no name, such as poster.jpg", nil, nil)
	case file.Size <= 0:
		return wrong("is empty", nil, file.Name)
	case file.Size > maxImageSize:
		return wrong(fmt.Sprintf("has %d bytes, at most %d (30 MB)", file.Size, maxImageSize), maxImageSize, file.Name)
	}
	content, err := file.Open()
	if err != nil {
		return wrong(fmt.Sprintf("can't be opened: %v", err), nil, file.Name)
	}
	defer func() { _ = content.Close() }()
	r := bufio.NewReaderSize(content, 4096)
	head, err := r.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return wrong(fmt.Sprintf("can't be read: %v", err), nil, file.Name)
	}
	if info.contentType = sniffImage(head); info.contentType == "" {
		return wrong("is not an image that Meta takes: JPEG, PNG, GIF, WebP, BMP, TIFF or HEIC", nil, file.Name)
	}
	decode, ok := imageHeaders[info.contentType]
	if !ok {
		return info, nil
	}
	if info.width, info.height, err = decode(r); err != nil || info.width <= 0 || info.height <= 0 {
		return wrong("is malformed: it begins like "+info.contentType+" but its header can't be read", nil, file.Name)
	}
	return info, nil
}

// sniffImage tells the type by the content, whatever the file's name says; empty for what is no image.
func sniffImage(head []byte) string {
	switch detected := http.DetectContentType(head); detected {
	case "image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp":
		return detected
	}
	switch {
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		return "image/tiff"
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		switch string(head[8:12]) {
		case "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1":
			return "image/heic"
		}
	}
	return ""
}

// imageHeaders read the dimensions of those formats that are decoded here.
var imageHeaders = map[string]func(*bufio.Reader) (width, height int, err error){
	"image/jpeg": configured(jpeg.DecodeConfig),
	"image/png":  configured(png.DecodeConfig),
	"image/gif":  configured(gif.DecodeConfig),
	"image/webp": webpHeader,
	"image/bmp":  bmpHeader,
}

func configured(decode func(io.Reader) (image.Config, error)) func(*bufio.Reader) (width, height int, err error) {
	return func(r *bufio.Reader) (width, height int, err error) {
		config, err := decode(r)
		return config.Width, config.Height, err
	}
}

var errHeader = errors.New("malformed header")

// webpHeader reads the first chunk of a WebP file, of which there are three kinds.
//
// See https://developers.google.com/speed/webp/docs/riff_container.
func webpHeader(r *bufio.Reader) (width, height int, err error) {
	b, err := r.Peek(30)
	if err != nil {
		return 0, 0, err
	}
	switch string(b[12:16]) {
	case "VP8X":
		return 1 + uint24(b[24:]), 1 + uint24(b[27:]), nil
	case "VP8L":
		if b[20] != 0x2f {
			return 0, 0, errHeader
		}
		bits := binary.LittleEndian.Uint32(b[21:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff), nil
	case "VP8 ":
		if string(b[23:26]) != "\x9d\x01\x2a" {
			return 0, 0, errHeader
		}
		return int(binary.LittleEndian.Uint16(b[26:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[28:]) & 0x3fff), nil
	}
	return 0, 0, errHeader
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// bmpHeader reads the dimensions of a Windows bitmap; a negative height is one drawn from the top.
func bmpHeader(r *bufio.Reader) (width, height int, err error) {
	b, err := r.Peek(26)
	if err != nil {
		return 0, 0, err
	}
	width, height = int(int32(binary.LittleEndian.Uint32(b[18:]))), int(int32(binary.LittleEndian.Uint32(b[22:])))
	return width, max(height, -height), nil
}
