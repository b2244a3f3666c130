package pages_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/internal/vcr"
	"github.com/metabiz-go/metabiz/pages"
)

// ready has the Page show the number.
func (p played) ready(t *testing.T) {
	t.Helper()
	p.World(func(e *emulator.Emulator) {
		noError(t, e.Change(p.Seed.PageID, map[string]any{"whatsapp_number": p.Seed.DisplayPhone, "has_whatsapp_number": true, "has_whatsapp_business_number": true}))
	})
}

// The doctor asks for all that he tells, and finds the one thing that is missing.
func TestCassetteDoctor(t *testing.T) {
	t.Parallel()
	p := play(t, "page_doctor")
	p.ready(t)
	d, err := pages.Doctor(t.Context(), p.client, pages.Checkup{PageID: p.Seed.PageID, BusinessID: p.Seed.BusinessID, Number: p.Seed.DisplayPhone, AdAccountID: p.Seed.AdAccountID})
	noError(t, err)
	if open := d.Open(); len(open) != 1 || open[0].Subject != pages.SubjectNumber || len(d.Findings) < 15 {
		t.Errorf("found:\n%s", d)
	}
}

// A customer who has gone through the dialog is signed up, once.
func TestCassetteSignUp(t *testing.T) {
	t.Parallel()
	p := play(t, "business_sign_up", vcr.Ignore("client_secret", "code"))
	code := "AQplayed"
	p.World(func(e *emulator.Emulator) {
		noError(t, e.Change(p.Seed.PhoneNumberID, map[string]any{"status": "PENDING"}))
		code = e.LoginCode()
	})
	s := pages.SignUp{
		App: pages.AppCredentials{AppID: p.Seed.AppID, AppSecret: pages.Secret(p.AppSecret)}, Code: pages.Secret(code),
		WABAID: p.Seed.WABAID, PhoneNumberID: p.Seed.PhoneNumberID, PIN: "123456",
	}
	done, err := pages.CompleteSignUp(t.Context(), p.client, s)
	noError(t, err)
	if !done.Registered || done.Number != p.Seed.DisplayPhone || !done.Token.Known() {
		t.Errorf("%+v", done)
	}
	_, err = pages.CompleteSignUp(t.Context(), p.client, s)
	if failed, ok := errors.AsType[*pages.SignUpError](err); !ok || failed.Step != pages.SignUpExchange {
		t.Errorf("with a code that is spent: %v", err)
	}
}

func TestCassetteSystemUsers(t *testing.T) {
	t.Parallel()
	p := play(t, "business_system_users")
	business := pages.NewBusiness(p.client, p.Seed.BusinessID)
	made, err := business.CreateSystemUser(t.Context(), "Reporter", pages.SystemUserEmployee)
	noError(t, err)
	listed, err := metabiz.Collect(business.SystemUsers(t.Context()))
	noError(t, err)
	if len(listed) != 2 || listed[1].ID != made.ID {
		t.Errorf("listed %+v", listed)
	}
}

// The number that the Page shows is found on its WhatsApp account, and the ad sets that lead to it in the ad account.
func TestCassetteNumberDetails(t *testing.T) {
	t.Parallel()
	p := play(t, "page_number_details")
	p.ready(t)
	page := pages.NewPage(p.client, p.Seed.PageID)
	details, err := page.NumberDetails(t.Context(), p.Seed.BusinessID)
	noError(t, err)
	if details.Platform == nil || details.Platform.ID != p.Seed.PhoneNumberID || !details.CanManageFlows {
		t.Errorf("%+v", details)
	}
	sets, err := metabiz.Collect(page.NumberAdSets(t.Context(), p.Seed.AdAccountID, p.Seed.DisplayPhone))
	noError(t, err)
	if len(sets) > 0 {
		t.Errorf("ad sets %+v", sets)
	}
	promotion, err := page.Promotion(t.Context())
	noError(t, err)
	if !promotion.OK() {
		t.Errorf("%+v", promotion)
	}
}

// The Instagram account that goes with the Page, and the flow that greets on it.
func TestCassetteInstagram(t *testing.T) {
	t.Parallel()
	p := play(t, "page_instagram")
	page := p.page(t)
	linked, err := page.LinkedInstagram(t.Context())
	noError(t, err)
	if linked.ID != p.Seed.InstagramID || !linked.IsProfessional {
		t.Errorf("%+v", linked)
	}
	accounts, err := metabiz.Collect(page.InstagramAccounts(t.Context(), metabiz.WithFields("id", "username")))
	noError(t, err)
	if len(accounts) != 1 || !linked.Is(accounts[0].Username) {
		t.Errorf("accounts %+v", accounts)
	}
	flow, err := pages.WelcomeFlowFrom(trattoria, pages.PlatformInstagram)
	noError(t, err)
	id, err := page.CreateWelcomeFlow(t.Context(), flow)
	noError(t, err)
	flows, err := metabiz.Collect(page.InstagramWelcomeFlows(t.Context(), linked.ID, pages.WelcomeFlowQuery{FlowID: id}))
	noError(t, err)
	if len(flows) != 1 || flows[0].ID != id || !flows[0].IsIGOnlyFlow {
		t.Fatalf("flows %+v", flows)
	}
	messages, err := flows[0].Messages()
	noError(t, err)
	if diff := cmp.Diff(flow.Messages, messages); diff != "" {
		t.Error(diff)
	}
}

func TestCassetteCallToAction(t *testing.T) {
	t.Parallel()
	p := play(t, "page_call_to_actions")
	page := p.page(t)
	buttons, err := metabiz.Collect(page.CallToActions(t.Context()))
	noError(t, err)
	if len(buttons) != 1 || buttons[0].Type != pages.CallToActionContactUs {
		t.Fatalf("buttons %+v", buttons)
	}
	id := buttons[0].ID
	noError(t, page.ChangeCallToAction(t.Context(), id, pages.CallToActionChange{Type: pages.CallToActionMessage, WebDestinationType: "MESSENGER"}))
	changed, err := page.PageCallToAction(id).Get(t.Context(), metabiz.WithFields("id", "type", "web_destination_type"))
	noError(t, err)
	if changed.Type != pages.CallToActionMessage || changed.WebDestinationType != "MESSENGER" {
		t.Errorf("changed to %+v", changed)
	}
	noError(t, page.DeleteCallToAction(t.Context(), id))
}

func TestCassettePublish(t *testing.T) {
	t.Parallel()
	p := play(t, "page_feed")
	p.ready(t)
	page := p.page(t)
	id, err := page.Publish(t.Context(), pages.Post{
		Message: "Write to us", Button: pages.WhatsAppButton(),
		Photos: []pages.PostPhoto{
			{URL: "https://www.example.com/cup.jpg", AltText: "A cup of coffee"}, {URL: "https://www.example.com/beans.jpg"},
		},
	})
	noError(t, err)
	posts, err := metabiz.Collect(page.PublishedPosts(t.Context(), pages.PostQuery{}))
	noError(t, err)
	if len(posts) != 1 || posts[0].ID != id || !posts[0].IsEligibleForPromotion {
		t.Errorf("posts %+v", posts)
	}
	noError(t, page.PagePost(id).Delete(t.Context()))
}

// Settings of the Page, and who may do what on it.
func TestCassetteSettings(t *testing.T) {
	t.Parallel()
	p := play(t, "page_settings")
	page := p.page(t)
	noError(t, page.ChangeSettings(t.Context(), map[string]any{"USERS_CAN_POST": false}))
	settings, err := metabiz.Collect(page.Settings(t.Context()))
	noError(t, err)
	for _, s := range settings {
		if s.Setting == "USERS_CAN_POST" && string(s.Value) != "false" {
			t.Errorf("%s is %s", s.Setting, s.Value)
		}
	}
	noError(t, page.Update(t.Context(), pages.PageUpdate{About: "Coffee, roasted here"}))
	owner := pages.NewPage(p.client, p.Seed.PageID)
	noError(t, owner.Assign(t.Context(), p.Seed.UserID, []pages.Task{pages.TaskAdvertise, pages.TaskAnalyze}))
	people, err := metabiz.Collect(owner.AssignedUsers(t.Context(), p.Seed.BusinessID))
	noError(t, err)
	if len(people) != 1 || people[0].ID != p.Seed.UserID {
		t.Errorf("people %+v", people)
	}
	read, err := pages.Me(p.client).Administers(t.Context(), p.Seed.PageID, pages.TaskAdvertise)
	noError(t, err)
	if read.Role() != pages.RoleAdvertiser {
		t.Errorf("role %s", read.Role())
	}
	noError(t, owner.UnassignUser(t.Context(), p.Seed.UserID))
}

// What greets on Messenger and on Instagram is made of one greeting.
func TestCassetteMessengerProfile(t *testing.T) {
	t.Parallel()
	p := play(t, "page_messenger_profile")
	page := p.page(t)
	for _, platform := range []pages.Platform{pages.PlatformMessenger, pages.PlatformInstagram} {
		profile, err := pages.MessengerProfileFrom(trattoria, platform)
		noError(t, err)
		noError(t, page.SetMessengerProfile(t.Context(), platform, profile))
		read, err := page.MessengerProfile(t.Context(), platform)
		noError(t, err)
		if diff := cmp.Diff(&profile, read); diff != "" {
			t.Errorf("%s (-want +got):\n%s", platform, diff)
		}
		noError(t, page.DeleteMessengerProfile(t.Context(), platform, []pages.ProfileField{pages.ProfileIceBreakers}))
	}
}

// A person who has written gets a menu of their own.
func TestCassetteUserMenu(t *testing.T) {
	t.Parallel()
	p := play(t, "page_custom_user_settings")
	page := p.page(t)
	p.World(func(e *emulator.Emulator) {
		anna := e.Person("+39 333 000 0001", "Anna Rossi")
		if anna.Messenger().ID() != annaPSID {
			t.Errorf("the person is %q", anna.Messenger().ID())
		}
		noError(t, anna.Messenger().Write("Ciao"))
	})
	menus := []pages.LocalMenu{{Locale: "default", Items: []pages.Button{pages.PostbackButton{Title: "My orders", Payload: "ORDERS"}}}}
	noError(t, page.SetUserMenu(t.Context(), annaPSID, menus))
	settings, err := page.CustomUserSettings(t.Context(), annaPSID)
	noError(t, err)
	if diff := cmp.Diff(menus, settings.UserLevelPersistentMenu); diff != "" {
		t.Error(diff)
	}
	noError(t, page.DeleteUserMenu(t.Context(), annaPSID))
	err = page.SetUserMenu(t.Context(), "4040", menus)
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Subcode != 2018001 {
		t.Errorf("somebody unknown: %v", err)
	}
}

// annaPSID is the person's id for the Page.
const annaPSID = "241014248931254005"
