package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// WelcomeMessageSequence is what greets a person who comes from an ad. An ad
// names it by its ID.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/ctwa/welcome-message-sequences.
type WelcomeMessageSequence struct {
	ID       string          `json:"id,omitzero"` // given by Meta
	Name     string          `json:"name"`
	Sequence WelcomeSequence `json:"welcome_message_sequence"`

	// What Meta adds when it is read.

	IsUsedInAd          bool      `json:"is_used_in_ad,omitzero"` // then it can neither be changed nor deleted
	CompatiblePlatforms []string  `json:"compatible_platforms,omitzero"`
	EligiblePlatforms   []string  `json:"eligible_platforms,omitzero"`
	LastUpdateTime      time.Time `json:"last_update_time,omitzero"`
}

// WelcomeSequence is a greeting, the text that stands ready for the person to
// send, and up to four questions of up to 80 characters to tap.
type WelcomeSequence struct {
	Text            string           `json:"text"`
	AutofillMessage *AutofillMessage `json:"autofill_message,omitzero"`
	IceBreakers     []IceBreaker     `json:"ice_breakers,omitzero"`
}

// AutofillMessage is what stands ready for the person to send.
type AutofillMessage struct {
	Content string `json:"content"`
}

// IceBreaker is a question that the person can tap instead of writing it.
type IceBreaker struct {
	Title string `json:"title"`
}

// UnmarshalJSON takes a sequence as Meta lists it, where the greeting is a text with JSON in it.
func (s *WelcomeMessageSequence) UnmarshalJSON(data []byte) error {
	var w struct {
		ID                  string          `json:"id"`
		SequenceID          string          `json:"sequence_id"`
		Name                string          `json:"name"`
		Sequence            json.RawMessage `json:"welcome_message_sequence"`
		IsUsedInAd          bool            `json:"is_used_in_ad"`
		CompatiblePlatforms []string        `json:"compatible_platforms"`
		EligiblePlatforms   []string        `json:"eligible_platforms"`
		LastUpdateTime      time.Time       `json:"last_update_time"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	out := WelcomeMessageSequence{
		ID: w.ID, Name: w.Name, IsUsedInAd: w.IsUsedInAd, CompatiblePlatforms: w.CompatiblePlatforms,
		EligiblePlatforms: w.EligiblePlatforms, LastUpdateTime: w.LastUpdateTime,
	}
	if w.SequenceID != "" {
		out.ID = w.SequenceID
	}
	if len(w.Sequence) > 0 {
		if err := wire.Unmarshal(textOrObject(w.Sequence), &out.Sequence); err != nil {
			return err
		}
	}
	*s = out
	return nil
}

// Validate finds every documented limit that the sequence breaks.
func (s WelcomeMessageSequence) Validate() error {
	var c checker
	c.required(at("name"), s.Name)
	s.Sequence.check(&c)
	return c.err("whatsapp.WelcomeMessageSequence")
}

func (s WelcomeSequence) check(c *checker) {
	c.required(at("welcome_message_sequence.text"), s.Text)
	if s.AutofillMessage != nil {
		c.required(at("welcome_message_sequence.autofill_message.content"), s.AutofillMessage.Content)
	}
	c.count(at("welcome_message_sequence.ice_breakers"), len(s.IceBreakers), 0, 4, "ice breakers")
	for i, b := range s.IceBreakers {
		c.text(at("welcome_message_sequence.ice_breakers[].title", i), b.Title, 80)
	}
}

// WelcomeMessageSequenceQuery narrows a list of sequences.
type WelcomeMessageSequenceQuery struct {
	SequenceID string `json:"sequence_id,omitzero"`
	AppID      string `json:"app_id,omitzero"`
	Limit      int    `json:"limit,omitzero"`
}

// WelcomeMessageSequences lists the account's sequences.
//
//meta:operation GET /{waba-id}/welcome_message_sequences
func (a *Account) WelcomeMessageSequences(ctx context.Context, q WelcomeMessageSequenceQuery, opts ...metabiz.Option) iter.Seq2[WelcomeMessageSequence, error] {
	return metabiz.List[WelcomeMessageSequence](ctx, a.client, a.sequences(q), opts...)
}

// WelcomeMessageSequencePages lists the account's sequences by pages.
//
//meta:operation GET /{waba-id}/welcome_message_sequences
func (a *Account) WelcomeMessageSequencePages(ctx context.Context, q WelcomeMessageSequenceQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[WelcomeMessageSequence], error] {
	return metabiz.Pages[WelcomeMessageSequence](ctx, a.client, a.sequences(q), opts...)
}

func (a *Account) sequences(q WelcomeMessageSequenceQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "welcome_message_sequences")
	req.Query = q
	return req
}

// sequenceWire is what creates or changes a sequence.
type sequenceWire struct {
	SequenceID string           `json:"sequence_id,omitzero"`
	Name       string           `json:"name,omitzero"`
	Sequence   *WelcomeSequence `json:"welcome_message_sequence,omitzero"`
}

// CreateWelcomeMessageSequence makes a sequence and gives its id.
//
//meta:operation POST /{waba-id}/welcome_message_sequences
func (a *Account) CreateWelcomeMessageSequence(ctx context.Context, s WelcomeMessageSequence, opts ...metabiz.Option) (sequenceID string, err error) {
	if err := s.Validate(); err != nil {
		return "", err
	}
	req := a.request(http.MethodPost, "welcome_message_sequences")
	req.Body = sequenceWire{Name: s.Name, Sequence: &s.Sequence}
	answer, err := metabiz.Call[struct {
		ID         string `json:"id"`
		SequenceID string `json:"sequence_id"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return "", err
	}
	if answer.SequenceID != "" {
		return answer.SequenceID, nil
	}
	return answer.ID, nil
}

// UpdateWelcomeMessageSequence changes the sequence with the ID that s has. A
// sequence in an active ad can't be changed (4027012).
//
//meta:operation POST /{waba-id}/welcome_message_sequences
func (a *Account) UpdateWelcomeMessageSequence(ctx context.Context, s WelcomeMessageSequence, opts ...metabiz.Option) error {
	var c checker
	c.required(at("sequence_id"), s.ID)
	c.required(at("name"), s.Name)
	s.Sequence.check(&c)
	if err := c.err("whatsapp.WelcomeMessageSequence"); err != nil {
		return err
	}
	req := a.request(http.MethodPost, "welcome_message_sequences")
	req.Body = sequenceWire{SequenceID: s.ID, Name: s.Name, Sequence: &s.Sequence}
	req.Idempotent = true
	return succeed(ctx, a.client, req, opts)
}

// DeleteWelcomeMessageSequence deletes a sequence. One in an active ad can't be deleted (4027012).
//
//meta:operation DELETE /{waba-id}/welcome_message_sequences
func (a *Account) DeleteWelcomeMessageSequence(ctx context.Context, sequenceID string, opts ...metabiz.Option) error {
	var c checker
	c.required(at("sequence_id"), sequenceID)
	if err := c.err("whatsapp.Account.DeleteWelcomeMessageSequence"); err != nil {
		return err
	}
	req := a.request(http.MethodDelete, "welcome_message_sequences")
	req.Query = WelcomeMessageSequenceQuery{SequenceID: sequenceID}
	return succeed(ctx, a.client, req, opts)
}
