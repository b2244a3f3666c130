package emulator

import (
	"fmt"
	"slices"
	"time"
)

// Bounds of the time at which a post is published. https://developers.facebook.com/docs/pages-api/posts
const (
	soonestPost = 10 * time.Minute
	latestPost  = 30 * 24 * time.Hour
)

// pagePublishedRows are what people see of a Page: its posts, its photos, its button.
func pagePublishedRows(r *Registry) {
	page := []TokenKind{PageToken}
	r.Type(NodeType{Name: "PagePost", Product: Pages, UseCase: "pages", Fields: Fields(pagePostFields), Default: []string{"created_time", "id", "message"}})
	r.Type(NodeType{Name: "Photo", Product: Pages, UseCase: "pages", Fields: Fields(photoFields), Default: []string{"created_time", "id", "name"}})
	r.Type(NodeType{Name: "PageCallToAction", Product: Pages, UseCase: "pages", Fields: Fields(callToActionFields), Default: []string{"id"}})
	posts := func(name string, keep func(c *Call, o *Object) bool) Edge {
		return Edge{Method: "GET", Name: name, Of: "PagePost", Tokens: page, Scope: "pages_read_engagement", Handle: func(c *Call) (any, error) {
			rows := slices.DeleteFunc(slices.Clone(c.Node.Children("feed")), func(o *Object) bool { return !keep(c, o) })
			slices.Reverse(rows) // the latest first
			return rows, nil
		}}
	}
	r.Edge("Page",
		posts("feed", isPublished), posts("posts", isPublished), posts("published_posts", isPublished),
		posts("scheduled_posts", func(c *Call, o *Object) bool { return !isPublished(c, o) && o.Values["scheduled_publish_time"] != nil }),
		Edge{Method: "POST", Name: "feed", Tokens: page, Scope: "pages_manage_posts", Check: checkPost, Handle: makePost, Params: Params(`message string, link string,
			attached_media list<map>, call_to_action Object, published bool, scheduled_publish_time datetime, targeting Object`)},
		Edge{Method: "GET", Name: "photos", Of: "Photo", Tokens: page, Params: Params(`type enum(profile|tagged|uploaded)`)},
		Edge{Method: "POST", Name: "photos", Tokens: page, Scope: "pages_manage_posts", Handle: makePhoto, Params: Params(`url string,
			published bool, temporary bool, alt_text_custom string, caption string, message string`)},
		Edge{Method: "GET", Name: "call_to_actions", Of: "PageCallToAction"},
	)
	r.Edge("PagePost", Edge{Method: "DELETE", Tokens: page})
	r.Edge("PageCallToAction",
		Edge{Method: "POST", Tokens: page, Check: checkPageButton, Params: Params(`type enum(` + pageButtonTypes + `), web_url string,
			web_destination_type enum(BECOME_A_VOLUNTEER|BECOME_SUPPORTER|EMAIL|FOLLOW|MESSENGER|MOBILE_CENTER|NONE|SHOP_ON_FACEBOOK|WEBSITE),
			email_address string, intl_number_with_plus string, android_app_id int, android_destination_type string, android_package_name string,
			android_url string, iphone_app_id int, iphone_destination_type string, iphone_url string`)},
		Edge{Method: "DELETE", Tokens: page})
}

// pageButtonTypes are what the button of a Page can be set to: WhatsApp is not among them.
const pageButtonTypes = "BECOME_A_VOLUNTEER|BOOK_APPOINTMENT|BOOK_NOW|BUY_TICKETS|CALL_NOW|CHARITY_DONATE|CHECK_IN|CONTACT_US|" +
	"CREATOR_STOREFRONT|DONATE_NOW|EMAIL|FOLLOW_PAGE|GET_DIRECTIONS|GET_OFFER|GET_OFFER_VIEW|INTERESTED|LEARN_MORE|LISTEN|" +
	"LOCAL_DEV_PLATFORM|MESSAGE|MOBILE_CENTER|OPEN_APP|ORDER_FOOD|PLAY_MUSIC|PLAY_NOW|PURCHASE_GIFT_CARDS|REQUEST_APPOINTMENT|" +
	"REQUEST_QUOTE|SHOP_NOW|SHOP_ON_FACEBOOK|SIGN_UP|VIEW_INVENTORY|VIEW_MENU|VIEW_SHOP|VISIT_GROUP|WATCH_NOW|WOODHENGE_SUPPORT"

func isPublished(c *Call, o *Object) bool {
	at, later := o.Values["scheduled_publish_time"].(int64)
	return o.Values["is_published"] == true || later && !c.Now().Before(time.Unix(at, 0))
}

// checkPost refuses a post with nothing in it, one whose time is out of bounds, and a WhatsApp button of a Page without a number.
func checkPost(c *Call) error {
	a := c.Args
	if a.Text("message") == "" && a.Text("link") == "" && len(a.List("attached_media")) == 0 {
		return Fail(100, "Requires one of the params: message,link,attached_media")
	}
	for i, v := range a.List("attached_media") {
		m, _ := v.(map[string]any)
		if photo := c.Find("Photo", Args(m).Text("media_fbid")); photo == nil || photo.Owner != c.Node.ID {
			return badParam(c, fmt.Sprintf("attached_media[%d][media_fbid]", i), "must be the ID of an unpublished photo of the Page")
		}
	}
	if a.Map("call_to_action").Text("type") == "WHATSAPP_MESSAGE" && c.Node.Values["has_whatsapp_number"] != true {
		return Fail(100, "Invalid parameter").Sub(1487246).Titled("No WhatsApp number", "The Page is not linked to a WhatsApp number.").Blame("call_to_action")
	}
	if at, ok := a["scheduled_publish_time"].(time.Time); ok {
		if a["published"] != false {
			return badParam(c, "published", "must be false for a post that is published later")
		}
		if in := at.Sub(c.Now()); in < soonestPost || in > latestPost {
			return badParam(c, "scheduled_publish_time", "must be from 10 minutes to 30 days in the future")
		}
	}
	return nil
}

// makePost makes a post. Its id begins with the Page's.
func makePost(c *Call) (any, error) {
	id := c.Node.ID + "_" + c.NewID("PagePost")
	values := map[string]any{"created_time": c.Now(), "is_published": c.Args["published"] != false, "is_hidden": false,
		"permalink_url": "https://www.facebook.com/" + id, "from": map[string]any{"id": c.Node.ID, "name": c.Node.Get("name")},
		"status_type": "mobile_status_update", "is_eligible_for_promotion": c.Node.Values["promotion_eligible"], "promotable_id": id}
	if text := c.Args.Text("message"); text != "" {
		values["message"] = text
	}
	if button := c.Args.Map("call_to_action"); button != nil {
		values["call_to_action"] = map[string]any(button)
	}
	if at, ok := c.Args["scheduled_publish_time"].(time.Time); ok {
		values["scheduled_publish_time"] = at.Unix()
	}
	if len(c.Args.List("attached_media")) > 0 {
		values["status_type"] = "added_photos"
	}
	post := c.MakeWithID("PagePost", id, values)
	c.Node.Link("feed", post)
	return map[string]any{"id": id}, nil
}

// makePhoto keeps a photo, by itself or for a post that shows it.
func makePhoto(c *Call) (any, error) {
	file, _ := c.Args["source"].(*File)
	switch {
	case file == nil && c.Args.Text("url") == "":
		return nil, Fail(324, "Requires upload file")
	case file != nil && len(file.Content) == 0:
		return nil, Fail(1, "Please reduce the amount of data you're asking for, then retry your request")
	}
	photo := c.Make("Photo", map[string]any{"created_time": c.Now(), "alt_text_custom": c.Args.Text("alt_text_custom"), "name": c.Args.Text("caption")})
	if c.Args["published"] != false {
		c.Node.Link("photos", photo)
		return map[string]any{"id": photo.ID, "post_id": c.Node.ID + "_" + photo.ID}, nil
	}
	return map[string]any{"id": photo.ID}, nil
}

func checkPageButton(c *Call) error {
	if c.Args.Text("type") == "CALL_NOW" && c.Args.Text("intl_number_with_plus") == "" {
		return missingParam(c, "intl_number_with_plus")
	}
	if c.Args.Text("type") == "EMAIL" && c.Args.Text("email_address") == "" {
		return missingParam(c, "email_address")
	}
	return nil
}
