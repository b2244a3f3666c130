package ads

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// Preflight looks at the real accounts for what would make a launch of the ad fail, and
// tells how to mend it. It changes nothing.
//
// It reads the token's kind, permissions and the assets they are for, the caller's tasks on the Page, the
// Page with its linked number, the account with its state, funding, terms and least budgets, the
// WhatsApp account's number, Flow, sequence and templates, and the dataset; and has Meta check the campaign,
// the ad set, and a creative that needs no upload, without making them. What can't be read becomes a
// [Note]; only an ad that is wrong in itself (a [metabiz.ValidationError]), an access
// token that isn't accepted, and an ended context are errors.
//
//meta:operation GET /debug_token
//meta:operation GET /{user-id}/permissions
//meta:operation GET /{user-id}/accounts
//meta:operation GET /{page-id}
//meta:operation GET /{ad-account-id}
//meta:operation GET /{ad-account-id}/minimum_budgets
//meta:operation GET /{whatsapp-business-account-id}/phone_numbers
//meta:operation GET /{whatsapp-business-account-id}/flows
//meta:operation GET /{whatsapp-business-account-id}/welcome_message_sequences
//meta:operation GET /{whatsapp-business-account-id}/message_templates
//meta:operation GET /{page-id}/welcome_message_flows
//meta:operation GET /{ads-pixel-id}
//meta:operation POST /{ad-account-id}/campaigns
//meta:operation POST /{ad-account-id}/adsets
//meta:operation POST /{ad-account-id}/adcreatives
func (a *Account) Preflight(ctx context.Context, ad ClickToMessage, opts ...metabiz.Option) (*Preflight, error) {
	d, err := a.draft(&ad, "")
	if err != nil {
		return nil, err
	}
	check := &preflight{draft: d, opts: opts}
	if err := check.look(ctx, []look{
		{"the token", check.token},
		{"the token's permissions", check.permissions},
		{"the caller's tasks on the Page", check.pageTasks},
		{"the Page", check.page},
		{"the ad account", check.accountState},
		{"the least budgets", check.budgets},
		{"the number's WhatsApp account", check.accountNumber},
		{"the Flow of the greeting", check.flow},
		{"the welcome flow", check.welcomeFlow},
		{"the templates", check.templates},
		{"the dataset", check.dataset},
		{"the campaign", check.campaign},
		{"the ad set", check.adSet},
		{"the creative", check.creative},
	}); err != nil {
		return nil, err
	}
	check.pictures()
	check.places()
	check.regions()
	check.sort()
	return &check.Preflight, nil
}

// look is one thing that a preflight looks at.
type look struct {
	what string
	at   func(context.Context) error
}

// look looks at one thing after the other. What can't be seen is noted.
func (p *preflight) look(ctx context.Context, looks []look) error {
	for _, look := range looks {
		err := look.at(ctx)
		switch {
		case err == nil:
		case ctx.Err() != nil, errors.Is(err, metabiz.ErrAuth):
			return err
		default:
			p.add(Finding{Kind: FindingUnseen, Severity: Note, Problem: fmt.Sprintf("could not look at %s: %v", look.what, err), Err: err})
		}
	}
	return nil
}

type preflight struct {
	*draft
	Preflight
	opts  []metabiz.Option
	state *AdAccount // as far as it could be read
}

// with puts the fields that a look needs after the caller's options: it can't do with others.
func (p *preflight) with(fields ...string) []metabiz.Option {
	return append(p.opts[:len(p.opts):len(p.opts)], metabiz.WithFields(fields...))
}

// hidden makes a finding of an object that the token doesn't see. Other errors are handed on.
func (p *preflight) hidden(kind FindingKind, what string, err error) error {
	if !errors.Is(err, metabiz.ErrNotFound) && !errors.Is(err, metabiz.ErrPermission) {
		return err
	}
	p.add(Finding{
		Kind: kind, Severity: Blocker, Problem: what + " does not exist, or the token does not see it",
		Remedy: "Check the id, and assign it to the person or system user of the token", Prevents: []int{10, 33, 200}, Err: err,
	})
	return nil
}

func (p *preflight) me() object {
	return object{client: p.account.client, id: "me", route: "{user-id}"}
}

// neededPermissions are those that making a messaging ad for a Page takes.
var neededPermissions = []string{"ads_management", "pages_manage_ads", "pages_read_engagement", "pages_show_list"}

func (p *preflight) permissions(ctx context.Context) error {
	missing, err := p.lacking(ctx, neededPermissions)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		p.add(Finding{
			Kind: FindingPermission, Severity: Blocker, Problem: "the token lacks " + strings.Join(missing, ", "),
			Remedy: "Ask for the permissions at login, or give them to the system user's token", Prevents: []int{10, 200, 294},
		})
	}
	return nil
}

// lacking are those of the permissions that the token does not have.
func (p *preflight) lacking(ctx context.Context, permissions []string) ([]string, error) {
	type permission struct {
		Permission string `json:"permission"`
		Status     string `json:"status"`
	}
	missing := slices.Clone(permissions)
	me := p.me()
	for granted, err := range metabiz.List[permission](ctx, me.client, me.get("permissions", nil), p.opts...) {
		if err != nil {
			return nil, err
		}
		if granted.Status == "granted" {
			missing = slices.DeleteFunc(missing, func(name string) bool { return name == granted.Permission })
		}
	}
	return missing, nil
}

// advertiseTasks let their holder advertise for a Page: the classic ones and those of the new Pages experience.
var advertiseTasks = []string{"ADVERTISE", "MANAGE", "PROFILE_PLUS_ADVERTISE", "PROFILE_PLUS_MANAGE", "PROFILE_PLUS_FULL_CONTROL"}

// tasks lists them for people.
func tasks(names []string) string {
	if len(names) == 0 {
		return "no tasks"
	}
	return "the tasks " + strings.Join(names, ", ")
}

func (p *preflight) pageTasks(ctx context.Context) error {
	type page struct {
		ID    string   `json:"id"`
		Name  string   `json:"name"`
		Tasks []string `json:"tasks"`
	}
	me := p.me()
	for own, err := range metabiz.List[page](ctx, me.client, me.get("accounts", nil), p.with("id", "name", "tasks")...) {
		if err != nil {
			return err
		}
		if own.ID != p.ad.PageID {
			continue
		}
		if !slices.ContainsFunc(own.Tasks, func(t string) bool { return slices.Contains(advertiseTasks, t) }) {
			p.add(Finding{
				Kind: FindingPageTask, Severity: Blocker,
				Problem:  fmt.Sprintf("the caller has %s on the Page %s, but not ADVERTISE", tasks(own.Tasks), own.Name),
				Remedy:   "Assign the task in the Page's or the business's settings",
				Prevents: []int{10, 200},
			})
		}
		return nil
	}
	p.add(Finding{
		Kind: FindingPageTask, Severity: Blocker, Problem: fmt.Sprintf("the Page %s is none of those that the caller works on", p.ad.PageID),
		Remedy: "Assign the Page to the person or system user of the token, with the task ADVERTISE", Prevents: []int{10, 200},
	})
	return nil
}

func (p *preflight) page(ctx context.Context) error {
	type pageState struct {
		Name              string `json:"name"`
		Published         bool   `json:"is_published"`
		HasNumber         bool   `json:"has_whatsapp_number"`
		HasBusinessNumber bool   `json:"has_whatsapp_business_number"`
		Number            string `json:"whatsapp_number"`
		Promotable        *bool  `json:"promotion_eligible"`
		Reason            string `json:"promotion_ineligible_reason"`
	}
	node := object{client: p.account.client, id: p.ad.PageID, route: "{page-id}"}
	page, err := metabiz.Call[pageState](ctx, node.client, node.get("", nil), p.with(
		"id", "name", "is_published", "has_whatsapp_number", "has_whatsapp_business_number", "whatsapp_number",
		"promotion_eligible", "promotion_ineligible_reason")...)
	if err != nil {
		return p.hidden(FindingPageState, "the Page "+p.ad.PageID, err)
	}
	page.Name = cmp.Or(page.Name, p.ad.PageID)
	if !page.Published {
		p.add(Finding{
			Kind: FindingPageState, Severity: Blocker, Problem: fmt.Sprintf("the Page %s is not published", page.Name),
			Remedy: "Publish it in its settings", Prevents: []int{1487472},
		})
	}
	if page.Promotable != nil && !*page.Promotable {
		p.add(Finding{
			Kind: FindingPageState, Severity: Blocker, Problem: fmt.Sprintf("the Page %s can't be promoted: %s", page.Name, cmp.Or(page.Reason, "Meta gives no reason")),
			Remedy: "See the Page's quality", Prevents: []int{1487472},
		})
	}
	if p.ad.opens(DestinationWhatsApp) {
		p.number(page.Name, page.HasNumber || page.HasBusinessNumber, page.Number)
	}
	return nil
}

func (p *preflight) number(pageName string, linked bool, number string) {
	wanted := digitsOf(p.ad.WhatsAppNumber)
	switch {
	case !linked && number == "":
		p.add(Finding{
			Kind: FindingNumber, Severity: Blocker, Problem: fmt.Sprintf("no WhatsApp number is linked to the Page %s", pageName),
			Remedy: "Link one in the Page's settings, or by its number verification", Prevents: []int{1487246, 2446880},
		})
	case !linked:
		p.add(Finding{
			Kind: FindingNumber, Severity: Warning, Problem: fmt.Sprintf("the Page %s shows the WhatsApp number %s, but has none linked", pageName, number),
			Remedy: "Connect it again in the Page's settings", Prevents: []int{2446880, 1487246},
		})
	case wanted != "" && number != "" && digitsOf(number) != wanted:
		// A Page may have more numbers than the one that it tells.
		p.add(Finding{
			Kind: FindingNumber, Severity: Warning, Problem: fmt.Sprintf("the Page %s shows the WhatsApp number %s, not %s", pageName, number, p.ad.WhatsAppNumber),
			Remedy: "Make sure that the ad's number is linked to the Page too", Prevents: []int{1487246, 2446880},
		})
	}
}

func (p *preflight) pictures() {
	for _, image := range p.images {
		if w, h := image.info.width, image.info.height; w > 0 && (w < goodImageWidth || h < goodImageHeight) {
			p.add(Finding{
				Kind: FindingImage, Severity: Warning, Problem: fmt.Sprintf("%s has %d x %d pixels", image.file.Name, w, h),
				Remedy: fmt.Sprintf("Instagram takes pictures from %d x %d; 1080 x 1080 looks best", goodImageWidth, goodImageHeight),
			})
		}
	}
}

// The smallest picture that all placements take, in pixels.
//
// See https://developers.facebook.com/documentation/ads-commerce/instagram/ads-api/reference/media-requirements.
const goodImageWidth, goodImageHeight = 600, 315

// noStatusCountries are those in which WhatsApp's status shows no ads.
var noStatusCountries = append([]string{"GB", "IR", "CU", "SY", "RU", "KP"}, euCountries...)

func (p *preflight) places() {
	t := p.ad.targeting()
	if !p.ad.showsInStatus() {
		return
	}
	reached := reachOf(t)
	if reached.certain && !slices.ContainsFunc(reached.countries, func(c string) bool { return !slices.Contains(noStatusCountries, c) }) {
		p.add(Finding{
			Kind: FindingPlacement, Severity: Warning,
			Problem: "WhatsApp's status shows no ads in " + strings.Join(reached.countries, ", ") + ", which is all of the audience",
			Remedy:  "Choose further countries, or leave the placement out",
		})
	}
}

// validateOnly is what Meta is asked with to check and make nothing.
var validateOnly = []ExecutionOption{ExecutionOptionValidateOnly}

func (p *preflight) campaign(ctx context.Context) error {
	params := p.ad.campaignParams()
	params.ExecutionOptions = validateOnly
	return p.refused(FindingRefusedCampaign, p.check(ctx, "campaigns", params))
}

// adSet has Meta check the ad set together with the campaign that it would be in.
func (p *preflight) adSet(ctx context.Context) error {
	if slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Err != nil && f.Severity == Blocker }) {
		return nil // it would be refused for the same reason
	}
	params := p.ad.adSetParams("")
	params.CampaignSpec, params.ExecutionOptions = new(p.ad.campaignParams()), validateOnly
	err := p.check(ctx, "adsets", params)
	if refusal, ok := errors.AsType[*metabiz.Error](err); ok && slices.ContainsFunc(refusal.BlamedFields, isCampaign) {
		return err // of a campaign that is not there yet, which says nothing of the ad set
	}
	return p.refused(FindingRefusedAdSet, err)
}

func isCampaign(field string) bool { return field == "campaign_id" || field == "campaign_spec" }

func (p *preflight) creative(ctx context.Context) error {
	if len(p.images) > 0 {
		return nil // its images have no hash yet
	}
	if p.ad.inline() {
		return nil // it can be made with an ad only
	}
	body, err := p.ad.creativeBody(uploaded{})
	if err != nil {
		return err
	}
	body.ExecutionOptions = validateOnly
	return p.refused(FindingRefusedCreative, p.check(ctx, "adcreatives", body))
}

// check has Meta look at a body without making anything of it.
func (p *preflight) check(ctx context.Context, edge string, body any) error {
	req := p.account.post(edge, body)
	req.Idempotent = true
	return acknowledge(ctx, p.account.client, req, p.opts)
}

// refused makes a finding of what Meta found fault with. Other errors are handed on.
func (p *preflight) refused(kind FindingKind, err error) error {
	refusal, ok := errors.AsType[*metabiz.Error](err)
	if !ok || errors.Is(err, metabiz.ErrAuth) || errors.Is(err, metabiz.ErrRateLimited) || errors.Is(err, metabiz.ErrTransient) {
		return err
	}
	finding := Finding{Kind: kind, Severity: Blocker, Problem: refusal.Message, Remedy: refusal.Hint, Prevents: []int{refusal.Code}, Err: err}
	reason := refusal.Code
	if refusal.UserMessage != "" {
		finding.Problem = refusal.UserMessage
	}
	if refusal.Subcode != 0 {
		finding.Prevents, reason = append(finding.Prevents, refusal.Subcode), refusal.Subcode
	}
	// What was found already is now certain.
	for i := range p.Findings {
		if slices.Contains(p.Findings[i].Prevents, reason) {
			p.Findings[i].Severity, p.Findings[i].Err = Blocker, err
			return nil
		}
	}
	p.add(finding)
	return nil
}

// lifetimeDays is how many days a lifetime budget must last.
func (ad *ClickToMessage) lifetimeDays(now time.Time) Money {
	return max(1, Money((ad.Schedule.length(now)+24*time.Hour-1)/(24*time.Hour)))
}
