package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// settings are what the processes are told.
type settings struct {
	Redis     string
	Prefix    string
	Processes int
	For       time.Duration
	FailOpen  bool
	Callers   int // in each process; 0: 32
	Quota     emulator.Quota

	// Of one process:
	BaseURL, Token, Phone string
	Number                int
	Until                 time.Time
}

// workerVariable holds the settings of a process that sends.
const workerVariable = "REDIS_LIMITER_WORKER"

// tally is what one process did.
type tally struct{ Sent, Throttled int }

// fleet is an emulator, and processes that send to it.
type fleet struct {
	settings
	emulator *emulator.Emulator
	seed     emulator.Seed
}

func newFleet(s settings) (*fleet, error) {
	e, err := emulator.Start(emulator.Config{Quotas: emulator.Quotas{Phone: s.Quota}})
	if err != nil {
		return nil, err
	}
	if s.Prefix == "" {
		// Each run has a budget of its own, as each of its emulators does.
		s.Prefix = fmt.Sprintf("metabiz-example:%d:", os.Getpid())
	}
	if s.Callers == 0 {
		s.Callers = 32
	}
	return &fleet{settings: s, emulator: e, seed: e.Seed()}, nil
}

func (f *fleet) close() { _ = f.emulator.Close() }

// run has the processes send until the time is over, and returns what each did.
func (f *fleet) run(ctx context.Context) ([]tally, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := f.settings
	s.BaseURL, s.Token, s.Phone = f.seed.BaseURL, f.seed.Token, f.seed.PhoneNumberID
	s.Until = time.Now().Add(s.For)
	tallies, errs := make([]tally, s.Processes), make([]error, s.Processes)
	var all sync.WaitGroup
	for i := range s.Processes {
		s.Number = i
		given, err := json.Marshal(s)
		if err != nil {
			return nil, err
		}
		all.Go(func() {
			var out, complaints bytes.Buffer
			process := exec.CommandContext(ctx, self)
			process.Env = append(os.Environ(), workerVariable+"="+string(given))
			process.Stdout, process.Stderr = &out, &complaints
			if err := process.Run(); err != nil {
				errs[i] = fmt.Errorf("process %d: %w: %s", i+1, err, &complaints)
			} else if err := json.Unmarshal(out.Bytes(), &tallies[i]); err != nil {
				errs[i] = fmt.Errorf("process %d wrote %q: %w", i+1, &out, err)
			}
		})
	}
	all.Wait()
	return tallies, errors.Join(errs...)
}

// work is what each of the processes does: it sends as fast as it may, to a new person each time, and writes its tally.
func work(ctx context.Context, out io.Writer) error {
	var s settings
	if err := json.Unmarshal([]byte(os.Getenv(workerVariable)), &s); err != nil {
		return err
	}
	rdb := connect(s.Redis)
	defer rdb.Close()
	cfg := Config{Redis: rdb, Prefix: s.Prefix}
	if s.FailOpen {
		cfg.OnOutage = FailOpen
	}
	limiter, err := New(cfg)
	if err != nil {
		return err
	}
	defer limiter.Close()
	var refused atomic.Int64
	client, err := metabiz.New(
		metabiz.WithToken(s.Token), metabiz.WithBaseURL(s.BaseURL), metabiz.WithLimiter(limiter),
		metabiz.WithHook(func(_ context.Context, e metabiz.Event) {
			if e.Kind == metabiz.EventAttempt && errors.Is(e.Err, metabiz.ErrRateLimited) {
				refused.Add(1)
			}
		}),
	)
	if err != nil {
		return err
	}
	phone := whatsapp.NewPhone(client, s.Phone)
	ctx, cancel := context.WithDeadline(ctx, s.Until)
	defer cancel()

	var mu sync.Mutex
	var t tally
	var failure error
	var callers sync.WaitGroup
	for c := range s.Callers {
		callers.Go(func() {
			for n := 0; ; n++ {
				_, err := phone.Send(ctx, whatsapp.Message{
					To:      fmt.Sprintf("39%02d%03d%06d", s.Number, c, n),
					Content: whatsapp.TemplateMessage{Name: "hello_world", Language: "en_US"},
				})
				mu.Lock()
				switch {
				case err == nil:
					t.Sent++
				case ctx.Err() == nil && !errors.Is(err, metabiz.ErrRateLimited):
					failure = err
					cancel()
				}
				mu.Unlock()
				// A message whose turn would come after the end fails at once, and so would all further ones.
				if err != nil {
					return
				}
			}
		})
	}
	callers.Wait()
	if failure != nil {
		return failure
	}
	t.Throttled = int(refused.Load())
	return json.NewEncoder(out).Encode(t)
}
