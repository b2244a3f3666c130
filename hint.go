package metabiz

// Hint tells what to do about a refusal, where this package knows; else it is empty.
// The issues of ads and the errors of webhooks have the same codes as refusals. Meta's
// seven-digit numbers are found as code and as subcode.
func Hint(code, subcode int) string { return hint(code, subcode) }

// hint tells what to do about a refusal. Meta's seven-digit numbers may stand as
// the subcode or as the code itself, so both are looked up, the narrower first.
func hint(code, subcode int) string {
	for _, key := range [...]hintKey{{code, subcode}, {0, subcode}, {0, code}} {
		if text, ok := hints[key]; ok {
			return text
		}
	}
	return ""
}

// hintKey is a code with its subcode, or, with code 0, a number wherever it stands.
type hintKey struct{ code, number int }

var hints = map[hintKey]string{
	// Tokens
	{0, 190}:   "get a new access token; one of a system user does not expire with a person's password",
	{190, 458}: "the person has removed the app: ask for the login again",
	{190, 460}: "the person's password was changed: ask for the login again",
	{190, 463}: "the token has expired: get a new one, or use a system user's",
	{190, 467}: "the token was withdrawn: get a new one",
	{0, 102}:   "the session has ended: get a new access token",
	{0, 104}:   "appsecret_proof is missing or does not fit: pass WithAppSecret with the secret of the app that the token belongs to",

	// Permissions
	{0, 3}:         "the app lacks this capability: check its access level and products in the app dashboard",
	{0, 10}:        "the token lacks a permission: see debug_token for its scopes and granular scopes",
	{0, 200}:       "the token lacks a permission or a task on the asset: see debug_token and the asset's assigned users",
	{0, 294}:       "needs ads_management and an app with Marketing API access",
	{100, 33}:      "check the id, and that the token's user or system user has been given this asset",
	{0, 131005}:    "the token lacks whatsapp_business_messaging or whatsapp_business_management for this account",
	{200, 1870034}: "accept the custom audience terms for this ad account first",
	{200, 1870090}: "accept the custom audience terms for this ad account first",
	{0, 1870092}:   "accept the Business Tools terms first",

	// Limits
	{0, 4}:         "the app made too many calls: wait, and see Client.Usage",
	{0, 17}:        "the ad account's calls are used up: wait, and see Client.Usage",
	{0, 32}:        "the Page's calls are used up: wait, and use a Page or system-user token",
	{0, 613}:       "too many calls of this kind: wait before calling again",
	{17, 1885172}:  "an account's spending limit can be changed 10 times a day",
	{613, 1487632}: "an ad set's budget can be changed 4 times an hour",
	{613, 1487225}: "too many ads were made in this account: wait before making more",
	{0, 80000}:     "insights calls are used up: ask for less at once, or use an asynchronous report",
	{0, 80004}:     "ads management calls are used up for this account: wait for the time in RetryAfter",
	{0, 80007}:     "management calls of this WhatsApp account are used up: wait for the time in RetryAfter",
	{0, 80008}:     "management calls of this WhatsApp account are used up: wait for the time in RetryAfter",
	{0, 130429}:    "the number sends faster than its throughput allows: send slower, or share its limit among processes by WithLimiter",
	{0, 131056}:    "too many messages to this one person: at most one in six seconds in the long run",
	{0, 131057}:    "the account is being upgraded: try again in a minute",
	{0, 133016}:    "a number can be registered and deregistered 10 times in 72 hours",
	{0, 131048}:    "too many messages of this number were blocked or reported: stop the campaign and look at its quality",
	{0, 131049}:    "Meta held the marketing message back to protect the person: try again after a day at the earliest",
	{0, 131064}:    "templates were filed under the wrong category: correct them",
	{0, 368}:       "the account is blocked for a while for policy reasons: do not repeat the call, see Account Quality",
	{100, 1504018}: "ask for a shorter time or fewer fields, or use an asynchronous report",
	{100, 1487534}: "ask for a shorter time or fewer fields, or use an asynchronous report",
	{2, 1504038}:   "ask for a shorter time or fewer fields, or use an asynchronous report",
	{-3, 1504045}:  "split the report by day or by level",
	{613, 5044001}: "at most about 100 changes a second to one ad account",
	{613, 1996}:    "the account's calls vary too much: spread them evenly",
	{17, 2446079}:  "the ad account's calls are used up: wait for the time in RetryAfter",
	{613, 1487742}: "the ad account's calls are used up: wait for the time in RetryAfter",
	{4, 1504022}:   "insights are in high demand: wait some minutes, ask for less at once",
	{4, 1504039}:   "insights are in high demand: wait some minutes, ask for less at once",

	// WhatsApp messages
	{0, 130472}: "the person is in one of Meta's experiments and gets no marketing from this business: leave them out",
	{0, 130497}: "messages to this country are not allowed for this account",
	{0, 130403}: "this business has blocked the person",
	{0, 131008}: "a required parameter is missing: see the details",
	{0, 131009}: "a parameter has a value that is not allowed: see the details",
	{0, 131016}: "WhatsApp was unavailable; the message may have gone out, so wait for its status before sending again",
	{0, 131021}: "sender and recipient are the same number",
	{0, 131026}: "the person can't be reached on WhatsApp (no account, an old app, or terms not accepted): try another channel",
	{0, 131030}: "a test number can write only to the recipients on its list: add this one in the app dashboard",
	{0, 131031}: "the account is locked: see Account Quality, or the PIN is wrong",
	{0, 131037}: "the number's display name is not approved yet",
	{0, 131042}: "there is a problem with the payment method of the WhatsApp account",
	{0, 131045}: "register the number first",
	{0, 131047}: "more than 24 hours have passed since the person last wrote: send an approved template",
	{0, 131050}: "the person has stopped marketing messages from this business: never send them marketing again unless they resume",
	{0, 131051}: "this kind of message is not supported",
	{0, 131052}: "the media that the person sent can't be fetched: ask them to send it again",
	{0, 131053}: "the media was refused or could not be fetched: check its type, size and address",
	{0, 131055}: "this method is not allowed for this number or kind of message",
	{0, 131059}: "the cursor is not valid any more: begin the list anew",
	{0, 131062}: "this message can't go to a business-scoped user id: send to the phone number",
	{0, 131063}: "marketing templates must go through /marketing_messages for this account",

	// Templates
	{0, 132000}:  "the number of values does not fit the template: make the message with Template.Bind",
	{0, 132001}:  "there is no approved template of this name in this language",
	{0, 132005}:  "the text with its values is too long",
	{0, 132007}:  "the template breaks a policy",
	{0, 132012}:  "a value has the wrong kind for its place: make the message with Template.Bind",
	{0, 132015}:  "the template is paused for low quality: mend it, or wait until it is unpaused",
	{0, 132016}:  "the template was paused too often and is disabled: make a new one",
	{0, 132018}:  "a value of the template is not valid: see the details",
	{0, 132068}:  "the Flow is blocked",
	{0, 132069}:  "the Flow is throttled: 10 messages an hour until its endpoint recovers",
	{0, 2388019}: "the account has as many templates as it may have",
	{0, 2388040}: "a part of the template is too long",
	{0, 2388293}: "too many variables for the length of the text",
	{0, 2388299}: "a variable can't stand at the beginning or the end of the text",

	// Registration
	{0, 133000}: "deregistering did not finish: do it again, then register",
	{0, 133005}: "the two-step PIN is wrong",
	{0, 133006}: "verify the number first: request a code, then verify it",
	{0, 133008}: "too many wrong PINs: wait, see the details for how long",
	{0, 133009}: "PINs were entered too fast: wait, see the details for how long",
	{0, 133010}: "register the number first",
	{0, 133015}: "the number was deleted moments ago: wait 5 minutes",
	{0, 134101}: "the template is being synchronised with the ad system: try again in 10 minutes",
	{0, 137000}: "the person's identity has changed: acknowledge it before sending",

	// Ads
	{0, 1487246}: "link this WhatsApp number to the Page first, or promote the one that is linked",
	{0, 2446880}: "the WhatsApp number of the Page was disconnected: link it again",
	{0, 1487901}: "raise the budget: see the account's minimum budgets",
	{0, 1885272}: "raise the budget: see the account's minimum budgets",
	{0, 1885650}: "the minimum budget rises while it is being changed: wait a quarter of an hour",
	{0, 1885621}: "give a budget to the campaign or to its ad sets, not to both",
	{0, 2446509}: "this campaign's objective does not allow the destination",
	{0, 3858152}: "ads that reach the European Union need dsa_beneficiary and dsa_payor, on the ad set or as defaults of the account",
	{0, 2909034}: "name the special ad category, or an empty list",
	{0, 1885183}: "the app is in development mode: set it live",
	{0, 1815166}: "object_story_spec is not valid; often a link that is not URL-encoded",
	{0, 1443226}: "a video needs a thumbnail: image_hash or image_url",
	{0, 1487472}: "this post can't be promoted: see the Page's promotion eligibility",
	{0, 1885029}: "the ad's Page is not the one of its promoted object",
	{0, 1885204}: "this goal takes automatic bidding only",
	{0, 1815199}: "the ad account has no right to use this Instagram account",
	{0, 1487033}: "the end must be in the future",
	{0, 1487007}: "the ad set's schedule has ended",
	{0, 4027012}: "an ad uses this welcome sequence: it can't be deleted before the ad",
	{0, 2635}:    "this version of the API has ended: name a newer one by WithVersion",
	{0, 2650}:    "a replacement of this audience is going on or has timed out: see the subcode",
	{0, 1340029}: "delete the ad set: an ad of a dynamic creative can't be deleted alone",

	// Messenger
	{0, 551}:     "this person can't be reached now",
	{0, 2300052}: "this person can't be reached now",
}
