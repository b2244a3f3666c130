package emulator

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/jpeg"
	"slices"
	"strings"
	"time"
)

const groupType = "WhatsAppGroup"

// groupState is who is in a group, and who asks to be.
type groupState struct {
	number   *Object
	people   []*human
	requests []*joinRequest
	removed  map[*human]bool // can't come back by a link
	links    int64           // that were made; only the latest is good, and none of 0
}

type joinRequest struct {
	id    string
	human *human
	at    time.Time
}

func groupOf(o *Object) *groupState { return o.State.(*groupState) }

// groupRows are groups. https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference
func groupRows(r *Registry) {
	r.Type(NodeType{Name: groupType, Product: WhatsApp, UseCase: messaging, Always: []string{"messaging_product"},
		Fields: Fields(`messaging_product string, id string, subject string, description string, creation_timestamp int, suspended bool,
			join_approval_mode string, participants list<Object>, total_participant_count int`),
		Compute: map[string]Compute{"participants": groupPeople, "total_participant_count": func(_ *Call, o *Object) any { return len(groupOf(o).people) }},
		NewID: func(n int64) string {
			return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "capi_group:%d:%d", 390600000012, 120363000000000000+n)) + "ZD"
		}})
	product := Param{Name: "messaging_product", Type: "string", Required: true, Enum: []string{"whatsapp"}}
	subject := Param{Name: "subject", Type: "string", MaxLen: 128, Check: notEmpty}
	description := Param{Name: "description", Type: "string", MaxLen: 2048}
	required := subject
	required.Required = true
	users := Param{Name: "participants", Type: "list<map>", Required: true, MaxLen: maxGroupPeople, Params: Params(`user! string`)}
	r.Edge(phoneNumberType, permitted(
		Edge{Method: "POST", Name: "groups", UseCase: messaging, Handle: createGroup, Params: append(Params(`join_approval_mode enum(approval_required|auto_approve)`),
			product, required, description)},
		Edge{Method: "GET", Name: "groups", UseCase: messaging, Of: groupType, Handle: listGroups},
	)...)
	r.Edge(groupType, permitted(
		Edge{Method: "POST", UseCase: messaging, Handle: updateGroup, Params: append(Params(`file file`), product, subject, description)},
		Edge{Method: "DELETE", UseCase: messaging, Handle: deleteGroup},
		Edge{Method: "GET", Name: "invite_link", UseCase: messaging, Handle: func(c *Call) (any, error) { return inviteLink(c), nil }},
		Edge{Method: "POST", Name: "invite_link", UseCase: messaging, Params: []Param{product}, Handle: func(c *Call) (any, error) {
			c.e.store.last++
			groupOf(c.Node).links = c.e.store.last
			return inviteLink(c), nil
		}},
		Edge{Method: "DELETE", Name: "invite_link", UseCase: messaging, Params: []Param{product}, Handle: func(c *Call) (any, error) {
			groupOf(c.Node).links = 0
			return map[string]any{"messaging_product": "whatsapp", "success": "true"}, nil
		}},
		Edge{Method: "POST", Name: "participants", UseCase: messaging, Params: []Param{product, users}, Handle: addToGroup},
		Edge{Method: "DELETE", Name: "participants", UseCase: messaging, Params: []Param{product, users}, Handle: removeFromGroup},
		Edge{Method: "GET", Name: "join_requests", UseCase: messaging, Handle: listJoinRequests},
		Edge{Method: "POST", Name: "join_requests", UseCase: messaging, Params: append(Params(`join_requests! list<string>`), product),
			Handle: func(c *Call) (any, error) { return decideJoinRequests(c, "approved_join_requests") }},
		Edge{Method: "DELETE", Name: "join_requests", UseCase: messaging, Params: append(Params(`join_requests! list<string>`), product),
			Handle: func(c *Call) (any, error) { return decideJoinRequests(c, "rejected_join_requests") }},
	)...)
}

const maxGroupPeople = 8

func groupPeople(_ *Call, o *Object) any {
	people := []any{}
	for _, h := range groupOf(o).people {
		people = append(people, map[string]any{"wa_id": h.phone})
	}
	return people
}

// requestID is what a group's webhooks name the call by that they answer.
func (c *Call) requestID() string {
	c.e.store.last++
	return fmt.Sprintf("req-%016d", c.e.store.last)
}

// emitGroup sends a webhook about a group.
func (c *Call) emitGroup(number *Object, field string, group map[string]any) {
	group["timestamp"] = fmt.Sprint(c.Now().Unix())
	c.emitNumber(number, field, map[string]any{"groups": []any{group}})
}

func createGroup(c *Call) (any, error) {
	number, request := c.Node, c.requestID()
	values := map[string]any{"messaging_product": "whatsapp", "subject": strings.TrimSpace(c.Args.Text("subject")), "suspended": false, "join_approval_mode": "auto_approve"}
	for _, name := range []string{"description", "join_approval_mode"} {
		if c.Args.Has(name) {
			values[name] = c.Args.Text(name)
		}
	}
	c.After(time.Second, func(c *Call) {
		values["creation_timestamp"] = c.Now().Unix()
		group := c.Make(groupType, values)
		c.e.store.last++
		group.State = &groupState{number: number, removed: map[*human]bool{}, links: c.e.store.last}
		number.Link("groups", group)
		told := map[string]any{"group_id": group.ID, "type": "group_create", "request_id": request, "subject": values["subject"],
			"invite_link": linkOf(group), "join_approval_mode": values["join_approval_mode"]}
		if d := group.Get("description"); d != "" {
			told["description"] = d
		}
		c.emitGroup(number, "group_lifecycle_update", told)
	})
	return map[string]any{"messaging_product": "whatsapp", "request_id": request}, nil
}

// listGroups answers a list that stands one deeper than all others.
func listGroups(c *Call) (any, error) {
	page, err := c.page(&List{Items: c.Node.Children("groups"), Max: 1024}, selectionsOf([]string{"id", "subject", "creation_timestamp"}))
	if err != nil {
		return nil, err
	}
	answer := page.(map[string]any)
	groups := []any{}
	for _, item := range answer["data"].([]any) {
		m := item.(map[string]any)
		groups = append(groups, map[string]any{"id": m["id"], "subject": m["subject"], "created_at": fmt.Sprint(m["creation_timestamp"])})
	}
	answer["data"] = map[string]any{"groups": groups}
	return answer, nil
}

func linkOf(group *Object) string {
	return fmt.Sprintf("https://chat.whatsapp.com/LINK%012d", groupOf(group).links)
}

func inviteLink(c *Call) map[string]any {
	answer := map[string]any{"messaging_product": "whatsapp"}
	if groupOf(c.Node).links != 0 {
		answer["invite_link"] = linkOf(c.Node)
	}
	return answer
}

func updateGroup(c *Call) (any, error) {
	request, number := c.requestID(), groupOf(c.Node).number
	told := map[string]any{"group_id": c.Node.ID, "type": "group_settings_update", "request_id": request}
	if file := c.Args.File("file"); file != nil {
		switch config, err := jpeg.DecodeConfig(bytes.NewReader(file.Content)); {
		case err != nil || len(file.Content) > 5<<20:
			return nil, Fail(131053, "Media upload error").Detailed("The picture of a group is a JPEG of at most 5 MB.")
		case config.Width != config.Height:
			return nil, Fail(131209, "Image aspect ratio").Detailed("The picture of a group is square.")
		case config.Width < 192:
			return nil, Fail(131210, "Image too small").Detailed("The picture of a group has at least 192 by 192 pixels.")
		}
		told["profile_picture"] = map[string]any{"update_successful": true}
	}
	for _, name := range []string{"subject", "description"} {
		if c.Args.Has(name) {
			c.Node.Values[name] = c.Args.Text(name)
			told["group_"+name] = map[string]any{"text": c.Args.Text(name), "update_successful": true}
		}
	}
	c.After(time.Second, func(c *Call) { c.emitGroup(number, "group_settings_update", told) })
	return map[string]any{"messaging_product": "whatsapp", "request_id": request}, nil
}

func deleteGroup(c *Call) (any, error) {
	group, request := c.Node, c.requestID()
	c.Remove(group)
	c.emitGroup(groupOf(group).number, "group_lifecycle_update", map[string]any{"group_id": group.ID, "type": "group_delete", "request_id": request})
	return map[string]any{"success": true}, nil
}

// addToGroup refuses: people join by the link.
func addToGroup(c *Call) (any, error) {
	return nil, Fail(100, "Invalid parameter").Detailed("Participants cannot be added; they join by the invite link.")
}

func removeFromGroup(c *Call) (any, error) {
	state, request := groupOf(c.Node), c.requestID()
	var removed []any
	for _, entry := range objectsIn(c.Args.List("participants")) {
		h := c.e.network.byPhone(phoneDigits(text(entry["user"])))
		if !slices.Contains(state.people, h) {
			return nil, Fail(131211, "Not a participant").Detailed("%s is not in the group.", text(entry["user"]))
		}
		state.people = slices.DeleteFunc(state.people, func(x *human) bool { return x == h })
		state.removed[h] = true
		removed = append(removed, map[string]any{"input": text(entry["user"]), "wa_id": h.phone})
	}
	told := map[string]any{"group_id": c.Node.ID, "type": "group_participants_remove", "request_id": request, "initiated_by": "business", "removed_participants": removed}
	c.After(time.Second, func(c *Call) { c.emitGroup(state.number, "group_participants_update", told) })
	return map[string]any{"messaging_product": "whatsapp", "request_id": request}, nil
}

func listJoinRequests(c *Call) (any, error) {
	data := []any{}
	for _, r := range groupOf(c.Node).requests {
		data = append(data, map[string]any{"join_request_id": r.id, "wa_id": r.human.phone, "creation_timestamp": r.at.Unix()})
	}
	return map[string]any{"data": data}, nil
}

func decideJoinRequests(c *Call, key string) (any, error) {
	state := groupOf(c.Node)
	var done, failed []any
	for _, id := range c.Args.Strings("join_requests") {
		i := slices.IndexFunc(state.requests, func(r *joinRequest) bool { return r.id == id })
		if i < 0 {
			failed = append(failed, map[string]any{"join_request_id": id, "errors": []any{map[string]any{"code": 131212, "title": "Join request not found",
				"message": "(#131212) Join request not found", "error_data": map[string]any{"details": "There is no open join request with this id."}}}})
			continue
		}
		if key == "approved_join_requests" {
			state.join(c, c.Node, state.requests[i].human, "join_request")
		}
		state.requests = slices.Delete(state.requests, i, i+1)
		done = append(done, id)
	}
	answer := map[string]any{"messaging_product": "whatsapp", key: done}
	if done == nil {
		answer[key] = []any{}
	}
	if failed != nil {
		answer["failed_join_requests"] = failed
	}
	return answer, nil
}

func (s *groupState) join(c *Call, group *Object, h *human, reason string) {
	s.people = append(s.people, h)
	c.emitGroup(s.number, "group_participants_update", map[string]any{"group_id": group.ID, "type": "group_participants_add", "reason": reason,
		"added_participants": []any{map[string]any{"wa_id": h.phone, "user_id": h.bsuid}}})
}

// JoinGroup follows a group's invite link: the person is in, or asks to be where somebody must approve.
func (p *Person) JoinGroup(inviteLink string) error {
	return p.e.act(func(c *Call) error {
		c.Version = defaultVersion
		for _, group := range c.All(groupType) {
			state := groupOf(group)
			if state.links == 0 || linkOf(group) != inviteLink {
				continue
			}
			switch {
			case state.removed[p.human]:
				return fmt.Errorf("emulator: %s was removed from the group %s", p.human.phone, group.ID)
			case len(state.people) >= maxGroupPeople:
				return fmt.Errorf("emulator: the group %s is full", group.ID)
			case group.Get("join_approval_mode") != "approval_required":
				state.join(c, group, p.human, "invite_link")
			default:
				c.e.store.last++
				r := &joinRequest{id: fmt.Sprintf("join-%012d", c.e.store.last), human: p.human, at: c.Now()}
				state.requests = append(state.requests, r)
				c.emitGroup(state.number, "group_participants_update", map[string]any{"group_id": group.ID, "type": "group_join_request_created",
					"join_request_id": r.id, "wa_id": p.human.phone})
			}
			return nil
		}
		return fmt.Errorf("emulator: no group has the invite link %s", inviteLink)
	})
}
