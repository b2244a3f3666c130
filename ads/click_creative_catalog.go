package ads

import (
	"cmp"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// CatalogCreative shows products of a set, as cards that Meta chooses for each person.
// The ad's Headline and Description may hold placeholders such as {{product.name}} and {{product.price}};
// an empty Headline is the product's name.
//
// See https://developers.facebook.com/docs/marketing-api/catalog-ads/get-started.
type CatalogCreative struct {
	ProductSetID string
	// SingleProduct shows one product instead of cards to swipe through.
	SingleProduct bool
}

func (c CatalogCreative) format() CreativeFormat { return FormatCatalog }
func (c CatalogCreative) uploads() []upload      { return nil }

func (c CatalogCreative) check(_ *ClickToMessage, found *problems) {
	if c.ProductSetID == "" {
		found.add("Creative.ProductSetID", "is empty")
	}
}

func (c CatalogCreative) write(ad *ClickToMessage, params *AdCreativeParams, _ uploaded) error {
	data, err := ad.linkData()
	if err != nil {
		return err
	}
	data.Name = cmp.Or(data.Name, "{{product.name}}")
	if c.SingleProduct {
		data.ForceSingleLink, data.FormatOption = new(true), FormatOptionSingleImage
	} else {
		data.MultiShareEndCard = new(false) // which would lead to the Page instead of the chat
	}
	params.ProductSetID = c.ProductSetID
	params.ObjectStorySpec = &AdCreativeObjectStorySpec{PageID: ad.PageID, InstagramUserID: ad.InstagramUserID, TemplateData: data}
	return nil
}

// CollectionCreative shows a picture or a video above products. It opens an Instant
// Experience, full of the Page's products, in which the button leads to the chat.
//
// See https://developers.facebook.com/docs/marketing-api/guides/collection.
type CollectionCreative struct {
	// CanvasLink is the address of the Instant Experience: https://fb.com/canvas_doc/1234.
	CanvasLink string

	// The cover: a picture by File or Hash, or a video by VideoID with its thumbnail by File or Hash.
	File    metabiz.File
	Hash    string
	VideoID string

	// ProductSetID is the set whose products stand below the cover; RetailerItemIDs
	// are those to begin with, up to 4, by the shop's own ids.
	ProductSetID    string
	RetailerItemIDs []string
	// Thumbnails are elements of the Instant Experience to show below the cover instead of products.
	Thumbnails []AdCreativeCollectionThumbnailInfo
}

const maxCollectionItems = 4

func (c CollectionCreative) format() CreativeFormat { return FormatCollection }
func (c CollectionCreative) uploads() []upload      { return fileAt("Creative.File", c.File) }

func (c CollectionCreative) check(_ *ClickToMessage, found *problems) {
	found.link("Creative.CanvasLink", c.CanvasLink)
	onlyOne(found, "Creative", "File or Hash", isFile(c.File), c.Hash != "")
	switch {
	case c.ProductSetID == "" && len(c.Thumbnails) == 0:
		found.add("Creative", "shows nothing below its cover: give ProductSetID or Thumbnails")
	case c.ProductSetID != "" && len(c.Thumbnails) > 0:
		found.add("Creative.Thumbnails", "stand beside ProductSetID: give one of them")
	}
	if n := len(c.RetailerItemIDs); n > maxCollectionItems {
		found.value("Creative.RetailerItemIDs", n, "are more than %d", maxCollectionItems)
	}
	if slices.Contains(c.RetailerItemIDs, "") {
		found.add("Creative.RetailerItemIDs", "hold an empty id")
	}
}

func (c CollectionCreative) write(ad *ClickToMessage, params *AdCreativeParams, up uploaded) error {
	params.ProductSetID = c.ProductSetID
	hash := take(c.File, c.Hash, &up.hashes)
	if c.VideoID != "" {
		welcome, err := ad.welcomeText()
		if err != nil {
			return err
		}
		story := ad.videoStory(c.VideoID, welcome)
		story.VideoData.ImageHash, story.VideoData.RetailerItemIDs, story.VideoData.CollectionThumbnails = hash, c.RetailerItemIDs, c.Thumbnails
		story.VideoData.CallToAction.Value.Link = c.CanvasLink
		params.ObjectStorySpec = story
		return nil
	}
	data, err := ad.linkData()
	if err != nil {
		return err
	}
	data.Link, data.ImageHash, data.RetailerItemIDs, data.CollectionThumbnails = c.CanvasLink, hash, c.RetailerItemIDs, c.Thumbnails
	params.ObjectStorySpec = &AdCreativeObjectStorySpec{PageID: ad.PageID, InstagramUserID: ad.InstagramUserID, LinkData: data}
	return nil
}
