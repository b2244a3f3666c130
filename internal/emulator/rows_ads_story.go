package emulator

import (
	"slices"
	"strings"
)

// creativeSpec is what matters of a creative: what it shows, and where its buttons lead.
type creativeSpec struct {
	pageID    string
	headline  string
	body      string
	imageHash string
	imageURL  string
	videoID   string
	welcome   string // page_welcome_message, as it came
	flowID    string // welcome message flow or sequence instead
	instagram string // Instagram account that the ad speaks for
	existing  bool   // shows a post that was there before
	buttons   []adButton
	texts     []string
}

type adButton struct{ kind, app string }

func adButtonOf(m Args) adButton {
	return adButton{kind: m.Text("type"), app: m.Map("value").Text("app_destination")}
}

// specOf reads a creative; of nil the empty one.
func specOf(creative *Object) creativeSpec {
	if creative == nil {
		return creativeSpec{}
	}
	return specFrom(creative.Values)
}

func specFrom(v Args) creativeSpec {
	story := v.Map("object_story_spec")
	s := creativeSpec{pageID: story.Text("page_id"), imageHash: v.Text("image_hash"), imageURL: v.Text("image_url"),
		instagram: story.Text("instagram_user_id"), flowID: v.Map("asset_feed_spec").Map("additional_data").Text("partner_app_welcome_message_flow_id"),
		welcome: v.Text("page_welcome_message"), headline: v.Text("title"), body: v.Text("body")}
	if pageID, _, ok := strings.Cut(v.Text("object_story_id"), "_"); ok {
		s.pageID, s.existing = pageID, true
	}
	if s.instagram == "" {
		s.instagram = v.Text("instagram_user_id")
	}
	if v.Text("source_instagram_media_id") != "" {
		s.pageID, s.existing = v.Text("object_id"), true
	}
	if b := v.Map("call_to_action"); b != nil {
		s.buttons = append(s.buttons, adButtonOf(b))
	}
	for _, kind := range storyKinds {
		s.read(story.Map(kind), kind)
	}
	feed := v.Map("asset_feed_spec")
	if feed.Text("optimization_type") == "DOF_MESSAGING_DESTINATION" {
		s.buttons = nil
	}
	for _, b := range feed.List("call_to_actions") {
		m, _ := b.(map[string]any)
		s.buttons = append(s.buttons, adButtonOf(m))
	}
	for _, v := range feed.List("message_extensions") {
		m, _ := v.(map[string]any)
		s.buttons = append(s.buttons, adButton{app: extensionApps[Args(m).Text("type")]})
	}
	for _, v := range feed.List("images") {
		if m, _ := v.(map[string]any); s.imageHash == "" {
			s.imageHash = Args(m).Text("hash")
		}
	}
	if w := feed.Map("additional_data").Text("page_welcome_message"); w != "" {
		s.welcome = w
	}
	for _, key := range []string{"bodies", "titles", "descriptions"} {
		for _, t := range feed.List(key) {
			m, _ := t.(map[string]any)
			s.texts = append(s.texts, Args(m).Text("text"))
		}
	}
	s.texts = append(s.texts, s.headline, s.body, v.Text("name"))
	return s
}

// read takes what a part of a story has. The names differ from kind to kind.
func (s *creativeSpec) read(data Args, kind string) {
	if data == nil {
		return
	}
	pick := func(into *string, names ...string) {
		for _, n := range names {
			if t := data.Text(n); t != "" {
				*into = t
				return
			}
		}
	}
	headline := "name"
	if kind == "video_data" {
		headline = "title"
	}
	pick(&s.headline, headline)
	pick(&s.body, "message", "caption")
	pick(&s.imageHash, "image_hash")
	pick(&s.imageURL, "image_url", "picture", "url")
	pick(&s.videoID, "video_id")
	pick(&s.welcome, "page_welcome_message")
	s.texts = append(s.texts, data.Text("description"), data.Text("link_description"))
	if b := data.Map("call_to_action"); b != nil {
		s.buttons = append(s.buttons, adButtonOf(b))
	}
	for i, v := range data.List("child_attachments") {
		m, _ := v.(map[string]any)
		card := Args(m)
		s.texts = append(s.texts, card.Text("name"), card.Text("description"))
		if i == 0 && s.imageHash == "" {
			s.imageHash = card.Text("image_hash")
		}
		if b := card.Map("call_to_action"); b != nil && !slices.Contains(s.buttons, adButtonOf(b)) {
			s.buttons = append(s.buttons, adButtonOf(b))
		}
	}
}

func (s creativeSpec) text() string { return strings.Join(s.texts, "\n") }

func (s creativeSpec) mediaType() string {
	if s.videoID != "" {
		return "video"
	}
	return "image"
}

// picture is the address of the image, or of a video's thumbnail.
func (s creativeSpec) picture(account *Object) string {
	if image := imageOf(account, s.imageHash); image != nil {
		return image.Get("url")
	}
	return s.imageURL
}

// welcomeText is the greeting of the chat that the ad opens.
func (s creativeSpec) welcomeText(c *Call) string {
	if flow := flowOf(c, s.flowID); flow != nil {
		return flowText(flow)
	}
	w, err := decodeJSON([]byte(s.welcome))
	m, _ := w.(map[string]any)
	if err != nil || m == nil {
		return ""
	}
	for _, format := range []string{"text_format", "image_format", "video_format"} {
		if t := Args(m).Map(format).Map("message").Text("text"); t != "" {
			return t
		}
	}
	return Args(m).Map("message").Text("text")
}

// buttonApps are the chats that the buttons open.
func (s creativeSpec) buttonApps() []string {
	var out []string
	for _, b := range s.buttons {
		app := b.app
		if app == "" && b.kind != "" {
			for name, kind := range feedApps {
				if kind == b.kind {
					app = name
				}
			}
		}
		if app != "" && !slices.Contains(out, app) {
			out = append(out, app)
		}
	}
	slices.Sort(out)
	return out
}
