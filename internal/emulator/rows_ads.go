package emulator

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // accounts have a time zone, wherever the emulator runs
)

// adsRows are the nodes of the Marketing API and their operations.
func adsRows(r *Registry) {
	for _, t := range []NodeType{
		{Name: "AdAccount", Fields: Fields(adAccountFields), Default: []string{"id", "account_id"},
			NewID: func(n int64) string { return "act_" + digitID(n) }, Compute: accountCompute},
		{Name: "Campaign", Fields: Fields(campaignFields), Default: []string{"id"}, Compute: campaignCompute},
		{Name: "AdSet", Fields: Fields(adSetFields), Default: []string{"id"}, Compute: adSetCompute},
		{Name: "Ad", Fields: Fields(adFields), Default: []string{"id"}, Compute: adCompute},
		{Name: "AdCreative", Fields: Fields(adCreativeFields), Default: []string{"id"}},
		{Name: "AdImage", Fields: Fields(adImageFields), Default: []string{"hash", "id"}},
		{Name: "AdVideo", Fields: Fields(adVideoFields), Default: []string{"id", "updated_time"}},
		{Name: "AdLabel", Fields: Fields(adLabelFields), Default: []string{"id", "name"}},
		{Name: "AdsPixel", Fields: Fields(adsPixelFields), Default: []string{"id"}},
		{Name: "AdReportRun", UseCase: "ads_insights", Fields: Fields(adReportRunFields),
			Default: []string{"id", "account_id", "async_status", "async_percent_completion", "time_ref", "date_start", "date_stop"}},
		{Name: "AdsInsights", UseCase: "ads_insights", Fields: Fields(adsInsightsFields),
			Default: []string{"account_id", "campaign_id", "adset_id", "ad_id", "impressions", "spend"},
			Always:  slices.Concat([]string{"date_start", "date_stop"}, insightsBreakdowns)},
		{Name: "CustomAudience", UseCase: "custom_audience", Fields: Fields(customAudienceFields), Default: []string{"id"}},
		{Name: "AdPreview", Fields: Fields(`body string, transformation_spec list<Object>`), Default: []string{"body"}},
		{Name: "MinimumBudget", Fields: Fields(`currency string, min_daily_budget_high_freq int, min_daily_budget_imp int,
			min_daily_budget_low_freq int, min_daily_budget_video_views int`)},
		{Name: "AdAccountReachEstimate", Fields: Fields(`estimate_ready bool, users_lower_bound int, users_upper_bound int`)},
		{Name: "AdAccountDsaRecommendations", Fields: Fields(`recommendations list<string>`)},
		{Name: "AdAccountSubscribedApps", Fields: Fields(`app_id string, app_name string, id string, name string`)},
		{Name: "AdAccountDeliveryEstimate", Fields: Fields(`estimate_mau_lower_bound int, estimate_mau_upper_bound int,
			estimate_ready bool, targeting_optimization_types list<map<string, int>>, estimate_dau int,
			daily_outcomes_curve list<Object>`),
			Default: []string{"estimate_mau_lower_bound", "estimate_mau_upper_bound", "estimate_ready"}},
	} {
		t.Product = Ads
		if t.UseCase == "" {
			t.UseCase = "ads_management"
		}
		r.Type(t)
	}
	adAccountRows(r)
	labelRows(r)
	campaignRows(r)
	adSetRows(r)
	adRows(r)
	creativeRows(r)
	imageRows(r)
	videoRows(r)
	videoUploadRows(r)
	insightsRows(r)
	datasetRows(r)
	conversionRows(r)
	catalogRows(r)
	systemUserRows(r)
	audienceRows(r)
	leadRows(r)
	estimateRows(r)
	messageCampaignRows(r)
	toolRows(r)
	for _, node := range []string{"AdAccount", "Campaign", "AdSet", "Ad", "AdCreative", "AdVideo", "AdLabel", "CustomAudience",
		"AdRule", "AdStudy", "AdAsyncRequestSet", "AdAsyncRequest"} {
		for i := range r.edges[node] {
			if e := &r.edges[node][i]; e.Method != "GET" && e.Name != "insights" {
				e.Scope = "ads_management"
			}
		}
	}
}

// adsSeed makes an account that is ready to advertise for the seeded Page.
func adsSeed(c *Call) {
	s := c.Seed()
	account := c.Make("AdAccount", map[string]any{
		"name": "Bottega Srl", "account_status": int64(1), "disable_reason": int64(0), "age": 720.5, "currency": "EUR",
		"timezone_name": "Europe/Rome", "timezone_id": int64(47), "business": c.Object(s.BusinessID), "owner": s.BusinessID,
		"business_country_code": "IT", "business_name": "Bottega Srl", "business_city": "Roma",
		"min_daily_budget": int64(100), "min_campaign_group_spend_cap": int64(10_000), "spend_cap": int64(0),
		"funding_source": "FUNDING1", "is_personal": int64(0), "is_prepay_account": false,
		"funding_source_details": map[string]any{"id": "FUNDING1", "display_string": "VISA *4242", "type": int64(1)},
		"tos_accepted":           map[string]any{"web_custom_audience_tos": int64(1), "custom_audience_tos": int64(1)},
		"user_tos_accepted":      map[string]any{"web_custom_audience_tos": int64(1)},
		"user_tasks":             []any{"DRAFT", "ANALYZE", "ADVERTISE", "MANAGE"},
		"capabilities":           []any{"CAN_CREATE_CALL_ADS", "BULK_UPLOADER", "CAN_USE_REACH_AND_FREQUENCY"},
		"created_time":           c.Now().AddDate(-2, 0, 0), "failed_delivery_checks": []any{},
		"has_page_authorized_adaccount": true, "offsite_pixels_tos_accepted": true,
	})
	account.Owner = account.ID
	account.Values["account_id"] = strings.TrimPrefix(account.ID, "act_")
	account.Values["created_time"] = inZone(account, c.Now().AddDate(-2, 0, 0))
	s.AdAccountID = account.ID
	if page := c.Object(s.PageID); page != nil {
		account.Link("promote_pages", page)
	}
	if business := c.Object(s.BusinessID); business != nil {
		business.Link("owned_ad_accounts", account)
	}
	if user := c.Object(s.UserID); user != nil {
		user.Link("adaccounts", account)
	}
	dataset := c.Make("AdsPixel", map[string]any{"name": "Bottega dataset", "owner_business": s.BusinessID,
		"creation_time": c.Now(), "is_unavailable": false, "data_use_setting": "ADVERTISING_AND_ANALYTICS"})
	dataset.Owner = account.ID
	account.Link("adspixels", dataset)
	s.DatasetID = dataset.ID
}

// adAccountState is what an ad account remembers beside its fields.
type adAccountState struct {
	zone       *time.Location
	clicks     map[string]*clickRecord // by ctwa_clid
	clickCount int

	spentBefore int64     // the spend cap was reset, in minor units
	log         []*Object // activities
	applied     []string  // signatures of recommendations that were applied
}

func adStateOf(account *Object) *adAccountState {
	s, ok := account.State.(*adAccountState)
	if !ok {
		s = &adAccountState{clicks: map[string]*clickRecord{}, zone: time.UTC}
		if zone, err := time.LoadLocation(account.Get("timezone_name")); err == nil {
			s.zone = zone
		}
		account.State = s
	}
	return s
}

// adAccountOf is the ad account that an object belongs to.
func adAccountOf(c *Call, o *Object) *Object {
	if o.Type == "AdAccount" {
		return o
	}
	return c.Find("AdAccount", o.Owner)
}

// inZone shows a time as the account's clock has it.
func inZone(account *Object, t time.Time) time.Time {
	return t.In(adStateOf(account).zone).Truncate(time.Second)
}

// invalid is the refusal that the Marketing API words as "Invalid parameter": its subcode and user message tell why, and
// blamed are the parameters at fault, written as a.b.c.
func invalid(subcode int, title, message string, blamed ...string) *Error {
	e := FailPlain(100, "Invalid parameter").Sub(subcode).Titled(title, message)
	for _, b := range blamed {
		e.Blame(strings.Split(b, ".")...)
	}
	return e
}
