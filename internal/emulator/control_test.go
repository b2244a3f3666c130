package emulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// control calls /_emulator/ of a started emulator.
func control(t *testing.T, e *Emulator, method, path, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, e.URL()+"/_emulator/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	a, err := do(req)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestStart(t *testing.T) {
	t.Parallel()
	e, err := Start(Config{Token: "T", Start: start})
	if err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(e.Seed())
	if err != nil {
		t.Fatal(err)
	}
	if got := control(t, e, "GET", "seed", ""); got.raw != string(line)+"\n" || e.Seed().BaseURL != e.URL() {
		t.Errorf("seed = %s, want %s", got.raw, line)
	}
	if got := control(t, e, "GET", "", ""); !strings.Contains(got.raw, "POST /_emulator/clock") {
		t.Errorf("list = %s", got.raw)
	}
	c := &client{T: t, e: e, url: e.URL(), version: "v26.0", token: "T"}
	c.ok("GET", "me", "fields", "name")

	if got := control(t, e, "POST", "clock", `{"advance":"25h"}`); got.body["now"] != "2026-12-02T10:00:00Z" {
		t.Errorf("clock = %s", got.raw)
	}
	if got := control(t, e, "POST", "clock", `{"set":"2026-12-05T00:00:00Z"}`); got.body["now"] != "2026-12-05T00:00:00Z" {
		t.Errorf("clock = %s", got.raw)
	}
	control(t, e, "POST", "faults", `{"kind":"throttle","path":"me","code":17,"times":-1}`)
	if got := c.call("GET", "me"); got.code() != 17 {
		t.Errorf("fault: %s", got.raw)
	}
	control(t, e, "DELETE", "faults", "")
	c.ok("GET", "me")
	control(t, e, "POST", "wait", "")
	if got := control(t, e, "POST", "login", ""); got.body["code"] == nil {
		t.Errorf("login = %s", got.raw)
	}

	var requests []Recorded
	if err := json.Unmarshal([]byte(control(t, e, "GET", "requests", "").raw), &requests); err != nil {
		t.Fatal(err)
	}
	want := []Recorded{
		{Time: start, Method: "GET", Version: "v26.0", Path: "me", Params: map[string]any{"fields": "name"}, Status: 200},
		{Time: start.Add(87 * time.Hour), Method: "GET", Version: "v26.0", Path: "me", Status: 400},
		{Time: start.Add(87 * time.Hour), Method: "GET", Version: "v26.0", Path: "me", Status: 200},
	}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Error(diff)
	}
	for path, body := range map[string]string{"clock": `{"advance":"a day"}`, "faults": `{"kind":"fire"}`} {
		if got := control(t, e, "POST", path, body); got.status != http.StatusBadRequest || got.body["error"] == nil {
			t.Errorf("%s: %d %s", path, got.status, got.raw)
		}
	}
	for path, method := range map[string]string{"dance": "GET", "seed": "DELETE"} {
		if got := control(t, e, method, path, ""); got.status != http.StatusNotFound || got.body["error"] == nil {
			t.Errorf("%s: %d %s", path, got.status, got.raw)
		}
	}
	if got := control(t, e, "GET", "codes/393331234567", ""); got.status != http.StatusNotFound {
		t.Errorf("code: %d", got.status)
	}
	if got := control(t, e, "GET", "", "").raw; !strings.Contains(got, `"GET /_emulator/  lists`) {
		t.Errorf("list: %s", got)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(e.URL()); err == nil {
		t.Error("still serving after Close")
	}
	if _, err := Start(Config{Addr: "nowhere:x"}); err == nil {
		t.Error("started on no address")
	}
}

// Two emulators that are driven alike give the same ids.
func TestDeterministicIDs(t *testing.T) {
	t.Parallel()
	a, b := newShop(t, Config{Start: start}), newShop(t, Config{Start: start})
	if diff := cmp.Diff(a.e.Seed(), b.e.Seed()); diff != "" {
		t.Error(diff)
	}
	if x, y := a.ok("POST", "act_7/books", "name", "x").id(), b.ok("POST", "act_7/books", "name", "x").id(); x != y {
		t.Errorf("%s and %s", x, y)
	}
}

func TestReachable(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{"127.0.0.1:0": "http://127.0.0.1:", ":0": "http://127.0.0.1:"} {
		e, err := Start(Config{Addr: addr})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(e.Seed().BaseURL, want) || strings.HasSuffix(e.URL(), ":0") {
			t.Errorf("%s: %s", addr, e.URL())
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}
