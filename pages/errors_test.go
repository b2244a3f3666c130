package pages_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

func TestSendErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		code, subcode int
		want          error
	}{
		"Messenger, too late":       {10, 2018278, pages.ErrWindowClosed},
		"Messenger, too late, news": {10, 2018065, pages.ErrWindowClosed},
		"Instagram, too late":       {10, 2534022, pages.ErrWindowClosed},
		"another app's":             {10, 2018300, pages.ErrOtherOwner},
		"not available":             {551, 1545041, pages.ErrUndeliverable},
		"takes no messages":         {10, 2018108, pages.ErrUndeliverable},
		"Instagram, gone":           {100, 2534014, pages.ErrUndeliverable},
		"a permission":              {10, 0, metabiz.ErrPermission},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, fmt.Sprintf(`400 {"error":{"code":%d,"error_subcode":%d,"message":"refused"}}`, tt.code, tt.subcode))
			_, err := pages.NewPage(g.client, "1").Send(t.Context(), pages.Message{To: pages.Recipient{ID: "P"}, Content: pages.Text{Body: "b"}})
			for _, class := range []error{pages.ErrWindowClosed, pages.ErrOtherOwner, pages.ErrUndeliverable} {
				if got := errors.Is(err, class); got != (class == tt.want) {
					t.Errorf("is %v: %t", class, got)
				}
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}
