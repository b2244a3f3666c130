package whatsapp

import (
	"errors"

	"github.com/metabiz-go/metabiz"
)

// Classes of errors that WhatsApp adds to those of package metabiz, found by
// errors.Is. The same codes come on the call and, often, only later in a status
// webhook.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes.
var (
	// ErrWindowClosed: more than 24 hours have passed since the person's last
	// message; only a template can be sent.
	ErrWindowClosed = metabiz.NewErrorClass("customer service window is closed", 131047)

	// ErrUndeliverable: the message can't reach this person: not on WhatsApp, an
	// app that is too old, a blocked sender or country, a message to oneself, or
	// a kind of message that can't go to a business-scoped user id. Sending again does not help.
	ErrUndeliverable = metabiz.NewErrorClass("message can't be delivered to this person",
		130403, 130472, 130497, 131021, 131026, 131030, 131062)

	// ErrOptedOut: the person has stopped marketing messages from this business.
	// Record it and never repeat the message.
	ErrOptedOut = metabiz.NewErrorClass("person has stopped marketing messages", 131050)

	// ErrMarketingLimit: Meta holds marketing back, for this person for the time
	// being (131049) or for the sender's quality (131048, 131064). Repeating it at once makes it worse.
	ErrMarketingLimit = metabiz.NewErrorClass("marketing messages are held back", 131048, 131049, 131064)

	// ErrTemplate: the template is missing, paused or disabled, or what was
	// filled in does not fit it.
	ErrTemplate = metabiz.NewErrorClass("template can't be sent",
		132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069, 134100, 134101, 134102)
)

// isCode tells whether Meta refused a call with the code.
func isCode(err error, code int) bool {
	refusal, ok := errors.AsType[*metabiz.Error](err)
	return ok && refusal.Code == code
}
