package ads

import (
	"encoding/json"
	"fmt"
)

// SequenceJSON is the message as the welcome_message_sequence of a WhatsApp account,
// which ads name by [ClickToMessage].WelcomeFlowID. A sequence has a text, and ice breakers
// without answers or an autofill: a message with more is a [metabiz.ValidationError].
//
// See https://developers.facebook.com/docs/whatsapp/business-management-api/guides/manage-welcome-message-sequences.
func (m *WelcomeMessage) SequenceJSON() (string, error) {
	found := &problems{}
	m.check(found, "")
	m.checkPartner(found, "a sequence")
	if m.Subscribe != nil {
		found.add("Subscribe", "is not possible in a sequence")
	}
	type question struct {
		Title string `json:"title"`
	}
	sequence := struct {
		Text        string           `json:"text"`
		IceBreakers []question       `json:"ice_breakers,omitzero"`
		Autofill    *welcomeAutofill `json:"autofill_message,omitzero"`
	}{Text: m.Text}
	for i, ice := range m.IceBreakers {
		if ice.Response != "" {
			found.add(fmt.Sprintf("IceBreakers[%d].Response", i), "is not possible in a sequence: the partner's app answers")
		}
		sequence.IceBreakers = append(sequence.IceBreakers, question{ice.Title})
	}
	if m.Autofill != "" {
		sequence.Autofill = &welcomeAutofill{m.Autofill}
	}
	if err := found.err("ads.WelcomeMessage"); err != nil {
		return "", err
	}
	return partnerText(sequence)
}

// PageFlowJSON is the message as the welcome_message_flow of a Page, a list of one
// message, for Messenger and Instagram. It has no autofill, Flow or call prompt: a message with one is a
// [metabiz.ValidationError].
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
func (m *WelcomeMessage) PageFlowJSON() (string, error) {
	found := &problems{}
	m.check(found, "")
	m.checkPartner(found, "a flow of a Page")
	if m.Autofill != "" {
		found.add("Autofill", "is not possible in a flow of a Page")
	}
	if err := found.err("ads.WelcomeMessage"); err != nil {
		return "", err
	}
	type message struct {
		Message welcomeContent `json:"message"`
	}
	content := welcomeContent{Text: m.Text, IceBreakers: m.IceBreakers, Extra: m.Extra}
	if m.Subscribe != nil {
		content.Attachment = m.Subscribe.attachment()
	}
	return partnerText([]message{{content}})
}

func (m *WelcomeMessage) checkPartner(found *problems, what string) {
	for _, part := range []struct {
		name string
		set  bool
	}{{"Flow", m.Flow != nil}, {"CallPrompt", m.CallPrompt != ""}, {"Button", m.Button != nil}} {
		if part.set {
			found.add(part.name, "is not possible in %s", what)
		}
	}
}

func partnerText(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("ads: welcome message: %w", err)
	}
	return string(text), nil
}
