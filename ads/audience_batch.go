package ads

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// audienceBatch is the body of a call that sends people, written row by row into one piece of
// memory, which serves for all calls of a session.
type audienceBatch struct {
	schema    []MatchKey
	matchings []matching // of the schema
	country   string     // where people have none
	codes     map[string]string

	body   []byte
	prefix int // what all bodies begin with
	rows   []batchRow
	row    []byte // being written, until it is known whether it goes into this batch
	work   []byte // a plain value that may need quoting
}

// batchRow is where a row begins in the body, and whose it is.
type batchRow struct{ start, index int }

func newAudienceBatch(options *UploadOptions) *audienceBatch {
	code, _ := normalCountry(nil, options.Country, "")
	b := &audienceBatch{schema: options.Schema, country: string(code), codes: map[string]string{}}
	for _, key := range b.schema {
		b.matchings = append(b.matchings, matchings[key])
	}
	w := wire.NewWriter(nil).BeginObject().Key("payload").BeginObject()
	w.Key("schema").BeginArray()
	for _, key := range b.schema {
		w.String(string(key))
	}
	w.EndArray()
	for _, of := range []struct {
		name string
		ids  []string
	}{{"page_ids", options.PageIDs}, {"app_ids", options.AppIDs}} {
		if len(of.ids) == 0 {
			continue
		}
		w.Key(of.name).BeginArray()
		for _, id := range of.ids {
			w.String(id)
		}
		w.EndArray()
	}
	w.EndObject().EndObject()
	head, _ := w.Bytes()
	b.body = append(head[:len(head)-len("}}")], `,"data":[`...)
	b.prefix = len(b.body)
	return b
}

// write makes the row of a person. Values that mean nothing are told and left out; a row
// of which nothing is left that a person could be found by is no row.
func (b *audienceBatch) write(p *Person, tell func(MatchKey, string)) (ok bool) {
	country := b.codeOf(p.Country)
	b.row = append(b.row[:0], '[')
	for i, key := range b.schema {
		if i > 0 {
			b.row = append(b.row, ',')
		}
		sent, problem := b.cell(i, key, p, country)
		if problem != "" {
			tell(key, problem)
			if key == MatchKeyLookalikeValue {
				return false
			}
		}
		ok = ok || sent && !weak(key)
	}
	b.row = append(b.row, ']')
	return ok
}

// cell writes a person's value of a key.
func (b *audienceBatch) cell(i int, key MatchKey, p *Person, country string) (sent bool, problem string) {
	switch key {
	case MatchKeyDataProcessingOptions, MatchKeyDataProcessingOptionsCountry, MatchKeyDataProcessingOptionsState:
		b.limited(key, p.LimitedDataUse)
		return false, ""
	case MatchKeyLookalikeValue:
		if p.LookalikeValue == "" {
			return false, "is missing: a list with values needs one of everybody"
		}
		b.row, problem = normalAmount(b.row, string(p.LookalikeValue), "")
		return true, problem
	}
	value, m := p.value(key), b.matchings[i]
	if layout := birthLayouts[key]; value == "" && layout != "" && !p.DateOfBirth.IsZero() {
		b.work = p.DateOfBirth.AppendFormat(b.work[:0], layout)
		b.row = append(b.row, '"')
		b.row = appendDigest(b.row, b.work)
		b.row = append(b.row, '"')
		return true, ""
	}
	if value == "" {
		b.row = append(b.row, `""`...)
		return false, ""
	}
	if !m.plain {
		b.row = append(b.row, '"')
		b.row, problem = m.append(b.row, value, country)
		b.row = append(b.row, '"')
		return problem == "", problem
	}
	b.work, problem = m.normal(b.work[:0], value, country)
	if needsQuoting(b.work) {
		b.row = wire.AppendString(b.row, string(b.work))
	} else {
		b.row = append(b.row, '"')
		b.row = append(b.row, b.work...)
		b.row = append(b.row, '"')
	}
	return problem == "", problem
}

// limited writes a value of Limited Data Use.
func (b *audienceBatch) limited(key MatchKey, use *LimitedDataUse) {
	switch {
	case key == MatchKeyDataProcessingOptions && use == nil:
		b.row = append(b.row, "[]"...)
	case key == MatchKeyDataProcessingOptions:
		b.row = append(b.row, `["LDU"]`...)
	case use == nil:
		b.row = append(b.row, '0')
	case key == MatchKeyDataProcessingOptionsCountry:
		b.row = strconv.AppendInt(b.row, int64(use.Country), 10)
	default:
		b.row = strconv.AppendInt(b.row, int64(use.State), 10)
	}
}

// codeOf is a country's code in small letters. Lists have few countries, so that each is worked out once.
func (b *audienceBatch) codeOf(country string) string {
	if country == "" {
		return b.country
	}
	code, ok := b.codes[country]
	if !ok {
		text, problem := normalCountry(nil, country, "")
		if code = string(text); problem != "" {
			code = b.country
		}
		if len(b.codes) < 1000 { // a column of something else must not fill the memory
			b.codes[country] = code
		}
	}
	return code
}

// weak tells the keys by which nobody can be found, if there is nothing else.
func weak(key MatchKey) bool {
	switch key {
	case MatchKeyGender, MatchKeyBirthYear, MatchKeyBirthMonth, MatchKeyBirthDay, MatchKeyFirstInitial, MatchKeyState, MatchKeyCountry,
		MatchKeyLookalikeValue, MatchKeyDataProcessingOptions, MatchKeyDataProcessingOptionsCountry, MatchKeyDataProcessingOptionsState:
		return true
	}
	return false
}

func needsQuoting(text []byte) bool {
	return slices.ContainsFunc(text, func(c byte) bool { return c < ' ' || c >= 0x7f || c == '"' || c == '\\' })
}

// take puts the row that was written into the batch.
func (b *audienceBatch) take(index int) {
	if len(b.rows) > 0 {
		b.body = append(b.body, ',')
	}
	b.rows = append(b.rows, batchRow{len(b.body), index})
	b.body = append(b.body, b.row...)
}

// end closes the body. It is good until the next row is taken.
func (b *audienceBatch) end(session AudienceSession) (json.RawMessage, error) {
	text, err := json.Marshal(session)
	if err != nil {
		return nil, err
	}
	size := len(b.body)
	out := append(b.body, `]},"session":`...)
	out = append(append(out, text...), '}')
	b.body = out[:size]
	return out, nil
}

// clear makes room for the next batch.
func (b *audienceBatch) clear() { b.body, b.rows = b.body[:b.prefix], b.rows[:0] }
