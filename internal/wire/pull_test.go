package wire

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pull reads a value by the methods without callbacks.
func pull(s *Scanner) any {
	switch s.Kind() {
	case KindObject:
		object := map[string]any{}
		for s.OpenObject(); ; {
			key, more := s.Member()
			if !more {
				return object
			}
			name := string(key)
			object[name] = pull(s)
		}
	case KindArray:
		list := []any{}
		for s.OpenArray(); s.Element(); {
			list = append(list, pull(s))
		}
		return list
	case KindString:
		return s.ReadString()
	case KindNumber:
		return s.ReadFloat()
	case KindBool:
		return s.ReadBool()
	}
	s.Skip()
	return nil
}

func TestPull(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 900)
	for _, text := range []string{
		`{}`, `[]`, ` { } `, ` [ ] `, `{"a":1}`, `[1]`, `{"a":{},"b":[],"c":[{}],"d":{"e":{}}}`, ` { "a" : [ 1 , { } , [ ] , "x" ] , "b" : null } `,
		`{"\u0061":"\u00e8 \"b\"","è":"è"}`, `["` + strings.Repeat(long+`","`, 20) + `"]`, `["` + strings.Repeat("y", 5000) + `","z"]`,
	} {
		var want any
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		var s Scanner
		data := []byte(text)
		s.Share(data)
		got := pull(&s)
		if err := s.End(); err != nil {
			t.Errorf("%.40s: %v", text, err)
		}
		clear(data) // strings are parts of copies
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.40s (-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []string{`{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,"a":1}`, `{"a":1 "b":2}`, `[`, `[1`, `[1,`, `[1,]`, `[,1]`, `[1 2]`, `{"a":1]`} {
		var s Scanner
		s.Share([]byte(text))
		pull(&s)
		if s.End() == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

func TestAtAndSince(t *testing.T) {
	t.Parallel()
	s := NewScanner([]byte(`{"value":{"a":[1,2]},"again":{"a":[1,2]},"kind":"v"}`))
	s.OpenObject()
	s.Member()
	at := s.Pos()
	s.Skip()
	text := s.Since(at)
	if string(text) != `{"a":[1,2]}` {
		t.Errorf("text is %s", text)
	}
	s.Member()
	if s.Same([]byte(`{"a":[1,3]}`)) || !s.Same(text) {
		t.Error("the same is not the same")
	}
	var got any
	s.At(at, func(s *Scanner) { got = pull(s) })
	if diff := cmp.Diff(map[string]any{"a": []any{1.0, 2.0}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if key, more := s.Member(); !more || string(key) != "kind" || s.ReadString() != "v" {
		t.Errorf("goes on with %q", key)
	}
	if _, more := s.Member(); more || s.End() != nil {
		t.Errorf("does not end: %v", s.Err())
	}
}

// What is no object, though it should be one, leaves what stands behind it alone.
func TestPullMisfits(t *testing.T) {
	t.Parallel()
	for _, misfit := range []string{`"?"`, `7`, `null`, `[]`, `[1]`, `{}`} {
		var s Scanner
		s.Share([]byte(`{"sender":` + misfit + `,"mid":"m1"}`))
		mid := ""
		s.OpenObject()
		for {
			key, more := s.Member()
			if !more {
				break
			}
			if string(key) == "mid" {
				mid = s.ReadString()
			} else if s.OpenObject() {
				if _, more := s.Member(); more {
					t.Errorf("%s has a member", misfit)
				}
			}
		}
		if mid != "m1" {
			t.Errorf("behind %s stands %q, %v", misfit, mid, s.Err())
		}
	}
}
