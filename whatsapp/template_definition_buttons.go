package whatsapp

import (
	"encoding/json"
	"strings"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// TemplateButton is a button in the definition of a template: a
// [QuickReplyButton], [URLButton], [PhoneNumberButton], [CopyCodeButton],
// [OTPButton], [FlowButton], [CatalogButton], [ProductListButton],
// [ProductButton], [OrderDetailsButton], [VoiceCallButton] or [ContactInfoButton].
type TemplateButton interface {
	buttonType() string
	encodeDefinition(e *encoder) // appends what stands beside the type
	checkDefinition(c *checker, p path)
}

// QuickReplyButton answers with its text. Text takes up to 25 characters.
type QuickReplyButton struct {
	Text string `json:"text"`
}

// URLButton opens a web page. Text takes up to 25 characters, URL 2,000; one
// variable may stand at the end of it, which then needs an Example.
type URLButton struct {
	Text    string
	URL     string
	Example string
	// AppDeepLink opens an app in place of the page; Marketing Messages API only.
	AppDeepLink *AppDeepLink
}

// AppDeepLink is a place in an Android app.
type AppDeepLink struct {
	MetaAppID                   string `json:"meta_app_id,omitzero"`
	AndroidDeepLink             string `json:"android_deep_link,omitzero"`
	AndroidFallbackPlaystoreURL string `json:"android_fallback_playstore_url,omitzero"`
}

// PhoneNumberButton calls a number. Text takes up to 25 characters, PhoneNumber 20.
type PhoneNumberButton struct {
	Text        string `json:"text"`
	PhoneNumber string `json:"phone_number"`
}

// CopyCodeButton copies a code that each message gives. Example takes up to 20 characters.
type CopyCodeButton struct {
	Text    string // as Meta has named it, when a template is read
	Example string
}

// OTPType is how a one-time code reaches the app that waits for it.
type OTPType string

const (
	OTPCopyCode OTPType = "COPY_CODE" // the person copies it
	OTPOneTap   OTPType = "ONE_TAP"   // one tap fills it in, on Android
	OTPZeroTap  OTPType = "ZERO_TAP"  // it is filled in, on Android
)

// OTPButton is the button of an authentication template, which becomes a URL
// button when it is created. Texts take up to 25 characters.
type OTPButton struct {
	OTPType       OTPType        `json:"otp_type"`
	Text          string         `json:"text,omitzero"`          // "Copy code" in the template's language where it is left out
	AutofillText  string         `json:"autofill_text,omitzero"` // for one tap
	SupportedApps []SupportedApp `json:"supported_apps,omitzero"`
	// ZeroTapTermsAccepted must be true for a zero-tap button.
	ZeroTapTermsAccepted bool `json:"zero_tap_terms_accepted,omitzero"`
	// PackageName and SignatureHash name a single app, as it was done before SupportedApps.
	PackageName   string `json:"package_name,omitzero"`
	SignatureHash string `json:"signature_hash,omitzero"`
}

// SupportedApp is an Android app that may receive a code: a package name of up
// to 224 characters and the hash of its signing key, 11 characters.
type SupportedApp struct {
	PackageName   string `json:"package_name"`
	SignatureHash string `json:"signature_hash"`
}

// FlowButton opens a WhatsApp Flow. Exactly one of FlowID, FlowName and FlowJSON is set.
type FlowButton struct {
	Text     string     `json:"text"` // up to 25 characters
	FlowID   string     `json:"flow_id,omitzero"`
	FlowName string     `json:"flow_name,omitzero"`
	FlowJSON string     `json:"flow_json,omitzero"`
	Action   FlowAction `json:"flow_action,omitzero"`     // FlowNavigate where it is left out
	Screen   string     `json:"navigate_screen,omitzero"` // the first one, for FlowNavigate
	Icon     string     `json:"icon,omitzero"`            // "DEFAULT", "DOCUMENT", "PROMOTION", "REVIEW"
}

// CatalogButton opens the catalog.
type CatalogButton struct {
	Text string `json:"text,omitzero"`
}

// ProductListButton shows the products that each message gives (MPM).
type ProductListButton struct {
	Text string `json:"text,omitzero"`
}

// ProductButton shows the product of the header (SPM).
type ProductButton struct {
	Text string `json:"text,omitzero"`
}

// OrderDetailsButton shows the bill that each message gives, and pays it. India and Brazil only.
type OrderDetailsButton struct {
	Text string `json:"text,omitzero"`
}

// VoiceCallButton calls the business on WhatsApp. Text takes up to 20
// characters; the button works for TTLMinutes, 1,440 to 43,200.
type VoiceCallButton struct {
	Text       string `json:"text,omitzero"`
	TTLMinutes int    `json:"ttl_minutes,omitzero"`
}

// ContactInfoButton asks for the person's phone number. Its text is Meta's.
type ContactInfoButton struct {
	Text string `json:"text,omitzero"`
}

// UnknownButton is a button of a kind that this version does not know. It is sent as it is.
type UnknownButton struct {
	Type string
	Raw  json.RawMessage // the whole button, its type included
}

func (QuickReplyButton) buttonType() string   { return "QUICK_REPLY" }
func (URLButton) buttonType() string          { return "URL" }
func (PhoneNumberButton) buttonType() string  { return "PHONE_NUMBER" }
func (CopyCodeButton) buttonType() string     { return "COPY_CODE" }
func (OTPButton) buttonType() string          { return "OTP" }
func (FlowButton) buttonType() string         { return "FLOW" }
func (CatalogButton) buttonType() string      { return "CATALOG" }
func (ProductListButton) buttonType() string  { return "MPM" }
func (ProductButton) buttonType() string      { return "SPM" }
func (OrderDetailsButton) buttonType() string { return "ORDER_DETAILS" }
func (VoiceCallButton) buttonType() string    { return "VOICE_CALL" }
func (ContactInfoButton) buttonType() string  { return "REQUEST_CONTACT_INFO" }
func (b UnknownButton) buttonType() string    { return b.Type }

func (e *encoder) definition(b TemplateButton) {
	if b == nil {
		e.fail("buttons", errNil)
		return
	}
	if u, ok := b.(UnknownButton); ok {
		e.item(u.Raw)
		return
	}
	e.open("")
	e.always("type", b.buttonType())
	b.encodeDefinition(e)
	e.close()
}

func (b QuickReplyButton) encodeDefinition(e *encoder) { e.always("text", b.Text) }

func (b URLButton) encodeDefinition(e *encoder) {
	e.always("text", b.Text)
	e.always("url", b.URL)
	if b.Example != "" {
		e.list("example")
		e.element(b.Example)
		e.end()
	}
	if b.AppDeepLink != nil {
		e.any("app_deep_link", b.AppDeepLink)
	}
}

func (b PhoneNumberButton) encodeDefinition(e *encoder) {
	e.always("text", b.Text)
	e.always("phone_number", b.PhoneNumber)
}

func (b CopyCodeButton) encodeDefinition(e *encoder) {
	e.text("text", b.Text)
	e.always("example", b.Example)
}

func (b OTPButton) encodeDefinition(e *encoder) {
	e.always("otp_type", string(b.OTPType))
	e.text("text", b.Text)
	e.text("autofill_text", b.AutofillText)
	if b.SupportedApps != nil {
		e.any("supported_apps", b.SupportedApps)
	}
	if b.ZeroTapTermsAccepted {
		e.bool("zero_tap_terms_accepted", true)
	}
	e.text("package_name", b.PackageName)
	e.text("signature_hash", b.SignatureHash)
}

func (b FlowButton) encodeDefinition(e *encoder) {
	e.always("text", b.Text)
	e.text("flow_id", b.FlowID)
	e.text("flow_name", b.FlowName)
	e.text("flow_json", b.FlowJSON)
	e.text("flow_action", string(b.Action))
	e.text("navigate_screen", b.Screen)
	e.text("icon", b.Icon)
}

func (b CatalogButton) encodeDefinition(e *encoder)      { e.text("text", b.Text) }
func (b ProductListButton) encodeDefinition(e *encoder)  { e.text("text", b.Text) }
func (b ProductButton) encodeDefinition(e *encoder)      { e.text("text", b.Text) }
func (b ContactInfoButton) encodeDefinition(e *encoder)  { e.text("text", b.Text) }
func (UnknownButton) encodeDefinition(*encoder)          {}
func (b OrderDetailsButton) encodeDefinition(e *encoder) { e.text("text", b.Text) }

func (b VoiceCallButton) encodeDefinition(e *encoder) {
	e.text("text", b.Text)
	if b.TTLMinutes != 0 {
		e.int("ttl_minutes", int64(b.TTLMinutes))
	}
}

// decodeTemplateButton reads a button; one of a kind that is not known is kept as it came.
func decodeTemplateButton(raw json.RawMessage) (TemplateButton, error) {
	var head struct {
		Type string `json:"type"`
	}
	if err := wire.Unmarshal(raw, &head); err != nil {
		return nil, err
	}
	switch strings.ToUpper(head.Type) {
	case "QUICK_REPLY":
		return decodeButtonInto[QuickReplyButton](raw)
	case "URL":
		return decodeURLButton(raw)
	case "PHONE_NUMBER":
		return decodeButtonInto[PhoneNumberButton](raw)
	case "COPY_CODE":
		return decodeCopyCodeButton(raw)
	case "OTP":
		return decodeButtonInto[OTPButton](raw)
	case "FLOW":
		return decodeButtonInto[FlowButton](raw)
	case "CATALOG":
		return decodeButtonInto[CatalogButton](raw)
	case "MPM":
		return decodeButtonInto[ProductListButton](raw)
	case "SPM":
		return decodeButtonInto[ProductButton](raw)
	case "ORDER_DETAILS":
		return decodeButtonInto[OrderDetailsButton](raw)
	case "VOICE_CALL":
		return decodeButtonInto[VoiceCallButton](raw)
	case "REQUEST_CONTACT_INFO":
		return decodeButtonInto[ContactInfoButton](raw)
	}
	return UnknownButton{Type: head.Type, Raw: clone(raw)}, nil
}

func decodeButtonInto[B TemplateButton](raw json.RawMessage) (TemplateButton, error) {
	var b B
	err := wire.Unmarshal(raw, &b)
	return b, err
}

func decodeURLButton(raw json.RawMessage) (TemplateButton, error) {
	var w struct {
		Text        string       `json:"text"`
		URL         string       `json:"url"`
		Example     oneOrMany    `json:"example"`
		AppDeepLink *AppDeepLink `json:"app_deep_link"`
	}
	err := wire.Unmarshal(raw, &w)
	return URLButton{Text: w.Text, URL: w.URL, Example: w.Example.first(), AppDeepLink: w.AppDeepLink}, err
}

func decodeCopyCodeButton(raw json.RawMessage) (TemplateButton, error) {
	var w struct {
		Text    string    `json:"text"`
		Example oneOrMany `json:"example"`
	}
	err := wire.Unmarshal(raw, &w)
	return CopyCodeButton{Text: w.Text, Example: w.Example.first()}, err
}

// oneOrMany is a text that Meta writes alone or in a list, depending on the page.
type oneOrMany []string

func (o oneOrMany) first() string {
	if len(o) == 0 {
		return ""
	}
	return o[0]
}

func (o *oneOrMany) UnmarshalJSON(data []byte) error {
	var many []string
	if json.Unmarshal(data, &many) == nil {
		*o = many
		return nil
	}
	var one string
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*o = oneOrMany{one}
	return nil
}
