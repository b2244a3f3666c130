package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"io"

	"github.com/metabiz-go/metabiz"
)

// groupPicture notes what Meta would refuse of a group's picture only later.
func (c *checker) groupPicture(file *metabiz.File) error {
	const maxSize, leastSide = 5 << 20, 192
	if file.Size > maxSize {
		c.add(at("file.Size"), fmt.Sprintf("is too large, at most %d bytes", maxSize), maxSize, file.Size)
		return nil
	}
	r, err := file.Open()
	if err != nil {
		return fmt.Errorf("whatsapp: read %s: %w", file.Name, err)
	}
	defer r.Close()
	config, err := jpeg.DecodeConfig(io.LimitReader(r, maxSize))
	switch {
	case err != nil:
		c.add(at("file"), "is not a JPEG", nil, file.Name)
	case config.Width != config.Height:
		c.add(at("file"), "is not square", nil, fmt.Sprintf("%dx%d", config.Width, config.Height))
	case config.Width < leastSide:
		c.add(at("file"), "is too small, at least 192 by 192", leastSide, fmt.Sprintf("%dx%d", config.Width, config.Height))
	}
	return nil
}

// raiseGroups makes {"data":{"groups":[…]}} {"data":[…]}, as lists are everywhere else.
func raiseGroups(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
	answer, err := next(ctx, req)
	if err != nil {
		return nil, err
	}
	var outer map[string]json.RawMessage
	if json.Unmarshal(answer.Body, &outer) != nil || !bytes.HasPrefix(bytes.TrimSpace(outer["data"]), []byte("{")) {
		return answer, nil
	}
	var inner struct {
		Groups json.RawMessage `json:"groups"`
	}
	if json.Unmarshal(outer["data"], &inner) != nil {
		return answer, nil
	}
	if outer["data"] = inner.Groups; inner.Groups == nil {
		outer["data"] = json.RawMessage("[]")
	}
	if answer.Body, err = json.Marshal(outer); err != nil {
		return nil, err
	}
	return answer, nil
}
