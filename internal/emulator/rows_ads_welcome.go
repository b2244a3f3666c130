package emulator

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

func badWelcome(at, format string, args ...any) *Error {
	return invalid(0, "Invalid welcome message", fmt.Sprintf(format, args...), at+"page_welcome_message")
}

// checkWelcome refuses a page_welcome_message that is not a JSON text of the documented shape. Beside that shape there is a
// bare {"message": {...}}, and a reference to a lead form.
// https://developers.facebook.com/docs/marketing-api/ad-creative/messaging-ads/click-to-whatsapp
func checkWelcome(c *Call, data Args, at string) error {
	v, ok := data["page_welcome_message"]
	if !ok {
		return nil
	}
	s, ok := v.(string)
	if !ok {
		return badParam(c, "page_welcome_message", "must be a string")
	}
	decoded, err := decodeJSON([]byte(s))
	m, isObject := decoded.(map[string]any)
	if err != nil || !isObject {
		return badWelcome(at, "page_welcome_message must be the text of a JSON object.")
	}
	w := Args(m)
	if w.Has("ctm_lead_gen_template_id") {
		return nil
	}
	message := w.Map("message")
	if w.Text("type") != "" || w.Has("text_format") || w.Has("image_format") {
		if w.Text("type") != "VISUAL_EDITOR" {
			return badWelcome(at, "type must be VISUAL_EDITOR.")
		}
		screens := []string{"", "welcome_message", "ctwa_flows", "ctwa_call_prompt", "call_prompt", "marketing_messages"}
		if screen := w.Text("landing_screen_type"); !slices.Contains(screens, screen) {
			return badWelcome(at, "landing_screen_type %s is not known.", screen)
		}
		media := w.Text("media_type")
		if media != "text" && media != "image" && media != "video" {
			return badWelcome(at, "media_type must be text, image or video.")
		}
		format := w.Map(media + "_format")
		if format == nil {
			return badWelcome(at, "%s_format is required for the media_type %s.", media, media)
		}
		actions := []string{"", "ice_breakers", "autofill_message", "whatsapp_flow", "buttons", "quick_replies"}
		if action := format.Text("customer_action_type"); !slices.Contains(actions, action) {
			return badWelcome(at, "customer_action_type %s is not known.", action)
		}
		message = format.Map("message")
		if err := checkWelcomeAction(w.Text("landing_screen_type"), format.Text("customer_action_type"), message, at); err != nil {
			return err
		}
	}
	if message == nil {
		return badWelcome(at, "The welcome message has no message.")
	}
	if n := utf8.RuneCountInString(message.Text("text")); n > 300 {
		return badWelcome(at, "The text has %d characters, at most 300 are allowed.", n)
	}
	for _, v := range message.List("ice_breakers") {
		b, _ := v.(map[string]any)
		title, response := Args(b).Text("title"), Args(b).Text("response")
		switch {
		case title == "":
			return badWelcome(at, "An ice breaker needs a title.")
		case utf8.RuneCountInString(title) > 80:
			return badWelcome(at, "An ice breaker's title has at most 80 characters.")
		case utf8.RuneCountInString(response) > 300:
			return badWelcome(at, "An ice breaker's response has at most 300 characters.")
		}
	}
	return nil
}

// checkWelcomeAction refuses a way to answer without what it is made of.
func checkWelcomeAction(screen, action string, message Args, at string) error {
	switch action {
	case "autofill_message":
		if message.Map("autofill_message").Text("content") == "" {
			return badWelcome(at, "autofill_message needs its content.")
		}
	case "whatsapp_flow":
		button := message.Map("automated_greeting_message_cta")
		if screen != "ctwa_flows" || button.Text("type") != "flow" || button.Map("flow_data").Text("flow_id") == "" {
			return badWelcome(at, "whatsapp_flow needs the landing screen ctwa_flows and a button of the type flow with its flow_data.")
		}
	case "buttons":
		if screen == "marketing_messages" && message.Map("attachment").Map("payload").Text("template_type") != "notification_messages" {
			return badWelcome(at, "The landing screen marketing_messages needs a notification_messages template.")
		}
	}
	return nil
}

// isCallPrompt tells that the greeting asks for a call.
func (s creativeSpec) isCallPrompt() bool {
	w, err := decodeJSON([]byte(s.welcome))
	m, _ := w.(map[string]any)
	if err != nil || m == nil {
		return false
	}
	screen := Args(m).Text("landing_screen_type")
	return screen == "ctwa_call_prompt" || screen == "call_prompt"
}
