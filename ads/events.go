package ads

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Events takes the webhooks of ad accounts: fill in the callbacks that matter and hand it
// to [metabiz.NewWebhook]. A callback that returns an error has the event delivered again.
//
// The app subscribes to the object ad_account, and [Account.SubscribeApp] adds the account.
//
// https://developers.facebook.com/docs/marketing-api/webhooks
type Events struct {
	// InProcess: a campaign, ad set, ad or creative has been reviewed or processed.
	InProcess func(ctx context.Context, e ObjectStatusEvent) error
	// WithIssues: something keeps an object from being delivered.
	WithIssues func(ctx context.Context, e ObjectIssueEvent) error
	// Other: every change that has no callback of its own, or whose callback is nil.
	Other func(ctx context.Context, e AccountChange) error
}

// AccountChange is one change of an ad account.
type AccountChange struct {
	AccountID string // without act_
	Time      time.Time
	Field     string          // effective_status, creative_fatigue, ad_recommendations, in_process_ad_objects, with_issues_ad_objects, ...
	Value     json.RawMessage // as it came
}

// ObjectStatusEvent tells that an object has left its review or processing.
type ObjectStatusEvent struct {
	AccountChange
	ObjectID   string // of a campaign, ad set, ad or creative
	Level      string // CAMPAIGN, AD_SET, AD or CREATIVE
	StatusName string // "Active", "Disapproved", ...
}

// ObjectIssueEvent tells that an object has an issue.
type ObjectIssueEvent struct {
	AccountChange
	ObjectID     string
	Level        string
	ErrorCode    int
	ErrorSummary string
	ErrorMessage string
}

// Fields of the webhook that have a type of their own here.
const (
	fieldInProcess  = "in_process_ad_objects"
	fieldWithIssues = "with_issues_ad_objects"
)

type accountDelivery struct {
	Object string `json:"object"`
	Entry  []struct {
		ID      string    `json:"id"`
		Time    time.Time `json:"time"`
		Changes []struct {
			Field string          `json:"field"`
			Value json.RawMessage `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

// Deliver hands each change of a delivery to its callback. All are tried; their errors are joined.
func (e Events) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	if d.Object != "ad_account" {
		return nil
	}
	var delivery accountDelivery
	if err := wire.Unmarshal(d.Body, &delivery); err != nil {
		return fmt.Errorf("ads: webhook: %w", err)
	}
	var errs []error
	for _, entry := range delivery.Entry {
		for _, change := range entry.Changes {
			c := AccountChange{AccountID: entry.ID, Time: entry.Time, Field: change.Field, Value: change.Value}
			handle := e.handler(c)
			if handle == nil {
				continue
			}
			if err := d.Once(ctx, c.key(), handle); err != nil {
				errs = append(errs, fmt.Errorf("ads: webhook: %s of account %s: %w", c.Field, c.AccountID, err))
			}
		}
	}
	return errors.Join(errs...)
}

// key is equal for the same change delivered twice.
func (c *AccountChange) key() string {
	return fmt.Sprintf("ad_account:%s:%d:%s:%s", c.AccountID, c.Time.Unix(), c.Field, c.Value)
}

func (e Events) handler(c AccountChange) func(context.Context) error {
	var object struct {
		ID           string `json:"id"`
		Level        string `json:"level"`
		StatusName   string `json:"status_name"`
		ErrorCode    int    `json:"error_code"`
		ErrorSummary string `json:"error_summary"`
		ErrorMessage string `json:"error_message"`
	}
	// A value of another shape reaches the callback with the fields empty, and as it came in Value.
	_ = wire.Unmarshal(c.Value, &object)
	switch {
	case c.Field == fieldInProcess && e.InProcess != nil:
		return func(ctx context.Context) error {
			return e.InProcess(ctx, ObjectStatusEvent{AccountChange: c, ObjectID: object.ID, Level: object.Level, StatusName: object.StatusName})
		}
	case c.Field == fieldWithIssues && e.WithIssues != nil:
		return func(ctx context.Context) error {
			return e.WithIssues(ctx, ObjectIssueEvent{
				AccountChange: c, ObjectID: object.ID, Level: object.Level,
				ErrorCode: object.ErrorCode, ErrorSummary: object.ErrorSummary, ErrorMessage: object.ErrorMessage,
			})
		}
	case e.Other != nil:
		return func(ctx context.Context) error { return e.Other(ctx, c) }
	}
	return nil
}
