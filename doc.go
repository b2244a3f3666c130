// Package metabiz is the client of the Graph API that the packages whatsapp, ads
// and pages share: one transport that keeps to Meta's limits, never sends a
// message twice and never leaks a token.
//
// # A client
//
// A [Client] is made once and shared:
//
//	client, err := metabiz.New(metabiz.WithToken(token), metabiz.WithAppSecret(secret))
//
// Handles of the product packages are made from it and cost nothing:
//
//	phone := whatsapp.NewPhone(client, phoneNumberID)
//	account := ads.NewAccount(client, "act_1234")
//	page := pages.NewPage(client, pageID)
//
// The same options configure a client, one that is derived from it by
// [Client.With] (another tenant's token, the same connections and limits) and a
// single call, to which they are passed last.
//
// # Calls without a method
//
// [Client.Get], [Client.Post], [Client.Delete] and [Client.Do] reach any node or
// edge; [Call] and [List] do so with types. They take the same road as every
// method: limits, retries, guards and errors are the same.
//
//	var me struct{ ID, Name string }
//	err := client.Get(ctx, "me", nil, &me, metabiz.WithFields("id", "name"))
//
// # Errors
//
// What Meta refuses is an *[Error], whatever form the refusal came in. Its class
// is found by errors.Is:
//
//	switch {
//	case errors.Is(err, metabiz.ErrRateLimited): // later: see RetryAfter
//	case errors.Is(err, metabiz.ErrAuth): // a new token is needed
//	case errors.Is(err, metabiz.ErrOutcomeUnknown): // may have been done: look before calling again
//	}
//
// What breaks a documented limit is refused before it is sent, by a
// *[ValidationError] that names every field at fault; it is [ErrInvalidParam] too.
//
// # Retries and limits
//
// A call is repeated only where that can't do harm: when it never left, when
// Meta refused it before acting, or when it is idempotent. Otherwise the error is
// [ErrOutcomeUnknown]. Budgets are counted by what Meta counts (app, ad account,
// WhatsApp account, Page, phone number, and number and recipient together) and
// adapt to what its answers report; [Client.Usage] shows them.
//
// Outages of Meta are ordinary. While one lasts, calls of the number, account or
// Page that meets it fail at once, by a [CircuitError], and one now and then tries
// whether it is over; see [WithCircuitBreaker].
//
// # Lists
//
// Edges that give lists are iter.Seq2 of items and errors, read page by page as the range goes on:
//
//	for campaign, err := range account.Campaigns(ctx, ads.CampaignQuery{}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(campaign.Name)
//	}
//
// # Webhooks
//
// A [Webhook] is an http.Handler that verifies what Meta sends and hands it to
// subscribers such as whatsapp.Events. It answers 200 only once all of them
// returned without error, so that Meta delivers again what failed.
package metabiz
