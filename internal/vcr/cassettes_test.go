package vcr

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/metabiz-go/metabiz/internal/emulator"
)

var secrets = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a token", regexp.MustCompile(`EAA[A-Za-z0-9_-]{4,}|\bIG[QA][A-Za-z0-9_-]{20,}|\b\d{10,18}(?:\||%7C)[A-Za-z0-9_-]{16,}`)},
	{"a parameter that holds a secret", regexp.MustCompile(
		`(?:access_token|appsecret_proof|client_secret|input_token|fb_exchange_token)(?:=|%3D|\\?"\s*:\s*\\?"|"\r?\n(?:[^\r\n]+\r?\n)*\r?\n)[^<&"\\\r\n]`)},
	{"a proof or signature", regexp.MustCompile(`(?i)(?:proof|signature|secret)[^<\r\n]{0,20}[0-9a-f]{64}`)},
	{"a header that authorises", regexp.MustCompile(`(?i)\b(?:Bearer|OAuth) [A-Za-z0-9_|.-]{8,}|Authorization:`)},
	{"an address of this machine", regexp.MustCompile(`127\.0\.0\.1|localhost|\[::1\]`)},
}

// texts are all that a cassette says, by where it stands.
func texts(i *cassette.Interaction) map[string]string {
	out := map[string]string{
		"URL": i.Request.URL, "request body": i.Request.Body, "response body": i.Response.Body, "request URI": i.Request.RequestURI,
	}
	for where, headers := range map[string]http.Header{"request header ": i.Request.Headers, "response header ": i.Response.Headers, "form ": http.Header(i.Request.Form)} {
		for name, values := range headers {
			out[where+name] = name + ": " + strings.Join(values, "\n")
		}
	}
	return out
}

// leaks tells what of an interaction should not have been saved.
func leaks(i *cassette.Interaction, own []string) []string {
	var found []string
	for where, text := range texts(i) {
		for _, s := range secrets {
			if s.pattern.MatchString(text) {
				found = append(found, where+": "+s.what)
			}
		}
		for _, secret := range own {
			if strings.Contains(text, secret) {
				found = append(found, where+": a secret of the emulator's")
			}
		}
	}
	for _, headers := range []http.Header{i.Request.Headers, i.Response.Headers} {
		for name := range headers {
			if !slices.Contains(kept, name) {
				found = append(found, "header "+name+" is kept")
			}
		}
	}
	slices.Sort(found)
	return found
}

// ownSecrets are those that cassettes of the emulator could hold.
func ownSecrets(t *testing.T) []string {
	t.Helper()
	seed := emulator.New(emulated).Seed()
	out := []string{emulated.AppSecret, seed.PageToken}
	for _, token := range []string{emulated.Token, seed.PageToken} {
		mac := hmac.New(sha256.New, []byte(emulated.AppSecret))
		mac.Write([]byte(token))
		out = append(out, hex.EncodeToString(mac.Sum(nil)))
	}
	return out
}

func TestCassettesHoldNoSecrets(t *testing.T) {
	t.Parallel()
	own := ownSecrets(t)
	var cassettes []string
	err := filepath.WalkDir(filepath.Join(root(t), "testdata", "cassettes"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			cassettes = append(cassettes, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if len(cassettes) == 0 {
		t.Fatal("there are no cassettes")
	}
	for _, path := range cassettes {
		name, ok := strings.CutSuffix(path, ".yaml")
		if !ok {
			t.Errorf("%s is no cassette", path)
			continue
		}
		c, err := cassette.Load(name)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, i := range c.Interactions {
			for _, leak := range leaks(i, own) {
				t.Errorf("%s#%d: %s", path, i.ID, leak)
			}
		}
	}
}

func TestLeaks(t *testing.T) {
	t.Parallel()
	proof := strings.Repeat("0a", 32)
	for name, tt := range map[string]struct {
		change func(*cassette.Interaction)
		want   []string
	}{
		"clean": {func(*cassette.Interaction) {}, nil},
		"hash of a person or a file": {func(i *cassette.Interaction) {
			i.Request.Body = `{"user_data":{"ph":["` + proof + `"]},"sha256":"` + proof + `"}`
		}, nil},
		"token": {func(i *cassette.Interaction) { i.Response.Body = `{"x":"EAAGm0PX4ZCpsBA"}` }, []string{"response body: a token"}},
		"token of an app": {func(i *cassette.Interaction) {
			i.Request.URL += "&input=670843887433847%7Cabcdefghijklmnopqrst"
		}, []string{"URL: a token"}},
		"token in a parameter": {func(i *cassette.Interaction) { i.Request.URL += "&access_token=x" }, []string{"URL: a parameter that holds a secret"}},
		"token in JSON": {func(i *cassette.Interaction) {
			i.Response.Body = `{"access_token":"x"}`
		}, []string{"response body: a parameter that holds a secret"}},
		"token in JSON in JSON": {func(i *cassette.Interaction) {
			i.Response.Body = `[{"body":"{\"access_token\":\"x\"}"}]`
		}, []string{"response body: a parameter that holds a secret"}},
		"token in a part": {func(i *cassette.Interaction) {
			i.Request.Body = "Content-Disposition: form-data; name=\"access_token\"\r\n\r\nx\r\n"
		}, []string{"request body: a parameter that holds a secret"}},
		"proof": {func(i *cassette.Interaction) {
			i.Request.Body = `{"appsecret_proof":"` + proof + `"}`
		}, []string{"request body: a parameter that holds a secret", "request body: a proof or signature"}},
		"known proof": {func(i *cassette.Interaction) { i.Request.Body = "own secret" }, []string{"request body: a secret of the emulator's"}},
		"header": {func(i *cassette.Interaction) {
			i.Request.Headers = http.Header{"Authorization": {"<TOKEN>"}}
		}, []string{"header Authorization is kept", "request header Authorization: a header that authorises"}},
		"bearer in a text": {func(i *cassette.Interaction) {
			i.Request.Body = "Bearer abcdefghij"
		}, []string{"request body: a header that authorises"}},
		"port": {func(i *cassette.Interaction) {
			i.Response.Body = `{"url":"http://127.0.0.1:4711/x"}`
		}, []string{"response body: an address of this machine"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := &cassette.Interaction{
				Request: cassette.Request{
					URL: graph + "/v26.0/1?access_token=<TOKEN>&appsecret_proof=<SECRET>", Headers: http.Header{"Content-Type": {"application/json"}},
				},
				Response: cassette.Response{Body: `{"access_token":"<TOKEN>","paging":{"next":"x?access_token=<TOKEN>"}}`},
			}
			tt.change(i)
			if diff := cmp.Diff(tt.want, leaks(i, []string{"own secret"})); diff != "" {
				t.Errorf("leaks (-want +got):\n%s", diff)
			}
		})
	}
}
