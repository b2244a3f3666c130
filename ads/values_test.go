package ads_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz/ads"
)

func TestMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]ads.Money{`"1000"`: 1000, `1000`: 1000, `"922337203685478"`: 922337203685478, `""`: 0, `null`: 0, `-5`: -5} {
		var got ads.Money
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{`"ten"`, `12.5`, `{}`, `true`} {
		var got ads.Money
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is taken for %d", text, got)
		}
	}
	if text, err := json.Marshal(ads.Money(1000)); err != nil || string(text) != "1000" {
		t.Errorf("%s, %v; want 1000", text, err)
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		want  ads.Decimal
		value float64
	}{
		{`"12.34"`, "12.34", 12.34},
		{`12.34`, "12.34", 12.34},
		{`"0.1000000000000000055"`, "0.1000000000000000055", 0.1},
		{`1e3`, "1e3", 1000},
		{`""`, "", 0},
		{`null`, "", 0},
		{`"n/a"`, "n/a", 0},
	}
	for _, test := range tests {
		var got ads.Decimal
		if err := json.Unmarshal([]byte(test.text), &got); err != nil || got != test.want || got.Float64() != test.value {
			t.Errorf("%s: %q (%v), %v; want %q (%v)", test.text, got, got.Float64(), err, test.want, test.value)
		}
	}
	var got ads.Decimal
	if err := json.Unmarshal([]byte(`true`), &got); err == nil {
		t.Errorf("true is taken for %q", got)
	}
}

func TestUnixTime(t *testing.T) {
	t.Parallel()
	want := time.Unix(1796083200, 0)
	for _, text := range []string{`1796083200`, `"1796083200"`, `"2026-12-01T00:00:00+0000"`, `"2026-12-01T01:00:00+01:00"`} {
		var got ads.UnixTime
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
	var got ads.UnixTime
	if err := json.Unmarshal([]byte(`"soon"`), &got); err == nil {
		t.Errorf("soon is taken for %v", got)
	}
	if text, err := json.Marshal(ads.UnixTime{Time: want}); err != nil || string(text) != "1796083200" {
		t.Errorf("%s, %v; want 1796083200", text, err)
	}
	if text, err := json.Marshal(ads.AdQuery{}); err != nil || string(text) != "{}" {
		t.Errorf("%s, %v; want {}", text, err)
	}
}
