package whatsapp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

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

// BenchmarkWebhook verifies, parses and dispatches, each beside what the standard library needs for a fraction of the
// fields. Every delivery is a new one, as duplicates are not handled again.
func BenchmarkWebhook(b *testing.B) {
	ctx := context.Background()
	for _, bench := range []struct {
		name   string
		events int
		body   func(n int) string
	}{
		{"text", 1, func(n int) string { return benchBody(benchText(n)) }},
		{"status", 1, func(n int) string { return benchBody(benchPriced(n, "delivered")) }},
		{"batch", 100, benchMixed},
	} {
		// More than the store of what was seen holds, so that the first are forgotten when their turn comes again.
		const remembered = 1000
		bodies := make([][]byte, 2*remembered/bench.events)
		signatures := make([]string, len(bodies))
		for i := range bodies {
			bodies[i] = []byte(bench.body(i))
			signatures[i] = metabiz.Signature(testSecret, bodies[i])
		}
		b.Run(bench.name, func(b *testing.B) {
			called := 0
			webhook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{testSecret}, Seen: metabiz.NewMemorySeen(remembered)}, Events{
				OnMessage:        func(context.Context, MessageEvent) error { called++; return nil },
				OnStatus:         func(context.Context, StatusEvent) error { called++; return nil },
				OnTemplateStatus: func(context.Context, TemplateStatusEvent) error { called++; return nil },
			})
			b.SetBytes(int64(len(bodies[0])))
			b.ReportAllocs()
			calls := 0
			for b.Loop() {
				i := calls % len(bodies)
				if err := webhook.Handle(ctx, signatures[i], bodies[i]); err != nil {
					b.Fatal(err)
				}
				calls++
			}
			if called != calls*bench.events {
				b.Fatalf("%d events in %d deliveries of %d", called, calls, bench.events)
			}
		})
		b.Run(bench.name+"/bare", func(b *testing.B) {
			called := 0
			webhook := &bareWebhook{
				secret:  []byte(testSecret),
				message: func(context.Context, *bareMessage) error { called++; return nil },
				status:  func(context.Context, *bareStatus) error { called++; return nil },
			}
			b.SetBytes(int64(len(bodies[0])))
			b.ReportAllocs()
			calls := 0
			for b.Loop() {
				i := calls % len(bodies)
				if err := webhook.handle(ctx, signatures[i], bodies[i]); err != nil {
					b.Fatal(err)
				}
				calls++
			}
			if called == 0 {
				b.Fatal("nothing was dispatched")
			}
		})
	}
}
