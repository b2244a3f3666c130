package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// BlockedUser is a person who can't write to the number, nor be written to.
type BlockedUser struct {
	MessagingProduct string `json:"messaging_product,omitzero"`
	WhatsAppID       string `json:"wa_id"`
	UserID           string `json:"user_id,omitzero"`
	Input            string `json:"input,omitzero"`
}

// blockedWire is a list item: a person, or as Meta's guide has it a list of them.
type blockedWire struct {
	BlockedUser
	Users []BlockedUser `json:"block_users"`
}

// BlockedUserOperation is a person whom a call has blocked or unblocked, or why it has not.
type BlockedUserOperation struct {
	Input      string         `json:"input"` // as it was given
	WhatsAppID string         `json:"wa_id,omitzero"`
	UserID     string         `json:"user_id,omitzero"`
	Errors     []WebhookError `json:"errors,omitzero"` // 131021: oneself; 131047: has not written in 24 hours, or is not on WhatsApp
}

// BlockUsersResult tells of each person what became of them.
type BlockUsersResult struct {
	AddedUsers   []BlockedUserOperation `json:"added_users,omitzero"`
	RemovedUsers []BlockedUserOperation `json:"removed_users,omitzero"`
	FailedUsers  []BlockedUserOperation `json:"failed_users,omitzero"`
}

// BlockedUsers lists the people whom the number has blocked, up to 64,000. A list
// that changes as it is read is [metabiz.Error] 139102: begin anew.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users.
//
//meta:operation GET /{phone-number-id}/block_users
func (p *Phone) BlockedUsers(ctx context.Context, opts ...metabiz.Option) iter.Seq2[BlockedUser, error] {
	return func(yield func(BlockedUser, error) bool) {
		for page, err := range p.BlockedUserPages(ctx, opts...) {
			if err != nil {
				yield(BlockedUser{}, err)
				return
			}
			for _, user := range page.Data {
				if !yield(user, nil) {
					return
				}
			}
		}
	}
}

// BlockedUserPages lists them by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users.
//
//meta:operation GET /{phone-number-id}/block_users
func (p *Phone) BlockedUserPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[BlockedUser], error] {
	pages := metabiz.Pages[blockedWire](ctx, p.client, p.request(http.MethodGet, "block_users"), opts...)
	return func(yield func(*metabiz.Page[BlockedUser], error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(nil, err)
				return
			}
			out := &metabiz.Page[BlockedUser]{Before: page.Before, After: page.After, Summary: page.Summary, Header: page.Header}
			for _, item := range page.Data {
				if item.WhatsAppID != "" || item.UserID != "" {
					out.Data = append(out.Data, item.BlockedUser)
				}
				out.Data = append(out.Data, item.Users...)
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

// BlockUsers blocks people by their numbers or WhatsApp ids. Only who wrote in the
// last 24 hours can be blocked.
//
// Where some could not be, the error is a [metabiz.Error] with code 139100, and the
// result still tells of each of them; it is nil where Meta refused the call as a whole.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users.
//
//meta:operation POST /{phone-number-id}/block_users
func (p *Phone) BlockUsers(ctx context.Context, users []string, opts ...metabiz.Option) (*BlockUsersResult, error) {
	return p.block(ctx, http.MethodPost, "whatsapp.Phone.BlockUsers", users, opts)
}

// UnblockUsers lets people write again. Its result is that of [Phone.BlockUsers].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users.
//
//meta:operation DELETE /{phone-number-id}/block_users
func (p *Phone) UnblockUsers(ctx context.Context, users []string, opts ...metabiz.Option) (*BlockUsersResult, error) {
	return p.block(ctx, http.MethodDelete, "whatsapp.Phone.UnblockUsers", users, opts)
}

// codeSomeNotBlocked is Meta's when some people could not be blocked or unblocked.
const codeSomeNotBlocked = 139100

func (p *Phone) block(ctx context.Context, method, what string, users []string, opts []metabiz.Option) (*BlockUsersResult, error) {
	var c checker
	if len(users) == 0 {
		c.add(at("block_users"), "is required", 1, nil)
	}
	body := blockWire{MessagingProduct: "whatsapp"}
	for i, user := range users {
		c.required(at("block_users[].user", i), user)
		body.Users = append(body.Users, userWire{user})
	}
	if err := c.err(what); err != nil {
		return nil, err
	}
	req := p.request(method, "block_users")
	req.Body = body
	req.Idempotent = true
	type result struct {
		Result *BlockUsersResult `json:"block_users"`
	}
	answer, err := metabiz.Call[result](ctx, p.client, req, opts...)
	if err == nil {
		if answer.Result == nil {
			answer.Result = &BlockUsersResult{}
		}
		return answer.Result, nil
	}
	if refusal, ok := errors.AsType[*metabiz.Error](err); ok && refusal.Code == codeSomeNotBlocked {
		var partial result
		if json.Valid(refusal.Body) && wire.Unmarshal(refusal.Body, &partial) == nil {
			return partial.Result, err
		}
	}
	return nil, err
}

type blockWire struct {
	MessagingProduct string     `json:"messaging_product"`
	Users            []userWire `json:"block_users"`
}

type userWire struct {
	User string `json:"user"`
}
