package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// MessengerReceived is a message as the person sees it on Messenger, or something that they see the Page do.
type MessengerReceived struct {
	ID         string         `json:"id,omitzero"`
	Time       time.Time      `json:"time"`
	Action     string         `json:"action,omitzero"` // of no message: mark_seen, typing_on, react ...
	Text       string         `json:"text,omitzero"`
	Attachment map[string]any `json:"attachment,omitzero"`
	Buttons    []Button       `json:"buttons,omitzero"` // what can be tapped
}

// received is a message with what can be tapped in it.
func received(c *Call, id string, m Args) MessengerReceived {
	r := MessengerReceived{ID: id, Time: c.Now(), Text: m.Text("text"), Attachment: m.Map("attachment")}
	add := func(list []any, kind string) {
		for _, v := range list {
			b, _ := v.(map[string]any)
			k := kind
			if k == "" {
				k = Args(b).Text("type")
			}
			r.Buttons = append(r.Buttons, Button{Kind: k, Title: Args(b).Text("title"), Payload: Args(b).Text("payload"), URL: Args(b).Text("url")})
		}
	}
	payload := m.Map("attachment").Map("payload")
	if payload.Text("template_type") == "notification_messages" {
		r.Buttons = append(r.Buttons, Button{Kind: "opt_in", Title: payload.Text("title"), Payload: payload.Text("payload")})
	}
	if t := m.Map("template"); t != nil {
		r.Text = c.utilityText(t)
	}
	if r.Text == "" {
		r.Text = payload.Text("text")
	}
	add(payload.List("buttons"), "")
	for _, v := range payload.List("elements") {
		e, _ := v.(map[string]any)
		add(Args(e).List("buttons"), "")
	}
	add(m.List("quick_replies"), "quick_reply")
	return r
}

// PageChat is a person's conversation with the seeded Page, on Messenger or on Instagram.
type PageChat struct {
	p         *Person
	instagram bool
}

// Messenger is the person's conversation with the Page on Messenger.
func (p *Person) Messenger() PageChat { return PageChat{p: p} }

// Instagram is the person's conversation with the Page's Instagram account.
func (p *Person) Instagram() PageChat { return PageChat{p: p, instagram: true} }

// ID is what the Page, or its Instagram account, knows the person by.
func (ch PageChat) ID() string {
	if ch.instagram {
		sum := sha256.Sum256([]byte("igsid " + ch.p.human.phone))
		return "17" + decimal(hex.EncodeToString(sum[:8]))
	}
	sum := sha256.Sum256([]byte("psid " + ch.p.human.phone))
	return "24" + decimal(hex.EncodeToString(sum[:8]))
}

// do runs on the conversation, which begins with it.
func (ch PageChat) do(act func(c *Call, o *Object) error) error {
	return ch.p.e.act(func(c *Call) error {
		c.Version = defaultVersion
		page := c.Object(ch.p.e.seed.PageID)
		o := threadWith(page, ch.ID())
		if o == nil {
			c.Node = page
			name := ch.p.human.name
			first, last, _ := strings.Cut(name, " ")
			c.MakeWithID("User", ch.ID(), map[string]any{"name": name, "first_name": first, "last_name": last, "profile_pic": adMediaURL("person", ch.ID())})
			o = c.MakeWithID("UnifiedThread", "t_"+c.NewID("UnifiedThread"), map[string]any{"can_reply": true, "unread_count": int64(0),
				"link": "/" + page.ID + "/inbox/" + ch.ID(), "updated_time": c.Now(), "message_count": int64(0),
				"participants": map[string]any{"data": []any{map[string]any{"id": ch.ID(), "name": name},
					map[string]any{"id": page.ID, "name": page.Get("name")}}}})
			o.State = &thread{psid: ch.ID(), human: ch.p.human, instagram: ch.instagram}
			page.Link("conversations", o)
			c.Node = nil
		}
		return act(c, o)
	})
}

// arrive opens the window, and gives the conversation to the emulator's app where no app has it.
func (c *Call) arrive(o *Object) (*thread, error) {
	t := threadOf(o)
	if t.shut {
		return nil, errors.New("emulator: the Page has blocked " + t.psid)
	}
	t.lastIn = c.Now()
	if t.ownerAt(c.Now()) == "" {
		t.give(c.e.seed.AppID, c.Now())
	}
	return t, nil
}

func (c *Call) writeMessenger(o *Object, message map[string]any) error {
	t, err := c.arrive(o)
	if err != nil {
		return err
	}
	message["mid"] = c.keepMessage(o, message, true)
	if t.referral != nil {
		message["referral"], t.referral = t.referral, nil
	}
	c.emitThread(o, "messages", "message", message)
	return nil
}

// Write sends a text. The first one after a click on an ad tells of the ad.
func (ch PageChat) Write(text string) error {
	return ch.do(func(c *Call, o *Object) error { return c.writeMessenger(o, map[string]any{"text": text}) })
}

// Tap taps what has a title or payload: a quick reply or a button of the latest message that offers it, else what the
// Messenger profile offers: the button to get started, an ice breaker, an item of the menu. Links are tapped without the Page
// hearing of it.
func (ch PageChat) Tap(titleOrPayload string) error {
	return ch.do(func(c *Call, o *Object) error {
		b, ok := c.offeredMessenger(o, func(b Button) bool { return b.Title == titleOrPayload || b.Payload == titleOrPayload })
		switch {
		case !ok:
			return fmt.Errorf("emulator: the Page offers %s no %q", ch.ID(), titleOrPayload)
		case b.Kind == "opt_in":
			return c.optIn(o, b)
		case b.Kind == "quick_reply":
			return c.writeMessenger(o, map[string]any{"text": b.Title, "quick_reply": map[string]any{"payload": b.Payload}})
		case b.Kind != "postback":
			return nil
		}
		t, err := c.arrive(o)
		if err != nil {
			return err
		}
		postback := map[string]any{"mid": c.keepMessage(o, Args{"text": b.Title}, true), "title": b.Title, "payload": b.Payload}
		if t.referral != nil {
			postback["referral"], t.referral = t.referral, nil
		}
		c.emitThread(o, "messaging_postbacks", "postback", postback)
		return nil
	})
}

// offeredMessenger finds something to tap.
func (c *Call) offeredMessenger(o *Object, want func(Button) bool) (Button, bool) {
	for _, r := range slices.Backward(threadOf(o).received) {
		if i := slices.IndexFunc(r.Buttons, want); i >= 0 {
			return r.Buttons[i], true
		}
	}
	var offered []Button
	platform := "MESSENGER"
	if threadOf(o).instagram {
		platform = "INSTAGRAM"
	}
	for _, profile := range c.Object(o.Owner).Children("messenger_profile") {
		if profile.State != platform {
			continue
		}
		v := Args(profile.Values)
		if payload := v.Map("get_started").Text("payload"); payload != "" {
			offered = append(offered, Button{Kind: "postback", Title: "Get Started", Payload: payload})
		}
		for _, part := range []string{"ice_breakers", "persistent_menu"} {
			for _, local := range v.List(part) {
				m, _ := local.(map[string]any)
				for _, item := range Args(m).List("call_to_actions") {
					i, _ := item.(map[string]any)
					b := Button{Kind: Args(i).Text("type"), Title: Args(i).Text("title"), Payload: Args(i).Text("payload")}
					if part == "ice_breakers" {
						b.Kind, b.Title = "postback", Args(i).Text("question")
					}
					offered = append(offered, b)
				}
			}
		}
	}
	if i := slices.IndexFunc(offered, want); i >= 0 {
		return offered[i], true
	}
	return Button{}, false
}

// Read reads all that the Page has sent.
func (ch PageChat) Read() error {
	return ch.do(func(c *Call, o *Object) error {
		read := map[string]any{"watermark": c.Now().UnixMilli()}
		if received := threadOf(o).received; ch.instagram && len(received) > 0 {
			read = map[string]any{"mid": received[len(received)-1].ID}
		}
		c.emitThread(o, "message_reads", "read", read)
		return nil
	})
}

// Send sends media: image, video, audio or file, from an address.
func (ch PageChat) Send(kind, address string) error {
	return ch.do(func(c *Call, o *Object) error {
		return c.writeMessenger(o, map[string]any{"attachments": []any{map[string]any{"type": kind, "payload": map[string]any{"url": address}}}})
	})
}

// React puts an emoji on the latest message of the Page; without one, takes it off.
func (ch PageChat) React(emoji string) error {
	return ch.do(func(c *Call, o *Object) error {
		for _, r := range slices.Backward(threadOf(o).received) {
			if r.Action != "" {
				continue
			}
			reaction := map[string]any{"mid": r.ID, "action": "unreact"}
			if emoji != "" {
				if _, err := c.arrive(o); err != nil {
					return err
				}
				reaction = map[string]any{"mid": r.ID, "action": "react", "reaction": "other", "emoji": emoji}
			}
			c.emitThread(o, "message_reactions", "reaction", reaction)
			return nil
		}
		return fmt.Errorf("emulator: the Page has not written to %s", ch.ID())
	})
}

// optIn agrees to marketing messages, which the Page then has a token for.
func (c *Call) optIn(o *Object, b Button) error {
	t := threadOf(o)
	token := c.NewID("UserPageOneTimeOptInTokenSettings")
	c.Object(o.Owner).Link("notification_message_tokens", c.Row("UserPageOneTimeOptInTokenSettings", map[string]any{
		"recipient_id": t.psid, "notification_messages_token": token, "creation_timestamp": c.Now().Unix(), "topic_title": b.Title,
		"user_token_status": "NOT_REFRESHED", "next_eligible_time": c.Now().Unix()}))
	c.emitThread(o, "messaging_optins", "optin", map[string]any{"type": "notification_messages", "payload": b.Payload, "title": b.Title,
		"notification_messages_token": token, "user_token_status": "NOT_REFRESHED"})
	return nil
}

// Inbox of the Page: what its people do with the conversation, by the app that Meta gives them.

// InboxWrites has a person of the Page answer, who thereby takes the conversation.
func (ch PageChat) InboxWrites(text string) error {
	return ch.do(func(c *Call, o *Object) error {
		t := threadOf(o)
		if before := t.ownerAt(c.Now()); before != t.inbox() {
			c.handOver(o, t.inbox(), "take_thread_control", before)
			t.give(t.inbox(), c.Now())
		}
		message := Args{"text": text}
		id := c.keepMessage(o, message, false)
		t.received = append(t.received, received(c, id, message))
		c.echo(o, id, t.inbox(), message)
		return nil
	})
}

// InboxHandsBack has a person of the Page give the conversation to the app.
func (ch PageChat) InboxHandsBack(metadata string) error {
	return ch.do(func(c *Call, o *Object) error {
		t := threadOf(o)
		if t.ownerAt(c.Now()) != t.inbox() {
			return fmt.Errorf("emulator: the Page's people do not have the conversation with %s", ch.ID())
		}
		c.Args = Args{"metadata": metadata}
		c.handOver(o, c.e.seed.AppID, "pass_thread_control", t.inbox())
		t.give(c.e.seed.AppID, c.Now())
		return nil
	})
}

// ClickAd clicks on an ad that opens a chat there. Somebody new to the Page tells of the ad by their first
// message; of others the Page hears at once.
func (ch PageChat) ClickAd(adID string) error {
	app, place := "MESSENGER", "Messenger"
	if ch.instagram {
		app, place = "INSTAGRAM_DIRECT", "Instagram"
	}
	return ch.do(func(c *Call, o *Object) error {
		ad := c.Find("Ad", adID)
		if ad == nil || adStatus(c, ad) != "ACTIVE" {
			return fmt.Errorf("emulator: ad %s is not shown", adID)
		}
		set, spec := c.Object(ad.Get("adset_id")), specOf(c.Object(ad.Get("creative")))
		switch {
		case !running(c, set):
			return fmt.Errorf("emulator: ad %s is not shown: its ad set is not scheduled for now", adID)
		case !slices.Contains(apps(set.Get("destination_type")), app) && !slices.Contains(spec.buttonApps(), app):
			return fmt.Errorf("emulator: ad %s opens no chat on %s", adID, place)
		}
		today(c, ad).add(personClicks, 1)
		about := map[string]any{"ad_title": spec.headline}
		if picture := spec.picture(adAccountOf(c, ad)); picture != "" {
			about["photo_url"] = picture
		}
		if spec.flowID != "" {
			about["flow_id"] = spec.flowID
		}
		referral := map[string]any{"source": "ADS", "type": "OPEN_THREAD", "ad_id": ad.ID, "ads_context_data": about}
		t := threadOf(o)
		if t.lastIn.IsZero() {
			t.referral = referral
			return nil
		}
		c.emitThread(o, "messaging_referrals", "referral", referral)
		return nil
	})
}

// Inbox is what the person has seen of the Page there, newest last.
func (ch PageChat) Inbox() []MessengerReceived {
	e := ch.p.e
	e.mu.Lock()
	defer e.mu.Unlock()
	e.clock.runDue()
	c := &Call{e: e}
	if o := threadWith(c.Object(e.seed.PageID), ch.ID()); o != nil {
		return slices.Clone(threadOf(o).received)
	}
	return []MessengerReceived{}
}

// messengerControl lets clients in other languages do what a person does on Messenger and Instagram.
func messengerControl(e *Emulator, k *controls) {
	for name, chat := range map[string]func(*Person) PageChat{"messenger": (*Person).Messenger, "instagram": (*Person).Instagram} {
		k.Add("GET "+name+"/{phone}", "tells the id by which a person is known there, and what they see", func(w http.ResponseWriter, r *http.Request) {
			ch := chat(e.Person(r.PathValue("phone"), ""))
			reply(w, map[string]any{"psid": ch.ID(), "data": ch.Inbox()})
		})
		k.Add("POST "+name+"/{phone}/{action}", `write {"text"}, tap {"button"}, read, react {"emoji"}, media {"type","content": an address}, click {"ad_id"}, `+
			`inboxwrite {"text"}, handback {"text"}`, func(w http.ResponseWriter, r *http.Request) {
			ch := chat(e.Person(r.PathValue("phone"), ""))
			body := personAction{}
			if !decodeControl(w, r, &body) {
				return
			}
			act := map[string]func() error{
				"write":      func() error { return ch.Write(body.Text) },
				"tap":        func() error { return ch.Tap(body.Button) },
				"read":       ch.Read,
				"react":      func() error { return ch.React(body.Emoji) },
				"media":      func() error { return ch.Send(body.Type, body.Content) },
				"click":      func() error { return ch.ClickAd(body.AdID) },
				"inboxwrite": func() error { return ch.InboxWrites(body.Text) },
				"handback":   func() error { return ch.InboxHandsBack(body.Text) },
			}[r.PathValue("action")]
			if act == nil {
				refuseControl(w, http.StatusNotFound, "there is no such action")
				return
			}
			if err := act(); err != nil {
				refuseControl(w, http.StatusConflict, err.Error())
				return
			}
			reply(w, map[string]any{"success": true, "psid": ch.ID()})
		})
	}
}
