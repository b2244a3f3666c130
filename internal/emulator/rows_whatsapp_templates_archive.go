package emulator

import (
	"maps"
	"slices"
	"time"
)

// templateArchiveRows put templates away, copy them to another account and compare two.
func templateArchiveRows(r *Registry) {
	ids := Params(`hsm_ids! list<string>`)
	r.Edge(accountType, permitted(
		Edge{Method: "POST", Name: "message_templates/archive", Check: checkArchive, Handle: archiveTemplates, Params: ids},
		Edge{Method: "POST", Name: "message_templates/unarchive", Check: checkArchive, Handle: unarchiveTemplates, Params: ids},
		Edge{Method: "POST", Name: "migrate_message_templates", Handle: migrateTemplates, Params: Params(
			`source_waba_id! string, page_number unsigned int, count unsigned int, template_ids list<string>`)},
	)...)
	r.Edge(templateType, permitted(
		Edge{Method: "GET", Name: "compare", Handle: compareTemplates, Params: Params(`template_ids! list<string>, start! datetime, end! datetime`)},
	)...)
}

// archived is how long a template stays in the archive.
const archived = 28 * 24 * time.Hour

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-archival
func checkArchive(c *Call) error {
	if n := len(c.Args.Strings("hsm_ids")); n == 0 || n > 100 {
		return badParam(c, "hsm_ids", "must have 1 to 100 ids")
	}
	return nil
}

// ownTemplates are those of the account among the ids, and why the others are not.
func ownTemplates(c *Call, ids []string) (own []*Object, failed map[string]any) {
	failed = map[string]any{}
	for _, id := range ids {
		if t := c.Find(templateType, id); t != nil && t.Owner == c.Node.ID {
			own = append(own, t)
		} else {
			failed[id] = "The template does not exist in this account"
		}
	}
	return own, failed
}

func archiveTemplates(c *Call) (any, error) {
	own, failed := ownTemplates(c, c.Args.Strings("hsm_ids"))
	done := []any{}
	for _, t := range own {
		status := t.Get("status")
		if status != "APPROVED" && status != "REJECTED" {
			failed[t.ID] = "Only approved or rejected templates can be archived"
			continue
		}
		state := t.State.(*templateState)
		state.before = status
		state.archives++
		archive := state.archives
		setTemplateStatus(c, t, "ARCHIVED", "NONE")
		done = append(done, t.ID)
		account := c.Node
		c.After(archived, func(c *Call) {
			if c.Object(t.ID) == t && state.archives == archive && t.Get("status") == "ARCHIVED" {
				_ = removeTemplate(c, account, t)
			}
		})
	}
	return map[string]any{"archived_templates": done, "failed_templates": failed}, nil
}

func unarchiveTemplates(c *Call) (any, error) {
	own, failed := ownTemplates(c, c.Args.Strings("hsm_ids"))
	done := []any{}
	for _, t := range own {
		if t.Get("status") != "ARCHIVED" {
			failed[t.ID] = "Only archived templates can be unarchived"
			continue
		}
		state := t.State.(*templateState)
		t.Values["status"] = state.before
		c.Emit(whatsappObject, "message_template_status_update", t.Owner, map[string]any{"event": "UNARCHIVED", "message_template_id": templateNumber(t),
			"message_template_name": t.Get("name"), "message_template_language": t.Get("language"), "message_template_category": t.Get("category"), "reason": "NONE"})
		done = append(done, t.ID)
	}
	return map[string]any{"unarchived_templates": done, "failed_templates": failed}, nil
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-migration
func migrateTemplates(c *Call) (any, error) {
	source := c.Find(accountType, c.Args.Text("source_waba_id"))
	count := 500
	if c.Args.Has("count") {
		count = int(c.Args.Int("count"))
	}
	switch {
	case source == nil || source == c.Node:
		return nil, badParam(c, "source_waba_id", "must be another WhatsApp Business Account of the same business")
	case count < 1 || count > 500:
		return nil, badParam(c, "count", "must be between 1 and 500")
	case len(c.Args.Strings("template_ids")) > 500:
		return nil, badParam(c, "template_ids", "must have at most 500 ids")
	}
	all, ids := source.Children("message_templates"), c.Args.Strings("template_ids")
	if len(ids) > 0 {
		all = slices.DeleteFunc(slices.Clone(all), func(t *Object) bool { return !slices.Contains(ids, t.ID) })
	} else {
		first := min(int(c.Args.Int("page_number"))*count, len(all))
		all = all[first:min(first+count, len(all))]
	}
	done, failed := []any{}, map[string]any{}
	for _, t := range all {
		quality, _ := t.Values["quality_score"].(map[string]any)
		switch score := text(quality["score"]); {
		case t.Get("status") != "APPROVED":
			failed[t.ID] = "Only approved templates can be migrated"
		case score != "GREEN" && score != "UNKNOWN":
			failed[t.ID] = "The quality of the template is too low"
		case findTemplate(c.Node, t.Get("name"), t.Get("language")) != nil:
			failed[t.ID] = "The account has a template of this name and language"
		default:
			values := maps.Clone(t.Values)
			delete(values, "previous_category")
			done = append(done, newTemplate(c, c.Node, values, "APPROVED").ID)
		}
	}
	return map[string]any{"migrated_templates": done, "failed_templates": failed}, nil
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-comparison
func compareTemplates(c *Call) (any, error) {
	ids := c.Args.Strings("template_ids")
	if len(ids) != 1 {
		return nil, badParam(c, "template_ids", "must have one id")
	}
	other := c.Find(templateType, ids[0])
	if other == nil || other.Owner != c.Node.Owner || other == c.Node {
		return nil, badParam(c, "template_ids", "must be another template of the same account")
	}
	start, end := c.Args.Time("start"), c.Args.Time("end")
	if days := end.Sub(start).Hours() / 24; !slices.Contains([]float64{7, 30, 60, 90}, days) {
		return nil, badParam(c, "start", "must be 7, 30, 60 or 90 days before end")
	}
	sends, reasons := []any{}, []any{}
	for _, t := range []*Object{c.Node, other} {
		n := 0
		for _, m := range c.e.network.messages {
			if m.template == t && !m.at.Before(start) && m.at.Before(end) {
				n++
			}
		}
		sends = append(sends, map[string]any{"key": t.ID, "value": n})
		reasons = append(reasons, map[string]any{"key": t.ID, "value": "UNKNOWN_BLOCK_REASON"})
	}
	return map[string]any{"data": []any{
		map[string]any{"metric": "BLOCK_RATE", "type": "RELATIVE", "order_by_relative_metric": []any{c.Node.ID, other.ID}},
		map[string]any{"metric": "MESSAGE_SENDS", "type": "NUMBER_VALUES", "number_values": sends},
		map[string]any{"metric": "TOP_BLOCK_REASON", "type": "STRING_VALUES", "string_values": reasons},
	}}, nil
}

// AddWhatsAppAccount gives the business another WhatsApp Business Account, which has neither numbers nor templates.
func (e *Emulator) AddWhatsAppAccount(id, name string) {
	_ = e.act(func(c *Call) error {
		first := c.Find(accountType, e.seed.WABAID)
		values := maps.Clone(first.Values)
		values["name"], values["creation_time"] = name, c.Now().Unix()
		account := c.MakeWithID(accountType, id, values)
		account.Owner, account.State = id, &accountState{}
		c.Object(e.seed.BusinessID).Link("owned_whatsapp_business_accounts", account)
		return nil
	})
}
