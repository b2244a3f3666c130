package pages

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// CustomUserSettings are the menus that a person sees: their own where they have
// one, else the Page's.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/persistent-menu#user_level_menu.
type CustomUserSettings struct {
	UserLevelPersistentMenu []LocalMenu `json:"user_level_persistent_menu,omitzero"`
	PageLevelPersistentMenu []LocalMenu `json:"page_level_persistent_menu,omitzero"`
}

// UnmarshalJSON takes the wire form.
func (s *CustomUserSettings) UnmarshalJSON(data []byte) error {
	type plain CustomUserSettings
	return wire.Unmarshal(data, (*plain)(s))
}

// CustomUserSettings reads which menus a person sees, by their page-scoped id. It
// needs the Page's token and pages_messaging.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/persistent-menu#user_level_menu.
//
//meta:operation GET /{page-id}/custom_user_settings
func (p *PageHandle) CustomUserSettings(ctx context.Context, psid string, opts ...metabiz.Option) (*CustomUserSettings, error) {
	var c checker
	c.required("psid", psid)
	if err := c.err("CustomUserSettings"); err != nil {
		return nil, err
	}
	req := p.messenger(p.get("GET /{page-id}/custom_user_settings", psidQuery{psid}, "custom_user_settings"))
	for settings, err := range metabiz.List[CustomUserSettings](ctx, p.client, req, opts...) {
		if err != nil {
			return nil, err
		}
		return &settings, nil
	}
	return &CustomUserSettings{}, nil
}

type psidQuery struct {
	PSID string `json:"psid"`
}

// SetUserMenu gives one person a menu of their own, in place of the Page's. Limits
// are those of [MessengerProfile]: a menu for the locale "default", up to 20 items,
// titles of 30 characters. Meta takes 10 changes in 10 minutes for a person.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/persistent-menu#user_level_menu.
//
//meta:operation POST /{page-id}/custom_user_settings
func (p *PageHandle) SetUserMenu(ctx context.Context, psid string, menus []LocalMenu, opts ...metabiz.Option) error {
	var c checker
	c.required("psid", psid)
	c.some("persistent_menu", len(menus), "menu")
	locales(&c, "persistent_menu", menus, func(m LocalMenu) string { return m.Locale })
	for i, m := range menus {
		m.check(&c, fmt.Sprintf("persistent_menu[%d].call_to_actions", i))
	}
	if err := c.err("SetUserMenu"); err != nil {
		return err
	}
	return done(ctx, p.client, p.messenger(idempotent(p.post("POST /{page-id}/custom_user_settings", struct {
		psidQuery
		Menus []LocalMenu `json:"persistent_menu"`
	}{psidQuery{psid}, menus}, "custom_user_settings"))), opts)
}

// DeleteUserMenu takes a person's own menu away: they see the Page's again.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/persistent-menu#user_level_menu.
//
//meta:operation DELETE /{page-id}/custom_user_settings
func (p *PageHandle) DeleteUserMenu(ctx context.Context, psid string, opts ...metabiz.Option) error {
	var c checker
	c.required("psid", psid)
	if err := c.err("DeleteUserMenu"); err != nil {
		return err
	}
	query := struct {
		psidQuery
		Params []string `json:"params"`
	}{psidQuery{psid}, []string{"PERSISTENT_MENU"}}
	return done(ctx, p.client, p.messenger(p.delete("DELETE /{page-id}/custom_user_settings", query, "custom_user_settings")), opts)
}
