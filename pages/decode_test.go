package pages_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

// Users decode with encoding/json, too: from a queue, a file, a batch.
func TestDecodedByEncodingJSON(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		json string
		into any
		want any
	}{
		{`{"id":1,"created_time":"2026-12-01T08:00:00+0000"}`, new(pages.PageCallToAction), &pages.PageCallToAction{ID: "1", CreatedTime: at}},
		{`{"id":1,"message_count":"2","updated_time":"2026-12-01T08:00:00+0000"}`, new(pages.UnifiedThread), &pages.UnifiedThread{ID: "1", MessageCount: 2, UpdatedTime: at}},
		{`{"id":1,"created_time":"2026-12-01T08:00:00+0000"}`, new(pages.ConversationMessage), &pages.ConversationMessage{ID: "1", CreatedTime: at}},
		{`{"size":"3"}`, new(pages.ConversationAttachment), &pages.ConversationAttachment{Size: 3}},
		{`{"whatsapp_number_type":"2"}`, new(pages.NumberVerification), &pages.NumberVerification{NumberType: 2}},
		{`{"id":1,"offset_y":"0.5"}`, new(pages.CoverPhoto), &pages.CoverPhoto{ID: "1", OffsetY: 0.5}},
		{`{"width":"50"}`, new(pages.ProfilePictureSource), &pages.ProfilePictureSource{Width: 50}},
		{`{"zip":20121,"longitude":"9.2"}`, new(pages.Location), &pages.Location{Zip: "20121", Longitude: 9.2}},
		{`{"count":"7"}`, new(pages.Engagement), &pages.Engagement{Count: 7}},
		{`{"l7_attribution_page_view":"7"}`, new(pages.CopyrightAttributionInsights), &pages.CopyrightAttributionInsights{L7AttributionPageView: 7}},
		{`{"id":7,"timezone":"1","updated_time":1764576000}`, new(pages.User), &pages.User{ID: "7", Timezone: 1, UpdatedTime: time.Unix(1764576000, 0).UTC()}},
		{`{"usd_exchange":"1.1"}`, new(pages.Currency), &pages.Currency{USDExchange: 1.1}},
		{`{"size":"9"}`, new(pages.VideoUploadLimits), &pages.VideoUploadLimits{Size: 9}},
		{`{"id":"1_2","scheduled_publish_time":"1764576000"}`, new(pages.PagePost), &pages.PagePost{ID: "1_2", ScheduledPublishTime: 1764576000}},
		{`{"app_id":2,"expiration":"1764576000"}`, new(pages.ThreadOwnerApp), &pages.ThreadOwnerApp{AppID: "2", Expiration: time.Unix(1764576000, 0).UTC()}},
		{`{"leadgen_id":4,"created_time":1764576000}`, new(pages.Lead), &pages.Lead{LeadGenID: "4", CreatedTime: time.Unix(1764576000, 0).UTC()}},
		{`{"published":"1","is_hidden":0}`, new(pages.FeedChange), &pages.FeedChange{Published: 1}},
		{`{"mid":"m","app_id":2,"is_echo":1}`, new(pages.InboundMessage), &pages.InboundMessage{MID: "m", AppID: "2", IsEcho: true}},
		{`{"token_expiry_timestamp":1764576000000}`, new(pages.OptIn), &pages.OptIn{TokenExpiry: time.Unix(1764576000, 0).UTC()}},
		{`{"type":"phone_number","title":"Call","payload":393331234567}`, new(pages.CallButton), &pages.CallButton{Title: "Call", PhoneNumber: "393331234567"}},
		{`{"title":"t","buttons":[{"type":"phone_number","title":"Call","payload":"+39"}]}`, new(pages.Element), &pages.Element{Title: "t", Buttons: []pages.Button{pages.CallButton{Title: "Call", PhoneNumber: "+39"}}}},
		{`{"type":"image","payload":{"url":"u"}}`, new(pages.InboundAttachment), &pages.InboundAttachment{Type: "image", URL: "u", Payload: json.RawMessage(`{"url":"u"}`)}},
		{`{"message":{"attachment":{"type":"image","payload":{"attachment_id":1}}}}`, new(pages.WelcomeMessage), &pages.WelcomeMessage{Content: pages.Media{Type: "image", AttachmentID: "1"}}},
		{`{"message":{}}`, new(pages.WelcomeMessage), &pages.WelcomeMessage{}},
		{`{"recipient":{"id":"P"},"sender_action":"TYPING_ON"}`, new(pages.Message), &pages.Message{To: pages.Recipient{ID: "P"}}},
	} {
		noError(t, json.Unmarshal([]byte(tt.json), tt.into))
		if diff := cmp.Diff(tt.want, tt.into, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			t.Errorf("%T from %s (-want +got):\n%s", tt.want, tt.json, diff)
		}
	}
}

func TestContentThatIsNotJSON(t *testing.T) {
	t.Parallel()
	for _, v := range []any{
		pages.Message{Content: pages.UnknownContent{Raw: json.RawMessage("{")}},
		pages.WelcomeMessage{Content: pages.UnknownContent{}},
	} {
		if data, err := json.Marshal(v); err == nil {
			t.Errorf("%T: %s", v, data)
		}
	}
}

// What an error says is all that most people see of it.
func TestErrorsInWords(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"pages: Page 1 has the WhatsApp number +1, not +2; set Replace to put it in its place, which stops ads that lead to it": &pages.OtherNumberError{PageID: "1", Shown: "+1", Wanted: "+2"},
		"pages: Page 1 still shows no number after 2s, not +2":                                                                  &pages.NumberPendingError{PageID: "1", Number: "+2", Waited: 2 * time.Second},
		"pages: Page 1 still shows +1 after 2s, not +2":                                                                         &pages.NumberPendingError{PageID: "1", Number: "+2", Shown: "+1", Waited: 2 * time.Second},
		"pages: Page 1 still shows a number that Meta does not tell this token after 2s, not +2":                                &pages.NumberPendingError{PageID: "1", Number: "+2", Hidden: true, Waited: 2 * time.Second},
		"pages: Page 1: Meta has no call to do it: a person does it in there":                                                   &pages.ManualStepError{PageID: "1", Step: "do it", Where: "there"},
		"pages: Page 1, shop: Meta has no call to do it: a person does it in there":                                             &pages.ManualStepError{PageID: "1", Account: "shop", Step: "do it", Where: "there"},
		"pages: link WhatsApp number +2: Wrong code (FAILED)":                                                                   &pages.VerificationError{Number: "+2", Message: "Wrong\ncode", Status: "FAILED"},
		"pages: Page 1, +1: Meta has no call to do it: a person does it in there":                                               &pages.ManualStepError{PageID: "1", Number: "+1", Step: "do it", Where: "there"},
		`metabiz: pages.RequestNumberCode: whatsapp_number has 2 digits; a number with its country code has from 7 to 15, got "39"`: func() error {
			_, err := pages.NewPage(newGraph(t).client, "1").RequestNumberCode(t.Context(), "39")
			return err
		}(),
	} {
		if err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
}

func TestHandles(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"data":[{"id":"1"}]}`)
	page, user := pages.NewPage(g.client, "1"), pages.Me(g.client)
	if page.ID() != "1" || page.Client() != g.client || user.ID() != "me" {
		t.Errorf("got %q, %q", page.ID(), user.ID())
	}
	for list, err := range user.AccountPages(t.Context(), pages.AccountQuery{AdID: "120"}) {
		noError(t, err)
		if len(list.Data) != 1 {
			t.Errorf("got %+v", list)
		}
	}
	for list, err := range page.PublishedPostPages(t.Context(), pages.PostQuery{}) {
		noError(t, err)
		if len(list.Data) != 1 {
			t.Errorf("got %+v", list)
		}
	}
	for list, err := range page.WelcomeFlowPages(t.Context(), pages.WelcomeFlowQuery{}) {
		noError(t, err)
		if len(list.Data) != 1 {
			t.Errorf("got %+v", list)
		}
	}
	bad := pages.Page{ID: "1", AccessToken: "two words"}
	if _, err := bad.Handle(g.client); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("a token with a space: %v", err)
	}
}
