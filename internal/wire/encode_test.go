package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

func ExampleWriter() {
	w := wire.NewWriter(nil)
	w.BeginObject().Key("to").String("393331234567").Key("text").BeginObject().Key("body").String("1 < 2 & \"so\"").EndObject()
	w.Key("ids").BeginArray().Int(1).Int(-2).EndArray().Key("preview_url").Bool(false).EndObject()
	fmt.Printf("%s\n", must(w.Bytes()))
	// Output: {"to":"393331234567","text":{"body":"1 < 2 & \"so\""},"ids":[1,-2],"preview_url":false}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestWriter(t *testing.T) {
	t.Parallel()
	w := wire.NewWriter([]byte("data: "[:0]))
	w.BeginArray().BeginObject().EndObject().BeginArray().EndArray().String("").String("a,{[:").Null().Float(0.5).Bool(true)
	w.Time(time.Date(2026, 12, 1, 8, 0, 0, 5, time.UTC)).Raw(json.RawMessage(" { \"x\" : [ 1 , \"a b\" ] } ")).Raw(nil).Value(map[string]string{"k": "<"}).EndArray()
	want := `[{},[],"","a,{[:",null,0.5,true,"2026-12-01T08:00:00Z",{"x":[1,"a b"]},null,{"k":"<"}]`
	if got, err := w.Bytes(); err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	for name, write := range map[string]func(*wire.Writer){
		"malformed": func(w *wire.Writer) { w.Raw(json.RawMessage(`{"a":}`)) },
		"infinite":  func(w *wire.Writer) { w.Float(math.Inf(1)) },
		"unfit":     func(w *wire.Writer) { w.Value(make(chan int)) },
	} {
		w := wire.NewWriter(nil)
		write(w)
		if _, err := w.Bytes(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAppendFloat(t *testing.T) {
	t.Parallel()
	for _, v := range []float64{0, math.Copysign(0, -1), 1, -1.5, 0.1, 1e-6, 9.9e-7, 1e-9, 1e-10, 1e20, 1e21, -1.7976931348623157e308, 5e-324, 12.34, 1 << 53, 100, 1e100} {
		want := must(json.Marshal(v))
		if got := wire.AppendFloat(nil, v); string(got) != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMarshalWithExtra(t *testing.T) {
	t.Parallel()
	type known struct {
		Name  string            `json:"name"`
		Empty string            `json:"empty,omitempty"`
		Tags  map[string]string `json:"tags,omitempty"`
	}
	extra := func(pairs ...string) map[string]json.RawMessage {
		m := map[string]json.RawMessage{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = json.RawMessage(pairs[i+1])
		}
		return m
	}
	tests := []struct {
		name  string
		v     any
		extra map[string]json.RawMessage
		want  string
	}{
		{"nothing extra", known{Name: "<a>"}, nil, `{"name":"<a>"}`},
		{"sorted, behind", known{Name: "n"}, extra("z", "1", "a", ` { "x" : 2 } `, `q"`, "null"), `{"name":"n","a":{"x":2},"q\"":null,"z":1}`},
		{"known members win", known{Name: "n", Tags: map[string]string{"z": "t"}}, extra("name", `"other"`, "z", "1"), `{"name":"n","tags":{"z":"t"},"z":1}`},
		{"one left out may be filled", known{Name: "n"}, extra("empty", `"full"`), `{"name":"n","empty":"full"}`},
		{"no text is null", &known{}, map[string]json.RawMessage{"a": nil}, `{"name":"","a":null}`},
		{"nil pointer", (*known)(nil), extra("a", "1"), `{"a":1}`},
		{"empty object", struct{}{}, extra("a", "1", "b", "2"), `{"a":1,"b":2}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := wire.MarshalWithExtra(test.v, test.extra)
			if err != nil || string(got) != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
	if _, err := wire.MarshalWithExtra(known{}, extra("bad", `{"a":`)); !errors.As(err, new(*wire.SyntaxError)) || !strings.Contains(err.Error(), "bad") {
		t.Errorf("malformed text: %v", err)
	}
	if _, err := wire.MarshalWithExtra([]int{1}, extra("a", "1")); err == nil {
		t.Error("a list takes members")
	}
}

func TestExtraRoundTrip(t *testing.T) {
	t.Parallel()
	const in = `{"When":"2026-12-01T08:00:00Z","Inner":{"When":"2026-12-01T09:00:00Z","Inner":null,"deep":{"a":[1,"\u00e4"]}},"a":1,"b":"x"}`
	var v detour
	if err := wire.Unmarshal([]byte(in), &v); err != nil {
		t.Fatal(err)
	}
	if got := string(must(wire.Marshal(v))); got != in {
		t.Errorf("got  %s\nwant %s", got, in)
	}
}

type objective string

type params struct {
	Name       string    `json:"name"`
	Objective  objective `json:"objective,omitempty"`
	Budget     int64     `json:"daily_budget,omitzero"`
	Bid        *float64  `json:"bid,omitempty"`
	Shared     *bool     `json:"shared"`
	Start      time.Time `json:"start_time,omitzero"`
	Stop       *time.Time
	Categories []string                     `json:"special_ad_categories"`
	Tags       map[string]string            `json:"tags"`
	Fields     []string                     `json:"fields,omitempty"`
	Targeting  struct{ Countries []string } `json:"targeting,omitzero"`
	Raw        json.RawMessage              `json:"raw,omitempty"`
	Big        float64                      `json:"big,omitempty"`
	ID         uint64                       `json:"id,string,omitempty"`
	When       moment                       `json:"when,omitzero"`
	Secret     string                       `json:"-"`
	hiddenPart
	*Nested
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

type hiddenPart struct {
	Promoted string `json:"promoted,omitempty"`
}

type Nested struct {
	Depth int `json:"depth"`
}

// moment marshals itself as text, and by a pointer.
type moment struct{ s string }

func (m *moment) MarshalText() ([]byte, error) { return []byte("at " + m.s), nil }
func (m *moment) IsZero() bool                 { return m.s == "" }

func TestQuery(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 8, 0, 0, 999, time.FixedZone("", 3600))
	full := params{
		Name: `a "b" <c>`, Objective: "OUTCOME", Budget: 1000, Bid: new(0.5), Shared: new(false), Start: at, Stop: &at, Categories: []string{"NONE"}, Tags: map[string]string{"k": "<"},
		Fields: []string{"id", "name"}, Raw: json.RawMessage(`{"a": 1}`), Big: 1e21, ID: 1 << 63, When: moment{"dawn"}, Secret: "s", hiddenPart: hiddenPart{"p"}, Nested: &Nested{3},
		Extra: map[string]json.RawMessage{"name": json.RawMessage(`"lost"`), "new": json.RawMessage(`"n"`), "more": json.RawMessage(`[1, 2]`)},
	}
	full.Targeting.Countries = []string{"IT"}
	wantFull := url.Values{
		"name": {`a "b" <c>`}, "objective": {"OUTCOME"}, "daily_budget": {"1000"}, "bid": {"0.5"}, "shared": {"false"}, "start_time": {"2026-12-01T08:00:00+01:00"},
		"Stop": {"2026-12-01T08:00:00+01:00"}, "special_ad_categories": {`["NONE"]`}, "tags": {`{"k":"<"}`}, "fields": {`["id","name"]`}, "targeting": {`{"Countries":["IT"]}`},
		"raw": {`{"a":1}`}, "big": {"1000000000000000000000"}, "id": {"9223372036854775808"}, "when": {"at dawn"}, "promoted": {"p"}, "depth": {"3"}, "new": {"n"}, "more": {"[1,2]"},
	}
	tests := []struct {
		name string
		in   any
		want url.Values
	}{
		{"nil", nil, url.Values{}},
		{"nil pointer", (*params)(nil), url.Values{}},
		{"values", url.Values{"a": {"1", "2"}}, url.Values{"a": {"1", "2"}}},
		{"strings", map[string]string{"a": "1"}, url.Values{"a": {"1"}}},
		{"named keys", map[objective]int{"a": 1}, url.Values{"a": {"1"}}},
		{
			"any", map[string]any{
				"s": "x", "o": objective("O"), "i": 5, "f": 12.5, "b": true, "t": at, "pt": &at, "l": []any{1, "a"}, "m": map[string]any{"k": nil}, "nil": nil, "np": (*int)(nil),
				"empty": []string(nil), "n": json.Number("7"), "raw": json.RawMessage(`"quoted"`), "pp": new(new(5)), "by": []byte("hi"), "null": json.RawMessage("null"),
			},
			url.Values{
				"s": {"x"}, "o": {"O"}, "i": {"5"}, "f": {"12.5"}, "b": {"true"}, "t": {"2026-12-01T08:00:00+01:00"}, "pt": {"2026-12-01T08:00:00+01:00"}, "l": {`[1,"a"]`},
				"m": {`{"k":null}`}, "empty": {"[]"}, "n": {"7"}, "raw": {"quoted"}, "pp": {"5"}, "by": {"aGk="},
			},
		},
		{"zero struct", params{}, url.Values{"name": {""}, "special_ad_categories": {"[]"}, "tags": {"{}"}}},
		{"pointer to a full struct", &full, wantFull},
		{
			"own MarshalJSON", detour{When: at, Extra: map[string]json.RawMessage{"list": json.RawMessage("[1]"), "s": json.RawMessage(`"a\"b"`)}},
			url.Values{"When": {"2026-12-01T08:00:00.000000999+01:00"}, "list": {"[1]"}, "s": {`a"b`}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := wire.Query(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("wrong parameters (-want +got):\n%s", diff)
			}
		})
	}
	if got, err := wire.Query(direct{When: at}); err != nil || got.Get("When") != "2026-12-01T08:00:00+01:00" {
		t.Errorf("direct type: %v, %v", got, err)
	}
	given := url.Values{"a": {"1"}}
	got, err := wire.Query(given)
	if err != nil {
		t.Fatal(err)
	}
	got.Add("a", "2")
	got.Set("b", "3")
	if diff := cmp.Diff(url.Values{"a": {"1"}}, given); diff != "" {
		t.Errorf("the caller's values were changed (-want +got):\n%s", diff)
	}
}

func TestQueryRefuses(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]any{
		"a number": 5, "a list": []string{"a"}, "keys of numbers": map[int]string{1: "a"}, "a time": time.Now(), "text": "a=b", "not an object": json.RawMessage("[1]"),
	} {
		if got, err := wire.Query(in); err == nil {
			t.Errorf("%s: got %v, want an error", name, got)
		}
	}
	for name, value := range map[string]any{"nan": math.NaN(), "chan": make(chan int), "bad": json.RawMessage("{"), "deep": []any{math.Inf(1)}} {
		if got, err := wire.Query(map[string]any{name: value}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v, %v, want an error that names it", name, got, err)
		}
	}
}
