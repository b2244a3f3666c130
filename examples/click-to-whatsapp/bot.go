package main

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/metabiz-go/metabiz/whatsapp"
)

// waiter is the bot that answers in the chat, until it hands over to a person.
type waiter struct {
	s       *story
	arrived chan struct{} // one for each message that was answered

	mu         sync.Mutex
	guest      whatsapp.MessageEvent // the first message: who it is, and which ad they came from
	handedOver bool
}

func (w *waiter) events() whatsapp.Events {
	return whatsapp.Events{OnMessage: w.message, OnStatus: w.status}
}

// IDs of what can be tapped. They come back in the webhook.
const (
	tapMenu  = "menu"
	tapHours = "hours"
	tapHuman = "human"
	rowBlend = "blend:"
)

// message answers one message. Where it returns an error, Meta delivers the message again.
func (w *waiter) message(ctx context.Context, m whatsapp.MessageEvent) error {
	w.s.tl.event(person, bot, said(m.Message), origin(m.Message))
	w.mu.Lock()
	if w.guest.Message.ID == "" {
		w.guest = m
	}
	handedOver := w.handedOver
	w.mu.Unlock()
	if handedOver {
		return nil // a person answers by now
	}
	if err := w.s.phone.Typing(ctx, m.Message.ID); err != nil {
		return err
	}
	w.s.tl.event(bot, person, "read ✓✓, typing …", "")
	if err := w.answer(ctx, m); err != nil {
		return err
	}
	select {
	case w.arrived <- struct{}{}:
	default:
	}
	return nil
}

func (w *waiter) answer(ctx context.Context, m whatsapp.MessageEvent) error {
	switch tapped := m.Message.Content.(type) {
	case whatsapp.ButtonReply:
		return w.tapped(ctx, m, tapped.ID)
	case whatsapp.ListReply:
		return w.tapped(ctx, m, tapped.ID)
	}
	return w.say(ctx, m, whatsapp.ReplyButtons{
		Body:   fmt.Sprintf("Ciao %s! I'm the bot of %s. What may I bring you?", firstName(m.Contact.Name()), w.s.shopName),
		Footer: "You can ask for a person at any time",
		Buttons: []whatsapp.ReplyButton{
			{ID: tapMenu, Title: "The coffees"},
			{ID: tapHours, Title: "Opening hours"},
			{ID: tapHuman, Title: "A person, please"},
		},
	})
}

func (w *waiter) tapped(ctx context.Context, m whatsapp.MessageEvent, id string) error {
	switch {
	case id == tapMenu:
		return w.say(ctx, m, whatsapp.List{
			Body:   "All roasted this Tuesday. Which one would you like to see?",
			Button: "Choose a coffee",
			Sections: []whatsapp.ListSection{
				{Title: "Blends", Rows: []whatsapp.ListRow{
					{ID: rowBlend + "aurora", Title: "Aurora", Description: "Chocolate, hazelnut; 9 € for 250 g"},
					{ID: rowBlend + "notte", Title: "Notte", Description: "Dark and round; 8 € for 250 g"},
				}},
				{Title: "Single origins", Rows: []whatsapp.ListRow{
					{ID: rowBlend + "sidamo", Title: "Sidamo", Description: "Jasmine, lemon; 12 € for 250 g"},
				}},
			},
		})
	case strings.HasPrefix(id, rowBlend):
		return w.show(ctx, m)
	case id == tapHours:
		return w.say(ctx, m, whatsapp.Text{Body: "Tuesday to Saturday, 8 to 18."})
	}
	return w.handOver(ctx, m)
}

// show sends the picture of a coffee, uploaded through the media endpoint, and lets a person take the order.
func (w *waiter) show(ctx context.Context, m whatsapp.MessageEvent) error {
	file, err := w.s.picture()
	if err != nil {
		return err
	}
	mediaID, err := w.s.phone.UploadMedia(ctx, file)
	if err != nil {
		return err
	}
	w.s.tl.event(bot, meta, "uploads a picture", "media "+short(mediaID))
	if err := w.say(ctx, m, whatsapp.Image{ID: mediaID, Caption: "Aurora, 250 g. How many bags?"}); err != nil {
		return err
	}
	return w.handOver(ctx, m)
}

func (w *waiter) handOver(ctx context.Context, m whatsapp.MessageEvent) error {
	w.mu.Lock()
	w.handedOver = true
	w.mu.Unlock()
	err := w.say(ctx, m, whatsapp.Text{Body: "Marco takes over from here: just write to him."})
	w.s.tl.event(bot, shop, "hands the conversation over to Marco", "the bot is silent from here on")
	return err
}

func (w *waiter) say(ctx context.Context, m whatsapp.MessageEvent, content whatsapp.Content) error {
	sent, err := w.s.phone.Send(ctx, m.Reply(content))
	if err != nil {
		return err
	}
	w.s.tl.event(bot, person, spoken(content), short(sent.MessageID()))
	return nil
}

// status prints what became of a message that was sent.
func (w *waiter) status(_ context.Context, e whatsapp.StatusEvent) error {
	detail := short(e.Status.ID)
	if p := e.Status.PricingInfo(); p != nil && e.Status.Status != whatsapp.StatusRead {
		detail += fmt.Sprintf("  %s, %s", p.Category, strings.ReplaceAll(string(p.Type), "_", " "))
	}
	for _, err := range e.Status.Errors {
		detail += fmt.Sprintf("  %d %s", err.Code, err.Title)
	}
	w.s.tl.event(meta, shop, string(e.Status.Status)+" "+ticks[e.Status.Status], detail)
	return nil
}

var ticks = map[whatsapp.StatusValue]string{
	whatsapp.StatusSent: "✓", whatsapp.StatusDelivered: "✓✓", whatsapp.StatusRead: "✓✓", whatsapp.StatusFailed: "✗",
}

// who is the guest, once they have written.
func (w *waiter) who() (whatsapp.MessageEvent, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.guest, w.guest.Message.ID != ""
}

func firstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	if first == "" {
		return "there"
	}
	return first
}

func said(m whatsapp.InboundMessage) string {
	switch m.Content.(type) {
	case whatsapp.ButtonReply:
		return "taps [" + m.Text() + "]"
	case whatsapp.ListReply:
		return "picks ‹" + m.Text() + "›"
	}
	return "“" + clip(m.Text(), 40) + "”"
}

func origin(m whatsapp.InboundMessage) string {
	if m.Referral == nil {
		return ""
	}
	return fmt.Sprintf("from %s %s, click %s", m.Referral.SourceType, short(m.Referral.SourceID), short(m.Referral.CTWAClid))
}

// spoken tells in a few words what a message says.
func spoken(content whatsapp.Content) string {
	switch c := content.(type) {
	case whatsapp.Text:
		return "“" + clip(c.Body, 40) + "”"
	case whatsapp.ReplyButtons:
		titles := make([]string, len(c.Buttons))
		for i, b := range c.Buttons {
			titles[i] = "[" + b.Title + "]"
		}
		return clip(strings.Join(titles, " "), 42)
	case whatsapp.List:
		rows := 0
		for _, s := range c.Sections {
			rows += len(s.Rows)
		}
		return fmt.Sprintf("a list of %d coffees", rows)
	case whatsapp.Image:
		return "a picture: “" + clip(c.Caption, 26) + "”"
	case whatsapp.TemplateMessage:
		return "template " + c.Name
	}
	return fmt.Sprintf("%T", content)
}
