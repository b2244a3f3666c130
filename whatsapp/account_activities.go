package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// ActivityType is what somebody did.
type ActivityType string

const (
	ActivityAccountCreated      ActivityType = "ACCOUNT_CREATED"
	ActivityAccountUpdated      ActivityType = "ACCOUNT_UPDATED"
	ActivityAccountDeleted      ActivityType = "ACCOUNT_DELETED"
	ActivityPhoneNumberAdded    ActivityType = "PHONE_NUMBER_ADDED"
	ActivityPhoneNumberRemoved  ActivityType = "PHONE_NUMBER_REMOVED"
	ActivityPhoneNumberVerified ActivityType = "PHONE_NUMBER_VERIFIED"
	ActivityUserAdded           ActivityType = "USER_ADDED"
	ActivityUserRemoved         ActivityType = "USER_REMOVED"
	ActivityUserRoleChanged     ActivityType = "USER_ROLE_CHANGED"
	ActivityPermissionGranted   ActivityType = "PERMISSION_GRANTED"
	ActivityPermissionRevoked   ActivityType = "PERMISSION_REVOKED"
	ActivityTemplateCreated     ActivityType = "TEMPLATE_CREATED"
	ActivityTemplateUpdated     ActivityType = "TEMPLATE_UPDATED"
	ActivityTemplateDeleted     ActivityType = "TEMPLATE_DELETED"
	ActivityWebhookConfigured   ActivityType = "WEBHOOK_CONFIGURED"
	ActivityAPIAccessGranted    ActivityType = "API_ACCESS_GRANTED"
	ActivityAPIAccessRevoked    ActivityType = "API_ACCESS_REVOKED"
	ActivityBillingUpdated      ActivityType = "BILLING_UPDATED"
	ActivityComplianceAction    ActivityType = "COMPLIANCE_ACTION"
	ActivitySecurityEvent       ActivityType = "SECURITY_EVENT"
)

// Activity is what was done with an account, by whom and when.
type Activity struct {
	ID           string          `json:"id"`
	ActivityType ActivityType    `json:"activity_type"`
	Timestamp    time.Time       `json:"timestamp"`
	ActorType    string          `json:"actor_type"` // "USER", "SYSTEM", "API", "ADMIN", "AUTOMATED_PROCESS"
	ActorID      string          `json:"actor_id,omitzero"`
	ActorName    string          `json:"actor_name,omitzero"`
	Description  string          `json:"description,omitzero"`
	Details      json.RawMessage `json:"details,omitzero"` // an object of its own for each type
	IPAddress    string          `json:"ip_address,omitzero"`
	UserAgent    string          `json:"user_agent,omitzero"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (a *Activity) UnmarshalJSON(data []byte) error {
	type plain Activity
	return wire.Unmarshal(data, (*plain)(a))
}

// ActivityQuery narrows a list of activities.
type ActivityQuery struct {
	Types        []ActivityType
	Since, Until time.Time
	Limit        int // a page, up to 100
}

type activityQueryWire struct {
	Fields string `json:"fields"`
	Type   string `json:"activity_type,omitzero"`
	Since  int64  `json:"since,omitzero"`
	Until  int64  `json:"until,omitzero"`
	Limit  int    `json:"limit,omitzero"`
}

const activityFields = "id,activity_type,timestamp,actor_type,actor_id,actor_name,description,details,ip_address,user_agent"

// Activities lists what was done with the account.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/activities.
//
//meta:operation GET /{waba-id}/activities
func (a *Account) Activities(ctx context.Context, q ActivityQuery, opts ...metabiz.Option) iter.Seq2[Activity, error] {
	return metabiz.List[Activity](ctx, a.client, a.activities(q), opts...)
}

// ActivityPages lists what was done with the account by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/activities.
//
//meta:operation GET /{waba-id}/activities
func (a *Account) ActivityPages(ctx context.Context, q ActivityQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Activity], error] {
	return metabiz.Pages[Activity](ctx, a.client, a.activities(q), opts...)
}

func (a *Account) activities(q ActivityQuery) *metabiz.Request {
	w := activityQueryWire{Fields: activityFields, Limit: q.Limit}
	types := make([]string, len(q.Types))
	for i, t := range q.Types {
		types[i] = string(t)
	}
	w.Type = strings.Join(types, ",")
	if !q.Since.IsZero() {
		w.Since = q.Since.Unix()
	}
	if !q.Until.IsZero() {
		w.Until = q.Until.Unix()
	}
	req := a.request(http.MethodGet, "activities")
	req.Query = w
	return req
}
