package ads

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// MaxAudienceRows is how many people one call adds, removes or replaces.
const MaxAudienceRows = 10_000

// AudienceUsers are people to add to an audience, to remove or to replace, made by hand:
// already normalised, and hashed by [MatchKey.Hash]. [CustomAudienceHandle.Upload] makes them from plain values, of any number.
//
// The parameters of POST and DELETE /{custom-audience-id}/users.
type AudienceUsers struct {
	Payload   AudiencePayload  `json:"payload"`
	Session   *AudienceSession `json:"session,omitzero"`
	Namespace string           `json:"namespace,omitzero"`
}

// AudiencePayload is a table of people: a column a key, a row a person.
type AudiencePayload struct {
	Schema []MatchKey `json:"schema"`
	// Data has a value a key in each row: a text, empty where it is not known; a
	// number for LOOKALIKE_VALUE; a list for DATA_PROCESSING_OPTIONS.
	Data    [][]any  `json:"data"`
	PageIDs []string `json:"page_ids,omitzero"` // whom PAGEUID belongs to
	AppIDs  []string `json:"app_ids,omitzero"`
}

// AudienceSession tells which calls belong together.
type AudienceSession struct {
	SessionID int64 `json:"session_id"` // any positive number that no other session of the audience has
	BatchSeq  int   `json:"batch_seq"`  // from 1
	// LastBatch tells that no call follows: the session ends, and a replacement begins to take effect.
	LastBatch         bool `json:"last_batch_flag"`
	EstimatedNumTotal int  `json:"estimated_num_total,omitzero"`
}

// AddUsers adds up to 10,000 people to the audience. Adding somebody twice is the same as once.
//
// See https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users.
//
//meta:operation POST /{custom-audience-id}/users
func (a *CustomAudienceHandle) AddUsers(ctx context.Context, users AudienceUsers, opts ...metabiz.Option) (*AudienceUpload, error) {
	return a.sendUsers(ctx, a.usersRequest(uploadAdd), users, opts)
}

// RemoveUsers takes up to 10,000 people out of the audience.
//
// An audience that would be left too small is [ErrAudienceTooSmall].
//
// See https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users.
//
//meta:operation DELETE /{custom-audience-id}/users
func (a *CustomAudienceHandle) RemoveUsers(ctx context.Context, users AudienceUsers, opts ...metabiz.Option) (*AudienceUpload, error) {
	return a.sendUsers(ctx, a.usersRequest(uploadRemove), users, opts)
}

// ReplaceUsers is one call of a session that replaces everybody in the audience, which must have been
// sent within 90 minutes. Ad sets that use the audience go on, without learning anew.
//
// Errors: [ErrReplaceRunning], [ErrReplaceExpired], [ErrReplaceFirstBatch], [ErrReplaceFinished], [ErrAudienceTooLarge].
//
// See https://developers.facebook.com/docs/marketing-api/reference/custom-audience/usersreplace.
//
//meta:operation POST /{custom-audience-id}/usersreplace
func (a *CustomAudienceHandle) ReplaceUsers(ctx context.Context, users AudienceUsers, opts ...metabiz.Option) (*AudienceUpload, error) {
	if users.Session == nil {
		return nil, &metabiz.ValidationError{What: "ads.AudienceUsers", Fields: []metabiz.FieldError{{Path: "session", Problem: "is not set: a replacement needs it"}}}
	}
	return a.sendUsers(ctx, a.usersRequest(uploadReplace), users, opts)
}

// RemoveUsersFromAudiences takes up to 10,000 people out of all audiences of the
// account, such as those who asked to be forgotten.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/usersofanyaudience.
//
//meta:operation DELETE /{ad-account-id}/usersofanyaudience
func (a *Account) RemoveUsersFromAudiences(ctx context.Context, users AudienceUsers, opts ...metabiz.Option) error {
	if err := users.validate(); err != nil {
		return err
	}
	req := a.using(useAudiences, a.request("DELETE", "usersofanyaudience"))
	req.Body = users
	return edge.Do(ctx, a.client, req, opts)
}

func (a *CustomAudienceHandle) sendUsers(ctx context.Context, req *metabiz.Request, users AudienceUsers, opts []metabiz.Option) (*AudienceUpload, error) {
	if err := users.validate(); err != nil {
		return nil, err
	}
	req.Body = users
	return edge.Call[AudienceUpload](ctx, a.client, req, opts)
}

// usersRequest is a call that sends people. They are too many for an address, so that they
// go in the body, also of a DELETE.
func (a *CustomAudienceHandle) usersRequest(kind uploadKind) *metabiz.Request {
	switch kind {
	case uploadRemove:
		return a.using(useAudiences, a.request("DELETE", "users"))
	case uploadReplace:
		return a.using(useAudiences, a.request("POST", "usersreplace"))
	default:
		return repeatable(a.using(useAudiences, a.request("POST", "users")))
	}
}

func (u *AudienceUsers) validate() error {
	found := &problems{}
	if len(u.Payload.Schema) == 0 {
		found.add("payload.schema", "is empty")
	}
	if n := len(u.Payload.Data); n == 0 || n > MaxAudienceRows {
		found.list = append(found.list, metabiz.FieldError{
			Path: "payload.data", Problem: fmt.Sprintf("has %d rows, from 1 to %d are possible", n, MaxAudienceRows), Limit: MaxAudienceRows, Value: n,
		})
	}
	for i, row := range u.Payload.Data {
		if len(row) != len(u.Payload.Schema) {
			found.value(fmt.Sprintf("payload.data[%d]", i), len(row), "has %d values for %d keys", len(row), len(u.Payload.Schema))
		}
	}
	if s := u.Session; s != nil {
		if s.SessionID <= 0 {
			found.value("session.session_id", s.SessionID, "is not positive")
		}
		if s.BatchSeq < 1 {
			found.value("session.batch_seq", s.BatchSeq, "is not from 1 on")
		}
	}
	return found.err("ads.AudienceUsers")
}
