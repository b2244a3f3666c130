package transport

import (
	"net/http"
)

const maxRedirects = 5

// follow decides whether an answer that points elsewhere is followed: reads only, and, when the call has credentials, only within
// the host that it was sent to. Otherwise the answer itself is the result.
func (x *exchange) follow(next *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case first.Method != http.MethodGet && first.Method != http.MethodHead,
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
