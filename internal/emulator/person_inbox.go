package emulator

import (
	"maps"
	"slices"
	"time"
)

// Received is a message as the person sees it in their chat with a business.
type Received struct {
	ID            string    `json:"id"`
	PhoneNumberID string    `json:"phone_number_id"` // of the business
	Time          time.Time `json:"time"`
	Type          string    `json:"type"`            // as sent: text, image, interactive, template ...
	Kind          string    `json:"kind,omitzero"`   // of an interactive message: button, list, cta_url ...
	Header        string    `json:"header,omitzero"` // text of the header
	Text          string    `json:"text,omitzero"`   // body, caption, or what else there is to read; templates with their values filled in
	Footer        string    `json:"footer,omitzero"`
	Buttons       []Button  `json:"buttons,omitzero"`  // what can be tapped: replies, links, rows of a list
	MediaID       string    `json:"media_id,omitzero"` // of the media, or of the header's
	MediaURL      string    `json:"media_url,omitzero"`
	Filename      string    `json:"filename,omitzero"`
	Template      string    `json:"template,omitzero"` // name
	Language      string    `json:"language,omitzero"`
	Context       string    `json:"context,omitzero"` // id of the message that it answers or reacts to
	Emoji         string    `json:"emoji,omitzero"`   // of a reaction; empty: one is taken back
	Cards         []Card    `json:"cards,omitzero"`   // of a carousel
	Read          bool      `json:"read"`

	Content map[string]any `json:"content"` // what the business sent under the type's name
}

// Card is a card of a carousel.
type Card struct {
	Text     string   `json:"text,omitzero"`
	MediaID  string   `json:"media_id,omitzero"`
	MediaURL string   `json:"media_url,omitzero"`
	Buttons  []Button `json:"buttons,omitzero"`
}

// Button is something to tap in a message.
type Button struct {
	Kind        string `json:"kind"` // reply, row, quick_reply, url, phone_number, copy_code, flow ...
	ID          string `json:"id,omitzero"`
	Title       string `json:"title"`
	Description string `json:"description,omitzero"` // of a row
	URL         string `json:"url,omitzero"`
	Payload     string `json:"payload,omitzero"` // of a template's quick reply
}

// Inbox is what the person has received of all businesses, or of the one of [Person.With], newest last.
func (p *Person) Inbox() []Received {
	p.e.mu.Lock()
	defer p.e.mu.Unlock()
	p.e.clock.runDue()
	out := []Received{}
	for _, ch := range p.human.chats {
		if p.number != "" && ch.number.ID != p.number {
			continue
		}
		for _, m := range ch.inbox {
			r := m.seen
			r.Read, r.Buttons, r.Cards, r.Content = m.read, slices.Clone(r.Buttons), slices.Clone(r.Cards), maps.Clone(r.Content)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Received) int { return a.Time.Compare(b.Time) })
	return out
}
