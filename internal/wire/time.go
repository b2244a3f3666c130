package wire

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// millisecondsFrom is the least number of a timestamp that is taken for milliseconds: as seconds it would be the year
// 5138, as milliseconds it is 1973. WhatsApp and ads count seconds, Messenger's webhooks milliseconds.
const millisecondsFrom = 100_000_000_000

// ParseTime reads a time in any of the forms that Graph uses: RFC 3339, the same with the offset as +0100, without
// seconds or offset (UTC), a date alone (its start in UTC), and Unix time in seconds or milliseconds. Empty text and
// Unix time 0, with which Graph says never, give the zero time.
func ParseTime[T []byte | string](text T) (time.Time, error) {
	t, ok := parseTime([]byte(text))
	if !ok {
		return time.Time{}, fmt.Errorf("%q is not a time: want RFC 3339, a date or Unix seconds", string(text))
	}
	return t, nil
}

func parseTime(b []byte) (time.Time, bool) {
	if len(b) == 0 {
		return time.Time{}, true
	}
	if len(b) >= 10 && b[4] == '-' && b[7] == '-' {
		return parseCalendar(b)
	}
	t, ok := parseUnix(b)
	// What encoding/json could not write again is no time.
	if year := t.Year(); year < 0 || year > 9999 {
		return time.Time{}, false
	}
	return t, ok
}

func parseUnix(b []byte) (time.Time, bool) {
	if n, ok := parseInt(b); ok {
		switch {
		case n == 0:
			return time.Time{}, true
		case n >= millisecondsFrom || n <= -millisecondsFrom:
			return time.UnixMilli(n).UTC(), true
		}
		return time.Unix(n, 0).UTC(), true
	}
	if numberLength(b) != len(b) {
		return time.Time{}, false
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.Abs(f) > 1<<53 {
		return time.Time{}, false
	}
	if math.Abs(f) >= millisecondsFrom {
		f /= 1000
	}
	whole, part := math.Modf(f)
	return time.Unix(int64(whole), int64(math.Round(part*1e6))*1e3).UTC(), true
}

// parseCalendar reads 2026-12-01[T08:00[:00[.000]][Z|+01:00|+0100|+01]].
func parseCalendar(b []byte) (time.Time, bool) {
	p := clockText{rest: b}
	year := p.digits(4)
	p.expect('-')
	month := p.digits(2)
	p.expect('-')
	day := p.digits(2)
	var hour, minute, second, nano int
	zone := time.UTC
	if len(p.rest) > 0 {
		if c := p.rest[0]; c != 'T' && c != 't' && c != ' ' {
			return time.Time{}, false
		}
		p.rest = p.rest[1:]
		hour = p.digits(min(2, max(1, digitCount(p.rest)))) // encoding/json takes hours of one digit
		p.expect(':')
		minute = p.digits(2)
		if p.accept(':') {
			second = p.digits(2)
			if p.accept('.') || p.accept(',') {
				nano = p.fraction()
			}
		}
		zone = p.zone()
	}
	if p.bad || len(p.rest) > 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, nano, zone), true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// clockText is what is left of a time's text; bad is set at the first surprise.
type clockText struct {
	rest []byte
	bad  bool
}

func (p *clockText) digits(n int) int {
	if len(p.rest) < n || digitCount(p.rest[:n]) != n {
		p.bad = true
		return 0
	}
	v := 0
	for _, c := range p.rest[:n] {
		v = v*10 + int(c-'0')
	}
	p.rest = p.rest[n:]
	return v
}

func (p *clockText) accept(c byte) bool {
	if len(p.rest) == 0 || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *clockText) expect(c byte) {
	if !p.accept(c) {
		p.bad = true
	}
}

// fraction reads the digits behind the point as nanoseconds; digits behind the ninth are dropped.
func (p *clockText) fraction() int {
	n := digitCount(p.rest)
	if n == 0 {
		p.bad = true
		return 0
	}
	v := 0
	for i := range 9 {
		v *= 10
		if i < n {
			v += int(p.rest[i] - '0')
		}
	}
	p.rest = p.rest[n:]
	return v
}

func (p *clockText) zone() *time.Location {
	if len(p.rest) == 0 || p.accept('Z') || p.accept('z') {
		return time.UTC
	}
	sign := 1
	if p.accept('-') {
		sign = -1
	} else {
		p.expect('+')
	}
	hours := p.digits(2)
	minutes := 0
	if p.accept(':') || len(p.rest) > 0 {
		minutes = p.digits(2)
	}
	if hours > 24 || minutes > 60 {
		p.bad = true
	}
	offset := sign * (hours*3600 + minutes*60)
	if offset == 0 {
		return time.UTC
	}
	return fixedZone(offset)
}
