package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// talker is a bot under test, and what its fallback was given.
type talker struct {
	*Conversations
	mu       sync.Mutex
	fallback []string
	failed   []string
}

func newTalker(t *testing.T, cfg ConversationConfig) *talker {
	t.Helper()
	client, err := metabiz.New(metabiz.WithToken("token"))
	if err != nil {
		t.Fatal(err)
	}
	b := &talker{}
	next := cfg.OnMessage
	cfg.OnMessage = func(ctx context.Context, e MessageEvent) error {
		b.mu.Lock()
		b.fallback = append(b.fallback, e.Message.Text())
		b.mu.Unlock()
		if next != nil {
			return next(ctx, e)
		}
		return nil
	}
	cfg.OnError = func(_ context.Context, e MessageEvent, err error) {
		b.mu.Lock()
		b.failed = append(b.failed, e.Message.Text()+": "+err.Error())
		b.mu.Unlock()
	}
	b.Conversations = NewConversations(client, cfg)
	return b
}

// says is a message of a person.
func says(who, text string) MessageEvent {
	return MessageEvent{
		EventHeader: EventHeader{PhoneNumberID: "1"},
		Message: InboundMessage{
			ID: "wamid." + who + "." + text, From: "39333123456" + who, FromUserID: "IT." + who, Content: InboundText{Body: text},
		},
	}
}

func (b *talker) hears(t *testing.T, events ...MessageEvent) {
	t.Helper()
	for _, e := range events {
		if err := b.OnMessage(t.Context(), e); err != nil {
			t.Error(err)
		}
	}
}

func (b *talker) begins(t *testing.T, e MessageEvent) *ConversationHandle {
	t.Helper()
	c, err := b.Open(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (b *talker) check(t *testing.T, fallback ...string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if diff := cmp.Diff(fallback, b.fallback); diff != "" {
		t.Errorf("given to the fallback (-want +got):\n%s", diff)
	}
}

// next gives what the person's next message says.
func next(t *testing.T, c *ConversationHandle) string {
	t.Helper()
	e, err := c.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e.Message.Text()
}

func TestConversation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTalker(t, ConversationConfig{})
		b.hears(t, says("1", "hello"))
		c := b.begins(t, says("1", "hello"))
		if c.First().Message.Text() != "hello" {
			t.Errorf("first %+v", c.First())
		}
		// Waited for.
		go func() {
			time.Sleep(time.Hour)
			b.hears(t, says("1", "four"))
		}()
		if got := next(t, c); got != "four" {
			t.Errorf("next says %q", got)
		}
		// Not waited for, and delivered again.
		b.hears(t, says("1", "at eight"), says("1", "at eight"), says("1", "hello"), says("1", "or nine"))
		if got := []string{next(t, c), next(t, c)}; !slices.Equal(got, []string{"at eight", "or nine"}) {
			t.Errorf("next say %q", got)
		}
		b.hears(t, says("1", "at eight")) // once more, after it was taken
		// Not taken at all.
		b.hears(t, says("1", "thanks"), says("1", "bye"))
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := c.Next(t.Context()); !errors.Is(err, ErrConversationClosed) {
			t.Errorf("after it was closed: %v", err)
		}
		b.hears(t, says("1", "hello again"))
		b.check(t, "hello", "thanks", "bye", "hello again")
	})
}

// A person is told apart by number, group and user id, with or without a phone number.
func TestConversationOfOnePersonOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTalker(t, ConversationConfig{})
		c := b.begins(t, says("1", "hello"))
		other, group, withheld := says("1", "to another number"), says("1", "in a group"), says("1", "without a number")
		other.PhoneNumberID, group.Message.GroupID, withheld.Message.From = "2", "Y2F", ""
		b.hears(t, says("2", "another person"), other, group, withheld)
		if got := next(t, c); got != "without a number" {
			t.Errorf("next says %q", got)
		}
		b.check(t, "another person", "to another number", "in a group")
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestConversationDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTalker(t, ConversationConfig{Wait: time.Hour})
		c := b.begins(t, says("1", "hello"))
		for _, wait := range []time.Duration{time.Minute, 2 * time.Hour} {
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			began := time.Now()
			if _, err := c.Next(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != min(wait, time.Hour) {
				t.Errorf("after %v: %v", time.Since(began), err)
			}
			cancel()
		}
		// What comes in too late for one call is there for the next.
		b.hears(t, says("1", "late"))
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Next(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		if got := next(t, c); got != "late" {
			t.Errorf("next says %q", got)
		}
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
		b.check(t)
	})
}

// Each message goes to one of those who wait, in the line in which they stand.
func TestConversationWithTwoWaiters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTalker(t, ConversationConfig{})
		c := b.begins(t, says("1", "hello"))
		var mu sync.Mutex
		var got []string
		for i := range 3 {
			go func() {
				text := next(t, c)
				mu.Lock()
				got = append(got, fmt.Sprint(i, " ", text))
				mu.Unlock()
			}()
			synctest.Wait()
		}
		b.hears(t, says("1", "a"))
		synctest.Wait()
		b.hears(t, says("1", "b"), says("1", "c"), says("1", "d"))
		synctest.Wait()
		if diff := cmp.Diff([]string{"0 a", "1 b", "2 c"}, got); diff != "" {
			t.Errorf("got (-want +got):\n%s", diff)
		}
		// Closing sends those home who still wait.
		ended := make(chan error)
		go func() {
			next(t, c)
			_, err := c.Next(t.Context())
			ended <- err
		}()
		synctest.Wait()
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, ErrConversationClosed) {
			t.Errorf("error %v", err)
		}
	})
}

func TestConversationIsOpenOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := NewMemoryConversationStore(2)
		b := newTalker(t, ConversationConfig{Store: store})
		c := b.begins(t, says("1", "hello"))
		time.Sleep(time.Hour) // far longer than the lease, which is renewed
		if _, err := b.Open(t.Context(), says("1", "again")); !errors.Is(err, ErrConversationOpen) {
			t.Errorf("error %v", err)
		}
		second := b.begins(t, says("2", "hello"))
		if _, err := b.Open(t.Context(), says("3", "hello")); !errors.Is(err, ErrTooManyConversations) {
			t.Errorf("error %v", err)
		}
		for _, c := range []*ConversationHandle{c, second} {
			if err := c.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if err := b.begins(t, says("1", "again")).Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// A store that several processes share: a message comes in at any of them, and
// what a process leaves behind that has died is not lost.
func TestConversationOverASharedStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := NewMemoryConversationStore(10)
		here, there := newTalker(t, ConversationConfig{Store: store, Poll: time.Second}), newTalker(t, ConversationConfig{Store: store})
		c := here.begins(t, says("1", "hello"))
		go func() {
			time.Sleep(1500 * time.Millisecond)
			there.hears(t, says("1", "four"))
		}()
		if got := next(t, c); got != "four" {
			t.Errorf("next says %q", got)
		}
		if _, err := there.Open(t.Context(), says("1", "x")); !errors.Is(err, ErrConversationOpen) {
			t.Errorf("error %v", err)
		}
		// The process dies: nothing is renewed, nothing is closed.
		if opened, err := store.Open(t.Context(), conversationKey(says("2", "")), "dead", "", time.Now().Add(time.Minute)); !opened || err != nil {
			t.Fatal(opened, err)
		}
		there.hears(t, says("2", "left behind"))
		time.Sleep(2 * time.Minute)
		there.hears(t, says("2", "is anybody there"))
		taken := there.begins(t, says("2", "is anybody there"))
		if got := next(t, taken); got != "left behind" {
			t.Errorf("next says %q", got)
		}
		there.check(t, "is anybody there")
		for _, c := range []*ConversationHandle{c, taken} {
			if err := c.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}

// One whose lease was lost must not take the messages of the one that has it now.
func TestConversationThatWasTakenOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &stuckStore{ConversationStore: NewMemoryConversationStore(10)}
		b := newTalker(t, ConversationConfig{Store: store})
		c := b.begins(t, says("1", "hello"))
		store.stuck(true) // its renewals do not get through
		time.Sleep(2 * time.Minute)
		store.stuck(false)
		other := newTalker(t, ConversationConfig{Store: store})
		taken := other.begins(t, says("1", "hello"))
		other.hears(t, says("1", "four"))
		if _, err := c.Next(t.Context()); !errors.Is(err, ErrConversationClosed) {
			t.Errorf("error %v", err)
		}
		time.Sleep(time.Minute)
		if got := next(t, taken); got != "four" {
			t.Errorf("next says %q", got)
		}
		if err := errors.Join(c.Close(t.Context()), taken.Close(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

type stuckStore struct {
	ConversationStore
	mu sync.Mutex
	is bool
}

var errStuck = errors.New("store is stuck")

func (s *stuckStore) stuck(is bool) {
	s.mu.Lock()
	s.is = is
	s.mu.Unlock()
}

func (s *stuckStore) Open(ctx context.Context, key, owner, first string, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.is {
		return false, errStuck
	}
	return s.ConversationStore.Open(ctx, key, owner, first, until)
}

func (s *stuckStore) Put(ctx context.Context, key string, e MessageEvent) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.is {
		return false, errStuck
	}
	return s.ConversationStore.Put(ctx, key, e)
}

// What the store fails with is an error of the delivery, which comes again.
func TestConversationStoreThatFails(t *testing.T) {
	t.Parallel()
	store := &stuckStore{ConversationStore: NewMemoryConversationStore(10), is: true}
	b := newTalker(t, ConversationConfig{Store: store})
	if err := b.OnMessage(t.Context(), says("1", "hello")); !errors.Is(err, errStuck) {
		t.Errorf("error %v", err)
	}
	if _, err := b.Open(t.Context(), says("1", "hello")); !errors.Is(err, errStuck) {
		t.Errorf("error %v", err)
	}
	b.check(t)
}

// Somebody who writes without end is held back, and not the memory filled up.
func TestConversationThatIsFull(t *testing.T) {
	t.Parallel()
	b := newTalker(t, ConversationConfig{})
	c := b.begins(t, says("1", "hello"))
	for i := range maxWaiting {
		b.hears(t, says("1", fmt.Sprint(i)))
	}
	if err := b.OnMessage(t.Context(), says("1", "more")); err == nil {
		t.Error("one more was taken")
	}
	if got := next(t, c); got != "0" {
		t.Errorf("next says %q", got)
	}
	b.hears(t, says("1", "more"))
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
