package emulator

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// sending is a message on its way through the checks.
type sending struct {
	c      *Call
	number *Object
	chat   *chat
	seen   Received
	failed *Error // what will be told by status

	template  *Object
	marketing bool // by the Marketing Messages API
	byUser    bool // to a business-scoped id, not a telephone number
	dropped   bool // accepted, and never heard of again
}

// sendMessage takes what is POSTed to a number's messages: a message, or the note that one was read.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func sendMessage(c *Call) (any, error) { return (&sending{c: c, number: c.Node}).accept() }

// sendMarketing takes messages of the Marketing Messages API: templates of the category marketing only.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages
func sendMarketing(c *Call) (any, error) {
	return (&sending{c: c, number: c.Node, marketing: true}).accept()
}

// contentTypes are the types of messages, with what checks them and tells what the person sees.
var contentTypes = map[string]func(s *sending, p *piece){
	"text": textContent, "image": mediaContent, "audio": mediaContent, "video": mediaContent, "document": mediaContent,
	"sticker": mediaContent, "location": locationContent, "reaction": reactionContent, "interactive": interactiveContent,
	"template": templateContent,
}

func (s *sending) accept() (any, error) {
	c := s.c
	c.e.network.baseURL = c.baseURL
	in := &inspector{}
	body := in.root("", c.raw)
	switch product := text(c.raw["messaging_product"]); {
	case product == "":
		return nil, missingParam(c, "messaging_product")
	case product != "whatsapp":
		return nil, badParam(c, "messaging_product", "must be one of {WHATSAPP} - got %q.", product)
	}
	if !numberOf(s.number).registered {
		return nil, notRegistered()
	}
	if body.has("status") && !s.marketing {
		return s.markRead(body)
	}
	input, err := s.recipient(body)
	if err != nil {
		return nil, err
	}
	s.content(body)
	callback := body.optStr("biz_opaque_callback_data", 0, 512)
	if answered, ok := body.optObj("context"); ok {
		s.seen.Context = s.known(answered, "message_id")
		answered.done()
	}
	if err := in.failure(); err != nil {
		return nil, err
	}
	if err := s.identity(body); err != nil {
		return nil, err
	}
	if err := s.permitted(); err != nil {
		if !s.chat.human.late {
			return nil, err
		}
		s.failed = err
	}
	if err := c.ChargeMessage(s.number.ID, s.chat.human.phone); err != nil {
		return nil, err
	}
	return s.answer(input, s.send(callback)), nil
}

var (
	bsuidForm = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)
	phoneForm = regexp.MustCompile(`^\+?[0-9 ().\-\x{00a0}]+$`)
)

// recipient finds who the message is for. `to` goes before `recipient`; a business-scoped id in `to` is taken for a
// telephone number, which has the message disappear.
func (s *sending) recipient(body *piece) (input string, err error) {
	switch kind := text(body.keys["recipient_type"]); kind {
	case "", "individual":
	case "group":
		return "", Fail(131009, "Parameter value is not valid").Detailed("Param to is not the id of a group that this phone number is in.")
	default:
		return "", badParam(s.c, "recipient_type", "must be one of {INDIVIDUAL, GROUP} - got %q.", kind)
	}
	network := s.c.e.network
	to := text(body.keys["to"])
	switch {
	case to == "" && !body.has("recipient"):
		body.missing("to")
		return "", body.in.failure()
	case to == "":
		user := text(body.keys["recipient"])
		if !bsuidForm.MatchString(user) {
			return "", Fail(100, "Invalid parameter").Detailed("Param recipient must be a business-scoped user ID.")
		}
		known := network.users[user]
		if known == nil {
			known = &human{bsuid: user, absent: true, chats: map[string]*chat{}}
		}
		s.byUser, s.chat = true, known.chat(s.number)
		return user, nil
	case bsuidForm.MatchString(to):
		s.dropped = true
		_, to, _ = strings.Cut(to, ".")
		s.chat = (&human{phone: phoneDigits(to), absent: true, chats: map[string]*chat{}}).chat(s.number)
		return text(body.keys["to"]), nil
	}
	phone := phoneDigits(to)
	if !phoneForm.MatchString(to) || len(phone) < 7 || len(phone) > 15 {
		return "", Fail(131009, "Parameter value is not valid").Detailed("Param to must be a WhatsApp phone number - got %q.", to)
	}
	if phone == phoneDigits(s.number.Get("display_phone_number")) {
		return "", Fail(131021, "Recipient cannot be sender").Detailed("The phone number in to is the one that sends.")
	}
	s.chat = network.byPhone(phone).chat(s.number)
	return to, nil
}

// content checks the message itself. Where no type is given it is that of the content, as of old.
func (s *sending) content(body *piece) {
	types := slices.Sorted(maps.Keys(contentTypes))
	types = append(types, "contacts")
	s.seen.Type = text(body.keys["type"])
	if s.seen.Type == "" {
		s.seen.Type = "text"
		for _, t := range types {
			if body.has(t) {
				s.seen.Type = t
			}
		}
	}
	if !slices.Contains(types, s.seen.Type) {
		body.in.fail(badParam(s.c, "type", "must be one of {%s} - got %q.", strings.ToUpper(strings.Join(types, ", ")), s.seen.Type))
		return
	}
	switch {
	case s.marketing && s.seen.Type != "template":
		body.in.fail(Fail(131055, "Method not allowed").Detailed("Only marketing templates can be sent by this method."))
		return
	case body.has("category"):
		body.in.fail(Fail(100, "Invalid parameter").Detailed("Param category: this WhatsApp Business Account may not send messages directly."))
		return
	case body.has("ttl_seconds"):
		// https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/api-reference
		body.in.fail(Fail(100, "Invalid parameter").Detailed("Unexpected key \"ttl_seconds\": only messages that are sent directly have a time to live."))
		return
	case s.seen.Type == "contacts":
		s.contacts(body)
		return
	}
	p := body.obj(s.seen.Type)
	s.seen.Content = p.keys
	contentTypes[s.seen.Type](s, p)
	if s.marketing {
		body.optEnum("product_policy", "CLOUD_API_FALLBACK", "STRICT")
		body.flag("message_activity_sharing")
		if body.in.err == nil && s.template != nil && s.template.Get("category") != "MARKETING" {
			body.in.fail(Fail(134100, "Only marketing messages supported").Detailed("The template %s is not of the category MARKETING.", s.template.Get("name")))
		}
	}
}

// known is the id of a message of this chat.
func (s *sending) known(p *piece, key string) string {
	id := p.str(key, 1, 0)
	if id == "" || p.in.err != nil {
		return id
	}
	m := s.c.e.network.messages[id]
	switch {
	case m == nil || m.chat != s.chat:
		p.bad(key, "is not the id of a message of this chat.")
	case s.c.Now().Sub(m.at) > maxMessageAge:
		p.bad(key, "is the id of a message that is more than 30 days old.")
	}
	return id
}

// A message can be reacted to, answered and marked as read for 30 days.
const maxMessageAge = 30 * 24 * time.Hour

// identity compares the hash of a person's identity, which changes with their telephone.
func (s *sending) identity(body *piece) error {
	hash := text(body.keys["recipient_identity_key_hash"])
	if hash != "" && hash != s.chat.human.identity() {
		return Fail(137000, "Recipient identity key hash mismatch").Detailed("The recipient_identity_key_hash is not the recipient's.")
	}
	return nil
}

// permitted tells whether the business may write to the person now.
func (s *sending) permitted() *Error {
	switch {
	case s.dropped:
		return nil
	case s.chat.banned:
		return Fail(130403, "Message was not sent because you blocked this user").Detailed("Unblock the user to send messages to them.")
	case s.template == nil && !s.chat.open(s.c.Now()):
		return Fail(131047, "Re-engagement message").Detailed("Message failed to send because more than 24 hours have passed since the customer last replied to this number.")
	case s.template != nil && s.template.Get("category") == "MARKETING" && s.chat.optedOut:
		return Fail(131050, "User has stopped marketing messages").Detailed(
			"Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business")
	}
	return nil
}

// answer is what an accepted message is answered with.
func (s *sending) answer(input string, m *message) map[string]any {
	contact := map[string]any{"input": input}
	if !s.byUser {
		contact["wa_id"] = s.chat.human.phone
	}
	if s.chat.human.bsuid != "" {
		contact["user_id"] = s.chat.human.bsuid
	}
	sent := map[string]any{"id": m.id}
	if s.template != nil {
		sent["message_status"] = "accepted"
	}
	return map[string]any{"messaging_product": "whatsapp", "contacts": []any{contact}, "messages": []any{sent}}
}

// markRead shows the person that their message was read, and if asked for that an answer is being written.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/mark-message-as-read
func (s *sending) markRead(body *piece) (any, error) {
	body.enum("status", "read")
	id := body.str("message_id", 1, 0)
	if typing, ok := body.optObj("typing_indicator"); ok {
		typing.enum("type", "text")
		typing.done()
	}
	if err := body.in.failure(); err != nil {
		return nil, err
	}
	m := s.c.e.network.messages[id]
	if m == nil || m.outgoing || m.chat.number != s.number || s.c.Now().Sub(m.at) > maxMessageAge {
		body.bad("message_id", "is not the id of a message that was received in the last 30 days.")
		return nil, body.in.failure()
	}
	m.read = true
	return map[string]any{"success": true}, nil
}
