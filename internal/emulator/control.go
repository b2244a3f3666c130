package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// controls are the endpoints under /_emulator/: what Go programs do by methods, for clients in other languages.
type controls struct {
	mux  *http.ServeMux
	list []string // of what there is
}

// Add adds an endpoint: its method and path below /_emulator/, and what it takes and does.
func (k *controls) Add(pattern, what string, handle http.HandlerFunc) {
	method, path, _ := strings.Cut(pattern, " ")
	full := method + " /_emulator/" + path
	k.mux.HandleFunc(full, handle)
	k.list = append(k.list, strings.TrimSuffix(full, "{$}")+"  "+what)
}

func newControls(e *Emulator, domains []domain) *controls {
	k := &controls{mux: http.NewServeMux()}
	k.Add("GET {$}", "lists these endpoints", func(w http.ResponseWriter, _ *http.Request) { reply(w, k.list) })
	k.Add("GET seed", "tells what is there from the beginning", func(w http.ResponseWriter, _ *http.Request) { reply(w, e.Seed()) })
	k.Add("GET requests", "tells which calls came in", func(w http.ResponseWriter, _ *http.Request) { reply(w, e.Requests()) })
	k.Add("GET clock", "tells the time", func(w http.ResponseWriter, _ *http.Request) { e.replyClock(w) })
	k.Add("POST clock", `{"advance":"25h"} or {"set":"2026-12-01T08:00:00Z"} moves the clock through all that falls due`, e.moveClock)
	k.Add("POST wait", "answers once the webhooks that are due have been answered", func(w http.ResponseWriter, r *http.Request) {
		if err := e.Wait(r.Context()); err == nil {
			reply(w, map[string]any{"success": true})
		}
	})
	k.Add("POST faults", `{"kind":"`+strings.Join(faultKinds, "|")+`","method","path":"*/messages","times","every","status",`+
		`"code","subcode","message","delay":"2s"} makes something go wrong; the delay is that of slow, and what throttle tells to wait`, e.orderFault)
	k.Add("DELETE faults", "takes all faults back", func(w http.ResponseWriter, _ *http.Request) {
		e.ClearFaults()
		reply(w, map[string]any{"success": true})
	})
	k.Add("GET codes/{phone}", "tells the verification code that was sent to a telephone", func(w http.ResponseWriter, r *http.Request) {
		code, ok := e.VerificationCode(r.PathValue("phone"))
		if !ok {
			refuseControl(w, http.StatusNotFound, "no code was sent to this number")
			return
		}
		reply(w, map[string]any{"code": code})
	})
	k.Add("POST login", "gives the code of a login, to be exchanged for a token", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{"code": e.LoginCode()})
	})
	for _, d := range domains {
		if d.control != nil {
			d.control(e, k)
		}
	}
	k.mux.HandleFunc("/_emulator/", func(w http.ResponseWriter, r *http.Request) {
		refuseControl(w, http.StatusNotFound, fmt.Sprintf("there is no %s %s; GET /_emulator/ lists what there is", r.Method, r.URL.Path))
	})
	return k
}

func (e *Emulator) replyClock(w http.ResponseWriter) {
	reply(w, map[string]any{"now": e.clock.Now().Format(time.RFC3339Nano)})
}

// moveClock takes {"advance":"25h"} or {"set":"2026-12-01T08:00:00Z"}, and answers once all that fell due has happened.
func (e *Emulator) moveClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Advance string    `json:"advance"`
		Set     time.Time `json:"set"`
	}
	if !decodeControl(w, r, &body) {
		return
	}
	if body.Advance != "" {
		d, err := time.ParseDuration(body.Advance)
		if err != nil || d < 0 {
			refuseControl(w, http.StatusBadRequest, fmt.Sprintf("advance: %q is no duration such as 25h", body.Advance))
			return
		}
		e.clock.Advance(d)
	}
	if !body.Set.IsZero() {
		e.clock.Set(body.Set)
	}
	e.replyClock(w)
}

func (e *Emulator) orderFault(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Fault
		Delay string `json:"delay"`
	}
	if !decodeControl(w, r, &body) {
		return
	}
	if !slices.Contains(faultKinds, string(body.Kind)) {
		refuseControl(w, http.StatusBadRequest, fmt.Sprintf("kind: %q is none of %s", body.Kind, strings.Join(faultKinds, ", ")))
		return
	}
	if _, err := path.Match(body.Path, ""); err != nil {
		refuseControl(w, http.StatusBadRequest, fmt.Sprintf("path: %q is no pattern such as */messages", body.Path))
		return
	}
	if body.Delay != "" {
		d, err := time.ParseDuration(body.Delay)
		if err != nil {
			refuseControl(w, http.StatusBadRequest, fmt.Sprintf("delay: %q is no duration such as 2s", body.Delay))
			return
		}
		body.Fault.Delay = d
	}
	e.Fault(body.Fault)
	reply(w, map[string]any{"success": true})
}

// decodeControl reads a JSON body, or answers why it could not be read. No body is an empty object.
func decodeControl(w http.ResponseWriter, r *http.Request, v any) bool {
	err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(v)
	if err != nil && err != io.EOF {
		refuseControl(w, http.StatusBadRequest, "the body must be JSON: "+err.Error())
		return false
	}
	return true
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client has gone if it fails
}

func refuseControl(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": message}) // the client has gone if it fails
}
