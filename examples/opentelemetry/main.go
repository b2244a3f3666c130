// Command opentelemetry shows calls to Meta as OpenTelemetry sees them: a span
// for each, with its attempts, retries and waits as events, and metrics of their
// durations, of refusals for limits, and of what is used of each limit.
//
//	go run -C examples ./opentelemetry
//
// It needs no account: an emulator of the Graph API answers, and is told what is
// to go wrong. With -live it reads one phone number from Meta instead, as
// META_ACCESS_TOKEN and META_PHONE_NUMBER_ID say. Traces and metrics are written
// to standard output as JSON; in a service of one's own, only the exporters differ.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/whatsapp"
)

func main() {
	live := flag.Bool("live", false, "read a phone number from Meta, with META_ACCESS_TOKEN and META_PHONE_NUMBER_ID")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *live, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "opentelemetry:", err)
		stop()
		os.Exit(1)
	}
}

// run sets OpenTelemetry up, makes the calls, and has everything exported before it returns.
func run(ctx context.Context, live bool, out io.Writer) (err error) {
	spans, err := stdouttrace.New(stdouttrace.WithWriter(out), stdouttrace.WithPrettyPrint())
	if err != nil {
		return err
	}
	points, err := stdoutmetric.New(stdoutmetric.WithWriter(out), stdoutmetric.WithPrettyPrint())
	if err != nil {
		return err
	}
	tracers := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewPeriodicReader(points)))
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = errors.Join(err, tracers.Shutdown(ctx), meters.Shutdown(ctx))
	}()
	telemetry, err := NewTelemetry(tracers, meters)
	if err != nil {
		return err
	}
	if live {
		return readLive(ctx, telemetry)
	}
	return emulate(ctx, telemetry)
}

func readLive(ctx context.Context, telemetry *Telemetry) error {
	id := os.Getenv("META_PHONE_NUMBER_ID")
	if id == "" {
		return errors.New("META_PHONE_NUMBER_ID is not set")
	}
	client, err := metabiz.FromEnv(telemetry.Options()...)
	if err != nil {
		return err
	}
	_, err = whatsapp.NewPhone(client, id).Get(ctx)
	return err
}

// emulate sends messages of which one goes well, one is refused for a while, one for good, and the answer of one is lost.
func emulate(ctx context.Context, telemetry *Telemetry) error {
	e, err := emulator.Start(emulator.Config{})
	if err != nil {
		return err
	}
	defer e.Close()
	options := append(telemetry.Options(),
		metabiz.WithToken(e.Seed().Token), metabiz.WithBaseURL(e.URL()), metabiz.WithRetry(metabiz.Retry{MinWait: 50 * time.Millisecond}))
	client, err := metabiz.New(options...)
	if err != nil {
		return err
	}
	phone := whatsapp.NewPhone(client, e.Seed().PhoneNumberID)
	send := func(to, template string) error {
		_, err := phone.Send(ctx, whatsapp.Message{To: to, Content: whatsapp.TemplateMessage{Name: template, Language: "en_US"}})
		return err
	}
	if err := send("393331000001", "hello_world"); err != nil {
		return err
	}
	e.Fault(emulator.Fault{Kind: emulator.FaultThrottle, Path: "*/messages", Code: 130429})
	if err := send("393331000002", "hello_world"); err != nil { // it is repeated
		return err
	}
	if err := send("393331000003", "no_such_template"); !errors.Is(err, whatsapp.ErrTemplate) {
		return fmt.Errorf("a template that does not exist: %w", err)
	}
	e.Fault(emulator.Fault{Kind: emulator.FaultDropAfter, Path: "*/messages"})
	if err := send("393331000004", "hello_world"); !errors.Is(err, metabiz.ErrOutcomeUnknown) { // it is not
		return fmt.Errorf("an answer that was lost: %w", err)
	}
	return nil
}
