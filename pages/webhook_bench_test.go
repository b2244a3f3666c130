package pages_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

// bareNotification is what somebody would write who needs messages, taps and receipts only.
type bareNotification struct {
	Object string `json:"object"`
	Entry  []struct {
		ID        string          `json:"id"`
		Time      int64           `json:"time"`
		Messaging []bareMessaging `json:"messaging"`
	} `json:"entry"`
}

type bareID struct {
	ID string `json:"id"`
}

type bareMessaging struct {
	Sender    bareID `json:"sender"`
	Recipient bareID `json:"recipient"`
	Timestamp int64  `json:"timestamp"`
	Message   *struct {
		MID        string `json:"mid"`
		Text       string `json:"text"`
		IsEcho     bool   `json:"is_echo"`
		QuickReply *struct {
			Payload string `json:"payload"`
		} `json:"quick_reply"`
		Attachments []struct {
			Type    string `json:"type"`
			Payload struct {
				URL string `json:"url"`
			} `json:"payload"`
		} `json:"attachments"`
	} `json:"message"`
	Postback *struct {
		MID     string `json:"mid"`
		Title   string `json:"title"`
		Payload string `json:"payload"`
	} `json:"postback"`
	Read *struct {
		Watermark int64 `json:"watermark"`
	} `json:"read"`
	Delivery *struct {
		MIDs      []string `json:"mids"`
		Watermark int64    `json:"watermark"`
	} `json:"delivery"`
}

// bareWebhook verifies, parses and dispatches with the standard library alone.
func bareWebhook(secret []byte, signature string, body []byte, handle func(*bareMessaging) error) error {
	sum, err := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), sum) {
		return errors.New("forged")
	}
	var n bareNotification
	if err := json.Unmarshal(body, &n); err != nil {
		return err
	}
	for i := range n.Entry {
		for j := range n.Entry[i].Messaging {
			if err := handle(&n.Entry[i].Messaging[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

const benchPeople = `"sender":{"id":"24106540352242922"},"recipient":{"id":"106540352242999"},"timestamp":1764575999123,`

func benchBody(items ...string) string {
	return `{"object":"page","entry":[{"time":1764576000123,"id":"106540352242999","messaging":[` + strings.Join(items, ",") + `]}]}`
}

func benchText(n int) string {
	return fmt.Sprintf(`{`+benchPeople+`"message":{"mid":"m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM_QPpz5jdCK48PnKAjSdjfipqxqMvK8ma6AC%08d","text":"Does it come in another color?"}}`, n)
}

// benchMixed is a hundred items as a busy Page has them.
func benchMixed(n int) string {
	items := make([]string, 100)
	for i := range items {
		id := n*100 + i
		switch i % 10 {
		case 0, 1, 2, 3:
			items[i] = benchText(id)
		case 4, 5:
			items[i] = fmt.Sprintf(`{`+benchPeople+`"delivery":{"mids":["m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM_%08d"],"watermark":1764575999%03d}}`, id, i)
		case 6, 7:
			items[i] = fmt.Sprintf(`{`+benchPeople+`"read":{"watermark":%d}}`, 1764575999000+id)
		case 8:
			items[i] = fmt.Sprintf(`{`+benchPeople+`"postback":{"mid":"m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM_%08d","title":"The coffees","payload":"MENU"}}`, id)
		default:
			items[i] = fmt.Sprintf(`{`+benchPeople+`"message":{"mid":"m_AG5Hz2Uq7tuwNEhXfYYKj8mJEM_%08d","attachments":[{"type":"image","payload":{"url":"https://scontent.xx.fbcdn.net/v/t1.15752-9/1003383421387256_n.jpg?_nc_cat=1&oh=03&oe=6A1C"}}]}}`, id)
		}
	}
	return benchBody(items...)
}

// A benchCase is deliveries of one kind. There are more than the store of what was seen holds, as duplicates are not
// handled again: the first are forgotten when their turn comes once more.
type benchCase struct {
	name       string
	events     int // in one delivery
	bodies     [][]byte
	signatures []string
	called     int
	webhook    *metabiz.Webhook
}

const benchSecret = "a-secret-of-the-app"

func (c *benchCase) ours(n int) error {
	n %= len(c.bodies)
	return c.webhook.Handle(context.Background(), c.signatures[n], c.bodies[n])
}

func (c *benchCase) bare(n int) error {
	n %= len(c.bodies)
	return bareWebhook([]byte(benchSecret), c.signatures[n], c.bodies[n], func(*bareMessaging) error { return nil })
}

func benchCases() []*benchCase {
	const remembered = 1000
	cases := []*benchCase{{name: "text", events: 1}, {name: "batch", events: 100}}
	for i, make := range []func(n int) string{func(n int) string { return benchBody(benchText(n)) }, benchMixed} {
		c := cases[i]
		for n := range 2 * remembered / c.events {
			body := []byte(make(n))
			c.bodies = append(c.bodies, body)
			c.signatures = append(c.signatures, metabiz.Signature(benchSecret, body))
		}
		c.webhook = metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{benchSecret}, Seen: metabiz.NewMemorySeen(remembered)}, pages.Events{
			OnMessage:  func(context.Context, pages.MessageEvent) error { c.called++; return nil },
			OnDelivery: func(context.Context, pages.DeliveryEvent) error { c.called++; return nil },
			OnRead:     func(context.Context, pages.ReadEvent) error { c.called++; return nil },
			OnPostback: func(context.Context, pages.PostbackEvent) error { c.called++; return nil },
		})
	}
	return cases
}

// BenchmarkWebhook verifies, parses and dispatches, each beside what the standard library needs for a fraction of the
// fields.
func BenchmarkWebhook(b *testing.B) {
	for _, c := range benchCases() {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.bodies[0])))
			b.ReportAllocs()
			c.called = 0
			n := 0
			for b.Loop() {
				if err := c.ours(n); err != nil {
					b.Fatal(err)
				}
				n++
			}
			if c.called != n*c.events {
				b.Fatalf("%d events in %d deliveries of %d", c.called, n, c.events)
			}
		})
		b.Run(c.name+"/bare", func(b *testing.B) {
			b.SetBytes(int64(len(c.bodies[0])))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if err := c.bare(n); err != nil {
					b.Fatal(err)
				}
				n++
			}
		})
	}
}

// BenchmarkWebhookBeside lets the two take turns, so that whatever else the machine does falls on both, and gives the
// median of their turns' ratios.
func BenchmarkWebhookBeside(b *testing.B) {
	for _, c := range benchCases() {
		b.Run(c.name, func(b *testing.B) {
			turn := 400 / c.events
			ours, bare := 0, 0
			took := func(n *int, handle func(int) error) float64 {
				start := time.Now()
				for range turn {
					if err := handle(*n); err != nil {
						b.Fatal(err)
					}
					*n++
				}
				return float64(time.Since(start))
			}
			var ratios []float64
			for b.Loop() {
				t := took(&bare, c.bare)
				ratios = append(ratios, took(&ours, c.ours)/t)
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "of-bare")
		})
	}
}
