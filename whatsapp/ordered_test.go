package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

// personText is a change with a text of a person.
func personText(person, id string, seconds int) string {
	return fmt.Sprintf(`{"field":"messages","value":{%s,"messages":[{"from":%q,"id":%q,"timestamp":"%d","type":"text","text":{"body":"x"}}]}}`, sampleNumber, person, id, 1764576000+seconds)
}

func changesBody(changes ...string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[` + strings.Join(changes, ",") + `]}]}`)
}

func handleSigned(t *testing.T, w *metabiz.Webhook, body []byte) error {
	t.Helper()
	return w.Handle(t.Context(), metabiz.Signature(testSecret, body), body)
}

// Anna's messages come in order although the first takes longest; Bruno does not wait for her.
func TestOrderedKeepsThePersonsOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var got []string
		start := time.Now()
		webhook := testWebhook(NewOrdered(Events{OnMessage: func(_ context.Context, ev MessageEvent) error {
			if ev.Message.ID == "anna1" {
				time.Sleep(time.Second)
			}
			mu.Lock()
			defer mu.Unlock()
			got = append(got, fmt.Sprintf("%s %s", ev.Message.ID, time.Since(start)))
			return nil
		}}, OrderedConfig{}))
		// The second delivery has Anna's third message in front of her second.
		var wg sync.WaitGroup
		for i, body := range [][]byte{
			changesBody(personText("39111", "anna1", 0)),
			changesBody(personText("+39 111", "anna3", 3), personText("39111", "anna2", 2), personText("39222", "bruno1", 0)),
		} {
			time.Sleep(time.Duration(i))
			wg.Go(func() {
				if err := handleSigned(t, webhook, body); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if diff := cmp.Diff([]string{"bruno1 1ns", "anna1 1s", "anna2 1s", "anna3 1s"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// An event that tells number and user id stays in order with those that tell either.
func TestOrderedKnowsAPersonByEitherName(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var got []string
		handled := func(id string) error {
			time.Sleep(time.Second)
			mu.Lock()
			defer mu.Unlock()
			got = append(got, id)
			return nil
		}
		webhook := testWebhook(NewOrdered(Events{
			OnMessage: func(_ context.Context, ev MessageEvent) error { return handled(ev.Message.ID) },
			OnStatus:  func(_ context.Context, ev StatusEvent) error { return handled(ev.Status.ID) },
		}, OrderedConfig{}))
		both := func(id string) string {
			return fmt.Sprintf(`{"field":"messages","value":{%s,"messages":[{"from":"39111","from_user_id":"IT.1","id":%q,"type":"text","text":{"body":"x"}}]}}`, sampleNumber, id)
		}
		status := func(id, who string) string {
			return fmt.Sprintf(`{"field":"messages","value":{%s,"statuses":[{"id":%q,"status":"read",%s}]}}`, sampleNumber, id, who)
		}
		if err := handleSigned(t, webhook, changesBody(both("a"), status("b", `"recipient_id":"39111"`), both("c"), status("d", `"recipient_user_id":"IT.1"`), both("e"))); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"a", "b", "c", "d", "e"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// Never more workers than told, and a delivery that finds no room is refused once its patience is over: nothing of it
// is answered 200 and not handled.
func TestOrderedIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var at, most, handled atomic.Int32
		webhook := testWebhook(NewOrdered(Events{OnMessage: func(context.Context, MessageEvent) error {
			if n := at.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(time.Second)
			at.Add(-1)
			handled.Add(1)
			return nil
		}}, OrderedConfig{Workers: 3, MaxWaiting: 6, MaxWait: 1500 * time.Millisecond}))
		bodies := make([][]byte, 10)
		for i := range bodies {
			bodies[i] = changesBody(personText(fmt.Sprint(i), fmt.Sprint("a", i), 0), personText(fmt.Sprint(100+i), fmt.Sprint("b", i), 0))
		}
		left := bodies
		for round := 0; len(left) > 0; round++ {
			if round > 9 {
				t.Fatal("never done")
			}
			var mu sync.Mutex
			var again [][]byte
			var wg sync.WaitGroup
			for _, body := range left {
				wg.Go(func() {
					err := handleSigned(t, webhook, body)
					if err == nil {
						return
					}
					if !errors.Is(err, ErrBusy) {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					again = append(again, body)
				})
			}
			wg.Wait()
			if round == 0 && len(again) == 0 {
				t.Error("nothing was refused")
			}
			left = again
		}
		if most.Load() != 3 || handled.Load() != 20 {
			t.Errorf("%d at once, %d handled; want 3 and 20", most.Load(), handled.Load())
		}
	})
}

func TestOrderedFailures(t *testing.T) {
	t.Parallel()
	broken := errors.New("the database is away")
	var mu sync.Mutex
	calls := map[string]int{}
	webhook := testWebhook(NewOrdered(Events{OnMessage: func(_ context.Context, ev MessageEvent) error {
		mu.Lock()
		defer mu.Unlock()
		calls[ev.Message.ID]++
		if calls[ev.Message.ID] > 1 {
			return nil
		}
		switch ev.Message.ID {
		case "fails":
			return broken
		case "panics":
			panic(broken)
		}
		return nil
	}}, OrderedConfig{}))
	if err := handleSigned(t, webhook, changesBody(personText("1", "fails", 0), personText("1", "behind", 1))); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
	func() {
		defer func() {
			if err, _ := recover().(error); !errors.Is(err, broken) || !strings.Contains(err.Error(), "ordered_test.go") {
				t.Errorf("the panic became %v", err)
			}
		}()
		_ = handleSigned(t, webhook, changesBody(personText("1", "panics", 0), personText("1", "after the panic", 1)))
	}()
	again := changesBody(personText("1", "fails", 0), personText("1", "behind", 1), personText("1", "panics", 0), personText("1", "after the panic", 1))
	if err := handleSigned(t, webhook, again); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]int{"fails": 2, "behind": 1, "panics": 2, "after the panic": 1}, calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if err := NewOrdered(Events{}, OrderedConfig{}).Deliver(t.Context(), &metabiz.Delivery{Object: "page", Body: []byte(`{"object":"page"}`)}); err != nil {
		t.Error(err)
	}
}

// 64 callers at once, duplicates among what they bring, and a function that takes a millisecond and fails at times:
// every event that was answered 200 was handled, and handled with success once.
func TestEveryEventAnsweredIsHandled(t *testing.T) {
	t.Parallel()
	for _, ordered := range []bool{false, true} {
		t.Run(fmt.Sprintf("ordered %t", ordered), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				succeeded, tries := map[string]int{}, map[string]int{}
				events := Events{OnMessage: func(_ context.Context, ev MessageEvent) error {
					time.Sleep(time.Millisecond)
					mu.Lock()
					defer mu.Unlock()
					tries[ev.Message.ID]++
					if len(ev.Message.ID)%3 == 0 && tries[ev.Message.ID] == 1 {
						return errors.New("the database is away")
					}
					succeeded[ev.Message.ID]++
					return nil
				}}
				webhook := testWebhook(events)
				if ordered {
					webhook = testWebhook(NewOrdered(events, OrderedConfig{MaxWaiting: 40, MaxWait: 20 * time.Millisecond}))
				}
				answered := map[string]bool{}
				var wg sync.WaitGroup
				for caller := range 64 {
					wg.Go(func() {
						for i := range 20 {
							ids := []string{fmt.Sprintf("wamid.%d", (caller*20+i)/2), fmt.Sprintf("wamid.x%d.%d", caller, i)}
							body := changesBody(personText(fmt.Sprint(caller%7), ids[0], i), personText(fmt.Sprint(i), ids[1], i))
							for handleSigned(t, webhook, body) != nil {
								time.Sleep(10 * time.Millisecond) // as Meta does, though sooner
							}
							mu.Lock()
							for _, id := range ids {
								answered[id] = true
								if succeeded[id] != 1 {
									t.Errorf("%s was answered, and had been handled %d times", id, succeeded[id])
								}
							}
							mu.Unlock()
						}
					})
				}
				wg.Wait()
				if len(answered) != 64*20+64*10 || len(succeeded) != len(answered) {
					t.Errorf("%d answered, %d handled", len(answered), len(succeeded))
				}
				for id, n := range succeeded {
					if n != 1 {
						t.Errorf("%s was handled %d times", id, n)
					}
				}
			})
		})
	}
}

// A panic in one event's function keeps no other event of the delivery from its own.
func TestEventsGoOnAfterAPanic(t *testing.T) {
	t.Parallel()
	var got []string
	webhook := testWebhook(Events{OnMessage: func(_ context.Context, ev MessageEvent) error {
		got = append(got, ev.Message.ID)
		if strings.HasPrefix(ev.Message.ID, "bad") {
			panic(http.ErrAbortHandler)
		}
		return nil
	}})
	body := changesBody(personText("1", "bad1", 0), personText("1", "good1", 0), personText("2", "bad2", 0), personText("2", "good2", 0))
	for range 2 {
		func() {
			defer func() {
				if r := recover(); r != http.ErrAbortHandler {
					t.Errorf("recovered %v", r)
				}
			}()
			_ = handleSigned(t, webhook, body)
		}()
	}
	if diff := cmp.Diff([]string{"bad1", "good1", "bad2", "good2", "bad1", "bad2"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A handler that ends its goroutine, as t.FailNow does, ends no worker with it, and nobody waits for it in vain.
func TestOrderedOutlivesAGoroutineThatEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var handled atomic.Int64
		webhook := testWebhook(NewOrdered(Events{OnMessage: func(_ context.Context, ev MessageEvent) error {
			if handled.Add(1) < 4 {
				runtime.Goexit()
			}
			return nil
		}}, OrderedConfig{Workers: 1, MaxWaiting: 2}))
		for i := range 3 {
			if err := handleSigned(t, webhook, changesBody(personText("39111", fmt.Sprint("a", i), i))); err == nil {
				t.Errorf("message %d counts as handled", i)
			}
		}
		if err := handleSigned(t, webhook, changesBody(personText("39111", "b", 9), personText("39222", "c", 9), personText("39333", "d", 9))); err != nil {
			t.Error(err)
		}
		if n := handled.Load(); n != 6 {
			t.Errorf("%d messages came to the handler", n)
		}
	})
}
