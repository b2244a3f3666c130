// Command insights-report writes one HTML page about what the ads of an account that
// open chats have brought: from impressions to conversations to purchases, the spend by
// country and day, and what a conversation costs by ad.
//
//	go run -C examples ./insights-report -out report.html
//
// It needs no account: an emulator of the Graph API runs inside of it, with two weeks of
// figures. With META_ACCESS_TOKEN, META_AD_ACCOUNT_ID and -live it reads those of Meta. The page
// loads nothing from anywhere, and follows the reader's choice of light or dark.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "insights-report:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	live := flag.Bool("live", false, "read the account META_AD_ACCOUNT_ID with META_ACCESS_TOKEN")
	out := flag.String("out", "insights-report.html", "`file` that the page is written to")
	days := flag.Int("days", 14, "how many whole days back, up to yesterday")
	background := flag.Bool("background", false, "have Meta make the reports in the background: for large accounts")
	flag.Parse()
	if *days < 1 || *days > 90 {
		return fmt.Errorf("-days is %d: it must be from 1 to 90", *days)
	}
	source, err := open(ctx, *live, *days)
	if err != nil {
		return err
	}
	defer source.close()
	source.background = *background
	r, err := collect(ctx, source, *days)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := r.write(&page); err != nil {
		return err
	}
	if err := os.WriteFile(*out, page.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d ads, %s to %s, %s spent, %d conversations\n", *out, len(r.Ads), r.Since, r.Until, r.money(r.Spend), r.Chats)
	return nil
}

// source is where the figures come from.
type source struct {
	account    *ads.Account
	now        func() time.Time
	background bool
	every      time.Duration // how often a report in the background is looked at
	started    func(id string, query ads.InsightsQuery)
	close      func()
}

func open(ctx context.Context, live bool, days int) (*source, error) {
	if !live {
		return openEmulated(ctx, days)
	}
	id := os.Getenv("META_AD_ACCOUNT_ID")
	if id == "" {
		return nil, errors.New("-live needs META_AD_ACCOUNT_ID in the environment, such as act_1234")
	}
	client, err := metabiz.FromEnv()
	if err != nil {
		return nil, err
	}
	return &source{account: ads.NewAccount(client, id), now: time.Now, close: func() {}}, nil
}
