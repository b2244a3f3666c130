package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// webhookTexts are text messages that came through an ad, as WhatsApp delivers them, each from another person.
func webhookTexts() [][]byte {
	texts := make([][]byte, 1000)
	for i := range texts {
		r := strings.NewReplacer("16505551234", fmt.Sprintf("1650555%04d", i), "Sheena", fmt.Sprintf("Sheena %d", i), "MTY1MDM4", fmt.Sprintf("MTY1%04d", i), "1749416383", fmt.Sprintf("174941%04d", i))
		texts[i] = []byte(r.Replace(webhookText))
	}
	return texts
}

const webhookText = `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp",` +
	`"metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Sheena Nelson"},"wa_id":"16505551234"}],` +
	`"messages":[{"referral":{"source_url":"https:\/\/fb.me\/3cr4Wqqkv","source_id":"120226305854810726","source_type":"ad","body":"Chat with us","headline":"Summer succulents",` +
	`"media_type":"image","image_url":"https:\/\/scontent.example.net\/v\/t45.1","ctwa_clid":"Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4_0NiNhEgpGo0AHemvuSoifXaytfTzcchptiErTKCqTrJ5nW1h7IHYeYymGb5K5J5iTROpBhWAGaIAeUzHL50"},` +
	`"from":"16505551234","id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=","timestamp":"1749416383","text":{"body":"Ciao! \u00c8 ancora disponibile?"},"type":"text"}]},"field":"messages"}]}]}`

type benchWebhook struct {
	Object string
	Entry  []struct {
		ID      string `json:"id"`
		Time    json.Number
		Changes []struct {
			Field string `json:"field"`
			Value struct {
				MessagingProduct string `json:"messaging_product"`
				Metadata         struct {
					DisplayPhoneNumber string `json:"display_phone_number"`
					PhoneNumberID      string `json:"phone_number_id"`
				} `json:"metadata"`
				Contacts []struct {
					Profile struct {
						Name string `json:"name"`
					} `json:"profile"`
					WaID string `json:"wa_id"`
				} `json:"contacts"`
				Messages []struct {
					From      string `json:"from"`
					ID        string `json:"id"`
					Timestamp string `json:"timestamp"`
					Type      string `json:"type"`
					Text      *struct {
						Body string `json:"body"`
					} `json:"text"`
					Referral *struct {
						SourceURL  string `json:"source_url"`
						SourceID   string `json:"source_id"`
						SourceType string `json:"source_type"`
						Body       string `json:"body"`
						Headline   string `json:"headline"`
						MediaType  string `json:"media_type"`
						ImageURL   string `json:"image_url"`
						CtwaClid   string `json:"ctwa_clid"`
					} `json:"referral"`
				} `json:"messages"`
				Statuses []struct {
					ID     string `json:"id"`
					Status string `json:"status"`
				} `json:"statuses"`
			} `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

type benchAction struct {
	ActionType string `json:"action_type"`
	Value      string `json:"value"`
}

type benchRow struct {
	AccountID        string        `json:"account_id"`
	CampaignID       string        `json:"campaign_id"`
	CampaignName     string        `json:"campaign_name"`
	AdID             string        `json:"ad_id"`
	DateStart        string        `json:"date_start"`
	DateStop         string        `json:"date_stop"`
	AccountCurrency  string        `json:"account_currency"`
	Impressions      string        `json:"impressions"`
	Reach            string        `json:"reach"`
	Spend            string        `json:"spend"`
	CPC              string        `json:"cpc"`
	Country          string        `json:"country"`
	Actions          []benchAction `json:"actions"`
	CostPerAction    []benchAction `json:"cost_per_action_type"`
	UniqueClicks     string        `json:"unique_clicks"`
	Frequency        string        `json:"frequency"`
	CreatedTime      string        `json:"created_time"`
	PublisherPlatfrm string        `json:"publisher_platform"`
}

type benchPage struct {
	Data   []benchRow `json:"data"`
	Paging struct {
		Cursors struct{ Before, After string } `json:"cursors"`
		Next    string                         `json:"next"`
	} `json:"paging"`
}

// insightsPage is a page of 100 rows.
func insightsPage() []byte {
	var b bytes.Buffer
	b.WriteString(`{"data":[`)
	for i := range 100 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"account_id":"1234567890","campaign_id":"1202263058548%05d","campaign_name":"Autumn \u2013 click to WhatsApp %d","ad_id":"1202263058549%05d",`+
			`"date_start":"2026-11-%02d","date_stop":"2026-11-%02d","account_currency":"EUR","impressions":"%d","reach":"%d","spend":"%d.%02d","cpc":"0.%06d","country":"IT",`+
			`"actions":[{"action_type":"link_click","value":"%d"},{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"%d"},{"action_type":"onsite_conversion.total_messaging_connection","value":"%d"}],`+
			`"cost_per_action_type":[{"action_type":"link_click","value":"0.%d"}],"unique_clicks":"%d","frequency":"1.%d","created_time":"2026-11-02T10:11:12+0100","publisher_platform":"facebook"}`,
			i, i%7, i, 1+i%28, 1+i%28, 1000+i*13, 900+i*11, i, i%100, 123456+i, 50+i, 10+i, 12+i, 10+i, 40+i, 10+i)
	}
	b.WriteString(`],"paging":{"cursors":{"before":"MAZDZD","after":"OTkZD"},"next":"https:\/\/graph.facebook.com\/v26.0\/act_1\/insights?after=OTkZD"}}`)
	return b.Bytes()
}

// typedRow has the types that a user wants instead of strings.
type typedRow struct {
	AccountID   string    `json:"account_id"`
	CampaignID  string    `json:"campaign_id"`
	Impressions int64     `json:"impressions"`
	Reach       int64     `json:"reach"`
	Spend       float64   `json:"spend"`
	CreatedTime time.Time `json:"created_time"`
}

func BenchmarkUnmarshal(b *testing.B) {
	page := insightsPage()
	for _, bench := range []struct {
		name string
		data [][]byte
		into func() any
	}{
		{"webhook", webhookTexts(), func() any { return new(benchWebhook) }},
		{"insights", [][]byte{page}, func() any { return new(benchPage) }},
		{"any", [][]byte{page}, func() any { return new(any) }},
		{"raw", [][]byte{page}, func() any { return new(map[string]json.RawMessage) }},
	} {
		run := func(name string, unmarshal func([]byte, any) error) {
			b.Run(bench.name+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(bench.data[0])))
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if err := unmarshal(bench.data[i%len(bench.data)], bench.into()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("wire", wire.Unmarshal)
		run("json", json.Unmarshal)
	}
	b.Run("typed/wire", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			var into struct{ Data []typedRow }
			if err := wire.Unmarshal(page, &into); err != nil {
				b.Fatal(err)
			}
		}
	})
}
