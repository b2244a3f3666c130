package whatsapp

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":                       "plain",
		"*bold* _italic_ ~strike~":    "<b>bold</b> <i>italic</i> <s>strike</s>",
		"*_both_*":                    "<b><i>both</i></b>",
		"*a _b* c_":                   "<b>a _b</b> c_",
		"2*3*4 snake_case_name":       "2*3*4 snake_case_name",
		"* not bold*":                 "• not bold*",
		"a * b *c*":                   "a * b <b>c</b>",
		"*open":                       "*open",
		"**":                          "**",
		"*one\ntwo*":                  "*one\ntwo*",
		"`a < b *no*`":                "<code>a &lt; b *no*</code>",
		"```*mono*\n<two>``` *b*":     "<code>*mono*\n&lt;two&gt;</code> <b>b</b>",
		"``` ```":                     "``` ```",
		"- first\n- *second*":         "• first\n• <b>second</b>",
		"> said\nthen":                "<q>said</q>\nthen",
		"see https://a.b/c_d_e?x=1&y": `see <span class="link">https://a.b/c_d_e?x=1&amp;y</span>`,
		"*https://a.b/c*":             `<b><span class="link">https://a.b/c</span></b>`,
		"<script>alert('1')</script>": "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;",
		"*<b onload=x>*":              "<b>&lt;b onload=x&gt;</b>",
		"a\x00b\x1bc\xff":             "abc\uFFFD",
		"*مرحبا*":                     "<b>مرحبا</b>",
	} {
		if got := formatHTML(text); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

// shows are messages of every kind.
func shows(t *testing.T) []*Rendered {
	t.Helper()
	ends := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	render := func(template Template, values ...any) *Rendered {
		t.Helper()
		r, err := template.Render(values...)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	return []*Rendered{
		render(Template{
			Name: "order_update", Language: "it", Category: Utility, ParameterFormat: Named, Header: &TemplateHeader{Text: "Ordine {{order}}"},
			Body: TemplateBody{Text: "Ciao *{{name}}*, il tuo ordine {{order}} è _partito_.\n\n- 2 caffè\n- 1 tè\n\nVedi https://bottega.example/ordini"}, Footer: "Bottega del Caffè",
			Buttons: []TemplateButton{
				URLButton{Text: "Segui", URL: "https://bottega.example/o/{{1}}"}, PhoneNumberButton{Text: "Chiama", PhoneNumber: "+39 06 0000 0012"},
				QuickReplyButton{Text: "Stop"}, QuickReplyButton{Text: "Aiuto"},
			},
		}, map[string]string{"name": "Anna", "order": "1042"}, "1042"),
		render(Template{
			Name: "offer", Language: "en", Category: Marketing, Header: &TemplateHeader{Format: HeaderImage},
			Body: TemplateBody{Text: "Only for you, {{1}}: ~€20~ *€15*."}, LimitedTimeOffer: &LimitedTimeOffer{Text: "Autumn sale", HasExpiration: new(true)},
			Buttons: []TemplateButton{CopyCodeButton{Example: "X"}, URLButton{Text: "Shop", URL: "https://bottega.example/{{1}}"}},
		}, Image{Link: "https://bottega.example/a.jpg"}, "Anna", "AUTUMN15", "sale", ends),
		render(Template{
			Name: "code", Language: "en_US", Category: Authentication, Body: TemplateBody{AddSecurityRecommendation: new(true)}, CodeExpirationMinutes: 10,
			Buttons: []TemplateButton{OTPButton{OTPType: OTPCopyCode}},
		}, "123456"),
		render(Template{
			Name: "cards", Language: "en", Category: Marketing, Body: TemplateBody{Text: "Hello {{1}}, this came in today."},
			Cards: []TemplateCard{
				{Header: &TemplateHeader{Format: HeaderImage}, Body: TemplateBody{Text: "Costs {{1}}"}, Buttons: []TemplateButton{QuickReplyButton{Text: "More"}}},
				{Header: &TemplateHeader{Format: HeaderImage}, Body: TemplateBody{Text: "Costs {{1}}"}, Buttons: []TemplateButton{QuickReplyButton{Text: "More"}}},
			},
		}, "Anna", Image{ID: "1"}, CurrencyParameter{Code: "EUR", Amount1000: 5000, FallbackValue: "€5"}, Image{ID: "2"}, "€6"),
		render(Template{
			Name: "arabic", Language: "ar", Category: Utility, Header: &TemplateHeader{Format: HeaderLocation},
			Body: TemplateBody{Text: "مرحبا *{{1}}*، طلبك في الطريق."}, Footer: "شكرا لك", Buttons: []TemplateButton{QuickReplyButton{Text: "إيقاف"}},
		}, Location{Latitude: 1, Longitude: 2, Name: "مقهى", Address: "شارع 1"}, "آنا"),
		render(Template{
			Name: "bill", Language: "pt_BR", Category: Utility, Header: &TemplateHeader{Format: HeaderDocument}, Body: TemplateBody{Text: "```Total R$ 50```\n> obrigado"},
			Buttons: []TemplateButton{FlowButton{Text: "Avaliar", FlowID: "1"}, VoiceCallButton{}},
		}, Document{ID: "1", Filename: "conta.pdf"}, TapTarget{URL: "https://bottega.example/t", Title: "Ver"}),
	}
}

func TestRenderText(t *testing.T) {
	t.Parallel()
	want := []string{
		"Ordine 1042\nCiao *Anna*, il tuo ordine 1042 è _partito_.\n\n- 2 caffè\n- 1 tè\n\nVedi https://bottega.example/ordini\nBottega del Caffè\n" +
			"[Segui] https://bottega.example/o/1042\n[Chiama] +39 06 0000 0012\n[Stop]\n[Aiuto]",
		"<IMAGE https://bottega.example/a.jpg>\nAutumn sale, until 2026-12-01 12:00 UTC, code AUTUMN15\nOnly for you, Anna: ~€20~ *€15*.\n" +
			"[Copy offer code] AUTUMN15\n[Shop] https://bottega.example/sale",
		"*123456* is your verification code. For your security, do not share this code.\nThis code expires in 10 minutes.\n[Copy code] 123456",
		"Hello Anna, this came in today.\n\n(1) <IMAGE>\nCosts €5\n[More]\n\n(2) <IMAGE>\nCosts €6\n[More]",
		"<LOCATION مقهى, شارع 1>\nمرحبا *آنا*، طلبك في الطريق.\nشكرا لك\n[إيقاف]",
		"<DOCUMENT conta.pdf>\n```Total R$ 50```\n> obrigado\n[Avaliar]\n[Call on WhatsApp]",
	}
	for i, r := range shows(t) {
		if diff := cmp.Diff(want[i], r.Text()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r.Template, diff)
		}
	}
}

func TestRenderHTML(t *testing.T) {
	t.Parallel()
	list := shows(t)
	page := string(RenderPage("All <of> them", append(list, nil)...))
	checkMarkup(t, page)
	for _, part := range []string{
		"<title>All &lt;of&gt; them</title>", `<div class="head" dir="auto">Ordine 1042</div>`, "Ciao <b>Anna</b>, il tuo ordine 1042 è <i>partito</i>.\n\n• 2 caffè",
		`<a class="button" href="https://bottega.example/o/1042" rel="noopener noreferrer">↗ Segui</a>`, `href="tel:+390600000012"`,
		"<details><summary>☰ See all options</summary>", "<s>€20</s> <b>€15</b>", `<a href="https://bottega.example/a.jpg" rel="noopener noreferrer">`,
		"<small>Ends 1 December 2026, 12:00 UTC</small><small>AUTUMN15</small>", `<div class="bubble" dir="rtl">`, "<b>آنا</b>", "<code>Total R$ 50</code>\n<q>obrigado</q>",
		`<div class="cards" dir="ltr">`, "conta.pdf", `href="https://bottega.example/t"`, "مقهى\nشارع 1",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if n := strings.Count(page, "<section>"); n != len(list) {
		t.Errorf("%d messages, want %d", n, len(list))
	}
	if strings.Contains(page, "<img") || strings.Contains(page, "<script") {
		t.Error("the page loads something")
	}
}

// The definition's own examples are shown as a message would be.
func TestRenderExamples(t *testing.T) {
	t.Parallel()
	template := Template{
		Name: "n", Language: "it", Category: Marketing, ParameterFormat: Named, Header: &TemplateHeader{Text: "For {{who}}", Example: "Anna"},
		Body:    TemplateBody{Text: "Ciao {{who}}, {{what}} for you.", Examples: []string{"Anna", "coffee"}},
		Buttons: []TemplateButton{URLButton{Text: "See", URL: "https://a.example/{{1}}", Example: "https://a.example/7"}, CopyCodeButton{Example: "25OFF"}},
	}
	want := "For Anna\nCiao Anna, coffee for you.\n[See] https://a.example/7\n[Copy offer code] 25OFF"
	if diff := cmp.Diff(want, template.RenderExamples().Text()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	template.Body.Examples = nil
	if got := template.RenderExamples().Body; got != template.Body.Text {
		t.Errorf("without examples: %q", got)
	}
	read := Template{Category: Marketing, Header: &TemplateHeader{Format: HeaderImage, Example: "https://scontent.example/a.jpg"}, Body: TemplateBody{Text: "x"}}
	if got := read.RenderExamples().Header.Link; got != "https://scontent.example/a.jpg" {
		t.Errorf("link %q", got)
	}
	code := Template{Category: Authentication, Buttons: []TemplateButton{OTPButton{OTPType: OTPOneTap}}}
	if got, want := code.RenderExamples().Text(), "*123456* is your verification code.\n[Autofill]"; got != want {
		t.Errorf("code: %q", got)
	}
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	template := Template{Name: "n", Language: "it", Body: TemplateBody{Text: "Ciao {{1}}!"}}
	if _, err := template.Render(); len(broken(t, err)) != 1 {
		t.Errorf("%v", err)
	}
	if got := template.RenderMessage(TemplateMessage{}).Body; got != "Ciao {{1}}!" {
		t.Errorf("without values: %q", got)
	}
}

// markup is every piece of HTML that a page may hold, and between them text in which
// nothing could be one.
var markup = regexp.MustCompile(`^(?s:` + strings.Join([]string{
	`<!DOCTYPE html>`, `<html lang="en">`, `</?(?:head|body|title|section|h2|small|b|i|s|q|code|details|summary)>`, `</(?:html|style|div|span|a)>`,
	`<meta charset="utf-8">`, `<meta name="viewport" content="width=device-width,initial-scale=1">`, `<meta http-equiv="Content-Security-Policy" content="[^"<]*">`,
	regexp.QuoteMeta("<style>" + pageStyle),
	`<div class="(?:bubble|in|head|media|media DOCUMENT|body|foot|offer|button|cards)"(?: dir="(?:auto|rtl|ltr)")?>`,
	`<span (?:dir="auto"|class="link")>`, `<a (?:class="button" )?href="(?:https?://|tel:\+)[^"<>\s]*" rel="noopener noreferrer">`,
	`[^<>"'&]`, `&(?:lt|gt|amp|#34|#39);`,
}, "|") + `)*$`)

func checkMarkup(t *testing.T, page string) {
	t.Helper()
	if !markup.MatchString(page) {
		t.Errorf("something was not escaped:\n%s", page)
	}
}

func TestMarkupThatIsNotOurs(t *testing.T) {
	t.Parallel()
	page := string((&Rendered{Body: "x"}).HTML())
	for _, bad := range []string{`<img src=x>`, `"`, `<a href="javascript:x" rel="noopener noreferrer">`, `&nbsp;`, `<div class="in" onclick="x">`, `'`, "<b"} {
		if markup.MatchString(strings.Replace(page, ">x<", ">"+bad+"<", 1)) {
			t.Errorf("%s was not noticed", bad)
		}
	}
}

// Whatever a template and its values hold, the page holds them as text.
func FuzzRenderHTML(f *testing.F) {
	f.Add("Ciao {{1}}", "Anna", "https://a.example/{{1}}", "Segui", "it")
	f.Add("*{{1}}*", "<script>alert(1)</script>", "javascript:alert(1)", `"><img src=x onerror=y>`, "ar")
	f.Add("```{{1}}``` > x", "*_~`\x00\xff", "https://a.example/\" onclick=\"x", "' autofocus", "\"><")
	f.Add("{{1}} `{{1}}` _a*b_c*", "a*b*c _d_", "data:text/html,x", "tel:1", "en_US")
	f.Fuzz(func(t *testing.T, body, value, link, label, language string) {
		template := Template{
			Name: label, Language: language, Category: Marketing, Header: &TemplateHeader{Text: body}, Body: TemplateBody{Text: body}, Footer: label,
			LimitedTimeOffer: &LimitedTimeOffer{Text: label},
			Buttons: []TemplateButton{
				URLButton{Text: label, URL: link}, PhoneNumberButton{Text: label, PhoneNumber: value}, CopyCodeButton{Text: label},
				UnknownButton{Type: label}, QuickReplyButton{Text: label},
			},
			Cards: []TemplateCard{{Header: &TemplateHeader{Format: HeaderFormat(label)}, Body: TemplateBody{Text: body}}, {Header: &TemplateHeader{Format: HeaderDocument}}},
		}
		r := template.RenderMessage(TemplateMessage{
			Header: TextParameter{Text: value}, Body: TextParameters(value, value), TapTarget: &TapTarget{URL: link, Title: value},
			Buttons: []ButtonParameter{URLParameter{Index: 0, Text: value}, CopyCodeParameter{Index: 2, Code: value}},
			Cards:   []CardParameters{{Header: Image{Link: link}, Body: TextParameters(value)}, {Header: Document{Link: link, Filename: value}}},
		})
		checkMarkup(t, string(r.HTML()))
	})
}
