package emulator

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// reference is `{result=name:$.path}`: what another operation of the batch answered.
var reference = regexp.MustCompile(`\{result=([^:{}]+):(\$[^{}]*)\}`)

// fill puts answers of other operations in the place of references to them.
func (b *batchRun) fill(s string) (string, error) {
	var failed error
	out := reference.ReplaceAllStringFunc(s, func(match string) string {
		m := reference.FindStringSubmatch(match)
		resp, err := b.need(m[1])
		if err == nil {
			var found []string
			if found, err = jsonPath(resp, m[2]); err == nil {
				return strings.Join(found, ",")
			}
		}
		failed = err
		return match
	})
	return out, failed
}

func (b *batchRun) fillValue(v any) (any, error) {
	switch u := v.(type) {
	case string:
		return b.fill(u)
	case []any:
		for i, e := range u {
			filled, err := b.fillValue(e)
			if err != nil {
				return nil, err
			}
			u[i] = filled
		}
	case map[string]any:
		for k, e := range u {
			filled, err := b.fillValue(e)
			if err != nil {
				return nil, err
			}
			u[k] = filled
		}
	}
	return v, nil
}

// jsonPath finds values in an answer: names, [n], and * for all.
func jsonPath(resp *response, path string) ([]string, error) {
	body, err := resp.bytes()
	if err != nil {
		return nil, err
	}
	root, err := decodeJSON(body)
	if err != nil {
		return nil, FailPlain(2500, "The answer that %s refers to is no JSON", path)
	}
	at := []any{root}
	steps := strings.NewReplacer("[", ".", "]", "", "'", "", `"`, "").Replace(strings.TrimPrefix(path, "$"))
	for step := range strings.SplitSeq(steps, ".") {
		if step == "" {
			continue
		}
		var next []any
		for _, v := range at {
			next = append(next, children(v, step)...)
		}
		at = next
	}
	out := make([]string, 0, len(at))
	for _, v := range at {
		if s, ok := scalarText(v); ok {
			out = append(out, s)
		} else if b, err := json.Marshal(v); err == nil {
			out = append(out, string(b))
		}
	}
	return out, nil
}

func children(v any, step string) []any {
	switch u := v.(type) {
	case map[string]any:
		if step == "*" {
			out := make([]any, 0, len(u))
			for _, k := range slices.Sorted(maps.Keys(u)) {
				out = append(out, u[k])
			}
			return out
		}
		if e, ok := u[step]; ok {
			return []any{e}
		}
	case []any:
		if step == "*" {
			return u
		}
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(u) {
			return []any{u[i]}
		}
	}
	return nil
}
