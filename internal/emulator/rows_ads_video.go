package emulator

import (
	"slices"
	"strconv"
	"time"
)

// encodeTime is what a video takes until it can be used.
const encodeTime = 30 * time.Second

func videoRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "advideos", Of: "AdVideo", Params: Params(`title string`)},
		Edge{Method: "POST", Name: "advideos", Params: Params(adVideoParams), Handle: uploadVideo},
		Edge{Method: "DELETE", Name: "advideos", Params: Params(`video_id! string`), Handle: deleteVideo},
	)
	r.Edge("AdVideo",
		Edge{Method: "POST", Params: Params(`name string, description string`)},
		Edge{Method: "DELETE"},
	)
}

// videoState is an upload in chunks.
type videoState struct {
	session  string
	size     int64
	received int64
	done     bool
}

func newVideo(c *Call, s *videoState) *Object {
	now := inZone(c.Node, c.Now())
	title := c.Args.Text("title")
	if title == "" {
		title = c.Args.Text("name")
	}
	video := c.Make("AdVideo", map[string]any{"title": title, "description": c.Args.Text("description"),
		"created_time": now, "updated_time": now, "status": videoStatus("processing", "in_progress", s.received), "length": 15.0})
	video.State = s
	video.Values["source"] = adMediaURL("video", video.ID)
	video.Values["picture"] = adMediaURL("thumbnail", video.ID)
	c.Node.Link("advideos", video)
	return video
}

func videoStatus(overall, phase string, received int64) map[string]any {
	uploading := "complete"
	if overall == "uploading" {
		uploading, phase = "in_progress", "not_started"
	}
	return map[string]any{"video_status": overall,
		"uploading_phase":  map[string]any{"status": uploading, "bytes_transferred": received},
		"processing_phase": map[string]any{"status": phase}, "publishing_phase": map[string]any{"status": phase}}
}

func encode(c *Call, video *Object) {
	s := video.State.(*videoState)
	s.done = true
	video.Values["status"] = videoStatus("processing", "in_progress", s.received)
	c.After(encodeTime, func(*Call) { video.Values["status"] = videoStatus("ready", "complete", s.received) })
}

// uploadVideo takes a video whole, by its address, or in chunks of a session.
func uploadVideo(c *Call) (any, error) {
	switch c.Args.Text("upload_phase") {
	case "start":
		s := &videoState{size: c.Args.Int("file_size")}
		if s.size <= 0 {
			return nil, missingParam(c, "file_size")
		}
		video := newVideo(c, s)
		s.session = "9" + video.ID
		video.Values["status"] = videoStatus("uploading", "", 0)
		return map[string]any{"upload_session_id": s.session, "video_id": video.ID, "start_offset": "0",
			"end_offset": strconv.FormatInt(min(s.size, 1<<20), 10)}, nil
	case "transfer", "finish":
		i := slices.IndexFunc(c.Node.Children("advideos"), func(o *Object) bool {
			return o.State.(*videoState).session == c.Args.Text("upload_session_id") && !o.State.(*videoState).done
		})
		if i < 0 {
			return nil, badParam(c, "upload_session_id", "must be the id of an upload that is under way")
		}
		return continueVideo(c, c.Node.Children("advideos")[i])
	}
	s := &videoState{}
	source, sent := c.Args["source"].(*File)
	switch {
	case sent:
		s.received = int64(len(source.Content))
	case c.Args.Map("slideshow_spec") != nil:
		if err := checkSlideshow(c.Args.Map("slideshow_spec")); err != nil {
			return nil, err
		}
	default:
		if c.Args.Text("file_url") == "" {
			return nil, missingParam(c, "source")
		}
		if err := checkLink(c.Args.Text("file_url"), "file_url"); err != nil {
			return nil, err
		}
	}
	video := newVideo(c, s)
	encode(c, video)
	return map[string]any{"id": video.ID}, nil
}

func continueVideo(c *Call, video *Object) (any, error) {
	s := video.State.(*videoState)
	if c.Args.Text("upload_phase") == "finish" {
		if s.received < s.size {
			return nil, badOffset(s)
		}
		if title := c.Args.Text("title"); title != "" {
			video.Values["title"] = title
		}
		encode(c, video)
		return map[string]any{"success": true}, nil
	}
	chunk, ok := c.Args["video_file_chunk"].(*File)
	if !ok {
		return nil, missingParam(c, "video_file_chunk")
	}
	if c.Args.Int("start_offset") != s.received {
		return nil, badOffset(s)
	}
	s.received = min(s.size, s.received+int64(len(chunk.Content)))
	video.Values["status"] = videoStatus("uploading", "", s.received)
	return map[string]any{"start_offset": strconv.FormatInt(s.received, 10), "end_offset": strconv.FormatInt(min(s.size, s.received+1<<20), 10)}, nil
}

// badOffset tells where an upload goes on.
func badOffset(s *videoState) *Error {
	e := FailPlain(6000, "There was a problem uploading your video. Please try again.").Sub(1363037)
	e.Data = map[string]any{"start_offset": s.received, "end_offset": min(s.size, s.received+1<<20)}
	return e.Temporary()
}

func deleteVideo(c *Call) (any, error) {
	video := c.Find("AdVideo", c.Args.Text("video_id"))
	if video == nil || video.Owner != c.Node.ID {
		return nil, invalid(0, "Video not found", "The video does not exist.", "video_id")
	}
	c.Remove(video)
	return map[string]any{"success": true}, nil
}
