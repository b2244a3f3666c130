package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// extensionApps are the chats that buttons for messages open on ads that lead to a website.
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/ad-creative/messaging-ads/website-ads-click-to-message
var extensionApps = map[string]string{"whatsapp": "WHATSAPP", "messenger": "MESSENGER", "instagram_message": "INSTAGRAM_DIRECT"}

// assetLists are the lists of an asset feed that are combined into an ad, and how many entries each may have.
var assetLists = map[string]int{"bodies": 5, "titles": 5, "descriptions": 5, "link_urls": 5, "images": 10, "videos": 10}

func hasAssets(feed Args) bool {
	return len(feed.List("images"))+len(feed.List("videos")) > 0
}

// checkAssets refuses an asset feed with too much in a list, with something twice, and with buttons for chats of no kind.
func checkAssets(feed Args, at string) error {
	for _, v := range feed.List("message_extensions") {
		m, _ := v.(map[string]any)
		if extensionApps[Args(m).Text("type")] == "" {
			return invalid(0, "Invalid message extension", "A message extension is whatsapp, messenger or instagram_message.", at+".message_extensions")
		}
	}
	for _, list := range slices.Sorted(maps.Keys(assetLists)) {
		most := assetLists[list]
		entries := feed.List(list)
		if len(entries) > most {
			return invalid(0, "Too many assets", fmt.Sprintf("An asset feed has at most %d %s.", most, list), at+"."+list)
		}
		seen := map[string]bool{}
		for _, v := range entries {
			m, _ := v.(map[string]any)
			key := text(Args(m)["text"]) + text(Args(m)["hash"]) + text(Args(m)["video_id"]) + text(Args(m)["website_url"])
			if seen[key] {
				return invalid(1815629, "Asset values must be unique", "An asset is there twice.", at+"."+list)
			}
			seen[key] = true
		}
	}
	return nil
}

// checkSlideshow refuses what no slideshow can be made of.
// https://developers.facebook.com/docs/marketing-api/guides/videoads/slideshow
func checkSlideshow(spec Args) error {
	slides := spec.Strings("images_urls")
	if len(slides) < 3 || len(slides) > 7 {
		return invalid(0, "Invalid slideshow", "A slideshow is made of 3 to 7 images.", "slideshow_spec.images_urls")
	}
	for _, link := range slides {
		if err := checkLink(link, "slideshow_spec.images_urls"); err != nil {
			return err
		}
	}
	return nil
}

// checkStatusIdentity refuses an identity for WhatsApp Status that names nobody, and one where there are none yet.
func checkStatusIdentity(c *Call, spec Args, at string) error {
	identity, given := spec["wamo_whatsapp_identity_spec"]
	if !given {
		return nil
	}
	m, _ := identity.(map[string]any)
	switch {
	case c.Version == "v25.0":
		return badParam(c, "wamo_whatsapp_identity_spec", "is not available in this version")
	case Args(m).Text("wamo_whatsapp_identity_id") == "":
		return invalid(0, "Identity required", "wamo_whatsapp_identity_spec needs wamo_whatsapp_identity_id.", at+"wamo_whatsapp_identity_spec")
	}
	return nil
}

// checkFormat refuses a creative in an ad set that does not show its format.
// https://developers.facebook.com/docs/marketing-api/ads-in-whatsapp-status
func checkFormat(c *Call, set, campaign *Object, creative Args) error {
	feed, dynamic := creative.Map("asset_feed_spec"), set.Values["is_dynamic_creative"] == true
	assets := hasAssets(feed)
	if assets && !dynamic && feed.Text("optimization_type") == "" {
		return invalid(0, "Dynamic creative required", "An asset feed needs an ad set with is_dynamic_creative.", "creative.asset_feed_spec")
	}
	if live := slices.DeleteFunc(adsOf(c, set), gone); dynamic && len(live) > 0 && (c.Node.Type != "Ad" || len(live) > 1) {
		return invalid(0, "Too many ads", "An ad set with dynamic creative has one ad.", "adset_id")
	}
	if !slices.Contains(Args(set.Values).Map("targeting").Strings("whatsapp_positions"), "status") {
		return nil
	}
	story := creative.Map("object_story_spec")
	cards := len(story.Map("link_data").List("child_attachments"))
	enhanced := creative.Map("degrees_of_freedom_spec").Map("creative_features_spec").Map("standard_enhancements").Text("enroll_status") == "OPT_IN"
	switch {
	case dynamic, enhanced, story.Has("template_data"), len(c.Args.Map("creative_asset_groups_spec").List("groups")) > 0,
		cards > 0 && c.Version == "v25.0":
		return invalid(0, "Format not available in WhatsApp Status", "WhatsApp Status shows a single image or video, as it is.", "creative")
	case len(realCategories(campaign.Values)) > 0:
		return invalid(2909034, "Special ad category not allowed", "WhatsApp Status takes no ads of a special category.", "special_ad_categories")
	}
	return nil
}

// groupTexts are the kinds of texts of a flexible ad.
var groupTexts = []string{"primary_text", "headline", "description"}

// checkGroups holds the rules of the flexible format, whose assets stand beside the creative.
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/flexible-ad-format
func checkGroups(c *Call, account, campaign *Object) error {
	const at = "creative_asset_groups_spec"
	spec := c.Args.Map(at)
	if spec == nil {
		return nil
	}
	if objective := campaign.Get("objective"); objective != "OUTCOME_SALES" && objective != "OUTCOME_APP_PROMOTION" {
		return invalid(0, "Flexible format not available", "The objective "+objective+" has no ads in the flexible format.", at)
	}
	button := ""
	for _, v := range spec.List("groups") {
		m, _ := v.(map[string]any)
		group := Args(m)
		if len(group.List("images"))+len(group.List("videos")) == 0 {
			return invalid(0, "Image or video required", "Every group of a flexible ad needs an image or a video.", at+".groups")
		}
		for _, v := range group.List("images") {
			image, _ := v.(map[string]any)
			if imageOf(account, Args(image).Text("hash")) == nil {
				return badImageHash(at + ".groups.images")
			}
		}
		for _, v := range group.List("videos") {
			video, _ := v.(map[string]any)
			if c.Find("AdVideo", Args(video).Text("video_id")) == nil {
				return invalid(0, "Video not found", "The video does not exist.", at+".groups.videos")
			}
		}
		if err := checkGroupTexts(group, at+".groups.texts"); err != nil {
			return err
		}
		if b := group.Map("call_to_action").Text("type"); b != "" {
			if button != "" && b != button {
				return invalid(0, "Calls to action differ", "All calls to action of a flexible ad are of one type.", at+".groups.call_to_action")
			}
			button = b
		}
	}
	return nil
}

func checkGroupTexts(group Args, blamed string) error {
	count := map[string]int{}
	for _, v := range group.List("texts") {
		m, _ := v.(map[string]any)
		kind := Args(m).Text("text_type")
		if !slices.Contains(groupTexts, kind) {
			return invalid(0, "Invalid text", "text_type is one of "+strings.Join(groupTexts, ", ")+".", blamed)
		}
		if count[kind]++; count[kind] > 5 {
			return invalid(0, "Too many texts", "A group has at most 5 texts of a type.", blamed)
		}
	}
	return nil
}
