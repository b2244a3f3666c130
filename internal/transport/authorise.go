package transport

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// authorise puts the headers on an attempt, and the credentials if its host is one that they may travel to. It is asked for each attempt
// and each redirect, so that a token source may renew its token between them. direct says that nothing but net/http will see the request.
func (x *exchange) authorise(req *http.Request, to hop, direct bool) error {
	if x.call.Anonymous || x.cfg.Token == nil || !mayHold(x.cfg.Hosts, req.URL) {
		req.Header = x.header(to, "")
		return nil
	}
	if !encrypted(req.URL) {
		return fmt.Errorf("%w, not to %s", ErrInsecure, req.URL.Host)
	}
	token, err := x.cfg.Token(req.Context())
	x.redact.add(token)
	if err != nil {
		return fmt.Errorf("getting a token: %w", err)
	}
	if token == "" {
		req.Header = x.header(to, "")
		return nil
	}
	c := x.credential(token)
	if direct && c.header != nil && !to.redirected {
		req.Header = c.header
	} else {
		req.Header = x.header(to, c.authorization)
	}
	if c.proof != "" && !x.call.Unsigned {
		x.redact.add(c.proof)
		// The address is the attempt's own.
		if req.URL.RawQuery == "" {
			req.URL.RawQuery = c.query
		} else {
			req.URL.RawQuery += "&" + c.query
		}
	}
	return nil
}

// credential finds or makes what there is to know of a token.
func (x *exchange) credential(token string) *credential {
	of := credentialOf{secret: x.cfg.AppSecret, token: token, scheme: cmp.Or(x.call.AuthScheme, "Bearer"), small: x.call.Small}
	if x.call.Body != nil {
		of.contentType = x.call.Body.ContentType()
	}
	// Calls without headers of their own have the same as all the others of their kind; but a form names a boundary that no other has.
	of.shared = x.call.Header == nil && !strings.HasPrefix(of.contentType, "multipart/")
	if !of.shared {
		of.contentType = ""
	}
	return x.transport.credentials.get(of, func(c *credential) {
		if of.shared {
			c.header = x.header(hop{url: x.call.URL}, c.authorization)
		}
	})
}

// header makes the headers of a request. The caller's come first, but none that credentials travel in: the chain alone knows where those
// may go.
func (x *exchange) header(to hop, authorization string) http.Header {
	header := make(http.Header, len(x.call.Header)+3)
	elsewhere := to.url.Host != x.call.URL.Host
	for name, values := range x.call.Header {
		switch http.CanonicalHeaderKey(name) {
		case "Authorization":
		case "Cookie", "Cookie2", "Www-Authenticate", "Proxy-Authorization", "Proxy-Authenticate":
			if !elsewhere {
				header[name] = slices.Clone(values)
			}
		case "Idempotency-Key", "X-Idempotency-Key":
			// By these, as it spells them, net/http takes a POST for one that it may repeat by itself.
			header[strings.ToLower(name)] = slices.Clone(values)
		default:
			header[name] = slices.Clone(values)
		}
	}
	if x.call.Small && header["Accept-Encoding"] == nil {
		// Else net/http asks for gzip.
		header["Accept-Encoding"] = []string{"identity"}
	}
	if body := x.call.Body; body != nil && body.ContentType() != "" && !to.redirected {
		header["Content-Type"] = []string{body.ContentType()}
	}
	if authorization != "" {
		header["Authorization"] = []string{authorization}
	}
	return header
}

// mayHold tells whether u is on one of the hosts. A host without a port stands for the scheme's own port.
func mayHold(hosts []string, u *url.URL) bool {
	if slices.Contains(hosts, u.Host) { // nearly always, and it spares taking them apart
		return true
	}
	for _, host := range hosts {
		if strings.EqualFold(withPort(host, u.Scheme), withPort(u.Host, u.Scheme)) {
			return true
		}
	}
	return false
}

func withPort(host, scheme string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	port := "443"
	if scheme == "http" {
		port = "80"
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port)
}

// encrypted tells whether nobody between here and u's host can read what is sent.
func encrypted(u *url.URL) bool {
	if u.Scheme == "https" {
		return true
	}
	host := u.Hostname()
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
