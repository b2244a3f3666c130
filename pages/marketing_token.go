package pages

import "time"

// Next is when the token's person may be sent the next marketing message: one in twelve hours at
// most. It is zero where they may be at once.
func (u UserPageOneTimeOptInTokenSettings) Next() time.Time {
	at := max(u.NextEligibleTime, u.NextEligibleTimeForPaidMessaging)
	if at <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(at), 0)
}

// Eligible tells whether the token takes a marketing message at a time.
func (u UserPageOneTimeOptInTokenSettings) Eligible(at time.Time) bool {
	expired := u.TokenExpiryTimestamp > 0 && !at.Before(time.Unix(int64(u.TokenExpiryTimestamp), 0))
	return u.NotificationMessagesToken != "" && !expired && !at.Before(u.Next())
}
