package ads

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// MatchKey is something that Meta recognises people by: a column of a customer list.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#hash.
type MatchKey string

// What is hashed on its way.
const (
	MatchKeyEmail        MatchKey = "EMAIL"
	MatchKeyPhone        MatchKey = "PHONE"
	MatchKeyGender       MatchKey = "GEN"
	MatchKeyBirthYear    MatchKey = "DOBY"
	MatchKeyBirthMonth   MatchKey = "DOBM"
	MatchKeyBirthDay     MatchKey = "DOBD"
	MatchKeyFirstName    MatchKey = "FN"
	MatchKeyLastName     MatchKey = "LN"
	MatchKeyFirstInitial MatchKey = "FI"
	MatchKeyCity         MatchKey = "CT"
	MatchKeyState        MatchKey = "ST"
	MatchKeyZip          MatchKey = "ZIP"
	MatchKeyCountry      MatchKey = "COUNTRY"
)

// What Meta wants as it is.
const (
	MatchKeyMobileAdvertiserID MatchKey = "MADID"
	MatchKeyExternalID         MatchKey = "EXTERN_ID" // the business's own; Meta keeps for 90 days whom it matched
	MatchKeyPageScopedID       MatchKey = "PAGEUID"   // of a person who wrote to a Page
	// MatchKeyLookalikeValue is what a person is worth to the business: audiences
	// that look like the best customers are made from it.
	MatchKeyLookalikeValue MatchKey = "LOOKALIKE_VALUE"
	// Limited Data Use, for people in states of the US whose law grants it.
	MatchKeyDataProcessingOptions        MatchKey = "DATA_PROCESSING_OPTIONS"
	MatchKeyDataProcessingOptionsCountry MatchKey = "DATA_PROCESSING_OPTIONS_COUNTRY"
	MatchKeyDataProcessingOptionsState   MatchKey = "DATA_PROCESSING_OPTIONS_STATE"
)

// matchKeyBirthDate is a whole date of birth, as the Conversions API has it.
const matchKeyBirthDate MatchKey = "DOB"

// normaliser writes a value, as Meta wants it before it is hashed, behind dst. The country, if
// it is known, is its code in small letters. A value that means nothing to
// Meta is told by a problem, and dst comes back as it was.
type normaliser func(dst []byte, value, country string) (_ []byte, problem string)

// matching is what is done to the values of a key.
type matching struct {
	normal normaliser
	plain  bool // not hashed
}

var matchings = map[MatchKey]matching{
	MatchKeyEmail:        {normal: normalEmail},
	MatchKeyPhone:        {normal: normalPhone},
	MatchKeyGender:       {normal: normalGender},
	MatchKeyBirthYear:    {normal: normalYear},
	MatchKeyBirthMonth:   {normal: normalMonth},
	MatchKeyBirthDay:     {normal: normalDay},
	matchKeyBirthDate:    {normal: normalBirthDate},
	MatchKeyFirstName:    {normal: normalName},
	MatchKeyLastName:     {normal: normalName},
	MatchKeyFirstInitial: {normal: normalInitial},
	MatchKeyCity:         {normal: normalPlace},
	MatchKeyState:        {normal: normalState},
	MatchKeyZip:          {normal: normalZip},
	MatchKeyCountry:      {normal: normalCountry},

	MatchKeyMobileAdvertiserID: {normal: normalMobileAdvertiserID, plain: true},
	MatchKeyExternalID:         {normal: normalExternalID, plain: true},
	MatchKeyPageScopedID:       {normal: normalNumericID, plain: true},
	MatchKeyLookalikeValue:     {normal: normalAmount, plain: true},
}

// Hashed tells whether Meta wants values of the key hashed.
func (k MatchKey) Hashed() bool {
	m, ok := matchings[k]
	return ok && !m.plain
}

// Normalise gives a value as Meta wants it before it is hashed; what is a SHA-256
// hash in hexadecimal digits already stays one. The country ("IT", or empty) tells how its phone numbers, states and
// zips are written: see [Person]. A value that nobody could be recognised by is a [metabiz.FieldError].
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#hash.
func (k MatchKey) Normalise(value, country string) (string, error) {
	return k.written(value, country, false)
}

// Hash gives a value as Meta wants it sent: normalised and, unless Meta wants
// values of the key as they are, hashed by SHA-256. See [MatchKey.Normalise].
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#hash.
func (k MatchKey) Hash(value, country string) (string, error) {
	return k.written(value, country, true)
}

func (k MatchKey) written(value, country string, hash bool) (string, error) {
	m, ok := matchings[k]
	if !ok {
		return "", metabiz.FieldError{Path: string(k), Problem: "is not a key with a text as its value"}
	}
	var room [2][256]byte
	code, _ := normalCountry(room[0][:0], country, "")
	write := m.normal
	if hash {
		write = m.append
	} else if !m.plain {
		write = orHash(m.normal)
	}
	out, problem := write(room[1][:0], value, string(code))
	if problem != "" {
		return "", metabiz.FieldError{Path: string(k), Problem: problem}
	}
	return string(out), nil
}

// append writes a value as it is sent behind dst.
func (m matching) append(dst []byte, value, country string) (_ []byte, problem string) {
	if m.plain {
		return m.normal(dst, value, country)
	}
	if out, ok := appendHash(dst, value); ok {
		return out, ""
	}
	start := len(dst)
	dst, problem = m.normal(dst, value, country)
	if problem != "" {
		return dst, problem
	}
	plain := dst[start:]
	sum := sha256.Sum256(plain)
	dst = hex.AppendEncode(dst[:start], sum[:])
	if hashed := len(dst) - start; len(plain) > hashed {
		clear(plain[hashed:]) // nothing of it stays in memory that is used again
	}
	return dst, ""
}

// appendDigest writes the hash of a plain value behind dst.
func appendDigest(dst, plain []byte) []byte {
	sum := sha256.Sum256(plain)
	return hex.AppendEncode(dst, sum[:])
}

func isHash(value string) bool {
	var room [2 * sha256.Size]byte
	_, ok := appendHash(room[:0], value)
	return ok
}

func orHash(normal normaliser) normaliser {
	return func(dst []byte, value, country string) ([]byte, string) {
		if out, ok := appendHash(dst, value); ok {
			return out, ""
		}
		return normal(dst, value, country)
	}
}

// appendHash writes what is a hash already in small letters.
func appendHash(dst []byte, value string) (_ []byte, ok bool) {
	const digits = 2 * sha256.Size
	if len(value) < digits {
		return dst, false
	}
	if value = trimmed(value); len(value) != digits {
		return dst, false
	}
	dst = slices.Grow(dst, digits)
	for i := range digits {
		switch c := value[i]; {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f':
			dst = append(dst, c)
		case 'A' <= c && c <= 'F':
			dst = append(dst, c|0x20)
		default:
			return dst[:len(dst)-i], false
		}
	}
	return dst, true
}
