// Package ads is the Marketing API: ad accounts, campaigns, ad sets, ads and
// creatives, audiences, insights and conversions.
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
