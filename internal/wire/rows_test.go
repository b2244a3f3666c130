package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

type numeral string

// UnmarshalJSON must not be asked: the type is declared below.
func (n *numeral) UnmarshalJSON([]byte) error { return errors.New("the method was asked") }

var _ = wire.Numeral[numeral]()

func TestNumeral(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]numeral{
		`"12.50"`: "12.50", `12.50`: "12.50", `-3e2`: "-3e2", `"n/a"`: "n/a", `""`: "", `null`: "", `"1\u002e5"`: "1.5",
		`true`: "kept", `[1]`: "kept", `{}`: "kept",
	} {
		got := struct{ N numeral }{"kept"}
		if err := wire.Unmarshal([]byte(`{"N":`+text+`}`), &got); err != nil || got.N != want {
			t.Errorf("%s: %q, %v; want %q", text, got.N, err, want)
		}
	}
}

type wideElement struct {
	Kind string `json:"kind"`
	Pad  [40]string
}

type wideRow struct {
	B    string        `json:"b"`
	A    string        `json:"a"`
	List []wideElement `json:"list"`
	C    int           `json:"c"`
}

// What comes next is guessed by what came before; that rows differ in their order and members, and are read by
// several goroutines, changes nothing of what they hold.
func TestRowsOfAnyOrder(t *testing.T) {
	t.Parallel()
	members := [][]string{
		{`"a":"A"`, `"b":"B"`, `"c":1`}, {`"c":1`, `"b":"B"`, `"a":"A"`}, {`"a":"A"`, `"x":[{}]`, `"c":1`}, {`"b":"B"`}, {}, {`"a":"A"`, `"a":"Z"`},
		{`"list":[]`, `"c":1`}, {`"list":[{"kind":"1"},{"kind":"2","o":{"]":"["}}, {"kind":"}{"},{}]`, `"a":"A"`}, {`"list":[` + strings.Repeat(`{},`, 99) + `{"kind":"z"}]`},
	}
	var text strings.Builder
	for i := range 200 {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, "{%s}", strings.Join(members[i*i%len(members)], ","))
	}
	page := []byte("[" + text.String() + "]")
	var want []wideRow
	if err := json.Unmarshal(page, &want); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			var got []wideRow
			err := wire.ScanSharing(page, func(s *wire.Scanner) {
				for open := s.OpenArray(); open && s.Element(); {
					var row wideRow
					s.Decode(&row)
					got = append(got, row)
				}
			})
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%.2000s", err, diff)
			}
		})
	}
	all.Wait()
}
