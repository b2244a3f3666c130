package metabiz

import (
	"fmt"
	"log/slog"
	"strconv"
)

// Secret is a token that Meta gives. However it is printed, logged or encoded, it
// comes out as "[secret]"; convert it to a string to use it or to keep it.
type Secret string

const hidden = "[secret]"

// Known tells whether there is a token, and not what is left of one that was encoded.
func (s Secret) Known() bool { return s != "" && s != hidden }

// String hides the token.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// Format hides the token from every verb, also from those that are not for texts.
func (s Secret) Format(f fmt.State, verb rune) {
	text := s.String()
	if verb == 'q' || verb == 'v' && f.Flag('#') {
		text = strconv.Quote(text)
	}
	_, _ = f.Write([]byte(text))
}

// MarshalText hides the token: JSON has it as "[secret]", which is no token when
// it is read back. As the key of a map it would not be hidden.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the token.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
