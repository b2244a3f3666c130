package ads_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// A film is streamed, gone on with where the connection broke, encoded, and has a still then.
func ExampleAccount_UploadVideo() {
	e, account := world()
	defer func() { _ = e.Close() }()
	ctx := context.Background()
	details := ads.VideoDetails{Title: "How we roast"}
	film := metabiz.FileFromBytes("roast.mp4", append([]byte("\x00\x00\x00\x18ftypmp42"), bytes.Repeat([]byte{7}, 5000)...))

	video, err := account.UploadVideo(ctx, film, details)
	if broken, ok := errors.AsType[*ads.VideoUploadError](err); ok {
		// Later, perhaps by another process: broken.Upload is all that is needed.
		video, err = account.ResumeVideo(ctx, broken.Upload, film, details)
	}
	if err != nil {
		log.Fatal(err)
	}
	e.Clock().Advance(time.Minute)
	handle := account.AdVideo(video.ID)
	ready, err := handle.AwaitReady(ctx, 0)
	if err != nil {
		log.Fatal(err)
	}
	still, err := handle.PreferredThumbnail(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ready.Title, ready.Status.VideoStatus, still.Width, still.Height)
	// Output: How we roast ready 1280 720
}

// Ads that spent 20 euros in a week without a result are paused, every half-hour.
func ExampleRule() {
	e, account := world()
	defer func() { _ = e.Close() }()
	ctx := context.Background()
	rule := ads.Rule{
		Name: "Stop what is dear", Level: ads.RuleObjectAd, Period: ads.RuleLast7Days, Every: ads.RuleSemiHourly,
		Where: []ads.RuleCondition{ads.RuleMore("spent", 2000), ads.RuleFewer("results", 1)},
		Do:    ads.RuleAction{Type: ads.RuleExecutionPause},
	}
	params, err := rule.Params()
	if err != nil {
		log.Fatal(err)
	}
	made, err := account.CreateAdRule(ctx, params)
	if err != nil {
		log.Fatal(err)
	}
	would, err := account.AdRule(made.ID).Preview(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(would), "ads would be paused now")

	rule.Period = ""
	fmt.Println(rule.Validate())
	// Output:
	// 0 ads would be paused now
	// metabiz: ads.Rule: evaluation_spec.filters[1].field is a figure: the filters need a time_preset, got "spent"; evaluation_spec.filters[2].field is a figure: the filters need a time_preset, got "results"
}

// Two campaigns are shown to two halves of the people for two weeks.
func ExampleSplitTest() {
	e, account := world()
	defer func() { _ = e.Close() }()
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(e.URL()))
	if err != nil {
		log.Fatal(err)
	}
	business := ads.NewBusiness(client, e.Seed().BusinessID)
	ctx := context.Background()
	var campaigns []string
	for _, name := range []string{"Photo", "Film"} {
		campaign, err := account.CreateCampaign(ctx, ads.CampaignParams{Name: name, Objective: ads.ObjectiveOutcomeEngagement, Status: ads.StatusPaused, IsAdSetBudgetSharingEnabled: new(false)})
		if err != nil {
			log.Fatal(err)
		}
		campaigns = append(campaigns, campaign.ID)
	}
	start := time.Now().AddDate(0, 0, 1)
	test := ads.SplitTest{
		Name: "Photo or film", Start: start, End: start.AddDate(0, 0, 14),
		Cells: []ads.StudyCell{{Name: "Photo", Campaigns: campaigns[:1]}, {Name: "Film", Campaigns: campaigns[1:]}},
	}
	made, err := business.CreateAdStudy(ctx, test.Params())
	if err != nil {
		log.Fatal(err)
	}
	for cell, err := range account.AdStudy(made.ID).Cells(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(cell.Name, cell.TreatmentPercentage)
	}
	// Output:
	// Photo 50
	// Film 50
}
