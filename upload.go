package metabiz

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// An UploadError is a resumable upload that broke off. [Client.ResumeUpload]
// goes on with Session, for as long as Meta keeps it.
type UploadError struct {
	// Session is named with its signature, which is a credential: it is left out
	// where the error is printed or made JSON.
	Session string `json:"-"`
	Err     error  // what ended the last try
}

// Format keeps the session's signature out of logs, whatever the verb.
func (e UploadError) Format(s fmt.State, verb rune) {
	text := (&e).Error()
	if verb == 'q' || verb == 'v' && s.Flag('#') {
		text = strconv.Quote(text)
	}
	_, _ = io.WriteString(s, text)
}

func (e *UploadError) Error() string {
	return fmt.Sprintf("metabiz: upload broke off, session %s can be resumed: %v", shortSession(e.Session), e.Err)
}

func (e *UploadError) Unwrap() error { return e.Err }

// endedBy adds the context's error where that is why there was no further try.
func (e *UploadError) endedBy(ctx context.Context) *UploadError {
	if err := ctx.Err(); err != nil && !errors.Is(e.Err, err) {
		e.Err = fmt.Errorf("%w, after: %w", err, e.Err)
	}
	return e
}

// shortSession leaves out the session's signature, which is a credential.
func shortSession(s string) string {
	id, _, _ := strings.Cut(s, "?")
	return id
}

// Upload sends a file through the resumable upload API and returns its handle,
// which template examples and profile pictures are named by.
//
// The file is streamed and never held in memory. After a broken connection the
// upload goes on where it stood, for as long as it gets further; an [*UploadError]
// tells how to go on later. The content type must be one that Meta takes here: application/pdf,
// image/jpeg, image/png, video/mp4.
//
// See https://developers.facebook.com/docs/graph-api/guides/upload.
//
//meta:operation POST /{Application}/uploads
func (c *Client) Upload(ctx context.Context, appID string, file File, opts ...Option) (handle string, err error) {
	if err := file.check("file"); err != nil {
		return "", err
	}
	if file.Size == 0 {
		return "", fieldError("Client.Upload", "file.Size", "is 0: there is nothing to upload")
	}
	var session struct {
		ID string `json:"id"`
	}
	// A session that nobody uses is forgotten by itself, so beginning twice does no harm.
	err = c.into(ctx, &Request{
		Method: http.MethodPost, Path: Path(appID, "uploads"), Operation: "POST /{application-id}/uploads", Idempotent: true,
		Body: struct {
			Name   string `json:"file_name"`
			Length int64  `json:"file_length"`
			Type   string `json:"file_type"`
		}{file.Name, file.Size, file.contentType()},
	}, &session, opts)
	if err != nil {
		return "", err
	}
	if session.ID == "" {
		return "", errors.New("metabiz: POST /{application-id}/uploads: the answer has no session id")
	}
	return c.upload(ctx, session.ID, 0, file, opts)
}

// ResumeUpload goes on with an upload that broke off, with the same file. session
// is that of the [UploadError]; it holds a signature, so keep it out of logs.
//
//meta:operation GET /upload:{session}
//meta:operation POST /upload:{session}
func (c *Client) ResumeUpload(ctx context.Context, session string, file File, opts ...Option) (handle string, err error) {
	if err := file.check("file"); err != nil {
		return "", err
	}
	offset, err := c.uploadOffset(ctx, session, opts)
	if err != nil {
		return "", err
	}
	return c.upload(ctx, session, offset, file, opts)
}

// uploadTries bounds how often in a row a broken upload goes on by itself without getting any further.
const uploadTries = 4

func (c *Client) upload(ctx context.Context, session string, offset int64, file File, opts []Option) (string, error) {
	cfg, err := c.config(opts)
	if err != nil {
		return "", err
	}
	retry := cfg.retry.transport()
	for stuck := 0; ; {
		handle, err := c.uploadFrom(ctx, session, offset, file, opts)
		if err == nil {
			return handle, nil
		}
		broken := &UploadError{Session: session, Err: err}
		if !errors.Is(err, ErrOutcomeUnknown) && !errors.Is(err, ErrTransient) {
			return "", broken // refused: the same bytes will be refused again
		}
		reached, err := c.uploadOffset(ctx, session, opts)
		if err != nil {
			return "", broken.endedBy(ctx)
		}
		if stuck++; reached > offset {
			stuck = 0
		}
		offset = reached
		if stuck == uploadTries {
			return "", broken
		}
		if pause(ctx, retry.Backoff(stuck+1)) != nil {
			return "", broken.endedBy(ctx)
		}
	}
}

// pause waits, or fails when the context ends before.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (c *Client) uploadFrom(ctx context.Context, session string, offset int64, file File, opts []Option) (string, error) {
	if offset < 0 || offset > file.Size {
		return "", fieldError("upload", "file", fmt.Sprintf("has %d bytes, but Meta has %d bytes of it already: it is not the file that the session was begun with", file.Size, offset))
	}
	rest := file
	rest.Size = file.Size - offset
	rest.Open = func() (io.ReadCloser, error) { return openAt(file, offset) }
	req, err := sessionRequest(http.MethodPost, session)
	if err != nil {
		return "", err
	}
	req.Header = http.Header{"File_offset": {strconv.FormatInt(offset, 10)}}
	req.Body = rest
	var answer struct {
		Handle string `json:"h"`
	}
	if err := c.into(ctx, req, &answer, opts); err != nil {
		return "", err
	}
	if answer.Handle == "" {
		return "", fmt.Errorf("metabiz: %s: the answer has no handle", req.Operation)
	}
	return answer.Handle, nil
}

func (c *Client) uploadOffset(ctx context.Context, session string, opts []Option) (int64, error) {
	req, err := sessionRequest(http.MethodGet, session)
	if err != nil {
		return 0, err
	}
	var answer struct {
		Offset int64 `json:"file_offset"`
	}
	if err := c.into(ctx, req, &answer, opts); err != nil {
		return 0, err
	}
	return answer.Offset, nil
}

// sessionRequest addresses a session, whose id may carry its signature as a query.
func sessionRequest(method, session string) (*Request, error) {
	id, query, _ := strings.Cut(session, "?")
	if !strings.HasPrefix(id, "upload:") {
		return nil, fieldError("upload session", "session", "does not begin with upload:")
	}
	req := &Request{Method: method, Path: Path(id), Operation: method + " /upload:{session}", auth: "OAuth"}
	if query != "" {
		values, err := url.ParseQuery(query)
		if err != nil {
			return nil, fieldError("upload session", "session", "has a malformed signature")
		}
		req.Query = values
	}
	return req, nil
}

// openAt opens the file at an offset, by seeking where it can.
func openAt(file File, offset int64) (io.ReadCloser, error) {
	r, err := file.Open()
	if err != nil || offset == 0 {
		return r, err
	}
	if s, ok := r.(io.Seeker); ok {
		_, err = s.Seek(offset, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, r, offset)
	}
	if err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}
