package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/metabiz-go/metabiz/pages"
)

// What can be tapped. It comes back in the webhook.
const (
	payloadStart  = "START"
	payloadMenu   = "MENU"
	payloadPerson = "PERSON"
	payloadCoffee = "COFFEE:"
)

// coffees are what there is, with what 250 g cost.
var coffees = []struct{ name, taste, price string }{
	{"Aurora", "Chocolate, hazelnut", "9 €"},
	{"Notte", "Dark and round", "8 €"},
	{"Sidamo", "Jasmine, lemon", "12 €"},
}

// bot answers until a person of the shop has the conversation.
type bot struct {
	page *pages.PageHandle
	talk *talk
}

func (b *bot) events() pages.Events {
	return pages.Events{OnMessage: b.message, OnPostback: b.tap, OnHandover: b.handover, OnStandby: b.standby, OnReaction: b.reaction}
}

func (b *bot) message(ctx context.Context, e pages.MessageEvent) error {
	if r := e.Message.Referral; r != nil && r.Source == pages.ReferralAds {
		b.talk.line(guest, "“"+e.Message.Text+"”", "came from the ad “"+r.AdsContextData.AdTitle+"”")
	} else {
		b.talk.line(guest, "“"+e.Message.Text+"”", place(e.EventHeader))
	}
	if e.Message.QuickReply != nil {
		return b.answer(ctx, e.EventHeader, e.Message.QuickReply.Payload)
	}
	return b.answer(ctx, e.EventHeader, payloadStart)
}

func (b *bot) tap(ctx context.Context, e pages.PostbackEvent) error {
	b.talk.line(guest, "taps ["+e.Title+"]", place(e.EventHeader))
	return b.answer(ctx, e.EventHeader, e.Payload)
}

func (b *bot) answer(ctx context.Context, h pages.EventHeader, payload string) error {
	to := h.Sender
	coffee, ordered := strings.CutPrefix(payload, payloadCoffee)
	switch {
	case ordered:
		return b.say(ctx, to, pages.Text{Body: "250 g of " + coffee + ", roasted on Tuesday. How many bags?"})
	case payload == payloadMenu:
		return b.say(ctx, to, menu())
	case payload == payloadPerson:
		if err := b.say(ctx, to, pages.Text{Body: "Marco takes over: just write to him."}); err != nil {
			return err
		}
		inbox := pages.PageInboxAppID
		if h.Object == pages.WebhookInstagram {
			inbox = pages.InstagramInboxAppID
		}
		return b.page.PassThreadControl(ctx, pages.ThreadControl{PersonID: to.ID, TargetAppID: inbox, Metadata: "asked for a person"})
	}
	return b.say(ctx, to, pages.ButtonTemplate{Text: "Ciao! I'm the bot of the roastery. What may I bring you?", Buttons: []pages.Button{
		pages.PostbackButton{Title: "The coffees", Payload: payloadMenu},
		pages.PostbackButton{Title: "A person, please", Payload: payloadPerson},
	}})
}

// menu is a card for each coffee.
func menu() pages.Content {
	var cards []pages.Element
	for _, c := range coffees {
		cards = append(cards, pages.Element{Title: c.name, Subtitle: c.taste + " · " + c.price, Buttons: []pages.Button{
			pages.PostbackButton{Title: "Order " + c.name, Payload: payloadCoffee + c.name}}})
	}
	return pages.GenericTemplate{Elements: cards}
}

// say sends something. Where the shop's people have the conversation, the guard holds it back.
func (b *bot) say(ctx context.Context, to pages.Recipient, content pages.Content) error {
	to = pages.Recipient{ID: to.ID}
	_ = b.page.SendAction(ctx, to, pages.SenderTypingOn) // the answer counts
	_, err := b.page.Send(ctx, pages.Message{To: to, Content: content})
	switch {
	case errors.Is(err, pages.ErrOtherOwner), errors.Is(err, pages.ErrWindowClosed):
		b.talk.line(robot, "keeps silent", err.Error())
		return nil // delivering it again would not help
	case err != nil:
		return err
	}
	b.talk.line(robot, spoken(content), "")
	return nil
}

func (b *bot) handover(ctx context.Context, e pages.HandoverEvent) error {
	switch {
	case e.NewOwnerAppID == pages.PageInboxAppID, e.NewOwnerAppID == pages.InstagramInboxAppID:
		b.talk.line(meta, "the shop's people have the conversation", e.Metadata)
	case e.Kind == pages.HandoverPass:
		b.talk.line(meta, "the bot has it back", e.Metadata)
		return b.say(ctx, e.Sender, pages.Text{Body: "It's the bot again. Anything else?"})
	}
	return nil
}

// standby is what is said while others have the conversation: the bot listens.
func (b *bot) standby(_ context.Context, e pages.Event) error {
	if m, ok := e.(pages.MessageEvent); ok {
		b.talk.line(guest, "“"+m.Message.Text+"”", "the bot only listens")
	}
	return nil
}

func (b *bot) reaction(_ context.Context, e pages.ReactionEvent) error {
	b.talk.line(guest, "reacts "+e.Emoji, "")
	return nil
}

func place(h pages.EventHeader) string {
	if h.Object == pages.WebhookInstagram {
		return "on Instagram"
	}
	return ""
}

// spoken tells in a few words what a message says.
func spoken(content pages.Content) string {
	switch c := content.(type) {
	case pages.Text:
		return "“" + c.Body + "”"
	case pages.ButtonTemplate:
		titles := make([]string, len(c.Buttons))
		for i, b := range c.Buttons {
			titles[i] = "[" + b.(pages.PostbackButton).Title + "]"
		}
		return "“" + c.Text + "” " + strings.Join(titles, " ")
	case pages.GenericTemplate:
		return fmt.Sprintf("a carousel of %d coffees", len(c.Elements))
	}
	return fmt.Sprintf("%T", content)
}
