package main

import (
	"context"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// emulatedAds are the ads that have run in the emulator, and how people took to them.
var emulatedAds = []struct {
	name      string
	countries []string
	daily     ads.Money
	appeal    emulator.Appeal
}{
	{"Coffee for the office", []string{"IT"}, 2600, emulator.Appeal{LinkClicks: 21, Conversations: 410, Purchases: 190, Basket: 3900}},
	{"Taste three roasts", []string{"IT", "FR", "DE"}, 4200, emulator.Appeal{LinkClicks: 27, Conversations: 330, Purchases: 150, Basket: 2450}},
	{"Beans by subscription", []string{"DE", "FR"}, 3000, emulator.Appeal{LinkClicks: 13, Conversations: 240, Purchases: 260, Basket: 5200}},
	{"Cold brew for summer", []string{"ES", "IT"}, 1800, emulator.Appeal{LinkClicks: 18, Conversations: 190, Purchases: 90, Basket: 1900}},
	{"Gifts for tea lovers", []string{"ES"}, 1200, emulator.Appeal{LinkClicks: 9, Conversations: 120, Purchases: 70, Basket: 2100}},
}

// openEmulated has the ads run in an emulator until now.
func openEmulated(ctx context.Context, days int) (*source, error) {
	y, m, d := time.Now().Date()
	e, err := emulator.Start(emulator.Config{
		Token: "EAAEMULATOR", AppSecret: "emulated-secret", Addr: "127.0.0.1:0",
		Start: time.Date(y, m, d-days, 0, 5, 0, 0, time.Local),
	})
	if err != nil {
		return nil, err
	}
	s := &source{now: e.Clock().Now, every: time.Millisecond, close: func() { _ = e.Close() }}
	s.started = func(string, ads.InsightsQuery) { e.Clock().Advance(10 * time.Second) } // in which it is made
	if err := s.populate(ctx, e, days); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *source) populate(ctx context.Context, e *emulator.Emulator, days int) error {
	seed := e.Seed()
	linked := map[string]any{"has_whatsapp_number": true, "has_whatsapp_business_number": true, "whatsapp_number": seed.DisplayPhone}
	if err := e.Change(seed.PageID, linked); err != nil {
		return err
	}
	client, err := metabiz.New(metabiz.WithBaseURL(e.URL()), metabiz.WithToken("EAAEMULATOR"), metabiz.WithAppSecret("emulated-secret"))
	if err != nil {
		return err
	}
	s.account = ads.NewAccount(client, seed.AdAccountID)
	picture, err := poster()
	if err != nil {
		return err
	}
	firstSet := ""
	end := e.Clock().Now().AddDate(0, 0, days).Add(8 * time.Hour)
	for n, ad := range emulatedAds {
		launched, err := s.account.Launch(ctx, ads.ClickToMessage{
			Name: ad.name, Objective: ads.ObjectiveOutcomeEngagement, Destinations: []ads.DestinationType{ads.DestinationWhatsApp},
			PageID: seed.PageID, WhatsAppNumber: seed.DisplayPhone, Budget: ads.Budget{Daily: ad.daily},
			Audience: ads.Audience{Countries: ad.countries, AgeMin: 20, AgeMax: 60}, Creative: ads.ImageCreative{File: picture},
			Text: "Freshly roasted every Tuesday.", Headline: "Chat with us", DSABeneficiary: "Roastery", DSAPayor: "Roastery",
		}, ads.LaunchOptions{})
		if err != nil {
			return err
		}
		if n == 0 {
			firstSet = launched.AdSetID
		}
		if err := e.SetAppeal(launched.AdID, ad.appeal); err != nil {
			return err
		}
		// One ad after the other, and the first gets more to spend when it has proved itself.
		e.Clock().Advance(time.Duration(days) * 24 * time.Hour / 8)
		if n == 2 {
			if err := s.account.AdSet(firstSet).Update(ctx, ads.AdSetUpdate{DailyBudget: 2 * emulatedAds[0].daily}); err != nil {
				return err
			}
		}
	}
	e.Clock().Advance(end.Sub(e.Clock().Now()))
	return nil
}
