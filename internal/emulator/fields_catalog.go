package emulator

// The fields of catalogues and what hangs on them, as Meta documents them.
const (
	productSetFields = `
	auto_creation_url string, filter string, id string, latest_metadata ProductSetMetadata,
	live_metadata ProductSetMetadata, name string, ordering_info list<int>, product_catalog ProductCatalog,
	product_count unsigned int, retailer_id string`

	productItemFields = `
	additional_image_cdn_urls list<list<map<string, string>>>, additional_image_urls list<string>,
	additional_variant_attributes list<map<string, string>>, affiliate_seller_rating float,
	affiliate_seller_rating_count int, age_group ProductItem_age_group, applinks CatalogItemAppLinks,
	availability ProductItem_availability, base_commission_rate int, brand string, bundle_items list<string>,
	bundle_retailer_ids list<string>, capabilities_disabled_by_user list<string>,
	capability_to_review_status list<map<string, ProductItem_capability_to_review_status>>, category string,
	category_ranking int, category_specific_fields CatalogSubVerticalList, color string,
	commerce_insights ProductItemCommerceInsights, condition ProductItem_condition, currency string,
	custom_data list<map<string, string>>, custom_label_0 string, custom_label_1 string, custom_label_2 string,
	custom_label_3 string, custom_label_4 string, custom_number_0 string, custom_number_1 string,
	custom_number_2 string, custom_number_3 string, custom_number_4 string, description string,
	errors list<ProductItemError>, expiration_date string, fb_product_category string, gender ProductItem_gender,
	generated_background_images list<AIGeneratedProductImage>, generated_background_images_ad_usage bool, gtin string,
	id string, image_cdn_urls list<map<string, string>>, image_fetch_status ProductItem_image_fetch_status,
	image_url string, images list<string>, importer_address ProductItemImporterAddress, importer_name string,
	invalidation_errors list<ProductItemInvalidationError>, inventory int, is_bundle_hero bool,
	live_special_price string, manufacturer_info string, manufacturer_part_number string,
	marked_for_product_launch string, material string, mobile_link string, name string, ordering_index int,
	origin_country string, overall_ranking int, parent_product_id string, pattern string,
	post_conversion_signal_based_enforcement_appeal_eligibility bool, price string, product_catalog ProductCatalog,
	product_feed ProductFeed, product_group ProductGroup, product_local_info ProductItemLocalInfo,
	product_relationship string, product_type string, quantity_to_sell_on_facebook int, retailer_id string,
	retailer_product_group_id string, review_rejection_reasons list<string>, review_status ProductItem_review_status,
	rich_text_description string, sale_price string, sale_price_end_date string, sale_price_start_date string,
	shipping_weight_unit ProductItem_shipping_weight_unit, shipping_weight_value float, short_description string,
	size string, start_date string, status ProductItem_status, tags list<string>, url string, vendor_id string,
	video_fetch_status ProductItem_video_fetch_status, videos list<ProductItemVideoData>,
	visibility ProductItem_visibility, wa_compliance_category string`

	productFeedFields = `
	country string, created_time datetime, default_currency string, deletion_enabled bool,
	delimiter ProductFeed_delimiter, encoding string, file_name string, id string,
	ingestion_source_type ProductFeed_ingestion_source_type, item_sub_type string, latest_upload ProductFeedUpload,
	migrated_from_feed_id string, name string, override_type string, primary_feeds list<string>, product_count int,
	quoted_fields_mode ProductFeed_quoted_fields_mode, schedule ProductFeedSchedule, supplementary_feeds list<string>,
	update_schedule ProductFeedSchedule`

	feedUploadFields = `
	end_time datetime, error_count int, error_report ProductFeedUploadErrorReport, filename string, id string,
	input_method ProductFeedUpload_input_method, num_deleted_items int, num_detected_items int, num_invalid_items int,
	num_persisted_items int, start_time datetime, url string, warning_count int`

	feedUploadErrorFields = `
	affected_surfaces list<ProductFeedUploadError_affected_surfaces>, description string, error_type string, id string,
	severity ProductFeedUploadError_severity, summary string, total_count unsigned int`

	feedUploadSampleFields = `
	id string, retailer_id string, row_number int`

	feedScheduleFields = `
	day_of_month unsigned int, day_of_week string, hour unsigned int, id string, interval ProductFeedSchedule_interval,
	interval_count unsigned int, minute unsigned int, timezone string, url string, username string`

	batchStatusFields = `
	errors list<Object>, errors_total_count int, handle string, ids_of_invalid_requests list<string>, status string,
	warnings list<Object>, warnings_total_count int`

	diagnosticFields = `
	affected_channels list<string>, affected_entity ProductCatalogDiagnosticGroup_affected_entity,
	affected_features list<ProductCatalogDiagnosticGroup_affected_features>, diagnostics list<Object>, error_code int,
	number_of_affected_entities int, number_of_affected_items int, severity ProductCatalogDiagnosticGroup_severity,
	subtitle string, title string, type ProductCatalogDiagnosticGroup_type`

	customConversionFields = `
	account_id string, aggregation_rule string, business Business, creation_time datetime,
	custom_event_type CustomConversion_custom_event_type, data_sources list<ExternalEventSource>,
	default_conversion_value int, description string, event_source_type string, first_fired_time datetime, id string,
	is_archived bool, is_unavailable bool, last_fired_time datetime, name string,
	offline_conversion_data_set OfflineConversionDataSet, pixel AdsPixel, retention_days unsigned int, rule string`

	daCheckFields = `
	action_uri string, description string, key string, result string, title string, user_message string`
)
