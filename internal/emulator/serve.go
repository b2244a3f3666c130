package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// response is what a call is answered with.
type response struct {
	status  int
	header  http.Header
	body    any
	dropped bool          // the connection breaks instead
	silent  bool          // but not before the client gives up
	halved  bool          // the connection breaks in the middle of it
	delay   time.Duration // before it is sent
}

// Answer is what a handler answers that is not JSON with status 200.
type Answer struct {
	Status      int // 0: 200
	Header      http.Header
	ContentType string // of Body
	Body        []byte // written as it is, unless JSON is set
	JSON        any
}

// ServeHTTP answers one call.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_emulator/") {
		e.control.mux.ServeHTTP(w, r)
		return
	}
	e.hitEarly(r)
	req, err := readRequest(r)
	resp := e.answer(req, err)
	if resp.silent {
		<-r.Context().Done()
	}
	if resp.dropped {
		panic(http.ErrAbortHandler) // makes the server cut the connection
	}
	if resp.delay > 0 {
		select {
		case <-time.After(resp.delay):
		case <-r.Context().Done():
			return
		}
	}
	for k, v := range resp.header {
		w.Header()[k] = v
	}
	body, err := resp.bytes()
	if err != nil {
		e.config.Logger.Error("emulator: an answer cannot be written", "error", err)
	}
	if resp.halved {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(resp.status)
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(resp.status)
	_, _ = w.Write(body) // if it fails the client has gone, and nobody is left to tell
}

// bytes is the body as it is sent: JSON, unless it is bytes already.
func (r *response) bytes() ([]byte, error) {
	if raw, ok := r.body.([]byte); ok {
		return raw, nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(r.body)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}

// answer runs a call with the emulator locked, unless the call could not be read.
func (e *Emulator) answer(req *request, unreadable error) (resp *response) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.clock.runDue()
	if _, ok := req.params["batch"]; ok && len(req.path) == 0 && req.method == http.MethodPost && unreadable == nil {
		return e.batch(req)
	}
	defer func() { e.record(req, resp) }()
	if unreadable != nil {
		return e.refuse(Platform, unreadable)
	}
	fault := e.takeFault(req.method, strings.Join(req.path, "/"), false)
	if resp := fault.before(e, req); resp != nil {
		return resp
	}
	return fault.after(e, req, e.dispatch(req))
}

// dispatch finds the row of a call, and has it done.
func (e *Emulator) dispatch(req *request) *response {
	c := &Call{Method: req.method, Version: req.version, Path: strings.Join(req.path, "/"), Body: req.body, Header: req.header,
		raw: req.params, e: e, baseURL: req.baseURL}
	if c.Version == "" {
		c.Version = defaultVersion
	}
	body, err := e.do(c, req)
	if err != nil {
		return c.refused(err)
	}
	resp := &response{status: http.StatusOK, body: body, header: e.commonHeader(c.Version)}
	c.usage(resp.header)
	if a, ok := body.(*Answer); ok {
		a.fill(resp)
	}
	return resp
}

func (a *Answer) fill(resp *response) {
	if a.Status != 0 {
		resp.status = a.Status
	}
	for k, v := range a.Header {
		resp.header[k] = v
	}
	resp.body = a.JSON
	if a.JSON == nil {
		resp.body = a.Body
		resp.header.Set("Content-Type", a.ContentType)
	}
}

func (e *Emulator) do(c *Call, req *request) (any, error) {
	if err := checkVersion(c.Version, Platform, c.Now()); err != nil {
		return nil, err
	}
	root := e.registry.types[Root]
	if edge := root.edges[edgeKey{c.Method, c.Path}]; edge != nil && edge.Open {
		c.typ, c.Edge = root, edge
		return c.perform(nil)
	}
	if len(req.path) > 0 && c.Object(req.path[0]) != nil {
		c.typ = e.registry.types[c.Object(req.path[0]).Type] // statuses of a bad token differ by product
	}
	token, err := e.authenticate(req)
	if err != nil {
		return nil, err
	}
	c.Token = token
	if err := withdrawn(c); err != nil {
		return nil, err
	}
	if err := e.resolve(c, req.path); err != nil {
		return nil, err
	}
	if err := checkVersion(c.Version, c.typ.Product, c.Now()); err != nil {
		return nil, err
	}
	if err := c.allowed(); err != nil {
		return nil, err
	}
	if err := c.charge(); err != nil {
		return nil, err
	}
	var sel []selection
	if fields := c.raw["fields"]; fields != nil && fields != "" && !c.Edge.takes("fields") {
		if sel, err = parseSelections(fields); err != nil {
			return nil, err
		}
	}
	body, err := c.perform(sel)
	if err != nil {
		return nil, err
	}
	if m, ok := body.(map[string]any); ok && c.Method == http.MethodGet && c.Edge.Name == "" && c.Node != nil && text(c.raw["metadata"]) == "1" {
		m["metadata"] = c.metadata()
	}
	return body, nil
}

// withdrawn refuses what Meta took back for all versions on 27 October 2026.
func withdrawn(c *Call) error {
	if _, ok := c.raw["date_format"]; ok {
		return Fail(100, "The parameter date_format is no longer supported")
	}
	if _, ok := c.raw["ids"]; ok && c.Path == "" {
		return Fail(100, "Requests for multiple ids at the root are no longer supported; use a batch request")
	}
	return nil
}

// resolve finds the node and the operation that a path and method mean.
func (e *Emulator) resolve(c *Call, path []string) error {
	root := e.registry.types[Root]
	if root.byNames[c.Path] {
		c.typ = root
		if c.Edge = root.edges[edgeKey{c.Method, c.Path}]; c.Edge == nil {
			return unknownPath(c.Path)
		}
		return nil
	}
	if len(path) == 0 {
		return (&Error{Code: 100, Type: "GraphMethodException", Message: fmt.Sprintf("Unsupported %s request.", verb(c.Method))})
	}
	id := path[0]
	if id == "me" {
		id = c.Token.Subject
		if c.Token.Kind == AppToken {
			return FailPlain(2500, "An active access token must be used to query information about the current user.")
		}
	}
	if id == "app" {
		id = c.Token.AppID
	}
	if strings.HasPrefix(id, uploadPrefix) {
		id, _, _ = strings.Cut(id, "?") // the signature, when a client escaped it into the path
	}
	if c.Node = c.Object(id); c.Node == nil {
		if !strings.ContainsAny(id, "0123456789") {
			return Fail(803, "Some of the aliases you requested do not exist: %s", id).With(http.StatusNotFound)
		}
		return noSuchObject(c.Method, id)
	}
	c.typ = e.registry.types[c.Node.Type]
	name := strings.Join(path[1:], "/")
	c.Edge = c.typ.edges[edgeKey{c.Method, name}]
	if c.Edge == nil && len(path) == 3 && c.typ.byNames[path[1]+anyItem] {
		name = path[1] + anyItem // an item by its key, which is no node
		c.Edge = c.typ.edges[edgeKey{c.Method, name}]
	}
	switch {
	case c.Edge != nil:
	case name == "" && c.Method == http.MethodGet:
		c.Edge = &Edge{Method: http.MethodGet}
	case name != "" && !c.typ.byNames[name]:
		return unknownPath(name)
	default:
		return noSuchObject(c.Method, id)
	}
	return nil
}

// allowed refuses a kind of token that the operation does not take, and one that lacks the permission.
func (c *Call) allowed() error {
	if len(c.Edge.Tokens) > 0 && !slices.ContainsFunc(c.Edge.Tokens, c.tokenIs) {
		switch c.Edge.Tokens[0] {
		case PageToken:
			return Fail(190, "This method must be called with a Page Access Token").Sub(2069032)
		case AppToken:
			return Fail(15, "This method must be called with an app access_token.")
		}
		return Fail(190, "This method must be called with a User Access Token")
	}
	if scope := c.Edge.Scope; scope != "" && c.Token.Kind != AppToken && !slices.Contains(c.Token.Scopes, scope) {
		if c.product() == WhatsApp {
			return Fail(10, "Application does not have permission for this action").Detailed("The token lacks the permission %s.", scope)
		}
		return Fail(200, "Requires %s permission to manage the object", scope)
	}
	return nil
}

// tokenIs tells whether the call's token is of a kind; a Page's token only speaks for that Page.
func (c *Call) tokenIs(k TokenKind) bool {
	if k == PageToken && c.Node != nil && c.Node.Type == "Page" && c.Token.Subject != c.Node.ID {
		return false
	}
	return c.Token.Kind == k
}

// metadata is the description of a node that `metadata=1` asks for.
func (c *Call) metadata() map[string]any {
	fields := make([]any, 0, len(c.typ.Fields))
	for _, f := range c.typ.Fields {
		fields = append(fields, map[string]any{"name": f.Name, "type": f.Type})
	}
	connections := map[string]any{}
	for key := range c.typ.edges {
		if key.method == http.MethodGet && key.name != "" {
			connections[key.name] = c.baseURL + "/" + c.Version + "/" + c.Node.ID + "/" + key.name
		}
	}
	return map[string]any{"type": strings.ToLower(c.typ.Name), "fields": fields, "connections": connections}
}

// refused makes the answer of a refusal, with what every answer of the call tells.
func (c *Call) refused(err error) *response {
	resp := c.e.refuse(c.product(), err)
	if _, known := versions[c.Version]; known {
		resp.header.Set("Facebook-Api-Version", c.Version)
	}
	c.usage(resp.header)
	return resp
}

// aim sets the node that a path begins with, before anything is checked.
func (c *Call) aim(path []string) {
	if len(path) == 0 || c.Object(path[0]) == nil {
		return
	}
	c.Node = c.Object(path[0])
	c.typ = c.e.registry.types[c.Node.Type]
}

// refuse makes the answer of a refusal. Any other error is a fault of the emulator, and says so.
func (e *Emulator) refuse(p Product, err error) *response {
	graphErr, ok := errors.AsType[*Error](err)
	if !ok {
		e.config.Logger.Error("emulator: a row failed", "error", err)
		graphErr = FailPlain(1, "An unknown error occurred: %v", err)
	}
	header := e.commonHeader("")
	trace := header.Get("X-Fb-Trace-Id")
	if graphErr.Code == 190 {
		header.Set("WWW-Authenticate", fmt.Sprintf("OAuth \"Facebook Platform\" \"invalid_token\" %q", graphErr.Message))
	}
	return &response{status: graphErr.status(p), header: header, body: graphErr.body(trace)}
}

// traceID is the fbtrace_id of the nth answer.
func traceID(n int64) string { return fmt.Sprintf("A%010dEmulatr", n) }

func (e *Emulator) commonHeader(version string) http.Header {
	e.store.traces++
	h := http.Header{}
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set("X-Fb-Trace-Id", traceID(e.store.traces))
	h.Set("X-Fb-Request-Id", fmt.Sprintf("%032x", e.store.traces))
	if version != "" {
		h.Set("Facebook-Api-Version", version)
	}
	h.Set("Cache-Control", "private, no-cache, no-store, must-revalidate")
	return h
}
