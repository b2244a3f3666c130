package metabiz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"mime/multipart"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A File is something to upload. It is opened once an attempt and read as it is
// sent: no upload is held in memory, and a repeated attempt begins anew.
type File struct {
	Name        string // "poster.jpg"
	ContentType string // "image/jpeg"; where empty, it is taken from the name
	Size        int64  // in bytes
	Open        func() (io.ReadCloser, error)
}

// FileFromPath describes a file on disk. It fails when there is none or it is a folder.
func FileFromPath(path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, fmt.Errorf("metabiz: %w", err)
	}
	if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("metabiz: %s is not a regular file", path)
	}
	return File{
		Name: filepath.Base(path),
		Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return os.Open(path) },
	}, nil
}

// FileFromFS describes a file of a file system, such as an embed.FS.
func FileFromFS(fsys fs.FS, name string) (File, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return File{}, fmt.Errorf("metabiz: %w", err)
	}
	if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("metabiz: %s is not a regular file", name)
	}
	return File{
		Name: info.Name(),
		Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return fsys.Open(name) },
	}, nil
}

// FileFromBytes describes bytes that are in memory anyhow. They must not be changed until the upload has ended.
func FileFromBytes(name string, data []byte) File {
	return File{
		Name: name,
		Size: int64(len(data)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

func (f File) check(path string) error {
	switch {
	case f.Open == nil:
		return fieldError("File", path+".Open", "is nil: make the file with FileFromPath or FileFromBytes")
	case f.Name == "":
		return fieldError("File", path+".Name", "is empty")
	case f.Size < 0:
		return fieldError("File", path+".Size", fmt.Sprintf("is %d, below 0", f.Size))
	case hasControl(f.ContentType):
		return fieldError("File", path+".ContentType", "has a line break or control character")
	}
	return nil
}

func fieldError(what, path, problem string) error {
	return &ValidationError{What: what, Fields: []FieldError{{Path: path, Problem: problem}}}
}

func (f File) contentType() string {
	if f.ContentType != "" {
		return f.ContentType
	}
	if t := mime.TypeByExtension(strings.ToLower(filepath.Ext(f.Name))); t != "" {
		return t
	}
	return "application/octet-stream"
}

// body sends the file as the whole body.
func (f File) body() (transport.Body, error) {
	if err := f.check("Body"); err != nil {
		return nil, err
	}
	return fileBody{f}, nil
}

type fileBody struct{ file File }

// Open gives as many bytes as were announced, or fails.
func (b fileBody) Open() (io.ReadCloser, error) {
	r := &formReader{}
	if err := r.begin(&b.file); err != nil {
		return nil, err
	}
	return r, nil
}
func (b fileBody) Size() int64         { return b.file.Size }
func (b fileBody) ContentType() string { return b.file.contentType() }

// A Form is a body of type multipart/form-data: fields and files.
type Form struct {
	Fields any             // url.Values, a map or a struct with json tags; compound values become JSON text
	Files  map[string]File // by the name of the parameter
}

// body lays the form out once: everything but the files' bytes is made here, so
// that the size is known and an attempt only streams.
func (f *Form) body(extra map[string]any) (transport.Body, error) {
	for name, file := range f.Files {
		if err := file.check(name); err != nil {
			return nil, err
		}
	}
	fields, err := wire.Query(f.Fields)
	if err != nil {
		return nil, err
	}
	if len(extra) > 0 {
		more, err := wire.Query(extra)
		if err != nil {
			return nil, err
		}
		maps.Copy(fields, more)
	}
	form := &formBody{}
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, v := range fields[name] {
			if err := w.WriteField(name, v); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Files)) {
		file := f.Files[name]
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quoteName(name), quoteName(file.Name)))
		header.Set("Content-Type", file.contentType())
		if _, err := w.CreatePart(header); err != nil {
			return nil, err
		}
		form.add(bytes.Clone(head.Bytes()))
		head.Reset()
		form.parts = append(form.parts, part{file: &file})
		form.size += file.Size
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	form.add(bytes.Clone(head.Bytes()))
	form.contentType = w.FormDataContentType()
	return form, nil
}

var nameQuoter = strings.NewReplacer(`\`, `\\`, `"`, `%22`, "\r", "%0D", "\n", "%0A")

func quoteName(s string) string { return nameQuoter.Replace(s) }

type part struct {
	bytes []byte
	file  *File
}

type formBody struct {
	parts       []part
	size        int64
	contentType string
}

func (b *formBody) add(p []byte) {
	b.parts = append(b.parts, part{bytes: p})
	b.size += int64(len(p))
}

func (b *formBody) Size() int64         { return b.size }
func (b *formBody) ContentType() string { return b.contentType }

// Open reads the parts one after the other, opening each file when its turn comes.
func (b *formBody) Open() (io.ReadCloser, error) { return &formReader{parts: b.parts}, nil }

// formReader is read by one goroutine, but net/http may close it from another at any time.
type formReader struct {
	parts  []part
	reader io.Reader
	name   string // of the file being read
	left   int64  // of it

	mu     sync.Mutex
	closer io.Closer // of the file being read
	closed bool
}

func (r *formReader) Read(p []byte) (int, error) {
	for {
		if r.reader == nil {
			if len(r.parts) == 0 {
				return 0, io.EOF
			}
			next := r.parts[0]
			r.parts = r.parts[1:]
			if next.file == nil {
				r.reader, r.left = bytes.NewReader(next.bytes), int64(len(next.bytes))
			} else if err := r.begin(next.file); err != nil {
				return 0, err
			}
		}
		n, err := r.reader.Read(p)
		r.left -= int64(n)
		if err == io.EOF {
			if r.left > 0 {
				return n, fmt.Errorf("metabiz: %s has %d bytes less than its Size says: %w", r.name, r.left, io.ErrUnexpectedEOF)
			}
			r.reader = nil
			err = r.let(nil)
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (r *formReader) begin(file *File) error {
	f, err := file.Open()
	if err != nil {
		return fmt.Errorf("metabiz: open %s: %w", file.Name, err)
	}
	// A file that grew meanwhile must not overrun the length that was announced.
	r.reader, r.name, r.left = io.LimitReader(f, file.Size), file.Name, file.Size
	return r.let(f)
}

// let closes the file that was being read, and the next one, too, if the whole was closed meanwhile.
func (r *formReader) let(next io.Closer) error {
	r.mu.Lock()
	last := r.closer
	closed := r.closed
	if r.closer = next; closed {
		r.closer = nil
	}
	r.mu.Unlock()
	if closed && next != nil {
		_ = next.Close()
		return fs.ErrClosed
	}
	if last != nil {
		return last.Close()
	}
	return nil
}

// Close ends a Read that is going on, where the file's own Close does.
func (r *formReader) Close() error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	return r.let(nil)
}

// MarshalJSON refuses: a form is no JSON body.
func (f *Form) MarshalJSON() ([]byte, error) {
	return nil, &json.UnsupportedValueError{Str: "metabiz.Form is sent as multipart/form-data"}
}
