package ads

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// What requests in the background are read with: their counts, and what came of each.
var (
	adAsyncRequestSetFields = metabiz.WithFields("id", "name", "is_completed", "total_count", "initial_count", "in_progress_count",
		"success_count", "error_count", "canceled_count", "notification_mode", "notification_status", "created_time", "updated_time")
	adAsyncRequestFields = metabiz.WithFields("id", "status", "type", "scope_object_id", "input", "result", "created_time", "updated_time")
)

// BulkAds are ads that are made in the background, in one call.
type BulkAds struct {
	Name string // of the set, to find it again
	Ads  []AdParams

	// NotifyURI is called when all are done; empty: nobody is.
	NotifyURI string
}

// maxBulkAds is how many ads one set takes.
const maxBulkAds = 500

// CreateAdsInBackground has many ads made in the background, and gives the set of
// requests: [AdAsyncRequestSetHandle.Await] waits for it, [AdAsyncRequestSetHandle.Results]
// tells what came of each ad. An ad that is refused does not hold up the others.
//
// See https://developers.facebook.com/docs/marketing-api/asyncrequests.
func (a *Account) CreateAdsInBackground(ctx context.Context, bulk BulkAds, opts ...metabiz.Option) (*AdAsyncRequestSet, error) {
	var found problems
	if bulk.Name == "" {
		found.add("Name", "is empty")
	}
	if len(bulk.Ads) == 0 || len(bulk.Ads) > maxBulkAds {
		found.list = append(found.list, metabiz.FieldError{Path: "Ads", Problem: fmt.Sprintf("has %d ads, from 1 to %d", len(bulk.Ads), maxBulkAds), Limit: maxBulkAds, Value: len(bulk.Ads)})
	}
	params := AdAsyncRequestSetParams{Name: bulk.Name, NotificationMode: NotificationModeOff}
	if bulk.NotifyURI != "" {
		found.link("NotifyURI", bulk.NotifyURI)
		params.NotificationMode, params.NotificationURI = NotificationModeOnComplete, bulk.NotifyURI
	}
	for i, ad := range bulk.Ads {
		at := fmt.Sprintf("Ads[%d]", i)
		if ad.Name == "" {
			found.add(at+".name", "is empty")
		}
		if ad.AdSetID == "" && ad.AdSetSpec == nil {
			found.add(at+".adset_id", "is empty")
		}
		spec, err := specOf(ad)
		if err != nil {
			found.add(at, "can't be written as JSON: %v", err)
		}
		params.AdSpecs = append(params.AdSpecs, spec)
	}
	if err := found.err("ads.BulkAds"); err != nil {
		return nil, err
	}
	return a.CreateAsyncAdRequestSet(ctx, params, opts...)
}

// specOf is an ad by the names of its parameters.
func specOf(ad AdParams) (map[string]any, error) {
	data, err := json.Marshal(ad)
	if err != nil {
		return nil, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	spec := make(map[string]any, len(raw))
	for name, value := range raw {
		spec[name] = value
	}
	return spec, nil
}

// Await waits until all requests of the set have ended, well or not, looking every so
// often (0 is every 5 seconds), and gives the set with its counts. Bound the wait by ctx.
//
// See https://developers.facebook.com/docs/marketing-api/asyncrequests.
func (s *AdAsyncRequestSetHandle) Await(ctx context.Context, every time.Duration, opts ...metabiz.Option) (*AdAsyncRequestSet, error) {
	if every <= 0 {
		every = 5 * time.Second
	}
	for {
		set, err := s.Get(ctx, opts...)
		if err != nil {
			return nil, err
		}
		if set.IsCompleted {
			return set, nil
		}
		if err := pause(ctx, every); err != nil {
			return set, fmt.Errorf("ads: %d of the %d requests of %s have not ended: %w", set.TotalCount-set.SuccessCount-set.ErrorCount-set.CanceledCount, set.TotalCount, s.id, err)
		}
	}
}

// AsyncResult is what came of one request in the background.
type AsyncResult struct {
	RequestID string
	Status    AsyncRequestStatus
	ObjectID  string         // what was made
	Err       *metabiz.Error // why nothing was
	Input     map[string]json.RawMessage
}

// asyncFailures are the states of requests that ended without success.
var asyncFailures = []AsyncRequestStatus{
	AsyncRequestStatusError, AsyncRequestStatusErrorDependency, AsyncRequestStatusErrorConflicts,
	AsyncRequestStatusCanceled, AsyncRequestStatusCanceledDependency, AsyncRequestStatusUserCanceled, AsyncRequestStatusUserCanceledDependency,
}

// Results tells what came of each request of the set: the id of what was made, or the
// refusal, as if the call had been made by itself. Requests that have not ended have neither.
//
// See https://developers.facebook.com/docs/marketing-api/asyncrequests.
func (s *AdAsyncRequestSetHandle) Results(ctx context.Context, query AdAsyncRequestQuery, opts ...metabiz.Option) iter.Seq2[AsyncResult, error] {
	return func(yield func(AsyncResult, error) bool) {
		for request, err := range s.Requests(ctx, query, opts...) {
			if err != nil {
				yield(AsyncResult{}, err)
				return
			}
			if !yield(request.Outcome(), nil) {
				return
			}
		}
	}
}

// Outcome reads what came of the request.
func (a AdAsyncRequest) Outcome() AsyncResult {
	out := AsyncResult{RequestID: a.ID, Status: a.Status, Input: a.Input}
	if !slices.Contains(asyncFailures, a.Status) {
		if a.Status == AsyncRequestStatusSuccess {
			out.ObjectID = firstText(a.Result, "id", "ad_id", "adgroup_id")
		}
		return out
	}
	refusal := &metabiz.Error{Operation: "request " + a.ID, Message: "ended as " + string(a.Status)}
	out.Err = refusal
	raw, ok := a.Result["error"]
	if !ok {
		raw, _ = json.Marshal(a.Result)
	}
	var told struct {
		Code         int    `json:"code"`
		ErrorCode    int    `json:"error_code"`
		Subcode      int    `json:"error_subcode"`
		Message      string `json:"message"`
		ErrorMessage string `json:"error_message"`
		UserTitle    string `json:"error_user_title"`
		UserMessage  string `json:"error_user_msg"`
		Transient    bool   `json:"is_transient"`
	}
	if wire.Unmarshal(raw, &told) != nil {
		return out
	}
	refusal.Code, refusal.Subcode = cmp.Or(told.Code, told.ErrorCode), told.Subcode
	refusal.UserTitle, refusal.UserMessage, refusal.Transient = told.UserTitle, told.UserMessage, told.Transient
	for _, message := range []string{told.Message, told.ErrorMessage} {
		if message != "" {
			refusal.Message = message
		}
	}
	return out
}

func firstText(values map[string]json.RawMessage, names ...string) string {
	for _, name := range names {
		if text := textOf(values[name]); text != "" {
			return text
		}
		var number json.Number
		if json.Unmarshal(values[name], &number) == nil && number != "" {
			return number.String()
		}
	}
	return ""
}
