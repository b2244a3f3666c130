package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// bot answers in the name of the house.
type bot struct {
	client *metabiz.Client
	talks  *whatsapp.Conversations
	window *whatsapp.Window // who may be written to, and who has stopped offers
	now    func() time.Time
	tr     *transcript

	mu       sync.Mutex
	withHost map[string]whatsapp.MessageEvent // guests whom the host talks to, by who they are
	lastHost string                           // the guest who was handed over last
}

func newBot(client *metabiz.Client, window *whatsapp.Window, now func() time.Time, tr *transcript) *bot {
	b := &bot{client: client, window: window, now: now, tr: tr, withHost: map[string]whatsapp.MessageEvent{}}
	b.talks = whatsapp.NewConversations(client, whatsapp.ConversationConfig{
		OnMessage: func(ctx context.Context, e whatsapp.MessageEvent) error { return b.talks.Begin(ctx, e, b.talk) },
		OnError: func(_ context.Context, _ whatsapp.MessageEvent, err error) {
			tr.note("the bot gave up: " + err.Error())
		},
	})
	return b
}

func (b *bot) events() whatsapp.Events {
	return whatsapp.Events{OnMessage: b.message, OnStatus: b.status}
}

// message takes what a guest wrote: for the host where they talk to him, else for the bot.
func (b *bot) message(ctx context.Context, e whatsapp.MessageEvent) error {
	b.mu.Lock()
	_, host := b.withHost[e.Message.Sender()]
	b.mu.Unlock()
	b.tr.guest(e)
	if host {
		return nil
	}
	return b.talks.OnMessage(ctx, e)
}

func (b *bot) status(_ context.Context, e whatsapp.StatusEvent) error {
	for _, err := range e.Status.Errors {
		b.tr.note(fmt.Sprintf("a message failed: %d %s", err.Code, err.Title))
	}
	return nil
}

// What a guest may say at any point, and not only where it is asked for.
var (
	errStop = errors.New("the guest wants no more offers")
	errHost = errors.New("the guest wants a person")
)

// patience is how long the bot waits for an answer before it is quiet.
const patience = 10 * time.Minute

// talk is one conversation, from a guest's first words to the last.
func (b *bot) talk(ctx context.Context, c *whatsapp.ConversationHandle) error {
	err := b.wishes(c.First())
	if err == nil {
		err = b.serve(ctx, c)
	}
	switch {
	case errors.Is(err, errStop):
		return b.stopOffers(ctx, c)
	case errors.Is(err, errHost):
		return b.handOver(ctx, c)
	case errors.Is(err, context.DeadlineExceeded):
		return nil // the guest has put the telephone away
	}
	return err
}

// IDs of what can be tapped. They come back in the webhook.
const (
	tapBook = "book"
	tapMenu = "menu"
	tapHost = "host"
)

func choices(body string) whatsapp.ReplyButtons {
	return whatsapp.ReplyButtons{
		Body: body, Footer: "Write STOP to hear no more of our offers",
		Buttons: []whatsapp.ReplyButton{{ID: tapBook, Title: "Book a table"}, {ID: tapMenu, Title: "See the menu"}, {ID: tapHost, Title: "A person, please"}},
	}
}

func (b *bot) serve(ctx context.Context, c *whatsapp.ConversationHandle) error {
	now := b.now()
	if !isOpen(now) {
		return b.say(ctx, c, whatsapp.Text{Body: fmt.Sprintf(
			"Buonasera %s! The kitchen is closed; we are back %s. Write to us then, we'll be glad to help.", firstName(c.First()), when(now, opens(now)))})
	}
	answer, err := b.ask(ctx, c, choices(fmt.Sprintf("Buonasera %s, this is Trattoria Bottega. What may we do for you?", firstName(c.First()))))
	for err == nil {
		switch tapped(answer) {
		case tapBook:
			return b.book(ctx, c)
		case tapMenu:
			if err = b.menu(ctx, c); err == nil {
				answer, err = b.ask(ctx, c, choices("Anything else?"))
			}
		default:
			answer, err = b.ask(ctx, c, choices("I am only the bot, and did not understand. Would one of these help?"))
		}
	}
	return err
}

// book asks for what a table needs, one thing after the other.
func (b *bot) book(ctx context.Context, c *whatsapp.ConversationHandle) error {
	answer, err := b.ask(ctx, c, whatsapp.Text{Body: "With pleasure. For how many?"})
	for err == nil {
		if n, nerr := strconv.Atoi(strings.TrimSpace(answer.Message.Text())); nerr == nil && n >= 1 && n <= 12 {
			return b.bookFor(ctx, c, n)
		}
		answer, err = b.ask(ctx, c, whatsapp.Text{Body: "A number from 1 to 12, please. For larger parties tap on a person."})
	}
	return err
}

func (b *bot) bookFor(ctx context.Context, c *whatsapp.ConversationHandle, guests int) error {
	times := whatsapp.List{
		Body: fmt.Sprintf("A table for %d. When would you like to come?", guests), Button: "Choose a time",
		Sections: []whatsapp.ListSection{{Title: "This evening"}},
	}
	for _, at := range []string{"19:00", "19:45", "20:30", "21:15"} {
		times.Sections[0].Rows = append(times.Sections[0].Rows, whatsapp.ListRow{ID: "at:" + at, Title: at})
	}
	for {
		answer, err := b.ask(ctx, c, times)
		if err != nil {
			return err
		}
		at, found := strings.CutPrefix(tapped(answer), "at:")
		if !found {
			times.Body = "Please choose one of the times."
			continue
		}
		if _, err := answer.Chat(b.client).React(ctx, "👍"); err != nil {
			return err
		}
		b.tr.house("reacts with 👍")
		return b.say(ctx, c, whatsapp.Text{Body: fmt.Sprintf("Done, %s: a table for %d at %s. See you this evening!", firstName(c.First()), guests, at)})
	}
}

var dishes = []struct{ id, title, short, long string }{
	{"dish:tagliatelle", "Tagliatelle al ragù", "Made this morning; 14 €", "Tagliatelle al ragù: egg pasta of this morning, beef and pork, six hours on the fire. 14 €."},
	{"dish:branzino", "Branzino", "With potatoes and olives; 22 €", "Branzino: from the oven, with potatoes, olives and rosemary. 22 €."},
	{"dish:parmigiana", "Parmigiana", "Without meat; 12 €", "Parmigiana: aubergines, tomatoes, Parmigiano of 24 months. 12 €."},
}

func (b *bot) menu(ctx context.Context, c *whatsapp.ConversationHandle) error {
	list := whatsapp.List{Header: whatsapp.TextHeader("Menu"), Body: "This evening we have these. Tap one to read more.", Button: "See the dishes"}
	list.Sections = []whatsapp.ListSection{{Title: "Dishes"}}
	for _, d := range dishes {
		list.Sections[0].Rows = append(list.Sections[0].Rows, whatsapp.ListRow{ID: d.id, Title: d.title, Description: d.short})
	}
	answer, err := b.ask(ctx, c, list)
	if err != nil {
		return err
	}
	for _, d := range dishes {
		if d.id == tapped(answer) {
			return b.say(ctx, c, whatsapp.Text{Body: d.long})
		}
	}
	return nil
}

// say sends something in the conversation.
func (b *bot) say(ctx context.Context, c *whatsapp.ConversationHandle, content whatsapp.Content) error {
	if _, err := c.Send(ctx, content); err != nil {
		return err
	}
	b.tr.said(content)
	return nil
}

// ask sends something and waits for the answer.
func (b *bot) ask(ctx context.Context, c *whatsapp.ConversationHandle, content whatsapp.Content) (whatsapp.MessageEvent, error) {
	if err := b.say(ctx, c, content); err != nil {
		return whatsapp.MessageEvent{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer, err := c.Next(ctx)
	if err != nil {
		return answer, err
	}
	if err := answer.Chat(b.client).Typing(ctx); err != nil {
		return answer, err
	}
	return answer, b.wishes(answer)
}

// wishes finds what a guest may say at any point.
func (b *bot) wishes(e whatsapp.MessageEvent) error {
	switch {
	case strings.EqualFold(strings.Trim(e.Message.Text(), " .!"), "stop"):
		return errStop
	case tapped(e) == tapHost:
		return errHost
	}
	return nil
}

// stopOffers remembers that the guest wants no more marketing. The window's guard
// holds it back from then on, whichever part of the program sends it.
func (b *bot) stopOffers(ctx context.Context, c *whatsapp.ConversationHandle) error {
	e := c.First()
	if err := b.window.OptOut(ctx, e.PhoneNumberID, e.Message.From, e.Message.FromUserID); err != nil {
		return err
	}
	return b.say(ctx, c, whatsapp.Text{Body: "Understood: you will hear no more of our offers. We still answer whenever you write."})
}

// handOver leaves the guest to the host. The bot is silent until he gives them back.
func (b *bot) handOver(ctx context.Context, c *whatsapp.ConversationHandle) error {
	e := c.First()
	b.mu.Lock()
	b.withHost[e.Message.Sender()], b.lastHost = e, e.Message.Sender()
	b.mu.Unlock()
	err := b.say(ctx, c, whatsapp.Text{Body: "Marco takes over from here: just write to him."})
	b.tr.note("the bot is silent from here on")
	return err
}

// host says something as Marco to the guest who was handed over last. "/bot" gives the guest back.
func (b *bot) host(ctx context.Context, line string) error {
	b.mu.Lock()
	guest, found := b.withHost[b.lastHost]
	if found && line == "/bot" {
		delete(b.withHost, b.lastHost)
	}
	b.mu.Unlock()
	switch {
	case !found:
		b.tr.note("nobody was handed over to the host")
		return nil
	case line == "/bot":
		b.tr.note("the bot answers again")
		return nil
	}
	if _, err := guest.Chat(b.client).Send(ctx, whatsapp.Text{Body: line}); err != nil {
		return err
	}
	b.tr.marco(line)
	return nil
}

// tapped is the id of the button or row that a guest tapped.
func tapped(e whatsapp.MessageEvent) string {
	switch c := e.Message.Content.(type) {
	case whatsapp.ButtonReply:
		return c.ID
	case whatsapp.ListReply:
		return c.ID
	}
	return ""
}

func firstName(e whatsapp.MessageEvent) string {
	if first, _, _ := strings.Cut(e.Contact.Name(), " "); first != "" {
		return first
	}
	return "and welcome"
}
