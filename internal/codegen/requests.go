package main

// request is an operation whose parameters become a struct.
type request struct {
	name   string
	method string
	node   string
	edge   string // empty for the node itself
	like   string // the node whose fields tell what parameters of the same name are
	file   string
	doc    string
	only   string // the parameters that matter, where most don't
	with   string // further groups of parameters, see groups
}

// groups are parameters that lists take and the specification leaves out.
var groups = map[string][]specField{
	"list":   {{Name: "limit", Type: "int"}},
	"filter": {{Name: "filtering", Type: "list<Object>"}, {Name: "limit", Type: "int"}},
}

var requests = []request{
	{name: "CampaignParams", method: "POST", node: "AdAccount", edge: "campaigns", like: "Campaign", file: "campaign",
		doc: "is what a new campaign is made of. It has an objective, or is a copy of its source."},
	{name: "CampaignUpdate", method: "POST", node: "Campaign", like: "Campaign", file: "campaign",
		doc: "is what is changed of a campaign; what is left out stays as it is."},
	{name: "CampaignQuery", method: "GET", node: "AdAccount", edge: "campaigns", like: "Campaign", file: "campaign", with: "filter",
		doc: "selects campaigns. Without EffectiveStatus, archived and deleted ones are left out."},
	{name: "CampaignCopyParams", method: "POST", node: "Campaign", edge: "copies", like: "Campaign", file: "campaign",
		doc: "tells how a campaign is copied. A deep copy at once takes up to 3 ad sets and ads, in the background up to 51."},
	{name: "CampaignsByLabelsQuery", method: "GET", node: "AdAccount", edge: "campaignsbylabels", like: "Campaign", file: "campaign", with: "list",
		doc: "selects campaigns by their labels."},
	{name: "HighDemandPeriodParams", method: "POST", node: "Campaign", edge: "budget_schedules", like: "HighDemandPeriod", file: "campaign",
		doc: "is a raise of the budget of a campaign or an ad set for a while."},
	{name: "HighDemandPeriodUpdate", method: "POST", node: "HighDemandPeriod", like: "HighDemandPeriod", file: "campaign",
		doc: "is what is changed of a raise of a budget."},
	{name: "HighDemandPeriodQuery", method: "GET", node: "Campaign", edge: "budget_schedules", like: "HighDemandPeriod", file: "campaign", with: "list",
		doc: "selects raises of a budget by when they are."},
	{name: "MessageCampaignParams", method: "POST", node: "AdAccount", edge: "message_campaign", like: "AdSet", file: "campaign",
		doc: "is what a new campaign of marketing messages on Messenger is made of: a daily budget or a lifetime one."},

	{name: "AdSetParams", method: "POST", node: "AdAccount", edge: "adsets", like: "AdSet", file: "adset",
		doc: "is what a new ad set is made of. It has one budget, unless its campaign has."},
	{name: "AdSetUpdate", method: "POST", node: "AdSet", like: "AdSet", file: "adset",
		doc: "is what is changed of an ad set; what is left out stays as it is. Budgets may be changed 4 times an hour."},
	{name: "AdSetQuery", method: "GET", node: "AdAccount", edge: "adsets", like: "AdSet", file: "adset", with: "filter",
		doc: "selects ad sets. Without EffectiveStatus, archived and deleted ones are left out."},
	{name: "AdSetCopyParams", method: "POST", node: "AdSet", edge: "copies", like: "AdSet", file: "adset",
		doc: "tells how an ad set is copied. A deep copy at once takes up to 3 ads, in the background up to 51."},

	{name: "AdParams", method: "POST", node: "AdAccount", edge: "ads", like: "Ad", file: "ad",
		doc: "is what a new ad is made of."},
	{name: "AdUpdate", method: "POST", node: "Ad", like: "Ad", file: "ad",
		doc: "is what is changed of an ad; what is left out stays as it is. A new creative is reviewed anew."},
	{name: "AdQuery", method: "GET", node: "AdAccount", edge: "ads", like: "Ad", file: "ad", with: "filter",
		doc: "selects ads. Without EffectiveStatus, archived and deleted ones are left out."},
	{name: "AdCopyParams", method: "POST", node: "Ad", edge: "copies", like: "Ad", file: "ad",
		doc: "tells how an ad is copied."},

	{name: "AdCreativeParams", method: "POST", node: "AdAccount", edge: "adcreatives", like: "AdCreative", file: "creative",
		doc: "is what a new creative is made of. A creative can't be changed later, but for its name, labels and status."},
	{name: "AdCreativeUpdate", method: "POST", node: "AdCreative", like: "AdCreative", file: "creative",
		doc: "is what is changed of a creative."},
	{name: "AdCreativeQuery", method: "GET", node: "AdAccount", edge: "adcreatives", like: "AdCreative", file: "creative", with: "list",
		doc: "selects creatives."},

	{name: "InsightsQuery", method: "GET", node: "AdAccount", edge: "insights", like: "AdsInsights", file: "insights",
		doc: "describes a report: its span of time, what its rows are about and what they are split by. Data goes back 37 months."},

	{name: "AdImageParams", method: "POST", node: "AdAccount", edge: "adimages", like: "AdImage", file: "media",
		doc: "is a new image, as base64 or copied from another account. A file is sent as multipart/form-data instead."},
	{name: "AdImageQuery", method: "GET", node: "AdAccount", edge: "adimages", like: "AdImage", file: "media", with: "list",
		doc: "selects images."},
	{name: "AdImageDelete", method: "DELETE", node: "AdAccount", edge: "adimages", like: "AdImage", file: "media",
		doc: "names an image to delete."},
	{name: "AdVideoUploadParams", method: "POST", node: "AdAccount", edge: "video_ads", like: "AdVideo", file: "media",
		doc: "begins or ends the upload of a video as one stream: start gives the address to send it to."},
	{name: "AdVideoUpdate", method: "POST", node: "AdVideo", like: "AdVideo", file: "media",
		doc: "is what is changed of a video."},
	{name: "AdVideoQuery", method: "GET", node: "AdAccount", edge: "advideos", like: "AdVideo", file: "media", with: "list",
		doc: "selects videos."},
	{name: "AdPreviewQuery", method: "GET", node: "Ad", edge: "previews", like: "AdPreview", file: "media",
		doc: "tells which preview of an ad or a creative is wanted."},
	{name: "GeneratePreviewQuery", method: "GET", node: "AdAccount", edge: "generatepreviews", like: "AdPreview", file: "media",
		doc: "tells which preview of a creative is wanted that need not exist."},

	{name: "AdAccountUpdate", method: "POST", node: "AdAccount", like: "AdAccount", file: "account",
		doc: "is what is changed of an ad account. Its spend cap may be changed 10 times a day."},
	{name: "MinimumBudgetQuery", method: "GET", node: "AdAccount", edge: "minimum_budgets", like: "AdSet", file: "account",
		doc: "asks for least budgets at a bid."},
	{name: "AdActivityQuery", method: "GET", node: "AdAccount", edge: "activities", like: "AdActivity", file: "account",
		doc: "selects entries of an account's log of changes."},
	{name: "AdLabelParams", method: "POST", node: "AdAccount", edge: "adlabels", like: "AdLabel", file: "account",
		doc: "is what a new label is made of."},
	{name: "AdLabelUpdate", method: "POST", node: "AdLabel", like: "AdLabel", file: "account",
		doc: "is what is changed of a label."},
	{name: "AdLabelQuery", method: "GET", node: "AdAccount", edge: "adlabels", like: "AdLabel", file: "account", with: "list",
		doc: "selects labels."},

	{name: "CustomAudienceParams", method: "POST", node: "AdAccount", edge: "customaudiences", like: "CustomAudience", file: "audience",
		doc: "is what a new audience is made of. A list of customers needs its source, a lookalike its spec."},
	{name: "CustomAudienceUpdate", method: "POST", node: "CustomAudience", like: "CustomAudience", file: "audience",
		doc: "is what is changed of an audience."},
	{name: "CustomAudienceQuery", method: "GET", node: "AdAccount", edge: "customaudiences", like: "CustomAudience", file: "audience", with: "list",
		doc: "selects audiences."},
	{name: "SavedAudienceQuery", method: "GET", node: "AdAccount", edge: "saved_audiences", like: "SavedAudience", file: "audience", with: "list",
		doc: "selects saved audiences."},

	{name: "AdRuleParams", method: "POST", node: "AdAccount", edge: "adrules_library", like: "AdRule", file: "rule",
		doc: "is what a new rule is made of."},
	{name: "AdRuleUpdate", method: "POST", node: "AdRule", like: "AdRule", file: "rule",
		doc: "is what is changed of a rule."},

	{name: "AdStudyParams", method: "POST", node: "Business", edge: "ad_studies", like: "AdStudy", file: "study",
		doc: "is what a new experiment is made of."},
	{name: "AdStudyUpdate", method: "POST", node: "AdStudy", like: "AdStudy", file: "study",
		doc: "is what is changed of an experiment."},

	{name: "LeadgenFormParams", method: "POST", node: "Page", edge: "leadgen_forms", like: "LeadgenForm", file: "lead",
		doc: "is what a new form is made of. A form can't be changed later, but for its status."},
	{name: "LeadgenFormUpdate", method: "POST", node: "LeadgenForm", like: "LeadgenForm", file: "lead",
		doc: "is what is changed of a form."},

	{name: "ProductCatalogParams", method: "POST", node: "Business", edge: "owned_product_catalogs", like: "ProductCatalog", file: "catalog",
		doc: "is what a new catalogue is made of."},
	{name: "ProductCatalogUpdate", method: "POST", node: "ProductCatalog", like: "ProductCatalog", file: "catalog",
		doc: "is what is changed of a catalogue."},
	{name: "ProductSetParams", method: "POST", node: "ProductCatalog", edge: "product_sets", like: "ProductSet", file: "catalog",
		doc: "is what a new product set is made of."},
	{name: "ProductSetUpdate", method: "POST", node: "ProductSet", like: "ProductSet", file: "catalog",
		doc: "is what is changed of a product set."},
	{name: "ProductFeedParams", method: "POST", node: "ProductCatalog", edge: "product_feeds", like: "ProductFeed", file: "catalog",
		doc: "is what a new feed is made of."},
	{name: "ProductFeedUpdate", method: "POST", node: "ProductFeed", like: "ProductFeed", file: "catalog",
		doc: "is what is changed of a feed."},
	{name: "ItemsBatchParams", method: "POST", node: "ProductCatalog", edge: "items_batch", file: "catalog",
		doc: "is a batch of products to make, change or delete."},

	{name: "CustomConversionParams", method: "POST", node: "AdAccount", edge: "customconversions", like: "CustomConversion", file: "conversion",
		doc: "is what a new custom conversion is made of."},
	{name: "CustomConversionUpdate", method: "POST", node: "CustomConversion", like: "CustomConversion", file: "conversion",
		doc: "is what is changed of a custom conversion."},
	{name: "AdsPixelParams", method: "POST", node: "AdAccount", edge: "adspixels", like: "AdsPixel", file: "conversion",
		doc: "is what a new pixel is made of."},
	{name: "AdsPixelUpdate", method: "POST", node: "AdsPixel", like: "AdsPixel", file: "conversion",
		doc: "is what is changed of a pixel."},

	{name: "AdAsyncRequestSetParams", method: "POST", node: "AdAccount", edge: "asyncadrequestsets", like: "AdAsyncRequestSet", file: "async",
		doc: "is many ads to make in the background."},
	{name: "AdAsyncRequestSetQuery", method: "GET", node: "AdAccount", edge: "asyncadrequestsets", like: "AdAsyncRequestSet", file: "async", with: "list",
		doc: "selects sets of requests."},
	{name: "AdAsyncRequestQuery", method: "GET", node: "AdAsyncRequestSet", edge: "requests", like: "AdAsyncRequest", file: "async", with: "list",
		doc: "selects requests of a set."},

	{name: "DeliveryEstimateQuery", method: "GET", node: "AdAccount", edge: "delivery_estimate", like: "AdSet", file: "estimate",
		doc: "is the targeting whose reach is estimated."},
	{name: "AdSetDeliveryEstimateQuery", method: "GET", node: "AdSet", edge: "delivery_estimate", like: "AdSet", file: "estimate",
		doc: "is what the estimate of an ad set supposes otherwise."},
	{name: "MessageDeliveryEstimateQuery", method: "GET", node: "AdAccount", edge: "message_delivery_estimate", like: "AdSet", file: "estimate",
		doc: "is the message campaign whose reach and cost are estimated."},
	{name: "ReachEstimateQuery", method: "GET", node: "AdAccount", edge: "reachestimate", like: "AdSet", file: "estimate",
		doc: "is the targeting whose reach is bounded."},
	{name: "TargetingSearchQuery", method: "GET", node: "AdAccount", edge: "targetingsearch", like: "AdSet", file: "estimate", with: "list",
		doc: "looks for what can be targeted, by its name."},
	{name: "TargetingBrowseQuery", method: "GET", node: "AdAccount", edge: "targetingbrowse", like: "AdSet", file: "estimate", with: "list",
		doc: "walks the tree of what can be targeted."},
	{name: "TargetingSuggestionsQuery", method: "GET", node: "AdAccount", edge: "targetingsuggestions", like: "AdSet", file: "estimate", with: "list",
		doc: "looks for what goes with what is targeted already."},
	{name: "TargetingValidationQuery", method: "GET", node: "AdAccount", edge: "targetingvalidation", like: "AdSet", file: "estimate",
		doc: "is what is asked whether it can be targeted still."},
	{name: "TargetingSentenceLinesQuery", method: "GET", node: "AdAccount", edge: "targetingsentencelines", like: "AdSet", file: "estimate",
		doc: "is the targeting to put into words."},
}

// left are parameters that no struct has: what Meta has withdrawn, what options
// of a call set, and files, which are sent as multipart/form-data.
var left = set("after", "date_format", "fields", "graph_cache", "image_file")

// paramTypes are the Go types of parameters where neither the specification nor the
// node's field of the same name tells. A key without a struct counts for all of them.
var paramTypes = merge(
	as("*TimeRange", ": time_range"),
	as("[]TimeRange", ": time_ranges"),
	as("[]Filter", ": filtering"),
	as("UnixTime", ": updated_since"),
	as("[]string", "InsightsQuery: fields"),
	as("[]BudgetScheduleSpec", ": budget_schedule_specs"),
	as("*RenameOptions", ": rename_options"),
	as("[]AdSetBudget", "CampaignUpdate: adset_budgets"),
	as("map[string]Money", "CampaignUpdate: adset_bid_amounts"),
	as("*AdImageSource", "AdImageParams: copy_from"),
	as("[]TargetingRef", ": targeting_list"),
	as("*LeadGenCustomDisclaimer", "LeadgenFormParams: custom_disclaimer"),
	as("*LeadGenPrivacyPolicy", "LeadgenFormParams: privacy_policy"),
	as("map[string]string", "LeadgenFormParams: tracking_parameters"),
	as("*CampaignParams", "AdSetParams: campaign_spec", "AdSetUpdate: campaign_spec"),
	as("*AdSetParams", "AdParams: adset_spec", "AdUpdate: adset_spec"),
	as("[]ConversionActionQuery", ": tracking_specs"),
	as("[]AttributionSpec", "AdAccountUpdate: attribution_spec"),
	as("*AdPromotedObject", ": promoted_object"),
	as("AdPromotedObject", "MessageDeliveryEstimateQuery: promoted_object"),
	as("UnixTime",
		"HighDemandPeriodParams: time_end time_start", "HighDemandPeriodUpdate: time_end time_start",
		"AdStudyParams: cooldown_start_time end_time observation_end_time start_time",
		"AdStudyUpdate: cooldown_start_time end_time observation_end_time start_time",
	),
	as("[]StudyCell", ": cells"),
	as("[]StudyObjective", "AdStudyParams: objectives", "AdStudyUpdate: objectives"),
	as("[]map[string]any", "ItemsBatchParams: requests"),
	as("[]string", ": viewers id_list list_of_accounts ordering_info"),
	as("string", ": uid oid place_page_id session_id user"),
	as("[]string", ": scope asset"),
	as("*AdCreative", "AdCopyParams: creative_parameters"),

	// 0 takes the cap or the target away.
	as("*Money", "AdSetUpdate: daily_min_spend_target daily_spend_cap lifetime_min_spend_target lifetime_spend_cap"),
	as("*float64", "AdAccountUpdate: spend_cap"),

	as("[][]string", "AdSetParams: time_based_ad_rotation_id_blocks", "AdSetUpdate: time_based_ad_rotation_id_blocks"),
	as("VideoUploadPhase", "AdVideoUploadParams: upload_phase"),
	as("int64", "AdVideoParams: file_size"),
	as("*int64", "AdVideoParams: start_offset end_offset"), // the first chunk begins at 0
)
