package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
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

// PSID is what the seeded Page knows the person by on Messenger.
func (p *Person) PSID() string {
	sum := sha256.Sum256([]byte("psid " + p.human.phone))
	return "24" + decimal(hex.EncodeToString(sum[:8]))
}

// messenger runs on the person's conversation with the seeded Page, which begins with it.
func (p *Person) messenger(act func(c *Call, o *Object) error) error {
	return p.e.act(func(c *Call) error {
		c.Version = defaultVersion
		page := c.Object(p.e.seed.PageID)
		o := threadWith(page, p.PSID())
		if o == nil {
			c.Node = page
			o = c.MakeWithID("UnifiedThread", "t_"+c.NewID("UnifiedThread"), map[string]any{"can_reply": true, "unread_count": int64(0),
				"link": "/" + page.ID + "/inbox/" + p.PSID(), "updated_time": c.Now(), "message_count": int64(0),
				"participants": map[string]any{"data": []any{map[string]any{"id": p.PSID(), "name": p.human.name},
					map[string]any{"id": page.ID, "name": page.Get("name")}}}})
			o.State = &thread{psid: p.PSID(), human: p.human}
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

// WriteMessenger sends a text to the seeded Page. The first one after a click on an ad tells of the ad.
func (p *Person) WriteMessenger(text string) error {
	return p.messenger(func(c *Call, o *Object) error { return c.writeMessenger(o, map[string]any{"text": text}) })
}

// TapMessenger taps what has a title or payload: a quick reply or a button of the latest message that offers it, else what the
// Messenger profile offers: the button to get started, an ice breaker, an item of the menu. Links are tapped without the Page
// hearing of it.
func (p *Person) TapMessenger(titleOrPayload string) error {
	return p.messenger(func(c *Call, o *Object) error {
		b, ok := c.offeredMessenger(o, func(b Button) bool { return b.Title == titleOrPayload || b.Payload == titleOrPayload })
		switch {
		case !ok:
			return fmt.Errorf("emulator: the Page offers %s no %q", p.PSID(), titleOrPayload)
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
	for _, profile := range c.Object(o.Owner).Children("messenger_profile") {
		if profile.State != "MESSENGER" {
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

// ReadMessenger reads all that the Page has sent.
func (p *Person) ReadMessenger() error {
	return p.messenger(func(c *Call, o *Object) error {
		c.emitThread(o, "message_reads", "read", map[string]any{"watermark": c.Now().UnixMilli()})
		return nil
	})
}

// ClickMessengerAd clicks on an ad that opens a chat on Messenger. Somebody new to the Page tells of the ad by their first
// message; of others the Page hears at once.
func (p *Person) ClickMessengerAd(adID string) error {
	return p.messenger(func(c *Call, o *Object) error {
		ad := c.Find("Ad", adID)
		if ad == nil || adStatus(c, ad) != "ACTIVE" {
			return fmt.Errorf("emulator: ad %s is not shown", adID)
		}
		set, spec := c.Object(ad.Get("adset_id")), specOf(c.Object(ad.Get("creative")))
		switch {
		case !running(c, set):
			return fmt.Errorf("emulator: ad %s is not shown: its ad set is not scheduled for now", adID)
		case !slices.Contains(apps(set.Get("destination_type")), "MESSENGER") && !slices.Contains(spec.buttonApps(), "MESSENGER"):
			return fmt.Errorf("emulator: ad %s opens no chat on Messenger", adID)
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

// MessengerInbox is what the person has seen of the seeded Page on Messenger, newest last.
func (p *Person) MessengerInbox() []MessengerReceived {
	p.e.mu.Lock()
	defer p.e.mu.Unlock()
	p.e.clock.runDue()
	c := &Call{e: p.e}
	if o := threadWith(c.Object(p.e.seed.PageID), p.PSID()); o != nil {
		return slices.Clone(threadOf(o).received)
	}
	return []MessengerReceived{}
}

// messengerControl lets clients in other languages do what a person does on Messenger.
func messengerControl(e *Emulator, k *controls) {
	k.Add("GET messenger/{phone}", "tells a person's Page-scoped id, and what they see on Messenger", func(w http.ResponseWriter, r *http.Request) {
		p := e.Person(r.PathValue("phone"), "")
		reply(w, map[string]any{"psid": p.PSID(), "data": p.MessengerInbox()})
	})
	k.Add("POST messenger/{phone}/{action}", `write {"text"}, tap {"button"}, read, click {"ad_id"}`, func(w http.ResponseWriter, r *http.Request) {
		p := e.Person(r.PathValue("phone"), "")
		body := personAction{}
		if !decodeControl(w, r, &body) {
			return
		}
		act := map[string]func() error{
			"write": func() error { return p.WriteMessenger(body.Text) },
			"tap":   func() error { return p.TapMessenger(body.Button) },
			"read":  p.ReadMessenger,
			"click": func() error { return p.ClickMessengerAd(body.AdID) },
		}[r.PathValue("action")]
		if act == nil {
			refuseControl(w, http.StatusNotFound, "there is no such action")
			return
		}
		if err := act(); err != nil {
			refuseControl(w, http.StatusConflict, err.Error())
			return
		}
		reply(w, map[string]any{"success": true, "psid": p.PSID()})
	})
}
