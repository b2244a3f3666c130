package wire_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

type status string

// lenientTarget has a field of every kind that Graph is loose about.
type lenientTarget struct {
	S     string
	Named status
	I     int
	I8    int8
	U     uint64
	F     float64
	B     bool
	PB    *bool
	T     time.Time
	PT    *time.Time
	L     []int
	M     map[string]string
	O     struct{ X int }
	PO    *struct{ X int }
	Raw   json.RawMessage
	N     json.Number
	A     any
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

func TestUnmarshalLenient(t *testing.T) {
	t.Parallel()
	cet := time.FixedZone("", 3600)
	tests := []struct {
		name, in string
		want     lenientTarget
	}{
		{"numbers in strings", `{"i":"1000","i8":"-5","u":"18446744073709551615","f":"12.34"}`, lenientTarget{I: 1000, I8: -5, U: 1<<64 - 1, F: 12.34}},
		{"empty strings are zero", `{"i":"","u":"","f":"","b":"","t":""}`, lenientTarget{}},
		{"signs and zeros in front", `{"i":"+5","u":"007","f":"+00.5"}`, lenientTarget{I: 5, U: 7, F: .5}},
		{"not quite numbers", `{"i":"-+5","i8":"--5","u":"-","f":"NaN","l":["+","+-5","0x10","1,000","","1.","-0.5e1","5 "]}`, lenientTarget{L: []int{0, 0, 0, 0, 0, 1, -5, 0}}},
		{"whole numbers as floats", `{"i":12.0,"u":"1e3"}`, lenientTarget{I: 12, U: 1000}},
		{"least and greatest", `{"i":-9223372036854775808,"f":"9223372036854775807"}`, lenientTarget{I: -1 << 63, F: 1 << 63}},
		{"numbers as strings", `{"s":5,"named":1.50,"n":"7"}`, lenientTarget{S: "5", Named: "1.50", N: "7"}},
		{"booleans as strings", `{"s":true}`, lenientTarget{S: "true"}},
		{"true in a string", `{"b":"true","pb":"false"}`, lenientTarget{B: true, PB: new(false)}},
		{"1 and 0", `{"b":1,"pb":0}`, lenientTarget{B: true, PB: new(false)}},
		{"1 and 0 in strings", `{"b":"1","pb":"0"}`, lenientTarget{B: true, PB: new(false)}},
		{"offset without colon", `{"t":"2026-12-01T08:00:00+0100"}`, lenientTarget{T: time.Date(2026, 12, 1, 8, 0, 0, 0, cet)}},
		{"RFC 3339", `{"pt":"2026-12-01T08:00:00+01:00"}`, lenientTarget{PT: new(time.Date(2026, 12, 1, 8, 0, 0, 0, cet))}},
		{"date", `{"t":"2026-12-01"}`, lenientTarget{T: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}},
		{"Unix seconds", `{"t":1764572400,"pt":"1764572400"}`, lenientTarget{T: time.Unix(1764572400, 0), PT: new(time.Unix(1764572400, 0))}},
		{"empty lists for objects", `{"m":[],"o":[],"po":[ ]}`, lenientTarget{M: map[string]string{}, PO: &struct{ X int }{}}},
		{"null everywhere", `{"s":null,"named":null,"i":null,"i8":null,"u":null,"f":null,"b":null,"pb":null,"t":null,"pt":null,"l":null,"m":null,"o":null,"po":null,"n":null,"a":null}`, lenientTarget{}},
		{"null as a whole", `null`, lenientTarget{}},
		{"raw text is kept", `{"raw": {"a": [1]} }`, lenientTarget{Raw: json.RawMessage(`{"a": [1]}`)}},
		{"unknown members are kept", `{"new":{"a":1},"s":"x","other" : null}`, lenientTarget{S: "x", Extra: map[string]json.RawMessage{"new": json.RawMessage(`{"a":1}`), "other": json.RawMessage("null")}}},
		{"a field's own case first", `{"S":"a","s":"b"}`, lenientTarget{S: "b"}},
		{"one object is not a list", `{"l":{"a":1},"i":1}`, lenientTarget{I: 1}},
		{"what does not fit is left out", `{"s":{"a":1},"i":"many","i8":300,"u":-1,"f":[1],"b":"maybe","t":"soon","m":"x","o":5,"n":"x","l":["1","x",3],"a":"last"}`, lenientTarget{L: []int{1, 0, 3}, A: "last"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got lenientTarget
			if err := wire.Unmarshal([]byte(test.in), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("wrong value (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnmarshalMalformed(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		``, ` `, `{`, `}`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,}`, `{"a" 1}`, `{a:1}`, `{"a":1}}`, `{"a":1} x`, `[`, `[1`, `[1,]`, `[1 2]`,
		`nul`, `tru`, `falsy`, `"`, `"\x"`, `"\u12g4"`, "\"\n\"", `01`, `1.`, `-`, `1e`, `.5`, `+1`, "\x00", "1\x00", `{"s":01}`, `{"unknown":tru}`,
		`{"i":"1"`, `{"t":"2026-12-01`, `{"m":[}`, `{"l":[1,2}`, `<html></html>`, strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 100_000),
		`{"m":` + strings.Repeat("[", wire.MaxDepth) + strings.Repeat("]", wire.MaxDepth) + "}",
	} {
		var got lenientTarget
		err := wire.Unmarshal([]byte(in), &got)
		if _, ok := errors.AsType[*wire.SyntaxError](err); !ok {
			t.Errorf("%.40q: error %v, want a *SyntaxError", in, err)
		}
	}
}
