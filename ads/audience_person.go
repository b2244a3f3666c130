package ads

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// Person is somebody in a customer list, in plain values or hashed already:
// what is a SHA-256 hash in hexadecimal digits goes as it is. Fields that are left out are not sent.
// It prints itself without what it knows of the person.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#hash.
type Person struct {
	Email string
	// Phone should begin with + and the country's code. Without them, the country
	// tells how to complete the number, for the countries in which numbers can be told apart by their length.
	Phone     string
	FirstName string // in any alphabet
	LastName  string
	// FirstInitial is needed only where FirstName is not known.
	FirstInitial string
	Gender       string // m or f

	// DateOfBirth stands for the three below.
	DateOfBirth time.Time
	BirthYear   string // 1985
	BirthMonth  string // 07
	BirthDay    string // 31

	City    string
	State   string
	Zip     string
	Country string // ISO 3166-1: IT

	MobileAdvertiserID string
	ExternalID         string // the business's own
	PageScopedID       string // needs UploadOptions.PageIDs
	// LookalikeValue is what the person is worth, from 0 on, in whatever unit: "120.50".
	LookalikeValue Decimal
	// LimitedDataUse tells that Meta may use the person's data but for the business.
	LimitedDataUse *LimitedDataUse
}

// LimitedDataUse tells under which law data are limited. With zeros Meta finds out by itself.
//
// See https://developers.facebook.com/docs/marketing-apis/data-processing-options.
type LimitedDataUse struct {
	Country int // 1: USA
	State   int // 1000: California
}

// value is what a person has for a key that has a text.
func (p *Person) value(key MatchKey) string {
	switch key {
	case MatchKeyEmail:
		return p.Email
	case MatchKeyPhone:
		return p.Phone
	case MatchKeyFirstName:
		return p.FirstName
	case MatchKeyLastName:
		return p.LastName
	case MatchKeyFirstInitial:
		if p.FirstInitial == "" && !isHash(p.FirstName) {
			return p.FirstName
		}
		return p.FirstInitial
	case MatchKeyGender:
		return p.Gender
	case MatchKeyBirthYear:
		return p.BirthYear
	case MatchKeyBirthMonth:
		return p.BirthMonth
	case MatchKeyBirthDay:
		return p.BirthDay
	case MatchKeyCity:
		return p.City
	case MatchKeyState:
		return p.State
	case MatchKeyZip:
		return p.Zip
	case MatchKeyCountry:
		return p.Country
	case MatchKeyMobileAdvertiserID:
		return p.MobileAdvertiserID
	case MatchKeyExternalID:
		return p.ExternalID
	case MatchKeyPageScopedID:
		return p.PageScopedID
	case MatchKeyLookalikeValue:
		return string(p.LookalikeValue)
	}
	return ""
}

// birthLayouts are the parts of a date of birth.
var birthLayouts = map[MatchKey]string{MatchKeyBirthYear: "2006", MatchKeyBirthMonth: "01", MatchKeyBirthDay: "02"}

// String tells which fields there are, and nothing of what is in them.
func (p Person) String() string {
	var has []string
	for key := range matchings {
		if p.value(key) != "" || birthLayouts[key] != "" && !p.DateOfBirth.IsZero() {
			has = append(has, string(key))
		}
	}
	slices.Sort(has)
	return "ads.Person(" + strings.Join(has, " ") + ")"
}

// Format keeps a person out of whatever is printed.
func (p Person) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(p.String())) }

// LogValue keeps a person out of logs.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.String()) }
