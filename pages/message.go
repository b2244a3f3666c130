package pages

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Message is a message of a Page, on Messenger or on Instagram, to one person:
// what is POSTed to /{page-id}/messages. It encodes to exactly that and is
// decoded from it, so that it can wait in a queue.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/send-api.
type Message struct {
	To           Recipient
	Content      Content
	QuickReplies []QuickReply // at most 13, to go with the content

	// Type says why the message is sent; the zero value is MessagingResponse, and MessagingUtility for a [UtilityTemplate].
	Type MessagingType
	// Tag allows a message outside of the 24 hours after the person's last one; Type is MessagingTag then.
	Tag MessageTag
	// Notification is how the person's telephone tells of it; the zero value is NotificationRegular.
	Notification NotificationType
	// ReplyTo is the id of the message that this one answers.
	ReplyTo string
	// PersonaID is who of the Page's personas sends it.
	PersonaID string
	// Metadata comes back in the [EchoEvent]; at most 1,000 characters.
	Metadata string
	// Extra are members of the message that this version does not know, sent as they are.
	Extra map[string]json.RawMessage
}

// Recipient is whom a message is for. Exactly one field is set.
type Recipient struct {
	ID                string `json:"id,omitzero"`                          // of the person, as scoped to the Page or the Instagram account
	UserRef           string `json:"user_ref,omitzero"`                    // from the checkbox plugin
	CommentID         string `json:"comment_id,omitzero"`                  // to who wrote the comment, once, within seven days
	PostID            string `json:"post_id,omitzero"`                     // to who wrote the visitor's post
	NotificationToken string `json:"notification_messages_token,omitzero"` // from an opt-in to notifications
}

func (r Recipient) check(c *checker, path string) {
	n := 0
	for _, v := range []string{r.ID, r.UserRef, r.CommentID, r.PostID, r.NotificationToken} {
		if v != "" {
			n++
		}
	}
	if n != 1 {
		c.add(path, "needs exactly one of id, user_ref, comment_id, post_id and notification_messages_token", 1, n)
	}
}

// MessagingType is why a message is sent.
type MessagingType string

const (
	MessagingResponse MessagingType = "RESPONSE"    // an answer, within 24 hours
	MessagingUpdate   MessagingType = "UPDATE"      // unasked, within 24 hours
	MessagingTag      MessagingType = "MESSAGE_TAG" // with a tag, outside of 24 hours
	MessagingUtility  MessagingType = "UTILITY"     // with an approved utility template
)

// MessageTag is what allows a message outside of the 24 hours.
type MessageTag string

// TagHumanAgent is an answer that a person writes within seven days.
const TagHumanAgent MessageTag = "HUMAN_AGENT"

// NotificationType is how the person's telephone tells of a message.
type NotificationType string

const (
	NotificationRegular NotificationType = "REGULAR"     // with sound
	NotificationSilent  NotificationType = "SILENT_PUSH" // on the screen only
	NotificationNone    NotificationType = "NO_PUSH"
)

type messageParams struct {
	Recipient    Recipient        `json:"recipient"`
	Type         MessagingType    `json:"messaging_type,omitzero"`
	Tag          MessageTag       `json:"tag,omitzero"`
	Notification NotificationType `json:"notification_type,omitzero"`
	Message      *messageBody     `json:"message,omitzero"`
	ReplyTo      *replyTo         `json:"reply_to,omitzero"`
	PersonaID    string           `json:"persona_id,omitzero"`
}

type replyTo struct {
	MID string `json:"mid"`
}

// MarshalJSON writes the body that goes over the wire.
func (m Message) MarshalJSON() ([]byte, error) {
	w := messageParams{
		Recipient: m.To, Type: m.Type, Tag: m.Tag, Notification: m.Notification, PersonaID: m.PersonaID,
		Message: &messageBody{QuickReplies: m.QuickReplies, Metadata: m.Metadata, Extra: m.Extra},
	}
	w.Type = m.messagingType()
	if m.ReplyTo != "" {
		w.ReplyTo = &replyTo{m.ReplyTo}
	}
	if content := direct(m.Content); content != nil {
		if err := content.fill(w.Message); err != nil {
			return nil, err
		}
	}
	return wire.Marshal(w)
}

// UnmarshalJSON takes the body that goes over the wire.
func (m *Message) UnmarshalJSON(data []byte) error {
	var w messageParams
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*m = Message{To: w.Recipient, Type: w.Type, Tag: w.Tag, Notification: w.Notification, PersonaID: w.PersonaID}
	if w.ReplyTo != nil {
		m.ReplyTo = w.ReplyTo.MID
	}
	if w.Message != nil {
		m.Content, m.QuickReplies, m.Metadata, m.Extra = w.Message.content(), w.Message.QuickReplies, w.Message.Metadata, w.Message.Extra
	}
	if given := m.Type; given == (Message{Content: m.Content}).messagingType() {
		m.Type = "" // what the zero value stands for
	}
	return nil
}

// messagingType is why the message is sent, where nothing is said, too.
func (m Message) messagingType() MessagingType {
	if m.Type != "" {
		return m.Type
	}
	if isUtility(m.Content) {
		return MessagingUtility
	}
	return MessagingResponse
}

// isUtility tells whether content is an approved template.
func isUtility(content Content) bool {
	switch t := direct(content).(type) {
	case UtilityTemplate:
		return true
	case UnknownContent:
		return t.Member == "template"
	}
	return false
}

// Validate finds every documented limit that the message breaks. The error is a
// *metabiz.ValidationError, with the place of each in the JSON.
func (m Message) Validate() error {
	var c checker
	m.To.check(&c, "recipient")
	switch content := direct(m.Content); {
	case content != nil:
		content.check(&c, "message")
	case len(m.Extra) == 0:
		c.add("message", "has no content", nil, nil)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Extra)) {
		if slices.Contains(bodyMembers, name) {
			c.add("message."+name, "has a field of its own, and must not be in Extra", nil, nil)
		} else if !json.Valid(m.Extra[name]) {
			c.add("message."+name, "is not JSON", nil, nil)
		}
	}
	checkQuickReplies(&c, "message.quick_replies", m.QuickReplies)
	c.atMost("message.metadata", m.Metadata, maxPayload)
	switch utility := isUtility(m.Content); {
	case utility && m.messagingType() != MessagingUtility:
		c.add("messaging_type", "must be "+string(MessagingUtility)+" for a utility template", nil, string(m.Type))
	case !utility && m.Content != nil && m.Type == MessagingUtility:
		c.add("message.template", "is required for messaging_type "+string(MessagingUtility), nil, nil)
	}
	switch {
	case m.Tag != "" && m.Type != MessagingTag:
		c.add("tag", fmt.Sprintf("goes with messaging_type %s alone", MessagingTag), nil, string(m.Tag))
	case m.Type == MessagingTag:
		c.required("tag", string(m.Tag))
	}
	return c.err("Message")
}
