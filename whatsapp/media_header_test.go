package whatsapp

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

func TestUploadHandle(t *testing.T) {
	t.Parallel()
	e, client, _ := emulated(t)
	handle, err := UploadHandle(t.Context(), client, e.Seed().AppID, pngFile(t, "menu.png"))
	if err != nil || handle == "" {
		t.Fatalf("%q, %v", handle, err)
	}
	_, err = NewAccount(client, e.Seed().WABAID).CreateTemplate(t.Context(), Template{
		Name: "menu", Language: "it", Category: Utility,
		Header: &TemplateHeader{Format: HeaderImage, Example: handle}, Body: TemplateBody{Text: "The menu of today is here."},
	})
	if err != nil {
		t.Error(err)
	}
}

func TestUploadHandleOfWhatHasNone(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{0, `{"id":"upload:1"}`})
	for name, file := range map[string]metabiz.File{
		"sticker":             metabiz.FileFromBytes("a.webp", webP(0)),
		"sound":               metabiz.FileFromBytes("a.mp3", []byte("ID3\x04")),
		"text as a picture":   metabiz.FileFromBytes("a.png", []byte("text")),
		"picture, too large":  sized("a.png", pngHead(t), 5<<20+1),
		"what nobody can use": {Name: "a.png", Size: 3},
	} {
		if _, err := UploadHandle(t.Context(), g.client, "1", file); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if diff := cmp.Diff([]received(nil), g.calls()); diff != "" {
		t.Errorf("calls:\n%s", diff)
	}
}

func pngHead(t *testing.T) []byte {
	t.Helper()
	r, err := pngFile(t, "a.png").Open()
	if err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 60)
	if _, err := r.Read(head); err != nil {
		t.Fatal(err)
	}
	return head
}
