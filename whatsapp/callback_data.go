package whatsapp

import (
	"context"
	"crypto/rand"

	"github.com/metabiz-go/metabiz"
)

// WithCallbackData is an option for a client, a number ([Phone.With]) or one call:
// it gives each message that has no [Message].CallbackData an unguessable one of its own, of 26 characters.
// It comes back in every status of the message as biz_opaque_callback_data, so that
// a message whose answer was lost can be recognised: [metabiz.OutcomeUnknownError]
// carries it, and [Tracker.Settle] waits for it.
//
// It sees messages that are sent by [Phone] or whose [metabiz.Request] has a
// [Message] as its body, alone or in a batch. Read receipts have no statuses and get none.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status.
func WithCallbackData() metabiz.Option {
	return metabiz.WithInterceptor(func(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
		number, _ := messageEdge(req)
		m, ok := messageOf(req.Body)
		if _, receipt := m.Content.(ReadReceipt); !ok || number == "" || receipt || m.CallbackData != "" {
			return next(ctx, req)
		}
		m.CallbackData = rand.Text()
		marked := *req
		marked.Body = m
		return next(ctx, &marked)
	})
}
