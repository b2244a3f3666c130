package whatsapp

import (
	"reflect"
	"slices"
)

// direct gives what a pointer points to: Go gives *Text the methods of Text, so
// that either is [Content]. A nil pointer is nothing.
func direct[T any](v T) T {
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.Pointer {
		return v
	}
	var none T
	if r.IsNil() {
		return none
	}
	inner, ok := r.Elem().Interface().(T)
	if !ok {
		return none
	}
	return inner
}

// directs does so for a list, which is copied only where it holds pointers.
func directs[T any](list []T) []T {
	copied := false
	for i, v := range list {
		if reflect.ValueOf(v).Kind() != reflect.Pointer {
			continue
		}
		if !copied {
			list, copied = slices.Clone(list), true
		}
		list[i] = direct(v)
	}
	return list
}

func (m Message) direct() Message {
	m.Content = direct(m.Content)
	return m
}

func (m TemplateMessage) direct() TemplateMessage {
	m.Header, m.Body, m.Buttons = direct(m.Header), directs(m.Body), directs(m.Buttons)
	if m.Cards != nil {
		m.Cards = slices.Clone(m.Cards)
		for i := range m.Cards {
			card := &m.Cards[i]
			card.Header, card.Body, card.Buttons = direct(card.Header), directs(card.Body), directs(card.Buttons)
		}
	}
	return m
}

func (t Template) direct() Template {
	t.Buttons = directs(t.Buttons)
	if t.Cards != nil {
		t.Cards = slices.Clone(t.Cards)
		for i := range t.Cards {
			t.Cards[i].Buttons = directs(t.Cards[i].Buttons)
		}
	}
	return t
}
