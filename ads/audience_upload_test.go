package ads_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// taken is a call that sent people.
type taken struct {
	Seq, Rows int
	Last      bool
}

// register is an audience that takes people, and remembers them.
type register struct {
	mu       sync.Mutex
	calls    []taken
	bodies   []string
	sessions map[int64]int
	people   []string          // first column
	fail     func(seq int) int // status of a call; 0: 200
	each     bool              // num_received is of each call, not of the session so far
}

func (r *register) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	var sent struct {
		Session struct {
			ID   int64 `json:"session_id"`
			Seq  int   `json:"batch_seq"`
			Last bool  `json:"last_batch_flag"`
		} `json:"session"`
		Payload struct {
			Data [][]any `json:"data"`
		} `json:"payload"`
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		http.Error(w, `{"error":{"code":100,"message":"no JSON"}}`, http.StatusBadRequest)
		return
	}
	if r.fail != nil {
		if status := r.fail(sent.Session.Seq); status != 0 {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"error":{"code":1,"message":"no"}}`)
			return
		}
	}
	if r.sessions == nil {
		r.sessions = map[int64]int{}
	}
	r.sessions[sent.Session.ID]++
	r.calls = append(r.calls, taken{sent.Session.Seq, len(sent.Payload.Data), sent.Session.Last})
	r.bodies = append(r.bodies, string(body))
	for _, row := range sent.Payload.Data {
		r.people = append(r.people, row[0].(string))
	}
	received := len(r.people)
	if r.each {
		received = len(sent.Payload.Data)
	}
	fmt.Fprintf(w, `{"audience_id":"5","session_id":"%d","num_received":%d,"num_invalid_entries":0,"invalid_entry_samples":[]}`, sent.Session.ID, received)
}

func customers(n int) iter.Seq[ads.Person] {
	return func(yield func(ads.Person) bool) {
		for i := range n {
			if !yield(ads.Person{Email: customer(i)}) {
				return
			}
		}
	}
}

func customer(i int) string { return fmt.Sprintf("Person%d@example.com", i) }

var byEmail = ads.UploadOptions{Schema: []ads.MatchKey{ads.MatchKeyEmail}}

func TestUploadSessions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		people, size int
		want         []taken
	}{
		{25_000, 0, []taken{{1, 10_000, false}, {2, 10_000, false}, {3, 5_000, true}}},
		{20_000, 0, []taken{{1, 10_000, false}, {2, 10_000, true}}},
		{1, 0, []taken{{1, 1, true}}},
		{7, 3, []taken{{1, 3, false}, {2, 3, false}, {3, 1, true}}},
	}
	for i, tt := range slices.Concat(tests, tests) {
		t.Run(fmt.Sprint(tt.people, " by ", tt.size), func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			r := &register{each: i < len(tests)}
			g.on("POST 5/users", r.ServeHTTP)
			options := byEmail
			options.BatchSize = tt.size
			report, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), customers(tt.people), options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, r.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if len(r.sessions) != 1 || r.sessions[report.SessionID] != len(tt.want) {
				t.Errorf("sessions %v, report %d", r.sessions, report.SessionID)
			}
			for i, got := range r.people {
				if want := sha(strings.ToLower(customer(i))); got != want {
					t.Fatalf("person %d: %s, want %s", i, got, want)
				}
			}
			want := &ads.UploadReport{SessionID: report.SessionID, Batches: len(tt.want), Rows: tt.people, Sent: tt.people, Received: tt.people}
			if diff := cmp.Diff(want, report); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

// A person becomes a row of hashes, but for what Meta wants plain.
func TestUploadRow(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	r := &register{}
	g.on("POST 5/users", r.ServeHTTP)
	people := []ads.Person{
		{
			Email: "Mary@Example.com", Phone: "333 123 4567", FirstName: "Ünal", LastName: "D'Angelo", Gender: "F", DateOfBirth: time.Date(1985, 7, 3, 0, 0, 0, 0, time.UTC),
			City: "Reggio nell'Emilia", State: "RE", Zip: "42121", MobileAdvertiserID: "AECE52E7-03EE-455A-B3C4-E57283966239",
			ExternalID: `a "quoted" èxt`, PageScopedID: "77", LookalikeValue: "44.50", LimitedDataUse: &ads.LimitedDataUse{Country: 1, State: 1000},
		},
		{Email: strings.ToUpper(sha("hashed@example.com")), Country: "fr", Phone: "01 23 45 67 89", LookalikeValue: "0"},
	}
	options := ads.UploadOptions{
		Schema: []ads.MatchKey{
			ads.MatchKeyEmail, ads.MatchKeyPhone, ads.MatchKeyFirstName, ads.MatchKeyFirstInitial, ads.MatchKeyLastName, ads.MatchKeyGender, ads.MatchKeyBirthYear,
			ads.MatchKeyBirthMonth, ads.MatchKeyBirthDay, ads.MatchKeyCity, ads.MatchKeyState, ads.MatchKeyZip, ads.MatchKeyCountry,
			ads.MatchKeyMobileAdvertiserID, ads.MatchKeyExternalID, ads.MatchKeyPageScopedID, ads.MatchKeyLookalikeValue,
			ads.MatchKeyDataProcessingOptions, ads.MatchKeyDataProcessingOptionsCountry, ads.MatchKeyDataProcessingOptionsState,
		},
		Country: "IT", PageIDs: []string{"2"}, SessionID: 9, EstimatedTotal: 2,
	}
	report, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), slices.Values(people), options)
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(err, report)
	}
	quoted := func(values ...string) string { return `"` + strings.Join(values, `","`) + `"` }
	sameJSON(t, []byte(r.bodies[0]), `{"session":{"session_id":9,"batch_seq":1,"last_batch_flag":true,"estimated_num_total":2},"payload":{
		"schema":["EMAIL","PHONE","FN","FI","LN","GEN","DOBY","DOBM","DOBD","CT","ST","ZIP","COUNTRY","MADID","EXTERN_ID","PAGEUID","LOOKALIKE_VALUE",
			"DATA_PROCESSING_OPTIONS","DATA_PROCESSING_OPTIONS_COUNTRY","DATA_PROCESSING_OPTIONS_STATE"],
		"page_ids":["2"],"data":[
		[`+quoted(sha("mary@example.com"), sha("393331234567"), sha("ünal"), sha("ü"), sha("dangelo"), sha("f"), sha("1985"), sha("07"), sha("03"),
		sha("reggionellemilia"), sha("re"), sha("42121"))+`,"","aece52e7-03ee-455a-b3c4-e57283966239","a \"quoted\" èxt","77",44.5,["LDU"],1,1000],
		[`+quoted(sha("hashed@example.com"), sha("33123456789"))+`,"","","","","","","","","","",`+quoted(sha("fr"))+`,"","","",0,[],0,0]]}}`)
	if strings.Contains(strings.ToLower(r.bodies[0]), "mary") {
		t.Error("a name goes over the wire")
	}
}

// What can't be sent is told by row and key and never by value; a row of which nothing is left is not sent.
func TestUploadProblems(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	r := &register{}
	g.on("POST 5/users", r.ServeHTTP)
	people := []ads.Person{
		{Email: "mary@example.com", Phone: "12"},
		{Email: "no address"},
		{},
		{Phone: "+39 333 123 4567", Country: "Italia"},
		{Country: "IT"},
		{Email: "nobody@"},
	}
	options := ads.UploadOptions{Schema: []ads.MatchKey{ads.MatchKeyEmail, ads.MatchKeyPhone, ads.MatchKeyCountry}, BatchSize: 1}
	var told []ads.RowProblem
	options.OnProblem = func(p ads.RowProblem) { told = append(told, p) }
	report, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), slices.Values(people), options)
	if err != nil {
		t.Fatal(err)
	}
	const noPhone, noEmail = "is not a phone number of 7 to 15 digits with the country's code", "is not an e-mail address"
	want := &ads.UploadReport{
		SessionID: report.SessionID, Batches: 2, Rows: 6, Refused: 4, Sent: 2, Received: 2, Dropped: 2,
		Problems: []ads.RowProblem{
			{Row: 0, Key: ads.MatchKeyPhone, Problem: noPhone},
			{Row: 1, Key: ads.MatchKeyEmail, Problem: noEmail},
			{Row: 2, Problem: "has nothing that a person can be found by"},
			{Row: 3, Key: ads.MatchKeyCountry, Problem: "is not a country's code of two letters, such as IT"},
			{Row: 4, Problem: "has nothing that a person can be found by"},
			{Row: 5, Key: ads.MatchKeyEmail, Problem: noEmail},
		},
	}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Problems, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]taken{{1, 1, false}, {2, 1, true}}, r.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if text := report.String(); !strings.Contains(text, "6 rows: 2 sent in 2 batches, 4 refused") || !strings.Contains(text, "row 0: PHONE "+noPhone) {
		t.Errorf("%s", text)
	}
}

// A list with values needs a value of everybody.
func TestUploadValues(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	r := &register{}
	g.on("POST 5/users", r.ServeHTTP)
	people := []ads.Person{{Email: "a@example.com", LookalikeValue: "3"}, {Email: "b@example.com"}, {Email: "c@example.com", LookalikeValue: "much"}}
	options := ads.UploadOptions{Schema: []ads.MatchKey{ads.MatchKeyEmail, ads.MatchKeyLookalikeValue}}
	report, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), slices.Values(people), options)
	if err != nil || report.Refused != 2 || report.Sent != 1 {
		t.Errorf("%v: %s", err, report)
	}
}

// What Meta could not read is traced to whose it was.
func TestUploadSamples(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	lost := sha("person3@example.com")
	g.on("POST 5/users", answer(`{"audience_id":"5","session_id":"9","num_received":3,"num_invalid_entries":2,"invalid_entry_samples":{"`+lost+`":"hash","?":"no"}}`))
	people := func(yield func(ads.Person) bool) {
		_ = yield(ads.Person{}) && yield(ads.Person{Email: customer(1)}) && yield(ads.Person{Email: customer(3)}) && yield(ads.Person{Email: customer(4)})
	}
	report, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), people, byEmail)
	if err != nil {
		t.Fatal(err)
	}
	want := []ads.InvalidEntry{{Batch: 1, Row: 2, Entry: lost, Why: "hash"}, {Batch: 1, Row: -1, Entry: "?", Why: "no"}}
	slices.SortFunc(report.Samples, func(a, b ads.InvalidEntry) int { return b.Row - a.Row })
	if diff := cmp.Diff(want, report.Samples); diff != "" || report.Invalid != 2 {
		t.Errorf("%d invalid, samples (-want +got):\n%s", report.Invalid, diff)
	}
}

// Wherever an upload breaks off, it goes on from its last checkpoint, read back from JSON, and everybody arrives once.
func TestUploadResumes(t *testing.T) {
	t.Parallel()
	for stop := 1; stop <= 4; stop++ {
		t.Run(fmt.Sprint("batch ", stop), func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			r := &register{fail: func(seq int) int {
				if seq == stop {
					return http.StatusBadRequest
				}
				return 0
			}}
			g.on("DELETE 5/users", r.ServeHTTP)
			var stored []byte
			options := ads.UploadOptions{Schema: []ads.MatchKey{ads.MatchKeyEmail}, BatchSize: 3, OnCheckpoint: func(c ads.UploadCheckpoint) (err error) {
				stored, err = json.Marshal(c)
				return err
			}}
			people := func(yield func(ads.Person) bool) {
				for person := range customers(11) {
					if !yield(ads.Person{}) || !yield(person) { // every other row is refused
						return
					}
				}
			}
			audience := ads.NewCustomAudience(client, "5")
			report, err := audience.Remove(t.Context(), people, options)
			failed, ok := errors.AsType[*ads.UploadError](err)
			if !ok || failed.Batch != stop || report.Batches != stop-1 {
				t.Fatalf("error %v, report %+v", err, report)
			}
			var checkpoint ads.UploadCheckpoint
			if err := json.Unmarshal(stored, &checkpoint); err != nil {
				t.Fatal(err)
			}
			if checkpoint.Batches != stop-1 {
				t.Fatalf("checkpoint %s", stored)
			}
			r.mu.Lock()
			r.fail = nil
			r.mu.Unlock()
			options.Resume = &checkpoint
			report, err = audience.Remove(t.Context(), people, options)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.sessions) != 1 || report.Sent != 11 || report.Rows != 22 || report.Refused != 11 || report.Received != 11 {
				t.Errorf("sessions %v, report %s", r.sessions, report)
			}
			if diff := cmp.Diff([]taken{{1, 3, false}, {2, 3, false}, {3, 3, false}, {4, 2, true}}, r.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			seen := map[string]bool{}
			for _, p := range r.people {
				seen[p] = true
			}
			if len(seen) != 11 || len(r.people) != 11 {
				t.Errorf("%d people, %d of them different", len(r.people), len(seen))
			}
			// What is done is not done again.
			_ = json.Unmarshal(stored, &checkpoint)
			options.Resume = &checkpoint
			if _, err := audience.Remove(t.Context(), people, options); err != nil || len(r.calls) != 4 {
				t.Errorf("again: %v, %d calls", err, len(r.calls))
			}
		})
	}
}

// A replacement whose answer was lost is not sent again if Meta has counted its rows.
func TestReplaceSettles(t *testing.T) {
	t.Parallel()
	for _, arrived := range []bool{true, false} {
		t.Run(fmt.Sprint("arrived ", arrived), func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			r := &register{}
			g.on("POST 5/usersreplace", func(w http.ResponseWriter, req *http.Request) {
				r.mu.Lock()
				second := len(r.calls) == 1
				r.mu.Unlock()
				if !second || arrived {
					r.ServeHTTP(w, req)
				}
				if second {
					panic(http.ErrAbortHandler) // the answer is lost
				}
			})
			received := 2
			if arrived {
				received = 4
			}
			g.on("GET 5/sessions", answer(fmt.Sprintf(`{"data":[{"session_id":"8","num_received":"99"},{"session_id":"9","num_received":"%d","num_invalid_entries":"0"}]}`, received)))
			var last ads.UploadCheckpoint
			options := ads.UploadOptions{Schema: byEmail.Schema, BatchSize: 2, SessionID: 9, OnCheckpoint: func(c ads.UploadCheckpoint) error { last = c; return nil }}
			audience := ads.NewCustomAudience(client, "5")
			if _, err := audience.Replace(t.Context(), customers(5), options); !errors.Is(err, metabiz.ErrOutcomeUnknown) {
				t.Fatalf("error %v", err)
			}
			g.on("POST 5/usersreplace", r.ServeHTTP)
			options.Resume = &last
			report, err := audience.Replace(t.Context(), customers(5), options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]taken{{1, 2, false}, {2, 2, false}, {3, 1, true}}, r.calls); diff != "" || report.Received != 5 {
				t.Errorf("%s; calls (-want +got):\n%s", report, diff)
			}
		})
	}
}

// A replacement ends with its 90 minutes, and nothing is sent after them.
func TestReplaceExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		r := &register{}
		g.on("POST 5/usersreplace", r.ServeHTTP)
		slow := func(yield func(ads.Person) bool) {
			for person := range customers(4) {
				time.Sleep(25 * time.Minute)
				if !yield(person) {
					return
				}
			}
		}
		var last ads.UploadCheckpoint
		options := ads.UploadOptions{Schema: byEmail.Schema, BatchSize: 1, OnCheckpoint: func(c ads.UploadCheckpoint) error { last = c; return nil }}
		audience := ads.NewCustomAudience(client, "5")
		_, err := audience.Replace(t.Context(), slow, options)
		if !errors.Is(err, ads.ErrReplaceExpired) || len(r.calls) != 2 || r.calls[1].Last {
			t.Errorf("error %v after %v", err, r.calls)
		}
		options.Resume = &last
		if _, err := audience.Replace(t.Context(), slow, options); !errors.Is(err, ads.ErrReplaceExpired) || len(r.calls) != 2 {
			t.Errorf("resumed: error %v after %v", err, r.calls)
		}
	})
}

// People who end too early do not end the session.
func TestUploadOfBrokenStream(t *testing.T) {
	t.Parallel()
	broken := errors.New("the file ends in the middle")
	tests := []struct {
		name string
		do   func(*ads.CustomAudienceHandle) (*ads.UploadReport, error)
		want error
	}{
		{"Err", func(a *ads.CustomAudienceHandle) (*ads.UploadReport, error) {
			options := ads.UploadOptions{Schema: byEmail.Schema, BatchSize: 2, Err: func() error { return broken }}
			return a.Replace(t.Context(), customers(3), options)
		}, broken},
		{"ctx", func(a *ads.CustomAudienceHandle) (*ads.UploadReport, error) {
			ctx, cancel := context.WithCancelCause(t.Context())
			people := func(yield func(ads.Person) bool) {
				for person := range customers(3) {
					_ = yield(person)
				}
				cancel(broken)
			}
			return a.Replace(ctx, people, ads.UploadOptions{Schema: byEmail.Schema, BatchSize: 2})
		}, broken},
		{"checkpoint", func(a *ads.CustomAudienceHandle) (*ads.UploadReport, error) {
			options := ads.UploadOptions{Schema: byEmail.Schema, BatchSize: 2, OnCheckpoint: func(c ads.UploadCheckpoint) error {
				if c.Batches > 0 {
					return broken
				}
				return nil
			}}
			return a.Replace(t.Context(), customers(5), options)
		}, broken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			r := &register{}
			g.on("POST 5/usersreplace", r.ServeHTTP)
			report, err := tt.do(ads.NewCustomAudience(client, "5"))
			if !errors.Is(err, tt.want) || report.Batches != 1 {
				t.Errorf("error %v, report %s", err, report)
			}
			if diff := cmp.Diff([]taken{{1, 2, false}}, r.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUploadValidates(t *testing.T) {
	t.Parallel()
	_, client := newGraph(t)
	at := ads.UploadCheckpoint{AudienceID: "5", Kind: "add", SessionID: 9, Schema: byEmail.Schema, BatchSize: 10}
	resume := func(change func(*ads.UploadCheckpoint)) ads.UploadOptions {
		c := at
		change(&c)
		return ads.UploadOptions{Schema: byEmail.Schema, Resume: &c}
	}
	tests := map[string]ads.UploadOptions{
		"Schema":             {},
		"Schema[1]":          {Schema: []ads.MatchKey{ads.MatchKeyEmail, "SHOE_SIZE"}},
		"Schema[2]":          {Schema: []ads.MatchKey{ads.MatchKeyEmail, ads.MatchKeyPhone, ads.MatchKeyEmail}},
		"PageIDs":            {Schema: []ads.MatchKey{ads.MatchKeyPageScopedID}},
		"BatchSize":          {Schema: byEmail.Schema, BatchSize: 10_001},
		"SessionID":          {Schema: byEmail.Schema, SessionID: -1},
		"Country":            {Schema: byEmail.Schema, Country: "Italy"},
		"Resume.audience_id": resume(func(c *ads.UploadCheckpoint) { c.AudienceID = "6" }),
		"Resume.kind":        resume(func(c *ads.UploadCheckpoint) { c.Kind = "remove" }),
		"Resume.session_id":  resume(func(c *ads.UploadCheckpoint) { c.SessionID = 0 }),
		"Resume.batch_size":  resume(func(c *ads.UploadCheckpoint) { c.BatchSize = 0 }),
		"Resume.schema":      resume(func(c *ads.UploadCheckpoint) { c.Schema = []ads.MatchKey{ads.MatchKeyPhone} }),
	}
	for path, options := range tests {
		_, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), customers(1), options)
		if field, ok := errors.AsType[metabiz.FieldError](err); !ok || field.Path != path || !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", path, err)
		}
	}
	weak := ads.UploadOptions{Schema: []ads.MatchKey{ads.MatchKeyGender, ads.MatchKeyCountry}}
	if _, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), customers(1), weak); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("by gender: %v", err)
	}
	if _, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), customers(0), byEmail); err == nil {
		t.Error("nobody was sent without an error")
	}
	options := byEmail
	options.Resume = &ads.UploadCheckpoint{AudienceID: "5", Kind: "add", SessionID: 9, Schema: byEmail.Schema, BatchSize: 10, Rows: 7}
	if _, err := ads.NewCustomAudience(client, "5").Upload(t.Context(), customers(3), options); err == nil || !strings.Contains(err.Error(), "not the same") {
		t.Errorf("fewer people than before: %v", err)
	}
}

// A person shows nowhere.
func TestPersonIsNotPrinted(t *testing.T) {
	t.Parallel()
	mary := ads.Person{Email: "mary@example.com", Phone: "+15559876543", DateOfBirth: time.Date(1985, 7, 3, 0, 0, 0, 0, time.UTC)}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "person", mary)
	text := fmt.Sprintf("%v %+v %#v %s %q %v %v", mary, mary, mary, mary, mary, &mary, []ads.Person{mary}) + log.String()
	for _, plain := range []string{"mary@", "5559876543", "1985"} {
		if strings.Contains(text, plain) {
			t.Errorf("%s shows in %s", plain, text)
		}
	}
	if want := "ads.Person(DOBD DOBM DOBY EMAIL PHONE)"; mary.String() != want {
		t.Errorf("%s, want %s", mary, want)
	}
}
