package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// live sets the environment as for Meta, with an emulator in its place whose number is linked already.
func live(t *testing.T) (*emulator.Emulator, *metabiz.Client) {
	t.Helper()
	e, err := emulator.Start(emulator.Config{Token: "LIVE", AppSecret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	seed := e.Seed()
	for name, value := range map[string]string{
		"META_GRAPH_URL": e.URL(), "META_ACCESS_TOKEN": "LIVE", "META_APP_SECRET": "secret", "META_VERIFY_TOKEN": "v", "META_GRAPH_VERSION": "",
		"META_PAGE_ID": seed.PageID, "META_AD_ACCOUNT_ID": seed.AdAccountID, "META_WABA_ID": seed.WABAID,
		"META_PHONE_NUMBER_ID": seed.PhoneNumberID, "META_DISPLAY_PHONE": seed.DisplayPhone,
	} {
		t.Setenv(name, value)
	}
	client, err := metabiz.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	params := map[string]string{"whatsapp_number": seed.DisplayPhone}
	for range 2 {
		edge := metabiz.Path(seed.PageID, "page_whatsapp_number_verification")
		if err := client.Post(t.Context(), edge, params, nil, metabiz.WithToken(seed.PageToken)); err != nil {
			t.Fatal(err)
		}
		params["verification_code"], _ = e.VerificationCode(seed.DisplayPhone)
	}
	e.Clock().Advance(time.Minute)
	return e, client
}

func statuses(t *testing.T, client *metabiz.Client, account string) []ads.Status {
	t.Helper()
	var got []ads.Status
	for c, err := range ads.NewAccount(client, account).Campaigns(context.WithoutCancel(t.Context()), ads.CampaignQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c.Status)
	}
	return got
}

// An ad that was launched must not go on spending when the program ends early.
func TestLiveStoryThatEndsEarlyPausesTheAd(t *testing.T) {
	e, client := live(t)
	var out bytes.Buffer
	err := tell(t.Context(), settings{live: true, listen: "127.0.0.1:0", wait: 50 * time.Millisecond, in: strings.NewReader("yes\n")}, &out)
	if err == nil || !strings.Contains(err.Error(), "nobody wrote in time") {
		t.Fatalf("got %v, after:\n%s", err, out.String())
	}
	if got := statuses(t, client, e.Seed().AdAccountID); len(got) != 1 || got[0] != ads.StatusPaused {
		t.Errorf("the campaigns are %v", got)
	}
	if !strings.Contains(out.String(), "the campaign is paused") {
		t.Errorf("it does not tell that the ad is paused:\n%s", out.String())
	}
}

func TestLiveStoryAsksBeforeItSpends(t *testing.T) {
	e, client := live(t)
	err := tell(t.Context(), settings{live: true, listen: "127.0.0.1:0", in: strings.NewReader("no\n")}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "not approved") {
		t.Errorf("got %v", err)
	}
	if got := statuses(t, client, e.Seed().AdAccountID); len(got) != 0 {
		t.Errorf("campaigns were made: %v", got)
	}
}

// An interrupt must be heeded while a question is open, too.
func TestLiveStoryIsInterruptedAtAQuestion(t *testing.T) {
	live(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	silent, _ := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- tell(ctx, settings{live: true, listen: "127.0.0.1:0", in: silent}, &bytes.Buffer{})
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it goes on waiting for an answer")
	}
}
