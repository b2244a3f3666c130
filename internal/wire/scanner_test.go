package wire_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

func ExampleScanner() {
	s := wire.NewScanner([]byte(`{"from":"16505551234","timestamp":"1749416383","new":{"field":true},"tags":["a","b"],"type":"text"}`))
	for key := range s.Object() {
		switch string(key) {
		case "from":
			fmt.Println("from", s.ReadString())
		case "timestamp":
			fmt.Println("at", s.ReadTime().Format(time.DateTime))
		case "tags":
			for i := range s.Array() {
				fmt.Println("tag", i, s.ReadString())
			}
		}
	}
	fmt.Println(s.End())
	// Output:
	// from 16505551234
	// at 2025-06-08 20:59:43
	// tag 0 a
	// tag 1 b
	// <nil>
}

func TestScannerReadsEveryKind(t *testing.T) {
	t.Parallel()
	type reads struct {
		String string
		Int    int64
		Float  float64
		Bool   bool
		Time   time.Time
	}
	tests := []struct {
		in   string
		kind wire.Kind
		want reads
	}{
		{` null `, wire.KindNull, reads{}},
		{`true`, wire.KindBool, reads{String: "true", Bool: true}},
		{`1`, wire.KindNumber, reads{String: "1", Int: 1, Float: 1, Bool: true, Time: time.Unix(1, 0)}},
		{`-2.50`, wire.KindNumber, reads{String: "-2.50", Float: -2.5, Time: time.UnixMilli(-2500)}},
		{`"1749416383"`, wire.KindString, reads{String: "1749416383", Int: 1749416383, Float: 1749416383, Time: time.Unix(1749416383, 0)}},
		{`"2026-12-01"`, wire.KindString, reads{String: "2026-12-01", Time: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}},
		{`"\u00c8 \"so\""`, wire.KindString, reads{String: `È "so"`}},
		{`""`, wire.KindString, reads{}},
		{`{"a":[{}]}`, wire.KindObject, reads{}},
		{`[1,[2]]`, wire.KindArray, reads{}},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			t.Parallel()
			var got reads
			for _, read := range []func(*wire.Scanner){
				func(s *wire.Scanner) { got.String = s.ReadString() },
				func(s *wire.Scanner) { got.Int = s.ReadInt() },
				func(s *wire.Scanner) { got.Float = s.ReadFloat() },
				func(s *wire.Scanner) { got.Bool = s.ReadBool() },
				func(s *wire.Scanner) { got.Time = s.ReadTime() },
				func(s *wire.Scanner) { s.Skip() },
				func(s *wire.Scanner) {
					if s.Null() != (test.kind == wire.KindNull) {
						t.Error("Null is wrong")
					}
					if test.kind != wire.KindNull {
						s.Skip()
					}
				},
				func(s *wire.Scanner) {
					if kind := s.Kind(); kind != test.kind {
						t.Errorf("kind %q, want %q", kind, test.kind)
					}
					s.RawMessage()
				},
			} {
				if err := wire.Scan([]byte(test.in), read); err != nil {
					t.Error(err)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("wrong value (-want +got):\n%s", diff)
			}
		})
	}
}

func TestScannerLoops(t *testing.T) {
	t.Parallel()
	const in = `{"skip":{"deep":[1]},"esc\u0061ped":"1","list":[10,{"x":1},"12"],"stop":1,"after":[2],"more":"x"}`
	s := wire.NewScanner([]byte("[" + in + ",7]"))
	var got []string
	for i := range s.Array() {
		if i == 1 {
			got = append(got, fmt.Sprint("next ", s.ReadInt()))
			continue
		}
		for key := range s.Object() {
			name := string(key)
			if name == "stop" {
				break
			}
			switch name {
			case "escaped":
				got = append(got, name+" "+s.ReadString())
			case "list":
				for j := range s.Array() {
					if j == 2 {
						got = append(got, fmt.Sprint("list ", s.ReadInt()))
					}
				}
			}
		}
	}
	if err := s.End(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"escaped 1", "list 12", "next 7"}, got); diff != "" {
		t.Errorf("wrong values (-want +got):\n%s", diff)
	}
}

func TestScannerStopsAtMalformedInput(t *testing.T) {
	t.Parallel()
	for in, offset := range map[string]int{`{"a":{"b":[1,2}}`: 14, `{"a":1,"b":tru}`: 11, `[1,[2,{"x":}]]`: 11, `[`: 1, `{"a":[1]]`: 8} {
		rounds := 0
		err := wire.Scan([]byte(in), func(s *wire.Scanner) { walk(s, &rounds) })
		syntax, ok := errors.AsType[*wire.SyntaxError](err)
		if !ok || syntax.Offset != offset || rounds > len(in) {
			t.Errorf("%s: %v after %d values, want an error at byte %d", in, err, rounds, offset)
		}
	}
}

// walk reads everything by loops.
func walk(s *wire.Scanner, rounds *int) {
	*rounds++
	switch s.Kind() {
	case wire.KindObject:
		for range s.Object() {
			walk(s, rounds)
		}
	case wire.KindArray:
		for range s.Array() {
			walk(s, rounds)
		}
	default:
		s.ReadFloat()
	}
}

func TestScannerRawIsWhole(t *testing.T) {
	t.Parallel()
	data := []byte(` [ {"a" : "]" } , 1 ] `)
	s := wire.NewScanner(data)
	kept := s.RawMessage()
	if err := s.End(); err != nil {
		t.Fatal(err)
	}
	clear(data)
	if got, want := string(kept), `[ {"a" : "]" } , 1 ]`; got != want {
		t.Errorf("raw text %s, want %s", got, want)
	}
}

func TestScannerDecode(t *testing.T) {
	t.Parallel()
	var got []lenientTarget
	err := wire.Scan([]byte(`{"data":[{"i":"1"},{"i":2}],"paging":{}}`), func(s *wire.Scanner) {
		for key := range s.Object() {
			if string(key) == "data" {
				s.Decode(&got)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]lenientTarget{{I: 1}, {I: 2}}, got); diff != "" {
		t.Errorf("wrong value (-want +got):\n%s", diff)
	}
}

func TestScannerLoopsDoNotAllocate(t *testing.T) {
	data := []byte(webhookText)
	var bytes int
	count := func(s *wire.Scanner) {
		for range s.Object() {
			for range s.Array() {
				for key := range s.Object() {
					bytes += len(key)
					if string(key) == "id" {
						bytes += len(s.Raw())
					}
				}
			}
		}
	}
	n := testing.AllocsPerRun(100, func() {
		if err := wire.Scan(data, count); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// BenchmarkScanner reads what a bot needs of a text message, without reflection.
func BenchmarkScanner(b *testing.B) {
	texts := webhookTexts()
	b.SetBytes(int64(len(texts[0])))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		var from, id, body string
		message := func(s *wire.Scanner) {
			for key := range s.Object() {
				switch string(key) {
				case "from":
					from = s.ReadString()
				case "id":
					id = s.ReadString()
				case "text":
					for key := range s.Object() {
						if string(key) == "body" {
							body = s.ReadString()
						}
					}
				}
			}
		}
		err := wire.Scan(texts[i%len(texts)], func(s *wire.Scanner) { into(s, []string{"entry", "changes", "value", "messages"}, message) })
		if err != nil || from == "" || id == "" || body == "" {
			b.Fatal(err, from, id, body)
		}
	}
}

// into walks down keys and lists, and has read consume what is there.
func into(s *wire.Scanner, keys []string, read func(*wire.Scanner)) {
	if s.Kind() == wire.KindArray {
		for range s.Array() {
			into(s, keys, read)
		}
		return
	}
	if len(keys) == 0 {
		read(s)
		return
	}
	for key := range s.Object() {
		if string(key) == keys[0] {
			into(s, keys[1:], read)
		}
	}
}
