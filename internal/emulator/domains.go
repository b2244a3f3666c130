package emulator

// domain is a part of the platform: its rows, what is there of it from the beginning, and what can be made to happen in it.
type domain struct {
	name    string
	rows    func(r *Registry)
	seed    func(c *Call)
	control func(e *Emulator, k *controls) // adds endpoints under /_emulator/; nil: none
}

// domains lists them all. Seeds run in this order, so that a later one finds what an earlier one made.
var domains = []domain{
	{name: "platform", rows: platformRows, seed: platformSeed},
	{name: "pages", rows: pageRows, seed: pageSeed, control: messengerControl},
	{name: "ads", rows: adsRows, seed: adsSeed, control: changeControl},
	{name: "whatsapp", rows: whatsappRows, seed: whatsappSeed, control: personControl},
}
