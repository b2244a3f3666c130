package transport

import (
	"net/http"
)

const maxRedirects = 5

// mayFollow tells whether a call may follow a redirect at all: only a read may.
func (x *exchange) mayFollow() bool {
	return x.call.Method == http.MethodGet || x.call.Method == http.MethodHead
}

// pointsTo notes the host that an answer points to, for a call that does not follow.
func (x *exchange) pointsTo(resp *http.Response) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if next, err := x.call.URL.Parse(resp.Header.Get("Location")); err == nil && resp.Header.Get("Location") != "" {
			x.elsewhere = next.Host
		}
	}
}

// follow decides whether an answer that points elsewhere is followed: reads only, and, when the call has credentials, only within
// the host that it was sent to. Otherwise the answer itself is the result.
func (x *exchange) follow(next *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case !x.mayFollow(),
		len(via) > maxRedirects,
		first.URL.Scheme == "https" && next.URL.Scheme != "https",
		!x.call.Anonymous && (next.URL.Scheme != first.URL.Scheme || next.URL.Host != first.URL.Host):
		x.elsewhere = next.URL.Host
		return http.ErrUseLastResponse
	}
	// The referer would tell the next host what was asked of the first.
	next.Header.Del("Referer")
	return nil
}
