package ads

// MarketingMessageMetrics are what a report tells of marketing messages that were sent as
// ads, on WhatsApp and Messenger. Rates are from 0 to 1. Amounts are in whole units of
// Currency, which is not always the ad account's.
//
// Counts, spend and purchase values of several rows can be added; rates and costs can't. People in
// Europe, Japan, South Korea, Turkey and Argentina are left out of some of them.
//
// See https://developers.facebook.com/docs/marketing-api/insights.
type MarketingMessageMetrics struct {
	Sent      int64
	Delivered int64
	Read      int64

	LinkClicks       int64 // on the button that leads to a website
	QuickReplyClicks int64

	WebsiteAddToCarts         int64
	WebsiteCheckoutsInitiated int64
	WebsitePurchases          int64
	WebsitePurchaseValue      Decimal

	Spend            Decimal
	Currency         string
	CostPerDelivered Decimal
	CostPerLinkClick Decimal

	DeliveryRate        Decimal
	ReadRate            Decimal
	LinkClickRate       Decimal
	QuickReplyClickRate Decimal
	CallClickRate       Decimal
	MediaViewRate       Decimal

	ReadRateBenchmark  Decimal // of similar businesses
	ClickRateBenchmark Decimal
}

// MarketingMessageFields are the fields of a query whose rows have all of [MarketingMessageMetrics].
func MarketingMessageFields() []string {
	return []string{
		"marketing_messages_sent", "marketing_messages_delivered", "marketing_messages_read",
		"marketing_messages_link_btn_click", "marketing_messages_quick_reply_btn_click",
		"marketing_messages_website_add_to_cart", "marketing_messages_website_initiate_checkout",
		"marketing_messages_website_purchase", "marketing_messages_website_purchase_values",
		"marketing_messages_spend", "marketing_messages_spend_currency",
		"marketing_messages_cost_per_delivered", "marketing_messages_cost_per_link_btn_click",
		"marketing_messages_delivery_rate", "marketing_messages_read_rate", "marketing_messages_link_btn_click_rate",
		"marketing_messages_quick_reply_btn_click_rate", "marketing_messages_phone_call_btn_click_rate",
		"marketing_messages_media_view_rate", "marketing_messages_read_rate_benchmark", "marketing_messages_click_rate_benchmark",
	}
}

// MarketingMessages reads the marketing messages out of the row. What the report did not
// ask for stays zero: see [MarketingMessageFields].
func (a *AdsInsights) MarketingMessages() MarketingMessageMetrics {
	return MarketingMessageMetrics{
		Sent: a.MarketingMessagesSent, Delivered: a.MarketingMessagesDelivered, Read: a.MarketingMessagesRead,
		LinkClicks: a.MarketingMessagesLinkBtnClick, QuickReplyClicks: a.MarketingMessagesQuickReplyBtnClick,
		WebsiteAddToCarts:         a.MarketingMessagesWebsiteAddToCart,
		WebsiteCheckoutsInitiated: a.MarketingMessagesWebsiteInitiateCheckout,
		WebsitePurchases:          a.MarketingMessagesWebsitePurchase,
		WebsitePurchaseValue:      a.MarketingMessagesWebsitePurchaseValues,
		Spend:                     a.MarketingMessagesSpend,
		Currency:                  a.MarketingMessagesSpendCurrency,
		CostPerDelivered:          a.MarketingMessagesCostPerDelivered,
		CostPerLinkClick:          a.MarketingMessagesCostPerLinkBtnClick,
		DeliveryRate:              a.MarketingMessagesDeliveryRate,
		ReadRate:                  a.MarketingMessagesReadRate,
		LinkClickRate:             a.MarketingMessagesLinkBtnClickRate,
		QuickReplyClickRate:       a.MarketingMessagesQuickReplyBtnClickRate,
		CallClickRate:             a.MarketingMessagesPhoneCallBtnClickRate,
		MediaViewRate:             a.MarketingMessagesMediaViewRate,
		ReadRateBenchmark:         a.MarketingMessagesReadRateBenchmark,
		ClickRateBenchmark:        a.MarketingMessagesClickRateBenchmark,
	}
}
