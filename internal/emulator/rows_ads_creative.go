package emulator

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

func creativeRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "POST", Name: "adcreatives", Of: "AdCreative", Params: Params(adCreativeParams), Check: checkNewCreative, Handle: makeCreative})
	r.Edge("AdCreative",
		Edge{Method: "POST", Params: Params(`account_id string, adlabels list<Object>, name string, status string`), Check: checkLabels, Handle: updateCreative},
		Edge{Method: "DELETE", Handle: deleteCreative},
		Edge{Method: "GET", Name: "previews", Of: "AdPreview", Params: Params(nodePreviewParams), Handle: previewNode},
	)
}

// storyKinds are what a story can be made of; a story is made of one.
var storyKinds = []string{"link_data", "video_data", "photo_data", "text_data", "template_data"}

// callsToAction are the types of buttons; those at the end are documented in the guides only.
var callsToAction = strings.Fields(`ADD_TO_CART APPLY_NOW ASK_ABOUT_SERVICES ASK_A_QUESTION ASK_FOR_MORE_INFO ASK_US AUDIO_CALL
	BOOK_A_CONSULTATION BOOK_NOW BOOK_TRAVEL BROWSE_SHOP BUY BUY_NOW BUY_TICKETS BUY_VIA_MESSAGE CALL CALL_ME CALL_NOW CHAT_NOW
	CHAT_WITH_US CONFIRM CONTACT CONTACT_US DONATE DONATE_NOW DOWNLOAD EVENT_RSVP FIND_A_GROUP FIND_OUT_MORE FIND_YOUR_GROUPS
	FOLLOW_NEWS_STORYLINE FOLLOW_PAGE FOLLOW_USER GET_A_QUOTE GET_DETAILS GET_DIRECTIONS GET_IN_TOUCH GET_OFFER GET_OFFER_VIEW
	GET_PROMOTIONS GET_QUOTE GET_SHOWTIMES GET_STARTED INQUIRE_NOW INSTALL_APP INSTALL_MOBILE_APP JOIN_CHANNEL LEARN_MORE LIKE_PAGE
	LISTEN_MUSIC LISTEN_NOW MAKE_AN_APPOINTMENT MESSAGE_PAGE MOBILE_DOWNLOAD NO_BUTTON OPEN_INSTANT_APP OPEN_LINK ORDER_NOW
	PAY_TO_ACCESS PLAY_GAME PLAY_GAME_ON_FACEBOOK PURCHASE_GIFT_CARDS RAISE_MONEY RECORD_NOW REFER_FRIENDS REQUEST_TIME SAY_THANKS
	SEE_MORE SEE_SHOP SELL_NOW SEND_A_GIFT SEND_GIFT_MONEY SEND_UPDATES SHARE SHOP_NOW SHOP_WITH_AI SIGN_UP SOTTO_SUBSCRIBE
	START_A_CHAT START_ORDER SUBSCRIBE SWIPE_UP_PRODUCT SWIPE_UP_SHOP TRY_DEMO TRY_ON_WITH_AI UPDATE_APP USE_APP USE_MOBILE_APP
	VIDEO_ANNOTATION VIDEO_CALL VIEW_CART VIEW_CHANNEL VIEW_IN_CART VIEW_PRODUCT VISIT_PAGES_FEED VISIT_WEBSITE WATCH_LIVE_VIDEO
	WATCH_MORE WATCH_VIDEO WHATSAPP_MESSAGE WOODHENGE_SUPPORT
	INSTAGRAM_MESSAGE INSTAGRAM_DIRECT`)

func checkNewCreative(c *Call) error {
	if len(c.Args.Map("asset_feed_spec").List("message_extensions")) > 0 {
		return Fail(3, "Application does not have the capability to make this API call.").Blame("asset_feed_spec", "message_extensions")
	}
	if err := checkLabels(c); err != nil {
		return err
	}
	return checkCreative(c, c.Node, c.Args, "")
}

// checkCreative holds the rules of a creative. at is the path that it stands at, with a dot behind, for blame.
func checkCreative(c *Call, account *Object, spec Args, at string) error {
	story := spec.Map("object_story_spec")
	switch {
	case story != nil:
		if err := checkStory(c, account, story, spec.Map("asset_feed_spec"), at+"object_story_spec"); err != nil {
			return err
		}
	case spec.Text("object_story_id") != "":
		pageID, _, ok := strings.Cut(spec.Text("object_story_id"), "_")
		if !ok {
			return invalid(1885557, "Post is not available", "object_story_id is a Page's id and a post's id, joined by _.", at+"object_story_id")
		}
		if err := checkPage(c, pageID, at+"object_story_id"); err != nil {
			return err
		}
	case spec.Text("source_instagram_media_id") != "":
		if spec.Text("object_id") == "" {
			return missingParam(c, "object_id")
		}
		if err := checkPage(c, spec.Text("object_id"), at+"object_id"); err != nil {
			return err
		}
	case spec.Has("asset_feed_spec"), spec.Text("image_hash") != "", spec.Text("object_url") != "", spec.Text("source_facebook_post_id") != "":
	default:
		return invalid(0, "Creative is empty", "A creative needs an object_story_spec, an existing post, or an asset_feed_spec.", at+"object_story_spec")
	}
	if hash := spec.Text("image_hash"); hash != "" && imageOf(account, hash) == nil {
		return badImageHash(at + "image_hash")
	}
	if err := checkButton(spec.Map("call_to_action"), at+"call_to_action"); err != nil {
		return err
	}
	if err := checkWelcome(c, spec, at); err != nil {
		return err
	}
	if id := specFrom(spec).flowID; id != "" && flowOf(c, id) == nil {
		return invalid(0, "Unknown welcome message flow", "There is no welcome message flow with this id.",
			at+"asset_feed_spec.additional_data.partner_app_welcome_message_flow_id")
	}
	if err := checkStatusIdentity(c, spec, at); err != nil {
		return err
	}
	if spec.Text("instagram_actor_id") != "" && (spec.Text("instagram_user_id") != "" || story.Text("instagram_user_id") != "") {
		return invalid(2446149, "Two Instagram identities", "Send instagram_user_id alone.", at+"instagram_actor_id")
	}
	features := spec.Map("degrees_of_freedom_spec").Map("creative_features_spec")
	if features.Has("standard_enhancements") {
		switch s := features.Map("standard_enhancements").Text("enroll_status"); s {
		case "OPT_IN", "OPT_OUT":
		default:
			return invalid(3858082, "Standard enhancements", "standard_enhancements needs an enroll_status, OPT_IN or OPT_OUT.",
				at+"degrees_of_freedom_spec.creative_features_spec.standard_enhancements.enroll_status")
		}
	}
	return checkFeed(spec, at)
}

func badImageHash(blamed string) *Error {
	return invalid(0, "Image not found", "No image with this hash is in the library of the ad account. Upload it first.", blamed)
}

func checkStory(c *Call, account *Object, story, feed Args, at string) error {
	if story.Text("page_id") == "" {
		return missingParam(c, "object_story_spec[page_id]")
	}
	if err := checkPage(c, story.Text("page_id"), at+".page_id"); err != nil {
		return err
	}
	kind := ""
	for _, k := range storyKinds {
		if !story.Has(k) {
			continue
		}
		if kind != "" {
			return invalid(1815166, "Invalid story", "A story has one of link_data, video_data, photo_data, text_data and template_data.", at+"."+k)
		}
		kind = k
	}
	if kind == "" && hasAssets(feed) {
		return nil
	}
	if kind == "" {
		return invalid(1815166, "Invalid story", "A story needs link_data, video_data, photo_data, text_data or template_data.", at)
	}
	data, at := story.Map(kind), at+"."+kind
	if data == nil {
		return badParam(c, "object_story_spec["+kind+"]", "must be a JSON object")
	}
	if err := checkButton(data.Map("call_to_action"), at+".call_to_action"); err != nil {
		return err
	}
	if err := checkWelcome(c, data, at+"."); err != nil {
		return err
	}
	switch kind {
	case "link_data", "template_data":
		return checkLinkData(c, account, data, at)
	case "video_data":
		return checkVideoData(c, account, data, at)
	case "photo_data":
		if data.Text("image_hash") == "" && data.Text("url") == "" {
			return invalid(1815166, "Invalid story", "photo_data needs image_hash or url.", at+".image_hash")
		}
		return checkMedia(account, data, at)
	case "text_data":
		if data.Text("message") == "" {
			return invalid(1815166, "Invalid story", "text_data needs a message.", at+".message")
		}
	}
	return nil
}

func checkLinkData(c *Call, account *Object, data Args, at string) error {
	if data.Text("link") == "" {
		return invalid(1815166, "Invalid story", "link_data needs a link.", at+".link")
	}
	if err := checkLink(data.Text("link"), at+".link"); err != nil {
		return err
	}
	cards := data.List("child_attachments")
	if data.Has("child_attachments") && (len(cards) < 2 || len(cards) > 10) {
		return invalid(1815166, "Invalid carousel", "A carousel has 2 to 10 cards.", at+".child_attachments")
	}
	for _, v := range cards {
		card := Args(nil)
		if m, ok := v.(map[string]any); ok {
			card = m
		}
		if card.Text("link") == "" {
			return invalid(1815166, "Invalid carousel", "Every card needs a link.", at+".child_attachments.link")
		}
		if err := checkLink(card.Text("link"), at+".child_attachments.link"); err != nil {
			return err
		}
		if err := checkButton(card.Map("call_to_action"), at+".child_attachments.call_to_action"); err != nil {
			return err
		}
		if err := checkMedia(account, card, at+".child_attachments"); err != nil {
			return err
		}
		if id := card.Text("video_id"); id != "" && c.Find("AdVideo", id) == nil {
			return invalid(0, "Video not found", "The video does not exist.", at+".child_attachments.video_id")
		}
	}
	return checkMedia(account, data, at)
}

func checkVideoData(c *Call, account *Object, data Args, at string) error {
	if data.Text("video_id") == "" {
		return missingParam(c, "object_story_spec[video_data][video_id]")
	}
	if c.Find("AdVideo", data.Text("video_id")) == nil {
		return invalid(0, "Video not found", "The video does not exist.", at+".video_id")
	}
	if data.Text("image_url") == "" && data.Text("image_hash") == "" {
		return invalid(1443226, "Video thumbnail required", "video_data needs a thumbnail: image_hash or image_url.", at+".image_hash")
	}
	return checkMedia(account, data, at)
}

func checkMedia(account *Object, data Args, at string) error {
	if hash := data.Text("image_hash"); hash != "" && imageOf(account, hash) == nil {
		return badImageHash(at + ".image_hash")
	}
	for _, name := range []string{"picture", "image_url", "url"} {
		if link := data.Text(name); link != "" {
			if err := checkLink(link, at+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkLink refuses a link that is none, or that was not percent-encoded.
func checkLink(link, blamed string) error {
	u, err := url.Parse(link)
	plain := strings.IndexFunc(link, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^`+"`{|}", r) }) < 0
	template := strings.HasPrefix(link, "{{") && strings.HasSuffix(link, "}}")
	if template || err == nil && plain && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return nil
	}
	return invalid(1815166, "Ads creative post must have a valid link", "The link is not a valid URL. Encode its special characters.", blamed)
}

func checkButton(button Args, blamed string) error {
	if button == nil || slices.Contains(callsToAction, button.Text("type")) {
		return nil
	}
	return invalid(1373054, "Invalid call to action", "The type of the call to action is not known.", blamed+".type")
}

// feedApps are the destinations of the buttons of an asset feed.
var feedApps = map[string]string{"MESSENGER": "MESSAGE_PAGE", "WHATSAPP": "WHATSAPP_MESSAGE", "INSTAGRAM_DIRECT": "INSTAGRAM_MESSAGE"}

func checkFeed(spec Args, at string) error {
	feed := spec.Map("asset_feed_spec")
	if feed.Text("optimization_type") != "DOF_MESSAGING_DESTINATION" {
		return checkAssets(feed, at+"asset_feed_spec")
	}
	seen := map[string]bool{}
	for _, v := range feed.List("call_to_actions") {
		button, _ := v.(map[string]any)
		blamed := at + "asset_feed_spec.call_to_actions"
		if err := checkButton(button, blamed); err != nil {
			return err
		}
		app := Args(button).Map("value").Text("app_destination")
		if feedApps[app] == "" || feedApps[app] != Args(button).Text("type") {
			return invalid(0, "Invalid messaging destination", "The button's type does not fit its app_destination.", blamed)
		}
		if seen[app] {
			return invalid(1815629, "Values must be unique", "A destination is named once.", blamed)
		}
		seen[app] = true
	}
	if len(seen) < 2 {
		return invalid(0, "Messaging destinations required", "Several messaging destinations need a button each.", at+"asset_feed_spec.call_to_actions")
	}
	return nil
}

func makeCreative(c *Call) (any, error) { return newCreative(c, c.Node, c.Values("AdCreative")), nil }

// newCreative makes a creative and the unpublished post behind it.
func newCreative(c *Call, account *Object, values map[string]any) *Object {
	values = maps.Clone(values)
	values["account_id"] = account.Get("account_id")
	values["status"] = "ACTIVE"
	keepLabels(c, account, values)
	id := c.NewID("AdCreative")
	fill(values, map[string]any{"name": "Creative " + id})
	creative := c.MakeWithID("AdCreative", id, values)
	creative.Owner = account.ID
	spec := specOf(creative)
	kind := "SHARE"
	if spec.videoID != "" {
		kind = "VIDEO"
	} else if Args(values).Map("object_story_spec").Has("photo_data") {
		kind = "PHOTO"
	}
	fill(values, map[string]any{"object_type": kind, "actor_id": spec.pageID, "title": spec.headline, "body": spec.body})
	if story := Args(values).Text("object_story_id"); story != "" {
		values["effective_object_story_id"] = story
	} else if spec.pageID != "" {
		values["effective_object_story_id"] = spec.pageID + "_" + c.NewID("AdCreative")
	}
	if len(spec.buttons) > 0 {
		values["call_to_action_type"] = spec.buttons[0].kind
	}
	if picture := spec.picture(account); picture != "" {
		fill(values, map[string]any{"thumbnail_url": picture, "image_url": picture})
	}
	for _, name := range []string{"title", "body", "actor_id"} {
		if values[name] == "" {
			delete(values, name)
		}
	}
	return creative
}

func updateCreative(c *Call) (any, error) {
	values := c.Values("AdCreative")
	keepLabels(c, adAccountOf(c, c.Node), values)
	maps.Copy(c.Node.Values, values)
	return map[string]any{"success": true}, nil
}

func deleteCreative(c *Call) (any, error) {
	c.Node.Values["status"] = "DELETED"
	return map[string]any{"success": true}, nil
}

func listCreativesOf(c *Call) (any, error) {
	out := []*Object{}
	for _, ad := range adsOf(c, c.Node) {
		if creative := c.Object(ad.Get("creative")); creative != nil && !gone(ad) && !slices.Contains(out, creative) {
			out = append(out, creative)
		}
	}
	return out, nil
}
