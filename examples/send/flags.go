package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

// settings are the flags.
type settings struct {
	to, user, group   string
	replyTo, callback string
	file              string

	text, header, footer, caption, filename string
	preview                                 bool
	image, video, audio, voice              string
	document, sticker                       string
	location, contact, react                string
	buttons, rows                           pairs
	link, listButton                        string
	template, language, values              string
	marketing                               bool

	dryRun, live bool
}

// pairs are flags of the form id=title that may be repeated.
type pairs [][2]string

func (p *pairs) String() string { return "" }

func (p *pairs) Set(s string) error {
	id, title, found := strings.Cut(s, "=")
	if !found {
		return fmt.Errorf("is not id=title")
	}
	*p = append(*p, [2]string{id, title})
	return nil
}

func (s *settings) flags(help io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("send", flag.ContinueOnError)
	f.SetOutput(help)
	f.StringVar(&s.to, "to", "", "`number` of the person, with its country code")
	f.StringVar(&s.user, "user", "", "business-scoped user `id` of the person, where there is no number")
	f.StringVar(&s.group, "group", "", "`id` of a group")
	f.StringVar(&s.replyTo, "reply-to", "", "`id` of the message that this one answers")
	f.StringVar(&s.callback, "callback", "", "`text` that comes back with every status")
	f.StringVar(&s.file, "file", "", "`file` with the message as JSON, - for standard input; -to and the like win over it")

	f.StringVar(&s.text, "text", "", "what the message says")
	f.BoolVar(&s.preview, "preview", false, "show the first link of -text")
	f.StringVar(&s.header, "header", "", "`line` above -text; with -image, -video or -document the picture stands there")
	f.StringVar(&s.footer, "footer", "", "`line` below -text")
	f.Var(&s.buttons, "button", "`id=title` of a button that answers; up to three")
	f.StringVar(&s.link, "url", "", "`title=address` of a button that opens a page")
	f.Var(&s.rows, "row", "`id=title` of a line of a menu, or id=title|description; up to ten")
	f.StringVar(&s.listButton, "list-button", "Choose", "what the button says that opens the menu")

	media := "a `file`, an https address, or id:… of an upload"
	f.StringVar(&s.image, "image", "", "picture: "+media)
	f.StringVar(&s.video, "video", "", "video: "+media)
	f.StringVar(&s.audio, "audio", "", "sound: "+media)
	f.StringVar(&s.voice, "voice", "", "voice note, OGG with Opus: "+media)
	f.StringVar(&s.document, "document", "", "document: "+media)
	f.StringVar(&s.sticker, "sticker", "", "sticker, WebP: "+media)
	f.StringVar(&s.caption, "caption", "", "text below a picture, video or document")
	f.StringVar(&s.filename, "filename", "", "name that a document is shown by")
	f.StringVar(&s.location, "location", "", "`latitude,longitude[,name[,address]]` of a place")
	f.StringVar(&s.contact, "contact", "", "`name=number` of somebody to introduce")
	f.StringVar(&s.react, "react", "", "`emoji` to put on the message of -reply-to; none takes it away")

	f.StringVar(&s.template, "template", "", "`name` of a template")
	f.StringVar(&s.language, "language", "en", "`code` of the template's language")
	f.StringVar(&s.values, "values", "", "`values` of the template in their order, a,b, or by name, x=a,y=b")
	f.BoolVar(&s.marketing, "marketing", false, "send the template by the Marketing Messages API")

	f.BoolVar(&s.dryRun, "dry-run", false, "check the message and print its JSON, and send nothing")
	f.BoolVar(&s.live, "live", false, "send it for real, with the number in the environment")
	f.Usage = func() {
		fmt.Fprintln(help, "Usage: send [flags]")
		f.PrintDefaults()
		fmt.Fprintln(help, "\nWith -live, in the environment:")
		for _, v := range liveVariables {
			fmt.Fprintf(help, "  %-22s %s\n", v.name, v.what)
		}
	}
	return f
}
