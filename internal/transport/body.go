package transport

import (
	"io"
	"net/http"
	"sync/atomic"

	"github.com/hashicorp/go-retryablehttp"
)

// readerOf gives the attempt engine a body. The engine opens a body once more than it sends it, only to learn its length; that
// opening is answered without touching the source, which may be a file or a pipe.
func (x *exchange) readerOf(body Body) retryablehttp.ReaderFunc {
	asked := false
	return func() (io.Reader, error) {
		if !asked {
			asked = true
			return sizeOnly(body.Size()), nil
		}
		opened, err := body.Open()
		if err != nil {
			x.bodyErr = err
		}
		return opened, err
	}
}

type sizeOnly int64

func (s sizeOnly) Len() int                 { return int(s) }
func (s sizeOnly) Read([]byte) (int, error) { return 0, io.EOF }

// watchedBody remembers why it could not be read.
type watchedBody struct {
	io.ReadCloser
	err atomic.Pointer[error]
}

// watchBody replaces a request's body by a watched one, unless it is in memory: those can't fail, and net/http must see
// their type to send them in one write.
func watchBody(req *http.Request, source Body) *watchedBody {
	if _, ok := source.(*bytesBody); ok || req.Body == nil || req.Body == http.NoBody {
		return nil
	}
	watched := &watchedBody{ReadCloser: req.Body}
	req.Body = watched
	return watched
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		b.err.CompareAndSwap(nil, &err)
	}
	return n, err
}

func (b *watchedBody) failed() error {
	if err := b.err.Load(); err != nil {
		return *err
	}
	return nil
}
