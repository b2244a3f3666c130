package ads

import (
	"fmt"
	"strconv"
	"strings"
)

// Money is an amount in minor units of the ad account's currency: 1000 is 10 euros or
// dollars, but 1000 yen, since a yen has no smaller unit. Zero stands for no amount.
//
// See https://developers.facebook.com/docs/marketing-api/currencies.
type Money int64

// UnmarshalJSON takes an amount as Meta writes it, as a number or as text.
func (m *Money) UnmarshalJSON(data []byte) error {
	text := unquoted(data)
	if text == "" {
		*m = 0
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not an amount in minor units", data)
	}
	*m = Money(n)
	return nil
}

// unquoted is the text of a JSON string of digits, or that of a number; empty for null.
func unquoted(data []byte) string {
	text := strings.TrimSpace(strings.Trim(string(data), `"`))
	if text == "null" {
		return ""
	}
	return text
}
