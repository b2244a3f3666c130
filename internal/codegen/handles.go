package main

import (
	"slices"
	"strings"
)

// handle is a node whose operations become methods.
type handle struct {
	node   string
	goName string // of the handle's type; the node's with Handle behind it where empty
	noun   string // what it is called in a sentence
	page   string // the page of Meta's documentation, without those of the edges
	file   string // what the files with its methods are named after
	member bool   // whether an ad account has a method that makes it
	only   string // the edges that the package is about, "." for the node itself; all where empty
	except string // edges that another package is about
}

func (h handle) typeName() string {
	if h.goName != "" {
		return h.goName
	}
	return h.node + "Handle"
}

func (h handle) constructor() string { return "New" + strings.TrimSuffix(h.typeName(), "Handle") }

// receiver is the letter that methods call the handle by.
func (h handle) receiver() string {
	word := h.noun[strings.LastIndexByte(h.noun, ' ')+1:]
	return strings.ToLower(word[:1])
}

// has reports whether an edge of the node belongs to the package.
func (h handle) has(edge string) bool {
	if edge == "" {
		edge = "."
	}
	if h.only != "" {
		return slices.Contains(strings.Fields(h.only), edge)
	}
	return !slices.Contains(strings.Fields(h.except), edge)
}

const graphReference = "https://developers.facebook.com/docs/graph-api/reference/"

var adsHandles = []handle{
	{node: "AdAccount", goName: "Account", noun: "ad account", page: reference + "ad-account", file: "account"},
	{node: "Campaign", noun: "campaign", page: reference + "ad-campaign-group", file: "campaign"},
	{node: "AdSet", noun: "ad set", page: reference + "ad-campaign", file: "adset"},
	{node: "Ad", noun: "ad", page: reference + "adgroup", file: "ad"},
	{node: "AdCreative", noun: "creative", page: reference + "ad-creative", file: "creative"},
	{node: "AdImage", noun: "image", page: reference + "ad-image", file: "media", member: true},
	{node: "AdVideo", noun: "video", page: graphReference + "video", file: "media", member: true},
	{node: "AdLabel", noun: "label", page: reference + "ad-label", file: "account", member: true},
	{node: "AdRule", noun: "rule", page: graphReference + "ad-rule", file: "rule", member: true},
	{node: "AdStudy", noun: "study", page: graphReference + "ad-study", file: "study", member: true},
	{node: "AdReportRun", noun: "report", page: reference + "ad-report-run", file: "insights", member: true},
	{node: "AdAsyncRequestSet", noun: "request set", page: graphReference + "ad-async-request-set", file: "async", member: true},
	{node: "AdAsyncRequest", noun: "request", page: graphReference + "ad-async-request", file: "async", member: true},
	{node: "CustomAudience", noun: "audience", page: reference + "custom-audience", file: "audience", member: true},
	{node: "SavedAudience", noun: "audience", page: reference + "saved-audience", file: "audience", member: true},
	{node: "CustomConversion", noun: "conversion", page: reference + "custom-conversion", file: "conversion", member: true},
	{node: "AdsPixel", goName: "DatasetHandle", noun: "dataset", page: reference + "ads-pixel", file: "conversion", member: true},
	{node: "LeadgenForm", noun: "form", page: reference + "lead-gen-data", file: "lead"},
	{node: "Lead", noun: "lead", page: graphReference + "lead", file: "lead"},
	{node: "ProductCatalog", noun: "catalogue", page: reference + "product-catalog", file: "catalog"},
	{node: "ProductSet", noun: "product set", page: reference + "product-set", file: "catalogset"},
	{node: "ProductItem", noun: "product", page: reference + "product-item", file: "product"},
	{node: "ProductFeed", noun: "feed", page: reference + "product-feed", file: "feed"},
	{node: "Business", noun: "business", page: reference + "business", file: "business", except: pageEdges},
	{node: "User", noun: "person", page: graphReference + "user", file: "user",
		only: "ad_studies adaccounts assigned_ad_accounts assigned_applications assigned_business_asset_groups assigned_product_catalogs business_users businesses personal_ad_accounts"},
}

// pageEdges are the edges of a business that Pages, Instagram and WhatsApp are behind.
const pageEdges = "add_phone_numbers client_instagram_assets client_pages client_whatsapp_business_accounts instagram_accounts " +
	"instagram_business_accounts onboard_partners_to_mm_lite owned_instagram_accounts owned_instagram_assets owned_pages " +
	"owned_whatsapp_business_accounts pages pending_client_pages pending_owned_pages picture preverified_numbers " +
	"self_certified_whatsapp_business_submissions self_certify_whatsapp_business share_preverified_numbers"

var pagesHandles = []handle{
	{node: "Page", noun: "Page", page: graphReference + "page", file: "page"},
	{node: "PageCallToAction", noun: "button", page: graphReference + "page-call-to-action", file: "page_parts", member: true},
	{node: "PagePost", noun: "post", page: graphReference + "page-post", file: "page_post", member: true},
	{node: "UnifiedThread", noun: "conversation", page: graphReference + "conversation", file: "page_parts", member: true},
	{node: "Persona", noun: "persona", page: graphReference + "persona", file: "page_parts", member: true},
	{node: "Business", noun: "business", page: reference + "business", file: "business", only: pageEdges},
	{node: "User", noun: "person", page: graphReference + "user", file: "user",
		except: "ad_studies adaccounts assigned_ad_accounts assigned_applications assigned_business_asset_groups assigned_product_catalogs business_users businesses personal_ad_accounts"},
}
