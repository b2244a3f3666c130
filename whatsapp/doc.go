// Package whatsapp sends and receives messages through the WhatsApp Business
// Platform: the Cloud API and the Business Management API.
//
// # Sending
//
// A [Message] is a plain value; its content is one of the types that implement
// [Content]. A [Phone] sends it:
//
//	phone := whatsapp.NewPhone(client, phoneNumberID)
//	sent, err := phone.Send(ctx, whatsapp.Message{
//		To: "393331234567",
//		Content: whatsapp.ReplyButtons{
//			Body: "Keep your table for four tonight?",
//			Buttons: []whatsapp.ReplyButton{
//				{ID: "keep", Title: "Keep it"},
//				{ID: "cancel", Title: "Cancel"},
//			},
//		},
//	})
//
// Everything that Meta documents a limit for is checked before anything is sent;
// [Message.Validate] tells all that is wrong at once, each with its place in the
// JSON. A message marshals to the exact body that goes over the wire and comes
// back from it with typed content, so that it can wait in a queue.
//
// Pictures, videos, documents, sounds and stickers are named by the id of an
// upload, by a link, or by a file that is uploaded first: [Image] has ID, Link and
// Upload. What Meta would refuse only after it has taken the message, such as a
// voice note in the wrong format, is found in the file's bytes before.
//
// A message is sent once. Where its answer is lost the error is
// [metabiz.ErrOutcomeUnknown]: Message.CallbackData, which [WithCallbackData] sees
// to, comes back in the status webhook and tells whether it went out.
//
// That a message was sent says no more than that Meta took it. A [Tracker] learns
// from the webhook what became of it: Await waits until it is delivered or has
// failed, and Settle finds out about one whose answer was lost.
//
// # Templates
//
// Outside the 24 hours after a person's last message only templates may be sent.
// A [Template] is the definition, as created and as listed; [Template.Bind] fills
// it in and says which value is missing, left over or too long:
//
//	content, err := template.Bind("Anna", "860198")
//	sent, err := phone.Send(ctx, whatsapp.Message{To: to, Content: content})
//
// # Receiving
//
// [Events] is a subscriber of a [metabiz.Webhook]: callbacks for what arrives,
// each event once. [ParseWebhook] is for those who receive webhooks in a way of their own:
//
//	hook := metabiz.NewWebhook(config, whatsapp.Events{
//		OnMessage: func(ctx context.Context, e whatsapp.MessageEvent) error {
//			_, err := e.Chat(client).Reply(ctx, whatsapp.Text{Body: "Ciao!"})
//			return err
//		},
//	})
//
// A [Chat] answers over the number that the message came in on. [Conversations]
// let a bot be written as it talks: it asks, waits for the person's next message,
// and asks on.
//
// A [Window] learns from the same webhooks until when each person may be written
// to freely; its Guard refuses a message that would come too late, or sends a template instead.
//
// # Errors
//
// Beside the classes of package metabiz, errors.Is finds [ErrWindowClosed],
// [ErrUndeliverable], [ErrOptedOut], [ErrMarketingLimit] and [ErrTemplate].
package whatsapp
