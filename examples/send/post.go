package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/whatsapp"
)

var liveVariables = []struct{ name, what string }{
	{metabiz.EnvAccessToken, "token of a system user with the WhatsApp account"},
	{"META_PHONE_NUMBER_ID", "the id of the number that sends"},
	{"META_WABA_ID", "the account, whose templates are read; for -template"},
}

// post is where messages are sent: Meta, or an emulator that stands in for it.
type post struct {
	client  *metabiz.Client
	phoneID string
	wabaID  string
	world   *emulator.Emulator // nil when live
}

func open(set settings) (*post, error) {
	if set.live {
		return openLive(set)
	}
	world, err := emulator.Start(emulator.Config{Token: "EAAEMULATOR", Addr: "127.0.0.1:0", Start: time.Now()})
	if err != nil {
		return nil, err
	}
	client, err := metabiz.New(metabiz.WithBaseURL(world.URL()), metabiz.WithToken("EAAEMULATOR"))
	if err != nil {
		_ = world.Close()
		return nil, err
	}
	return &post{client: client, phoneID: world.Seed().PhoneNumberID, wabaID: world.Seed().WABAID, world: world}, nil
}

func openLive(set settings) (*post, error) {
	var missing []string
	for _, v := range liveVariables {
		if os.Getenv(v.name) == "" && (v.name != "META_WABA_ID" || set.template != "") {
			missing = append(missing, v.name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("-live needs %s in the environment", strings.Join(missing, ", "))
	}
	client, err := metabiz.FromEnv()
	return &post{client: client, phoneID: os.Getenv("META_PHONE_NUMBER_ID"), wabaID: os.Getenv("META_WABA_ID")}, err
}

func (p *post) close() {
	if p.world != nil {
		_ = p.world.Close()
	}
}

func (p *post) send(ctx context.Context, set settings, m whatsapp.Message, out io.Writer) error {
	if set.template != "" {
		// Bound to its definition, a mistake shows here and not at Meta.
		template, err := whatsapp.NewAccount(p.client, p.wabaID).Template(ctx, set.template, set.language)
		if err != nil {
			return err
		}
		if m.Content, err = template.Bind(set.bound()...); err != nil {
			return err
		}
	}
	var person *emulator.Person
	if p.world != nil && m.To != "" && m.RecipientType != whatsapp.RecipientGroup {
		// Somebody who has just written may be answered with anything.
		person = p.world.Person(m.To, "")
		if err := person.Write("Ciao!"); err != nil {
			return err
		}
	}
	phone := whatsapp.NewPhone(p.client, p.phoneID)
	send := phone.Send
	if set.marketing {
		send = phone.SendMarketing
	}
	sent, err := send(ctx, m)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Accepted: %s\n", sent.MessageID())
	for _, c := range sent.Contacts {
		fmt.Fprintf(out, "  to %s", c.Input)
		if c.WhatsAppID != "" && c.WhatsAppID != c.Input {
			fmt.Fprintf(out, ", on WhatsApp %s", c.WhatsAppID)
		}
		fmt.Fprintln(out)
	}
	if person == nil {
		fmt.Fprintln(out, "  whether it arrives is told by the status webhook")
		return nil
	}
	p.world.Clock().Advance(time.Minute)
	if inbox := person.Inbox(); len(inbox) > 0 {
		bubble(out, inbox[len(inbox)-1])
	}
	return nil
}

// show prints the body that would be sent.
func show(out io.Writer, m whatsapp.Message) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, data, "", "  "); err != nil {
		return err
	}
	fmt.Fprintf(out, "The message is sound. Its body:\n%s\n", pretty.String())
	return nil
}

const width = 44

// bubble draws the message as the person sees it.
func bubble(out io.Writer, r emulator.Received) {
	fmt.Fprintf(out, "\n  ╭%s╮\n", strings.Repeat("─", width+2))
	line := func(s string) {
		for part := range wrapped(s) {
			fmt.Fprintf(out, "  │ %s%s │\n", part, strings.Repeat(" ", width-utf8.RuneCountInString(part)))
		}
	}
	if r.MediaID != "" || r.MediaURL != "" {
		line("[" + strings.TrimSpace(r.Type+" "+r.Filename) + "]")
	}
	for _, s := range []string{r.Header, r.Text, r.Emoji, r.Footer} {
		if s != "" {
			line(s)
		}
	}
	for _, b := range r.Buttons {
		line("[ " + b.Title + " ]")
	}
	fmt.Fprintf(out, "  ╰%s╯\n", strings.Repeat("─", width+2))
}

// wrapped breaks a text between its words, and words that are longer than a line.
func wrapped(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for row := range strings.SplitSeq(s, "\n") {
			line := []rune{}
			for _, word := range strings.Fields(row) {
				if len(line) > 0 && len(line)+1+utf8.RuneCountInString(word) > width {
					if !yield(string(line)) {
						return
					}
					line = line[:0]
				}
				if len(line) > 0 {
					line = append(line, ' ')
				}
				line = append(line, []rune(word)...)
				for ; len(line) > width; line = line[width:] {
					if !yield(string(line[:width])) {
						return
					}
				}
			}
			if !yield(string(line)) {
				return
			}
		}
	}
}
