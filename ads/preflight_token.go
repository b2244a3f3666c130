package ads

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// tokenState is what Meta tells of an access token.
type tokenState struct {
	Kind      string    `json:"type"` // USER, SYSTEM_USER, PAGE, APP
	Valid     bool      `json:"is_valid"`
	Expires   time.Time `json:"expires_at"`
	Scopes    []string  `json:"scopes"`
	Granular  []granted `json:"granular_scopes"`
	ProfileID string    `json:"profile_id"` // of a Page's token
}

func (s *tokenState) UnmarshalJSON(data []byte) error {
	type plain tokenState
	return wire.Unmarshal(data, (*plain)(s))
}

// granted is a permission, for some assets only where there are targets.
type granted struct {
	Scope   string   `json:"scope"`
	Targets []string `json:"target_ids"`
}

// token looks into the token itself: its kind, how long it lives, and for which assets its permissions are.
func (p *preflight) token(ctx context.Context) error {
	type answer struct {
		Data tokenState `json:"data"`
	}
	got, err := metabiz.Call[answer](ctx, p.account.client, &metabiz.Request{
		Method: "GET", Path: "debug_token", Operation: "GET /debug_token",
	}, append(p.opts[:len(p.opts):len(p.opts)], metabiz.WithMiddleware(aboutItself))...)
	if err != nil {
		return err
	}
	state := got.Data
	switch state.Kind {
	case "PAGE":
		p.add(Finding{
			Kind: FindingToken, Severity: Blocker, Problem: "the token is a Page's, which has no ad accounts",
			Remedy: "Use the token of a system user, or of a person, who has the task ADVERTISE on the Page", Prevents: []int{10, 200, 294},
		})
	case "APP":
		p.add(Finding{
			Kind: FindingToken, Severity: Blocker, Problem: "the token is the app's own, which makes no ads",
			Remedy: "Use the token of a system user, or of a person, who has the task ADVERTISE on the Page", Prevents: []int{10, 200, 294},
		})
	case "USER":
		p.add(Finding{
			Kind: FindingToken, Severity: Note, Problem: "the token is a person's: it ends when the person changes the password or leaves",
			Remedy: "Servers use the token of a system user", Prevents: []int{190},
		})
	}
	if left := time.Until(state.Expires); state.Expires.Unix() > 0 && left < tokenSpare {
		p.add(Finding{
			Kind: FindingToken, Severity: Warning, Problem: fmt.Sprintf("the token expires at %s", state.Expires.UTC().Format(time.RFC3339)),
			Remedy: "Get one that lives longer: pausing the ad will need one too", Prevents: []int{190},
		})
	}
	p.granted(state.Granular)
	return nil
}

// tokenSpare is how long a token should live after a launch.
const tokenSpare = 24 * time.Hour

// granted compares the assets of permissions with those of the ad.
func (p *preflight) granted(granular []granted) {
	for _, need := range []struct{ what, id, scopes string }{
		{"the ad account", strings.TrimPrefix(p.account.id, "act_"), "ads_management"},
		{"the Page", p.ad.PageID, "pages_manage_ads pages_read_engagement pages_show_list"},
		{"the WhatsApp account", p.ad.WhatsAppAccountID, "whatsapp_business_management"},
	} {
		var elsewhere []string
		for _, g := range granular {
			if need.id != "" && len(g.Targets) > 0 && slices.Contains(strings.Fields(need.scopes), g.Scope) && !slices.Contains(g.Targets, need.id) {
				elsewhere = append(elsewhere, g.Scope)
			}
		}
		if len(elsewhere) > 0 {
			p.add(Finding{
				Kind: FindingPermission, Severity: Blocker,
				Problem: fmt.Sprintf("the token has %s for others than %s %s", strings.Join(elsewhere, ", "), need.what, need.id),
				Remedy:  "Choose the asset too when logging in, or assign it to the system user", Prevents: []int{10, 33, 200},
			})
		}
	}
}

// aboutItself asks about the very token that a call is made with. It stands next to the
// wire, behind everything that logs.
func aboutItself(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		query := r.URL.Query()
		query.Set("input_token", token)
		r.URL.RawQuery = query.Encode()
		return next.RoundTrip(r)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
