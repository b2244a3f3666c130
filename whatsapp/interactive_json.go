package whatsapp

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/metabiz-go/metabiz/internal/wire"
)

const kindInteractive = "interactive"

// openInteractive begins an interactive message and its action; header, body and
// footer are left out where they are empty.
func (e *encoder) openInteractive(kind string, header Header, body, footer string) {
	e.open(kindInteractive)
	e.always("type", kind)
	e.header(header)
	e.wrapped("body", body)
	e.wrapped("footer", footer)
	e.open("action")
}

func (e *encoder) closeInteractive() {
	e.close()
	e.close()
}

// marshalContent gives what content puts behind its key, for types whose fields
// do not mirror the JSON.
func marshalContent(content Content) ([]byte, error) {
	e := encoder{}
	content.encode(&e)
	if e.err != nil {
		return nil, e.err
	}
	return e.buf[len(`"":`)+len(content.kind()):], nil
}

// interactiveWire is the shape that all interactive messages share.
type interactiveWire struct {
	Type   string          `json:"type"`
	Header json.RawMessage `json:"header"`
	Body   textWire        `json:"body"`
	Footer textWire        `json:"footer"`
	Action actionWire      `json:"action"`

	header Header
}

type textWire struct {
	Text string `json:"text"`
}

type actionWire struct {
	Name              string          `json:"name"`
	Button            string          `json:"button"`
	Buttons           []buttonWire    `json:"buttons"`
	Sections          []sectionWire   `json:"sections"`
	CatalogID         string          `json:"catalog_id"`
	ProductRetailerID string          `json:"product_retailer_id"`
	Cards             []cardWire      `json:"cards"`
	Parameters        json.RawMessage `json:"parameters"`
}

type buttonWire struct {
	Type       string     `json:"type"`
	Reply      *replyWire `json:"reply"`
	QuickReply *replyWire `json:"quick_reply"`
}

type replyWire struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type sectionWire struct {
	Title string `json:"title"`
	Rows  []struct {
		ID          string `json:"id"`
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"rows"`
	ProductItems []productItemWire `json:"product_items"`
}

type productItemWire struct {
	ProductRetailerID string `json:"product_retailer_id"`
}

type cardWire struct {
	Index  int             `json:"card_index"`
	Type   string          `json:"type"`
	Header json.RawMessage `json:"header"`
	Body   textWire        `json:"body"`
	Action actionWire      `json:"action"`
}

// urlWire is the address behind a button.
type urlWire struct {
	DisplayText string `json:"display_text"`
	URL         string `json:"url"`
}

// decode reads the parameters, which may be left out.
func (a *actionWire) decode(parameters any) error {
	if len(a.Parameters) == 0 {
		return nil
	}
	return wire.UnmarshalStrict(a.Parameters, parameters)
}

func (a *actionWire) url() (urlWire, error) {
	var u urlWire
	err := a.decode(&u)
	return u, err
}

// errOtherShape says that something known by name holds what its type can't; it
// is kept as it came instead.
var errOtherShape = errors.New("has another shape than the one known")

// bodyOnly refuses what stands beside the body of a message that has nothing else.
func (w *interactiveWire) bodyOnly() error {
	if w.header != nil || w.Footer.Text != "" {
		return errOtherShape
	}
	return nil
}

func textOnly(h Header) (TextOnlyHeader, error) {
	if h == nil {
		return nil, nil
	}
	if t, ok := h.(TextOnlyHeader); ok {
		return t, nil
	}
	return nil, errOtherShape
}

var interactiveDecoders = map[string]func(*interactiveWire) (Content, error){
	"button":                   decodeReplyButtons,
	"list":                     decodeList,
	"cta_url":                  decodeCTAURL,
	"flow":                     decodeFlowMessage,
	"product":                  decodeProductMessage,
	"product_list":             decodeProductList,
	"catalog_message":          decodeCatalogMessage,
	"carousel":                 decodeCarousel,
	"location_request_message": decodeLocationRequest,
	"request_contact_info":     decodeContactInfoRequest,
	"call_permission_request":  decodeCallPermissionRequest,
	"voice_call":               decodeVoiceCall,
	"address_message":          decodeAddressMessage,
	"order_details":            decodeOrderDetails,
	"order_status":             decodeOrderStatus,
}

func decodeInteractive(raw json.RawMessage) (Content, error) {
	var w interactiveWire
	if err := wire.UnmarshalStrict(raw, &w); err != nil {
		return nil, err
	}
	decode, known := interactiveDecoders[w.Type]
	if !known {
		return nil, errOtherShape
	}
	var err error
	if w.header, err = decodeHeader(w.Header); err != nil {
		return nil, err
	}
	return decode(&w)
}

func clone(raw json.RawMessage) json.RawMessage { return slices.Clone(raw) }
