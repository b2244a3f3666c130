package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Recorded is a call that came in.
type Recorded struct {
	Time    time.Time      `json:"time"`
	Method  string         `json:"method"`
	Version string         `json:"version"`
	Path    string         `json:"path"` // below the version
	Params  map[string]any `json:"params,omitempty"`
	Status  int            `json:"status"` // 0: the connection was cut
	Batched bool           `json:"batched,omitempty"`
}

const maxRecorded = 10_000

// record remembers a call, without its credentials. The caller holds the lock.
func (e *Emulator) record(req *request, resp *response) {
	r := Recorded{Time: e.clock.now(), Method: req.method, Version: req.version, Path: strings.Join(req.path, "/"),
		Params: map[string]any{}, Status: resp.status, Batched: req.part}
	for name, v := range req.params {
		switch u := v.(type) {
		case *File:
			v = map[string]any{"name": u.Name, "type": u.ContentType, "size": len(u.Content)}
		}
		if name != "access_token" && name != "appsecret_proof" && name != "client_secret" {
			r.Params[name] = v
		}
	}
	if len(e.recorded) >= maxRecorded {
		e.recorded = slices.Delete(e.recorded, 0, maxRecorded/2)
	}
	e.recorded = append(e.recorded, r)
	e.config.Logger.Debug("emulator: call", "method", r.Method, "version", r.Version, "path", r.Path, "status", r.Status)
}

// Requests are the calls that came in, oldest first, the parts of a batch each as its own. Only the latest some thousands are kept.
func (e *Emulator) Requests() []Recorded {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := slices.Clone(e.recorded)
	for i := range out {
		out[i].Params = maps.Clone(out[i].Params)
	}
	return out
}
