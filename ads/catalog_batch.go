package ads

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// MaxItems is how many items a batch changes.
const MaxItems = 5000

// BatchState is how far a batch of items is.
type BatchState string

const (
	BatchScheduled  BatchState = "scheduled"
	BatchDispatched BatchState = "dispatched"
	BatchStarted    BatchState = "started"
	BatchFinished   BatchState = "finished" // items that were wrong were left out
	BatchCanceled   BatchState = "canceled"
	BatchFailed     BatchState = "error" // some items may not have been changed
)

// Over tells whether nothing more will happen to the batch.
func (s BatchState) Over() bool {
	switch BatchState(strings.ToLower(string(s))) {
	case BatchFinished, BatchCanceled, BatchFailed:
		return true
	}
	return false
}

// CheckBatchRequestStatus tells what became of a batch of items.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-catalog/check_batch_request_status.
type CheckBatchRequestStatus struct {
	Status               BatchState     `json:"status,omitzero"`
	Errors               []BatchMessage `json:"errors,omitzero"`
	ErrorsTotalCount     int            `json:"errors_total_count,omitzero"` // Errors may hold only some of them
	Handle               string         `json:"handle,omitzero"`
	IDsOfInvalidRequests []string       `json:"ids_of_invalid_requests,omitzero"` // where they were asked for
	Warnings             []BatchMessage `json:"warnings,omitzero"`
	WarningsTotalCount   int            `json:"warnings_total_count,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (c *CheckBatchRequestStatus) UnmarshalJSON(data []byte) error {
	type plain CheckBatchRequestStatus
	return wire.Unmarshal(data, (*plain)(c))
}

// BatchMessage is an error or a warning about an item of a batch.
type BatchMessage struct {
	Line    int    `json:"line"` // in the batch, from 0
	ID      string `json:"id"`   // of the item, as the business knows it
	Message string `json:"message"`
}

var batchStatusFields = metabiz.WithFields("handle", "status", "errors", "errors_total_count", "ids_of_invalid_requests", "warnings", "warnings_total_count")

// BatchStatus tells how far a batch of items is and what was wrong with single items.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-catalog/check_batch_request_status.
//
//meta:operation GET /{product-catalog-id}/check_batch_request_status
func (c *ProductCatalogHandle) BatchStatus(ctx context.Context, query BatchStatusQuery, opts ...metabiz.Option) (*CheckBatchRequestStatus, error) {
	return edge.One[CheckBatchRequestStatus](ctx, c.client, c.get("check_batch_request_status", query), reading(batchStatusFields, opts))
}

// AwaitBatch waits until nothing more will happen to a batch, looking every so often
// (0 is every 5 seconds). Bound the wait by ctx.
//
// See https://developers.facebook.com/docs/marketing-api/catalog-batch/guides/get-batch-request.
func (c *ProductCatalogHandle) AwaitBatch(ctx context.Context, handle string, every time.Duration, opts ...metabiz.Option) (*CheckBatchRequestStatus, error) {
	if every <= 0 {
		every = 5 * time.Second
	}
	for {
		status, err := c.BatchStatus(ctx, BatchStatusQuery{Handle: handle, LoadIDsOfInvalidRequests: new(true)}, opts...)
		if err != nil {
			return nil, err
		}
		if status.Status.Over() {
			return status, nil
		}
		if err := pause(ctx, every); err != nil {
			return status, fmt.Errorf("ads: batch %s is still %s: %w", handle, status.Status, err)
		}
	}
}

// ItemWrite says how [ProductCatalogHandle.WriteItems] writes.
type ItemWrite struct {
	ItemType   string        // empty: [ItemTypeProduct]
	SubType    ItemKind      // of products of one sort
	UpdateOnly bool          // an update of an item that is not there is an error, and makes none
	BatchSize  int           // 0: [MaxItems]
	Every      time.Duration // between two looks at a batch; 0: 5 seconds
}

// ItemsResult is what became of one batch of a stream of changes.
type ItemsResult struct {
	First    int        // the index of its first change in the stream
	Count    int        // how many changes of the stream it stands for
	Handle   string     // empty where none of them was taken
	Status   BatchState // [BatchFinished] but for trouble at Meta
	Failed   []ItemFailure
	Warnings []ItemFailure
}

// ItemFailure is what was wrong with one item: found here before anything was
// sent, by Meta at once, or by Meta in the background.
type ItemFailure struct {
	Index    int // in the stream; -1 where Meta named an item that was not in the batch
	ID       string
	Problems []string
}

func (f ItemFailure) Error() string {
	return fmt.Sprintf("ads: item %d (%s): %s", f.Index, f.ID, strings.Join(f.Problems, "; "))
}

// ItemsError is a batch that could not be written or watched. Changes from First on
// are not known to be made; without a handle, none of them was taken.
type ItemsError struct {
	First, Count int
	Handle       string
	Err          error
}

func (e *ItemsError) Error() string {
	return fmt.Sprintf("ads: items %d to %d: %v", e.First, e.First+e.Count-1, e.Err)
}

func (e *ItemsError) Unwrap() error { return e.Err }

// WriteItems makes, changes and deletes items as they come, 5,000 a batch, waits for
// each batch and gives what became of it. What is wrong with an item is told of
// that item and keeps none of the others from being written. It ends after an error, which is an *[ItemsError].
//
// Errors: 80014 for too many batches, 100 for a type that the catalogue has not.
//
// See https://developers.facebook.com/docs/marketing-api/catalog-batch/guides/send-product-updates.
func (c *ProductCatalogHandle) WriteItems(ctx context.Context, changes iter.Seq[ItemChange], how ItemWrite, opts ...metabiz.Option) iter.Seq2[*ItemsResult, error] {
	return func(yield func(*ItemsResult, error) bool) {
		size := how.BatchSize
		if size <= 0 || size > MaxItems {
			size = MaxItems
		}
		batch := &itemBatch{}
		for change := range changes {
			batch.add(change)
			if len(batch.changes) < size {
				continue
			}
			if !c.writeBatch(ctx, batch, how, opts, yield) {
				return
			}
			batch = &itemBatch{first: batch.first + batch.count}
		}
		if batch.count > 0 {
			c.writeBatch(ctx, batch, how, opts, yield)
		}
	}
}

// itemBatch are changes that go together, and those among them that don't.
type itemBatch struct {
	first, count int
	changes      []ItemChange
	places       []int          // of the changes, in the stream
	byID         map[string]int // the last place of an item
	failed       []ItemFailure
}

func (b *itemBatch) add(change ItemChange) {
	place := b.first + b.count
	b.count++
	found := &problems{}
	change.check(found, "")
	if len(found.list) > 0 {
		failure := ItemFailure{Index: place, ID: change.ID}
		for _, p := range found.list {
			failure.Problems = append(failure.Problems, p.Error())
		}
		b.failed = append(b.failed, failure)
		return
	}
	if b.byID == nil {
		b.byID = map[string]int{}
	}
	b.byID[change.ID] = place
	b.changes, b.places = append(b.changes, change), append(b.places, place)
}

// at names the item of a message by its place in the stream.
func (b *itemBatch) at(id string, line int) ItemFailure {
	if place, ok := b.byID[id]; ok {
		return ItemFailure{Index: place, ID: id}
	}
	if id == "" && line >= 0 && line < len(b.places) {
		return ItemFailure{Index: b.places[line], ID: b.changes[line].ID}
	}
	return ItemFailure{Index: -1, ID: id}
}

// writeBatch writes a batch, waits for it, and gives what became of it.
func (c *ProductCatalogHandle) writeBatch(ctx context.Context, batch *itemBatch, how ItemWrite, opts []metabiz.Option, yield func(*ItemsResult, error) bool) bool {
	result := &ItemsResult{First: batch.first, Count: batch.count, Status: BatchFinished, Failed: batch.failed}
	if len(batch.changes) > 0 {
		if err := c.writeAndWait(ctx, batch, how, result, opts); err != nil {
			yield(nil, &ItemsError{First: batch.first, Count: batch.count, Handle: result.Handle, Err: err})
			return false
		}
	}
	slices.SortStableFunc(result.Failed, func(a, b ItemFailure) int { return a.Index - b.Index })
	return yield(result, nil)
}

func (c *ProductCatalogHandle) writeAndWait(ctx context.Context, batch *itemBatch, how ItemWrite, result *ItemsResult, opts []metabiz.Option) error {
	body := struct {
		AllowUpsert *bool        `json:"allow_upsert,omitzero"`
		ItemSubType ItemKind     `json:"item_sub_type,omitzero"`
		ItemType    string       `json:"item_type"`
		Requests    []ItemChange `json:"requests"`
	}{ItemSubType: how.SubType, ItemType: how.ItemType, Requests: batch.changes}
	if body.ItemType == "" {
		body.ItemType = ItemTypeProduct
	}
	if how.UpdateOnly {
		body.AllowUpsert = new(false)
	}
	req := c.post("items_batch", body)
	// Writing the same twice is the same as once, but for what must not be there yet.
	req.Idempotent = !slices.ContainsFunc(batch.changes, func(change ItemChange) bool { return change.Method == ItemCreate })
	answer, err := edge.Call[BatchHandles](ctx, c.client, req, opts)
	if err != nil {
		return err
	}
	result.note(batch, answer)
	if len(answer.Handles) == 0 {
		result.noneTaken(batch)
		return nil
	}
	result.Handle = answer.Handles[0]
	status, err := c.AwaitBatch(ctx, result.Handle, how.Every, opts...)
	if err != nil {
		return err
	}
	result.finish(batch, status)
	return nil
}

// note takes what Meta has found at once.
func (r *ItemsResult) note(batch *itemBatch, answer *BatchHandles) {
	for _, status := range answer.ValidationStatus {
		for _, part := range []struct {
			messages []BatchItemMessage
			into     *[]ItemFailure
		}{{status.Errors, &r.Failed}, {status.Warnings, &r.Warnings}} {
			if len(part.messages) == 0 {
				continue
			}
			failure := batch.at(status.RetailerID, -1)
			for _, m := range part.messages {
				failure.Problems = append(failure.Problems, m.Message)
			}
			*part.into = append(*part.into, failure)
		}
	}
}

// noneTaken tells of every item that nothing was told of yet: without a handle there is nothing to wait for.
func (r *ItemsResult) noneTaken(batch *itemBatch) {
	told := map[int]bool{}
	for _, f := range r.Failed {
		told[f.Index] = true
	}
	for i, place := range batch.places {
		if !told[place] {
			r.Failed = append(r.Failed, ItemFailure{Index: place, ID: batch.changes[i].ID, Problems: []string{"Meta did not take the item, and did not say why"}})
		}
	}
}

// finish takes what Meta has found in the background.
func (r *ItemsResult) finish(batch *itemBatch, status *CheckBatchRequestStatus) {
	r.Status = BatchState(strings.ToLower(string(status.Status)))
	r.Failed = batch.gather(r.Failed, status.Errors)
	r.Warnings = batch.gather(r.Warnings, status.Warnings)
	for _, id := range status.IDsOfInvalidRequests {
		if !slices.ContainsFunc(r.Failed, func(f ItemFailure) bool { return f.ID == id }) {
			failure := batch.at(id, -1)
			failure.Problems = []string{"Meta did not write the item, and did not say why"}
			r.Failed = append(r.Failed, failure)
		}
	}
}

// gather adds messages to those of the same item.
func (b *itemBatch) gather(list []ItemFailure, messages []BatchMessage) []ItemFailure {
	for _, m := range messages {
		failure := b.at(m.ID, m.Line)
		i := slices.IndexFunc(list, func(f ItemFailure) bool { return f.Index == failure.Index && f.ID == failure.ID })
		if i < 0 {
			list = append(list, failure)
			i = len(list) - 1
		}
		if !slices.Contains(list[i].Problems, m.Message) {
			list[i].Problems = append(list[i].Problems, m.Message)
		}
	}
	return list
}
