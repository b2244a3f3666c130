package whatsapp

import (
	"strconv"
	"time"
)

// Webhooks count Unix seconds, in some fields as a string and in others as a
// number. The fields here are time.Time; these two write them as Meta does.

type unixText time.Time

func (t unixText) IsZero() bool { return time.Time(t).IsZero() }

func (t unixText) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 16), '"')
	b = strconv.AppendInt(b, time.Time(t).Unix(), 10)
	return append(b, '"'), nil
}

type unixNumber time.Time

func (t unixNumber) IsZero() bool { return time.Time(t).IsZero() }

func (t unixNumber) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(make([]byte, 0, 16), time.Time(t).Unix(), 10), nil
}

// unix appends a time as Meta writes it in messages; the zero time is left out.
func (e *encoder) unix(name string, t time.Time) {
	if !t.IsZero() {
		e.always(name, strconv.FormatInt(t.Unix(), 10))
	}
}
