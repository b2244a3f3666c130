package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestServe(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, []string{"-addr", "127.0.0.1:0", "-token", "T"}, in, io.Discard) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var seed struct {
		BaseURL       string `json:"base_url"`
		Token         string `json:"token"`
		PageID        string `json:"page_id"`
		AdAccountID   string `json:"ad_account_id"`
		WABAID        string `json:"waba_id"`
		PhoneNumberID string `json:"phone_number_id"`
	}
	if err := json.Unmarshal([]byte(line), &seed); err != nil {
		t.Fatalf("%v in %q", err, line)
	}
	if seed.Token != "T" || seed.WABAID == "" || seed.PhoneNumberID == "" || !strings.HasPrefix(seed.AdAccountID, "act_") {
		t.Errorf("%s", line)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, seed.BaseURL+"/v26.0/"+seed.PageID+"?fields=name", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer T")
	res, err := (&http.Client{Transport: &http.Transport{}}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.Contains(string(body), `"name"`) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("interrupted, it ended with %v", err)
	}
}

func TestServeRefuses(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() }) // once the cases, which run at the same time, have ended
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"a taken port":        {[]string{"-addr", taken.Addr().String()}, "takes a free port"},
		"an argument":         {[]string{"now"}, `unexpected argument "now"`},
		"a flag that is none": {[]string{"-port", "1"}, "not defined"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := serve(t.Context(), tt.args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %q in it", err, tt.says)
			}
		})
	}
	var help strings.Builder
	if err := serve(t.Context(), []string{"-h"}, io.Discard, &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "-webhook") {
		t.Errorf("-h gave %v and\n%s", err, help.String())
	}
}
