package pages

import (
	"encoding/json"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Answer is what Meta answers to an operation of which its specification does not
// tell what comes back: the id of what was made, if any, and all else in Extra.
type Answer struct {
	ID      string `json:"id,omitzero"`
	Success bool   `json:"success,omitzero"`

	// Extra keeps what Meta sends besides.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// UnmarshalJSON takes numbers and booleans in each form that Meta writes them in.
func (a *Answer) UnmarshalJSON(data []byte) error {
	type plain Answer
	return wire.Unmarshal(data, (*plain)(a))
}

// MarshalJSON writes Extra among the fields.
func (a Answer) MarshalJSON() ([]byte, error) {
	type plain Answer
	return wire.MarshalWithExtra(plain(a), a.Extra)
}

// Record is an object whose fields Meta's specification does not list, by their names.
type Record map[string]json.RawMessage

// VideoUpload tells where the bytes of a video go. They are sent to UploadURL.
//
// See https://developers.facebook.com/docs/video-api/guides/reels-publishing.
type VideoUpload struct {
	VideoID   string `json:"video_id"`
	UploadURL string `json:"upload_url"`
	PostID    string `json:"post_id,omitzero"` // of the finish
	Success   bool   `json:"success,omitzero"` // of the finish
}

// UnmarshalJSON takes numbers and booleans in each form that Meta writes them in.
func (v *VideoUpload) UnmarshalJSON(data []byte) error {
	type plain VideoUpload
	return wire.Unmarshal(data, (*plain)(v))
}

// StoryPublished names the post that a story became.
type StoryPublished struct {
	PostID  string `json:"post_id"`
	Success bool   `json:"success,omitzero"`
}

// UnmarshalJSON takes numbers and booleans in each form that Meta writes them in.
func (s *StoryPublished) UnmarshalJSON(data []byte) error {
	type plain StoryPublished
	return wire.Unmarshal(data, (*plain)(s))
}

// StoryAttachment is a photo, a link or a video of a post. One with several of
// them has the others in Subattachments.
//
// See https://developers.facebook.com/docs/graph-api/reference/story-attachment.
type StoryAttachment struct {
	Type           string          `json:"type,omitzero"`
	Title          string          `json:"title,omitzero"`
	Description    string          `json:"description,omitzero"`
	MediaType      string          `json:"media_type,omitzero"`
	Media          json.RawMessage `json:"media,omitzero"`
	Target         json.RawMessage `json:"target,omitzero"`
	URL            string          `json:"url,omitzero"`
	UnshimmedURL   string          `json:"unshimmed_url,omitzero"`
	Subattachments struct {
		Data []StoryAttachment `json:"data,omitzero"`
	} `json:"subattachments,omitzero"`
}

// UnlinkedAccount tells whether there was a link to end.
type UnlinkedAccount struct {
	Result string `json:"result"`
}

// AccessToken is a token that is given out.
type AccessToken struct {
	AccessToken Secret `json:"access_token"`
}
