package ads

import (
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
)

// SlideshowCreative shows 3 to 7 pictures one after the other. Meta makes a video of
// them, for which a launch waits.
//
// See https://developers.facebook.com/docs/marketing-api/guides/videoads/slideshow.
type SlideshowCreative struct {
	Slides []Slide
	// Duration is how long each picture shows, Transition how long it fades into the next;
	// zero leaves that to Meta, for which it is a second. Whole milliseconds.
	Duration, Transition time.Duration
}

// Slide is one picture of a slideshow: a file to upload, or an address that Meta can read.
// The first one stands for the video until it plays: it is a file.
type Slide struct {
	File metabiz.File
	URL  string
}

// Slides of a slideshow.
const (
	minSlides = 3
	maxSlides = 7
)

func (c SlideshowCreative) format() CreativeFormat { return FormatSlideshow }

func (c SlideshowCreative) uploads() []upload {
	var all []upload
	for i, slide := range c.Slides {
		all = append(all, fileAt(fmt.Sprintf("Creative.Slides[%d].File", i), slide.File)...)
	}
	return all
}

func (c SlideshowCreative) check(_ *ClickToMessage, found *problems) {
	if n := len(c.Slides); n < minSlides || n > maxSlides {
		found.value("Creative.Slides", n, "are not %d to %d", minSlides, maxSlides)
	}
	for i, slide := range c.Slides {
		at := fmt.Sprintf("Creative.Slides[%d]", i)
		onlyOne(found, at, "File or URL", isFile(slide.File), slide.URL != "")
		if slide.URL != "" {
			found.link(at+".URL", slide.URL)
		}
	}
	if len(c.Slides) > 0 && !isFile(c.Slides[0].File) {
		found.add("Creative.Slides[0].File", "is not set: the first picture is the thumbnail too")
	}
	for _, span := range []struct {
		name string
		d    time.Duration
	}{{"Duration", c.Duration}, {"Transition", c.Transition}} {
		if span.d < 0 || span.d%time.Millisecond != 0 {
			found.value("Creative."+span.name, span.d.String(), "is not a number of whole milliseconds")
		}
	}
}

// slideshowParams are those of the video that Meta makes.
func (c SlideshowCreative) slideshowParams(name string, up uploaded) AdVideoParams {
	var urls []string
	for _, slide := range c.Slides {
		urls = append(urls, take(slide.File, slide.URL, &up.urls))
	}
	spec := map[string]any{"images_urls": urls}
	if c.Duration > 0 {
		spec["duration_ms"] = c.Duration.Milliseconds()
	}
	if c.Transition > 0 {
		spec["transition_ms"] = c.Transition.Milliseconds()
	}
	return AdVideoParams{Name: name, SlideshowSpec: spec}
}

func (c SlideshowCreative) write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error {
	welcome, err := ad.welcomeText()
	if err != nil {
		return err
	}
	params.ObjectStorySpec = ad.videoStory(up.videoID, welcome)
	params.ObjectStorySpec.VideoData.ImageHash = take(c.Slides[0].File, "", &up.hashes)
	return nil
}
