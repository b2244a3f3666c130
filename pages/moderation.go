package pages

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// Moderation is what is done about a person who writes to a Page.
type Moderation string

const (
	ModerationBanUser     Moderation = "BAN_USER"   // from the Page altogether
	ModerationBlockUser   Moderation = "BLOCK_USER" // from writing
	ModerationMoveToSpam  Moderation = "MOVE_TO_SPAM"
	ModerationUnbanUser   Moderation = "UNBAN_USER"
	ModerationUnblockUser Moderation = "UNBLOCK_USER"
)

// Moderate does something about people who write to the Page. They are named as
// scoped to the Page or the Instagram account.
//
// See https://developers.facebook.com/docs/messenger-platform/policy/moderate-conversations.
//
//meta:operation POST /{page-id}/moderate_conversations
func (p *PageHandle) Moderate(ctx context.Context, personIDs []string, actions []Moderation, opts ...metabiz.Option) error {
	var c checker
	c.some("user_ids", len(personIDs), "person")
	c.some("actions", len(actions), "action")
	people := make([]Recipient, len(personIDs))
	for i, id := range personIDs {
		c.required(fmt.Sprintf("user_ids[%d].id", i), id)
		people[i].ID = id
	}
	if err := c.err("Moderate"); err != nil {
		return err
	}
	return done(ctx, p.client, p.messenger(idempotent(p.post("POST /{page-id}/moderate_conversations", struct {
		Actions []Moderation `json:"actions"`
		UserIDs []Recipient  `json:"user_ids"`
	}{actions, people}, "moderate_conversations"))), opts)
}
