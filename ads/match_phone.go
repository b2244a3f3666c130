package ads

import (
	"strings"
	"unicode"
)

// A phone number is 7 to 15 digits with its country's code, as ITU-T E.164 has it.
const (
	leastPhoneDigits = 7
	mostPhoneDigits  = 15
)

// normalPhone leaves the digits of a number, without zeros in front. A number that is
// written as people of the country write it to each other gets the country's code.
func normalPhone(dst []byte, value, country string) ([]byte, string) {
	value = trimmed(value)
	if !readable(value) {
		return dst, notText
	}
	start := len(dst)
	international := strings.HasPrefix(value, "+") || strings.HasPrefix(value, "\uff0b") // the wide one of East Asian keyboards
	if international {
		// +44 (0)20 7946 0000: the zero is dialled within the country alone.
		if before, after, found := strings.Cut(value, "(0)"); found {
			if dst = appendPhoneDigits(dst, before); keepsZero(dst[start:]) {
				dst = append(dst, '0')
			}
			value = after
		}
	}
	dst = appendPhoneDigits(dst, value)
	digits := dst[start:]
	switch {
	case international:
	case len(digits) > 1 && digits[0] == '0' && digits[1] == '0':
	default:
		if plan, ok := numberings[country]; ok {
			dst = plan.complete(dst, start)
		}
	}
	zeros := 0
	for digits = dst[start:]; zeros < len(digits) && digits[zeros] == '0'; zeros++ {
	}
	dst = append(dst[:start], digits[zeros:]...)
	if n := len(dst) - start; n < leastPhoneDigits || n > mostPhoneDigits {
		return dst[:start], "is not a phone number of 7 to 15 digits with the country's code"
	}
	return dst, ""
}

// appendPhoneDigits takes digits of every script: a number typed in Arabic digits is the same
// number. What follows a whole number, such as an extension, is none of it.
func appendPhoneDigits(dst []byte, s string) []byte {
	start := len(dst)
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			dst = append(dst, byte(r))
		case r < 0x80:
			if len(dst)-start >= leastPhoneDigits && strings.ContainsRune("xX#;,", r) {
				return dst
			}
		case unicode.IsDigit(r):
			dst = append(dst, '0'+digitOf(r))
		}
	}
	return dst
}

// digitOf is what a decimal digit counts: Unicode keeps the ten of a script in a row.
func digitOf(r rune) byte {
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return byte((r - rune(in.Lo)) % 10)
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return byte((r - rune(in.Lo)) % 10)
		}
	}
	return 0
}

// numbering is how phone numbers of a country are written within it.
type numbering struct {
	code        string // of the country
	least, most int    // digits of a number, without code and trunk
	trunk       string // dialled before a number within the country, and not from abroad
	zero        bool   // a zero in front belongs to some numbers
}

// complete makes the number in dst, from start on, an international one, if it has as many digits
// as the country's numbers have; else it stays as it is.
func (n numbering) complete(dst []byte, start int) []byte {
	digits := string(dst[start:])
	if n.zero && digits != "" && digits[0] == '0' {
		return append(append(dst[:start], n.code...), digits...)
	}
	if n.trunk != "" {
		if rest, found := strings.CutPrefix(digits, n.trunk); found && n.fits(rest) {
			return append(append(dst[:start], n.code...), rest...)
		}
	}
	if n.fits(digits) && !(n.zero && strings.HasPrefix(digits, n.code+"0")) {
		return append(append(dst[:start], n.code...), digits...)
	}
	return dst
}

// keepsZero tells whether numbers with the country's code keep a zero behind it.
func keepsZero(code []byte) bool { return string(code) == "39" || string(code) == "225" }

func (n numbering) fits(digits string) bool { return len(digits) >= n.least && len(digits) <= n.most }

// numberings are those of countries in which a number can be told, by how many digits it has, from one
// that has the country's code already. From elsewhere, numbers need the code.
var numberings = map[string]numbering{
	"ae": {code: "971", least: 8, most: 9, trunk: "0"},
	"au": {code: "61", least: 9, most: 9, trunk: "0"},
	"be": {code: "32", least: 8, most: 9, trunk: "0"},
	"bg": {code: "359", least: 8, most: 9, trunk: "0"},
	"br": {code: "55", least: 10, most: 11, trunk: "0"},
	"ca": {code: "1", least: 10, most: 10},
	"ch": {code: "41", least: 9, most: 9, trunk: "0"},
	"ci": {code: "225", least: 10, most: 10, zero: true},
	"cl": {code: "56", least: 9, most: 9},
	"cn": {code: "86", least: 11, most: 11},
	"co": {code: "57", least: 10, most: 10},
	"cz": {code: "420", least: 9, most: 9},
	"dk": {code: "45", least: 8, most: 8},
	"dz": {code: "213", least: 8, most: 9, trunk: "0"},
	"ee": {code: "372", least: 7, most: 8},
	"eg": {code: "20", least: 9, most: 10, trunk: "0"},
	"es": {code: "34", least: 9, most: 9},
	"fr": {code: "33", least: 9, most: 9, trunk: "0"},
	"gb": {code: "44", least: 10, most: 10, trunk: "0"},
	"gh": {code: "233", least: 9, most: 9, trunk: "0"},
	"gr": {code: "30", least: 10, most: 10},
	"hk": {code: "852", least: 8, most: 8},
	"hu": {code: "36", least: 8, most: 9, trunk: "06"},
	"ie": {code: "353", least: 8, most: 9, trunk: "0"},
	"il": {code: "972", least: 8, most: 9, trunk: "0"},
	"in": {code: "91", least: 10, most: 10, trunk: "0"},
	"it": {code: "39", least: 9, most: 10, zero: true},
	"jp": {code: "81", least: 9, most: 10, trunk: "0"},
	"ke": {code: "254", least: 9, most: 9, trunk: "0"},
	"kr": {code: "82", least: 9, most: 10, trunk: "0"},
	"kz": {code: "7", least: 10, most: 10, trunk: "8"},
	"lt": {code: "370", least: 8, most: 8, trunk: "0"},
	"lv": {code: "371", least: 8, most: 8},
	"ma": {code: "212", least: 9, most: 9, trunk: "0"},
	"mx": {code: "52", least: 10, most: 10},
	"my": {code: "60", least: 9, most: 10, trunk: "0"},
	"ng": {code: "234", least: 10, most: 10, trunk: "0"},
	"nl": {code: "31", least: 9, most: 9, trunk: "0"},
	"no": {code: "47", least: 8, most: 8},
	"pe": {code: "51", least: 9, most: 9, trunk: "0"},
	"ph": {code: "63", least: 10, most: 10, trunk: "0"},
	"pk": {code: "92", least: 10, most: 10, trunk: "0"},
	"pl": {code: "48", least: 9, most: 9},
	"pt": {code: "351", least: 9, most: 9},
	"ro": {code: "40", least: 9, most: 9, trunk: "0"},
	"ru": {code: "7", least: 10, most: 10, trunk: "8"},
	"sa": {code: "966", least: 9, most: 9, trunk: "0"},
	"sg": {code: "65", least: 8, most: 8},
	"sk": {code: "421", least: 9, most: 9, trunk: "0"},
	"sn": {code: "221", least: 9, most: 9},
	"th": {code: "66", least: 8, most: 9, trunk: "0"},
	"tn": {code: "216", least: 8, most: 8},
	"tr": {code: "90", least: 10, most: 10, trunk: "0"},
	"tw": {code: "886", least: 9, most: 9, trunk: "0"},
	"ua": {code: "380", least: 9, most: 9, trunk: "0"},
	"us": {code: "1", least: 10, most: 10},
	"vn": {code: "84", least: 9, most: 9, trunk: "0"},
	"za": {code: "27", least: 9, most: 9, trunk: "0"},
}
