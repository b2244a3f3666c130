package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

func pngFile(t *testing.T, name string) metabiz.File {
	t.Helper()
	return metabiz.FileFromBytes(name, picture(t, png.Encode, image.NewNRGBA(image.Rect(0, 0, 2, 2))))
}

func TestSendUploadsFirst(t *testing.T) {
	t.Parallel()
	menu, list, voice, sticker := pngFile(t, "menu.png"), metabiz.FileFromBytes("menu.pdf", []byte("%PDF-1.7")),
		metabiz.FileFromBytes("note.opus", ogg("OpusHead")), metabiz.FileFromBytes("ciao.webp", webP(0))
	clip := metabiz.FileFromBytes("a.mp4", box("isom"))
	tests := map[string]struct {
		content Content
		uploads []string // names, as sent
		body    string   // of the message
	}{
		"picture": {
			Image{Upload: &menu, Caption: "Today"}, []string{"menu.png"},
			`{"type":"image","image":{"id":"m1","caption":"Today"}}`,
		},
		"pointer": {&Image{Upload: &menu}, []string{"menu.png"}, `{"type":"image","image":{"id":"m1"}}`},
		"video":   {Video{Upload: &clip}, []string{"a.mp4"}, `{"type":"video","video":{"id":"m1"}}`},
		"document, shown by the file's name": {
			Document{Upload: &list}, []string{"menu.pdf"}, `{"type":"document","document":{"id":"m1","filename":"menu.pdf"}}`,
		},
		"document, shown by another name": {
			Document{Upload: &list, Filename: "Menu.pdf"}, []string{"menu.pdf"}, `{"type":"document","document":{"id":"m1","filename":"Menu.pdf"}}`,
		},
		"voice note": {Audio{Upload: &voice, Voice: true}, []string{"note.ogg"}, `{"type":"audio","audio":{"id":"m1","voice":true}}`},
		"sticker":    {Sticker{Upload: &sticker}, []string{"ciao.webp"}, `{"type":"sticker","sticker":{"id":"m1"}}`},
		"header": {
			ReplyButtons{Header: &Image{Upload: &menu}, Body: "b", Buttons: buttons(1)}, []string{"menu.png"},
			`{"type":"interactive","interactive":{"type":"button","header":{"type":"image","image":{"id":"m1"}},"body":{"text":"b"},
			  "action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"A"}}]}}}`,
		},
		"cards with one picture": {
			MediaCarousel{Body: "b", Cards: []MediaCard{
				{Header: Image{Upload: &menu}, Action: CardReplies(buttons(1))}, {Header: Image{Upload: &menu}, Action: CardReplies(buttons(1))},
			}}, []string{"menu.png"},
			`{"type":"interactive","interactive":{"type":"carousel","body":{"text":"b"},"action":{"cards":[
			  {"card_index":0,"type":"cta_url","header":{"type":"image","image":{"id":"m1"}},"action":{"buttons":[{"type":"quick_reply","quick_reply":{"id":"a","title":"A"}}]}},
			  {"card_index":1,"type":"cta_url","header":{"type":"image","image":{"id":"m1"}},"action":{"buttons":[{"type":"quick_reply","quick_reply":{"id":"a","title":"A"}}]}}]}}}`,
		},
		"template, header and cards": {
			TemplateMessage{Name: "sale", Language: "it", Header: Document{Upload: &list}}, []string{"menu.pdf"},
			`{"type":"template","template":{"name":"sale","language":{"code":"it"},"components":[
			  {"type":"header","parameters":[{"type":"document","document":{"id":"m1","filename":"menu.pdf"}}]}]}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, `{"id":"m1","messages":[{"id":"wamid.A"}]}`})
			m := Message{To: "393331234567", Content: test.content}
			if _, err := NewPhone(g.client, "1").Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			calls := g.calls()
			var uploads []string
			for _, call := range calls[:len(calls)-1] {
				uploads = append(uploads, call.Body.(map[string]any)["file"].([]string)[0])
			}
			if diff := cmp.Diff(test.uploads, uploads); diff != "" {
				t.Errorf("uploads (-want +got):\n%s", diff)
			}
			want := values(t, []byte(test.body)).(map[string]any)
			want["messaging_product"], want["to"] = "whatsapp", "393331234567"
			if diff := cmp.Diff(any(want), calls[len(calls)-1].Body); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			if !carriesFile(direct(test.content)) {
				t.Error("the message that was given has lost its file")
			}
		})
	}
}

// A file that Meta would refuse, or take and fail with later, is refused before
// anything is sent, the files in front of it included.
func TestSendUploadsNothingWhereAFileIsUnfit(t *testing.T) {
	t.Parallel()
	menu, text, mp3 := pngFile(t, "menu.png"), metabiz.FileFromBytes("a.txt", []byte("x")), metabiz.FileFromBytes("a.mp3", []byte("ID3\x04"))
	sticker := metabiz.FileFromBytes("a.webp", webP(0))
	for name, content := range map[string]Content{
		"text as a picture":       Image{Upload: &text},
		"picture as a document":   Document{Upload: &menu},
		"picture as a sticker":    Sticker{Upload: &menu},
		"sticker as a picture":    Image{Upload: &sticker},
		"MP3 as a voice note":     Audio{Upload: &mp3, Voice: true},
		"picture as a sound":      Audio{Upload: &menu},
		"second of two":           MediaCarousel{Body: "b", Cards: []MediaCard{{Header: Image{Upload: &menu}, Action: CardReplies(buttons(1))}, {Header: Image{Upload: &text}, Action: CardReplies(buttons(1))}}},
		"a file and an id":        Image{Upload: &menu, ID: "1"},
		"a file and a link":       Video{Upload: &menu, Link: "https://example.com/a.mp4"},
		"too long a caption, too": Image{Upload: &menu, Caption: long(1025)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, `{"id":"m1"}`})
			if _, err := NewPhone(g.client, "1").Send(t.Context(), Message{To: "393331234567", Content: content}); !errors.Is(err, metabiz.ErrInvalidParam) {
				t.Errorf("error %v", err)
			}
			if len(g.calls()) > 0 {
				t.Errorf("sent %v", g.calls())
			}
		})
	}
}

// A queue must not swallow the file: it would come out as a message without a picture.
func TestAFileDoesNotMarshal(t *testing.T) {
	t.Parallel()
	menu := pngFile(t, "menu.png")
	for _, content := range []Content{
		Image{Upload: &menu}, ReplyButtons{Header: Image{Upload: &menu}, Body: "b", Buttons: buttons(1)},
		TemplateMessage{Name: "sale", Language: "it", Header: Image{Upload: &menu}},
	} {
		if data, err := json.Marshal(Message{To: "393331234567", Content: content}); !errors.Is(err, errNotUploaded) {
			t.Errorf("%s, %v", data, err)
		}
	}
}

// A failed upload sends no message.
func TestSendAfterAFailedUpload(t *testing.T) {
	t.Parallel()
	menu := pngFile(t, "menu.png")
	g := newGraph(t, failed("131053"))
	_, err := NewPhone(g.client, "1").Send(t.Context(), Message{To: "393331234567", Content: Image{Upload: &menu}})
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != 131053 || !strings.Contains(err.Error(), "menu.png") {
		t.Errorf("error %v", err)
	}
	if calls := g.calls(); len(calls) != 1 || calls[0].Call != "POST /v26.0/1/media" {
		t.Errorf("calls %v", calls)
	}
}

// However large, a file is read as it is sent: 16 MB never stand in memory.
func TestUploadIsStreamed(t *testing.T) {
	const size = 16 << 20
	var served atomic.Int64
	file := metabiz.File{Name: "a.mp4", Size: size, Open: func() (io.ReadCloser, error) {
		head := box("isom")
		return io.NopCloser(io.MultiReader(bytes.NewReader(head), io.LimitReader(zeros{&served}, int64(size-len(head))))), nil
	}}
	g := newDiscarding(t, `{"id":"m1","messages":[{"id":"wamid.A"}]}`)
	// No other test runs meanwhile: this one is not parallel.
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := NewPhone(g, "1").Send(t.Context(), Message{To: "393331234567", Content: Video{Upload: &file}}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes of memory for a file of %d", n, size)
	}
	if n := served.Load(); n < size-64 {
		t.Errorf("only %d bytes of the file were read", n)
	}
}

type zeros struct{ served *atomic.Int64 }

func (z zeros) Read(p []byte) (int, error) {
	clear(p)
	z.served.Add(int64(len(p)))
	return len(p), nil
}
