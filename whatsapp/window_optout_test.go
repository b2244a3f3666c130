package whatsapp

import (
	"testing"
	"time"
)

// A person who stops under one form of a number has stopped under the other, too.
func TestOptOut(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	w := NewWindow(WindowConfig{Now: func() time.Time { return now }})
	for _, step := range []struct {
		do   func() error
		want bool
	}{
		{func() error { return w.OptOut(t.Context(), "1", "+52 1 55 1234 5678", "", "MX.1") }, true},
		{func() error { return w.OptIn(t.Context(), "1", "5215512345678", "MX.1") }, false},
		{func() error { return w.OptOut(t.Context(), "1", "MX.1", "525512345678") }, true},
	} {
		now = now.Add(time.Hour)
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"525512345678", "+52 1 55 1234 5678", "MX.1"} {
			if state, err := w.Until(t.Context(), "1", name); err != nil || state.OptedOut != step.want {
				t.Errorf("%s: %+v, %v", name, state, err)
			}
		}
		if state, err := w.Until(t.Context(), "2", "MX.1"); err != nil || state.Known {
			t.Errorf("at another number: %+v, %v", state, err)
		}
	}
}
