package ads

import (
	"encoding/json"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// FlexibleCreative gives Meta pictures, videos and texts to make the ad of, in whatever
// format suits the person. The first picture, and the ad's own texts, are its post.
// It goes with the objective sales only.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/flexible-ad-format.
type FlexibleCreative struct {
	Assets Assets
}

// Assets are pictures, videos and texts to choose from: at least one picture, and up to
// 5 of each text.
type Assets struct {
	Images []AssetImage
	// Videos are the ids of videos of the account's.
	Videos                         []string
	Texts, Headlines, Descriptions []string
}

// AssetImage is a picture: a file to upload, or an image of the account's library by its hash.
type AssetImage struct {
	File metabiz.File
	Hash string
}

// Limits of assets.
const (
	maxAssetTexts  = 5
	maxAssetMedia  = 10
	maxAssetsInAll = 30
)

func (a Assets) uploads() []upload {
	var all []upload
	for i, image := range a.Images {
		all = append(all, fileAt(fmt.Sprintf("Creative.Assets.Images[%d].File", i), image.File)...)
	}
	return all
}

func (a Assets) check(found *problems) {
	if len(a.Images) == 0 {
		found.add("Creative.Assets.Images", "are empty: at least one picture is needed")
	}
	for _, media := range []struct {
		name string
		n    int
	}{{"Images", len(a.Images)}, {"Videos", len(a.Videos)}} {
		if media.n > maxAssetMedia {
			found.value("Creative.Assets."+media.name, media.n, "are more than %d", maxAssetMedia)
		}
	}
	for i, image := range a.Images {
		onlyOne(found, fmt.Sprintf("Creative.Assets.Images[%d]", i), "File or Hash", isFile(image.File), image.Hash != "")
	}
	for i, id := range a.Videos {
		if id == "" {
			found.add(fmt.Sprintf("Creative.Assets.Videos[%d]", i), "is empty")
		}
	}
	n := len(a.Images) + len(a.Videos)
	for _, texts := range []struct {
		name string
		all  []string
	}{{"Texts", a.Texts}, {"Headlines", a.Headlines}, {"Descriptions", a.Descriptions}} {
		a.checkTexts(found, "Creative.Assets."+texts.name, texts.all)
		n += len(texts.all)
	}
	if n > maxAssetsInAll {
		found.value("Creative.Assets", n, "are more than %d in all", maxAssetsInAll)
	}
}

// checkTexts finds texts that are too many, empty or the same as another (1815629).
func (a Assets) checkTexts(found *problems, path string, texts []string) {
	if len(texts) > maxAssetTexts {
		found.value(path, len(texts), "are more than %d", maxAssetTexts)
	}
	seen := map[string]bool{}
	for i, text := range texts {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case text == "":
			found.add(at, "is empty")
		case seen[text]:
			found.value(at, text, "is there twice")
		}
		found.utf8(at, text)
		seen[text] = true
	}
}

// hashes are those of all pictures, those known and those uploaded.
func (a Assets) hashes(up uploaded) []string {
	var all []string
	for _, image := range a.Images {
		all = append(all, take(image.File, image.Hash, &up.hashes))
	}
	return all
}

func (c FlexibleCreative) format() CreativeFormat { return FormatFlexible }
func (c FlexibleCreative) uploads() []upload      { return c.Assets.uploads() }

func (c FlexibleCreative) check(ad *ClickToMessage, found *problems) {
	if ad.objective() != ObjectiveOutcomeSales && !ad.Unchecked {
		found.value("Objective", string(ad.objective()), "has no ads in the flexible format: choose %s", ObjectiveOutcomeSales)
	}
	c.Assets.check(found)
}

func (c FlexibleCreative) write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error {
	data, err := ad.linkData()
	if err != nil {
		return err
	}
	data.ImageHash = c.Assets.hashes(up)[0]
	params.ObjectStorySpec = &AdCreativeObjectStorySpec{PageID: ad.PageID, InstagramUserID: ad.InstagramUserID, LinkData: data}
	return nil
}

// groups is the one group of assets that the ad has beside its creative.
func (c FlexibleCreative) groups(ad *ClickToMessage, up uploaded) (*AdCreativeAssetGroupsSpec, error) {
	type image struct {
		Hash string `json:"hash"`
	}
	type video struct {
		VideoID string `json:"video_id"`
	}
	type text struct {
		Text string `json:"text"`
		Type string `json:"text_type"`
	}
	group := struct {
		Images       []image                         `json:"images,omitzero"`
		Videos       []video                         `json:"videos,omitzero"`
		Texts        []text                          `json:"texts,omitzero"`
		CallToAction *AdCreativeLinkDataCallToAction `json:"call_to_action"`
	}{CallToAction: ad.callToAction(true)}
	for _, hash := range c.Assets.hashes(up) {
		group.Images = append(group.Images, image{hash})
	}
	for _, id := range c.Assets.Videos {
		group.Videos = append(group.Videos, video{id})
	}
	for _, texts := range []struct {
		kind string
		all  []string
	}{{"primary_text", c.Assets.Texts}, {"headline", c.Assets.Headlines}, {"description", c.Assets.Descriptions}} {
		for _, t := range texts.all {
			group.Texts = append(group.Texts, text{t, texts.kind})
		}
	}
	raw, err := json.Marshal(group)
	if err != nil {
		return nil, fmt.Errorf("ads: flexible creative: %w", err)
	}
	return &AdCreativeAssetGroupsSpec{Groups: []json.RawMessage{raw}}, nil
}

// AssetFeedCreative gives Meta pictures and texts of which it tries every combination: a
// dynamic creative. Its ad set has no other ad. The ad's own texts are among them.
//
// See https://developers.facebook.com/docs/marketing-api/dynamic-creative/dynamic-creative-optimization.
type AssetFeedCreative struct {
	Assets Assets
}

func (c AssetFeedCreative) format() CreativeFormat { return FormatAssetFeed }
func (c AssetFeedCreative) uploads() []upload      { return c.Assets.uploads() }

func (c AssetFeedCreative) check(ad *ClickToMessage, found *problems) {
	c.Assets.check(found)
	if len(c.Assets.Videos) > 0 {
		found.add("Creative.Assets.Videos", "can't stand beside pictures in an asset feed of one format")
	}
	if ad.severalChats() {
		found.add("Creative", "is an asset feed, which several destinations need for their buttons")
	}
}

func (c AssetFeedCreative) write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error {
	welcome, err := ad.welcomeText()
	if err != nil {
		return err
	}
	button := ad.callToAction(true)
	feed := &AdAssetFeedSpec{
		AdFormats: []string{"SINGLE_IMAGE"},
		LinkURLs:  []AdAssetFeedSpecLinkURL{{WebsiteURL: button.Value.Link}},
		CallToActions: []AdAssetFeedSpecCallToAction{
			{Type: string(button.Type), Value: button.Value},
		},
	}
	for _, hash := range c.Assets.hashes(up) {
		feed.Images = append(feed.Images, AdAssetFeedSpecImage{Hash: hash})
	}
	for _, text := range withOwn(ad.Text, c.Assets.Texts) {
		feed.Bodies = append(feed.Bodies, AdAssetFeedSpecBody{Text: text})
	}
	for _, text := range withOwn(ad.Headline, c.Assets.Headlines) {
		feed.Titles = append(feed.Titles, AdAssetFeedSpecTitle{Text: text})
	}
	for _, text := range withOwn(ad.Description, c.Assets.Descriptions) {
		feed.Descriptions = append(feed.Descriptions, AdAssetFeedSpecDescription{Text: text})
	}
	if welcome != "" {
		feed.AdditionalData = &AdAssetFeedAdditionalData{PageWelcomeMessage: welcome, IsClickToMessage: new(true)}
	}
	params.AssetFeedSpec = feed
	params.ObjectStorySpec = &AdCreativeObjectStorySpec{PageID: ad.PageID, InstagramUserID: ad.InstagramUserID}
	return nil
}

// withOwn puts the ad's own text before the others, unless it is empty or among them.
func withOwn(own string, others []string) []string {
	all := []string{}
	if own != "" {
		all = append(all, own)
	}
	for _, text := range others {
		if text != own {
			all = append(all, text)
		}
	}
	return all
}
