package whatsapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// MarshalJSON gives the body that creates the template, with whatever else is set.
func (t Template) MarshalJSON() ([]byte, error) {
	t = t.direct()
	e := encoder{}
	e.open("")
	e.text("name", t.Name)
	e.text("language", t.Language)
	e.text("category", string(t.Category))
	e.text("parameter_format", string(t.ParameterFormat))
	t.encodeComponents(&e)
	if t.MessageSendTTLSeconds != 0 {
		e.int("message_send_ttl_seconds", int64(t.MessageSendTTLSeconds))
	}
	e.text("sub_category", t.SubCategory)
	e.text("display_format", t.DisplayFormat)
	e.text("send_type", t.SendType)
	e.optional("allow_category_change", t.AllowCategoryChange)
	e.optional("cta_url_link_tracking_opted_out", t.LinkTrackingOptedOut)
	e.optional("is_primary_device_delivery_only", t.PrimaryDeviceOnly)
	t.encodeCreative(&e)
	e.text("library_template_name", t.LibraryTemplateName)
	if t.LibraryBodyInputs != nil {
		e.any("library_template_body_inputs", t.LibraryBodyInputs)
	}
	if t.LibraryButtonInputs != nil {
		e.any("library_template_button_inputs", t.LibraryButtonInputs)
	}
	e.text("id", t.ID)
	e.text("status", string(t.Status))
	e.text("rejected_reason", t.RejectedReason)
	e.text("previous_category", string(t.PreviousCategory))
	e.text("correct_category", string(t.CorrectCategory))
	if t.QualityScore != nil {
		e.any("quality_score", t.QualityScore)
	}
	if t.RejectionInfo != nil {
		e.any("rejection_info", t.RejectionInfo)
	}
	if t.HealthStatus != nil {
		e.any("health_status", t.HealthStatus)
	}
	if !t.LastUpdatedTime.IsZero() {
		e.int("last_updated_time", t.LastUpdatedTime.Unix())
	}
	if !t.DisabledUntil.IsZero() {
		e.int("disabled_until", t.DisabledUntil.Unix())
	}
	e.extra(t.Extra)
	e.close()
	if e.err != nil {
		return nil, fmt.Errorf("whatsapp: template %q: %w", t.Name, e.err)
	}
	return e.buf, nil
}

func (e *encoder) optional(name string, value *bool) {
	if value != nil {
		e.bool(name, *value)
	}
}

// encodeComponents writes the components in the order in which they are shown.
// componentPaths and check count on this order.
func (t Template) encodeComponents(e *encoder) {
	if !t.hasComponents() {
		return
	}
	e.list("components")
	t.Header.encode(e)
	if t.LimitedTimeOffer != nil {
		e.open("")
		e.always("type", "LIMITED_TIME_OFFER")
		e.any("limited_time_offer", t.LimitedTimeOffer)
		e.close()
	}
	t.Body.encode(e)
	if t.hasFooter() {
		e.open("")
		e.always("type", "FOOTER")
		e.text("text", t.Footer)
		if t.CodeExpirationMinutes != 0 {
			e.int("code_expiration_minutes", int64(t.CodeExpirationMinutes))
		}
		e.close()
	}
	if t.Cards != nil {
		e.open("")
		e.always("type", "CAROUSEL")
		e.list("cards")
		for _, card := range t.Cards {
			e.open("")
			e.list("components")
			card.Header.encode(e)
			card.Body.encode(e)
			e.definitions(card.Buttons)
			e.others(card.Other)
			e.end()
			e.close()
		}
		e.end()
		e.close()
	}
	e.definitions(t.Buttons)
	if t.CallPermissionRequest {
		e.open("")
		e.always("type", "call_permission_request") // in small letters, alone among the components
		e.close()
	}
	e.others(t.Other)
	e.end()
}

func (t Template) hasFooter() bool { return t.Footer != "" || t.CodeExpirationMinutes != 0 }

func (t Template) hasComponents() bool {
	return t.Header != nil || !t.Body.isZero() || t.hasFooter() || t.Buttons != nil || t.LimitedTimeOffer != nil ||
		t.Cards != nil || t.CallPermissionRequest || t.Other != nil
}

func (e *encoder) definitions(buttons []TemplateButton) {
	if buttons == nil {
		return
	}
	e.open("")
	e.always("type", "BUTTONS")
	e.list("buttons")
	for _, b := range buttons {
		e.definition(b)
	}
	e.end()
	e.close()
}

func (h *TemplateHeader) encode(e *encoder) {
	if h == nil {
		return
	}
	e.open("")
	e.always("type", "HEADER")
	e.always("format", string(h.format()))
	e.text("text", h.Text)
	if h.Example != "" {
		e.open("example")
		names := variables(h.Text)
		switch {
		case h.format() != HeaderText:
			e.list("header_handle")
			e.element(h.Example)
			e.end()
		case len(names) == 1 && !isPositional(names[0]):
			e.namedExamples("header_text_named_params", names, []string{h.Example})
		default:
			e.list("header_text")
			e.element(h.Example)
			e.end()
		}
		e.close()
	}
	e.close()
}

func (h *TemplateHeader) format() HeaderFormat {
	if h.Format == "" {
		return HeaderText
	}
	return h.Format
}

func (b TemplateBody) encode(e *encoder) {
	if b.isZero() {
		return
	}
	e.open("")
	e.always("type", "BODY")
	e.text("text", b.Text)
	e.optional("add_security_recommendation", b.AddSecurityRecommendation)
	if b.Examples != nil {
		e.open("example")
		if names := variables(b.Text); len(names) > 0 && !isPositional(names[0]) {
			e.namedExamples("body_text_named_params", names, b.Examples)
		} else {
			e.list("body_text")
			e.list("")
			for _, example := range b.Examples {
				e.element(example)
			}
			e.end()
			e.end()
		}
		e.close()
	}
	e.close()
}

func (e *encoder) namedExamples(member string, names, examples []string) {
	e.list(member)
	for i, name := range names {
		if i < len(examples) {
			e.open("")
			e.always("param_name", name)
			e.always("example", examples[i])
			e.close()
		}
	}
	e.end()
}

// templateWire is what a template has beside its components.
type templateWire struct {
	Name                  string               `json:"name"`
	Language              string               `json:"language"`
	Category              TemplateCategory     `json:"category"`
	ParameterFormat       ParameterFormat      `json:"parameter_format"`
	Components            []json.RawMessage    `json:"components"`
	MessageSendTTLSeconds int                  `json:"message_send_ttl_seconds"`
	SubCategory           string               `json:"sub_category"`
	DisplayFormat         string               `json:"display_format"`
	SendType              string               `json:"send_type"`
	AllowCategoryChange   *bool                `json:"allow_category_change"`
	LinkTrackingOptedOut  *bool                `json:"cta_url_link_tracking_opted_out"`
	PrimaryDeviceOnly     *bool                `json:"is_primary_device_delivery_only"`
	LibraryTemplateName   string               `json:"library_template_name"`
	OptimizationSpec      *OptimizationSpec    `json:"optimization_spec"`
	LibraryBodyInputs     *LibraryBodyInputs   `json:"library_template_body_inputs"`
	LibraryButtonInputs   []LibraryButtonInput `json:"library_template_button_inputs"`
	RejectionInfo         *TemplateRejection   `json:"rejection_info"`
	HealthStatus          *Health              `json:"health_status"`
	DisabledUntil         time.Time            `json:"disabled_until"`
	ID                    string               `json:"id"`
	Status                TemplateStatus       `json:"status"`
	RejectedReason        string               `json:"rejected_reason"`
	PreviousCategory      TemplateCategory     `json:"previous_category"`
	CorrectCategory       TemplateCategory     `json:"correct_category"`
	QualityScore          *TemplateQuality     `json:"quality_score"`
	LastUpdatedTime       time.Time            `json:"last_updated_time"`

	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// UnmarshalJSON takes a template as it is created and as it is listed.
func (t *Template) UnmarshalJSON(data []byte) error {
	var w templateWire
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	out := Template{
		Name: w.Name, Language: w.Language, Category: w.Category, ParameterFormat: w.ParameterFormat,
		MessageSendTTLSeconds: w.MessageSendTTLSeconds, SubCategory: w.SubCategory, DisplayFormat: w.DisplayFormat,
		SendType: w.SendType, AllowCategoryChange: w.AllowCategoryChange, LinkTrackingOptedOut: w.LinkTrackingOptedOut,
		PrimaryDeviceOnly: w.PrimaryDeviceOnly, LibraryTemplateName: w.LibraryTemplateName,
		ID: w.ID, Status: w.Status, RejectedReason: w.RejectedReason, PreviousCategory: w.PreviousCategory,
		CorrectCategory: w.CorrectCategory, QualityScore: w.QualityScore, LastUpdatedTime: w.LastUpdatedTime,
		OptimizationSpec: w.OptimizationSpec, LibraryBodyInputs: w.LibraryBodyInputs, LibraryButtonInputs: w.LibraryButtonInputs,
		RejectionInfo: w.RejectionInfo, HealthStatus: w.HealthStatus, DisabledUntil: w.DisabledUntil,
	}
	if features, ok := creativeFeatures(w.Extra[creativeMember]); ok {
		out.CreativeFeatures = features
		delete(w.Extra, creativeMember)
	}
	if len(w.Extra) > 0 {
		out.Extra = w.Extra
	}
	for _, raw := range w.Components {
		if err := out.addComponent(raw); err != nil {
			return err
		}
	}
	*t = out
	return nil
}

// MarshalJSON writes the date as Meta does, in seconds since 1970.
func (q TemplateQuality) MarshalJSON() ([]byte, error) {
	e := encoder{}
	e.open("")
	e.always("score", string(q.Score))
	if !q.Date.IsZero() {
		e.int("date", q.Date.Unix())
	}
	e.text("reason", q.Reason)
	if q.Reasons != nil {
		e.any("reasons", q.Reasons)
	}
	e.close()
	return e.buf, e.err
}

// UnmarshalJSON takes the date in every form that Graph has for one.
func (q *TemplateQuality) UnmarshalJSON(data []byte) error {
	type plain TemplateQuality
	return wire.Unmarshal(data, (*plain)(q))
}

// definitionWire is the shape that all components of a definition share.
type definitionWire struct {
	Type      string       `json:"type"`
	Format    HeaderFormat `json:"format"`
	Text      string       `json:"text"`
	Recommend *bool        `json:"add_security_recommendation"`
	Minutes   int          `json:"code_expiration_minutes"`
	Example   struct {
		HeaderText   oneOrMany       `json:"header_text"`
		HeaderHandle oneOrMany       `json:"header_handle"`
		HeaderNamed  []namedExample  `json:"header_text_named_params"`
		BodyText     json.RawMessage `json:"body_text"`
		BodyNamed    []namedExample  `json:"body_text_named_params"`
	} `json:"example"`
	Buttons []json.RawMessage `json:"buttons"`
	Cards   []struct {
		Components []json.RawMessage `json:"components"`
	} `json:"cards"`
	LimitedTimeOffer *LimitedTimeOffer `json:"limited_time_offer"`
}

type namedExample struct {
	Name    string `json:"param_name"`
	Example string `json:"example"`
}

func (t *Template) addComponent(raw json.RawMessage) error {
	var w definitionWire
	if err := wire.Unmarshal(raw, &w); err != nil {
		return err
	}
	switch strings.ToUpper(w.Type) {
	case "HEADER":
		t.Header = w.header()
	case "BODY":
		t.Body = w.body()
	case "FOOTER":
		t.Footer, t.CodeExpirationMinutes = w.Text, w.Minutes
	case "BUTTONS":
		return decodeButtons(&t.Buttons, w.Buttons)
	case "LIMITED_TIME_OFFER":
		t.LimitedTimeOffer = w.LimitedTimeOffer
	case "CALL_PERMISSION_REQUEST":
		t.CallPermissionRequest = true
	case "CAROUSEL":
		t.Cards = make([]TemplateCard, len(w.Cards))
		for i, card := range w.Cards {
			for _, component := range card.Components {
				if err := t.Cards[i].addComponent(component); err != nil {
					return err
				}
			}
		}
	default:
		t.Other = append(t.Other, UnknownComponent{Type: w.Type, Raw: clone(raw)})
	}
	return nil
}

func (card *TemplateCard) addComponent(raw json.RawMessage) error {
	var w definitionWire
	if err := wire.Unmarshal(raw, &w); err != nil {
		return err
	}
	switch strings.ToUpper(w.Type) {
	case "HEADER":
		card.Header = w.header()
	case "BODY":
		card.Body = w.body()
	case "BUTTONS":
		return decodeButtons(&card.Buttons, w.Buttons)
	default:
		card.Other = append(card.Other, UnknownComponent{Type: w.Type, Raw: clone(raw)})
	}
	return nil
}

func decodeButtons(buttons *[]TemplateButton, raws []json.RawMessage) error {
	*buttons = make([]TemplateButton, 0, len(raws))
	for _, raw := range raws {
		b, err := decodeTemplateButton(raw)
		if err != nil {
			return err
		}
		*buttons = append(*buttons, b)
	}
	return nil
}

func (w *definitionWire) header() *TemplateHeader {
	h := &TemplateHeader{Format: HeaderFormat(strings.ToUpper(string(w.Format))), Text: w.Text}
	switch {
	case len(w.Example.HeaderHandle) > 0:
		h.Example = w.Example.HeaderHandle.first()
	case len(w.Example.HeaderNamed) > 0:
		h.Example = w.Example.HeaderNamed[0].Example
	default:
		h.Example = w.Example.HeaderText.first()
	}
	return h
}

func (w *definitionWire) body() TemplateBody {
	b := TemplateBody{Text: w.Text, AddSecurityRecommendation: w.Recommend}
	if len(w.Example.BodyNamed) > 0 {
		// In the order of the text, whatever order the list has.
		for _, name := range variables(w.Text) {
			i := slices.IndexFunc(w.Example.BodyNamed, func(n namedExample) bool { return n.Name == name })
			if i < 0 {
				break
			}
			b.Examples = append(b.Examples, w.Example.BodyNamed[i].Example)
		}
		return b
	}
	b.Examples = bodyExamples(w.Example.BodyText)
	return b
}

// bodyExamples reads the one list of examples within a list that Meta writes;
// its pages also show a plain list, and a text alone.
func bodyExamples(raw json.RawMessage) []string {
	var sets [][]string
	if json.Unmarshal(raw, &sets) == nil && len(sets) > 0 {
		return sets[0]
	}
	var plain oneOrMany
	if json.Unmarshal(raw, &plain) != nil {
		return nil
	}
	return plain
}
