package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// shout takes its JSON in its own way.
type shout string

func (s *shout) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	*s = shout(strings.ToUpper(text) + "!")
	return nil
}

// crate has its method on the value, which is possible for a map.
type crate map[string]int

func (c crate) UnmarshalJSON(b []byte) error {
	if c == nil {
		return errors.New("nothing to put it into")
	}
	c["bytes"] = len(b)
	return nil
}

type (
	Left struct {
		Shared string
		Only   string `json:"left"`
		Deep
	}
	Right struct {
		Shared string
		Tagged int `json:"tagged"`
		Deep
	}
	Deep struct {
		Buried string
		Ladder int8
	}
	hidden struct {
		Seen   string
		unseen string //lint:ignore U1000 encoding/json must not see it, nor must Unmarshal
	}
	Tree struct {
		Name     string
		Children []Tree           `json:"children"`
		ByName   map[string]*Tree `json:"by_name"`
		Parent   *Tree
	}
	kindZoo struct {
		B    bool
		I    int
		I8   int8
		I16  int16
		I64  int64
		U    uint
		U8   uint8
		U64  uint64
		F32  float32
		F64  float64
		S    string
		Name status
		P    *int
		PP   **string
		L    []string
		LL   [][]int16
		A2   [2]int
		By   []byte
		M    map[string]int
		MI   map[int8]string
		MU   map[uint16]bool
		MA   map[netip.Addr]int
		MP   map[status]*float64
		MS   map[string]struct{ X, Y int }
		Any  any
		Strg fmt.Stringer
		Raw  json.RawMessage
		RawP *json.RawMessage
		Num  json.Number
		Addr netip.Addr
		Big  *big.Int
		Sh   shout
		ShP  *shout
		Cr   crate
		Anon struct{ shout }
		Arr  [1]shout
	}
	tagZoo struct {
		Left
		*Right
		hidden
		Quoted  int     `json:",string"`
		QuotedS string  `json:"qs,string"`
		QuotedB *bool   `json:"qb,omitempty,string"`
		QuotedF float64 `json:"qf,string"`
		//lint:ignore SA5008 the option does nothing here, which is what is tested
		QuotedL []string `json:"ql,string"`
		//lint:ignore SA5008 the name is a dash, which is what is tested
		Dash     int `json:"-,"`
		Ignored  int `json:"-"`
		Odd      int `json:"$%-/ ü"`
		Kelvin   int `json:"kelvin"`
		Case     int `json:"CASE"`
		Case2    int `json:"case"`
		Tagged   int `json:"Tagged"`
		Ladder   int
		Embedded `json:"embedded"`
	}
	Embedded struct{ Inside int }
)

// targets makes a new value of each type that is held against encoding/json.
var targets = []func() any{
	func() any { return new(any) },
	func() any { return new(kindZoo) },
	func() any { return new(tagZoo) },
	func() any { return new(Tree) },
	func() any { return new([]kindZoo) },
	func() any { return new(map[string]tagZoo) },
	func() any { return new(map[string]any) },
	func() any { return new(map[string]string) },
	func() any { return new(map[string]json.RawMessage) },
	func() any { return new(map[int64]*Tree) },
	func() any { return new([2]any) },
	func() any { return new(*string) },
	func() any { return new(float32) },
	func() any { return new(uint8) },
	func() any { return new(json.Number) },
	func() any { return new(shout) },
	func() any {
		return &kindZoo{Any: &Tree{Name: "kept"}, L: []string{"a", "b"}, Cr: crate{}, P: new(1), M: map[string]int{"kept": 1}}
	},
	func() any { return &[]Tree{{Name: "kept"}, {Name: "kept, too"}} },
}

var differentialSeeds = []string{
	`null`, `true`, `0`, `-0`, `1.5e3`, `1e400`, `-1`, `255`, `256`, `""`, `"x"`, `"5"`, `[]`, `{}`, `[null]`, ` [ 1 , "a" , { } ] `, "\t\r\n 1 ", `[1] x`, `{"a":1,}`, `[[[[]]]]`,
	`"\u00e4\ud83d\ude00 \ud83d x \ude00 \ud83d\u0041 \/\b\f\n\r\t\"\\"`, "\"\xff\xfe ok \xe2\x82\"", "{\"\xff\":1,\"S\":\"\xc3\x28\"}", "\"\u2028\u007f\"", `"\u0000"`,
	`{"b":true,"i":-5,"i8":127,"i16":-32768,"i64":9223372036854775807,"u":7,"u8":255,"u64":18446744073709551615,"f32":1.25,"f64":1e-300,"s":"text","name":"n"}`,
	`{"I8":128,"u":-1,"f32":1e39,"i":1.5,"i64":1e3}`, `{"p":5,"pp":"x","l":["a","b"],"ll":[[1],[2,3],null],"a2":[1,2,3],"by":"aGk=","m":{"a":1,"a":2}}`,
	`{"a2":[1],"l":null,"by":"a b","By":[1,2],"mi":{"-1":"x","5":"y"},"mu":{"65535":true},"ma":{"127.0.0.1":1},"mp":{"k":1.5,"n":null},"ms":{"a":{"x":1},"a":{"y":2}}}`,
	`{"any":{"a":[1,"b",null,true,{"c":{}}]},"strg":null,"raw":{"a" : 1},"rawp":null,"num":12.50,"addr":"::1","big":123456789012345678901234567890}`,
	`{"raw":null,"rawp":[1],"sh":"hey","shp":"you","cr":{},"anon":{"shout":"x"},"arr":["a"]}`, `{"sh":null,"shp":null,"addr":null,"big":null,"any":null}`,
	`{"Shared":"lost","left":"l","Tagged":1,"tagged":2,"Buried":"b","Ladder":3,"Seen":"s","unseen":"u","Inside":4,"embedded":{"Inside":5}}`,
	`{"Quoted":"5","qs":"\"a\\nb\"","qb":"true","qf":"1.5","ql":["x"],"-":1,"Ignored":2,"$%-/ ü":4}`, `{"Quoted":null,"qb":"null","qf":null,"qs":"null"}`,
	`{"\u212aelvin":1,"ca\u017fe":2,"CASE":3,"case":4,"Case":5,"KELVIN":6}`, `{"Name":"r","children":[{"Name":"a","children":[{}]},{"parent":{"name":"p"}}],"by_name":{"x":{"Name":"y"},"z":null}}`,
	`{"1":{"Name":"a"},"-2":null}`, `{"l":["x"],"m":{"b":2},"p":null,"any":{"name":"changed"},"any":null,"any":3}`, `[{"s":"a"},{"s":"b"},null]`, `{"a":"x","b":null}`,
	`{"children":[{"Name":"one"}],"children":[{"children":[]}, {}]}`, `{"object":"page","entry":[{"id":"1","time":1458692752478,"messaging":[{"sender":{"id":"2"},"message":{"mid":"m","text":"h\u00e9"}}]}]}`,
}

// FuzzUnmarshalDifferential holds Unmarshal against encoding/json: both take the same texts for JSON, and whatever
// encoding/json decodes without an error, Unmarshal decodes into the same value.
func FuzzUnmarshalDifferential(f *testing.F) {
	for _, seed := range differentialSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Count(string(data), "{")+strings.Count(string(data), "[") >= wire.MaxDepth {
			t.Skip("may be too deep")
		}
		for _, target := range targets {
			want, got := target(), target()
			wantErr := json.Unmarshal(data, want)
			gotErr := wire.Unmarshal(data, got)
			if valid := json.Valid(data); valid != (gotErr == nil) {
				t.Fatalf("%T from %q: error %v, but valid JSON: %t", got, data, gotErr, valid)
			}
			if wantErr != nil {
				continue
			}
			if !reflect.DeepEqual(want, got) {
				t.Errorf("%T from %q:\n got %s\nwant %s", got, data, dump(got), dump(want))
			}
			if err := wire.UnmarshalStrict(data, target()); err != nil {
				t.Errorf("%T from %q: strict error where encoding/json has none: %v", got, data, err)
			}
		}
	})
}

func dump(v any) string {
	text, err := json.Marshal(v)
	return fmt.Sprintf("%+v %s %v", reflect.ValueOf(v).Elem(), text, err)
}

// FuzzTimeDifferential holds the times against encoding/json: what it takes is the same moment.
func FuzzTimeDifferential(f *testing.F) {
	for _, seed := range []string{"2026-12-01T08:00:00Z", "2026-12-01T08:00:00.123456789+01:00", "0000-02-29T23:59:59-23:59", "2023-02-29T00:00:00Z", "2026-12-01T24:00:00Z", "2026-12-01T08:00:00,5Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		data, err := json.Marshal(text)
		if err != nil {
			t.Skip(err)
		}
		var want, got time.Time
		if json.Unmarshal(data, &want) != nil {
			return
		}
		if err := wire.UnmarshalStrict(data, &got); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if !cmp.Equal(want, got) {
			t.Errorf("%s: got %v, want %v", data, got, want)
		}
		if _, offset := got.Zone(); offset != func() int { _, o := want.Zone(); return o }() {
			t.Errorf("%s: offset %d", data, offset)
		}
	})
}

// FuzzAppendString holds AppendString against encoding/json without HTML escaping.
func FuzzAppendString(f *testing.F) {
	for _, seed := range []string{"", "plain", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "<&>", "é \u2028\u2029 \U0001F600", "\xff\xe2\x82 x \xed\xa0\x80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := wire.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		got := wire.AppendString([]byte("x"), text)
		if !utf8.ValidString(text) {
			// The engines of encoding/json differ in how they spell U+FFFD.
			want = []byte(strings.ReplaceAll(string(want), "\ufffd", `\ufffd`))
			got = []byte(strings.ReplaceAll(string(got), "\ufffd", `\ufffd`))
		}
		if string(got[1:]) != string(want) {
			t.Errorf("%q: got %s, want %s", text, got[1:], want)
		}
	})
}
