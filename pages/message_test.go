package pages_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const messages = "POST /v26.0/1/messages"

func TestMessageOnTheWire(t *testing.T) {
	t.Parallel()
	to := pages.Recipient{ID: "P"}
	for name, tt := range map[string]struct {
		message pages.Message
		want    string
	}{
		"text": {
			pages.Message{To: to, Content: pages.Text{Body: "Ciao!"}},
			`{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"text":"Ciao!"}}`,
		},
		"everything": {
			pages.Message{To: to, Content: pages.Text{Body: "Quale?"}, Type: pages.MessagingTag, Tag: pages.TagHumanAgent, Notification: pages.NotificationSilent,
				ReplyTo: "m0", PersonaID: "9", Metadata: "x", QuickReplies: []pages.QuickReply{{Title: "Uno", Payload: "1", ImageURL: "https://x/i.png"}, {Type: pages.QuickReplyPhone}}},
			`{"recipient":{"id":"P"},"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT","notification_type":"SILENT_PUSH","message":{"text":"Quale?","quick_replies":[{"content_type":"text","title":"Uno","payload":"1","image_url":"https://x/i.png"},{"content_type":"user_phone_number"}],"metadata":"x"},"reply_to":{"mid":"m0"},"persona_id":"9"}`,
		},
		"image by address": {
			pages.Message{To: to, Content: pages.Media{Type: pages.AttachmentImage, URL: "https://x/i.png", Reusable: true}},
			`{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"image","payload":{"url":"https://x/i.png","is_reusable":true}}}}`,
		},
		"video by id, to who wrote a comment": {
			pages.Message{To: pages.Recipient{CommentID: "c"}, Content: pages.Media{Type: pages.AttachmentVideo, AttachmentID: "77"}},
			`{"recipient":{"comment_id":"c"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"video","payload":{"attachment_id":"77"}}}}`,
		},
		"generic template": {
			pages.Message{To: to, Type: pages.MessagingUpdate, Content: pages.GenericTemplate{ImageAspectRatio: pages.ImageSquare, Sharable: true, Elements: []pages.Element{
				{Title: "Arabica", Subtitle: "1 kg", ImageURL: "https://x/a.png", DefaultAction: &pages.URLButton{URL: "https://x/a", WebviewHeightRatio: pages.WebviewTall},
					Buttons: []pages.Button{pages.URLButton{Title: "Vedi", URL: "https://x/a"}, pages.PostbackButton{Title: "Compra", Payload: "BUY"}, pages.CallButton{Title: "Chiama", PhoneNumber: "+393331234567"}}},
				{Title: "Robusta", Subtitle: "1 kg"},
			}}},
			`{"recipient":{"id":"P"},"messaging_type":"UPDATE","message":{"attachment":{"type":"template","payload":{"template_type":"generic","elements":[{"title":"Arabica","subtitle":"1 kg","image_url":"https://x/a.png","default_action":{"type":"web_url","url":"https://x/a","webview_height_ratio":"tall"},"buttons":[{"type":"web_url","title":"Vedi","url":"https://x/a"},{"type":"postback","title":"Compra","payload":"BUY"},{"type":"phone_number","title":"Chiama","payload":"+393331234567"}]},{"title":"Robusta","subtitle":"1 kg"}],"image_aspect_ratio":"square","sharable":true}}}}`,
		},
		"button template": {
			pages.Message{To: to, Content: pages.ButtonTemplate{Text: "E adesso?", Buttons: []pages.Button{pages.UnknownButton{Type: "sing", Raw: json.RawMessage(`{"type":"sing"}`)}, pages.LogoutButton{},
				pages.LoginButton{URL: "https://x/login"}}}},
			`{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"E adesso?","buttons":[{"type":"sing"},{"type":"account_unlink"},{"type":"account_link","url":"https://x/login"}]}}}}`,
		},
		"a template of another kind": {
			pages.Message{To: to, Content: pages.UnknownContent{Type: "template", Raw: json.RawMessage(`{"type":"template","payload":{"template_type":"receipt","order_number":"1"}}`)}},
			`{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"receipt","order_number":"1"}}}}`,
		},
		"a template with something new": {
			pages.Message{To: to, Content: pages.UnknownContent{Type: "template", Raw: json.RawMessage(`{"type":"template","payload":{"template_type":"button","text":"a","buttons":[],"colour":"red"}}`)}},
			`{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"a","buttons":[],"colour":"red"}}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noError(t, tt.message.Validate())
			g := newGraph(t, `{"recipient_id":"P","message_id":"m1","attachment_id":77}`)
			got, err := pages.NewPage(g.client, "1").Send(t.Context(), tt.message)
			noError(t, err)
			if diff := cmp.Diff(&pages.MessageSent{RecipientID: "P", MessageID: "m1", AttachmentID: "77"}, got); diff != "" {
				t.Error(diff)
			}
			g.want(call{Line: messages, Body: tt.want})
			var back pages.Message
			noError(t, json.Unmarshal([]byte(tt.want), &back))
			if diff := cmp.Diff(tt.message, back); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMessageLimits(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("è", n) }
	to := pages.Recipient{ID: "P"}
	elements := func(e ...pages.Element) pages.Message {
		return pages.Message{To: to, Content: pages.GenericTemplate{Elements: e}}
	}
	element := pages.Element{Title: "t", Subtitle: "s"}
	button := pages.PostbackButton{Title: "t", Payload: "p"}
	buttons := func(b ...pages.Button) pages.Message {
		return pages.Message{To: to, Content: pages.ButtonTemplate{Text: "t", Buttons: b}}
	}
	media := func(m pages.Media) pages.Message { return pages.Message{To: to, Content: m} }
	noError(t, pages.Message{To: to, Content: pages.Text{Body: long(2000)}, Metadata: long(1000), QuickReplies: make13()}.Validate())
	for path, m := range map[string]pages.Message{
		"recipient":                                        {Content: pages.Text{Body: "b"}},
		"recipient ":                                       {To: pages.Recipient{ID: "P", UserRef: "u"}, Content: pages.Text{Body: "b"}},
		"message":                                          {To: to},
		"message.text":                                     {To: to, Content: pages.Text{Body: long(2001)}},
		"message.text ":                                    {To: to, Content: pages.Text{Body: " "}},
		"message.metadata":                                 {To: to, Content: pages.Text{Body: "b"}, Metadata: long(1001)},
		"message.quick_replies":                            {To: to, Content: pages.Text{Body: "b"}, QuickReplies: append(make13(), make13()[0])},
		"message.quick_replies[0].title":                   {To: to, Content: pages.Text{Body: "b"}, QuickReplies: []pages.QuickReply{{Title: long(21), Payload: "p"}}},
		"message.quick_replies[0].payload":                 {To: to, Content: pages.Text{Body: "b"}, QuickReplies: []pages.QuickReply{{Title: "t", Payload: long(1001)}}},
		"message.quick_replies[0].image_url":               {To: to, Content: pages.Text{Body: "b"}, QuickReplies: []pages.QuickReply{{Title: "t", Payload: "p", ImageURL: "i.png"}}},
		"tag":                                              {To: to, Content: pages.Text{Body: "b"}, Tag: pages.TagHumanAgent},
		"tag ":                                             {To: to, Content: pages.Text{Body: "b"}, Type: pages.MessagingTag},
		"message.attachment.type":                          media(pages.Media{URL: "https://x/i"}),
		"message.attachment.payload":                       media(pages.Media{Type: pages.AttachmentImage}),
		"message.attachment.payload ":                      media(pages.Media{Type: pages.AttachmentImage, URL: "https://x/i", AttachmentID: "1"}),
		"message.attachment.payload.url":                   media(pages.Media{Type: pages.AttachmentImage, URL: "ftp://x/i"}),
		"message.attachment":                               {To: to, Content: pages.UnknownContent{Raw: json.RawMessage("{")}},
		"message.attachment.payload.elements":              elements(),
		"message.attachment.payload.elements ":             elements(element, element, element, element, element, element, element, element, element, element, element),
		"message.attachment.payload.elements[0]":           elements(pages.Element{Title: "t"}),
		"message.attachment.payload.elements[1].title":     elements(element, pages.Element{Title: long(81), Subtitle: "s"}),
		"message.attachment.payload.elements[0].subtitle":  elements(pages.Element{Title: "t", Subtitle: long(81)}),
		"message.attachment.payload.elements[0].image_url": elements(pages.Element{Title: "t", ImageURL: "/i.png"}),
		"message.attachment.payload.elements[0].default_action.title": elements(pages.Element{Title: "t", DefaultAction: &pages.URLButton{Title: "t", URL: "https://x"}}),
		"message.attachment.payload.elements[0].buttons":              elements(pages.Element{Title: "t", Buttons: []pages.Button{button, button, button, button}}),
		"message.attachment.payload.text":                             {To: to, Content: pages.ButtonTemplate{Text: long(641), Buttons: []pages.Button{button}}},
		"message.attachment.payload.buttons":                          buttons(),
		"message.attachment.payload.buttons[0]":                       buttons(nil),
		"message.attachment.payload.buttons[0] ":                      buttons(pages.UnknownButton{}),
		"message.attachment.payload.buttons[0].title":                 buttons(pages.PostbackButton{Title: long(21), Payload: "p"}),
		"message.attachment.payload.buttons[1].payload":               buttons(button, pages.PostbackButton{Title: "t"}),
		"message.attachment.payload.buttons[0].url":                   buttons(pages.URLButton{Title: "t", URL: "x"}),
		"message.attachment.payload.buttons[0].payload":               buttons(pages.CallButton{Title: "t", PhoneNumber: "393331234567"}),
	} {
		want := strings.TrimSpace(path)
		e, ok := errors.AsType[*metabiz.ValidationError](m.Validate())
		if !ok || len(e.Fields) != 1 || e.Fields[0].Path != want {
			t.Errorf("%s: %v", path, e)
		}
		g := newGraph(t)
		if _, err := pages.NewPage(g.client, "1").Send(t.Context(), m); err == nil {
			t.Errorf("%s: sent", path)
		}
		g.want()
	}
}

func make13() []pages.QuickReply {
	replies := make([]pages.QuickReply, 13)
	for i := range replies {
		replies[i] = pages.QuickReply{Title: "t", Payload: "p"}
	}
	return replies
}

// A message whose answer is lost is not sent again.
func TestSendOutcomeUnknown(t *testing.T) {
	t.Parallel()
	g := newGraph(t, "drop")
	client, err := g.client.With(metabiz.WithRetry(metabiz.Retry{Attempts: 3, MinWait: 1, MaxWait: 1}))
	noError(t, err)
	_, err = pages.NewPage(client, "1").Send(t.Context(), pages.Message{To: pages.Recipient{ID: "P"}, Content: pages.Text{Body: "b"}})
	if !errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("error: %v", err)
	}
	if lines, _ := g.lines(); len(lines) != 1 {
		t.Errorf("called %v", lines)
	}
}

func TestSenderActions(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"recipient_id":"P"}`)
	handle := pages.NewPage(g.client, "1")
	to := pages.Recipient{ID: "P"}
	noError(t, handle.SendAction(t.Context(), to, pages.SenderTypingOn))
	noError(t, handle.React(t.Context(), to, "m1", "❤"))
	noError(t, handle.Unreact(t.Context(), to, "m1"))
	g.want(
		call{Line: messages, Body: `{"recipient":{"id":"P"},"sender_action":"TYPING_ON"}`},
		call{Line: messages, Body: `{"recipient":{"id":"P"},"sender_action":"REACT","payload":{"message_id":"m1","reaction":"❤"}}`},
		call{Line: messages, Body: `{"recipient":{"id":"P"},"sender_action":"UNREACT","payload":{"message_id":"m1"}}`},
	)
	for name, err := range map[string]error{
		"no recipient":        handle.SendAction(t.Context(), pages.Recipient{}, pages.SenderMarkSeen),
		"no action":           handle.SendAction(t.Context(), to, ""),
		"react to nothing":    handle.SendAction(t.Context(), to, pages.SenderReact),
		"react, no message":   handle.React(t.Context(), to, "", "❤"),
		"react, no emoji":     handle.React(t.Context(), to, "m1", ""),
		"unreact, no message": handle.Unreact(t.Context(), to, ""),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.want()
}

func TestUploadAttachment(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"attachment_id":"77"}`)
	handle := pages.NewPage(g.client, "1")
	id, err := handle.UploadAttachment(t.Context(), pages.Upload{Type: pages.AttachmentImage, URL: "https://x/i.png", Platform: pages.PlatformInstagram})
	noError(t, err)
	if id != "77" {
		t.Errorf("id %q", id)
	}
	g.want(call{Line: "POST /v26.0/1/message_attachments", Body: `{"message":{"attachment":{"type":"image","payload":{"url":"https://x/i.png","is_reusable":true}}},"platform":"INSTAGRAM"}`})

	_, err = handle.UploadAttachment(t.Context(), pages.Upload{Type: pages.AttachmentFile, File: new(metabiz.FileFromBytes("menu.pdf", []byte("%PDF")))})
	noError(t, err)
	for _, part := range []string{`name="message"`, `{"attachment":{"type":"file","payload":{"is_reusable":true}}}`, `name="filedata"; filename="menu.pdf"`, "%PDF"} {
		if !strings.Contains(g.calls[0].Body, part) {
			t.Errorf("the form lacks %s:\n%s", part, g.calls[0].Body)
		}
	}
	for name, upload := range map[string]pages.Upload{
		"no type": {URL: "https://x/i.png"}, "nothing": {Type: pages.AttachmentImage}, "not an address": {Type: pages.AttachmentImage, URL: "i.png"},
		"both": {Type: pages.AttachmentImage, URL: "https://x/i.png", File: new(metabiz.FileFromBytes("a", nil))},
	} {
		if _, err := handle.UploadAttachment(t.Context(), upload); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
