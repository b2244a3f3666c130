package metabiz_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

// Who gives up while an upload asks how far it has come, or waits before it goes on, finds the context's error as well as what broke it.
func TestUploadThatIsGivenUpInBetween(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]time.Duration{"while it asks": time.Millisecond, "while it waits": time.Hour} {
		ctx, cancel := context.WithCancel(t.Context())
		asked := func() int64 {
			cancel()
			if wait < time.Second {
				time.Sleep(50 * time.Millisecond)
			}
			return 3
		}
		client, _ := uploadSessions(t, "upload:a?sig=SIGNATURE", asked, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		_, err := client.Upload(ctx, "77", metabiz.FileFromBytes("a.pdf", []byte("0123456789")),
			metabiz.WithRetry(metabiz.Retry{Attempts: 1, MinWait: wait, MaxWait: wait}))
		broken, ok := errors.AsType[*metabiz.UploadError](err)
		if !ok || !errors.Is(err, context.Canceled) || !errors.Is(err, metabiz.ErrOutcomeUnknown) || broken.Session != "upload:a?sig=SIGNATURE" {
			t.Errorf("%s: %v", name, err)
		}
		if text := shown(err) + shown(*broken); strings.Contains(text, "SIGNATURE") {
			t.Errorf("%s: the error tells the session's signature: %s", name, text)
		}
	}
}
