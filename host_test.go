package metabiz

import (
	"net/url"
	"testing"
)

// Each of Meta's hosts has its own form of addresses; a host of one's own stands for all of them.
func TestAddressOfHosts(t *testing.T) {
	t.Parallel()
	own := &config{version: "v26.0", base: &url.URL{Scheme: "http", Host: "127.0.0.1:80"}, custom: true}
	for _, test := range []struct {
		host      Host
		meta, own string
	}{
		{HostGraph, "https://graph.facebook.com/v26.0/2/x", "http://127.0.0.1:80/v26.0/2/x"},
		{HostVideo, "https://graph-video.facebook.com/v26.0/2/x", "http://127.0.0.1:80/v26.0/2/x"},
		{HostUpload, "https://rupload.facebook.com/2/x", "http://127.0.0.1:80/2/x"},
		{HostAPI, "https://api.facebook.com/2/x", "http://127.0.0.1:80/v26.0/2/x"},
	} {
		if got := defaultConfig().address(new(url.URL), test.host, "2/x").String(); got != test.meta {
			t.Errorf("%d: %s, want %s", test.host, got, test.meta)
		}
		if got := own.address(new(url.URL), test.host, "2/x").String(); got != test.own {
			t.Errorf("%d: %s, want %s", test.host, got, test.own)
		}
	}
}
