package emulator

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// How long a message takes.
const (
	sentAfter      = 300 * time.Millisecond
	deliveredAfter = time.Second
	readAfter      = 3 * time.Second // by people who read at once
)

// send puts an accepted message on its way.
func (s *sending) send(callback string) *message {
	c, ch := s.c, s.chat
	m := &message{id: c.e.network.newMessageID(ch.human.phone, true), chat: ch, outgoing: true, at: c.Now(), seen: s.seen,
		template: s.template, callback: callback, version: c.Version, category: "service", inWindow: ch.open(c.Now())}
	if s.template != nil {
		m.category = map[string]string{"MARKETING": "marketing", "UTILITY": "utility", "AUTHENTICATION": "authentication"}[s.template.Get("category")]
	}
	if s.marketing {
		m.category = "marketing_lite"
	}
	m.seen.ID, m.seen.PhoneNumberID, m.seen.Time = m.id, s.number.ID, m.at
	c.e.network.messages[m.id] = m
	if s.dropped {
		return m
	}
	if s.failed == nil {
		ch.reply(c)
	}
	m.freeEntry = ch.free(c.Now())
	failed := s.failed
	c.After(sentAfter, func(c *Call) {
		switch {
		case failed != nil:
			c.fail(m, failed)
		case ch.human.absent || ch.blocked:
			c.fail(m, Fail(131026, "Message undeliverable").Detailed("Message Undeliverable."))
		default:
			c.emitStatus(m, "sent")
			c.After(deliveredAfter-sentAfter, func(c *Call) { c.deliver(m) })
		}
	})
	return m
}

// deliver shows a message to the person, unless they left or blocked the business in the meantime.
func (c *Call) deliver(m *message) {
	ch := m.chat
	if ch.human.absent || ch.blocked {
		return
	}
	m.delivered = true
	if m.seen.Type != "reaction" {
		m.seen.Time = c.Now()
	}
	ch.inbox = append(ch.inbox, m)
	c.emitStatus(m, "delivered")
	if ch.human.autoRead {
		c.After(readAfter-deliveredAfter, func(c *Call) { c.markRead(m) })
	}
}

// markRead tells the business that the person read a message.
func (c *Call) markRead(m *message) {
	if m.delivered && !m.read {
		m.read = true
		if m.seen.Type != "reaction" {
			c.emitStatus(m, "read")
		}
	}
}

// emitStatus sends the webhook of a status. The price comes with the first and with what tells of the delivery.
func (c *Call) emitStatus(m *message, status string) {
	s := c.status(m, status)
	if status == "sent" || status == "delivered" {
		for k, v := range c.price(m, status) {
			s[k] = v
		}
	}
	c.emitChat(m.chat, "statuses", s, true)
}

// fail sends the webhook of a message that will not arrive.
func (c *Call) fail(m *message, err *Error) {
	s := c.status(m, "failed")
	title := err.title()
	s["errors"] = []any{map[string]any{"code": err.Code, "title": title, "message": title, "error_data": map[string]any{"details": err.Details},
		"href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}}
	c.emitChat(m.chat, "statuses", s, true)
}

// title is the message of a refusal without the code in front of it.
func (e *Error) title() string {
	prefix := fmt.Sprintf("(#%d) ", e.Code)
	if len(e.Message) > len(prefix) && e.Message[:len(prefix)] == prefix {
		return e.Message[len(prefix):]
	}
	return e.Message
}

func (c *Call) status(m *message, status string) map[string]any {
	s := map[string]any{"id": m.id, "status": status, "timestamp": strconv.FormatInt(c.Now().Unix(), 10),
		"recipient_id": m.chat.human.phone, "recipient_user_id": m.chat.human.bsuid}
	if m.chat.human.phone == "" {
		delete(s, "recipient_id")
	}
	if m.callback != "" {
		s["biz_opaque_callback_data"] = m.callback
	}
	return s
}

// From this day service messages are charged once the free ones of the month are used up, and utility templates always.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
var serviceCharged = time.Date(2026, time.October, 1, 0, 0, 0, 0, accountZone)

// accountZone is the timezone of the seeded account, by whose midnight prices change.
var accountZone = zone("Europe/Rome", time.FixedZone("CET", 60*60))

// zone is a timezone by name, or another where the machine knows none.
func zone(name string, otherwise *time.Location) *time.Location {
	if loaded, err := time.LoadLocation(name); err == nil {
		return loaded
	}
	return otherwise
}

const freeServiceMessages = 1000 // a business number and month

// price is what a message costs by the rules of the day: the pricing of its status, and the conversation where that is told.
func (c *Call) price(m *message, status string) map[string]any {
	now, kind, category := c.Now(), "regular", m.category
	charged := !now.Before(serviceCharged)
	switch {
	case m.freeEntry:
		kind, category = "free_entry_point", "referral_conversion"
	case m.category == "service" && (!charged || c.freeService(m, now)):
		kind = "free_customer_service"
	case m.category == "utility" && m.inWindow && !charged:
		kind = "free_customer_service"
	}
	out := map[string]any{"pricing": map[string]any{"billable": kind == "regular", "pricing_model": "PMP", "category": category, "type": kind}}
	if !m.freeEntry && !older(m.version, 24) {
		return out
	}
	sum := md5.Sum([]byte(m.chat.number.ID + m.chat.human.phone + category))
	conversation := map[string]any{"id": hex.EncodeToString(sum[:]), "origin": map[string]any{"type": category}}
	if status == "sent" {
		ends := m.at.Add(serviceWindow)
		if m.freeEntry {
			ends = m.chat.freeUntil
		}
		conversation["expiration_timestamp"] = strconv.FormatInt(ends.Unix(), 10)
	}
	out["conversation"] = conversation
	return out
}

// freeService counts a service message against the month's free ones, once.
func (c *Call) freeService(m *message, now time.Time) bool {
	sent, month := numberOf(m.chat.number).serviceSent, now.In(accountZone).Format("2006-01")
	if !m.charged {
		m.charged = true
		sent[month]++
		m.free = sent[month] <= freeServiceMessages
	}
	return m.free
}

// older tells whether a version's number is below another.
func older(version string, major int) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	n, err := strconv.Atoi(first)
	return err == nil && n < major
}
