package emulator

import (
	"archive/zip"
	"bytes"
	"crypto/md5" //nolint:gosec // names images, guards nothing
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif" // formats that are taken
	_ "image/jpeg"
	_ "image/png"
	"io"
	"maps"
	"slices"
	"strings"
)

const maxImage = 30 << 20 // bytes

func imageRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "adimages", Of: "AdImage", Handle: listImages,
			Params: Params(`hashes list<string>, name string, minwidth unsigned int, minheight unsigned int, biz_tag_id unsigned int, business_id string`)},
		Edge{Method: "POST", Name: "adimages", Params: Params(`bytes any, copy_from any`), Handle: uploadImages},
		Edge{Method: "DELETE", Name: "adimages", Params: Params(`hash! string, image_id string`), Handle: deleteImage},
	)
}

// imageOf is the image of an account with the hash, or nil.
func imageOf(account *Object, hash string) *Object {
	for _, o := range account.Children("adimages") {
		if o.Get("hash") == hash {
			return o
		}
	}
	return nil
}

// adMediaURL is the address that Meta serves a picture or a film from.
func adMediaURL(kind, name string) string {
	return "https://scontent.xx.fbcdn.net/emulator/" + kind + "/" + name
}

// uploadImages takes images as files under any names, as base64 in bytes, or from another account.
func uploadImages(c *Call) (any, error) {
	files := map[string]*File{}
	for name, v := range c.Args {
		if f, ok := v.(*File); ok {
			if f.Name != "" {
				name = f.Name
			}
			if err := unpack(files, name, f); err != nil {
				return nil, err
			}
		}
	}
	if encoded := text(c.Args["bytes"]); encoded != "" {
		if _, data, ok := strings.Cut(encoded, ";base64,"); ok {
			encoded = data
		}
		content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(encoded), ""))
		if err != nil {
			return nil, badParam(c, "bytes", "must be base64")
		}
		files["bytes"] = &File{Content: content}
	}
	images := map[string]any{}
	if from := c.Args.Map("copy_from"); from != nil {
		source := c.Find("AdAccount", "act_"+strings.TrimPrefix(from.Text("source_account_id"), "act_"))
		if source == nil || imageOf(source, from.Text("hash")) == nil {
			return nil, badImageHash("copy_from.hash")
		}
		original := imageOf(source, from.Text("hash"))
		images[original.Get("name")] = imageAnswer(keepImage(c, maps.Clone(original.Values)))
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		values, err := readImage(name, files[name].Content)
		if err != nil {
			return nil, err
		}
		images[name] = imageAnswer(keepImage(c, values))
	}
	if len(images) == 0 {
		return nil, Fail(100, "An image file, bytes or copy_from is required").Blame("bytes")
	}
	return map[string]any{"images": images}, nil
}

// unpack takes a file as an image, and a zip archive as the images in it.
func unpack(files map[string]*File, name string, f *File) error {
	if !bytes.HasPrefix(f.Content, []byte("PK\x03\x04")) {
		files[name] = f
		return nil
	}
	archive, err := zip.NewReader(bytes.NewReader(f.Content), int64(len(f.Content)))
	if err != nil {
		return invalid(0, "Invalid archive", "The zip archive cannot be read.", "filename")
	}
	for _, entry := range archive.File {
		if strings.HasSuffix(entry.Name, "/") {
			continue
		}
		r, err := entry.Open()
		if err != nil {
			return invalid(0, "Invalid archive", "The zip archive cannot be read.", "filename")
		}
		content, err := io.ReadAll(io.LimitReader(r, maxImage+1))
		_ = r.Close()
		if err != nil {
			return invalid(0, "Invalid archive", "The zip archive cannot be read.", "filename")
		}
		files[entry.Name] = &File{Name: entry.Name, Content: content}
	}
	return nil
}

// readImage decodes an image. What cannot be decoded is refused.
func readImage(name string, content []byte) (map[string]any, error) {
	if len(content) > maxImage {
		return nil, invalid(0, "Image is too large", "An image has at most 30 MB.", "bytes")
	}
	decoded, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, invalid(0, "Invalid image format", "The file is not an image that can be read. Upload a JPEG, PNG or GIF.", "bytes")
	}
	sum := md5.Sum(content) //nolint:gosec // names images, guards nothing
	hash := hex.EncodeToString(sum[:])
	width, height := int64(decoded.Bounds().Dx()), int64(decoded.Bounds().Dy())
	return map[string]any{"hash": hash, "name": name, "width": width, "height": height, "original_width": width, "original_height": height,
		"url": adMediaURL("image", hash), "url_128": adMediaURL("image", hash+"?size=128"), "permalink_url": adMediaURL("image", hash+"?permalink"),
		"status": "ACTIVE"}, nil
}

// keepImage puts an image into the account's library; the same content is kept once.
func keepImage(c *Call, values map[string]any) *Object {
	if o := imageOf(c.Node, text(values["hash"])); o != nil {
		return o
	}
	account := c.Node.Get("account_id")
	now := inZone(c.Node, c.Now())
	maps.Copy(values, map[string]any{"account_id": account, "created_time": now, "updated_time": now})
	o := c.MakeWithID("AdImage", account+":"+text(values["hash"]), values)
	c.Node.Link("adimages", o)
	return o
}

func imageAnswer(o *Object) map[string]any {
	out := map[string]any{}
	for _, name := range []string{"hash", "url", "url_128", "name", "width", "height"} {
		out[name] = o.Values[name]
	}
	return out
}

func listImages(c *Call) (any, error) {
	out := []*Object{}
	hashes := c.Args.Strings("hashes")
	for _, o := range c.Node.Children("adimages") {
		v := Args(o.Values)
		if len(hashes) > 0 && !slices.Contains(hashes, v.Text("hash")) || c.Args.Has("name") && !contain(v.Text("name"), c.Args.Text("name")) ||
			v.Int("width") < c.Args.Int("minwidth") || v.Int("height") < c.Args.Int("minheight") {
			continue
		}
		out = append(out, o)
	}
	return out, nil
}

func deleteImage(c *Call) (any, error) {
	o := imageOf(c.Node, c.Args.Text("hash"))
	if o == nil {
		return nil, badImageHash("hash")
	}
	for _, creative := range below(c, c.Node, "AdCreative") {
		if specOf(creative).imageHash == o.Get("hash") && !gone(creative) {
			return nil, invalid(0, "Image is in use", fmt.Sprintf("The image is used by the creative %s.", creative.ID), "hash")
		}
	}
	c.Remove(o)
	return map[string]any{"success": true}, nil
}
