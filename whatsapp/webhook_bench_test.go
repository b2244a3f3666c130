package whatsapp

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
)

// bareNotification is what somebody would write who needs messages and statuses only.
type bareNotification struct {
	Object string `json:"object"`
	Entry  []struct {
		ID      string `json:"id"`
		Changes []struct {
			Field string `json:"field"`
			Value struct {
				Metadata struct {
					DisplayPhoneNumber string `json:"display_phone_number"`
					PhoneNumberID      string `json:"phone_number_id"`
				} `json:"metadata"`
				Contacts []struct {
					Profile struct {
						Name string `json:"name"`
					} `json:"profile"`
					WhatsAppID string `json:"wa_id"`
				} `json:"contacts"`
				Messages []bareMessage `json:"messages"`
				Statuses []bareStatus  `json:"statuses"`
			} `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

type bareMessage struct {
	From      string `json:"from"`
	ID        string `json:"id"`
	Timestamp string `json:"timestamp"`
	Type      string `json:"type"`
	Text      *struct {
		Body string `json:"body"`
	} `json:"text"`
	Image *struct {
		ID       string `json:"id"`
		MIMEType string `json:"mime_type"`
		Caption  string `json:"caption"`
	} `json:"image"`
	Interactive *struct {
		Type        string `json:"type"`
		ButtonReply *struct {
			ID    string `json:"id"`
			Title string `json:"title"`
		} `json:"button_reply"`
	} `json:"interactive"`
}

type bareStatus struct {
	ID          string `json:"id"`
	Status      string `json:"status"`
	Timestamp   string `json:"timestamp"`
	RecipientID string `json:"recipient_id"`
	Pricing     *struct {
		Billable     bool   `json:"billable"`
		PricingModel string `json:"pricing_model"`
		Category     string `json:"category"`
	} `json:"pricing"`
}

// bareWebhook verifies, parses and dispatches with the standard library alone.
type bareWebhook struct {
	secret  []byte
	message func(context.Context, *bareMessage) error
	status  func(context.Context, *bareStatus) error
}

func (w *bareWebhook) handle(ctx context.Context, signature string, body []byte) error {
	sum, err := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, w.secret)
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), sum) {
		return errors.New("forged")
	}
	var n bareNotification
	if err := json.Unmarshal(body, &n); err != nil {
		return err
	}
	for i := range n.Entry {
		for j := range n.Entry[i].Changes {
			v := &n.Entry[i].Changes[j].Value
			for k := range v.Messages {
				if err := w.message(ctx, &v.Messages[k]); err != nil {
					return err
				}
			}
			for k := range v.Statuses {
				if err := w.status(ctx, &v.Statuses[k]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

const (
	benchNumber  = `"messaging_product":"whatsapp","metadata":{"display_phone_number":"390612345678","phone_number_id":"106540352242922"}`
	benchContact = `"contacts":[{"profile":{"name":"Anna Rossi"},"wa_id":"393331234567","user_id":"IT.13491208655302741918"}]`
	benchMessage = `"from":"393331234567","from_user_id":"IT.13491208655302741918","id":"wamid.HBgLMTY0NjcwNDM1OTUVAgASGBQzQTRBNjU5OUFFRTAz%08d","timestamp":"1749416383"`
	benchStatus  = `"id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI3N0YzODYw%08d","status":"%s","timestamp":"1750263773","recipient_id":"393331234567","recipient_user_id":"IT.13491208655302741918"`
)

func benchBody(changes ...string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[` + strings.Join(changes, ",") + `]}]}`
}

func benchText(n int) string {
	return fmt.Sprintf(`{"value":{`+benchNumber+`,`+benchContact+`,"messages":[{`+benchMessage+`,"type":"text","text":{"body":"Does it come in another color?"}}]},"field":"messages"}`, n)
}

func benchPriced(n int, status string) string {
	return fmt.Sprintf(`{"value":{`+benchNumber+`,"statuses":[{`+benchStatus+`,"pricing":{"billable":true,"pricing_model":"PMP","category":"marketing","type":"regular"}}]},"field":"messages"}`, n, status)
}

// benchMixed is a hundred changes as a busy account has them: statuses mostly, messages of several kinds, news of templates.
func benchMixed(n int) string {
	changes := make([]string, 100)
	for i := range changes {
		id := n*100 + i
		message := func(content string) string {
			return fmt.Sprintf(`{"value":{`+benchNumber+`,`+benchContact+`,"messages":[{`+benchMessage+`,%s}]},"field":"messages"}`, id, content)
		}
		switch i % 10 {
		case 0, 1, 2:
			changes[i] = benchText(id)
		case 3:
			changes[i] = benchPriced(id, "sent")
		case 4, 5:
			changes[i] = benchPriced(id, "delivered")
		case 6:
			changes[i] = fmt.Sprintf(`{"value":{`+benchNumber+`,"statuses":[{`+benchStatus+`}]},"field":"messages"}`, id, "read")
		case 7:
			changes[i] = message(`"type":"image","image":{"caption":"Taj Mahal","mime_type":"image/jpeg","sha256":"SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=","id":"1003383421387256","url":"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1003383421387256&source=webhook&ext=1749416684"}`)
		case 8:
			changes[i] = message(`"context":{"from":"390612345678","id":"wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI4MjZGRDA0OUE2OTQ3RkEyMzcA"},"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"cancel-button","title":"Cancel"}}`)
		default:
			changes[i] = fmt.Sprintf(`{"value":{"event":"APPROVED","message_template_id":%d,"message_template_name":"order_confirmation","message_template_language":"en_US","reason":"NONE","message_template_category":"UTILITY"},"field":"message_template_status_update"}`, 1689556908129832+id)
		}
	}
	return benchBody(changes...)
}

// A benchCase is deliveries of one kind. There are more than the store of what was seen holds, as duplicates are not
// handled again: the first are forgotten when their turn comes once more.
type benchCase struct {
	name       string
	events     int // in one delivery
	bodies     [][]byte
	signatures []string
	called     int
	ours       func(i int) error
	bare       func(i int) error
}

func benchCases() []*benchCase {
	const remembered = 1000
	ctx := context.Background()
	cases := []*benchCase{{name: "text", events: 1}, {name: "status", events: 1}, {name: "batch", events: 100}}
	bodies := []func(n int) string{
		func(n int) string { return benchBody(benchText(n)) },
		func(n int) string { return benchBody(benchPriced(n, "delivered")) },
		benchMixed,
	}
	for i, c := range cases {
		for n := range 2 * remembered / c.events {
			body := []byte(bodies[i](n))
			c.bodies = append(c.bodies, body)
			c.signatures = append(c.signatures, metabiz.Signature(testSecret, body))
		}
		webhook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{testSecret}, Seen: metabiz.NewMemorySeen(remembered)}, Events{
			OnMessage:        func(context.Context, MessageEvent) error { c.called++; return nil },
			OnStatus:         func(context.Context, StatusEvent) error { c.called++; return nil },
			OnTemplateStatus: func(context.Context, TemplateStatusEvent) error { c.called++; return nil },
		})
		bare := &bareWebhook{
			secret:  []byte(testSecret),
			message: func(context.Context, *bareMessage) error { return nil },
			status:  func(context.Context, *bareStatus) error { return nil },
		}
		c.ours = func(n int) error { n %= len(c.bodies); return webhook.Handle(ctx, c.signatures[n], c.bodies[n]) }
		c.bare = func(n int) error { n %= len(c.bodies); return bare.handle(ctx, c.signatures[n], c.bodies[n]) }
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
