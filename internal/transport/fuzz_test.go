package transport

import (
	"net/http"
	"testing"
	"time"
)

func FuzzParseGraphError(f *testing.F) {
	for _, body := range []string{
		`{"error":{"message":"m","type":"OAuthException","code":100,"error_subcode":33,"fbtrace_id":"x","error_data":{"blame_field_specs":[["a","b"]]}}}`,
		`{"error":{"code":"-3","is_transient":1,"error_data":"{\"details\":\"d\"}"}}`,
		`{"error":"invalid_token","error_description":"d"}`, `{"error":{"error_data":"{"}}`, `<html>`, ``, `{"error":`, `[]`, `null`, "\xff",
		`{"error":{"message":"EAAG0123456789abcdef0123"}}`,
	} {
		f.Add(400, "7", "text/html", []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, after, kind string, body []byte) {
		header := http.Header{"Retry-After": {after}, "Content-Type": {kind}}
		given := string(body)
		e := ParseGraphError(status, header, body)
		if e == nil || e.Status != status || len(e.Body) > maxErrorBody || e.Error() == "" {
			t.Fatalf("%+v", e)
		}
		if e.RetryAfter < 0 || e.RetryAfter > longestTold {
			t.Fatalf("retry after %v", e.RetryAfter)
		}
		if string(body) != given {
			t.Fatal("the body was changed")
		}
		if d := decide(&attempt{phase: phaseAnswered, refusal: e}); d.fate == fateActed {
			t.Fatal("a refusal counts as acted")
		}
		_ = hasErrorObject(body)
	})
}

func FuzzUsageHeaders(f *testing.F) {
	f.Add(`{"call_count":28,"total_time":25,"total_cputime":25}`, `{"1":[{"type":"ads_insights","call_count":100,"estimated_time_to_regain_access":5}]}`)
	f.Add(`{"acc_id_util_pct":9.67,"reset_time_duration":100}`, `{"1":{}}`)
	f.Add(`{"a":1e999}`, `{"1":[{"type":1,"call_count":"NaN"}]}`)
	f.Fuzz(func(t *testing.T, simple, useCases string) {
		header := http.Header{}
		for _, name := range []string{headerAppUsage, headerPageUsage, headerAccountUsage, headerInsightsUsage} {
			header[name] = []string{simple}
		}
		header[headerUseCaseUsage] = []string{useCases}
		charges := canonicalCharges(nil, []Charge{{Key: Key{KindApp, "a", ""}}, {Key: Key{KindPage, "p", ""}}, {Key: Key{KindAdAccount, "1", "ads_insights"}}})
		now := time.Now()
		all := parseUsage(header, charges, now)
		if len(all) > maxUsageEntries+6 {
			t.Fatalf("%d entries", len(all))
		}
		for _, u := range all {
			if u.Used == nil || u.Most() < 0 || u.Key.Kind == "" {
				t.Fatalf("%+v", u)
			}
			if !u.RegainAt.IsZero() && (u.RegainAt.Before(now) || u.RegainAt.Sub(now) > longestTold) {
				t.Fatalf("regained at %v", u.RegainAt)
			}
		}
		New().Observe(t.Context(), &Config{}, charges, header, nil)
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"120", "1.5", "-3", "1e300", "NaN", "Fri, 31 Dec 1999 23:59:59 GMT", "Friday, 31-Dec-99 23:59:59 GMT", "Fri Dec 31 23:59:59 1999", "soon", ""} {
		f.Add(value)
	}
	now := time.Date(1999, 12, 31, 23, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value string) {
		if d := retryAfter(http.Header{"Retry-After": {value}}, now); d < 0 || d > longestTold {
			t.Fatalf("%q: %v", value, d)
		}
	})
}
