package pages

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// page sees whether people can see the Page, and whether ads may be made of it.
func (d *doctor) page(ctx context.Context) error {
	page, err := metabiz.Call[Page](ctx, d.client, NewPage(d.client, d.PageID).get("GET /{page-id}",
		fieldsOf{"id,name,is_published,promotion_eligible,promotion_ineligible_reason," + linkFields + "," + strings.TrimPrefix(instagramFields, "id,")}), d.opts...)
	if err != nil {
		return d.unseen(SubjectPage, err, "check the id; somebody with full control of the Page gives the person a task on it", "the Page %s can't be seen", d.PageID)
	}
	d.shown = page.linkedNumber()
	if page.IsPublished {
		d.fine(SubjectPage, "the Page is published")
	} else {
		d.missing(SubjectPage, "publish it in the Page's Settings › Page visibility", "the Page is not published")
	}
	if page.PromotionEligible {
		d.fine(SubjectPage, "Meta lets it be promoted")
	} else {
		reason := strings.TrimRight(strings.Join(strings.Fields(page.PromotionIneligibleReason), " "), ".")
		if reason == "" {
			reason = "and does not say why"
		}
		d.missing(SubjectPage, "see Page quality in the Business Support Home", "Meta does not let it be promoted: %s", reason)
	}
	if ig := page.instagram(); ig.Linked() {
		d.fine(SubjectPage, "the Instagram account %s goes with it", ig.Username)
	} else {
		d.advise(SubjectPage, "connect one in "+instagramPlace, "no Instagram account goes with it: ads on Instagram run in the Page's name")
	}
	return nil
}

// number sees whether the Page shows the number.
func (d *doctor) number(context.Context) error {
	if d.shown == nil || d.Number == "" && d.BusinessID == "" {
		return nil
	}
	const link = "link it: pages.Link, or a person in " + numberPlace
	switch shown := d.shown; {
	case d.Number == "" && shown.Linked:
		d.fine(SubjectNumber, "the Page shows a WhatsApp number: %s", orHidden(shown.Number))
	case !shown.Linked:
		d.missing(SubjectNumber, link, "the Page shows no WhatsApp number")
	case shown.Is(d.Number):
		d.fine(SubjectNumber, "the Page shows %s", shown.Number)
	case shown.hidden():
		d.add(Finding{
			Subject: SubjectNumber, Verdict: VerdictUnknown, Text: "the Page shows a WhatsApp number that Meta does not tell this token",
			Remedy: "look at it in " + numberPlace,
		})
	default:
		d.missing(SubjectNumber, link+"; pages.Link replaces the other where it is told to", "the Page shows %s, not %s", shown.Number, d.Number)
	}
	if d.shown.Linked && !d.shown.IsBusiness {
		d.advise(SubjectNumber, "move it to the WhatsApp Business app or platform", "the number is of the ordinary WhatsApp app: its chats can't be answered by a program")
	}
	return nil
}

func orHidden(number string) string {
	if digits(number) == "" {
		return "one that Meta does not tell this token"
	}
	return number
}

// platformNumber sees whether the number's chats can be answered by a program.
func (d *doctor) platformNumber(ctx context.Context) error {
	wanted := d.Number
	if wanted == "" && d.shown != nil {
		wanted = d.shown.Number
	}
	if d.BusinessID == "" || digits(wanted) == "" {
		return nil
	}
	number, err := NewBusiness(d.client, d.BusinessID).FindWhatsAppNumber(ctx, wanted, d.opts...)
	if _, refusal := errors.AsType[*metabiz.Error](err); !refusal && errors.Is(err, metabiz.ErrNotFound) {
		d.advise(SubjectNumber, "add the number to a WhatsApp account of the business, in WhatsApp Manager › Phone numbers, so that a program can answer",
			"%s is on no WhatsApp account of the business: ads can lead to it, but only its app answers", wanted)
		return nil
	}
	if err != nil {
		return d.unseen(SubjectNumber, err, "give the token whatsapp_business_management", "the WhatsApp accounts of the business can't be seen")
	}
	account := number.Account
	d.fine(SubjectNumber, "%s is on the WhatsApp account %s, %s", number.Number, account.Name, map[bool]string{false: "the business's own", true: "shared with the business"}[account.Shared])
	if number.Status == numberConnected {
		d.fine(SubjectNumber, "it is connected")
	} else {
		d.missing(SubjectNumber, "register it: whatsapp.Phone.Register, or WhatsApp Manager › Phone numbers", "it is not connected: its status is %s", cmp.Or(number.Status, "none"))
	}
	if review := account.AccountReviewStatus; review != "" && !strings.EqualFold(review, "APPROVED") {
		d.missing(SubjectNumber, "see the WhatsApp account in the Business Support Home", "Meta has not approved the WhatsApp account: it is %s", review)
	}
	at := whatsAppAccount(d.client, account.ID)
	for _, err := range metabiz.List[App](ctx, d.client, at.get("subscribed_apps", nil), d.opts...) {
		if err != nil {
			return d.unseen(SubjectNumber, err, "give the token whatsapp_business_management", "which apps its messages go to can't be seen")
		}
		d.fine(SubjectNumber, "its messages go to an app")
		return nil
	}
	d.missing(SubjectNumber, "subscribe the app: whatsapp.Account.SubscribeApp", "its messages go to no app: nobody is told what people write")
	return nil
}

// adAccountState is how it stands with an ad account.
type adAccountState struct {
	Name          string   `json:"name" wire:"direct"`
	Status        int      `json:"account_status"`
	FundingSource string   `json:"funding_source"`
	UserTasks     []string `json:"user_tasks"`
}

func (a *adAccountState) UnmarshalJSON(data []byte) error {
	type plain adAccountState
	return wire.Unmarshal(data, (*plain)(a))
}
