package ads

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// problems collects every rule that a value breaks, so that all are told at once.
type problems struct{ list []metabiz.FieldError }

func (p *problems) add(path, format string, args ...any) {
	p.list = append(p.list, metabiz.FieldError{Path: path, Problem: fmt.Sprintf(format, args...)})
}

// value adds a problem that shows what was given.
func (p *problems) value(path string, value any, format string, args ...any) {
	p.list = append(p.list, metabiz.FieldError{Path: path, Problem: fmt.Sprintf(format, args...), Value: value})
}

func (p *problems) err(what string) error {
	if len(p.list) == 0 {
		return nil
	}
	return &metabiz.ValidationError{What: what, Fields: p.list}
}

// link wants an absolute address in which everything is encoded that must be (1815166).
func (p *problems) link(path, link string) {
	u, err := url.Parse(link)
	switch {
	case link == "":
		p.add(path, "is empty")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		p.value(path, link, "is not an address that begins with https://")
	case strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }):
		p.value(path, link, "has characters that must be percent-encoded")
	}
}
