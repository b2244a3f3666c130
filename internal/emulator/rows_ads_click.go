package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
)

// clickRecord is what an account remembers of a click.
type clickRecord struct {
	ad      *Object
	started bool
	replied bool
}

// adForClick is a person's click on a running ad. It counts the click and tells what the chat begins with. The caller
// holds the emulator's lock.
func (e *Emulator) adForClick(adID string) (adClick, error) {
	c := &Call{e: e}
	ad := c.Find("Ad", adID)
	if ad == nil {
		return adClick{}, fmt.Errorf("emulator: there is no ad %s", adID)
	}
	if status := adStatus(c, ad); status != "ACTIVE" {
		return adClick{}, fmt.Errorf("emulator: ad %s is not shown: it is %s", adID, status)
	}
	set := c.Object(ad.Get("adset_id"))
	if !running(c, set) {
		return adClick{}, fmt.Errorf("emulator: ad %s is not shown: its ad set is not scheduled for now", adID)
	}
	spec := specOf(c.Object(ad.Get("creative")))
	if !slices.Contains(apps(set.Get("destination_type")), "WHATSAPP") && !slices.Contains(spec.buttonApps(), "WHATSAPP") {
		return adClick{}, fmt.Errorf("emulator: ad %s opens no WhatsApp chat", adID)
	}
	promoted := Args(set.Values).Map("promoted_object")
	click := adClick{
		SourceID: adID, SourceType: "ad", Headline: spec.headline, Body: spec.body, MediaType: spec.mediaType(),
		PageID: spec.pageID, SourceURL: "https://fb.me/" + ad.ID, WelcomeText: spec.welcomeText(c),
		Phone: phoneDigits(promoted.Text("whatsapp_phone_number")),
	}
	if click.PageID == "" {
		click.PageID = promoted.Text("page_id")
	}
	if page := c.Find("Page", click.PageID); page != nil && click.Phone == "" {
		click.Phone = phoneDigits(page.Get("whatsapp_number"))
	}
	account := adAccountOf(c, ad)
	if spec.videoID != "" {
		click.VideoURL = adMediaURL("video", spec.videoID)
		click.ThumbnailURL = spec.picture(account)
	} else {
		click.ImageURL = spec.picture(account)
	}
	state := adStateOf(account)
	state.clickCount++
	mac := hmac.New(sha256.New, []byte("click"))
	fmt.Fprintf(mac, "%s/%d", ad.ID, state.clickCount)
	click.CtwaClid = "AR" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	state.clicks[click.CtwaClid] = &clickRecord{ad: ad}
	today(c, ad).add(personClicks, 1)
	return click, nil
}

// conversationStarted counts the chat that a click led to: the person wrote. The caller holds the emulator's lock.
func (e *Emulator) conversationStarted(clickID string) {
	c := &Call{e: e}
	if r := clickOf(c, clickID); r != nil && !r.started {
		r.started = true
		today(c, r.ad).add(conversations, 1)
	}
}

// firstReply counts the first answer to the person of a click. The caller holds the emulator's lock.
func (e *Emulator) firstReply(clickID string) {
	c := &Call{e: e}
	if r := clickOf(c, clickID); r != nil && !r.replied {
		r.replied = true
		today(c, r.ad).add(firstReplies, 1)
	}
}

// clickOf finds what is remembered of a click, or nil.
func clickOf(c *Call, clickID string) *clickRecord {
	for _, account := range c.All("AdAccount") {
		if r := adStateOf(account).clicks[clickID]; r != nil {
			return r
		}
	}
	return nil
}
