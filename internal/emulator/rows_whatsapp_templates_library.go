package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	libraryTemplateType = "WhatsAppBusinessHSMLibraryTemplate"
	templatePreviewType = "WhatsAppBusinessAccountMessageTemplatePreview"
)

// templateLibraryRows are Meta's library of templates, and the texts that it writes for codes.
func templateLibraryRows(r *Registry) {
	r.Type(NodeType{Name: libraryTemplateType, Product: WhatsApp, UseCase: managing, Fields: Fields(`id string, name string, language string,
		category string, topic string, usecase string, industry list<string>, header string, body string, body_params list<string>,
		body_param_types list<string>, footer string, buttons list<Object>`),
		Default: []string{"name", "language", "category", "topic", "usecase", "industry", "header", "body", "body_params", "body_param_types", "footer", "buttons"}})
	r.Type(NodeType{Name: templatePreviewType, Product: WhatsApp, UseCase: managing, Fields: Fields(`language string, body string, footer string, buttons list<Object>`),
		Default: []string{"language", "body", "footer", "buttons"}})
	r.Edge(Root, permitted(Edge{Method: "GET", Name: "message_template_library", Of: libraryTemplateType, Handle: listLibrary,
		Params: Params(`search string, name string, language string, topic string, usecase string, industry string`)})...)
	r.Edge(accountType, permitted(
		Edge{Method: "GET", Name: "message_template_previews", Of: templatePreviewType, Handle: previewTemplates, Params: slices.Concat(
			Params(`languages list<string>, add_security_recommendation bool, code_expiration_minutes int, business_name string`),
			[]Param{{Name: "category", Type: "string", Required: true, Enum: []string{"AUTHENTICATION"}},
				{Name: "button_types", Type: "list<string>", Enum: []string{"OTP"}}})},
		Edge{Method: "POST", Name: "upsert_message_templates", Check: checkUpsert, Handle: upsertTemplates, Params: slices.Concat(
			Params(`name! string, languages! list<string>, components! list<map>, message_send_ttl_seconds int`),
			[]Param{{Name: "category", Type: "string", Required: true, Enum: []string{"AUTHENTICATION"}}})},
	)...)
}

// library is the library in small, in words of its own.
var library = []map[string]any{
	{"id": "7147013345418001", "name": "delivery_update_1", "language": "en_US", "category": "UTILITY", "topic": "ORDER_MANAGEMENT",
		"usecase": "DELIVERY_UPDATE", "industry": []any{"E_COMMERCE"}, "header": "Your parcel is on its way",
		"body":        "Hello {{1}}, the parcel with your order {{2}} has left our store and should reach you on {{3}}.",
		"body_params": []any{"Jim", "#12345", "January 1st, 2026"}, "body_param_types": []any{"TEXT", "TEXT", "DATE"},
		"buttons": []any{map[string]any{"type": "URL", "text": "Follow the parcel", "url": "https://www.example.com/"}}},
	{"id": "7147013345418002", "name": "low_balance_warning_1", "language": "en_US", "category": "UTILITY", "topic": "PAYMENTS",
		"usecase": "LOW_BALANCE_WARNING", "industry": []any{"FINANCIAL_SERVICES"}, "header": "Little is left on your account",
		"body":        "Hello {{1}}, on your account that ends in {{2}} there is less than {{3}} left.",
		"body_params": []any{"Jim", "1234", "$75.00"}, "body_param_types": []any{"TEXT", "NUMBER", "AMOUNT"},
		"buttons": []any{map[string]any{"type": "URL", "text": "Pay in", "url": "https://www.example.com/"},
			map[string]any{"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+18005551234"}}},
	{"id": "7147013345418003", "name": "delivery_update_1", "language": "it", "category": "UTILITY", "topic": "ORDER_MANAGEMENT",
		"usecase": "DELIVERY_UPDATE", "industry": []any{"E_COMMERCE"},
		"body":        "Ciao {{1}}, il pacco con il tuo ordine {{2}} è partito e arriverà il {{3}}.",
		"body_params": []any{"Anna", "12345", "1 gennaio 2026"}, "body_param_types": []any{"TEXT", "TEXT", "DATE"},
		"buttons": []any{map[string]any{"type": "URL", "text": "Segui il pacco", "url": "https://www.example.com/"}}},
	{"id": "7147013345418004", "name": "feedback_survey_1", "language": "en_US", "category": "UTILITY", "topic": "CUSTOMER_FEEDBACK",
		"usecase": "FEEDBACK_SURVEY", "industry": []any{"E_COMMERCE"},
		"body":        "Hello {{1}}, how was your visit to {{2}} on that day? A minute of yours helps us.",
		"body_params": []any{"Jim", "our store"}, "body_param_types": []any{"TEXT", "TEXT"},
		"buttons": []any{map[string]any{"type": "QUICK_REPLY", "text": "It was good"}, map[string]any{"type": "QUICK_REPLY", "text": "It was not"}}},
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-library
func listLibrary(c *Call) (any, error) {
	var rows []*Object
	for _, t := range library {
		matches := true
		for _, key := range []string{"name", "language", "topic", "usecase"} {
			matches = matches && (c.Args.Text(key) == "" || c.Args.Text(key) == t[key])
		}
		industries, _ := t["industry"].([]any)
		matches = matches && (c.Args.Text("industry") == "" || slices.Contains(industries, any(c.Args.Text("industry"))))
		all := strings.ToLower(text(t["name"]) + "\n" + text(t["header"]) + "\n" + text(t["body"]) + "\n" + text(t["footer"]))
		if matches && strings.Contains(all, strings.ToLower(c.Args.Text("search"))) {
			row := c.Row(libraryTemplateType, t)
			row.ID = text(t["id"])
			rows = append(rows, row)
		}
	}
	return &List{Items: rows}, nil
}

// libraryTemplate is the one of a name in a language.
func libraryTemplate(name, language string) map[string]any {
	for _, t := range library {
		if t["name"] == name && t["language"] == language {
			return t
		}
	}
	return nil
}

func checkLibraryUse(c *Call) error {
	name, language := c.Args.Text("library_template_name"), c.Args.Text("language")
	t := libraryTemplate(name, language)
	if t == nil {
		return Fail(100, "Invalid parameter").Titled("Library template not found", fmt.Sprintf("The library has no template %s in %s.", name, language)).Blame("library_template_name")
	}
	if c.Args.Text("category") != t["category"] {
		return badParam(c, "category", "must be %s, as that of the library template", text(t["category"]))
	}
	_, err := libraryButtons(c, t)
	return err
}

// libraryButtons fills the business's own address and number into the buttons.
func libraryButtons(c *Call, t map[string]any) ([]any, error) {
	inputs := objectsIn(c.Args.List("library_template_button_inputs"))
	var out []any
	for _, b := range objectsIn(t["buttons"]) {
		b = maps.Clone(b)
		kind := text(b["type"])
		i := slices.IndexFunc(inputs, func(in map[string]any) bool { return strings.EqualFold(text(in["type"]), kind) })
		if i < 0 {
			if kind == "URL" || kind == "PHONE_NUMBER" {
				return nil, badParam(c, "library_template_button_inputs", "must have one of the type %s", kind)
			}
			out = append(out, b)
			continue
		}
		if url, ok := inputs[i]["url"].(map[string]any); ok {
			b["url"] = text(url["base_url"])
			if example := text(url["url_suffix_example"]); example != "" {
				b["example"] = []any{example}
			}
		}
		if phone := text(inputs[i]["phone_number"]); phone != "" {
			b["phone_number"] = phone
		}
		inputs = slices.Delete(inputs, i, i+1)
		out = append(out, b)
	}
	return out, nil
}

// fromLibrary are the components of a template that is made of one of the library.
func fromLibrary(c *Call) []any {
	t := libraryTemplate(c.Args.Text("library_template_name"), c.Args.Text("language"))
	var out []any
	if header := text(t["header"]); header != "" {
		out = append(out, map[string]any{"type": "HEADER", "format": "TEXT", "text": header})
	}
	params, _ := t["body_params"].([]any)
	out = append(out, bodyWith(text(t["body"]), params...))
	if buttons, _ := libraryButtons(c, t); len(buttons) > 0 {
		out = append(out, map[string]any{"type": "BUTTONS", "buttons": buttons})
	}
	return out
}

// codeText is what is written around a code in a language.
type codeText struct{ body, recommendation, expiry, copyCode, autofill string }

var codeTexts = map[string]codeText{
	"de": {"Dein Verifizierungscode lautet *{{1}}*.", " Teile diesen Code aus Sicherheitsgründen nicht.", "Dieser Code läuft in %d Minuten ab.", "Code kopieren", "Automatisch ausfüllen"},
	"en": {"*{{1}}* is your verification code.", " For your security, do not share this code.", "This code expires in %d minutes.", "Copy code", "Autofill"},
	"en_US": {"*{{1}}* is your verification code.", " For your security, do not share this code.", "This code expires in %d minutes.",
		"Copy code", "Autofill"},
	"es_ES": {"Tu código de verificación es *{{1}}*.", " Por tu seguridad, no lo compartas.", "Este código caduca en %d minutos.", "Copiar código", "Autocompletar"},
	"fr":    {"Votre code de vérification est *{{1}}*.", " Pour votre sécurité, ne le partagez pas.", "Ce code expire dans %d minutes.", "Copier le code", "Remplir"},
	"it":    {"Il tuo codice di verifica è *{{1}}*.", " Per la tua sicurezza, non condividerlo.", "Questo codice scade tra %d minuti.", "Copia codice", "Compila"},
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/authentication-templates/template-preview
func previewTemplates(c *Call) (any, error) {
	languages := c.Args.Strings("languages")
	if len(languages) == 0 {
		languages = slices.Sorted(maps.Keys(codeTexts))
	}
	minutes := c.Args.Int("code_expiration_minutes")
	if c.Args.Has("code_expiration_minutes") && (minutes < 1 || minutes > 90) {
		return nil, badParam(c, "code_expiration_minutes", "must be between 1 and 90")
	}
	var rows []*Object
	for _, language := range languages {
		t, known := codeTexts[language]
		if !known {
			return nil, badParam(c, "languages", "must be languages that are supported, and %s is not", language)
		}
		values := map[string]any{"language": language, "body": t.body}
		if c.Args.Bool("add_security_recommendation") {
			values["body"] = t.body + t.recommendation
		}
		if minutes > 0 {
			values["footer"] = fmt.Sprintf(t.expiry, minutes)
		}
		if len(c.Args.Strings("button_types")) > 0 {
			values["buttons"] = []any{map[string]any{"text": t.copyCode, "autofill_text": t.autofill}}
		}
		rows = append(rows, c.Row(templatePreviewType, values))
	}
	return &List{Items: rows}, nil
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/authentication-templates/bulk-management
func checkUpsert(c *Call) error {
	if !templateName.MatchString(c.Args.Text("name")) {
		return invalidTemplate(2388040, "name", "The template's name may have up to 512 characters: small letters, digits and underscores.")
	}
	languages := c.Args.Strings("languages")
	if len(languages) == 0 {
		return badParam(c, "languages", "must not be empty")
	}
	for _, language := range languages {
		if !languageCode.MatchString(language) {
			return badParam(c, "languages", "must be codes of languages, and %q is not", language)
		}
	}
	for _, m := range objectsIn(c.Args.List("components")) {
		for _, b := range objectsIn(m["buttons"]) {
			if text(b["text"]) != "" || text(b["autofill_text"]) != "" {
				return badParam(c, "components", "must have buttons without text and autofill_text")
			}
		}
	}
	return checkTemplate(c.Args)
}

func upsertTemplates(c *Call) (any, error) {
	values := map[string]any{"name": c.Args.Text("name"), "category": "AUTHENTICATION", "components": spelled(c.Args["components"])}
	if c.Args.Has("message_send_ttl_seconds") {
		values["message_send_ttl_seconds"] = c.Args.Int("message_send_ttl_seconds")
	}
	var out []any
	for _, language := range c.Args.Strings("languages") {
		t := findTemplate(c.Node, c.Args.Text("name"), language)
		if t == nil {
			mine := maps.Clone(values)
			mine["language"] = language
			t = newTemplate(c, c.Node, mine, "PENDING")
		} else {
			maps.Copy(t.Values, values)
			t.Values["status"], t.Values["last_updated_time"] = "PENDING", c.Now()
		}
		// What Meta has written itself needs no review.
		setTemplateStatus(c, t, "APPROVED", "NONE")
		out = append(out, map[string]any{"id": t.ID, "status": t.Get("status"), "language": language})
	}
	return map[string]any{"data": out}, nil
}
