// Package pages works with Facebook Pages: the people who may act for them, the
// WhatsApp number that their ads lead to, the greetings of those ads, and the
// conversations on Messenger and Instagram.
//
// # The token of a Page
//
// Most calls want the Page's own token. A person's or a system user's token, which
// the client has, gets it:
//
//	page, err := pages.Me(client).Administers(ctx, pageID, pages.TaskAdvertise)
//	handle, err := page.Handle(client)
//
// or, where nothing has to be checked, pages.NewPage(client, pageID).WithPageToken(ctx).
// A token prints as "[secret]".
//
// # Linking a WhatsApp number
//
// An ad that opens a WhatsApp chat needs a Page that shows the number. [Link] does
// all of it, and does nothing where the number is there already:
//
//	number, err := pages.Link(ctx, handle, pages.NumberLink{
//		Number: "+39 333 123 4567",
//		Code:   func(ctx context.Context) (string, error) { return ask("The code, please: ") },
//	})
//
// Meta has no call that takes a number off a Page: [PageHandle.UnlinkNumber] says
// where a person does it.
//
// # Greetings
//
// A [WelcomeFlow] is what people read first whom an ad leads into a chat:
//
//	id, err := handle.CreateWelcomeFlow(ctx, pages.WelcomeFlow{
//		Name:      "Spring menu",
//		Platforms: []pages.Platform{pages.PlatformMessenger},
//		Messages:  pages.Greeting("Ciao {{user_first_name}}!", pages.IceBreaker{Title: "What is on the menu?"}),
//	})
//
// # Errors
//
// Whatever breaks a documented limit is a *metabiz.ValidationError, and nothing is
// sent. Errors of this package belong to the classes of package metabiz:
// an [AccessError] is metabiz.ErrPermission, a [VerificationError] and an
// [OtherNumberError] are metabiz.ErrInvalidParam, a [NumberPendingError] is
// metabiz.ErrTransient.
package pages
