package vcr

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// scrubber takes out of a cassette what must not be saved, and what would make
// one recording differ from the next.
type scrubber struct {
	texts  map[string]string // what stands for what
	varied []variation
}

// variation is a member of a request whose value differs from run to run.
type variation struct {
	pattern *regexp.Regexp
	instead string
}

func newScrubber() *scrubber { return &scrubber{texts: map[string]string{}} }

func (s *scrubber) secret(value, instead string) {
	if value != "" {
		s.texts[value] = instead
		s.texts[url.QueryEscape(value)] = instead
	}
}

// ignore has members of these names read as the Epoch.
func (s *scrubber) ignore(names map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(names)) {
		name = regexp.QuoteMeta(name)
		seconds, text := fmt.Sprint(Epoch.Unix()), Epoch.Format(time.RFC3339)
		s.varied = append(s.varied,
			variation{regexp.MustCompile(`("` + name + `"\s*:\s*)\d+`), "${1}" + seconds},
			variation{regexp.MustCompile(`("` + name + `"\s*:\s*)"[^"]*"`), `${1}"` + text + `"`},
			variation{regexp.MustCompile(`(\b` + name + `=)\d+`), "${1}" + seconds},
		)
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

// boundary parts the multipart bodies of all cassettes.
const boundary = "metabiz-cassette"

// rebound puts that in the place of the boundary that was drawn for one request.
func rebound(r *cassette.Request) {
	kind, params, err := mime.ParseMediaType(r.Headers.Get("Content-Type"))
	drawn := params["boundary"]
	if err != nil || drawn == "" {
		return
	}
	r.Headers = r.Headers.Clone()
	r.Headers.Set("Content-Type", kind+"; boundary="+boundary)
	r.Body = strings.ReplaceAll(r.Body, "--"+drawn, "--"+boundary)
}

func (s *scrubber) scrub(i *cassette.Interaction, base string) error {
	rebound(&i.Request)
	for _, v := range s.varied {
		i.Request.URL = v.pattern.ReplaceAllString(i.Request.URL, v.instead)
		i.Request.Body = v.pattern.ReplaceAllString(i.Request.Body, v.instead)
	}
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
