package ads

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// A VideoUploadError is the upload of a video that broke off. [Account.ResumeVideo] goes
// on with Upload, for as long as Meta keeps it.
type VideoUploadError struct {
	Upload VideoUpload
	Err    error // what ended the last try
}

func (e *VideoUploadError) Error() string {
	return fmt.Sprintf("ads: the upload of video %s broke off and can be resumed: %v", e.Upload.VideoID, e.Err)
}

func (e *VideoUploadError) Unwrap() error { return e.Err }

// codeWrongOffset is the subcode of bytes that don't begin where Meta has got to.
const codeWrongOffset = 1363037

// videoTries bounds how often in a row a broken upload goes on by itself without getting any further.
const videoTries = 4

// UploadVideo uploads a video for ads as one stream, and gives its id. Meta encodes it
// then: see [AdVideoHandle.AwaitReady].
//
// The file is streamed and never held in memory: MP4 with H.264 or H.265, at most 10 GB,
// 1200 pixels wide or more, 16:9 to 9:16. After a broken connection the upload goes on
// with the byte that Meta waits for; where it gets no further a [*VideoUploadError] tells
// how to go on later. The token must be of a person with the task CREATE_CONTENT: a
// business's system user can't upload to accounts of the business.
//
// See https://developers.facebook.com/docs/marketing-api/guides/videoads/fbvideoads.
func (a *Account) UploadVideo(ctx context.Context, file metabiz.File, details VideoDetails, opts ...metabiz.Option) (*AdVideo, error) {
	if err := checkVideo("ads.Account.UploadVideo", file); err != nil {
		return nil, err
	}
	upload, err := a.beginVideo(ctx, details, opts)
	if err != nil {
		return nil, err
	}
	return a.sendVideo(ctx, *upload, 0, file, details, opts)
}

// ResumeVideo goes on with an upload that broke off, with the same file. upload is that of the [VideoUploadError].
//
// See https://developers.facebook.com/docs/marketing-api/guides/videoads/fbvideoads.
func (a *Account) ResumeVideo(ctx context.Context, upload VideoUpload, file metabiz.File, details VideoDetails, opts ...metabiz.Option) (*AdVideo, error) {
	if err := checkVideo("ads.Account.ResumeVideo", file); err != nil {
		return nil, err
	}
	if _, err := upload.path(); err != nil {
		return nil, err
	}
	status, err := a.videoStatus(ctx, upload.VideoID, opts)
	if err != nil {
		return nil, err
	}
	if status.finished() {
		return &AdVideo{ID: upload.VideoID, Title: details.Title, Description: details.Description, Status: status}, nil
	}
	return a.sendVideo(ctx, upload, status.received(), file, details, opts)
}

// UploadVideoFrom has Meta fetch a video for ads from an address, and gives its id.
// The address must be public and lead to the file itself.
//
// See https://developers.facebook.com/docs/marketing-api/guides/videoads/fbvideoads.
func (a *Account) UploadVideoFrom(ctx context.Context, link string, details VideoDetails, opts ...metabiz.Option) (*AdVideo, error) {
	var found problems
	found.link("link", link)
	if err := found.err("ads.Account.UploadVideoFrom"); err != nil {
		return nil, err
	}
	upload, err := a.beginVideo(ctx, details, opts)
	if err != nil {
		return nil, err
	}
	req, err := a.videoBytes(*upload, http.Header{"File_url": {link}})
	if err != nil {
		return nil, err
	}
	req.Idempotent = true // the same file is fetched into the same video
	if err := edge.Do(ctx, a.client, req, opts); err != nil {
		return nil, &VideoUploadError{Upload: *upload, Err: err}
	}
	return a.finishVideo(ctx, *upload, details, opts)
}

// beginVideo reserves the id. A video without bytes is forgotten by itself, so beginning twice does no harm.
func (a *Account) beginVideo(ctx context.Context, details VideoDetails, opts []metabiz.Option) (*VideoUpload, error) {
	params := AdVideoUploadParams{UploadPhase: inCapitals(VideoUploadPhaseStart), Title: details.Title, Description: details.Description, Privacy: details.Privacy, VideoState: details.State}
	upload, err := edge.Call[VideoUpload](ctx, a.client, repeatable(a.post("video_ads", params)), opts)
	if err != nil {
		return nil, err
	}
	if _, err := upload.path(); err != nil {
		return nil, err
	}
	return upload, nil
}

// inCapitals: this edge has the phases in capitals, that of uploads in chunks has not.
func inCapitals(phase VideoUploadPhase) VideoUploadPhase {
	return VideoUploadPhase(strings.ToUpper(string(phase)))
}

// path is where the bytes go, below the host that takes them. Nothing else of the address
// is used: the token goes to Meta's own host, or to that of WithBaseURL, and nowhere else.
func (v VideoUpload) path() (string, error) {
	const word = "/video-ads-upload/"
	link, _, _ := strings.Cut(v.UploadURL, "?")
	_, rest, ok := strings.Cut(link, word)
	version, id, whole := strings.Cut(rest, "/")
	if v.VideoID == "" || !ok || !whole || version == "" || id == "" {
		return "", &metabiz.ValidationError{What: "the upload of a video", Fields: []metabiz.FieldError{{
			Path: "upload", Problem: "needs a video_id, and an upload_url with " + word + "VERSION/ID in it", Value: v,
		}}}
	}
	return metabiz.Path(strings.Trim(word, "/"), version, id), nil
}

func (a *Account) videoBytes(upload VideoUpload, header http.Header) (*metabiz.Request, error) {
	path, err := upload.path()
	if err != nil {
		return nil, err
	}
	return &metabiz.Request{
		Method: http.MethodPost, Path: path, Operation: "POST /video-ads-upload/{version}/{ad-video-id}", Host: metabiz.HostUpload,
		Header: header, Limits: a.limits(useManagement),
	}, nil
}

// sendVideo sends the bytes from offset on, as often as it takes, and ends the upload.
func (a *Account) sendVideo(ctx context.Context, upload VideoUpload, offset int64, file metabiz.File, details VideoDetails, opts []metabiz.Option) (*AdVideo, error) {
	for stuck := 0; offset < file.Size; {
		err := a.sendVideoFrom(ctx, upload, offset, file, opts)
		if err == nil {
			break
		}
		broken := &VideoUploadError{Upload: upload, Err: err}
		if !brokeOff(err) && !isWrongOffset(err) {
			return nil, broken // refused: the same bytes will be refused again
		}
		status, err := a.videoStatus(ctx, upload.VideoID, opts)
		if err != nil {
			return nil, broken
		}
		reached := status.received()
		if stuck++; reached > offset {
			stuck = 0
		}
		offset = reached
		if stuck == videoTries || pause(ctx, backoff(stuck)) != nil {
			return nil, broken
		}
	}
	if offset > file.Size {
		return nil, &metabiz.ValidationError{What: "the upload of a video", Fields: []metabiz.FieldError{{
			Path: "file", Problem: fmt.Sprintf("has %d bytes, but Meta has %d of it already: it is not the file that the upload was begun with", file.Size, offset), Value: file.Name,
		}}}
	}
	return a.finishVideo(ctx, upload, details, opts)
}

func (a *Account) sendVideoFrom(ctx context.Context, upload VideoUpload, offset int64, file metabiz.File, opts []metabiz.Option) error {
	req, err := a.videoBytes(upload, http.Header{
		"Offset": {strconv.FormatInt(offset, 10)}, "File_size": {strconv.FormatInt(file.Size, 10)},
	})
	if err != nil {
		return err
	}
	req.Body = metabiz.File{
		Name: file.Name, ContentType: "application/octet-stream", Size: file.Size - offset,
		Open: func() (io.ReadCloser, error) { return openFrom(file, offset) },
	}
	return edge.Do(ctx, a.client, req, opts)
}

// openFrom opens a file at an offset, by seeking where it can.
func openFrom(file metabiz.File, offset int64) (io.ReadCloser, error) {
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

// finishVideo ends the upload. An end whose answer was lost is looked for, and repeated only where it was not taken.
func (a *Account) finishVideo(ctx context.Context, upload VideoUpload, details VideoDetails, opts []metabiz.Option) (*AdVideo, error) {
	params := AdVideoUploadParams{
		UploadPhase: inCapitals(VideoUploadPhaseFinish), VideoID: upload.VideoID, Title: details.Title, Description: details.Description, Privacy: details.Privacy, VideoState: details.State,
	}
	video := &AdVideo{ID: upload.VideoID, Title: details.Title, Description: details.Description}
	for try := 1; ; try++ {
		err := edge.Do(ctx, a.client, a.post("video_ads", params), opts)
		if err == nil {
			return video, nil
		}
		if !brokeOff(err) {
			return nil, &VideoUploadError{Upload: upload, Err: err}
		}
		status, lost := a.videoStatus(ctx, upload.VideoID, opts)
		if lost == nil && status.finished() {
			video.Status = status
			return video, nil
		}
		if try == videoTries || pause(ctx, backoff(try)) != nil {
			return nil, &VideoUploadError{Upload: upload, Err: err}
		}
	}
}

// videoStatus reads how far a video is.
func (a *Account) videoStatus(ctx context.Context, id string, opts []metabiz.Option) (*VideoStatus, error) {
	video, err := a.AdVideo(id).Get(ctx, append(opts[:len(opts):len(opts)], metabiz.WithFields("status"))...)
	if err != nil {
		return nil, err
	}
	if video.Status == nil {
		return &VideoStatus{}, nil
	}
	return video.Status, nil
}

// received is how many bytes Meta has.
func (v *VideoStatus) received() int64 {
	if v == nil || v.UploadingPhase == nil {
		return 0
	}
	return v.UploadingPhase.BytesTransferred
}

// finished tells that the upload has been ended, whatever came of the video.
func (v *VideoStatus) finished() bool {
	switch v.VideoStatus {
	case videoReady, videoProcessing:
		return true
	}
	return false
}

// brokeOff tells a call that may succeed when it is made again: its connection broke, or
// Meta failed for a while. A refusal, or a file that can't be read again, is none.
func brokeOff(err error) bool {
	if errors.Is(err, metabiz.ErrReadBefore) {
		return false
	}
	if errors.Is(err, metabiz.ErrTransient) || errors.Is(err, metabiz.ErrOutcomeUnknown) {
		return true
	}
	_, refused := errors.AsType[*metabiz.Error](err)
	return !refused && !errors.Is(err, metabiz.ErrInvalidParam) && !errors.Is(err, metabiz.ErrRateLimited) && !errors.Is(err, metabiz.ErrAuth)
}

// isWrongOffset tells the refusal of bytes that don't begin where they should.
func isWrongOffset(err error) bool {
	refusal, ok := errors.AsType[*metabiz.Error](err)
	return ok && (refusal.Subcode == codeWrongOffset || refusal.Code == codeWrongOffset)
}

// wantedOffset is where such a refusal says that the upload goes on.
func wantedOffset(err error) (start, end int64, ok bool) {
	refusal, is := errors.AsType[*metabiz.Error](err)
	if !is || !isWrongOffset(err) {
		return 0, 0, false
	}
	var data struct {
		Start json.Number `json:"start_offset"`
		End   json.Number `json:"end_offset"`
	}
	if json.Unmarshal(jsonOf(refusal.Data), &data) != nil {
		return 0, 0, false
	}
	start, err = data.Start.Int64()
	end, _ = data.End.Int64()
	return start, end, err == nil
}

// jsonOf takes error_data also where it is JSON as text.
func jsonOf(raw json.RawMessage) []byte {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return []byte(text)
	}
	return raw
}

// backoff is the pause before the nth try: a second, and twice as long each time.
func backoff(n int) time.Duration {
	return min(time.Second<<min(max(n-1, 0), 5), 30*time.Second)
}
