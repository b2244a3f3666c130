package ads

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// whatsAppAccount is the number's account as a node.
func (p *preflight) whatsAppAccount() object {
	return object{client: p.account.client, id: p.ad.WhatsAppAccountID, route: "{whatsapp-business-account-id}"}
}

// listOf lists an edge of a node for as much of its items as is looked at.
func listOf[T any](ctx context.Context, p *preflight, node object, edge string, fields ...string) iter.Seq2[T, error] {
	return metabiz.List[T](ctx, node.client, node.get(edge, nil), p.with(fields...)...)
}

// accountNumber looks whether the number is one of the WhatsApp account that was named.
func (p *preflight) accountNumber(ctx context.Context) error {
	type number struct {
		ID      string `json:"id"`
		Display string `json:"display_phone_number"`
		Status  string `json:"status"`
	}
	wanted := digitsOf(p.ad.WhatsAppNumber)
	if p.ad.WhatsAppAccountID == "" || wanted == "" || !p.ad.opens(DestinationWhatsApp) {
		return nil
	}
	for n, err := range listOf[number](ctx, p, p.whatsAppAccount(), "phone_numbers", "id", "display_phone_number", "status") {
		if err != nil {
			return p.hidden(FindingNumber, "the WhatsApp account "+p.ad.WhatsAppAccountID, err)
		}
		if digitsOf(n.Display) != wanted {
			continue
		}
		if n.Status != "" && n.Status != "CONNECTED" && n.Status != "UNKNOWN" {
			p.add(Finding{
				Kind: FindingNumber, Severity: Warning, Problem: fmt.Sprintf("the number %s is %s", p.ad.WhatsAppNumber, strings.ToLower(n.Status)),
				Remedy: "Connect it: register it for the Cloud API, or open it in the WhatsApp Business app", Prevents: []int{2446880},
			})
		}
		return nil
	}
	p.add(Finding{
		Kind: FindingNumber, Severity: Blocker,
		Problem: fmt.Sprintf("the number %s is none of the WhatsApp account %s", p.ad.WhatsAppNumber, p.ad.WhatsAppAccountID),
		Remedy:  "Name the account that has the number: flows and sequences must be of the same", Prevents: []int{1487246, 2446880},
	})
	return nil
}

// flow looks whether the Flow of the greeting is a published one of the number's account.
func (p *preflight) flow(ctx context.Context) error {
	type flow struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Status string `json:"status"`
	}
	if p.ad.Welcome == nil || p.ad.Welcome.Flow == nil {
		return nil
	}
	id := p.ad.Welcome.Flow.FlowID
	if p.ad.WhatsAppAccountID == "" {
		return errNoWhatsAppAccount
	}
	for f, err := range listOf[flow](ctx, p, p.whatsAppAccount(), "flows", "id", "name", "status") {
		if err != nil {
			return p.hidden(FindingFlow, "the WhatsApp account "+p.ad.WhatsAppAccountID, err)
		}
		switch {
		case f.ID != id:
			continue
		case f.Status != "PUBLISHED":
			p.add(Finding{
				Kind: FindingFlow, Severity: Blocker, Problem: fmt.Sprintf("the Flow %s is %s", f.Name, strings.ToLower(f.Status)),
				Remedy: "Publish it: ads open published Flows only",
			})
		}
		return nil
	}
	p.add(Finding{
		Kind: FindingFlow, Severity: Blocker, Problem: fmt.Sprintf("the Flow %s is none of the WhatsApp account %s, which has the number", id, p.ad.WhatsAppAccountID),
		Remedy: "Choose a Flow of the same account, or make one there",
	})
	return nil
}

// errNoWhatsAppAccount tells why flows and templates could not be looked at.
var errNoWhatsAppAccount = errors.New("the ad has no WhatsAppAccountID to look in")

// welcomeFlow looks whether the flow or sequence that greets is there.
func (p *preflight) welcomeFlow(ctx context.Context) error {
	type found struct {
		ID         string `json:"id"`
		SequenceID string `json:"sequence_id"`
	}
	id := p.ad.WelcomeFlowID
	if id == "" {
		return nil
	}
	page := object{client: p.account.client, id: p.ad.PageID, route: "{page-id}"}
	looks := []struct {
		node object
		edge string
	}{{page, "welcome_message_flows"}}
	if p.ad.WhatsAppAccountID != "" {
		looks = append(looks, struct {
			node object
			edge string
		}{p.whatsAppAccount(), "welcome_message_sequences"})
	} else if p.ad.opens(DestinationWhatsApp) {
		return errNoWhatsAppAccount
	}
	for _, look := range slices.Backward(looks) {
		for f, err := range metabiz.List[found](ctx, look.node.client, look.node.get(look.edge, nil), p.opts...) {
			if err != nil {
				return err
			}
			if f.ID == id || f.SequenceID == id {
				return nil
			}
		}
	}
	p.add(Finding{
		Kind: FindingFlow, Severity: Blocker,
		Problem: fmt.Sprintf("the welcome flow %s is neither a sequence of the number's WhatsApp account nor a flow of the Page", id),
		Remedy:  "Make it there, or choose one of theirs", Prevents: []int{4027001, 4027005, 4027006, 4027007, 4027010, 4027017},
	})
	return nil
}

// templates looks whether the templates with which the chats go on are approved.
func (p *preflight) templates(ctx context.Context) error {
	type template struct {
		Name     string `json:"name"`
		Status   string `json:"status"`
		Language string `json:"language"`
	}
	if len(p.ad.Templates) == 0 {
		return nil
	}
	if p.ad.WhatsAppAccountID == "" {
		return errNoWhatsAppAccount
	}
	states := map[string][]string{}
	for t, err := range listOf[template](ctx, p, p.whatsAppAccount(), "message_templates", "name", "status", "language") {
		if err != nil {
			return p.hidden(FindingTemplate, "the WhatsApp account "+p.ad.WhatsAppAccountID, err)
		}
		states[t.Name] = append(states[t.Name], t.Status)
	}
	for _, name := range p.ad.Templates {
		switch all := states[name]; {
		case len(all) == 0:
			p.add(Finding{
				Kind: FindingTemplate, Severity: Warning, Problem: fmt.Sprintf("the WhatsApp account has no template %s", name),
				Remedy: "Create it before the ad brings people: approval takes up to a day",
			})
		case !slices.Contains(all, "APPROVED"):
			p.add(Finding{
				Kind: FindingTemplate, Severity: Warning, Problem: fmt.Sprintf("the template %s is %s", name, strings.ToLower(strings.Join(all, ", "))),
				Remedy: "Chats can't go on with it after 24 hours until it is approved",
			})
		}
	}
	return nil
}

// dataset looks whether the dataset of the conversion is there, and can be used.
func (p *preflight) dataset(ctx context.Context) error {
	type dataset struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Unavailable bool   `json:"is_unavailable"`
	}
	id := p.ad.Conversion.PixelID
	if id == "" {
		return nil
	}
	node := object{client: p.account.client, id: id, route: "{ads-pixel-id}", account: p.account.id}
	d, err := metabiz.Call[dataset](ctx, node.client, node.get("", nil), p.with("id", "name", "is_unavailable")...)
	if err != nil {
		return p.hidden(FindingDataset, "the dataset "+id, err)
	}
	if d.Unavailable {
		p.add(Finding{
			Kind: FindingDataset, Severity: Blocker, Problem: fmt.Sprintf("the dataset %s is not available to the ad account", d.Name),
			Remedy: "Share it with the ad account in the business's settings",
		})
	}
	return nil
}

// regions: some countries want every ad to name who benefits and who pays.
func (p *preflight) regions() {
	for _, r := range p.ad.unnamedRegions() {
		p.add(Finding{
			Kind: FindingRegion, Severity: Warning,
			Problem: fmt.Sprintf("the audience is in %s, but the ad does not name its parties under %s", r.country, r.category),
			Remedy:  "Set RegionalCategories, and RegionalIdentities with ids of identities that Meta has verified",
		})
	}
}
