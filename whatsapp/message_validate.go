package whatsapp

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Validate finds every documented limit that the message breaks, each with its
// place in the JSON, the limit and the value, as a [metabiz.ValidationError].
// Nothing is looked up: whether the number exists, the window is open or the
// template fits is Meta's to say.
func (m Message) Validate() error {
	c := checkers.Get().(*checker)
	m.check(c)
	err := c.err("whatsapp.Message")
	*c = checker{}
	checkers.Put(c)
	return err
}

// checkers are borrowed, since what a content notes its limits in can't stay on the stack.
var checkers = sync.Pool{New: func() any { return new(checker) }}

func (m Message) check(c *checker) {
	m = m.direct()
	if m.Content == nil {
		c.add(at("type"), "is required: set Content", nil, nil)
	} else {
		m.Content.check(c)
	}
	m.checkExtra(c)
	if _, receipt := m.Content.(ReadReceipt); receipt {
		return
	}
	m.checkRecipient(c)
	c.atMost(at("biz_opaque_callback_data"), m.CallbackData, 512)
	m.checkDirectSend(c)
}

// checkDirectSend holds a message against what Meta makes templates of: short
// texts and interactive messages, of two categories.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/api-reference.
func (m Message) checkDirectSend(c *checker) {
	longest := 0
	switch m.Category {
	case DirectSendUtility:
		longest = 43200
	case DirectSendAuthentication:
		longest = 900
	}
	switch {
	case m.TTLSeconds == 0:
	case longest == 0:
		c.add(at("ttl_seconds"), "is for messages with a category of utility or authentication", nil, m.TTLSeconds)
	default:
		c.between(at("ttl_seconds"), m.TTLSeconds, 30, longest)
	}
	if longest == 0 || m.Content == nil {
		return
	}
	switch content := m.Content.(type) {
	case Text:
		c.atMost(at("text.body"), content.Body, 1024)
	case Unknown:
	default:
		if kind := m.Content.kind(); kind != kindInteractive {
			c.add(at("category"), "is for text and interactive messages", nil, kind)
		}
	}
}

func (m Message) checkExtra(c *checker) {
	if len(m.Extra) == 0 {
		return
	}
	_, receipt := m.Content.(ReadReceipt)
	for _, name := range slices.Sorted(maps.Keys(m.Extra)) {
		switch {
		case envelope[name], m.Content != nil && name == m.Content.kind(),
			receipt && (name == "status" || name == "message_id" || name == "typing_indicator"):
			c.add(at(name), "is written by Message itself and can't stand in Extra", nil, nil)
		case len(m.Extra[name]) > 0 && !json.Valid(m.Extra[name]):
			c.add(at(name), "is not valid JSON", nil, nil)
		}
	}
}

func (m Message) checkRecipient(c *checker) {
	switch {
	case m.To == "" && m.Recipient == "":
		c.add(at("to"), "is required, or else recipient", nil, nil)
	case m.RecipientType == RecipientGroup:
		if m.To == "" {
			c.add(at("to"), "is required: a group is named by its id", nil, nil)
		}
	case m.To != "" && isUserID(m.To):
		// Meta answers such a message with 200 and drops it.
		c.add(at("to"), "is a business-scoped user id, which belongs in recipient", nil, m.To)
	case m.To != "" && !isPhoneNumber(m.To):
		c.add(at("to"), "is not a phone number with its country code", nil, m.To)
	}
	if m.Recipient != "" && !isUserID(m.Recipient) {
		c.add(at("recipient"), `is not a business-scoped user id such as "IT.13491208655302741918"`, nil, m.Recipient)
	}
	if len(m.To) > 0 && m.RecipientType == RecipientGroup && m.Recipient != "" {
		c.add(at("recipient"), "can't name a person in a message to a group", nil, m.Recipient)
	}
}

// isPhoneNumber accepts what Meta does: digits with their country code, 5 to 15
// of them (E.164), with or without a plus sign and the usual separators.
func isPhoneNumber(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0:
		case r == ' ' || r == '-' || r == '(' || r == ')' || r == '.':
		default:
			return false
		}
	}
	return digits >= 5 && digits <= 15
}

// isUserID recognises a business-scoped user id, CC.… or CC.ENT.…: a country,
// then up to 128 letters and digits.
func isUserID(s string) bool {
	country, id, found := strings.Cut(s, ".")
	if !found || len(country) != 2 || !isUpper(country[0]) || !isUpper(country[1]) {
		return false
	}
	id = strings.TrimPrefix(id, "ENT.")
	if id == "" || len(id) > 128 {
		return false
	}
	for i := range len(id) {
		if b := id[i]; !isUpper(b) && (b < 'a' || b > 'z') && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }
