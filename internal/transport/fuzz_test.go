package transport

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
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
		if n := len(e.Message) + len(e.Details) + len(e.UserMessage); n > 8*len(body)+1024 {
			t.Fatalf("%d bytes of text out of %d", n, len(body))
		}
		if len(e.Data) > 0 && !json.Valid(e.Data) {
			t.Fatalf("error_data is no JSON: %q", e.Data)
		}
		// Whoever reads what was kept of a whole body finds the same again.
		if len(body) < maxErrorBody && hasErrorObject(body) {
			if again := ParseGraphError(status, header, e.Body); again.Code != e.Code || again.Subcode != e.Subcode || again.Transient != e.Transient {
				t.Fatalf("%+v became %+v", e, again)
			}
		}
		if !hasErrorObject(body) && hasErrorObject(append([]byte(" "), body...)) {
			t.Fatal("a blank makes a difference")
		}
		// A token of the call's own shows nowhere, wherever Meta put it.
		const secret = "fuzzed-5ecret|0123456789"
		r := &redactor{}
		r.add(secret)
		hidden := parseRefusal(status, header, append(append([]byte(nil), body...), secret...), r)
		if text := showing(hidden) + string(hidden.Body); strings.Contains(text, secret) {
			t.Fatalf("shows in %s", text)
		}
	})
}

func FuzzRedact(f *testing.F) {
	for _, text := range []string{"Get \"https://h/x?access_token=1\": EOF", "socks5://u:p@h", `{"access_token":"x"}`, `{\"client_secret\":\"x\"}`, "EAAG0123456789abcdef0123", "670843887433847|abcdefghijklmnopqrst", "%7C"} {
		f.Add(text, "t0ken|with a bar")
	}
	f.Fuzz(func(t *testing.T, text, secret string) {
		r := &redactor{}
		r.add(secret)
		clean := r.text(text + secret + text)
		if len(secret) >= minSecret && !strings.Contains(redacted, secret) && strings.Contains(clean, secret) {
			// What is put in its place may make it up anew only together with what stands around it.
			if !strings.Contains(secret, redacted) && !overlaps(secret, redacted) {
				t.Fatalf("%q shows in %q", secret, clean)
			}
		}
		if again := r.text(clean); len(again) > 2*len(clean)+64 {
			t.Fatalf("%q grows to %q", clean, again)
		}
	})
}

// overlaps tells whether a text could arise where another was put in.
func overlaps(a, b string) bool {
	for i := 1; i <= min(len(a), len(b)); i++ {
		if strings.HasSuffix(a, b[:i]) || strings.HasPrefix(a, b[len(b)-i:]) {
			return true
		}
	}
	return strings.Contains(b, a)
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
			for name, percent := range u.Used {
				if !(percent >= 0) || percent > 1e12 {
					t.Fatalf("%s is %v", name, percent)
				}
			}
			if !u.RegainAt.IsZero() && (u.RegainAt.Before(now) || u.RegainAt.Sub(now) > longestTold) {
				t.Fatalf("regained at %v", u.RegainAt)
			}
		}
		tr := New()
		tr.Observe(t.Context(), &Config{}, charges, header, nil)
		if book := tr.Usage(); len(book) > len(all) {
			t.Fatalf("%d are remembered of %d", len(book), len(all))
		}
		// Nothing that is told may hold anybody back for longer than the longest time that is believed.
		if _, wait := tr.gates.closed(charges); wait < 0 || wait > longestTold {
			t.Fatalf("held back for %v", wait)
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"120", "1.5", "-3", "1e300", "NaN", "Fri, 31 Dec 1999 23:59:59 GMT", "Friday, 31-Dec-99 23:59:59 GMT", "Fri Dec 31 23:59:59 1999", "soon", ""} {
		f.Add(value)
	}
	now := time.Date(1999, 12, 31, 23, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value string) {
		d := retryAfter(http.Header{"Retry-After": {value}}, now)
		if d < 0 || d > longestTold {
			t.Fatalf("%q: %v", value, d)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 && d != min(time.Duration(min(n, 1<<31))*time.Second, longestTold) {
			t.Fatalf("%q are %v", value, d)
		}
		if d > 0 { // what was read can be written and read again
			if again := retryAfter(http.Header{"Retry-After": {strconv.FormatFloat(d.Seconds(), 'f', -1, 64)}}, now); (again - d).Abs() > time.Microsecond {
				t.Fatalf("%q: %v, then %v", value, d, again)
			}
		}
	})
}
