package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
)

// OnBehalfRequest is a wish to use an account on behalf of its business, which is not yet answered.
type OnBehalfRequest struct {
	ID                  string         `json:"id"`
	Status              string         `json:"status"`                // "IN_PROGRESS", "PENDING", "APPROVE", "DECLINE", "EXPIRED", "CANCELED", "INVALID"
	BusinessOwnedObject string         `json:"business_owned_object"` // id of the account
	ReceivingBusiness   *BusinessOwner `json:"receiving_business,omitzero"`
	RequestingBusiness  *BusinessOwner `json:"requesting_business,omitzero"`
}

// InProgressOnBehalfRequests lists the wishes to use the account on behalf of its
// business that are not yet answered.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/in_progress_onbehalf_request.
//
//meta:operation GET /{waba-id}/in_progress_onbehalf_request
func (a *Account) InProgressOnBehalfRequests(ctx context.Context, opts ...metabiz.Option) iter.Seq2[OnBehalfRequest, error] {
	return metabiz.List[OnBehalfRequest](ctx, a.client, a.onBehalfRequests(), opts...)
}

// InProgressOnBehalfRequestPages lists them by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/in_progress_onbehalf_request.
//
//meta:operation GET /{waba-id}/in_progress_onbehalf_request
func (a *Account) InProgressOnBehalfRequestPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[OnBehalfRequest], error] {
	return metabiz.Pages[OnBehalfRequest](ctx, a.client, a.onBehalfRequests(), opts...)
}

func (a *Account) onBehalfRequests() *metabiz.Request {
	req := a.request(http.MethodGet, "in_progress_onbehalf_request")
	req.Query = fieldsQuery{"id,status,business_owned_object,receiving_business,requesting_business"}
	return req
}

// Solutions lists the multi-partner solutions that use the account.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation GET /{waba-id}/solutions
func (a *Account) Solutions(ctx context.Context, opts ...metabiz.Option) iter.Seq2[Solution, error] {
	return metabiz.List[Solution](ctx, a.client, a.request(http.MethodGet, "solutions"), opts...)
}

// SolutionPages lists them by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions.
//
//meta:operation GET /{waba-id}/solutions
func (a *Account) SolutionPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Solution], error] {
	return metabiz.Pages[Solution](ctx, a.client, a.request(http.MethodGet, "solutions"), opts...)
}

// MobilityIntentType is a step on the way of an account from one provider to another.
type MobilityIntentType string

const (
	InitiateTransfer MobilityIntentType = "INITIATE_TRANSFER"
	ConfirmTransfer  MobilityIntentType = "CONFIRM_TRANSFER"
	CancelTransfer   MobilityIntentType = "CANCEL_TRANSFER"
	RequestHandover  MobilityIntentType = "REQUEST_HANDOVER"
	ApproveHandover  MobilityIntentType = "APPROVE_HANDOVER"
	RejectHandover   MobilityIntentType = "REJECT_HANDOVER"
)

// MobilityRequest asks for a step of a transfer. SolutionID and IntentType are required.
type MobilityRequest struct {
	SolutionID             string             `json:"solution_id"`
	IntentType             MobilityIntentType `json:"intent_type"`
	TargetSolutionID       string             `json:"target_solution_id,omitzero"`
	MobilityReason         string             `json:"mobility_reason,omitzero"`
	ScheduledExecutionTime time.Time          `json:"scheduled_execution_time,omitzero"`
	Metadata               map[string]any     `json:"metadata,omitzero"`
}

// MobilityRequested is what became of the wish.
type MobilityRequested struct {
	Success                 bool      `json:"success"`
	IntentID                string    `json:"mobility_intent_id"`
	Status                  string    `json:"status,omitzero"` // "PENDING", "APPROVED", "SCHEDULED" …
	ApprovalRequired        bool      `json:"approval_required,omitzero"`
	EstimatedCompletionTime time.Time `json:"estimated_completion_time,omitzero"`
	NextSteps               []string  `json:"next_steps,omitzero"`
}

// CreateMobilityIntent asks for a step of the transfer of an account that is used on
// behalf of its business. Refusals are 2593079 and 2593085.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/obo-mobility.
//
//meta:operation POST /{waba-id}/obo_mobility_intent
func (a *Account) CreateMobilityIntent(ctx context.Context, r MobilityRequest, opts ...metabiz.Option) (*MobilityRequested, error) {
	var c checker
	c.required(at("solution_id"), r.SolutionID)
	c.required(at("intent_type"), string(r.IntentType))
	if err := c.err("whatsapp.MobilityRequest"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "obo_mobility_intent")
	req.Body = r
	return metabiz.Call[MobilityRequested](ctx, a.client, req, opts...)
}

// SetMobilityIntent wants the account, which is used on behalf of its business, to
// become shared with a solution. It gives the id of the [MobilityIntent].
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/set_obo_mobility_intent.
//
//meta:operation POST /{waba-id}/set_obo_mobility_intent
func (a *Account) SetMobilityIntent(ctx context.Context, solutionID string, opts ...metabiz.Option) (intentID string, err error) {
	req := a.request(http.MethodPost, "set_obo_mobility_intent")
	req.Body = struct {
		WABAID     string `json:"waba_id"`
		SolutionID string `json:"solution_id,omitzero"`
	}{a.id, solutionID}
	answer, err := metabiz.Call[struct {
		ID       string `json:"id"`
		IntentID string `json:"intent_id"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return "", err
	}
	if answer.IntentID == "" {
		return answer.ID, nil
	}
	return answer.IntentID, nil
}

// MobilityIntent is how far the transfer of an account has come.
type MobilityIntent struct {
	ID          string           `json:"id"`
	Status      string           `json:"status,omitzero"` // "PENDING", "ACTIVE", "COMPLETED", "CANCELLED", "FAILED"
	Account     *BusinessAccount `json:"waba,omitzero"`
	Solution    *Solution        `json:"solution,omitzero"`
	CreatedTime time.Time        `json:"created_time,omitzero"`
	UpdatedTime time.Time        `json:"updated_time,omitzero"`
}

// MobilityIntentHandle is a handle on a transfer.
type MobilityIntentHandle struct{ node }

// NewMobilityIntent makes a handle on the transfer with the id.
func NewMobilityIntent(client *metabiz.Client, intentID string) *MobilityIntentHandle {
	return &MobilityIntentHandle{node{client, intentID, "{obo-mobility-intent-id}"}}
}

// Get reads how far the transfer has come.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/obo-mobility.
//
//meta:operation GET /{obo-mobility-intent-id}
func (m *MobilityIntentHandle) Get(ctx context.Context, opts ...metabiz.Option) (*MobilityIntent, error) {
	return metabiz.Call[MobilityIntent](ctx, m.client, m.read("", "id,waba,solution,status,created_time,updated_time"), opts...)
}

// SolutionMigrationType is a step on the way of an account from one solution to another.
type SolutionMigrationType string

const (
	InitiateMigration SolutionMigrationType = "INITIATE_MIGRATION"
	CancelMigration   SolutionMigrationType = "CANCEL_MIGRATION"
	ConfirmMigration  SolutionMigrationType = "CONFIRM_MIGRATION"
	ScheduleMigration SolutionMigrationType = "SCHEDULE_MIGRATION"
)

// SolutionMigration asks for a step of a migration. SolutionID and Intent are required.
type SolutionMigration struct {
	SolutionID             string                `json:"solution_id"`
	Intent                 SolutionMigrationType `json:"migration_intent"`
	AppID                  string                `json:"app_id,omitzero"`
	TargetSolutionID       string                `json:"target_solution_id,omitzero"`
	MigrationReason        string                `json:"migration_reason,omitzero"`
	ScheduledMigrationTime time.Time             `json:"scheduled_migration_time,omitzero"` // of ScheduleMigration, required there
}

// SolutionMigrating is what became of the wish.
type SolutionMigrating struct {
	Success                 bool      `json:"success"`
	IntentID                string    `json:"migration_intent_id"`
	Status                  string    `json:"status,omitzero"` // "PENDING", "APPROVED", "REJECTED", "SCHEDULED"
	EstimatedCompletionTime time.Time `json:"estimated_completion_time,omitzero"`
}

// SetSolutionMigrationIntent asks for a step of the account's migration to another solution.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/set_solution_migration_intent.
//
//meta:operation POST /{waba-id}/set_solution_migration_intent
func (a *Account) SetSolutionMigrationIntent(ctx context.Context, m SolutionMigration, opts ...metabiz.Option) (*SolutionMigrating, error) {
	var c checker
	c.required(at("solution_id"), m.SolutionID)
	c.required(at("migration_intent"), string(m.Intent))
	if m.Intent == ScheduleMigration && m.ScheduledMigrationTime.IsZero() {
		c.add(at("scheduled_migration_time"), "is required", nil, nil)
	}
	if err := c.err("whatsapp.SolutionMigration"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "set_solution_migration_intent")
	req.Body = m
	return metabiz.Call[SolutionMigrating](ctx, a.client, req, opts...)
}

// MigrationIntent is how far a migration to another solution has come.
type MigrationIntent struct {
	ID     string `json:"id"`
	Status string `json:"status"` // "INITIATED", "ACCEPTED", "REJECTED", "COMPLETED"
}

// MigrationIntentHandle is a handle on a migration.
type MigrationIntentHandle struct{ node }

// NewMigrationIntent makes a handle on the migration with the id.
func NewMigrationIntent(client *metabiz.Client, intentID string) *MigrationIntentHandle {
	return &MigrationIntentHandle{node{client, intentID, "{migration-intent-id}"}}
}

// Get reads how far the migration has come.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/set_solution_migration_intent.
//
//meta:operation GET /{migration-intent-id}
func (m *MigrationIntentHandle) Get(ctx context.Context, opts ...metabiz.Option) (*MigrationIntent, error) {
	return metabiz.Call[MigrationIntent](ctx, m.client, m.read("", "id,status"), opts...)
}
