package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// wholeCurrencies have no smaller unit in ads.
var wholeCurrencies = []string{"CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"}

// money writes an amount of the report's currency, with as many digits as it has.
func (r *report) money(amount float64) string {
	digits := 2
	if slices.Contains(wholeCurrencies, r.Currency) {
		digits = 0
	}
	return grouped(strconv.FormatFloat(amount, 'f', digits, 64)) + "\u00a0" + r.Currency
}

// bare is money without the currency.
func (r *report) bare(amount float64) string {
	return strings.TrimSuffix(r.money(amount), "\u00a0"+r.Currency)
}

func count(n int64) string { return grouped(strconv.FormatInt(n, 10)) }

// grouped puts a comma in front of each three digits.
func grouped(number string) string {
	whole, fraction, dotted := strings.Cut(number, ".")
	for at := len(whole) - 3; at > 0 && whole[at-1] != '-'; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if dotted {
		return whole + "." + fraction
	}
	return whole
}

// share is part of whole in percent.
func share(part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	percent := 100 * float64(part) / float64(whole)
	if percent < 10 {
		return fmt.Sprintf("%.1f %%", percent)
	}
	return fmt.Sprintf("%.0f %%", percent)
}
