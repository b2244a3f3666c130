package whatsapp

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBind(t *testing.T) {
	t.Parallel()
	ends := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	named := Template{
		Name: "welcome", Language: "it", Category: Marketing, ParameterFormat: Named,
		Header:  &TemplateHeader{Text: "{{shop}} says hello"},
		Body:    TemplateBody{Text: "Ciao {{first_name}}, {{shop}} has {{count}} new things."},
		Buttons: []TemplateButton{URLButton{Text: "See", URL: "https://example.com/{{1}}"}},
	}
	order := Template{
		Name: "order", Language: "it", Category: Utility,
		Header: &TemplateHeader{Format: HeaderDocument},
		Body:   TemplateBody{Text: "Thank you, {{1}}! Your order is {{2}}, {{1}}."},
		Footer: "Trattoria",
		Buttons: []TemplateButton{
			QuickReplyButton{Text: "Stop"}, URLButton{Text: "Track", URL: "https://example.com/{{1}}"}, CopyCodeButton{Example: "x"},
		},
	}
	code := Template{Name: "code", Language: "it", Category: Authentication, Buttons: []TemplateButton{OTPButton{OTPType: OTPCopyCode}}}
	readCode := Template{
		ID: "1", Name: "code", Language: "it", Category: Authentication, Body: TemplateBody{Text: "*{{1}}* is your code."},
		Buttons: []TemplateButton{URLButton{Text: "Copy", URL: "https://www.whatsapp.com/otp/code/?code=otp{{1}}"}},
	}
	carousel := Template{
		Name: "cards", Language: "it", Category: Marketing, Body: TemplateBody{Text: "For {{1}}, today."}, Cards: cards(2),
		LimitedTimeOffer: &LimitedTimeOffer{Text: "Today", HasExpiration: new(true)},
	}
	shop := Template{
		Name: "shop", Language: "it", Category: Marketing, Body: TemplateBody{Text: "Look: {{1}} until {{2}}, now."},
		Buttons: []TemplateButton{ProductListButton{}, FlowButton{Text: "f", FlowID: "1"}},
	}
	turned := Template{Name: "n", Language: "it", Category: Utility, Body: TemplateBody{Text: "For {{2}}, order {{1}}."}}
	call := Template{Name: "n", Language: "it", Category: Utility, Body: TemplateBody{Text: "Call"}, Buttons: []TemplateButton{VoiceCallButton{}}}
	tests := map[string]struct {
		template Template
		values   []any
		want     TemplateMessage
		broken   []string
	}{
		"nothing to fill in": {
			template: Template{Name: "hello_world", Language: "en_US", Body: TemplateBody{Text: "Welcome"}, Buttons: replies(1)},
			want:     TemplateMessage{Name: "hello_world", Language: "en_US"},
		},
		"in order": {
			template: order,
			values:   []any{"Anna", Document{ID: "7"}, "860198", QuickReplyParameter{Index: 0, Payload: "stop"}, "t/860198", "25OFF"},
			want: TemplateMessage{
				Name: "order", Language: "it", Header: Document{ID: "7"}, Body: TextParameters("Anna", "860198"),
				Buttons: []ButtonParameter{
					QuickReplyParameter{Index: 0, Payload: "stop"}, URLParameter{Index: 1, Text: "t/860198"}, CopyCodeParameter{Index: 2, Code: "25OFF"},
				},
			},
		},
		"missing": {
			template: order, values: []any{"Anna"},
			broken: []string{"header", "body {{2}}", "buttons[1].url {{1}}", "buttons[2]"},
		},
		"left over, of wrong kinds": {
			template: order,
			values: []any{
				Image{ID: "1"}, "a", "b", "c", "d", "e", 5, Document{ID: "1"}, ends, CardParameters{}, URLParameter{Index: 0}, URLParameter{Index: 3},
			},
			broken: []string{"header", "values[5]", "values[6]", "values[7]", "values[8]", "values[9]", "buttons[0]", "values[11]"},
		},
		"too long, empty": {
			template: order, values: []any{Document{ID: "1"}, long(600), " ", "x", long(21)},
			broken: []string{"body {{2}}", "buttons[2]", "body"},
		},
		"named": {
			template: named,
			values:   []any{map[string]string{"first_name": "Anna", "shop": "Trattoria"}, TextParameter{Name: "count", Text: "7"}, "new"},
			want: TemplateMessage{
				Name: "welcome", Language: "it", Header: TextParameter{Name: "shop", Text: "Trattoria"},
				Body: []BodyParameter{
					TextParameter{Name: "first_name", Text: "Anna"}, TextParameter{Name: "shop", Text: "Trattoria"}, TextParameter{Name: "count", Text: "7"},
				},
				Buttons: []ButtonParameter{URLParameter{Index: 0, Text: "new"}},
			},
		},
		"named, wrong name, no name": {
			template: named, values: []any{map[string]string{"first_name": "Anna", "name": "x"}, "new", "more"},
			broken: []string{"name", "values[2]", "header {{shop}}", "body {{shop}}", "body {{count}}"},
		},
		"named, header too long": {
			template: named, values: []any{map[string]string{"first_name": "A", "count": "1", "shop": long(60)}, "new"},
			broken: []string{"header"},
		},
		"code": {
			template: code, values: []any{"123456"},
			want: TemplateMessage{Name: "code", Language: "it", Body: TextParameters("123456"), Buttons: []ButtonParameter{URLParameter{Index: 0, Text: "123456"}}},
		},
		"code, as it is read": {
			template: readCode, values: []any{"123456"},
			want: TemplateMessage{Name: "code", Language: "it", Body: TextParameters("123456"), Buttons: []ButtonParameter{URLParameter{Index: 0, Text: "123456"}}},
		},
		"cards": {
			template: carousel,
			values:   []any{"Anna", Image{ID: "1"}, "3", CardParameters{Header: Image{ID: "2"}, Body: TextParameters("4")}, ends},
			want: TemplateMessage{
				Name: "cards", Language: "it", Body: TextParameters("Anna"), OfferExpires: ends,
				Cards: []CardParameters{{Header: Image{ID: "1"}, Body: TextParameters("3")}, {Header: Image{ID: "2"}, Body: TextParameters("4")}},
			},
		},
		"cards, missing": {
			template: carousel, values: []any{"Anna", Image{ID: "1"}, "3"},
			broken: []string{"cards[1] header", "cards[1] body {{1}}", "limited_time_offer"},
		},
		"amounts, products and flows": {
			template: shop,
			values: []any{
				CurrencyParameter{Code: "EUR", Amount1000: 5000, FallbackValue: "€5"}, DateTimeParameter{FallbackValue: "Sunday"},
				ProductListParameter{Index: 0, Sections: []ProductSection{{ProductRetailerIDs: []string{"s"}}}}, FlowParameter{Index: 1, Token: "t"},
			},
			want: TemplateMessage{
				Name: "shop", Language: "it",
				Body: []BodyParameter{CurrencyParameter{Code: "EUR", Amount1000: 5000, FallbackValue: "€5"}, DateTimeParameter{FallbackValue: "Sunday"}},
				Buttons: []ButtonParameter{
					ProductListParameter{Index: 0, Sections: []ProductSection{{ProductRetailerIDs: []string{"s"}}}}, FlowParameter{Index: 1, Token: "t"},
				},
			},
		},
		"a variable named by brackets": {
			template: Template{Name: "n", Language: "it", Body: TemplateBody{Text: "Ciao {{[][][][][][][][]}}!"}},
			broken:   []string{"body {{[][][][][][][][]}}"},
		},
		"numbered in another order than they stand in": {
			template: turned, values: []any{"860198", "Anna"},
			want: TemplateMessage{Name: "n", Language: "it", Body: TextParameters("860198", "Anna")},
		},
		"numbers for names": {
			template: turned, values: []any{map[string]string{"1": "860198"}, TextParameter{Name: "2", Text: "Anna"}},
			broken: []string{"1", "2", "body {{1}}", "body {{2}}"},
		},
		"code too long": {template: code, values: []any{long(16)}, broken: []string{"body {{1}}", "buttons[0]"}},
		"amount without a currency": {
			template: shop, values: []any{CurrencyParameter{FallbackValue: "5"}, "b", ProductListParameter{Sections: []ProductSection{{ProductRetailerIDs: []string{"s"}}}}},
			broken: []string{"body {{1}}.currency.code"},
		},
		"call": {
			template: call, values: []any{VoiceCallParameter{TTLMinutes: 5}},
			want: TemplateMessage{Name: "n", Language: "it", Buttons: []ButtonParameter{VoiceCallParameter{TTLMinutes: 5}}},
		},
		"call for too long":     {template: call, values: []any{VoiceCallParameter{TTLMinutes: 50000}}, broken: []string{"buttons[0].parameters[0].ttl_minutes"}},
		"call twice":            {template: call, values: []any{VoiceCallParameter{}, VoiceCallParameter{}}, broken: []string{"buttons[0]"}},
		"call without a button": {template: turned, values: []any{"a", "b", VoiceCallParameter{}}, broken: []string{"values[2]"}},
		"cards, whole, missing": {
			template: carousel, values: []any{"Anna", CardParameters{Header: Image{ID: "1"}}, CardParameters{}, ends},
			broken: []string{"cards[0] body {{1}}", "cards[1] header", "cards[1] body {{1}}"},
		},
		"cards, whole, of wrong kinds": {
			template: carousel,
			values: []any{
				"Anna", ends,
				CardParameters{Header: Video{ID: "1"}, Body: TextParameters("1", "2"), Buttons: []ButtonParameter{URLParameter{}, nil, QuickReplyParameter{Index: 1, Payload: "p"}}},
				CardParameters{Header: TextParameter{Text: "x"}, Body: []BodyParameter{nil}},
			},
			broken: []string{
				"cards[0] header", "cards[0] body", "cards[0] buttons[0]", "cards[0] buttons", "cards[0] buttons",
				"cards[1] header", "cards[1] body", "cards[1] body {{1}}",
			},
		},
		"cards, whole, with buttons": {
			template: carousel,
			values: []any{
				"Anna", ends, CardParameters{Header: Image{ID: "1"}, Body: TextParameters("1"), Buttons: []ButtonParameter{QuickReplyParameter{Payload: "p"}}},
				CardParameters{Header: Image{ID: "2"}, Body: TextParameters("2")},
			},
			want: TemplateMessage{
				Name: "cards", Language: "it", Body: TextParameters("Anna"), OfferExpires: ends,
				Cards: []CardParameters{
					{Header: Image{ID: "1"}, Body: TextParameters("1"), Buttons: []ButtonParameter{QuickReplyParameter{Payload: "p"}}},
					{Header: Image{ID: "2"}, Body: TextParameters("2")},
				},
			},
		},
		"button that is nil": {
			template: Template{Name: "n", Language: "it", Body: TemplateBody{Text: "x"}, Buttons: []TemplateButton{nil}}, values: []any{URLParameter{}},
			broken: []string{"buttons[0]"},
		},
		"products missing": {template: shop, values: []any{"a", "b"}, broken: []string{"buttons[0]"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := test.template.Bind(test.values...)
			if diff := cmp.Diff(test.broken, broken(t, err)); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
			if err == nil && test.broken == nil {
				if err := (Message{To: "393331234567", Content: got}).Validate(); err != nil {
					t.Errorf("what was bound can't be sent: %v", err)
				}
			}
		})
	}
}
