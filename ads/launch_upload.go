package ads

import (
	"context"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
)

// needsUploads tells that something is to be made which shows the uploads.
func (l *launch) needsUploads() bool {
	if _, flexible := creativeValue(l.ad.Creative).(FlexibleCreative); flexible || l.ad.inline() {
		return l.have.AdID == ""
	}
	return l.have.CreativeID == ""
}

// uploads carries out what precedes the four parts, and tells at which step it failed.
func (l *launch) uploads(ctx context.Context) (StepName, error) {
	l.have.ImageHashes = nil
	for i := range l.images {
		if err := l.upload(ctx, i); err != nil {
			return StepImage, err
		}
	}
	if l.slideshow() == nil {
		return "", nil
	}
	return StepVideo, l.makeVideo(ctx)
}

func (l *launch) upload(ctx context.Context, i int) error {
	step := l.uploadStep(i)
	image, err := l.account.UploadImage(ctx, l.images[i].file, l.opts...)
	if err == nil {
		step.ID = image.Hash
		l.have.ImageHashes, l.urls = append(l.have.ImageHashes, image.Hash), append(l.urls, image.URL)
		l.made.ImageHashes = l.have.ImageHashes
	}
	return l.tell(step, err)
}

// makeVideo has Meta make a video of the slides, and waits until it can be used. Videos
// carry no labels: one whose answer was lost is made again, and costs nothing.
func (l *launch) makeVideo(ctx context.Context) error {
	if l.have.VideoID == "" {
		step, err := l.step(StepVideo, l.references())
		if err != nil {
			return err
		}
		if step.ID, err = l.postVideo(ctx, step); err != nil {
			return l.tell(step, err)
		}
		l.have.VideoID, l.made.VideoID = step.ID, step.ID
		_ = l.tell(step, nil)
	}
	return l.awaitVideo(ctx, l.have.VideoID)
}

func (l *launch) postVideo(ctx context.Context, step Step) (string, error) {
	params := l.slideshow().slideshowParams(l.ad.Name, l.references().uploaded)
	video, err := l.account.CreateAdVideo(ctx, params, l.opts...)
	if lost(err) && ctx.Err() == nil {
		video, err = l.account.CreateAdVideo(ctx, params, l.opts...)
	}
	switch {
	case err != nil:
		return "", err
	case video.ID == "":
		return "", fmt.Errorf("ads: %s: the answer has no id: %w", step.operation, metabiz.ErrOutcomeUnknown)
	}
	return video.ID, nil
}

// videoTime bounds the wait for a video, also where the context does not.
const videoTime = 15 * time.Minute

func (l *launch) awaitVideo(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, videoTime, fmt.Errorf("it was not ready after %s", videoTime))
	defer cancel()
	_, err := l.account.AdVideo(id).AwaitReady(ctx, 0, l.with("id", "status")...)
	return err
}
