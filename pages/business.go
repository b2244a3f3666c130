package pages

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
)

// Get reads the business: id, name, whether Meta has verified it, its main Page.
// It needs business_management.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business#Reading.
//
//meta:operation GET /{business-id}
func (b *BusinessHandle) Get(ctx context.Context, opts ...metabiz.Option) (*Business, error) {
	return metabiz.Call[Business](ctx, b.client, b.get("", fieldsOf{"id,name,verification_status,primary_page{id,name}"}), opts...)
}

// Businesses lists the businesses that the person or system user is in. It needs
// business_management.
//
// See https://developers.facebook.com/docs/graph-api/reference/user/businesses.
//
//meta:operation GET /{user-id}/businesses
func (u *UserHandle) Businesses(ctx context.Context, opts ...metabiz.Option) iter.Seq2[Business, error] {
	return metabiz.List[Business](ctx, u.client, u.businesses(), opts...)
}

// BusinessPages is [UserHandle.Businesses] page by page, with cursors to resume from.
//
//meta:operation GET /{user-id}/businesses
func (u *UserHandle) BusinessPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Business], error] {
	return metabiz.Pages[Business](ctx, u.client, u.businesses(), opts...)
}

func (u *UserHandle) businesses() *metabiz.Request {
	return u.get("GET /{user-id}/businesses", fieldsOf{"id,name,verification_status"}, "businesses")
}

// HasPage tells how the business holds a Page: "owned" for one of its own, "shared"
// for one that a client shares with it, and nothing where it has neither. It needs
// business_management.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/owned_pages
// and https://developers.facebook.com/docs/marketing-api/reference/business/client_pages.
func (b *BusinessHandle) HasPage(ctx context.Context, pageID string, opts ...metabiz.Option) (Holding, error) {
	return holding(pageID, func(p Page) string { return p.ID }, b.OwnedPages(ctx, asking(opts)...), b.ClientPages(ctx, asking(opts)...))
}

// Holding is how a business holds something.
type Holding string

const (
	HoldingNone   Holding = ""
	HoldingOwned  Holding = "owned"  // it is the business's own
	HoldingShared Holding = "shared" // another business shares it
)

// asking asks for ids by the hundred, for lists that are only searched.
func asking(opts []metabiz.Option) []metabiz.Option {
	return append([]metabiz.Option{metabiz.WithFields("id"), metabiz.WithPageSize(100)}, opts...)
}

func holding[T any](id string, idOf func(T) string, owned, shared iter.Seq2[T, error]) (Holding, error) {
	for _, list := range []struct {
		how   Holding
		items iter.Seq2[T, error]
	}{{HoldingOwned, owned}, {HoldingShared, shared}} {
		for item, err := range list.items {
			if err != nil {
				return HoldingNone, err
			}
			if idOf(item) == id {
				return list.how, nil
			}
		}
	}
	return HoldingNone, nil
}
