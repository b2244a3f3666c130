package wire_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	utc := func(year, month, day, hour, minute, second, nano int) time.Time {
		return time.Date(year, time.Month(month), day, hour, minute, second, nano, time.UTC)
	}
	tests := []struct {
		in   string
		want time.Time
	}{
		{"", time.Time{}},
		{"0", time.Time{}},
		{"2026-12-01T08:00:00Z", utc(2026, 12, 1, 8, 0, 0, 0)},
		{"2026-12-01T08:00:00+0100", utc(2026, 12, 1, 7, 0, 0, 0)},
		{"2026-12-01T08:00:00+01:00", utc(2026, 12, 1, 7, 0, 0, 0)},
		{"2026-12-01T08:00:00-0930", utc(2026, 12, 1, 17, 30, 0, 0)},
		{"2026-12-01T08:00:00+01", utc(2026, 12, 1, 7, 0, 0, 0)},
		{"2026-12-01T08:00:00+0012", utc(2026, 12, 1, 7, 48, 0, 0)},
		{"2026-12-01T08:00:00.123456789123Z", utc(2026, 12, 1, 8, 0, 0, 123456789)},
		{"2026-12-01T08:00:00.5+0000", utc(2026, 12, 1, 8, 0, 0, 500_000_000)},
		{"2026-12-01T08:00:00", utc(2026, 12, 1, 8, 0, 0, 0)},
		{"2026-12-01 08:00", utc(2026, 12, 1, 8, 0, 0, 0)},
		{"2026-12-01", utc(2026, 12, 1, 0, 0, 0, 0)},
		{"2024-02-29", utc(2024, 2, 29, 0, 0, 0, 0)},
		{"1764572400", utc(2025, 12, 1, 7, 0, 0, 0)},
		{"1764572400.25", utc(2025, 12, 1, 7, 0, 0, 250_000_000)},
		{"1764572400250", utc(2025, 12, 1, 7, 0, 0, 250_000_000)},
		{"-86400", utc(1969, 12, 31, 0, 0, 0, 0)},
	}
	for _, test := range tests {
		got, err := wire.ParseTime(test.in)
		if err != nil || !got.Equal(test.want) || got.IsZero() != test.want.IsZero() {
			t.Errorf("%q: got %v, %v, want %v", test.in, got, err, test.want)
		}
		fromBytes, err := wire.ParseTime([]byte(test.in))
		if diff := cmp.Diff(got, fromBytes); err != nil || diff != "" {
			t.Errorf("%q as bytes: %v %s", test.in, err, diff)
		}
	}
	for _, in := range []string{
		"soon", "2026-13-01", "2026-00-01", "2026-02-29", "2026-12-32", "2026-12-01T", "2026-12-01T24:00:00Z", "2026-12-01T08:60:00Z", "2026-12-01T08:00:60Z",
		"2026-12-01T08", "2026-12-01T08:00:00.Z", "2026-12-01T08:00:00+1", "2026-12-01T08:00:00+25:00", "2026-12-01T08:00:00Z ", "2026-12-01X08:00:00", "-0001-11-30T00:00:00+0000",
		"1764572400s", "1e400", "99999999999999999999", "1000000000000000", "-99999999999999", "12/01/2026",
	} {
		got, err := wire.ParseTime(in)
		if err == nil {
			t.Errorf("%q: got %v, want an error", in, got)
		}
	}
}

func TestTimeKeepsOffset(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-12-01T08:00:00+0100": "2026-12-01T08:00:00+01:00", "2026-12-01T08:00:00-0007": "2026-12-01T08:00:00-00:07", "2026-12-01T08:00:00-1100": "2026-12-01T08:00:00-11:00",
		"2026-12-01T08:00:00+0000": "2026-12-01T08:00:00Z", "2026-12-01T08:00:00+2300": "2026-12-01T08:00:00+23:00",
	} {
		got, err := wire.ParseTime(in)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: got %v, %v, want %s", in, got, err, want)
		}
	}
}
