package pages_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// world is an emulator in which all that a Page needs is in place.
type world struct {
	*emulator.Emulator
	emulator.Seed
	client *metabiz.Client
}

func newWorld(t *testing.T) world {
	t.Helper()
	e, err := emulator.Start(emulator.Config{Start: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), AppSecret: "secret"})
	noError(t, err)
	t.Cleanup(func() { _ = e.Close() })
	w := world{Emulator: e, Seed: e.Seed()}
	w.client, err = metabiz.New(metabiz.WithToken(w.Token), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(e.URL()), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	noError(t, err)
	return w
}

// ready has the Page show the number, and its messages come to the app.
func (w world) ready(t *testing.T) {
	t.Helper()
	w.change(t, w.PageID, map[string]any{"whatsapp_number": w.DisplayPhone, "has_whatsapp_number": true, "has_whatsapp_business_number": true})
	noError(t, w.client.Post(t.Context(), w.WABAID+"/subscribed_apps", nil, nil))
}

func (w world) change(t *testing.T, id string, fields map[string]any) {
	t.Helper()
	noError(t, w.Change(id, fields))
}

func (w world) checkup() pages.Checkup {
	return pages.Checkup{PageID: w.PageID, BusinessID: w.BusinessID, Number: w.DisplayPhone, AdAccountID: w.AdAccountID}
}

func TestDoctorFindsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ready(t)
	d, err := pages.Doctor(t.Context(), w.client, w.checkup())
	noError(t, err)
	if !d.Healthy() || len(d.Open()) > 0 {
		t.Errorf("open:\n%s", d)
	}
	want := `Person
  ✓ the token works: it is of Shop System User
  ✓ the token has the permissions: pages_show_list, pages_read_engagement, pages_manage_ads, ads_management, business_management, whatsapp_business_management
  ✓ Shop System User may advertise for the Page Bottega del Caffè (full control: advertise and link a WhatsApp number, read insights, post, answer messages, answer and remove comments, manage people and settings)
Business
  ✓ Shop System User is in the business Bottega Srl
  ✓ Meta has verified the business
  ✓ the Page is the business's own
Page
  ✓ the Page is published
  ✓ Meta lets it be promoted
  ✓ the Instagram account bottegadelcaffe goes with it
Number
  ✓ the Page shows +39 06 0000 0012
  ✓ +39 06 0000 0012 is on the WhatsApp account Bottega Srl, the business's own
  ✓ it is connected
  ✓ its messages go to an app
Ad account
  ✓ the ad account Bottega Srl is active
  ✓ the ad account has a payment method
  ✓ Shop System User may advertise with it
  ✓ it may advertise for the Page
`
	if diff := cmp.Diff(want, d.String()); diff != "" {
		t.Error(diff)
	}
	// Only what is named is looked at.
	d, err = pages.Doctor(t.Context(), w.client, pages.Checkup{PageID: w.PageID})
	noError(t, err)
	for _, f := range d.Findings {
		if f.Subject != pages.SubjectPerson && f.Subject != pages.SubjectPage {
			t.Errorf("looked at %+v", f)
		}
	}
}

// Whatever is missing is found, alone, and has one remedy.
func TestDoctorFinds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil   func(*testing.T, world)
		look    func(*pages.Checkup)
		subject pages.Subject
		verdict pages.Verdict
		text    string
		remedy  string
	}{
		"only other tasks": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.PageID, map[string]any{"tasks": []string{"ANALYZE", "MESSAGING"}})
			},
			subject: pages.SubjectPerson, verdict: pages.VerdictMissing, text: "may not advertise for the Page, only read insights, answer messages", remedy: "the task Ads",
		},
		"a permission": {
			spoil: func(t *testing.T, w world) {
				noError(t, w.client.Delete(t.Context(), w.UserID+"/permissions", map[string]string{"permission": "pages_manage_ads"}, nil))
			},
			subject: pages.SubjectPerson, verdict: pages.VerdictMissing, text: "the token lacks pages_manage_ads", remedy: "log in again",
		},
		"unpublished": {
			spoil:   func(t *testing.T, w world) { w.change(t, w.PageID, map[string]any{"is_published": false}) },
			subject: pages.SubjectPage, verdict: pages.VerdictMissing, text: "not published", remedy: "Page visibility",
		},
		"ineligible": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.PageID, map[string]any{"promotion_eligible": false, "promotion_ineligible_reason": "Restricted."})
			},
			subject: pages.SubjectPage, verdict: pages.VerdictMissing, text: "promoted: Restricted", remedy: "Page quality",
		},
		"no Instagram account": {
			spoil:   func(t *testing.T, w world) { w.change(t, w.PageID, map[string]any{"instagram_business_account": nil}) },
			subject: pages.SubjectPage, verdict: pages.VerdictAdvice, text: "no Instagram account", remedy: "Linked accounts › Instagram",
		},
		"business not verified": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.BusinessID, map[string]any{"verification_status": "not_verified"})
			},
			subject: pages.SubjectBusiness, verdict: pages.VerdictAdvice, text: "not verified", remedy: "Security Center",
		},
		"business that can't be seen": {
			look:    func(c *pages.Checkup) { c.BusinessID = "404"; c.Number = "" },
			subject: pages.SubjectBusiness, verdict: pages.VerdictUnknown, text: "the business 404 can't be seen", remedy: "check the id",
		},
		"no number": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.PageID, map[string]any{"whatsapp_number": nil, "has_whatsapp_number": false, "has_whatsapp_business_number": false})
			},
			subject: pages.SubjectNumber, verdict: pages.VerdictMissing, text: "shows no WhatsApp number", remedy: "pages.Link",
		},
		"another number": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.PageID, map[string]any{"whatsapp_number": "+39 333 000 0001"})
			},
			subject: pages.SubjectNumber, verdict: pages.VerdictMissing, text: "shows +39 333 000 0001, not +39 06 0000 0012", remedy: "pages.Link",
		},
		"a hidden number": {
			spoil:   func(t *testing.T, w world) { w.change(t, w.PageID, map[string]any{"whatsapp_number": nil}) },
			subject: pages.SubjectNumber, verdict: pages.VerdictUnknown, text: "does not tell this token", remedy: "Linked accounts › WhatsApp",
		},
		"an ordinary number": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.PageID, map[string]any{"has_whatsapp_business_number": false})
			},
			subject: pages.SubjectNumber, verdict: pages.VerdictAdvice, text: "ordinary WhatsApp app", remedy: "move it",
		},
		"a number that is not connected": {
			spoil:   func(t *testing.T, w world) { w.change(t, w.PhoneNumberID, map[string]any{"status": "PENDING"}) },
			subject: pages.SubjectNumber, verdict: pages.VerdictMissing, text: "its status is PENDING", remedy: "register it",
		},
		"an account that is not approved": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.WABAID, map[string]any{"account_review_status": "REJECTED"})
			},
			subject: pages.SubjectNumber, verdict: pages.VerdictMissing, text: "it is REJECTED", remedy: "Business Support Home",
		},
		"no app": {
			spoil: func(t *testing.T, w world) {
				noError(t, w.client.Delete(t.Context(), w.WABAID+"/subscribed_apps", nil, nil))
			},
			subject: pages.SubjectNumber, verdict: pages.VerdictMissing, text: "go to no app", remedy: "SubscribeApp",
		},
		"a disabled ad account": {
			spoil:   func(t *testing.T, w world) { w.change(t, w.AdAccountID, map[string]any{"account_status": 2}) },
			subject: pages.SubjectAdAccount, verdict: pages.VerdictMissing, text: "is disabled", remedy: "ask for a review",
		},
		"an ad account in a state that is new": {
			spoil:   func(t *testing.T, w world) { w.change(t, w.AdAccountID, map[string]any{"account_status": 77}) },
			subject: pages.SubjectAdAccount, verdict: pages.VerdictMissing, text: "is not active", remedy: "Account quality",
		},
		"nothing to pay with": {
			spoil:   func(t *testing.T, w world) { w.change(t, w.AdAccountID, map[string]any{"funding_source": nil}) },
			subject: pages.SubjectAdAccount, verdict: pages.VerdictMissing, text: "nothing to pay with", remedy: "add a payment method",
		},
		"not for the person": {
			spoil: func(t *testing.T, w world) {
				w.change(t, w.AdAccountID, map[string]any{"user_tasks": []string{"ANALYZE"}})
			},
			subject: pages.SubjectAdAccount, verdict: pages.VerdictMissing, text: "may not advertise with it", remedy: "Manage campaigns",
		},
		"an ad account that can't be seen": {
			look:    func(c *pages.Checkup) { c.AdAccountID = "404" },
			subject: pages.SubjectAdAccount, verdict: pages.VerdictUnknown, text: "the ad account act_404 can't be seen", remedy: "an admin gives",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.ready(t)
			if tt.spoil != nil {
				tt.spoil(t, w)
			}
			look := w.checkup()
			if tt.look != nil {
				tt.look(&look)
			}
			d, err := pages.Doctor(t.Context(), w.client, look)
			noError(t, err)
			open := d.Open()
			if len(open) != 1 {
				t.Fatalf("open:\n%s", d)
			}
			f := open[0]
			if f.Subject != tt.subject || f.Verdict != tt.verdict || !strings.Contains(f.Text, tt.text) || !strings.Contains(f.Remedy, tt.remedy) {
				t.Errorf("found %+v", f)
			}
			if d.Healthy() != (tt.verdict == pages.VerdictAdvice) {
				t.Errorf("healthy: %t", d.Healthy())
			}
			if (f.Err != nil) != (tt.verdict == pages.VerdictUnknown && name != "a hidden number") {
				t.Errorf("refusal: %v", f.Err)
			}
		})
	}
}

// A number of the WhatsApp Business app is on no WhatsApp account: ads lead to it, programs don't answer.
func TestDoctorOnANumberOfTheApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ready(t)
	w.change(t, w.PageID, map[string]any{"whatsapp_number": "+39 333 000 0001"})
	look := w.checkup()
	look.Number = "+393330000001"
	d, err := pages.Doctor(t.Context(), w.client, look)
	noError(t, err)
	if open := d.Open(); !d.Healthy() || len(open) != 1 || !strings.Contains(open[0].Text, "only its app answers") {
		t.Errorf("open:\n%s", d)
	}
}

// With a token that has ended nothing else can be found out.
func TestDoctorWithoutAToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client, err := w.client.With(metabiz.WithToken("ENDED"))
	noError(t, err)
	d, err := pages.Doctor(t.Context(), client, w.checkup())
	noError(t, err)
	if len(d.Findings) != 1 || d.Findings[0].Verdict != pages.VerdictMissing || !errors.Is(d.Findings[0].Err, metabiz.ErrAuth) {
		t.Errorf("found:\n%s", d)
	}
}

// What keeps the doctor from asking is an error, not a finding.
func TestDoctorThatCantAsk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := pages.Doctor(t.Context(), w.client, pages.Checkup{Number: "12"}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pages.Doctor(ctx, w.client, w.checkup()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	w.ready(t)
	// At any point.
	for _, path := range []string{"me", "me/permissions", "me/accounts", "*/owned_pages", "*/owned_whatsapp_business_accounts", "*/phone_numbers", "*/promote_pages"} {
		cancel := w.Fault(emulator.Fault{Kind: "status", Path: path, Method: "GET", Status: 503, Times: 9})
		if _, err := pages.Doctor(t.Context(), w.client, w.checkup()); !errors.Is(err, metabiz.ErrTransient) {
			t.Errorf("%s: %v", path, err)
		}
		cancel()
	}
}

func TestDoctorWithATokenOfTheCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ready(t)
	nobody, err := metabiz.New(metabiz.WithToken("nobody's"), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(w.URL()), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	noError(t, err)
	d, err := pages.Doctor(t.Context(), nobody, w.checkup(), metabiz.WithToken(w.Token))
	noError(t, err)
	if !d.Healthy() {
		t.Errorf("every call has the token:\n%s", d)
	}
}
