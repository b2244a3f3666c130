package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Write sends a text to the business. The first message after a click on an ad tells the business of the ad.
func (p *Person) Write(text string) error {
	return p.receive("text", map[string]any{"body": text}, "")
}

// Reply answers a message of the business with a text.
func (p *Person) Reply(messageID, text string) error {
	return p.receive("text", map[string]any{"body": text}, messageID)
}

// SendMedia sends an image, a video, an audio, a document or a sticker, as its media type has it, with a caption.
func (p *Person) SendMedia(content []byte, contentType, caption string) error {
	return p.do(func(c *Call, ch *chat) error {
		kind, ok := mediaKinds[baseType(contentType)]
		if !ok {
			return fmt.Errorf("emulator: WhatsApp has no media of the type %q", contentType)
		}
		o := c.storeMedia(ch.number, content, contentType, receivedMediaLife)
		media := map[string]any{"id": o.ID, "mime_type": contentType, "sha256": o.Get("sha256")}
		if c.baseURL != "" || c.e.baseURL != "" {
			media["url"] = mediaURL(c, o)
		}
		switch kind.name {
		case "audio":
			media["voice"] = strings.Contains(contentType, "opus")
		case "sticker":
			media["animated"] = false
		default:
			if caption != "" {
				media["caption"] = caption
			}
		}
		if kind.name == "document" {
			media["filename"] = "document"
		}
		return c.receive(ch, kind.name, media, "")
	})
}

// SendImage sends an image with a caption, which may be empty.
func (p *Person) SendImage(content []byte, contentType, caption string) error {
	return p.SendMedia(content, contentType, caption)
}

// SendLocation sends where the person is.
func (p *Person) SendLocation(latitude, longitude float64, name, address string) error {
	location := map[string]any{"latitude": latitude, "longitude": longitude}
	if name != "" {
		location["name"] = name
	}
	if address != "" {
		location["address"] = address
	}
	return p.receive("location", location, "")
}

// React reacts to a message of the business, or to the latest one if no id is given. Without an emoji a reaction is taken back.
func (p *Person) React(messageID, emoji string) error {
	return p.do(func(c *Call, ch *chat) error {
		if messageID == "" && len(ch.inbox) > 0 {
			messageID = ch.inbox[len(ch.inbox)-1].id
		}
		if !ch.received(messageID) {
			return fmt.Errorf("emulator: %s has received no message %q", ch.human.phone, messageID)
		}
		reaction := map[string]any{"message_id": messageID}
		if emoji != "" {
			reaction["emoji"] = emoji
		}
		return c.receive(ch, "reaction", reaction, "")
	})
}

func (ch *chat) received(id string) bool {
	return slices.ContainsFunc(ch.inbox, func(m *message) bool { return m.id == id })
}

// Tap taps a button or chooses a row of a list, by its title, id or payload, in the latest message that offers it. Links and
// the like are tapped without the business hearing of it.
func (p *Person) Tap(titleOrID string) error {
	return p.do(func(c *Call, ch *chat) error {
		m, b, ok := ch.offered(func(b Button) bool { return b.Title == titleOrID || b.ID == titleOrID || b.Payload == titleOrID })
		if !ok {
			return fmt.Errorf("emulator: no message in the chat of %s has a button or row %q", ch.human.phone, titleOrID)
		}
		switch b.Kind {
		case "reply":
			return c.receive(ch, "interactive", map[string]any{"type": "button_reply", "button_reply": map[string]any{"id": b.ID, "title": b.Title}}, m.id)
		case "row":
			row := map[string]any{"id": b.ID, "title": b.Title}
			if b.Description != "" {
				row["description"] = b.Description
			}
			return c.receive(ch, "interactive", map[string]any{"type": "list_reply", "list_reply": row}, m.id)
		case "quick_reply":
			return c.receive(ch, "button", map[string]any{"payload": b.Payload, "text": b.Title}, m.id)
		case "call_permission_request":
			return c.receive(ch, "interactive", map[string]any{"type": "call_permission_reply", "call_permission_reply": map[string]any{
				"response": "accept", "is_permanent": false, "response_source": "user_action",
				"expiration_timestamp": strconv.FormatInt(c.Now().Add(7*24*time.Hour).Unix(), 10)}}, m.id)
		}
		return nil
	})
}

// CompleteFlow fills in the latest flow that the business sent, and submits what is given.
func (p *Person) CompleteFlow(response map[string]any) error {
	return p.do(func(c *Call, ch *chat) error {
		m, _, ok := ch.offered(func(b Button) bool { return b.Kind == "flow" })
		if !ok {
			return fmt.Errorf("emulator: no message in the chat of %s has a flow", ch.human.phone)
		}
		encoded, err := json.Marshal(response)
		if err != nil {
			return fmt.Errorf("emulator: the response of a flow must be JSON: %w", err)
		}
		return c.receive(ch, "interactive", map[string]any{"type": "nfm_reply", "nfm_reply": map[string]any{
			"name": "flow", "body": "Sent", "response_json": string(encoded)}}, m.id)
	})
}

// offered finds a button in the latest message that has it.
func (ch *chat) offered(want func(Button) bool) (*message, Button, bool) {
	for _, m := range slices.Backward(ch.inbox) {
		buttons := slices.Clone(m.seen.Buttons)
		for _, card := range m.seen.Cards {
			buttons = append(buttons, card.Buttons...)
		}
		if i := slices.IndexFunc(buttons, want); i >= 0 {
			return m, buttons[i], true
		}
	}
	return nil, Button{}, false
}

// Read reads all that has been delivered.
func (p *Person) Read() error {
	return p.do(func(c *Call, ch *chat) error {
		for _, m := range ch.inbox {
			c.markRead(m)
		}
		return nil
	})
}

// OptOut stops marketing messages of the business.
func (p *Person) OptOut() error {
	return p.prefer(true, "stop", "User requested to stop marketing messages")
}

// Resume takes an opt-out back.
func (p *Person) Resume() error {
	return p.prefer(false, "resume", "User requested to resume marketing messages")
}

func (p *Person) prefer(out bool, value, detail string) error {
	return p.do(func(c *Call, ch *chat) error {
		ch.optedOut = out
		contact := map[string]any{"wa_id": ch.human.phone, "user_id": ch.human.bsuid}
		if ch.human.name != "" {
			contact["profile"] = map[string]any{"name": ch.human.name}
		}
		c.emitNumber(ch.number, "user_preferences", map[string]any{"contacts": []any{contact},
			"user_preferences": []any{map[string]any{"wa_id": ch.human.phone, "user_id": ch.human.bsuid, "category": "marketing_messages",
				"value": value, "detail": detail, "timestamp": c.Now().Unix()}}})
		return nil
	})
}

// Block blocks the business: its messages fail from now on, without a reason that would tell.
func (p *Person) Block() error {
	return p.do(func(_ *Call, ch *chat) error { ch.blocked = true; return nil })
}

// Unblock takes a block back.
func (p *Person) Unblock() error {
	return p.do(func(_ *Call, ch *chat) error { ch.blocked = false; return nil })
}

// Report reports the business. The quality of the template that it sent last goes down a step; once it is low, the template
// is paused.
func (p *Person) Report() error {
	return p.do(func(c *Call, ch *chat) error {
		for _, m := range slices.Backward(ch.inbox) {
			if m.template != nil && c.Object(m.template.ID) == m.template {
				c.lowerQuality(m.template)
				break
			}
		}
		return nil
	})
}

func (c *Call) lowerQuality(t *Object) {
	quality, _ := t.Values["quality_score"].(map[string]any)
	before, after := text(quality["score"]), "YELLOW"
	if before == "YELLOW" || before == "RED" {
		after = "RED"
	}
	t.Values["quality_score"] = map[string]any{"score": after, "date": c.Now().Unix()}
	if before != after {
		c.Emit(whatsappObject, "message_template_quality_update", t.Owner, map[string]any{
			"previous_quality_score": before, "new_quality_score": after, "message_template_id": templateNumber(t),
			"message_template_name": t.Get("name"), "message_template_language": t.Get("language")})
	}
	if after == "RED" && t.Get("status") == "APPROVED" {
		setTemplateStatus(c, t, "PAUSED", "NONE")
	}
}

func (p *Person) receive(kind string, content map[string]any, answers string) error {
	return p.do(func(c *Call, ch *chat) error { return c.receive(ch, kind, content, answers) })
}

// receive has a message of a person reach the business: it opens the customer service window, and after a click on an ad
// the way to the free one.
func (c *Call) receive(ch *chat, kind string, content map[string]any, answers string) error {
	switch {
	case ch.human.absent:
		return errors.New("emulator: " + ch.human.phone + " has no WhatsApp")
	case ch.blocked:
		return errors.New("emulator: " + ch.human.phone + " has blocked the business")
	case !numberOf(ch.number).registered:
		return errors.New("emulator: the business number is not registered")
	case answers != "" && c.e.network.messages[answers] == nil:
		return fmt.Errorf("emulator: there is no message %q", answers)
	}
	now := c.Now()
	m := &message{id: c.e.network.newMessageID(ch.human.phone, false), chat: ch, at: now}
	c.e.network.messages[m.id] = m
	ch.human.current = ch.number.ID
	ch.lastIn = now
	item := map[string]any{"from": ch.human.phone, "from_user_id": ch.human.bsuid, "id": m.id,
		"timestamp": strconv.FormatInt(now.Unix(), 10), "type": kind, kind: content}
	if answers != "" {
		item["context"] = map[string]any{"from": phoneDigits(ch.number.Get("display_phone_number")), "id": answers}
	}
	if click := ch.click; click != nil {
		ch.click = nil
		ch.arrived, ch.answered, ch.clid = now, false, click.CtwaClid
		item["referral"] = click.referral()
		c.e.conversationStarted(click.CtwaClid)
	}
	if ch.banned {
		return nil
	}
	// What comes in counts against the number's throughput, but is never refused.
	_ = c.ChargeMessage(ch.number.ID, "")
	c.emitChat(ch, "messages", item, true)
	return nil
}

// referral tells of the ad that a person came from.
func (a *adClick) referral() map[string]any {
	out := map[string]any{"source_type": "ad"}
	for key, v := range map[string]string{"source_url": a.SourceURL, "source_id": a.SourceID, "source_type": a.SourceType, "headline": a.Headline,
		"body": a.Body, "media_type": a.MediaType, "image_url": a.ImageURL, "video_url": a.VideoURL, "thumbnail_url": a.ThumbnailURL,
		"ctwa_clid": a.CtwaClid} {
		if v != "" {
			out[key] = v
		}
	}
	if a.WelcomeText != "" {
		out["welcome_message"] = map[string]any{"text": a.WelcomeText}
	}
	return out
}
