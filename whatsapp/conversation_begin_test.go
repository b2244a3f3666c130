package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// beginner is a bot that begins a conversation for each message that nobody waits for.
func beginner(t *testing.T, cfg ConversationConfig, talk func(context.Context, *ConversationHandle) error) *talker {
	t.Helper()
	var b *talker
	cfg.OnMessage = func(ctx context.Context, e MessageEvent) error { return b.Begin(ctx, e, talk) }
	b = newTalker(t, cfg)
	return b
}

func TestBegin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var heard []string
		b := beginner(t, ConversationConfig{}, func(ctx context.Context, c *ConversationHandle) error {
			answer, err := c.Next(ctx)
			heard = append(heard, c.First().Message.Text()+" "+answer.Message.Text())
			return err
		})
		delivery, end := context.WithCancel(t.Context())
		if err := b.OnMessage(delivery, says("1", "table")); err != nil {
			t.Fatal(err)
		}
		end() // Meta is answered, the conversation goes on
		time.Sleep(time.Hour)
		b.hears(t, says("1", "four"))
		synctest.Wait()
		// The third and fourth come in before the second conversation looks: none is lost.
		b.hears(t, says("1", "wine"), says("1", "red"))
		synctest.Wait()
		if diff := cmp.Diff([]string{"table four", "wine red"}, heard); diff != "" {
			t.Errorf("heard (-want +got):\n%s", diff)
		}
		b.check(t, "table", "wine")
	})
}

// What one conversation leaves over begins the next one.
func TestBeginWithWhatIsLeftOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var heard []string
		b := beginner(t, ConversationConfig{MaxActive: 1}, func(ctx context.Context, c *ConversationHandle) error {
			time.Sleep(time.Minute)
			mu.Lock()
			heard = append(heard, c.First().Message.Text())
			mu.Unlock()
			return nil
		})
		b.hears(t, says("1", "a"), says("1", "b"), says("1", "c"))
		time.Sleep(10 * time.Minute)
		mu.Lock()
		defer mu.Unlock()
		if diff := cmp.Diff([]string{"a", "b", "c"}, heard); diff != "" || len(b.failed) > 0 {
			t.Errorf("heard (-want +got):\n%s\nfailed: %v", diff, b.failed)
		}
	})
}

func TestBeginThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := beginner(t, ConversationConfig{}, func(_ context.Context, c *ConversationHandle) error {
			if c.First().Message.Text() == "panic" {
				panic("at the disco")
			}
			return errors.New("no table")
		})
		b.hears(t, says("1", "table"))
		synctest.Wait()
		b.hears(t, says("1", "panic"))
		synctest.Wait()
		want := []string{"table: no table", "panic: whatsapp: conversation: panic: at the disco"}
		if diff := cmp.Diff(want, b.failed); diff != "" {
			t.Errorf("failed (-want +got):\n%s", diff)
		}
	})
}

func TestBeginIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := beginner(t, ConversationConfig{MaxActive: 2}, func(ctx context.Context, c *ConversationHandle) error {
			_, err := c.Next(ctx)
			return err
		})
		b.hears(t, says("1", "a"), says("2", "a"))
		if err := b.OnMessage(t.Context(), says("3", "a")); !errors.Is(err, ErrTooManyConversations) {
			t.Errorf("error %v", err)
		}
		b.hears(t, says("1", "b"))
		synctest.Wait()
		b.hears(t, says("3", "a"), says("3", "b"), says("2", "b"))
	})
}

func TestShutdown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := NewMemoryConversationStore(10)
		ended := 0
		b := beginner(t, ConversationConfig{Store: store}, func(ctx context.Context, c *ConversationHandle) error {
			<-ctx.Done()
			time.Sleep(time.Second) // says goodbye
			ended++
			return ctx.Err()
		})
		b.hears(t, says("1", "a"), says("1", "left over"))
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := b.Shutdown(impatient); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if err := b.Shutdown(t.Context()); err != nil || ended != 1 || len(b.failed) > 0 {
			t.Errorf("error %v, %d ended, failed %v", err, ended, b.failed)
		}
		if err := b.OnMessage(t.Context(), says("2", "a")); !errors.Is(err, ErrConversationClosed) {
			t.Errorf("error %v", err)
		}
		// Another process that shares the store goes on where this one stopped.
		other := newTalker(t, ConversationConfig{Store: store})
		c := other.begins(t, says("1", "b"))
		if got := next(t, c); got != "left over" {
			t.Errorf("next says %q", got)
		}
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// Whatever the timing, every message is taken once: by a conversation, or as the
// beginning of one.
func TestEveryMessageIsTakenOnce(t *testing.T) {
	t.Parallel()
	const people, messages = 32, 40
	var mu sync.Mutex
	taken := map[string]int{}
	take := func(e MessageEvent) {
		mu.Lock()
		taken[e.Message.ID]++
		mu.Unlock()
	}
	b := beginner(t, ConversationConfig{}, func(ctx context.Context, c *ConversationHandle) error {
		take(c.First())
		for range 3 {
			ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
			e, err := c.Next(ctx)
			cancel()
			if err != nil {
				return nil
			}
			take(e)
		}
		return nil
	})
	var writers sync.WaitGroup
	for who := range people {
		writers.Go(func() {
			for i := range messages {
				e := says(fmt.Sprint(who), fmt.Sprint(i))
				// Meta delivers again what was not taken.
				for b.OnMessage(t.Context(), e) != nil {
					time.Sleep(time.Microsecond)
				}
			}
		})
	}
	writers.Wait()
	b.talks.Wait()
	for who := range people {
		for i := range messages {
			if id := says(fmt.Sprint(who), fmt.Sprint(i)).Message.ID; taken[id] != 1 {
				t.Errorf("%s was taken %d times", id, taken[id])
			}
		}
	}
	if len(b.failed) > 0 {
		t.Errorf("failed: %v", b.failed)
	}
}

// What a conversation left over, and nobody could be given, is told of by itself; a panic there ends nothing else.
func TestBeginTellsOfWhatIsLostBehindIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b *talker
		b = newTalker(t, ConversationConfig{OnMessage: func(ctx context.Context, e MessageEvent) error {
			switch e.Message.Text() {
			case "refused":
				return errDiskFull
			case "panic":
				panic("at the disco")
			}
			return b.Begin(ctx, e, func(context.Context, *ConversationHandle) error {
				time.Sleep(time.Minute)
				return nil
			})
		}})
		b.hears(t, says("1", "hello"), says("1", "refused"), says("1", "panic"), says("1", "again"))
		time.Sleep(10 * time.Minute)
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.failed) != 2 || !strings.HasPrefix(b.failed[0], "refused: ") || !strings.HasPrefix(b.failed[1], "panic: ") {
			t.Errorf("told of: %q", b.failed)
		}
		if diff := cmp.Diff([]string{"hello", "refused", "panic", "again"}, b.fallback); diff != "" {
			t.Errorf("OnMessage got (-want +got):\n%s", diff)
		}
	})
}

// A talk that ends its goroutine, as t.FailNow does, leaves its conversation and its place free.
func TestBeginOfATalkThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := beginner(t, ConversationConfig{MaxActive: 1}, func(context.Context, *ConversationHandle) error {
			runtime.Goexit()
			return nil
		})
		for i := range 3 {
			b.hears(t, says("1", fmt.Sprint(i)))
			synctest.Wait()
		}
		b.check(t, "0", "1", "2")
		if len(b.failed) != 3 {
			t.Errorf("told of: %q", b.failed)
		}
		if err := b.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
