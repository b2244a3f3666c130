package ads

import (
	"strconv"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// UnixTime is a time that Meta wants as seconds since 1970, where it takes no other
// form: UnixTime{Time: t}.
type UnixTime struct{ time.Time }

// MarshalJSON writes seconds since 1970.
func (u UnixTime) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, u.Unix(), 10), nil
}

// UnmarshalJSON takes a time in each form that Meta writes it in.
func (u *UnixTime) UnmarshalJSON(data []byte) error {
	t, err := wire.ParseTime(unquoted(data))
	if err != nil {
		return err
	}
	u.Time = t
	return nil
}
