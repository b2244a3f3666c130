package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// TemplateGroup is a set of templates whose figures are read together. A template is in one group at most.
type TemplateGroup struct {
	ID           string
	Name         string
	Description  string
	CreationTime time.Time
	UpdateTime   time.Time
	Account      *BusinessAccount // that it belongs to
	Templates    []Template       // the first page of them
}

// UnmarshalJSON reads a group as Meta gives it.
func (g *TemplateGroup) UnmarshalJSON(data []byte) error {
	var w struct {
		ID           string           `json:"id"`
		Name         string           `json:"name"`
		Description  string           `json:"description"`
		CreationTime time.Time        `json:"creation_time"`
		UpdateTime   time.Time        `json:"update_time"`
		Account      *BusinessAccount `json:"whatsapp_business_account"`
		Templates    struct {
			Data []Template `json:"data"`
		} `json:"whatsapp_business_templates"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*g = TemplateGroup{w.ID, w.Name, w.Description, w.CreationTime, w.UpdateTime, w.Account, w.Templates.Data}
	return nil
}

var templateGroupFields = strings.Join([]string{
	"id", "name", "description", "creation_time", "update_time", "whatsapp_business_account", "whatsapp_business_templates",
}, ",")

// TemplateGroups lists the account's groups of templates.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-groups.
//
//meta:operation GET /{waba-id}/template_groups
func (a *Account) TemplateGroups(ctx context.Context, opts ...metabiz.Option) iter.Seq2[TemplateGroup, error] {
	return metabiz.List[TemplateGroup](ctx, a.client, a.templateGroups(), opts...)
}

// TemplateGroupPages lists the account's groups of templates by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-groups.
//
//meta:operation GET /{waba-id}/template_groups
func (a *Account) TemplateGroupPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[TemplateGroup], error] {
	return metabiz.Pages[TemplateGroup](ctx, a.client, a.templateGroups(), opts...)
}

func (a *Account) templateGroups() *metabiz.Request {
	req := a.request(http.MethodGet, "template_groups")
	req.Query = fieldsQuery{templateGroupFields}
	return req
}

// NewTemplateGroup describes a group. Name takes up to 256 characters and is the only one of
// its kind in the account; Description takes up to 512.
type NewTemplateGroup struct {
	Name        string
	Description string
	TemplateIDs []string // at least one
}

const (
	groupNameLimit        = 256
	groupDescriptionLimit = 512
)

// CreateTemplateGroup makes a group of templates and gives its id.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-groups.
//
//meta:operation POST /{waba-id}/template_groups
func (a *Account) CreateTemplateGroup(ctx context.Context, g NewTemplateGroup, opts ...metabiz.Option) (groupID string, err error) {
	var c checker
	c.text(at("name"), g.Name, groupNameLimit)
	c.atMost(at("description"), g.Description, groupDescriptionLimit)
	if len(g.TemplateIDs) == 0 {
		c.add(at("whatsapp_business_templates"), "needs at least 1 id", 1, 0)
	}
	templates := c.numericIDs(at("whatsapp_business_templates"), g.TemplateIDs)
	if err := c.err("whatsapp.NewTemplateGroup"); err != nil {
		return "", err
	}
	req := a.request(http.MethodPost, "template_groups")
	req.Body = struct {
		Name        string        `json:"name"`
		Description string        `json:"description"`
		Templates   []json.Number `json:"whatsapp_business_templates"`
	}{g.Name, g.Description, templates}
	answer, err := metabiz.Call[struct {
		ID string `json:"id"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return "", err
	}
	return answer.ID, nil
}

// numericIDs writes ids as numbers, as the guide of template groups alone has them.
func (c *checker) numericIDs(p path, ids []string) []json.Number {
	numbers := make([]json.Number, len(ids))
	for i, id := range ids {
		if !isPositional(id) || id[0] == '0' {
			c.add(p.element(i), "is not the id of a template: those are digits", nil, id)
		}
		numbers[i] = json.Number(id)
	}
	return numbers
}

// TemplateGroup reads a group and the first of its templates.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-groups.
//
//meta:operation GET /{template-group-id}
func (a *Account) TemplateGroup(ctx context.Context, groupID string, opts ...metabiz.Option) (*TemplateGroup, error) {
	req := a.templateGroupRequest(http.MethodGet, groupID)
	req.Query = fieldsQuery{templateGroupFields}
	return metabiz.Call[TemplateGroup](ctx, a.client, req, opts...)
}

func (a *Account) templateGroupRequest(method, groupID string) *metabiz.Request {
	req := a.request(method, "")
	req.Path, req.Operation = metabiz.Path(groupID), method+" /{template-group-id}"
	return req
}

// TemplateGroupUpdate changes a group; what is left out stays. Templates that are
// removed leave their figures behind.
type TemplateGroupUpdate struct {
	Name            string
	Description     string
	AddTemplates    []string
	RemoveTemplates []string
}

// UpdateTemplateGroup changes the name, the description or the templates of a group.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-groups.
//
//meta:operation POST /{template-group-id}
func (a *Account) UpdateTemplateGroup(ctx context.Context, groupID string, u TemplateGroupUpdate, opts ...metabiz.Option) error {
	var c checker
	c.atMost(at("name"), u.Name, groupNameLimit)
	c.atMost(at("description"), u.Description, groupDescriptionLimit)
	add, remove := c.numericIDs(at("add_templates"), u.AddTemplates), c.numericIDs(at("remove_templates"), u.RemoveTemplates)
	if u.Name == "" && u.Description == "" && len(add) == 0 && len(remove) == 0 {
		c.add(at("name"), "or something else to change is required", nil, nil)
	}
	if err := c.err("whatsapp.TemplateGroupUpdate"); err != nil {
		return err
	}
	req := a.templateGroupRequest(http.MethodPost, groupID)
	req.Body = struct {
		Name        string        `json:"name,omitempty"`
		Description string        `json:"description,omitempty"`
		Add         []json.Number `json:"add_templates,omitempty"`
		Remove      []json.Number `json:"remove_templates,omitempty"`
	}{u.Name, u.Description, add, remove}
	req.Idempotent = true
	return succeed(ctx, a.client, req, opts)
}

// DeleteTemplateGroup deletes a group, not its templates.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-groups.
//
//meta:operation DELETE /{template-group-id}
func (a *Account) DeleteTemplateGroup(ctx context.Context, groupID string, opts ...metabiz.Option) error {
	return succeed(ctx, a.client, a.templateGroupRequest(http.MethodDelete, groupID), opts)
}
