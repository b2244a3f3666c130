package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// direct is decoded without its UnmarshalJSON, which would be noticed by calls.
type direct struct {
	_     struct{} `wire:"direct"`
	When  time.Time
	Inner *direct
	calls int
}

func (d *direct) UnmarshalJSON(data []byte) error {
	type plain direct
	d.calls++
	return wire.Unmarshal(data, (*plain)(d))
}

func (d direct) MarshalJSON() ([]byte, error) {
	type plain direct
	return wire.MarshalWithExtra(plain(d), nil)
}

// detour has the same method without the tag.
type detour struct {
	When  time.Time
	Inner *detour
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
	calls int
}

func (d *detour) UnmarshalJSON(data []byte) error {
	type plain detour
	d.calls++
	return wire.Unmarshal(data, (*plain)(d))
}

func (d detour) MarshalJSON() ([]byte, error) {
	type plain detour
	return wire.MarshalWithExtra(plain(d), d.Extra)
}

func TestUnmarshalJSONOnAlias(t *testing.T) {
	t.Parallel()
	in := []byte(`{"When":"2026-12-01T08:00:00+0100","Inner":{"When":"1796108400"},"new":1}`)
	want := time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC)
	for name, unmarshal := range map[string]func([]byte, any) error{"wire": wire.Unmarshal, "encoding/json": json.Unmarshal} {
		var by detour
		if err := unmarshal(in, &by); err != nil {
			t.Fatal(err)
		}
		if !by.When.Equal(want) || !by.Inner.When.Equal(want) || by.calls != 1 || by.Inner.calls != 1 || string(by.Extra["new"]) != "1" {
			t.Errorf("%s: got %+v", name, by)
		}
	}
	var straight direct
	if err := wire.Unmarshal(in, &straight); err != nil {
		t.Fatal(err)
	}
	if !straight.When.Equal(want) || !straight.Inner.When.Equal(want) || straight.calls != 0 || straight.Inner.calls != 0 {
		t.Errorf("direct: got %+v", straight)
	}
	if err := json.Unmarshal(in, &straight); err != nil || straight.calls != 1 {
		t.Errorf("direct by encoding/json: %v, %d calls", err, straight.calls)
	}
}

type refusing struct{}

var errRefused = errors.New("refused")

func (*refusing) UnmarshalJSON([]byte) error { return errRefused }
func (*refusing) UnmarshalText([]byte) error { return errRefused }

type refusingText struct{}

func (*refusingText) UnmarshalText([]byte) error { return errRefused }

func TestUnmarshalStrict(t *testing.T) {
	t.Parallel()
	type target struct {
		Entry []struct {
			ID    int8
			When  *time.Time
			Odd   map[string]refusing
			Text  refusingText
			By    map[int]string
			Chan  chan int
			Wrap  int `json:",string"`
			Inner direct
		}
		Last string
	}
	const in = `{"entry":[{"id":1},{"id":300,"when":"soon","odd":{"a.b":{"x":1}},"text":"t","by":{"one":"1"},"chan":1,"wrap":"\"x\"","inner":{"inner":{"when":{}}}},5],"last":[1],"unknown":{"id":{}}}`
	var got target
	err := wire.UnmarshalStrict([]byte(in), &got)
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("got %v, want joined errors", err)
	}
	var paths []string
	for _, err := range joined.Unwrap() {
		field, ok := errors.AsType[*wire.FieldError](err)
		if !ok {
			t.Fatalf("got %v, want a *FieldError", err)
		}
		if !strings.HasPrefix(err.Error(), field.Path+": "+field.Got+" is not ") {
			t.Errorf("error text %q", err)
		}
		paths = append(paths, field.Path+" "+field.Got)
	}
	want := []string{
		"entry[1].id 300", `entry[1].when "soon"`, `entry[1].odd.a.b {"x":1}`, `entry[1].text "t"`, `entry[1].by.one "1"`, "entry[1].chan 1", `entry[1].wrap "\"x\""`,
		"entry[1].inner.inner.when {}", "entry[2] 5", "last [1]",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("wrong paths (-want +got):\n%s", diff)
	}
	if !errors.Is(err, errRefused) {
		t.Error("the type's own error is not found by errors.Is")
	}
	if err := wire.Unmarshal([]byte(in), &got); err != nil {
		t.Errorf("Unmarshal complains: %v", err)
	}
	if err := wire.UnmarshalStrict([]byte(`[1`), &got); err == nil || errors.As(err, new(*wire.FieldError)) {
		t.Errorf("malformed input: %v", err)
	}
}

func TestUnmarshalStrictIsBounded(t *testing.T) {
	t.Parallel()
	in := "[" + strings.Repeat(`"`+strings.Repeat("x", 1000)+`",`, 5000) + "0]"
	var got []int
	err := wire.UnmarshalStrict([]byte(in), &got)
	if err == nil || len(err.Error()) > 20_000 {
		t.Errorf("error of %d bytes", len(fmt.Sprint(err)))
	}
	if len(got) != 5001 {
		t.Errorf("%d elements", len(got))
	}
}

func TestUnmarshalNeedsPointer(t *testing.T) {
	t.Parallel()
	for _, v := range []any{nil, 5, lenientTarget{}, (*int)(nil)} {
		if err := wire.Unmarshal([]byte("1"), v); err == nil {
			t.Errorf("%T: no error", v)
		}
	}
}

func TestUnmarshalLeavesInputAlone(t *testing.T) {
	t.Parallel()
	in := []byte(`{"s":"a\u0062","raw":{"x":1},"new":[1,2],"m":{"k":"v"},"any":["q"]}`)
	var got struct {
		S     string
		Raw   json.RawMessage
		M     map[string]string
		Any   any
		Extra map[string]json.RawMessage `json:"-" wire:"extra"`
	}
	before := string(in)
	if err := wire.Unmarshal(in, &got); err != nil {
		t.Fatal(err)
	}
	if string(in) != before {
		t.Errorf("the input is now %s", in)
	}
	clear(in) // nothing that was kept may be part of it
	kept := fmt.Sprintf("%s %s %v %v %s", got.S, got.Raw, got.M, got.Any, got.Extra["new"])
	if want := `ab {"x":1} map[k:v] [q] [1,2]`; kept != want {
		t.Errorf("kept %s, want %s", kept, want)
	}
}

// TestUnmarshalReusesSlices holds the reuse of a slice's memory against encoding/json, which merges into what is there.
func TestUnmarshalReusesSlices(t *testing.T) {
	t.Parallel()
	backing := make([]int, 4, 8)
	rows := struct{ L []int }{L: backing}
	if err := wire.Unmarshal([]byte(`{"l":[1,2,3]}`), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows.L) != 3 || &rows.L[0] != &backing[0] {
		t.Errorf("got %v in new memory", rows.L)
	}
}

func TestUnmarshalLongLists(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 3, 4, 5, 100, 10_000} {
		in := struct{ Data [][]int }{Data: make([][]int, n)}
		for i := range in.Data {
			in.Data[i] = make([]int, i%9)
		}
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		got := in
		got.Data = nil
		if err := wire.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(in, got); diff != "" {
			t.Errorf("%d: wrong value (-want +got):\n%s", n, diff)
		}
	}
}
