package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const secondsToApprove = 3 * time.Second

// pageAudienceRows are whom the Page talks to: who is blocked, who agreed to marketing messages.
func pageAudienceRows(r *Registry) {
	page := []TokenKind{PageToken}
	r.Type(NodeType{Name: "Profile", Product: Pages, Default: []string{"id", "name"}, Fields: Fields(`can_post bool, id string, link string, name string,
		pic string, pic_crop Object, pic_large string, pic_small string, pic_square string, profile_type string, username string`)})
	r.Type(NodeType{Name: "UserPageOneTimeOptInTokenSettings", Product: Pages, Default: []string{"recipient_id", "notification_messages_token", "user_token_status"},
		Fields: Fields(`creation_timestamp int, custom_audience_ids list<string>, next_eligible_time int, next_eligible_time_for_paid_messaging int,
			notification_messages_frequency string, notification_messages_reoptin string, notification_messages_timezone string,
			notification_messages_token string, recipient_id string, token_expiry_timestamp int, topic_title string, user_token_status string`)})
	r.Edge("Page",
		Edge{Method: "GET", Name: "blocked", Of: "Profile", Tokens: page, Params: Params(`uid int, user int`), Handle: listBlockedOnPage},
		Edge{Method: "POST", Name: "blocked", Tokens: page, Handle: blockOnPage,
			Params: Params(`asid list<string>, psid list<int>, uid list<string>, user list<string>`)},
		Edge{Method: "DELETE", Name: "blocked", Tokens: page, Handle: unblockOnPage, Params: Params(`asid string, psid int, uid int, user int`)},
		Edge{Method: "GET", Name: "notification_message_tokens", Of: "UserPageOneTimeOptInTokenSettings", Tokens: page, Scope: "pages_messaging",
			Params: Params(`custom_audience_ids list<string>, do_not_return_duplicates bool`)},
	)
}

// listThreads lists the conversations of a platform, the latest first.
func listThreads(c *Call) (any, error) {
	instagram, user := strings.EqualFold(c.Args.Text("platform"), "instagram"), c.Args.Text("user_id")
	threads := slices.DeleteFunc(slices.Clone(c.Node.Children("conversations")), func(o *Object) bool {
		t := threadOf(o)
		return t.instagram != instagram || user != "" && t.psid != user
	})
	slices.SortStableFunc(threads, func(a, b *Object) int {
		x, _ := a.Values["updated_time"].(time.Time)
		y, _ := b.Values["updated_time"].(time.Time)
		return y.Compare(x)
	})
	return threads, nil
}

func listBlockedOnPage(c *Call) (any, error) {
	rows := []*Object{}
	for _, o := range c.Node.Children("conversations") {
		if t := threadOf(o); t.shut {
			rows = append(rows, &Object{ID: t.psid, Type: "Profile", Values: map[string]any{"name": t.human.name}})
		}
	}
	return rows, nil
}

// blockOnPage tells for each whether it worked.
func blockOnPage(c *Call) (any, error) {
	people := c.Args.Strings("psid")
	if len(people) == 0 {
		return nil, Fail(100, "Requires one of the params: psid,asid,uid,user")
	}
	told := map[string]any{}
	for _, id := range people {
		o := threadWith(c.Node, id)
		if o != nil {
			threadOf(o).shut = true
		}
		told[id] = o != nil
	}
	return told, nil
}

func unblockOnPage(c *Call) (any, error) {
	o := threadWith(c.Node, c.Args.Text("psid"))
	if o == nil {
		return nil, badParam(c, "psid", "must be a person who has written to the Page")
	}
	threadOf(o).shut = false
	return map[string]any{"success": true}, nil
}

// otherTemplates are templates with what each must have in its payload.
var otherTemplates = map[string][]string{
	"media": {"elements"}, "receipt": {"recipient_name", "order_number", "currency", "payment_method", "summary"}, "coupon": {"title", "coupon_code"},
	"product": {"elements"}, "customer_feedback": {"title", "subtitle", "button_title", "feedback_screens", "business_privacy"},
	"customer_information": {"countries", "business_privacy"}, "instant_form": {"form_id"}, "image_grid": {"elements"}, "notification_messages": {"title", "payload"},
}

func (c *Call) checkOtherTemplate(payload Args) error {
	const at = "message[attachment][payload]"
	kind := payload.Text("template_type")
	needs, known := otherTemplates[kind]
	if !known {
		return badParam(c, at+"[template_type]", "is no template: %s", kind)
	}
	for _, name := range needs {
		if !payload.Has(name) {
			return missingParam(c, fmt.Sprintf("%s[%s]", at, name))
		}
	}
	elements := payload.List("elements")
	first := func() Args {
		e, _ := elements[0].(map[string]any)
		return e
	}
	switch {
	case (kind == "media" || kind == "image_grid") && len(elements) != 1:
		return badParam(c, at+"[elements]", "must have 1 element")
	case kind == "product" && (len(elements) < 1 || len(elements) > 10):
		return badParam(c, at+"[elements]", "must have from 1 to 10 elements")
	case kind == "media":
		if m := first().Text("media_type"); m != "image" && m != "video" {
			return badParam(c, at+"[elements][0][media_type]", "must be one of {image, video}")
		}
		if id := first().Text("attachment_id"); id != "" && c.Find("MessageAttachment", id) == nil {
			return Fail(100, "Upload attachment failure: there is no attachment %s", id).Sub(2018074)
		}
	case kind == "image_grid":
		if n := len(first().List("images")); n < 2 || n > 6 {
			return badParam(c, at+"[elements][0][images]", "must have from 2 to 6 elements")
		}
	}
	return nil
}
