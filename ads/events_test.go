package ads_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// delivered posts a signed body to a webhook and gives the status.
func delivered(t *testing.T, hook http.Handler, body string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Hub-Signature-256", metabiz.Signature("S", []byte(body)))
	w := httptest.NewRecorder()
	hook.ServeHTTP(w, r)
	return w.Code
}

const accountChanges = `{"object":"ad_account","entry":[{"id":"1234","time":1790000000,"changes":[
	{"field":"in_process_ad_objects","value":{"id":"77","level":"AD","status_name":"Active"}},
	{"field":"with_issues_ad_objects","value":{"id":"78","level":"AD_SET","error_code":"2446880","error_summary":"Number gone","error_message":"Link it again"}},
	{"field":"creative_fatigue","value":{"x":1}}]}]}`

func TestEvents(t *testing.T) {
	t.Parallel()
	var got []string
	fail := true
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}}, ads.Events{
		InProcess: func(_ context.Context, e ads.ObjectStatusEvent) error {
			got = append(got, fmt.Sprint(e.AccountID, e.Time.Unix(), e.Field, e.ObjectID, e.Level, e.StatusName))
			return nil
		},
		WithIssues: func(_ context.Context, e ads.ObjectIssueEvent) error {
			if fail {
				return errors.New("busy")
			}
			got = append(got, fmt.Sprint(e.ObjectID, e.Level, e.ErrorCode, e.ErrorSummary, e.ErrorMessage))
			return nil
		},
		Other: func(_ context.Context, e ads.AccountChange) error {
			got = append(got, e.Field+string(e.Value))
			return nil
		},
	})
	if status := delivered(t, hook, accountChanges); status != http.StatusInternalServerError {
		t.Errorf("status %d although a callback failed", status)
	}
	fail = false
	for range 2 { // what was done is not done again
		if status := delivered(t, hook, accountChanges); status != http.StatusOK {
			t.Errorf("status %d", status)
		}
	}
	want := []string{
		fmt.Sprint("1234", 1790000000, "in_process_ad_objects", "77", "AD", "Active"), `creative_fatigue{"x":1}`,
		fmt.Sprint("78", "AD_SET", 2446880, "Number gone", "Link it again"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestEventsLeaveOthersAlone(t *testing.T) {
	t.Parallel()
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"S"}}, ads.Events{
		Other: func(context.Context, ads.AccountChange) error { return errors.New("was called") },
	}, ads.Events{})
	for _, body := range []string{
		`{"object":"page","entry":[{"id":"1","changes":[{"field":"feed","value":{}}]}]}`,
		`{"object":"ad_account","entry":[{"id":"1","changes":[]},{"id":"2"}]}`,
		`{"object":"ad_account"}`,
	} {
		if status := delivered(t, hook, body); status != http.StatusOK {
			t.Errorf("%s: status %d", body, status)
		}
	}
}

func FuzzEventsDeliver(f *testing.F) {
	f.Add([]byte(accountChanges))
	f.Add([]byte(`{"object":"ad_account","entry":[{"id":7,"time":"x","changes":[{"field":null,"value":[]}]}]}`))
	events := ads.Events{
		InProcess:  func(context.Context, ads.ObjectStatusEvent) error { return nil },
		WithIssues: func(context.Context, ads.ObjectIssueEvent) error { return nil },
		Other:      func(context.Context, ads.AccountChange) error { return nil },
	}
	f.Fuzz(func(_ *testing.T, body []byte) {
		_ = events.Deliver(context.Background(), &metabiz.Delivery{Object: "ad_account", Body: body})
	})
}
