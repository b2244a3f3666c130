package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz/ads"
)

// reportPurchase tells Meta, by the Conversions API, that the chat ended in a purchase.
func (s *story) reportPurchase(ctx context.Context) error {
	guest, _ := s.bot.who()
	if guest.Message.Referral == nil || guest.Message.Referral.CTWAClid == "" {
		s.tl.note("the person did not come from an ad, or Meta did not say: there is nothing to attribute a purchase to")
		return nil
	}
	if s.world == nil {
		if answer, err := s.ask(ctx, "Report a purchase of 18.00 EUR to Meta? Type yes:"); err != nil || answer != "yes" {
			return err
		}
	}
	dataset, err := s.waba.Dataset(ctx)
	if err != nil {
		return err
	}
	report, err := ads.NewDataset(s.client, dataset.ID).SendEvents(ctx, ads.EventBatch{Events: []ads.Event{{
		EventName:        ads.EventPurchase,
		EventTime:        s.now(),
		ActionSource:     ads.ActionSourceBusinessMessaging,
		MessagingChannel: ads.ChannelWhatsApp,
		UserData:         ads.UserData{CTWAClid: guest.Message.Referral.CTWAClid, WhatsAppBusinessAccountID: s.wabaID},
		CustomData:       ads.CustomData{Currency: "EUR", Value: new(18.0)},
	}}})
	if err != nil {
		return err
	}
	s.tl.event(shop, meta, "reports a purchase of 18.00 EUR", fmt.Sprintf("%d event received, click %s", report.EventsReceived, short(guest.Message.Referral.CTWAClid)))
	return nil
}

// readInsights reads what the ad brought.
func (s *story) readInsights(ctx context.Context) error {
	if s.world != nil {
		s.world.emulator.Clock().Advance(time.Hour)
	}
	for row, err := range ads.NewAd(s.client, s.launched.AdID).Insights(ctx, ads.InsightsQuery{DatePreset: ads.DatePresetMaximum}) {
		if err != nil {
			return err
		}
		m := row.Messaging()
		s.tl.event(meta, shop, fmt.Sprintf("%d people saw the ad %d times", row.Reach, row.Impressions), fmt.Sprintf("%d clicks, spend %.2f EUR", row.Clicks, row.Spend.Float64()))
		s.tl.event(meta, shop, fmt.Sprintf("%d conversation started, %d first reply", m.ConversationsStarted7d, m.FirstReplies),
			fmt.Sprintf("%.2f EUR per conversation", m.CostPerConversationStarted.Float64()))
		return nil
	}
	s.tl.note("no insights yet: Meta refreshes them about every 15 minutes")
	return nil
}

// close ends the story. A live ad is paused, unless the person wants it to run on.
func (s *story) close(ctx context.Context) error {
	if s.world != nil {
		fmt.Fprintln(s.out)
		return nil
	}
	answer, err := s.ask(ctx, "The ad is running. Type keep to leave it so, anything else pauses it:")
	if err == nil && answer == "keep" {
		return nil
	}
	return errors.Join(err, s.pause(context.WithoutCancel(ctx)))
}

// pause stops a live ad that was launched from spending.
func (s *story) pause(ctx context.Context) error {
	if s.world != nil || s.launched == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := ads.NewCampaign(s.client, s.launched.CampaignID).SetStatus(ctx, ads.StatusPaused); err != nil {
		return fmt.Errorf("the ad goes on spending, pause campaign %s by hand: %w", s.launched.CampaignID, err)
	}
	s.tl.note("the campaign is paused: it spends nothing more")
	return nil
}
