package pages

import "slices"

// Fields are the fields that an app and its Pages must be subscribed to, for the functions that are
// set to be called: for [PageHandle.SubscribeApp] and [AppHandle.Subscribe]. Those of Instagram are
// named as the app's subscription to WebhookInstagram has them. OnUnknown and OnOther add none.
func (e Events) Fields(object string) []SubscribedField {
	var fields []SubscribedField
	for _, f := range []struct {
		set             bool
		page, instagram SubscribedField
	}{
		{e.OnMessage != nil, FieldMessages, FieldMessages},
		{e.OnEcho != nil, FieldMessageEchoes, FieldMessages},
		{e.OnEdit != nil, FieldMessageEdits, "message_edit"},
		{e.OnPostback != nil, FieldMessagingPostbacks, FieldMessagingPostbacks},
		{e.OnReaction != nil, FieldMessageReactions, FieldMessageReactions},
		{e.OnRead != nil, FieldMessageReads, "messaging_seen"},
		{e.OnDelivery != nil, FieldMessageDeliveries, ""},
		{e.OnReferral != nil, FieldMessagingReferrals, "messaging_referral"},
		{e.OnOptIn != nil, FieldMessagingOptins, "messaging_optins"},
		{e.OnOptOut != nil, FieldMessagingOptouts, ""},
		{e.OnHandover != nil, FieldMessagingHandovers, "messaging_handover"},
		{e.OnStandby != nil, FieldStandby, FieldStandby},
		{e.OnAccountLinking != nil, FieldMessagingAccountLinking, ""},
		{e.OnPolicy != nil, FieldMessagingPolicyEnforcement, "messaging_policy_enforcement"},
		{e.OnMarketingMessage != nil, MarketingEchoes, ""},
		{e.OnMarketingMessage != nil, MarketingDeliveries, ""},
		{e.OnMarketingMessage != nil, MarketingReads, ""},
		{e.OnMarketingMessage != nil, MarketingClicks, ""},
		{e.OnMarketingMessage != nil, MarketingDeliveryFailed, ""},
		{e.OnFeedback != nil, FieldMessagingFeedback, ""},
		{e.OnCustomerInformation != nil, FieldMessagingCustomerInformation, ""},
		{e.OnResponseFeedback != nil, FieldResponseFeedback, ""},
		{e.OnLabel != nil, FieldInboxLabels, ""},
		{e.OnTemplateStatus != nil, FieldMessageTemplateStatusUpdate, ""},
		{e.OnRating != nil, FieldRatings, ""},
		{e.OnBusinessIntegrity != nil, FieldBusinessIntegrity, ""},
		{e.OnLead != nil, FieldLeadGen, ""},
		{e.OnLead != nil, FieldLeadGenUpdate, ""},
		{e.OnFeed != nil, FieldFeed, ""},
		{e.OnFeed != nil, FieldMention, ""},
		{e.OnComment != nil, "", "comments"},
		{e.OnComment != nil, "", "live_comments"},
		{e.OnComment != nil, "", "mentions"},
	} {
		name := f.page
		if object == WebhookInstagram {
			name = f.instagram
		}
		if f.set && name != "" && !slices.Contains(fields, name) {
			fields = append(fields, name)
		}
	}
	return fields
}
