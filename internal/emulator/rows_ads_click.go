package emulator

// adClick is what a click on an ad that opens a chat hands over to the chat.
type adClick struct {
	clickID        string // ctwa_clid
	adID           string
	sourceURL      string // address of the ad's post
	headline       string
	body           string
	mediaType      string // image or video
	imageURL       string
	videoURL       string
	thumbnailURL   string
	welcomeText    string // greeting of page_welcome_message; empty: none
	pageID         string
	whatsAppNumber string // digits of the number that the ad opens a chat with
}
