package whatsapp

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// broken lists the paths that a validation error names, in their order.
func broken(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*metabiz.ValidationError](err)
	if !ok {
		t.Fatalf("%T is no ValidationError: %v", err, err)
	}
	if !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("not ErrInvalidParam: %v", err)
	}
	var paths []string
	for _, f := range invalid.Fields {
		if f.Path == "" || f.Problem == "" {
			t.Errorf("says too little: %+v", f)
		}
		paths = append(paths, f.Path)
	}
	return paths
}

func long(n int) string { return strings.Repeat("ä", n) }

func buttons(n int) []ReplyButton {
	list := make([]ReplyButton, n)
	for i := range list {
		list[i] = ReplyButton{ID: string(rune('a' + i)), Title: string(rune('A' + i))}
	}
	return list
}

func rows(from, n int) []ListRow {
	list := make([]ListRow, n)
	for i := range list {
		list[i] = ListRow{ID: string(rune('a' + from + i)), Title: "T"}
	}
	return list
}

func products(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "sku"
	}
	return list
}

func TestContentLimits(t *testing.T) {
	t.Parallel()
	image := Image{ID: "1"}
	tests := map[string]struct {
		content Content
		want    []string
	}{
		"text, longest":           {Text{Body: long(4096)}, nil},
		"text, too long":          {Text{Body: long(4097)}, []string{"text.body"}},
		"text, empty":             {Text{Body: " \n"}, []string{"text.body"}},
		"caption, longest":        {Image{ID: "1", Caption: long(1024)}, nil},
		"caption, too long":       {Video{ID: "1", Caption: long(1025)}, []string{"video.caption"}},
		"document, neither":       {Document{Caption: long(1025)}, []string{"document", "document.caption"}},
		"audio, both":             {Audio{ID: "1", Link: "https://example.com/a.ogg"}, []string{"audio"}},
		"sticker, no address":     {Sticker{Link: "file:///a.webp"}, []string{"sticker.link"}},
		"location, edge":          {Location{Latitude: -90, Longitude: 180}, nil},
		"location, off the globe": {Location{Latitude: 90.1, Longitude: -180.1}, []string{"location.latitude", "location.longitude"}},
		"contacts, none":          {Contacts{}, []string{"contacts"}},
		"contacts, name": {
			Contacts{{Name: ContactName{FormattedName: "Anna"}, Phones: []ContactPhone{{}}, Emails: []ContactEmail{{}}, URLs: []ContactURL{{}}}, {}},
			[]string{"contacts[0].name", "contacts[0].phones[0].phone", "contacts[0].emails[0].email", "contacts[0].urls[0].url", "contacts[1].name.formatted_name"},
		},
		"contacts, most":       {make257(257), nil},
		"contacts, too many":   {make257(258), []string{"contacts"}},
		"reaction, no message": {Reaction{Emoji: "👍"}, []string{"reaction.message_id"}},
		"reaction, a word":     {Reaction{MessageID: "m", Emoji: "ok"}, []string{"reaction.emoji"}},
		"reaction, two":        {Reaction{MessageID: "m", Emoji: "👍👍"}, []string{"reaction.emoji"}},
		"reaction, two flags":  {Reaction{MessageID: "m", Emoji: "🇮🇹🇫🇷"}, []string{"reaction.emoji"}},
		"reaction, a number":   {Reaction{MessageID: "m", Emoji: "10"}, []string{"reaction.emoji"}},
		"reaction, accents":    {Reaction{MessageID: "m", Emoji: "é"}, []string{"reaction.emoji"}},
		"reaction, a letter":   {Reaction{MessageID: "m", Emoji: "ℹ️"}, nil},
		"reaction, a flag":     {Reaction{MessageID: "m", Emoji: "🇮🇹"}, nil},
		"reaction, England":    {Reaction{MessageID: "m", Emoji: "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"}, nil},
		"reaction, a skin":     {Reaction{MessageID: "m", Emoji: "👍🏽"}, nil},
		"reaction, a heart":    {Reaction{MessageID: "m", Emoji: "❤️‍🔥"}, nil},
		"reaction, a family":   {Reaction{MessageID: "m", Emoji: "👨‍👩‍👧‍👦"}, nil},
		"reaction, a keycap":   {Reaction{MessageID: "m", Emoji: "1️⃣"}, nil},
		"reaction, taken back": {Reaction{MessageID: "m"}, nil},
		"pin, longest":         {Pin{MessageID: "m", Days: 30}, nil},
		"pin, too long":        {Pin{MessageID: "m", Days: 31}, []string{"pin.expiration_days"}},
		"pin, not at all":      {Pin{MessageID: "m"}, []string{"pin.expiration_days"}},
		"unpin":                {Unpin{}, []string{"pin.message_id"}},
		"read":                 {ReadReceipt{}, []string{"message_id"}},
		"buttons, longest": {
			ReplyButtons{Header: TextHeader(long(60)), Body: long(1024), Footer: long(60), Buttons: []ReplyButton{{ID: long(256), Title: long(20)}}}, nil,
		},
		"buttons, too long": {
			ReplyButtons{Header: TextHeader(long(61)), Body: long(1025), Footer: long(61), Buttons: []ReplyButton{{ID: long(257), Title: long(21)}}},
			[]string{
				"interactive.header.text", "interactive.body.text", "interactive.footer.text",
				"interactive.action.buttons[0].reply.id", "interactive.action.buttons[0].reply.title",
			},
		},
		"buttons, three": {ReplyButtons{Body: "b", Buttons: buttons(3)}, nil},
		"buttons, four":  {ReplyButtons{Body: "b", Buttons: buttons(4)}, []string{"interactive.action.buttons"}},
		"buttons, none":  {ReplyButtons{Body: "b"}, []string{"interactive.action.buttons"}},
		"buttons, alike": {
			ReplyButtons{Body: "b", Buttons: []ReplyButton{{ID: "a", Title: "A"}, {ID: "a", Title: "A"}}},
			[]string{"interactive.action.buttons[1].reply.id", "interactive.action.buttons[1].reply.title"},
		},
		"buttons, blanks around an id": {
			ReplyButtons{Body: "b", Buttons: []ReplyButton{{ID: " a", Title: "A"}, {ID: "b c", Title: "B"}}}, []string{"interactive.action.buttons[0].reply.id"},
		},
		"header, caption": {ReplyButtons{Header: Image{ID: "1", Caption: "c"}, Body: "b", Buttons: buttons(1)}, []string{"interactive.header.image.caption"}},
		"header, nothing": {ReplyButtons{Header: Document{}, Body: "b", Buttons: buttons(1)}, []string{"interactive.header.document"}},
		"list, longest": {
			List{
				Header: TextHeader(long(60)), Body: long(4096), Footer: long(60), Button: long(20),
				Sections: []ListSection{{Title: long(24), Rows: []ListRow{{ID: long(200), Title: long(24), Description: long(72)}}}, {Title: "2", Rows: rows(0, 9)}},
			}, nil,
		},
		"list, too long": {
			List{
				Header: TextHeader(long(61)), Body: long(4097), Footer: long(61), Button: long(21),
				Sections: []ListSection{{Title: long(25), Rows: []ListRow{{ID: long(201), Title: long(25), Description: long(73)}}}},
			},
			[]string{
				"interactive.header.text", "interactive.body.text", "interactive.footer.text", "interactive.action.button",
				"interactive.action.sections[0].title", "interactive.action.sections[0].rows[0].id",
				"interactive.action.sections[0].rows[0].title", "interactive.action.sections[0].rows[0].description",
			},
		},
		"list, eleven rows": {
			List{Body: "b", Button: "o", Sections: []ListSection{{Title: "1", Rows: rows(0, 6)}, {Title: "2", Rows: rows(6, 5)}}},
			[]string{"interactive.action.sections"},
		},
		"list, untitled and empty sections, alike rows": {
			List{Body: "b", Button: "o", Sections: []ListSection{{Rows: rows(0, 1)}, {Title: "2"}, {Title: "3", Rows: rows(0, 1)}}},
			[]string{
				"interactive.action.sections[0].title", "interactive.action.sections[1].rows", "interactive.action.sections[2].rows[0].id",
			},
		},
		"list, no sections": {List{Body: "b", Button: "o"}, []string{"interactive.action.sections"}},
		"URL, longest":      {CTAURL{Body: long(1024), DisplayText: long(20), URL: "https://example.com"}, nil},
		"URL, too long": {
			CTAURL{Body: long(1025), DisplayText: long(21), URL: "example.com"},
			[]string{"interactive.body.text", "interactive.action.parameters.display_text", "interactive.action.parameters.url"},
		},
		"flow, complete": {FlowMessage{Body: "b", FlowID: "1", CTA: long(20), Screen: "S", Data: json.RawMessage(`{"a":1}`)}, nil},
		"flow, neither":  {FlowMessage{Body: "b", CTA: "Book 📅"}, []string{"interactive.action.parameters", "interactive.action.parameters.flow_cta"}},
		"flow, both, and data for no screen": {
			FlowMessage{Body: "b", FlowID: "1", FlowName: "n", CTA: long(21), Data: 1},
			[]string{"interactive.action.parameters", "interactive.action.parameters.flow_cta", "interactive.action.parameters.flow_action_payload.screen"},
		},
		"flow, screen for an endpoint": {
			FlowMessage{Body: "b", FlowID: "1", CTA: "c", Action: FlowDataExchange, Screen: "S"},
			[]string{"interactive.action.parameters.flow_action_payload.screen"},
		},
		"product, incomplete": {ProductMessage{}, []string{"interactive.action.catalog_id", "interactive.action.product_retailer_id"}},
		"products, most": {
			ProductList{Header: TextHeader("h"), Body: "b", CatalogID: "1", Sections: []ProductSection{{ProductRetailerIDs: products(30)}}}, nil,
		},
		"products, too many, no header": {
			ProductList{Body: "b", CatalogID: "1", Sections: []ProductSection{{ProductRetailerIDs: products(30)}, {Title: "2", ProductRetailerIDs: products(1)}}},
			[]string{"interactive.header", "interactive.action.sections[0].title", "interactive.action.sections"},
		},
		"products, empty": {
			ProductList{Header: TextHeader("h"), Body: "b", CatalogID: "1", Sections: []ProductSection{{}, {Title: "2", ProductRetailerIDs: []string{""}}}},
			[]string{
				"interactive.action.sections[0].title", "interactive.action.sections[0].product_items",
				"interactive.action.sections[1].product_items[0].product_retailer_id",
			},
		},
		"catalog": {CatalogMessage{Footer: long(61)}, []string{"interactive.body.text", "interactive.footer.text"}},
		"carousel, one card": {
			MediaCarousel{Body: "b", Cards: []MediaCard{{Header: image, Action: CardReplies(buttons(1))}}}, []string{"interactive.action.cards"},
		},
		"carousel, uneven": {
			MediaCarousel{Body: "b", Cards: []MediaCard{
				{Header: image, Body: long(160) + "", Action: CardReplies(buttons(1))},
				{Header: image, Body: long(161), Action: CardReplies(buttons(2))},
				{Body: "1\n2\n3\n4", Action: CardURL{DisplayText: long(21), URL: "x"}},
				{Header: image},
			}},
			[]string{
				"interactive.action.cards[1].body.text", "interactive.action.cards[1].action",
				"interactive.action.cards[2].header", "interactive.action.cards[2].body.text",
				"interactive.action.cards[2].action.parameters.display_text", "interactive.action.cards[2].action.parameters.url",
				"interactive.action.cards[2].action", "interactive.action.cards[3].action",
			},
		},
		"carousel, pictures and films": {
			MediaCarousel{Body: "b", Cards: []MediaCard{
				{Header: image, Action: CardReplies(buttons(1))}, {Header: &Image{ID: "1"}, Action: CardReplies(buttons(1))}, {Header: Video{ID: "1"}, Action: CardReplies(buttons(1))},
			}},
			[]string{"interactive.action.cards[2].header.type"},
		},
		"product carousel, eleven": {ProductCarousel{Body: "b", CatalogID: "1", ProductRetailerIDs: products(11)}, []string{"interactive.action.cards"}},
		"location request":         {LocationRequest{Body: long(1025)}, []string{"interactive.body.text"}},
		"contact info request":     {ContactInfoRequest{}, []string{"interactive.body.text"}},
		"call permission request":  {CallPermissionRequest{}, nil},
		"voice call": {
			VoiceCall{Body: "b", DisplayText: long(21), TTLMinutes: 43201, Payload: long(513)},
			[]string{
				"interactive.action.parameters.display_text", "interactive.action.parameters.ttl_minutes", "interactive.action.parameters.payload",
			},
		},
		"address": {AddressMessage{Body: "b", SavedAddresses: []SavedAddress{{}}}, []string{"interactive.action.parameters.country", "interactive.action.parameters.saved_addresses[0].id"}},
		"order, wrong sums, too soon": {
			OrderDetails{
				Body: "b", ReferenceID: "r", Currency: "INR", TotalAmount: Amount{Value: 1}, Subtotal: Amount{Value: 2},
				Items: []OrderDetailsItem{{Name: "n", Amount: Amount{Value: 1}}}, Expires: time.Unix(0, 0),
			},
			[]string{
				"interactive.action.parameters.order.items[0].quantity", "interactive.action.parameters.order.expiration.timestamp",
				"interactive.action.parameters.order.subtotal.value", "interactive.action.parameters.total_amount.value",
			},
		},
		"order, number and hundredths": {
			OrderDetails{
				Body: "b", ReferenceID: "order 7", Currency: "INR", TotalAmount: Amount{Value: 1, Offset: 1000}, Subtotal: Amount{Value: 1, Offset: 100},
				Items: []OrderDetailsItem{{Name: "n", Quantity: 1, Amount: Amount{Value: 1, Offset: 10}}}, Shipping: &Charge{Amount: Amount{Offset: 1}},
			},
			[]string{
				"interactive.action.parameters.reference_id", "interactive.action.parameters.total_amount.offset",
				"interactive.action.parameters.order.items[0].amount.offset", "interactive.action.parameters.order.shipping.offset",
			},
		},
		"order status, too long a number": {OrderStatus{Body: "b", Status: "shipped", ReferenceID: long(18) + long(18)}, []string{"interactive.action.parameters.reference_id", "interactive.action.parameters.reference_id"}},
		"order status":                    {OrderStatus{Body: "b"}, []string{"interactive.action.parameters.reference_id", "interactive.action.parameters.order.status"}},
		"template, sound": {
			TemplateMessage{Name: "order_update", Language: "it", Body: TextParameters(long(32768))}, nil,
		},
		"template, body with a header": {
			TemplateMessage{Name: "order_update", Language: "it", Header: TextParameter{Text: long(61)}, Body: TextParameters("a", long(1025))},
			[]string{"template.components[0].parameters[0].text", "template.components[1].parameters[1].text"},
		},
		"template, names": {
			TemplateMessage{Name: "Order-Update", Body: []BodyParameter{TextParameter{Text: "a"}, TextParameter{Name: "n", Text: "b"}, nil}},
			[]string{"template.name", "template.language.code", "template.components[0].parameters[2]", "template.components[0].parameters"},
		},
		"template, buttons": {
			TemplateMessage{Name: "n", Language: "it", Body: TextParameters("a"), Buttons: []ButtonParameter{
				CopyCodeParameter{Index: 0, Code: long(21)}, URLParameter{Index: 0, Text: "x"}, QuickReplyParameter{Index: 10}, nil,
				VoiceCallParameter{TTLMinutes: 43201},
			}},
			[]string{
				"template.components[1].parameters[0].coupon_code", "template.components[2].index",
				"template.components[3].parameters[0].payload", "template.components[3].index", "template.components[4]",
				"template.components[5].parameters[0].ttl_minutes",
			},
		},
		"template, cards": {
			TemplateMessage{Name: "n", Language: "it", Body: TextParameters("a"), Cards: []CardParameters{
				{Header: Image{}, Buttons: []ButtonParameter{ProductListParameter{Sections: []ProductSection{{}}}}},
			}},
			[]string{
				"template.components[1].cards", "template.components[1].cards[0].components[0].parameters[0].image",
				"template.components[1].cards[0].components[1].parameters[0].action.sections[0].product_items",
			},
		},
		"template, money and tap": {
			TemplateMessage{
				Name: "n", Language: "it", Body: []BodyParameter{CurrencyParameter{Code: "EURO"}, DateTimeParameter{}},
				TapTarget: &TapTarget{URL: "example.com"},
			},
			[]string{
				"template.components[0].parameters[0].currency.fallback_value", "template.components[0].parameters[0].currency.code",
				"template.components[0].parameters[1].date_time.fallback_value",
				"template.components[1].parameters[0].tap_target_configuration[0].url",
				"template.components[1].parameters[0].tap_target_configuration[0].title",
			},
		},
		"unknown":           {Unknown{Type: "hologram", Raw: json.RawMessage(`{}`)}, nil},
		"unknown, not JSON": {Unknown{Type: "hologram", Raw: json.RawMessage(`{`)}, []string{"hologram"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := Message{To: "+39 333 123-4567", Content: test.content}.Validate()
			if diff := cmp.Diff(test.want, broken(t, err)); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

func make257(n int) Contacts {
	list := make(Contacts, n)
	for i := range list {
		list[i].Name = ContactName{FormattedName: "Anna Rossi", FirstName: "Anna"}
	}
	return list
}

func TestEnvelopeLimits(t *testing.T) {
	t.Parallel()
	hi := Text{Body: "Ciao"}
	tests := map[string]struct {
		message Message
		want    []string
	}{
		"phone number":                {Message{To: "393331234567", Content: hi}, nil},
		"phone number, written":       {Message{To: "+1 (650) 555-1234", Content: hi}, nil},
		"user id":                     {Message{Recipient: "US.13491208655302741918", Content: hi}, nil},
		"parent user id":              {Message{Recipient: "US.ENT.11815799212886844830", Content: hi}, nil},
		"both":                        {Message{To: "393331234567", Recipient: "IT.1", Content: hi}, nil},
		"neither":                     {Message{Content: hi}, []string{"to"}},
		"no content":                  {Message{To: "393331234567"}, []string{"type"}},
		"user id in to":               {Message{To: "US.13491208655302741918", Content: hi}, []string{"to"}},
		"name in to":                  {Message{To: "Anna", Content: hi}, []string{"to"}},
		"too short":                   {Message{To: "1234", Content: hi}, []string{"to"}},
		"too long":                    {Message{To: "1234567890123456", Content: hi}, []string{"to"}},
		"number as user id":           {Message{Recipient: "393331234567", Content: hi}, []string{"recipient"}},
		"user id, sign":               {Message{Recipient: "IT.12-3", Content: hi}, []string{"recipient"}},
		"group":                       {Message{To: "Y2FwaV9n", RecipientType: RecipientGroup, Content: hi}, nil},
		"group without an id":         {Message{Recipient: "IT.1", RecipientType: RecipientGroup, Content: hi}, []string{"to"}},
		"person in a group":           {Message{To: "Y2F", Recipient: "IT.1", RecipientType: RecipientGroup, Content: hi}, []string{"recipient"}},
		"callback data":               {Message{To: "393331234567", Content: hi, CallbackData: long(512)}, nil},
		"callback data too long":      {Message{To: "393331234567", Content: hi, CallbackData: long(513)}, []string{"biz_opaque_callback_data"}},
		"direct send":                 {Message{To: "393331234567", Category: DirectSendUtility, Content: Text{Body: long(1025)}}, []string{"text.body"}},
		"direct send, lives longest":  {Message{To: "393331234567", Category: DirectSendUtility, TTLSeconds: 43200, Content: hi}, nil},
		"direct send, lives too long": {Message{To: "393331234567", Category: DirectSendAuthentication, TTLSeconds: 901, Content: hi}, []string{"ttl_seconds"}},
		"direct send, too short":      {Message{To: "393331234567", Category: DirectSendUtility, TTLSeconds: 29, Content: hi}, []string{"ttl_seconds"}},
		"direct send of buttons":      {Message{To: "393331234567", Category: DirectSendUtility, Content: ReplyButtons{Body: "b", Buttons: buttons(1)}}, nil},
		"direct send of a picture":    {Message{To: "393331234567", Category: DirectSendUtility, Content: Image{ID: "1"}}, []string{"category"}},
		"lifetime of a plain message": {Message{To: "393331234567", TTLSeconds: 60, Content: hi}, []string{"ttl_seconds"}},
		"extra in the way": {
			Message{To: "393331234567", Content: hi, Extra: map[string]json.RawMessage{"text": json.RawMessage(`1`)}}, []string{"text"},
		},
		"extra that is not JSON": {
			Message{To: "393331234567", Content: hi, Extra: map[string]json.RawMessage{"ttl": json.RawMessage(`1,"to":"9"`)}}, []string{"ttl"},
		},
		"extra in the way of a receipt": {
			Message{Content: ReadReceipt{MessageID: "m"}, Extra: map[string]json.RawMessage{"message_id": json.RawMessage(`"x"`)}}, []string{"message_id"},
		},
		"content in the way":          {Message{To: "393331234567", Content: Unknown{Type: "to", Raw: json.RawMessage(`"9"`)}}, []string{"type"}},
		"read receipt goes to no one": {Message{Content: ReadReceipt{MessageID: "m"}}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.message.Validate()
			if diff := cmp.Diff(test.want, broken(t, err)); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

func TestValidationTellsLimitAndValue(t *testing.T) {
	t.Parallel()
	err := Message{To: "393331234567", Content: ReplyButtons{Body: "b", Buttons: []ReplyButton{{ID: "a", Title: "Twenty-one characters"}}}}.Validate()
	invalid, ok := errors.AsType[*metabiz.ValidationError](err)
	if !ok {
		t.Fatal(err)
	}
	want := &metabiz.ValidationError{What: "whatsapp.Message", Fields: []metabiz.FieldError{{
		Path: "interactive.action.buttons[0].reply.title", Problem: "has 21 characters, at most 20", Limit: 20, Value: "Twenty-one characters",
	}}}
	if diff := cmp.Diff(want, invalid); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

// One allocation is the list of faults itself.
func TestSoundMessageIsCheckedCheaply(t *testing.T) {
	m := Message{To: "393331234567", Content: ReplyButtons{Header: TextHeader("h"), Body: "b", Buttons: buttons(3)}}
	if n := testing.AllocsPerRun(100, func() { _ = m.Validate() }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}
