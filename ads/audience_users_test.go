package ads_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// Calls made by hand say the same; many people go in the body, never in the address.
func TestAudienceUsers(t *testing.T) {
	t.Parallel()
	rows := func(n int) [][]any { return slices.Repeat([][]any{{sha("a@example.com")}}, n) }
	users := func(data [][]any, session *ads.AudienceSession) ads.AudienceUsers {
		return ads.AudienceUsers{Payload: ads.AudiencePayload{Schema: byEmail.Schema, Data: data}, Session: session}
	}
	session := &ads.AudienceSession{SessionID: 9, BatchSeq: 1, LastBatch: true}
	calls := map[string]func(*metabiz.Client, ads.AudienceUsers) error{
		"POST 5/users": func(c *metabiz.Client, u ads.AudienceUsers) error {
			return errOf(ads.NewCustomAudience(c, "5").AddUsers(t.Context(), u))
		},
		"DELETE 5/users": func(c *metabiz.Client, u ads.AudienceUsers) error {
			return errOf(ads.NewCustomAudience(c, "5").RemoveUsers(t.Context(), u))
		},
		"POST 5/usersreplace": func(c *metabiz.Client, u ads.AudienceUsers) error {
			return errOf(ads.NewCustomAudience(c, "5").ReplaceUsers(t.Context(), u))
		},
		"DELETE act_1/usersofanyaudience": func(c *metabiz.Client, u ads.AudienceUsers) error {
			return ads.NewAccount(c, "1").RemoveUsersFromAudiences(t.Context(), u)
		},
	}
	for line, call := range calls {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			if err := call(client, users(rows(1), session)); err != nil {
				t.Fatal(err)
			}
			got := g.last(t, line)
			sameJSON(t, []byte(got.Body), `{"payload":{"schema":["EMAIL"],"data":[["`+sha("a@example.com")+`"]]},"session":{"session_id":9,"batch_seq":1,"last_batch_flag":true}}`)
			if strings.Contains(got.Query, "payload") {
				t.Errorf("query %s", got.Query)
			}
			for path, wrong := range map[string]ads.AudienceUsers{
				"payload.schema":     {Payload: ads.AudiencePayload{Data: [][]any{{}}}, Session: session},
				"payload.data":       users(rows(10_001), session),
				"payload.data[1]":    users([][]any{{"a"}, {"a", "b"}}, session),
				"session.session_id": users(rows(1), &ads.AudienceSession{BatchSeq: 1}),
				"session.batch_seq":  users(rows(1), &ads.AudienceSession{SessionID: 1}),
			} {
				if field, ok := errors.AsType[metabiz.FieldError](call(client, wrong)); !ok || field.Path != path {
					t.Errorf("%s: %v", path, field)
				}
			}
		})
	}
	_, client := newGraph(t)
	if _, err := ads.NewCustomAudience(client, "5").ReplaceUsers(t.Context(), users(rows(1), nil)); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("a replacement without session: %v", err)
	}
}

func TestAudienceRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code, subcode int
		want          error
	}{
		{2650, 1870145, ads.ErrReplaceRunning}, {2650, 1870158, ads.ErrReplaceExpired}, {2650, 1870147, ads.ErrReplaceFirstBatch},
		{2650, 1870159, ads.ErrReplaceFinished}, {2650, 1870144, ads.ErrAudienceTooLarge}, {200, 1870047, ads.ErrAudienceTooSmall},
		{200, 1870034, ads.ErrAudienceTerms}, {200, 1870090, ads.ErrAudienceTerms},
	}
	for _, tt := range tests {
		g, client := newGraph(t)
		g.on("POST 5/usersreplace", refuse(tt.code, tt.subcode, "no"))
		if _, err := ads.NewCustomAudience(client, "5").Replace(t.Context(), customers(1), byEmail); !errors.Is(err, tt.want) {
			t.Errorf("%d/%d: %v", tt.code, tt.subcode, err)
		}
	}
}
