package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// MarshalJSON gives the message as Meta sends it: what Raw has, changed where a field was changed.
func (m InboundMessage) MarshalJSON() ([]byte, error) {
	return restore(m.Raw, m.plain, func(raw []byte) ([]byte, error) {
		var was InboundMessage
		was.scan(raw)
		was.Raw = nil
		return was.plain()
	})
}

// UnmarshalJSON takes a message as it is in a webhook.
func (m *InboundMessage) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("whatsapp: inbound message: %w", errNotJSON)
	}
	*m = InboundMessage{}
	m.scan(bytes.Clone(data))
	return nil
}

var errNotJSON = errors.New("is not valid JSON")

// plain is the JSON of the fields alone.
func (m InboundMessage) plain() ([]byte, error) {
	e := encoder{buf: append(make([]byte, 0, 512), '{')}
	e.text("from", m.From)
	e.text("from_user_id", m.FromUserID)
	e.text("from_parent_user_id", m.FromParentUserID)
	e.text("group_id", m.GroupID)
	e.text("id", m.ID)
	e.unix("timestamp", m.Timestamp)
	if m.Context != nil {
		e.any("context", m.Context)
	}
	if m.Referral != nil {
		e.any("referral", m.Referral)
	}
	if len(m.Errors) > 0 {
		e.any("errors", m.Errors)
	}
	return e.content(m.Content)
}

// content appends type and content and ends the object.
func (e *encoder) content(c InboundContent) ([]byte, error) {
	if c != nil {
		e.text("type", c.Type())
		c.member(e)
	}
	e.close()
	return e.buf, e.err
}

// scan reads a message from raw, valid JSON that it keeps.
func (m *InboundMessage) scan(raw []byte) { read(raw, func(r *reader) { r.message(m) }) }

func (r *reader) message(m *InboundMessage) {
	s := &r.in
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		m.Raw = s.Raw()
		m.Content = UnknownInbound{Raw: m.Raw, Err: errNotObject}
		return
	}
	f := contentFinder{read: readContent}
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "id":
			m.ID = s.ReadString()
		case "timestamp":
			m.Timestamp = s.ReadTime()
		case "from":
			m.From = s.ReadString()
		case "from_user_id":
			m.FromUserID = s.ReadString()
		case "from_parent_user_id":
			m.FromParentUserID = s.ReadString()
		case "group_id":
			m.GroupID = s.ReadString()
		case "context":
			s.Decode(&m.Context)
		case "referral":
			s.Decode(&m.Referral)
		case "errors":
			s.Decode(&m.Errors)
		default:
			f.member(key, s)
		}
	}
	m.Raw, m.Content = s.Since(start), f.message(s)
}

// MarshalJSON gives the message as Meta sends it: what Raw has, changed where a field was changed.
func (m MessageEcho) MarshalJSON() ([]byte, error) {
	return restore(m.Raw, m.plain, func(raw []byte) ([]byte, error) {
		var was MessageEcho
		was.scan(raw)
		return was.plain()
	})
}

// UnmarshalJSON takes a message as it is in a webhook.
func (m *MessageEcho) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("whatsapp: message echo: %w", errNotJSON)
	}
	*m = MessageEcho{}
	m.scan(bytes.Clone(data))
	return nil
}

func (m MessageEcho) plain() ([]byte, error) {
	e := encoder{buf: append(make([]byte, 0, 512), '{')}
	e.text("from", m.From)
	e.text("to", m.To)
	e.text("to_user_id", m.ToUserID)
	e.text("to_parent_user_id", m.ToParentUserID)
	e.text("id", m.ID)
	e.unix("timestamp", m.Timestamp)
	if m.Context != nil {
		e.any("context", m.Context)
	}
	return e.content(m.Content)
}

func (m *MessageEcho) scan(raw []byte) { read(raw, func(r *reader) { m.read(&r.in) }) }

func (m *MessageEcho) read(s *wire.Scanner) {
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		m.Raw = s.Raw()
		m.Content = UnknownInbound{Raw: m.Raw, Err: errNotObject}
		return
	}
	f := contentFinder{read: readContent}
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "id":
			m.ID = s.ReadString()
		case "timestamp":
			m.Timestamp = s.ReadTime()
		case "from":
			m.From = s.ReadString()
		case "to":
			m.To = s.ReadString()
		case "to_user_id":
			m.ToUserID = s.ReadString()
		case "to_parent_user_id":
			m.ToParentUserID = s.ReadString()
		case "context":
			s.Decode(&m.Context)
		default:
			f.member(key, s)
		}
	}
	m.Raw, m.Content = s.Since(start), f.message(s)
}

// MarshalJSON gives the message as Meta sends it: what Raw has, changed where a field was changed.
func (m HistoryMessage) MarshalJSON() ([]byte, error) {
	return restore(m.Raw, m.plain, func(raw []byte) ([]byte, error) {
		var was HistoryMessage
		was.scan(raw)
		return was.plain()
	})
}

// UnmarshalJSON takes a message as it is in a webhook.
func (m *HistoryMessage) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("whatsapp: history message: %w", errNotJSON)
	}
	*m = HistoryMessage{}
	m.scan(bytes.Clone(data))
	return nil
}

func (m HistoryMessage) plain() ([]byte, error) {
	e := encoder{buf: append(make([]byte, 0, 512), '{')}
	e.text("from", m.From)
	e.text("from_user_id", m.FromUserID)
	e.text("from_parent_user_id", m.FromParentUserID)
	e.text("to", m.To)
	e.text("to_user_id", m.ToUserID)
	e.text("id", m.ID)
	e.unix("timestamp", m.Timestamp)
	if m.Status != "" {
		e.open("history_context")
		e.always("status", m.Status)
		e.close()
	}
	if m.Context != nil {
		e.any("context", m.Context)
	}
	if len(m.Errors) > 0 {
		e.any("errors", m.Errors)
	}
	return e.content(m.Content)
}

func (m *HistoryMessage) scan(raw []byte) { read(raw, func(r *reader) { m.read(&r.in) }) }

func (m *HistoryMessage) read(s *wire.Scanner) {
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		m.Raw = s.Raw()
		m.Content = UnknownInbound{Raw: m.Raw, Err: errNotObject}
		return
	}
	f := contentFinder{read: readContent}
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "id":
			m.ID = s.ReadString()
		case "timestamp":
			m.Timestamp = s.ReadTime()
		case "from":
			m.From = s.ReadString()
		case "from_user_id":
			m.FromUserID = s.ReadString()
		case "from_parent_user_id":
			m.FromParentUserID = s.ReadString()
		case "to":
			m.To = s.ReadString()
		case "to_user_id":
			m.ToUserID = s.ReadString()
		case "history_context":
			for inner := range s.Object() {
				if string(inner) == "status" {
					m.Status = s.ReadString()
				}
			}
		case "context":
			s.Decode(&m.Context)
		case "errors":
			s.Decode(&m.Errors)
		default:
			f.member(key, s)
		}
	}
	m.Raw, m.Content = s.Since(start), f.message(s)
}

// MarshalJSON gives the edit as Meta sends it.
func (m MessageEdit) MarshalJSON() ([]byte, error) {
	e := encoder{buf: append(make([]byte, 0, 256), '{')}
	e.always("original_message_id", m.OriginalMessageID)
	e.open("message")
	if m.Context != nil {
		e.any("context", m.Context)
	}
	if _, err := e.content(m.Content); err != nil {
		return nil, err
	}
	e.close()
	return e.buf, nil
}

// UnmarshalJSON takes an edit as it is in a webhook.
func (m *MessageEdit) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("whatsapp: edit: %w", errNotJSON)
	}
	*m = MessageEdit{}
	m.scan(bytes.Clone(data))
	return nil
}

func (m *MessageEdit) scan(raw []byte) { read(raw, func(r *reader) { m.read(&r.in) }) }

func (m *MessageEdit) read(s *wire.Scanner) {
	if !s.OpenObject() {
		return
	}
	for {
		key, more := s.Member()
		if !more {
			return
		}
		switch string(key) {
		case "original_message_id":
			m.OriginalMessageID = s.ReadString()
		case "message":
			m.readMessage(s)
		default:
			s.Skip()
		}
	}
}

func (m *MessageEdit) readMessage(s *wire.Scanner) {
	f := contentFinder{read: readContent}
	if s.OpenObject() {
		for {
			key, more := s.Member()
			if !more {
				break
			}
			if string(key) == "context" {
				s.Decode(&m.Context)
				continue
			}
			f.member(key, s)
		}
	}
	m.Content = f.message(s)
}
