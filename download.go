package metabiz

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// A Download is a file that is read as it arrives. It must be closed.
type Download struct {
	io.ReadCloser
	ContentType string
	Size        int64 // in bytes, -1 where it was not said
	Header      http.Header
}

// Open begins to read a file from an address that Meta gave, such as the url of
// a WhatsApp media. The token goes along only to Meta's own hosts (or the one of
// [WithBaseURL]); an address elsewhere is refused, lest a forged webhook make the
// client fetch it.
func (c *Client) Open(ctx context.Context, rawURL string, opts ...Option) (*Download, error) {
	const op = "GET media"
	u, err := url.Parse(rawURL)
	if err != nil || u.Host == "" {
		return nil, fieldError(op, "url", "is not an absolute address")
	}
	cfg, err := c.config(opts)
	if err != nil {
		return nil, err
	}
	hosts := cfg.hosts()
	if !slices.Contains(hosts, u.Host) || (u.Scheme != "https" && u.Scheme != cfg.base.Scheme) {
		return nil, &ValidationError{What: op, Fields: []FieldError{{
			Path: "url", Problem: "is not at one of Meta's hosts, to which alone the token may go", Limit: hosts, Value: u.Scheme + "://" + u.Host,
		}}}
	}
	res, err := c.Do(ctx, &Request{Method: http.MethodGet, Operation: op, url: u, stream: true}, opts...)
	if err != nil {
		return nil, err
	}
	content := io.NopCloser(bytes.NewReader(res.Body)) // of an answer that an interceptor made
	if res.result != nil {
		content = res.result.Stream
	}
	size := int64(-1)
	if n, err := strconv.ParseInt(res.Header.Get("Content-Length"), 10, 64); err == nil {
		size = n
	}
	return &Download{ReadCloser: content, ContentType: res.Header.Get("Content-Type"), Size: size, Header: res.Header}, nil
}
