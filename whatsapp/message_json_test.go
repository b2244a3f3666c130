package whatsapp

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// wireCases are messages beside their exact body, for what the specification has no example of.
var wireCases = map[string]struct {
	message Message
	body    string
}{
	"envelope": {
		Message{
			To: "+393331234567", Recipient: "IT.13491208655302741918", RecipientType: RecipientIndividual,
			Content: Text{Body: "Ciao «Anna»\n& <co>"},
			ReplyTo: "wamid.A", CallbackData: "order 7", IdentityKeyHash: "hash", Category: DirectSendUtility, TTLSeconds: 60,
			ProductPolicy: PolicyStrict, ActivitySharing: new(false),
			Extra: map[string]json.RawMessage{"max_price": json.RawMessage(`60`)},
		},
		`{"messaging_product":"whatsapp","recipient_type":"individual","to":"+393331234567","recipient":"IT.13491208655302741918",
		  "context":{"message_id":"wamid.A"},"biz_opaque_callback_data":"order 7","recipient_identity_key_hash":"hash",
		  "category":"utility","product_policy":"STRICT","message_activity_sharing":false,"max_price":60,"ttl_seconds":60,
		  "type":"text","text":{"body":"Ciao «Anna»\n& <co>","preview_url":false}}`,
	},
	"voice note": {
		Message{To: "1", Content: Audio{ID: "7", Voice: true}},
		`{"messaging_product":"whatsapp","to":"1","type":"audio","audio":{"id":"7","voice":true}}`,
	},
	"location without a name": {
		Message{To: "1", Content: Location{Latitude: 45.4642, Longitude: -9.19}},
		`{"messaging_product":"whatsapp","to":"1","type":"location","location":{"latitude":45.4642,"longitude":-9.19}}`,
	},
	"reaction removed": {
		Message{To: "1", Content: Reaction{MessageID: "wamid.A"}},
		`{"messaging_product":"whatsapp","to":"1","type":"reaction","reaction":{"message_id":"wamid.A","emoji":""}}`,
	},
	"pin": {
		Message{To: "Y2Fw", RecipientType: RecipientGroup, Content: Pin{MessageID: "wamid.A", Days: 7}},
		`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2Fw","type":"pin",
		  "pin":{"type":"pin","message_id":"wamid.A","expiration_days":7}}`,
	},
	"unpin": {
		Message{To: "Y2Fw", RecipientType: RecipientGroup, Content: Unpin{MessageID: "wamid.A"}},
		`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2Fw","type":"pin","pin":{"type":"unpin","message_id":"wamid.A"}}`,
	},
	"read": {
		Message{Content: ReadReceipt{MessageID: "wamid.A"}},
		`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.A"}`,
	},
	"reply buttons with a picture": {
		Message{To: "1", Content: ReplyButtons{
			Header: Image{Link: "https://example.com/a.jpg"}, Body: "Keep it?", Footer: "Trattoria",
			Buttons: []ReplyButton{{ID: "keep", Title: "Keep"}, {ID: "drop", Title: "Drop"}},
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"button",
		  "header":{"type":"image","image":{"link":"https://example.com/a.jpg"}},"body":{"text":"Keep it?"},"footer":{"text":"Trattoria"},
		  "action":{"buttons":[{"type":"reply","reply":{"id":"keep","title":"Keep"}},{"type":"reply","reply":{"id":"drop","title":"Drop"}}]}}}`,
	},
	"list": {
		Message{To: "1", Content: List{
			Header: TextHeader("Menu"), Body: "Choose", Button: "Open",
			Sections: []ListSection{{Rows: []ListRow{{ID: "a", Title: "A"}, {ID: "b", Title: "B", Description: "the other"}}}},
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"list",
		  "header":{"type":"text","text":"Menu"},"body":{"text":"Choose"},
		  "action":{"button":"Open","sections":[{"rows":[{"id":"a","title":"A"},{"id":"b","title":"B","description":"the other"}]}]}}}`,
	},
	"URL button with a video": {
		Message{To: "1", Content: CTAURL{Header: Video{ID: "9"}, Body: "See", DisplayText: "Open", URL: "https://example.com"}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"cta_url",
		  "header":{"type":"video","video":{"id":"9"}},"body":{"text":"See"},
		  "action":{"name":"cta_url","parameters":{"display_text":"Open","url":"https://example.com"}}}}`,
	},
	"flow that asks its endpoint": {
		Message{To: "1", Content: FlowMessage{
			Header: Document{ID: "9", Filename: "a.pdf"}, Body: "Book", FlowID: "5", CTA: "Book", Token: "t",
			Action: FlowDataExchange, Mode: FlowDraft,
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"flow",
		  "header":{"type":"document","document":{"id":"9","filename":"a.pdf"}},"body":{"text":"Book"},
		  "action":{"name":"flow","parameters":{"flow_message_version":"3","flow_token":"t","flow_id":"5","flow_cta":"Book",
		  "mode":"draft","flow_action":"data_exchange"}}}}`,
	},
	"media carousel with links": {
		Message{To: "1", Content: MediaCarousel{Body: "New", Cards: []MediaCard{
			{Header: Video{Link: "https://example.com/1.mp4"}, Body: "One", Action: CardURL{DisplayText: "Buy", URL: "https://example.com/1"}},
			{Header: Video{Link: "https://example.com/2.mp4"}, Action: CardURL{DisplayText: "Buy", URL: "https://example.com/2"}},
		}}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"carousel","body":{"text":"New"},"action":{"cards":[
		  {"card_index":0,"type":"cta_url","header":{"type":"video","video":{"link":"https://example.com/1.mp4"}},"body":{"text":"One"},
		   "action":{"name":"cta_url","parameters":{"display_text":"Buy","url":"https://example.com/1"}}},
		  {"card_index":1,"type":"cta_url","header":{"type":"video","video":{"link":"https://example.com/2.mp4"}},
		   "action":{"name":"cta_url","parameters":{"display_text":"Buy","url":"https://example.com/2"}}}]}}}`,
	},
	"media carousel with replies": {
		Message{To: "1", Content: MediaCarousel{Body: "New", Cards: []MediaCard{
			{Header: Image{ID: "1"}, Action: CardReplies{{ID: "a", Title: "A"}}},
			{Header: Image{ID: "2"}, Action: CardReplies{{ID: "b", Title: "B"}}},
		}}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"carousel","body":{"text":"New"},"action":{"cards":[
		  {"card_index":0,"type":"cta_url","header":{"type":"image","image":{"id":"1"}},
		   "action":{"buttons":[{"type":"quick_reply","quick_reply":{"id":"a","title":"A"}}]}},
		  {"card_index":1,"type":"cta_url","header":{"type":"image","image":{"id":"2"}},
		   "action":{"buttons":[{"type":"quick_reply","quick_reply":{"id":"b","title":"B"}}]}}]}}}`,
	},
	"product carousel": {
		Message{To: "1", Content: ProductCarousel{Body: "New", CatalogID: "77", ProductRetailerIDs: []string{"sku1", "sku2"}}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"carousel","body":{"text":"New"},"action":{"cards":[
		  {"card_index":0,"type":"product","action":{"product_retailer_id":"sku1","catalog_id":"77"}},
		  {"card_index":1,"type":"product","action":{"product_retailer_id":"sku2","catalog_id":"77"}}]}}}`,
	},
	"catalog without a thumbnail": {
		Message{To: "1", Content: CatalogMessage{Body: "All of it"}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"catalog_message","body":{"text":"All of it"},
		  "action":{"name":"catalog_message"}}}`,
	},
	"location request": {
		Message{To: "1", Content: LocationRequest{Body: "Where?"}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"location_request_message",
		  "body":{"text":"Where?"},"action":{"name":"send_location"}}}`,
	},
	"contact info request": {
		Message{Recipient: "IT.1", Content: ContactInfoRequest{Body: "Your number?"}},
		`{"messaging_product":"whatsapp","recipient":"IT.1","type":"interactive","interactive":{"type":"request_contact_info",
		  "body":{"text":"Your number?"},"action":{"name":"request_contact_info"}}}`,
	},
	"call permission request": {
		Message{To: "1", Content: CallPermissionRequest{Body: "May we call?"}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"call_permission_request",
		  "body":{"text":"May we call?"},"action":{"name":"call_permission_request"}}}`,
	},
	"voice call": {
		Message{To: "1", Content: VoiceCall{Body: "Call us", DisplayText: "Call", TTLMinutes: 100, Payload: "p"}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"voice_call","body":{"text":"Call us"},
		  "action":{"name":"voice_call","parameters":{"display_text":"Call","ttl_minutes":100,"payload":"p"}}}}`,
	},
	"address message": {
		Message{To: "1", Content: AddressMessage{
			Body: "Where to?", Country: "IN", Values: map[string]string{"city": "Pune"},
			SavedAddresses:   []SavedAddress{{ID: "home", Value: map[string]string{"city": "Delhi"}}},
			ValidationErrors: map[string]string{"in_pin_code": "no such code"},
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"address_message","body":{"text":"Where to?"},
		  "action":{"name":"address_message","parameters":{"country":"IN","values":{"city":"Pune"},
		  "saved_addresses":[{"id":"home","value":{"city":"Delhi"}}],"validation_errors":{"in_pin_code":"no such code"}}}}}`,
	},
	"order details": {
		Message{To: "1", Content: OrderDetails{
			Body: "Your order", ReferenceID: "r1", Currency: "BRL", Type: "digital-goods", PaymentType: "br", Status: "pending",
			PaymentSettings: []PaymentSetting{{Type: "payment_link", Settings: json.RawMessage(`{"uri":"https://example.com/pay"}`)}},
			TotalAmount:     Amount{Value: 500, Offset: 100}, Subtotal: Amount{Value: 500, Offset: 100}, Tax: Charge{Amount: Amount{Offset: 100}},
			Expires: time.Unix(1800000000, 0).UTC(), ExpiryText: "gone by then",
			Items: []OrderDetailsItem{{Name: "Pão", RetailerID: "1", Amount: Amount{Value: 500, Offset: 100}, Quantity: 1}},
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"order_details","body":{"text":"Your order"},
		  "action":{"name":"review_and_pay","parameters":{"reference_id":"r1","type":"digital-goods","currency":"BRL","payment_type":"br",
		  "payment_settings":[{"type":"payment_link","payment_link":{"uri":"https://example.com/pay"}}],
		  "total_amount":{"value":500,"offset":100},"order":{"status":"pending","subtotal":{"value":500,"offset":100},
		  "tax":{"value":0,"offset":100},"expiration":{"timestamp":"1800000000","description":"gone by then"},
		  "items":[{"name":"Pão","retailer_id":"1","amount":{"value":500,"offset":100},"quantity":1}]}}}}}`,
	},
	"order status with a payment": {
		Message{To: "1", Content: OrderStatus{Body: "Paid", ReferenceID: "r1", Status: "processing", Payment: json.RawMessage(`{"status":"captured"}`)}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"order_status","body":{"text":"Paid"},
		  "action":{"name":"review_order","parameters":{"reference_id":"r1","order":{"status":"processing"},"payment":{"status":"captured"}}}}}`,
	},
	"template with named variables and buttons": {
		Message{To: "1", Content: TemplateMessage{
			Name: "sale", Language: "it", Header: Location{Latitude: 45.4642, Longitude: 9.19, Name: "Duomo"},
			Body: []BodyParameter{TextParameter{Name: "first_name", Text: "Anna"}},
			Buttons: []ButtonParameter{
				URLParameter{Index: 0, Text: "summer"},
				CopyCodeParameter{Index: 1, Code: "25OFF"},
				ProductListParameter{Index: 2, ThumbnailProductRetailerID: "s1", Sections: []ProductSection{{Title: "All", ProductRetailerIDs: []string{"s1"}}}},
				VoiceCallParameter{TTLMinutes: 60, Payload: "p"},
			},
			OfferExpires: time.UnixMilli(1800000000123).UTC(),
			TapTarget:    &TapTarget{URL: "https://example.com", Title: "Sale"},
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"template","template":{"name":"sale","language":{"code":"it"},"components":[
		  {"type":"header","parameters":[{"type":"location","location":{"latitude":"45.4642","longitude":"9.19","name":"Duomo"}}]},
		  {"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Anna"}]},
		  {"type":"limited_time_offer","parameters":[{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1800000000123}}]},
		  {"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"summer"}]},
		  {"type":"button","sub_type":"copy_code","index":"1","parameters":[{"type":"coupon_code","coupon_code":"25OFF"}]},
		  {"type":"button","sub_type":"mpm","index":"2","parameters":[{"type":"action","action":{"thumbnail_product_retailer_id":"s1",
		   "sections":[{"title":"All","product_items":[{"product_retailer_id":"s1"}]}]}}]},
		  {"type":"button","sub_type":"voice_call","parameters":[{"type":"ttl_minutes","ttl_minutes":60},{"type":"payload","payload":"p"}]},
		  {"type":"tap_target_configuration","parameters":[{"type":"tap_target_configuration",
		   "tap_target_configuration":[{"url":"https://example.com","title":"Sale"}]}]}]}}`,
	},
	"template carousel": {
		Message{To: "1", Content: TemplateMessage{
			Name: "cards", Language: "en_US", Body: TextParameters("Anna"),
			Cards: []CardParameters{
				{Header: Image{ID: "1"}, Body: TextParameters("10%"), Buttons: []ButtonParameter{QuickReplyParameter{Index: 0, Payload: "a"}}},
				{Header: ProductParameter{CatalogID: "77", ProductRetailerID: "s2"}, Buttons: []ButtonParameter{URLParameter{Index: 1, Text: "b"}}},
			},
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"template","template":{"name":"cards","language":{"code":"en_US"},"components":[
		  {"type":"body","parameters":[{"type":"text","text":"Anna"}]},
		  {"type":"carousel","cards":[
		   {"card_index":0,"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"1"}}]},
		     {"type":"body","parameters":[{"type":"text","text":"10%"}]},
		     {"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"a"}]}]},
		   {"card_index":1,"components":[{"type":"header","parameters":[{"type":"product","product":{"product_retailer_id":"s2","catalog_id":"77"}}]},
		     {"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"b"}]}]}]}]}}`,
	},
	"unknown kind": {
		Message{To: "1", Content: Unknown{Type: "hologram", Raw: json.RawMessage(`{"depth":3,"big":12345678901234567890}`)}},
		`{"messaging_product":"whatsapp","to":"1","type":"hologram","hologram":{"depth":3,"big":12345678901234567890}}`,
	},
	"unknown interactive": {
		Message{To: "1", Content: Unknown{Type: "interactive", Raw: json.RawMessage(`{"type":"hologram","action":{}}`)}},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"hologram","action":{}}}`,
	},
	"unknown header and component": {
		Message{To: "1", Content: TemplateMessage{
			Name: "n", Language: "it", Header: UnknownParameter{Type: "hologram", Raw: json.RawMessage(`{"type":"hologram","depth":3}`)},
			Other: []UnknownComponent{{Type: "seal", Raw: json.RawMessage(`{"type":"seal","wax":true}`)}},
		}},
		`{"messaging_product":"whatsapp","to":"1","type":"template","template":{"name":"n","language":{"code":"it"},"components":[
		  {"type":"header","parameters":[{"type":"hologram","depth":3}]},{"type":"seal","wax":true}]}}`,
	},
}

func TestMessageOnTheWire(t *testing.T) {
	t.Parallel()
	for name, test := range wireCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(test.message)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(values(t, []byte(test.body)), values(t, got)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			var back Message
			if err := json.Unmarshal(got, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.message, back); diff != "" {
				t.Errorf("message that came back (-want +got):\n%s", diff)
			}
		})
	}
}

// Bodies that mean the same as the ones that are written here.
func TestMessageIsReadLeniently(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want Message
	}{
		"number for text": {
			`{"to":393331234567,"type":"location","location":{"latitude":"45.4","longitude":"9.1"}}`,
			Message{To: "393331234567", Content: Location{Latitude: 45.4, Longitude: 9.1}},
		},
		"type left out": {
			`{"to":"1","image":{"id":"7"}}`,
			Message{To: "1", Content: Image{ID: "7"}},
		},
		"components in capitals, index as text": {
			`{"to":"1","type":"template","template":{"name":"n","language":{"code":"it","policy":"deterministic"},"components":[
			  {"type":"BODY","parameters":[{"type":"text","text":7}]},
			  {"type":"BUTTON","sub_type":"URL","index":"1","parameters":[{"type":"text","text":"x"}]}]}}`,
			Message{To: "1", Content: TemplateMessage{
				Name: "n", Language: "it", LanguagePolicy: "deterministic", Body: TextParameters("7"),
				Buttons: []ButtonParameter{URLParameter{Index: 1, Text: "x"}},
			}},
		},
		"header with more than a text": {
			`{"to":"1","type":"interactive","interactive":{"type":"list","header":{"type":"text","text":"a","sub_text":"b"},
			  "body":{"text":"c"},"action":{"button":"d","sections":[]}}}`,
			Message{To: "1", Content: List{
				Header: UnknownHeader{Type: "text", Raw: json.RawMessage(`{"type":"text","text":"a","sub_text":"b"}`)}, Body: "c", Button: "d",
			}},
		},
		"picture above a list, which takes none": {
			`{"to":"1","type":"interactive","interactive":{"type":"list","header":{"type":"image","image":{"id":"1"}}}}`,
			Message{To: "1", Content: Unknown{
				Type: "interactive", Raw: json.RawMessage(`{"type":"list","header":{"type":"image","image":{"id":"1"}}}`),
			}},
		},
		"content of another shape is kept as it came": {
			`{"to":"1","type":"contacts","contacts":{"name":"Anna"}}`,
			Message{To: "1", Content: Unknown{Type: "contacts", Raw: json.RawMessage(`{"name":"Anna"}`)}},
		},
		"components that are no list": {
			`{"to":"1","type":"template","template":{"name":"n","language":{"code":"it"},"components":{}}}`,
			Message{To: "1", Content: Unknown{Type: "template", Raw: json.RawMessage(`{"name":"n","language":{"code":"it"},"components":{}}`)}},
		},
		"component whose parameters are no list": {
			`{"to":"1","type":"template","template":{"name":"n","language":{"code":"it"},"components":[{"type":"body","parameters":7}]}}`,
			Message{To: "1", Content: TemplateMessage{Name: "n", Language: "it", Other: []UnknownComponent{
				{Type: "body", Raw: json.RawMessage(`{"type":"body","parameters":7}`)},
			}}},
		},
		"products of two catalogs": {
			`{"to":"1","type":"interactive","interactive":{"type":"carousel","action":{"cards":[{"card_index":0,"type":"product","action":{"catalog_id":"1"}},{"card_index":1,"type":"product","action":{"catalog_id":"2"}}]}}}`,
			Message{To: "1", Content: Unknown{
				Type: "interactive",
				Raw:  json.RawMessage(`{"type":"carousel","action":{"cards":[{"card_index":0,"type":"product","action":{"catalog_id":"1"}},{"card_index":1,"type":"product","action":{"catalog_id":"2"}}]}}`),
			}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got Message
			if err := json.Unmarshal([]byte(test.body), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMessageThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]Content{
		"member smuggled in": Unknown{Type: "x", Raw: json.RawMessage(`1,"to":"9"`)},
		"header smuggled in": List{Header: UnknownHeader{Raw: json.RawMessage(`{},"body":{"text":"x"}`)}},
		"not a number":       Location{Latitude: math.NaN()},
		"not JSON":           Unknown{Type: "x", Raw: json.RawMessage(`{`)},
		"data that fails":    FlowMessage{Data: func() {}},
	} {
		if data, err := json.Marshal(Message{To: "1", Content: content}); err == nil {
			t.Errorf("%s: no error, but %s", name, data)
		}
	}
}

func TestMessageThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `[]`, `{"to":{},"type":"text","text":{"body":"x"}}`, `{"context":"wamid","type":"text","text":{"body":"x"}}`, `{"type":"text"}`, `{"type":"image","text":{"body":"x"}}`} {
		m := Message{To: "kept"}
		if err := json.Unmarshal([]byte(body), &m); err == nil {
			t.Errorf("%s: no error", body)
		}
		if m.To != "kept" {
			t.Errorf("%s: the message was changed", body)
		}
	}
}

// What is decoded must not change when the bytes that it came from do.
func TestMessageKeepsItsOwnBytes(t *testing.T) {
	t.Parallel()
	body := []byte(`{"to":"1","type":"hologram","hologram":{"depth":3},"more":[1]}`)
	var m Message
	if err := m.UnmarshalJSON(body); err != nil {
		t.Fatal(err)
	}
	clear(body)
	want := Message{
		To: "1", Content: Unknown{Type: "hologram", Raw: json.RawMessage(`{"depth":3}`)},
		Extra: map[string]json.RawMessage{"more": json.RawMessage(`[1]`)},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

// AppendJSON leaves what is there already, and gives what MarshalJSON does.
func TestAppendJSON(t *testing.T) {
	t.Parallel()
	m := Message{To: "393331234567", Content: Text{Body: "<Ciao> & \"arrivederci\" \u2028"}}
	want, err := m.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.AppendJSON([]byte("["))
	if err != nil || string(got) != "["+string(want) {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := (Message{Content: Unknown{Type: "x", Raw: json.RawMessage("{")}}).AppendJSON(nil); err == nil {
		t.Error("what is not JSON was appended")
	}
}
