package ads

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An AccountEvent is one thing that a webhook tells of an ad account. [Events] calls a
// function for each.
//
// A type switch tells them apart: [InProcessEvent], [WithIssuesEvent] … and
// [UnknownEvent] for what this version does not know.
type AccountEvent interface {
	// Key is the same whenever the event is delivered again, and differs between events.
	Key() string
	// Header tells where the event came from.
	Header() EventHeader

	accountEvent()
}

// An EventHeader tells where an event came from. Every [AccountEvent] has one embedded.
type EventHeader struct {
	AccountID string    `json:"account_id"` // without act_
	Time      time.Time `json:"time,omitzero"`
	Field     string    `json:"field"` // as it came: in_process_ad_objects, field_changed, ...

	// Raw is what the event was read from, as it came.
	Raw json.RawMessage `json:"raw,omitempty"`
}

// Header gives the header itself.
func (h EventHeader) Header() EventHeader { return h }

// Key identifies the event by what it says and when: it has no id.
func (h EventHeader) Key() string {
	hash := sha256.New()
	for _, part := range []string{h.AccountID, h.Field, strconv.FormatInt(h.Time.UnixMilli(), 10), string(h.Raw)} {
		hash.Write([]byte(part))
		hash.Write([]byte{0})
	}
	return webhookObject + ":" + hex.EncodeToString(hash.Sum(nil)[:16])
}

func (EventHeader) accountEvent() {}

// ObjectLevel is what an event's object is. Meta writes it in several ways; events have it in this form, however it came.
type ObjectLevel string

const (
	ObjectLevelCampaign ObjectLevel = "campaign"
	ObjectLevelAdSet    ObjectLevel = "ad_set"
	ObjectLevelAd       ObjectLevel = "ad"
	ObjectLevelCreative ObjectLevel = "creative"
)

func levelOf(name string) ObjectLevel {
	if name = strings.ToLower(name); name == "adset" {
		return ObjectLevelAdSet
	}
	return ObjectLevel(name)
}

// InProcessEvent tells that an object has left its review or processing.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/in-process-ad-objects.
type InProcessEvent struct {
	EventHeader
	ObjectID   string      `json:"object_id"`
	Level      ObjectLevel `json:"level"`
	StatusName string      `json:"status_name"` // "Active", "Disapproved", ...
}

// WithIssuesEvent tells that something keeps an object from being delivered.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/with-issues-ad-objects.
type WithIssuesEvent struct {
	EventHeader
	ObjectID     string      `json:"object_id"`
	Level        ObjectLevel `json:"level"`
	ErrorCode    int         `json:"error_code"`
	ErrorSummary string      `json:"error_summary"`
	ErrorMessage string      `json:"error_message"`
}

// EffectiveStatusEvent tells that an object's delivery has begun, ended or been kept
// from going on. Meta does not tell the new status: read the object.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/effective-status.
type EffectiveStatusEvent struct {
	EventHeader
	ObjectID string          `json:"object_id"`
	Level    ObjectLevel     `json:"level"`
	Status   EffectiveStatus `json:"status,omitzero"` // mostly empty
}

// RecommendationEvent tells that Meta recommends something for objects.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/ad-recommendations.
type RecommendationEvent struct {
	EventHeader
	ObjectIDs []string `json:"object_ids"`
	Type      string   `json:"type"` // such as AUTOFLOW_OPT_IN
	Message   string   `json:"message"`
	Stage     string   `json:"stage,omitzero"`
	Signature string   `json:"signature,omitzero"`
	Hash      string   `json:"hash,omitzero"`
}

// CreativeFatigueEvent tells that people have seen an ad's creative too often, or no longer so.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/creative-fatigue.
type CreativeFatigueEvent struct {
	EventHeader
	AdID    string `json:"ad_id"`
	Fatigue string `json:"fatigue"` // LOW, MEDIUM or HIGH
	Message string `json:"message"`
}

// SubscriptionEvent tells that a subscription of the ad account's has fired: an object
// was made or changed, or a figure has passed a threshold.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/subscriptions.
type SubscriptionEvent struct {
	EventHeader
	SubscriptionID string      `json:"subscription_id"`
	ObjectID       string      `json:"object_id"`
	Level          ObjectLevel `json:"level"`
	Subject        string      `json:"subject,omitzero"`       // the field or figure that is watched: daily_budget, spent
	CurrentValue   string      `json:"current_value,omitzero"` // money in minor units
}

// ProductSetIssueEvent tells that something is wrong with the products that ads show.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/ad-account.
type ProductSetIssueEvent struct {
	EventHeader
	ProductSetID      string `json:"product_set_id"`
	Type              string `json:"type"`
	Description       string `json:"description"`
	RecommendedAction string `json:"recommended_action"`
}

// AsyncCreationEvent tells what became of a request to make ads later.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/ad-account.
type AsyncCreationEvent struct {
	EventHeader
	Status       string          `json:"status"`
	Result       json.RawMessage `json:"result,omitempty"`
	ResultID     string          `json:"result_id,omitzero"`
	ErrorCode    int             `json:"error_code,omitzero"`
	ErrorMessage string          `json:"error_message,omitzero"`
}

// UnknownEvent is what this version does not know or could not read. Err tells why, where it could not.
type UnknownEvent struct {
	EventHeader
	Err error `json:"-"`
}

// accountValue has the members of all changes.
type accountValue struct {
	ID         string `json:"id"`
	Level      string `json:"level"`
	StatusName string `json:"status_name"`

	ErrorCode    int    `json:"error_code"`
	ErrorSummary string `json:"error_summary"`
	ErrorMessage string `json:"error_message"`

	ObjectID      string   `json:"object_id"`
	ObjectType    string   `json:"object_type"`
	ChangedFields []string `json:"changed_fields"`

	SubscriptionID string `json:"subscription_id"`
	Field          string `json:"field"`
	CurrentValue   string `json:"current_value"`

	AdID           string `json:"adgroup_id"`
	FatigueLevel   string `json:"creative_fatigue_level"`
	FatigueMessage string `json:"creative_fatigue_message"`

	ObjectIDs               []string `json:"ad_object_ids"`
	RecommendationType      string   `json:"recommendation_type"`
	RecommendationMessage   string   `json:"recommendation_message"`
	RecommendationStage     string   `json:"recommendation_stage"`
	RecommendationSignature string   `json:"recommendation_signature"`
	RecommendationHash      string   `json:"recommendation_hash"`

	ProductSetID      string `json:"product_set_id"`
	Type              string `json:"type"`
	Description       string `json:"description"`
	RecommendedAction string `json:"recommended_action"`

	Status   string          `json:"status"`
	Result   json.RawMessage `json:"result"`
	ResultID string          `json:"result_id"`
}

const fieldEffectiveStatus = "effective_status"

// event is the change as an event of its field.
func (v *accountValue) event(h EventHeader) AccountEvent {
	switch h.Field {
	case "in_process_ad_objects":
		return InProcessEvent{h, v.ID, levelOf(v.Level), v.StatusName}
	case "with_issues_ad_objects":
		return WithIssuesEvent{h, v.ID, levelOf(v.Level), v.ErrorCode, v.ErrorSummary, v.ErrorMessage}
	case "field_changed": // as subscriptions to effective_status are delivered
		if slices.Contains(v.ChangedFields, fieldEffectiveStatus) {
			return EffectiveStatusEvent{EventHeader: h, ObjectID: v.ObjectID, Level: levelOf(v.ObjectType)}
		}
	case fieldEffectiveStatus:
		if v.ID != "" {
			return EffectiveStatusEvent{h, v.ID, levelOf(v.Level), EffectiveStatus(v.StatusName)}
		}
		return EffectiveStatusEvent{EventHeader: h, ObjectID: v.ObjectID, Level: levelOf(v.ObjectType)}
	case "ad_recommendations":
		return RecommendationEvent{
			h, v.ObjectIDs, v.RecommendationType, v.RecommendationMessage, v.RecommendationStage, v.RecommendationSignature, v.RecommendationHash,
		}
	case "creative_fatigue":
		return CreativeFatigueEvent{h, v.AdID, v.FatigueLevel, v.FatigueMessage}
	case "subscriptions":
		return SubscriptionEvent{h, v.SubscriptionID, v.ObjectID, levelOf(v.ObjectType), v.Field, v.CurrentValue}
	case "product_set_issue":
		return ProductSetIssueEvent{h, v.ProductSetID, v.Type, v.Description, v.RecommendedAction}
	case "ads_async_creation_request":
		return AsyncCreationEvent{h, v.Status, v.Result, v.ResultID, v.ErrorCode, v.ErrorMessage}
	}
	return UnknownEvent{EventHeader: h}
}
