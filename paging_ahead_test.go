package metabiz_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

// pagesOf serves pages of one item each, and counts them.
func pagesOf(t *testing.T, pages int) (*metabiz.Client, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		n, _ := strconv.Atoi(r.URL.Query().Get("after"))
		next := ""
		if n < pages-1 {
			next = `,"next":"n"`
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"data":[{"id":"%d"}],"paging":{"cursors":{"after":"%d"}%s}}`, n, n+1, next)
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return client, &asked
}

// answering is a client whose answers are made inside of it: nothing leaves a bubble of synctest.
func answering(t *testing.T, answer func(ctx context.Context, after string) (string, error)) *metabiz.Client {
	t.Helper()
	intercept := func(ctx context.Context, req *metabiz.Request, _ func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
		query, _ := req.Query.(url.Values)
		body, err := answer(ctx, query.Get("after"))
		if err != nil {
			return nil, err
		}
		return &metabiz.Response{Status: 200, Body: []byte(body)}, nil
	}
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithInterceptor(intercept))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func page(n, last int) string {
	next := ""
	if n < last {
		next = `,"next":"n"`
	}
	return fmt.Sprintf(`{"data":[{"id":"%d"}],"paging":{"cursors":{"after":"%d"}%s}}`, n, n+1, next)
}

func TestReadAheadGivesTheSame(t *testing.T) {
	t.Parallel()
	client, asked := pagesOf(t, 9)
	req := &metabiz.Request{Path: "1/ads"}
	want, err := metabiz.Collect(metabiz.List[item](t.Context(), client, req))
	if err != nil || len(want) != 9 {
		t.Fatal(want, err)
	}
	for _, n := range []int{0, 1, 3, 50} {
		asked.Store(0)
		seq := metabiz.List[item](t.Context(), client, req, metabiz.WithReadAhead(n))
		if asked.Load() != 0 {
			t.Error("something was sent before the range began")
		}
		for range 2 {
			got, err := metabiz.Collect(seq)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%d ahead: %v (-want +got):\n%s", n, err, diff)
			}
		}
		var cursors []string
		for page, err := range metabiz.Pages[item](t.Context(), client, req, metabiz.WithReadAhead(n)) {
			if err != nil {
				t.Fatal(err)
			}
			cursors = append(cursors, page.After)
		}
		if len(cursors) != 9 || cursors[8] != "9" || asked.Load() != 27 {
			t.Errorf("%d ahead: cursors %v by %d calls", n, cursors, asked.Load())
		}
	}
	if _, err := metabiz.Collect(metabiz.List[item](t.Context(), client, req, metabiz.WithReadAhead(-1))); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("-1 ahead: %v", err)
	}
}

// The next page is fetched while this one is worked on, and not the one after it.
func TestReadAheadIsBounded(t *testing.T) {
	t.Parallel()
	for ahead := 1; ahead <= 3; ahead++ {
		synctest.Test(t, func(t *testing.T) {
			var asked atomic.Int64
			client := answering(t, func(ctx context.Context, after string) (string, error) {
				asked.Add(1)
				select {
				case <-time.After(time.Second):
				case <-ctx.Done():
					return "", ctx.Err()
				}
				n, _ := strconv.Atoi(after)
				return page(n, 8), nil
			})
			began, items := time.Now(), 0
			for _, err := range metabiz.List[item](t.Context(), client, &metabiz.Request{Path: "1/ads"}, metabiz.WithReadAhead(ahead)) {
				if err != nil {
					t.Fatal(err)
				}
				items++
				time.Sleep(time.Second)
				synctest.Wait()
				if n, most := asked.Load(), int64(items+ahead); n > most {
					t.Errorf("%d pages asked for at item %d, at most %d", n, items, most)
				}
			}
			// 9 pages of a second each, the work on all but the last meanwhile.
			if took := time.Since(began); items != 9 || took != 10*time.Second {
				t.Errorf("%d items in %v", items, took)
			}
		})
	}
}

// Nothing runs on behind the loop, however it ends: a bubble that a goroutine is left in fails.
func TestReadAheadEndsWithTheLoop(t *testing.T) {
	t.Parallel()
	forever := func(ctx context.Context, after string) (string, error) {
		n, _ := strconv.Atoi(after)
		if n > 0 {
			<-ctx.Done() // the page that is being fetched meanwhile
			return "", ctx.Err()
		}
		return page(n, 8), nil
	}
	req := &metabiz.Request{Path: "1/ads"}
	synctest.Test(t, func(t *testing.T) {
		for range metabiz.List[item](t.Context(), answering(t, forever), req, metabiz.WithReadAhead(2)) {
			break
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var got []error
		for _, err := range metabiz.List[item](ctx, answering(t, forever), req, metabiz.WithReadAhead(1)) {
			got = append(got, err)
			cancel()
		}
		if len(got) != 2 || got[0] != nil || !errors.Is(got[1], context.Canceled) {
			t.Errorf("%v", got)
		}
	})
	// Pages that are there already are not given out once the context has ended.
	synctest.Test(t, func(t *testing.T) {
		ready := func(_ context.Context, after string) (string, error) {
			n, _ := strconv.Atoi(after)
			return page(n, 8), nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var got []error
		for _, err := range metabiz.List[item](ctx, answering(t, ready), req, metabiz.WithReadAhead(3)) {
			got = append(got, err)
			synctest.Wait()
			cancel()
		}
		if len(got) != 2 || !errors.Is(got[1], context.Canceled) {
			t.Errorf("%v", got)
		}
	})
	// A panic of an interceptor comes up where the list is ranged over.
	synctest.Test(t, func(t *testing.T) {
		client := answering(t, func(_ context.Context, after string) (string, error) {
			if after != "" {
				panic("no")
			}
			return page(0, 8), nil
		})
		defer func() {
			if p := recover(); p != "no" {
				t.Errorf("recovered %v", p)
			}
		}()
		for range metabiz.List[item](t.Context(), client, req, metabiz.WithReadAhead(1)) {
		}
	})
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("recovered %v", p)
			}
		}()
		for range metabiz.List[item](t.Context(), answering(t, forever), req, metabiz.WithReadAhead(1)) {
			panic("mine")
		}
	})
}

func TestReadAheadStopsAfterAnError(t *testing.T) {
	t.Parallel()
	client, seen := serve(t,
		`{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A1"},"next":"n"}}`,
		`{"error":{"message":"no","code":190}}`)
	ids, err := list(client, metabiz.WithReadAhead(2))(t.Context())
	if !errors.Is(err, metabiz.ErrAuth) || !cmp.Equal(ids, []string{"1"}) || len(seen()) != 2 {
		t.Errorf("%v after %v and %d calls", err, ids, len(seen()))
	}
}

// Where the list stands is found whatever the items hold, and wherever it is told.
func TestPositionAmongItems(t *testing.T) {
	t.Parallel()
	first := map[string]string{
		"behind the items":      `{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A1"},"next":"n"}}`,
		"in front of them":      `{"paging":{"cursors":{"after":"A1"},"next":"n"},"data":[{"id":"1","ads":{"data":[],"paging":{"cursors":{"after":"X"},"next":"x"}}}]}`,
		"beside that of items":  `{"data":[{"id":"1","ads":{"data":[],"paging":{"cursors":{"after":"X"},"next":"x"}}}],"paging":{"cursors":{"after":"A1"},"next":"n"},"summary":{"n":1}}`,
		"named in a text":       `{"paging":{"cursors":{"after":"A1"},"next":"n"},"data":[{"id":"1","name":"{\"paging\":{\"next\":\"x\"}}"}]}`,
		"with room around":      "{ \"data\" : [ {\"id\":\"1\"} ] ,\n \"paging\": { \"cursors\": {\"after\":\"A1\"}, \"next\":\"n\" } }\n",
		"with escapes":          `{"data":[{"id":"1"}],"\u0070aging":{"cursors":{"after":"A1"},"next":"n"}}`,
		"and an item's is last": `{"paging":{"cursors":{"after":"A1"},"next":"n"},"data":[{"id":"1","x":{"paging":{"next":"y"}}}]}`,
	}
	for name, body := range first {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, seen := serve(t, body, `{"data":[{"id":"2"}]}`)
			ids, err := list(client)(t.Context())
			if diff := cmp.Diff([]string{"1", "2"}, ids); diff != "" || err != nil {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
			if q := seen()[1].Query; q != "after=A1&limit=2" {
				t.Errorf("the second page was asked for by %q", q)
			}
		})
	}
}

// An answer that is cut off in its middle is an error, once.
func TestListOfMalformedAnswers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"data":[{"id":"1"},{"id":"2"`, `{"data":[{"id":"1"},{"id":"2"}],"paging":{}} x`, `{"data":[{"id":"1"},{"id":"2"} x],"paging":{"cursors":{}}}`} {
		client, _ := serve(t, body)
		failures := 0
		for _, err := range metabiz.List[item](t.Context(), client, &metabiz.Request{Path: "1/ads"}) {
			if err == nil {
				continue
			}
			failures++
			if _, ok := errors.AsType[*metabiz.DecodeError](err); !ok {
				t.Errorf("%s: %v", body, err)
			}
		}
		if failures != 1 {
			t.Errorf("%s: %d errors", body, failures)
		}
	}
}

// An interceptor that ends its goroutine, as t.FailNow does, ends that of the loop: the list must not look as if it had ended.
func TestReadAheadThatIsEnded(t *testing.T) {
	t.Parallel()
	client := answering(t, func(_ context.Context, after string) (string, error) {
		n, _ := strconv.Atoi(after)
		if n == 2 {
			runtime.Goexit()
		}
		return page(n, 8), nil
	})
	for _, ahead := range []int{0, 1, 3} {
		items, ended, behind := 0, make(chan struct{}), false
		go func() {
			defer close(ended)
			for range metabiz.List[item](t.Context(), client, &metabiz.Request{Path: "1/ads"}, metabiz.WithReadAhead(ahead)) {
				items++
			}
			behind = true
		}()
		<-ended
		if items != 2 || behind {
			t.Errorf("%d ahead: %d items, went on behind the loop: %t", ahead, items, behind)
		}
	}
}
