package transport

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// longestLull is how long an answer that has begun may stand still. What comes before it has limits of its own: see newPool.
const longestLull = time.Minute

// lulls ends the answers that stand still. One timer watches over all of them, and only while there are any: one for each would cost
// every call three allocations.
type lulls struct {
	mu      sync.Mutex
	reading map[*lull]struct{}
	watched bool
}

// lull is an answer as it is read. Its zero value is ready for watch.
type lull struct {
	body  io.ReadCloser
	all   *lulls
	since atomic.Int64 // when the read that is going on began, in Unix nanoseconds; zero between two
	ended atomic.Bool  // for standing still
}

// watch begins to watch over a body, into l.
func (s *lulls) watch(l *lull, body io.ReadCloser) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.body, l.all = body, s
	l.since.Store(0)
	l.ended.Store(false)
	if s.reading == nil {
		s.reading = map[*lull]struct{}{}
	}
	s.reading[l] = struct{}{}
	if !s.watched {
		s.watched = true
		time.AfterFunc(longestLull/4, s.look)
	}
}

// look closes what stands still, which wakes whoever reads it, and looks again later if there is still something to see.
func (s *lulls) look() {
	now := time.Now()
	var still []io.Closer
	s.mu.Lock()
	for l := range s.reading {
		if since := l.since.Load(); since != 0 && now.Sub(time.Unix(0, since)) >= longestLull {
			l.ended.Store(true)
			still = append(still, l.body)
			delete(s.reading, l)
		}
	}
	if s.watched = len(s.reading) > 0; s.watched {
		time.AfterFunc(longestLull/4, s.look)
	}
	s.mu.Unlock()
	for _, body := range still {
		_ = body.Close()
	}
}

func (l *lull) Read(p []byte) (int, error) {
	l.since.Store(time.Now().UnixNano())
	n, err := l.body.Read(p)
	l.since.Store(0)
	if err != nil && err != io.EOF && l.ended.Load() {
		err = errLull
	}
	return n, err
}

// Close ends the watch, too.
func (l *lull) Close() error {
	l.all.mu.Lock()
	delete(l.all.reading, l)
	l.all.mu.Unlock()
	return l.body.Close()
}

// errLull is a net.Error, and a time-out.
var errLull error = &lullError{}

type lullError struct{}

func (*lullError) Error() string   { return fmt.Sprintf("the answer stood still for %s", longestLull) }
func (*lullError) Timeout() bool   { return true }
func (*lullError) Temporary() bool { return true }

// capped is an answer that may have so many bytes and no more.
type capped struct {
	io.ReadCloser
	left  int64
	limit int64
}

func (c *capped) Read(p []byte) (int, error) {
	// One byte more than is left tells an answer that ends here from one that goes on.
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.ReadCloser.Read(p)
	if int64(n) > c.left {
		n, c.left = int(c.left), 0
		return n, fmt.Errorf("%w: more than %d bytes", ErrAnswerTooLarge, c.limit)
	}
	c.left -= int64(n)
	return n, err
}
