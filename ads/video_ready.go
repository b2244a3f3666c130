package ads

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// States of a video.
const (
	videoReady      = "ready"
	videoProcessing = "processing"
	videoExpired    = "expired"
	videoFailed     = "error"
)

// A VideoError is a video that can't be used: Meta could not read or encode it, or it has expired.
type VideoError struct {
	VideoID string
	Status  string // "error" or "expired"
	Phase   string // "uploading", "processing" or "publishing", where it went wrong
	Errors  []VideoStatusError
}

func (e *VideoError) Error() string {
	text := fmt.Sprintf("ads: video %s is %s", e.VideoID, e.Status)
	if e.Phase != "" {
		text += " while " + e.Phase
	}
	for _, reason := range e.Errors {
		text += fmt.Sprintf("; %s (code %d)", strings.TrimSuffix(reason.Message, "."), reason.Code)
	}
	return text
}

// AwaitReady waits until Meta has encoded the video, and gives it as it is then. It
// looks every so often; 0 is after 2 seconds at first and less and less often, down to
// every 30. Encoding takes from seconds to many minutes: bound the wait by ctx. A video
// that can't be encoded is a *[VideoError].
//
// See https://developers.facebook.com/docs/marketing-api/guides/videoads/fbvideoads.
func (v *AdVideoHandle) AwaitReady(ctx context.Context, every time.Duration, opts ...metabiz.Option) (*AdVideo, error) {
	for wait := every; ; {
		video, err := v.Get(ctx, opts...)
		if err != nil {
			return nil, err
		}
		if video.Status == nil {
			return video, fmt.Errorf("ads: video %s was answered without its status: ask for the field status", v.id)
		}
		switch video.Status.VideoStatus {
		case videoReady:
			return video, nil
		case videoFailed, videoExpired:
			return video, video.Status.failure(v.id)
		}
		if every <= 0 {
			wait = min(max(2*time.Second, wait*3/2), 30*time.Second)
		}
		if err := pause(ctx, wait); err != nil {
			return video, fmt.Errorf("ads: video %s is still %s: %w", v.id, video.Status.VideoStatus, err)
		}
	}
}

// failure tells in which phase a video failed, and why.
func (v *VideoStatus) failure(id string) *VideoError {
	e := &VideoError{VideoID: id, Status: v.VideoStatus}
	if p := v.UploadingPhase; p != nil && p.Status == videoFailed {
		e.Phase, e.Errors = "uploading", p.Errors
	} else if p := v.ProcessingPhase; p != nil && p.Status == videoFailed {
		e.Phase, e.Errors = "processing", p.Errors
	} else if p := v.PublishingPhase; p != nil && p.Status == videoFailed {
		e.Phase, e.Errors = "publishing", p.Errors
	}
	return e
}
