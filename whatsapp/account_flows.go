package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// FlowRequest is a Flow to be made. Name and Categories are required.
type FlowRequest struct {
	Name        string          `json:"name"` // of its own in the account
	Categories  []FlowCategory  `json:"categories"`
	FlowJSON    json.RawMessage `json:"-"`                      // its content, up to 10 MB; or later by [Flow.UploadJSON]
	Publish     bool            `json:"publish,omitzero"`       // at once, where FlowJSON is without fault
	CloneFlowID string          `json:"clone_flow_id,omitzero"` // a Flow of the account to begin with
	EndpointURI string          `json:"endpoint_uri,omitzero"`  // https; for Flow JSON from 3.0 on
}

// FlowCreated is a new Flow, and what is wrong with its JSON.
type FlowCreated struct {
	ID               string      `json:"id"`
	Success          bool        `json:"success,omitzero"`
	ValidationErrors []FlowError `json:"validation_errors,omitzero"`
}

// Validate finds every documented rule that the request breaks.
func (r FlowRequest) Validate() error {
	var c checker
	c.required(at("name"), r.Name)
	if len(r.Categories) == 0 {
		c.add(at("categories"), "needs at least 1 category", 1, 0)
	}
	if r.FlowJSON != nil {
		c.flowJSON(at("flow_json"), r.FlowJSON)
	} else if r.Publish && r.CloneFlowID == "" {
		c.add(at("publish"), "needs flow_json", nil, nil)
	}
	if r.EndpointURI != "" {
		c.endpoint(r.EndpointURI)
	}
	return c.err("whatsapp.FlowRequest")
}

func (c *checker) endpoint(uri string) {
	if !strings.HasPrefix(uri, "https://") {
		c.add(at("endpoint_uri"), "is not an https address", nil, uri)
	}
}

// Flows lists the account's Flows.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation GET /{waba-id}/flows
func (a *Account) Flows(ctx context.Context, opts ...metabiz.Option) iter.Seq2[FlowInfo, error] {
	return metabiz.List[FlowInfo](ctx, a.client, a.request(http.MethodGet, "flows"), opts...)
}

// FlowPages lists the account's Flows by pages.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation GET /{waba-id}/flows
func (a *Account) FlowPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[FlowInfo], error] {
	return metabiz.Pages[FlowInfo](ctx, a.client, a.request(http.MethodGet, "flows"), opts...)
}

// CreateFlow makes a Flow. It is a draft unless Publish is set and its JSON without fault.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation POST /{waba-id}/flows
func (a *Account) CreateFlow(ctx context.Context, r FlowRequest, opts ...metabiz.Option) (*FlowCreated, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "flows")
	req.Body = &metabiz.Form{Fields: struct {
		FlowRequest
		FlowJSON string `json:"flow_json,omitzero"` // a text with JSON in it
	}{r, string(r.FlowJSON)}}
	return metabiz.Call[FlowCreated](ctx, a.client, req, opts...)
}

// FlowMigration copies Flows from another account of the business.
type FlowMigration struct {
	SourceWABAID    string   `json:"source_waba_id"`
	SourceFlowNames []string `json:"source_flow_names,omitzero"` // up to 100; all where it is left out
}

// FlowsMigrated is which Flows were copied, and why others were not.
type FlowsMigrated struct {
	Migrated []FlowMigrated        `json:"migrated_flows"`
	Failed   []FlowMigrationFailed `json:"failed_flows"`
}

// FlowMigrated is a copy and its original.
type FlowMigrated struct {
	SourceName string `json:"source_name"`
	SourceID   string `json:"source_id"`
	MigratedID string `json:"migrated_id"`
}

// FlowMigrationFailed is a Flow that was not copied.
type FlowMigrationFailed struct {
	SourceName   string `json:"source_name"`
	ErrorCode    string `json:"error_code"` // "4233041": there is none of that name
	ErrorMessage string `json:"error_message"`
}

// MigrateFlows copies Flows of another account into this one, under their names.
// They stay in the other, too.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation POST /{waba-id}/migrate_flows
func (a *Account) MigrateFlows(ctx context.Context, m FlowMigration, opts ...metabiz.Option) (*FlowsMigrated, error) {
	const maxNames = 100
	var c checker
	c.required(at("source_waba_id"), m.SourceWABAID)
	c.count(at("source_flow_names"), len(m.SourceFlowNames), 0, maxNames, "names")
	if err := c.err("whatsapp.FlowMigration"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "migrate_flows")
	req.Body = &metabiz.Form{Fields: m}
	return metabiz.Call[FlowsMigrated](ctx, a.client, req, opts...)
}
