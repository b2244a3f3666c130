package wire

import (
	"encoding/json"
	"testing"
)

func TestMarshalReplacing(t *testing.T) {
	t.Parallel()
	type inner struct {
		A string `json:"a"`
		B int    `json:"b"`
	}
	others := map[string]json.RawMessage{"b": json.RawMessage(`[ 1 ]`), "c": json.RawMessage(`"x&y"`)}
	for _, tt := range []struct {
		v    any
		want string
	}{
		{inner{"1", 2}, `{"a":"1","b":[1],"c":"x&y"}`},
		{map[string]any{}, `{"b":[1],"c":"x&y"}`},
		{nil, `{"b":[1],"c":"x&y"}`},
		{json.RawMessage(`{"b":{"b":1},"z":null}`), `{"z":null,"b":[1],"c":"x&y"}`},
	} {
		if got, err := MarshalReplacing(tt.v, others); err != nil || string(got) != tt.want {
			t.Errorf("%v: %s, %v, want %s", tt.v, got, err, tt.want)
		}
	}
	for _, v := range []any{1, []int{}, make(chan int)} {
		if got, err := MarshalReplacing(v, others); err == nil {
			t.Errorf("%v became %s", v, got)
		}
	}
	if got, err := MarshalReplacing(inner{}, map[string]json.RawMessage{"x": json.RawMessage(`{`)}); err == nil {
		t.Errorf("malformed JSON became %s", got)
	}
}
