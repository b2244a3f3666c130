package ads

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Decimal is a number of a report as Meta writes it: "12.34". It is kept as text, so
// that no digit of an amount of money is lost. Amounts are in whole units of the
// account's currency, unlike [Money].
type Decimal string

var _ = wire.Numeral[Decimal]()

// Float64 is the nearest float64; 0 where there is no number.
func (d Decimal) Float64() float64 {
	f, err := strconv.ParseFloat(string(d), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

// UnmarshalJSON takes text and numbers.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*d = Decimal(text)
		return nil
	}
	text := unquoted(data)
	if text != "" {
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return fmt.Errorf("%s is not a number", data)
		}
	}
	*d = Decimal(text)
	return nil
}
