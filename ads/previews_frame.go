package ads

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"iter"
	"regexp"
	"strconv"

	"github.com/metabiz-go/metabiz"
)

// PreviewFrame is where a preview is shown: the address of a page, which holds for a day, and its size in pixels.
type PreviewFrame struct {
	URL           string
	Width, Height int
}

var (
	frameSource = regexp.MustCompile(`<iframe[^>]*?\ssrc=["']([^"']+)["']`)
	frameSize   = regexp.MustCompile(`\s(width|height)=["']?(\d+)`)
)

// Frame reads where the preview is shown from the HTML of its body. ok is false where
// that holds no iframe: some formats come as text, with the reason why they can't be shown.
func (a *AdPreview) Frame() (frame PreviewFrame, ok bool) {
	source := frameSource.FindStringSubmatch(a.Body)
	if source == nil {
		return PreviewFrame{}, false
	}
	frame.URL = html.UnescapeString(source[1])
	for _, size := range frameSize.FindAllStringSubmatch(a.Body, -1) {
		n, _ := strconv.Atoi(size[2])
		if size[1] == "width" {
			frame.Width = n
		} else {
			frame.Height = n
		}
	}
	return frame, true
}

// FormatPreview is how a creative looks in one place, or why it can't be shown there.
type FormatPreview struct {
	Format   PreviewFormat
	Previews []AdPreview
	Err      error
}

// PreviewCreative shows a creative that need not exist yet as it looks in several
// places, one call each. A place where it can't be shown is told of in Err and does not
// end the walk. Links must be percent-encoded (1815166).
//
// See https://developers.facebook.com/docs/marketing-api/generatepreview.
func (a *Account) PreviewCreative(ctx context.Context, params AdCreativeParams, formats []PreviewFormat, opts ...metabiz.Option) iter.Seq[FormatPreview] {
	return func(yield func(FormatPreview) bool) {
		creative, err := creativeOf(params)
		for _, format := range formats {
			shown := FormatPreview{Format: format, Err: err}
			if err == nil {
				shown.Previews, shown.Err = metabiz.Collect(a.GeneratePreviews(ctx, GeneratePreviewQuery{AdFormat: format, Creative: *creative}, opts...))
			}
			if !yield(shown) || ctx.Err() != nil {
				return
			}
		}
	}
}

// creativeOf is a creative that has the parameters as its fields.
func creativeOf(params AdCreativeParams) (*AdCreative, error) {
	params.ExecutionOptions = nil
	data, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("ads: creative: %w", err)
	}
	creative := new(AdCreative)
	if err := json.Unmarshal(data, creative); err != nil {
		return nil, fmt.Errorf("ads: creative: %w", err)
	}
	return creative, nil
}
