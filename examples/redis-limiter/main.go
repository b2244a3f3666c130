// Command redis-limiter has several processes send WhatsApp messages from one
// number, none of which knows of the others, without ever overdrawing what Meta
// allows the number: they share its budget through Redis.
//
//	go run -C examples ./redis-limiter -redis 127.0.0.1:6379
//
// It needs no account: the messages go to an emulator of the Graph API, which
// refuses what is too much, as Meta does. To have the same in a service of one's
// own, take [Limiter] along, and give it to the client by metabiz.WithLimiter.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/redis/go-redis/v9"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, ok := os.LookupEnv(workerVariable); ok {
		exit(work(ctx, os.Stdout), stop)
	}
	var s settings
	flag.StringVar(&s.Redis, "redis", "127.0.0.1:6379", "`address` of a Redis server, 7 or later")
	flag.IntVar(&s.Processes, "processes", 4, "how many processes send")
	flag.DurationVar(&s.For, "for", 5*time.Second, "how long they send")
	flag.BoolVar(&s.FailOpen, "fail-open", false, "send without limits where Redis can't be reached, rather than not at all")
	flag.Parse()
	if flag.NArg() > 0 || s.Processes < 1 || s.For <= 0 {
		flag.Usage()
		stop()
		os.Exit(2)
	}
	exit(run(ctx, s, os.Stdout), stop)
}

func exit(err error, stop func()) {
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "redis-limiter:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// connect makes a Redis client as the limiter needs it.
func connect(addr string) *redis.Client {
	return redis.NewClient(&redis.Options{Addr: addr, ContextTimeoutEnabled: true, DialerRetries: 1})
}

// run starts the processes and tells what came of it.
func run(ctx context.Context, s settings, out io.Writer) error {
	rdb := connect(s.Redis)
	defer rdb.Close()
	if err := rdb.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("no Redis server answers (-redis names another): %w", err)
	}
	f, err := newFleet(s)
	if err != nil {
		return err
	}
	defer f.close()
	fmt.Fprintf(out, "%d processes send from number %s for %v, each as fast as it can.\n\n", s.Processes, f.seed.PhoneNumberID, s.For)
	tallies, err := f.run(ctx)
	if err != nil {
		return err
	}
	var sent, throttled int
	for i, t := range tallies {
		fmt.Fprintf(out, "  process %d: %4d sent, %d refused by Meta\n", i+1, t.Sent, t.Throttled)
		sent, throttled = sent+t.Sent, throttled+t.Throttled
	}
	fmt.Fprintf(out, "\nTogether %d, which is %.1f a second of the 80 that Meta allows; %d refused.\n", sent, float64(sent)/s.For.Seconds(), throttled)
	return nil
}
