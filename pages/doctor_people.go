package pages

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// permissions that the token needs for what is looked at.
func (d *doctor) permissions() []string {
	need := []string{"pages_show_list", "pages_read_engagement", "pages_manage_ads"}
	if d.AdAccountID != "" {
		need = append(need, "ads_management")
	}
	if d.BusinessID != "" {
		need = append(need, "business_management", "whatsapp_business_management")
	}
	return need
}

// token sees whether the token works at all, and what it allows.
func (d *doctor) token(ctx context.Context) error {
	me, err := Me(d.client).Get(ctx, d.opts...)
	switch {
	case errors.Is(err, metabiz.ErrAuth):
		d.add(Finding{
			Subject: SubjectPerson, Verdict: VerdictMissing, Text: "Meta takes the token for invalid: nothing else can be seen",
			Remedy: "log in again, or make the system user another token in Business settings › System users", Err: err,
		})
		d.over = true
		return nil
	case err != nil:
		return err
	}
	if me.Name != "" {
		d.person = me.Name
	}
	d.fine(SubjectPerson, "the token works: it is of %s", d.person)
	var lacks []string
	granted := map[string]bool{}
	for p, err := range Me(d.client).Permissions(ctx, PermissionQuery{}, append([]metabiz.Option{metabiz.WithPageSize(100)}, d.opts...)...) {
		if err != nil {
			return d.unseen(SubjectPerson, err, "ask with the token of a person or system user, not of a Page", "the token's permissions can't be seen")
		}
		granted[p.Permission] = granted[p.Permission] || strings.EqualFold(string(p.Status), "granted")
	}
	for _, p := range d.permissions() {
		if !granted[p] {
			lacks = append(lacks, p)
		}
	}
	if len(lacks) > 0 {
		d.missing(SubjectPerson, "log in again and allow it, or make the system user a token with it; an app that others use needs App Review for it",
			"the token lacks %s", strings.Join(lacks, ", "))
		return nil
	}
	d.fine(SubjectPerson, "the token has the permissions: %s", strings.Join(d.permissions(), ", "))
	return nil
}

// tasks sees what the person may do on the Page.
func (d *doctor) tasks(ctx context.Context) error {
	page, err := Me(d.client).administers(ctx, d.PageID, []Task{TaskAdvertise}, d.opts)
	const remedy = "somebody with full control of the Page gives the person the task Ads, in Business settings › Accounts › Pages › People"
	if denied, ok := errors.AsType[*AccessError](err); ok {
		if len(denied.Has) == 0 {
			d.missing(SubjectPerson, remedy, "%s has no task on the Page", d.person)
		} else {
			d.missing(SubjectPerson, remedy, "%s may not advertise for the Page, only %s", d.person, TasksInWords(denied.Has))
		}
		return nil
	}
	if err != nil {
		return d.unseen(SubjectPerson, err, "give the token pages_show_list", "the person's tasks on the Page can't be seen")
	}
	d.fine(SubjectPerson, "%s may advertise for the Page %s (%s: %s)", d.person, page.Name, page.Role(), TasksInWords(page.Tasks))
	return nil
}

// business sees whether the person is in the business, and whether that holds the Page.
func (d *doctor) business(ctx context.Context) error {
	id := d.BusinessID
	if id == "" {
		return nil
	}
	business, err := NewBusiness(d.client, id).Get(ctx, d.opts...)
	if err != nil {
		d.BusinessID = "" // nor can what it has be seen
		return d.unseen(SubjectBusiness, err, "check the id; an admin of the business adds the person in Business settings › Users › People", "the business %s can't be seen", id)
	}
	in := false
	for b, err := range Me(d.client).Businesses(ctx, d.opts...) {
		if err != nil {
			return d.unseen(SubjectBusiness, err, "give the token business_management", "the person's businesses can't be seen")
		}
		if in = b.ID == id; in {
			break
		}
	}
	if in {
		d.fine(SubjectBusiness, "%s is in the business %s", d.person, business.Name)
	} else {
		d.missing(SubjectBusiness, "an admin of the business adds the person in Business settings › Users › People", "%s is not in the business %s", d.person, business.Name)
	}
	if strings.EqualFold(business.VerificationStatus, "verified") {
		d.fine(SubjectBusiness, "Meta has verified the business")
	} else {
		d.advise(SubjectBusiness, "verify it in Business settings › Security Center: until then few people can be written to first",
			"Meta has not verified the business")
	}
	held, err := NewBusiness(d.client, id).HasPage(ctx, d.PageID, d.opts...)
	if err != nil {
		return d.unseen(SubjectBusiness, err, "give the token business_management", "the Pages of the business can't be seen")
	}
	if held == HoldingNone {
		d.missing(SubjectBusiness, "an admin of the business adds it in Business settings › Accounts › Pages, and who has full control of the Page agrees",
			"the business does not hold the Page")
		return nil
	}
	d.fine(SubjectBusiness, "the Page is %s", map[Holding]string{HoldingOwned: "the business's own", HoldingShared: "shared with the business"}[held])
	return nil
}

// adAccount sees whether the ad account can pay, whether the person may use it, and whether it may advertise for the Page.
func (d *doctor) adAccount(ctx context.Context) error {
	if d.AdAccountID == "" {
		return nil
	}
	at := adAccount(d.client, d.AdAccountID)
	account, err := metabiz.Call[adAccountState](ctx, d.client, at.get("", fieldsOf{"id,name,account_status,funding_source,user_tasks"}), d.opts...)
	if err != nil {
		return d.unseen(SubjectAdAccount, err, "an admin gives the person the ad account, in Business settings › Accounts › Ad accounts › People",
			"the ad account %s can't be seen", at.id)
	}
	if words, known := accountStatuses[account.Status]; account.Status == 1 {
		d.fine(SubjectAdAccount, "the ad account %s is active", account.Name)
	} else {
		if !known {
			words = accountStatuses[0]
		}
		d.missing(SubjectAdAccount, words[1], "the ad account %s %s", account.Name, words[0])
	}
	if account.FundingSource == "" {
		d.missing(SubjectAdAccount, "add a payment method in Ads Manager › Billing and payments", "the ad account has nothing to pay with")
	} else {
		d.fine(SubjectAdAccount, "the ad account has a payment method")
	}
	if slices.ContainsFunc(account.UserTasks, func(t string) bool { return t == "ADVERTISE" || t == "MANAGE" }) {
		d.fine(SubjectAdAccount, "%s may advertise with it", d.person)
	} else {
		d.missing(SubjectAdAccount, "an admin gives the person Manage campaigns, in Business settings › Accounts › Ad accounts › People", "%s may not advertise with it", d.person)
	}
	for page, err := range metabiz.List[Page](ctx, d.client, at.get("promote_pages", fieldsOf{"id"}), append([]metabiz.Option{metabiz.WithPageSize(100)}, d.opts...)...) {
		if err != nil {
			return d.unseen(SubjectAdAccount, err, "give the token ads_management", "the Pages that it may advertise for can't be seen")
		}
		if page.ID == d.PageID {
			d.fine(SubjectAdAccount, "it may advertise for the Page")
			return nil
		}
	}
	d.missing(SubjectAdAccount, "hold both in one business, or share the Page with the business of the ad account: Business settings › Accounts › Pages › Partners",
		"the ad account may not advertise for the Page")
	return nil
}

// accountStatuses are what keeps an ad account from running ads, and what helps.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account#Reading.
var accountStatuses = map[int][2]string{
	0:   {"is not active", "see Account quality in the Business Support Home"},
	2:   {"is disabled", "ask for a review in the Business Support Home › Account quality"},
	3:   {"is unsettled", "pay what is owed in Ads Manager › Billing and payments"},
	7:   {"is under risk review", "wait for Meta's review; the Business Support Home tells of it"},
	8:   {"waits for a payment to settle", "wait, or pay in Ads Manager › Billing and payments"},
	9:   {"is in its grace period after a payment failed", "pay what is owed in Ads Manager › Billing and payments"},
	100: {"is to be closed", "use another ad account"},
	101: {"is closed", "open it again in Ads Manager, or use another"},
}
