package pages

import (
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// LeadEvent is a form of an ad that a person filled in. What they wrote is read by
// the lead's id.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-leadgen.
type LeadEvent struct {
	EventHeader
	Lead Lead `json:"lead"`
}

// Lead names a form that was filled in, and the ad that it belongs to.
type Lead struct {
	LeadGenID   string    `json:"leadgen_id,omitzero" wire:"direct"`
	FormID      string    `json:"form_id,omitzero"`
	PageID      string    `json:"page_id,omitzero"`
	AdID        string    `json:"ad_id,omitzero"` // empty for a form without an ad
	AdGroupID   string    `json:"adgroup_id,omitzero"`
	CreatedTime time.Time `json:"created_time,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (l *Lead) UnmarshalJSON(data []byte) error {
	type plain Lead
	return wire.Unmarshal(data, (*plain)(l))
}

// FeedEvent is a post, a comment or a reaction on the Page.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/page#feed.
type FeedEvent struct {
	EventHeader
	Feed FeedChange `json:"feed"`
}

// FeedChange tells what was done on a Page, and by whom.
type FeedChange struct {
	Item         string       `json:"item,omitzero" wire:"direct"` // "comment", "post", "reaction", "status", "photo" ...
	Verb         string       `json:"verb,omitzero"`               // "add", "edited", "remove", "hide" ...
	From         *Participant `json:"from,omitzero"`
	SenderID     string       `json:"sender_id,omitzero"`
	PostID       string       `json:"post_id,omitzero"`
	CommentID    string       `json:"comment_id,omitzero"` // for [Recipient.CommentID]
	ParentID     string       `json:"parent_id,omitzero"`
	Message      string       `json:"message,omitzero"`
	ReactionType string       `json:"reaction_type,omitzero"` // "like", "love" ...
	Link         string       `json:"link,omitzero"`
	PhotoID      string       `json:"photo_id,omitzero"`
	VideoID      string       `json:"video_id,omitzero"`
	CreatedTime  time.Time    `json:"created_time,omitzero"`
	Published    int          `json:"published,omitzero"`
	IsHidden     bool         `json:"is_hidden,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (f *FeedChange) UnmarshalJSON(data []byte) error {
	type plain FeedChange
	return wire.Unmarshal(data, (*plain)(f))
}

// CommentEvent is a comment on what an Instagram account has posted, or one that mentions it.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram#comments.
type CommentEvent struct {
	EventHeader
	Comment Comment `json:"comment"`
}

// Comment is a comment on Instagram.
type Comment struct {
	ID        string        `json:"id,omitzero"`
	CommentID string        `json:"comment_id,omitzero"` // of one that mentions the account
	MediaID   string        `json:"media_id,omitzero"`   // of one that mentions the account
	ParentID  string        `json:"parent_id,omitzero"`  // of an answer: the comment that it answers
	Text      string        `json:"text,omitzero"`
	From      *Participant  `json:"from,omitzero"`
	Media     *CommentMedia `json:"media,omitzero"`
}

// CommentMedia is what a comment is on.
type CommentMedia struct {
	ID               string `json:"id,omitzero"`
	MediaProductType string `json:"media_product_type,omitzero"` // "FEED", "REELS", "AD" ...
	AdID             string `json:"ad_id,omitzero"`
	AdTitle          string `json:"ad_title,omitzero"`
	OriginalMediaID  string `json:"original_media_id,omitzero"` // that an ad was made from
}
