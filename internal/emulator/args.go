package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Args are the parameters of a call, typed as its row says: string, bool, int64, float64, time.Time, []any,
// map[string]any or *File. Those that the row does not name are as they came.
type Args map[string]any

// Has tells whether the parameter was given.
func (a Args) Has(name string) bool { _, ok := a[name]; return ok }

// Text is the text of a parameter; of a number its digits.
func (a Args) Text(name string) string { s, _ := scalarText(a[name]); return s }

// Int is a whole number, or 0.
func (a Args) Int(name string) int64 {
	switch v := a[name].(type) {
	case int64:
		return v
	case float64:
		return int64(v)
	}
	n, _ := strconv.ParseInt(a.Text(name), 10, 64)
	return n
}

// Bool is true if the parameter says so.
func (a Args) Bool(name string) bool {
	switch a.Text(name) {
	case "true", "1":
		return true
	}
	return false
}

// List is a list, or nil.
func (a Args) List(name string) []any { l, _ := fromText(a[name]).([]any); return l }

// Map is an object, or nil; reading from nil is fine.
func (a Args) Map(name string) Args { m, _ := fromText(a[name]).(map[string]any); return m }

// Time is a point in time, or the zero one.
func (a Args) Time(name string) time.Time { t, _ := a[name].(time.Time); return t }

// File is an uploaded file, or nil.
func (a Args) File(name string) *File { f, _ := a[name].(*File); return f }

// Strings is the text of the elements of a list.
func (a Args) Strings(name string) []string {
	var out []string
	for _, v := range a.List(name) {
		if s, ok := scalarText(v); ok {
			out = append(out, s)
		}
	}
	return out
}

// File is a part of a multipart body.
type File struct {
	Name        string // file name
	ContentType string
	Content     []byte
}

// decodeJSON decodes one value, its numbers kept as they are written.
func decodeJSON(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("text after the value")
	}
	return v, nil
}

// Graph takes several forms of a time, and answers with the first.
const graphTime = "2006-01-02T15:04:05-0700"

var timeForms = []string{graphTime, time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"}

func parseTime(s string) (time.Time, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(n, 0).UTC(), n >= 0
	}
	for _, form := range timeForms {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
