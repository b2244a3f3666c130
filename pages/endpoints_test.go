package pages_test

import (
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge/edgetest"
	"github.com/metabiz-go/metabiz/pages"
)

// Every generated method sends what its directive says, refuses to send without
// what is required, gives refusals back, and goes on to the next page.
func TestGeneratedMethods(t *testing.T) {
	t.Parallel()
	methods := edgetest.Methods(t, "*_gen.go")
	if len(methods) < 150 {
		t.Fatalf("only %d methods", len(methods))
	}
	edgetest.Drive(t, methods, "1", func(client *metabiz.Client) []any {
		return []any{
			pages.NewPage(client, "1"), pages.NewPageCallToAction(client, "1"), pages.NewPagePost(client, "1"), pages.NewUnifiedThread(client, "1"),
			pages.NewPersona(client, "1"), pages.NewBusiness(client, "1"), pages.NewUser(client, "1"),
		}
	})
}
