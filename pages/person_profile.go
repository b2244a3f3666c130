package pages

import (
	"context"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// PersonProfile is what a person shows of themselves to a Page that they have written to. What is
// not asked for, not given or not allowed is zero.
//
// See https://developers.facebook.com/docs/messenger-platform/identity/user-profile.
type PersonProfile struct {
	ID         string `json:"id,omitzero" wire:"direct"`
	Name       string `json:"name,omitzero"`
	FirstName  string `json:"first_name,omitzero"`
	LastName   string `json:"last_name,omitzero"`
	ProfilePic string `json:"profile_pic,omitzero"` // an address that expires

	Locale   string  `json:"locale,omitzero"`   // needs pages_user_locale
	Timezone float64 `json:"timezone,omitzero"` // hours east of UTC; needs pages_user_timezone
	Gender   string  `json:"gender,omitzero"`   // needs pages_user_gender

	// On Instagram.
	Username             string `json:"username,omitzero"`
	FollowerCount        int    `json:"follower_count,omitzero"`
	IsVerifiedUser       bool   `json:"is_verified_user,omitzero"`
	IsUserFollowBusiness bool   `json:"is_user_follow_business,omitzero"`
	IsBusinessFollowUser bool   `json:"is_business_follow_user,omitzero"`
}

// UnmarshalJSON takes numbers and booleans in each form that Meta writes them in.
func (p *PersonProfile) UnmarshalJSON(data []byte) error {
	type plain PersonProfile
	return wire.Unmarshal(data, (*plain)(p))
}

const (
	profileOfPerson    = "id,name,first_name,last_name,profile_pic"
	profileOnInstagram = "id,name,username,profile_pic,follower_count,is_verified_user,is_user_follow_business,is_business_follow_user"
)

// PersonProfile reads the name and picture of a person who has written to the Page, by the id that
// is scoped to it, or to its Instagram account. An empty platform is Messenger. It needs
// pages_messaging, for Instagram instagram_manage_messages; of people who have not agreed, or have
// blocked the Page, Meta tells nothing: [metabiz.ErrInvalidParam].
//
// See https://developers.facebook.com/docs/messenger-platform/identity/user-profile.
//
//meta:operation GET /{user-id}
func (p *PageHandle) PersonProfile(ctx context.Context, personID string, platform Platform, opts ...metabiz.Option) (*PersonProfile, error) {
	var c checker
	c.required("id", personID)
	if err := c.err("PersonProfile"); err != nil {
		return nil, err
	}
	fields := profileOfPerson
	if platform == PlatformInstagram {
		fields = profileOnInstagram
	}
	req := p.messenger(p.child(personID, "{user-id}").get("", fieldsOf{fields}))
	return metabiz.Call[PersonProfile](ctx, p.client, req, opts...)
}
