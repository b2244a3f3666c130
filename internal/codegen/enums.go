package main

// enum is an enum of the specification that becomes a Go type. Enums of the same
// values, whatever their case, become the same type; those that are not listed
// here stay strings.
type enum struct {
	name string
	doc  string
	file string   // the family whose file it goes to
	refs []string // enums, or fields and parameters that have one; several are joined
}

var enums = []enum{
	{"Status", "is whether something shall run. New objects are active unless told otherwise.", "campaign", []string{"Campaign.configured_status"}},
	{"EffectiveStatus", "is whether something runs, with what is above it taken into account.", "campaign", []string{"Campaign.effective_status", "AdSet.effective_status", "Ad.effective_status"}},
	{"Objective", "is what a campaign is for. New campaigns take those that begin with OUTCOME_.", "campaign", []string{"AdAccount.campaigns.objective"}},
	{"FullFunnelObjective", "is the objective at the other end of the funnel.", "campaign", []string{"AdPromotedObject.full_funnel_objective"}},
	{"BidStrategy", "is how bids are placed.", "campaign", []string{"Campaign.bid_strategy"}},
	{"SpecialAdCategory", "is a kind of advertising that laws restrict.", "campaign", []string{"AdAccount.campaigns.special_ad_categories"}},
	{"SmartPromotionType", "is a kind of guided campaign.", "campaign", []string{"AdAccount.campaigns.smart_promotion_type"}},
	{"CustomEventType", "is an event that an ad set strives for.", "campaign", []string{"AdPromotedObject.custom_event_type"}},
	{"RecommendationLevel", "is how important, or how sure, a recommendation is.", "campaign", []string{"AdRecommendation.confidence"}},
	{"ExecutionOption", "changes how a request is carried out: validate_only checks it and does nothing.", "campaign", []string{"AdAccount.ads.execution_options", "AdAccount.campaigns.execution_options", "AdAccount.adcreatives.execution_options"}},
	{"CopyStatus", "is the status that copies get.", "campaign", []string{"Campaign.copies.status_option"}},
	{"BudgetValueType", "tells whether a raised budget is an amount or a percentage.", "campaign", []string{"Campaign.budget_schedules.budget_value_type"}},

	{"OptimizationGoal", "is what delivery strives for.", "adset", []string{"AdSet.optimization_goal"}},
	{"OptimizationSubEvent", "is the event within the goal that delivery strives for.", "adset", []string{"AdAccount.adsets.optimization_sub_event"}},
	{"BillingEvent", "is what is paid for.", "adset", []string{"AdSet.billing_event"}},
	{"DestinationType", "is where people land who click.", "adset", []string{"AdAccount.adsets.destination_type"}},
	{"AutomaticManualState", "tells whether an ad set is run by Meta or by hand.", "adset", []string{"AdAccount.adsets.automatic_manual_state"}},
	{"BudgetSource", "is where a budget comes from.", "adset", []string{"AdAccount.adsets.budget_source"}},
	{"CreativeSequenceRepetition", "is what follows the last creative of a sequence.", "adset", []string{"AdAccount.adsets.creative_sequence_repetition_pattern"}},
	{"FullFunnelExplorationMode", "is how far delivery explores the funnel.", "adset", []string{"AdAccount.adsets.full_funnel_exploration_mode"}},
	{"MultiOptimizationGoalWeight", "weighs installs against events.", "adset", []string{"AdAccount.adsets.multi_optimization_goal_weight"}},

	{"DevicePlatform", "is a kind of device.", "targeting", []string{"Targeting.device_platforms"}},

	{"BidType", "is what a bid is for.", "ad", []string{"Ad.bid_type"}},

	{"CallToActionType", "is what the button of an ad says and does.", "story", []string{"AdCreativeLinkDataCallToAction.type"}},
	{"FormatOption", "is how a collection is laid out.", "story", []string{"AdCreativeLinkData.format_option"}},
	{"CreativeObjectType", "is what a creative promotes.", "creative", []string{"AdCreative.object_type"}},
	{"CreativeStatus", "is the state of a creative.", "creative", []string{"AdCreative.status"}},
	{"AppLinkTreatment", "tells where people land who lack the app.", "creative", []string{"AdAccount.adcreatives.applink_treatment"}},
	{"AuthorizationCategory", "tells whether a creative is about politics.", "creative", []string{"AdAccount.adcreatives.authorization_category"}},
	{"CategorizationCriterion", "is what products are grouped by.", "creative", []string{"AdAccount.adcreatives.categorization_criteria"}},
	{"CategoryMediaSource", "is where the picture of a category comes from.", "creative", []string{"AdAccount.adcreatives.category_media_source"}},
	{"DynamicAdVoice", "is in whose name a dynamic ad speaks.", "creative", []string{"AdAccount.adcreatives.dynamic_ad_voice"}},

	{"DatePreset", "is a span of time that is reckoned from today.", "insights", []string{"AdAccount.insights.date_preset"}},
	{"InsightsLevel", "is what the rows of a report are about.", "insights", []string{"AdAccount.insights.level"}},
	{"Breakdown", "splits the rows of a report.", "insights", []string{"AdAccount.insights.breakdowns"}},
	{"ActionBreakdown", "splits the actions in the rows of a report.", "insights", []string{"AdAccount.insights.action_breakdowns"}},
	{"ActionReportTime", "tells which day an action belongs to. It has no effect since June 2025.", "insights", []string{"AdAccount.insights.action_report_time"}},
	{"AttributionWindow", "is the time after a click or a view within which an action is attributed to it.", "insights", []string{"AdAccount.insights.action_attribution_windows"}},

	{"ImageStatus", "is the state of an image.", "media", []string{"AdImage.status"}},
	{"VideoUploadPhase", "is a step of the upload of a video. One that is sent as a stream has but a start and a finish.", "media", []string{"AdAccount.advideos.upload_phase"}},
	{"VideoState", "tells whether a video may be used yet.", "media", []string{"AdAccount.video_ads.video_state"}},
	{"PreviewFormat", "is the placement that a preview shows.", "media", []string{"Ad.previews.ad_format"}},
	{"PreviewCreativeFeature", "is an enhancement that a preview shows.", "media", []string{"Ad.previews.creative_feature"}},

	{"AudienceSubtype", "is what makes people members of an audience.", "audience", []string{"AdAccount.customaudiences.subtype"}},
	{"AudienceContentType", "is what people showed interest in.", "audience", []string{"AdAccount.customaudiences.content_type"}},
	{"AudienceClaimObjective", "is what claims an audience is made of.", "audience", []string{"AdAccount.customaudiences.claim_objective"}},
	{"AudienceSourceType", "is how the people of an audience got into it.", "audience", []string{"CustomAudienceDataSource.type"}},
	{"AudienceSourceSubtype", "is where the people of an audience come from, in detail.", "audience", []string{"CustomAudienceDataSource.sub_type"}},
	{"AudienceUsageRestriction", "limits what an audience may be used for.", "audience", []string{"AdAccount.customaudiences.usage_restriction"}},
	{"AudienceProduct", "is what an audience is used for.", "audience", []string{"AdAccount.customaudiences.use_for_products"}},
	{"SubscriptionChannel", "is where people have subscribed to marketing messages.", "audience", []string{"AdAccount.customaudiences.subscription_info"}},
	{"CustomerFileSource", "is who collected the data of a customer list.", "audience", []string{"AdAccount.customaudiences.customer_file_source"}},

	{"RuleStatus", "is the state of a rule.", "rule", []string{"AdAccount.adrules_library.status"}},
	{"RuleEvaluationType", "tells whether a rule is evaluated by schedule or at once.", "rule", []string{"AdRuleEvaluationSpec.evaluation_type"}},
	{"RuleExecutionType", "is what a rule does.", "rule", []string{"AdRuleExecutionSpec.execution_type"}},
	{"RuleOperator", "compares a field with a value.", "rule", []string{"AdRuleFilters.operator", "AdRuleExecutionOptions.operator"}},
	{"RuleTriggerType", "is what makes a rule be evaluated at once.", "rule", []string{"AdRuleTrigger.type"}},
	{"RuleObjectType", "is what a rule has changed.", "rule", []string{"AdRuleHistoryResult.object_type"}},

	{"StudyType", "is a kind of experiment.", "study", []string{"Business.ad_studies.type"}},

	{"LeadgenFormStatus", "is the state of a form.", "lead", []string{"leadgendata_status"}},

	{"CatalogVertical", "is the sort of things that a catalogue holds.", "catalog", []string{"Business.owned_product_catalogs.vertical"}},
	{"FeedDelimiter", "is what stands between the columns of a feed.", "catalog", []string{"ProductFeed.delimiter"}},
	{"FeedEncoding", "is the encoding of a feed.", "catalog", []string{"ProductCatalog.product_feeds.encoding"}},
	{"FeedIngestionSource", "tells whether a feed makes products or adds to them.", "catalog", []string{"ProductFeed.ingestion_source_type"}},
	{"FeedInputMethod", "is how a feed was read.", "catalog", []string{"ProductFeedUpload.input_method"}},
	{"FeedInterval", "is how often a feed is fetched.", "catalog", []string{"ProductFeedSchedule.interval"}},
	{"FeedOverrideType", "is what a supplementary feed changes products for.", "catalog", []string{"ProductCatalog.product_feeds.override_type"}},
	{"FeedQuotedFields", "tells whether the columns of a feed are quoted.", "catalog", []string{"ProductFeed.quoted_fields_mode"}},
	{"FeedContentType", "is the sort of things that a feed holds.", "catalog", []string{"ProductCatalog.product_feeds.feed_type"}},
	{"ItemKind", "is the sort of a product.", "catalog", []string{"ProductCatalog.product_feeds.item_sub_type"}},
	{"ProductAgeGroup", "is the age that a product is for.", "product", []string{"ProductItem.age_group"}},
	{"ProductAvailability", "tells whether a product can be had.", "product", []string{"ProductItem.availability"}},
	{"ProductCondition", "tells whether a product is new.", "product", []string{"ProductItem.condition"}},
	{"ProductGender", "is whom a product is for.", "product", []string{"ProductItem.gender"}},
	{"ProductVisibility", "tells whether a product is shown.", "product", []string{"ProductItem.visibility"}},
	{"MediaFetchStatus", "tells whether Meta has a product's image or video.", "product", []string{"ProductItem.image_fetch_status"}},
	{"WeightUnit", "is a unit of weight.", "product", []string{"ProductItem.shipping_weight_unit"}},

	{"CustomConversionEventType", "is the event that a custom conversion stands for.", "conversion", []string{"CustomConversion.custom_event_type"}},
	{"ActionSource", "is where a conversion took place.", "conversion", []string{"AdAccount.customconversions.action_source_type"}},
	{"DataUseSetting", "is what a pixel's data may be used for.", "conversion", []string{"adspixel_data_use_setting"}},
	{"FirstPartyCookieStatus", "tells whether a pixel sets cookies of the website's own.", "conversion", []string{"adspixel_first_party_cookie_status"}},
	{"MatchingField", "is what a pixel matches people by.", "conversion", []string{"adspixel_automatic_matching_fields"}},

	{"NotificationMode", "tells when the notification address is called.", "async", []string{"AdAsyncRequestSet.notification_mode"}},
	{"AsyncRequestStatus", "is how far a request in the background is.", "async", []string{"AdAsyncRequestSet.requests.statuses"}},

	{"ActivityType", "is what was done.", "account", []string{"AdActivity.event_type"}},
	{"ActivityCategory", "sorts activities by what they are about.", "account", []string{"AdAccount.activities.category"}},

	{"VerificationStatus", "is how far the verification of a business is.", "business", []string{"Business.verification_status"}},
	{"MessagingLimitTier", "is how many people a business may begin a conversation with on WhatsApp in a day.", "business", []string{"Business.whatsapp_business_manager_messaging_limit"}},

	{"TargetingSuggestionMode", "is what suggestions are made by.", "estimate", []string{"AdAccount.targetingsuggestions.mode"}},
	{"LabelOperator", "tells whether all labels are wanted or any.", "campaign", []string{"AdAccount.campaignsbylabels.operator"}},
}
