package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const maxBatch = 50

// batchPart is one operation of a batch.
type batchPart struct {
	Method      string          `json:"method"`
	RelativeURL string          `json:"relative_url"`
	Body        json.RawMessage `json:"body"` // text of a form; an object is taken, too
	Name        string          `json:"name"`
	DependsOn   string          `json:"depends_on"`
	Omit        *bool           `json:"omit_response_on_success"`
	Files       string          `json:"attached_files"`
	AccessToken string          `json:"access_token"`
	Headers     []batchHeader   `json:"headers"`

	state  int // 0 not begun, 1 under way, 2 done
	resp   *response
	needed bool // another part refers to its answer
}

type batchHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// batch runs the operations of a batch, each as a call of its own, and answers with their answers in order.
// https://developers.facebook.com/docs/graph-api/batch-requests
func (e *Emulator) batch(req *request) *response {
	parts, err := readBatch(req)
	if err == nil {
		_, err = e.authenticate(req)
	}
	if err != nil {
		return e.refuse(Platform, err)
	}
	b := &batchRun{e: e, req: req, parts: parts, names: map[string]*batchPart{}}
	for _, p := range parts {
		if p.Name != "" {
			if b.names[p.Name] != nil {
				return e.refuse(Platform, FailPlain(100, "Batch request names must be unique: %s", p.Name))
			}
			b.names[p.Name] = p
		}
	}
	for _, p := range parts {
		b.run(p)
	}
	answers := make([]any, len(parts))
	headers := text(req.params["include_headers"]) != "false"
	for i, p := range parts {
		answers[i] = p.answer(headers)
	}
	return &response{status: http.StatusOK, body: answers, header: e.commonHeader("")}
}

func readBatch(req *request) ([]*batchPart, error) {
	raw, err := json.Marshal(fromText(req.params["batch"]))
	if err != nil {
		return nil, FailPlain(100, "The batch parameter must be a JSON array")
	}
	var parts []*batchPart
	if err := json.Unmarshal(raw, &parts); err != nil || slices.Contains(parts, nil) {
		return nil, Fail(100, "The batch parameter must be a JSON array of operations")
	}
	switch {
	case len(parts) == 0:
		return nil, Fail(100, "The batch parameter must hold at least one operation")
	case len(parts) > maxBatch:
		return nil, FailPlain(100, "Too many requests in batch message. Maximum batch size is %d", maxBatch)
	}
	return parts, nil
}

type batchRun struct {
	e     *Emulator
	req   *request
	parts []*batchPart
	names map[string]*batchPart
}

// run does a part, after those that it refers to.
func (b *batchRun) run(p *batchPart) {
	if p.state != 0 {
		return
	}
	p.state = 1
	p.resp = b.perform(p)
	p.state = 2
}

func (b *batchRun) perform(p *batchPart) *response {
	req, err := b.request(p)
	if err == nil && p.DependsOn != "" {
		_, err = b.need(p.DependsOn)
	}
	if err != nil {
		return b.e.refuse(Platform, err)
	}
	called := strings.Join(req.path, "/")
	fault := b.e.takeFault(req.method, called, false)
	resp := fault.before(b.e, req)
	if resp == nil {
		resp = fault.after(b.e, req, b.e.dispatch(req))
	}
	b.e.record(req, resp)
	return resp
}

// need gives the answer of the part with a name, which runs first.
func (b *batchRun) need(name string) (*response, error) {
	p := b.names[name]
	if p == nil || p.state == 1 {
		return nil, FailPlain(2500, "Invalid batch dependency: %s", name)
	}
	p.needed = true
	b.run(p)
	if p.resp.dropped || p.resp.status != http.StatusOK {
		return nil, FailPlain(100, "The operation %s, which this one depends on, failed", name).With(http.StatusFailedDependency)
	}
	return p.resp, nil
}

// request makes a call of its own of a part. References to other answers are filled in after decoding, so that it
// does not matter whether they were escaped.
func (b *batchRun) request(p *batchPart) (*request, error) {
	target, query, _ := strings.Cut(p.RelativeURL, "?")
	version, path, err := splitPath(target)
	if err != nil {
		return nil, err
	}
	if version == "" {
		version = b.req.version
	}
	req := &request{method: strings.ToUpper(p.Method), version: version, path: path, params: map[string]any{},
		header: http.Header{}, baseURL: b.req.baseURL, part: true}
	if req.method == "" {
		return nil, Fail(100, "An operation of a batch must have a method")
	}
	for _, h := range p.Headers {
		req.header.Add(h.Name, h.Value)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, Fail(100, "Invalid query string in %s", p.RelativeURL)
	}
	addValues(req.params, values)
	if err := p.addBody(req); err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(p.Files, ",") {
		if name = strings.TrimSpace(name); name != "" {
			file, ok := b.req.params[name].(*File)
			if !ok {
				return nil, Fail(100, "File %s has not been attached", name)
			}
			req.params[name] = file
		}
	}
	for i, segment := range req.path {
		if req.path[i], err = b.fill(segment); err != nil {
			return nil, err
		}
	}
	for name, v := range req.params {
		if req.params[name], err = b.fillValue(v); err != nil {
			return nil, err
		}
	}
	b.authorise(p, req)
	return req, nil
}

func (p *batchPart) addBody(req *request) error {
	if len(p.Body) == 0 || string(p.Body) == "null" {
		return nil
	}
	var form string
	if err := json.Unmarshal(p.Body, &form); err != nil {
		v, err := decodeJSON(p.Body)
		m, ok := v.(map[string]any)
		if err != nil || !ok {
			return Fail(100, "The body of an operation must be text")
		}
		maps.Copy(req.params, m)
		return nil
	}
	if strings.HasPrefix(req.header.Get("Content-Type"), "application/json") {
		return req.readBody("application/json", []byte(form))
	}
	return req.readBody("application/x-www-form-urlencoded", []byte(form))
}

// authorise gives a part its own token, or that of the batch.
func (b *batchRun) authorise(p *batchPart, req *request) {
	switch {
	case p.AccessToken != "":
		req.params["access_token"] = p.AccessToken
	case req.params["access_token"] == nil && req.header.Get("Authorization") == "":
		req.params["access_token"] = bearer(b.req.header, b.req.params)
		if req.params["appsecret_proof"] == nil {
			req.params["appsecret_proof"] = b.req.params["appsecret_proof"]
		}
	}
}

// answer is a part's entry in the answer of the batch: null if its answer was lost or is omitted.
func (p *batchPart) answer(headers bool) any {
	if p.resp.dropped || p.resp.halved {
		return nil
	}
	omit := p.needed
	if p.Omit != nil {
		omit = *p.Omit
	}
	if omit && p.resp.status == http.StatusOK {
		return nil
	}
	body, _ := p.resp.bytes()
	out := map[string]any{"code": p.resp.status, "body": string(body)}
	if headers {
		list := []any{}
		for _, name := range slices.Sorted(maps.Keys(p.resp.header)) {
			list = append(list, map[string]any{"name": name, "value": p.resp.header.Get(name)})
		}
		out["headers"] = list
	}
	return out
}
