package emulator

import "slices"

// Block lists of a number.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/block-users

func blockParams(product Param) []Param {
	return []Param{product, {Name: "block_users", Type: "list<map>", Required: true, Params: Params(`user! string`)}}
}

func listBlocked(c *Call) (any, error) {
	rows := []*Object{}
	for _, ch := range c.chatsOf(c.Node) {
		if ch.banned {
			rows = append(rows, c.Row(blockedType, map[string]any{"messaging_product": "whatsapp", "wa_id": ch.human.phone}))
		}
	}
	return rows, nil
}

// chatsOf are the chats with a business number, by telephone.
func (c *Call) chatsOf(number *Object) []*chat {
	var chats []*chat
	for _, h := range c.e.network.people {
		if ch := h.chats[number.ID]; ch != nil {
			chats = append(chats, ch)
		}
	}
	slices.SortFunc(chats, func(a, b *chat) int {
		if a.human.phone < b.human.phone {
			return -1
		}
		return 1
	})
	return chats
}

func blockUsers(c *Call) (any, error)   { return changeBlocked(c, true, "added_users") }
func unblockUsers(c *Call) (any, error) { return changeBlocked(c, false, "removed_users") }

// changeBlocked blocks people, who must have written in the last 24 hours, or unblocks them.
func changeBlocked(c *Call, banned bool, key string) (any, error) {
	var done, failed []any
	for _, entry := range objectsIn(c.Args.List("block_users")) {
		input := text(entry["user"])
		human := c.e.network.users[input]
		if human == nil {
			human = c.e.network.byPhone(phoneDigits(input))
		}
		ch := human.chat(c.Node)
		user := map[string]any{"input": input, "wa_id": human.phone}
		if banned && !ch.open(c.Now()) {
			user["errors"] = []any{map[string]any{"code": 131047, "message": "Re-engagement message", "error_data": map[string]any{
				"details": "Users can be blocked if they wrote in the last 24 hours."}}}
			failed = append(failed, user)
			continue
		}
		ch.banned = banned
		done = append(done, user)
	}
	result := map[string]any{}
	if done != nil {
		result[key] = done
	}
	answer := map[string]any{"messaging_product": "whatsapp", "block_users": result}
	if failed == nil {
		return answer, nil
	}
	result["failed_users"] = failed
	refusal := Fail(139100, "Failed to block/unblock users").Detailed("Some of the users could not be blocked or unblocked.")
	answer["error"] = refusal.body(traceID(c.e.store.traces + 1))["error"]
	return &Answer{Status: refusal.status(WhatsApp), JSON: answer}, nil
}
