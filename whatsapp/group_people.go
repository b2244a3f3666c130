package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
)

type groupBody struct {
	MessagingProduct string     `json:"messaging_product"`
	Participants     []userWire `json:"participants,omitzero"`
	JoinRequests     []string   `json:"join_requests,omitzero"`
}

// maxGroupMembers is how many people a group has beside the business.
const maxGroupMembers = 8

// InviteLink reads the link by which people join.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation GET /{group_id}/invite_link
func (g *Group) InviteLink(ctx context.Context, opts ...metabiz.Option) (string, error) {
	return g.inviteLink(ctx, g.request(http.MethodGet, "invite_link"), opts)
}

// ResetInviteLink makes a new link; every earlier one is good no more.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation POST /{group_id}/invite_link
func (g *Group) ResetInviteLink(ctx context.Context, opts ...metabiz.Option) (string, error) {
	req := g.request(http.MethodPost, "invite_link")
	req.Body = groupBody{MessagingProduct: "whatsapp"}
	req.Idempotent = true
	return g.inviteLink(ctx, req, opts)
}

func (g *Group) inviteLink(ctx context.Context, req *metabiz.Request, opts []metabiz.Option) (string, error) {
	answer, err := metabiz.Call[struct {
		Link string `json:"invite_link"`
	}](ctx, g.client, req, opts...)
	if err != nil {
		return "", err
	}
	return answer.Link, nil
}

// DeleteInviteLink makes the link useless, until there is another by [Group.ResetInviteLink].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation DELETE /{group_id}/invite_link
func (g *Group) DeleteInviteLink(ctx context.Context, opts ...metabiz.Option) error {
	req := g.request(http.MethodDelete, "invite_link")
	req.Body = groupBody{MessagingProduct: "whatsapp"}
	return succeed(ctx, g.client, req, opts)
}

// AddParticipants adds people by their numbers or WhatsApp ids, up to 8. Meta's guide
// has it that people join by the link alone: the call may be refused. Who was added is
// told by the webhook group_participants_update.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation POST /{group_id}/participants
func (g *Group) AddParticipants(ctx context.Context, users []string, opts ...metabiz.Option) (requestID string, err error) {
	return g.participants(ctx, http.MethodPost, "whatsapp.Group.AddParticipants", users, opts)
}

// RemoveParticipants removes up to 8 people, who can't join by a link again. Who was
// removed is told by the webhook group_participants_update.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation DELETE /{group_id}/participants
func (g *Group) RemoveParticipants(ctx context.Context, users []string, opts ...metabiz.Option) (requestID string, err error) {
	return g.participants(ctx, http.MethodDelete, "whatsapp.Group.RemoveParticipants", users, opts)
}

func (g *Group) participants(ctx context.Context, method, what string, users []string, opts []metabiz.Option) (string, error) {
	var c checker
	c.count(at("participants"), len(users), 1, maxGroupMembers, "participants")
	body := groupBody{MessagingProduct: "whatsapp"}
	for i, user := range users {
		c.required(at("participants[].user", i), user)
		body.Participants = append(body.Participants, userWire{user})
	}
	if err := c.err(what); err != nil {
		return "", err
	}
	req := g.request(method, "participants")
	req.Body = body
	req.Idempotent = true
	return requested(ctx, g.client, req, opts)
}

// JoinRequest is somebody who asks to be let in.
type JoinRequest struct {
	ID                string    `json:"join_request_id"`
	WhatsAppID        string    `json:"wa_id,omitzero"`
	UserID            string    `json:"user_id,omitzero"`
	CreationTimestamp time.Time `json:"creation_timestamp,omitzero"`
}

// JoinRequestsDecided is which requests were approved or rejected, and why others were not.
type JoinRequestsDecided struct {
	Approved []string            `json:"approved_join_requests,omitzero"`
	Rejected []string            `json:"rejected_join_requests,omitzero"`
	Failed   []JoinRequestFailed `json:"failed_join_requests,omitzero"`
	Errors   []WebhookError      `json:"errors,omitzero"`
}

// JoinRequestFailed is a request that could not be decided, and why.
type JoinRequestFailed struct {
	ID     string         `json:"join_request_id"`
	Errors []WebhookError `json:"errors"`
}

// JoinRequests lists who asks to be let in.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation GET /{group_id}/join_requests
func (g *Group) JoinRequests(ctx context.Context, opts ...metabiz.Option) iter.Seq2[JoinRequest, error] {
	return metabiz.List[JoinRequest](ctx, g.client, g.request(http.MethodGet, "join_requests"), opts...)
}

// JoinRequestPages lists who asks to be let in by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation GET /{group_id}/join_requests
func (g *Group) JoinRequestPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[JoinRequest], error] {
	return metabiz.Pages[JoinRequest](ctx, g.client, g.request(http.MethodGet, "join_requests"), opts...)
}

// ApproveJoinRequests lets people in. What could not be done is in the answer's Failed.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation POST /{group_id}/join_requests
func (g *Group) ApproveJoinRequests(ctx context.Context, joinRequestIDs []string, opts ...metabiz.Option) (*JoinRequestsDecided, error) {
	return g.decide(ctx, http.MethodPost, "whatsapp.Group.ApproveJoinRequests", joinRequestIDs, opts)
}

// RejectJoinRequests lets people stay outside, who may ask again. What could not be done is in the answer's Failed.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference.
//
//meta:operation DELETE /{group_id}/join_requests
func (g *Group) RejectJoinRequests(ctx context.Context, joinRequestIDs []string, opts ...metabiz.Option) (*JoinRequestsDecided, error) {
	return g.decide(ctx, http.MethodDelete, "whatsapp.Group.RejectJoinRequests", joinRequestIDs, opts)
}

func (g *Group) decide(ctx context.Context, method, what string, ids []string, opts []metabiz.Option) (*JoinRequestsDecided, error) {
	var c checker
	if len(ids) == 0 {
		c.add(at("join_requests"), "is required", 1, nil)
	}
	for i, id := range ids {
		c.required(at("join_requests[]", i), id)
	}
	if err := c.err(what); err != nil {
		return nil, err
	}
	req := g.request(method, "join_requests")
	req.Body = groupBody{MessagingProduct: "whatsapp", JoinRequests: ids}
	req.Idempotent = true
	return metabiz.Call[JoinRequestsDecided](ctx, g.client, req, opts...)
}
