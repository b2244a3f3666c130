package pages

import (
	"context"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
)

// Post is something for a Page to post: a text, an address, or photos.
type Post struct {
	Message string
	Link    string // address whose preview the post shows; not together with Photos
	Photos  []PostPhoto

	// Button is what stands below the post: see [WhatsAppButton]. It needs no Link.
	Button *PostButton

	// At publishes the post later, from 10 minutes to 30 days from now; zero is now.
	At time.Time
	// Unpublished keeps the post off the Page: only ads show it.
	Unpublished bool
}

// PostPhoto is a photo of a [Post]: a file, or an address that Meta fetches it from.
type PostPhoto struct {
	File    metabiz.File // JPEG, PNG, GIF, BMP or TIFF; at most 10 MB, which Meta advises PNGs to be 1 MB of
	URL     string
	AltText string // what it shows, for those who don't see it
}

// PostButton is the button of a [Post].
type PostButton struct {
	Type  string          `json:"type"` // "WHATSAPP_MESSAGE", "LEARN_MORE"
	Value PostButtonValue `json:"value"`
}

// PostButtonValue is where a [PostButton] leads.
type PostButtonValue struct {
	Link           string `json:"link,omitzero"`
	AppDestination string `json:"app_destination,omitzero"`
}

// WhatsAppButton opens a WhatsApp chat with the number that the Page shows: link it
// first, see [Link].
func WhatsAppButton() *PostButton {
	return &PostButton{Type: "WHATSAPP_MESSAGE", Value: PostButtonValue{Link: "https://api.whatsapp.com/send", AppDestination: "WHATSAPP"}}
}

// Bounds of the time at which a post is published.
const (
	soonestPost = 10 * time.Minute
	latestPost  = 30 * 24 * time.Hour
)

const maxPhotoBytes = 10 << 20

// Validate finds every documented limit that the post breaks. The error is a *metabiz.ValidationError.
func (p Post) Validate() error {
	var c checker
	if p.Message == "" && p.Link == "" && len(p.Photos) == 0 {
		c.add("", "posts nothing: it needs a Message, a Link or Photos", nil, nil)
	}
	if p.Link != "" {
		c.link("Link", p.Link, "https", "http")
		if len(p.Photos) > 0 {
			c.add("Link", "stands beside Photos: a post shows one or the other", nil, p.Link)
		}
	}
	for i, photo := range p.Photos {
		at := fmt.Sprintf("Photos[%d]", i)
		switch {
		case photo.URL == "" && photo.File.Open == nil:
			c.add(at, "needs a File or a URL", nil, nil)
		case photo.URL != "" && photo.File.Open != nil:
			c.add(at, "has both a File and a URL", nil, photo.URL)
		case photo.URL != "":
			c.link(at+".URL", photo.URL, "https", "http")
		case photo.File.Size > maxPhotoBytes:
			c.add(at+".File", fmt.Sprintf("has %d bytes, at most %d", photo.File.Size, maxPhotoBytes), maxPhotoBytes, photo.File.Size)
		}
	}
	if b := p.Button; b != nil {
		c.required("Button.type", b.Type)
		if b.Value.Link != "" {
			c.link("Button.value.link", b.Value.Link, "https", "http")
		}
	}
	if !p.At.IsZero() {
		if in := time.Until(p.At); in < soonestPost || in > latestPost {
			c.add("At", "must be from 10 minutes to 30 days from now", [2]time.Duration{soonestPost, latestPost}, p.At)
		}
		if p.Unpublished {
			c.add("At", "stands beside Unpublished: nothing would be published", nil, p.At)
		}
	}
	return c.err("Post")
}

type postBody struct {
	Message       string      `json:"message,omitzero"`
	Link          string      `json:"link,omitzero"`
	AttachedMedia []mediaItem `json:"attached_media,omitzero"`
	CallToAction  *PostButton `json:"call_to_action,omitzero"`
	Published     *bool       `json:"published,omitzero"`
	ScheduledTime int64       `json:"scheduled_publish_time,omitzero"`
}

type mediaItem struct {
	ID string `json:"media_fbid"`
}

// Publish posts on the Page and gives the post's id, which an ad's creative may name
// as its object_story_id. Photos are uploaded first, without being posted by
// themselves; where the post fails, what was uploaded is no longer kept after a day.
// It needs the Page's token with the CREATE_CONTENT task, and pages_manage_posts.
//
// A post whose answer was lost is [metabiz.ErrOutcomeUnknown]: see
// [PageHandle.PublishedPosts] whether it is there before posting again.
//
// [PageHandle.CreatePost] and [PageHandle.CreatePhoto] take every parameter that
// Meta has.
//
// See https://developers.facebook.com/docs/pages-api/posts.
func (p *PageHandle) Publish(ctx context.Context, post Post, opts ...metabiz.Option) (id string, err error) {
	if err := post.Validate(); err != nil {
		return "", err
	}
	body := postBody{Message: post.Message, Link: post.Link, CallToAction: post.Button}
	for i, photo := range post.Photos {
		media, err := p.stagePhoto(ctx, photo, opts)
		if err != nil {
			return "", fmt.Errorf("pages: photo %d: %w", i, err)
		}
		body.AttachedMedia = append(body.AttachedMedia, mediaItem{media})
	}
	if !post.At.IsZero() || post.Unpublished {
		body.Published = new(false)
	}
	if !post.At.IsZero() {
		body.ScheduledTime = post.At.Unix()
	}
	answer, err := metabiz.Call[Answer](ctx, p.client, p.post("POST /{page-id}/feed", body, "feed"), opts...)
	if err != nil {
		return "", err
	}
	return answer.ID, nil
}

// stagePhoto uploads a photo that a post shows later.
func (p *PageHandle) stagePhoto(ctx context.Context, photo PostPhoto, opts []metabiz.Option) (string, error) {
	params := struct {
		URL       string `json:"url,omitzero"`
		AltText   string `json:"alt_text_custom,omitzero"`
		Published bool   `json:"published"`
		Temporary bool   `json:"temporary"`
	}{URL: photo.URL, AltText: photo.AltText, Temporary: true}
	var body any = params
	if photo.File.Open != nil {
		body = &metabiz.Form{Fields: params, Files: map[string]metabiz.File{"source": photo.File}}
	}
	answer, err := metabiz.Call[Answer](ctx, p.client, p.post("POST /{page-id}/photos", body, "photos"), opts...)
	if err != nil {
		return "", err
	}
	return answer.ID, nil
}
