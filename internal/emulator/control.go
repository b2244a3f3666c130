package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// controlMux serves /_emulator/: what Go programs do by methods, for clients in other languages.
func (e *Emulator) controlMux(domains []domain) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_emulator/seed", func(w http.ResponseWriter, _ *http.Request) { reply(w, e.Seed()) })
	mux.HandleFunc("GET /_emulator/requests", func(w http.ResponseWriter, _ *http.Request) { reply(w, e.Requests()) })
	mux.HandleFunc("GET /_emulator/clock", func(w http.ResponseWriter, _ *http.Request) { e.replyClock(w) })
	mux.HandleFunc("POST /_emulator/clock", e.moveClock)
	mux.HandleFunc("POST /_emulator/wait", func(w http.ResponseWriter, r *http.Request) {
		if err := e.Wait(r.Context()); err == nil {
			reply(w, map[string]any{"success": true})
		}
	})
	mux.HandleFunc("POST /_emulator/faults", e.orderFault)
	mux.HandleFunc("DELETE /_emulator/faults", func(w http.ResponseWriter, _ *http.Request) {
		e.ClearFaults()
		reply(w, map[string]any{"success": true})
	})
	mux.HandleFunc("GET /_emulator/codes/{phone}", func(w http.ResponseWriter, r *http.Request) {
		code, ok := e.VerificationCode(r.PathValue("phone"))
		if !ok {
			refuseControl(w, http.StatusNotFound, "no code was sent to this number")
			return
		}
		reply(w, map[string]any{"code": code})
	})
	mux.HandleFunc("POST /_emulator/login", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{"code": e.LoginCode()})
	})
	for _, d := range domains {
		if d.control != nil {
			d.control(e, mux)
		}
	}
	return mux
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
	switch body.Kind {
	case FaultDrop, FaultDropAfter, FaultStatus, FaultAfter, FaultSlow, FaultThrottle, FaultDuplicate:
	default:
		refuseControl(w, http.StatusBadRequest, fmt.Sprintf("kind: %q is none of drop, drop_after, status, after, slow, throttle, duplicate", body.Kind))
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
