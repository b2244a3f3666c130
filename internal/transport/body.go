package transport

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
)

// Body is what a call sends. It can be opened any number of times, once an attempt, so that nothing need be held in
// memory to send it again.
type Body interface {
	// Open starts the body from its first byte.
	Open() (io.ReadCloser, error)
	// Size is the length in bytes, or negative when it is not known.
	Size() int64
	ContentType() string
}

// Bytes is a Body that is in memory already. Content must not change until the call has ended.
type Bytes struct {
	Content []byte
	Type    string
}

// BytesBody is a Body that is in memory already. It keeps b, which must not change until the call has ended.
func BytesBody(b []byte, contentType string) Body { return &Bytes{b, contentType} }

// Open returns one of the readers that net/http recognises as held in memory: it then sends headers and body in one
// write.
func (b *Bytes) Open() (io.ReadCloser, error) { return b.open(new(bytes.Reader)) }

func (b *Bytes) open(reader *bytes.Reader) (io.ReadCloser, error) {
	if len(b.Content) == 0 {
		return http.NoBody, nil
	}
	reader.Reset(b.Content)
	return io.NopCloser(reader), nil
}

func (b *Bytes) Size() int64         { return int64(len(b.Content)) }
func (b *Bytes) ContentType() string { return b.Type }

// flight is what net/http may still read of an attempt after it has ended: each has its own.
type flight struct {
	address url.URL
	body    Bytes
	reader  bytes.Reader
}

// load gives an attempt its body. The watch tells whether that could not be read; those in memory can't fail, and have none.
func (x *exchange) load(req *http.Request, f *flight) (*watch, error) {
	var err error
	switch body := x.call.Body.(type) {
	case nil:
		return nil, nil
	case *Bytes:
		f.body = *body
		req.Body, err = f.body.open(&f.reader)
		req.ContentLength, req.GetBody = f.body.Size(), f.body.Open
		return nil, err
	default:
		w := &watch{source: body}
		req.Body, err = w.open()
		req.ContentLength, req.GetBody = body.Size(), w.open
		return w, err
	}
}

// watch remembers why a body could not be read, however often net/http begins it.
type watch struct {
	source Body
	err    atomic.Pointer[error]
}

func (w *watch) open() (io.ReadCloser, error) {
	body, err := w.source.Open()
	if err != nil || body == http.NoBody {
		return body, err
	}
	return &watchedBody{body, w}, nil
}

// failed is nil for a nil watch.
func (w *watch) failed() error {
	if w == nil {
		return nil
	}
	if err := w.err.Load(); err != nil {
		return *err
	}
	return nil
}

type watchedBody struct {
	io.ReadCloser
	watch *watch
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		b.watch.err.CompareAndSwap(nil, &err)
	}
	return n, err
}
