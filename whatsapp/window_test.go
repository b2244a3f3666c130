package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

const (
	testNumber = "106540352242922"
	testPerson = "393331234567"
)

// testStart is when the samples' messages were written.
var testStart = time.Unix(1764576000, 0).UTC()

// cloudAPI is a Cloud API that takes every message, and a clock that the window goes by.
type cloudAPI struct {
	mu     sync.Mutex
	now    time.Time
	got    []string // bodies
	answer string
	status int

	window *Window
	client *metabiz.Client
}

func newCloudAPI(t *testing.T, cfg WindowConfig) *cloudAPI {
	t.Helper()
	api := &cloudAPI{now: testStart, status: http.StatusOK, answer: `{"messaging_product":"whatsapp","contacts":[{"input":"x","wa_id":"393331234567"}],"messages":[{"id":"wamid.OUT"}]}`}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		api.mu.Lock()
		defer api.mu.Unlock()
		api.got = append(api.got, string(body))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(api.status)
		_, _ = io.WriteString(w, api.answer)
	}))
	t.Cleanup(server.Close)
	cfg.Now = func() time.Time { return api.now }
	api.window = NewWindow(cfg)
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL), api.window.Guard())
	if err != nil {
		t.Fatal(err)
	}
	api.client = client
	return api
}

func (api *cloudAPI) at(d time.Duration) *cloudAPI {
	api.now = testStart.Add(d)
	return api
}

// A time that is yet to come, by a faulty webhook, must not hold a window open for years.
func TestTimesToComeCountAsNow(t *testing.T) {
	t.Parallel()
	api := newCloudAPI(t, WindowConfig{})
	api.hear(t, numberSample("", FieldMessages, `"messages":[{"id":"wamid.F","from":"393331234567","timestamp":"4102444800","type":"text","text":{"body":"x"}}]`, ""))
	if got, want := api.until(t, testPerson).FreeFormUntil, testStart.Add(CustomerServiceWindow); !got.Equal(want) {
		t.Errorf("free-form until %v, want %v", got, want)
	}
}

// send posts a message and tells how many requests came of it.
func (api *cloudAPI) send(ctx context.Context, m Message) (int, error) {
	return api.post(ctx, "messages", m)
}

func (api *cloudAPI) post(ctx context.Context, edge string, body any) (int, error) {
	before := len(api.got)
	_, err := api.client.Do(ctx, &metabiz.Request{Method: http.MethodPost, Path: metabiz.Path(testNumber, edge), Operation: "POST /{phone-number-id}/" + edge, Body: body})
	return len(api.got) - before, err
}

func (api *cloudAPI) hear(t *testing.T, samples ...sample) {
	t.Helper()
	for _, s := range samples {
		if status := deliver(t, testWebhook(api.window), s.body()); status != http.StatusOK {
			t.Fatalf("%s: answered %d", s.name, status)
		}
	}
}

func (api *cloudAPI) until(t *testing.T, recipient string) WindowState {
	t.Helper()
	s, err := api.window.Until(t.Context(), testNumber, recipient)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func named(t *testing.T, name string) sample {
	t.Helper()
	for _, s := range samples {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("no sample %q", name)
	return sample{}
}

var (
	hello    = Message{To: testPerson, Content: Text{Body: "Ciao!"}}
	reminder = Message{To: testPerson, Content: TemplateMessage{Name: "promemoria", Language: "it"}}
)

func TestWindowOpens(t *testing.T) {
	t.Parallel()
	groups := messageSample("in a group", `"group_id":"G1","type":"text","text":{"body":"ciao"}`)
	tests := []struct {
		name      string
		hear      []sample
		recipient string
		want      time.Duration // since the start; 0 is never
	}{
		{"by a message", []sample{named(t, "text")}, testPerson, 24 * time.Hour},
		{"written with a plus", []sample{named(t, "text")}, "+39 333 123-4567", 24 * time.Hour},
		{"by user id", []sample{named(t, "text")}, "IT.1349", 24 * time.Hour},
		{"for others not", []sample{named(t, "text")}, "393330000000", 0},
		{"by a reaction", []sample{named(t, "reaction")}, testPerson, 24 * time.Hour},
		{"by what can't be delivered", []sample{named(t, "unsupported")}, testPerson, 24 * time.Hour},
		{"not by an edit", []sample{named(t, "edit")}, testPerson, 0},
		{"not by taking a message back", []sample{named(t, "revoke")}, testPerson, 0},
		{"not by a new number alone", []sample{named(t, "number changed")}, testPerson, 0},
		{"for a new number", []sample{named(t, "text"), named(t, "number changed")}, "393339999999", 24 * time.Hour},
		{"for a new user id", []sample{named(t, "text"), named(t, "user id changed")}, "IT.2000", 24 * time.Hour},
		{"for a user id updated", []sample{named(t, "text"), named(t, "user id update")}, "IT.2000", 24 * time.Hour},
		{"by the person's call", []sample{named(t, "call connects")}, testPerson, 24 * time.Hour},
		{"not by ringing", []sample{named(t, "call status")}, testPerson, 0},
		{"by taking the business's call", []sample{numberSample("", FieldCalls, `"statuses":[{"id":"wacid.2","status":"accepted","timestamp":"1764576000","recipient_id":"393331234567"}]`, "")}, testPerson, 24 * time.Hour},
		{"not by the business's call", []sample{named(t, "call ends")}, testPerson, 0},
		{"for a group", []sample{groups}, "G1", 24 * time.Hour},
		{"in a group, not for its member", []sample{groups}, testPerson, 0},
		{"by a message to the chat's owner", []sample{named(t, "standby message")}, testPerson, 24 * time.Hour},
		{"not by the business's own messages", []sample{named(t, "message echo"), named(t, "sent")}, testPerson, 0},
		{"not by the past", []sample{named(t, "history")}, testPerson, 0},
		{"by the latest, whatever comes last", []sample{
			messageSample("", `"type":"text","text":{"body":"b"},"timestamp":"1764579600"`), named(t, "text"),
		}, testPerson, 25 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newCloudAPI(t, WindowConfig{}).at(2 * time.Hour)
			api.hear(t, tt.hear...)
			want := testStart.Add(tt.want)
			if tt.want == 0 {
				want = time.Time{}
			}
			if s := api.until(t, tt.recipient); !s.FreeFormUntil.Equal(want) {
				t.Errorf("open until %v, want %v", s.FreeFormUntil, want)
			}
		})
	}
}

func TestFreeEntryPoint(t *testing.T) {
	t.Parallel()
	ad := named(t, "text from an ad")
	told := statusSample("", `"status":"sent","recipient_id":"393331234567","conversation":{"id":"C","expiration_timestamp":"1764846000","origin":{"type":"referral_conversion"}},"pricing":{"type":"free_entry_point","category":"referral_conversion"}`)
	service := statusSample("", `"status":"sent","recipient_id":"393331234567","conversation":{"id":"C","expiration_timestamp":"1764846000","origin":{"type":"service"}},"pricing":{"type":"free_customer_service","category":"service"}`)
	tests := []struct {
		name      string
		hear      sample
		answer    time.Duration // when the business answers
		then      []sample
		want      time.Duration // until when it is free; 0 is never
		confirmed bool
	}{
		{name: "starts with the answer", hear: ad, answer: time.Hour, want: 73 * time.Hour},
		{name: "not for people who came otherwise", hear: named(t, "text"), answer: time.Hour},
		{name: "not with an answer after a day", hear: ad, answer: 25 * time.Hour},
		{name: "until Meta says otherwise", hear: ad, answer: time.Hour, then: []sample{told}, want: 75 * time.Hour, confirmed: true},
		{name: "not until the end of another conversation", hear: ad, answer: time.Hour, then: []sample{service}, want: 73 * time.Hour},
		{name: "where only Meta knew of it", hear: named(t, "text"), answer: time.Hour, then: []sample{told}, want: 75 * time.Hour, confirmed: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newCloudAPI(t, WindowConfig{})
			api.hear(t, tt.hear)
			if s := api.until(t, testPerson); !s.FreeEntryUntil.IsZero() {
				t.Errorf("free before anybody answered: %+v", s)
			}
			// Any kind of answer counts; a template can go out at any time.
			if _, err := api.at(tt.answer).send(t.Context(), reminder); err != nil {
				t.Fatal(err)
			}
			if _, err := api.at(tt.answer+time.Hour).send(t.Context(), reminder); err != nil {
				t.Fatal(err)
			}
			api.hear(t, tt.then...)
			want := testStart.Add(tt.want)
			if tt.want == 0 {
				want = time.Time{}
			}
			s := api.until(t, testPerson)
			if !s.FreeEntryUntil.Equal(want) || s.FreeEntryConfirmed != tt.confirmed {
				t.Errorf("free until %v (confirmed: %t), want %v", s.FreeEntryUntil, s.FreeEntryConfirmed, want)
			}
			if sent, err := api.at(26*time.Hour).send(t.Context(), hello); sent != 0 || !errors.Is(err, ErrWindowClosed) {
				t.Errorf("a free entry point lets free-form messages through: %v", err)
			}
		})
	}
}

func TestFreeEntryPointStartsAgainWithAnotherClick(t *testing.T) {
	t.Parallel()
	api := newCloudAPI(t, WindowConfig{})
	api.hear(t, named(t, "text from an ad"))
	if _, err := api.at(time.Hour).send(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	again := messageSample("", `"referral":{"source_type":"ad"},"type":"text","text":{"body":"b"},"timestamp":"1764662400"`)
	api.at(24*time.Hour).hear(t, again)
	if _, err := api.at(25*time.Hour).send(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	if s, want := api.until(t, testPerson), testStart.Add(97*time.Hour); !s.FreeEntryUntil.Equal(want) || !s.Free(want.Add(-1)) || s.Free(want) {
		t.Errorf("free until %v, want %v", s.FreeEntryUntil, want)
	}
}

func TestWindowKnowsPeopleByTheNamesThatMetaAnswersWith(t *testing.T) {
	t.Parallel()
	api := newCloudAPI(t, WindowConfig{})
	api.answer = `{"contacts":[{"input":"393331234567","wa_id":"39333000111","user_id":"IT.77"}],"messages":[{"id":"wamid.OUT"}]}`
	if _, err := api.send(t.Context(), reminder); err != nil {
		t.Fatal(err)
	}
	api.hear(t, named(t, "text"))
	if _, err := api.send(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"39333000111", "IT.77"} {
		if s := api.until(t, name); !s.FreeForm(testStart) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestPerson(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"+39 333 123-4567":    "393331234567",
		"IT.13491208655302":   "IT.13491208655302",
		"Y2FwaV9ncm91cDox":    "Y2FwaV9ncm91cDox",
		"5215512345678":       "525512345678",
		"+52 55 1234 5678":    "525512345678",
		"5491123456789":       "541123456789",
		"5511987654321":       "551187654321",
		"551187654321":        "551187654321",
		"5511932654321":       "5511932654321",
		"":                    "",
		"US.ENT.118157992122": "US.ENT.118157992122",
	} {
		if got := person(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// brokenStore fails after it was asked a number of times.
type brokenStore struct {
	WindowStore
	left int
}

var errStore = errors.New("no connection")

func (s *brokenStore) Load(ctx context.Context, key WindowKey) (WindowRecord, error) {
	if s.left--; s.left < 0 {
		return WindowRecord{}, errStore
	}
	return s.WindowStore.Load(ctx, key)
}

func (s *brokenStore) Merge(context.Context, WindowKey, WindowRecord) error { return errStore }

func TestWindowStoreFails(t *testing.T) {
	t.Parallel()
	store := &brokenStore{WindowStore: NewMemoryWindowStore(10)}
	api := newCloudAPI(t, WindowConfig{Store: store})
	if sent, err := api.send(t.Context(), reminder); sent != 0 || !errors.Is(err, errStore) {
		t.Errorf("before sending: %d requests, %v", sent, err)
	}
	if _, err := api.window.Until(t.Context(), testNumber, testPerson); !errors.Is(err, errStore) {
		t.Errorf("asked: %v", err)
	}
	if status := deliver(t, testWebhook(api.window), named(t, "text").body()); status != http.StatusInternalServerError {
		t.Errorf("a webhook that was not remembered is answered %d", status)
	}
	// A message that was sent stays sent, whatever becomes of the store.
	key := WindowKey{testNumber, testPerson}
	if err := store.WindowStore.Merge(t.Context(), key, WindowRecord{LastInbound: testStart, Referral: testStart}); err != nil {
		t.Fatal(err)
	}
	store.left = 1
	if sent, err := api.send(t.Context(), hello); sent != 1 || err != nil {
		t.Errorf("after sending: %d requests, %v", sent, err)
	}
}

func TestMemoryWindowStoreForgetsTheOldest(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	store := NewMemoryWindowStore(2)
	merge := func(person string) {
		if err := store.Merge(ctx, WindowKey{testNumber, person}, WindowRecord{LastInbound: testStart}); err != nil {
			t.Fatal(err)
		}
	}
	merge("a")
	merge("b")
	merge("a") // heard of again
	merge("c")
	var known []string
	for _, person := range []string{"a", "b", "c"} {
		r, err := store.Load(ctx, WindowKey{testNumber, person})
		if err != nil {
			t.Fatal(err)
		}
		if !r.IsZero() {
			known = append(known, person)
		}
	}
	if diff := cmp.Diff([]string{"a", "c"}, known); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWindowRecordMergesInAnyOrder(t *testing.T) {
	t.Parallel()
	a := WindowRecord{LastInbound: testStart, OptedOut: testStart.Add(time.Hour)}
	b := WindowRecord{LastInbound: testStart.Add(-time.Hour), OptedIn: testStart, Referral: testStart}
	if diff := cmp.Diff(a.Merge(b), b.Merge(a)); diff != "" {
		t.Errorf("(-a.Merge(b) +b.Merge(a)):\n%s", diff)
	}
	if got := a.Merge(b); !got.LastInbound.Equal(testStart) || !got.state().OptedOut {
		t.Errorf("merged to %+v", got)
	}
}

func TestWindowIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	window := NewWindow(WindowConfig{Store: NewMemoryWindowStore(3)})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 50 {
				ev := MessageEvent{
					EventHeader: EventHeader{PhoneNumberID: testNumber, Time: testStart},
					Message:     InboundMessage{From: fmt.Sprint(i * j % 5), Content: InboundText{}},
				}
				if err := window.Learn(t.Context(), ev); err != nil {
					t.Error(err)
				}
				if _, err := window.Until(t.Context(), testNumber, "3"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
