//go:build unix

package whatsapp_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

const (
	benchPhone = "106540352242922"
	benchToken = "EAAJB0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrst"
)

// sender sends one message. The process sends to one person 40 times and then to the next, as a burst of a conversation may.
type sender func(ctx context.Context, to string) (id string, err error)

// contestant is a way to send.
type contestant struct {
	name           string
	text, template sender
}

// BenchmarkSend sends messages to a server in another process: by hand ("bare"), by a client with bare's http.Client
// ("metabiz"), by one with no option but the token ("plain"), and by one that signs with an app secret ("signed").
// cpu-ns/op is the time that both cores spent in this process, the collector's included.
func BenchmarkSend(b *testing.B) {
	at := startBenchServer(b)
	for _, wire := range []struct{ name, url string }{{"http", at.HTTP}, {"h2", at.HTTPS}} {
		for _, c := range contestants(b, wire.url, at.Certificate) {
			b.Run(wire.name+"/text/"+c.name, func(b *testing.B) { one(b, c.text) })
			b.Run(wire.name+"/template/"+c.name, func(b *testing.B) { one(b, c.template) })
			b.Run(wire.name+"/64callers/"+c.name, func(b *testing.B) { many(b, c.text) })
		}
	}
}

// BenchmarkSendBeside lets the contestants take turns, so that whatever else the machine does falls on all of them, and gives
// their cost as a share of bare's.
func BenchmarkSendBeside(b *testing.B) {
	at := startBenchServer(b)
	for _, wire := range []struct{ name, url string }{{"http", at.HTTP}, {"h2", at.HTTPS}} {
		all := contestants(b, wire.url, at.Certificate)
		b.Run(wire.name+"/text", func(b *testing.B) { beside(b, all, 1, func(c contestant) sender { return c.text }) })
		b.Run(wire.name+"/template", func(b *testing.B) { beside(b, all, 1, func(c contestant) sender { return c.template }) })
		b.Run(wire.name+"/64callers", func(b *testing.B) { beside(b, all, 64, func(c contestant) sender { return c.text }) })
	}
}

func one(b *testing.B, send sender) {
	ctx := b.Context()
	b.ReportAllocs()
	from := processTime()
	for b.Loop() {
		if id, err := send(ctx, nextRecipient()); err != nil || id == "" {
			b.Fatal(id, err)
		}
	}
	reportCPU(b, from)
}

func many(b *testing.B, send sender) {
	ctx := b.Context()
	b.ReportAllocs()
	b.SetParallelism(64 / runtime.GOMAXPROCS(0))
	from := processTime()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if id, err := send(ctx, nextRecipient()); err != nil || id == "" {
				b.Error(id, err)
				return
			}
		}
	})
	reportCPU(b, from)
}

func reportCPU(b *testing.B, from time.Duration) {
	b.ReportMetric(float64(processTime()-from)/float64(b.N), "cpu-ns/op")
}

// cost is what sends took.
type cost struct {
	wall, cpu time.Duration
	allocs    uint64
	bytes     uint64
	sends     int
}

// beside counts a round of 512 sends by each contestant as one operation.
func beside(b *testing.B, all []contestant, callers int, of func(contestant) sender) {
	const round = 512
	ctx := b.Context()
	costs := make([]cost, len(all))
	for _, c := range all {
		burst(ctx, b, of(c), callers, round) // connections, pools
	}
	for b.Loop() {
		for i, c := range all {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			cpu, started := processTime(), time.Now()
			burst(ctx, b, of(c), callers, round)
			costs[i].wall += time.Since(started)
			costs[i].cpu += processTime() - cpu
			runtime.ReadMemStats(&after)
			costs[i].allocs += after.Mallocs - before.Mallocs
			costs[i].bytes += after.TotalAlloc - before.TotalAlloc
			costs[i].sends += round
		}
	}
	for i, c := range all {
		n := float64(costs[i].sends)
		b.ReportMetric(float64(costs[i].cpu)/n, c.name+"-cpu-ns")
		b.ReportMetric(float64(costs[i].wall)/n, c.name+"-ns")
		b.ReportMetric(float64(costs[i].allocs)/n, c.name+"-allocs")
		b.ReportMetric(float64(costs[i].bytes)/n, c.name+"-B")
		if i > 0 {
			b.ReportMetric(float64(costs[i].cpu)/float64(costs[0].cpu), c.name+"-cpu/bare")
			b.ReportMetric(float64(costs[i].wall)/float64(costs[0].wall), c.name+"-time/bare")
		}
	}
}

// burst sends n messages by so many callers.
func burst(ctx context.Context, b *testing.B, send sender, callers, n int) {
	var left atomic.Int64
	left.Store(int64(n))
	work := func() {
		for left.Add(-1) >= 0 {
			if id, err := send(ctx, nextRecipient()); err != nil || id == "" {
				b.Error(id, err)
				return
			}
		}
	}
	if callers == 1 {
		work()
		return
	}
	var all sync.WaitGroup
	for range callers {
		all.Go(work)
	}
	all.Wait()
}

var sends atomic.Int64

func nextRecipient() string {
	return recipients[sends.Add(1)/40%int64(len(recipients))]
}

// recipients are so many that none gets more than its quota while the benchmarks run.
var recipients = func() (list [1 << 16]string) {
	for i := range list {
		list[i] = strconv.Itoa(393330000000 + i)
	}
	return list
}()

func contestants(b *testing.B, base, certificate string) []contestant {
	b.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(certificate))
	tuned := func() *http.Client {
		return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
			ForceAttemptHTTP2: true,
			TLSClientConfig:   &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			MaxIdleConns:      256, MaxIdleConnsPerHost: 256,
		}}
	}
	client := tuned()
	b.Cleanup(client.CloseIdleConnections)
	quota := metabiz.WithQuota(
		metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: benchPhone}, metabiz.Quota{PerSecond: 1e9, Burst: 1e9},
	)
	plain := []metabiz.Option{metabiz.WithToken(benchToken), metabiz.WithBaseURL(base), quota}
	own := tuned()
	b.Cleanup(own.CloseIdleConnections)
	return []contestant{
		bareContestant(client, base),
		phoneContestant(b, "metabiz", append(plain, metabiz.WithHTTPClient(own))),
		phoneContestant(b, "plain", plain),
		phoneContestant(b, "signed", append(plain, metabiz.WithAppSecret("0123456789abcdef0123456789abcdef"))),
	}
}

var parameters = [...]string{"Ada", "10 000 €", "Tuesday, 24 November", "Via Roma 1", "order 4711", "https://example.com/o/4711"}

func bareContestant(client *http.Client, base string) contestant {
	c := &bare{client: client, url: base + "/" + metabiz.DefaultVersion + "/" + benchPhone + "/messages", token: benchToken}
	return contestant{
		name: "bare",
		text: func(ctx context.Context, to string) (string, error) {
			return c.send(ctx, &bareMessage{
				Product: "whatsapp", To: to, Type: "text", Text: &bareText{Body: "Your order has left our house."},
			})
		},
		template: func(ctx context.Context, to string) (string, error) {
			body := bareComponent{Type: "body", Parameters: make([]bareParameter, len(parameters))}
			for i, text := range parameters {
				body.Parameters[i] = bareParameter{Type: "text", Text: text}
			}
			return c.send(ctx, &bareMessage{
				Product: "whatsapp", To: to, Type: "template",
				Template: &bareTemplate{Name: "order_sent", Language: bareLanguage{Code: "it"}, Components: []bareComponent{body}},
			})
		},
	}
}

func phoneContestant(b *testing.B, name string, opts []metabiz.Option) contestant {
	b.Helper()
	client, err := metabiz.New(opts...)
	if err != nil {
		b.Fatal(err)
	}
	phone := whatsapp.NewPhone(client, benchPhone)
	send := func(ctx context.Context, m whatsapp.Message) (string, error) {
		sent, err := phone.Send(ctx, m)
		return sent.MessageID(), err
	}
	return contestant{
		name: name,
		text: func(ctx context.Context, to string) (string, error) {
			return send(ctx, whatsapp.Message{To: to, Content: whatsapp.Text{Body: "Your order has left our house."}})
		},
		template: func(ctx context.Context, to string) (string, error) {
			return send(ctx, whatsapp.Message{To: to, Content: whatsapp.TemplateMessage{
				Name: "order_sent", Language: "it", Body: whatsapp.TextParameters(parameters[:]...),
			}})
		},
	}
}

// processTime is the processor time that this process has used.
func processTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
