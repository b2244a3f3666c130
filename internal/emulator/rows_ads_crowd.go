package emulator

import (
	"fmt"
	"hash/fnv"
)

// Appeal tells what a crowd of strangers does with an ad: they are figures in reports only, and no webhook tells of them.
// Single people are added to them, see [Person.ClickAd].
type Appeal struct {
	LinkClicks    int64 // of 1,000 views, beside the 12 that every ad has
	Conversations int64 // of 1,000 link clicks of the crowd
	Purchases     int64 // of 1,000 conversations
	Basket        int64 // what a purchase is worth on average, in minor units of the account's currency
}

// SetAppeal gives an ad a crowd, from its first day on.
func (e *Emulator) SetAppeal(adID string, appeal Appeal) error {
	return e.act(func(c *Call) error {
		ad := c.Object(adID)
		if ad == nil || ad.Type != "Ad" {
			return fmt.Errorf("emulator: there is no ad %s", adID)
		}
		stateOfAd(ad).appeal = &appeal
		return nil
	})
}

// Shares of those who begin a conversation, of 100.
const (
	newConnections  = 82
	welcomeViewers  = 94
	answered        = 91
	wroteAgain      = 68
	wroteTwice      = 74
	wroteThreeTimes = 51
	wroteFiveTimes  = 27
	blockers        = 2
)

// crowd is what strangers do on an ad's day. Days differ from one another by up to a quarter, and a day always gives the same.
func (a *Appeal) crowd(adID, date string, views int64) metrics {
	mood := 75 + chance(adID+date, 51) // of 100
	links := views * a.LinkClicks * mood / 100_000
	chats := links * a.Conversations / 1000
	of := func(share int64) int64 { return chats * share / 100 }
	bought := (chats*a.Purchases + chance(date+adID, 1000)) / 1000
	return metrics{
		mClicks: links * 5 / 4, mLinkClicks: links, mConversations: chats, mFirstReplies: of(newConnections),
		mWelcomeViews: of(welcomeViewers), mBusinessReplies: of(answered), mReplied: of(wroteAgain),
		mDepth2: of(wroteTwice), mDepth3: of(wroteThreeTimes), mDepth5: of(wroteFiveTimes), mBlocks: of(blockers),
		mPurchases: bought, mPurchaseValue: bought * a.Basket * (80 + chance(adID+"basket"+date, 41)) / 100,
	}
}

// chance is a number below n that depends on the text alone.
func chance(text string, n int64) int64 {
	h := fnv.New32a()
	h.Write([]byte(text))
	return int64(h.Sum32()>>4) % n
}

// countryShares are unequal parts that an ad's countries have in its delivery.
func countryShares(ad *Object, countries []string) []share {
	out := make([]share, 0, len(countries))
	for _, country := range countries {
		out = append(out, share{country, 2 + chance(ad.ID+country, 5)})
	}
	return out
}
