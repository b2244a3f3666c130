package ads_test

import (
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/edge/edgetest"
)

// Every generated method sends what its directive says, refuses to send without
// what is required, gives refusals back, and goes on to the next page.
func TestGeneratedMethods(t *testing.T) {
	t.Parallel()
	methods := edgetest.Methods(t, "*_gen.go")
	if len(methods) < 300 {
		t.Fatalf("only %d methods", len(methods))
	}
	edgetest.Drive(t, methods, "act_1", func(client *metabiz.Client) []any {
		const id = "act_1"
		return []any{
			ads.NewAccount(client, id), ads.NewCampaign(client, id), ads.NewAdSet(client, id), ads.NewAd(client, id), ads.NewAdCreative(client, id),
			ads.NewAdImage(client, id), ads.NewAdVideo(client, id), ads.NewAdLabel(client, id), ads.NewAdRule(client, id), ads.NewAdStudy(client, id),
			ads.NewAdReportRun(client, id), ads.NewAdAsyncRequestSet(client, id), ads.NewAdAsyncRequest(client, id), ads.NewCustomAudience(client, id),
			ads.NewSavedAudience(client, id), ads.NewCustomConversion(client, id), ads.NewDataset(client, id), ads.NewLeadgenForm(client, id),
			ads.NewLead(client, id), ads.NewProductCatalog(client, id), ads.NewProductSet(client, id), ads.NewProductItem(client, id),
			ads.NewProductFeed(client, id), ads.NewBusiness(client, id), ads.NewUser(client, id),
		}
	})
}
