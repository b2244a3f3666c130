package whatsapp

import (
	"encoding/json"
	"strconv"
	"strings"
)

// HeaderParameter fills the header of a template in: a [TextParameter], an
// [Image], a [Video], a [Document], a [Location] or a [ProductParameter].
type HeaderParameter interface {
	encodeHeaderParameter(e *encoder)
	checkHeaderParameter(c *checker, p path)
}

// BodyParameter fills a variable of a template's body in: a [TextParameter], a
// [CurrencyParameter] or a [DateTimeParameter].
type BodyParameter interface {
	encodeBodyParameter(e *encoder)
	checkBodyParameter(c *checker, p path, limit int)
	parameterName() string
}

// TextParameter is the text for a variable. Name is set for templates with named
// variables, and left out for {{1}}, {{2}} …
type TextParameter struct {
	Name string
	Text string
}

// TextParameters are the texts for {{1}}, {{2}} … of a body, in this order.
func TextParameters(texts ...string) []BodyParameter {
	list := make([]BodyParameter, len(texts))
	for i, text := range texts {
		list[i] = TextParameter{Text: text}
	}
	return list
}

// CurrencyParameter is an amount of money, which the person's app writes by its own rules.
type CurrencyParameter struct {
	Name          string // see [TextParameter]
	Code          string // ISO 4217: "EUR"
	Amount1000    int64  // the amount times 1,000
	FallbackValue string // as it is shown where the app can't: "€100,99"
}

// DateTimeParameter is a point in time. Meta shows FallbackValue.
type DateTimeParameter struct {
	Name          string // see [TextParameter]
	FallbackValue string
	Extra         map[string]json.RawMessage // further members, such as year and month
}

// ProductParameter is a product of a catalog in a header.
type ProductParameter struct {
	CatalogID         string `json:"catalog_id,omitzero"`
	ProductRetailerID string `json:"product_retailer_id"`
}

// UnknownParameter is a parameter of a kind that this version does not know. It is sent as it is.
type UnknownParameter struct {
	Type string
	Raw  json.RawMessage // the whole parameter, its type included
}

// UnknownComponent is a component of a template, or of a message that sends
// one, of a kind that this version does not know. It is sent as it is.
type UnknownComponent struct {
	Type string
	Raw  json.RawMessage // the whole component, its type included
}

func (t TextParameter) encodeHeaderParameter(e *encoder) { t.encodeBodyParameter(e) }

func (t TextParameter) encodeBodyParameter(e *encoder) {
	e.open("")
	e.always("type", "text")
	e.text("parameter_name", t.Name)
	e.always("text", t.Text)
	e.close()
}

func (m Image) encodeHeaderParameter(e *encoder)    { e.parameter("image", m) }
func (m Video) encodeHeaderParameter(e *encoder)    { e.parameter("video", m) }
func (m Document) encodeHeaderParameter(e *encoder) { e.parameter("document", m) }

func (e *encoder) parameter(kind string, content Content) {
	e.open("")
	e.always("type", kind)
	content.encode(e)
	e.close()
}

// encodeHeaderParameter writes the degrees as text: templates want them so,
// other than messages.
func (l Location) encodeHeaderParameter(e *encoder) {
	e.open("")
	e.always("type", "location")
	e.open("location")
	e.always("latitude", strconv.FormatFloat(l.Latitude, 'f', -1, 64))
	e.always("longitude", strconv.FormatFloat(l.Longitude, 'f', -1, 64))
	e.text("name", l.Name)
	e.text("address", l.Address)
	e.close()
	e.close()
}

func (m ProductParameter) encodeHeaderParameter(e *encoder) {
	e.open("")
	e.always("type", "product")
	e.open("product")
	e.always("product_retailer_id", m.ProductRetailerID)
	e.text("catalog_id", m.CatalogID)
	e.close()
	e.close()
}

func (m CurrencyParameter) encodeBodyParameter(e *encoder) {
	e.open("")
	e.always("type", "currency")
	e.text("parameter_name", m.Name)
	e.open("currency")
	e.always("fallback_value", m.FallbackValue)
	e.always("code", m.Code)
	e.int("amount_1000", m.Amount1000)
	e.close()
	e.close()
}

func (m DateTimeParameter) encodeBodyParameter(e *encoder) {
	e.open("")
	e.always("type", "date_time")
	e.text("parameter_name", m.Name)
	e.open("date_time")
	e.always("fallback_value", m.FallbackValue)
	e.extra(m.Extra)
	e.close()
	e.close()
}

func (u UnknownParameter) encodeHeaderParameter(e *encoder) { e.item(u.Raw) }
func (u UnknownParameter) encodeBodyParameter(e *encoder)   { e.item(u.Raw) }

func (t TextParameter) parameterName() string     { return t.Name }
func (m CurrencyParameter) parameterName() string { return m.Name }
func (m DateTimeParameter) parameterName() string { return m.Name }
func (UnknownParameter) parameterName() string    { return "" }

func (t TextParameter) checkHeaderParameter(c *checker, p path) {
	c.text(p.dot("text"), t.Text, headerTextLimit)
}

func (m Image) checkHeaderParameter(c *checker, p path)    { m.checkHeader(c, p) }
func (m Video) checkHeaderParameter(c *checker, p path)    { m.checkHeader(c, p) }
func (m Document) checkHeaderParameter(c *checker, p path) { m.checkHeader(c, p) }
func (l Location) checkHeaderParameter(c *checker, p path) { l.checkAt(c, p.dot("location")) }

func (m ProductParameter) checkHeaderParameter(c *checker, p path) {
	c.required(p.dot("product.product_retailer_id"), m.ProductRetailerID)
}

func (UnknownParameter) checkHeaderParameter(*checker, path) {}

// sound tells at a glance that there is nothing to note.
func (t TextParameter) sound(limit int) bool {
	return len(t.Text) <= limit && strings.TrimSpace(t.Text) != ""
}

func (t TextParameter) checkBodyParameter(c *checker, p path, limit int) {
	c.text(p.dot("text"), t.Text, limit)
}

func (m CurrencyParameter) checkBodyParameter(c *checker, p path, _ int) {
	c.required(p.dot("currency.fallback_value"), m.FallbackValue)
	if len(m.Code) != 3 {
		c.add(p.dot("currency.code"), "is not a currency of three letters (ISO 4217)", 3, m.Code)
	}
}

func (m DateTimeParameter) checkBodyParameter(c *checker, p path, _ int) {
	c.required(p.dot("date_time.fallback_value"), m.FallbackValue)
}

func (UnknownParameter) checkBodyParameter(*checker, path, int) {}
