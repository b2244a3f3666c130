package whatsapp

import (
	"encoding/json"
	"strconv"
)

// ButtonParameter fills a button of a template in. Index, in all of them, is the
// button's place among the buttons of the template, from 0.
//
// It is a [QuickReplyParameter], [URLParameter], [CopyCodeParameter],
// [FlowParameter], [CatalogParameter], [ProductListParameter], [OrderDetailsParameter]
// or [VoiceCallParameter].
type ButtonParameter interface {
	encodeButton(e *encoder) // appends the whole component
	checkButton(c *checker, p path)
	buttonIndex() (index int, has bool)
}

// QuickReplyParameter is what comes back when a quick reply is tapped.
type QuickReplyParameter struct {
	Index   int
	Payload string
}

// URLParameter is the variable at the end of a URL button, or the code of an
// authentication template's button.
type URLParameter struct {
	Index int
	Text  string // already escaped for a URL
}

// CopyCodeParameter is the code that a button copies; up to 20 characters.
type CopyCodeParameter struct {
	Index int
	Code  string
}

// FlowParameter is what a button opens a Flow with.
type FlowParameter struct {
	Index int
	Token string // comes back with the answers; Meta takes "unused" where it is left out
	// Data is for the first screen: anything that marshals to a JSON object.
	// After decoding it is a json.RawMessage.
	Data any
}

// CatalogParameter chooses the product whose picture stands for the catalog.
type CatalogParameter struct {
	Index                      int
	ThumbnailProductRetailerID string
}

// ProductListParameter are the products that a button shows: up to 30, in up to ten sections.
type ProductListParameter struct {
	Index                      int
	ThumbnailProductRetailerID string
	Sections                   []ProductSection
}

// VoiceCallParameter overrides how long a call button works, 1 to 43,200
// minutes, and what comes back with the call, up to 512 characters.
type VoiceCallParameter struct {
	TTLMinutes int
	Payload    string
}

// UnknownButtonParameter is the parameter of a button of a kind that this
// version does not know, or of another shape. It is sent as it is.
type UnknownButtonParameter struct {
	SubType string
	Raw     json.RawMessage // the whole component
}

func (b QuickReplyParameter) buttonIndex() (int, bool)  { return b.Index, true }
func (b URLParameter) buttonIndex() (int, bool)         { return b.Index, true }
func (b CopyCodeParameter) buttonIndex() (int, bool)    { return b.Index, true }
func (b FlowParameter) buttonIndex() (int, bool)        { return b.Index, true }
func (b CatalogParameter) buttonIndex() (int, bool)     { return b.Index, true }
func (b ProductListParameter) buttonIndex() (int, bool) { return b.Index, true }
func (VoiceCallParameter) buttonIndex() (int, bool)     { return 0, false }
func (UnknownButtonParameter) buttonIndex() (int, bool) { return 0, false }

// openButton begins a component; what follows are its parameters.
func (e *encoder) openButton(subType string, index int) {
	e.open("")
	e.always("type", "button")
	e.always("sub_type", subType)
	e.always("index", strconv.Itoa(index))
	e.list("parameters")
}

func (e *encoder) closeButton() {
	e.end()
	e.close()
}

// buttonText appends a parameter whose value stands under the name of its type.
func (e *encoder) buttonText(kind, value string) {
	e.open("")
	e.always("type", kind)
	e.always(kind, value)
	e.close()
}

func (e *encoder) openAction() {
	e.open("")
	e.always("type", "action")
	e.open("action")
}

func (e *encoder) closeAction() {
	e.close()
	e.close()
}

func (b QuickReplyParameter) encodeButton(e *encoder) {
	e.openButton("quick_reply", b.Index)
	e.buttonText("payload", b.Payload)
	e.closeButton()
}

func (b URLParameter) encodeButton(e *encoder) {
	e.openButton("url", b.Index)
	e.buttonText("text", b.Text)
	e.closeButton()
}

func (b CopyCodeParameter) encodeButton(e *encoder) {
	e.openButton("copy_code", b.Index)
	e.buttonText("coupon_code", b.Code)
	e.closeButton()
}

func (b FlowParameter) encodeButton(e *encoder) {
	e.openButton("flow", b.Index)
	e.openAction()
	e.text("flow_token", b.Token)
	if b.Data != nil {
		e.any("flow_action_data", b.Data)
	}
	e.closeAction()
	e.closeButton()
}

// encodeButton writes the sub-type in capitals and the index as a number, as
// Meta documents it for this button alone.
func (b CatalogParameter) encodeButton(e *encoder) {
	e.open("")
	e.always("type", "button")
	e.always("sub_type", "CATALOG")
	e.int("index", int64(b.Index))
	if b.ThumbnailProductRetailerID != "" {
		e.list("parameters")
		e.openAction()
		e.always("thumbnail_product_retailer_id", b.ThumbnailProductRetailerID)
		e.closeAction()
		e.end()
	}
	e.close()
}

func (b ProductListParameter) encodeButton(e *encoder) {
	e.openButton("mpm", b.Index)
	e.openAction()
	e.text("thumbnail_product_retailer_id", b.ThumbnailProductRetailerID)
	e.productSections(b.Sections)
	e.closeAction()
	e.closeButton()
}

func (b VoiceCallParameter) encodeButton(e *encoder) {
	e.open("")
	e.always("type", "button")
	e.always("sub_type", "voice_call")
	e.list("parameters")
	if b.TTLMinutes != 0 {
		e.open("")
		e.always("type", "ttl_minutes")
		e.int("ttl_minutes", int64(b.TTLMinutes))
		e.close()
	}
	if b.Payload != "" {
		e.buttonText("payload", b.Payload)
	}
	e.end()
	e.close()
}

func (b UnknownButtonParameter) encodeButton(e *encoder) { e.item(b.Raw) }

func (b QuickReplyParameter) checkButton(c *checker, p path) {
	c.required(p.dot("parameters[0].payload"), b.Payload)
}

func (b URLParameter) checkButton(c *checker, p path) {
	c.text(p.dot("parameters[0].text"), b.Text, 2000)
}

func (b CopyCodeParameter) checkButton(c *checker, p path) {
	c.text(p.dot("parameters[0].coupon_code"), b.Code, 20)
}

func (FlowParameter) checkButton(*checker, path) {}

func (CatalogParameter) checkButton(*checker, path) {}

func (b ProductListParameter) checkButton(c *checker, p path) {
	c.productSections(p.dot("parameters[0].action.sections"), b.Sections)
}

func (b VoiceCallParameter) checkButton(c *checker, p path) {
	if b.TTLMinutes != 0 {
		c.between(p.dot("parameters[0].ttl_minutes"), b.TTLMinutes, 1, 43200)
	}
	c.atMost(p.dot("parameters"), b.Payload, 512)
}

func (UnknownButtonParameter) checkButton(*checker, path) {}
