package metabiz_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/metabiz-go/metabiz"
)

// graph stands for the Graph API in the examples.
func graph(answer string) (address string, stop func()) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer[2:7] == "error" {
			w.WriteHeader(http.StatusBadRequest)
		}
		fmt.Fprint(w, answer)
	}))
	return server.URL, server.Close
}

func Example() {
	ctx := context.Background()
	address, stop := graph(`{"id":"100200300","name":"Bottega"}`)
	defer stop()

	client, err := metabiz.New(metabiz.WithToken("EAAtoken"), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(address))
	if err != nil {
		fmt.Println(err)
		return
	}
	var me struct{ ID, Name string }
	if err := client.Get(ctx, "me", nil, &me, metabiz.WithFields("id", "name")); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(me.ID, me.Name)
	// Output: 100200300 Bottega
}

// What Meta refuses is an Error; its class is found by errors.Is.
func ExampleError() {
	address, stop := graph(`{"error":{"message":"(#80004) There have been too many calls to this ad-account.","code":80004,"error_subcode":2446079,"fbtrace_id":"Ab1"}}`)
	defer stop()
	client, _ := metabiz.New(metabiz.WithToken("EAAtoken"), metabiz.WithBaseURL(address), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))

	err := client.Get(context.Background(), "act_1234/ads", nil, nil)
	switch {
	case errors.Is(err, metabiz.ErrRateLimited):
		fmt.Println("later")
	case errors.Is(err, metabiz.ErrAuth):
		fmt.Println("a new token is needed")
	}
	if e, ok := errors.AsType[*metabiz.Error](err); ok {
		fmt.Println(e.Code, e.TraceID)
	}
	// Output:
	// later
	// 80004 Ab1
}

// Any edge that gives a list can be walked, typed, without a method for it.
func ExampleList() {
	address, stop := graph(`{"data":[{"name":"spring"},{"name":"summer"}]}`)
	defer stop()
	client, _ := metabiz.New(metabiz.WithToken("EAAtoken"), metabiz.WithBaseURL(address))

	type label struct{ Name string }
	req := &metabiz.Request{Path: metabiz.Path("act_1234", "adlabels")}
	for l, err := range metabiz.List[label](context.Background(), client, req, metabiz.WithFields("name"), metabiz.WithPageSize(100)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(l.Name)
	}
	// Output:
	// spring
	// summer
}

// Each call of a batch has its own answer or error.
func ExampleClient_Batch() {
	address, stop := graph(`[{"code":200,"body":"{\"id\":\"1\"}"},{"code":400,"body":"{\"error\":{\"message\":\"Unsupported get request\",\"code\":100,\"error_subcode\":33}}"}]`)
	defer stop()
	client, _ := metabiz.New(metabiz.WithToken("EAAtoken"), metabiz.WithBaseURL(address))

	results, err := client.Batch(context.Background(), []metabiz.BatchCall{
		{Request: &metabiz.Request{Method: "GET", Path: "1"}},
		{Request: &metabiz.Request{Method: "GET", Path: "2"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range results {
		fmt.Println(r.Err == nil, errors.Is(r.Err, metabiz.ErrNotFound))
	}
	// Output:
	// true false
	// false true
}

// Thousands of tenants share the connections and limits of one client.
func ExampleClient_With() {
	base, err := metabiz.New(metabiz.WithAppSecret("secret"), metabiz.WithRetry(metabiz.Retry{Attempts: 3, MaxWait: 10 * time.Second}))
	if err != nil {
		fmt.Println(err)
		return
	}
	tenant, err := base.With(metabiz.WithToken("EAAtenant"))
	fmt.Println(tenant.Version(), err)
	// Output: v26.0 <nil>
}

// A webhook verifies each delivery and hands it to its subscribers.
func ExampleNewWebhook() {
	webhook := metabiz.NewWebhook(
		metabiz.WebhookConfig{AppSecrets: []string{"secret"}, VerifyToken: "verify"},
		metabiz.SubscriberFunc(func(ctx context.Context, d *metabiz.Delivery) error {
			return d.Once(ctx, "some event's key", func(context.Context) error {
				fmt.Println(d.Object)
				return nil
			})
		}),
	)
	body := []byte(`{"object":"page","entry":[]}`)
	for range 2 { // Meta delivers again now and then
		if err := webhook.Handle(context.Background(), metabiz.Signature("secret", body), body); err != nil {
			fmt.Println(err)
		}
	}
	// Output: page
}
