package whatsapp

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A Flow is a handle on a WhatsApp Flow: a form in the chat. It holds no state and costs nothing to make.
type Flow struct{ node }

// NewFlow makes a handle on the Flow with the id.
func NewFlow(client *metabiz.Client, flowID string) *Flow {
	return &Flow{node{client, flowID, "{flow-id}"}}
}

// FlowStatus is how far a Flow has come.
type FlowStatus string

const (
	FlowStatusDraft      FlowStatus = "DRAFT"
	FlowStatusPublished  FlowStatus = "PUBLISHED"
	FlowStatusDeprecated FlowStatus = "DEPRECATED"
	FlowStatusBlocked    FlowStatus = "BLOCKED"   // its endpoint is unhealthy: can be neither sent nor opened (132068)
	FlowStatusThrottled  FlowStatus = "THROTTLED" // its endpoint is unhealthy: 10 messages an hour (132069)
)

// FlowCategory is what a Flow is for.
type FlowCategory string

const (
	FlowAppointmentBooking FlowCategory = "APPOINTMENT_BOOKING"
	FlowContactUs          FlowCategory = "CONTACT_US"
	FlowCustomerSupport    FlowCategory = "CUSTOMER_SUPPORT"
	FlowLeadGeneration     FlowCategory = "LEAD_GENERATION"
	FlowOther              FlowCategory = "OTHER"
	FlowShopping           FlowCategory = "SHOPPING"
	FlowSignIn             FlowCategory = "SIGN_IN"
	FlowSignUp             FlowCategory = "SIGN_UP"
	FlowSurvey             FlowCategory = "SURVEY"
)

// FlowInfo is what Meta knows of a Flow.
type FlowInfo struct {
	ID               string           `json:"id"`
	Name             string           `json:"name,omitzero"`
	Status           FlowStatus       `json:"status,omitzero"`
	Categories       []FlowCategory   `json:"categories,omitzero"`
	ValidationErrors []FlowError      `json:"validation_errors,omitzero"` // mend them before it is published
	JSONVersion      string           `json:"json_version,omitzero"`      // "7.3"
	DataAPIVersion   string           `json:"data_api_version,omitzero"`  // "4.0"
	EndpointURI      string           `json:"endpoint_uri,omitzero"`
	DataChannelURI   string           `json:"data_channel_uri,omitzero"` // what EndpointURI was called
	Preview          *FlowPreview     `json:"preview,omitzero"`
	Account          *BusinessAccount `json:"whatsapp_business_account,omitzero"`
	Application      *App             `json:"application,omitzero"`
	HealthStatus     *Health          `json:"health_status,omitzero"`
	Metric           *FlowMetric      `json:"metric,omitzero"`
}

// UnmarshalJSON takes times and numbers in any of Graph's forms.
func (f *FlowInfo) UnmarshalJSON(data []byte) error {
	type plain FlowInfo
	return wire.Unmarshal(data, (*plain)(f))
}

// FlowError is what is wrong with a Flow's JSON, and where.
type FlowError struct {
	Error       string        `json:"error"` // "INVALID_PROPERTY" …
	ErrorType   string        `json:"error_type"`
	Message     string        `json:"message"`
	LineStart   int           `json:"line_start,omitzero"`
	LineEnd     int           `json:"line_end,omitzero"`
	ColumnStart int           `json:"column_start,omitzero"`
	ColumnEnd   int           `json:"column_end,omitzero"`
	Pointers    []FlowPointer `json:"pointers,omitzero"`
}

// FlowPointer is a place in a Flow's JSON.
type FlowPointer struct {
	LineStart   int    `json:"line_start"`
	LineEnd     int    `json:"line_end"`
	ColumnStart int    `json:"column_start"`
	ColumnEnd   int    `json:"column_end"`
	Path        string `json:"path"` // "screens[0].layout.children[0]"
}

// FlowPreview is a page on which a Flow can be tried by whoever has the address.
type FlowPreview struct {
	PreviewURL string    `json:"preview_url"`
	ExpiresAt  time.Time `json:"expires_at,omitzero"` // 30 days after it was made
}

const flowFields = "id,name,status,categories,validation_errors,json_version,data_api_version,endpoint_uri,preview.invalidate(false),whatsapp_business_account,application"

// Get reads the Flow. Other fields, such as health_status.phone_number(…), are asked for by [metabiz.WithFields].
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation GET /{flow-id}
func (f *Flow) Get(ctx context.Context, opts ...metabiz.Option) (*FlowInfo, error) {
	return metabiz.Call[FlowInfo](ctx, f.client, f.read("", flowFields), opts...)
}

// Preview gives the page on which the Flow can be tried; invalidate makes a new one
// and the address that was known useless.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi#preview.
//
//meta:operation GET /{flow-id}
func (f *Flow) Preview(ctx context.Context, invalidate bool, opts ...metabiz.Option) (*FlowPreview, error) {
	answer, err := metabiz.Call[FlowInfo](ctx, f.client, f.read("", fmt.Sprintf("preview.invalidate(%t)", invalidate)), opts...)
	if err != nil {
		return nil, err
	}
	if answer.Preview == nil {
		return &FlowPreview{}, nil
	}
	return answer.Preview, nil
}

// FlowMetadata changes what it sets.
type FlowMetadata struct {
	Name          string         `json:"name,omitzero"`
	Categories    []FlowCategory `json:"categories,omitzero"`
	EndpointURI   string         `json:"endpoint_uri,omitzero"`   // https; for Flow JSON from 3.0 on
	ApplicationID string         `json:"application_id,omitzero"` // whose secret signs what the endpoint gets
}

// Update changes the Flow's name, categories, endpoint or app.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation POST /{flow-id}
func (f *Flow) Update(ctx context.Context, u FlowMetadata, opts ...metabiz.Option) error {
	var c checker
	if u.Name == "" && u.Categories == nil && u.EndpointURI == "" && u.ApplicationID == "" {
		c.add(at("name"), "is required, or categories, endpoint_uri or application_id", nil, nil)
	}
	if u.Categories != nil && len(u.Categories) == 0 {
		c.add(at("categories"), "needs at least 1 category", 1, 0)
	}
	if u.EndpointURI != "" {
		c.endpoint(u.EndpointURI)
	}
	if err := c.err("whatsapp.FlowMetadata"); err != nil {
		return err
	}
	req := f.request(http.MethodPost, "")
	req.Body = &metabiz.Form{Fields: u}
	req.Idempotent = true
	return succeed(ctx, f.client, req, opts)
}

// Publish makes the Flow ready to be sent. It can't be taken back.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation POST /{flow-id}/publish
func (f *Flow) Publish(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, f.client, f.request(http.MethodPost, "publish"), opts)
}

// Deprecate makes a published Flow useless: it can be neither sent nor opened. It can't be taken back.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation POST /{flow-id}/deprecate
func (f *Flow) Deprecate(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, f.client, f.request(http.MethodPost, "deprecate"), opts)
}

// Delete deletes a draft. What was published can only be deprecated.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation DELETE /{flow-id}
func (f *Flow) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, f.client, f.request(http.MethodDelete, ""), opts)
}
