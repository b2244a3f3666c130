package whatsapp

import (
	"html"
	"net/url"
	"strings"
)

// HTML gives a page that shows the message as a bubble in a chat. It stands for
// itself: it loads nothing, runs nothing, and what is in it from outside is escaped. A header's picture,
// video or document is a placeholder, which links to it where it has an address.
func (r *Rendered) HTML() []byte { return RenderPage(r.Template, r) }

// RenderPage gives a page that shows several messages, each with its name and language.
func RenderPage(title string, messages ...*Rendered) []byte {
	p := page{}
	p.raw(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>`)
	p.text(title)
	p.raw("</title><style>" + pageStyle + `</style></head><body>`)
	for _, m := range messages {
		if m != nil {
			p.message(m)
		}
	}
	p.raw("</body></html>\n")
	return []byte(p.String())
}

const pageStyle = `body{margin:0;padding:24px;background:#efeae2;font:15px/1.35 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:#111b21;` +
	`display:flex;flex-wrap:wrap;gap:28px;align-items:flex-start}` +
	`section{width:340px}h2{margin:0 0 6px;font-size:12px;font-weight:500;color:#54656f;overflow-wrap:anywhere}` +
	`.bubble{background:#fff;border-radius:8px;box-shadow:0 1px 1px rgba(11,20,26,.18);overflow:hidden}` +
	`.in{padding:7px 9px 8px}.head{font-weight:600;padding:7px 9px 0;overflow-wrap:anywhere}` +
	`.media{display:flex;flex-direction:column;gap:4px;align-items:center;justify-content:center;min-height:140px;margin:4px;border-radius:6px;` +
	`background:#dfe5e7;color:#54656f;font-size:13px;text-align:center;white-space:pre-wrap;overflow-wrap:anywhere}` +
	`.media i{font-style:normal;font-size:20px}.media.DOCUMENT{min-height:64px;background:#f0f2f5}` +
	`.body{white-space:pre-wrap;overflow-wrap:anywhere}.foot{color:#667781;font-size:13px;margin-top:6px;overflow-wrap:anywhere}` +
	`.offer{margin:4px;padding:9px;border-radius:6px;background:#e7fce3;font-weight:600;overflow-wrap:anywhere}.offer small{display:block;font-weight:400;color:#54656f}` +
	`.button{display:block;border-top:1px solid #e9edef;padding:10px;text-align:center;color:#027eb5;text-decoration:none;overflow-wrap:anywhere}` +
	`details{border-top:1px solid #e9edef}summary{padding:10px;text-align:center;color:#027eb5;list-style:none;cursor:pointer}` +
	`.cards{display:flex;gap:6px;overflow-x:auto;margin-top:6px;padding-bottom:4px}.cards>.bubble{flex:0 0 240px}` +
	`code{font:13px ui-monospace,monospace;background:#f0f2f5;border-radius:3px;padding:0 2px}q{display:block;quotes:none;border-inline-start:3px solid #c5cdd1;padding-inline-start:7px;color:#54656f}` +
	`.link,a{color:#027eb5}`

// page writes HTML. Only raw writes without escaping, and only what stands in this file.
type page struct{ strings.Builder }

func (p *page) raw(markup string) { p.WriteString(markup) }
func (p *page) text(text string)  { p.WriteString(html.EscapeString(visible(text))) }

// open begins an element whose class is one of this file's or of [HeaderFormat].
func (p *page) open(class string) { p.raw(`<div class="` + class + `">`) }

func (p *page) message(r *Rendered) {
	p.raw(`<section><h2>`)
	p.text(r.Template)
	p.raw(" · ")
	p.text(r.Language)
	p.raw("</h2>")
	p.raw(`<div class="bubble" dir="` + direction(r.Language) + `">`)
	p.header(r.Header)
	p.offer(r.Offer)
	p.open("in")
	p.body(r.Body)
	if r.Footer != "" {
		p.raw(`<div class="foot" dir="auto">`)
		p.text(r.Footer)
		p.raw("</div>")
	}
	p.raw("</div>")
	if t := r.TapTarget; t != nil {
		p.button(RenderedButton{Type: URLButton{}.buttonType(), Text: t.Title, Value: t.URL})
	}
	if r.CallPermissionRequest {
		p.button(RenderedButton{Type: "CALL_PERMISSION_REQUEST", Text: "Choose preference"})
	}
	p.buttons(r.Buttons)
	p.raw("</div>")
	if len(r.Cards) > 0 {
		p.raw(`<div class="cards" dir="` + direction(r.Language) + `">`)
		for _, card := range r.Cards {
			p.open("bubble")
			p.header(card.Header)
			if card.Body != "" {
				p.open("in")
				p.body(card.Body)
				p.raw("</div>")
			}
			p.buttons(card.Buttons)
			p.raw("</div>")
		}
		p.raw("</div>")
	}
	p.raw("</section>")
}

// direction is how a language is written.
func direction(language string) string {
	switch base, _, _ := strings.Cut(language, "_"); base {
	case "ar", "fa", "he", "ps", "ur", "yi":
		return "rtl"
	}
	return "ltr"
}

func (p *page) body(text string) {
	p.raw(`<div class="body" dir="auto">`)
	p.raw(formatHTML(text))
	p.raw("</div>")
}

// mediaSigns stand for what the page does not load.
var mediaSigns = map[HeaderFormat]string{
	HeaderImage: "▣ Image", HeaderVideo: "▶ Video", HeaderGIF: "▶ GIF", HeaderDocument: "▤ Document", HeaderLocation: "◉ Place", HeaderProduct: "◈ Product",
}

func (p *page) header(h *RenderedHeader) {
	if h == nil {
		return
	}
	if h.Format == HeaderText {
		p.raw(`<div class="head" dir="auto">`)
		p.text(h.Text)
		p.raw("</div>")
		return
	}
	sign, known := mediaSigns[h.Format]
	if !known {
		sign = "Header"
	}
	if h.Format == HeaderDocument {
		p.open("media DOCUMENT")
	} else {
		p.open("media")
	}
	p.raw("<i>" + sign + "</i>")
	if h.Text != "" {
		p.raw(`<span dir="auto">`)
		p.text(h.Text)
		p.raw("</span>")
	}
	if href := safeAddress(h.Link); href != "" {
		p.raw(`<a href="`)
		p.text(href)
		p.raw(`" rel="noopener noreferrer">`)
		p.text(h.Link)
		p.raw("</a>")
	}
	p.raw("</div>")
}

func (p *page) offer(o *RenderedOffer) {
	if o == nil {
		return
	}
	p.open("offer")
	p.text(o.Text)
	if !o.Expires.IsZero() {
		p.raw("<small>Ends " + o.Expires.UTC().Format("2 January 2006, 15:04 MST") + "</small>")
	}
	if o.Code != "" {
		p.raw("<small>")
		p.text(o.Code)
		p.raw("</small>")
	}
	p.raw("</div>")
}

// shownButtons are how many buttons are seen where there are more than three.
const shownButtons = 2

func (p *page) buttons(buttons []RenderedButton) {
	if len(buttons) <= shownButtons+1 {
		for _, b := range buttons {
			p.button(b)
		}
		return
	}
	for _, b := range buttons[:shownButtons] {
		p.button(b)
	}
	p.raw("<details><summary>☰ See all options</summary>")
	for _, b := range buttons[shownButtons:] {
		p.button(b)
	}
	p.raw("</details>")
}

var buttonSigns = map[string]string{
	"QUICK_REPLY": "↩ ", "URL": "↗ ", "PHONE_NUMBER": "✆ ", "VOICE_CALL": "✆ ", "COPY_CODE": "❏ ", "OTP": "❏ ", "FLOW": "☰ ", "CATALOG": "▤ ", "MPM": "▤ ", "SPM": "▤ ",
}

func (p *page) button(b RenderedButton) {
	href := ""
	switch b.Type {
	case URLButton{}.buttonType():
		href = safeAddress(b.Value)
	case PhoneNumberButton{}.buttonType():
		href = telephone(b.Value)
	}
	if href == "" {
		p.open("button")
	} else {
		p.raw(`<a class="button" href="`)
		p.text(href)
		p.raw(`" rel="noopener noreferrer">`)
	}
	p.raw(buttonSigns[b.Type])
	p.text(b.Text)
	if href == "" {
		p.raw("</div>")
	} else {
		p.raw("</a>")
	}
}

// safeAddress gives a web address that a page may link to, and nothing for any other scheme.
func safeAddress(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Host == "" || u.Opaque != "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}

// telephone gives the address that calls a number.
func telephone(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	if digits == "" {
		return ""
	}
	return "tel:+" + digits
}
