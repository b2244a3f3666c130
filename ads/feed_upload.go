package ads

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// CreateUpload has the feed read once, from a file or an address. The upload runs
// in the background: [FeedUploadHandle.Await] waits for it.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed/uploads.
//
//meta:operation POST /{product-feed-id}/uploads
func (f *ProductFeedHandle) CreateUpload(ctx context.Context, params UploadParams, opts ...metabiz.Option) (*ProductFeedUpload, error) {
	found := &problems{}
	switch file := params.File.Open != nil; {
	case !file && params.URL == "":
		found.add("url", "is empty, and there is no file")
	case file && params.URL != "":
		found.add("url", "is given, and a file too: Meta reads one of them")
	}
	if err := found.err("ads.UploadParams"); err != nil {
		return nil, err
	}
	return edge.Call[ProductFeedUpload](ctx, f.client, f.post("uploads", params), opts)
}

// FeedUploadHandle is one reading of a feed. It costs nothing to make.
type FeedUploadHandle struct{ object }

// NewFeedUpload makes the handle of a reading of a feed.
func NewFeedUpload(client *metabiz.Client, id string) *FeedUploadHandle {
	return &FeedUploadHandle{object{client: client, id: id, route: "{product-feed-upload-id}"}}
}

// ID is the upload's id.
func (u *FeedUploadHandle) ID() string { return u.id }

var feedUploadFields = metabiz.WithFields("id", "start_time", "end_time", "error_count", "warning_count", "filename", "url", "input_method",
	"num_detected_items", "num_persisted_items", "num_invalid_items", "num_deleted_items", "error_report")

// Get reads how far the upload is: it is over when it has an EndTime.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-upload.
//
//meta:operation GET /{product-feed-upload-id}
func (u *FeedUploadHandle) Get(ctx context.Context, opts ...metabiz.Option) (*ProductFeedUpload, error) {
	return edge.Call[ProductFeedUpload](ctx, u.client, u.get("", nil), reading(feedUploadFields, opts))
}

// Await waits until the upload is over, looking every so often (0 is every 10
// seconds). Bound the wait by ctx.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-upload.
func (u *FeedUploadHandle) Await(ctx context.Context, every time.Duration, opts ...metabiz.Option) (*ProductFeedUpload, error) {
	if every <= 0 {
		every = 10 * time.Second
	}
	for {
		upload, err := u.Get(ctx, opts...)
		if err != nil {
			return nil, err
		}
		if !upload.EndTime.IsZero() {
			return upload, nil
		}
		if err := pause(ctx, every); err != nil {
			return upload, fmt.Errorf("ads: feed upload %s is not over yet: %w", u.id, err)
		}
	}
}

// ProductFeedUploadError is a kind of problem that an upload has had, with how often it was met.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-upload-error.
type ProductFeedUploadError struct {
	ID               string              `json:"id,omitzero"`
	Summary          string              `json:"summary,omitzero"`
	Description      string              `json:"description,omitzero"`
	ErrorType        string              `json:"error_type,omitzero"`
	Severity         FeedUploadSeverity  `json:"severity,omitzero"`
	TotalCount       int                 `json:"total_count,omitzero"`
	AffectedSurfaces []FeedUploadSurface `json:"affected_surfaces,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (p *ProductFeedUploadError) UnmarshalJSON(data []byte) error {
	type plain ProductFeedUploadError
	return wire.Unmarshal(data, (*plain)(p))
}

// FeedUploadSeverity tells whether a problem has kept products out.
type FeedUploadSeverity string

const (
	FeedUploadFatal   FeedUploadSeverity = "fatal" // the products were not written
	FeedUploadWarning FeedUploadSeverity = "warning"
)

// FeedUploadSurface is where products with a problem are not shown.
type FeedUploadSurface string

const (
	FeedUploadDynamicAds    FeedUploadSurface = "Dynamic Ads"
	FeedUploadMarketplace   FeedUploadSurface = "Marketplace"
	FeedUploadUSMarketplace FeedUploadSurface = "US Marketplace"
)

// FeedUploadErrorQuery is what [FeedUploadHandle.Errors] takes.
type FeedUploadErrorQuery struct {
	ErrorPriority RecommendationLevel `json:"error_priority,omitzero"` // HIGH are those that keep products out
	Limit         int                 `json:"limit,omitzero"`
}

var feedUploadErrorFields = metabiz.WithFields("id", "summary", "description", "error_type", "severity", "total_count", "affected_surfaces")

// Errors lists what was wrong with the file, by kind.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-upload/errors.
//
//meta:operation GET /{product-feed-upload-id}/errors
func (u *FeedUploadHandle) Errors(ctx context.Context, query FeedUploadErrorQuery, opts ...metabiz.Option) iter.Seq2[ProductFeedUploadError, error] {
	return edge.List[ProductFeedUploadError](ctx, u.client, u.get("errors", query), reading(feedUploadErrorFields, opts))
}

// ErrorPages is [FeedUploadHandle.Errors] by pages, with the cursors to resume from.
func (u *FeedUploadHandle) ErrorPages(ctx context.Context, query FeedUploadErrorQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[ProductFeedUploadError], error] {
	return edge.Pages[ProductFeedUploadError](ctx, u.client, u.get("errors", query), reading(feedUploadErrorFields, opts))
}

// RequestErrorReport has a file made of all that was wrong; [FeedUploadHandle.Get]
// tells in ErrorReport when it is there.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-upload/error_report.
//
//meta:operation POST /{product-feed-upload-id}/error_report
func (u *FeedUploadHandle) RequestErrorReport(ctx context.Context, opts ...metabiz.Option) error {
	return edge.Do(ctx, u.client, repeatable(u.post("error_report", nil)), opts)
}

// FeedUploadErrorHandle is a kind of problem of an upload. It costs nothing to make.
type FeedUploadErrorHandle struct{ object }

// NewFeedUploadError makes the handle of a kind of problem of an upload.
func NewFeedUploadError(client *metabiz.Client, id string) *FeedUploadErrorHandle {
	return &FeedUploadErrorHandle{object{client: client, id: id, route: "{product-feed-upload-error-id}"}}
}

// ID is the problem's id.
func (e *FeedUploadErrorHandle) ID() string { return e.id }

// ProductFeedUploadErrorSample is a row of the file that has the problem.
type ProductFeedUploadErrorSample struct {
	ID         string `json:"id,omitzero"`
	RetailerID string `json:"retailer_id,omitzero"`
	RowNumber  int    `json:"row_number,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (p *ProductFeedUploadErrorSample) UnmarshalJSON(data []byte) error {
	type plain ProductFeedUploadErrorSample
	return wire.Unmarshal(data, (*plain)(p))
}

// Samples lists rows of the file that have the problem.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-upload-error/samples.
//
//meta:operation GET /{product-feed-upload-error-id}/samples
func (e *FeedUploadErrorHandle) Samples(ctx context.Context, opts ...metabiz.Option) iter.Seq2[ProductFeedUploadErrorSample, error] {
	return edge.List[ProductFeedUploadErrorSample](ctx, e.client, e.get("samples", nil), reading(feedUploadSampleFields, opts))
}

// SamplePages is [FeedUploadErrorHandle.Samples] by pages, with the cursors to resume from.
func (e *FeedUploadErrorHandle) SamplePages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[ProductFeedUploadErrorSample], error] {
	return edge.Pages[ProductFeedUploadErrorSample](ctx, e.client, e.get("samples", nil), reading(feedUploadSampleFields, opts))
}

var feedUploadSampleFields = metabiz.WithFields("id", "retailer_id", "row_number")
