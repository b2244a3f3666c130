package pages_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const flows = "/v26.0/1/welcome_message_flows"

func TestCreateWelcomeFlow(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		messages []pages.WelcomeMessage
		want     string
	}{
		"greeting": {
			pages.Greeting("Ciao <{{user_first_name}}>", pages.IceBreaker{Title: "Menu?", Response: "Here"}, pages.IceBreaker{Title: "Open?"}),
			`[{"message":{"text":"Ciao \u003c{{user_first_name}}\u003e","ice_breakers":[{"title":"Menu?","response":"Here"},{"title":"Open?"}]}}]`,
		},
		"quick replies": {
			[]pages.WelcomeMessage{{Content: pages.Text{Body: "Ciao"}, QuickReplies: []pages.QuickReply{{Title: "Menu", Payload: "MENU"}, {Type: pages.QuickReplyEmail}}}},
			`[{"message":{"text":"Ciao","quick_replies":[{"content_type":"text","title":"Menu","payload":"MENU"},{"content_type":"user_email"}]}}]`,
		},
		"template": {
			[]pages.WelcomeMessage{{Content: pages.ButtonTemplate{Text: "Ciao", Buttons: []pages.Button{pages.PostbackButton{Title: "Menu", Payload: "MENU"}}}}},
			`[{"message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"Ciao","buttons":[{"type":"postback","title":"Menu","payload":"MENU"}]}}}}]`,
		},
		"two messages": {
			[]pages.WelcomeMessage{{Content: pages.Text{Body: "Ciao"}}, {Content: pages.Media{Type: pages.AttachmentImage, URL: "https://example.com/a.jpg"}}},
			`[{"message":{"text":"Ciao"}},{"message":{"attachment":{"type":"image","payload":{"url":"https://example.com/a.jpg"}}}}]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, `{"flow_id":42}`)
			id, err := pages.NewPage(g.client, "1").CreateWelcomeFlow(t.Context(), pages.WelcomeFlow{
				Name: "Spring", Platforms: []pages.Platform{pages.PlatformMessenger, pages.PlatformInstagram}, Messages: tt.messages,
			})
			noError(t, err)
			if id != "42" {
				t.Errorf("id %q", id)
			}
			g.want(call{Line: "POST " + flows, Body: `{"name":"Spring","eligible_platforms":["MESSENGER","INSTAGRAM"],"welcome_message_flow":` + tt.want + `}`})

			var back []pages.WelcomeMessage
			noError(t, json.Unmarshal([]byte(tt.want), &back))
			if diff := cmp.Diff(tt.messages, back); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWelcomeFlowLimits(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("è", n) }
	ok := pages.WelcomeFlow{Name: "n", Platforms: []pages.Platform{pages.PlatformMessenger},
		Messages: pages.Greeting(long(300), pages.IceBreaker{Title: long(80), Response: long(300)})}
	noError(t, ok.Validate())
	for path, flow := range map[string]pages.WelcomeFlow{
		"name":                                 {Platforms: ok.Platforms, Messages: ok.Messages},
		"eligible_platforms":                   {Name: "n", Messages: ok.Messages},
		"eligible_platforms[0]":                {Name: "n", Platforms: []pages.Platform{""}, Messages: ok.Messages},
		"welcome_message_flow":                 {Name: "n", Platforms: ok.Platforms},
		"welcome_message_flow[0].message":      {Name: "n", Platforms: ok.Platforms, Messages: []pages.WelcomeMessage{{}}},
		"welcome_message_flow[0].message.text": {Name: "n", Platforms: ok.Platforms, Messages: pages.Greeting(long(301))},
		"welcome_message_flow[0].message.ice_breakers[1].title":    {Name: "n", Platforms: ok.Platforms, Messages: pages.Greeting("t", pages.IceBreaker{Title: "q"}, pages.IceBreaker{Title: long(81)})},
		"welcome_message_flow[0].message.ice_breakers[0].response": {Name: "n", Platforms: ok.Platforms, Messages: pages.Greeting("t", pages.IceBreaker{Title: "q", Response: long(301)})},
		"welcome_message_flow[1].message.quick_replies[0].title": {Name: "n", Platforms: ok.Platforms, Messages: append(pages.Greeting("t"),
			pages.WelcomeMessage{Content: pages.Text{Body: "b"}, QuickReplies: []pages.QuickReply{{Title: long(21), Payload: "p"}}})},
	} {
		e, isValidation := errors.AsType[*metabiz.ValidationError](flow.Validate())
		if !isValidation || len(e.Fields) != 1 || e.Fields[0].Path != path {
			t.Errorf("%s: %v", path, e)
		}
		g := newGraph(t)
		if _, err := pages.NewPage(g.client, "1").CreateWelcomeFlow(t.Context(), flow); err == nil {
			t.Errorf("%s: sent", path)
		}
		g.want()
	}
}

func TestWelcomeFlows(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"data":[{"id":"42","name":"Spring","eligible_platforms":["MESSENGER"],"is_used_in_ad":1,"last_update_time":"2026-12-01T08:00:00+0100",
		"welcome_message_flow":"[{\"message\":{\"text\":\"Ciao\",\"ice_breakers\":[{\"title\":\"Menu?\"}]}}]"},{"id":"43","welcome_message_flow":"?"},{"id":"44"}]}`)
	page := pages.NewPage(g.client, "1")
	list, err := metabiz.Collect(page.WelcomeFlows(t.Context(), pages.WelcomeFlowQuery{AppID: "9"}, metabiz.WithFields("id", "name")))
	noError(t, err)
	g.want(call{Line: "GET " + flows, Query: url.Values{"app_id": {"9"}, "fields": {"id,name"}}})
	if len(list) != 3 || !list[0].IsUsedInAd || !list[0].LastUpdateTime.Equal(time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %+v", list)
	}
	messages, err := list[0].Messages()
	noError(t, err)
	if diff := cmp.Diff(pages.Greeting("Ciao", pages.IceBreaker{Title: "Menu?"}), messages); diff != "" {
		t.Error(diff)
	}
	if _, err := list[1].Messages(); err == nil {
		t.Error("no error for a flow that is not JSON")
	}
	if messages, err := list[2].Messages(); err != nil || messages != nil {
		t.Errorf("without: %v, %v", messages, err)
	}
}

func TestChangeWelcomeFlow(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"success":true}`)
	page := pages.NewPage(g.client, "1")
	noError(t, page.UpdateWelcomeFlow(t.Context(), "42", pages.WelcomeFlow{Name: "Summer"}))
	noError(t, page.DeleteWelcomeFlow(t.Context(), "42"))
	g.want(
		call{Line: "POST " + flows, Body: `{"flow_id":"42","name":"Summer"}`},
		call{Line: "DELETE " + flows, Query: url.Values{"flow_id": {"42"}}},
	)
	for name, err := range map[string]error{
		"no id":          page.UpdateWelcomeFlow(t.Context(), "", pages.WelcomeFlow{Name: "Summer"}),
		"nothing":        page.UpdateWelcomeFlow(t.Context(), "42", pages.WelcomeFlow{}),
		"too long":       page.UpdateWelcomeFlow(t.Context(), "42", pages.WelcomeFlow{Messages: pages.Greeting(strings.Repeat("x", 301))}),
		"delete nothing": page.DeleteWelcomeFlow(t.Context(), ""),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.want()

	refused := newGraph(t, `{"success":false}`)
	err := pages.NewPage(refused.client, "1").DeleteWelcomeFlow(t.Context(), "42")
	if _, ok := errors.AsType[*metabiz.Error](err); !ok {
		t.Errorf("success false: %v", err)
	}
}

func TestMessagingFeatureStatus(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"messaging_feature_status":{"hop_v2":true,"ig_multi_app":"false","msgr_multi_app":1},"id":"1"}`, `{"id":"1"}`)
	page := pages.NewPage(g.client, "1")
	got, err := page.MessagingFeatureStatus(t.Context())
	noError(t, err)
	if diff := cmp.Diff(&pages.MessagingFeatureStatus{HOPv2: true, MsgrMultiApp: true}, got); diff != "" {
		t.Error(diff)
	}
	got, err = page.MessagingFeatureStatus(t.Context())
	noError(t, err)
	if diff := cmp.Diff(&pages.MessagingFeatureStatus{}, got); diff != "" {
		t.Error(diff)
	}
}

func TestMessagingFeatures(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"data":[{"feature":"messenger_api_calling","status":"enabled"}]}`)
	got, err := pages.NewPage(g.client, "1").MessagingFeatures(t.Context(), []string{pages.FeatureCalling})
	noError(t, err)
	if diff := cmp.Diff([]pages.MessagingFeature{{Feature: pages.FeatureCalling, Status: "enabled"}}, got); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "POST /v26.0/1/business_messaging_feature_status", Body: `{"features":[{"feature":"messenger_api_calling"}]}`})
}

// Meta's guide answers with a bare list, and with platforms in small letters.
func TestWelcomeFlowsAsTheGuideHasThem(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `[{"id":"1","name":"Driver","eligible_platforms":["instagram","messenger"],"last_update_time":"2023-09-01T05:20:38+0000","is_used_in_ad":true}]`)
	flows, err := metabiz.Collect(pages.NewPage(g.client, "1").WelcomeFlows(t.Context(), pages.WelcomeFlowQuery{}))
	noError(t, err)
	want := []pages.WelcomeMessageFlow{{ID: "1", Name: "Driver", EligiblePlatforms: []pages.Platform{pages.PlatformInstagram, pages.PlatformMessenger},
		LastUpdateTime: time.Date(2023, 9, 1, 5, 20, 38, 0, time.UTC), IsUsedInAd: true}}
	if diff := cmp.Diff(want, flows); diff != "" {
		t.Error(diff)
	}
}
