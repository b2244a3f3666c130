package pages_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

var (
	sent     = time.UnixMilli(1764576000123).UTC()
	happened = time.UnixMilli(1764576000001).UTC()
	person   = pages.Recipient{ID: "P"}
	page     = pages.Recipient{ID: "1"}
)

// header is that of a conversation with the Page.
func header() pages.EventHeader {
	return pages.EventHeader{Object: "page", EntryID: "1", EntryTime: sent, Time: happened, Sender: person, Recipient: page}
}

// item is an event of a conversation, as Meta sends it.
func item(member string) string {
	return `{"sender":{"id":"P"},"recipient":{"id":"1"},"timestamp":1764576000001,` + member + `}`
}

func messagingBody(items ...string) string {
	return `{"object":"page","entry":[{"id":"1","time":1764576000123,"messaging":[` + strings.Join(items, ",") + `]}]}`
}

func changeBody(object, field, value string) string {
	return `{"object":"` + object + `","entry":[{"id":"1","time":1764576000,"changes":[{"field":"` + field + `","value":` + value + `}]}]}`
}

func parse(t *testing.T, body string) []pages.Event {
	t.Helper()
	n, err := pages.ParseWebhook([]byte(body))
	noError(t, err)
	return slices.Collect(n.Events())
}

func TestConversationEvents(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		member string
		want   pages.Event
	}{
		"text from an ad": {
			`"message":{"mid":"m1","text":"Ciao","referral":{"ref":"r","source":"ADS","type":"OPEN_THREAD","ad_id":120,"ads_context_data":{"ad_title":"Spring","photo_url":"https://x/p","flow_id":"42"}}}`,
			pages.MessageEvent{EventHeader: header(), Message: pages.InboundMessage{MID: "m1", Text: "Ciao",
				Referral: &pages.Referral{Ref: "r", Source: pages.ReferralAds, Type: "OPEN_THREAD", AdID: "120",
					AdsContextData: &pages.AdsContextData{AdTitle: "Spring", PhotoURL: "https://x/p", FlowID: "42"}}}},
		},
		"quick reply": {
			`"message":{"mid":"m1","text":"Menu","quick_reply":{"payload":"MENU"},"reply_to":{"mid":"m0","is_self_reply":false}}`,
			pages.MessageEvent{EventHeader: header(), Message: pages.InboundMessage{MID: "m1", Text: "Menu",
				QuickReply: &pages.TappedReply{Payload: "MENU"}, ReplyTo: &pages.RepliedTo{MID: "m0"}}},
		},
		"attachments": {
			`"message":{"mid":"m1","attachments":[{"type":"image","payload":{"url":"https://x/a"}},{"type":"location","payload":{"coordinates":{"lat":"45.4","long":9.2}}},{"type":"fallback","title":"T","url":"https://x/b"},{"type":"sticker","payload":{"sticker_id":369239263222822}}]}`,
			pages.MessageEvent{EventHeader: header(), Message: pages.InboundMessage{MID: "m1", Attachments: []pages.InboundAttachment{
				{Type: pages.AttachmentImage, URL: "https://x/a", Payload: json.RawMessage(`{"url":"https://x/a"}`)},
				{Type: pages.AttachmentLocation, Lat: 45.4, Long: 9.2, Payload: json.RawMessage(`{"coordinates":{"lat":"45.4","long":9.2}}`)},
				{Type: pages.AttachmentFallback, Title: "T", URL: "https://x/b"},
				{Type: pages.AttachmentSticker, Sticker: "369239263222822", Payload: json.RawMessage(`{"sticker_id":369239263222822}`)},
			}}},
		},
		"reply to a story": {
			`"message":{"mid":"m1","text":"!","reply_to":{"story":{"id":"s","url":"https://x/s"}}}`,
			pages.MessageEvent{EventHeader: header(), Message: pages.InboundMessage{MID: "m1", Text: "!",
				ReplyTo: &pages.RepliedTo{Story: &pages.RepliedStory{ID: "s", URL: "https://x/s"}}}},
		},
		"taken back": {
			`"message":{"mid":"m1","is_deleted":true}`,
			pages.MessageEvent{EventHeader: header(), Message: pages.InboundMessage{MID: "m1", IsDeleted: true}},
		},
		"echo": {
			`"message":{"mid":"m1","is_echo":true,"app_id":1517776481860111,"metadata":"x","text":"Ciao"}`,
			pages.EchoEvent{EventHeader: header(), Message: pages.InboundMessage{MID: "m1", IsEcho: true, AppID: "1517776481860111", Metadata: "x", Text: "Ciao"}},
		},
		"edit": {
			`"message_edit":{"mid":"m1","text":"Ciao!","num_edit":"2"}`,
			pages.EditEvent{EventHeader: header(), MID: "m1", Text: "Ciao!", NumEdit: 2},
		},
		"postback": {
			`"postback":{"mid":"m1","title":"Menu","payload":"MENU","referral":{"source":"ADS","ad_id":"120"}}`,
			pages.PostbackEvent{EventHeader: header(), MID: "m1", Title: "Menu", Payload: "MENU", Referral: &pages.Referral{Source: "ADS", AdID: "120"}},
		},
		"reaction": {
			`"reaction":{"mid":"m1","action":"react","reaction":"love","emoji":"\u2764"}`,
			pages.ReactionEvent{EventHeader: header(), MID: "m1", Action: "react", Reaction: "love", Emoji: "❤"},
		},
		"read": {
			`"read":{"watermark":1764576000123}`,
			pages.ReadEvent{EventHeader: header(), Watermark: sent},
		},
		"read on Instagram": {
			`"read":{"mid":"m1"}`,
			pages.ReadEvent{EventHeader: header(), MID: "m1"},
		},
		"delivery": {
			`"delivery":{"mids":["m1","m2"],"watermark":"1764576000123"}`,
			pages.DeliveryEvent{EventHeader: header(), MIDs: []string{"m1", "m2"}, Watermark: sent},
		},
		"referral": {
			`"referral":{"ref":"r","source":"SHORTLINK","type":"OPEN_THREAD"}`,
			pages.ReferralEvent{EventHeader: header(), Referral: pages.Referral{Ref: "r", Source: "SHORTLINK", Type: "OPEN_THREAD"}},
		},
		"opt-in": {
			`"optin":{"type":"notification_messages","payload":"x","notification_messages_token":"T","token_expiry_timestamp":1764576000123}`,
			pages.OptInEvent{EventHeader: header(), OptIn: pages.OptIn{Type: "notification_messages", Payload: "x", NotificationToken: "T", TokenExpiry: sent}},
		},
		"passed": {
			`"pass_thread_control":{"new_owner_app_id":263902037430900,"previous_owner_app_id":null,"metadata":"x"}`,
			pages.HandoverEvent{EventHeader: header(), Kind: pages.HandoverPass, NewOwnerAppID: pages.PageInboxAppID, Metadata: "x"},
		},
		"taken": {
			`"take_thread_control":{"previous_owner_app_id":"2","new_owner_app_id":"3"}`,
			pages.HandoverEvent{EventHeader: header(), Kind: pages.HandoverTake, PreviousOwnerAppID: "2", NewOwnerAppID: "3"},
		},
		"requested": {
			`"request_thread_control":{"requested_owner_app_id":"2"}`,
			pages.HandoverEvent{EventHeader: header(), Kind: pages.HandoverRequest, RequestedOwnerAppID: "2"},
		},
		"roles": {
			`"app_roles":{"123":["primary_receiver"]}`,
			pages.HandoverEvent{EventHeader: header(), Kind: pages.HandoverRoles, AppRoles: pages.AppRoles{"123": {"primary_receiver"}}},
		},
		"opt-out": {
			`"optout":{"type":"notification_messages","notification_messages_token":"T"}`,
			pages.OptOutEvent{EventHeader: header(), OptOut: pages.OptIn{Type: "notification_messages", NotificationToken: "T"}},
		},
		"account linked": {
			`"account_linking":{"status":"linked","authorization_code":"AC"}`,
			pages.AccountLinkingEvent{EventHeader: header(), Status: "linked", AuthorizationCode: "AC"},
		},
		"policy": {
			`"policy_enforcement":{"action":"block","reason":"spam"}`,
			pages.PolicyEvent{EventHeader: header(), Action: "block", Reason: "spam"},
		},
		"policy, as in the example": {
			`"policy-enforcement":{"action":"unblock"}`,
			pages.PolicyEvent{EventHeader: header(), Action: "unblock"},
		},
		"something new": {
			`"dance":{"style":"waltz"}`,
			pages.UnknownEvent{EventHeader: header()},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := cmp.Options{cmpopts.IgnoreFields(pages.EventHeader{}, "Raw"), cmpopts.IgnoreFields(pages.UnknownEvent{}, "Raw")}
			got := parse(t, messagingBody(item(tt.member)))
			if diff := cmp.Diff([]pages.Event{tt.want}, got, raw); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
			if string(got[0].Header().Raw) != item(tt.member) {
				t.Errorf("Raw: %s", got[0].Header().Raw)
			}
			if _, err := json.Marshal(got[0]); err != nil {
				t.Error(err)
			}
			// The same as a change, which is how the app dashboard tests it.
			change := parse(t, changeBody("page", "messaging_events", item(tt.member)))
			if fmt.Sprintf("%T", change[0]) != fmt.Sprintf("%T", got[0]) || change[0].Header().Field != "messaging_events" {
				t.Errorf("as a change: %T %+v", change[0], change[0].Header())
			}
			standby := parse(t, strings.Replace(messagingBody(item(tt.member)), `"messaging"`, `"standby"`, 1))
			if !standby[0].Header().Standby || standby[0].Key() == got[0].Key() {
				t.Errorf("as standby: %+v", standby[0])
			}
		})
	}
}

func TestChangeEvents(t *testing.T) {
	t.Parallel()
	entrySent := time.Unix(1764576000, 0).UTC()
	head := func(object, field string, at time.Time) pages.EventHeader {
		return pages.EventHeader{Object: object, EntryID: "1", EntryTime: entrySent, Field: field, Time: at}
	}
	created := time.Unix(1764575999, 0).UTC()
	for name, tt := range map[string]struct {
		body string
		want pages.Event
	}{
		"lead": {
			changeBody("page", "leadgen", `{"leadgen_id":4711,"form_id":12,"ad_id":"120","adgroup_id":"120","page_id":1,"created_time":1764575999}`),
			pages.LeadEvent{EventHeader: head("page", "leadgen", created), Lead: pages.Lead{LeadGenID: "4711", FormID: "12", AdID: "120", AdGroupID: "120", PageID: "1", CreatedTime: created}},
		},
		"comment on the Page": {
			changeBody("page", "feed", `{"item":"comment","verb":"add","comment_id":"c","post_id":"p","parent_id":"p","message":"Bello","from":{"id":"P","name":"Anna"},"created_time":"1764575999"}`),
			pages.FeedEvent{EventHeader: head("page", "feed", created), Feed: pages.FeedChange{Item: "comment", Verb: "add", CommentID: "c", PostID: "p", ParentID: "p", Message: "Bello",
				From: &pages.Participant{ID: "P", Name: "Anna"}, CreatedTime: created}},
		},
		"comment on Instagram": {
			changeBody("instagram", "comments", `{"id":"c","text":"Bello","from":{"id":"P","username":"anna"},"media":{"id":"m","media_product_type":"AD","ad_id":"120"}}`),
			pages.CommentEvent{EventHeader: head("instagram", "comments", entrySent), Comment: pages.Comment{ID: "c", Text: "Bello",
				From: &pages.Participant{ID: "P", Username: "anna"}, Media: &pages.CommentMedia{ID: "m", MediaProductType: "AD", AdID: "120"}}},
		},
		"field in the entry itself": {
			`{"object":"instagram","entry":[{"id":"1","time":1764576000,"field":"live_comments","value":{"id":"c","text":"Ciao"}}]}`,
			pages.CommentEvent{EventHeader: head("instagram", "live_comments", entrySent), Comment: pages.Comment{ID: "c", Text: "Ciao"}},
		},
		"marketing message read": {
			changeBody("page", "marketing_message_reads", `{"field":"marketing_message_reads","recipient_id":123,"page_id":1,"timestamp":1764575999,"marketing_message_tracking_id":"98ec","messenger_subscription_token":"T","message_id":"C"}`),
			pages.MarketingMessageEvent{EventHeader: head("page", pages.MarketingReads, created), Marketing: pages.MarketingMessage{
				RecipientID: "123", PageID: "1", Timestamp: created, TrackingID: "98ec", SubscriptionToken: "T", MessageID: "C"}},
		},
		"marketing message that failed": {
			changeBody("page", "marketing_message_delivery_failed", `{"app_id":2,"business_id":3,"error_message":"Unknown Error"}`),
			pages.MarketingMessageEvent{EventHeader: head("page", pages.MarketingDeliveryFailed, entrySent), Marketing: pages.MarketingMessage{
				AppID: "2", BusinessID: "3", ErrorMessage: "Unknown Error"}},
		},
		"marketing message among the conversations": {
			`{"object":"page","entry":[{"id":"1","time":1764576000,"messaging":[{"field":"marketing_message_clicks","mid":"m1"}]}]}`,
			pages.MarketingMessageEvent{EventHeader: head("page", pages.MarketingClicks, entrySent), Marketing: pages.MarketingMessage{MID: "m1"}},
		},
		"rating": {
			changeBody("page", "ratings", `{"item":"rating","verb":"add","recommendation_type":"POSITIVE","review_text":"Buono","reviewer_id":77,"created_time":1764575999}`),
			pages.RatingEvent{EventHeader: head("page", "ratings", created), Rating: pages.Rating{Item: "rating", Verb: "add", RecommendationType: "POSITIVE",
				ReviewText: "Buono", ReviewerID: "77", CreatedTime: created}},
		},
		"business status": {
			changeBody("page", "business_integrity", `{"timestamp":1764575999,"status":"RESTRICTED","violations":[{"type":"SPAM","url":"https://x"}],"restrictions":[{"feature":"MESSAGES","expiration_time":1764575999}],"action_events":[{"type":"APPEAL","created_time":1764575999}]}`),
			pages.BusinessIntegrityEvent{EventHeader: head("page", "business_integrity", created), Integrity: pages.BusinessIntegrity{Status: "RESTRICTED", Timestamp: created,
				Violations: []pages.IntegrityViolation{{Type: "SPAM", URL: "https://x"}}, Restrictions: []pages.IntegrityRestriction{{Feature: "MESSAGES", ExpirationTime: created}},
				ActionEvents: []pages.IntegrityAction{{Type: "APPEAL", CreatedTime: created}}}},
		},
		"label": {
			changeBody("page", "inbox_labels", `{"user":{"id":"P"},"action":"add","label":{"id":"9","page_label_name":"vip"}}`),
			pages.LabelEvent{EventHeader: head("page", "inbox_labels", entrySent), Label: pages.LabelChange{User: pages.Participant{ID: "P"}, Action: "add",
				Label: pages.PageUserMessageThreadLabel{ID: "9", PageLabelName: "vip"}}},
		},
		"utility template": {
			changeBody("page", "message_template_status_update", `{"event":"APPROVED","message_template_id":12,"message_template_name":"order","message_template_language":"it"}`),
			pages.TemplateStatusEvent{EventHeader: head("page", "message_template_status_update", entrySent), Template: pages.TemplateStatus{
				Event: pages.MessengerBusinessTemplateStatusApproved, ID: "12", Name: "order", Language: "it"}},
		},
		"unknown field":     {changeBody("page", "phone", `"+39"`), pages.UnknownEvent{EventHeader: head("page", "phone", entrySent)}},
		"lead, no object":   {changeBody("page", "leadgen", `[]`), pages.UnknownEvent{EventHeader: head("page", "leadgen", entrySent)}},
		"change, no object": {`{"object":"page","entry":[{"id":"1","time":1764576000,"changes":[7]}]}`, pages.UnknownEvent{EventHeader: head("page", "", entrySent)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := parse(t, tt.body)
			if diff := cmp.Diff([]pages.Event{tt.want}, got, cmpopts.IgnoreFields(pages.EventHeader{}, "Raw"), cmpopts.IgnoreFields(pages.UnknownEvent{}, "Raw", "Err")); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever has another shape than documented comes out as an event, beside all that stands with it.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, raws string }{
		"a change that is none":        {`{"object":"page","entry":[{"id":"1","changes":[5,{"field":"leadgen","value":{"leadgen_id":"9"}}]}]}`, `5 {"leadgen_id":"9"}`},
		"conversations, no list":       {`{"object":"page","entry":[{"id":"1","messaging":{"dance":1},"changes":[{"field":"leadgen","value":{"leadgen_id":"9"}}]}]}`, `{"dance":1} {"leadgen_id":"9"}`},
		"standby and changes, no list": {`{"object":"page","entry":[{"id":"1","standby":7,"changes":{"field":"leadgen","value":{"leadgen_id":"9"}}}]}`, `7 {"leadgen_id":"9"}`},
		"entries, no list":             {`{"object":"page","entry":{"id":"1"}}`, `{"id":"1"}`},
		"an entry that is none":        {`{"object":"page","entry":["x",{"id":"1","messaging":[{"read":{"watermark":1}}]}]}`, `"x" {"read":{"watermark":1}}`},
	} {
		var raws []string
		for _, e := range parse(t, tt.body) {
			raws = append(raws, string(e.Header().Raw))
			if u, ok := e.(pages.UnknownEvent); ok && !strings.Contains(compact(t, u), string(u.Raw)) {
				t.Errorf("%s: in a queue it becomes %s", name, compact(t, u))
			}
		}
		if got := strings.Join(raws, " "); got != tt.raws {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// What can't be read must not keep the rest back.
func TestFaultyParts(t *testing.T) {
	t.Parallel()
	got := parse(t, `{"object":"page","new":1,"entry":[7,null,{"id":"1","time":"?","messaging":["x",`+item(`"read":{"watermark":1}`)+`,{"sender":"?","message":{"mid":"m1","attachments":"?"}}]},{"id":"2","hop":true}]}`)
	var kinds []string
	for _, e := range got {
		kind := strings.TrimPrefix(fmt.Sprintf("%T", e), "pages.")
		if u, ok := e.(pages.UnknownEvent); ok {
			kind += fmt.Sprintf(" %t", u.Err != nil)
		}
		kinds = append(kinds, kind)
	}
	want := []string{"UnknownEvent true", "UnknownEvent true", "UnknownEvent true", "ReadEvent", "MessageEvent", "UnknownEvent true"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
	for name, body := range map[string]string{
		"empty": "", "list": "[]", "broken": `{"object":"page","entry":[{]}`, "another object": `{"object":"user","entry":[]}`, "no object": `{"entry":[]}`, "more": `{"object":"page"}{}`,
	} {
		if _, err := pages.ParseWebhook([]byte(body)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestEventKeys(t *testing.T) {
	t.Parallel()
	bodies := []string{
		messagingBody(item(`"message":{"mid":"m1","text":"a"}`)),
		messagingBody(item(`"message":{"mid":"m1","is_deleted":true}`)),
		messagingBody(item(`"message":{"mid":"m1","is_echo":true}`)),
		messagingBody(item(`"message":{"mid":"m2","text":"a"}`)),
		messagingBody(item(`"message_edit":{"mid":"m1","num_edit":1}`)),
		messagingBody(item(`"message_edit":{"mid":"m1","num_edit":2}`)),
		messagingBody(item(`"postback":{"mid":"m1"}`)),
		messagingBody(item(`"postback":{"title":"a"}`)),
		messagingBody(item(`"postback":{"title":"b"}`)),
		messagingBody(item(`"read":{"watermark":1}`)),
		messagingBody(item(`"read":{"watermark":2}`)),
		changeBody("page", "leadgen", `{"leadgen_id":"1"}`),
		changeBody("page", "leadgen_update", `{"leadgen_id":"1"}`),
		strings.Replace(changeBody("page", "leadgen_update", `{"leadgen_id":"1"}`), "1764576000", "1764576001", 1),
		changeBody("page", "feed", `{"item":"like","verb":"add"}`),
		strings.Replace(changeBody("page", "feed", `{"item":"like","verb":"add"}`), "1764576000", "1764576001", 1),
		changeBody("instagram", "comments", `{"id":"1"}`),
		changeBody("instagram", "mentions", `{"comment_id":"1"}`),
		strings.Replace(messagingBody(item(`"message":{"mid":"m1","text":"a"}`)), `"page"`, `"instagram"`, 1),
	}
	seen := map[string]string{}
	for _, body := range bodies {
		key := parse(t, body)[0].Key()
		if other, twice := seen[key]; twice {
			t.Errorf("one key, %s, for\n%s\n%s", key, other, body)
		}
		seen[key] = body
		if again := parse(t, body)[0].Key(); again != key {
			t.Errorf("two keys, %s and %s, for %s", key, again, body)
		}
	}
}

func TestEventsDeliver(t *testing.T) {
	t.Parallel()
	var got []string
	note := func(what string) { got = append(got, what) }
	fail := true
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}}, pages.Events{
		OnMessage: func(_ context.Context, e pages.MessageEvent) error {
			note("message " + e.Message.MID)
			if e.Message.MID == "m1" && fail {
				return io.ErrUnexpectedEOF
			}
			return nil
		},
		OnStandby: func(_ context.Context, e pages.Event) error { note(fmt.Sprintf("standby %T", e)); return nil },
		OnUnknown: func(_ context.Context, e pages.UnknownEvent) error { note("unknown"); return nil },
		OnOther:   func(_ context.Context, e pages.Event) error { note(fmt.Sprintf("other %T", e)); return nil },
	})
	body := `{"object":"page","entry":[{"id":"1","time":1,"messaging":[` +
		strings.Join([]string{item(`"message":{"mid":"m1"}`), item(`"message":{"mid":"m2"}`), item(`"read":{"watermark":1}`), item(`"dance":{}`)}, ",") +
		`],"standby":[` + item(`"message":{"mid":"m3"}`) + `]}]}`
	deliver := func(body string) int {
		req := httptest.NewRequest("POST", "/", strings.NewReader(body))
		req.Header.Set("X-Hub-Signature-256", metabiz.Signature("s", []byte(body)))
		rec := httptest.NewRecorder()
		hook.ServeHTTP(rec, req)
		return rec.Code
	}
	if code := deliver(body); code != 500 {
		t.Errorf("answered %d though a function failed", code)
	}
	want := []string{"message m1", "message m2", "other pages.ReadEvent", "unknown", "standby pages.MessageEvent"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("first delivery (-want +got):\n%s", diff)
	}
	got, fail = nil, false
	for range 2 {
		if code := deliver(body); code != 200 {
			t.Errorf("answered %d", code)
		}
	}
	if diff := cmp.Diff([]string{"message m1"}, got); diff != "" {
		t.Errorf("again (-want +got):\n%s", diff)
	}
	got = nil
	if code := deliver(`{"object":"whatsapp_business_account","entry":[{}]}`); code != 200 || got != nil {
		t.Errorf("another's object: %d, %v", code, got)
	}

	err := pages.Events{}.Deliver(t.Context(), &metabiz.Delivery{Object: "page", Body: []byte("{")})
	if err == nil {
		t.Error("a broken body: no error")
	}
	noError(t, pages.Events{}.Deliver(t.Context(), &metabiz.Delivery{Object: "page", Body: []byte(body)}))
}

// Every type of event has its function, and gets there.
func TestEventFunctions(t *testing.T) {
	t.Parallel()
	var got []string
	events := pages.Events{
		OnMessage:  func(context.Context, pages.MessageEvent) error { got = append(got, "message"); return nil },
		OnEcho:     func(context.Context, pages.EchoEvent) error { got = append(got, "echo"); return nil },
		OnEdit:     func(context.Context, pages.EditEvent) error { got = append(got, "edit"); return nil },
		OnPostback: func(context.Context, pages.PostbackEvent) error { got = append(got, "postback"); return nil },
		OnReaction: func(context.Context, pages.ReactionEvent) error { got = append(got, "reaction"); return nil },
		OnRead:     func(context.Context, pages.ReadEvent) error { got = append(got, "read"); return nil },
		OnDelivery: func(context.Context, pages.DeliveryEvent) error { got = append(got, "delivery"); return nil },
		OnReferral: func(context.Context, pages.ReferralEvent) error { got = append(got, "referral"); return nil },
		OnOptIn:    func(context.Context, pages.OptInEvent) error { got = append(got, "optin"); return nil },
		OnHandover: func(context.Context, pages.HandoverEvent) error { got = append(got, "handover"); return nil },
		OnLead:     func(context.Context, pages.LeadEvent) error { got = append(got, "lead"); return nil },
		OnFeed:     func(context.Context, pages.FeedEvent) error { got = append(got, "feed"); return nil },
		OnComment:  func(context.Context, pages.CommentEvent) error { got = append(got, "comment"); return nil },
		OnUnknown:  func(context.Context, pages.UnknownEvent) error { got = append(got, "unknown"); return nil },
	}
	var items []string
	for _, member := range []string{`"message":{}`, `"message":{"is_echo":true}`, `"message_edit":{}`, `"postback":{}`, `"reaction":{}`, `"read":{}`,
		`"delivery":{}`, `"referral":{}`, `"optin":{}`, `"take_thread_control":{}`, `"dance":{}`} {
		items = append(items, item(member))
	}
	for _, body := range []string{messagingBody(items...), changeBody("page", "leadgen", "{}"), changeBody("page", "feed", "{}"), changeBody("instagram", "mentions", "{}")} {
		object := "page"
		if strings.Contains(body, "instagram") {
			object = "instagram"
		}
		noError(t, events.Deliver(t.Context(), &metabiz.Delivery{Object: object, Body: []byte(body)}))
	}
	want := []string{"message", "echo", "edit", "postback", "reaction", "read", "delivery", "referral", "optin", "handover", "unknown", "lead", "feed", "comment"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("called (-want +got):\n%s", diff)
	}

	n, err := pages.ParseWebhook([]byte(messagingBody(items...)))
	noError(t, err)
	for range n.Events() {
		break // leaves no mark: the next range begins anew
	}
	count := 0
	for range n.Events() {
		count++
	}
	if count != len(items) {
		t.Errorf("%d events, want %d", count, len(items))
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	event, ok := parse(t, messagingBody(item(`"message":{"mid":"m1","text":"Ciao"}`)))[0].(pages.MessageEvent)
	if !ok {
		t.Fatal("no message")
	}
	if got, want := compact(t, event.Reply(pages.Text{Body: "Ciao!"})), `{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"text":"Ciao!"},"reply_to":{"mid":"m1"}}`; got != want {
		t.Errorf("got %s", got)
	}
	tap, ok := parse(t, messagingBody(`{"sender":{"id":"P","user_ref":"U"},"postback":{"mid":"m1","payload":"MENU"}}`))[0].(pages.PostbackEvent)
	if !ok {
		t.Fatal("no tap")
	}
	answer := tap.Reply(pages.Text{Body: "Ciao!"})
	noError(t, answer.Validate())
	if got, want := compact(t, answer), `{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"text":"Ciao!"}}`; got != want {
		t.Errorf("got %s", got)
	}
}

// What people answer to templates that ask.
func TestAnswerEvents(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]pages.Event{
		`"messaging_feedback":{"feedback_screens":[{"screen_id":"0","questions":{"q1":{"type":"csat","payload":"5","follow_up":{"type":"free_form","payload":"Buono"}}}}]}`: pages.FeedbackEvent{
			Screens: []pages.AnsweredScreen{{Questions: map[string]pages.AnsweredQuestion{"q1": {Type: pages.FeedbackCSAT, Payload: "5",
				FollowUp: &pages.AnsweredFollowUp{Type: pages.FeedbackFreeForm, Payload: "Buono"}}}}}},
		`"messaging_customer_information":{"screens":[{"screen_id":"a","responses":[{"key":"name","value":"Anna"}]}]}`: pages.CustomerInformationEvent{
			Screens: []pages.InformationScreen{{ScreenID: "a", Responses: []pages.InformationEntered{{Key: "name", Value: "Anna"}}}}},
		`"response_feedback":{"feedback":"Good response","mid":"m1"}`: pages.ResponseFeedbackEvent{MID: "m1", Feedback: "Good response"},
	} {
		got := parse(t, messagingBody(item(member)))
		if diff := cmp.Diff([]pages.Event{want}, got, cmpopts.IgnoreTypes(pages.EventHeader{})); diff != "" {
			t.Errorf("event (-want +got):\n%s", diff)
		}
		if h := got[0].Header(); h.Sender.ID != "P" || h.Time.IsZero() || len(h.Raw) == 0 {
			t.Errorf("header %+v", h)
		}
	}
}

// The fields that functions need are those of their object.
func TestEventFields(t *testing.T) {
	t.Parallel()
	e := pages.Events{
		OnMessage: func(context.Context, pages.MessageEvent) error { return nil }, OnEcho: func(context.Context, pages.EchoEvent) error { return nil },
		OnRead: func(context.Context, pages.ReadEvent) error { return nil }, OnComment: func(context.Context, pages.CommentEvent) error { return nil },
		OnLead: func(context.Context, pages.LeadEvent) error { return nil },
	}
	if diff := cmp.Diff([]pages.SubscribedField{"messages", "message_echoes", "message_reads", "leadgen", "leadgen_update"}, e.Fields(pages.WebhookPage)); diff != "" {
		t.Errorf("Page (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]pages.SubscribedField{"messages", "messaging_seen", "comments", "live_comments", "mentions"}, e.Fields(pages.WebhookInstagram)); diff != "" {
		t.Errorf("Instagram (-want +got):\n%s", diff)
	}
}

// Subscribers get the events of ParseWebhook, also where a body is not as usual.
func delivered(t *testing.T, body []byte) (all []pages.Event) {
	t.Helper()
	object := "page"
	if strings.Contains(string(body), `"instagram"`) {
		object = "instagram"
	}
	note := func(_ context.Context, e pages.Event) error { all = append(all, e); return nil }
	// An error is that of ParseWebhook, too.
	_ = pages.Events{OnOther: note, OnStandby: note}.Deliver(t.Context(), &metabiz.Delivery{Object: object, Body: body})
	return all
}

func FuzzParseWebhook(f *testing.F) {
	for _, body := range []string{
		messagingBody(item(`"message":{"mid":"m1","text":"Ciao","attachments":[{"type":"image","payload":{"url":"u"}}],"referral":{"ad_id":1}}`), item(`"read":{"watermark":1}`)),
		messagingBody(item(`"pass_thread_control":{"new_owner_app_id":1}`), item(`"app_roles":{"1":["a"]}`), item(`"optin":{}`), item(`"reaction":{}`), item(`"postback":{}`)),
		changeBody("page", "leadgen", `{"leadgen_id":1}`), changeBody("page", "feed", `{"item":"like"}`), changeBody("instagram", "comments", `{"id":"1"}`),
		`{"object":"page","entry":[{"time":-9999999999999999,"messaging":[{"timestamp":1000000000000000}]}]}`,
		`{"entry":[{"standby":[{"message":{}}],"messaging":[{"sender":[],"message":{"attachments":[{"payload":{"sticker_id":1,"coordinates":{"lat":1}}}],"nlp":null}}],"id":"1"}],"object":"page"}`,
		`{"object":"page","entry":[{"id":"1","messaging":[{"recipient":{"id":"1"},"message":{"is_echo":true},"message":{"mid":"2"}},{"recipient":{"id":"1"},"read":{},"postback":{}}],"changes":[]}],"entry":[]}`,
		`{"object":"instagram","entry":[{"field":"x","value":1,"standby":[{}]},7]}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := pages.ParseWebhook(body)
		if err != nil {
			if told := delivered(t, body); len(told) > 0 {
				t.Errorf("%v, but %d events", err, len(told))
			}
			return
		}
		parsed := slices.Collect(n.Events())
		if diff := cmp.Diff(parsed, delivered(t, body), cmpopts.IgnoreFields(pages.UnknownEvent{}, "Err"), cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("delivered (-parsed +delivered):\n%s", diff)
		}
		for _, e := range parsed {
			if e.Key() == "" {
				t.Errorf("%T has no key", e)
			}
			if data, err := json.Marshal(e); err != nil || !json.Valid(data) {
				t.Errorf("%T: %v", e, err)
			}
		}
		// What was read can be kept and read again.
		data, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var back pages.Notification
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		count := func(n *pages.Notification) (k int) {
			for range n.Events() {
				k++
			}
			return k
		}
		if a, b := count(n), count(&back); a != b {
			t.Errorf("%d events, %d after a round trip", a, b)
		}
	})
}

// A sender or recipient that is no object is none; what follows must not be taken for the same.
func TestPeopleThatAreNone(t *testing.T) {
	t.Parallel()
	var got []string
	deliver(t, pages.Events{OnMessage: func(_ context.Context, e pages.MessageEvent) error {
		got = append(got, e.Message.MID+e.Sender.ID)
		return nil
	}}, messagingBody(`{"sender":1,"recipient":1,"message":{"mid":"a"}}`, `{"sender":12,"recipient":12,"message":{"mid":"b"}}`, `{"sender":{"id":"P"},"recipient":{"id":"1"},"message":{"mid":"c"}}`))
	if diff := cmp.Diff([]string{"a", "b", "cP"}, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
