package ads

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

var activityFields = metabiz.WithFields("event_time", "date_time_in_timezone", "event_type", "translated_event_type",
	"actor_id", "actor_name", "application_id", "application_name", "object_id", "object_name", "object_type", "extra_data")

// Activities lists who changed what in the account, the newest first: by default of the
// last week. The query narrows it by time, kind of change, person (UID) or object (OID).
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-activity.
//
//meta:operation GET /{ad-account-id}/activities
func (a *Account) Activities(ctx context.Context, query AdActivityQuery, opts ...metabiz.Option) iter.Seq2[AdActivity, error] {
	if err := query.check(); err != nil {
		return func(yield func(AdActivity, error) bool) { yield(AdActivity{}, err) }
	}
	return edge.List[AdActivity](ctx, a.client, a.get("activities", query), reading(activityFields, opts))
}

// ActivityPages is [Account.Activities] by pages, with the cursors to resume from.
func (a *Account) ActivityPages(ctx context.Context, query AdActivityQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdActivity], error] {
	if err := query.check(); err != nil {
		return func(yield func(*metabiz.Page[AdActivity], error) bool) { yield(nil, err) }
	}
	return edge.Pages[AdActivity](ctx, a.client, a.get("activities", query), reading(activityFields, opts))
}

func (q AdActivityQuery) check() error {
	var found problems
	if !q.Since.IsZero() && !q.Until.IsZero() && !q.Until.After(q.Since) {
		found.value("until", q.Until, "is not after since")
	}
	return found.err("ads.AdActivityQuery")
}

// ActivityChange is what an activity changed: a status, a budget, a name, as Meta writes them.
type ActivityChange struct {
	Old, New json.RawMessage
	Values   map[string]json.RawMessage // all that the activity tells
}

// Change reads the values before and after from ExtraData. ok is false where it tells none.
func (a *AdActivity) Change() (change ActivityChange, ok bool) {
	if json.Unmarshal([]byte(a.ExtraData), &change.Values) != nil {
		return ActivityChange{}, false
	}
	change.Old, change.New = change.Values["old_value"], change.Values["new_value"]
	return change, len(change.Old)+len(change.New) > 0
}
