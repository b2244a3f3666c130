package transport

// codePair is a code with its subcode; a subcode of zero stands for any that has no row of its own.
type codePair struct{ code, subcode int }

// The rows that many codes share.
var (
	auth       = meaning{class: Auth}
	permission = meaning{class: Permission}
	invalid    = meaning{class: InvalidParam}
	notFound   = meaning{class: NotFound}
	tooMuch    = meaning{class: TooMuchData}
	policy     = meaning{class: Policy}
	recipient  = meaning{class: Recipient}
	inDoubt    = meaning{class: Transient, repeat: repeatInDoubt}
	momentary  = meaning{class: Transient, repeat: repeatSafe}
	later      = meaning{class: Transient} // will pass, but not while a call waits
)

// throttled names the kind of key whose quota is spent; none for quotas of single operations, which must not hold back
// everything else that the owner does.
func throttled(scope string, window int) meaning {
	return meaning{class: RateLimited, repeat: repeatThrottled, scope: scope, window: window}
}

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

// codeTable holds the codes that Meta documents. Numbers of seven digits stand as codes: they are found as a subcode too.
var codeTable = map[codePair]meaning{
	// Graph API.
	{1, 0}:    inDoubt,
	{1, 99}:   invalid,
	{2, 0}:    inDoubt,
	{3, 0}:    permission,
	{4, 0}:    throttled(KindApp, 0),
	{10, 0}:   permission,
	{17, 0}:   throttled(KindAdAccount, 0),
	{32, 0}:   throttled(KindPage, 0),
	{33, 0}:   notFound,
	{100, 0}:  invalid,
	{100, 33}: notFound,
	{102, 0}:  auth,
	{104, 0}:  auth, // the proof doesn't fit the token: a matter of credentials, not of parameters
	{190, 0}:  auth,
	{194, 0}:  invalid,
	{294, 0}:  permission,
	{300, 0}:  invalid,
	{341, 0}:  throttled(KindApp, 0),
	{368, 0}:  policy,
	{506, 0}:  invalid,
	{551, 0}:  recipient,
	{613, 0}:  throttled("", 0),
	{801, 0}:  {repeat: repeatInDoubt}, // a duplicate: of what, only a look can tell
	{2500, 0}: invalid,
	{2606, 0}: invalid,
	{2607, 0}: invalid,
	{2615, 0}: invalid,
	{2635, 0}: invalid,
	{2654, 0}: invalid,
	{3018, 0}: invalid,
	{5000, 0}: inDoubt,

	{2601, 1815107}: momentary, // the report is not ready yet
	{2654, 1713092}: permission,

	// Quotas of a use case.
	{80000, 0}: throttled(KindAdAccount, 0),
	{80001, 0}: throttled(KindPage, 0),
	{80002, 0}: throttled(KindPage, 0),
	{80003, 0}: throttled(KindAdAccount, 0),
	{80004, 0}: throttled(KindAdAccount, 0),
	{80005, 0}: throttled(KindPage, 0),
	{80006, 0}: throttled(KindPage, 0),
	{80007, 0}: throttled(KindWhatsAppAccount, 0),
	{80008, 0}: throttled(KindWhatsAppAccount, 0),

	// Quotas of Marketing API, told by subcode.
	{1487225, 0}: throttled("", hour),
	{1487632, 0}: throttled("", hour),
	{1487742, 0}: throttled(KindAdAccount, 0),
	{1504022, 0}: throttled(KindApp, 0),
	{1504039, 0}: throttled(KindApp, 0),
	{1885172, 0}: throttled("", day),
	{2446079, 0}: throttled(KindAdAccount, 0),
	{5044001, 0}: throttled(KindAdAccount, 1),

	// Insights.
	{1487534, 0}: tooMuch,
	{1504018, 0}: tooMuch,
	{1504038, 0}: tooMuch,
	{1504045, 0}: tooMuch,
	{1504041, 0}: invalid,
	{1504042, 0}: invalid,
	{1504043, 0}: inDoubt,
	{1504044, 0}: inDoubt,
	{2490547, 0}: later, // the report job failed: a new job, not a new look
	{3191001, 0}: permission,

	// Marketing API: the request.
	{1340029, 0}: invalid,
	{1363037, 0}: invalid, // a video chunk at the wrong offset: error_data tells the right one
	{1373054, 0}: invalid,
	{1443226, 0}: invalid,
	{1487007, 0}: invalid,
	{1487033, 0}: invalid,
	{1487056, 0}: invalid,
	{1487246, 0}: policy,
	{1487472, 0}: invalid,
	{1487566, 0}: invalid,
	{1487678, 0}: invalid,
	{1487694, 0}: invalid,
	{1487831, 0}: invalid,
	{1487901, 0}: invalid,
	{1487929, 0}: invalid,
	{1487990, 0}: policy,
	{1609005, 0}: invalid,
	{1713098, 0}: invalid,
	{1752041, 0}: invalid,
	{1752129, 0}: invalid,
	{1815166, 0}: invalid,
	{1815199, 0}: permission,
	{1815629, 0}: invalid,
	{1815694, 0}: permission,
	{1870047, 0}: invalid,
	{1870065, 0}: invalid,
	{1870088, 0}: invalid,
	{1870165, 0}: invalid,
	{1870199, 0}: invalid,
	{1885029, 0}: invalid,
	{1885088, 0}: invalid,
	{1885204, 0}: invalid,
	{1885272, 0}: invalid,
	{1885557, 0}: invalid,
	{1885621, 0}: invalid,
	{1885650, 0}: invalid,
	{2238055, 0}: invalid,
	{2446149, 0}: invalid,
	{2446173, 0}: invalid,
	{2446289, 0}: invalid,
	{2446307, 0}: invalid,
	{2446347, 0}: invalid,
	{2446383, 0}: invalid,
	{2446394, 0}: invalid,
	{2446509, 0}: invalid,
	{2446580, 0}: invalid,
	{2446712, 0}: invalid,
	{2446867, 0}: invalid,
	{2446880, 0}: policy,
	{2490085, 0}: invalid,
	{2490155, 0}: invalid,
	{2490372, 0}: invalid,
	{2909034, 0}: invalid,
	{3858064, 0}: invalid,
	{3858082, 0}: invalid,
	{3858152, 0}: invalid,
	{3858258, 0}: invalid,
	{3867105, 0}: invalid,
	{3910001, 0}: later,
	{4027001, 0}: invalid,
	{4027005, 0}: invalid,
	{4027006, 0}: invalid,
	{4027007, 0}: invalid,
	{4027010, 0}: invalid,
	{4027012, 0}: invalid,
	{4027017, 0}: invalid,

	// Accounts and content that a person must see to.
	{1404078, 0}: policy,
	{1404163, 0}: policy,
	{1870034, 0}: policy,
	{1870090, 0}: policy,
	{1870092, 0}: policy,
	{1885183, 0}: policy,
	{2300052, 0}: recipient,
	{2490427, 0}: policy,
	{2490468, 0}: policy,
	{2708008, 0}: policy,
	{2859015, 0}: policy,

	// WhatsApp: sending.
	{130403, 0}: recipient,
	{130429, 0}: throttled(KindPhoneNumber, 0),
	{130472, 0}: recipient,
	{130497, 0}: policy,
	{131000, 0}: inDoubt,
	{131005, 0}: permission,
	{131008, 0}: invalid,
	{131009, 0}: invalid,
	{131016, 0}: inDoubt,
	{131020, 0}: invalid,
	{131021, 0}: invalid,
	{131026, 0}: recipient,
	{131030, 0}: recipient,
	{131031, 0}: policy,
	{131035, 0}: notFound,
	{131036, 0}: notFound,
	{131037, 0}: policy,
	{131041, 0}: notFound,
	{131042, 0}: policy,
	{131044, 0}: policy,
	{131045, 0}: policy,
	{131047, 0}: recipient,
	{131048, 0}: policy, // the number's quality: waiting and sending on makes it worse
	{131049, 0}: recipient,
	{131050, 0}: recipient,
	{131051, 0}: invalid,
	{131052, 0}: invalid,
	{131053, 0}: invalid,
	{131055, 0}: invalid,
	{131056, 0}: {class: RateLimited, repeat: repeatThrottled, scope: KindPair, powers: 4},
	{131057, 0}: momentary,
	{131059, 0}: invalid,
	{131062, 0}: invalid,
	{131063, 0}: policy,
	{131064, 0}: policy,
	{131201, 0}: invalid,
	{131202, 0}: invalid,
	{131204, 0}: invalid,
	{131207, 0}: policy,
	{131208, 0}: throttled("", 0),
	{131209, 0}: invalid,
	{131210, 0}: invalid,
	{131211, 0}: invalid,
	{131212, 0}: invalid,
	{131213, 0}: invalid,
	{131214, 0}: policy,
	{131215, 0}: policy,

	// WhatsApp: templates and flows.
	{132000, 0}: invalid,
	{132001, 0}: notFound,
	{132005, 0}: invalid,
	{132007, 0}: policy,
	{132012, 0}: invalid,
	{132015, 0}: policy,
	{132016, 0}: policy,
	{132018, 0}: invalid,
	{132068, 0}: policy,
	{132069, 0}: throttled("", hour),
	{134100, 0}: invalid,
	{134101, 0}: later,
	{134102, 0}: notFound,
	{134103, 0}: {},
	{139200, 0}: policy,
	{200005, 0}: later,
	{200006, 0}: invalid,
	{200007, 0}: invalid,

	// WhatsApp: numbers and accounts.
	{133000, 0}: later,
	{133004, 0}: inDoubt,
	{133005, 0}: invalid,
	{133006, 0}: policy,
	{133008, 0}: later,
	{133009, 0}: later,
	{133010, 0}: policy,
	{133015, 0}: later,
	{133016, 0}: throttled("", 3*day),
	{134011, 0}: policy,
	{135000, 0}: {},
	{136024, 0}: invalid,
	{137000, 0}: recipient,
	{147001, 0}: invalid,
	{147002, 0}: invalid,
	{147003, 0}: invalid,
	{147004, 0}: invalid,
	{147005, 0}: invalid,

	// WhatsApp: calling and the block list.
	{138000, 0}: policy,
	{138001, 0}: recipient,
	{138002, 0}: throttled("", 0),
	{138003, 0}: invalid,
	{138004, 0}: inDoubt,
	{138005, 0}: throttled("", 0),
	{138006, 0}: permission,
	{138007, 0}: inDoubt,
	{138009, 0}: throttled("", day),
	{138012, 0}: throttled("", day),
	{138013, 0}: policy,
	{138014, 0}: policy,
	{138015, 0}: policy,
	{138017, 0}: invalid,
	{138018, 0}: policy,
	{139100, 0}: invalid,
	{139101, 0}: policy,
	{139102, 0}: momentary,
	{139103, 0}: inDoubt,

	// WhatsApp: management.
	{2388001, 0}: invalid,
	{2388012, 0}: invalid,
	{2388019, 0}: policy,
	{2388091, 0}: invalid,
	{2388093, 0}: invalid,
	{2388103, 0}: invalid,
	{2494100, 0}: momentary,
	{2593107, 0}: invalid,
	{2593108, 0}: invalid,
	{2593109, 0}: policy,
}

// codeRanges hold the families of codes; a row of codeTable comes first.
var codeRanges = []struct {
	from, to int
	meaning  meaning
}{
	{200, 299, permission},
	{80009, 80014, throttled("", 0)},
	{132000, 132999, invalid},
	{138019, 138023, invalid},
	{139000, 139004, invalid},
	{2388000, 2388999, invalid},
	{2494164, 2494179, invalid},
	{2593079, 2593085, invalid},
}
