package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// TemplateUpsert is an authentication template in several languages at once. Its
// button has no Text and AutofillText: they are Meta's in every language.
type TemplateUpsert struct {
	Name      string
	Languages []string
	// AddSecurityRecommendation makes the body warn of sharing the code.
	AddSecurityRecommendation *bool
	CodeExpirationMinutes     int // 1 to 90, said in the footer
	Button                    OTPButton
	MessageSendTTLSeconds     int // 30 to 900, or -1 for 30 days
}

// TemplateUpserted is a template that was made or changed, in one language.
type TemplateUpserted struct {
	ID       string         `json:"id"`
	Status   TemplateStatus `json:"status"`
	Language string         `json:"language"`
}

// UpsertTemplates makes an authentication template in all languages named, and changes it where it is there already.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/authentication-templates/bulk-management.
//
//meta:operation POST /{waba-id}/upsert_message_templates
func (a *Account) UpsertTemplates(ctx context.Context, u TemplateUpsert, opts ...metabiz.Option) ([]TemplateUpserted, error) {
	t := Template{
		Name: u.Name, Category: Authentication, Body: TemplateBody{AddSecurityRecommendation: u.AddSecurityRecommendation},
		CodeExpirationMinutes: u.CodeExpirationMinutes, Buttons: []TemplateButton{u.Button}, MessageSendTTLSeconds: u.MessageSendTTLSeconds,
	}
	var c checker
	u.check(&c, t)
	if err := c.err("whatsapp.TemplateUpsert"); err != nil {
		return nil, err
	}
	e := encoder{}
	e.open("")
	e.always("name", u.Name)
	e.list("languages")
	for _, language := range u.Languages {
		e.element(language)
	}
	e.end()
	e.always("category", string(Authentication))
	t.encodeUpsert(&e)
	if u.MessageSendTTLSeconds != 0 {
		e.int("message_send_ttl_seconds", int64(u.MessageSendTTLSeconds))
	}
	e.close()
	if e.err != nil {
		return nil, e.err
	}
	req := a.request(http.MethodPost, "upsert_message_templates")
	req.Body = json.RawMessage(e.buf)
	req.Idempotent = true
	answer, err := metabiz.Call[struct {
		Data []TemplateUpserted `json:"data"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return nil, err
	}
	return answer.Data, nil
}

// encodeUpsert writes the components with a body even where nothing is said of it.
func (t Template) encodeUpsert(e *encoder) {
	e.list("components")
	e.open("")
	e.always("type", "BODY")
	e.optional("add_security_recommendation", t.Body.AddSecurityRecommendation)
	e.close()
	if t.hasFooter() {
		e.open("")
		e.always("type", "FOOTER")
		e.int("code_expiration_minutes", int64(t.CodeExpirationMinutes))
		e.close()
	}
	e.definitions(t.Buttons)
	e.end()
}

func (u TemplateUpsert) check(c *checker, t Template) {
	checkTemplateName(c, at("name"), u.Name)
	c.count(at("languages"), len(u.Languages), 1, len(u.Languages), "languages")
	for i, language := range u.Languages {
		checkLanguage(c, at("languages[]", i), language)
	}
	t.checkTTL(c)
	if u.CodeExpirationMinutes != 0 {
		c.between(at("components[1].code_expiration_minutes"), u.CodeExpirationMinutes, 1, 90)
	}
	buttons := 1
	if t.hasFooter() {
		buttons++
	}
	p := at("components[].buttons[]", buttons, 0)
	u.Button.checkDefinition(c, p)
	for _, own := range []struct{ member, text string }{{"text", u.Button.Text}, {"autofill_text", u.Button.AutofillText}} {
		if own.text != "" {
			c.add(p.dot(own.member), "is Meta's own in several languages", nil, own.text)
		}
	}
}

// TemplatePreviewQuery says which texts of authentication templates are previewed.
type TemplatePreviewQuery struct {
	Languages                 []string `json:"languages,omitzero"` // all where it is left out
	AddSecurityRecommendation bool     `json:"add_security_recommendation,omitzero"`
	CodeExpirationMinutes     int      `json:"code_expiration_minutes,omitzero"` // 1 to 90
	BusinessName              string   `json:"business_name,omitzero"`
	Limit                     int      `json:"limit,omitzero"` // a page
}

type templatePreviewQueryWire struct {
	Category    TemplateCategory `json:"category"`
	ButtonTypes []string         `json:"button_types"`
	TemplatePreviewQuery
}

// TemplatePreview is what Meta writes in an authentication template of a language.
type TemplatePreview struct {
	Language string                  `json:"language"`
	Body     string                  `json:"body"`
	Footer   string                  `json:"footer,omitzero"`
	Buttons  []TemplatePreviewButton `json:"buttons,omitzero"`
}

// TemplatePreviewButton is how the buttons of a code are called in a language.
type TemplatePreviewButton struct {
	Text         string `json:"text"`
	AutofillText string `json:"autofill_text,omitzero"`
}

// TemplatePreviews lists the texts of authentication templates, which are Meta's, language by language.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/authentication-templates/template-preview.
//
//meta:operation GET /{waba-id}/message_template_previews
func (a *Account) TemplatePreviews(ctx context.Context, q TemplatePreviewQuery, opts ...metabiz.Option) iter.Seq2[TemplatePreview, error] {
	return metabiz.List[TemplatePreview](ctx, a.client, a.templatePreviews(q), opts...)
}

// TemplatePreviewPages lists the texts of authentication templates by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/authentication-templates/template-preview.
//
//meta:operation GET /{waba-id}/message_template_previews
func (a *Account) TemplatePreviewPages(ctx context.Context, q TemplatePreviewQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[TemplatePreview], error] {
	return metabiz.Pages[TemplatePreview](ctx, a.client, a.templatePreviews(q), opts...)
}

func (a *Account) templatePreviews(q TemplatePreviewQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "message_template_previews")
	req.Query = templatePreviewQueryWire{Authentication, []string{"OTP"}, q}
	return req
}
