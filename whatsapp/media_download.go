package whatsapp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/metabiz-go/metabiz"
)

// ErrCorruptMedia ends the reading of a [Download] whose bytes are not the ones
// that Meta announced.
var ErrCorruptMedia = errors.New("media is not what was announced")

// A Download is a file that is read as it arrives. It must be closed. The read
// that would give io.EOF gives [ErrCorruptMedia] instead where the bytes do not
// match the announced SHA-256: use what was read only after io.EOF.
//
// A connection that breaks is made anew, and the reading goes on where it stood;
// where the address has expired meanwhile, with a fresh one.
type Download struct {
	MediaInfo
	media *Media
	opts  []metabiz.Option
	// A reader has no place for the context of the call that began it, which its
	// further connections must end with.
	ctx  context.Context
	body io.ReadCloser
	hash hash.Hash
	want []byte // nil where Meta announced nothing that could be checked
	read int64

	resumes int // connections made anew
	idle    int // of these, the last ones that gave nothing
}

// A download gives up after so many connections, or so many that gave nothing.
const (
	maxResumes     = 32
	maxIdleResumes = 3
)

// Download begins to read the file, by way of a fresh address. The token goes
// to Meta's hosts only.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media.
//
//meta:operation GET /{media-id}
func (m *Media) Download(ctx context.Context, opts ...metabiz.Option) (*Download, error) {
	info, err := m.Get(ctx, opts...)
	if err != nil {
		return nil, err
	}
	file, err := m.client.Open(ctx, info.URL, opts...)
	if err != nil {
		return nil, err
	}
	d := &Download{MediaInfo: *info, media: m, opts: opts, ctx: ctx, body: file, hash: sha256.New(), want: digest(info.SHA256)}
	if d.FileSize == 0 && file.Size > 0 {
		d.FileSize = file.Size
	}
	if d.MIMEType == "" {
		d.MIMEType = file.ContentType
	}
	return d, nil
}

// digest reads a SHA-256 in either of the forms that Meta writes.
func digest(text string) []byte {
	if sum, err := hex.DecodeString(text); err == nil && len(sum) == sha256.Size {
		return sum
	}
	if sum, err := base64.StdEncoding.DecodeString(text); err == nil && len(sum) == sha256.Size {
		return sum
	}
	return nil
}

// Read reads the file and checks it at its end.
func (d *Download) Read(p []byte) (int, error) {
	for {
		n, err := d.body.Read(p)
		d.hash.Write(p[:n])
		d.read += int64(n)
		if n > 0 {
			d.idle = 0
		}
		switch {
		case err == io.EOF:
			if corrupt := d.check(); corrupt != nil {
				return n, corrupt
			}
			return n, io.EOF
		case err == nil:
			return n, nil
		}
		if rerr := d.resume(err); rerr != nil {
			return n, rerr
		}
		if n > 0 || len(p) == 0 {
			return n, nil
		}
	}
}

// resume goes on behind what was read, after the reading broke off with err.
func (d *Download) resume(err error) error {
	if d.ctx.Err() != nil || d.resumes == maxResumes || d.idle == maxIdleResumes {
		return err
	}
	d.resumes++
	d.idle++
	_ = d.body.Close()
	file, oerr := d.media.client.OpenAt(d.ctx, d.URL, d.read, d.opts...)
	if errors.Is(oerr, metabiz.ErrNotFound) || errors.Is(oerr, metabiz.ErrAuth) {
		// Addresses expire after five minutes, which a large file may well take.
		info, ierr := d.media.Get(d.ctx, d.opts...)
		if ierr != nil {
			return errors.Join(err, ierr)
		}
		d.URL = info.URL
		file, oerr = d.media.client.OpenAt(d.ctx, d.URL, d.read, d.opts...)
	}
	if oerr != nil {
		return errors.Join(err, oerr)
	}
	d.body = file
	return nil
}

func (d *Download) check() error {
	switch sum := d.hash.Sum(nil); {
	case d.want != nil && !bytes.Equal(sum, d.want):
		return fmt.Errorf("whatsapp: media %s: SHA-256 is %x, announced was %x: %w", d.ID, sum, d.want, ErrCorruptMedia)
	case d.want == nil && d.FileSize > 0 && d.read != d.FileSize:
		return fmt.Errorf("whatsapp: media %s: %d bytes, announced were %d: %w", d.ID, d.read, d.FileSize, ErrCorruptMedia)
	}
	return nil
}

// Close ends the reading.
func (d *Download) Close() error { return d.body.Close() }
