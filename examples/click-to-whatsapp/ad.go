package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

//go:embed poster.png
var poster embed.FS

// picture is the file that the ad and the bot show.
func (s *story) picture() (metabiz.File, error) {
	if s.image != "" {
		return metabiz.FileFromPath(s.image)
	}
	return metabiz.FileFromFS(poster, "poster.png")
}

// ad describes the whole ad as one value.
func (s *story) ad(ctx context.Context) (ads.ClickToMessage, error) {
	creative, err := s.creative(ctx)
	if err != nil {
		return ads.ClickToMessage{}, err
	}
	return ads.ClickToMessage{
		Name:           "Coffee for the office",
		Objective:      ads.ObjectiveOutcomeEngagement,
		Destinations:   []ads.DestinationType{ads.DestinationWhatsApp},
		PageID:         s.pageID,
		WhatsAppNumber: s.number,
		Budget:         ads.Budget{Daily: 1000}, // 10.00 in the account's currency
		Schedule:       ads.Schedule{End: s.now().AddDate(0, 0, 14)},
		Audience:       ads.Audience{Countries: []string{"IT"}, AgeMin: 25, AgeMax: 55},
		Placements: ads.Placements{
			Facebook:  []ads.FacebookPosition{ads.FacebookPositionFeed},
			Instagram: []ads.InstagramPosition{ads.InstagramPositionStream, ads.InstagramPositionStory},
		},
		Creative:    creative,
		Text:        "Freshly roasted every Tuesday, at your desk on Thursday.",
		Headline:    "Chat with " + s.shopName,
		Description: "Answers within minutes",
		Welcome: &ads.WelcomeMessage{
			Text: "Ciao {{user_first_name}}! How can we help?",
			IceBreakers: []ads.IceBreaker{
				{Title: "What do you roast?", Response: "Three blends and two single origins, every Tuesday."},
				{Title: "Do you deliver?", Response: "Within two days, free from 30 €."},
			},
		},
		DSABeneficiary: s.shopName,
		DSAPayor:       s.shopName,
	}, nil
}

// buyAd shows what would be sent, looks for what would make it fail, and launches the ad.
func (s *story) buyAd(ctx context.Context) error {
	ad, err := s.ad(ctx)
	if err != nil {
		return err
	}
	plan, err := s.account.Plan(ad)
	if err != nil {
		return err
	}
	s.tl.event(shop, "", "plans the ad", fmt.Sprintf("%d requests, nothing is sent yet", len(plan.Steps)))
	if s.bodies {
		s.tl.note(strings.ReplaceAll(plan.String(), "\n", "\n   "))
	} else {
		for _, step := range plan.Steps {
			s.tl.event("", "", fmt.Sprintf("%-18s%s %s", step.Name, step.Method, shortPath(step.Path)), firstLine(step.Detail))
		}
	}
	checks, err := s.account.Preflight(ctx, ad)
	if err != nil {
		return err
	}
	for _, f := range checks.Findings {
		s.tl.event(meta, shop, clip(f.Severity.String()+": "+f.Problem, 90), "")
	}
	if err := checks.Err(); err != nil {
		return err
	}
	s.tl.event(meta, shop, "preflight: nothing stands in the way", fmt.Sprintf("%d notes", len(checks.Findings)))
	stop := s.letTimePass() // for a slideshow, of which Meta makes a video
	s.launched, err = s.account.Launch(ctx, ad, ads.LaunchOptions{
		Key:     "click-to-whatsapp " + s.now().Format("2006-01-02 15:04"),
		Approve: s.approve,
		Observe: s.launchStep,
	})
	stop()
	if err != nil {
		return err
	}
	if s.world != nil {
		s.world.emulator.Clock().Advance(20 * time.Minute) // Meta reviews the ad
	}
	reviewed, err := ads.NewAd(s.client, s.launched.AdID).Get(ctx, metabiz.WithFields("effective_status"))
	if err != nil {
		return err
	}
	s.tl.event(meta, shop, "the ad is "+strings.ToLower(strings.ReplaceAll(string(reviewed.EffectiveStatus), "_", " ")), "ad "+short(s.launched.AdID))
	return nil
}

// launchStep prints one step of the launch.
func (s *story) launchStep(step ads.Step) {
	switch {
	case step.Err != nil:
		s.tl.event(meta, shop, "refuses: "+string(step.Name), step.Err.Error())
	case strings.HasPrefix(string(step.Name), "activate"):
		s.tl.event(shop, meta, string(step.Name), "")
	case step.Name == ads.StepImage:
		s.tl.event(shop, meta, "uploads the picture "+step.File.Name, "hash "+short(step.ID))
	case step.Name == ads.StepVideo:
		s.tl.event(shop, meta, "has Meta make a video of the pictures", "video "+short(step.ID))
	default:
		s.tl.event(shop, meta, "makes the "+string(step.Name)+", paused", short(step.ID))
	}
}

// approve is the budget guard: it is asked before anything may spend.
func (s *story) approve(ctx context.Context, spend ads.Spend) error {
	most := fmt.Sprintf("at most %.2f %s a day", float64(spend.InADay)/100, spend.Currency)
	if s.world != nil {
		s.tl.event(shop, "", "approves the budget", most)
		return nil
	}
	answer, err := s.ask(ctx, fmt.Sprintf("This ad may spend %s, %.2f a week, until %s. Launch it? Type yes:",
		most, float64(spend.InAWeek)/100, spend.End.Format("2 Jan")))
	if err == nil && !strings.EqualFold(answer, "yes") {
		err = errors.New("not approved, nothing was made")
	}
	return err
}

// firstLine of what is worth knowing about a step, where it is short.
func firstLine(detail string) string {
	if strings.Contains(detail, "\n") {
		return ""
	}
	return detail
}

func shortPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = shortID(p)
	}
	return "/" + strings.Join(parts, "/")
}

// shortID shortens ids, and leaves references such as {campaign.id} alone.
func shortID(s string) string {
	if strings.HasPrefix(s, "{") {
		return s
	}
	return short(s)
}
