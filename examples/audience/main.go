// Command audience sends a list of customers to a custom audience and tells what became of each row.
//
//	go run -C examples ./audience                                        # adds audience/customers.csv to a new audience
//	go run -C examples ./audience -file list.csv -audience 123 -do replace
//	go run -C examples ./audience -file list.csv -checkpoint state.json  # goes on where the last run broke off
//
// The first line of the CSV names its columns: email, phone, fn, ln, dob, gen, ct, st, zip, country, madid, extern_id, value, or
// what spreadsheets call them. Values are normalised and hashed here; none leaves as it is that Meta does not want so.
//
// It needs no account: without -live an emulator of the Graph API runs inside of it. With -live, META_ACCESS_TOKEN
// and -account it works on a real one.
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
	"path/filepath"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "audience:", err)
		stop()
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	file, name, country, do, checkpoint string
	account, audience                   string
	batch                               int
	live                                bool
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var set settings
	flags := flag.NewFlagSet("audience", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&set.file, "file", "audience/customers.csv", "the `file` of customers")
	flags.StringVar(&set.audience, "audience", "", "`id` of the audience; none: a new one is made")
	flags.StringVar(&set.name, "name", "Customers", "`name` of a new audience")
	flags.StringVar(&set.country, "country", "IT", "`code` of the country that numbers without one belong to")
	flags.StringVar(&set.do, "do", "add", "add, remove or replace")
	flags.StringVar(&set.checkpoint, "checkpoint", "", "`file` that remembers how far it came")
	flags.IntVar(&set.batch, "batch", ads.MaxAudienceRows, "rows in one call")
	flags.BoolVar(&set.live, "live", false, "work on Meta, with META_ACCESS_TOKEN")
	flags.StringVar(&set.account, "account", "", "`id` of the ad account, when live")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	client, stop, err := open(&set)
	if err != nil {
		return err
	}
	defer stop()
	return set.send(ctx, ads.NewAccount(client, set.account), out)
}

func open(set *settings) (*metabiz.Client, func(), error) {
	if set.live {
		if set.account == "" {
			return nil, nil, errors.New("-live needs -account")
		}
		client, err := metabiz.FromEnv()
		return client, func() {}, err
	}
	e, err := emulator.Start(emulator.Config{Token: "emulator"})
	if err != nil {
		return nil, nil, err
	}
	stop := func() { _ = e.Close() }
	set.account = e.Seed().AdAccountID
	client, err := metabiz.New(metabiz.WithToken("emulator"), metabiz.WithBaseURL(e.URL()))
	if err != nil {
		stop()
		return nil, nil, err
	}
	return client, stop, nil
}

// send makes the audience, where none is named, and sends the customers to it.
func (set *settings) send(ctx context.Context, account *ads.Account, out io.Writer) error {
	file, err := os.Open(set.file)
	if err != nil {
		return err
	}
	defer file.Close()
	customers, err := readCustomers(file)
	if err != nil {
		return fmt.Errorf("%s: %w", set.file, err)
	}
	options := ads.UploadOptions{Schema: customers.schema, Country: set.country, BatchSize: set.batch, Err: customers.Err}
	if err := set.remember(&options); err != nil {
		return err
	}
	if options.Resume != nil && set.audience == "" {
		set.audience = options.Resume.AudienceID
	}
	if set.audience == "" {
		made, err := account.CreateAudience(ctx, ads.CustomerList{Name: set.name, ValueBased: customers.values()})
		if errors.Is(err, ads.ErrAudienceTerms) {
			return fmt.Errorf("somebody who manages the ad account must accept the terms first: %w", err)
		}
		if err != nil {
			return err
		}
		set.audience = made.ID
		fmt.Fprintf(out, "Audience %s is made.\n", made.ID)
	}
	audience := account.CustomAudience(set.audience)
	do, ok := map[string]func() (*ads.UploadReport, error){
		"add":     func() (*ads.UploadReport, error) { return audience.Upload(ctx, customers.All(), options) },
		"remove":  func() (*ads.UploadReport, error) { return audience.Remove(ctx, customers.All(), options) },
		"replace": func() (*ads.UploadReport, error) { return audience.Replace(ctx, customers.All(), options) },
	}[set.do]
	if !ok {
		return fmt.Errorf("-do %s is not add, remove or replace", set.do)
	}
	report, err := do()
	if report != nil {
		tell(out, report, customers)
	}
	if err != nil {
		return err
	}
	if set.checkpoint != "" {
		if err := os.Remove(set.checkpoint); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	got, err := audience.Get(ctx, ads.CustomAudienceGetQuery{})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Audience %s: %s.\n", got.Name, got.StatusText())
	return nil
}

// remember goes on from the checkpoint in the file, and keeps it there.
func (set *settings) remember(options *ads.UploadOptions) error {
	if set.checkpoint == "" {
		return nil
	}
	switch data, err := os.ReadFile(set.checkpoint); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	default:
		options.Resume = new(ads.UploadCheckpoint)
		if err := json.Unmarshal(data, options.Resume); err != nil {
			return fmt.Errorf("%s: %w", set.checkpoint, err)
		}
	}
	options.OnCheckpoint = func(c ads.UploadCheckpoint) error {
		data, err := json.Marshal(c)
		if err != nil {
			return err
		}
		return replaceFile(set.checkpoint, data)
	}
	return nil
}

// replaceFile leaves either the old content or the new, whatever happens.
func replaceFile(name string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name))
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return os.Rename(temporary.Name(), name)
}

// tell writes what became of the rows, by their lines in the file.
func tell(out io.Writer, report *ads.UploadReport, customers *customers) {
	fmt.Fprintf(out, "%d rows, %d sent in %d calls, %d refused; Meta received %d and could not read %d.\n",
		report.Rows, report.Sent, report.Batches, report.Refused, report.Received, report.Invalid)
	for _, p := range report.Problems {
		fmt.Fprintf(out, "  line %d: %s\n", customers.line(p.Row), strings.TrimSpace(string(p.Key)+" "+p.Problem))
	}
	for _, s := range report.Samples {
		fmt.Fprintf(out, "  line %d: Meta: %s\n", customers.line(s.Row), s.Why)
	}
}
