package pages

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/metabiz-go/metabiz"
)

// PageSettings is one setting of a Page.
type PageSettings struct {
	Setting string          `json:"setting,omitzero"` // "USERS_CAN_MESSAGE"
	Value   json.RawMessage `json:"value,omitzero"`   // true, "Anyone (13+)" and the like
}

// Settings lists the Page's settings. It needs the Page's token with the MANAGE task.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/settings.
//
//meta:operation GET /{page-id}/settings
func (p *PageHandle) Settings(ctx context.Context, opts ...metabiz.Option) iter.Seq2[PageSettings, error] {
	return metabiz.List[PageSettings](ctx, p.client, p.get("GET /{page-id}/settings", nil, "settings"), opts...)
}

// ChangeSettings changes settings, by their names: {"USERS_CAN_MESSAGE": true}.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/settings.
//
//meta:operation POST /{page-id}/settings
func (p *PageHandle) ChangeSettings(ctx context.Context, settings map[string]any, opts ...metabiz.Option) error {
	var c checker
	c.some("option", len(settings), "setting")
	if err := c.err("ChangeSettings"); err != nil {
		return err
	}
	return done(ctx, p.client, idempotent(p.post("POST /{page-id}/settings", struct {
		Option map[string]any `json:"option"`
	}{settings}, "settings")), opts)
}
