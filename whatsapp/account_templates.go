package whatsapp

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// TemplateQuery narrows a list of templates. What is left out does not narrow it.
type TemplateQuery struct {
	Name          string             `json:"name,omitzero"` // of those whose name holds it
	NameOrContent string             `json:"name_or_content,omitzero"`
	Content       string             `json:"content,omitzero"`
	Language      []string           `json:"language,omitzero"`
	Category      []TemplateCategory `json:"category,omitzero"`
	Status        []TemplateStatus   `json:"status,omitzero"`
	QualityScore  []QualityRating    `json:"quality_score,omitzero"`
	Source        string             `json:"source,omitzero"` // "MANUAL", "AUTO_GENERATED": by Direct Send
	Since         time.Time          `json:"since,omitzero"`
	Until         time.Time          `json:"until,omitzero"`
	Limit         int                `json:"limit,omitzero"` // a page
}

type templateQueryWire struct {
	fieldsQuery
	TemplateQuery
}

// templateFields are asked for where the caller names none.
var templateFields = strings.Join([]string{
	"id", "name", "language", "category", "status", "components", "parameter_format", "sub_category", "previous_category",
	"correct_category", "rejected_reason", "quality_score", "message_send_ttl_seconds", "library_template_name",
	"cta_url_link_tracking_opted_out", "last_updated_time",
}, ",")

// Templates lists the account's templates.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates.
//
//meta:operation GET /{waba-id}/message_templates
func (a *Account) Templates(ctx context.Context, q TemplateQuery, opts ...metabiz.Option) iter.Seq2[Template, error] {
	return metabiz.List[Template](ctx, a.client, a.templates(q), opts...)
}

// TemplatePages lists the account's templates by pages.
//
//meta:operation GET /{waba-id}/message_templates
func (a *Account) TemplatePages(ctx context.Context, q TemplateQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Template], error] {
	return metabiz.Pages[Template](ctx, a.client, a.templates(q), opts...)
}

func (a *Account) templates(q TemplateQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "message_templates")
	req.Query = templateQueryWire{fieldsQuery{templateFields}, q}
	return req
}

// Template finds the template of a name in a language. There being none is [metabiz.ErrNotFound].
//
//meta:operation GET /{waba-id}/message_templates
func (a *Account) Template(ctx context.Context, name, language string, opts ...metabiz.Option) (*Template, error) {
	languages := []string{}
	for t, err := range a.Templates(ctx, TemplateQuery{Name: name}, opts...) {
		switch {
		case err != nil:
			return nil, err
		case t.Name != name: // the filter finds it within other names too
		case t.Language == language:
			return &t, nil
		default:
			languages = append(languages, t.Language)
		}
	}
	if len(languages) > 0 {
		return nil, fmt.Errorf("whatsapp: template %q has no language %q, only %s: %w", name, language, strings.Join(languages, ", "), metabiz.ErrNotFound)
	}
	return nil, fmt.Errorf("whatsapp: template %q: %w", name, metabiz.ErrNotFound)
}

// TemplateCreated is what Meta answers to a new template. It is mostly pending:
// a webhook tells when it is approved or rejected.
type TemplateCreated struct {
	ID       string           `json:"id"`
	Status   TemplateStatus   `json:"status"`
	Category TemplateCategory `json:"category"` // may be another than was asked for
}

// CreateTemplate hands a template in for review. It is checked by
// [Template.Validate] first. An account may create 100 an hour and have 250, or
// 6,000 once its business is verified (2388019).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview.
//
//meta:operation POST /{waba-id}/message_templates
func (a *Account) CreateTemplate(ctx context.Context, t Template, opts ...metabiz.Option) (*TemplateCreated, error) {
	t = t.definition()
	if err := t.Validate(); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "message_templates")
	req.Body = t
	return metabiz.Call[TemplateCreated](ctx, a.client, req, opts...)
}

// UpdateTemplate replaces the components of a template (all of them), its
// category or its time to live; what t leaves out stays. Only an approved, rejected or paused one can be changed; an approved
// one ten times in 30 days and once in 24 hours, and not its category.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management.
//
//meta:operation POST /{template-id}
func (a *Account) UpdateTemplate(ctx context.Context, templateID string, t Template, opts ...metabiz.Option) error {
	t = t.definition()
	var c checker
	t.direct().checkChange(&c)
	if err := c.err("whatsapp.Template"); err != nil {
		return err
	}
	t.Name, t.Language = "", "" // they can't be changed
	req := a.request(http.MethodPost, "")
	req.Path, req.Operation = metabiz.Path(templateID), "POST /{template-id}"
	req.Body = t
	return succeed(ctx, a.client, req, opts)
}

// definition is the template without what Meta adds to it.
func (t Template) definition() Template {
	t.ID, t.Status, t.RejectedReason, t.PreviousCategory, t.CorrectCategory = "", "", "", "", ""
	t.QualityScore, t.LastUpdatedTime = nil, time.Time{}
	return t
}

// TemplateDeletion names what is deleted: the template of a name in all
// languages or, with ID, in one.
type TemplateDeletion struct {
	Name string `json:"name"`
	ID   string `json:"hsm_id,omitzero"`
}

// DeleteTemplate deletes a template. The name of an approved one is blocked for 30 days.
//
//meta:operation DELETE /{waba-id}/message_templates
func (a *Account) DeleteTemplate(ctx context.Context, d TemplateDeletion, opts ...metabiz.Option) error {
	var c checker
	checkTemplateName(&c, at("name"), d.Name)
	if err := c.err("whatsapp.TemplateDeletion"); err != nil {
		return err
	}
	req := a.request(http.MethodDelete, "message_templates")
	req.Query = d
	return succeed(ctx, a.client, req, opts)
}
