package pages_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

func TestPage(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":1,"name":"Bottega","is_published":"1","fan_count":"12","overall_star_rating":"4.5","user_access_expire_time":0,
		"leadgen_tos_acceptance_time":"2026-12-01T08:00:00+0100","hours":[],"has_whatsapp_number":1,"location":{"latitude":"45.4","zip":20121,"city":"Milano"},
		"category_list":[{"id":"2","name":"Cafe"}],"instagram_business_account":{"id":"17"},"start_info":{"date":{"year":"1999"},"type":"Opened"},"something_new":{}}`)
	got, err := pages.NewPage(g.client, "1").Get(t.Context())
	noError(t, err)
	want := &pages.Page{
		ID: "1", Name: "Bottega", IsPublished: true, FanCount: 12, OverallStarRating: 4.5, HasWhatsAppNumber: true,
		LeadGenTOSAcceptanceTime: time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC),
		Location:                 &pages.Location{Latitude: 45.4, Zip: "20121", City: "Milano"},
		CategoryList:             []pages.PageCategory{{ID: "2", Name: "Cafe"}},
		InstagramBusinessAccount: &pages.InstagramAccount{ID: "17"},
		Hours:                    map[string]string{},
		StartInfo:                &pages.PageStartInfo{Date: &pages.StartDate{Year: 1999}, Type: "Opened"},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/1", Query: fields("id,name,username,link,category,is_published,verification_status,promotion_eligible,promotion_ineligible_reason," +
		"whatsapp_number,has_whatsapp_number,has_whatsapp_business_number,messaging_feature_status,instagram_business_account{id,username},connected_instagram_account{id,username}")})
}

// calls are those that say no more than that they succeeded.
func TestCallsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do   func(context.Context, *pages.PageHandle) error
		want call
	}{
		"subscribe": {
			func(ctx context.Context, p *pages.PageHandle) error {
				return p.SubscribeApp(ctx, []pages.SubscribedField{pages.FieldMessages, pages.FieldLeadGen})
			},
			call{Line: "POST /v26.0/1/subscribed_apps", Body: `{"subscribed_fields":["messages","leadgen"]}`},
		},
		"unsubscribe": {
			func(ctx context.Context, p *pages.PageHandle) error { return p.UnsubscribeApp(ctx) },
			call{Line: "DELETE /v26.0/1/subscribed_apps"},
		},
		"settings": {
			func(ctx context.Context, p *pages.PageHandle) error {
				return p.ChangeSettings(ctx, map[string]any{"USERS_CAN_POST": false})
			},
			call{Line: "POST /v26.0/1/settings", Body: `{"option":{"USERS_CAN_POST":false}}`},
		},
		"moderate": {
			func(ctx context.Context, p *pages.PageHandle) error {
				return p.Moderate(ctx, []string{"P"}, []pages.Moderation{pages.ModerationMoveToSpam})
			},
			call{Line: "POST /v26.0/1/moderate_conversations", Body: `{"actions":["MOVE_TO_SPAM"],"user_ids":[{"id":"P"}]}`},
		},
		"delete a persona": {
			func(ctx context.Context, p *pages.PageHandle) error { return p.DeletePersona(ctx, "9") },
			call{Line: "DELETE /v26.0/9"},
		},
		"label": {
			func(ctx context.Context, p *pages.PageHandle) error { return p.LabelPerson(ctx, "8", "P") },
			call{Line: "POST /v26.0/8/label", Body: `{"user":"P"}`},
		},
		"unlabel": {
			func(ctx context.Context, p *pages.PageHandle) error { return p.UnlabelPerson(ctx, "8", "P") },
			call{Line: "DELETE /v26.0/8/label", Query: url.Values{"user": {"P"}}},
		},
		"delete a label": {
			func(ctx context.Context, p *pages.PageHandle) error { return p.DeleteLabel(ctx, "8") },
			call{Line: "DELETE /v26.0/8"},
		},
		"change a button": {
			func(ctx context.Context, p *pages.PageHandle) error {
				return p.ChangeCallToAction(ctx, "7", pages.CallToActionChange{Type: pages.CallToActionShopNow, WebURL: "https://x"})
			},
			call{Line: "POST /v26.0/7", Body: `{"type":"SHOP_NOW","web_url":"https://x"}`},
		},
		"delete a button": {
			func(ctx context.Context, p *pages.PageHandle) error { return p.DeleteCallToAction(ctx, "7") },
			call{Line: "DELETE /v26.0/7"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, `{"success":true}`, `{"success":false}`, `400 {"error":{"code":100,"message":"no","error_subcode":33}}`)
			page := pages.NewPage(g.client, "1")
			noError(t, tt.do(t.Context(), page))
			g.want(tt.want)
			if e, ok := errors.AsType[*metabiz.Error](tt.do(t.Context(), page)); !ok || e.Operation == "" {
				t.Errorf("success false: %v", e)
			}
			if err := tt.do(t.Context(), page); !errors.Is(err, metabiz.ErrNotFound) {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

func TestListsOfThePage(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"data":[{"id":1,"name":"App","subscribed_fields":["messages"]}]}`)
	page := pages.NewPage(g.client, "1")
	apps, err := metabiz.Collect(page.SubscribedApps(t.Context()))
	noError(t, err)
	if diff := cmp.Diff([]pages.SubscribedApp{{App: pages.App{ID: "1", Name: "App"}, SubscribedFields: []pages.SubscribedField{pages.FieldMessages}}}, apps); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/1/subscribed_apps"})

	g = newGraph(t, `{"data":[{"setting":"USERS_CAN_POST","value":true},{"setting":"PROFANITY_FILTER","value":"off"}]}`)
	settings, err := metabiz.Collect(pages.NewPage(g.client, "1").Settings(t.Context()))
	noError(t, err)
	if diff := cmp.Diff([]pages.PageSettings{{Setting: "USERS_CAN_POST", Value: json.RawMessage("true")}, {Setting: "PROFANITY_FILTER", Value: json.RawMessage(`"off"`)}}, settings); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/1/settings"})

	g = newGraph(t, `{"data":[{"id":"1_2","message":"Ciao","created_time":"2026-12-01T08:00:00+0000","is_eligible_for_promotion":true,"shares":{"count":3}}]}`)
	page = pages.NewPage(g.client, "1")
	posts, err := metabiz.Collect(page.PublishedPosts(t.Context(), pages.PostQuery{IncludeHidden: new(true)}))
	noError(t, err)
	if diff := cmp.Diff([]pages.PagePost{{ID: "1_2", Message: "Ciao", CreatedTime: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), IsEligibleForPromotion: true, Shares: &pages.ShareCount{Count: 3}}}, posts); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/1/published_posts", Query: url.Values{"include_hidden": {"true"},
		"fields": {"id,message,story,created_time,permalink_url,full_picture,status_type,is_published,is_eligible_for_promotion,promotable_id"}}})

	g = newGraph(t, `{"data":[{"id":"1","type":"MESSAGE","created_time":"2026-12-01T08:00:00+0000","name":"Anna","page_label_name":"VIP"}]}`)
	page = pages.NewPage(g.client, "1")
	actions, err := metabiz.Collect(page.CallToActions(t.Context()))
	noError(t, err)
	personas, err := metabiz.Collect(page.Personas(t.Context()))
	noError(t, err)
	labels, err := metabiz.Collect(page.Labels(t.Context()))
	noError(t, err)
	if actions[0].Type != pages.CallToActionMessage || personas[0].Name != "Anna" || labels[0].PageLabelName != "VIP" {
		t.Errorf("got %+v, %+v, %+v", actions, personas, labels)
	}
	lines, _ := g.lines()
	if diff := cmp.Diff([]string{"GET /v26.0/1/call_to_actions", "GET /v26.0/1/personas", "GET /v26.0/1/custom_labels"}, lines); diff != "" {
		t.Error(diff)
	}
}

func TestMakeThings(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":"9","name":"Shop"}`)
	page := pages.NewPage(g.client, "1")
	persona, err := page.CreatePersona(t.Context(), "Anna", "https://x/a.png")
	noError(t, err)
	label, err := page.CreateLabel(t.Context(), "VIP")
	noError(t, err)
	dataset, err := page.Dataset(t.Context(), "Shop")
	noError(t, err)
	_, err = page.Dataset(t.Context(), "")
	noError(t, err)
	if diff := cmp.Diff([]any{"9", "9", &pages.Dataset{ID: "9", Name: "Shop"}}, []any{persona, label, dataset}); diff != "" {
		t.Error(diff)
	}
	g.want(
		call{Line: "POST /v26.0/1/personas", Body: `{"name":"Anna","profile_picture_url":"https://x/a.png"}`},
		call{Line: "POST /v26.0/1/custom_labels", Body: `{"page_label_name":"VIP"}`},
		call{Line: "POST /v26.0/1/dataset", Body: `{"dataset_name":"Shop"}`},
		call{Line: "POST /v26.0/1/dataset", Body: `{}`},
	)

	g = newGraph(t, `{"data":{"url":"https://x/a.png","height":"50","width":50,"is_silhouette":false}}`)
	picture, err := pages.NewPage(g.client, "1").Picture(t.Context(), pages.PictureQuery{Height: 50})
	noError(t, err)
	if diff := cmp.Diff(&pages.ProfilePictureSource{URL: "https://x/a.png", Height: 50, Width: 50}, picture); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/1/picture", Query: url.Values{"height": {"50"}, "redirect": {"false"}}})
}

func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	page := pages.NewPage(g.client, "1")
	ctx := t.Context()
	second := func(_ string, err error) error { return err }
	for name, err := range map[string]error{
		"subscribe to nothing":  page.SubscribeApp(ctx, nil),
		"subscribe to an empty": page.SubscribeApp(ctx, []pages.SubscribedField{""}),
		"no profile":            page.SetMessengerProfile(ctx, "", pages.MessengerProfile{SubjectToNewEUPrivacyRules: true}),
		"no change":             page.ChangeCallToAction(ctx, "7", pages.CallToActionChange{}),
		"no address":            page.ChangeCallToAction(ctx, "7", pages.CallToActionChange{WebURL: "shop"}),
		"no feature":            func() error { _, err := page.MessagingFeatures(ctx, nil); return err }(),
		"an empty feature":      func() error { _, err := page.MessagingFeatures(ctx, []string{" "}); return err }(),
		"no setting":            page.ChangeSettings(ctx, nil),
		"moderate nobody":       page.Moderate(ctx, nil, []pages.Moderation{pages.ModerationBanUser}),
		"moderate an empty":     page.Moderate(ctx, []string{""}, []pages.Moderation{pages.ModerationBanUser}),
		"moderate by nothing":   page.Moderate(ctx, []string{"P"}, nil),
		"persona without name":  second(page.CreatePersona(ctx, "", "https://x/a.png")),
		"persona, no picture":   second(page.CreatePersona(ctx, "Anna", "")),
		"label without name":    second(page.CreateLabel(ctx, " ")),
		"label nobody":          page.LabelPerson(ctx, "8", ""),
		"label with nothing":    page.LabelPerson(ctx, "", "P"),
		"delete an empty id":    page.DeletePersona(ctx, ""),
		"climb":                 page.DeleteCallToAction(ctx, "../1"),
		"an empty Page":         pages.NewPage(g.client, "").UnlinkNumber(ctx),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.want()
}
