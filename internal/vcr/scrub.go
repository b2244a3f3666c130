package vcr

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// scrubber takes out of a cassette what must not be saved.
type scrubber struct {
	texts map[string]string // what stands for what
}

func newScrubber() *scrubber { return &scrubber{texts: map[string]string{}} }

func (s *scrubber) secret(value, instead string) {
	if value != "" {
		s.texts[value] = instead
		s.texts[url.QueryEscape(value)] = instead
	}
}

func (s *scrubber) id(value, instead string) { s.texts[value] = instead }

// Tokens that were not known beforehand, such as those that an answer brings.
var (
	tokenPattern = regexp.MustCompile(`EAA[A-Za-z0-9_-]{8,}`)
	proofPattern = regexp.MustCompile(`(appsecret_proof=)[0-9a-f]{64}`)
	// signature of an upload session
	signaturePattern = regexp.MustCompile(`([?&]sig=)[A-Za-z0-9_-]+`)
)

func (s *scrubber) clean(text string) string {
	// The longest first, lest one that is part of another leave the rest behind.
	keys := slices.SortedFunc(maps.Keys(s.texts), func(a, b string) int { return len(b) - len(a) })
	for _, k := range keys {
		text = strings.ReplaceAll(text, k, s.texts[k])
	}
	text = tokenPattern.ReplaceAllString(text, placeholder)
	text = proofPattern.ReplaceAllString(text, "${1}<SECRET>")
	return signaturePattern.ReplaceAllString(text, "${1}<SECRET>")
}

// kept are the headers that tests may depend on; no others are saved.
var kept = []string{
	"Content-Type", "Facebook-Api-Version", "File_offset", "Retry-After",
	"X-App-Usage", "X-Page-Usage", "X-Ad-Account-Usage", "X-Business-Use-Case-Usage", "X-Fb-Ads-Insights-Throttle",
}

func (s *scrubber) headers(h http.Header) http.Header {
	out := http.Header{}
	for _, name := range kept {
		for _, v := range h[http.CanonicalHeaderKey(name)] {
			out.Add(name, s.clean(v))
		}
	}
	return out
}

func (s *scrubber) scrub(i *cassette.Interaction, base string) error {
	i.Request.URL = s.clean(strings.Replace(i.Request.URL, base, graph, 1))
	i.Request.Host = "graph.facebook.com"
	i.Request.RemoteAddr, i.Request.RequestURI = "", ""
	i.Request.Form = nil
	i.Request.Body = s.clean(i.Request.Body)
	i.Request.ContentLength = int64(len(i.Request.Body))
	i.Request.Headers = s.headers(i.Request.Headers)
	i.Response.Body = s.clean(strings.ReplaceAll(i.Response.Body, strings.ReplaceAll(base, "/", `\/`), strings.ReplaceAll(graph, "/", `\/`)))
	i.Response.Body = strings.ReplaceAll(i.Response.Body, base, graph)
	i.Response.ContentLength = int64(len(i.Response.Body))
	i.Response.Headers = s.headers(i.Response.Headers)
	// Not what was recorded, and noise in a diff.
	i.Response.Duration = 0
	return nil
}
