// Package ads is the Marketing API: ad accounts, campaigns, ad sets, ads and
// creatives, audiences, insights and conversions.
//
// # An ad that opens a chat
//
// [ClickToMessage] describes the whole of it as one value. [ClickToMessage.Validate] holds
// it against Meta's rules, [Account.Plan] shows the requests that it comes to,
// [Account.Preflight] looks at the real accounts for what would make it fail, and
// [Account.Launch] does it: all parts are made paused, and activated only when all of
// them are there. A launch that fails removes what it made, or is resumed.
//
//	account := ads.NewAccount(client, "act_1234")
//	launched, err := account.Launch(ctx, ads.ClickToMessage{
//		Name:     "Coffee for the office",
//		PageID:   pageID,
//		Budget:   ads.Budget{Daily: 1000},
//		Audience: ads.Audience{Countries: []string{"IT"}},
//		Creative: ads.ImageCreative{File: poster},
//		Text:     "Roasted on Tuesday, at your desk on Thursday.",
//	}, ads.LaunchOptions{Key: orderNumber})
//
// # Handles
//
// [Account], [CampaignHandle], [AdSetHandle], [AdHandle], [AdCreativeHandle] and
// [DatasetHandle] are what calls are made on. They hold an id and the client, and cost
// nothing to make. Those that an account gives ([Account.Campaign], [Account.Ad], ...) also
// pace their calls by that account's limits.
//
// Reads answer with the usual fields; [metabiz.WithFields] asks for others. Lists are
// lazy and walk over all pages; their Pages forms give the cursors to resume from.
//
// # What it brought
//
// Insights are rows of [AdsInsights], from which [AdsInsights.Messaging] reads the chats.
// [DatasetHandle.SendEvents] reports what was bought in them, and [Events] takes the
// webhooks of ad accounts.
//
// # Names
//
// A struct has the name of the node in Meta's specification and one field for each
// of the node's: [Campaign], [AdSet], [Ad], [AdCreative], [Targeting], [AdsInsights].
// What is sent has a struct of its own: [CampaignParams] makes a campaign,
// [CampaignUpdate] changes one, [CampaignQuery] selects some.
//
// # Values
//
// Money is [Money], in minor units of the account's currency: 1000 is 10 euros. Times
// are [time.Time], ids are strings, and what reports call spend or cost is [Decimal],
// in whole units. Enums are open strings with constants: a value that Meta adds later
// survives being read and written.
//
// In params, what is left zero is not sent. Where zero or false is a choice of its own
// the field is a pointer: new(false).
//
// # Read, change, write
//
// Structs that are read, changed and written back, such as [Targeting] and
// [AdPromotedObject], keep in Extra the keys that they have no field for, and write
// them again: what a newer version of the API adds isn't lost by a change to the rest.
package ads

//go:generate go run ../internal/codegen -specs ../../shared/specs/graph-v25.0 -out .
