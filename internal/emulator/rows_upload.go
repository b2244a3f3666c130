package emulator

import (
	"encoding/base64"
	"fmt"
	"strconv"
)

// upload is what an upload session has received.
type upload struct {
	name, contentType string
	length            int64
	received          []byte
}

// uploadRows are the resumable uploads: a session of an app, to which the bytes are posted, gives a handle of the file.
// https://developers.facebook.com/docs/graph-api/guides/upload
func uploadRows(r *Registry) {
	r.Type(NodeType{Name: "UploadSession", Fields: Fields(`id string, file_offset unsigned int`), Default: []string{"id", "file_offset"},
		NewID: func(n int64) string {
			return uploadPrefix + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "1:attachment:%016x", n*0x9e3779b9))
		}})
	r.Edge("Application", Edge{Method: "POST", Name: "uploads", Tokens: []TokenKind{UserToken}, Handle: beginUpload, Params: Params(`
		file_length unsigned int, file_name string, session_type enum(attachment),
		file_type enum(application/pdf|image/jpeg|image/jpg|image/png|video/mp4)`)})
	r.Edge("UploadSession",
		Edge{Method: "GET", Handle: uploadState},
		Edge{Method: "POST", Handle: continueUpload},
	)
}

func beginUpload(c *Call) (any, error) {
	s := c.Make("UploadSession", nil)
	s.State = &upload{name: c.Args.Text("file_name"), contentType: c.Args.Text("file_type"), length: c.Args.Int("file_length")}
	return map[string]any{"id": sessionID(s)}, nil
}

// sessionID is the id as it is given out: with a signature that looks like a query.
func sessionID(s *Object) string { return s.ID + "?sig=" + proof("upload", s.ID)[:20] }

func uploadState(c *Call) (any, error) {
	u := c.Node.State.(*upload)
	return map[string]any{"id": sessionID(c.Node), "file_offset": len(u.received)}, nil
}

// continueUpload takes bytes from `file_offset` on. The last ones are answered with the handle, earlier ones with the
// state.
func continueUpload(c *Call) (any, error) {
	u := c.Node.State.(*upload)
	offset, err := strconv.ParseInt(c.Header.Get("file_offset"), 10, 64)
	if err != nil {
		return nil, Fail(100, "The header file_offset is required and must be an integer")
	}
	if offset != int64(len(u.received)) {
		return nil, (&Error{Code: 100, Message: fmt.Sprintf("The offset %d does not match the upload session's, %d", offset, len(u.received)),
			Data: map[string]any{"file_offset": len(u.received)}}).Sub(1363037)
	}
	if u.length > 0 && int64(len(u.received)+len(c.Body)) > u.length {
		return nil, Fail(100, "The file is longer than the %d bytes that were announced", u.length)
	}
	u.received = append(u.received, c.Body...)
	if u.length > 0 && int64(len(u.received)) < u.length {
		return uploadState(c)
	}
	handle := "4::" + base64.RawURLEncoding.EncodeToString([]byte(u.contentType)) + ":" + proof("handle", c.Node.ID)
	c.e.handles[handle] = &File{Name: u.name, ContentType: u.contentType, Content: u.received}
	return map[string]any{"h": handle}, nil
}

// Uploaded is the file that a handle stands for, or nil.
func (c *Call) Uploaded(handle string) *File { return c.e.handles[handle] }
