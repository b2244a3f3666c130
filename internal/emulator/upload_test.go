package emulator

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUpload(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	app := c.e.Seed().AppID
	id := c.ok("POST", app+"/uploads", "file_name", "a.png", "file_type", "image/png", "file_length", "10").id()
	if !strings.HasPrefix(id, "upload:") || !strings.Contains(id, "?sig=") {
		t.Fatalf("id = %s", id)
	}
	post := func(path, offset, chunk string) answer {
		// curl and others leave the content type of a form.
		return c.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(chunk), "file_offset", offset)
	}
	if got := post(id, "0", "\x89PNG%"); got.body["file_offset"] != 5. {
		t.Errorf("after 5 bytes: %s", got.raw)
	}
	if got := post(id, "3", "x"); got.code() != 100 {
		t.Errorf("wrong offset: %s", got.raw)
	}
	if got := c.send("GET", id, "", nil); got.body["file_offset"] != 5. || got.id() != id {
		t.Errorf("state: %s", got.raw)
	}
	if got := post(url.PathEscape(id), "5", "&a=%bc"); got.code() != 100 {
		t.Errorf("too long: %s", got.raw)
	}
	handle, _ := post(url.PathEscape(id), "5", "&a=%b").body["h"].(string)
	err := c.e.act(func(c *Call) error {
		want := &File{Name: "a.png", ContentType: "image/png", Content: []byte("\x89PNG%&a=%b")}
		if diff := cmp.Diff(want, c.Uploaded(handle)); diff != "" {
			t.Error(diff)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if got := c.call("POST", app+"/uploads", "file_type", "text/html"); got.code() != 100 {
		t.Errorf("file type: %s", got.raw)
	}
}
