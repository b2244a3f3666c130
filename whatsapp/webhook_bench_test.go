package whatsapp

import (
	"bytes"
	"encoding/json"
	"testing"
)

// BenchmarkParseWebhook reads a message from an ad, and a batch of a thousand
// statuses, and takes them apart; beside it, what encoding/json needs to make
// maps of the same bytes.
func BenchmarkParseWebhook(b *testing.B) {
	var ad sample
	for _, s := range samples {
		if s.name == "text from an ad" {
			ad = s
		}
	}
	status := `{"id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI3MEM2RUJFNkI0RENGQTVDRjUA","status":"delivered","timestamp":"1764576001","recipient_id":"393331234567","recipient_user_id":"IT.1349","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}}`
	batch := sample{field: FieldMessages, value: `{` + sampleNumber + `,"statuses":[` + status + string(bytes.Repeat([]byte(`,`+status), 999)) + `]}`}
	for name, body := range map[string][]byte{"message": ad.body(), "statuses": batch.body()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				n, err := ParseWebhook(body)
				if err != nil {
					b.Fatal(err)
				}
				for ev := range n.Events() {
					_ = ev.Key()
				}
			}
		})
		b.Run(name+"/encoding-json", func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				var v any
				if err := json.Unmarshal(body, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
