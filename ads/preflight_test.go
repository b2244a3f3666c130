package ads_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

func TestPreflight(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		world  func(*testing.T, *emulator.Emulator)
		change func(*ads.ClickToMessage)
		want   []string // severity, kind and the beginning of the problem
		code   int      // one that the first finding prevents
	}{
		{"no number", changed(page, map[string]any{"has_whatsapp_number": false, "has_whatsapp_business_number": false, "whatsapp_number": nil}), nil,
			[]string{"blocker: number: no WhatsApp number is linked"}, 1487246},
		{"another number", changed(page, map[string]any{"whatsapp_number": "+44 20 7946 0000"}), nil,
			[]string{"blocker: number: the Page"}, 2446880},
		{"number disconnected", changed(page, map[string]any{"has_whatsapp_number": false, "has_whatsapp_business_number": false}), nil,
			[]string{"blocker: number: the Page Bottega del Caffè shows the WhatsApp number"}, 2446880},
		{"no task", changed(page, map[string]any{"tasks": nil}), nil, []string{"blocker: page task: the caller has no tasks on the Page"}, 200},
		{"Page that can't be promoted", changed(page, map[string]any{"promotion_eligible": false}), nil,
			[]string{"blocker: page state: the Page Bottega del Caffè can't be promoted: Meta gives no reason"}, 1487472},
		{"Page not published", changed(page, map[string]any{"is_published": false}), nil, []string{"blocker: page state: the Page"}, 1487472},
		{"account disabled", changed(account, map[string]any{"account_status": 2, "disable_reason": 1}), nil,
			[]string{"blocker: account state: the ad account act_"}, 0},
		{"no means of payment", changed(account, map[string]any{"funding_source": nil}), nil, []string{"warning: funding: the ad account has no means"}, 0},
		{"nobody named in the EU", changed(account, map[string]any{"default_dsa_beneficiary": nil, "default_dsa_payor": nil}),
			func(ad *ads.ClickToMessage) { ad.DSABeneficiary = "" }, []string{"blocker: dsa: the audience is in the EU (IT)"}, 3858152},
		{"nobody named, who knows where", changed(account, map[string]any{"default_dsa_beneficiary": nil, "default_dsa_payor": nil}), func(ad *ads.ClickToMessage) {
			ad.DSAPayor = ""
			ad.Audience = ads.Audience{Regions: []string{"3847"}}
		}, []string{"blocker: dsa: beneficiary and payor are not named, and the audience may"}, 3858152},
		{"nobody named outside", changed(account, map[string]any{"default_dsa_beneficiary": nil, "default_dsa_payor": nil}), func(ad *ads.ClickToMessage) {
			ad.DSAPayor, ad.DSABeneficiary, ad.Audience.Countries = "", "", []string{"US"}
		}, nil, 0},
		{"default named in the EU", changed(account, map[string]any{"default_dsa_beneficiary": "Bottega", "default_dsa_payor": "Bottega"}),
			func(ad *ads.ClickToMessage) { ad.DSABeneficiary, ad.DSAPayor = "", "" }, nil, 0},
		{"budget", nil, func(ad *ads.ClickToMessage) { ad.Budget.Daily = 1 }, []string{"blocker: budget: the daily budget is 1 a day, below the least of"}, 1487901},
		{"small picture", nil, func(ad *ads.ClickToMessage) { ad.Creative = ads.ImageCreative{File: picture(400, 400)} },
			[]string{"warning: image: poster.png has 400 x 400 pixels"}, 0},
		{"status in the EU", nil, func(ad *ads.ClickToMessage) {
			ad.Placements = ads.Placements{Instagram: []ads.InstagramPosition{ads.InstagramPositionStory}, WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}}
		}, []string{"warning: placement: WhatsApp's status shows no ads in IT"}, 0},
		{"what only Meta knows", nil, func(ad *ads.ClickToMessage) {
			ad.Creative = ads.ImageCreative{Hash: "of another account"}
		}, []string{"blocker: creative refused: "}, 100},
		{"no such Page", nil, func(ad *ads.ClickToMessage) { ad.PageID = "404" },
			[]string{"blocker: permission: the token has pages_manage_ads, pages_read_engagement, pages_show_list for others than the Page 404", "blocker: page task: the Page 404 is none of those", "blocker: page state: the Page 404 does not exist"}, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, client := emulated(t)
			if tt.world != nil {
				tt.world(t, e)
			}
			ad := springOn(e)
			if tt.change != nil {
				tt.change(&ad)
			}
			found, err := ads.NewAccount(client, e.Seed().AdAccountID).Preflight(t.Context(), ad)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found.Findings {
				got = append(got, f.String())
			}
			if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
				t.Errorf("findings\n%swant\n%s", found, strings.Join(tt.want, "\n"))
			}
			if tt.code != 0 && len(found.Findings) > 0 && !slices.Contains(found.Findings[0].Prevents, tt.code) {
				t.Errorf("prevents %v, not %d", found.Findings[0].Prevents, tt.code)
			}
			if blocked := len(tt.want) > 0 && strings.HasPrefix(tt.want[0], "blocker"); found.OK() == blocked || errors.Is(found.Err(), metabiz.ErrInvalidParam) != blocked {
				t.Errorf("OK %v, error %v", found.OK(), found.Err())
			}
			// It has made nothing.
			for _, r := range e.Requests() {
				if r.Method == "POST" && fmt.Sprint(r.Params["execution_options"]) != "[validate_only]" && r.Status == 200 {
					t.Errorf("%s %s %v", r.Method, r.Path, r.Params)
				}
			}
		})
	}
}

func page(s emulator.Seed) string    { return s.PageID }
func account(s emulator.Seed) string { return s.AdAccountID }

func changed(id func(emulator.Seed) string, fields map[string]any) func(*testing.T, *emulator.Emulator) {
	return func(t *testing.T, e *emulator.Emulator) {
		t.Helper()
		if err := e.Change(id(e.Seed()), fields); err != nil {
			t.Fatal(err)
		}
	}
}

// What the caller may do is seen from answers of any kind.
func TestPreflightTasks(t *testing.T) {
	t.Parallel()
	const granted = `{"data":[{"permission":"ads_management","status":"granted"},{"permission":"pages_manage_ads","status":"granted"},
		{"permission":"pages_read_engagement","status":"granted"},{"permission":"pages_show_list","status":"%s"}]}`
	tests := []struct {
		name, permissions, tasks, account string
		want                              []string
	}{
		{"classic", fmt.Sprintf(granted, "granted"), `"ANALYZE","ADVERTISE"`, `"user_tasks":["ADVERTISE"]`, nil},
		{"new Pages experience", fmt.Sprintf(granted, "granted"), `"PROFILE_PLUS_ADVERTISE"`, `"user_tasks":["MANAGE"]`, nil},
		{"full control", fmt.Sprintf(granted, "granted"), `"PROFILE_PLUS_FULL_CONTROL"`, `"user_tasks":[]`, nil},
		{"messages only", fmt.Sprintf(granted, "granted"), `"PROFILE_PLUS_MESSAGING"`, `"user_tasks":["ADVERTISE"]`, []string{"blocker: page task: the caller has the tasks PROFILE_PLUS_MESSAGING on the Page Bottega, but not ADVERTISE"}},
		{"declined", fmt.Sprintf(granted, "declined"), `"ADVERTISE"`, `"user_tasks":["ANALYZE"]`, []string{"blocker: permission: the token lacks pages_show_list", "blocker: account task: the caller has the tasks ANALYZE"}},
		{"cap spent", fmt.Sprintf(granted, "granted"), `"MANAGE"`, `"spend_cap":"100","amount_spent":"100"`, []string{"blocker: funding: the ad account has spent its cap of 100 EUR"}},
		{"grace period", fmt.Sprintf(granted, "granted"), `"MANAGE"`, `"account_status":9`, []string{"warning: account state: the ad account act_1 is in its grace period"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			g.on("GET me/permissions", answer(tt.permissions))
			g.on("GET me/accounts", answer(`{"data":[{"id":"7","name":"Other","tasks":[]},{"id":"1001","name":"Bottega","tasks":[`+tt.tasks+`]}]}`))
			g.on("GET 1001", answer(`{"id":"1001","name":"Bottega","is_published":true,"has_whatsapp_number":true,"whatsapp_number":"+39 333 1234567"}`))
			g.on("GET act_1", answer(`{"id":"act_1","account_status":1,"currency":"EUR","funding_source":"5",`+tt.account+`}`))
			found, err := ads.NewAccount(client, "1").Preflight(t.Context(), spring())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found.Findings {
				got = append(got, f.String())
			}
			if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
				t.Errorf("findings\n%swant\n%s", found, strings.Join(tt.want, "\n"))
			}
		})
	}
}

// What can't be looked at is told, and ends nothing; a token that isn't accepted does.
func TestPreflightBlind(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	for _, line := range []string{"GET me/permissions", "GET me/accounts", "GET 1001", "GET act_1", "GET act_1/minimum_budgets", "POST act_1/campaigns"} {
		g.on(line, refuse(1, 0, "unknown"))
	}
	account := ads.NewAccount(client, "1")
	found, err := account.Preflight(t.Context(), spring())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(6, len(found.Of(ads.Note))); diff != "" || !found.OK() {
		t.Errorf("notes %s\n%s", diff, found)
	}
	g.on("GET me/permissions", refuse(190, 463, "expired"))
	if _, err := account.Preflight(t.Context(), spring()); !errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("error %v", err)
	}
	if _, err := account.Preflight(t.Context(), ads.ClickToMessage{}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("error %v", err)
	}
}
