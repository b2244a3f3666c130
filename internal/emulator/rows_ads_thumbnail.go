package emulator

// thumbnailRows are the stills that a video can be shown by.
func thumbnailRows(r *Registry) {
	r.Edge("AdVideo",
		Edge{Method: "GET", Name: "thumbnails", Of: "VideoThumbnail", Handle: listThumbnails},
		Edge{Method: "POST", Name: "thumbnails", Params: Params(`is_preferred bool, source! file`), Handle: addThumbnail})
}

// listThumbnails gives the still that encoding makes, and those that were added.
func listThumbnails(c *Call) (any, error) {
	if Args(c.Node.Values).Map("status").Text("video_status") != "ready" {
		return []*Object{}, nil
	}
	own := c.Node.Children("thumbnails")
	chosen := false
	for _, still := range own {
		chosen = chosen || Args(still.Values).Bool("is_preferred")
	}
	made := c.Row("VideoThumbnail", map[string]any{"uri": c.Node.Get("picture"), "height": int64(720), "width": int64(1280),
		"scale": 1.0, "is_preferred": !chosen, "name": ""})
	made.ID = c.Node.ID + "1"
	return append([]*Object{made}, own...), nil
}

func addThumbnail(c *Call) (any, error) {
	values, err := readImage("source", c.Args.File("source").Content)
	if err != nil {
		return nil, err
	}
	preferred := c.Args.Bool("is_preferred")
	if preferred {
		for _, still := range c.Node.Children("thumbnails") {
			still.Values["is_preferred"] = false
		}
		c.Node.Values["picture"] = values["url"]
	}
	still := c.Make("VideoThumbnail", map[string]any{"uri": values["url"], "height": values["height"], "width": values["width"], "scale": 1.0,
		"is_preferred": preferred, "name": ""})
	c.Node.Link("thumbnails", still)
	return map[string]any{"success": true}, nil
}
