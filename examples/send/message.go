package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// message puts the message together that the flags describe. Files stay files:
// they are uploaded when it is sent.
func (s *settings) message(in io.Reader) (whatsapp.Message, error) {
	var m whatsapp.Message
	if s.file != "" {
		if err := s.read(in, &m); err != nil {
			return m, err
		}
	}
	content, err := s.content()
	if err != nil {
		return m, err
	}
	switch {
	case content != nil && m.Content != nil:
		return m, errors.New("both -file and other flags say what the message is")
	case content != nil:
		m.Content = content
	case m.Content == nil:
		return m, errors.New("nothing to send: give -text, -image, -template, -file …; -h tells what there is")
	}
	if s.to != "" {
		m.To = s.to
	}
	if s.user != "" {
		m.To, m.Recipient = s.to, s.user
	}
	if s.group != "" {
		m.To, m.RecipientType = s.group, whatsapp.RecipientGroup
	}
	if s.replyTo != "" && s.react == "" {
		m.ReplyTo = s.replyTo
	}
	if s.callback != "" {
		m.CallbackData = s.callback
	}
	return m, nil
}

func (s *settings) read(in io.Reader, m *whatsapp.Message) error {
	data, err := io.ReadAll(in)
	if s.file != "-" {
		data, err = os.ReadFile(s.file)
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, m); err != nil {
		return fmt.Errorf("%s: %w", s.file, err)
	}
	return nil
}

// content is what the flags say that the message is; nil where they say nothing.
func (s *settings) content() (whatsapp.Content, error) {
	switch {
	case s.template != "":
		return whatsapp.TemplateMessage{Name: s.template, Language: s.language, Body: s.parameters()}, nil
	case len(s.buttons) > 0, len(s.rows) > 0, s.link != "":
		return s.interactive()
	case s.text != "":
		return whatsapp.Text{Body: s.text, PreviewURL: s.preview}, nil
	case s.react != "":
		return whatsapp.Reaction{MessageID: s.replyTo, Emoji: strings.TrimSpace(s.react)}, nil
	case s.location != "":
		return place(s.location)
	case s.contact != "":
		name, number, _ := strings.Cut(s.contact, "=")
		first, last, _ := strings.Cut(name, " ")
		return whatsapp.Contacts{{
			Name:   whatsapp.ContactName{FormattedName: name, FirstName: first, LastName: last},
			Phones: []whatsapp.ContactPhone{{Phone: number, Type: "CELL"}},
		}}, nil
	}
	return s.media()
}

// media is the one file that the flags name; nil where they name none.
func (s *settings) media() (whatsapp.Content, error) {
	for _, kind := range []struct {
		named string
		make  func(source) whatsapp.Content
	}{
		{s.image, func(f source) whatsapp.Content {
			return whatsapp.Image{ID: f.id, Link: f.link, Upload: f.upload, Caption: s.caption}
		}},
		{s.video, func(f source) whatsapp.Content {
			return whatsapp.Video{ID: f.id, Link: f.link, Upload: f.upload, Caption: s.caption}
		}},
		{s.document, func(f source) whatsapp.Content {
			return whatsapp.Document{ID: f.id, Link: f.link, Upload: f.upload, Caption: s.caption, Filename: s.filename}
		}},
		{s.audio, func(f source) whatsapp.Content {
			return whatsapp.Audio{ID: f.id, Link: f.link, Upload: f.upload}
		}},
		{s.voice, func(f source) whatsapp.Content {
			return whatsapp.Audio{ID: f.id, Link: f.link, Upload: f.upload, Voice: true}
		}},
		{s.sticker, func(f source) whatsapp.Content {
			return whatsapp.Sticker{ID: f.id, Link: f.link, Upload: f.upload}
		}},
	} {
		if kind.named == "" {
			continue
		}
		f, err := s.source(kind.named)
		if err != nil {
			return nil, err
		}
		return kind.make(f), nil
	}
	return nil, nil
}

// source is where a media comes from: one of the three is set.
type source struct {
	id, link string
	upload   *metabiz.File
}

func (s *settings) source(named string) (source, error) {
	if id, found := strings.CutPrefix(named, "id:"); found {
		return source{id: id}, nil
	}
	if strings.Contains(named, "://") {
		return source{link: named}, nil
	}
	file, err := metabiz.FileFromPath(named)
	if err != nil || !s.dryRun {
		return source{upload: &file}, err
	}
	// Nothing is uploaded in a dry run, but looked at all the same.
	if _, err := whatsapp.CheckMedia(file); err != nil {
		return source{}, err
	}
	return source{id: "(of the upload of " + file.Name + ")"}, nil
}

func (s *settings) interactive() (whatsapp.Content, error) {
	var header whatsapp.Header
	media, err := s.media()
	if err != nil {
		return nil, err
	}
	switch {
	case media != nil:
		var fits bool
		if header, fits = media.(whatsapp.Header); !fits {
			return nil, errors.New("above the text stands -header, -image, -video or -document")
		}
	case s.header != "":
		header = whatsapp.TextHeader(s.header)
	}
	switch {
	case len(s.rows) > 0:
		list := whatsapp.List{Body: s.text, Footer: s.footer, Button: s.listButton, Sections: []whatsapp.ListSection{{}}}
		if s.header != "" {
			list.Header = whatsapp.TextHeader(s.header)
		}
		for _, row := range s.rows {
			title, description, _ := strings.Cut(row[1], "|")
			list.Sections[0].Rows = append(list.Sections[0].Rows, whatsapp.ListRow{ID: row[0], Title: title, Description: description})
		}
		return list, nil
	case s.link != "":
		title, address, _ := strings.Cut(s.link, "=")
		return whatsapp.CTAURL{Header: header, Body: s.text, Footer: s.footer, DisplayText: title, URL: address}, nil
	}
	m := whatsapp.ReplyButtons{Header: header, Body: s.text, Footer: s.footer}
	for _, b := range s.buttons {
		m.Buttons = append(m.Buttons, whatsapp.ReplyButton{ID: b[0], Title: b[1]})
	}
	return m, nil
}

// parameters are the values of a template, in their order or by their names.
func (s *settings) parameters() []whatsapp.BodyParameter {
	var list []whatsapp.BodyParameter
	for _, v := range s.list() {
		name, text, named := strings.Cut(v, "=")
		if !named {
			name, text = "", v
		}
		list = append(list, whatsapp.TextParameter{Name: name, Text: text})
	}
	return list
}

// bound are the values as [whatsapp.Template.Bind] takes them.
func (s *settings) bound() []any {
	names := map[string]string{}
	var list []any
	for _, v := range s.list() {
		if name, text, named := strings.Cut(v, "="); named {
			names[name] = text
		} else {
			list = append(list, v)
		}
	}
	if len(names) > 0 {
		list = append(list, names)
	}
	return list
}

func (s *settings) list() []string {
	if s.values == "" {
		return nil
	}
	return strings.Split(s.values, ",")
}

func place(s string) (whatsapp.Content, error) {
	parts := append(strings.SplitN(s, ",", 4), "", "", "")
	latitude, err := strconv.ParseFloat(strings.TrimSpace(parts[0]), 64)
	if err != nil {
		return nil, fmt.Errorf("-location: the latitude %q is no number", parts[0])
	}
	longitude, err := strconv.ParseFloat(strings.TrimSpace(parts[1]), 64)
	if err != nil {
		return nil, fmt.Errorf("-location: the longitude %q is no number", parts[1])
	}
	return whatsapp.Location{Latitude: latitude, Longitude: longitude, Name: strings.TrimSpace(parts[2]), Address: strings.TrimSpace(parts[3])}, nil
}
