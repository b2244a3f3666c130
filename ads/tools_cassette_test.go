package ads_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// advance lets time pass where the cassette is recorded.
func (p played) advance(d time.Duration) {
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(d) })
}

func collect[T any](t *testing.T, seq func(func(T, error) bool)) []T {
	t.Helper()
	items, err := metabiz.Collect(seq)
	failOn(t, err)
	return items
}

// zipped is an archive that is the same byte for byte each time.
func zipped(t *testing.T, files map[string]metabiz.File) metabiz.File {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"a.png", "b.png"} {
		r, err := files[name].Open()
		failOn(t, err)
		content, err := io.ReadAll(r)
		failOn(t, err)
		part, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		failOn(t, err)
		_, err = part.Write(content)
		failOn(t, err)
	}
	failOn(t, w.Close())
	return metabiz.FileFromBytes("images.zip", b.Bytes())
}

func TestCassetteAdVideo(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_video")
	film := metabiz.FileFromBytes("film.mp4", film(500))
	streamed, err := p.account.UploadVideo(t.Context(), film, ads.VideoDetails{Title: "Spring"})
	failOn(t, err)
	chunked, err := p.account.UploadVideoInChunks(t.Context(), film, ads.VideoDetails{Title: "Spring in chunks"})
	failOn(t, err)
	fetched, err := p.account.UploadVideoFrom(t.Context(), "https://shop.example/film.mp4", ads.VideoDetails{Title: "Spring from afar"})
	failOn(t, err)
	p.advance(time.Minute)
	for _, v := range []*ads.AdVideo{streamed, chunked, fetched} {
		ready, err := p.account.AdVideo(v.ID).AwaitReady(t.Context(), time.Millisecond)
		failOn(t, err)
		if ready.Title != v.Title || ready.Status.VideoStatus != "ready" {
			t.Errorf("ready: %+v", ready)
		}
	}
	video := p.account.AdVideo(streamed.ID)
	first, err := video.PreferredThumbnail(t.Context())
	failOn(t, err)
	_, err = video.AddThumbnail(t.Context(), ads.AddThumbnailParams{Source: adPoster(t), IsPreferred: new(true)})
	failOn(t, err)
	chosen, err := video.PreferredThumbnail(t.Context())
	failOn(t, err)
	if first.URI == "" || chosen.URI == "" || first.ID == chosen.ID {
		t.Errorf("stills: %+v, %+v", first, chosen)
	}
	failOn(t, video.Update(t.Context(), ads.AdVideoUpdate{Name: "Summer"}))
	if n := len(collect(t, p.account.VideoAds(t.Context(), ads.VideoAdQuery{}))); n != 3 {
		t.Errorf("%d videos", n)
	}
	failOn(t, p.account.DeleteAdVideo(t.Context(), chunked.ID))
	failOn(t, video.Delete(t.Context()))
	if left := collect(t, p.account.AdVideos(t.Context(), ads.AdVideoQuery{})); len(left) != 1 || left[0].ID != fetched.ID {
		t.Errorf("left: %+v", left)
	}
}

func TestCassetteAdImageReuse(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_image_reuse")
	poster := adPoster(t)
	image, uploaded, err := p.account.ReuseImage(t.Context(), poster)
	failOn(t, err)
	again, uploadedAgain, err := p.account.ReuseImage(t.Context(), poster)
	failOn(t, err)
	if !uploaded || uploadedAgain || image.Hash != again.Hash {
		t.Errorf("%v %+v, %v %+v", uploaded, image, uploadedAgain, again)
	}
	archive := zipped(t, map[string]metabiz.File{"a.png": poster, "b.png": poster})
	images, err := p.account.UploadImageArchive(t.Context(), archive)
	failOn(t, err)
	if len(images) != 2 || images[0].Hash != image.Hash {
		t.Errorf("of the archive: %+v", images)
	}
	copied, err := p.account.CopyImage(t.Context(), p.account, image.Hash)
	failOn(t, err)
	if copied.Hash != image.Hash {
		t.Errorf("copied: %+v", copied)
	}
	failOn(t, p.account.DeleteImage(t.Context(), ads.AdImageDelete{Hash: image.Hash}))
	if gone, err := p.account.ImageByHash(t.Context(), image.Hash); err != nil || gone != nil {
		t.Errorf("deleted: %+v, %v", gone, err)
	}
}

func TestCassetteAdRule(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_rule")
	p.link(t)
	campaignID := p.campaign(t, "Spring")
	setID := p.adSet(t, campaignID, "Italy")
	ad, err := p.account.CreateAd(t.Context(), ads.AdParams{Name: "Ad", AdSetID: setID, Status: ads.StatusActive, Creative: ads.AdCreative{CreativeID: p.creative(t, "C")}})
	failOn(t, err)
	failOn(t, p.account.AdSet(setID).SetStatus(t.Context(), ads.StatusActive))
	failOn(t, p.account.Campaign(campaignID).SetStatus(t.Context(), ads.StatusActive))
	params, err := dear().Params()
	failOn(t, err)
	made, err := p.account.CreateAdRule(t.Context(), params)
	failOn(t, err)
	rule := p.account.AdRule(made.ID)
	got, err := rule.Get(t.Context())
	failOn(t, err)
	if got.Name != params.Name || got.ScheduleSpec.ScheduleType != "SEMI_HOURLY" || len(got.EvaluationSpec.Filters) != 4 {
		t.Errorf("made: %+v", got)
	}
	if governing := collect(t, p.account.Ad(ad.ID).GoverningAdRules(t.Context(), ads.GoverningAdRuleQuery{})); len(governing) != 1 {
		t.Errorf("governing: %+v", governing)
	}
	failOn(t, rule.SetStatus(t.Context(), ads.RuleStatusDisabled))
	p.advance(3 * 24 * time.Hour) // at 7 euros a day
	failOn(t, rule.Execute(t.Context()))
	stopped, err := p.account.Ad(ad.ID).Get(t.Context())
	failOn(t, err)
	if stopped.Status != ads.StatusPaused {
		t.Errorf("the ad is %s", stopped.Status)
	}
	history := collect(t, rule.History(t.Context(), ads.HistoryQuery{ObjectID: ad.ID}))
	if len(history) != 1 || !history[0].IsManual || history[0].Results[0].Actions[0].Action != "PAUSED" {
		t.Errorf("history: %+v", history)
	}
	if all := collect(t, p.account.AdRulesHistory(t.Context(), ads.AdRulesHistoryQuery{HideNoChanges: new(true)})); len(all) != 1 || all[0].RuleID != made.ID {
		t.Errorf("account's history: %+v", all)
	}
	if rules := collect(t, p.account.AdRules(t.Context())); len(rules) != 1 {
		t.Errorf("rules: %+v", rules)
	}
	failOn(t, rule.Delete(t.Context()))
}

func TestCassetteAdStudy(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_study")
	p.link(t)
	campaignID := p.campaign(t, "Spring")
	sets := []string{p.adSet(t, campaignID, "Photo"), p.adSet(t, campaignID, "Film")}
	begin := time.Date(2099, 1, 5, 0, 0, 0, 0, time.UTC)
	test := ads.SplitTest{
		Name: "Photo or film", Start: begin, End: begin.AddDate(0, 0, 14), Description: "Which starts more chats",
		Cells:      []ads.StudyCell{{Name: "Photo", AdSets: sets[:1]}, {Name: "Film", AdSets: sets[1:]}},
		Objectives: []ads.StudyObjective{{Name: "Chats", Type: ads.StudyObjectiveConversions, IsPrimary: new(true)}},
	}
	business := ads.NewBusiness(p.client, p.Seed.BusinessID)
	made, err := business.CreateAdStudy(t.Context(), test.Params())
	failOn(t, err)
	study := ads.NewAdStudy(p.client, made.ID)
	got, err := study.Get(t.Context())
	failOn(t, err)
	if got.Name != test.Name || got.Type != ads.StudySplitTest || !got.StartTime.Equal(begin) {
		t.Errorf("made: %+v", got)
	}
	cells := collect(t, study.Cells(t.Context()))
	if len(cells) != 2 || cells[0].TreatmentPercentage != 50 || cells[0].AdEntitiesCount != 1 {
		t.Errorf("cells: %+v", cells)
	}
	if objectives := collect(t, study.Objectives(t.Context())); len(objectives) != 1 || !objectives[0].IsPrimary {
		t.Errorf("objectives: %+v", objectives)
	}
	failOn(t, study.Update(t.Context(), ads.AdStudyUpdate{Name: "Film or photo", EndTime: ads.UnixTime{Time: begin.AddDate(0, 0, 21)}}))
	for name, list := range map[string]func(func(ads.AdStudy, error) bool){
		"business": business.AdStudies(t.Context()), "account": p.account.AdStudies(t.Context()),
		"campaign": p.account.Campaign(campaignID).AdStudies(t.Context()), "ad set": p.account.AdSet(sets[0]).AdStudies(t.Context()),
	} {
		if found := collect(t, list); len(found) != 1 || found[0].Name != "Film or photo" {
			t.Errorf("of the %s: %+v", name, found)
		}
	}
	failOn(t, study.Delete(t.Context()))
}

func TestCassetteAdAsyncRequest(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_async_request")
	p.link(t)
	setID := p.adSet(t, p.campaign(t, "Spring"), "Italy")
	creativeID := p.creative(t, "C")
	bulk := ads.BulkAds{Name: "Two ads"}
	for _, creative := range []string{creativeID, "1"} {
		bulk.Ads = append(bulk.Ads, ads.AdParams{Name: "Ad of " + creative, AdSetID: setID, Status: ads.StatusPaused, Creative: ads.AdCreative{CreativeID: creative}})
	}
	made, err := p.account.CreateAdsInBackground(t.Context(), bulk)
	failOn(t, err)
	p.advance(time.Minute)
	set := p.account.AdAsyncRequestSet(made.ID)
	done, err := set.Await(t.Context(), time.Millisecond)
	failOn(t, err)
	if done.TotalCount != 2 || done.SuccessCount != 1 || done.ErrorCount != 1 {
		t.Errorf("done: %+v", done)
	}
	results := collect(t, set.Results(t.Context(), ads.AdAsyncRequestQuery{}))
	if len(results) != 2 || results[0].ObjectID == "" || results[0].Err != nil || results[1].Err == nil || results[1].Err.Code != 100 {
		t.Errorf("results: %+v", results)
	}
	failed := collect(t, p.account.AdSet(setID).AsyncAdRequests(t.Context(), ads.AsyncAdRequestQuery{Statuses: []ads.AsyncRequestStatus{ads.AsyncRequestStatusError}}))
	if len(failed) != 1 || failed[0].Status != ads.AsyncRequestStatusError {
		t.Errorf("failed: %+v", failed)
	}
	if sets := collect(t, p.account.AsyncAdRequestSets(t.Context(), ads.AdAsyncRequestSetQuery{IsCompleted: new(true)})); len(sets) != 1 {
		t.Errorf("sets: %+v", sets)
	}
	later, err := p.account.CreateAdsInBackground(t.Context(), bulk)
	failOn(t, err)
	failOn(t, p.account.AdAsyncRequestSet(later.ID).Delete(t.Context()))
}

func TestCassetteTargetingSearch(t *testing.T) {
	t.Parallel()
	p := play(t, "targeting_search")
	search := ads.NewTargetingSearch(p.client)
	var geo ads.TargetingGeoLocation
	cities := collect(t, search.Locations(t.Context(), ads.LocationQuery{Q: "Mil", LocationTypes: []ads.LocationType{ads.LocationCity}, CountryCode: "IT"}))
	if len(cities) != 2 || !geo.Add(cities[0]) || geo.Cities[0].Key != cities[0].Key {
		t.Errorf("cities: %+v, %+v", cities, geo)
	}
	details, err := search.LocationDetails(t.Context(), ads.LocationKeys{Cities: []string{cities[0].Key}, Countries: []string{"IT"}})
	failOn(t, err)
	if details.Countries["IT"].Name != "Italy" || details.Cities[cities[0].Key].RegionID == "" {
		t.Errorf("details: %+v", details)
	}
	if languages := collect(t, search.Locales(t.Context(), "ital")); len(languages) != 1 || languages[0].Key != 10 {
		t.Errorf("languages: %+v", languages)
	}
	interests := collect(t, search.Interests(t.Context(), "coffee"))
	if len(interests) != 1 || interests[0].AudienceSizeLowerBound == 0 {
		t.Fatalf("interests: %+v", interests)
	}
	if near := collect(t, search.SuggestedInterests(t.Context(), []string{"Coffee"})); len(near) == 0 {
		t.Error("nothing is suggested")
	}
	if valid := collect(t, search.ValidInterests(t.Context(), []string{"Coffee", "Nonsense"}, nil)); len(valid) != 2 || !valid[0].Valid || valid[1].Valid {
		t.Errorf("valid: %+v", valid)
	}
	if behaviors := collect(t, search.Categories(t.Context(), "behaviors")); len(behaviors) != 2 {
		t.Errorf("behaviors: %+v", behaviors)
	}
	statuses := collect(t, search.OptionStatuses(t.Context(), []string{interests[0].ID, "6003054185372", "1"}))
	want := []ads.OptionStatusValue{ads.OptionNormal, ads.OptionDeprecating, ads.OptionUnknown}
	var got []ads.OptionStatusValue
	for _, s := range statuses {
		got = append(got, s.CurrentStatus)
	}
	if diff := cmp.Diff(want, got); diff != "" || len(statuses[1].FuturePlan) != 1 {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}

	found := collect(t, p.account.TargetingSearch(t.Context(), ads.TargetingSearchQuery{Q: "espresso"}))
	if len(found) != 1 || len(found[0].Path) != 3 {
		t.Fatalf("found: %+v", found)
	}
	refs := []ads.TargetingRef{found[0].Ref()}
	if suggested := collect(t, p.account.TargetingSuggestions(t.Context(), ads.TargetingSuggestionsQuery{TargetingList: refs})); len(suggested) != 2 {
		t.Errorf("suggested: %+v", suggested)
	}
	if browsed := collect(t, p.account.TargetingBrowse(t.Context(), ads.TargetingBrowseQuery{LimitType: "behaviors"})); len(browsed) != 2 {
		t.Errorf("browsed: %+v", browsed)
	}
	if valid := collect(t, p.account.TargetingValidation(t.Context(), ads.TargetingValidationQuery{TargetingList: refs, NameList: []string{"Nonsense"}})); len(valid) != 2 || !valid[0].Valid || valid[1].Valid {
		t.Errorf("valid: %+v", valid)
	}
	lines, err := p.account.TargetingSentenceLines(t.Context(), ads.TargetingSentenceLinesQuery{TargetingSpec: ads.Targeting{
		GeoLocations: &ads.TargetingGeoLocation{Countries: []string{"IT", "CH"}}, AgeMin: 25,
	}})
	failOn(t, err)
	if got := lines.String(); got != "Location: Italy, Switzerland\nAge: 25 - 65+" {
		t.Errorf("in words: %q", got)
	}
}

func TestCassetteAdAccountTools(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_account_tools")
	failOn(t, p.account.SetSpendCap(t.Context(), 500))
	account, err := p.account.Get(t.Context())
	failOn(t, err)
	left, limited := account.SpendLeft()
	if account.StatusText() != "active" || !account.CanDeliver() || !account.HasTask(ads.AdAccountPermittedTaskAdvertise) || left != 50000 || !limited ||
		!slices.Contains(account.AcceptedTerms(), ads.TermsCustomAudience) {
		t.Errorf("account: %s, %d left, %+v", account.StatusText(), left, account)
	}
	failOn(t, p.account.ResetSpend(t.Context()))
	failOn(t, p.account.RemoveSpendCap(t.Context()))
	campaign := p.account.Campaign(p.campaign(t, "Spring"))
	failOn(t, campaign.SetStatus(t.Context(), ads.StatusActive))
	activities := collect(t, p.account.Activities(t.Context(), ads.AdActivityQuery{Category: ads.ActivityCategoryStatus}))
	if len(activities) != 1 || activities[0].ObjectID != campaign.ID() || activities[0].EventType != ads.ActivityUpdateCampaignRunStatus {
		t.Fatalf("activities: %+v", activities)
	}
	if change, ok := activities[0].Change(); !ok || string(change.Old) != `"PAUSED"` || string(change.New) != `"ACTIVE"` {
		t.Errorf("change: %+v", change)
	}
	if all := collect(t, p.account.Activities(t.Context(), ads.AdActivityQuery{UID: p.Seed.UserID})); len(all) != 4 {
		t.Errorf("by the user: %+v", all)
	}
	users := collect(t, p.account.Users(t.Context()))
	if len(users) != 1 || !slices.Contains(users[0].Tasks, "ADVERTISE") {
		t.Errorf("users: %+v", users)
	}
	accounts := collect(t, ads.NewUser(p.client, "me").AdAccounts(t.Context()))
	if len(accounts) != 1 || accounts[0].ID != p.account.ID() {
		t.Errorf("accounts: %+v", accounts)
	}
	p.link(t)
	params := p.adSetParams(campaign.ID(), "One place")
	params.Targeting.PublisherPlatforms = []ads.PublisherPlatform{ads.PublisherPlatformFacebook}
	set, err := p.account.CreateAdSet(t.Context(), params)
	failOn(t, err)
	advice, err := p.account.Recommendations(t.Context())
	failOn(t, err)
	if len(advice.Recommendations) != 1 || advice.Recommendations[0].ObjectIDs[0] != set.ID {
		t.Fatalf("advice: %+v", advice)
	}
	_, err = p.account.ApplyRecommendation(t.Context(), ads.ApplyRecommendationParams{RecommendationSignature: advice.Recommendations[0].RecommendationSignature})
	failOn(t, err)
	estimate, err := p.account.MessageDeliveryEstimate(t.Context(), ads.MessageDeliveryEstimateQuery{
		DailyBudget: 1000, PromotedObject: ads.AdPromotedObject{PageID: p.Seed.PageID},
		TargetingSpec: ads.Targeting{PublisherPlatforms: []ads.PublisherPlatform{ads.PublisherPlatformMessenger}, MessengerPositions: []ads.MessengerPosition{"marketing_messages"}},
	})
	failOn(t, err)
	if estimate.EstimateDeliveryLowerBound == 0 || estimate.EstimateDeliveryUpperBound < estimate.EstimateDeliveryLowerBound {
		t.Errorf("estimate: %+v", estimate)
	}
}

func TestCassetteAdLabel(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_label")
	p.link(t)
	campaign := p.account.Campaign(p.campaign(t, "Spring"))
	set := p.account.AdSet(p.adSet(t, campaign.ID(), "Italy"))
	made, err := p.account.CreateAdLabel(t.Context(), ads.AdLabelParams{Name: "season"})
	failOn(t, err)
	labels := []ads.AdLabel{{ID: made.ID}}
	failOn(t, campaign.AddLabels(t.Context(), ads.CampaignAddLabelsParams{AdLabels: labels}))
	failOn(t, set.AddLabels(t.Context(), ads.AdSetAddLabelsParams{AdLabels: labels}))
	label := p.account.AdLabel(made.ID)
	failOn(t, label.Update(t.Context(), "spring"))
	got, err := label.Get(t.Context())
	failOn(t, err)
	if got.Name != "spring" {
		t.Errorf("label: %+v", got)
	}
	if found := collect(t, label.Campaigns(t.Context(), ads.CampaignQuery{})); len(found) != 1 || found[0].ID != campaign.ID() {
		t.Errorf("campaigns: %+v", found)
	}
	if found := collect(t, p.account.AdSetsByLabels(t.Context(), ads.AdSetsByLabelsQuery{AdLabelIDs: []string{made.ID}})); len(found) != 1 {
		t.Errorf("ad sets: %+v", found)
	}
	failOn(t, set.RemoveLabels(t.Context(), ads.RemoveLabelsParams{AdLabels: labels}))
	if found := collect(t, label.AdSets(t.Context(), ads.AdSetQuery{})); len(found) != 0 {
		t.Errorf("ad sets: %+v", found)
	}
	copied, err := campaign.Copy(t.Context(), ads.CampaignCopyParams{DeepCopy: new(true), RenameOptions: &ads.RenameOptions{RenameStrategy: ads.RenameStrategyDeepRename, RenameSuffix: " (2)"}})
	failOn(t, err)
	if len(copied.AdObjectIDs) != 2 {
		t.Errorf("copied: %+v", copied)
	}
	if copies := collect(t, campaign.Copies(t.Context(), ads.CampaignQuery{})); len(copies) != 1 || copies[0].Name != "Spring (2)" {
		t.Errorf("copies: %+v", copies)
	}
	failOn(t, label.Delete(t.Context()))
}
