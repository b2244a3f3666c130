package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A Group is a handle on a WhatsApp group that a business number has made. It
// holds no state and costs nothing to make. Messages into it go by [Phone.Send]
// with RecipientType RecipientGroup.
type Group struct{ node }

// NewGroup makes a handle on the group with the id.
func NewGroup(client *metabiz.Client, groupID string) *Group {
	return &Group{node{client, groupID, "{group_id}"}}
}

// JoinApprovalMode is whether who follows the invite link must be let in.
type JoinApprovalMode string

const (
	JoinAutoApprove      JoinApprovalMode = "auto_approve"
	JoinApprovalRequired JoinApprovalMode = "approval_required"
)

// GroupRequest is a group to be made. Subject is required.
type GroupRequest struct {
	MessagingProduct string           `json:"messaging_product"`           // "whatsapp" where it is left out
	Subject          string           `json:"subject"`                     // up to 128 characters
	Description      string           `json:"description,omitzero"`        // up to 2,048
	JoinApprovalMode JoinApprovalMode `json:"join_approval_mode,omitzero"` // JoinAutoApprove where it is left out
}

const (
	maxGroupSubject     = 128
	maxGroupDescription = 2048
)

// Validate finds every documented limit that the group breaks.
func (g GroupRequest) Validate() error {
	var c checker
	c.text(at("subject"), g.Subject, maxGroupSubject)
	c.atMost(at("description"), g.Description, maxGroupDescription)
	return c.err("whatsapp.GroupRequest")
}

// GroupInfo is what Meta knows of a group.
type GroupInfo struct {
	MessagingProduct      string           `json:"messaging_product,omitzero"`
	ID                    string           `json:"id"`
	Subject               string           `json:"subject,omitzero"`
	Description           string           `json:"description,omitzero"`
	CreationTimestamp     time.Time        `json:"creation_timestamp,omitzero"`
	Suspended             bool             `json:"suspended,omitzero"` // by WhatsApp
	JoinApprovalMode      JoinApprovalMode `json:"join_approval_mode,omitzero"`
	TotalParticipantCount int              `json:"total_participant_count,omitzero"` // without the business
	Participants          []GroupMember    `json:"participants,omitzero"`
}

// UnmarshalJSON takes times and numbers in any of Graph's forms.
func (g *GroupInfo) UnmarshalJSON(data []byte) error {
	type plain GroupInfo
	return wire.Unmarshal(data, (*plain)(g))
}

// GroupMember is somebody in a group.
type GroupMember struct {
	WhatsAppID string `json:"wa_id,omitzero"`
	UserID     string `json:"user_id,omitzero"`
}

// ActiveGroup is a group in the list of a number.
type ActiveGroup struct {
	ID        string    `json:"id"`
	Subject   string    `json:"subject"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// CreateGroup asks for a group and gives the id of the request. The group's id and
// its invite link come by the webhook group_lifecycle_update with that RequestID. A number
// may have 10,000 groups (131209).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation POST /{phone-number-id}/groups
func (p *Phone) CreateGroup(ctx context.Context, g GroupRequest, opts ...metabiz.Option) (requestID string, err error) {
	if err := g.Validate(); err != nil {
		return "", err
	}
	if g.MessagingProduct == "" {
		g.MessagingProduct = "whatsapp"
	}
	req := p.request(http.MethodPost, "groups")
	req.Body = g
	return requested(ctx, p.client, req, opts)
}

// requested makes a call whose work is done later, and gives the id by which a webhook tells of it.
func requested(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (requestID string, err error) {
	answer, err := metabiz.Call[struct {
		RequestID string `json:"request_id"`
	}](ctx, client, req, opts...)
	if err != nil {
		return "", err
	}
	return answer.RequestID, nil
}

// Groups lists the active groups of the number.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation GET /{phone-number-id}/groups
func (p *Phone) Groups(ctx context.Context, opts ...metabiz.Option) iter.Seq2[ActiveGroup, error] {
	return func(yield func(ActiveGroup, error) bool) {
		for page, err := range p.GroupPages(ctx, opts...) {
			if err != nil {
				yield(ActiveGroup{}, err)
				return
			}
			for _, group := range page.Data {
				if !yield(group, nil) {
					return
				}
			}
		}
	}
}

// GroupPages lists the active groups of the number by pages of up to 1,024.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation GET /{phone-number-id}/groups
func (p *Phone) GroupPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[ActiveGroup], error] {
	req := p.request(http.MethodGet, "groups")
	// The list stands one deeper than in all other answers: an interceptor brings it up.
	return metabiz.Pages[ActiveGroup](ctx, p.client, req, append(opts[:len(opts):len(opts)], metabiz.WithInterceptor(raiseGroups))...)
}

const groupFields = "id,subject,description,creation_timestamp,suspended,join_approval_mode,total_participant_count,participants"

// Get reads the group and who is in it.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation GET /{group_id}
func (g *Group) Get(ctx context.Context, opts ...metabiz.Option) (*GroupInfo, error) {
	return metabiz.Call[GroupInfo](ctx, g.client, g.read("", groupFields), opts...)
}

// GroupUpdateRequest changes what it sets. An empty description takes it away.
type GroupUpdateRequest struct {
	Subject     string  // up to 128 characters
	Description *string // up to 2,048
	// Picture is a square JPEG of at least 192 by 192 and up to 5 MB (131212, 131213).
	Picture *metabiz.File
}

// Update changes the group's subject, description and picture. What came of it is told by
// the webhook group_settings_update with the request's id.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation POST /{group_id}
func (g *Group) Update(ctx context.Context, u GroupUpdateRequest, opts ...metabiz.Option) (requestID string, err error) {
	var c checker
	c.atMost(at("subject"), u.Subject, maxGroupSubject)
	c.optional(at("description"), u.Description, maxGroupDescription)
	if u.Subject == "" && u.Description == nil && u.Picture == nil {
		c.add(at("subject"), "is required, or description or a picture", nil, nil)
	}
	if u.Picture != nil && u.Picture.Open != nil {
		if err := c.groupPicture(u.Picture); err != nil {
			return "", err
		}
	}
	if err := c.err("whatsapp.GroupUpdateRequest"); err != nil {
		return "", err
	}
	fields := map[string]string{"messaging_product": "whatsapp"}
	if u.Subject != "" {
		fields["subject"] = u.Subject
	}
	if u.Description != nil {
		fields["description"] = *u.Description
	}
	req := g.request(http.MethodPost, "")
	req.Idempotent = true
	if req.Body = fields; u.Picture != nil {
		picture := *u.Picture
		picture.ContentType = "image/jpeg"
		req.Body = &metabiz.Form{Fields: fields, Files: map[string]metabiz.File{"file": picture}}
	}
	return requested(ctx, g.client, req, opts)
}

// Delete ends the group and removes everybody from it, the business too.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation DELETE /{group_id}
func (g *Group) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, g.client, g.request(http.MethodDelete, ""), opts)
}
