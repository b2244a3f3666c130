package ads

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// UploadReport is what became of people who were sent. A report of an upload that was resumed counts all
// of it, but knows the problems of its last part only.
type UploadReport struct {
	SessionID int64
	Batches   int // that Meta has taken
	Rows      int // people who came
	Refused   int // of them, that were not sent
	Sent      int // of them
	Dropped   int // values that were left out of rows that were sent
	Received  int // of those sent, as Meta counts
	Invalid   int // of them, that Meta can't read
	// Problems are the first 1,000 values that were not sent.
	Problems []RowProblem
	// Samples are those that Meta gives of what it can't read.
	Samples []InvalidEntry
}

// RowProblem is a value that was not sent. It does not repeat the value.
type RowProblem struct {
	Row     int      // from 0
	Key     MatchKey // empty: the whole row
	Problem string
}

func (p RowProblem) String() string {
	if p.Key == "" {
		return fmt.Sprintf("row %d %s", p.Row, p.Problem)
	}
	return fmt.Sprintf("row %d: %s %s", p.Row, p.Key, p.Problem)
}

// InvalidEntry is a sample of what Meta can't read.
type InvalidEntry struct {
	Batch int    // from 1
	Row   int    // among the people who came, from 0; -1 where it can't be told
	Entry string // as Meta repeats it: hashed, where it was hashed
	Why   string
}

// maxProblems bounds what a report keeps.
const maxProblems = 1000

func (r *UploadReport) add(p RowProblem) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, p)
	}
}

func (r *UploadReport) count(at UploadCheckpoint) {
	r.SessionID, r.Batches, r.Rows, r.Refused, r.Sent = at.SessionID, at.Batches, at.Rows, at.Refused, at.Sent
	r.Dropped, r.Received, r.Invalid = at.Dropped, at.Received, at.Invalid
}

// telling finds what of a sample can be looked for in a batch.
var telling = regexp.MustCompile(`[0-9A-Za-z][0-9A-Za-z-]{15,}`)

// sample keeps what Meta could not read of a batch, and finds out whose it was.
func (r *UploadReport) sample(number int, batch *audienceBatch, samples map[string]string) {
	for _, entry := range slices.Sorted(maps.Keys(samples)) {
		if len(r.Samples) == maxProblems {
			return
		}
		of := InvalidEntry{Batch: number, Row: -1, Entry: entry, Why: samples[entry]}
		for _, word := range telling.FindAllString(entry+" "+of.Why, -1) {
			if at := bytes.Index(batch.body[batch.prefix:], []byte(word)); at >= 0 {
				of.Row = batch.indexAt(batch.prefix + at)
				break
			}
		}
		r.Samples = append(r.Samples, of)
	}
}

// indexAt is whose row a place in the body belongs to.
func (b *audienceBatch) indexAt(place int) int {
	i := sort.Search(len(b.rows), func(i int) bool { return b.rows[i].start > place })
	if i == 0 {
		return -1
	}
	return b.rows[i-1].index
}

// String is the report in lines, the first problems among them.
func (r *UploadReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows: %d sent in %d batches, %d refused; Meta received %d and could not read %d", r.Rows, r.Sent, r.Batches, r.Refused, r.Received, r.Invalid)
	if r.Dropped > 0 {
		fmt.Fprintf(&b, "; %d values left out of rows that were sent", r.Dropped)
	}
	const shown = 10
	for _, p := range r.Problems[:min(shown, len(r.Problems))] {
		fmt.Fprintf(&b, "\n  %s", p)
	}
	if more := len(r.Problems) - shown; more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	return b.String()
}
