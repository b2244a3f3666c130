package pages

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// PagePost is something that a Page has posted. An ad may show it: its id is the
// object_story_id of a creative.
//
// See https://developers.facebook.com/docs/graph-api/reference/page-post.
type PagePost struct {
	ID                           string            `json:"id,omitzero" wire:"direct"`
	Message                      string            `json:"message,omitzero"`
	MessageTags                  []json.RawMessage `json:"message_tags,omitzero"`
	Story                        string            `json:"story,omitzero"`
	StoryTags                    []json.RawMessage `json:"story_tags,omitzero"`
	CreatedTime                  time.Time         `json:"created_time,omitzero"`
	UpdatedTime                  time.Time         `json:"updated_time,omitzero"`
	BackdatedTime                time.Time         `json:"backdated_time,omitzero"`
	ScheduledPublishTime         float64           `json:"scheduled_publish_time,omitzero"` // Unix time
	CallToAction                 *PostButton       `json:"call_to_action,omitzero"`
	From                         *Participant      `json:"from,omitzero"`
	AdminCreator                 *Participant      `json:"admin_creator,omitzero"`
	Application                  *App              `json:"application,omitzero"`
	PermalinkURL                 string            `json:"permalink_url,omitzero"`
	FullPicture                  string            `json:"full_picture,omitzero"`
	Picture                      string            `json:"picture,omitzero"`
	Icon                         string            `json:"icon,omitzero"`
	Height                       int               `json:"height,omitzero"`
	Width                        int               `json:"width,omitzero"`
	ParentID                     string            `json:"parent_id,omitzero"`
	StatusType                   string            `json:"status_type,omitzero"`
	Shares                       *ShareCount       `json:"shares,omitzero"`
	AllowedAdvertisingObjectives []string          `json:"allowed_advertising_objectives,omitzero"`
	PromotableID                 string            `json:"promotable_id,omitzero"` // what an ad names, where it differs from the id
	PromotionStatus              string            `json:"promotion_status,omitzero"`
	InstagramEligibility         string            `json:"instagram_eligibility,omitzero"`
	VideoBuyingEligibility       []string          `json:"video_buying_eligibility,omitzero"`
	IsEligibleForPromotion       bool              `json:"is_eligible_for_promotion,omitzero"`
	IsEligibleForDarkPost        bool              `json:"is_eligible_for_dark_post,omitzero"`
	IsInstagramEligible          bool              `json:"is_instagram_eligible,omitzero"`
	IsAppShare                   bool              `json:"is_app_share,omitzero"`
	IsExpired                    bool              `json:"is_expired,omitzero"`
	IsHidden                     bool              `json:"is_hidden,omitzero"`
	IsInlineCreated              bool              `json:"is_inline_created,omitzero"`
	IsPopular                    bool              `json:"is_popular,omitzero"`
	IsPublished                  bool              `json:"is_published,omitzero"`
	IsSpherical                  bool              `json:"is_spherical,omitzero"`
	CanReplyPrivately            bool              `json:"can_reply_privately,omitzero"`
	MultiShareEndCard            bool              `json:"multi_share_end_card,omitzero"`
	MultiShareOptimized          bool              `json:"multi_share_optimized,omitzero"`
	TimelineVisibility           string            `json:"timeline_visibility,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (p *PagePost) UnmarshalJSON(data []byte) error {
	type plain PagePost
	return wire.Unmarshal(data, (*plain)(p))
}

// ShareCount tells how often a post was shared.
type ShareCount struct {
	Count int `json:"count,omitzero"`
}

// PostQuery narrows the list of posts.
type PostQuery struct {
	IncludeHidden *bool `json:"include_hidden,omitzero"`
	ShowExpired   *bool `json:"show_expired,omitzero"`
}

type postQuery struct {
	PostQuery
	fieldsOf
}

const postFields = "id,message,story,created_time,permalink_url,full_picture,status_type,is_published,is_eligible_for_promotion,promotable_id"

// PublishedPosts lists what the Page has published, the latest first, with
// whether an ad may show it. It needs pages_read_engagement.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/published_posts.
//
//meta:operation GET /{page-id}/published_posts
func (p *PageHandle) PublishedPosts(ctx context.Context, query PostQuery, opts ...metabiz.Option) iter.Seq2[PagePost, error] {
	return metabiz.List[PagePost](ctx, p.client, p.publishedPosts(query), opts...)
}

// PublishedPostPages is [PageHandle.PublishedPosts] page by page, with cursors to resume from.
//
//meta:operation GET /{page-id}/published_posts
func (p *PageHandle) PublishedPostPages(ctx context.Context, query PostQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[PagePost], error] {
	return metabiz.Pages[PagePost](ctx, p.client, p.publishedPosts(query), opts...)
}

func (p *PageHandle) publishedPosts(query PostQuery) *metabiz.Request {
	return p.get("GET /{page-id}/published_posts", postQuery{query, fieldsOf{postFields}}, "published_posts")
}
