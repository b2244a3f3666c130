package pages_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

func app() pages.AppCredentials { return pages.AppCredentials{AppID: "9", AppSecret: "SECRET"} }

func signUp() pages.SignUp {
	return pages.SignUp{App: app(), Code: "CODE", WABAID: "2", PhoneNumberID: "3", PIN: "123456"}
}

const (
	granted   = `{"access_token":"CUSTOMER","token_type":"bearer","expires_in":5184000}`
	success   = `{"success":true}`
	notYet    = `{"data":[{"id":"4"},{"id":3,"display_phone_number":"+39 06 0000 0012","status":"PENDING"}]}`
	connected = `{"data":[{"id":"3","display_phone_number":"+39 06 0000 0012","status":"CONNECTED"}]}`
)

func TestSignUp(t *testing.T) {
	t.Parallel()
	numbers := call{Line: "GET /v26.0/2/phone_numbers", Query: fields("id,display_phone_number,verified_name,status")}
	exchange := call{Line: "POST /v26.0/oauth/access_token", Body: "client_id=9&client_secret=SECRET&code=CODE"}
	subscribe := call{Line: "POST /v26.0/2/subscribed_apps"}
	for name, tt := range map[string]struct {
		change  func(*pages.SignUp)
		answers []string
		want    []call
		done    pages.SignedUp
	}{
		"from the code to the number": {
			answers: []string{granted, notYet, success, success},
			want:    []call{exchange, numbers, subscribe, {Line: "POST /v26.0/3/register", Body: `{"messaging_product":"whatsapp","pin":"123456"}`}},
			done:    pages.SignedUp{Registered: true},
		},
		"a number that is connected": {answers: []string{granted, connected, success}, want: []call{exchange, numbers, subscribe}},
		"a number that keeps its app": {
			change:  func(s *pages.SignUp) { s.KeepsApp, s.PIN = true, "" },
			answers: []string{granted, notYet, success}, want: []call{exchange, numbers, subscribe},
		},
		"with a webhook of its own": {
			change: func(s *pages.SignUp) {
				s.Webhook = pages.WebhookAddress{URL: "https://example.com/w", VerifyToken: "V"}
			},
			answers: []string{granted, connected, success, success},
			want: []call{exchange, numbers, subscribe,
				{Line: "POST /v26.0/2/subscribed_apps", Body: `{"override_callback_uri":"https://example.com/w","verify_token":"V"}`}},
		},
		"once more, with the token": {
			change:  func(s *pages.SignUp) { s.Code, s.Token, s.App = "", "CUSTOMER", pages.AppCredentials{} },
			answers: []string{connected, success}, want: []call{numbers, subscribe},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, tt.answers...)
			s := signUp()
			if tt.change != nil {
				tt.change(&s)
			}
			got, err := pages.CompleteSignUp(t.Context(), g.client, s)
			noError(t, err)
			if s.Code != "" && time.Until(got.Expires) < 59*24*time.Hour {
				t.Errorf("expires %v", got.Expires)
			}
			_, tokens := g.lines()
			for i, token := range tokens {
				if want := map[bool]string{true: "", false: "CUSTOMER"}[i == 0 && s.Code != ""]; token != want {
					t.Errorf("call %d has the token %q", i, token)
				}
			}
			g.want(tt.want...)
			got.Expires = time.Time{}
			tt.done.GrantedToken, tt.done.WABAID, tt.done.PhoneNumberID, tt.done.Number = pages.GrantedToken{Token: "CUSTOMER"}, "2", "3", "+39 06 0000 0012"
			if diff := cmp.Diff(&tt.done, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever step fails is named; the code is spent from the first on, so the token comes with the error, and can't be read off it.
func TestSignUpThatFails(t *testing.T) {
	t.Parallel()
	const refusal = `400 {"error":{"message":"No","code":100}}`
	for step, tt := range map[pages.SignUpStep]struct {
		answers []string
		token   pages.Secret
		is      error
	}{
		pages.SignUpExchange:  {[]string{refusal}, "", metabiz.ErrInvalidParam},
		pages.SignUpVerify:    {[]string{granted, `{"data":[{"id":"4"}]}`}, "CUSTOMER", metabiz.ErrNotFound},
		pages.SignUpSubscribe: {[]string{granted, notYet, refusal}, "CUSTOMER", metabiz.ErrInvalidParam},
		pages.SignUpRegister:  {[]string{granted, notYet, success, refusal}, "CUSTOMER", metabiz.ErrInvalidParam},
	} {
		t.Run(string(step), func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, tt.answers...)
			_, err := pages.CompleteSignUp(t.Context(), g.client, signUp())
			failed, ok := errors.AsType[*pages.SignUpError](err)
			if !ok || failed.Step != step || failed.Token != tt.token || !errors.Is(err, tt.is) {
				t.Fatalf("%v", err)
			}
			if text := fmt.Sprintf("%v %+v %s", err, failed, compact(t, failed)); strings.Contains(text, "CUSTOMER") || !strings.Contains(err.Error(), string(step)) {
				t.Errorf("says %s", text)
			}
		})
	}
	g := newGraph(t, `{"token_type":"bearer"}`)
	if _, err := pages.CompleteSignUp(t.Context(), g.client, signUp()); err == nil || !strings.Contains(err.Error(), "without a token") {
		t.Errorf("%v", err)
	}
}

func TestSignUpRefused(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	_, err := pages.CompleteSignUp(t.Context(), g.client, pages.SignUp{PIN: "12345x", Webhook: pages.WebhookAddress{URL: "http://" + strings.Repeat("a", 200)}})
	refused, ok := errors.AsType[*metabiz.ValidationError](err)
	if !ok {
		t.Fatal(err)
	}
	var got []string
	for _, f := range refused.Fields {
		got = append(got, f.Path)
	}
	if diff := cmp.Diff([]string{"AppID", "AppSecret", "Code", "WABAID", "PhoneNumberID", "PIN", "Webhook.URL", "Webhook.URL", "Webhook.VerifyToken"}, got); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(err.Error(), "12345x") {
		t.Errorf("tells the PIN: %v", err)
	}
	g.want()
}

// The whole of it against a Graph API that checks what it gets; twice.
func TestSignUpStory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hook := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { fmt.Fprint(rw, r.URL.Query().Get("hub.challenge")) }))
	t.Cleanup(hook.Close)
	w.change(t, w.PhoneNumberID, map[string]any{"status": "PENDING"})
	s := pages.SignUp{App: pages.AppCredentials{AppID: w.AppID, AppSecret: "secret"}, Code: pages.Secret(w.LoginCode()), WABAID: w.WABAID, PhoneNumberID: w.PhoneNumberID, PIN: "123456"}
	done, err := pages.CompleteSignUp(t.Context(), w.client, s)
	noError(t, err)
	if !done.Registered || done.Number != w.DisplayPhone {
		t.Errorf("%+v", done)
	}
	// The code is spent, the token is not.
	if _, err := pages.CompleteSignUp(t.Context(), w.client, s); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("%v", err)
	}
	s.Code, s.Token = "", done.Token
	again, err := pages.CompleteSignUp(t.Context(), w.client, s)
	noError(t, err)
	if again.Registered {
		t.Error("registered again")
	}
	customer, err := done.Client(w.client)
	noError(t, err)
	apps, err := metabiz.Collect(metabiz.List[json.RawMessage](t.Context(), customer, &metabiz.Request{Method: "GET", Path: w.WABAID + "/subscribed_apps"}))
	noError(t, err)
	if len(apps) != 1 {
		t.Errorf("apps %s", apps)
	}
	renewed, err := pages.RefreshToken(t.Context(), w.client, s.App, done.Token)
	noError(t, err)
	if !renewed.Token.Known() || renewed.Token == done.Token || renewed.Expires.IsZero() {
		t.Errorf("renewed %+v", renewed)
	}
}

func TestRefreshToken(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"access_token":"NEW"}`)
	got, err := pages.RefreshToken(t.Context(), g.client, app(), "OLD")
	noError(t, err)
	if diff := cmp.Diff(&pages.GrantedToken{Token: "NEW"}, got); diff != "" {
		t.Error(diff)
	}
	form := url.Values{"client_id": {"9"}, "client_secret": {"SECRET"}, "fb_exchange_token": {"OLD"}, "grant_type": {"fb_exchange_token"}, "set_token_expires_in_60_days": {"true"}}
	g.want(call{Line: "POST /v26.0/oauth/access_token", Body: form.Encode()})
	if _, err := pages.RefreshToken(t.Context(), g.client, pages.AppCredentials{}, ""); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("%v", err)
	}
	g.want()
}

func TestSystemUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	business := pages.NewBusiness(w.client, w.BusinessID)
	made, err := business.CreateSystemUser(t.Context(), "Reporter", pages.SystemUserEmployee)
	noError(t, err)
	listed, err := metabiz.Collect(business.SystemUsers(t.Context()))
	noError(t, err)
	var names []string
	for _, u := range listed {
		names = append(names, u.Name)
	}
	if diff := cmp.Diff([]string{"Shop System User", "Reporter"}, names); diff != "" || made.Name != "Reporter" || listed[1].CreatedTime.IsZero() {
		t.Errorf("%+v %s", made, diff)
	}
	params := pages.SystemUserTokenParams{SystemUserID: made.ID, Scopes: []string{"ads_read"}, ExpiresIn60Days: true}
	token, err := business.SystemUserToken(t.Context(), params)
	noError(t, err)
	same, err := business.SystemUserToken(t.Context(), pages.SystemUserTokenParams{SystemUserID: made.ID, FetchOnly: true})
	noError(t, err)
	if !token.Known() || same != token || strings.Contains(fmt.Sprint(token), string(token)) {
		t.Errorf("tokens %s, %s", token, same)
	}
	_, err = business.CreateSystemUser(t.Context(), "", "")
	if refused, ok := errors.AsType[*metabiz.ValidationError](err); !ok || len(refused.Fields) != 2 {
		t.Errorf("%v", err)
	}
	_, err = business.SystemUserToken(t.Context(), pages.SystemUserTokenParams{Assets: []string{""}})
	if refused, ok := errors.AsType[*metabiz.ValidationError](err); !ok || len(refused.Fields) != 3 {
		t.Errorf("%v", err)
	}
	if page, err := metabiz.Collect(business.SystemUserPages(t.Context(), metabiz.WithPageSize(1))); err != nil || len(page) != 2 {
		t.Errorf("%v, %v", page, err)
	}
}

func TestBusiness(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ready(t)
	business := pages.NewBusiness(w.client, w.BusinessID)
	read, err := business.Get(t.Context())
	noError(t, err)
	if diff := cmp.Diff(&pages.Business{ID: w.BusinessID, Name: "Bottega Srl", VerificationStatus: "verified"}, read); diff != "" {
		t.Error(diff)
	}
	of, err := metabiz.Collect(pages.Me(w.client).Businesses(t.Context()))
	noError(t, err)
	if len(of) != 1 || of[0].ID != w.BusinessID {
		t.Errorf("businesses %+v", of)
	}
	if held, err := business.HasPage(t.Context(), w.PageID); err != nil || held != pages.HoldingOwned {
		t.Errorf("holds the Page: %q, %v", held, err)
	}
	if held, err := business.HasPage(t.Context(), "404"); err != nil || held != pages.HoldingNone {
		t.Errorf("holds another: %q, %v", held, err)
	}
	page := pages.NewPage(w.client, w.PageID)
	details, err := page.NumberDetails(t.Context(), w.BusinessID)
	noError(t, err)
	if p := details.Platform; p == nil || p.ID != w.PhoneNumberID || p.Account.ID != w.WABAID || p.Account.Shared || p.Status != "CONNECTED" ||
		!details.CanManageFlows || !details.IsBusiness || !details.Is(w.DisplayPhone) {
		t.Errorf("%+v", details)
	}
	w.change(t, w.PageID, map[string]any{"whatsapp_number": "+39 333 000 0001"})
	details, err = page.NumberDetails(t.Context(), w.BusinessID)
	noError(t, err)
	if details.Platform != nil || !details.Linked {
		t.Errorf("a number of the app: %+v", details)
	}
	if _, err := business.FindWhatsAppNumber(t.Context(), "+39 333 000 0001"); !errors.Is(err, metabiz.ErrNotFound) {
		t.Errorf("%v", err)
	}
	w.Fault(emulator.Fault{Kind: emulator.FaultStatus, Path: "*/flows", Code: 10, Status: 403, Times: 1})
	w.change(t, w.PageID, map[string]any{"whatsapp_number": w.DisplayPhone})
	if details, err := page.NumberDetails(t.Context(), w.BusinessID); err != nil || details.CanManageFlows {
		t.Errorf("without the permission: %+v, %v", details, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := page.NumberDetails(ctx, w.BusinessID); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Accounts that clients share come after those that are owned, and are told from them.
func TestWhatsAppAccounts(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"data":[{"id":"2","name":"Own"}]}`, `{"data":[{"id":"3","name":"Client's"}]}`)
	got, err := metabiz.Collect(pages.NewBusiness(g.client, "1").WhatsAppAccounts(t.Context()))
	noError(t, err)
	if len(got) != 2 || got[0].Name != "Own" || got[0].Shared || got[1].ID != "3" || !got[1].Shared {
		t.Errorf("%+v", got)
	}
	lines, _ := g.lines()
	if diff := cmp.Diff([]string{"GET /v26.0/1/owned_whatsapp_business_accounts", "GET /v26.0/1/client_whatsapp_business_accounts"}, lines); diff != "" {
		t.Error(diff)
	}
	g = newGraph(t, ended)
	if _, err := metabiz.Collect(pages.NewBusiness(g.client, "1").WhatsAppNumbers(t.Context())); !errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("%v", err)
	}
}
