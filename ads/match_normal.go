package ads

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	notText   = "is not text in UTF-8"
	noLetters = "has no letters"
)

// trimmed leaves out spaces around a value, and what spreadsheets put there
// unseen, such as a byte order mark.
func trimmed(s string) string {
	if s == "" || isGraphic(s[0]) && isGraphic(s[len(s)-1]) {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) })
}

func isGraphic(c byte) bool { return ' ' < c && c < 0x7f }

// readable tells whether a text was read in its right encoding.
func readable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, utf8.RuneError)
}

func normalEmail(dst []byte, value, _ string) ([]byte, string) {
	const problem = "is not an e-mail address"
	value = trimmed(value)
	if !readable(value) {
		return dst, notText
	}
	at := strings.IndexByte(value, '@')
	if at <= 0 || strings.LastIndexByte(value, '@') != at {
		return dst, problem
	}
	if dot := strings.LastIndexByte(value, '.'); dot < at+2 || dot == len(value)-1 {
		return dst, problem
	}
	start := len(dst)
	for _, r := range value {
		switch {
		case 'A' <= r && r <= 'Z':
			dst = append(dst, byte(r)|0x20)
		case r <= ' ' || r == 0x7f:
			return dst[:start], problem
		case r < utf8.RuneSelf:
			dst = append(dst, byte(r))
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return dst[:start], problem
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst, ""
}

// normalName keeps letters of every alphabet, accents and all, and the spaces between words.
func normalName(dst []byte, value, _ string) ([]byte, string) {
	if !readable(value) {
		return dst, notText
	}
	start := len(dst)
	if dst = appendLetters(dst, value, true); len(dst) == start {
		return dst, noLetters
	}
	return dst, ""
}

func normalInitial(dst []byte, value, country string) ([]byte, string) {
	start := len(dst)
	dst, problem := normalName(dst, value, country)
	if problem != "" {
		return dst, problem
	}
	_, size := utf8.DecodeRune(dst[start:])
	return dst[:start+size], ""
}

// normalPlace is for cities: a name without the spaces.
func normalPlace(dst []byte, value, _ string) ([]byte, string) {
	if !readable(value) {
		return dst, notText
	}
	start := len(dst)
	if dst = appendLetters(dst, value, false); len(dst) == start {
		return dst, noLetters
	}
	return dst, ""
}

// normalState is a name without spaces; a state of the US is its two letters.
func normalState(dst []byte, value, country string) ([]byte, string) {
	start := len(dst)
	dst, problem := normalPlace(dst, value, country)
	if problem == "" && country == "us" {
		if code, ok := statesOfUS[string(dst[start:])]; ok {
			dst = append(dst[:start], code...)
		}
	}
	return dst, problem
}

// normalZip leaves out spaces and dashes; a US zip is its first five digits, which is
// also known by its form where the country is not.
func normalZip(dst []byte, value, country string) ([]byte, string) {
	if !readable(value) {
		return dst, notText
	}
	start := len(dst)
	dst = appendLetters(dst, value, false)
	code := dst[start:]
	switch {
	case len(code) == 0:
		return dst, "has neither letters nor digits"
	case country == "us":
		if n := len(code); n != 5 && n != 9 || !allDigits(code) {
			return dst[:start], "is not a zip of the US, which has 5 or 9 digits"
		}
		return dst[:start+5], ""
	case country == "" && isZipPlusFour(trimmed(value)):
		return dst[:start+5], ""
	}
	return dst, ""
}

func isZipPlusFour(s string) bool {
	return len(s) == 10 && s[5] == '-' && allDigits(s[:5]) && allDigits(s[6:])
}

func allDigits[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func normalCountry(dst []byte, value, _ string) ([]byte, string) {
	value = trimmed(value)
	if len(value) != 2 {
		return dst, "is not a country's code of two letters, such as IT"
	}
	a, b := value[0]|0x20, value[1]|0x20
	if a < 'a' || a > 'z' || b < 'a' || b > 'z' {
		return dst, "is not a country's code of two letters, such as IT"
	}
	if a == 'u' && b == 'k' {
		return append(dst, "gb"...), ""
	}
	return append(dst, a, b), ""
}

func normalGender(dst []byte, value, _ string) ([]byte, string) {
	switch value = trimmed(value); {
	case strings.EqualFold(value, "m"), strings.EqualFold(value, "male"):
		return append(dst, 'm'), ""
	case strings.EqualFold(value, "f"), strings.EqualFold(value, "female"):
		return append(dst, 'f'), ""
	}
	return dst, "is neither m nor f"
}

func normalYear(dst []byte, value, _ string) ([]byte, string) {
	return appendNumber(dst, value, 4, 1900, time.Now().Year(), "is not a year from 1900 until now, in four digits")
}

func normalMonth(dst []byte, value, _ string) ([]byte, string) {
	return appendNumber(dst, value, 2, 1, 12, "is not a month from 01 to 12")
}

func normalDay(dst []byte, value, _ string) ([]byte, string) {
	return appendNumber(dst, value, 2, 1, 31, "is not a day from 01 to 31")
}

// appendNumber writes a number with all its digits.
func appendNumber(dst []byte, value string, digits, least, most int, problem string) ([]byte, string) {
	value = trimmed(value)
	if value == "" || len(value) > digits || !allDigits(value) {
		return dst, problem
	}
	n, _ := strconv.Atoi(value)
	if n < least || n > most {
		return dst, problem
	}
	for range digits - len(value) {
		dst = append(dst, '0')
	}
	return append(dst, value...), ""
}

// normalBirthDate takes 1985-07-31 and 19850731: no other order of the parts is safe to tell.
func normalBirthDate(dst []byte, value, _ string) ([]byte, string) {
	const problem = "is not a date such as 1985-07-31"
	value = trimmed(value)
	layout := time.DateOnly
	if len(value) == len("20060102") {
		layout = "20060102"
	}
	born, err := time.Parse(layout, value)
	if err != nil || born.Year() < 1900 || born.After(time.Now()) {
		return dst, problem
	}
	return born.AppendFormat(dst, "20060102"), ""
}

// normalMobileAdvertiserID takes the id that Android or iOS gives a phone. All zeros is
// what a phone says whose owner does not want to be recognised.
func normalMobileAdvertiserID(dst []byte, value, _ string) ([]byte, string) {
	const (
		problem = "is not an advertiser id such as aece52e7-03ee-455a-b3c4-e57283966239"
		nobody  = "00000000-0000-0000-0000-000000000000"
	)
	value = trimmed(value)
	if len(value) != len(nobody) {
		return dst, problem
	}
	start := len(dst)
	for i := range len(value) {
		c := value[i]
		if 'A' <= c && c <= 'F' {
			c |= 0x20
		}
		if dash := nobody[i] == '-'; dash != (c == '-') || !dash && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return dst[:start], problem
		}
		dst = append(dst, c)
	}
	if string(dst[start:]) == nobody {
		return dst[:start], "is all zeros: its owner has limited ad tracking"
	}
	return dst, ""
}

func normalExternalID(dst []byte, value, _ string) ([]byte, string) {
	switch value = trimmed(value); {
	case value == "":
		return dst, "is empty"
	case !readable(value):
		return dst, notText
	}
	return append(dst, value...), ""
}

func normalNumericID(dst []byte, value, _ string) ([]byte, string) {
	if value = trimmed(value); value == "" || !allDigits(value) {
		return dst, "is not an id of digits"
	}
	return append(dst, value...), ""
}

func normalAmount(dst []byte, value, _ string) ([]byte, string) {
	amount, err := strconv.ParseFloat(trimmed(value), 64)
	if err != nil || amount < 0 || math.IsInf(amount, 0) || math.IsNaN(amount) {
		return dst, "is not a number from 0 on, such as 12.5"
	}
	return strconv.AppendFloat(dst, math.Abs(amount), 'f', -1, 64), ""
}
