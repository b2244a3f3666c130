package metabiz

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A Download is a file that is read as it arrives. It must be closed.
type Download struct {
	io.ReadCloser
	ContentType string
	Size        int64 // of the whole file in bytes, -1 where it was not said
	Header      http.Header
}

// Open begins to read a file from an address that Meta gave, such as the url of
// a WhatsApp media. The token goes along only to Meta's own hosts (or the one of
// [WithBaseURL]); an address elsewhere is refused, lest a forged webhook make the
// client fetch it. [WithMaxSize] bounds what is read.
func (c *Client) Open(ctx context.Context, rawURL string, opts ...Option) (*Download, error) {
	return c.OpenAt(ctx, rawURL, 0, opts...)
}

// OpenAt is [Client.Open] from an offset on, in bytes: to go on where a reading
// broke off. What comes before the offset is skipped where the host sends it all the same.
func (c *Client) OpenAt(ctx context.Context, rawURL string, offset int64, opts ...Option) (*Download, error) {
	const op = "GET media"
	u, err := url.Parse(rawURL)
	if err != nil || u.Host == "" {
		return nil, fieldError(op, "url", "is not an absolute address")
	}
	cfg, err := c.config(opts)
	if err != nil {
		return nil, err
	}
	if u.User != nil {
		return nil, fieldError(op, "url", "has a user in it, which no address of Meta's has")
	}
	hosts := cfg.hosts()
	if !slices.Contains(hosts, u.Host) || (u.Scheme != "https" && u.Scheme != cfg.base.Scheme) {
		return nil, &ValidationError{What: op, Fields: []FieldError{{
			Path: "url", Problem: "is not at one of Meta's hosts, to which alone the token may go", Limit: hosts, Value: u.Scheme + "://" + u.Host,
		}}}
	}
	if offset < 0 {
		return nil, fieldError(op, "offset", fmt.Sprintf("is %d, below 0", offset))
	}
	req := &Request{Method: http.MethodGet, Operation: op, url: u, stream: true}
	if offset > 0 {
		req.Header = http.Header{"Range": {fmt.Sprintf("bytes=%d-", offset)}}
	}
	res, err := c.Do(ctx, req, opts...)
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
	switch {
	case offset == 0:
	case res.Status == http.StatusPartialContent:
		if size >= 0 {
			size += offset
		}
		from := "bytes " + strconv.FormatInt(offset, 10) + "-"
		if got := res.Header.Get("Content-Range"); !strings.HasPrefix(got, from) {
			_ = content.Close()
			return nil, fmt.Errorf("metabiz: %s: asked for the bytes from %d on, the answer holds %q", op, offset, got[:min(len(got), 64)])
		}
	default:
		if _, err := io.CopyN(io.Discard, content, offset); err != nil {
			_ = content.Close()
			return nil, fmt.Errorf("metabiz: %s: skip %d bytes: %w", op, offset, err)
		}
	}
	return &Download{ReadCloser: content, ContentType: res.Header.Get("Content-Type"), Size: size, Header: res.Header}, nil
}
