package emulator

import (
	"cmp"
	"slices"
	"time"
)

// What became of a number's messages, and of their webhooks.

// listHistory makes a node of each message that the number has sent.
func listHistory(c *Call) (any, error) {
	var sent []*message
	for _, m := range c.e.network.messages {
		if want := c.Args.Text("message_id"); m.outgoing && m.chat.number == c.Node && (want == "" || want == m.id) {
			sent = append(sent, m)
		}
	}
	slices.SortFunc(sent, func(a, b *message) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.id, b.id)) })
	rows := make([]*Object, 0, len(sent))
	for _, m := range sent {
		rows = append(rows, historyOf(c, m))
	}
	return rows, nil
}

func historyOf(c *Call, m *message) *Object {
	for _, o := range c.Node.Children("message_history") {
		if o.State == m {
			return o
		}
	}
	o := c.Make(historyType, map[string]any{"message_id": m.id})
	o.State = m
	c.Node.Link("message_history", o)
	return o
}

type historyStep struct {
	status string
	at     time.Time
}

func historySteps(o *Object) []historyStep {
	m := o.State.(*message)
	steps := []historyStep{{"SENT", m.at.Add(sentAfter)}}
	if m.delivered {
		steps = append(steps, historyStep{"DELIVERED", m.at.Add(deliveredAfter)})
	}
	if m.read {
		steps = append(steps, historyStep{"READ", m.at.Add(readAfter)})
	}
	return steps
}

// edgeValue is answered whole, whatever is asked for of it: a list within a node.
type edgeValue map[string]any

func historyEvents(c *Call, o *Object) any {
	data := []any{}
	for i, step := range historySteps(o) {
		data = append(data, map[string]any{"id": o.ID + string(rune('1'+i)), "delivery_status": step.status, "timestamp": step.at.Unix(),
			"webhook_update_state": "DELIVERED", "application": map[string]any{"id": c.Seed().AppID}})
	}
	return edgeValue{"data": data}
}

func listHistoryEvents(c *Call) (any, error) {
	rows := []*Object{}
	for i, step := range historySteps(c.Node) {
		if want := c.Args.Text("status_filter"); want == "" || want == step.status {
			rows = append(rows, c.Row(stepType, map[string]any{"cursor": string(rune('1' + i)), "node": map[string]any{"id": c.Node.ID + string(rune('1'+i)), "delivery_status": step.status,
				"occurrence_timestamp": step.at.Unix(), "status_timestamp": step.at.Unix(), "application": map[string]any{"id": c.Seed().AppID, "name": c.Object(c.Seed().AppID).Get("name")}}}))
		}
	}
	return rows, nil
}
