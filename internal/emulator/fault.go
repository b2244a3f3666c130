package emulator

import (
	"io"
	"maps"
	"net/http"
	"path"
	"strings"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind string

// The faults that can be ordered.
const (
	FaultDropEarly FaultKind = "drop_early" // the connection breaks before the body was read
	FaultDropBody  FaultKind = "drop_body"  // the connection breaks in the middle of the body
	FaultDrop      FaultKind = "drop"       // the connection breaks before anything was done
	FaultDropAfter FaultKind = "drop_after" // it was done, but the connection breaks before the answer
	FaultHalf      FaultKind = "half"       // it was done, but the connection breaks in the middle of the answer
	FaultHang      FaultKind = "hang"       // nothing is done and nothing answered, until the client gives up
	FaultStatus    FaultKind = "status"     // Fault.Status (500) with an HTML page, or with the error Fault.Code if that is set, before anything was done
	FaultAfter     FaultKind = "after"      // the same, after it was done
	FaultSlow      FaultKind = "slow"       // the answer comes after Fault.Delay of real time
	FaultThrottle  FaultKind = "throttle"   // Fault.Code and Subcode (4) before anything was done; headers tell to wait for Fault.Delay (a minute)
	FaultDuplicate FaultKind = "duplicate"  // a webhook is delivered twice; method and path do not matter
)

// faultKinds are all of them.
var faultKinds = []string{
	string(FaultDropEarly), string(FaultDropBody), string(FaultDrop), string(FaultDropAfter), string(FaultHalf), string(FaultHang),
	string(FaultStatus), string(FaultAfter), string(FaultSlow), string(FaultThrottle), string(FaultDuplicate),
}

// Fault is something that is to go wrong with the calls that match.
type Fault struct {
	Kind   FaultKind `json:"kind"`
	Method string    `json:"method"` // empty: any
	// Path is a pattern of the path below the version, where * stands for one segment: "*/messages". Empty: any.
	Path    string        `json:"path"`
	Times   int           `json:"times"` // how often; 0: once, below 0: until it is cancelled
	Every   int           `json:"every"` // hits only each nth of the calls that match; 0: each
	Status  int           `json:"status"`
	Code    int           `json:"code"`
	Subcode int           `json:"subcode"`
	Message string        `json:"message"`
	Delay   time.Duration `json:"-"`

	matched int
}

// early tells the faults that hit a call before it has been read. A part of a batch has no connection of its own that could break.
func (f *Fault) early() bool { return f.Kind == FaultDropEarly || f.Kind == FaultDropBody }

// Fault orders something to go wrong. cancel takes back what has not happened yet.
func (e *Emulator) Fault(f Fault) (cancel func()) {
	if f.Times == 0 {
		f.Times = 1
	}
	if f.Kind == FaultDuplicate {
		return e.hooks.duplicate(f.Times)
	}
	ordered := &f
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults = append(e.faults, ordered)
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		ordered.Times = 0
	}
}

// ClearFaults takes all faults back.
func (e *Emulator) ClearFaults() {
	e.hooks.duplicate(0)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults = nil
}

// FaultHits tells how often each kind of fault has hit a call.
func (e *Emulator) FaultHits() map[FaultKind]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.faultHits)
}

// hitEarly breaks the connection of a call that has not been read, if a fault is to do so.
func (e *Emulator) hitEarly(r *http.Request) {
	_, segments, err := splitPath(r.URL.EscapedPath())
	if err != nil {
		return
	}
	e.mu.Lock()
	fault := e.takeFault(r.Method, strings.Join(segments, "/"), true)
	e.mu.Unlock()
	if fault == nil {
		return
	}
	if fault.Kind == FaultDropBody {
		_, _ = io.CopyN(io.Discard, r.Body, max(r.ContentLength/2, 1)) // if it fails the client has gone already
	}
	panic(http.ErrAbortHandler)
}

// takeFault finds the fault that is to hit a call, before or after it has been read, and counts it. The caller holds the lock.
func (e *Emulator) takeFault(method, called string, early bool) *Fault {
	for _, f := range e.faults {
		if f.early() != early || f.Times == 0 || f.Method != "" && !strings.EqualFold(f.Method, method) {
			continue
		}
		if f.Path != "" {
			if ok, err := path.Match(strings.Trim(f.Path, "/"), called); err != nil || !ok {
				continue
			}
		}
		if f.matched++; f.Every > 1 && f.matched%f.Every != 0 {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		if e.faultHits == nil {
			e.faultHits = map[FaultKind]int{}
		}
		e.faultHits[f.Kind]++
		hit := *f
		return &hit
	}
	return nil
}

// duplicate makes the next webhooks be sent twice.
func (h *webhooks) duplicate(times int) (cancel func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.repeat = times
	return func() { h.duplicate(0) }
}

// before is what a fault answers instead of the call being done; nil if it is done.
func (f *Fault) before(e *Emulator, req *request) *response {
	switch {
	case f == nil:
	case f.Kind == FaultDrop:
		return &response{dropped: true}
	case f.Kind == FaultHang:
		return &response{dropped: true, silent: true}
	case f.Kind == FaultStatus:
		return f.failure(e, req)
	case f.Kind == FaultThrottle:
		return f.throttle(e, req)
	}
	return nil
}

// after changes the answer of a call that was done.
func (f *Fault) after(e *Emulator, req *request, resp *response) *response {
	switch {
	case f == nil:
	case f.Kind == FaultDropAfter:
		return &response{dropped: true}
	case f.Kind == FaultAfter:
		return f.failure(e, req)
	case f.Kind == FaultHalf:
		resp.halved = true
	case f.Kind == FaultSlow:
		resp.delay = f.Delay
	}
	return resp
}

// failure is a status with a Graph error if the fault has a code, else with a page.
func (f *Fault) failure(e *Emulator, req *request) *response {
	if f.Code == 0 {
		return f.page()
	}
	message := f.Message
	if message == "" {
		message = "An unexpected error has occurred. Please retry your request later."
	}
	c := &Call{e: e, Version: req.version}
	c.aim(req.path)
	refusal := FailPlain(f.Code, "%s", message).Sub(f.Subcode)
	if refusal.Status = f.Status; refusal.Status == 0 {
		refusal.Status = http.StatusInternalServerError
	}
	refusal.Transient = f.Code == 1 || f.Code == 2
	return c.refused(refusal)
}

// page is the HTML that comes with a status when not the Graph API answers but something in front of it.
func (f *Fault) page() *response {
	status := f.Status
	if status == 0 {
		status = http.StatusInternalServerError
	}
	text := f.Message
	if text == "" {
		text = "<html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>"
	}
	h := http.Header{}
	h.Set("Content-Type", "text/html; charset=utf-8")
	return &response{status: status, header: h, body: []byte(text)}
}
