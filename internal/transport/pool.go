package transport

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// newPool makes the connections that every client of a Transport shares. It is sized for a thousand requests a second to
// one host, should that host speak HTTP/1.1 only.
func newPool() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		// Reports and large batches take Meta a minute and more.
		ResponseHeaderTimeout:  3 * time.Minute,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           2048,
		MaxIdleConnsPerHost:    512,
		MaxResponseHeaderBytes: 256 << 10,
		// Finds connections that died without a word before a send is entrusted to them.
		HTTP2: &http.HTTP2Config{
			SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second,
			WriteByteTimeout: time.Minute, // an upload that nobody takes in
		},
	}
}
