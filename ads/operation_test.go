package ads_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/ads"
)

// A token that a business gives out is in none of what is printed or logged.
func TestAccessTokenIsHidden(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("POST 7/system_user_access_tokens", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"access_token":"EAAsecret"}`) })
	token, err := ads.NewBusiness(client, "7").CreateSystemUserAccessToken(t.Context(), ads.SystemUserAccessTokenParams{SystemUserID: "8", Scope: []string{"ads_read"}})
	if err != nil {
		t.Fatal(err)
	}
	if token.AccessToken != "EAAsecret" {
		t.Errorf("the token is %q", token.AccessToken)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "token", token, "plain", *token)
	if printed := fmt.Sprintf("%v %+v %#v %s %v", token, token, *token, *token, []ads.AccessToken{*token}) + log.String(); strings.Contains(printed, "EAAsecret") {
		t.Errorf("the token shows: %s", printed)
	}
}

// What became of people who were sent is typed, also where Meta writes no samples as a list.
func TestAudienceUpload(t *testing.T) {
	t.Parallel()
	tests := map[string]ads.AudienceUpload{
		`{"audience_id":"5","session_id":"9","num_received":3,"num_invalid_entries":1,"invalid_entry_samples":{"x":"not hashed"}}`: {
			AudienceID: "5", SessionID: "9", NumReceived: 3, NumInvalidEntries: 1, InvalidEntrySamples: map[string]string{"x": "not hashed"}},
		`{"audience_id":"5","session_id":"9","num_received":3,"num_invalid_entries":2,"invalid_entry_samples":["x","y"]}`: {
			AudienceID: "5", SessionID: "9", NumReceived: 3, NumInvalidEntries: 2, InvalidEntrySamples: map[string]string{"x": "", "y": ""}},
		`{"audience_id":5,"session_id":9,"num_received":"3","num_invalid_entries":0,"invalid_entry_samples":[]}`: {AudienceID: "5", SessionID: "9", NumReceived: 3},
	}
	for body, want := range tests {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			g.on("POST 5/users", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
			got, err := ads.NewCustomAudience(client, "5").AddUsers(t.Context(), ads.AudienceUsers{
				Payload: ads.AudiencePayload{Schema: []ads.MatchKey{ads.MatchKeyEmail}, Data: [][]any{{sha("mary@example.com")}}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Batches of a catalogue answer with handles, an unknown answer keeps all of itself.
func TestLongTailAnswers(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("POST 3/items_batch", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"handles":["AcyF"],"validation_status":[{"retailer_id":"mug","errors":[{"message":"no price"}]}],"new":1}`)
	})
	batch, err := ads.NewProductCatalog(client, "3").ItemsBatch(t.Context(), ads.ItemsBatchParams{ItemType: "PRODUCT_ITEM", Requests: []map[string]any{{"method": "CREATE"}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(batch.Handles) != 1 || batch.ValidationStatus[0].Errors[0].Message != "no price" || string(batch.Extra["new"]) != "1" {
		t.Errorf("batch %+v", batch)
	}
	g.on("POST act_1/product_audiences", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id":12,"adset":"4","success":true}`) })
	answer, err := ads.NewAccount(client, "1").CreateProductAudience(t.Context(), ads.ProductAudienceParams{Name: "N", ProductSetID: "2"})
	if err != nil {
		t.Fatal(err)
	}
	if answer.ID != "12" || !answer.Success || string(answer.Extra["adset"]) != `"4"` {
		t.Errorf("answer %+v", answer)
	}
}
