package transport

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// authorise puts the credentials on an attempt, if its host is one that they may travel to. It is asked for each attempt and
// each redirect, so that a token source may renew its token between them. The request is the attempt's own copy.
func (x *exchange) authorise(req *http.Request) error {
	if x.call.Anonymous || x.cfg.Token == nil || !mayHold(x.cfg.Hosts, req.URL) {
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
		return nil
	}
	scheme := x.call.AuthScheme
	if scheme == "" {
		scheme = "Bearer"
	}
	header := make(http.Header, len(req.Header)+1)
	for name, values := range req.Header {
		header[name] = values
	}
	header["Authorization"] = []string{scheme + " " + token}
	req.Header = header
	if x.cfg.AppSecret != "" && !x.call.Unsigned {
		proof := x.transport.proofs.of(x.cfg.AppSecret, token)
		x.redact.add(proof)
		signed := *req.URL
		signed.RawQuery = withParam(signed.RawQuery, "appsecret_proof", proof)
		req.URL = &signed
	}
	return nil
}

func withParam(query, name, value string) string {
	param := name + "=" + url.QueryEscape(value)
	if query == "" {
		return param
	}
	return query + "&" + param
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
