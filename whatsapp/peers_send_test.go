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

// What other libraries get wrong when they send, as their users have reported
// it, each with what goes over the wire here.
func TestWhatOthersSendWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		content Content
		body    string // of the content's member
	}{
		"the first card of a carousel has its index": {
			ProductCarousel{Body: "b", CatalogID: "7", ProductRetailerIDs: []string{"a", "b"}},
			`{"type":"carousel","body":{"text":"b"},"action":{"cards":[
			  {"card_index":0,"type":"product","action":{"product_retailer_id":"a","catalog_id":"7"}},
			  {"card_index":1,"type":"product","action":{"product_retailer_id":"b","catalog_id":"7"}}]}}`,
		},
		"the first button of a template has its index, and a coupon its own key": {
			TemplateMessage{Name: "sale", Language: "it", Buttons: []ButtonParameter{CopyCodeParameter{Index: 0, Code: "SPRING"}}},
			`{"name":"sale","language":{"code":"it"},"components":[
			  {"type":"button","sub_type":"copy_code","index":"0","parameters":[{"type":"coupon_code","coupon_code":"SPRING"}]}]}`,
		},
		"the first card of a template has its index": {
			TemplateMessage{Name: "sale", Language: "it", Cards: []CardParameters{
				{Header: Image{ID: "1"}, Buttons: []ButtonParameter{QuickReplyParameter{Index: 0, Payload: "p"}}}, {Header: Image{ID: "2"}},
			}},
			`{"name":"sale","language":{"code":"it"},"components":[{"type":"carousel","cards":[
			  {"card_index":0,"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"1"}}]},
			    {"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"p"}]}]},
			  {"card_index":1,"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"2"}}]}]}]}]}`,
		},
		"named parameters have their names": {
			TemplateMessage{Name: "sale", Language: "it", Body: []BodyParameter{TextParameter{Name: "customer", Text: "Anna"}}},
			`{"name":"sale","language":{"code":"it"},"components":[
			  {"type":"body","parameters":[{"type":"text","parameter_name":"customer","text":"Anna"}]}]}`,
		},
		"an offer ends in milliseconds": {
			TemplateMessage{Name: "sale", Language: "it", OfferExpires: time.Unix(1_800_000_000, 0)},
			`{"name":"sale","language":{"code":"it"},"components":[
			  {"type":"limited_time_offer","parameters":[{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1800000000000}}]}]}`,
		},
		"a link button has nothing of a flow, and no empty header": {
			CTAURL{Body: "b", DisplayText: "Open", URL: "https://example.com"},
			`{"type":"cta_url","body":{"text":"b"},"action":{"name":"cta_url","parameters":{"display_text":"Open","url":"https://example.com"}}}`,
		},
		"a reaction that is taken back says so": {Reaction{MessageID: "wamid.A"}, `{"message_id":"wamid.A","emoji":""}`},
		"a place on the equator":                {Location{Latitude: 0, Longitude: 0}, `{"latitude":0,"longitude":0}`},
		"a sticker by link":                     {Sticker{Link: "https://example.com/a.webp"}, `{"link":"https://example.com/a.webp"}`},
		"a voice note says that it is one":      {Audio{ID: "1", Voice: true}, `{"id":"1","voice":true}`},
		"a kind that came out today": {
			Unknown{Type: "interactive", Raw: json.RawMessage(`{"type":"menu_options","action":{"n":0}}`)}, `{"type":"menu_options","action":{"n":0}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, `{"messages":[{"id":"wamid.B"}]}`})
			if _, err := NewPhone(g.client, "1").Send(t.Context(), Message{To: "393331234567", Content: test.content}); err != nil {
				t.Fatal(err)
			}
			kind := test.content.kind()
			want := map[string]any{"messaging_product": "whatsapp", "to": "393331234567", "type": kind, kind: values(t, []byte(test.body))}
			if diff := cmp.Diff(any(want), g.calls()[0].Body); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

// A business-scoped user id in "to" is answered with an id and then dropped. It
// never gets there, neither by hand nor by an answer to such a person.
func TestUserIDsGoIntoRecipient(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		message Message
		want    map[string]any // nil: refused before it is sent
	}{
		"user id":        {Message{Recipient: "US.13491208655302741918"}, map[string]any{"recipient": "US.13491208655302741918"}},
		"parent user id": {Message{Recipient: "US.ENT.11815799212886844830"}, map[string]any{"recipient": "US.ENT.11815799212886844830"}},
		"in to":          {Message{To: "US.13491208655302741918"}, nil},
		"parent in to":   {Message{To: "US.ENT.11815799212886844830"}, nil},
		"answer": {
			MessageEvent{Message: InboundMessage{ID: "wamid.A", FromUserID: "US.1"}}.Reply(nil),
			map[string]any{"recipient": "US.1", "context": map[string]any{"message_id": "wamid.A"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, `{"messages":[{"id":"wamid.B"}]}`})
			test.message.Content = Text{Body: "Ciao"}
			_, err := NewPhone(g.client, "1").Send(t.Context(), test.message)
			if test.want == nil {
				if diff := cmp.Diff([]string{"to"}, broken(t, err)); diff != "" || len(g.calls()) > 0 {
					t.Errorf("paths (-want +got):\n%s\nsent %v", diff, g.calls())
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			body := g.calls()[0].Body.(map[string]any)
			for _, name := range []string{"messaging_product", "type", "text"} {
				delete(body, name)
			}
			if diff := cmp.Diff(test.want, body); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

// A new field, or a field of another type, must not turn a message that was sent
// into an error: the caller would send it again.
func TestAnswersAreReadLeniently(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"new fields":      `{"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1","lid":{"a":1}}],"messages":[{"id":"wamid.B","priority":3}],"billing":{}}`,
		"other types":     `{"messaging_product":1,"contacts":{},"messages":[{"id":"wamid.B","group_id":7,"message_status":null}]}`,
		"nothing but ids": `{"messages":[{"id":"wamid.B"}]}`,
		"nobody's wa_id":  `{"contacts":[{"input":"US.1","user_id":"US.1"}],"messages":[{"id":"wamid.B"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, answer{0, body})
			sent, err := NewPhone(g.client, "1").Send(t.Context(), Message{To: "393331234567", Content: Text{Body: "Ciao"}})
			if err != nil || sent.MessageID() != "wamid.B" {
				t.Errorf("%+v, %v", sent, err)
			}
		})
	}
}

// The code decides, not the status: Meta throttles with 400, and refuses with 500.
func TestRefusalsAreClassedByCode(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer answer
		class  error
		calls  int // a throttled message was not sent, and is tried again
	}{
		"throughput":         {answer{400, `{"error":{"code":130429}}`}, metabiz.ErrRateLimited, 2},
		"person, too many":   {answer{400, `{"error":{"code":131056}}`}, metabiz.ErrRateLimited, 1},
		"window":             {answer{500, `{"error":{"code":131047}}`}, ErrWindowClosed, 1},
		"undeliverable":      {answer{503, `{"error":{"code":131026}}`}, ErrUndeliverable, 1},
		"opted out":          {answer{400, `{"error":{"code":131050}}`}, ErrOptedOut, 1},
		"user id refused":    {answer{400, `{"error":{"code":131062}}`}, ErrUndeliverable, 1},
		"held back":          {answer{429, `{"error":{"code":131049}}`}, ErrMarketingLimit, 1},
		"a page of HTML":     {answer{502, `<html>Bad gateway</html>`}, metabiz.ErrOutcomeUnknown, 1},
		"nothing at all":     {answer{500, ``}, metabiz.ErrOutcomeUnknown, 1},
		"an error as a list": {answer{500, `[1]`}, metabiz.ErrOutcomeUnknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, test.answer)
			_, err := NewPhone(g.client, "1").Send(t.Context(), Message{To: "393331234567", Content: Text{Body: "Ciao"}})
			if !errors.Is(err, test.class) {
				t.Errorf("%v is not %v", err, test.class)
			}
			if len(g.calls()) != test.calls {
				t.Errorf("sent %d times", len(g.calls()))
			}
		})
	}
}

// What was acted on is not sent again because its answer can't be read.
func TestAnAnswerThatCantBeRead(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{200, `{"messages":[{"id":`})
	_, err := NewPhone(g.client, "1").Send(t.Context(), Message{To: "393331234567", Content: Text{Body: "Ciao"}})
	if _, ok := errors.AsType[*metabiz.DecodeError](err); !ok || len(g.calls()) != 1 {
		t.Errorf("error %v after %d calls", err, len(g.calls()))
	}
}

// Mistakes with templates are found before anything is sent, not by error 132000.
func TestTemplateMistakesAreFoundBeforeSending(t *testing.T) {
	t.Parallel()
	positional := Template{Name: "a", Language: "it", Category: Utility, Body: TemplateBody{Text: "Hi {{1}}, order {{2}} is here.", Examples: []string{"Anna", "7"}}}
	named := Template{
		Name: "a", Language: "it", Category: Utility, ParameterFormat: Named,
		Body: TemplateBody{Text: "Hi {{customer}}, all is well.", Examples: []string{"Anna"}},
	}
	for name, test := range map[string]struct {
		template Template
		values   []any
	}{
		"too few":       {positional, []any{"Anna"}},
		"too many":      {positional, []any{"Anna", "7", "x"}},
		"another name":  {named, []any{map[string]string{"client": "Anna"}}},
		"no name":       {named, []any{}},
		"too long":      {positional, []any{"Anna", strings.Repeat("x", 40000)}},
		"name and more": {named, []any{map[string]string{"customer": "Anna", "order": "7"}}},
	} {
		if content, err := test.template.Bind(test.values...); err == nil {
			t.Errorf("%s: bound to %+v", name, content)
		}
	}
	data, err := json.Marshal(named)
	if err != nil || values(t, data).(map[string]any)["parameter_format"] != "NAMED" {
		t.Errorf("without its format Meta refuses the names: %s, %v", data, err)
	}
}

// Meta takes these messages and fails later, by webhook, with 131053.
func TestMediaThatFailLater(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]string{
		"the example of a template":    "https://scontent.whatsapp.net/v/t61.29466-34/1.png?ccb=1-7",
		"the address of a media":       "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=7",
		"the address without a scheme": "example.com/a.png",
	} {
		err := Message{To: "393331234567", Content: TemplateMessage{Name: "n", Language: "it", Header: Image{Link: link}}}.Validate()
		if diff := cmp.Diff([]string{"template.components[0].parameters[0].image.link"}, broken(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	g := newGraph(t, answer{0, `{"id":"7"}`})
	for _, name := range []string{"voice.opus", "voice.mp4", "voice", "voice.oga"} {
		file := metabiz.FileFromBytes(name, ogg("OpusHead"))
		file.ContentType = "audio/opus"
		if _, err := NewPhone(g.client, "1").UploadMedia(t.Context(), file); err != nil {
			t.Fatal(err)
		}
	}
	for _, call := range g.calls() {
		part := call.Body.(map[string]any)
		if file := part["file"].([]string); part["type"] != "audio/ogg; codecs=opus" || file[0] != "voice.ogg" || file[1] != "audio/ogg; codecs=opus" {
			t.Errorf("uploaded as %v, %q, %q", part["type"], file[0], file[1])
		}
	}
}
