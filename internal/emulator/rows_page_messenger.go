package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// pageInbox is the app that the people of a Page answer with.
const pageInbox = "263902037430900"

// instagramInbox is the one that they answer with on Instagram.
const instagramInbox = "1217981644879628"

// standardWindow is how long after a person's message a Page may write what it likes, humanWindow how long a person of
// the Page may answer.
const (
	standardWindow = 24 * time.Hour
	humanWindow    = 7 * 24 * time.Hour
)

// thread is what is remembered of a conversation on Messenger: the State of a UnifiedThread.
type thread struct {
	psid       string
	human      *human
	lastIn     time.Time // the person's latest message or tap
	owner      string    // app that has the conversation; empty: none
	ownedUntil time.Time
	instagram  bool           // is one of the Page's Instagram account
	shut       bool           // the Page has blocked the person
	referral   map[string]any // of the ad that was clicked, for the first message
	messages   []*Object      // both sides', oldest first
	received   []MessengerReceived
	labels     []string
}

func (t *thread) ownerAt(now time.Time) string {
	if t.owner != "" && now.After(t.ownedUntil) {
		return ""
	}
	return t.owner
}

// inbox is the app of the Page's people.
func (t *thread) inbox() string {
	if t.instagram {
		return instagramInbox
	}
	return pageInbox
}

func (t *thread) give(app string, now time.Time) {
	t.owner, t.ownedUntil = app, now.Add(standardWindow)
}

// pageMessengerRows are the Page's conversations on Messenger and what people see beside them.
func pageMessengerRows(r *Registry) {
	page := []TokenKind{PageToken}
	edge := func(method, name, params string, handle Handler) Edge {
		return Edge{Method: method, Name: name, Tokens: page, Scope: "pages_messaging", UseCase: "messenger", Params: Params(params), Handle: handle}
	}
	r.Type(NodeType{Name: "UnifiedMessage", Product: Pages, Default: []string{"id", "created_time"},
		Fields: Fields(`attachments Object, created_time datetime, from Object, id string, message string, sticker string, to Object`)})
	r.Type(NodeType{Name: "MessageAttachment", Product: Pages, Fields: Fields(`id string`)})
	r.Type(NodeType{Name: "PageThreadOwner", Product: Pages, Fields: Fields(`thread_owner Object`), Default: []string{"thread_owner"}})
	r.Edge("UnifiedThread", Edge{Method: "GET", Name: "messages", Of: "UnifiedMessage", UseCase: "messenger",
		Params: Params(`source enum(ALL|PARTICIPANTS)`), Handle: listThreadMessages})
	r.Edge("Page",
		edge("POST", "messages", `recipient! Object, message Object, messaging_type enum(MESSAGE_TAG|RESPONSE|UPDATE|UTILITY),
			notification_type enum(NO_PUSH|REGULAR|SILENT_PUSH), payload any, persona_id string, reply_to Object, sender_action string,
			tag any, thread_control Object`, sendMessenger),
		edge("POST", "message_attachments", `message! Object, platform enum(INSTAGRAM|MESSENGER)`, keepAttachment),
		edge("POST", "moderate_conversations", `actions! list<enum(BAN_USER|BLOCK_USER|MOVE_TO_SPAM|UNBAN_USER|UNBLOCK_USER)>,
			user_ids! list<map>`, moderateThreads),
		edge("POST", "pass_thread_control", `recipient! Object, target_app_id string, metadata string`, passThread),
		edge("POST", "take_thread_control", `recipient! Object, metadata string`, takeThread),
		edge("POST", "request_thread_control", `recipient! Object, metadata string`, requestThread),
		edge("POST", "release_thread_control", `recipient! Object`, releaseThread),
		edge("POST", "extend_thread_control", `recipient! Object, duration unsigned int`, extendThread),
		Edge{Method: "GET", Name: "thread_owner", Of: "PageThreadOwner", Tokens: page, Scope: "pages_messaging", UseCase: "messenger",
			Params: Params(`recipient! string`), Handle: threadOwner},
		Edge{Method: "GET", Name: "secondary_receivers", Of: "Application", Tokens: page, UseCase: "messenger",
			Params: Params(`platform enum(INSTAGRAM|MESSENGER)`), Handle: func(c *Call) (any, error) {
				inbox := (&thread{instagram: c.Args.Text("platform") == "INSTAGRAM"}).inbox()
				return []*Object{{ID: inbox, Type: "Application", Values: map[string]any{"name": "Page Inbox"}}}, nil
			}},
	)
	pageProfileRows(r)
	pageUtilityRows(r)
	pageAudienceRows(r)
}

func listThreadMessages(c *Call) (any, error) {
	messages := slices.Clone(threadOf(c.Node).messages)
	slices.Reverse(messages)
	return messages, nil
}

func threadOf(o *Object) *thread { t, _ := o.State.(*thread); return t }

// threadWith is the conversation of a Page with a person, by their Page-scoped id, or nil.
func threadWith(page *Object, psid string) *Object {
	for _, o := range page.Children("conversations") {
		if t := threadOf(o); t != nil && t.psid == psid {
			return o
		}
	}
	return nil
}

var recipientKeys = []string{"id", "user_ref", "comment_id", "post_id", "notification_messages_token"}

// recipient is the conversation that a call's `recipient` names.
func (c *Call) recipient() (*Object, error) {
	m := c.Args.Map("recipient")
	var given []string
	for _, k := range recipientKeys {
		if m.Text(k) != "" {
			given = append(given, k)
		}
	}
	if len(given) != 1 {
		return nil, badParam(c, "recipient", "must have exactly one of {%s}", strings.Join(recipientKeys, ", "))
	}
	if o := threadWith(c.Node, m.Text("id")); o != nil && given[0] == "id" {
		return o, nil
	}
	return nil, Fail(100, "No matching user found").Sub(2018001)
}

// sendMessenger is the Send API: a message, or something that the person sees the Page do.
func sendMessenger(c *Call) (any, error) {
	o, err := c.recipient()
	if err != nil {
		return nil, err
	}
	t, message, action := threadOf(o), c.Args.Map("message"), strings.ToUpper(c.Args.Text("sender_action"))
	switch {
	case message != nil && action != "":
		return nil, badParam(c, "sender_action", "cannot be sent together with a message")
	case message == nil && action == "":
		return nil, Fail(100, "The parameter message is required").Blame("message")
	case t.shut || t.human.absent:
		return nil, Fail(551, "This person isn't available right now.").Sub(1545041)
	}
	if owner := t.ownerAt(c.Now()); owner != "" && owner != c.Token.AppID {
		return nil, Fail(10, "Message failed to send because another app is controlling this thread now.").Sub(2018300)
	}
	if action != "" {
		return c.senderAction(t, action)
	}
	if err := c.checkWindow(t, message); err != nil {
		return nil, err
	}
	if err := c.checkMessengerMessage(o, message); err != nil {
		return nil, err
	}
	now := c.Now()
	id := c.keepMessage(o, message, false)
	t.received = append(t.received, received(c, id, message))
	t.give(c.Token.AppID, now)
	answer := map[string]any{"recipient_id": t.psid, "message_id": id}
	if payload := message.Map("attachment").Map("payload"); payload.Bool("is_reusable") {
		answer["attachment_id"] = c.Make("MessageAttachment", nil).ID
	}
	c.echo(o, id, c.Token.AppID, message)
	c.After(time.Second, func(c *Call) {
		c.emitThread(o, "message_deliveries", "delivery", map[string]any{"mids": []any{id}, "watermark": now.UnixMilli()})
	})
	return answer, nil
}

// echo tells the apps what the Page has sent, by whichever of them.
func (c *Call) echo(o *Object, id, app string, message Args) {
	echo := map[string]any{"mid": id, "is_echo": true, "app_id": app}
	for _, k := range []string{"text", "metadata"} {
		if v := message.Text(k); v != "" {
			echo[k] = v
		}
	}
	if a := message.Map("attachment"); a != nil {
		echo["attachments"] = []any{map[string]any(a)}
	}
	c.tellThread(o, "message_echoes", map[string]any{"sender": map[string]any{"id": c.accountOf(o)},
		"recipient": map[string]any{"id": threadOf(o).psid}, "timestamp": c.Now().UnixMilli(), "message": echo})
}

// accountOf is the Page's or the Instagram account's id, whichever the conversation is of.
func (c *Call) accountOf(o *Object) string {
	if threadOf(o).instagram {
		return seededInstagram
	}
	return o.Owner
}

// instagramWebhooks are the fields of Instagram that tell what those of a Page do; the others do not exist there.
var instagramWebhooks = map[string]string{"messages": "messages", "message_echoes": "messages", "messaging_postbacks": "messaging_postbacks",
	"message_reactions": "message_reactions", "message_reads": "messaging_seen", "messaging_referrals": "messaging_referral",
	"messaging_optins": "messaging_optins", "messaging_handovers": "messaging_handover", "standby": "standby"}

// tellThread sends an event of a conversation.
func (c *Call) tellThread(o *Object, field string, event map[string]any) {
	if !threadOf(o).instagram {
		c.EmitMessaging("page", field, o.Owner, event)
		return
	}
	if field = instagramWebhooks[field]; field != "" {
		c.EmitMessaging("instagram", field, c.accountOf(o), event)
	}
}

func (c *Call) senderAction(t *thread, action string) (any, error) {
	payload := c.Args.Map("payload")
	switch action {
	case "MARK_SEEN", "TYPING_ON", "TYPING_OFF":
	case "REACT", "UNREACT":
		if !slices.ContainsFunc(t.messages, func(m *Object) bool { return m.ID == payload.Text("message_id") }) {
			return nil, badParam(c, "payload[message_id]", "must be a message of the conversation")
		}
		if action == "REACT" && payload.Text("reaction") == "" {
			return nil, missingParam(c, "payload[reaction]")
		}
	default:
		return nil, badParam(c, "sender_action", "must be one of {MARK_SEEN, REACT, TYPING_OFF, TYPING_ON, UNREACT}")
	}
	t.received = append(t.received, MessengerReceived{Time: c.Now(), Action: strings.ToLower(action), ID: payload.Text("message_id"), Text: payload.Text("reaction")})
	return map[string]any{"recipient_id": t.psid}, nil
}

// checkWindow refuses what may not be said any more, or not for the reason that is given.
func (c *Call) checkWindow(t *thread, message Args) error {
	kind, tag, since := c.Args.Text("messaging_type"), c.Args.Text("tag"), c.Now().Sub(t.lastIn)
	switch {
	case kind == "MESSAGE_TAG" && tag == "":
		return missingParam(c, "tag")
	case kind == "UTILITY" && message.Map("template") == nil:
		return missingParam(c, "message[template]")
	case kind == "UTILITY":
		return nil
	case tag != "" && !slices.Contains(messageTags, tag):
		return badParam(c, "tag", "must be one of {%s}", strings.Join(messageTags, ", "))
	case tag == "HUMAN_AGENT" && since <= humanWindow, tag != "" && tag != "HUMAN_AGENT", since <= standardWindow:
		return nil
	}
	refusal := Fail(10, "This message is sent outside of allowed window.")
	if t.instagram {
		return refusal.Sub(2534022)
	}
	return refusal.Sub(2018278)
}

// messageTags are those that there still are: what tells of accounts, events and purchases is a utility template's since
// April 2026.
var messageTags = []string{"CUSTOMER_FEEDBACK", "HUMAN_AGENT"}

func (c *Call) checkMessengerMessage(o *Object, m Args) error {
	attachment, text := m.Map("attachment"), m.Text("text")
	switch {
	case m.Map("template") != nil:
		return c.checkUtility(m.Map("template"))
	case text == "" && attachment == nil && len(m.List("attachments")) == 0 && !m.Has("sticker_id"):
		return Fail(100, "Message cannot be empty, must provide valid attachment or text")
	case threadOf(o).instagram && len(text) > 1000:
		return Fail(100, "Length of param message[text] must be less than or equal to 1000 bytes").Blame("message", "text")
	case utf8.RuneCountInString(text) > 2000:
		return Fail(100, "Length of param message[text] must be less than or equal to 2000").Blame("message", "text")
	case len(m.List("quick_replies")) > 13:
		return badParam(c, "message[quick_replies]", "must have at most 13 elements")
	}
	for i, v := range m.List("quick_replies") {
		q, _ := v.(map[string]any)
		at := fmt.Sprintf("message[quick_replies][%d]", i)
		switch Args(q).Text("content_type") {
		case "text":
			if Args(q).Text("title") == "" || Args(q).Text("payload") == "" {
				return badParam(c, at, "must have a title and a payload")
			}
		case "user_phone_number", "user_email", "location":
		default:
			return badParam(c, at+"[content_type]", "must be one of {text, user_phone_number, user_email}")
		}
	}
	if id := c.Args.Text("persona_id"); id != "" && c.Find("Persona", id) == nil {
		return badParam(c, "persona_id", "must be a persona of the Page")
	}
	if reply := c.Args.Map("reply_to"); reply != nil {
		if !slices.ContainsFunc(threadOf(o).messages, func(m *Object) bool { return m.ID == reply.Text("mid") }) {
			return badParam(c, "reply_to[mid]", "must be a message of the conversation")
		}
	}
	for i, v := range m.List("attachments") {
		a, _ := v.(map[string]any)
		if Args(a).Text("type") != "image" {
			return badParam(c, fmt.Sprintf("message[attachments][%d][type]", i), "must be image")
		}
		if err := c.checkAttachment(a); err != nil {
			return err
		}
	}
	switch kind := attachment.Text("type"); {
	case attachment == nil:
		return nil
	case threadOf(o).instagram && kind == "like_heart":
		return nil
	case threadOf(o).instagram && kind == "MEDIA_SHARE":
		if attachment.Map("payload").Text("id") == "" {
			return missingParam(c, "message[attachment][payload][id]")
		}
		return nil
	}
	return c.checkAttachment(attachment)
}

func (c *Call) checkAttachment(a Args) error {
	const at = "message[attachment]"
	payload := a.Map("payload")
	switch kind := a.Text("type"); {
	case kind == "template":
		return c.checkMessengerTemplate(payload)
	case !slices.Contains([]string{"image", "video", "audio", "file"}, kind):
		return badParam(c, at+"[type]", "must be one of {audio, file, image, template, video}")
	}
	id, address := payload.Text("attachment_id"), payload.Text("url")
	switch {
	case id == "" && address == "" && c.Args.File("filedata") == nil:
		return badParam(c, at+"[payload]", "must have a url or an attachment_id")
	case id != "" && c.Find("MessageAttachment", id) == nil:
		return Fail(100, "Upload attachment failure: there is no attachment %s", id).Sub(2018074)
	case address != "" && !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://"):
		return Fail(100, "The URL %s cannot be fetched", address).Sub(2018008)
	}
	return nil
}

func (c *Call) checkMessengerTemplate(payload Args) error {
	const at = "message[attachment][payload]"
	switch payload.Text("template_type") {
	case "":
		return missingParam(c, at+"[template_type]")
	case "generic":
		elements := payload.List("elements")
		if len(elements) < 1 || len(elements) > 10 {
			return badParam(c, at+"[elements]", "must have from 1 to 10 elements")
		}
		for i, v := range elements {
			e, _ := v.(map[string]any)
			if Args(e).Text("title") == "" {
				return missingParam(c, fmt.Sprintf("%s[elements][%d][title]", at, i))
			}
			if len(Args(e).List("buttons")) > 3 {
				return badParam(c, fmt.Sprintf("%s[elements][%d][buttons]", at, i), "must have at most 3 elements")
			}
		}
	case "button":
		if payload.Text("text") == "" {
			return missingParam(c, at+"[text]")
		}
		if n := len(payload.List("buttons")); n < 1 || n > 3 {
			return badParam(c, at+"[buttons]", "must have from 1 to 3 elements")
		}
	default:
		return c.checkOtherTemplate(payload)
	}
	return nil
}

// keepMessage adds a message to a conversation and gives its id.
func (c *Call) keepMessage(o *Object, message Args, inbound bool) string {
	t, now := threadOf(o), c.Now()
	person := map[string]any{"id": t.psid, "name": t.human.name}
	page := map[string]any{"id": o.Owner, "name": c.Object(o.Owner).Get("name")}
	from, to := page, person
	if inbound {
		from, to = person, page
	}
	m := c.MakeWithID("UnifiedMessage", "m_"+c.NewID("UnifiedMessage"), map[string]any{"created_time": now, "from": from,
		"to": map[string]any{"data": []any{to}}, "message": message.Text("text")})
	m.Owner = o.Owner
	t.messages = append(t.messages, m)
	o.Values["updated_time"], o.Values["snippet"], o.Values["message_count"] = now, message.Text("text"), int64(len(t.messages))
	return m.ID
}

// emitThread sends what a person did in a conversation; as standby where another app has it.
func (c *Call) emitThread(o *Object, field, member string, value any) {
	t, now := threadOf(o), c.Now()
	account := c.accountOf(o)
	event := map[string]any{"sender": map[string]any{"id": t.psid}, "recipient": map[string]any{"id": account},
		"timestamp": now.UnixMilli(), member: value}
	if owner := t.ownerAt(now); owner != "" && owner != c.e.seed.AppID {
		object := "page"
		if t.instagram {
			object = "instagram"
		}
		c.e.emit(object, "standby", account, event, map[string]any{"id": account, "time": now.UnixMilli(), "standby": []any{event}})
		return
	}
	c.tellThread(o, field, event)
}

// keepAttachment keeps media for messages to come.
func keepAttachment(c *Call) (any, error) {
	a := c.Args.Map("message").Map("attachment")
	if a == nil {
		return nil, missingParam(c, "message[attachment]")
	}
	if a.Text("type") == "template" {
		return nil, badParam(c, "message[attachment][type]", "must be one of {audio, file, image, video}")
	}
	if err := c.checkAttachment(a); err != nil {
		return nil, err
	}
	return map[string]any{"attachment_id": c.Make("MessageAttachment", nil).ID}, nil
}

func moderateThreads(c *Call) (any, error) {
	var found []*thread
	for i, v := range c.Args.List("user_ids") {
		m, _ := v.(map[string]any)
		o := threadWith(c.Node, Args(m).Text("id"))
		if o == nil {
			return nil, badParam(c, fmt.Sprintf("user_ids[%d]", i), "must be a person who has written to the Page")
		}
		found = append(found, threadOf(o))
	}
	for _, action := range c.Args.Strings("actions") {
		for _, t := range found {
			switch action {
			case "BAN_USER", "BLOCK_USER":
				t.shut = true
			case "UNBAN_USER", "UNBLOCK_USER":
				t.shut = false
			}
		}
	}
	return map[string]any{"success": true}, nil
}
