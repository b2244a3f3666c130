package pages_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

func TestAppSubscriptions(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"success":true}`, `{"success":true}`, `{"data":[{"object":"page","callback_url":"https://x/hook","active":"true","fields":[{"name":"messages","version":"v26.0"}]}]}`)
	app := pages.NewApp(g.client, "7")
	noError(t, app.Subscribe(t.Context(), pages.AppSubscription{Object: pages.WebhookPage, CallbackURL: "https://x/hook", VerifyToken: "v",
		Fields: []pages.SubscribedField{pages.FieldMessages, pages.FieldStandby}, IncludeValues: new(false)}))
	noError(t, app.Unsubscribe(t.Context(), pages.WebhookInstagram, []pages.SubscribedField{pages.FieldMessages}))
	got, err := metabiz.Collect(app.Subscriptions(t.Context()))
	noError(t, err)
	want := []pages.ApplicationSubscriptions{{Object: "page", CallbackURL: "https://x/hook", Active: true, Fields: []pages.SubscribedValue{{Name: "messages", Version: "v26.0"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	const line = "/v26.0/7/subscriptions"
	g.want(
		call{Line: "POST " + line, Body: `{"object":"page","callback_url":"https://x/hook","verify_token":"v","fields":["messages","standby"],"include_values":false}`},
		call{Line: "DELETE " + line, Query: url.Values{"object": {"instagram"}, "fields": {`["messages"]`}}},
		call{Line: "GET " + line},
	)
	for name, err := range map[string]error{
		"no object":         app.Subscribe(t.Context(), pages.AppSubscription{}),
		"no token":          app.Subscribe(t.Context(), pages.AppSubscription{Object: "page", CallbackURL: "https://x"}),
		"no address":        app.Subscribe(t.Context(), pages.AppSubscription{Object: "page", CallbackURL: "x", VerifyToken: "v"}),
		"an empty field":    app.Subscribe(t.Context(), pages.AppSubscription{Object: "page", Fields: []pages.SubscribedField{""}}),
		"of all by mistake": app.Unsubscribe(t.Context(), "", nil),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.want()
}

func TestPersonProfile(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":24,"first_name":"Anna","profile_pic":"https://x/a"}`, `{"id":"24","username":"anna","follower_count":"12","is_user_follow_business":true}`)
	page := pages.NewPage(g.client, "1")
	got, err := page.PersonProfile(t.Context(), "24", "")
	noError(t, err)
	if diff := cmp.Diff(&pages.PersonProfile{ID: "24", FirstName: "Anna", ProfilePic: "https://x/a"}, got); diff != "" {
		t.Error(diff)
	}
	got, err = page.PersonProfile(t.Context(), "24", pages.PlatformInstagram)
	noError(t, err)
	if diff := cmp.Diff(&pages.PersonProfile{ID: "24", Username: "anna", FollowerCount: 12, IsUserFollowBusiness: true}, got); diff != "" {
		t.Error(diff)
	}
	g.want(
		call{Line: "GET /v26.0/24", Query: fields("id,name,first_name,last_name,profile_pic")},
		call{Line: "GET /v26.0/24", Query: fields("id,name,username,profile_pic,follower_count,is_verified_user,is_user_follow_business,is_business_follow_user")},
	)
	if _, err := page.PersonProfile(t.Context(), "", ""); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("nobody: %v", err)
	}
}
