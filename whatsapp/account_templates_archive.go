package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// TemplatesArchived is which templates were archived, or taken out of the archive,
// and why others were not: a reason by the id.
type TemplatesArchived struct {
	IDs    []string
	Failed TemplateFailures
}

// TemplateFailures are reasons by the ids of templates.
type TemplateFailures map[string]string

// UnmarshalJSON takes an object of reasons, a list of objects with id and reason, and the empty list that Meta
// writes for no failures.
func (f *TemplateFailures) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		var list []struct {
			ID     string `json:"id"`
			Reason string `json:"reason"`
		}
		if err := wire.Unmarshal(data, &list); err != nil {
			return err
		}
		out := TemplateFailures{}
		for _, failure := range list {
			out[failure.ID] = failure.Reason
		}
		*f = out
		return nil
	}
	var byID map[string]json.RawMessage
	if err := json.Unmarshal(data, &byID); err != nil {
		return err
	}
	out := TemplateFailures{}
	for id, raw := range byID {
		out[id] = failureReason(raw)
	}
	*f = out
	return nil
}

// failureReason is a text, or what an object says under error.
func failureReason(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var object struct {
		Error  string `json:"error"`
		Reason string `json:"reason"`
	}
	if json.Unmarshal(raw, &object) == nil && object.Error+object.Reason != "" {
		return object.Error + object.Reason
	}
	return string(raw)
}

// ArchiveTemplates puts up to 100 approved or rejected templates away. They can't be
// sent, and are deleted after 28 days unless [Account.UnarchiveTemplates] brings them back. Meta
// does so itself with templates that were not used for twelve months.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-archival.
//
//meta:operation POST /{waba-id}/message_templates/archive
func (a *Account) ArchiveTemplates(ctx context.Context, templateIDs []string, opts ...metabiz.Option) (*TemplatesArchived, error) {
	return a.archive(ctx, "archive", templateIDs, opts)
}

// UnarchiveTemplates gives up to 100 archived templates the status back that they had.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-archival.
//
//meta:operation POST /{waba-id}/message_templates/unarchive
func (a *Account) UnarchiveTemplates(ctx context.Context, templateIDs []string, opts ...metabiz.Option) (*TemplatesArchived, error) {
	return a.archive(ctx, "unarchive", templateIDs, opts)
}

func (a *Account) archive(ctx context.Context, what string, templateIDs []string, opts []metabiz.Option) (*TemplatesArchived, error) {
	var c checker
	c.templateIDs(at("hsm_ids"), templateIDs, maxTemplateIDs)
	if err := c.err("whatsapp.Account." + what + "Templates"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "message_templates/"+what)
	req.Path, req.Host = metabiz.Path(a.id, "message_templates", what), metabiz.HostAPI
	req.Body = struct {
		IDs []string `json:"hsm_ids"`
	}{templateIDs}
	req.Idempotent = true
	answer, err := metabiz.Call[struct {
		Archived   []string         `json:"archived_templates"`
		Unarchived []string         `json:"unarchived_templates"`
		Failed     TemplateFailures `json:"failed_templates"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return nil, err
	}
	return &TemplatesArchived{IDs: append(answer.Archived, answer.Unarchived...), Failed: answer.Failed}, nil
}

// TemplateMigration says which templates are made anew in another account of the
// same business. Only approved ones of green or unknown quality can be.
type TemplateMigration struct {
	SourceWABAID string   `json:"source_waba_id"`
	PageNumber   int      `json:"page_number,omitzero"`  // of the source's templates in sets of Count, from 0 on
	Count        int      `json:"count,omitzero"`        // up to 500, Meta's default; less where a call takes longer than 30 s
	TemplateIDs  []string `json:"template_ids,omitzero"` // up to 500: these alone, such as those that have failed before
}

// TemplatesMigrated is which templates were made, and why others were not.
type TemplatesMigrated struct {
	IDs    []string         `json:"migrated_templates"`
	Failed TemplateFailures `json:"failed_templates"`
}

// MigrateTemplates copies templates of another account of the business into this
// one. They stay in the other, too.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-migration.
//
//meta:operation POST /{waba-id}/migrate_message_templates
func (a *Account) MigrateTemplates(ctx context.Context, m TemplateMigration, opts ...metabiz.Option) (*TemplatesMigrated, error) {
	const most = 500
	var c checker
	c.required(at("source_waba_id"), m.SourceWABAID)
	if m.Count != 0 {
		c.between(at("count"), m.Count, 1, most)
	}
	if m.PageNumber < 0 {
		c.add(at("page_number"), "must be 0 or more", 0, m.PageNumber)
	}
	if m.TemplateIDs != nil {
		c.templateIDs(at("template_ids"), m.TemplateIDs, most)
	}
	if err := c.err("whatsapp.TemplateMigration"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "migrate_message_templates")
	req.Body = m
	return metabiz.Call[TemplatesMigrated](ctx, a.client, req, opts...)
}
