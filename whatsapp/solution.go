package whatsapp

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
)

// SolutionStatus is how far a solution has come.
type SolutionStatus string

const (
	SolutionDraft       SolutionStatus = "DRAFT"
	SolutionInitiated   SolutionStatus = "INITIATED"
	SolutionActive      SolutionStatus = "ACTIVE"
	SolutionRejected    SolutionStatus = "REJECTED"
	SolutionDeactivated SolutionStatus = "DEACTIVATED"
)

// Solution is by what two partners serve a business together: who may send, who
// manages and who pays.
type Solution struct {
	ID                      string         `json:"id"`
	Name                    string         `json:"name,omitzero"`
	Status                  SolutionStatus `json:"status,omitzero"`
	StatusForPendingRequest string         `json:"status_for_pending_request,omitzero"` // "NONE", "PENDING_ACTIVATION", "PENDING_DEACTIVATION"
	OwnerApp                *App           `json:"owner_app,omitzero"`
	OwnerPermissions        []Task         `json:"owner_permissions,omitzero"`
	PartnerID               string         `json:"partner_id,omitzero"`
}

const solutionFields = "id,name,status,status_for_pending_request,owner_app,owner_permissions"

// SolutionHandle is a handle on a solution. It holds no state and costs nothing to make.
type SolutionHandle struct{ node }

// NewSolution makes a handle on the solution with the id.
func NewSolution(client *metabiz.Client, solutionID string) *SolutionHandle {
	return &SolutionHandle{node{client, solutionID, "{solution-id}"}}
}

// Get reads the solution.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation GET /{solution-id}
func (s *SolutionHandle) Get(ctx context.Context, opts ...metabiz.Option) (*Solution, error) {
	return metabiz.Call[Solution](ctx, s.client, s.read("", solutionFields), opts...)
}

// SolutionAccepted is that a partner has joined.
type SolutionAccepted struct {
	SolutionID    string    `json:"solution_id"`
	PartnerStatus string    `json:"partner_status"` // "ACCEPTED" …
	Success       bool      `json:"success"`
	Message       string    `json:"message,omitzero"`
	UpdateTime    time.Time `json:"update_time,omitzero"`
}

// Accept joins the solution as the app that it invites.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation POST /{solution-id}/accept
func (s *SolutionHandle) Accept(ctx context.Context, partnerAppID string, opts ...metabiz.Option) (*SolutionAccepted, error) {
	var c checker
	c.required(at("partner_app_id"), partnerAppID)
	if err := c.err("whatsapp.SolutionHandle.Accept"); err != nil {
		return nil, err
	}
	req := s.request(http.MethodPost, "accept")
	req.Body = map[string]string{"partner_app_id": partnerAppID}
	req.Idempotent = true
	return metabiz.Call[SolutionAccepted](ctx, s.client, req, opts...)
}

// SolutionRequestType is what a partner has asked for.
type SolutionRequestType string

const (
	PartnershipRequest  SolutionRequestType = "PARTNERSHIP_REQUEST"
	DeactivationRequest SolutionRequestType = "DEACTIVATION_REQUEST"
)

// SolutionRejection says no to what a partner has asked for. RequestType is required.
type SolutionRejection struct {
	RequestType     SolutionRequestType `json:"request_type"`
	PartnerAppID    string              `json:"partner_app_id,omitzero"`
	RejectionReason string              `json:"rejection_reason,omitzero"`
}

// Reject says no to a partnership or to the end of one.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation POST /{solution-id}/reject
func (s *SolutionHandle) Reject(ctx context.Context, r SolutionRejection, opts ...metabiz.Option) error {
	var c checker
	c.required(at("request_type"), string(r.RequestType))
	if err := c.err("whatsapp.SolutionRejection"); err != nil {
		return err
	}
	req := s.request(http.MethodPost, "reject")
	req.Body = r
	return succeed(ctx, s.client, req, opts)
}

// RequestDeactivation asks the partners to end the solution, and gives the id of the request.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation POST /{solution-id}/send_deactivation_request
func (s *SolutionHandle) RequestDeactivation(ctx context.Context, reason string, opts ...metabiz.Option) (requestID string, err error) {
	req := s.request(http.MethodPost, "send_deactivation_request")
	req.Body = struct {
		Reason string `json:"reason,omitzero"`
	}{reason}
	answer, err := metabiz.Call[struct {
		RequestID string `json:"request_id"`
		Success   *bool  `json:"success"`
		Message   string `json:"message"`
	}](ctx, s.client, req, opts...)
	if err != nil {
		return "", err
	}
	if answer.Success != nil && !*answer.Success {
		return "", fmt.Errorf("whatsapp: %s: Meta answered that it did not succeed: %s", req.Operation, answer.Message)
	}
	return answer.RequestID, nil
}

// AcceptDeactivation agrees to the end of the solution.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation POST /{solution-id}/accept_deactivation_request
func (s *SolutionHandle) AcceptDeactivation(ctx context.Context, opts ...metabiz.Option) (*Solution, error) {
	req := s.request(http.MethodPost, "accept_deactivation_request")
	req.Query, req.Body = fieldsQuery{solutionFields}, struct{}{}
	return metabiz.Call[Solution](ctx, s.client, req, opts...)
}

// RejectDeactivation keeps the solution, whose end a partner has asked for.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation POST /{solution-id}/reject_deactivation_request
func (s *SolutionHandle) RejectDeactivation(ctx context.Context, opts ...metabiz.Option) (*Solution, error) {
	req := s.request(http.MethodPost, "reject_deactivation_request")
	req.Query, req.Body = fieldsQuery{solutionFields}, map[string]bool{"reject_deactivation_request": true}
	return metabiz.Call[Solution](ctx, s.client, req, opts...)
}

// SolutionAccess is by what a partner works for a business.
type SolutionAccess struct {
	AccessToken metabiz.Secret `json:"access_token"`
	ExpiresAt   time.Time      `json:"expires_at,omitzero"`
}

// AccessToken gives a token for the accounts that a business has shared with the solution.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation GET /{solution-id}/access_token
func (s *SolutionHandle) AccessToken(ctx context.Context, businessID string, opts ...metabiz.Option) (*SolutionAccess, error) {
	var c checker
	c.required(at("business_id"), businessID)
	if err := c.err("whatsapp.SolutionHandle.AccessToken"); err != nil {
		return nil, err
	}
	req := s.request(http.MethodGet, "access_token")
	req.Query = struct {
		BusinessID string `json:"business_id"`
	}{businessID}
	return metabiz.Call[SolutionAccess](ctx, s.client, req, opts...)
}

// An Application is a handle on an app, with the edges that belong to WhatsApp.
type Application struct{ node }

// NewApplication makes a handle on the app with the id.
func NewApplication(client *metabiz.Client, appID string) *Application {
	return &Application{node{client, appID, "{application-id}"}}
}

// SolutionRequest is a solution to be made. All but the permissions is required;
// one side, and only one, has TaskMessaging.
type SolutionRequest struct {
	SolutionName       string `json:"solution_name"`
	PartnerAppID       string `json:"partner_app_id"`
	OwnerPermissions   []Task `json:"owner_permissions"`
	PartnerPermissions []Task `json:"partner_permissions"`
}

// Validate finds every documented rule that the request breaks.
func (r SolutionRequest) Validate() error {
	var c checker
	c.required(at("solution_name"), r.SolutionName)
	c.required(at("partner_app_id"), r.PartnerAppID)
	sides := 0
	for _, permissions := range [...][]Task{r.OwnerPermissions, r.PartnerPermissions} {
		for _, task := range permissions {
			if task == TaskMessaging {
				sides++
			}
		}
	}
	if sides != 1 {
		c.add(at("owner_permissions"), "or partner_permissions must have MESSAGING, and only one of them", 1, sides)
	}
	return c.err("whatsapp.SolutionRequest")
}

// CreateSolution makes a solution, invites the partner, and gives its id.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation POST /{application-id}/whatsapp_business_solution
func (a *Application) CreateSolution(ctx context.Context, r SolutionRequest, opts ...metabiz.Option) (solutionID string, err error) {
	if err := r.Validate(); err != nil {
		return "", err
	}
	// No permissions are an empty list on the wire, which Meta wants.
	r.OwnerPermissions = append([]Task{}, r.OwnerPermissions...)
	r.PartnerPermissions = append([]Task{}, r.PartnerPermissions...)
	req := a.request(http.MethodPost, "whatsapp_business_solution")
	req.Body = r
	answer, err := metabiz.Call[struct {
		SolutionID string `json:"solution_id"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return "", err
	}
	return answer.SolutionID, nil
}

// SolutionQuery narrows a list of solutions.
type SolutionQuery struct {
	Role  string `json:"role,omitzero"` // of the app: "OWNER", "PARTNER"
	Limit int    `json:"limit,omitzero"`
}

type solutionQueryWire struct {
	fieldsQuery
	SolutionQuery
}

// Solutions lists the solutions that the app owns or takes part in.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation GET /{application-id}/whatsapp_business_solutions
func (a *Application) Solutions(ctx context.Context, q SolutionQuery, opts ...metabiz.Option) iter.Seq2[Solution, error] {
	return metabiz.List[Solution](ctx, a.client, a.solutions(q), opts...)
}

// SolutionPages lists them by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation GET /{application-id}/whatsapp_business_solutions
func (a *Application) SolutionPages(ctx context.Context, q SolutionQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Solution], error] {
	return metabiz.Pages[Solution](ctx, a.client, a.solutions(q), opts...)
}

func (a *Application) solutions(q SolutionQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "whatsapp_business_solutions")
	req.Query = solutionQueryWire{fieldsQuery{solutionFields}, q}
	return req
}

// ConnectedClientBusiness is a business that has let the app in.
type ConnectedClientBusiness struct {
	ID                 string    `json:"id"`
	Name               string    `json:"name"`
	BusinessStatus     string    `json:"business_status,omitzero"`     // "ACTIVE", "INACTIVE", "SUSPENDED", "PENDING_APPROVAL"
	VerificationStatus string    `json:"verification_status,omitzero"` // "VERIFIED", "UNVERIFIED", "PENDING", "REJECTED"
	CreatedTime        time.Time `json:"created_time,omitzero"`
	UpdatedTime        time.Time `json:"updated_time,omitzero"`
}

// ConnectedClientBusinesses lists the businesses that have let the app in.
//
// See https://developers.facebook.com/docs/graph-api/reference/application/connected_client_businesses.
//
//meta:operation GET /{application-id}/connected_client_businesses
func (a *Application) ConnectedClientBusinesses(ctx context.Context, opts ...metabiz.Option) iter.Seq2[ConnectedClientBusiness, error] {
	return metabiz.List[ConnectedClientBusiness](ctx, a.client, a.clientBusinesses(), opts...)
}

// ConnectedClientBusinessPages lists them by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/application/connected_client_businesses.
//
//meta:operation GET /{application-id}/connected_client_businesses
func (a *Application) ConnectedClientBusinessPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[ConnectedClientBusiness], error] {
	return metabiz.Pages[ConnectedClientBusiness](ctx, a.client, a.clientBusinesses(), opts...)
}

func (a *Application) clientBusinesses() *metabiz.Request {
	return a.read("connected_client_businesses", "id,name,verification_status,created_time,updated_time")
}
