package ads

import (
	"fmt"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// Creative is what a [ClickToMessage] ad shows.
type Creative interface {
	// uploads are the files that must be in the image library first.
	uploads() []upload
	// check finds what is wrong without opening files.
	check(ad *ClickToMessage, found *problems)
	// write puts the creative into params.
	write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error
	format() CreativeFormat
}

// uploaded is what became of the uploads of a creative.
type uploaded struct {
	hashes, urls []string // of the images, in their order
	videoID      string   // of the slideshow
}

// CreativeFormat is what kind of [Creative] an ad shows.
type CreativeFormat string

const (
	FormatImage        CreativeFormat = "image"
	FormatVideo        CreativeFormat = "video"
	FormatCarousel     CreativeFormat = "carousel"
	FormatSlideshow    CreativeFormat = "slideshow"
	FormatCollection   CreativeFormat = "collection"
	FormatCatalog      CreativeFormat = "catalog"
	FormatFlexible     CreativeFormat = "flexible"
	FormatAssetFeed    CreativeFormat = "asset feed"
	FormatExistingPost CreativeFormat = "existing post"
)

// creativeValue is the value of a creative that is given by its address; nil where that is nil.
func creativeValue(c Creative) Creative {
	switch p := c.(type) {
	case *ImageCreative:
		return pointedAt(p)
	case *VideoCreative:
		return pointedAt(p)
	case *CarouselCreative:
		return pointedAt(p)
	case *ExistingPost:
		return pointedAt(p)
	case *InstagramPost:
		return pointedAt(p)
	case *SlideshowCreative:
		return pointedAt(p)
	case *CollectionCreative:
		return pointedAt(p)
	case *CatalogCreative:
		return pointedAt(p)
	case *FlexibleCreative:
		return pointedAt(p)
	case *AssetFeedCreative:
		return pointedAt(p)
	}
	return c
}

func pointedAt[T Creative](p *T) Creative {
	if p == nil {
		return nil
	}
	return *p
}

// upload is an image of a creative that is still a file.
type upload struct {
	path string // the field of ClickToMessage that holds it
	file metabiz.File
}

// ImageCreative shows one picture: a file to upload, or an image of the account's library by its hash.
type ImageCreative struct {
	File metabiz.File
	Hash string
}

// VideoCreative plays a video of the account's. It needs a thumbnail: a file, a hash or an address.
type VideoCreative struct {
	VideoID       string
	Thumbnail     metabiz.File
	ThumbnailHash string
	ThumbnailURL  string
}

// CarouselCreative shows 2 to 10 cards to swipe through.
type CarouselCreative struct {
	Cards []CarouselCard
}

// CarouselCard is one card: a picture by File or Hash, or a video by VideoID.
type CarouselCard struct {
	File                  metabiz.File
	Hash                  string
	VideoID               string
	Headline, Description string
	Link                  string // percent-encoded; empty opens the chat as the others do
}

// ExistingPost puts the button under a post of the Page: "PAGE_POST", or the post's id alone.
// The post has the texts; those of the ad must be empty.
type ExistingPost struct{ PostID string }

// InstagramPost puts the button under a post of the Instagram account, by its media id.
// The post has the texts; those of the ad must be empty.
type InstagramPost struct{ MediaID string }

// Cards of a carousel.
const (
	minCards = 2
	maxCards = 10
)

func isFile(f metabiz.File) bool { return f.Open != nil || f.Name != "" || f.Size != 0 }

// fileAt is the upload of a file, if it is one.
func fileAt(path string, f metabiz.File) []upload {
	if !isFile(f) {
		return nil
	}
	return []upload{{path, f}}
}

// take gives the hash of a picture: the one known, or the next of those uploaded.
func take(f metabiz.File, known string, hashes *[]string) string {
	if !isFile(f) || len(*hashes) == 0 {
		return known
	}
	next := (*hashes)[0]
	*hashes = (*hashes)[1:]
	return next
}

// onlyOne finds that none, or more than one, of several alternatives is set.
func onlyOne(found *problems, path, what string, set ...bool) {
	n := 0
	for _, s := range set {
		if s {
			n++
		}
	}
	switch {
	case n == 0:
		found.add(path, "has no picture: give %s", what)
	case n > 1:
		found.add(path, "has several pictures: give %s, one of them", what)
	}
}

func (c ImageCreative) format() CreativeFormat { return FormatImage }

func (c ImageCreative) uploads() []upload { return fileAt("Creative.File", c.File) }

func (c ImageCreative) check(_ *ClickToMessage, found *problems) {
	onlyOne(found, "Creative", "File or Hash", isFile(c.File), c.Hash != "")
}

func (c ImageCreative) write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error {
	data, err := ad.linkData()
	if err != nil {
		return err
	}
	data.ImageHash = take(c.File, c.Hash, &up.hashes)
	params.ObjectStorySpec = &AdCreativeObjectStorySpec{PageID: ad.PageID, InstagramUserID: ad.InstagramUserID, LinkData: data}
	return nil
}

func (c VideoCreative) format() CreativeFormat { return FormatVideo }

func (c VideoCreative) uploads() []upload { return fileAt("Creative.Thumbnail", c.Thumbnail) }

func (c VideoCreative) check(_ *ClickToMessage, found *problems) {
	if c.VideoID == "" {
		found.add("Creative.VideoID", "is empty")
	}
	// Meta refuses a video without one (1443226).
	onlyOne(found, "Creative", "Thumbnail, ThumbnailHash or ThumbnailURL", isFile(c.Thumbnail), c.ThumbnailHash != "", c.ThumbnailURL != "")
	if c.ThumbnailURL != "" {
		found.link("Creative.ThumbnailURL", c.ThumbnailURL)
	}
}

func (c VideoCreative) write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error {
	welcome, err := ad.welcomeText()
	if err != nil {
		return err
	}
	params.ObjectStorySpec = ad.videoStory(c.VideoID, welcome)
	params.ObjectStorySpec.VideoData.ImageHash = take(c.Thumbnail, c.ThumbnailHash, &up.hashes)
	params.ObjectStorySpec.VideoData.ImageURL = c.ThumbnailURL
	return nil
}

// videoStory is a post with a video, without its thumbnail.
func (ad *ClickToMessage) videoStory(videoID, welcome string) *AdCreativeObjectStorySpec {
	return &AdCreativeObjectStorySpec{
		PageID: ad.PageID, InstagramUserID: ad.InstagramUserID,
		VideoData: &AdCreativeVideoData{
			VideoID: videoID, Message: ad.Text, Title: ad.Headline, LinkDescription: ad.Description,
			// A video has no link of its own: the button carries it.
			CallToAction: ad.callToAction(true), PageWelcomeMessage: welcome,
		},
	}
}

func (c CarouselCreative) format() CreativeFormat { return FormatCarousel }

func (c CarouselCreative) uploads() []upload {
	var all []upload
	for i, card := range c.Cards {
		all = append(all, fileAt(fmt.Sprintf("Creative.Cards[%d].File", i), card.File)...)
	}
	return all
}

func (c CarouselCreative) check(_ *ClickToMessage, found *problems) {
	if n := len(c.Cards); n < minCards || n > maxCards {
		found.value("Creative.Cards", n, "are not %d to %d", minCards, maxCards)
	}
	for i, card := range c.Cards {
		at := fmt.Sprintf("Creative.Cards[%d]", i)
		onlyOne(found, at, "File, Hash or VideoID", isFile(card.File), card.Hash != "", card.VideoID != "")
		if card.Link != "" {
			found.link(at+".Link", card.Link)
		}
	}
}

func (c CarouselCreative) write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error {
	data, err := ad.linkData()
	if err != nil {
		return err
	}
	button := ad.callToAction(ad.Website != "")
	for _, card := range c.Cards {
		link := card.Link
		if link == "" {
			link = data.Link
		}
		data.ChildAttachments = append(data.ChildAttachments, AdCreativeLinkDataChildAttachment{
			Link: link, Name: card.Headline, Description: card.Description, VideoID: card.VideoID,
			ImageHash: take(card.File, card.Hash, &up.hashes), CallToAction: button,
		})
	}
	params.ObjectStorySpec = &AdCreativeObjectStorySpec{PageID: ad.PageID, InstagramUserID: ad.InstagramUserID, LinkData: data}
	return nil
}

func (c ExistingPost) format() CreativeFormat { return FormatExistingPost }

func (c ExistingPost) uploads() []upload { return nil }

func (c ExistingPost) check(ad *ClickToMessage, found *problems) {
	if c.PostID == "" {
		found.add("Creative.PostID", "is empty")
	}
	ad.checkNoTexts(found)
}

func (c ExistingPost) write(ad *ClickToMessage, params *AdCreativeParams, _ uploaded) error {
	params.ObjectStoryID = c.PostID
	if !strings.Contains(c.PostID, "_") {
		params.ObjectStoryID = ad.PageID + "_" + c.PostID
	}
	params.InstagramUserID = ad.InstagramUserID
	return ad.writeButton(params)
}

func (c InstagramPost) format() CreativeFormat { return FormatExistingPost }

func (c InstagramPost) uploads() []upload { return nil }

func (c InstagramPost) check(ad *ClickToMessage, found *problems) {
	if c.MediaID == "" {
		found.add("Creative.MediaID", "is empty")
	}
	if ad.InstagramUserID == "" {
		found.add("InstagramUserID", "is empty: a post of Instagram needs its account")
	}
	ad.checkNoTexts(found)
}

func (c InstagramPost) write(ad *ClickToMessage, params *AdCreativeParams, _ uploaded) error {
	params.SourceInstagramMediaID, params.InstagramUserID, params.ObjectID = c.MediaID, ad.InstagramUserID, ad.PageID
	return ad.writeButton(params)
}

func (ad *ClickToMessage) checkNoTexts(found *problems) {
	for _, text := range []struct{ path, text string }{{"Text", ad.Text}, {"Headline", ad.Headline}, {"Description", ad.Description}} {
		if text.text != "" {
			found.add(text.path, "can't be changed: a post that exists has texts of its own")
		}
	}
}
