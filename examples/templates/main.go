// Command templates keeps the message templates of a WhatsApp Business Account in
// step with a folder: one JSON a template, shop/order_ready/it.json.
//
//	go run -C examples ./templates                  # what differs; nothing is changed
//	go run -C examples ./templates -apply           # create and edit
//	go run -C examples ./templates -apply -delete   # and delete what stands in no file
//	go run -C examples ./templates -html page.html  # how they will look
//
// It needs no account: without META_ACCESS_TOKEN an emulator of the Graph API runs inside of it. With it,
// and -live and -waba, it works on a real one.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/whatsapp"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "templates:", err)
		stop()
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	folder, html, history string
	apply, delete, live   bool
	waba, app             string
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var set settings
	flags := flag.NewFlagSet("templates", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&set.folder, "folder", "templates/shop", "the `folder` of templates")
	flags.BoolVar(&set.apply, "apply", false, "create and edit what differs")
	flags.BoolVar(&set.delete, "delete", false, "delete what stands in no file, with -apply")
	flags.StringVar(&set.html, "html", "", "write a page that shows the templates to a `file`")
	flags.StringVar(&set.history, "history", "", "`file` that remembers edits and deletions from run to run")
	flags.BoolVar(&set.live, "live", false, "work on Meta, with META_ACCESS_TOKEN")
	flags.StringVar(&set.waba, "waba", "", "`id` of the account, when live")
	flags.StringVar(&set.app, "app", "", "`id` of the app that uploads the pictures, when live")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	folder := os.DirFS(set.folder)
	files, err := whatsapp.LoadTemplates(folder)
	if err != nil {
		return err
	}
	if set.html != "" {
		if err := writePage(set.html, files, out); err != nil {
			return err
		}
	}
	client, closeClient, err := open(&set)
	if err != nil {
		return err
	}
	defer closeClient()
	return set.sync(ctx, whatsapp.NewAccount(client, set.waba), folder, files, out)
}

// open gives a client of Meta's, or of an emulator that runs inside.
func open(set *settings) (*metabiz.Client, func(), error) {
	if set.live {
		if set.waba == "" {
			return nil, nil, errors.New("-live needs -waba")
		}
		client, err := metabiz.FromEnv()
		return client, func() {}, err
	}
	e, err := emulator.Start(emulator.Config{Token: "emulator"})
	if err != nil {
		return nil, nil, err
	}
	stop := func() { _ = e.Close() }
	set.waba, set.app = e.Seed().WABAID, e.Seed().AppID
	client, err := metabiz.New(metabiz.WithToken("emulator"), metabiz.WithBaseURL(e.URL()))
	if err != nil {
		stop()
		return nil, nil, err
	}
	return client, stop, nil
}

// sync tells what differs and, with -apply, makes it the same.
func (set settings) sync(ctx context.Context, account *whatsapp.Account, folder fs.FS, files []whatsapp.TemplateFile, out io.Writer) error {
	history, err := readHistory(set.history)
	if err != nil {
		return err
	}
	changes, err := account.SyncTemplates(ctx, files, whatsapp.TemplateSync{
		DryRun: !set.apply, Delete: set.delete, Media: folder, AppID: set.app, History: history,
		Keep: func(t whatsapp.Template) bool { return t.Name == "hello_world" }, // Meta's own sample
	})
	done := 0
	for _, c := range changes {
		mark := " "
		if c.Done {
			mark, done = "✓", done+1
		}
		fmt.Fprintln(out, mark, c)
		for _, d := range c.Differences {
			fmt.Fprintf(out, "      %s\n        - %s\n        + %s\n", d.Path, d.Have, d.Want)
		}
	}
	switch {
	case set.apply:
		fmt.Fprintf(out, "%d done. Meta reviews what is new: run again to see how it went.\n", done)
	default:
		fmt.Fprintln(out, "Nothing was changed: -apply does it.")
	}
	return errors.Join(err, writeHistory(set.history, history))
}

// readHistory reads what earlier runs have edited and deleted, which Meta limits and does not tell.
func readHistory(file string) (*whatsapp.TemplateHistory, error) {
	history := &whatsapp.TemplateHistory{}
	if file == "" {
		return history, nil
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return history, nil
	}
	if err != nil {
		return nil, err
	}
	return history, json.Unmarshal(data, history)
}

func writeHistory(file string, history *whatsapp.TemplateHistory) error {
	if file == "" {
		return nil
	}
	data, err := json.MarshalIndent(history, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o644)
}

// writePage shows every template with its own examples.
func writePage(file string, files []whatsapp.TemplateFile, out io.Writer) error {
	messages := make([]*whatsapp.Rendered, 0, len(files))
	for _, f := range files {
		messages = append(messages, f.Template.RenderExamples())
	}
	if err := os.WriteFile(file, whatsapp.RenderPage("Templates", messages...), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d templates are shown in %s\n", len(messages), file)
	return nil
}
