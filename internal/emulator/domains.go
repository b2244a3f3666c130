package emulator

// domain is a part of the platform: its rows, and what is there of it from the beginning.
type domain struct {
	name string
	rows func(r *Registry)
	seed func(c *Call)
}

// domains lists them all. Seeds run in this order, so that a later one finds what an earlier one made.
var domains = []domain{
	{"platform", platformRows, platformSeed},
	{"pages", pageRows, pageSeed},
}
