package ads

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// VideoChunks is an upload in chunks that is under way: the bytes that Meta wants next
// are those from StartOffset up to EndOffset. Where the two are equal it has all.
type VideoChunks struct {
	UploadSessionID string `json:"upload_session_id"`
	VideoID         string `json:"video_id"`
	StartOffset     int64  `json:"start_offset"`
	EndOffset       int64  `json:"end_offset"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (v *VideoChunks) UnmarshalJSON(data []byte) error {
	type plain VideoChunks
	return wire.Unmarshal(data, (*plain)(v))
}

// A VideoChunksError is an upload in chunks that broke off. [Account.ResumeVideoInChunks] goes on with Chunks.
type VideoChunksError struct {
	Chunks VideoChunks
	Err    error // what ended the last try
}

func (e *VideoChunksError) Error() string {
	return fmt.Sprintf("ads: the upload of video %s broke off at byte %d and can be resumed: %v", e.Chunks.VideoID, e.Chunks.StartOffset, e.Err)
}

func (e *VideoChunksError) Unwrap() error { return e.Err }

// UploadVideoInChunks uploads a video in chunks of the size that Meta asks for, and
// gives its id: the older way, for where [Account.UploadVideo] is not open to the caller.
// Meta encodes it then: see [AdVideoHandle.AwaitReady].
//
// The file is streamed, at most 10 GB. A chunk that got lost, or that Meta wants from
// another offset (1363037), is sent again from where it should begin; a
// [*VideoChunksError] tells how to go on later.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/advideos.
func (a *Account) UploadVideoInChunks(ctx context.Context, file metabiz.File, details VideoDetails, opts ...metabiz.Option) (*AdVideo, error) {
	if err := checkVideo("ads.Account.UploadVideoInChunks", file); err != nil {
		return nil, err
	}
	// A session that nobody uses is forgotten by itself, so beginning twice does no harm.
	begin := repeatable(a.videoChunk(AdVideoParams{UploadPhase: VideoUploadPhaseStart, FileSize: file.Size}))
	chunks, err := edge.Call[VideoChunks](ctx, a.client, begin, opts)
	if err != nil {
		return nil, err
	}
	if chunks.UploadSessionID == "" || chunks.VideoID == "" {
		return nil, fmt.Errorf("ads: %s: the answer has no upload session", begin.Operation)
	}
	return a.sendChunks(ctx, *chunks, file, details, opts)
}

// ResumeVideoInChunks goes on with an upload that broke off, with the same file. chunks are those of the [VideoChunksError].
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/advideos.
func (a *Account) ResumeVideoInChunks(ctx context.Context, chunks VideoChunks, file metabiz.File, details VideoDetails, opts ...metabiz.Option) (*AdVideo, error) {
	if err := checkVideo("ads.Account.ResumeVideoInChunks", file); err != nil {
		return nil, err
	}
	if chunks.UploadSessionID == "" {
		return nil, &metabiz.ValidationError{What: "ads.Account.ResumeVideoInChunks", Fields: []metabiz.FieldError{{Path: "chunks.UploadSessionID", Problem: "is empty"}}}
	}
	return a.sendChunks(ctx, chunks, file, details, opts)
}

func (a *Account) videoChunk(params AdVideoParams) *metabiz.Request {
	return hosted(metabiz.HostVideo, a.post("advideos", params))
}

func (a *Account) sendChunks(ctx context.Context, chunks VideoChunks, file metabiz.File, details VideoDetails, opts []metabiz.Option) (*AdVideo, error) {
	source := &sections{file: file}
	defer source.close()
	for stuck := 0; chunks.StartOffset < file.Size; {
		if chunks.EndOffset <= chunks.StartOffset || chunks.EndOffset > file.Size {
			chunks.EndOffset = file.Size
		}
		// The offset is part of the call: a chunk that arrived before is refused, not taken twice.
		req := repeatable(a.videoChunk(AdVideoParams{
			UploadPhase: VideoUploadPhaseTransfer, UploadSessionID: chunks.UploadSessionID, StartOffset: new(chunks.StartOffset),
			VideoFileChunk: source.section(chunks.StartOffset, chunks.EndOffset),
		}))
		next, err := edge.Call[VideoChunks](ctx, a.client, req, opts)
		if err == nil {
			if next.StartOffset <= chunks.StartOffset {
				return nil, &VideoChunksError{Chunks: chunks, Err: fmt.Errorf("ads: %s: Meta asks for byte %d after byte %d", req.Operation, next.StartOffset, chunks.StartOffset)}
			}
			chunks.StartOffset, chunks.EndOffset, stuck = next.StartOffset, next.EndOffset, 0
			continue
		}
		broken := &VideoChunksError{Chunks: chunks, Err: err}
		start, end, wrong := wantedOffset(err)
		if wrong && start > chunks.StartOffset {
			stuck = 0
		} else {
			stuck++
		}
		switch {
		case wrong:
			chunks.StartOffset, chunks.EndOffset = start, end
		case !brokeOff(err):
			return nil, broken
		}
		if stuck >= videoTries || stuck > 0 && pause(ctx, backoff(stuck)) != nil {
			return nil, broken
		}
	}
	end := a.videoChunk(AdVideoParams{UploadPhase: VideoUploadPhaseFinish, UploadSessionID: chunks.UploadSessionID, Title: details.Title, Description: details.Description})
	if err := edge.Do(ctx, a.client, end, opts); err != nil {
		// Of an end whose answer was lost the video itself tells whether it was taken.
		status, lost := a.videoStatus(ctx, chunks.VideoID, opts)
		if !brokeOff(err) || lost != nil || !status.finished() {
			return nil, &VideoChunksError{Chunks: chunks, Err: err}
		}
	}
	return &AdVideo{ID: chunks.VideoID, Title: details.Title, Description: details.Description}, nil
}

// sections gives parts of a file. A part that follows another one which was read to its end goes on with the same opening,
// so that a file which can be read only once can be sent in parts as well. net/http may still read a part whose call has
// ended: no two parts ever share an opening.
type sections struct {
	file metabiz.File

	mu   sync.Mutex
	r    io.ReadCloser // left behind by a part that was read to its end; nil: there is none
	at   int64         // where r stands
	over bool
}

func (s *sections) section(from, to int64) metabiz.File {
	return metabiz.File{
		Name: s.file.Name, ContentType: "application/octet-stream", Size: to - from,
		Open: func() (io.ReadCloser, error) {
			r, err := s.take(from)
			if err != nil {
				return nil, err
			}
			return &sectionReader{s: s, r: r, left: to - from, end: to}, nil
		},
	}
}

// take opens the file at a place, or gives the opening that stands there.
func (s *sections) take(from int64) (io.ReadCloser, error) {
	s.mu.Lock()
	r, at := s.r, s.at
	s.r = nil
	s.mu.Unlock()
	if r != nil && at == from {
		return r, nil
	}
	if r != nil {
		_ = r.Close()
	}
	return openFrom(s.file, from)
}

// leave keeps an opening for the part that begins where it stands.
func (s *sections) leave(r io.ReadCloser, at int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.r != nil || s.over {
		_ = r.Close()
		return
	}
	s.r, s.at = r, at
}

func (s *sections) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over = true; s.r != nil {
		_ = s.r.Close()
		s.r = nil
	}
}

// sectionReader is one part that is being read. It may be closed while it is.
type sectionReader struct {
	s   *sections
	end int64

	mu   sync.Mutex
	r    io.ReadCloser // nil: it has been read to its end, or closed
	left int64
}

func (p *sectionReader) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == 0 || p.r == nil {
		return 0, io.EOF
	}
	n, err := p.r.Read(b[:min(int64(len(b)), p.left)])
	if p.left -= int64(n); p.left == 0 {
		p.s.leave(p.r, p.end)
		p.r = nil
	}
	return n, err
}

func (p *sectionReader) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.r == nil {
		return nil
	}
	err := p.r.Close()
	p.r = nil
	return err
}
