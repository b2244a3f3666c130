package pages

import (
	"fmt"
	"log/slog"

	"github.com/metabiz-go/metabiz"
)

// The struct here holds a secret that goes to Meta, which its JSON therefore has.

// Format prints the value without its secret, whatever the verb.
func (u UserUpdate) Format(f fmt.State, verb rune) {
	type plain UserUpdate
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(u.hidden()))
}

// LogValue logs the value without its secret.
func (u UserUpdate) LogValue() slog.Value {
	type plain UserUpdate
	return slog.AnyValue(plain(u.hidden()))
}

func (u UserUpdate) hidden() UserUpdate {
	u.Password = metabiz.Secret(u.Password).String()
	return u
}
