package ads

import (
	"bytes"
	"encoding/json"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// useAudiences is the use case of calls about audiences.
const useAudiences = "custom_audience"

func (o object) delete(edge string, query any) *metabiz.Request {
	req := o.request("DELETE", edge)
	req.Query = query
	return req
}

// using counts a request for another use case than management.
func (o object) using(useCase string, req *metabiz.Request) *metabiz.Request {
	req.Limits = o.limits(useCase)
	return req
}

// repeatable marks a POST that sets something: doing it twice is the same as once.
func repeatable(req *metabiz.Request) *metabiz.Request {
	req.Idempotent = true
	return req
}

func hosted(host metabiz.Host, req *metabiz.Request) *metabiz.Request {
	req.Host = host
	return req
}

// Answer is what Meta answers to an operation of which its specification does not
// tell what comes back: the id of what was made, if any, and all else in Extra.
type Answer struct {
	ID      string `json:"id,omitzero"`
	Success bool   `json:"success,omitzero"`

	// Extra keeps what Meta sends besides.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// UnmarshalJSON takes numbers and booleans in each form that Meta writes them in.
func (a *Answer) UnmarshalJSON(data []byte) error {
	type plain Answer
	return wire.Unmarshal(data, (*plain)(a))
}

// MarshalJSON writes Extra among the fields.
func (a Answer) MarshalJSON() ([]byte, error) {
	type plain Answer
	return wire.MarshalWithExtra(plain(a), a.Extra)
}

// Record is an object whose fields Meta's specification does not list, by their names.
type Record map[string]json.RawMessage

// ReportStarted names a report that is being made: see [NewAdReportRun].
type ReportStarted struct {
	ReportRunID string `json:"report_run_id"`
}

// VideoUpload tells where the bytes of a video go. They are sent to UploadURL.
type VideoUpload struct {
	VideoID   string `json:"video_id"`
	UploadURL string `json:"upload_url"`
	Success   bool   `json:"success,omitzero"` // of the finish
}

// UnmarshalJSON takes numbers and booleans in each form that Meta writes them in.
func (v *VideoUpload) UnmarshalJSON(data []byte) error {
	type plain VideoUpload
	return wire.Unmarshal(data, (*plain)(v))
}

// AudienceUpload is what became of people that were sent to an audience, or taken
// out of it. Rows that can't be read are counted and sampled; those that match
// nobody are not told of.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences.
type AudienceUpload struct {
	AudienceID          string            `json:"audience_id"`
	SessionID           string            `json:"session_id"`
	NumReceived         int               `json:"num_received"` // in the session so far
	NumInvalidEntries   int               `json:"num_invalid_entries"`
	InvalidEntrySamples map[string]string `json:"invalid_entry_samples"` // up to 100 of this call, each with its reason where Meta gives one
}

// UnmarshalJSON takes numbers in each form that Meta writes them in, and the
// samples also where they are a list.
func (a *AudienceUpload) UnmarshalJSON(data []byte) error {
	var answer struct {
		AudienceID          string          `json:"audience_id"`
		SessionID           string          `json:"session_id"`
		NumReceived         int             `json:"num_received"`
		NumInvalidEntries   int             `json:"num_invalid_entries"`
		InvalidEntrySamples json.RawMessage `json:"invalid_entry_samples"`
	}
	if err := wire.Unmarshal(data, &answer); err != nil {
		return err
	}
	*a = AudienceUpload{AudienceID: answer.AudienceID, SessionID: answer.SessionID, NumReceived: answer.NumReceived, NumInvalidEntries: answer.NumInvalidEntries}
	switch raw := answer.InvalidEntrySamples; {
	case bytes.HasPrefix(raw, []byte("{")):
		return wire.Unmarshal(raw, &a.InvalidEntrySamples)
	case bytes.HasPrefix(raw, []byte("[")):
		var list []string
		if err := wire.Unmarshal(raw, &list); err != nil || len(list) == 0 {
			return err
		}
		a.InvalidEntrySamples = make(map[string]string, len(list))
		for _, entry := range list {
			a.InvalidEntrySamples[entry] = ""
		}
	}
	return nil
}

// BatchHandles name what is done to a catalogue in the background, and tell what
// was wrong with single items.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-catalog/items_batch.
type BatchHandles struct {
	Handles          []string           `json:"handles"`
	ValidationStatus []BatchItemProblem `json:"validation_status"`

	// Extra keeps what Meta sends besides.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// UnmarshalJSON keeps in Extra what the fields lack.
func (b *BatchHandles) UnmarshalJSON(data []byte) error {
	type plain BatchHandles
	return wire.Unmarshal(data, (*plain)(b))
}

// MarshalJSON writes Extra among the fields.
func (b BatchHandles) MarshalJSON() ([]byte, error) {
	type plain BatchHandles
	return wire.MarshalWithExtra(plain(b), b.Extra)
}

// BatchItemProblem tells what was wrong with one item of a batch.
type BatchItemProblem struct {
	RetailerID string             `json:"retailer_id"`
	Errors     []BatchItemMessage `json:"errors"`
	Warnings   []BatchItemMessage `json:"warnings"`
}

// BatchItemMessage is an error or a warning in words.
type BatchItemMessage struct {
	Message string `json:"message"`
}

// AccessToken is a token that a business gives out.
type AccessToken struct {
	AccessToken Secret `json:"access_token"`
}
