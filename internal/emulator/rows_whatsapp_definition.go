package emulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	languageCode = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2,3})?$`)
	variable     = regexp.MustCompile(`\{\{([^{}]*)\}\}`)
	namedForm    = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// The subcodes of what is wrong with a template's definition.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
const (
	tooLong     = 2388040
	badHeader   = 2388047
	badBody     = 2388072
	badFooter   = 2388073
	tooMany     = 2388293 // variables for the length of the text
	atEdge      = 2388299 // variable at the beginning or end
	badContent  = 2388039
	badExamples = 2388043
)

func invalidTemplate(subcode int, key, format string, args ...any) *Error {
	return Fail(100, "Invalid parameter").Sub(subcode).Titled("Message template is not valid", fmt.Sprintf(format, args...)).Blame(key)
}

// definition is a template's definition while it is checked.
type definition struct {
	category string
	named    bool
}

// checkTemplate checks the components of a template.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
func checkTemplate(a Args) error {
	d := definition{category: a.Text("category"), named: a.Text("parameter_format") == "NAMED"}
	components := objectsIn(a.List("components"))
	if len(components) == 0 {
		return invalidTemplate(badContent, "components", "A template needs at least a BODY.")
	}
	if err := d.ttl(a); err != nil {
		return err
	}
	return d.components(components, false)
}

func (d definition) ttl(a Args) error {
	if !a.Has("message_send_ttl_seconds") || a.Int("message_send_ttl_seconds") == -1 && d.category != "MARKETING" {
		return nil
	}
	bounds := map[string][2]int64{"AUTHENTICATION": {30, 900}, "UTILITY": {30, 43_200}, "MARKETING": {43_200, 2_592_000}}[d.category]
	if n := a.Int("message_send_ttl_seconds"); n < bounds[0] || n > bounds[1] {
		return invalidTemplate(badContent, "message_send_ttl_seconds", "For the category %s message_send_ttl_seconds must be between %d and %d, not %d.",
			d.category, bounds[0], bounds[1], n)
	}
	return nil
}

func (d definition) components(components []map[string]any, card bool) error {
	seen := map[string]bool{}
	for _, m := range components {
		kind := strings.ToUpper(text(m["type"]))
		if seen[kind] {
			return invalidTemplate(badContent, "components", "There can be one %s only.", kind)
		}
		seen[kind] = true
		var err error
		switch kind {
		case "HEADER":
			err = d.header(m)
		case "BODY":
			err = d.body(m, card)
		case "FOOTER":
			err = d.footer(m)
		case "BUTTONS":
			err = d.buttons(objectsIn(m["buttons"]), card)
		case "CAROUSEL":
			err = d.carousel(objectsIn(m["cards"]))
		case "LIMITED_TIME_OFFER":
			offer, _ := m["limited_time_offer"].(map[string]any)
			if n := utf8.RuneCountInString(text(offer["text"])); n == 0 || n > 16 {
				err = invalidTemplate(badContent, "components", "The text of a limited time offer has 1 to 16 characters, not %d.", n)
			}
		case "CALL_PERMISSION_REQUEST":
		default:
			err = Fail(100, "Param components[type] must be one of {BODY, BUTTONS, CALL_PERMISSION_REQUEST, CAROUSEL, FOOTER, HEADER, LIMITED_TIME_OFFER} - got %q.", text(m["type"]))
		}
		if err != nil {
			return err
		}
	}
	if !seen["BODY"] && !card {
		return invalidTemplate(badBody, "components", "A template needs a BODY.")
	}
	return nil
}

var headerFormats = []string{"TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "GIF", "PRODUCT"}

func (d definition) header(m map[string]any) error {
	format := strings.ToUpper(text(m["format"]))
	example, _ := m["example"].(map[string]any)
	switch format {
	case "TEXT":
		t := text(m["text"])
		if t == "" || utf8.RuneCountInString(t) > 60 {
			return invalidTemplate(badHeader, "components", "The text of a HEADER has 1 to 60 characters.")
		}
		names, err := d.variables(t)
		if err != nil {
			return err
		}
		if len(names) > 1 {
			return invalidTemplate(badHeader, "components", "A HEADER can have one variable only.")
		}
		examples, _ := example["header_text"].([]any)
		return d.examples("HEADER", "header_text_named_params", names, len(examples), example)
	case "IMAGE", "VIDEO", "DOCUMENT", "GIF":
		handles, _ := example["header_handle"].([]any)
		if len(handles) == 0 {
			return invalidTemplate(badExamples, "components", "A HEADER of the format %s needs an example: example.header_handle.", format)
		}
		if strings.HasPrefix(text(handles[0]), "http") {
			return invalidTemplate(badExamples, "components", "The header_handle must be the handle of an upload, not a URL.")
		}
	case "LOCATION", "PRODUCT":
	default:
		return Fail(100, "Param components[format] must be one of {%s} - got %q.", strings.Join(headerFormats, ", "), text(m["format"]))
	}
	return nil
}

func (d definition) body(m map[string]any, card bool) error {
	t, longest := text(m["text"]), 1024
	if d.category == "AUTHENTICATION" {
		if t != "" {
			return invalidTemplate(badBody, "components", "The BODY of an authentication template has no text of its own.")
		}
		return nil
	}
	if card {
		longest = 160
	}
	switch n := utf8.RuneCountInString(t); {
	case n == 0:
		return invalidTemplate(badBody, "components", "The BODY needs a text.")
	case n > longest:
		return invalidTemplate(tooLong, "components", "The text of a BODY has at most %d characters, and this one %d.", longest, n)
	}
	names, err := d.variables(t)
	if err != nil {
		return err
	}
	trimmed := strings.TrimSpace(t)
	if where := variable.FindAllStringIndex(trimmed, -1); len(where) > 0 && (where[0][0] == 0 || where[len(where)-1][1] == len(trimmed)) {
		return invalidTemplate(atEdge, "components", "Variables can't be at the start or end of the template.")
	}
	if words := len(strings.Fields(variable.ReplaceAllString(t, " "))); words <= len(names) {
		return invalidTemplate(tooMany, "components", "This template has too many variables for its length.")
	}
	example, _ := m["example"].(map[string]any)
	return d.examples("BODY", "body_text_named_params", names, bodyExamples(example["body_text"]), example)
}

// bodyExamples counts examples, which come as a list of lists, or as a list where Meta is lenient.
func bodyExamples(v any) int {
	list, _ := v.([]any)
	if len(list) > 0 {
		if inner, ok := list[0].([]any); ok {
			return len(inner)
		}
	}
	return len(list)
}

// variables are the distinct variables of a text. Numbered ones go from 1 on without gaps.
func (d definition) variables(t string) ([]string, error) {
	var names []string
	last := -1
	for _, at := range variable.FindAllStringSubmatchIndex(t, -1) {
		name := strings.TrimSpace(t[at[2]:at[3]])
		if at[0] == last {
			return nil, invalidTemplate(badContent, "components", "Variables can't stand directly beside each other.")
		}
		last = at[1]
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i, name := range names {
		switch {
		case d.named && !namedForm.MatchString(name):
			return nil, invalidTemplate(badContent, "parameter_format", "The variable {{%s}} is not named by small letters, digits and underscores.", name)
		case !d.named && !digits(name):
			return nil, invalidTemplate(badContent, "parameter_format", "The variable {{%s}} is named; its template needs the parameter_format NAMED.", name)
		case !d.named && !slices.Contains(names, fmt.Sprint(i+1)):
			return nil, invalidTemplate(badContent, "components", "Variables are numbered from {{1}} on without gaps; {{%d}} is missing.", i+1)
		}
	}
	return names, nil
}

// examples must be there for each variable.
func (d definition) examples(component, namedKey string, names []string, positional int, example map[string]any) error {
	have := positional
	if d.named {
		have = len(objectsIn(example[namedKey]))
	}
	if have < len(names) {
		return invalidTemplate(badExamples, "components", "The %s has %d variables and needs an example for each; there are %d.", component, len(names), have)
	}
	return nil
}

func (d definition) footer(m map[string]any) error {
	if d.category == "AUTHENTICATION" {
		if minutes := (Args(m)).Int("code_expiration_minutes"); minutes < 1 || minutes > 90 {
			return invalidTemplate(badFooter, "components", "code_expiration_minutes must be between 1 and 90.")
		}
		return nil
	}
	t := text(m["text"])
	if n := utf8.RuneCountInString(t); n == 0 || n > 60 || variable.MatchString(t) {
		return invalidTemplate(badFooter, "components", "The text of a FOOTER has 1 to 60 characters and no variables.")
	}
	return nil
}

// buttonLimits tell how many buttons of a type there may be, and how long their text.
var buttonLimits = map[string]struct{ most, label int }{
	"QUICK_REPLY": {10, 25}, "URL": {2, 25}, "PHONE_NUMBER": {1, 25}, "COPY_CODE": {1, 0}, "OTP": {1, 25}, "FLOW": {1, 25},
	"CATALOG": {1, 25}, "MPM": {1, 25}, "SPM": {1, 25}, "ORDER_DETAILS": {1, 25}, "VOICE_CALL": {1, 20}, "APP": {1, 25},
	"REQUEST_CONTACT_INFO": {1, 0}, "POSTBACK": {10, 25}, "REMINDER": {1, 25},
}

func (d definition) buttons(buttons []map[string]any, card bool) error {
	if len(buttons) == 0 || len(buttons) > 10 || card && len(buttons) > 2 {
		return invalidTemplate(badContent, "components", "A template has 1 to 10 buttons, and a card 1 or 2; this has %d.", len(buttons))
	}
	count, groups, last := map[string]int{}, 0, ""
	for _, b := range buttons {
		kind := strings.ToUpper(text(b["type"]))
		limits, ok := buttonLimits[kind]
		if !ok {
			return Fail(100, "Param components[buttons][type] is not a type of button - got %q.", text(b["type"]))
		}
		if count[kind]++; count[kind] > limits.most {
			return invalidTemplate(badContent, "components", "There can be %d buttons of the type %s only.", limits.most, kind)
		}
		label := utf8.RuneCountInString(text(b["text"]))
		if limits.label > 0 && (label > limits.label || label == 0 && kind != "OTP") {
			return invalidTemplate(badContent, "components", "The text of a button has 1 to %d characters, and this one %d.", limits.label, label)
		}
		if kind == "QUICK_REPLY" && last != kind {
			groups++
		}
		last = kind
		if err := d.button(kind, b); err != nil {
			return err
		}
	}
	first := strings.ToUpper(text(buttons[0]["type"]))
	if groups > 1 || groups == 1 && first != "QUICK_REPLY" && last != "QUICK_REPLY" {
		return invalidTemplate(badContent, "components", "Quick replies must stand together, before or behind the other buttons.")
	}
	if d.category == "AUTHENTICATION" && count["OTP"] != len(buttons) {
		return invalidTemplate(badContent, "components", "An authentication template has a button of the type OTP, and no others.")
	}
	return nil
}

func (d definition) button(kind string, b map[string]any) error {
	switch kind {
	case "URL":
		link := text(b["url"])
		found := variable.FindAllStringIndex(link, -1)
		switch {
		case link == "" || len(link) > 2000:
			return invalidTemplate(badContent, "components", "The url of a button has 1 to 2000 characters.")
		case len(found) > 1 || len(found) == 1 && found[0][1] != len(link):
			return invalidTemplate(badContent, "components", "The url of a button can have one variable, at its end.")
		case len(found) == 1 && b["example"] == nil:
			return invalidTemplate(badExamples, "components", "The url of a button with a variable needs an example.")
		}
	case "PHONE_NUMBER":
		if phone := text(b["phone_number"]); phoneDigits(phone) == "" || len(phone) > 20 {
			return invalidTemplate(badContent, "components", "The phone_number of a button has 1 to 20 digits.")
		}
	case "COPY_CODE":
		if n := utf8.RuneCountInString(exampleText(b["example"])); n == 0 || n > 20 {
			return invalidTemplate(badExamples, "components", "The example of a code to copy has 1 to 20 characters.")
		}
	case "OTP":
		if otp := strings.ToUpper(text(b["otp_type"])); otp != "COPY_CODE" && otp != "ONE_TAP" && otp != "ZERO_TAP" {
			return Fail(100, "Param components[buttons][otp_type] must be one of {COPY_CODE, ONE_TAP, ZERO_TAP} - got %q.", otp)
		}
	case "FLOW":
		if b["flow_id"] == nil && b["flow_name"] == nil && b["flow_json"] == nil {
			return invalidTemplate(badContent, "components", "A button of the type FLOW needs a flow_id, flow_name or flow_json.")
		}
	}
	return nil
}

func exampleText(v any) string {
	if list, ok := v.([]any); ok && len(list) > 0 {
		return text(list[0])
	}
	return text(v)
}

func (d definition) carousel(cards []map[string]any) error {
	if len(cards) < 2 || len(cards) > 10 {
		return invalidTemplate(badContent, "components", "A carousel has 2 to 10 cards, not %d.", len(cards))
	}
	shape := ""
	for i, card := range cards {
		components := objectsIn(card["components"])
		if err := d.components(components, true); err != nil {
			return err
		}
		var parts []string
		for _, m := range components {
			parts = append(parts, strings.ToUpper(text(m["type"])+text(m["format"])))
			for _, b := range objectsIn(m["buttons"]) {
				parts = append(parts, strings.ToUpper(text(b["type"])))
			}
		}
		slices.Sort(parts)
		if i > 0 && strings.Join(parts, " ") != shape {
			return invalidTemplate(badContent, "components", "The cards of a carousel must be of the same make.")
		}
		shape = strings.Join(parts, " ")
	}
	return nil
}
