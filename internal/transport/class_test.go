package transport

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// expectation groups codes as Meta's pages do: what they mean, and what may be done.
type expectation struct {
	class  Class
	repeat repeat
	codes  []codePair
}

func plain(codes ...int) []codePair {
	pairs := make([]codePair, len(codes))
	for i, code := range codes {
		pairs[i] = codePair{code: code}
	}
	return pairs
}

func under(code int, subcodes ...int) []codePair {
	pairs := make([]codePair, len(subcodes))
	for i, subcode := range subcodes {
		pairs[i] = codePair{code, subcode}
	}
	return pairs
}

// expectations are written from Meta's pages of error codes, not from the table.
var expectations = []expectation{
	// Tokens.
	{Auth, repeatNever, plain(102, 104, 190)},
	{Auth, repeatNever, under(190, 458, 459, 460, 463, 464, 467, 492)},
	// Permissions.
	{Permission, repeatNever, plain(3, 10, 200, 210, 275, 294, 299, 131005, 138006, 1815199, 1815694)},
	{Permission, repeatNever, []codePair{{100, 3191001}, {2654, 1713092}}},
	// Quotas. Some are refused under more than one code.
	{RateLimited, repeatThrottled, plain(4, 17, 32, 341, 613)},
	{RateLimited, repeatThrottled, plain(80000, 80001, 80002, 80003, 80004, 80005, 80006, 80007, 80008, 80009, 80010, 80011, 80012, 80013, 80014)},
	{RateLimited, repeatThrottled, plain(130429, 131056, 131208, 132069, 133016, 138002, 138005, 138009, 138012)},
	{RateLimited, repeatThrottled, plain(1487225, 1487632, 1487742, 1504022, 1504039, 1885172, 2446079, 5044001)},
	{RateLimited, repeatThrottled, under(17, 2446079, 1885172)},
	{RateLimited, repeatThrottled, under(613, 1487742, 5044001, 1487632, 1487225, 1996)},
	{RateLimited, repeatThrottled, under(4, 1504022, 1504039)},
	{RateLimited, repeatThrottled, []codePair{{80000, 2446079}, {80003, 2446079}, {80004, 2446079}}},
	// May have been acted on.
	{Transient, repeatInDoubt, plain(1, 2, 5000, 131000, 131016, 133004, 138004, 138007, 139103, 1504043, 1504044)},
	{Transient, repeatInDoubt, plain(-1, -2, -3)},
	{Transient, repeatInDoubt, under(2, 1504043, 1504044)},
	{Unclassified, repeatInDoubt, plain(801)},
	// Refused for a moment.
	{Transient, repeatSafe, plain(131057, 139102, 2494100)},
	{Transient, repeatSafe, under(2601, 1815107)},
	// Passes, but not soon.
	{Transient, repeatNever, plain(133000, 133008, 133009, 133015, 134101, 200005, 3910001, 2490547)},
	{Transient, repeatNever, under(-2, 2490547)},
	// Ask for less.
	{TooMuchData, repeatNever, plain(1487534, 1504018, 1504038, 1504045)},
	{TooMuchData, repeatNever, []codePair{{100, 1504018}, {2, 1504038}, {100, 1487534}, {-3, 1504045}}},
	// Does not exist, or is not to be seen.
	{NotFound, repeatNever, append(plain(33, 131035, 131036, 131041, 132001, 134102), codePair{100, 33})},
	// A person must act.
	{Policy, repeatNever, plain(368, 130497, 131031, 131037, 131042, 131044, 131045, 131048, 131063, 131064, 131207, 131214, 131215)},
	{Policy, repeatNever, plain(132007, 132015, 132016, 132068, 133006, 133010, 134011, 138000, 138013, 138014, 138015, 138018, 139101, 139200)},
	{Policy, repeatNever, plain(1404078, 1404163, 1487246, 1487990, 1870034, 1870090, 1870092, 1885183, 2388019, 2446880, 2490427, 2490468, 2593109, 2708008, 2859015)},
	{Policy, repeatNever, under(200, 1870034, 1870090)},
	{Policy, repeatNever, under(100, 1487246, 2446880)},
	// This person can't be written to.
	{Recipient, repeatNever, plain(551, 130403, 130472, 131026, 131030, 131047, 131049, 131050, 137000, 138001, 2300052)},
	// Not told.
	{Unclassified, repeatNever, plain(134103, 135000, 987654)},
	// The request is wrong.
	{InvalidParam, repeatNever, plain(100, 194, 300, 506, 2500, 2606, 2607, 2615, 2635, 2654, 3018)},
	{InvalidParam, repeatNever, []codePair{{1, 99}, {100, 1487694}, {100, 1752129}, {2, 1504041}, {2, 1504042}, {200, 1870047}, {100, 1443226}}},
	{InvalidParam, repeatNever, plain(131008, 131009, 131020, 131021, 131051, 131052, 131053, 131055, 131059, 131062, 131201, 131202, 131204, 131209, 131210, 131211, 131212, 131213)},
	{InvalidParam, repeatNever, plain(132000, 132005, 132012, 132018, 133005, 134100, 136024, 138003, 138017, 138019, 138020, 138023, 139000, 139004, 139100)},
	{InvalidParam, repeatNever, plain(147001, 147002, 147003, 147004, 147005, 200006, 200007)},
	{InvalidParam, repeatNever, plain(1340029, 1363037, 1373054, 1443226, 1487007, 1487033, 1487056, 1487472, 1487566, 1487678, 1487694, 1487831, 1487901, 1487929)},
	{InvalidParam, repeatNever, plain(1504041, 1504042, 1609005, 1713098, 1752041, 1752129, 1815166, 1815629, 1870047, 1870065, 1870088, 1870165, 1870199)},
	{InvalidParam, repeatNever, plain(1885029, 1885088, 1885204, 1885272, 1885557, 1885621, 1885650, 2238055)},
	{InvalidParam, repeatNever, plain(2388001, 2388012, 2388039, 2388040, 2388047, 2388072, 2388073, 2388091, 2388093, 2388103, 2388293, 2388299, 2388318, 2388330)},
	{InvalidParam, repeatNever, plain(2446149, 2446173, 2446289, 2446307, 2446347, 2446383, 2446394, 2446509, 2446580, 2446712, 2446867)},
	{InvalidParam, repeatNever, plain(2490085, 2490155, 2490372, 2494164, 2494179, 2593079, 2593085, 2593107, 2593108, 2909034)},
	{InvalidParam, repeatNever, plain(3858064, 3858082, 3858152, 3858258, 3867105, 4027001, 4027005, 4027006, 4027007, 4027010, 4027012, 4027017)},
}

func TestEveryCode(t *testing.T) {
	t.Parallel()
	covered := map[codePair]bool{}
	for _, want := range expectations {
		for _, pair := range want.codes {
			e := &GraphError{Status: 400, Code: pair.code, Subcode: pair.subcode}
			covered[pair], covered[codePair{code: pair.subcode}] = true, true
			m := meaningOf(e)
			if m.class != want.class || m.repeat != want.repeat {
				t.Errorf("%d/%d is %v and %d, want %v and %d", pair.code, pair.subcode, m.class, m.repeat, want.class, want.repeat)
			}
			if Classify(e) != want.class {
				t.Errorf("%d/%d is classified %v", pair.code, pair.subcode, Classify(e))
			}
		}
	}
	for pair := range codeTable {
		if !covered[pair] {
			t.Errorf("the row %v has no test", pair)
		}
	}
}

// The long numbers mean the same wherever they stand.
func TestLongCodesAsSubcodes(t *testing.T) {
	t.Parallel()
	for pair, m := range codeTable {
		if pair.code < firstLongCode || pair.subcode != 0 {
			continue
		}
		if got := meaningOf(&GraphError{Status: 400, Code: 100, Subcode: pair.code}); got != m {
			t.Errorf("100/%d is %v, alone it is %v", pair.code, got, m)
		}
	}
}

// The table's rows stand under one code once, and none repeats what a range or another row says already.
func TestNoRowIsIdle(t *testing.T) {
	t.Parallel()
	for pair, m := range codeTable {
		rest := maps.Clone(codeTable)
		delete(rest, pair)
		_, alone := rest[codePair{code: pair.code}]
		if pair.subcode == 0 || !alone {
			continue
		}
		if rest[codePair{code: pair.code}] == m {
			t.Errorf("the row %v says what its code says", pair)
		}
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	got := map[string][]int{}
	for pair, m := range codeTable {
		if m.repeat == repeatThrottled {
			got[m.scope] = append(got[m.scope], pair.code)
		}
	}
	for _, codes := range got {
		slices.Sort(codes)
	}
	want := map[string][]int{
		KindApp:             {4, 341, 1504022, 1504039},
		KindAdAccount:       {17, 80000, 80003, 80004, 1487742, 2446079, 5044001},
		KindPage:            {32, 80001, 80002, 80005, 80006},
		KindWhatsAppAccount: {80007, 80008},
		KindPhoneNumber:     {130429},
		KindPair:            {131056},
		// Quotas of one operation: they hold nothing else back.
		"": {613, 131208, 132069, 133016, 138002, 138005, 138009, 138012, 1487225, 1487632, 1885172},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStatusDecidesWhenTheCodeIsUnknown(t *testing.T) {
	t.Parallel()
	tests := []struct {
		e      GraphError
		class  Class
		repeat repeat
	}{
		{GraphError{Status: 400}, Unclassified, repeatNever},
		{GraphError{Status: 400, Transient: true}, Transient, repeatInDoubt},
		{GraphError{Status: 401}, Auth, repeatNever},
		{GraphError{Status: 403}, Permission, repeatNever},
		{GraphError{Status: 404}, NotFound, repeatNever},
		{GraphError{Status: 408}, Transient, repeatInDoubt},
		{GraphError{Status: 410}, NotFound, repeatNever},
		{GraphError{Status: 413}, Unclassified, repeatNever},
		{GraphError{Status: 429}, RateLimited, repeatThrottled},
		{GraphError{Status: 429, Transient: true}, RateLimited, repeatThrottled},
		{GraphError{Status: 500}, Transient, repeatInDoubt},
		{GraphError{Status: 502}, Transient, repeatInDoubt},
		{GraphError{Status: 200, Code: 100}, InvalidParam, repeatNever},
		{GraphError{Status: 500, Code: 100}, InvalidParam, repeatNever},
		{GraphError{Status: 400, Code: 1, Message: "Please reduce the amount of data you're asking for"}, TooMuchData, repeatNever},
		{GraphError{Status: 400, Code: 100, Message: "Please REDUCE THE AMOUNT of data"}, TooMuchData, repeatNever},
	}
	for _, tt := range tests {
		if m := meaningOf(&tt.e); m.class != tt.class || m.repeat != tt.repeat {
			t.Errorf("%+v is %v and %d", tt.e, m.class, m.repeat)
		}
	}
	for c := range Recipient + 2 {
		if c.String() == "" || c > Recipient && c.String() != "unclassified" {
			t.Errorf("class %d is called %q", c, c)
		}
	}
}
