package pages_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const instagramFields = "id,instagram_business_account{id,username},connected_instagram_account{id,username}"

func TestLinkedInstagram(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]pages.LinkedInstagram{
		`{"id":"1","instagram_business_account":{"id":"17","username":"shop"},"connected_instagram_account":{"id":"18"}}`: {ID: "17", Username: "shop", IsProfessional: true},
		`{"id":"1","connected_instagram_account":{"id":18,"username":"me"}}`:                                              {ID: "18", Username: "me"},
		`{"id":"1"}`: {},
	} {
		g := newGraph(t, answer)
		got, err := pages.NewPage(g.client, "1").LinkedInstagram(t.Context())
		noError(t, err)
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Error(diff)
		}
		if got.Linked() != (want.ID != "") {
			t.Errorf("linked: %t", got.Linked())
		}
		g.want(call{Line: "GET /v26.0/1", Query: fields(instagramFields)})
	}
	account := pages.LinkedInstagram{ID: "17", Username: "shop"}
	for name, is := range map[string]bool{"shop": true, " @Shop": true, "17": true, "": false, "@": false, "shops": false} {
		if account.Is(name) != is {
			t.Errorf("Is(%q) is %t", name, !is)
		}
	}
}

func TestUnlinked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer string
		do     func(*pages.PageHandle) error
		want   string // words of the error; none for success
		is     error
	}{
		"number is there":      {`{"id":"1","whatsapp_number":"+39 333 1234567"}`, func(p *pages.PageHandle) error { return p.CheckNumber(t.Context(), "00393331234567") }, "", nil},
		"number is gone":       {`{"id":"1"}`, func(p *pages.PageHandle) error { return p.CheckNumber(t.Context(), "+393331234567") }, "has lost the WhatsApp number +393331234567 and has none now", metabiz.ErrInvalidParam},
		"number is another":    {`{"id":"1","whatsapp_number":"+39 333 7654321"}`, func(p *pages.PageHandle) error { return p.CheckNumber(t.Context(), "+393331234567") }, "has +39 333 7654321 now", metabiz.ErrInvalidParam},
		"number is hidden":     {`{"id":"1","has_whatsapp_number":true}`, func(p *pages.PageHandle) error { return p.CheckNumber(t.Context(), "+393331234567") }, "may or may not be", metabiz.ErrInvalidParam},
		"no number asked for":  {"", func(p *pages.PageHandle) error { return p.CheckNumber(t.Context(), "12") }, "number has 2 digits", metabiz.ErrInvalidParam},
		"account is there":     {`{"id":"1","instagram_business_account":{"id":"17","username":"shop"}}`, func(p *pages.PageHandle) error { return p.CheckInstagram(t.Context(), "@shop") }, "", nil},
		"account is gone":      {`{"id":"1"}`, func(p *pages.PageHandle) error { return p.CheckInstagram(t.Context(), "shop") }, "Linked accounts › Instagram", metabiz.ErrInvalidParam},
		"no account to unlink": {`{"id":"1"}`, func(p *pages.PageHandle) error { return p.UnlinkInstagram(t.Context()) }, "", nil},
		"account to unlink":    {`{"id":"1","instagram_business_account":{"id":"17","username":"shop"}}`, func(p *pages.PageHandle) error { return p.UnlinkInstagram(t.Context()) }, "no call to disconnect the Instagram account", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, tt.answer)
			err := tt.do(pages.NewPage(g.client, "1"))
			switch {
			case tt.want == "":
				noError(t, err)
			case err == nil || !strings.Contains(err.Error(), tt.want):
				t.Errorf("%v, not %q", err, tt.want)
			case tt.is != nil && !errors.Is(err, tt.is):
				t.Errorf("%v is no %v", err, tt.is)
			}
			if lines, _ := g.lines(); (len(lines) == 0) != (tt.answer == "") {
				t.Errorf("called %v", lines)
			}
		})
	}
}

func TestWaitForInstagram(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":"1"}`, `{"id":"1","instagram_business_account":{"id":"17","username":"shop"}}`)
	got, err := pages.NewPage(g.client, "1").WaitForInstagram(t.Context(), "@shop", quick)
	noError(t, err)
	if got.ID != "17" {
		t.Errorf("%+v", got)
	}
	_, err = pages.NewPage(g.client, "1").WaitForInstagram(t.Context(), "other", pages.PollOptions{Interval: time.Millisecond, Timeout: 5 * time.Millisecond})
	pending, ok := errors.AsType[*pages.InstagramPendingError](err)
	if !ok || pending.Linked != "shop" || !errors.Is(err, metabiz.ErrTransient) || !strings.Contains(err.Error(), "still tied to the Instagram account shop") {
		t.Errorf("%v", err)
	}
}

func TestWaitUntilUnlinked(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":"1","whatsapp_number":"+39 333 1234567"}`, `{"id":"1","whatsapp_number":"+39 333 1234567"}`, `{"id":"1"}`)
	noError(t, pages.NewPage(g.client, "1").WaitUntilUnlinked(t.Context(), quick))
	g = newGraph(t, `{"id":"1","whatsapp_number":"+39 333 1234567"}`)
	err := pages.NewPage(g.client, "1").WaitUntilUnlinked(t.Context(), pages.PollOptions{Interval: time.Millisecond, Timeout: 5 * time.Millisecond})
	if step, ok := errors.AsType[*pages.ManualStepError](err); !ok || step.Number != "+39 333 1234567" {
		t.Errorf("%v", err)
	}
	g = newGraph(t, ended)
	if err := pages.NewPage(g.client, "1").WaitUntilUnlinked(t.Context(), quick); !errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("%v", err)
	}
}

// The ad sets that lead to a number are those of the Page that name it, or none where the Page's own is meant.
func TestNumberAdSets(t *testing.T) {
	t.Parallel()
	const sets = `{"data":[
		{"id":"10","name":"Page's number","effective_status":"ACTIVE","destination_type":"WHATSAPP","promoted_object":{"page_id":"1"}},
		{"id":"11","destination_type":"MESSAGING_INSTAGRAM_DIRECT_WHATSAPP","promoted_object":{"page_id":"1","whatsapp_phone_number":"+393331234567"}},
		{"id":"12","destination_type":"WHATSAPP","promoted_object":{"page_id":"1","whatsapp_phone_number":"+393337654321"}},
		{"id":"13","destination_type":"MESSENGER","promoted_object":{"page_id":"1"}},
		{"id":"14","destination_type":"WHATSAPP","promoted_object":{"page_id":"2"}},
		{"id":"15"}]}`
	for number, want := range map[string][]string{"+39 333 1234567": {"10", "11"}, "": {"10", "11", "12"}} {
		g := newGraph(t, sets)
		var got []string
		for set, err := range pages.NewPage(g.client, "1").NumberAdSets(t.Context(), "7", number) {
			noError(t, err)
			got = append(got, set.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", number, diff)
		}
		g.want(call{Line: "GET /v26.0/act_7/adsets", Query: url.Values{"fields": {"id,name,effective_status,destination_type,promoted_object"}}})
	}
	g := newGraph(t)
	for _, err := range pages.NewPage(g.client, "1").NumberAdSets(t.Context(), "", "12") {
		if refused, ok := errors.AsType[*metabiz.ValidationError](err); !ok || len(refused.Fields) != 2 {
			t.Errorf("%v", err)
		}
	}
	g.want()
}
