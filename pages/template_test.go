package pages_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

var (
	buy  = pages.PostbackButton{Title: "Compra", Payload: "BUY"}
	open = pages.URLButton{Title: "Vedi", URL: "https://x/a"}
)

func TestContentOnTheWire(t *testing.T) {
	t.Parallel()
	image := func(url string) pages.Media { return pages.Media{Type: pages.AttachmentImage, URL: url} }
	for name, tt := range map[string]struct {
		content pages.Content
		want    string // the message
		kind    pages.MessagingType
	}{
		"several images": {content: pages.Images{image("https://x/1"), {Type: pages.AttachmentImage, AttachmentID: "7", Reusable: true}},
			want: `{"attachments":[{"type":"image","payload":{"url":"https://x/1"}},{"type":"image","payload":{"attachment_id":"7","is_reusable":true}}]}`},
		"sticker":    {content: pages.Sticker{ID: "767226160478561"}, want: `{"sticker_id":"767226160478561"}`},
		"heart":      {content: pages.Heart{}, want: `{"attachment":{"type":"like_heart"}}`},
		"own post":   {content: pages.PublishedPost{ID: "178"}, want: `{"attachment":{"type":"MEDIA_SHARE","payload":{"id":"178"}}}`},
		"media":      {content: pages.MediaTemplate{Type: pages.AttachmentVideo, AttachmentID: "7", Buttons: []pages.Button{open}, Sharable: true}, want: template("media", `"elements":[{"media_type":"video","attachment_id":"7","buttons":[{"type":"web_url","title":"Vedi","url":"https://x/a"}]}],"sharable":true`)},
		"image grid": {content: pages.ImageGridTemplate{Title: "T", Subtitle: "S", Images: []pages.GridImage{{URL: "https://x/1", Hero: true, Action: pages.PostbackButton{Payload: "ONE"}}, {URL: "https://x/2", Action: pages.URLButton{URL: "https://x"}}}, Buttons: []pages.Button{buy}}, want: template("image_grid", `"elements":[{"images":[{"url":"https://x/1","is_hero_image":true,"action":{"type":"postback","title":"","payload":"ONE"}},{"url":"https://x/2","action":{"type":"web_url","url":"https://x"}}],"title":"T","subtitle":"S","buttons":[{"type":"postback","title":"Compra","payload":"BUY"}]}]`)},
		"receipt": {content: pages.ReceiptTemplate{RecipientName: "Anna", OrderNumber: "12", Currency: "EUR", PaymentMethod: "Visa 1234", OrderURL: "https://x/12", Timestamp: time.Unix(1764576000, 0).UTC(),
			Summary: pages.ReceiptSummary{TotalCost: 19.5, TotalTax: 1.5}, Address: &pages.ReceiptAddress{Street1: "Via Roma 1", City: "Lecco", PostalCode: "23900", State: "LC", Country: "IT"},
			Adjustments: []pages.ReceiptAdjustment{{Name: "Sconto", Amount: 2}}, Elements: []pages.ReceiptElement{{Title: "Arabica", Quantity: 2, Price: 9}}},
			want: template("receipt", `"recipient_name":"Anna","order_number":"12","currency":"EUR","payment_method":"Visa 1234","summary":{"total_cost":19.5,"total_tax":1.5},"order_url":"https://x/12","address":{"street_1":"Via Roma 1","city":"Lecco","postal_code":"23900","state":"LC","country":"IT"},"adjustments":[{"name":"Sconto","amount":2}],"elements":[{"title":"Arabica","quantity":2,"price":9}],"timestamp":"1764576000"`)},
		"coupon":      {content: pages.CouponTemplate{Title: "-10%", Code: "TEN", URL: "https://x", ExpireTime: pages.ExpireTime(time.Date(2026, 12, 24, 18, 0, 0, 0, time.UTC))}, want: template("coupon", `"title":"-10%","coupon_code":"TEN","coupon_url":"https://x","expire_time":"2026-12-24 18:00:00"`)},
		"products":    {content: pages.ProductTemplate{ProductIDs: []string{"1", "2"}}, want: template("product", `"elements":[{"id":"1"},{"id":"2"}]`)},
		"form":        {content: pages.InstantFormTemplate{FormID: "9"}, want: template("instant_form", `"form_id":"9"`)},
		"opt-in":      {content: pages.OptInTemplate{Title: "News", Payload: "N", CTAText: pages.OptInSignUp, Timezone: "Europe/Rome"}, want: template("notification_messages", `"title":"News","payload":"N","notification_messages_cta_text":"SIGN_UP","notification_messages_timezone":"Europe/Rome"`)},
		"information": {content: pages.InformationTemplate{Countries: []string{"IT"}, BusinessPrivacy: pages.BusinessPrivacy{URL: "https://x/p"}, ExpiresInDays: 1}, want: template("customer_information", `"countries":["IT"],"business_privacy":{"url":"https://x/p"},"expires_in_days":1`)},
		"feedback": {content: pages.FeedbackTemplate{Title: "T", Subtitle: "S", ButtonTitle: "B", BusinessPrivacy: pages.BusinessPrivacy{URL: "https://x/p"}, Screens: []pages.FeedbackScreen{{Questions: []pages.FeedbackQuestion{{
			ID: "q1", Type: pages.FeedbackCSAT, ScoreOption: pages.ScoreFiveStars, FollowUp: &pages.FeedbackFollowUp{Type: pages.FeedbackFreeForm, Placeholder: "…"}}}}}},
			want: template("customer_feedback", `"title":"T","subtitle":"S","button_title":"B","feedback_screens":[{"questions":[{"id":"q1","type":"csat","score_option":"five_stars","follow_up":{"type":"free_form","placeholder":"…"}}]}],"business_privacy":{"url":"https://x/p"}`)},
		"utility": {content: pages.UtilityTemplate{Name: "order", Language: "it", Header: []pages.UtilityParameter{{ImageURL: "https://x/i"}}, Body: []pages.UtilityParameter{{Text: "A1"}, {Name: "day", Text: "lunedì"}},
			Buttons: []pages.UtilityButton{{Type: pages.UtilityPostback, Payload: "A1"}, {Type: pages.UtilityURL, URL: "a1"}}}, kind: pages.MessagingUtility,
			want: `{"template":{"name":"order","language":{"code":"it"},"components":[{"type":"header","parameters":[{"type":"image","image":{"link":"https://x/i"}}]},{"type":"body","parameters":[{"type":"text","text":"A1"},{"type":"text","parameter_name":"day","text":"lunedì"}]},{"type":"buttons","parameters":[{"type":"POSTBACK","payload":"A1"},{"type":"URL","url":"a1"}]}]}}`},
		"utility, something new":        {content: pages.UnknownContent{Member: "template", Raw: json.RawMessage(`{"name":"order","language":{"code":"it"},"colour":"red"}`)}, kind: pages.MessagingUtility, want: `{"template":{"name":"order","language":{"code":"it"},"colour":"red"}}`},
		"attachments of another kind":   {content: pages.UnknownContent{Member: "attachments", Raw: json.RawMessage(`[{"type":"song","payload":{}}]`)}, want: `{"attachments":[{"type":"song","payload":{}}]}`},
		"a card with something new":     {content: pages.UnknownContent{Type: "template", Raw: json.RawMessage(`{"type":"template","payload":{"template_type":"generic","elements":[{"title":"t","subtitle":"s","glow":1}]}}`)}, want: template("generic", `"elements":[{"title":"t","subtitle":"s","glow":1}]`)},
		"a template of another kind":    {content: pages.UnknownContent{Type: "template", Raw: json.RawMessage(`{"type":"template","payload":{"template_type":"airline_itinerary"}}`)}, want: template("airline_itinerary", "")},
		"a sticker whose id is no text": {content: pages.Sticker{ID: "7"}, want: `{"sticker_id":"7"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := pages.Message{To: pages.Recipient{ID: "P"}, Content: tt.content}
			noError(t, m.Validate())
			if tt.kind == "" {
				tt.kind = pages.MessagingResponse
			}
			want := `{"recipient":{"id":"P"},"messaging_type":"` + string(tt.kind) + `","message":` + tt.want + `}`
			if got := compact(t, m); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			var back pages.Message
			noError(t, json.Unmarshal([]byte(want), &back))
			if diff := cmp.Diff(m, back); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
			var body pages.Body
			noError(t, json.Unmarshal([]byte(tt.want), &body))
			if got := compact(t, body); got != tt.want {
				t.Errorf("the body by itself: %s", got)
			}
		})
	}
}

func template(kind, fields string) string {
	if fields != "" {
		fields = "," + fields
	}
	return `{"attachment":{"type":"template","payload":{"template_type":"` + kind + `"` + fields + `}}}`
}

func TestContentLimits(t *testing.T) {
	t.Parallel()
	privacy := pages.BusinessPrivacy{URL: "https://x/p"}
	grid := func(n int, change func(*pages.ImageGridTemplate)) pages.Content {
		g := pages.ImageGridTemplate{Images: slices.Repeat([]pages.GridImage{{URL: "https://x"}}, n)}
		if change != nil {
			change(&g)
		}
		return g
	}
	ask := func(q ...pages.FeedbackQuestion) pages.Content {
		return pages.FeedbackTemplate{Title: "T", Subtitle: "S", ButtonTitle: "B", BusinessPrivacy: privacy, Screens: []pages.FeedbackScreen{{Questions: q}}}
	}
	csat := pages.FeedbackQuestion{ID: "q", Type: pages.FeedbackCSAT}
	receipt := func(change func(*pages.ReceiptTemplate)) pages.Content {
		r := pages.ReceiptTemplate{RecipientName: "A", OrderNumber: "1", Currency: "EUR", PaymentMethod: "Visa"}
		change(&r)
		return r
	}
	const payload = "message.attachment.payload"
	for path, content := range map[string]pages.Content{
		"message.attachments":                         pages.Images{},
		"message.attachments ":                        pages.Images(slices.Repeat([]pages.Media{{URL: "https://x"}}, 31)),
		"message.attachments[0].type":                 pages.Images{{Type: pages.AttachmentVideo, URL: "https://x"}},
		"message.attachments[0].payload":              pages.Images{{}},
		"message.sticker_id":                          pages.Sticker{},
		payload + ".id":                               pages.PublishedPost{},
		payload + ".elements[0].media_type":           pages.MediaTemplate{Type: pages.AttachmentAudio, URL: "https://x"},
		payload + ".elements[0]":                      pages.MediaTemplate{Type: pages.AttachmentImage},
		payload + ".elements[0].images":               grid(1, nil),
		payload + ".elements[0].images ":              grid(7, nil),
		payload + ".elements[0].images  ":             grid(2, func(g *pages.ImageGridTemplate) { g.Images[0].Hero, g.Images[1].Hero = true, true }),
		payload + ".elements[0].images[1].action":     grid(2, func(g *pages.ImageGridTemplate) { g.Images[1].Action = pages.LogoutButton{} }),
		payload + ".elements[0].images[0].action.url": grid(2, func(g *pages.ImageGridTemplate) { g.Images[0].Action = pages.URLButton{URL: "x"} }),
		payload + ".elements[0].title":                grid(2, func(g *pages.ImageGridTemplate) { g.Title = strings.Repeat("x", 46) }),
		payload + ".elements[0].buttons[0]":           grid(2, func(g *pages.ImageGridTemplate) { g.Buttons = []pages.Button{pages.LogoutButton{}} }),
		payload + ".currency":                         receipt(func(r *pages.ReceiptTemplate) { r.Currency = "€" }),
		payload + ".order_number":                     receipt(func(r *pages.ReceiptTemplate) { r.OrderNumber = "" }),
		payload + ".elements[0].title ":               receipt(func(r *pages.ReceiptTemplate) { r.Elements = []pages.ReceiptElement{{}} }),
		payload + ".elements":                         receipt(func(r *pages.ReceiptTemplate) { r.Elements = slices.Repeat([]pages.ReceiptElement{{Title: "t"}}, 101) }),
		payload + ".adjustments[0].name":              receipt(func(r *pages.ReceiptTemplate) { r.Adjustments = []pages.ReceiptAdjustment{{}} }),
		payload + ".address.city": receipt(func(r *pages.ReceiptTemplate) {
			r.Address = &pages.ReceiptAddress{Street1: "s", PostalCode: "p", State: "s", Country: "IT"}
		}),
		payload + ".coupon_code":                                     pages.CouponTemplate{Title: "t"},
		payload + ".expire_time":                                     pages.CouponTemplate{Title: "t", Code: "c", ExpireTime: "tomorrow"},
		payload + ".elements ":                                       pages.ProductTemplate{},
		payload + ".elements[1].id":                                  pages.ProductTemplate{ProductIDs: []string{"1", ""}},
		payload + ".form_id":                                         pages.InstantFormTemplate{},
		payload + ".title":                                           pages.OptInTemplate{Title: strings.Repeat("x", 66), Payload: "p"},
		payload + ".notification_messages_timezone":                  pages.OptInTemplate{Title: "t", Payload: "p", Timezone: "Rome"},
		payload + ".countries":                                       pages.InformationTemplate{BusinessPrivacy: privacy},
		payload + ".countries[0]":                                    pages.InformationTemplate{BusinessPrivacy: privacy, Countries: []string{"Italy"}},
		payload + ".business_privacy.url":                            pages.InformationTemplate{Countries: []string{"IT"}},
		payload + ".expires_in_days":                                 pages.InformationTemplate{BusinessPrivacy: privacy, Countries: []string{"IT"}, ExpiresInDays: 8},
		payload + ".feedback_screens[0].questions":                   ask(),
		payload + ".feedback_screens[0].questions[1].id":             ask(csat, csat),
		payload + ".feedback_screens[0].questions[0].score_option":   ask(pages.FeedbackQuestion{ID: "q", Type: pages.FeedbackNPS, ScoreOption: pages.ScoreFiveStars}),
		payload + ".feedback_screens[0].questions[0].follow_up.type": ask(pages.FeedbackQuestion{ID: "q", Type: pages.FeedbackCES, FollowUp: &pages.FeedbackFollowUp{Type: pages.FeedbackCES}}),
		"message.template.name":                                      pages.UtilityTemplate{Language: "it"},
		"message.template.language.code":                             pages.UtilityTemplate{Name: "n"},
		"message.template.components[0].parameters[0].text":          pages.UtilityTemplate{Name: "n", Language: "it", Body: []pages.UtilityParameter{{}}},
		"message.template.components[1].parameters[0].payload":       pages.UtilityTemplate{Name: "n", Language: "it", Body: []pages.UtilityParameter{{Text: "a"}}, Buttons: []pages.UtilityButton{{Type: pages.UtilityPostback}}},
		payload + ".buttons[0].url":                                  pages.ButtonTemplate{Text: "t", Buttons: []pages.Button{pages.LoginButton{URL: "http://x"}}},
		payload + ".buttons[0].game_metadata":                        pages.ButtonTemplate{Text: "t", Buttons: []pages.Button{pages.GameButton{Title: "t", Metadata: &pages.GameMetadata{}}}},
		"message":                                                    pages.UnknownContent{Member: "song", Raw: json.RawMessage(`{}`)},
	} {
		err := pages.Message{To: pages.Recipient{ID: "P"}, Content: content}.Validate()
		e, ok := errors.AsType[*metabiz.ValidationError](err)
		if want := strings.TrimSpace(path); !ok || len(e.Fields) != 1 || e.Fields[0].Path != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	for name, m := range map[string]pages.Message{
		"a utility template as an answer": {Type: pages.MessagingResponse, Content: pages.UtilityTemplate{Name: "n", Language: "it"}},
		"a text as a utility message":     {Type: pages.MessagingUtility, Content: pages.Text{Body: "b"}},
	} {
		m.To = pages.Recipient{ID: "P"}
		if err := m.Validate(); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSponsoredMessage(t *testing.T) {
	t.Parallel()
	text, err := pages.SponsoredMessage(pages.Body{Content: pages.Text{Body: "Ciao!"}, QuickReplies: []pages.QuickReply{{Title: "Menu", Payload: "M"}}})
	noError(t, err)
	if want := `{"message":{"text":"Ciao!","quick_replies":[{"content_type":"text","title":"Menu","payload":"M"}]}}`; text != want {
		t.Errorf("got %s", text)
	}
	if _, err := pages.SponsoredMessage(pages.Body{}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("nothing: %v", err)
	}
}

func TestMarketingTokens(t *testing.T) {
	t.Parallel()
	now := time.Unix(1764576000, 0)
	for name, tt := range map[string]struct {
		token pages.UserPageOneTimeOptInTokenSettings
		want  bool
	}{
		"at once":   {pages.UserPageOneTimeOptInTokenSettings{NotificationMessagesToken: "T"}, true},
		"now":       {pages.UserPageOneTimeOptInTokenSettings{NotificationMessagesToken: "T", NextEligibleTime: 1764576000, TokenExpiryTimestamp: 1764576001}, true},
		"later":     {pages.UserPageOneTimeOptInTokenSettings{NotificationMessagesToken: "T", NextEligibleTimeForPaidMessaging: 1764576001}, false},
		"expired":   {pages.UserPageOneTimeOptInTokenSettings{NotificationMessagesToken: "T", TokenExpiryTimestamp: 1764576000}, false},
		"no token":  {pages.UserPageOneTimeOptInTokenSettings{}, false},
		"long past": {pages.UserPageOneTimeOptInTokenSettings{NotificationMessagesToken: "T", NextEligibleTime: 1}, true},
	} {
		if got := tt.token.Eligible(now); got != tt.want {
			t.Errorf("%s: %t, next %v", name, got, tt.token.Next())
		}
	}
}
