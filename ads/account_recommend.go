package ads

import (
	"encoding/json"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// AdAccountRecommendations is Meta's advice on an ad account.
type AdAccountRecommendations struct {
	Recommendations []AccountRecommendation `json:"recommendations,omitzero"`
}

// AccountRecommendation is Meta's advice on an ad account. It is done by
// [Account.ApplyRecommendation] with its signature.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/recommendations.
type AccountRecommendation struct {
	Type                    string                 `json:"type,omitzero"`
	RecommendationSignature string                 `json:"recommendation_signature,omitzero"`
	ObjectIDs               []string               `json:"object_ids,omitzero"` // that it is about
	URL                     string                 `json:"url,omitzero"`        // where a person can do it
	Content                 *RecommendationContent `json:"recommendation_content,omitzero"`

	// Extra keeps what Meta sends and the fields above lack.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// RecommendationContent is an advice in words, with what it is hoped to bring.
type RecommendationContent struct {
	Body                 string `json:"body,omitzero"`
	LiftEstimate         string `json:"lift_estimate,omitzero"`
	OpportunityScoreLift string `json:"opportunity_score_lift,omitzero"` // points of AdAccount.OpportunityScore

	// Extra keeps what Meta sends and the fields above lack.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (a *AccountRecommendation) UnmarshalJSON(data []byte) error {
	type plain AccountRecommendation
	return wire.Unmarshal(data, (*plain)(a))
}

// MarshalJSON writes Extra among the fields.
func (a AccountRecommendation) MarshalJSON() ([]byte, error) {
	type plain AccountRecommendation
	return wire.MarshalWithExtra(plain(a), a.Extra)
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (r *RecommendationContent) UnmarshalJSON(data []byte) error {
	type plain RecommendationContent
	return wire.Unmarshal(data, (*plain)(r))
}

// MarshalJSON writes Extra among the fields.
func (r RecommendationContent) MarshalJSON() ([]byte, error) {
	type plain RecommendationContent
	return wire.MarshalWithExtra(plain(r), r.Extra)
}
