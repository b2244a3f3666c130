package pages

import (
	"context"
	"iter"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// NumberAdSet is an ad set whose ads open a chat with a WhatsApp number of a Page.
type NumberAdSet struct {
	ID              string `json:"id" wire:"direct"`
	Name            string `json:"name,omitzero"`
	EffectiveStatus string `json:"effective_status,omitzero"` // "ACTIVE", "PAUSED", "WITH_ISSUES"
	DestinationType string `json:"destination_type,omitzero"` // "WHATSAPP", or one of several with it
	PromotedObject  struct {
		PageID              string `json:"page_id,omitzero"`
		WhatsAppPhoneNumber string `json:"whatsapp_phone_number,omitzero"` // empty: the number that the Page shows
	} `json:"promoted_object,omitzero"`
}

// UnmarshalJSON takes ids in each form that Meta writes them in.
func (a *NumberAdSet) UnmarshalJSON(data []byte) error {
	type plain NumberAdSet
	return wire.Unmarshal(data, (*plain)(a))
}

// NumberAdSets lists the ad sets of an ad account that lead to the WhatsApp number
// of the Page, archived and deleted ones left out: those whose ads are no longer
// delivered once the number is off the Page. number is one of several that the Page
// has had; empty, it is whichever. It needs ads_read on the account, which a Page's
// token does not have: use a handle with the token of a person or system user.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/adsets.
//
//meta:operation GET /{ad-account-id}/adsets
func (p *PageHandle) NumberAdSets(ctx context.Context, adAccountID, number string, opts ...metabiz.Option) iter.Seq2[NumberAdSet, error] {
	return func(yield func(NumberAdSet, error) bool) {
		var c checker
		c.required("adAccountID", adAccountID)
		if number != "" {
			c.number("number", number)
		}
		if err := c.err("NumberAdSets"); err != nil {
			yield(NumberAdSet{}, err)
			return
		}
		for set, err := range metabiz.List[NumberAdSet](ctx, p.client, adAccount(p.client, adAccountID).get("adsets",
			fieldsOf{"id,name,effective_status,destination_type,promoted_object"}), opts...) {
			if err == nil && !set.leadsTo(p.id, number) {
				continue
			}
			if !yield(set, err) || err != nil {
				return
			}
		}
	}
}

func (a NumberAdSet) leadsTo(pageID, number string) bool {
	promoted := a.PromotedObject
	switch {
	case promoted.PageID != pageID, !strings.Contains(a.DestinationType, "WHATSAPP") && promoted.WhatsAppPhoneNumber == "":
		return false
	}
	return number == "" || promoted.WhatsAppPhoneNumber == "" || digits(promoted.WhatsAppPhoneNumber) == digits(number)
}

// adAccount is an ad account, as far as Pages have to do with it.
func adAccount(client *metabiz.Client, id string) node {
	if id != "" && !strings.HasPrefix(id, "act_") {
		id = "act_" + id
	}
	return node{client: client, id: id, route: "{ad-account-id}", counts: []metabiz.LimitKey{{Kind: metabiz.LimitAdAccount, ID: id, UseCase: "ads_management"}}}
}

// whatsAppAccount is a WhatsApp account, as far as Pages have to do with it.
func whatsAppAccount(client *metabiz.Client, id string) node {
	return node{client: client, id: id, route: "{whatsapp-business-account-id}", counts: []metabiz.LimitKey{{Kind: metabiz.LimitWhatsAppAccount, ID: id}}}
}
