package pages

import (
	"context"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// PageUserMessageThreadLabel is a label that people who write to a Page may bear.
type PageUserMessageThreadLabel struct {
	ID            string `json:"id,omitzero"`
	PageLabelName string `json:"page_label_name,omitzero"`
}

// Labels lists the Page's labels.
//
// See https://developers.facebook.com/docs/messenger-platform/identity/custom-labels.
//
//meta:operation GET /{page-id}/custom_labels
func (p *PageHandle) Labels(ctx context.Context, opts ...metabiz.Option) iter.Seq2[PageUserMessageThreadLabel, error] {
	return metabiz.List[PageUserMessageThreadLabel](ctx, p.client, p.messenger(p.get("GET /{page-id}/custom_labels", fieldsOf{"id,page_label_name"}, "custom_labels")), opts...)
}

// CreateLabel makes a label and gives its id.
//
// See https://developers.facebook.com/docs/messenger-platform/identity/custom-labels.
//
//meta:operation POST /{page-id}/custom_labels
func (p *PageHandle) CreateLabel(ctx context.Context, name string, opts ...metabiz.Option) (id string, err error) {
	var c checker
	c.required("page_label_name", name)
	if err := c.err("CreateLabel"); err != nil {
		return "", err
	}
	made, err := metabiz.Call[PageUserMessageThreadLabel](ctx, p.client,
		p.messenger(p.post("POST /{page-id}/custom_labels", PageUserMessageThreadLabel{PageLabelName: name}, "custom_labels")), opts...)
	if err != nil {
		return "", err
	}
	return made.ID, nil
}

// DeleteLabel deletes a label, and takes it off whoever bears it.
//
// See https://developers.facebook.com/docs/messenger-platform/identity/custom-labels.
//
//meta:operation DELETE /{page-user-message-thread-label-id}
func (p *PageHandle) DeleteLabel(ctx context.Context, labelID string, opts ...metabiz.Option) error {
	return done(ctx, p.client, p.messenger(&metabiz.Request{Method: http.MethodDelete, Path: metabiz.Path(labelID), Operation: "DELETE /{page-user-message-thread-label-id}"}), opts)
}

type labelled struct {
	User string `json:"user"`
}

// LabelPerson puts a label on a person, who is named as scoped to the Page.
//
// See https://developers.facebook.com/docs/messenger-platform/identity/custom-labels.
//
//meta:operation POST /{page-user-message-thread-label-id}/label
func (p *PageHandle) LabelPerson(ctx context.Context, labelID, personID string, opts ...metabiz.Option) error {
	return p.label(ctx, &metabiz.Request{Method: http.MethodPost, Path: metabiz.Path(labelID, "label"), Operation: "POST /{page-user-message-thread-label-id}/label",
		Body: labelled{personID}, Idempotent: true}, personID, opts)
}

// UnlabelPerson takes a label off a person.
//
// See https://developers.facebook.com/docs/messenger-platform/identity/custom-labels.
//
//meta:operation DELETE /{page-user-message-thread-label-id}/label
func (p *PageHandle) UnlabelPerson(ctx context.Context, labelID, personID string, opts ...metabiz.Option) error {
	return p.label(ctx, &metabiz.Request{Method: http.MethodDelete, Path: metabiz.Path(labelID, "label"), Operation: "DELETE /{page-user-message-thread-label-id}/label",
		Query: labelled{personID}}, personID, opts)
}

func (p *PageHandle) label(ctx context.Context, req *metabiz.Request, personID string, opts []metabiz.Option) error {
	var c checker
	c.required("user", personID)
	if err := c.err("Label"); err != nil {
		return err
	}
	return done(ctx, p.client, p.messenger(req), opts)
}
