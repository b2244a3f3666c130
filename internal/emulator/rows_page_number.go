package emulator

import "time"

// numberLinked is how long it takes until the Page shows a number that was verified.
const numberLinked = 3 * time.Second

// The types of numbers that a verification tells apart.
const (
	appNumber      = 1 // of the WhatsApp Business app
	platformNumber = 2 // of the WhatsApp Business Platform
)

// pageNumberRows are the linking of a WhatsApp number to a Page, in two calls: the first sends a code to the number, the
// second brings it back.
// https://developers.facebook.com/docs/graph-api/reference/page/page_whatsapp_number_verification/
func pageNumberRows(r *Registry) {
	r.Edge("Page", Edge{Method: "POST", Name: "page_whatsapp_number_verification", Tokens: []TokenKind{PageToken},
		Scope: "pages_manage_ads", Check: checkNumber, Handle: verifyNumber,
		Params: Params(`whatsapp_number! string, verification_code string`)})
}

func checkNumber(c *Call) error {
	if n := len(phoneDigits(c.Args.Text("whatsapp_number"))); n < 7 || n > 15 {
		return badParam(c, "whatsapp_number", "must be a phone number with its country code")
	}
	tasks, _ := c.Node.Values["tasks"].([]any)
	for _, t := range tasks {
		switch t {
		case "ADVERTISE", "MANAGE", "PROFILE_PLUS_ADVERTISE", "PROFILE_PLUS_FULL_CONTROL":
			return nil
		}
	}
	return Fail(200, "You need the ADVERTISE task on this Page to link a WhatsApp number to it")
}

// verifyNumber sends a code, or takes one. A wrong code is no refusal: the answer tells by its error_message.
func verifyNumber(c *Call) (any, error) {
	number := "+" + phoneDigits(c.Args.Text("whatsapp_number"))
	kind := appNumber
	if number == "+"+phoneDigits(c.e.seed.DisplayPhone) {
		kind = platformNumber
	}
	answer := map[string]any{"whatsapp_display_number": number, "whatsapp_number_type": kind}
	code := c.Args.Text("verification_code")
	switch {
	case code == "":
		c.sendCode(number)
		answer["verification_status"] = "CODE_SENT"
	case c.takeCode(number, code):
		answer["verification_status"] = "VERIFIED"
		c.After(numberLinked, func(c *Call) {
			c.Node.Values["whatsapp_number"] = number
			c.Node.Values["has_whatsapp_number"] = true
			c.Node.Values["has_whatsapp_business_number"] = true
		})
	default:
		answer["verification_status"] = "FAILED"
		answer["error_message"] = "The verification code is not valid. Ask for a new one and try again."
	}
	return answer, nil
}
