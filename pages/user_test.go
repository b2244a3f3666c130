package pages_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const accountFields = "id,name,category,link,is_published,access_token,tasks,whatsapp_number,has_whatsapp_number,has_whatsapp_business_number"

func TestAccounts(t *testing.T) {
	t.Parallel()
	g := newGraph(t,
		`{"data":[{"id":1,"name":"One","tasks":["ADVERTISE"],"access_token":"T1"}],"paging":{"cursors":{"after":"A"},"next":"https://x/?after=A"}}`,
		`{"data":[{"id":"2","name":"Two","tasks":["PROFILE_PLUS_FULL_CONTROL"],"has_whatsapp_number":"true"}]}`)
	got, err := metabiz.Collect(pages.Me(g.client).Accounts(t.Context(), pages.AccountQuery{IsPromotable: new(false)}, metabiz.WithPageSize(2)))
	noError(t, err)
	want := []pages.Page{
		{ID: "1", Name: "One", Tasks: []pages.Task{pages.TaskAdvertise}, AccessToken: "T1"},
		{ID: "2", Name: "Two", Tasks: []pages.Task{pages.TaskPlusFullControl}, HasWhatsAppNumber: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	g.want(
		call{Line: "GET /v26.0/me/accounts", Query: url.Values{"fields": {accountFields}, "is_promotable": {"false"}, "limit": {"2"}}},
		call{Line: "GET /v26.0/me/accounts", Query: url.Values{"fields": {accountFields}, "is_promotable": {"false"}, "limit": {"2"}, "after": {"A"}}},
	)
}

func TestCan(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		have pages.Task
		want pages.Task
		can  bool
	}{
		{"ADVERTISE", pages.TaskAdvertise, true},
		{"PROFILE_PLUS_ADVERTISE", pages.TaskAdvertise, true},
		{"ADVERTISE", pages.TaskPlusAdvertise, true},
		{"MANAGE", pages.TaskAdvertise, true},
		{"PROFILE_PLUS_FULL_CONTROL", pages.TaskManage, true},
		{"PROFILE_PLUS_MANAGE", pages.TaskManage, true},
		{"PROFILE_PLUS_MODERATE_DELEGATE_COMMUNITY", pages.TaskModerateCommunity, true},
		{"PROFILE_PLUS_MANAGE", pages.TaskAdvertise, false},
		{"PROFILE_PLUS_FACEBOOK_ACCESS", pages.TaskAdvertise, false},
		{"ANALYZE", pages.TaskAdvertise, false},
		{"ADVERTISE", pages.TaskManage, false},
	} {
		page := pages.Page{Tasks: []pages.Task{"SOMETHING_NEW", tt.have}}
		if got := page.Can(tt.want); got != tt.can {
			t.Errorf("with %s: Can(%s) is %t", tt.have, tt.want, got)
		}
	}
	if (&pages.Page{}).Can(pages.TaskAnalyze) {
		t.Error("without tasks: can")
	}
}

func TestAdministersWhat(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	if _, err := pages.Me(g.client).Administers(t.Context(), " "); !errors.Is(err, metabiz.ErrInvalidParam) || errors.Is(err, metabiz.ErrPermission) {
		t.Errorf("no Page: %v", err)
	}
	g.want()
}

func TestAdministers(t *testing.T) {
	t.Parallel()
	const accounts = `{"data":[{"id":"1","name":"Bottega","tasks":["ANALYZE","ADVERTISE"],"access_token":"PAGE-TOKEN"},{"id":"2","tasks":["PROFILE_PLUS_FULL_CONTROL"]},{"id":"3"}]}`
	for name, tt := range map[string]struct {
		page  string
		tasks []pages.Task
		want  []string // words of the error; none for success
	}{
		"full control":     {page: "2"},
		"one task":         {page: "1", tasks: []pages.Task{pages.TaskAdvertise}},
		"does not manage":  {page: "1", want: []string{"Page 1 (Bottega)", "lacks MANAGE", "only ANALYZE, ADVERTISE", "Business settings"}},
		"lacks one of two": {page: "1", tasks: []pages.Task{pages.TaskAdvertise, pages.TaskMessaging}, want: []string{"lacks MESSAGING there"}},
		"no task at all":   {page: "3", want: []string{"Page 3: the user has no task there, MANAGE is needed"}},
		"Page of others":   {page: "4", want: []string{"Page 4: it is not among the Pages"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, accounts)
			page, err := pages.Me(g.client).Administers(t.Context(), tt.page, tt.tasks...)
			if len(tt.want) == 0 {
				noError(t, err)
				if page.ID != tt.page {
					t.Errorf("found %q", page.ID)
				}
				return
			}
			if !errors.Is(err, metabiz.ErrPermission) {
				t.Fatalf("error: %v", err)
			}
			if _, ok := errors.AsType[*pages.AccessError](err); !ok {
				t.Errorf("error is a %T", err)
			}
			for _, words := range tt.want {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("error does not say %q: %v", words, err)
				}
			}
		})
	}
}

func TestPageToken(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":"1","access_token":"PAGE-TOKEN"}`, `{"id":"1","name":"Bottega"}`)
	page, err := pages.NewPage(g.client, "1").WithPageToken(t.Context())
	noError(t, err)
	for range 2 {
		_, err := page.Get(t.Context(), metabiz.WithFields("name"))
		noError(t, err)
	}
	_, tokens := g.lines()
	if diff := cmp.Diff([]string{"USER-TOKEN", "PAGE-TOKEN", "PAGE-TOKEN"}, tokens); diff != "" {
		t.Error(diff)
	}
	g.want(
		call{Line: "GET /v26.0/1", Query: fields("id,access_token")},
		call{Line: "GET /v26.0/1", Query: fields("name")},
		call{Line: "GET /v26.0/1", Query: fields("name")},
	)

	read := pages.Page{ID: "1", AccessToken: "PAGE-TOKEN"}
	handle, err := read.Handle(g.client)
	noError(t, err)
	_, err = handle.LinkedNumber(t.Context())
	noError(t, err)
	if _, tokens := g.lines(); tokens[0] != "PAGE-TOKEN" {
		t.Errorf("called with %q", tokens[0])
	}

	none := newGraph(t, `{"id":"1"}`)
	if _, err := pages.NewPage(none.client, "1").WithPageToken(t.Context()); !errors.Is(err, metabiz.ErrPermission) {
		t.Errorf("no token: %v", err)
	}
}

// A Page's token must not get into logs by way of the Page.
func TestTokenIsNotPrinted(t *testing.T) {
	t.Parallel()
	page := pages.Page{ID: "1", AccessToken: "PAGE-TOKEN", PageToken: "PAGE-TOKEN"}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		logger := slog.New(handler)
		logger.Info("read", "page", page, "pointer", &page, "token", page.AccessToken)
	}
	printed := log.String() + fmt.Sprintf("%v %+v %#v %s %q", page, page, page, page.AccessToken, page.AccessToken)
	if strings.Contains(printed, "PAGE-TOKEN") {
		t.Errorf("printed: %s", printed)
	}
	for _, verb := range []string{"%x", "%X", "%d", "%t", "%c", "%U", "%e", "%20v", "%-20s"} {
		for _, v := range []any{page, &page, []pages.Page{page}, page.AccessToken, map[pages.Secret]pages.Secret{page.AccessToken: page.AccessToken}} {
			if printed := fmt.Sprintf(verb, v); strings.Contains(printed, "PAGE-TOKEN") || strings.Contains(strings.ToLower(printed), "504147") {
				t.Errorf("%s of %T: %s", verb, v, printed)
			}
		}
	}
	if got := fmt.Sprintf("%s %q %v %#v", page.AccessToken, page.AccessToken, page.AccessToken, page.AccessToken); got != `[secret] "[secret]" [secret] "[secret]"` {
		t.Errorf("printed: %s", got)
	}
	// slog encodes lists and structs as JSON, which goes past LogValue.
	encoded := compact(t, map[string]any{"page": page, "list": []pages.Page{page}, "token": page.AccessToken})
	if strings.Contains(encoded, "PAGE-TOKEN") {
		t.Errorf("JSON: %s", encoded)
	}
	// What comes back from there is no token to act with.
	g := newGraph(t)
	var back pages.Page
	noError(t, json.Unmarshal([]byte(compact(t, page)), &back))
	handle, err := back.Handle(g.client)
	noError(t, err)
	if handle.Client() != g.client {
		t.Error("the handle has a token of its own")
	}
}

func TestUser(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":"7","name":"Anna","timezone":"1"}`)
	user, err := pages.NewUser(g.client, "7").Get(t.Context(), metabiz.WithFields("id", "name", "timezone"))
	noError(t, err)
	if diff := cmp.Diff(&pages.User{ID: "7", Name: "Anna", Timezone: 1}, user); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/7", Query: fields("id,name,timezone")})
	if _, err := pages.NewUser(g.client, "").Get(t.Context()); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("empty id: %v", err)
	}
	g.want()
}
