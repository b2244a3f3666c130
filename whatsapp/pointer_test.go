package whatsapp

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Go gives a pointer the methods of its value, so that &Text{} is content too.
func TestPointersAreTakenForTheirValues(t *testing.T) {
	t.Parallel()
	const to = "393331234567"
	tests := map[string]struct{ pointers, values Message }{
		"content": {Message{To: to, Content: &Text{Body: "x"}}, Message{To: to, Content: Text{Body: "x"}}},
		"receipt": {Message{Content: &ReadReceipt{MessageID: "wamid.A"}}, Message{Content: ReadReceipt{MessageID: "wamid.A"}}},
		"header": {
			Message{To: to, Content: &ReplyButtons{Header: &Image{ID: "1"}, Body: "x", Buttons: []ReplyButton{{"a", "b"}}}},
			Message{To: to, Content: ReplyButtons{Header: Image{ID: "1"}, Body: "x", Buttons: []ReplyButton{{"a", "b"}}}},
		},
		"cards": {
			Message{To: to, Content: MediaCarousel{Body: "x", Cards: []MediaCard{
				{Header: &Image{ID: "1"}, Action: &CardURL{DisplayText: "a", URL: "https://example.com"}},
				{Header: &Image{ID: "2"}, Action: CardURL{DisplayText: "a", URL: "https://example.com"}},
			}}},
			Message{To: to, Content: MediaCarousel{Body: "x", Cards: []MediaCard{
				{Header: Image{ID: "1"}, Action: CardURL{DisplayText: "a", URL: "https://example.com"}},
				{Header: Image{ID: "2"}, Action: CardURL{DisplayText: "a", URL: "https://example.com"}},
			}}},
		},
		"template": {
			Message{To: to, Content: &TemplateMessage{
				Name: "n", Language: "it", Header: &Image{ID: "1"}, Body: []BodyParameter{&TextParameter{Text: "a"}, TextParameter{Text: "b"}},
				Buttons: []ButtonParameter{&URLParameter{Text: "u"}},
				Cards:   []CardParameters{{Header: &Image{ID: "2"}}, {Header: Image{ID: "3"}, Buttons: []ButtonParameter{&URLParameter{Text: "v"}}}},
			}},
			Message{To: to, Content: TemplateMessage{
				Name: "n", Language: "it", Header: Image{ID: "1"}, Body: TextParameters("a", "b"),
				Buttons: []ButtonParameter{URLParameter{Text: "u"}},
				Cards:   []CardParameters{{Header: Image{ID: "2"}}, {Header: Image{ID: "3"}, Buttons: []ButtonParameter{URLParameter{Text: "v"}}}},
			}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := test.pointers.Validate(); err != nil {
				t.Error(err)
			}
			got, err := json.Marshal(test.pointers)
			if err != nil {
				t.Fatal(err)
			}
			want, err := json.Marshal(test.values)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("body (-values +pointers):\n%s", diff)
			}
		})
	}
}

func TestTemplateTakesPointers(t *testing.T) {
	t.Parallel()
	values := Template{
		Name: "n", Language: "it", Category: Marketing, Body: TemplateBody{Text: "Ciao {{1}}!", Examples: []string{"Anna"}},
		Buttons: []TemplateButton{QuickReplyButton{Text: "Stop"}, URLButton{Text: "See", URL: "https://example.com/{{1}}", Example: "a"}},
	}
	pointers := values
	pointers.Buttons = []TemplateButton{&QuickReplyButton{Text: "Stop"}, &URLButton{Text: "See", URL: "https://example.com/{{1}}", Example: "a"}}
	if err := pointers.Validate(); err != nil {
		t.Error(err)
	}
	got, err := pointers.Bind(new("Anna"), &URLParameter{Index: 1, Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	want, err := values.Bind("Anna", URLParameter{Index: 1, Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("content (-values +pointers):\n%s", diff)
	}
	a, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(pointers)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(a), string(b)); diff != "" {
		t.Errorf("body (-values +pointers):\n%s", diff)
	}
}

// A nil, in whatever place, is a mistake that is told of, and no panic.
func TestNilIsToldOf(t *testing.T) {
	t.Parallel()
	const to = "393331234567"
	messages := map[string]struct {
		content Content
		broken  []string
	}{
		"content":   {nil, []string{"type"}},
		"typed nil": {(*Text)(nil), []string{"type"}},
		"receipt":   {(*ReadReceipt)(nil), []string{"type"}},
		"header":    {ReplyButtons{Header: (*Image)(nil), Body: "x", Buttons: []ReplyButton{{"a", "b"}}}, nil}, // it is optional
		"list of products without a header": {
			ProductList{Header: (*TextHeader)(nil), Body: "x", CatalogID: "c", Sections: []ProductSection{{ProductRetailerIDs: []string{"s"}}}},
			[]string{"interactive.header"},
		},
		"cards": {
			MediaCarousel{Body: "x", Cards: []MediaCard{{}, {Header: (*Image)(nil), Action: (*CardURL)(nil)}}},
			[]string{
				"interactive.action.cards[0].header", "interactive.action.cards[0].action",
				"interactive.action.cards[1].header", "interactive.action.cards[1].action",
			},
		},
		"template": {
			TemplateMessage{
				Name: "n", Language: "it", Header: (*Image)(nil), Body: []BodyParameter{nil, (*TextParameter)(nil)},
				Buttons: []ButtonParameter{nil, (*URLParameter)(nil)},
			},
			[]string{"template.components[0].parameters[0]", "template.components[0].parameters[1]", "template.components[1]", "template.components[2]"},
		},
	}
	for name, test := range messages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Message{To: to, Content: test.content}
			if diff := cmp.Diff(test.broken, broken(t, m.Validate())); diff != "" {
				t.Errorf("paths (-want +got):\n%s", diff)
			}
			_, _ = json.Marshal(m) // an error or not, but no panic
		})
	}
	template := Template{Name: "n", Language: "it", Category: Marketing, Body: TemplateBody{Text: "x"}, Buttons: []TemplateButton{nil, (*URLButton)(nil)}}
	if diff := cmp.Diff([]string{"components[1].buttons[0]", "components[1].buttons[1]"}, broken(t, template.Validate())); diff != "" {
		t.Errorf("paths of a template (-want +got):\n%s", diff)
	}
	if _, err := json.Marshal(template); err == nil {
		t.Error("a template with a button that is nil was encoded")
	}
	if _, err := template.Bind(nil, (*Image)(nil)); err == nil {
		t.Error("nil was bound")
	}
}
