package pages

import "github.com/metabiz-go/metabiz"

// Why a message could not be sent, for errors.Is.
var (
	// ErrWindowClosed: more than 24 hours have passed since the person's last
	// message, and no tag allows it. It is metabiz.ErrPermission, too.
	ErrWindowClosed = metabiz.NewErrorClass("the 24 hours after the person's last message are over", 2018278, 2018065, 2534022)

	// ErrOtherOwner: another app has the conversation. It is metabiz.ErrPermission, too.
	ErrOtherOwner = metabiz.NewErrorClass("another app has the conversation", 2018300)

	// ErrUndeliverable: the person is not available: they have blocked the Page, or
	// are gone. Sending again does not help.
	ErrUndeliverable = metabiz.NewErrorClass("message can't be delivered to this person", 551, 1545041, 2018108, 2534014)
)
