package ads

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// UserData is who a person is, in an [Event]. It takes plain values: what Meta wants
// hashed is normalised and hashed when the event is written, and what is a SHA-256 hash already
// goes as it is. Ids and addresses are never hashed.
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
	ClientIPAddress string
	ClientUserAgent string
	ClickID         string // fbc
	BrowserID       string // fbp
	LeadID          string // of a lead ad's form
}

// MarshalJSON writes the data as Meta wants it: normalised and hashed.
func (u UserData) MarshalJSON() ([]byte, error) {
	var born []string
	if !u.DateOfBirth.IsZero() {
		born = []string{u.DateOfBirth.Format("20060102")}
	}
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
	}{
		u.CTWAClid, u.WhatsAppBusinessAccountID, u.PageID, u.PageScopedUserID, u.InstagramBusinessAccountID, u.InstagramScopedUserID,
		hashed(u.Emails, lower), hashed(u.Phones, phoneDigits), hashed(u.FirstNames, name), hashed(u.LastNames, name),
		hashed(u.Genders, initial), hashed(born, lower), hashed(u.Cities, lettersOnly), hashed(u.States, lettersOnly),
		hashed(u.Zips, zip), hashed(u.Countries, lower), hashed(u.ExternalIDs, strings.TrimSpace),
		u.ClientIPAddress, u.ClientUserAgent, u.ClickID, u.BrowserID, u.LeadID,
	})
}

var hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// hashed normalises and hashes values, and leaves out what is empty.
func hashed(values []string, normal func(string) string) []string {
	var out []string
	for _, v := range values {
		if folded := lower(v); hashPattern.MatchString(folded) {
			v = folded
		} else {
			if v = normal(v); v == "" {
				continue
			}
			sum := sha256.Sum256([]byte(v))
			v = hex.EncodeToString(sum[:])
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func phoneDigits(s string) string { return strings.TrimLeft(digitsOf(s), "0") }

// name keeps letters of every alphabet, and the spaces between them.
func name(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s))
}

func initial(s string) string {
	for _, r := range lower(s) {
		return string(r)
	}
	return ""
}

// lettersOnly leaves out spaces and punctuation.
func lettersOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// zip is without spaces, and in the US without what follows the dash.
func zip(s string) string {
	s = strings.ReplaceAll(lower(s), " ", "")
	if before, _, found := strings.Cut(s, "-"); found && len(before) == 5 {
		return before
	}
	return s
}
