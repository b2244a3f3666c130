package emulator

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"
)

const (
	maxAudienceRows = 10_000 // of a call
	replaceWindow   = 90 * time.Minute
	largestReplaced = 100_000_000 // people, to be replaced
)

func peopleRows(r *Registry) {
	r.Type(NodeType{Name: "CustomAudienceSession", Product: Ads, UseCase: "custom_audience",
		Fields: Fields(`end_time string, num_invalid_entries string, num_matched string, num_received string, progress string, session_id string,
			stage string, start_time string`),
		Default: []string{"end_time", "num_invalid_entries", "num_matched", "num_received", "progress", "session_id", "stage", "start_time"}})
	users := Params(`payload map, session map, namespace string`)
	r.Edge("CustomAudience",
		Edge{Method: "POST", Name: "users", Params: users, Handle: func(c *Call) (any, error) { return takeUsers(c, addPeople) }},
		Edge{Method: "DELETE", Name: "users", Params: users, Handle: func(c *Call) (any, error) { return takeUsers(c, removePeople) }},
		Edge{Method: "POST", Name: "usersreplace", Params: Params(`payload! map, session! map, namespace string`), Handle: replaceUsers},
		Edge{Method: "GET", Name: "sessions", Of: "CustomAudienceSession", Params: Params(`session_id unsigned int`), Handle: listSessions},
	)
	r.Edge("AdAccount", Edge{Method: "DELETE", Name: "usersofanyaudience", UseCase: "custom_audience", Params: users, Handle: removeFromAll})
}

// audienceState is who is in an audience, by what was sent of them, and what sessions it has had.
type audienceState struct {
	people   map[string]bool
	sessions []*audienceSession
}

type audienceSession struct {
	id                string
	begun, ended      time.Time
	received, invalid int64
	batches           map[int64]bool
	replace           map[string]bool // who will be in the audience; nil: no replacement
}

func audienceOf(o *Object) *audienceState {
	s, ok := o.State.(*audienceState)
	if !ok {
		s = &audienceState{people: map[string]bool{}}
		o.State = s
	}
	return s
}

// peopleCount is how many people an audience has, where it lists them.
func peopleCount(o *Object) (n int, known bool) {
	if subtype := o.Get("subtype"); subtype != "CUSTOM" && subtype != "MESSENGER_SUBSCRIBER_LIST" {
		return 0, false
	}
	return len(audienceOf(o).people), true
}

// plainKeys are what is sent as it is, and not as a hash.
var plainKeys = []string{"MADID", "EXTERN_ID", "PAGEUID", "LOOKALIKE_VALUE", "DATA_PROCESSING_OPTIONS", "DATA_PROCESSING_OPTIONS_COUNTRY",
	"DATA_PROCESSING_OPTIONS_STATE"}

// peopleSent are the rows of a payload.
type peopleSent struct {
	rows    []string
	wrong   int64
	samples map[string]any
}

// readPeople takes the rows that can be read, and counts the others.
func readPeople(c *Call) (*peopleSent, error) {
	payload := c.Args.Map("payload")
	rows := payload.List("data")
	schema := payload.Strings("schema")
	if len(schema) == 0 && payload.Text("schema") != "" {
		schema = []string{payload.Text("schema")}
	}
	switch {
	case len(schema) == 0:
		return nil, missingParam(c, "payload[schema]")
	case len(rows) == 0:
		return nil, missingParam(c, "payload[data]")
	case len(rows) > maxAudienceRows:
		return nil, badParam(c, "payload[data]", "must have at most 10000 rows")
	}
	if slices.Contains(schema, "PAGEUID") && len(payload.List("page_ids")) == 0 {
		return nil, missingParam(c, "payload[page_ids]")
	}
	found := &peopleSent{samples: map[string]any{}}
	for _, row := range rows {
		cells, ok := row.([]any)
		if !ok {
			cells = []any{row}
		}
		why := ""
		if len(cells) != len(schema) {
			why = fmt.Sprintf("has %d values, the schema %d", len(cells), len(schema))
		}
		for i := 0; i < min(len(cells), len(schema)); i++ {
			s := text(cells[i])
			digest, err := hex.DecodeString(s)
			if s != "" && !slices.Contains(plainKeys, schema[i]) && (err != nil || len(digest) != 32) {
				why = schema[i] + " is not a SHA-256 hash"
			}
		}
		key := fmt.Sprint(cells...)
		if why != "" {
			if found.wrong++; len(found.samples) < 5 {
				found.samples[key] = why
			}
			continue
		}
		found.rows = append(found.rows, key)
	}
	return found, nil
}

func addPeople(s *audienceState, rows []string) error {
	for _, row := range rows {
		s.people[row] = true
	}
	return nil
}

// removePeople refuses to leave an audience with too few.
func removePeople(s *audienceState, rows []string) error {
	here := 0
	for _, row := range rows {
		if s.people[row] {
			here++
		}
	}
	if here > 0 && here == len(s.people) {
		return Fail(200, "Removing these people would leave the audience too small").Sub(1870047)
	}
	for _, row := range rows {
		delete(s.people, row)
	}
	return nil
}

// takeUsers takes rows of hashed people, to add or to remove.
func takeUsers(c *Call, do func(*audienceState, []string) error) (any, error) {
	found, err := readPeople(c)
	if err != nil {
		return nil, err
	}
	state := audienceOf(c.Node)
	session, err := sessionOf(c, state)
	if err != nil {
		return nil, err
	}
	if err := do(state, found.rows); err != nil {
		return nil, err
	}
	changed(c, c.Node)
	return taken(c, session, found), nil
}

// sessionOf is the session that a call names, or a new one.
func sessionOf(c *Call, state *audienceState) (*audienceSession, error) {
	given := c.Args.Map("session")
	id := given.Text("session_id")
	if given != nil {
		if n, err := strconv.ParseInt(id, 10, 64); err != nil || n <= 0 {
			return nil, badParam(c, "session[session_id]", "must be a positive number")
		}
		if given.Int("batch_seq") < 1 {
			return nil, badParam(c, "session[batch_seq]", "must be from 1 on")
		}
	}
	i := slices.IndexFunc(state.sessions, func(s *audienceSession) bool { return s.id == id })
	if i < 0 {
		if id == "" {
			id = c.NewID("CustomAudience")
		}
		state.sessions = append(state.sessions, &audienceSession{id: id, begun: c.Now(), batches: map[int64]bool{}})
		i = len(state.sessions) - 1
	}
	return state.sessions[i], nil
}

// taken counts a call's rows, and answers.
func taken(c *Call, session *audienceSession, found *peopleSent) map[string]any {
	given := c.Args.Map("session")
	received := int64(len(found.rows)) + found.wrong
	session.received += received
	session.invalid += found.wrong
	session.batches[given.Int("batch_seq")] = true
	if given == nil || given.Bool("last_batch_flag") {
		session.ended = c.Now()
	}
	return map[string]any{"audience_id": c.Node.ID, "session_id": session.id, "num_received": session.received, "num_invalid_entries": found.wrong,
		"invalid_entry_samples": found.samples}
}

// changed works out the size of an audience of which people came or went.
func changed(c *Call, o *Object) {
	o.Values["time_updated"], o.Values["time_content_updated"] = c.Now().Unix(), c.Now().Unix()
	n := int64(len(audienceOf(o).people))
	if n < leastSeed {
		o.Values["approximate_count_lower_bound"], o.Values["approximate_count_upper_bound"] = int64(-1), int64(-1)
		o.Values["delivery_status"] = map[string]any{"code": int64(300), "description": "This audience is too small"}
		o.Values["operation_status"] = map[string]any{"code": int64(200), "description": "Normal"}
		return
	}
	ready(o, n)
}

// replaceUsers takes a batch of a session that puts its people in the place of all.
func replaceUsers(c *Call) (any, error) {
	refuse := func(subcode int, message string) (any, error) {
		return nil, Fail(2650, "Failed to update the custom audience").Sub(subcode).Titled("Custom audience update failed", message)
	}
	found, err := readPeople(c)
	if err != nil {
		return nil, err
	}
	state := audienceOf(c.Node)
	if int64(len(state.people)) >= largestReplaced || Args(c.Node.Values).Int("approximate_count_lower_bound") >= tooMany {
		return refuse(1870144, "The audience has 100 million people or more.")
	}
	id, seq := c.Args.Map("session").Text("session_id"), c.Args.Map("session").Int("batch_seq")
	for _, s := range state.sessions {
		running := s.replace != nil && s.ended.IsZero() && c.Now().Before(s.begun.Add(replaceWindow))
		switch {
		case s.id != id && running:
			return refuse(1870145, "Another session is replacing the audience.")
		case s.id == id && s.replace != nil && !s.ended.IsZero():
			return refuse(1870159, "The session has finished.")
		case s.id == id && s.replace != nil && !running:
			return refuse(1870158, "The session took more than 90 minutes.")
		case s.id == id && s.replace != nil && s.batches[seq]:
			return refuse(1870148, "This batch of the session was received already.")
		}
	}
	known := slices.ContainsFunc(state.sessions, func(s *audienceSession) bool { return s.id == id })
	if !known && seq > 1 {
		return refuse(1870147, "The first batch of the session is missing.")
	}
	session, err := sessionOf(c, state)
	if err != nil {
		return nil, err
	}
	if session.replace == nil {
		session.replace = map[string]bool{}
	}
	for _, row := range found.rows {
		session.replace[row] = true
	}
	answer := taken(c, session, found)
	if !session.ended.IsZero() {
		state.people = session.replace
		changed(c, c.Node)
	} else {
		c.Node.Values["operation_status"] = map[string]any{"code": int64(414), "description": "The audience is being replaced"}
	}
	return answer, nil
}

func listSessions(c *Call) (any, error) {
	var rows []*Object
	for _, s := range slices.Backward(audienceOf(c.Node).sessions) {
		if id := c.Args.Text("session_id"); id != "" && id != s.id {
			continue
		}
		values := map[string]any{"session_id": s.id, "start_time": strconv.FormatInt(s.begun.Unix(), 10), "num_received": strconv.FormatInt(s.received, 10),
			"num_invalid_entries": strconv.FormatInt(s.invalid, 10), "num_matched": strconv.FormatInt(s.received-s.invalid, 10), "progress": "0", "stage": "uploading"}
		if !s.ended.IsZero() {
			values["end_time"], values["progress"], values["stage"] = strconv.FormatInt(s.ended.Unix(), 10), "100", "finished"
		}
		rows = append(rows, c.Row("CustomAudienceSession", values))
	}
	return rows, nil
}

// removeFromAll takes people out of every audience of the account.
func removeFromAll(c *Call) (any, error) {
	found, err := readPeople(c)
	if err != nil {
		return nil, err
	}
	for _, o := range c.Node.Children("customaudiences") {
		state, listed := o.State.(*audienceState)
		if !listed {
			continue
		}
		before := len(state.people)
		for _, row := range found.rows {
			delete(state.people, row)
		}
		if len(state.people) != before {
			changed(c, o)
		}
	}
	return map[string]any{"success": true}, nil
}
