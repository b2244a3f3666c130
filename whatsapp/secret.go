package whatsapp

import (
	"fmt"
	"log/slog"

	"github.com/metabiz-go/metabiz"
)

// The structs here hold a secret that goes to Meta, which their JSON therefore has.

// Format prints the value without its secret, whatever the verb.
func (r Registration) Format(f fmt.State, verb rune) {
	type plain Registration
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(r.hidden()))
}

// LogValue logs the value without its secret.
func (r Registration) LogValue() slog.Value {
	type plain Registration
	return slog.AnyValue(plain(r.hidden()))
}

func (r Registration) hidden() Registration {
	r.PIN = metabiz.Secret(r.PIN).String()
	return r
}

// Format prints the value without its secret, whatever the verb.
func (b Backup) Format(f fmt.State, verb rune) {
	type plain Backup
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(b.hidden()))
}

// LogValue logs the value without its secret.
func (b Backup) LogValue() slog.Value {
	type plain Backup
	return slog.AnyValue(plain(b.hidden()))
}

func (b Backup) hidden() Backup {
	b.Password = metabiz.Secret(b.Password).String()
	return b
}

// Format prints the value without its secret, whatever the verb.
func (w WebhookOverride) Format(f fmt.State, verb rune) {
	type plain WebhookOverride
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(w.hidden()))
}

// LogValue logs the value without its secret.
func (w WebhookOverride) LogValue() slog.Value {
	type plain WebhookOverride
	return slog.AnyValue(plain(w.hidden()))
}

func (w WebhookOverride) hidden() WebhookOverride {
	w.VerifyToken = metabiz.Secret(w.VerifyToken).String()
	return w
}
