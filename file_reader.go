package metabiz

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// ErrReadBefore is found where an upload would have to begin anew, but its
// [FileFromReader] can't be read again.
var ErrReadBefore = errors.New("the reader can't be read from its beginning again")

// rereadable is how much of a reader without Seek is kept to be read again: as
// much as is looked at to tell what a file is, before it is sent.
const rereadable = 64 << 10

// FileFromReader describes what a reader gives, of a size that is known, in
// bytes. Nothing but its first 64 KiB is held in memory. A reader that is also an
// io.ReaderAt or an io.Seeker may be sent repeatedly, beginning where it stood;
// of any other an attempt that broke off behind these 64 KiB is not repeated, and
// its error is [ErrReadBefore]. The reader is not closed.
func FileFromReader(name string, r io.Reader, size int64) File {
	f := File{Name: name, Size: size}
	start, sought := int64(0), false
	if s, ok := r.(io.Seeker); ok {
		// What can't be sought after all, such as a pipe on standard input, is read once.
		at, err := s.Seek(0, io.SeekCurrent)
		start, sought = at, err == nil
	}
	_, seeker := r.(io.Seeker)
	at, ok := r.(io.ReaderAt)
	switch {
	case ok && sought == seeker: // without a position that attempts would share
		f.Open = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(at, start, size)), nil }
	case sought:
		f.Open = (&soughtReader{r: r, start: start}).open
	default:
		f.Open = (&onceReader{r: r}).open
	}
	return f
}

// errSuperseded is what a reading gets that goes on although another has begun: net/http may still be about to read
// for an attempt that has ended, and must take nothing away from the next one.
var errSuperseded = errors.New("the file is being read anew")

// soughtReader is read from its start by one reading after the other.
type soughtReader struct {
	mu    sync.Mutex
	r     io.Reader // an io.Seeker
	start int64
	last  *soughtReading
}

func (s *soughtReader) open() (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = &soughtReading{s}
	_, err := s.r.(io.Seeker).Seek(s.start, io.SeekStart)
	return io.NopCloser(s.last), err
}

type soughtReading struct{ *soughtReader }

func (r *soughtReading) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last != r {
		return 0, errSuperseded
	}
	return r.r.Read(b)
}

// onceReader keeps what was read first, until it is more than is kept.
type onceReader struct {
	mu   sync.Mutex
	r    io.Reader
	kept bytes.Buffer
	over bool // more was read than is kept
	err  error
	last *replay
}

func (o *onceReader) open() (io.ReadCloser, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return nil, ErrReadBefore
	}
	o.last = &replay{once: o}
	return io.NopCloser(o.last), nil
}

// replay reads what is kept, and goes on with the reader itself.
type replay struct {
	once *onceReader
	at   int
}

func (p *replay) Read(b []byte) (int, error) {
	o := p.once
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.last != p:
		return 0, errSuperseded
	case p.at < o.kept.Len():
		n := copy(b, o.kept.Bytes()[p.at:])
		p.at += n
		return n, nil
	case o.err != nil:
		return 0, o.err
	}
	n, err := o.r.Read(b)
	o.err = err
	if !o.over {
		if room := rereadable - o.kept.Len(); n <= room {
			o.kept.Write(b[:n])
			p.at += n
		} else {
			// What is kept is of no use any more: it is not the whole.
			o.over, o.kept = true, bytes.Buffer{}
			p.at = 0
		}
	}
	return n, err
}
