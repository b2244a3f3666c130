package ads

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// layoutWidth is how wide an object or list may be to stay on one line.
const layoutWidth = 88

// layoutJSON shows a body to people: what is short stays on one line. It differs from
// what is sent in its white space, and in that <, > and & stand for themselves.
func layoutJSON(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	var l layout
	if err := l.value(bytes.TrimSpace(b.Bytes()), 0); err != nil {
		return "", err
	}
	// Types with a MarshalJSON of their own have escaped these; a backslash before the
	// escape is one of the text's own and keeps its partner.
	return strings.NewReplacer(`\\`, `\\`, `\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(l.String()), nil
}

// layout writes JSON in lines.
type layout struct{ strings.Builder }

func (l *layout) value(raw json.RawMessage, depth int) error {
	if raw[0] != '{' && raw[0] != '[' || 2*depth+utf8.RuneCount(raw) <= layoutWidth {
		l.Write(raw)
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	open, err := dec.Token()
	if err != nil {
		return err
	}
	inObject := open == json.Delim('{')
	l.WriteByte(raw[0])
	for n := 0; dec.More(); n++ {
		if n > 0 {
			l.WriteByte(',')
		}
		l.newline(depth + 1)
		if inObject {
			if err := l.key(dec); err != nil {
				return err
			}
		}
		var item json.RawMessage
		if err := dec.Decode(&item); err != nil {
			return err
		}
		if err := l.value(item, depth+1); err != nil {
			return err
		}
	}
	l.newline(depth)
	l.WriteByte(raw[len(raw)-1])
	return nil
}

func (l *layout) key(dec *json.Decoder) error {
	key, err := dec.Token()
	if err != nil {
		return err
	}
	quoted, err := json.Marshal(key)
	if err != nil {
		return err
	}
	l.Write(quoted)
	l.WriteString(": ")
	return nil
}

func (l *layout) newline(depth int) {
	l.WriteByte('\n')
	l.WriteString(strings.Repeat("  ", depth))
}
