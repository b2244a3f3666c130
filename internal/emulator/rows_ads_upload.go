package emulator

import (
	"net/http"
	"strconv"
	"strings"
)

// videoHost is the path that a video's bytes are sent to, on a host of their own at Meta.
const videoHost = "video-ads-upload"

func videoUploadRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "video_ads", Of: "AdVideo", Params: Params(`since datetime, until datetime`),
			Handle: func(c *Call) (any, error) { return c.Node.Children("advideos"), nil }},
		Edge{Method: "POST", Name: "video_ads", Handle: uploadVideoAd, Params: Params(`upload_phase! string, video_id string, title string,
			description string, privacy string, video_state enum(DRAFT|PUBLISHED|SCHEDULED)`)})
	r.Edge("AdVideo", Edge{Method: "POST", Name: videoHost, Handle: receiveVideo})
}

// uploadVideoAd begins and ends an upload; between the two the bytes go to upload_url.
// https://developers.facebook.com/docs/marketing-api/guides/videoads/fbvideoads
func uploadVideoAd(c *Call) (any, error) {
	switch strings.ToLower(c.Args.Text("upload_phase")) {
	case "start":
		video := newVideo(c, &videoState{})
		video.Values["status"] = videoStatus("uploading", "", 0)
		return map[string]any{"video_id": video.ID, "upload_url": c.baseURL + "/" + videoHost + "/" + c.Version + "/" + video.ID}, nil
	case "finish":
		video := c.Find("AdVideo", c.Args.Text("video_id"))
		if video == nil || video.Owner != c.Node.ID {
			return nil, invalid(0, "Video not found", "The video does not exist.", "video_id")
		}
		s := video.State.(*videoState)
		if s.received == 0 || s.received < s.size {
			return nil, badOffset(s)
		}
		if title := c.Args.Text("title"); title != "" {
			video.Values["title"] = title
		}
		encode(c, video)
		return map[string]any{"success": true, "id": video.ID}, nil
	}
	return nil, badParam(c, "upload_phase", "must be one of {START, FINISH} - got %q", c.Args.Text("upload_phase"))
}

// receiveVideo takes bytes from an offset on, or the address of a whole file.
func receiveVideo(c *Call) (any, error) {
	s := c.Node.State.(*videoState)
	if link := c.Header.Get("file_url"); link != "" {
		if err := checkLink(link, "file_url"); err != nil {
			return nil, err
		}
		s.size, s.received = 1, 1
		c.Node.Values["status"] = videoStatus("uploading", "", s.received)
		return map[string]any{"success": true}, nil
	}
	offset, err := strconv.ParseInt(c.Header.Get("offset"), 10, 64)
	size, sizeErr := strconv.ParseInt(c.Header.Get("file_size"), 10, 64)
	switch {
	case err != nil:
		return nil, missingParam(c, "offset")
	case sizeErr != nil || size <= 0:
		return nil, missingParam(c, "file_size")
	case s.done:
		return nil, badParam(c, "video_id", "is a video that has been uploaded already")
	case offset != s.received || offset+int64(len(c.Body)) > size:
		s.size = size
		return nil, badOffset(s).With(http.StatusBadRequest)
	}
	s.size, s.received = size, offset+int64(len(c.Body))
	c.Node.Values["status"] = videoStatus("uploading", "", s.received)
	return map[string]any{"success": true}, nil
}
