package pages

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// SystemUser is somebody that a business has for its programs: it owns tokens that
// end with no person's leaving.
//
// See https://developers.facebook.com/docs/business-management-apis/system-users.
type SystemUser struct {
	ID                string    `json:"id,omitzero" wire:"direct"`
	Name              string    `json:"name,omitzero"`
	CreatedBy         *User     `json:"created_by,omitzero"`
	CreatedTime       time.Time `json:"created_time,omitzero"`
	FinancePermission string    `json:"finance_permission,omitzero"`
	IPPermission      string    `json:"ip_permission,omitzero"`
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (u *SystemUser) UnmarshalJSON(data []byte) error {
	type plain SystemUser
	return wire.Unmarshal(data, (*plain)(u))
}

// SystemUserRole is what a system user may do in the business. Most are an admin or
// an employee.
type SystemUserRole string

const (
	SystemUserAdmin     SystemUserRole = "ADMIN"     // has every asset of the business
	SystemUserEmployee  SystemUserRole = "EMPLOYEE"  // has what it is assigned
	SystemUserDeveloper SystemUserRole = "DEVELOPER" // and may set up apps

	SystemUserAdsRightsReviewer       SystemUserRole = "ADS_RIGHTS_REVIEWER"
	SystemUserDefault                 SystemUserRole = "DEFAULT"
	SystemUserFinanceAnalyst          SystemUserRole = "FINANCE_ANALYST"
	SystemUserFinanceEdit             SystemUserRole = "FINANCE_EDIT"
	SystemUserFinanceEditor           SystemUserRole = "FINANCE_EDITOR"
	SystemUserFinanceView             SystemUserRole = "FINANCE_VIEW"
	SystemUserManage                  SystemUserRole = "MANAGE"
	SystemUserPartnerCenterAdmin      SystemUserRole = "PARTNER_CENTER_ADMIN"
	SystemUserPartnerCenterAnalyst    SystemUserRole = "PARTNER_CENTER_ANALYST"
	SystemUserPartnerCenterEducation  SystemUserRole = "PARTNER_CENTER_EDUCATION"
	SystemUserPartnerCenterMarketing  SystemUserRole = "PARTNER_CENTER_MARKETING"
	SystemUserPartnerCenterOperations SystemUserRole = "PARTNER_CENTER_OPERATIONS"
)

// SystemUsers lists the system users of the business. It needs business_management.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/system_users.
//
//meta:operation GET /{business-id}/system_users
func (b *BusinessHandle) SystemUsers(ctx context.Context, opts ...metabiz.Option) iter.Seq2[SystemUser, error] {
	return metabiz.List[SystemUser](ctx, b.client, b.get("system_users", fieldsOf{systemUserFields}), opts...)
}

const systemUserFields = "id,name,created_time"

// SystemUserPages is [BusinessHandle.SystemUsers] page by page, with cursors to resume from.
//
//meta:operation GET /{business-id}/system_users
func (b *BusinessHandle) SystemUserPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[SystemUser], error] {
	return metabiz.Pages[SystemUser](ctx, b.client, b.get("system_users", fieldsOf{systemUserFields}), opts...)
}

// CreateSystemUser makes a system user, which has no asset and no token yet. It
// needs business_management of an admin of the business, and an app of the business
// with advanced access; a business has few system users: one, and ten with that access.
//
// See https://developers.facebook.com/docs/business-management-apis/system-users/create-retrieve-update.
//
//meta:operation POST /{business-id}/system_users
func (b *BusinessHandle) CreateSystemUser(ctx context.Context, name string, role SystemUserRole, opts ...metabiz.Option) (*SystemUser, error) {
	var c checker
	c.required("name", name)
	c.required("role", string(role))
	if err := c.err("CreateSystemUser"); err != nil {
		return nil, err
	}
	user, err := metabiz.Call[SystemUser](ctx, b.client, b.post("system_users", struct {
		Name string         `json:"name"`
		Role SystemUserRole `json:"role"`
	}{name, role}), opts...)
	if err == nil && user.Name == "" {
		user.Name = name
	}
	return user, err
}

// SystemUserTokenParams says what the token of a system user may do.
type SystemUserTokenParams struct {
	SystemUserID string   `json:"system_user_id"`
	Scopes       []string `json:"scope,omitzero"` // "ads_management", "pages_show_list"
	Assets       []string `json:"asset,omitzero"` // ids of what it is for; none: all that the user has
	// ExpiresIn60Days gives a token that ends, and that [RefreshToken] renews; else it never does.
	ExpiresIn60Days bool `json:"set_token_expires_in_60_days,omitzero"`
	FetchOnly       bool `json:"fetch_only,omitzero"` // give the token that there is, make none
}

// SystemUserToken makes a token of a system user, for the app that the client's
// token is of. It needs business_management of an admin of the business.
//
// See https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens.
//
//meta:operation POST /{business-id}/system_user_access_tokens
func (b *BusinessHandle) SystemUserToken(ctx context.Context, params SystemUserTokenParams, opts ...metabiz.Option) (Secret, error) {
	var c checker
	c.required("system_user_id", params.SystemUserID)
	if !params.FetchOnly {
		c.some("scope", len(params.Scopes), "permission")
	}
	for i, scope := range params.Scopes {
		c.required(fmt.Sprintf("scope[%d]", i), scope)
	}
	for i, asset := range params.Assets {
		c.required(fmt.Sprintf("asset[%d]", i), asset)
	}
	if err := c.err("SystemUserTokenParams"); err != nil {
		return "", err
	}
	answer, err := metabiz.Call[tokenAnswer](ctx, b.client, b.post("system_user_access_tokens", params), opts...)
	if err != nil {
		return "", err
	}
	return answer.token("POST /{business-id}/system_user_access_tokens")
}

// AppCredentials are the app that asks for tokens, with the secret that proves it.
type AppCredentials struct {
	AppID     string
	AppSecret Secret
}

func (a AppCredentials) check(c *checker) {
	c.required("AppID", a.AppID)
	c.required("AppSecret", string(a.AppSecret))
}

// RefreshToken gives a new token for one that ends after 60 days, while that is
// still good: of a system user or of a person. The old one is good until it ends.
//
// See https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens#refresh-token.
//
//meta:operation POST /oauth/access_token
func RefreshToken(ctx context.Context, client *metabiz.Client, app AppCredentials, token Secret, opts ...metabiz.Option) (*GrantedToken, error) {
	var c checker
	app.check(&c)
	c.required("token", string(token))
	if err := c.err("RefreshToken"); err != nil {
		return nil, err
	}
	return oauth(ctx, client, app, url.Values{
		"grant_type": {"fb_exchange_token"}, "fb_exchange_token": {string(token)}, "set_token_expires_in_60_days": {"true"},
	}, true, opts)
}

// GrantedToken is a token that Meta gave for a code or another token.
type GrantedToken struct {
	Token   Secret
	Expires time.Time // zero for one that never does
}

// tokenAnswer is how Meta gives tokens out.
type tokenAnswer struct {
	AccessToken Secret  `json:"access_token" wire:"direct"`
	ExpiresIn   float64 `json:"expires_in"` // seconds
}

func (a *tokenAnswer) UnmarshalJSON(data []byte) error {
	type plain tokenAnswer
	return wire.Unmarshal(data, (*plain)(a))
}

func (a *tokenAnswer) token(operation string) (Secret, error) {
	if !a.AccessToken.Known() {
		return "", &metabiz.Error{Operation: operation, Status: http.StatusOK, Message: "answered without a token"}
	}
	return a.AccessToken, nil
}

// oauth asks for a token as the app. What is secret goes in the body, not in the address.
func oauth(ctx context.Context, client *metabiz.Client, app AppCredentials, form url.Values, again bool, opts []metabiz.Option) (*GrantedToken, error) {
	const operation = "POST /oauth/access_token"
	form.Set("client_id", app.AppID)
	form.Set("client_secret", string(app.AppSecret))
	answer, err := metabiz.Call[tokenAnswer](ctx, client, &metabiz.Request{
		Method: http.MethodPost, Path: metabiz.Path("oauth", "access_token"), Operation: operation, Body: form, Anonymous: true, Idempotent: again,
	}, opts...)
	if err != nil {
		return nil, err
	}
	granted := &GrantedToken{}
	if granted.Token, err = answer.token(operation); err != nil {
		return nil, err
	}
	if answer.ExpiresIn > 0 {
		granted.Expires = time.Now().Add(time.Duration(answer.ExpiresIn) * time.Second)
	}
	return granted, nil
}
