package whatsapp

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // to read the head of pictures
	_ "image/png"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// sniffed is what the beginning of a file says of it.
type sniffed struct {
	mimeType string // "" where it is nothing that WhatsApp takes
	limit    int64
	voice    bool
	problem  string // a fault that Meta would find only after taking the file
}

// sniff tells what a file is. The name counts only where the bytes can't tell:
// the formats of Microsoft Office are all one container.
func sniff(head []byte, name string) sniffed {
	s := sniffed{}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")), bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		s.mimeType, s.problem = sniffPicture(head)
	case isRIFF(head, "WEBP"):
		s.mimeType = "image/webp"
		if isAnimatedWebP(head) {
			s.limit = animatedStickerLimit
		}
		s.problem = sniffSticker(head)
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		s.mimeType = sniffBrand(string(head[8:12]))
		s.problem = sniffCodec(head)
	case bytes.HasPrefix(head, []byte("OggS")):
		s.mimeType, s.voice = "audio/ogg", true
		s.problem = sniffOpus(head)
	case bytes.HasPrefix(head, []byte("#!AMR")):
		s.mimeType = "audio/amr"
	case bytes.HasPrefix(head, []byte("ADIF")), isFrame(head) && head[1]&layerBits == 0:
		s.mimeType = "audio/aac"
	case bytes.HasPrefix(head, []byte("ID3")), isFrame(head) && head[1]&layerBits != layerBits:
		s.mimeType = "audio/mpeg"
	case bytes.HasPrefix(head, []byte("%PDF-")):
		s.mimeType = "application/pdf"
	case isOfficeContainer(head):
		s.mimeType = officeTypes[strings.ToLower(filepath.Ext(name))]
	case isText(head):
		s.mimeType = "text/plain"
	}
	if s.limit == 0 {
		s.limit = mediaTypes[s.mimeType]
	}
	return s
}

// nameTypes are what files of a name should be; they are held against the bytes.
var nameTypes = map[string]string{
	".aac": "audio/aac", ".amr": "audio/amr", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".opus": "audio/ogg",
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
	".mp4": "video/mp4", ".3gp": "video/3gpp", ".pdf": "application/pdf", ".txt": "text/plain",
}

var officeTypes = map[string]string{
	".doc":  "application/msword",
	".xls":  "application/vnd.ms-excel",
	".ppt":  "application/vnd.ms-powerpoint",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// sniffPicture reads the head of a JPEG or PNG, and finds fault with what
// WhatsApp can't show.
func sniffPicture(head []byte) (mimeType, problem string) {
	mimeType = "image/png"
	if head[0] == 0xff {
		mimeType = "image/jpeg"
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(head))
	switch {
	case err != nil && len(head) < sniffLength:
		return mimeType, "is a damaged picture: " + err.Error()
	case err != nil:
		return mimeType, "" // its head is longer than what was looked at
	}
	switch config.ColorModel {
	case color.CMYKModel:
		return mimeType, "is a picture in CMYK; WhatsApp takes RGB and RGBA"
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		return mimeType, "is a picture with 16 bits a channel; WhatsApp takes 8"
	}
	return mimeType, ""
}

// sniffOpus reads the first packet of an OGG stream, which says what it holds:
// a name of eight letters, a version, and the number of channels.
func sniffOpus(head []byte) string {
	_, opus, found := bytes.Cut(head[:min(len(head), 512)], []byte("OpusHead"))
	switch {
	case !found:
		return "is OGG with another codec than Opus, which WhatsApp can't play"
	case len(opus) < 2:
		return "breaks off in the head of its Opus stream"
	case opus[1] != 1:
		return fmt.Sprintf("has %d channels; WhatsApp takes Opus in mono", opus[1])
	}
	return ""
}

// sniffSticker finds fault with the dimensions of a WebP: all stickers are
// squares of one size. The three ways to write a WebP each keep it elsewhere.
func sniffSticker(head []byte) string {
	if len(head) < 30 {
		return "" // too little to tell
	}
	var width, height int
	switch string(head[12:16]) {
	case "VP8X": // 24 bits each, less one
		width = 1 + int(head[24]) + int(head[25])<<8 + int(head[26])<<16
		height = 1 + int(head[27]) + int(head[28])<<8 + int(head[29])<<16
	case "VP8 ": // 14 bits each, behind the frame's mark
		if head[23] != 0x9d || head[24] != 0x01 || head[25] != 0x2a {
			return "is a damaged WebP"
		}
		width = (int(head[26]) + int(head[27])<<8) & 0x3fff
		height = (int(head[28]) + int(head[29])<<8) & 0x3fff
	case "VP8L": // 14 bits each, less one, packed
		if head[20] != 0x2f {
			return "is a damaged WebP"
		}
		bits := uint32(head[21]) | uint32(head[22])<<8 | uint32(head[23])<<16 | uint32(head[24])<<24
		width, height = 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff)
	default:
		return ""
	}
	if width != stickerSide || height != stickerSide {
		return fmt.Sprintf("is %d by %d pixels; stickers have %d by %d", width, height, stickerSide, stickerSide)
	}
	return ""
}

const stickerSide = 512

// codecs of video that the ISO container may hold and WhatsApp does not play, by
// the name of their sample entry.
var codecs = map[string]string{
	"hvc1": "H.265", "hev1": "H.265", "vp08": "VP8", "vp09": "VP9", "av01": "AV1", "mp4v": "MPEG-4 Part 2", "apch": "ProRes", "apcn": "ProRes",
}

// sniffCodec finds fault with the codec, where the description of the tracks
// stands in front of them.
func sniffCodec(head []byte) string {
	for rest := head; ; {
		_, after, found := bytes.Cut(rest, []byte("stsd"))
		if !found {
			return ""
		}
		// Version and flags, the number of entries, the entry's size, its name.
		if len(after) >= 16 {
			if codec, bad := codecs[string(after[12:16])]; bad {
				return "holds a video in " + codec + "; WhatsApp plays H.264"
			}
		}
		rest = after
	}
}

// sniffBrand tells the media of the ISO container apart: MP4, M4A, 3GPP.
func sniffBrand(brand string) string {
	switch {
	case strings.HasPrefix(brand, "M4A"), strings.HasPrefix(brand, "M4B"):
		return "audio/mp4"
	case strings.HasPrefix(brand, "3gp"), strings.HasPrefix(brand, "3g2"):
		return "video/3gpp"
	case strings.HasPrefix(brand, "heic"), strings.HasPrefix(brand, "heix"), strings.HasPrefix(brand, "avif"),
		strings.HasPrefix(brand, "mif1"), strings.HasPrefix(brand, "qt"):
		return ""
	}
	return "video/mp4"
}

// isOfficeContainer recognises ZIP, and the container that came before it.
func isOfficeContainer(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

func isRIFF(head []byte, form string) bool {
	return len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == form
}

// isAnimatedWebP reads the flag in the extended header.
func isAnimatedWebP(head []byte) bool {
	return len(head) > 20 && string(head[12:16]) == "VP8X" && head[20]&0x02 != 0
}

// layerBits of an MPEG frame are zero in AAC. All set they are no layer of MP3,
// but may be the mark that text in UTF-16 begins with.
const layerBits = 0x06

// isFrame recognises the eleven set bits that an MPEG frame begins with.
func isFrame(head []byte) bool { return len(head) > 1 && head[0] == 0xff && head[1]&0xe0 == 0xe0 }

// isText holds for UTF-8 without control characters; the last character may be cut off.
func isText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	for i, r := range string(head) {
		if r == utf8.RuneError && i < len(head)-utf8.UTFMax {
			return false
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			return false
		}
	}
	return true
}
