package whatsapp

import (
	"context"
	"fmt"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// attach uploads the files that a message carries, one after the other, and gives
// the message with their ids. A file that stands in several places is uploaded once.
func (p *Phone) attach(ctx context.Context, m Message, opts []metabiz.Option) (Message, error) {
	if !carriesFile(m.Content) {
		return m, nil // as nearly all do: looking costs nothing
	}
	var files attachments
	files.content(m.Content)
	// All are looked at before any is sent: the last may be the one that Meta would refuse.
	ready := make([]metabiz.File, len(files.found))
	for i, f := range files.found {
		file, err := checkMediaFor(*f.file, f.use)
		if err != nil {
			return m, err
		}
		ready[i] = file
	}
	files.ids = make(map[*metabiz.File]string, len(ready))
	for i, f := range files.found {
		if _, done := files.ids[f.file]; done {
			continue
		}
		id, err := p.upload(ctx, ready[i], opts)
		if err != nil {
			return m, fmt.Errorf("whatsapp: upload %s: %w", f.file.Name, err)
		}
		files.ids[f.file] = id
	}
	m.Content = files.content(m.Content)
	return m, nil
}

// carriesFile tells whether a message has a file to upload anywhere.
func carriesFile(content Content) bool {
	switch m := content.(type) {
	case Image, Video, Document:
		return isFile(content)
	case Audio:
		return m.Upload != nil
	case Sticker:
		return m.Upload != nil
	case TemplateMessage:
		return isFile(m.Header) || slices.ContainsFunc(m.Cards, func(card CardParameters) bool { return isFile(card.Header) })
	case MediaCarousel:
		return slices.ContainsFunc(m.Cards, func(card MediaCard) bool { return isFile(card.Header) })
	case ReplyButtons:
		return isFile(m.Header)
	case CTAURL:
		return isFile(m.Header)
	case FlowMessage:
		return isFile(m.Header)
	case AddressMessage:
		return isFile(m.Header)
	case OrderDetails:
		return isFile(m.Header)
	case OrderStatus:
		return isFile(m.Header)
	}
	return false
}

func isFile(media any) bool {
	switch m := media.(type) {
	case Image:
		return m.Upload != nil
	case *Image:
		return m != nil && m.Upload != nil
	case Video:
		return m.Upload != nil
	case *Video:
		return m != nil && m.Upload != nil
	case Document:
		return m.Upload != nil
	case *Document:
		return m != nil && m.Upload != nil
	}
	return false
}

// mediaUse is what a file is to be.
type mediaUse int

const (
	anyUse mediaUse = iota
	useImage
	useVideo
	useAudio
	useVoice
	useDocument
	useSticker
)

// String is the name of the member that such a file is sent under, but for a
// voice note, which is an audio.
func (u mediaUse) String() string {
	return [...]string{"", "image", "video", "audio", "voice note", "document", "sticker"}[u]
}

// attachments walks over a message twice: first it finds the files, then, with
// their ids, it puts these in their places. Nothing is changed in place.
type attachments struct {
	found []attachment
	ids   map[*metabiz.File]string
}

type attachment struct {
	file *metabiz.File
	use  mediaUse
}

// take gives what stands in place of a media's id and file.
func (a *attachments) take(id string, file *metabiz.File, use mediaUse) (string, *metabiz.File) {
	switch {
	case file == nil:
		return id, nil
	case a.ids == nil:
		a.found = append(a.found, attachment{file, use})
		return id, file
	}
	return a.ids[file], nil
}

func (a *attachments) image(m Image) Image {
	m.ID, m.Upload = a.take(m.ID, m.Upload, useImage)
	return m
}

func (a *attachments) video(m Video) Video {
	m.ID, m.Upload = a.take(m.ID, m.Upload, useVideo)
	return m
}

func (a *attachments) document(m Document) Document {
	if m.Upload != nil && m.Filename == "" {
		m.Filename = m.Upload.Name
	}
	m.ID, m.Upload = a.take(m.ID, m.Upload, useDocument)
	return m
}

func (a *attachments) content(content Content) Content {
	switch m := content.(type) {
	case Image:
		return a.image(m)
	case Video:
		return a.video(m)
	case Document:
		return a.document(m)
	case Audio:
		use := useAudio
		if m.Voice {
			use = useVoice
		}
		m.ID, m.Upload = a.take(m.ID, m.Upload, use)
		return m
	case Sticker:
		m.ID, m.Upload = a.take(m.ID, m.Upload, useSticker)
		return m
	case TemplateMessage:
		m = m.direct()
		m.Header = a.headerParameter(m.Header)
		m.Cards = slices.Clone(m.Cards)
		for i := range m.Cards {
			m.Cards[i].Header = a.headerParameter(m.Cards[i].Header)
		}
		return m
	case MediaCarousel:
		m.Cards = slices.Clone(m.Cards)
		for i := range m.Cards {
			m.Cards[i].Header, _ = a.header(m.Cards[i].Header).(CardHeader)
		}
		return m
	case ReplyButtons:
		m.Header = a.header(m.Header)
		return m
	case CTAURL:
		m.Header = a.header(m.Header)
		return m
	case FlowMessage:
		m.Header = a.header(m.Header)
		return m
	case AddressMessage:
		m.Header = a.header(m.Header)
		return m
	case OrderDetails:
		m.Header = a.header(m.Header)
		return m
	case OrderStatus:
		m.Header = a.header(m.Header)
		return m
	}
	return content
}

func (a *attachments) header(h Header) Header {
	switch m := direct(h).(type) {
	case Image:
		return a.image(m)
	case Video:
		return a.video(m)
	case Document:
		return a.document(m)
	}
	return h
}

func (a *attachments) headerParameter(h HeaderParameter) HeaderParameter {
	switch m := h.(type) {
	case Image:
		return a.image(m)
	case Video:
		return a.video(m)
	case Document:
		return a.document(m)
	}
	return h
}
