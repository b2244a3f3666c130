// Package emulator is a Graph API in memory that speaks HTTP and JSON.
//
// Any client of the Graph API, in any language, that follows Meta's documentation can work against it, and what Meta
// refuses it refuses: unknown fields, missing parameters, wrong types, withdrawn versions, spent quotas. It knows
// nothing of the packages of this module, so that it cannot share their mistakes.
//
//	e, err := emulator.Start(emulator.Config{Token: "T", AppSecret: "S", WebhookURL: "http://127.0.0.1:9000/"})
//	defer e.Close()
//	fmt.Println(e.URL(), e.Seed().PageID)
//
// Time is the emulator's own: with Config.Start it stands still until [Clock.Advance] moves it, through all that falls due
// on the way. [Emulator.Fault] orders what goes wrong, [Config.Quotas] say when it throttles, [Emulator.Requests] tells
// what came in. Clients in other languages have the same under /_emulator/, where a GET lists the endpoints.
//
// What it serves is a table: see [Registry] for how a domain adds its rows.
package emulator
