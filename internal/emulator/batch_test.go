package emulator

import (
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// part is one answer of a batch.
type part struct {
	Code    int
	Headers []batchHeader
	Body    string
}

func (c *client) batch(params ...string) []*part {
	c.Helper()
	a := c.send("POST", "", "application/x-www-form-urlencoded", strings.NewReader(formOf(params...)))
	var parts []*part
	if err := json.Unmarshal([]byte(a.raw), &parts); err != nil {
		c.Fatalf("%v: %s", err, a.raw)
	}
	return parts
}

func formOf(params ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		v.Set(params[i], params[i+1])
	}
	return v.Encode()
}

func TestBatch(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	s := c.e.Seed()
	got := c.batch("batch", fmt.Sprintf(`[
		{"method":"POST","name":"make","relative_url":"%[1]s/shelves","body":"name=new&width=5","omit_response_on_success":false},
		{"method":"POST","relative_url":"v25.0/{result=make:$.id}/books","body":"name=in%%20{result=make:$.id}"},
		{"method":"GET","relative_url":"{result=make:$.id}?fields=name,books{name}"},
		{"method":"GET","relative_url":"999"},
		{"method":"GET","relative_url":"me","access_token":%[2]q},
		{"method":"GET","name":"list","relative_url":"%[1]s/shelves?fields=id"},
		{"method":"GET","relative_url":"%[3]s?fields=name&note={result=list:$.data.*.id}","depends_on":"list"}
	]`, s.BusinessID, s.PageToken, s.PageID), "include_headers", "false")
	if len(got) != 7 {
		t.Fatalf("%d parts", len(got))
	}
	var made map[string]string
	if err := json.Unmarshal([]byte(got[0].Body), &made); err != nil {
		t.Fatal(err)
	}
	var shelf struct {
		Name  string
		Books struct{ Data []struct{ Name string } }
	}
	if err := json.Unmarshal([]byte(got[2].Body), &shelf); err != nil {
		t.Fatal(err)
	}
	if shelf.Name != "new" || len(shelf.Books.Data) != 1 || shelf.Books.Data[0].Name != "in "+made["id"] {
		t.Errorf("shelf = %+v", shelf)
	}
	if got[3].Code != http.StatusBadRequest || !strings.Contains(got[3].Body, `"code":100`) {
		t.Errorf("part 3 = %+v", got[3])
	}
	if !strings.Contains(got[4].Body, s.PageID) {
		t.Errorf("part 4 = %+v", got[4])
	}
	if got[5] != nil {
		t.Errorf("part 5, which another depends on, was not omitted: %+v", got[5])
	}
	if got[6].Code != http.StatusOK || got[6].Headers != nil {
		t.Errorf("part 6 = %+v", got[6])
	}
	var batched []string
	for _, r := range c.e.Requests() {
		if r.Batched {
			batched = append(batched, r.Method)
		}
	}
	if diff := cmp.Diff([]string{"POST", "POST", "GET", "GET", "GET", "GET", "GET"}, batched); diff != "" {
		t.Error(diff)
	}
}

func TestBatchFailures(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	c.e.Fault(Fault{Kind: FaultDropAfter, Path: "*/books", Method: "POST"})
	got := c.batch("batch", `[
		{"method":"POST","relative_url":"act_7/books","body":"name=lost"},
		{"method":"GET","name":"bad","relative_url":"999"},
		{"method":"GET","relative_url":"{result=bad:$.id}"},
		{"method":"GET","relative_url":"act_7"},
		{"method":"GET","relative_url":"{result=nobody:$.id}"}]`)
	if got[0] != nil {
		t.Errorf("a part whose answer is lost is %+v, want null", got[0])
	}
	if got[2].Code != http.StatusFailedDependency || got[3].Code != http.StatusOK || got[4].Code != http.StatusBadRequest {
		t.Errorf("codes %d %d %d", got[2].Code, got[3].Code, got[4].Code)
	}
	if len(got[3].Headers) == 0 {
		t.Error("no headers")
	}
	if n := len(c.ok("GET", "act_7/books").data()); n != 1 {
		t.Errorf("%d books, want the one whose answer was lost", n)
	}

	many := "[" + strings.TrimSuffix(strings.Repeat(`{"method":"GET","relative_url":"me"},`, 51), ",") + "]"
	for name, batch := range map[string]string{"51 parts": many, "none": "[]", "no list": `{"a":1}`, "names twice": `[
		{"method":"GET","name":"a","relative_url":"me"},{"method":"GET","name":"a","relative_url":"me"}]`} {
		if a := c.send("POST", "", "application/x-www-form-urlencoded", strings.NewReader(formOf("batch", batch))); a.status != 400 || a.code() != 100 {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
		}
	}
	if a := c.with("X").call("POST", "", "batch", `[{"method":"GET","relative_url":"me"}]`); a.code() != 190 {
		t.Errorf("wrong token: %s", a.raw)
	}
}

func TestBatchFiles(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	var form strings.Builder
	m := multipart.NewWriter(&form)
	if err := m.WriteField("batch", `[{"method":"POST","relative_url":"act_7/books","body":"name=x","attached_files":"cover"},
		{"method":"POST","relative_url":"act_7/books","body":"name=x","attached_files":"nothing"}]`); err != nil {
		t.Fatal(err)
	}
	w, err := m.CreateFormFile("cover", "cover.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("png")); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	a := c.send("POST", "", m.FormDataContentType(), strings.NewReader(form.String()))
	var got []*part
	if err := json.Unmarshal([]byte(a.raw), &got); err != nil {
		t.Fatal(err)
	}
	if got[0].Code != 200 || got[1].Code != 400 {
		t.Errorf("codes %d %d", got[0].Code, got[1].Code)
	}
	want := map[string]any{"name": "cover.png", "type": "application/octet-stream", "size": 3}
	if diff := cmp.Diff(want, c.e.Requests()[0].Params["cover"]); diff != "" {
		t.Error(diff)
	}
}
