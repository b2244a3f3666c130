package ads

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/metabiz-go/metabiz"
)

// UserData is who a person is, in an [Event]. It takes plain values: what Meta wants
// hashed is normalised and hashed when the event is written, as [MatchKey.Hash] does it,
// and what is a SHA-256 hash already goes as it is. Ids and addresses are never hashed.
// The first of Countries tells how phone numbers, states and zips are written.
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters.
type UserData struct {
	// Of chats.
	CTWAClid                   string // ctwa_clid of the referral with which the chat began
	WhatsAppBusinessAccountID  string
	PageID                     string
	PageScopedUserID           string
	InstagramBusinessAccountID string
	InstagramScopedUserID      string

	// Hashed on their way.
	Emails      []string
	Phones      []string // with the country's code
	FirstNames  []string
	LastNames   []string
	Genders     []string  // "f" or "m"
	DateOfBirth time.Time // the day alone counts
	Cities      []string
	States      []string
	Zips        []string
	Countries   []string // ISO 3166-1: "IT"
	ExternalIDs []string // the business's own

	// Of websites and apps.
	ClientIPAddress    string
	ClientUserAgent    string
	ClickID            string // fbc
	BrowserID          string // fbp
	LeadID             string // of a lead ad's form
	SubscriptionID     string // of the person's subscription
	FacebookLoginID    string // of a person who logged in to an app
	MobileAdvertiserID string // of Android or iOS
	InstallID          string // of the app's installation
}

// MarshalJSON writes the data as Meta wants it: normalised and hashed. What nobody
// could be recognised by, such as an e-mail address without an @, is left out.
func (u UserData) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		CTWAClid                   string   `json:"ctwa_clid,omitzero"`
		WhatsAppBusinessAccountID  string   `json:"whatsapp_business_account_id,omitzero"`
		PageID                     string   `json:"page_id,omitzero"`
		PageScopedUserID           string   `json:"page_scoped_user_id,omitzero"`
		InstagramBusinessAccountID string   `json:"instagram_business_account_id,omitzero"`
		InstagramScopedUserID      string   `json:"ig_sid,omitzero"`
		Emails                     []string `json:"em,omitzero"`
		Phones                     []string `json:"ph,omitzero"`
		FirstNames                 []string `json:"fn,omitzero"`
		LastNames                  []string `json:"ln,omitzero"`
		Genders                    []string `json:"ge,omitzero"`
		DatesOfBirth               []string `json:"db,omitzero"`
		Cities                     []string `json:"ct,omitzero"`
		States                     []string `json:"st,omitzero"`
		Zips                       []string `json:"zp,omitzero"`
		Countries                  []string `json:"country,omitzero"`
		ExternalIDs                []string `json:"external_id,omitzero"`
		ClientIPAddress            string   `json:"client_ip_address,omitzero"`
		ClientUserAgent            string   `json:"client_user_agent,omitzero"`
		ClickID                    string   `json:"fbc,omitzero"`
		BrowserID                  string   `json:"fbp,omitzero"`
		LeadID                     string   `json:"lead_id,omitzero"`
		SubscriptionID             string   `json:"subscription_id,omitzero"`
		FacebookLoginID            string   `json:"fb_login_id,omitzero"`
		MobileAdvertiserID         string   `json:"madid,omitzero"`
		InstallID                  string   `json:"anon_id,omitzero"`
	}{
		u.CTWAClid, u.WhatsAppBusinessAccountID, u.PageID, u.PageScopedUserID, u.InstagramBusinessAccountID, u.InstagramScopedUserID,
		u.hashed(MatchKeyEmail, u.Emails), u.hashed(MatchKeyPhone, u.Phones),
		u.hashed(MatchKeyFirstName, u.FirstNames), u.hashed(MatchKeyLastName, u.LastNames),
		u.hashed(MatchKeyGender, u.Genders), u.hashed(matchKeyBirthDate, u.born()),
		u.hashed(MatchKeyCity, u.Cities), u.hashed(MatchKeyState, u.States), u.hashed(MatchKeyZip, u.Zips),
		u.hashed(MatchKeyCountry, u.Countries), hashedIDs(u.ExternalIDs),
		u.ClientIPAddress, u.ClientUserAgent, u.ClickID, u.BrowserID, u.LeadID, u.SubscriptionID, u.FacebookLoginID,
		u.MobileAdvertiserID, u.InstallID,
	})
}

func (u *UserData) born() []string {
	if u.DateOfBirth.IsZero() {
		return nil
	}
	return []string{u.DateOfBirth.Format(time.DateOnly)}
}

func (u *UserData) country() string {
	if len(u.Countries) == 0 {
		return ""
	}
	return u.Countries[0]
}

// hashed normalises and hashes values, once each, and leaves out what can't be.
func (u *UserData) hashed(key MatchKey, values []string) []string {
	var out []string
	for _, v := range values {
		if hash, err := key.Hash(v, u.country()); err == nil && !slices.Contains(out, hash) {
			out = append(out, hash)
		}
	}
	return out
}

// hashedIDs hashes ids of the business's own, which no rule but its own normalises.
func hashedIDs(values []string) []string {
	var out []string
	for _, v := range values {
		hash, ok := appendHash(nil, v)
		if v = trimmed(v); v == "" {
			continue
		}
		if !ok {
			sum := sha256.Sum256([]byte(v))
			hash = hex.AppendEncode(nil, sum[:])
		}
		if !slices.Contains(out, string(hash)) {
			out = append(out, string(hash))
		}
	}
	return out
}

// leftOut tells which of the values nobody could be recognised by, without the values themselves.
func (u *UserData) leftOut(path string) []metabiz.FieldError {
	var out []metabiz.FieldError
	for _, part := range []struct {
		name   string
		key    MatchKey
		values []string
	}{
		{"em", MatchKeyEmail, u.Emails},
		{"ph", MatchKeyPhone, u.Phones},
		{"fn", MatchKeyFirstName, u.FirstNames},
		{"ln", MatchKeyLastName, u.LastNames},
		{"ge", MatchKeyGender, u.Genders},
		{"db", matchKeyBirthDate, u.born()},
		{"ct", MatchKeyCity, u.Cities},
		{"st", MatchKeyState, u.States},
		{"zp", MatchKeyZip, u.Zips},
		{"country", MatchKeyCountry, u.Countries},
	} {
		for i, v := range part.values {
			if _, err := part.key.Normalise(v, u.country()); err != nil {
				problem, _ := errors.AsType[metabiz.FieldError](err)
				out = append(out, metabiz.FieldError{Path: fmt.Sprintf("%suser_data.%s[%d]", path, part.name, i), Problem: problem.Problem})
			}
		}
	}
	return out
}

// nobody tells that there is nothing to recognise a person by.
func (u *UserData) nobody() bool {
	for _, plain := range []string{
		u.CTWAClid, u.PageScopedUserID, u.InstagramScopedUserID, u.ClientIPAddress, u.ClientUserAgent, u.ClickID, u.BrowserID, u.LeadID,
		u.SubscriptionID, u.FacebookLoginID, u.MobileAdvertiserID, u.InstallID,
	} {
		if plain != "" {
			return false
		}
	}
	data, err := json.Marshal(u)
	return err == nil && string(data) == "{}"
}
