package pages_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const whatsAppButton = `"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"link":"https://api.whatsapp.com/send","app_destination":"WHATSAPP"}}`

func TestPublish(t *testing.T) {
	t.Parallel()
	tomorrow := time.Now().Add(24 * time.Hour).Truncate(time.Second)
	for name, tt := range map[string]struct {
		post    pages.Post
		answers []string
		want    []call
	}{
		"a text with a WhatsApp button": {
			pages.Post{Message: "Write to us", Button: pages.WhatsAppButton()}, []string{`{"id":"1_2"}`},
			[]call{{Line: "POST /v26.0/1/feed", Body: `{"message":"Write to us",` + whatsAppButton + `}`}},
		},
		"an address, for ads only": {
			pages.Post{Link: "https://example.com/", Unpublished: true}, []string{`{"id":"1_2"}`},
			[]call{{Line: "POST /v26.0/1/feed", Body: `{"link":"https://example.com/","published":false}`}},
		},
		"photos, with a WhatsApp button": {
			pages.Post{Photos: []pages.PostPhoto{{URL: "https://example.com/a.jpg", AltText: "Coffee"}, {URL: "https://example.com/b.jpg"}}, Button: pages.WhatsAppButton()},
			[]string{`{"id":"7"}`, `{"id":8}`, `{"id":"1_2"}`},
			[]call{
				{Line: "POST /v26.0/1/photos", Body: `{"url":"https://example.com/a.jpg","alt_text_custom":"Coffee","published":false,"temporary":true}`},
				{Line: "POST /v26.0/1/photos", Body: `{"url":"https://example.com/b.jpg","published":false,"temporary":true}`},
				{Line: "POST /v26.0/1/feed", Body: `{"attached_media":[{"media_fbid":"7"},{"media_fbid":"8"}],` + whatsAppButton + `}`},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, tt.answers...)
			id, err := pages.NewPage(g.client, "1").Publish(t.Context(), tt.post)
			noError(t, err)
			if id != "1_2" {
				t.Errorf("id %q", id)
			}
			g.want(tt.want...)
		})
	}
	g := newGraph(t, `{"id":"1_2"}`)
	_, err := pages.NewPage(g.client, "1").Publish(t.Context(), pages.Post{Message: "Tomorrow", At: tomorrow})
	noError(t, err)
	g.want(call{Line: "POST /v26.0/1/feed", Body: compact(t, map[string]any{"message": "Tomorrow", "published": false, "scheduled_publish_time": tomorrow.Unix()})})

	// A post whose photo is refused is not posted; one whose answer was lost may be there.
	g = newGraph(t, `400 {"error":{"message":"Bad image","code":100}}`)
	_, err = pages.NewPage(g.client, "1").Publish(t.Context(), pages.Post{Photos: []pages.PostPhoto{{URL: "https://example.com/a.jpg"}}})
	if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), "photo 0") {
		t.Errorf("%v", err)
	}
	g = newGraph(t, "drop")
	_, err = pages.NewPage(g.client, "1").Publish(t.Context(), pages.Post{Message: "Ciao"})
	if !errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("%v", err)
	}
	if lines, _ := g.lines(); len(lines) != 1 {
		t.Errorf("posted %v", lines)
	}
}

// A photo goes as a file, is posted with the button once the Page has a number, and comes back as it was posted.
func TestPublishStory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := pages.NewPage(w.client, w.PageID)
	page, err := page.WithPageToken(t.Context())
	noError(t, err)
	post := pages.Post{Message: "Write to us", Button: pages.WhatsAppButton(),
		Photos: []pages.PostPhoto{{File: metabiz.FileFromBytes("poster.jpg", []byte("\xff\xd8\xff")), AltText: "A cup of coffee"}}}
	_, err = page.Publish(t.Context(), post)
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Subcode != 1487246 {
		t.Errorf("without a number: %v", err)
	}
	w.ready(t)
	id, err := page.Publish(t.Context(), post)
	noError(t, err)
	posts, err := metabiz.Collect(page.PublishedPosts(t.Context(), pages.PostQuery{}, metabiz.WithFields("id", "message", "call_to_action")))
	noError(t, err)
	want := []pages.PagePost{{ID: id, Message: "Write to us", CallToAction: pages.WhatsAppButton()}}
	if diff := cmp.Diff(want, posts); diff != "" {
		t.Error(diff)
	}
	if promotion, err := page.Promotion(t.Context()); err != nil || !promotion.OK() {
		t.Errorf("promotion %+v, %v", promotion, err)
	}
}

func TestPostsRefused(t *testing.T) {
	t.Parallel()
	file := metabiz.FileFromBytes("a.jpg", []byte("a"))
	large := file
	large.Size = 10<<20 + 1
	for want, post := range map[string]pages.Post{
		"":                  {},
		"Link":              {Link: "example.com"},
		"Photos[0]":         {Photos: []pages.PostPhoto{{}}},
		"Photos[1]":         {Photos: []pages.PostPhoto{{File: file}, {File: file, URL: "https://example.com/"}}},
		"Photos[0].URL":     {Photos: []pages.PostPhoto{{URL: "ftp://example.com"}}},
		"Photos[0].File":    {Photos: []pages.PostPhoto{{File: large}}},
		"Button.type":       {Message: "a", Button: &pages.PostButton{}},
		"Button.value.link": {Message: "a", Button: &pages.PostButton{Type: "LEARN_MORE", Value: pages.PostButtonValue{Link: "x"}}},
		"At":                {Message: "a", At: time.Now().Add(time.Minute)},
	} {
		g := newGraph(t)
		_, err := pages.NewPage(g.client, "1").Publish(t.Context(), post)
		refused, ok := errors.AsType[*metabiz.ValidationError](err)
		if !ok || len(refused.Fields) != 1 || refused.Fields[0].Path != want {
			t.Errorf("%s: %v", want, err)
		}
		g.want()
	}
	both := pages.Post{Link: "https://example.com/", Photos: []pages.PostPhoto{{File: file}}, At: time.Now().Add(time.Hour), Unpublished: true}
	if refused, ok := errors.AsType[*metabiz.ValidationError](both.Validate()); !ok || len(refused.Fields) != 2 {
		t.Errorf("%v", both.Validate())
	}
}

func TestPromotionInWords(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]pages.Promotion{
		"ads may be made of the Page": {Eligible: true, IsPublished: true},
		"no ads may be made of the Page: Meta does not let it be promoted: Restricted for now":                                                   {IsPublished: true, Reason: "Restricted\nfor now."},
		"no ads may be made of the Page: Meta does not let it be promoted: Meta does not say why: see Page quality in the Business Support Home": {IsPublished: true},
		"no ads may be made of the Page: it is not published: publish it in the Page's Settings › Page visibility":                               {Eligible: true},
	} {
		if got := p.Words(); got != want || p.OK() != (want == "ads may be made of the Page") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What no call can do is refused with who can; what can't work is refused before it is sent.
func TestCallToActionRefused(t *testing.T) {
	t.Parallel()
	for _, change := range []pages.CallToActionChange{{Type: "WHATSAPP_MESSAGE"}, {Type: pages.CallToActionMessage, WebDestinationType: "WHATSAPP"}} {
		g := newGraph(t)
		err := pages.NewPage(g.client, "1").ChangeCallToAction(t.Context(), "5", change)
		if step, ok := errors.AsType[*pages.ManualStepError](err); !ok || !strings.Contains(step.Where, "Edit action button") {
			t.Errorf("%v", err)
		}
		g.want()
	}
	for want, change := range map[string]pages.CallToActionChange{
		"":                      {},
		"web_url":               {WebURL: "example"},
		"android_url":           {AndroidURL: "example"},
		"iphone_url":            {IPhoneURL: "example"},
		"email_address":         {Type: pages.CallToActionEmail},
		"intl_number_with_plus": {Type: pages.CallToActionCallNow, IntlNumberWithPlus: "393331234567"},
	} {
		g := newGraph(t)
		err := pages.NewPage(g.client, "1").ChangeCallToAction(t.Context(), "5", change)
		if refused, ok := errors.AsType[*metabiz.ValidationError](err); !ok || len(refused.Fields) != 1 || refused.Fields[0].Path != want {
			t.Errorf("%s: %v", want, err)
		}
		g.want()
	}
	g := newGraph(t)
	if err := pages.NewPage(g.client, "1").ChangeCallToAction(t.Context(), "5", pages.CallToActionChange{EmailAddress: "Anna <a@example.com>"}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("%v", err)
	}
}

// A person's own menu takes the place of the Page's for them alone.
func TestUserMenu(t *testing.T) {
	t.Parallel()
	menus := []pages.LocalMenu{{Locale: "default", Items: []pages.Button{pages.PostbackButton{Title: "My orders", Payload: "ORDERS"}}}}
	g := newGraph(t, `{"result":"success"}`, `{"data":[{"user_level_persistent_menu":[{"locale":"default","composer_input_disabled":false,"call_to_actions":[{"type":"postback","title":"My orders","payload":"ORDERS"}]}]}]}`,
		`{"result":"success"}`, `{"data":[]}`)
	page := pages.NewPage(g.client, "1")
	noError(t, page.SetUserMenu(t.Context(), "7", menus))
	got, err := page.CustomUserSettings(t.Context(), "7")
	noError(t, err)
	if diff := cmp.Diff(&pages.CustomUserSettings{UserLevelPersistentMenu: menus}, got); diff != "" {
		t.Error(diff)
	}
	noError(t, page.DeleteUserMenu(t.Context(), "7"))
	if got, err = page.CustomUserSettings(t.Context(), "7"); err != nil || len(got.UserLevelPersistentMenu) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
	g.want(
		call{Line: "POST /v26.0/1/custom_user_settings", Body: `{"psid":"7","persistent_menu":[{"locale":"default","call_to_actions":[{"type":"postback","title":"My orders","payload":"ORDERS"}]}]}`},
		call{Line: "GET /v26.0/1/custom_user_settings", Query: map[string][]string{"psid": {"7"}}},
		call{Line: "DELETE /v26.0/1/custom_user_settings", Query: map[string][]string{"psid": {"7"}, "params": {`["PERSISTENT_MENU"]`}}},
		call{Line: "GET /v26.0/1/custom_user_settings", Query: map[string][]string{"psid": {"7"}}},
	)
	for _, err := range []error{
		page.SetUserMenu(t.Context(), "", menus), page.SetUserMenu(t.Context(), "7", nil),
		page.SetUserMenu(t.Context(), "7", []pages.LocalMenu{{Locale: "it_IT"}}), page.DeleteUserMenu(t.Context(), " "),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%v", err)
		}
	}
	g.want()
}
