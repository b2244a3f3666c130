package metabiz_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/metabiz-go/metabiz"
)

// plain hides all that a reader can do but reading.
type plain struct{ io.Reader }

// at hides all that a reader can do but reading at a place.
type at struct {
	io.Reader
	io.ReaderAt
}

// pipe can be sought by its methods only.
type pipe struct{ io.Reader }

func (pipe) Seek(int64, int) (int64, error) { return 0, errors.New("illegal seek") }

func TestFileFromReader(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("0123456789abcdef"), 8192) // 128 KiB
	begun := bytes.NewReader(append([]byte("head"), long...))
	if _, err := begun.Seek(4, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	tests := map[string]struct {
		reader io.Reader
		want   []byte
		peek   int64 // read and looked at before
		again  error // of reading it whole a second time
		err    error // of reading it
	}{
		"seeker, from where it stood": {reader: begun, want: long, peek: 100},
		"reader at":                   {reader: at{nil, bytes.NewReader(long)}, want: long, peek: 100},
		"reader":                      {reader: plain{bytes.NewReader(long)}, want: long, peek: 64 << 10, again: metabiz.ErrReadBefore},
		"reader, byte by byte":        {reader: iotest.OneByteReader(plain{bytes.NewReader(long)}), want: long, peek: 64 << 10, again: metabiz.ErrReadBefore},
		"pipe":                        {reader: pipe{bytes.NewReader(long)}, want: long, peek: 64 << 10, again: metabiz.ErrReadBefore},
		"short reader":                {reader: plain{strings.NewReader("hi")}, want: []byte("hi"), peek: 64 << 10},
		"failing reader":              {reader: io.MultiReader(strings.NewReader("hi"), iotest.ErrReader(broken)), want: []byte("hi"), peek: 1, err: broken, again: broken},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := metabiz.FileFromReader("a", test.reader, int64(len(test.want)))
			read := func(n int64) ([]byte, error) {
				r, err := file.Open()
				if err != nil {
					return nil, err
				}
				defer r.Close()
				return io.ReadAll(io.LimitReader(r, n))
			}
			if head, err := read(test.peek); err != nil || !bytes.HasPrefix(test.want, head) || len(head) == 0 {
				t.Fatalf("peeked at %d bytes: %v", len(head), err)
			}
			if got, err := read(1 << 20); !errors.Is(err, test.err) || !bytes.Equal(got, test.want) {
				t.Fatalf("%d bytes, %v", len(got), err)
			}
			got, err := read(1 << 20)
			if !errors.Is(err, test.again) || err == nil && !bytes.Equal(got, test.want) {
				t.Errorf("again: %d bytes, %v", len(got), err)
			}
		})
	}
}

// seeker hides that it can be read at a place.
type seeker struct {
	io.Reader
	io.Seeker
}

// An attempt that has ended may still be about to read: it takes nothing away from the next one.
func TestReadingThatWasSuperseded(t *testing.T) {
	t.Parallel()
	content := "0123456789"
	under := strings.NewReader("head" + content)
	if _, err := under.Seek(4, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]io.Reader{
		"seeker and reader at": func() io.Reader { r := *under; return &r }(),
		"seeker":               func() io.Reader { r := *under; return seeker{&r, &r} }(),
		"reader":               plain{strings.NewReader(content)},
	} {
		file := metabiz.FileFromReader("a", r, int64(len(content)))
		first, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(first, make([]byte, 3)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		second, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		var got []byte
		for b := make([]byte, 2); ; {
			n, err := second.Read(b)
			got = append(got, b[:n]...)
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			_, _ = first.Read(make([]byte, 1))
		}
		if string(got) != content {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
