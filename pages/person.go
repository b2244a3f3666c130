package pages

import (
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// User is a person or a system user, as far as the call asked for its fields
// and the person has allowed them.
//
// See https://developers.facebook.com/docs/graph-api/reference/user.
type User struct {
	ID                           string             `json:"id,omitzero" wire:"direct"`
	Name                         string             `json:"name,omitzero"`
	FirstName                    string             `json:"first_name,omitzero"`
	MiddleName                   string             `json:"middle_name,omitzero"`
	LastName                     string             `json:"last_name,omitzero"`
	NameFormat                   string             `json:"name_format,omitzero"`
	ShortName                    string             `json:"short_name,omitzero"`
	About                        string             `json:"about,omitzero"`
	AgeRange                     *AgeRange          `json:"age_range,omitzero"`
	Birthday                     string             `json:"birthday,omitzero"` // "12/24/1990", or without the year
	ClientBusinessID             string             `json:"client_business_id,omitzero"`
	Cover                        *UserCoverPhoto    `json:"cover,omitzero"`
	Currency                     *Currency          `json:"currency,omitzero"`
	Email                        string             `json:"email,omitzero"`
	Gender                       string             `json:"gender,omitzero"`
	Hometown                     *Page              `json:"hometown,omitzero"`
	InstallType                  string             `json:"install_type,omitzero"`
	Installed                    bool               `json:"installed,omitzero"`
	IsGuestUser                  bool               `json:"is_guest_user,omitzero"`
	IsWorkAccount                bool               `json:"is_work_account,omitzero"`
	Languages                    []Experience       `json:"languages,omitzero"`
	Link                         string             `json:"link,omitzero"`
	Locale                       string             `json:"locale,omitzero"`
	Location                     *Page              `json:"location,omitzero"`
	ProfilePic                   string             `json:"profile_pic,omitzero"`
	Quotes                       string             `json:"quotes,omitzero"`
	SharedLoginUpgradeRequiredBy time.Time          `json:"shared_login_upgrade_required_by,omitzero"`
	ThirdPartyID                 string             `json:"third_party_id,omitzero"`
	Timezone                     float64            `json:"timezone,omitzero"` // hours east of UTC
	TokenForBusiness             string             `json:"token_for_business,omitzero"`
	UpdatedTime                  time.Time          `json:"updated_time,omitzero"`
	Verified                     bool               `json:"verified,omitzero"`
	VideoUploadLimits            *VideoUploadLimits `json:"video_upload_limits,omitzero"`
	Website                      string             `json:"website,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (u *User) UnmarshalJSON(data []byte) error {
	type plain User
	return wire.Unmarshal(data, (*plain)(u))
}

// AgeRange is what is told of a person's age, in years; Max is 0 for those over 20.
type AgeRange struct {
	Max int `json:"max,omitzero"`
	Min int `json:"min,omitzero"`
}

// UserCoverPhoto is the wide picture above a person's profile. Offsets are in percent.
type UserCoverPhoto struct {
	OffsetX float64 `json:"offset_x,omitzero"`
	OffsetY float64 `json:"offset_y,omitzero"`
	Source  string  `json:"source,omitzero"`
}

// Currency is the currency that a person pays in.
type Currency struct {
	CurrencyOffset     int     `json:"currency_offset,omitzero" wire:"direct"`
	USDExchange        float64 `json:"usd_exchange,omitzero"`
	USDExchangeInverse float64 `json:"usd_exchange_inverse,omitzero"`
	UserCurrency       string  `json:"user_currency,omitzero"` // "EUR"
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (c *Currency) UnmarshalJSON(data []byte) error {
	type plain Currency
	return wire.Unmarshal(data, (*plain)(c))
}

// Experience is something that a person knows or likes, such as a language.
type Experience struct {
	Description string `json:"description,omitzero"`
	From        *User  `json:"from,omitzero"`
	ID          string `json:"id,omitzero"`
	Name        string `json:"name,omitzero"`
	With        []User `json:"with,omitzero"`
}

// VideoUploadLimits bounds the videos that a person may upload: seconds and bytes.
type VideoUploadLimits struct {
	Length int   `json:"length,omitzero" wire:"direct"`
	Size   int64 `json:"size,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (v *VideoUploadLimits) UnmarshalJSON(data []byte) error {
	type plain VideoUploadLimits
	return wire.Unmarshal(data, (*plain)(v))
}
