package pages

import (
	"context"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// PageHandle makes calls about one Page. It holds an id and a client and costs
// nothing to make; it is safe for concurrent use.
//
// Reading a Page works with the token of a person or a system user. Most else
// wants the Page's own token: see [PageHandle.WithPageToken].
type PageHandle struct {
	client *metabiz.Client
	id     string
}

// NewPage makes a handle. The id is a Page's, or "me" with a Page's token.
func NewPage(client *metabiz.Client, id string) *PageHandle {
	return &PageHandle{client: client, id: id}
}

// Handle makes a handle of a Page that was read. Where it was read with its
// token, as [UserHandle.Accounts] does, the handle uses that, and fetches another
// when it has become invalid, as [PageHandle.WithPageToken] does.
func (p *Page) Handle(client *metabiz.Client) (*PageHandle, error) {
	if p.AccessToken.Known() {
		var err error
		if client, err = NewPage(client, p.ID).keep(string(p.AccessToken)).client(); err != nil {
			return nil, err
		}
	}
	return NewPage(client, p.ID), nil
}

// ID is the Page's id.
func (p *PageHandle) ID() string { return p.id }

// Client is what the handle makes its calls with, for edges that it has no method for.
func (p *PageHandle) Client() *metabiz.Client { return p.client }

// fieldsOf asks for fields; the option WithFields replaces them.
type fieldsOf struct {
	Fields string `json:"fields,omitzero"`
}

const (
	linkFields = "whatsapp_number,has_whatsapp_number,has_whatsapp_business_number"
	pageFields = "id,name,username,link,category,is_published,verification_status,promotion_eligible,promotion_ineligible_reason," +
		linkFields + ",messaging_feature_status,instagram_business_account{id,username},connected_instagram_account{id,username}"
)

// Get reads the Page: its name, whether it is published and may advertise, the
// WhatsApp number and the Instagram account linked to it. WithFields asks for others.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) Get(ctx context.Context, opts ...metabiz.Option) (*Page, error) {
	return metabiz.Call[Page](ctx, p.client, p.get("GET /{page-id}", fieldsOf{pageFields}), opts...)
}

// WithPageToken gives a handle of the same Page that acts with the Page's own
// token, which it fetches now and keeps. Where Meta takes that token for invalid
// later (190), another is fetched and the call made once more. The caller's token
// must be of a person or system user with a task on the Page, and have
// pages_show_list; the Page's token has the permissions of that one, and does not
// expire where that one does not.
//
// The error is [metabiz.ErrPermission] where Meta gives no token out.
//
// See https://developers.facebook.com/docs/pages-api/getting-started#get-a-page-access-token.
//
//meta:operation GET /{page-id}
func (p *PageHandle) WithPageToken(ctx context.Context, opts ...metabiz.Option) (*PageHandle, error) {
	token, err := p.fetchToken(ctx, opts...)
	if err != nil {
		return nil, err
	}
	client, err := p.keep(token).client()
	if err != nil {
		return nil, err
	}
	return NewPage(client, p.id), nil
}

func (p *PageHandle) get(operation string, query any, edge ...string) *metabiz.Request {
	return &metabiz.Request{Method: http.MethodGet, Path: p.path(edge), Operation: operation, Query: query, Limits: p.limits()}
}

func (p *PageHandle) post(operation string, body any, edge ...string) *metabiz.Request {
	return &metabiz.Request{Method: http.MethodPost, Path: p.path(edge), Operation: operation, Body: body, Limits: p.limits()}
}

func (p *PageHandle) delete(operation string, query any, edge ...string) *metabiz.Request {
	return &metabiz.Request{Method: http.MethodDelete, Path: p.path(edge), Operation: operation, Query: query, Limits: p.limits()}
}

func (p *PageHandle) path(edge []string) string {
	return metabiz.Path(append([]string{p.id}, edge...)...)
}

func (p *PageHandle) limits() []metabiz.LimitKey {
	return []metabiz.LimitKey{{Kind: metabiz.LimitPage, ID: p.id, UseCase: "pages"}}
}

// idempotent marks a POST that sets something to a value: twice is the same as once.
func idempotent(req *metabiz.Request) *metabiz.Request {
	req.Idempotent = true
	return req
}

// done makes a call whose answer says no more than that it succeeded. An answer
// that says that it did not, though its status is 200, is an error.
func done(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) error {
	res, err := client.Do(ctx, req, opts...)
	if err != nil {
		return err
	}
	var answer struct {
		Success *bool `json:"success"`
	}
	if err := res.Decode(&answer); err != nil {
		return err
	}
	if answer.Success != nil && !*answer.Success {
		return &metabiz.Error{Operation: req.Operation, Status: res.Status, Message: "answered that it did not succeed"}
	}
	return nil
}
