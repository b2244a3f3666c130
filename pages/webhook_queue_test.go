package pages_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/metabiz-go/metabiz/pages"
)

// queued is an event that has waited in a queue, as JSON.
func queued(t *testing.T, e pages.Event) pages.Event {
	t.Helper()
	data, err := json.Marshal(e)
	noError(t, err)
	back := reflect.New(reflect.TypeOf(e))
	noError(t, json.Unmarshal(data, back.Interface()))
	return back.Elem().Interface().(pages.Event)
}

// TestQueuedEventKeys looks at events whose own text is gone: they must still be told apart.
func TestQueuedEventKeys(t *testing.T) {
	t.Parallel()
	conversation := func(one, other string) [2]string {
		return [2]string{messagingBody(item(one)), messagingBody(item(other))}
	}
	change := func(field, one, other string) [2]string {
		return [2]string{changeBody("page", field, one), changeBody("page", field, other)}
	}
	for name, tt := range map[string][2]string{
		"message without an id": conversation(`"message":{"text":"a"}`, `"message":{"text":"b"}`),
		"echo without an id":    conversation(`"message":{"is_echo":true,"text":"a"}`, `"message":{"is_echo":true,"text":"b"}`),
		"edit without an id":    conversation(`"message_edit":{"text":"a"}`, `"message_edit":{"text":"b"}`),
		"tap without an id":     conversation(`"postback":{"payload":"a"}`, `"postback":{"payload":"b"}`),
		"reaction":              conversation(`"reaction":{"mid":"m","emoji":"a"}`, `"reaction":{"mid":"m","emoji":"b"}`),
		"referral":              conversation(`"referral":{"ref":"a"}`, `"referral":{"ref":"b"}`),
		"opt-in":                conversation(`"optin":{"ref":"a"}`, `"optin":{"ref":"b"}`),
		"opt-out":               conversation(`"optout":{"ref":"a"}`, `"optout":{"ref":"b"}`),
		"account":               conversation(`"account_linking":{"status":"linked"}`, `"account_linking":{"status":"unlinked"}`),
		"policy":                conversation(`"policy_enforcement":{"action":"block"}`, `"policy_enforcement":{"action":"unblock"}`),
		"hand-over":             conversation(`"pass_thread_control":{"new_owner_app_id":"1"}`, `"take_thread_control":{"new_owner_app_id":"1"}`),
		"feedback":              conversation(`"messaging_feedback":{"feedback_screens":[{"screen_id":0}]}`, `"messaging_feedback":{"feedback_screens":[{"screen_id":1}]}`),
		"information":           conversation(`"messaging_customer_information":{"screens":[{"screen_id":"a"}]}`, `"messaging_customer_information":{"screens":[{"screen_id":"b"}]}`),
		"thumbs":                conversation(`"response_feedback":{"mid":"a"}`, `"response_feedback":{"mid":"b"}`),
		"what is not known":     conversation(`"new":1`, `"new":2`),
		"lead":                  change("leadgen_update", `{"leadgen_id":"1","form_id":"1"}`, `{"leadgen_id":"1","form_id":"2"}`),
		"feed":                  change("feed", `{"post_id":"1"}`, `{"post_id":"2"}`),
		"mention":               change("mentions", `{"comment_id":"1"}`, `{"comment_id":"2"}`),
		"rating":                change("ratings", `{"review_text":"a"}`, `{"review_text":"b"}`),
		"integrity":             change("business_integrity", `{"status":"a"}`, `{"status":"b"}`),
		"label":                 change("inbox_labels", `{"action":"add"}`, `{"action":"remove"}`),
		"template":              change("message_template_status_update", `{"event":"APPROVED"}`, `{"event":"REJECTED"}`),
		"marketing":             change("marketing_message_reads", `{"mid":"a"}`, `{"mid":"b"}`),
		"change not known":      change("mission", `{"a":1}`, `{"a":2}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, again, other := queued(t, parse(t, tt[0])[0]), queued(t, parse(t, tt[0])[0]), queued(t, parse(t, tt[1])[0])
			if one.Key() != again.Key() {
				t.Errorf("the same event has the keys %s and %s", one.Key(), again.Key())
			}
			if one.Key() == other.Key() {
				t.Errorf("two events have the key %s: %+v and %+v", one.Key(), one, other)
			}
		})
	}
}

func TestEventsEncode(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a time that is none":              `{"object":"page","entry":[{"id":"1","time":999999999999999999,"messaging":[{"sender":{"id":"P"},"timestamp":999999999999999999,"message":{"mid":"m"}}]}]}`,
		"a mark that is none":              messagingBody(item(`"read":{"watermark":999999999999999999}`)),
		"a mark of deliveries":             messagingBody(item(`"delivery":{"watermark":999999999999999999}`)),
		"a token that ends at no time":     messagingBody(item(`"optin":{"type":"notification_messages","token_expiry_timestamp":999999999999999999}`)),
		"a change at no time":              `{"object":"page","entry":[{"id":"1","time":1,"changes":[{"field":"feed","value":{"created_time":999999999999999999}}]}]}`,
		"a marketing message at no time":   `{"object":"page","entry":[{"id":"1","time":1,"changes":[{"field":"marketing_message_reads","value":{"timestamp":999999999999999999}}]}]}`,
		"a location":                       messagingBody(item(`"message":{"mid":"m","attachments":[{"type":"location","payload":{"coordinates":{"lat":1.5,"long":-2}}}]}`)),
		"language processing that is none": messagingBody(item(`"message":{"mid":"m","nlp":null}`)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := json.Marshal(parse(t, body)[0])
			noError(t, err)
		})
	}
}
