package emulator

// toolRows are the nodes and operations around ads: rules, studies, requests in the background, search, activities.
func toolRows(r *Registry) {
	for _, t := range []NodeType{
		{Name: "AdRule", Default: []string{"id"}, Fields: Fields(`account_id string, created_by User, created_time datetime,
			disable_error_code int, evaluation_spec map, execution_spec map, id string, name string, schedule_spec map, status string,
			updated_time datetime`)},
		{Name: "AdRuleHistory", Default: []string{"timestamp", "is_manual", "results"}, Fields: Fields(ruleHistoryFields)},
		{Name: "AdAccountAdRulesHistory", Default: []string{"rule_id", "timestamp", "is_manual", "results"},
			Fields: Fields(ruleHistoryFields + `, rule_id string`)},
		{Name: "AdStudy", Default: []string{"id"}, Fields: Fields(`business Business, canceled_time datetime, client_business Business,
			cooldown_start_time datetime, created_by User, created_time datetime, description string, end_time datetime, id string,
			measurement_contact User, name string, observation_end_time datetime, results_first_available_date string, sales_contact User,
			start_time datetime, type string, updated_by User, updated_time datetime`)},
		{Name: "AdStudyCell", Default: []string{"id", "name", "treatment_percentage", "control_percentage"},
			Fields: Fields(`ad_entities_count int, ad_ids list<string>, control_percentage float, id string, name string, treatment_percentage float`)},
		{Name: "AdStudyObjective", Default: []string{"id", "name", "type"},
			Fields: Fields(`id string, is_primary bool, last_updated_results string, name string, results list<string>, type string`)},
		{Name: "AdAsyncRequestSet", Default: []string{"id"}, Compute: asyncSetCompute, Fields: Fields(`canceled_count unsigned int,
			created_time datetime, error_count int, id string, in_progress_count int, initial_count unsigned int, is_completed bool, name string,
			notification_mode string, notification_result map, notification_status string, notification_uri string, owner_id string,
			success_count int, total_count unsigned int, updated_time datetime`)},
		{Name: "AdAsyncRequest", Default: []string{"id", "status"}, Fields: Fields(`async_request_set AdAsyncRequestSet,
			created_time datetime, id string, input map, result map, scope_object_id string, status string, type string, updated_time datetime`)},
		{Name: "AdActivity", Default: []string{"event_time", "event_type", "object_id"}, Fields: Fields(`actor_id string, actor_name string,
			application_id string, application_name string, date_time_in_timezone string, event_time datetime, event_type string,
			extra_data string, object_id string, object_name string, object_type string, translated_event_type string`)},
		{Name: "AdAccountTargetingUnified", Default: []string{"id", "name", "type", "path", "audience_size_lower_bound", "audience_size_upper_bound"},
			Fields: Fields(`audience_size_lower_bound unsigned int, audience_size_upper_bound unsigned int, conversion_lift float,
			description string, id string, img string, info string, info_title string, is_recommendation bool, is_youth_ads_age_gated bool,
			key string, link string, name string, parent string, partner string, path list<string>, performance_rating unsigned int,
			raw_name string, recommendation_model string, search_interest_id string, source string, spend float, type string, valid bool`)},
		{Name: "VideoThumbnail", Default: []string{"id", "uri", "height", "width", "scale", "is_preferred"},
			Fields: Fields(`height unsigned int, id string, is_preferred bool, name string, scale float, uri string, width unsigned int`)},
		{Name: "MessageDeliveryEstimate", Default: []string{"estimate_delivery_lower_bound", "estimate_delivery_upper_bound",
			"estimate_cost_lower_bound", "estimate_cost_upper_bound", "estimate_status"},
			Fields: Fields(`estimate_cost float, estimate_cost_lower_bound float, estimate_cost_upper_bound float,
			estimate_coverage_lower_bound int, estimate_coverage_upper_bound int, estimate_delivery int, estimate_delivery_lower_bound int,
			estimate_delivery_upper_bound int, estimate_status string`)},
		{Name: "AdAccountUser", Default: []string{"id", "name"}, Fields: Fields(`id string, name string, tasks list<string>`)},
	} {
		t.Product, t.UseCase = Ads, "ads_management"
		r.Type(t)
	}
	ruleRows(r)
	studyRows(r)
	asyncRows(r)
	targetingSearchRows(r)
	activityRows(r)
	thumbnailRows(r)
}

const ruleHistoryFields = `evaluation_spec map, exception_code int, exception_message string, execution_spec map, is_manual bool,
	results list<map>, schedule_spec map, timestamp datetime`
