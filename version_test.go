package metabiz_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// What a version has no more is refused with what to use instead, in whichever
// form it is sent, and goes out where the version still has it.
func TestVersionGuard(t *testing.T) {
	t.Parallel()
	positions := func(kind string, values ...any) map[string]any {
		return map[string]any{"targeting": map[string]any{"geo_locations": map[string]any{}, kind: append([]any{"stream"}, values...)}}
	}
	tests := []struct {
		name  string
		req   metabiz.Request
		opts  []metabiz.Option
		path  string // of the field that is refused; empty: none is
		use   string
		until string // the last version that has it; empty: none
	}{
		{"ids at the root", metabiz.Request{Method: "GET", Path: "/", Query: url.Values{"ids": {"1,2"}}}, nil, "ids", "Client.Batch", ""},
		{"ids of a node", metabiz.Request{Method: "GET", Path: "1/things", Query: url.Values{"ids": {"1,2"}}}, nil, "", "", ""},
		{"date_format", metabiz.Request{Method: "GET", Path: "1", Query: map[string]string{"date_format": "U"}}, nil, "date_format", "ISO 8601", ""},
		{"date_format by an option", metabiz.Request{Method: "GET", Path: "1"}, []metabiz.Option{metabiz.WithParam("date_format", "U")}, "date_format", "ISO 8601", ""},
		{"date_format in a body", metabiz.Request{Method: "POST", Path: "act_1/adsets", Body: map[string]any{"date_format": "U"}}, nil, "date_format", "ISO 8601", ""},
		{"date_format of something else", metabiz.Request{Method: "POST", Path: "1/flows", Body: map[string]any{"flow": map[string]any{"date_format": "U"}}}, nil, "", "", ""},
		{"ETags", metabiz.Request{Method: "GET", Path: "1", Header: http.Header{"If-None-Match": {"x"}}}, nil, "Header.If-None-Match", "304", ""},
		{"sponsored messages", metabiz.Request{Method: "POST", Path: "act_1/sponsored_message_ads"}, nil, "path", "message campaigns", ""},
		{"video feeds", metabiz.Request{Method: "POST", Path: "act_1/adsets", Body: positions("facebook_positions", "video_feeds")}, nil, "targeting.facebook_positions[1]", "facebook_reels", "v23.0"},
		{"old shopping campaigns", metabiz.Request{Method: "POST", Path: "act_1/campaigns", Body: map[string]any{"smart_promotion_type": "AUTOMATED_SHOPPING_ADS"}}, nil,
			"smart_promotion_type", "Advantage+", "v24.0"},
		{"guided creation", metabiz.Request{Method: "POST", Path: "act_1/campaigns", Body: map[string]any{"smart_promotion_type": "GUIDED_CREATION"}}, nil, "", "", ""},
		{"explore", metabiz.Request{Method: "POST", Path: "1", Body: positions("instagram_positions", "explore")}, nil, "targeting.instagram_positions[1]", "ig_search", "v25.0"},
		{"explore home in a form", metabiz.Request{Method: "POST", Path: "1", Body: url.Values{"targeting": {`{"instagram_positions":["explore_home"]}`}}}, nil,
			"targeting.instagram_positions[0]", "ig_search", "v25.0"},
		{"explore in a query", metabiz.Request{Method: "GET", Path: "act_1/reachestimate", Query: map[string]any{"targeting_spec": positions("instagram_positions", "explore")}}, nil,
			"targeting_spec.targeting.instagram_positions[1]", "ig_search", "v25.0"},
		{"stories of Messenger", metabiz.Request{Method: "POST", Path: "1", Body: positions("messenger_positions", "story")}, nil, "targeting.messenger_positions[1]", "facebook_positions", "v25.0"},
		{"other stories", metabiz.Request{Method: "POST", Path: "1", Body: positions("instagram_positions", "story")}, nil, "", "", ""},
		{"outcomes of an estimate", metabiz.Request{Method: "GET", Path: "1/delivery_estimate"}, []metabiz.Option{metabiz.WithFields("estimate_ready", "daily_outcomes_curve")},
			"fields", "estimate_mau", "v25.0"},
		{"guardrail of an estimate", metabiz.Request{Method: "GET", Path: "1/delivery_estimate"}, []metabiz.Option{metabiz.WithFields("budget_guardrail")}, "fields", "minimum_budgets", "v25.0"},
		{"daily users of an estimate", metabiz.Request{Method: "GET", Path: "1/delivery_estimate"}, []metabiz.Option{metabiz.WithFields("estimate_dau{x}")}, "fields", "estimate_mau", "v25.0"},
		{"a field of that name elsewhere", metabiz.Request{Method: "GET", Path: "1/things"}, []metabiz.Option{metabiz.WithFields("estimate_dau")}, "", "", ""},
		{"text that speaks of it", metabiz.Request{Method: "POST", Path: "1/notes", Body: map[string]any{"body": `"instagram_positions": explore, date_format`}}, nil, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, seen := serve(t, `{}`)
			_, err := client.Do(t.Context(), &tt.req, tt.opts...)
			if tt.path == "" {
				if err != nil || len(seen()) != 1 {
					t.Fatalf("error %v, %d calls", err, len(seen()))
				}
				return
			}
			invalid, ok := errors.AsType[*metabiz.ValidationError](err)
			if !ok || !errors.Is(err, metabiz.ErrInvalidParam) || len(invalid.Fields) != 1 || len(seen()) != 0 {
				t.Fatalf("error %v, %d calls", err, len(seen()))
			}
			if f := invalid.Fields[0]; f.Path != tt.path || !strings.Contains(f.Problem, tt.use) {
				t.Errorf("refused %s: %s", f.Path, f.Problem)
			}
			// In a batch it is the same.
			if len(tt.req.Header) == 0 {
				if _, err := client.Batch(t.Context(), []metabiz.BatchCall{{Request: &tt.req}}, tt.opts...); !errors.Is(err, metabiz.ErrInvalidParam) {
					t.Errorf("in a batch: %v", err)
				}
			}
			calls := 0
			if _, err := client.Do(t.Context(), &tt.req, append(tt.opts, metabiz.WithoutVersionGuard())...); err != nil {
				t.Errorf("unguarded: %v", err)
			}
			if calls++; len(seen()) != calls {
				t.Errorf("unguarded: %d calls", len(seen()))
			}
			if tt.until == "" {
				return
			}
			if _, err := client.Do(t.Context(), &tt.req, append(tt.opts, metabiz.WithVersion(tt.until))...); err != nil {
				t.Errorf("%s: %v", tt.until, err)
			}
		})
	}
}

// A multipart form is looked at, too, and everything that is wrong is told at once.
func TestVersionGuardOfForms(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{}`)
	_, err := client.Do(t.Context(), &metabiz.Request{Method: "POST", Path: "act_1/adsets", Body: &metabiz.Form{
		Fields: map[string]any{"date_format": "U", "targeting": map[string]any{"instagram_positions": []string{"explore", "explore_home"}}},
		Files:  map[string]metabiz.File{"image": metabiz.FileFromBytes("a.png", []byte("x"))},
	}})
	invalid, ok := errors.AsType[*metabiz.ValidationError](err)
	if !ok || len(seen()) != 0 {
		t.Fatalf("error %v", err)
	}
	var paths []string
	for _, f := range invalid.Fields {
		paths = append(paths, f.Path)
	}
	if diff := cmp.Diff([]string{"date_format", "targeting.instagram_positions[0]", "targeting.instagram_positions[1]"}, paths); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}

// A version's end is told once a client, whoever derives from it, when it is near.
func TestVersionEnd(t *testing.T) {
	t.Parallel()
	ads := &metabiz.Request{Method: "GET", Path: "1", Operation: "GET /{campaign-id}"}
	account := &metabiz.Request{Method: "GET", Path: "act_1/campaigns"}
	events := &metabiz.Request{
		Method: "POST", Path: "1/events", Operation: "POST /{ads-pixel-id}/events",
		Limits: []metabiz.LimitKey{{Kind: metabiz.LimitAdAccount, ID: "act_1"}},
	}
	message := &metabiz.Request{Method: "POST", Path: "1/messages", Operation: "POST /{phone-number-id}/messages"}
	tests := []struct {
		name, version, at string
		calls             []*metabiz.Request
		want              []string
	}{
		{"long before", "v25.0", "2028-04-29", []*metabiz.Request{message, ads}, nil},
		{"near", "v25.0", "2028-05-01", []*metabiz.Request{message, message, ads}, []string{"Graph API v25.0 2028-07-29 ends soon", "Marketing API v25.0 2028-07-29 ends soon"}},
		{"ended", "v25.0", "2028-07-29", []*metabiz.Request{message}, []string{"Graph API v25.0 2028-07-29 has ended"}},
		{"ended for ads only", "v24.0", "2026-11-22", []*metabiz.Request{message, account, ads}, []string{"Marketing API v24.0 2026-10-06 has ended"}},
		{"events live as long as Graph", "v24.0", "2026-11-22", []*metabiz.Request{events}, nil},
		{"older than any", "v3.1", "2026-11-22", []*metabiz.Request{message}, []string{"Graph API v3.1 2026-01-26 has ended"}},
		{"newer than any", "v27.0", "2030-01-01", []*metabiz.Request{message, ads}, nil},
		{"the default", metabiz.DefaultVersion, "2026-11-22", []*metabiz.Request{message, ads}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				at, err := time.Parse(time.DateOnly, tt.at)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Until(at))
				var log bytes.Buffer
				client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithVersion(tt.version), metabiz.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
				if err != nil {
					t.Fatal(err)
				}
				derived, err := client.With(metabiz.WithToken("U"))
				if err != nil {
					t.Fatal(err)
				}
				// A call that was given up goes nowhere.
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				for _, c := range []*metabiz.Client{client, derived} {
					for _, req := range tt.calls {
						if _, err := c.Do(ctx, req); !errors.Is(err, context.Canceled) {
							t.Fatal(err)
						}
					}
				}
				var got []string
				for line := range strings.Lines(log.String()) {
					if !strings.Contains(line, `"version":`) {
						continue
					}
					for _, want := range []string{"ends soon", "has ended"} {
						if strings.Contains(line, want) && strings.Contains(line, `"level":"WARN"`) && strings.Contains(line, `"newest":"v26.0"`) {
							got = append(got, logged(line, "api")+" "+logged(line, "version")+" "+logged(line, "end")+" "+want)
						}
					}
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func logged(line, name string) string {
	_, rest, _ := strings.Cut(line, `"`+name+`":"`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}
