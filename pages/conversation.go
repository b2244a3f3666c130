package pages

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// UnifiedThread is a conversation between a Page and a person.
//
// See https://developers.facebook.com/docs/graph-api/reference/conversation.
type UnifiedThread struct {
	ID                 string       `json:"id,omitzero" wire:"direct"`
	Link               string       `json:"link,omitzero"` // below https://www.facebook.com
	Name               string       `json:"name,omitzero"`
	Folder             string       `json:"folder,omitzero"`
	Snippet            string       `json:"snippet,omitzero"` // of the latest message
	MessageCount       int          `json:"message_count,omitzero"`
	UnreadCount        int          `json:"unread_count,omitzero"`
	UpdatedTime        time.Time    `json:"updated_time,omitzero"`
	CanReply           bool         `json:"can_reply,omitzero"`
	IsOwner            bool         `json:"is_owner,omitzero"`
	IsSubscribed       bool         `json:"is_subscribed,omitzero"`
	Participants       Participants `json:"participants,omitzero"`
	FormerParticipants Participants `json:"former_participants,omitzero"`
	Senders            Participants `json:"senders,omitzero"`
	ScopedThreadKey    string       `json:"scoped_thread_key,omitzero"`
	LinkedGroup        *Group       `json:"linked_group,omitzero"`
	Wallpaper          string       `json:"wallpaper,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (u *UnifiedThread) UnmarshalJSON(data []byte) error {
	type plain UnifiedThread
	return wire.Unmarshal(data, (*plain)(u))
}

// Participants are people in a conversation.
type Participants struct {
	Data []Participant `json:"data,omitzero"`
}

// Participant is a person, a Page or an Instagram account in a conversation.
type Participant struct {
	ID       string `json:"id,omitzero"` // what a message goes to
	Name     string `json:"name,omitzero"`
	Email    string `json:"email,omitzero"`
	Username string `json:"username,omitzero"` // on Instagram
}

// Group is the group that a conversation belongs to.
type Group struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

// ConversationQuery narrows the list of conversations.
type ConversationQuery struct {
	Platform Platform `json:"platform,omitzero"` // the zero value is PlatformMessenger
	Folder   string   `json:"folder,omitzero"`   // "inbox", "other", "page_done", "pending", "spam"
	Tags     []string `json:"tags,omitzero"`
	UserID   string   `json:"user_id,omitzero"` // only the conversation with this person
}

type conversationQuery struct {
	ConversationQuery
	fieldsOf
}

const conversationFields = "id,link,updated_time,snippet,message_count,unread_count,can_reply,participants"

// Conversations lists the Page's conversations, the latest first.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/conversations.
//
//meta:operation GET /{page-id}/conversations
func (p *PageHandle) Conversations(ctx context.Context, query ConversationQuery, opts ...metabiz.Option) iter.Seq2[UnifiedThread, error] {
	return metabiz.List[UnifiedThread](ctx, p.client, p.conversations(query), opts...)
}

// ConversationPages is [PageHandle.Conversations] page by page, with cursors to resume from.
//
//meta:operation GET /{page-id}/conversations
func (p *PageHandle) ConversationPages(ctx context.Context, query ConversationQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[UnifiedThread], error] {
	return metabiz.Pages[UnifiedThread](ctx, p.client, p.conversations(query), opts...)
}

func (p *PageHandle) conversations(query ConversationQuery) *metabiz.Request {
	return p.messenger(p.get("GET /{page-id}/conversations", conversationQuery{query, fieldsOf{conversationFields}}, "conversations"))
}

// ConversationMessage is a message that was sent in a conversation.
//
// See https://developers.facebook.com/docs/graph-api/reference/message.
type ConversationMessage struct {
	ID          string       `json:"id,omitzero" wire:"direct"`
	CreatedTime time.Time    `json:"created_time,omitzero"`
	From        *Participant `json:"from,omitzero"`
	To          Participants `json:"to,omitzero"`
	Message     string       `json:"message,omitzero"`
	Attachments struct {
		Data []ConversationAttachment `json:"data,omitzero"`
	} `json:"attachments,omitzero"`
	Sticker string `json:"sticker,omitzero"`
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (m *ConversationMessage) UnmarshalJSON(data []byte) error {
	type plain ConversationMessage
	return wire.Unmarshal(data, (*plain)(m))
}

// ConversationAttachment is a file in a conversation.
type ConversationAttachment struct {
	ID        string `json:"id,omitzero" wire:"direct"`
	MIMEType  string `json:"mime_type,omitzero"`
	Name      string `json:"name,omitzero"`
	Size      int64  `json:"size,omitzero"` // in bytes
	FileURL   string `json:"file_url,omitzero"`
	ImageData *struct {
		Width      int    `json:"width,omitzero"`
		Height     int    `json:"height,omitzero"`
		URL        string `json:"url,omitzero"`
		PreviewURL string `json:"preview_url,omitzero"`
	} `json:"image_data,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (a *ConversationAttachment) UnmarshalJSON(data []byte) error {
	type plain ConversationAttachment
	return wire.Unmarshal(data, (*plain)(a))
}

const conversationMessageFields = "id,created_time,from,to,message,sticker,attachments"

// Messages lists the messages of a conversation, the latest first. Meta tells the
// content of the latest 20 alone.
//
// See https://developers.facebook.com/docs/graph-api/reference/conversation.
//
//meta:operation GET /{unified-thread-id}/messages
func (p *PageHandle) Messages(ctx context.Context, conversationID string, opts ...metabiz.Option) iter.Seq2[ConversationMessage, error] {
	return metabiz.List[ConversationMessage](ctx, p.client, p.conversation(conversationID), opts...)
}

// MessagePages is [PageHandle.Messages] page by page, with cursors to resume from.
//
//meta:operation GET /{unified-thread-id}/messages
func (p *PageHandle) MessagePages(ctx context.Context, conversationID string, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[ConversationMessage], error] {
	return metabiz.Pages[ConversationMessage](ctx, p.client, p.conversation(conversationID), opts...)
}

func (p *PageHandle) conversation(id string) *metabiz.Request {
	return p.messenger(&metabiz.Request{Method: http.MethodGet, Path: metabiz.Path(id, "messages"), Operation: "GET /{unified-thread-id}/messages",
		Query: fieldsOf{conversationMessageFields}})
}
