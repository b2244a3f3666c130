package pages

import (
	"context"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// Promotion tells whether ads may be made of a Page, and if not, why.
type Promotion struct {
	Eligible    bool // Meta lets the Page be promoted
	IsPublished bool // people can see it
	// Reason is Meta's, where the Page is not eligible.
	Reason string
}

// OK tells whether an ad can be made of the Page now.
func (p Promotion) OK() bool { return p.Eligible && p.IsPublished }

// Words say whether ads may be made of the Page, and if not, why and what helps.
func (p Promotion) Words() string {
	var why []string
	if !p.IsPublished {
		why = append(why, "it is not published: publish it in the Page's Settings › Page visibility")
	}
	if !p.Eligible {
		reason := strings.TrimRight(strings.Join(strings.Fields(p.Reason), " "), ".")
		if reason == "" {
			reason = "Meta does not say why: see Page quality in the Business Support Home"
		}
		why = append(why, "Meta does not let it be promoted: "+reason)
	}
	if len(why) == 0 {
		return "ads may be made of the Page"
	}
	return "no ads may be made of the Page: " + strings.Join(why, "; ")
}

// Promotion reads whether ads may be made of the Page: whether it is published
// and whether Meta lets it be promoted. It needs pages_read_engagement.
// [PageHandle.CTXOptimizationEligibility] tells besides whether ads that open chats
// may be optimised for what comes of them.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) Promotion(ctx context.Context, opts ...metabiz.Option) (*Promotion, error) {
	page, err := metabiz.Call[Page](ctx, p.client, p.get("GET /{page-id}", fieldsOf{"id,is_published,promotion_eligible,promotion_ineligible_reason"}), opts...)
	if err != nil {
		return nil, err
	}
	promotion := page.promotion()
	return &promotion, nil
}

func (p *Page) promotion() Promotion {
	return Promotion{Eligible: p.PromotionEligible, IsPublished: p.IsPublished, Reason: p.PromotionIneligibleReason}
}
