package pages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/metabiz-go/metabiz"
)

// checker gathers every rule that a value breaks.
type checker struct {
	fields []metabiz.FieldError
}

func (c *checker) err(what string) error {
	if len(c.fields) == 0 {
		return nil
	}
	return &metabiz.ValidationError{What: "pages." + what, Fields: c.fields}
}

func (c *checker) add(path, problem string, limit, value any) {
	c.fields = append(c.fields, metabiz.FieldError{Path: path, Problem: problem, Limit: limit, Value: value})
}

// required notes a text that is missing.
func (c *checker) required(path, value string) bool {
	if strings.TrimSpace(value) != "" {
		return true
	}
	c.add(path, "is required", nil, nil)
	return false
}

// atMost notes a text that is too long. Meta counts characters, not bytes.
func (c *checker) atMost(path, value string, limit int) {
	if n := utf8.RuneCountInString(value); n > limit {
		c.add(path, fmt.Sprintf("has %d characters, at most %d", n, limit), limit, value)
	}
}

// text notes a required text that is missing or too long.
func (c *checker) text(path, value string, limit int) {
	if c.required(path, value) {
		c.atMost(path, value, limit)
	}
}

// count notes a list that is too short or too long. what is one of its items.
func (c *checker) count(path string, n, least, most int, what string) {
	switch {
	case n < least:
		c.add(path, "needs at least "+several(least, what), least, n)
	case n > most:
		c.add(path, "takes at most "+several(most, what), most, n)
	}
}

// some notes an empty list that has no upper bound.
func (c *checker) some(path string, n int, what string) {
	if n == 0 {
		c.add(path, "needs at least "+several(1, what), 1, 0)
	}
}

func several(n int, what string) string {
	switch stem, y := strings.CutSuffix(what, "y"); {
	case n == 1:
		return "1 " + what
	case y:
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// number notes a telephone number that can't be one with its country code.
func (c *checker) number(path, value string) {
	if !c.required(path, value) {
		return
	}
	d := digits(value)
	switch n := len(d); {
	case n < 7 || n > 15:
		c.add(path, fmt.Sprintf("has %d digits; a number with its country code has from 7 to 15", n), [2]int{7, 15}, value)
	case d[0] == '0':
		c.add(path, "lacks its country code: none begins with 0", nil, value)
	case strings.LastIndexByte(value, '+') > strings.IndexAny(value, "0123456789"),
		strings.Count(value, "+") > 1,
		strings.ContainsFunc(value, func(r rune) bool { return !strings.ContainsRune("0123456789+-(). \u00a0\u202f", r) }):
		c.add(path, "has a character that no telephone number has there", nil, value)
	}
}

// object notes JSON that is sent as it is and is no object.
func (c *checker) object(path string, raw json.RawMessage) {
	if !json.Valid(raw) {
		c.add(path, "is not JSON", nil, nil)
	} else if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		c.add(path, "is not a JSON object", nil, nil)
	}
}

// link notes an address that is not one of the web.
func (c *checker) link(path, value string, schemes ...string) {
	if !c.required(path, value) {
		return
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" {
		c.add(path, "is not an absolute URL", nil, value)
		return
	}
	for _, s := range schemes {
		if u.Scheme == s {
			return
		}
	}
	c.add(path, "must begin with "+strings.Join(schemes, ":// or ")+"://", schemes, value)
}

func (c *checker) notNegative(path string, d time.Duration) {
	if d < 0 {
		c.add(path, "is negative", 0, d)
	}
}
