package emulator

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"time"
)

// throttled is what Meta says of a limit that is spent, by code.
var throttled = map[int]string{
	4: "Application request limit reached", 17: "User request limit reached", 32: "Page request limit reached",
	341: "Application limit reached", 613: "Calls to this api have exceeded the rate limit.", 130429: "Rate limit hit",
	131048: "Spam rate limit hit", 131056: "(Business Account, Consumer Account) pair rate limit hit",
}

// throttle refuses a call as if a limit were spent, with the headers that say so.
func (f *Fault) throttle(e *Emulator, req *request) *response {
	code := f.Code
	if code == 0 {
		code = 4
	}
	useCase := useCaseOf(code)
	message := f.Message
	switch {
	case message != "":
	case useCase != "":
		message = fmt.Sprintf("There have been too many calls to this %s account. Wait a bit and try again.", useCase)
	case throttled[code] != "":
		message = throttled[code]
	default:
		message = throttled[4]
	}
	refusal := Fail(code, "%s", message).Sub(f.Subcode)
	refusal.Status = f.Status
	c := &Call{e: e, Version: req.version}
	if c.Version == "" {
		c.Version = defaultVersion
	}
	c.aim(req.path)
	if code > 130000 {
		refusal = refusal.Detailed("Too many messages were sent in a short period of time. Try again later.")
	} else {
		refusal = refusal.Temporary()
	}
	resp := c.refused(refusal)
	wait := f.Delay
	if wait == 0 {
		wait = time.Minute
	}
	c.spentHeader(resp.header, code, useCase, wait)
	return resp
}

// useCaseOf is the business use case whose limit has the code, or empty.
func useCaseOf(code int) string {
	for name, u := range useCases {
		if u.code == code {
			return name
		}
	}
	return ""
}

// spentHeader sets the header of the limit that the code stands for to all of it being spent.
func (c *Call) spentHeader(h http.Header, code int, useCase string, wait time.Duration) {
	all := map[string]any{"call_count": 100, "total_cputime": 50, "total_time": 50}
	name, value := "", any(all)
	owner := c.owner()
	account := adAccountID(owner)
	switch {
	case code == 4:
		name = "X-App-Usage"
	case code == 32:
		name = "X-Page-Usage"
	case code == 17 && account != "":
		name, value = "X-Ad-Account-Usage", map[string]any{"acc_id_util_pct": 100, "reset_time_duration": math.Ceil(wait.Seconds()),
			"ads_api_access_tier": c.e.config.Quotas.tier()}
	case useCase != "" && owner != "":
		name = "X-Business-Use-Case-Usage"
		all["type"], all["estimated_time_to_regain_access"] = useCase, math.Ceil(wait.Minutes())
		if account != "" {
			owner = account
			all["ads_api_access_tier"] = c.e.config.Quotas.tier()
		}
		value = map[string]any{owner: []any{all}}
	default:
		return
	}
	if b, err := json.Marshal(value); err == nil {
		h.Set(name, string(b))
	}
}
