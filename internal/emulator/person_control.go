package emulator

import (
	"encoding/base64"
	"net/http"
)

// personControl adds what simulated people do to /_emulator/, for clients in other languages.
func personControl(e *Emulator, k *controls) {
	k.Add("POST people", `{"phone","name"} makes a person with WhatsApp`, func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Phone, Name string }
		if !decodeControl(w, r, &body) {
			return
		}
		if phoneDigits(body.Phone) == "" {
			refuseControl(w, http.StatusBadRequest, "phone: a telephone number is needed")
			return
		}
		p := e.Person(body.Phone, body.Name)
		reply(w, map[string]any{"phone": p.Phone(), "user_id": p.UserID()})
	})
	k.Add("GET people/{phone}/inbox", "tells what a person has received", func(w http.ResponseWriter, r *http.Request) {
		reply(w, map[string]any{"data": e.Person(r.PathValue("phone"), "").With(r.URL.Query().Get("phone_number_id")).Inbox()})
	})
	k.Add("POST people/{phone}/{action}", `click {"ad_id"}, write {"text"}, reply {"message_id","text"}, tap {"button"}, read, `+
		`react {"message_id","emoji"}, optout, resume, block, unblock, report, flow {"response"}, location {"latitude","longitude"}, `+
		`media {"content","type","caption"}, leave, autoread {"on"}, faillate {"on"}; each with "phone_number_id" if another than the latest is meant`,
		func(w http.ResponseWriter, r *http.Request) { controlPerson(e, w, r) })
	k.Add("POST templates/{name}", `{"status":"PAUSED"} gives a template another status`, func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Status string }
		if !decodeControl(w, r, &body) {
			return
		}
		if e.SetTemplateStatus(r.PathValue("name"), body.Status) == 0 {
			refuseControl(w, http.StatusNotFound, "there is no such template")
			return
		}
		reply(w, map[string]any{"success": true})
	})
}

// personAction is the body of an action; each reads what it needs.
type personAction struct {
	PhoneNumberID string         `json:"phone_number_id"` // of the business; empty: the one dealt with last
	AdID          string         `json:"ad_id"`
	Text          string         `json:"text"`
	Button        string         `json:"button"` // title or id
	MessageID     string         `json:"message_id"`
	Emoji         string         `json:"emoji"`
	Content       string         `json:"content"` // of a media, in base64
	Type          string         `json:"type"`    // of a media
	Caption       string         `json:"caption"`
	Latitude      float64        `json:"latitude"`
	Longitude     float64        `json:"longitude"`
	Name          string         `json:"name"`
	Address       string         `json:"address"`
	Response      map[string]any `json:"response"` // of a flow
	On            *bool          `json:"on"`
}

func (a *personAction) on() bool { return a.On == nil || *a.On }

var personActions = map[string]func(p *Person, a *personAction) error{
	"click":   func(p *Person, a *personAction) error { return p.ClickAd(a.AdID) },
	"write":   func(p *Person, a *personAction) error { return p.Write(a.Text) },
	"reply":   func(p *Person, a *personAction) error { return p.Reply(a.MessageID, a.Text) },
	"tap":     func(p *Person, a *personAction) error { return p.Tap(a.Button) },
	"read":    func(p *Person, _ *personAction) error { return p.Read() },
	"react":   func(p *Person, a *personAction) error { return p.React(a.MessageID, a.Emoji) },
	"optout":  func(p *Person, _ *personAction) error { return p.OptOut() },
	"resume":  func(p *Person, _ *personAction) error { return p.Resume() },
	"block":   func(p *Person, _ *personAction) error { return p.Block() },
	"unblock": func(p *Person, _ *personAction) error { return p.Unblock() },
	"report":  func(p *Person, _ *personAction) error { return p.Report() },
	"flow":    func(p *Person, a *personAction) error { return p.CompleteFlow(a.Response) },
	"location": func(p *Person, a *personAction) error {
		return p.SendLocation(a.Latitude, a.Longitude, a.Name, a.Address)
	},
	"media":    sendMediaAction,
	"leave":    func(p *Person, _ *personAction) error { p.Leave(); return nil },
	"autoread": func(p *Person, a *personAction) error { p.AutoRead(a.on()); return nil },
	"faillate": func(p *Person, a *personAction) error { p.FailLate(a.on()); return nil },
}

func sendMediaAction(p *Person, a *personAction) error {
	content, err := base64.StdEncoding.DecodeString(a.Content)
	if err != nil {
		return err
	}
	return p.SendMedia(content, a.Type, a.Caption)
}

func controlPerson(e *Emulator, w http.ResponseWriter, r *http.Request) {
	act := personActions[r.PathValue("action")]
	if act == nil {
		refuseControl(w, http.StatusNotFound, "there is no such action")
		return
	}
	var body personAction
	if !decodeControl(w, r, &body) {
		return
	}
	if err := act(e.Person(r.PathValue("phone"), "").With(body.PhoneNumberID), &body); err != nil {
		refuseControl(w, http.StatusConflict, err.Error())
		return
	}
	reply(w, map[string]any{"success": true})
}
