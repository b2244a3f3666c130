package ads_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// What people type becomes what Meta compares.
func TestMatchKeyNormalise(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key                  ads.MatchKey
		value, country, want string
	}{
		{ads.MatchKeyEmail, " Mary@Example.COM\t", "", "mary@example.com"},
		{ads.MatchKeyEmail, "\ufeffmary@example.com\u200b", "", "mary@example.com"},
		{ads.MatchKeyEmail, "Jürgen@MÜNCHEN.de", "", "jürgen@münchen.de"},
		{ads.MatchKeyEmail, "a.b+c@example.co.uk", "", "a.b+c@example.co.uk"},

		{ads.MatchKeyPhone, "+1 (555) 987-6543", "", "15559876543"},
		{ads.MatchKeyPhone, "001 555 987 6543", "", "15559876543"},
		{ads.MatchKeyPhone, "15559876543", "US", "15559876543"},
		{ads.MatchKeyPhone, "(555) 987-6543 ext. 12", "US", "15559876543"},
		{ads.MatchKeyPhone, "+39 333 123 4567", "US", "393331234567"},
		{ads.MatchKeyPhone, "333 123 4567", "IT", "393331234567"},
		{ads.MatchKeyPhone, "391 234 5678", "IT", "393912345678"},
		{ads.MatchKeyPhone, "06 1234 5678", "IT", "390612345678"}, // Italy keeps its zero
		{ads.MatchKeyPhone, "+39 06 1234 5678", "", "390612345678"},
		{ads.MatchKeyPhone, "+39 (0)6 1234 5678", "", "390612345678"},
		{ads.MatchKeyPhone, "+44 (0)20 7946 0000", "", "442079460000"},
		{ads.MatchKeyPhone, "020 7946 0000", "UK", "442079460000"},
		{ads.MatchKeyPhone, "01 23 45 67 89", "FR", "33123456789"},
		{ads.MatchKeyPhone, "06 20 123 4567", "HU", "36201234567"},
		{ads.MatchKeyPhone, "8 (912) 345-67-89", "RU", "79123456789"},
		{ads.MatchKeyPhone, "٠٠٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "", "966501234567"},
		{ads.MatchKeyPhone, "\uff0b81 90 1234 5678", "", "819012345678"},
		{ads.MatchKeyPhone, "030 1234567", "DE", "301234567"}, // not told by its length: only the zero goes
		{ads.MatchKeyPhone, "333 123 4567 / fax", "", "3331234567"},

		{ads.MatchKeyGender, " F ", "", "f"},
		{ads.MatchKeyGender, "Male", "", "m"},
		{ads.MatchKeyBirthYear, "1985", "", "1985"},
		{ads.MatchKeyBirthMonth, "7", "", "07"},
		{ads.MatchKeyBirthDay, "31", "", "31"},

		{ads.MatchKeyFirstName, " Ünal ", "", "ünal"},
		{ads.MatchKeyFirstName, "U\u0308nal", "", "ünal"}, // the same, in pieces
		{ads.MatchKeyFirstName, "Valéry", "", "valéry"},
		{ads.MatchKeyFirstName, "정", "", "정"},
		{ads.MatchKeyFirstName, "\u110c\u1165\u11bc", "", "정"},
		{ads.MatchKeyFirstName, "Олена", "", "олена"},
		{ads.MatchKeyFirstName, "ガブリエル", "", "ガブリエル"},
		{ads.MatchKeyFirstName, "カ\u3099ブリエル", "", "ガブリエル"},
		{ads.MatchKeyFirstName, "Nguyễn", "", "nguyễn"},
		{ads.MatchKeyFirstName, "Nguye\u0302\u0303n", "", "nguyễn"},
		{ads.MatchKeyFirstName, "محمد", "", "محمد"},
		{ads.MatchKeyLastName, "O'Brien-Smith, Jr.", "", "obriensmith jr"},
		{ads.MatchKeyLastName, "De\u00a0  Luca", "", "de luca"},
		{ads.MatchKeyLastName, "Straße", "", "straße"},
		{ads.MatchKeyFirstInitial, "Élodie", "", "é"},

		{ads.MatchKeyCity, "Saint-Étienne du Rouvray", "", "saintétiennedurouvray"},
		{ads.MatchKeyCity, "서울", "", "서울"},
		{ads.MatchKeyState, "California", "US", "ca"},
		{ads.MatchKeyState, "N.Y.", "US", "ny"},
		{ads.MatchKeyState, "New South Wales", "AU", "newsouthwales"},
		{ads.MatchKeyZip, "94035-1234", "US", "94035"},
		{ads.MatchKeyZip, "94035-1234", "", "94035"},
		{ads.MatchKeyZip, "M1 1AE", "GB", "m11ae"},
		{ads.MatchKeyZip, "01310-100", "BR", "01310100"},
		{ads.MatchKeyZip, "01310-100", "", "01310100"},
		{ads.MatchKeyCountry, " IT ", "", "it"},
		{ads.MatchKeyCountry, "UK", "", "gb"},

		{ads.MatchKeyMobileAdvertiserID, "AECE52E7-03EE-455A-B3C4-E57283966239", "", "aece52e7-03ee-455a-b3c4-e57283966239"},
		{ads.MatchKeyExternalID, " Customer/42 ", "", "Customer/42"},
		{ads.MatchKeyPageScopedID, "1234567890", "", "1234567890"},
		{ads.MatchKeyLookalikeValue, "12.50", "", "12.5"},
		{ads.MatchKeyLookalikeValue, "1e3", "", "1000"},
	}
	for _, tt := range tests {
		got, err := tt.key.Normalise(tt.value, tt.country)
		if err != nil || got != tt.want {
			t.Errorf("%s %q in %q: %q, %v, want %q", tt.key, tt.value, tt.country, got, err, tt.want)
		}
	}
}

// What nobody could be recognised by is refused, by a message that does not repeat it.
func TestMatchKeyRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key            ads.MatchKey
		value, country string
	}{
		{ads.MatchKeyEmail, "", ""},
		{ads.MatchKeyEmail, "mary", ""},
		{ads.MatchKeyEmail, "mary@", ""},
		{ads.MatchKeyEmail, "@example.com", ""},
		{ads.MatchKeyEmail, "mary@example", ""},
		{ads.MatchKeyEmail, "mary@@example.com", ""},
		{ads.MatchKeyEmail, "mary ann@example.com", ""},
		{ads.MatchKeyEmail, "mary@example.com.", ""},
		{ads.MatchKeyEmail, "mar\xffy@example.com", ""},
		{ads.MatchKeyPhone, "555 987", ""},
		{ads.MatchKeyPhone, "none", ""},
		{ads.MatchKeyPhone, "+39 333 123 4567 333 123 4567", ""},
		{ads.MatchKeyGender, "woman", ""},
		{ads.MatchKeyBirthYear, "85", ""},
		{ads.MatchKeyBirthYear, "1899", ""},
		{ads.MatchKeyBirthYear, "3000", ""},
		{ads.MatchKeyBirthMonth, "13", ""},
		{ads.MatchKeyBirthMonth, "0", ""},
		{ads.MatchKeyBirthDay, "32", ""},
		{ads.MatchKeyFirstName, "...", ""},
		{ads.MatchKeyFirstName, "\ufffdnal", ""},
		{ads.MatchKeyFirstName, "\xdcnal", ""},
		{ads.MatchKeyZip, "2134", "US"},
		{ads.MatchKeyZip, "--", ""},
		{ads.MatchKeyCountry, "Italy", ""},
		{ads.MatchKeyCountry, "1T", ""},
		{ads.MatchKeyMobileAdvertiserID, "bece52e7", ""},
		{ads.MatchKeyMobileAdvertiserID, "00000000-0000-0000-0000-000000000000", ""},
		{ads.MatchKeyExternalID, "  ", ""},
		{ads.MatchKeyPageScopedID, "12a", ""},
		{ads.MatchKeyLookalikeValue, "-1", ""},
		{ads.MatchKeyLookalikeValue, "NaN", ""},
		{ads.MatchKeyLookalikeValue, "12,50", ""},
		{ads.MatchKeyDataProcessingOptions, "LDU", ""},
		{"SHOE_SIZE", "44", ""},
	}
	for _, tt := range tests {
		got, err := tt.key.Hash(tt.value, tt.country)
		field, ok := errors.AsType[metabiz.FieldError](err)
		if !ok || field.Path != string(tt.key) || field.Value != nil || len(tt.value) > 3 && strings.Contains(err.Error(), tt.value) {
			t.Errorf("%s %q: %q, %v", tt.key, tt.value, got, err)
		}
	}
}

func TestMatchKeyHash(t *testing.T) {
	t.Parallel()
	const mary = "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"
	tests := []struct {
		key         ads.MatchKey
		value, want string
	}{
		{ads.MatchKeyEmail, " Mary@Example.com", mary},
		{ads.MatchKeyEmail, strings.ToUpper(mary) + "\n", mary}, // hashed already
		{ads.MatchKeyPhone, "+1 (555) 987-6543", "1ef970831d7963307784fa8688e8fce101a15685d62aa765fed23f3a2c576a4e"},
		{ads.MatchKeyFirstName, "Ünal", sha("ünal")},
		{ads.MatchKeyBirthMonth, "7", sha("07")},
		{ads.MatchKeyMobileAdvertiserID, "AECE52E7-03EE-455A-B3C4-E57283966239", "aece52e7-03ee-455a-b3c4-e57283966239"},
		{ads.MatchKeyExternalID, mary, mary},
		{ads.MatchKeyExternalID, "Customer 42", "Customer 42"},
		{ads.MatchKeyLookalikeValue, "44.5", "44.5"},
	}
	for _, tt := range tests {
		got, err := tt.key.Hash(tt.value, "")
		if err != nil || got != tt.want {
			t.Errorf("%s %q: %s, %v, want %s", tt.key, tt.value, got, err, tt.want)
		}
	}
	for key, want := range map[ads.MatchKey]bool{
		ads.MatchKeyEmail: true, ads.MatchKeyZip: true, ads.MatchKeyMobileAdvertiserID: false, ads.MatchKeyExternalID: false,
		ads.MatchKeyLookalikeValue: false, ads.MatchKeyDataProcessingOptions: false,
	} {
		if got := key.Hashed(); got != want {
			t.Errorf("%s is hashed: %v", key, got)
		}
	}
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

var matchKeys = []ads.MatchKey{
	ads.MatchKeyEmail, ads.MatchKeyPhone, ads.MatchKeyGender, ads.MatchKeyBirthYear, ads.MatchKeyBirthMonth, ads.MatchKeyBirthDay,
	ads.MatchKeyFirstName, ads.MatchKeyLastName, ads.MatchKeyFirstInitial, ads.MatchKeyCity, ads.MatchKeyState, ads.MatchKeyZip,
	ads.MatchKeyCountry, ads.MatchKeyMobileAdvertiserID, ads.MatchKeyExternalID, ads.MatchKeyPageScopedID, ads.MatchKeyLookalikeValue,
}

// Whatever comes in, what comes out is text that stays as it is when it comes in again.
func FuzzMatchKeyNormalise(f *testing.F) {
	for _, seed := range []string{
		"", "Mary@Example.com", "+39 (0)6 1234 5678", "060-1234", "00 11 22 33 44", "Ünal", "U\u0308\u0323nal", "\u1100\u1161\u11a8", "Dž İI ß ẞ", "\xff", "94035-1234",
		"AECE52E7-03EE-455A-B3C4-E57283966239", "1e300", "-0", "F1904CF1A9D73A55FA5DE0AC823C4403DED71AFD4C3248D00BDCD0866552BB79", "\u0301a \u0301", "০১২৩৪৫৬৭৮৯",
	} {
		f.Add(seed, "IT")
		f.Add(seed, "us")
	}
	f.Fuzz(func(t *testing.T, value, country string) {
		for _, key := range matchKeys {
			once, err := key.Normalise(value, country)
			if err != nil {
				if once != "" {
					t.Errorf("%s %q: %q beside %v", key, value, once, err)
				}
				continue
			}
			if once == "" || !utf8.ValidString(once) {
				t.Fatalf("%s %q: %q", key, value, once)
			}
			again := once
			if key == ads.MatchKeyPhone && len(once) < 64 {
				again = "+" + once // it has its country's code now, or never will
			}
			if twice, err := key.Normalise(again, country); err != nil || twice != once {
				t.Fatalf("%s %q in %q: %q, then %q, %v", key, value, country, once, twice, err)
			}
			hash, err := key.Hash(value, country)
			want := once
			if key.Hashed() && len(once) != 64 {
				want = sha(once)
			}
			if err != nil || len(once) != 64 && hash != want {
				t.Fatalf("%s %q: hash %s, %v, want %s", key, value, hash, err, want)
			}
		}
	})
}
