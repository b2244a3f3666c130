package emulator

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// chat is what passes between a person and a business number.
type chat struct {
	human  *human
	number *Object

	lastIn    time.Time // the person's latest message, which opens the customer service window
	click     *adClick  // of an ad, not yet followed by a message
	arrived   time.Time // from an ad, with a message
	clid      string    // click id of that ad
	freeUntil time.Time // end of the free entry point window
	answered  bool      // the business replied to the arrival
	optedOut  bool      // of marketing messages
	blocked   bool      // the person blocked the business
	banned    bool      // the business blocked the person

	inbox []*message // what the person has seen or would see, oldest first
}

// Windows of free-form and of free messages.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
// https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
const (
	serviceWindow = 24 * time.Hour
	entryWindow   = 72 * time.Hour
)

func (h *human) chat(number *Object) *chat {
	ch := h.chats[number.ID]
	if ch == nil {
		ch = &chat{human: h, number: number}
		h.chats[number.ID] = ch
	}
	return ch
}

// open tells whether the customer service window is open.
func (ch *chat) open(now time.Time) bool {
	return !ch.lastIn.IsZero() && now.Before(ch.lastIn.Add(serviceWindow))
}

// free tells whether the free entry point window is open.
func (ch *chat) free(now time.Time) bool { return now.Before(ch.freeUntil) }

// reply notes that the business writes. The first reply to somebody who came from an ad opens the free entry point.
func (ch *chat) reply(c *Call) {
	now := c.Now()
	if ch.arrived.IsZero() || ch.answered || !now.Before(ch.arrived.Add(serviceWindow)) {
		return
	}
	ch.answered = true
	ch.freeUntil = now.Add(entryWindow)
	c.e.firstReply(ch.clid)
}

// message is a message in either direction.
type message struct {
	id       string
	chat     *chat
	outgoing bool // from the business
	at       time.Time
	seen     Received // what the person sees of it

	template  *Object
	category  string // what it is charged as: marketing, utility, authentication or service
	freeEntry bool
	inWindow  bool
	version   string // of the API that sent it
	callback  string // biz_opaque_callback_data
	charged   bool   // counted against the month's free service messages
	free      bool   // it was one of them
	delivered bool
	read      bool
}

// newMessageID makes an id of the form that Meta's have: the other party's number and a hash, packed.
func (n *network) newMessageID(phone string, outgoing bool) string {
	n.sent++
	sum := sha256.Sum256(fmt.Appendf(nil, "message %d", n.sent))
	hash := strings.ToUpper(hex.EncodeToString(sum[:9]))
	direction := byte(0x12)
	if outgoing {
		direction = 0x11
	}
	packed := append([]byte{0x1c, 0x18, byte(len(phone))}, phone...)
	packed = append(packed, 0x15, 0x02, 0x00, direction, 0x18, byte(len(hash)))
	packed = append(packed, hash...)
	return "wamid." + base64.StdEncoding.EncodeToString(append(packed, 0))
}

// emitChat sends a webhook of the field messages about a chat.
func (c *Call) emitChat(ch *chat, key string, item map[string]any, profile bool) {
	contact := map[string]any{"wa_id": ch.human.phone, "user_id": ch.human.bsuid}
	if profile && ch.human.name != "" {
		contact["profile"] = map[string]any{"name": ch.human.name}
	}
	c.emitNumber(ch.number, "messages", map[string]any{"contacts": []any{contact}, key: []any{item}})
}

// emitNumber sends a webhook about a business number.
func (c *Call) emitNumber(number *Object, field string, value map[string]any) {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = map[string]any{"display_phone_number": phoneDigits(number.Get("display_phone_number")), "phone_number_id": number.ID}
	c.Emit(whatsappObject, field, number.Owner, value)
}

// numberWith is the id of the business number with a telephone number, or empty.
func (e *Emulator) numberWith(phone string) string {
	for _, o := range e.store.all(phoneNumberType) {
		if phoneDigits(o.Get("display_phone_number")) == phone {
			return o.ID
		}
	}
	return ""
}
