package ads

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// uploadKind is what is done with people who are sent.
type uploadKind string

const (
	uploadAdd     uploadKind = "add"
	uploadRemove  uploadKind = "remove"
	uploadReplace uploadKind = "replace"
)

// replaceTime is how long a session may take that replaces an audience.
const replaceTime = 90 * time.Minute

// UploadOptions tells how people are sent to an audience.
type UploadOptions struct {
	// Schema is what is sent of each person. It is required.
	Schema []MatchKey
	// Country is the one ("IT") that phone numbers, states and zips belong to where a
	// person has none. It is not sent.
	Country string
	// PageIDs are the Pages that PAGEUID belongs to, AppIDs the apps that app-scoped ids belong to.
	PageIDs, AppIDs []string
	// EstimatedTotal is about how many people will come, where that is known.
	EstimatedTotal int
	// BatchSize is how many people go in one call; zero, and at most: [MaxAudienceRows].
	BatchSize int
	// SessionID is a positive number of the caller's that no other session of the
	// audience has; zero: a random one.
	SessionID int64

	// Err is asked once the people have ended, like that of a bufio.Scanner, whether
	// they are all: an error ends the upload before its last batch is sent.
	Err func() error
	// Resume is the last checkpoint of an upload that was interrupted. People must
	// come in the same order; those who were sent are passed over.
	Resume *UploadCheckpoint
	// OnCheckpoint is called before the first batch and after each, to store the
	// checkpoint. Its error ends the upload.
	OnCheckpoint func(UploadCheckpoint) error
	// OnProblem is called for each value that is not sent, also beyond those that the report keeps.
	OnProblem func(RowProblem)
}

// UploadCheckpoint is how far an upload has come. As JSON it can be stored, and it
// holds nothing of anybody.
type UploadCheckpoint struct {
	AudienceID string     `json:"audience_id"`
	Kind       string     `json:"kind"` // add, remove or replace
	SessionID  int64      `json:"session_id"`
	Schema     []MatchKey `json:"schema"`
	BatchSize  int        `json:"batch_size"`
	Started    time.Time  `json:"started"`

	Batches  int  `json:"batches"`  // that Meta has taken
	Rows     int  `json:"rows"`     // of the people, that need not be looked at again
	Sent     int  `json:"sent"`     // of them, in batches that Meta has taken
	Refused  int  `json:"refused"`  // of them, that were not sent
	Dropped  int  `json:"dropped"`  // values that were left out of rows that were sent
	Received int  `json:"received"` // of those sent, as Meta counts
	Invalid  int  `json:"invalid"`  // of them, that Meta can't read
	Done     bool `json:"done"`
}

// UploadError is an upload that was interrupted, and from where it can go on.
type UploadError struct {
	Checkpoint UploadCheckpoint
	Batch      int // that was not sent, or whose outcome is not known
	Err        error
}

func (e *UploadError) Error() string {
	return fmt.Sprintf("ads: %s people of audience %s: batch %d, after %d rows: %v", e.Checkpoint.Kind, e.Checkpoint.AudienceID, e.Batch, e.Checkpoint.Rows, e.Err)
}

// Unwrap gives what interrupted the upload.
func (e *UploadError) Unwrap() error { return e.Err }

// Upload adds people to the audience. They are normalised and hashed one by one as they come and sent in
// sessions of up to 10,000 a call, so that lists of any length pass through little memory. Nothing of them
// is logged or kept unhashed.
//
// The report comes also beside an error, which is an [UploadError] once something may have been
// sent. Adding somebody twice is the same as once, so that a repeated upload does no harm.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#upload.
func (a *CustomAudienceHandle) Upload(ctx context.Context, people iter.Seq[Person], options UploadOptions, opts ...metabiz.Option) (*UploadReport, error) {
	return a.send(ctx, uploadAdd, people, options, opts)
}

// Remove takes people out of the audience, as [CustomAudienceHandle.Upload] adds them.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#remove.
func (a *CustomAudienceHandle) Remove(ctx context.Context, people iter.Seq[Person], options UploadOptions, opts ...metabiz.Option) (*UploadReport, error) {
	return a.send(ctx, uploadRemove, people, options, opts)
}

// Replace puts people in the place of all who are in the audience, as [CustomAudienceHandle.Upload] adds them.
// Until the last of them has arrived the audience is as it was. Meta gives a session 90 minutes: what takes longer,
// resumed or not, is [ErrReplaceExpired]. See [CustomAudienceHandle.ReplaceUsers] for further errors.
//
// People who end for another reason than that they are all must say so by UploadOptions.Err, or by ctx: else the rest
// of them would be removed.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#replace-api.
func (a *CustomAudienceHandle) Replace(ctx context.Context, people iter.Seq[Person], options UploadOptions, opts ...metabiz.Option) (*UploadReport, error) {
	return a.send(ctx, uploadReplace, people, options, opts)
}

// audienceUpload is an upload that is going on.
type audienceUpload struct {
	audience *CustomAudienceHandle
	kind     uploadKind
	options  UploadOptions
	opts     []metabiz.Option
	at       UploadCheckpoint
	report   *UploadReport
	batch    *audienceBatch

	unsettled bool // whether the next batch may have arrived already
}

func (a *CustomAudienceHandle) send(ctx context.Context, kind uploadKind, people iter.Seq[Person], options UploadOptions, opts []metabiz.Option) (*UploadReport, error) {
	u := &audienceUpload{audience: a, kind: kind, options: options, opts: opts}
	if err := u.begin(); err != nil {
		return nil, err
	}
	err := u.run(ctx, people)
	u.report.count(u.at)
	if err != nil {
		return u.report, &UploadError{Checkpoint: u.at, Batch: u.at.Batches + 1, Err: err}
	}
	return u.report, nil
}

func (u *audienceUpload) begin() error {
	if err := u.options.validate(u.audience.id, u.kind); err != nil {
		return err
	}
	if u.options.BatchSize == 0 {
		u.options.BatchSize = MaxAudienceRows
	}
	u.report = &UploadReport{}
	u.batch = newAudienceBatch(&u.options)
	if u.options.Resume != nil {
		u.at = *u.options.Resume
		u.options.BatchSize = u.at.BatchSize
		u.unsettled = u.kind == uploadReplace
		return nil
	}
	id := u.options.SessionID
	if id == 0 {
		id = 1 + rand.Int64N(1<<53-1) // which JavaScript can read, too
	}
	u.at = UploadCheckpoint{
		AudienceID: u.audience.id, Kind: string(u.kind), SessionID: id, Schema: u.options.Schema, BatchSize: u.options.BatchSize, Started: time.Now().UTC(),
	}
	return nil
}

func (u *audienceUpload) run(ctx context.Context, people iter.Seq[Person]) error {
	if u.at.Done {
		return nil
	}
	if u.kind == uploadReplace {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, u.at.Started.Add(replaceTime), ErrReplaceExpired)
		defer cancel()
	}
	if u.options.Resume == nil {
		if err := u.checkpoint(); err != nil {
			return err
		}
	}
	skip := u.at.Rows
	rows, refused, dropped := 0, u.at.Refused, u.at.Dropped
	tell := func(key MatchKey, problem string) {
		dropped++
		u.tell(RowProblem{Row: rows - 1, Key: key, Problem: problem})
	}
	var failed error
	for person := range people {
		if rows++; rows <= skip {
			continue
		}
		if rows%1024 == 0 && ctx.Err() != nil {
			break
		}
		before := dropped
		if !u.batch.write(&person, tell) {
			if dropped == before {
				u.tell(RowProblem{Row: rows - 1, Problem: "has nothing that a person can be found by"})
			}
			dropped = before
			refused++
			continue
		}
		if len(u.batch.rows) == u.options.BatchSize {
			if failed = u.flush(ctx, progress{rows - 1, refused, before}, false); failed != nil {
				break
			}
		}
		u.batch.take(rows - 1)
	}
	switch {
	case failed != nil:
		return failed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	if u.options.Err != nil {
		if err := u.options.Err(); err != nil {
			return err
		}
	}
	if rows < skip {
		return fmt.Errorf("there are %d people, but %d were sent before: these are not the same", rows, skip)
	}
	all := progress{rows, refused, dropped}
	if len(u.batch.rows) == 0 {
		u.advance(all)
		return errors.New("there is nobody to send")
	}
	return u.flush(ctx, all, true)
}

// progress is how far the people were looked at.
type progress struct{ rows, refused, dropped int }

func (u *audienceUpload) advance(to progress) {
	u.at.Rows, u.at.Refused, u.at.Dropped = to.rows, to.refused, to.dropped
}

// flush sends the batch, which ends where the progress says, and remembers that it was.
func (u *audienceUpload) flush(ctx context.Context, to progress, last bool) error {
	answer, err := u.deliver(ctx, last)
	if err != nil {
		if ctx.Err() != nil && errors.Is(context.Cause(ctx), ErrReplaceExpired) {
			err = errors.Join(ErrReplaceExpired, err)
		}
		return err
	}
	u.advance(to)
	u.at.Batches++
	u.at.Sent += len(u.batch.rows)
	u.at.Received = counted(u.at.Received, answer.NumReceived, len(u.batch.rows))
	u.at.Invalid = counted(u.at.Invalid, answer.NumInvalidEntries, len(u.batch.rows))
	u.at.Done = last
	u.report.sample(u.at.Batches, u.batch, answer.InvalidEntrySamples)
	u.batch.clear()
	return u.checkpoint()
}

// counted adds what the answer to a batch tells to what was counted before it. Meta may count from the session's first batch
// on: more than the batch has can be no count of the batch alone.
func counted(before, told, rows int) int {
	if told > rows {
		return told
	}
	return before + told
}

func (u *audienceUpload) deliver(ctx context.Context, last bool) (*AudienceUpload, error) {
	if u.unsettled {
		u.unsettled = false
		if answer, err := u.arrived(ctx); answer != nil || err != nil {
			return answer, err
		}
	}
	body, err := u.batch.end(AudienceSession{
		SessionID: u.at.SessionID, BatchSeq: u.at.Batches + 1, LastBatch: last, EstimatedNumTotal: u.options.EstimatedTotal,
	})
	if err != nil {
		return nil, err
	}
	req := u.audience.usersRequest(u.kind)
	req.Body = body
	return edge.Call[AudienceUpload](ctx, u.audience.client, req, u.opts)
}

// arrived looks whether the batch at which a replacement was interrupted has arrived
// nonetheless: Meta refuses one that comes twice. Rows that it counts beyond those of
// the checkpoint can be of no other batch.
func (u *audienceUpload) arrived(ctx context.Context) (*AudienceUpload, error) {
	id := strconv.FormatInt(u.at.SessionID, 10)
	for session, err := range u.audience.Sessions(ctx, SessionQuery{SessionID: id}, u.opts...) {
		if err != nil {
			return nil, fmt.Errorf("looking for session %s: %w", id, err)
		}
		received, err := strconv.Atoi(session.NumReceived)
		if session.SessionID != id || err != nil || received < u.at.Received+len(u.batch.rows) {
			continue
		}
		invalid, _ := strconv.Atoi(session.NumInvalidEntries)
		return &AudienceUpload{NumReceived: len(u.batch.rows), NumInvalidEntries: max(0, invalid-u.at.Invalid)}, nil
	}
	return nil, nil
}

func (u *audienceUpload) checkpoint() error {
	if u.options.OnCheckpoint == nil {
		return nil
	}
	if err := u.options.OnCheckpoint(u.at); err != nil {
		return fmt.Errorf("storing the checkpoint: %w", err)
	}
	return nil
}

func (u *audienceUpload) tell(p RowProblem) {
	u.report.add(p)
	if u.options.OnProblem != nil {
		u.options.OnProblem(p)
	}
}

func (o *UploadOptions) validate(audience string, kind uploadKind) error {
	found := &problems{}
	if len(o.Schema) == 0 {
		found.add("Schema", "is empty: name what is sent of each person, such as EMAIL")
	}
	strong := false
	seen := map[MatchKey]bool{}
	for i, key := range o.Schema {
		path := fmt.Sprintf("Schema[%d]", i)
		if _, ok := matchings[key]; (!ok || key == matchKeyBirthDate) && !weak(key) {
			found.value(path, string(key), "is not a key of customer lists")
		}
		if seen[key] {
			found.value(path, string(key), "is there twice")
		}
		seen[key] = true
		strong = strong || !weak(key)
	}
	if len(o.Schema) > 0 && !strong {
		found.add("Schema", "has no key that a person can be found by")
	}
	if seen[MatchKeyPageScopedID] && len(o.PageIDs) == 0 {
		found.add("PageIDs", "is empty: PAGEUID needs it")
	}
	if o.BatchSize < 0 || o.BatchSize > MaxAudienceRows {
		found.list = append(found.list, metabiz.FieldError{
			Path: "BatchSize", Problem: fmt.Sprintf("is not from 1 to %d", MaxAudienceRows), Limit: MaxAudienceRows, Value: o.BatchSize,
		})
	}
	if o.SessionID < 0 {
		found.value("SessionID", o.SessionID, "is negative")
	}
	if o.Country != "" {
		if _, problem := normalCountry(nil, o.Country, ""); problem != "" {
			found.value("Country", o.Country, "%s", problem)
		}
	}
	o.Resume.validate(found, o.Schema, audience, kind)
	return found.err("ads.UploadOptions")
}

// validate wants a checkpoint of the same upload.
func (c *UploadCheckpoint) validate(found *problems, schema []MatchKey, audience string, kind uploadKind) {
	if c == nil {
		return
	}
	if c.AudienceID != audience {
		found.value("Resume.audience_id", c.AudienceID, "is another audience than %s", audience)
	}
	if c.Kind != string(kind) {
		found.value("Resume.kind", c.Kind, "is not %s", kind)
	}
	if c.SessionID <= 0 {
		found.value("Resume.session_id", c.SessionID, "is not positive")
	}
	if c.BatchSize < 1 || c.BatchSize > MaxAudienceRows {
		found.value("Resume.batch_size", c.BatchSize, "is not from 1 to %d", MaxAudienceRows)
	}
	same := len(c.Schema) == len(schema)
	for i := range min(len(c.Schema), len(schema)) {
		same = same && c.Schema[i] == schema[i]
	}
	if !same {
		found.add("Resume.schema", "is not that of the upload")
	}
}
