package pages

import (
	"strconv"
	"strings"
	"time"
)

// keyRoom is what most keys take, in bytes.
const keyRoom = 256

// The keys of events that come often are written, many into one text. Calls of appendKey are not
// through an interface, which would have the room allocated.

func (e *MessageEvent) appendKey(b []byte) []byte {
	kind := "message:"
	if e.Message.IsDeleted {
		kind = "deleted:"
	}
	if e.Message.MID == "" {
		return append(b, e.digest(e.Message)...)
	}
	return append(e.appendKind(b, kind), e.Message.MID...)
}

func (e *PostbackEvent) appendKey(b []byte) []byte {
	if e.MID == "" {
		return append(b, e.digest(postback{Title: e.Title, Payload: e.Payload, Referral: e.Referral})...)
	}
	return append(e.appendKind(b, "postback:"), e.MID...)
}

func (e *ReadEvent) appendKey(b []byte) []byte {
	return append(append(e.appendReceipt(b, "read:", e.Watermark), ':'), e.MID...)
}

func (e *DeliveryEvent) appendKey(b []byte) []byte {
	b = e.appendReceipt(b, "delivery:", e.Watermark)
	for _, mid := range e.MIDs {
		b = append(append(b, ':'), mid...)
	}
	return b
}

// appendReceipt writes the key of an event that tells how far a person is.
func (h *EventHeader) appendReceipt(b []byte, kind string, watermark time.Time) []byte {
	b = append(append(h.appendKind(b, kind), h.EntryID...), ':')
	b = append(append(b, h.Sender.ID...), ':')
	return strconv.AppendInt(b, watermark.UnixMilli(), 10)
}

func (h *EventHeader) appendKind(b []byte, kind string) []byte {
	b = append(append(b, h.Object...), ':')
	if h.Standby {
		b = append(b, "standby:"...)
	}
	return append(b, kind...)
}

// maxKeys is how much text keys share at most, in bytes. A key that is remembered keeps all of it,
// but the others are remembered as long.
const maxKeys = 4 << 10

// A keyText is where keys stand that are written one after the other.
type keyText struct{ text strings.Builder }

// add gives a key, of which more may follow.
func (k *keyText) add(key []byte, more int) string {
	if k.text.Cap()-k.text.Len() < len(key) {
		k.text.Reset()
		k.text.Grow(max(min(len(key)*(more+1), maxKeys), len(key)))
	}
	start := k.text.Len()
	k.text.Write(key)
	return k.text.String()[start:]
}
