package ads_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// runningAd is an ad that is shown, a day after it was reviewed.
func runningAd(t *testing.T, e *emulator.Emulator, account *ads.Account) *ads.Launched {
	t.Helper()
	launched, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{})
	failOn(t, err)
	e.Clock().Advance(time.Hour)
	return launched
}

// A rule runs by its schedule: it looks at what has spent enough, pauses it, and tells of it.
func TestRuleRuns(t *testing.T) {
	t.Parallel()
	e, client := emulated(t, func(c *emulator.Config) { c.Start = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) })
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	launched := runningAd(t, e, account)
	wanted := dear()
	wanted.Where = []ads.RuleCondition{ads.RuleMore("spent", 500)}
	params, err := wanted.Params()
	failOn(t, err)
	made, err := account.CreateAdRule(t.Context(), params)
	failOn(t, err)
	rule := account.AdRule(made.ID)
	if early, err := rule.Preview(t.Context()); err != nil || len(early) != 0 {
		t.Errorf("before it has spent that much: %+v, %v", early, err)
	}
	e.Clock().Advance(36 * time.Hour)
	ad, err := account.Ad(launched.AdID).Get(t.Context())
	failOn(t, err)
	history := collect(t, rule.History(t.Context(), ads.HistoryQuery{Action: "PAUSED"}))
	if ad.Status != ads.StatusPaused || len(history) != 1 || history[0].IsManual || history[0].Results[0].ObjectID != ad.ID {
		t.Errorf("the ad is %s; history %+v", ad.Status, history)
	}
	// What is paused is no longer looked at.
	if later, err := rule.Preview(t.Context()); err != nil || len(later) != 0 {
		t.Errorf("afterwards: %+v, %v", later, err)
	}
	back := ads.Rule{
		Name: "On again", Level: ads.RuleObjectAd, IDs: []string{ad.ID}, Every: ads.RuleDaily, Do: ads.RuleAction{Type: ads.RuleExecutionUnpause},
	}
	params, err = back.Params()
	failOn(t, err)
	made, err = account.CreateAdRule(t.Context(), params)
	failOn(t, err)
	matches, err := account.AdRule(made.ID).Preview(t.Context())
	failOn(t, err)
	if diff := cmp.Diff([]ads.RuleMatch{{ObjectID: ad.ID, ObjectType: ads.RuleObjectAd}}, matches); diff != "" {
		t.Errorf("matches (-want +got):\n%s", diff)
	}
}

// A budget is raised by its percentage, up to the limit.
func TestRuleRaisesBudget(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	launched := runningAd(t, e, account)
	set := account.AdSet(launched.AdSetID)
	before, err := set.Get(t.Context())
	failOn(t, err)
	raise := ads.Rule{
		Name: "More", Level: ads.RuleObjectAdSet, Every: ads.RuleDaily, Where: []ads.RuleCondition{ads.RuleOneOf("effective_status", "ACTIVE", "PAUSED")},
		Do: ads.RuleAction{Type: ads.RuleExecutionChangeBudget, Change: &ads.RuleChange{Amount: 50, Unit: ads.RuleChangePercent, Limit: new(float64(before.DailyBudget) * 1.2)}},
	}
	params, err := raise.Params()
	failOn(t, err)
	made, err := account.CreateAdRule(t.Context(), params)
	failOn(t, err)
	failOn(t, account.AdRule(made.ID).Execute(t.Context()))
	after, err := set.Get(t.Context())
	failOn(t, err)
	if after.DailyBudget != before.DailyBudget*12/10 {
		t.Errorf("from %d to %d", before.DailyBudget, after.DailyBudget)
	}
}

// What only Meta knows is refused by Meta.
func TestToolsRefused(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	launched := runningAd(t, e, account)
	business := ads.NewBusiness(client, e.Seed().BusinessID)
	test := ads.SplitTest{
		Name: "T", Start: time.Now().AddDate(0, 0, 1), End: time.Now().AddDate(0, 0, 15),
		Cells: []ads.StudyCell{{Name: "A", Ads: []string{launched.AdID}}, {Name: "B", Ads: []string{"12345"}}},
	}
	raw := ads.AdRuleParams{Name: "R", EvaluationSpec: ads.AdRuleEvaluationSpec{EvaluationType: ads.RuleEvaluationSchedule}}
	calls := map[string]func(ctx context.Context) error{
		"ad that is not there": func(ctx context.Context) error { return errOf(business.CreateAdStudy(ctx, test.Params())) },
		"study in the past": func(ctx context.Context) error {
			p := test.Params()
			p.StartTime = ads.UnixTime{Time: time.Unix(1, 0)}
			return errOf(business.CreateAdStudy(ctx, p))
		},
		"unchecked rule": func(ctx context.Context) error {
			return client.Post(ctx, e.Seed().AdAccountID+"/adrules_library", raw, nil)
		},
		"advice that is unknown": func(ctx context.Context) error {
			return errOf(account.ApplyRecommendation(ctx, ads.ApplyRecommendationParams{RecommendationSignature: "x"}))
		},
		"estimate of elsewhere": func(ctx context.Context) error {
			return errOf(account.MessageDeliveryEstimate(ctx, ads.MessageDeliveryEstimateQuery{PromotedObject: ads.AdPromotedObject{PageID: e.Seed().PageID}, DailyBudget: 1, TargetingSpec: ads.Targeting{AgeMin: 18}}))
		},
		"archive of no images": func(ctx context.Context) error {
			files := map[string]metabiz.File{"a.png": metabiz.FileFromBytes("a.png", []byte("text")), "b.png": metabiz.FileFromBytes("b.png", []byte("text"))}
			return errOf(account.UploadImageArchive(ctx, zipped(t, files)))
		},
		"search of nothing": func(ctx context.Context) error { return client.Get(ctx, "search", map[string]string{"type": "x"}, nil) },
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			err := call(t.Context())
			if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != 100 {
				t.Errorf("error %v", err)
			}
		})
	}
}

// Every format shows a creative that does not exist yet, WhatsApp Status included.
func TestPreviewCreative(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	image, err := account.UploadImage(t.Context(), adPoster(t))
	failOn(t, err)
	creative := ads.AdCreativeParams{Name: "C", ObjectStorySpec: &ads.AdCreativeObjectStorySpec{PageID: e.Seed().PageID, LinkData: &ads.AdCreativeLinkData{
		Link: "https://api.whatsapp.com/send", Message: "Fresh coffee", ImageHash: image.Hash,
		CallToAction: &ads.AdCreativeLinkDataCallToAction{Type: ads.CallToActionWhatsAppMessage, Value: &ads.AdCreativeLinkDataCallToActionValue{AppDestination: "WHATSAPP"}},
	}}}
	formats := []ads.PreviewFormat{ads.PreviewFormatMobileFeedStandard, ads.PreviewFormatWhatsAppStatusMedia, "NO_SUCH_FORMAT", ads.PreviewFormatInstagramStory}
	var failed []ads.PreviewFormat
	for shown := range account.PreviewCreative(t.Context(), creative, formats) {
		if shown.Err != nil {
			failed = append(failed, shown.Format)
			continue
		}
		frame, ok := shown.Previews[0].Frame()
		if !ok || !strings.HasPrefix(frame.URL, "https://www.facebook.com/") || strings.Contains(frame.URL, "&amp;") || frame.Width == 0 || frame.Height == 0 {
			t.Errorf("%s: %+v of %s", shown.Format, frame, shown.Previews[0].Body)
		}
	}
	if diff := cmp.Diff([]ads.PreviewFormat{"NO_SUCH_FORMAT"}, failed); diff != "" {
		t.Errorf("failed (-want +got):\n%s", diff)
	}
	if _, ok := (&ads.AdPreview{Body: "This ad can't be shown here."}).Frame(); ok {
		t.Error("a text has a frame")
	}
	made := collect(t, account.AdCreatives(t.Context(), ads.AdCreativeQuery{}))
	if len(made) != 0 {
		t.Errorf("made: %+v", made)
	}
}

// An image that is in the library is not sent again.
func TestReuseImageSendsOnce(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	for range 3 {
		if _, _, err := account.ReuseImage(t.Context(), picture(400, 300)); err != nil {
			t.Fatal(err)
		}
	}
	uploads := slices.DeleteFunc(e.Requests(), func(c emulator.Recorded) bool { return c.Method != "POST" })
	if len(uploads) != 1 {
		t.Errorf("%d uploads", len(uploads))
	}
}
