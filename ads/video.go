package ads

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// maxVideoSize is the largest video that Meta advises to upload, in bytes.
const maxVideoSize = 10 << 30

// adVideoFields are what a video is read with: also how far it is, and the still that it is shown by.
var adVideoFields = metabiz.WithFields(
	"id", "title", "description", "status", "length", "picture", "source", "permalink_url", "created_time", "updated_time",
)

// VideoDetails is what a video is called, and who may see it.
type VideoDetails struct {
	Title       string
	Description string
	Privacy     string
	State       VideoState // left out: Meta's default
}

// checkVideo looks at the head of a file, so that what is no video is refused before
// gigabytes of it are sent.
func checkVideo(what string, file metabiz.File) error {
	var found problems
	switch {
	case file.Open == nil:
		found.add("file", "has no content: make it with metabiz.FileFromPath or metabiz.FileFromBytes")
	case file.Name == "":
		found.add("file", "has no name, such as film.mp4")
	case file.Size <= 0:
		found.value("file", file.Name, "is empty")
	case file.Size > maxVideoSize:
		found.list = append(found.list, metabiz.FieldError{
			Path: "file", Problem: fmt.Sprintf("has %d bytes, at most %d (10 GB)", file.Size, int64(maxVideoSize)), Limit: int64(maxVideoSize), Value: file.Name,
		})
	default:
		if problem := sniffVideo(file); problem != "" {
			found.value("file", file.Name, "%s", problem)
		}
	}
	return found.err(what)
}

// sniffVideo tells what shows that a file is no video; empty where it may be one. There
// are more formats of videos than can be known here, so that only others are told apart.
func sniffVideo(file metabiz.File) (problem string) {
	content, err := file.Open()
	if err != nil {
		return fmt.Sprintf("can't be opened: %v", err)
	}
	defer func() { _ = content.Close() }()
	head, err := bufio.NewReaderSize(content, 512).Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Sprintf("can't be read: %v", err)
	}
	kind := http.DetectContentType(head)
	for _, other := range []string{"text/", "image/", "font/", "application/pdf", "application/zip"} {
		if strings.HasPrefix(kind, other) && kind != "image/gif" { // an animation is taken as a video
			return "is not a video: its content is " + kind
		}
	}
	return ""
}
