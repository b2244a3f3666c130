package ads

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// SystemUserHandle is a business's user that stands for software. It costs nothing to make.
//
// To have one work for an app: [BusinessHandle.CreateSystemUser], assign it assets
// ([Account.AssignUser], [ProductCatalogHandle.AssignUser], [DatasetHandle.AssignUser]),
// [SystemUserHandle.InstallApp], [SystemUserHandle.GenerateToken].
type SystemUserHandle struct{ object }

// NewSystemUser makes the handle of a system user.
func NewSystemUser(client *metabiz.Client, id string) *SystemUserHandle {
	return &SystemUserHandle{object{client: client, id: id, route: "{system-user-id}"}}
}

// ID is the system user's id.
func (u *SystemUserHandle) ID() string { return u.id }

var systemUserReads = metabiz.WithFields("id", "name", "created_by", "created_time", "finance_permission", "ip_permission")

// Get reads the system user.
//
// See https://developers.facebook.com/docs/marketing-api/reference/system-user.
//
//meta:operation GET /{system-user-id}
func (u *SystemUserHandle) Get(ctx context.Context, opts ...metabiz.Option) (*SystemUser, error) {
	return edge.Call[SystemUser](ctx, u.client, u.get("", nil), reading(systemUserReads, opts))
}

// AssignedAdAccounts lists the ad accounts that the system user may work with.
//
// See https://developers.facebook.com/docs/marketing-api/reference/system-user/assigned_ad_accounts.
//
//meta:operation GET /{system-user-id}/assigned_ad_accounts
func (u *SystemUserHandle) AssignedAdAccounts(ctx context.Context, opts ...metabiz.Option) iter.Seq2[AdAccount, error] {
	return edge.List[AdAccount](ctx, u.client, u.get("assigned_ad_accounts", nil), reading(accountFields, opts))
}

// AssignedAdAccountPages is [SystemUserHandle.AssignedAdAccounts] by pages, with the cursors to resume from.
func (u *SystemUserHandle) AssignedAdAccountPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdAccount], error] {
	return edge.Pages[AdAccount](ctx, u.client, u.get("assigned_ad_accounts", nil), reading(accountFields, opts))
}

// AssignedProductCatalogs lists the catalogues that the system user may work with.
//
// See https://developers.facebook.com/docs/marketing-api/reference/system-user/assigned_product_catalogs.
//
//meta:operation GET /{system-user-id}/assigned_product_catalogs
func (u *SystemUserHandle) AssignedProductCatalogs(ctx context.Context, opts ...metabiz.Option) iter.Seq2[ProductCatalog, error] {
	return edge.List[ProductCatalog](ctx, u.client, u.get("assigned_product_catalogs", nil), reading(productCatalogFields, opts))
}

// AssignedProductCatalogPages is [SystemUserHandle.AssignedProductCatalogs] by pages, with the cursors to resume from.
func (u *SystemUserHandle) AssignedProductCatalogPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[ProductCatalog], error] {
	return edge.Pages[ProductCatalog](ctx, u.client, u.get("assigned_product_catalogs", nil), reading(productCatalogFields, opts))
}

// InstallApp lets an app of the same business call in the system user's name: it
// must be done once before [SystemUserHandle.GenerateToken]. The client's token is
// of an admin, or of an admin system user. Doing it twice does no harm.
//
// See https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens.
func (u *SystemUserHandle) InstallApp(ctx context.Context, appID string, opts ...metabiz.Option) error {
	return edge.Do(ctx, u.client, repeatable(u.post("applications", map[string]string{"business_app": appID})), opts)
}

// SystemUserTokenParams is what [SystemUserHandle.GenerateToken] takes.
type SystemUserTokenParams struct {
	AppID string   // that was installed
	Scope []string // permissions, such as ads_management
	// NeverExpires asks for a token without an end, which Meta advises against and
	// some businesses are not given. Others end 60 days after they were made or last refreshed.
	NeverExpires bool
}

// SystemUserToken is a token of a system user.
type SystemUserToken struct {
	AccessToken Secret `json:"access_token"`
	TokenType   string `json:"token_type,omitzero"`
	ExpiresIn   int    `json:"expires_in,omitzero"` // seconds; 0 where Meta does not say
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (s *SystemUserToken) UnmarshalJSON(data []byte) error {
	type plain SystemUserToken
	return wire.Unmarshal(data, (*plain)(s))
}

// GenerateToken gives out a token of the system user for an app that it has
// installed. The client needs [metabiz.WithAppSecret] with the secret of that app: Meta
// takes the call with appsecret_proof alone (104).
//
// Errors: 100 for an app that is not installed or a permission that the app has
// not, 190 and 200 for a caller who is no admin.
//
// See https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens.
func (u *SystemUserHandle) GenerateToken(ctx context.Context, params SystemUserTokenParams, opts ...metabiz.Option) (*SystemUserToken, error) {
	found := &problems{}
	if params.AppID == "" {
		found.add("business_app", "is empty")
	}
	if len(params.Scope) == 0 {
		found.add("scope", "is empty: a token needs a permission")
	}
	for i, scope := range params.Scope {
		if scope == "" || strings.ContainsAny(scope, ", ") {
			found.value(fmt.Sprintf("scope[%d]", i), scope, "is not the name of one permission")
		}
	}
	if err := found.err("ads.SystemUserTokenParams"); err != nil {
		return nil, err
	}
	body := struct {
		App     string `json:"business_app"`
		Scope   string `json:"scope"`
		Expires bool   `json:"set_token_expires_in_60_days,omitzero"`
	}{params.AppID, strings.Join(params.Scope, ","), !params.NeverExpires}
	return edge.Call[SystemUserToken](ctx, u.client, u.post("access_tokens", body), opts)
}

// RevokeTokenParams is what [SystemUserHandle.RevokeToken] takes.
type RevokeTokenParams struct {
	AppID     string // of the token, and of the client's own
	AppSecret Secret
	Token     Secret // that is to end
}

// RevokeToken ends a token of the system user at once. What must go on calling uses
// a newer one by then. The secrets travel in the body, never in an address.
//
// See https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens.
func (u *SystemUserHandle) RevokeToken(ctx context.Context, params RevokeTokenParams, opts ...metabiz.Option) error {
	found := &problems{}
	for _, part := range []struct{ name, value string }{
		{"client_id", params.AppID}, {"client_secret", string(params.AppSecret)}, {"revoke_token", string(params.Token)},
	} {
		if part.value == "" {
			found.add(part.name, "is empty")
		}
	}
	if err := found.err("ads.RevokeTokenParams"); err != nil {
		return err
	}
	// A POST that says that it means GET: Graph reads its parameters from the body.
	return edge.Do(ctx, u.client, &metabiz.Request{
		Method: http.MethodPost, Path: "oauth/revoke", Operation: "GET /oauth/revoke", Idempotent: true,
		Body: url.Values{
			"method": {"get"}, "client_id": {params.AppID}, "client_secret": {string(params.AppSecret)}, "revoke_token": {string(params.Token)},
		},
	}, opts)
}
