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
// A token prints and encodes as "[secret]". The handle keeps the Page's token, and
// fetches another when Meta no longer takes it. [Page.Role] and [TasksInWords] say
// what it may do; [PageHandle.Assign] and [PageHandle.Share] let others do it.
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
// where a person does it, [PageHandle.CheckNumber] notices that somebody has, and
// [PageHandle.NumberAdSets] lists the ad sets that lead to it. [PageHandle.LinkedInstagram]
// and its kin do the same for the Instagram account that goes with a Page.
//
// [Doctor] looks at all that has to be in place between a person, a business, a Page,
// a number and an ad account, and says what is missing, with a remedy each:
//
//	d, err := pages.Doctor(ctx, client, pages.Checkup{PageID: id, BusinessID: business, Number: number, AdAccountID: account})
//	fmt.Print(d)
//
// # Businesses
//
// [BusinessHandle] lists the Pages, WhatsApp accounts and numbers that a business owns
// and is given, and makes its system users and their tokens. [CompleteSignUp] ends
// what a customer began in the dialog of Embedded Signup.
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
// One metabiz.Greeting serves every place that greets: [WelcomeFlowFrom] and
// [MessengerProfileFrom] make theirs of it, as packages whatsapp and ads do. Persistent
// menus are set beside it, for all with [PageHandle.SetMessengerProfile] and for one
// person with [PageHandle.SetUserMenu].
//
// # What a Page shows
//
// [PageHandle.Publish] posts, with photos and with a button that opens a WhatsApp chat;
// [PageHandle.ChangeCallToAction] changes the button of the Page itself, which no call
// can have lead to WhatsApp; [PageHandle.Promotion] tells whether ads may be made of it.
//
// # Conversations
//
// A [Message] is a plain value; its content is one of the types that implement
// [Content]. It marshals to what goes over the wire and comes back from it, so
// that it can wait in a queue. It is checked before it is sent, and sent once:
//
//	sent, err := handle.Send(ctx, pages.Message{
//		To:      pages.Recipient{ID: psid},
//		Content: pages.Text{Body: "Arabica or Robusta?"},
//	})
//
// [PageHandle.PassThreadControl] with [PageInboxAppID] hands a conversation over to people.
//
// Two guards refuse what Meta would refuse, before it is sent. A [Window] knows until when a
// person may be written to; a [HandoverGuard] knows which app has a conversation, so that a bot
// and people do not both answer. Both learn from the webhook and are options of the client:
//
//	client, err := metabiz.New(metabiz.WithToken(token), window.Guard(), guard.Guard())
//	hook := metabiz.NewWebhook(config, window, guard, pages.Events{ … })
//
// # Webhooks
//
// [Events] is a metabiz.Subscriber with a function for each kind of event of Pages
// and Instagram accounts. [PageHandle.SubscribeApp] has Meta send them, with the fields that
// [Events.Fields] names:
//
//	hook := metabiz.NewWebhook(config, pages.Events{
//		OnMessage: func(ctx context.Context, e pages.MessageEvent) error {
//			_, err := handle.Send(ctx, e.Reply(pages.Text{Body: "Ciao!"}))
//			return err
//		},
//	})
//
// # Errors
//
// Whatever breaks a documented limit is a *metabiz.ValidationError, and nothing is
// sent. Errors of this package belong to the classes of package metabiz:
// an [AccessError] is metabiz.ErrPermission, a [VerificationError] and an
// [OtherNumberError] are metabiz.ErrInvalidParam, a [ManualStepError] is something that
// only people can do, in Meta's own interface; a [NumberPendingError] is
// metabiz.ErrTransient. Beside them, errors.Is finds [ErrWindowClosed], [ErrOtherOwner]
// and [ErrUndeliverable].
package pages

//go:generate go run ../internal/codegen -package pages -specs ../../shared/specs/graph-v25.0 -out .
