package emulator

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// request is one Graph call, whether it came over HTTP or as a part of a batch.
type request struct {
	method  string
	version string   // "v26.0"; empty: none was named
	path    []string // below the version
	params  map[string]any
	body    []byte
	header  http.Header
	baseURL string
	part    bool // of a batch
}

const maxBody = 128 << 20 // documents may have 100 MB

// readRequest takes parameters from the query and from a body of any kind.
func readRequest(r *http.Request) (*request, error) {
	req := &request{method: r.Method, header: r.Header, params: map[string]any{}, baseURL: "http://" + r.Host}
	if r.TLS != nil {
		req.baseURL = "https://" + r.Host
	}
	var err error
	if req.version, req.path, err = splitPath(r.URL.EscapedPath()); err != nil {
		return req, err
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return req, FailPlain(100, "Invalid query string")
	}
	addValues(req.params, query)
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return req, FailPlain(1, "The request could not be read")
	}
	if len(body) > maxBody {
		return req, FailPlain(1, "The request is too large").With(http.StatusRequestEntityTooLarge)
	}
	if req.takesBytes() {
		req.body = body
	} else if err := req.readBody(r.Header.Get("Content-Type"), body); err != nil {
		return req, err
	}
	if method := strings.ToUpper(text(req.params["method"])); r.Method == http.MethodPost || r.Method == http.MethodGet {
		switch method {
		case http.MethodGet, http.MethodPost, http.MethodDelete:
			req.method = method
		}
	}
	return req, nil
}

// splitPath separates the version from the segments. The upload hosts put the version behind a word of their own
// (/video-ads-upload/v26.0/ID), which is taken as the edge.
func splitPath(escaped string) (version string, path []string, err error) {
	for s := range strings.SplitSeq(escaped, "/") {
		if s == "" {
			continue
		}
		s, err := url.PathUnescape(s)
		if err != nil {
			return "", nil, unknownPath(strings.TrimPrefix(escaped, "/"))
		}
		path = append(path, s)
	}
	if len(path) > 0 && isVersion(path[0]) {
		return path[0], path[1:], nil
	}
	if len(path) > 2 && isVersion(path[1]) {
		return path[1], append(path[2:], path[0]), nil
	}
	return "", path, nil
}

const uploadPrefix = "upload:"

// takesBytes tells the uploads, whose body is the file whatever its content type says: clients leave it at their default.
func (req *request) takesBytes() bool {
	return len(req.path) > 0 && strings.HasPrefix(req.path[0], uploadPrefix) ||
		len(req.path) > 1 && req.path[len(req.path)-1] == videoUpload
}

// videoUpload is the word in front of the version that the upload host has, and the edge that it becomes.
const videoUpload = "video-ads-upload"

func isVersion(s string) bool {
	major, minor, ok := strings.Cut(s, ".")
	return ok && len(major) > 1 && major[0] == 'v' && digits(major[1:]) && digits(minor)
}

func (req *request) readBody(contentType string, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	media, attributes, _ := mime.ParseMediaType(contentType)
	switch {
	case media == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return FailPlain(100, "Invalid form body")
		}
		addValues(req.params, values)
	case media == "multipart/form-data":
		return req.readMultipart(multipart.NewReader(bytes.NewReader(body), attributes["boundary"]))
	case media == "application/json":
		v, err := decodeJSON(body)
		if err != nil {
			return FailPlain(100, "Invalid JSON in the request body")
		}
		m, ok := v.(map[string]any)
		if !ok {
			return FailPlain(100, "The request body must be a JSON object")
		}
		maps.Copy(req.params, m)
	default:
		req.body = body
	}
	return nil
}

func (req *request) readMultipart(r *multipart.Reader) error {
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return FailPlain(100, "Invalid multipart body")
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return FailPlain(100, "Invalid multipart body")
		}
		if name := part.FileName(); name != "" || part.Header.Get("Content-Type") != "" && part.FormName() != "" && !isText(part.Header.Get("Content-Type")) {
			req.params[part.FormName()] = &File{Name: name, ContentType: part.Header.Get("Content-Type"), Content: content}
			continue
		}
		req.params[part.FormName()] = string(content)
	}
}

// isText tells a part that is a value from one that is a file without a name.
func isText(contentType string) bool {
	media, _, _ := mime.ParseMediaType(contentType)
	return strings.HasPrefix(media, "text/") || media == "application/json"
}

// addValues takes form values. `name[]` and `name[0]` make a list and `name[key]` an object, as PHP has them.
func addValues(params map[string]any, values url.Values) {
	for key, vs := range values {
		if len(vs) == 0 {
			continue
		}
		name, rest, nested := strings.Cut(key, "[")
		index, ok := strings.CutSuffix(rest, "]")
		switch {
		case !nested || !ok || strings.ContainsAny(index, "[]"):
			params[key] = vs[len(vs)-1]
		case index == "":
			list, _ := params[name].([]any)
			for _, v := range vs {
				list = append(list, v)
			}
			params[name] = list
		default:
			m, _ := params[name].(map[string]any)
			if m == nil {
				m = map[string]any{}
			}
			m[index] = vs[len(vs)-1]
			params[name] = m
		}
	}
	// Numbered keys from 0 on are a list.
	for name, v := range params {
		m, ok := v.(map[string]any)
		if !ok || len(m) == 0 {
			continue
		}
		list := make([]any, 0, len(m))
		for i := range len(m) {
			if e, ok := m[fmt.Sprint(i)]; ok {
				list = append(list, e)
			}
		}
		if len(list) == len(m) {
			params[name] = list
		}
	}
}
