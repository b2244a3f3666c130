package pages

import (
	"errors"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

var errNotItem = errors.New("pages: webhook: the item is not an object")

// A member is what an item of a conversation tells, and where that stands.
type member struct {
	is memberKind
	at int
}

type memberKind uint8

// Of an item that has several, the higher counts.
const (
	nothingTold memberKind = iota
	referralTold
	rolesTold
	requestTold
	takeTold
	passTold
	responseTold
	informationTold
	feedbackTold
	policyTold
	linkingTold
	optOutTold
	optInTold
	deliveryTold
	readTold
	reactionTold
	postbackTold
	editTold
)

var members = map[string]memberKind{
	"message_edit": editTold, "postback": postbackTold, "reaction": reactionTold, "read": readTold, "delivery": deliveryTold,
	"optin": optInTold, "optout": optOutTold, "account_linking": linkingTold, "referral": referralTold,
	"policy_enforcement": policyTold, "policy-enforcement": policyTold, // as Meta's example has it
	"pass_thread_control": passTold, "take_thread_control": takeTold, "request_thread_control": requestTold, "app_roles": rolesTold,
	"messaging_feedback": feedbackTold, "messaging_customer_information": informationTold, "response_feedback": responseTold,
}

// other is what an item tells that is no message.
func (r *reader) other(h EventHeader, told member, field string) Event {
	switch told.is {
	case nothingTold:
		if isMarketing(field) {
			h.Field = field
			return marketingEvent(h, h.Raw)
		}
		return unknown(h, nil)
	case readTold:
		e := r.reads.take()
		e.EventHeader, e.Watermark, e.MID = h, r.receipt.Watermark, r.receipt.MID
		return e
	case deliveryTold:
		e := r.deliveries.take()
		e.EventHeader, e.Watermark, e.MIDs = h, r.receipt.Watermark, r.receipt.MIDs
		return e
	case postbackTold:
		e := r.postbacks.take()
		e.EventHeader, e.MID, e.Title, e.Payload, e.Referral = h, r.postback.MID, r.postback.Title, r.postback.Payload, r.postback.Referral
		return e
	}
	return r.seldom(h, told)
}

func (r *reader) seldom(h EventHeader, told member) (e Event) {
	r.in.At(told.at, func(s *wire.Scanner) { e = told.is.event(h, s) })
	return e
}

func decoded[T any](s *wire.Scanner) (v T) {
	s.Decode(&v)
	return v
}

func (k memberKind) event(h EventHeader, s *wire.Scanner) Event {
	switch k {
	case editTold:
		m := decoded[messageEdit](s)
		return EditEvent{h, m.MID, m.Text, m.NumEdit}
	case reactionTold:
		r := decoded[reaction](s)
		return ReactionEvent{h, r.MID, r.Action, r.Reaction, r.Emoji}
	case optInTold:
		return OptInEvent{h, decoded[OptIn](s)}
	case optOutTold:
		return OptOutEvent{h, decoded[OptIn](s)}
	case linkingTold:
		l := decoded[accountLinking](s)
		return AccountLinkingEvent{h, l.Status, l.AuthorizationCode}
	case policyTold:
		p := decoded[policy](s)
		return PolicyEvent{h, p.Action, p.Reason}
	case feedbackTold:
		f := decoded[feedback](s)
		return FeedbackEvent{h, f.Screens}
	case informationTold:
		i := decoded[information](s)
		return CustomerInformationEvent{h, i.Screens}
	case responseTold:
		f := decoded[responseFeedback](s)
		return ResponseFeedbackEvent{h, f.MID, f.Feedback}
	case passTold:
		return decoded[handover](s).event(h, HandoverPass)
	case takeTold:
		return decoded[handover](s).event(h, HandoverTake)
	case requestTold:
		return decoded[handover](s).event(h, HandoverRequest)
	case rolesTold:
		return HandoverEvent{EventHeader: h, Kind: HandoverRoles, AppRoles: decoded[AppRoles](s)}
	}
	return ReferralEvent{h, decoded[Referral](s)}
}

// changeEvent reads a change. One that tells of a conversation is read as an item of it.
func changeEvent(h EventHeader, c Change) Event {
	h.Field, h.Raw = c.Field, c.Value
	if len(c.Value) == 0 || c.Value[0] != '{' {
		return unknown(h, fmt.Errorf("pages: webhook: the value of %s is not an object", c.Field))
	}
	s := wire.NewScanner(c.Value)
	switch SubscribedField(c.Field) {
	case FieldLeadGen, FieldLeadGenUpdate:
		lead := decoded[Lead](s)
		h.happened(lead.CreatedTime)
		return LeadEvent{h, lead}
	case FieldFeed, FieldMention:
		feed := decoded[FeedChange](s)
		h.happened(feed.CreatedTime)
		return FeedEvent{h, feed}
	case FieldRatings:
		rating := decoded[Rating](s)
		h.happened(rating.CreatedTime)
		return RatingEvent{h, rating}
	case FieldBusinessIntegrity:
		status := decoded[BusinessIntegrity](s)
		h.happened(status.Timestamp)
		return BusinessIntegrityEvent{h, status}
	case FieldInboxLabels:
		return LabelEvent{h, decoded[LabelChange](s)}
	case FieldMessageTemplateStatusUpdate:
		return TemplateStatusEvent{h, decoded[TemplateStatus](s)}
	case "comments", "live_comments", "mentions":
		return CommentEvent{h, decoded[Comment](s)}
	}
	if isMarketing(c.Field) {
		return marketingEvent(h, c.Value)
	}
	return readItem(h, c.Value)
}
