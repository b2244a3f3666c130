package transport

import (
	"net/http"
	"strings"
)

// Class says what a refusal means to the caller.
type Class int

const (
	Unclassified Class = iota
	RateLimited        // a quota is spent: wait
	Auth               // the token is not valid: get another
	Permission         // the token may not do this
	InvalidParam       // the request is wrong: change it
	NotFound           // the object does not exist, or is not visible to this token
	Transient          // Meta could not do it just now
	TooMuchData        // valid, but too large for one call: ask for less
	Policy             // an account, asset or content is blocked or unfinished: a person must act
	Recipient          // the person addressed can't or won't be reached
)

var classNames = [...]string{
	"unclassified", "rate limited", "auth", "permission", "invalid param", "not found", "transient", "too much data", "policy", "recipient",
}

func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return "unclassified"
	}
	return classNames[c]
}

// Classify says what a refusal means, by its code and subcode; only where both are unknown does the status decide.
func Classify(e *GraphError) Class { return meaningOf(e).class }

// repeat says what a refusal tells about sending the same call again.
type repeat int

const (
	repeatNever     repeat = iota // refused, and would be refused again
	repeatThrottled               // refused before acting, for a quota: again when the quota allows
	repeatSafe                    // refused before acting, for a moment: again soon
	repeatInDoubt                 // Meta may have acted before it failed
)

// meaning is what a code stands for.
type meaning struct {
	class  Class
	repeat repeat
	scope  string // the kind of key whose quota a throttled call ran into; empty for quotas that have no key
	window int    // seconds that Meta documents until the quota is regained; zero when the answer tells
	powers int    // base of documented waits: 4 stands for 1, 4, 16, ... seconds
}

// firstLongCode is where the numbers begin that Meta gives as a subcode in one answer and as the code in another.
const firstLongCode = 1_000_000

func meaningOf(e *GraphError) meaning {
	// The one thing that Meta tells in words alone: both codes mean other things as well.
	if (e.Code == 1 || e.Code == 100) && strings.Contains(strings.ToLower(e.Message), "reduce the amount of data") {
		return meaning{class: TooMuchData}
	}
	if m, ok := codeTable[codePair{e.Code, e.Subcode}]; ok {
		return m
	}
	if e.Subcode >= firstLongCode {
		if m, ok := codeTable[codePair{e.Subcode, 0}]; ok {
			return m
		}
	}
	if m, ok := codeTable[codePair{e.Code, 0}]; ok {
		return m
	}
	for _, r := range codeRanges {
		if e.Code >= r.from && e.Code <= r.to {
			return r.meaning
		}
	}
	return meaningOfStatus(e)
}

func meaningOfStatus(e *GraphError) meaning {
	switch {
	case e.Code < 0, e.Status >= 500, e.Status == http.StatusRequestTimeout:
		return meaning{class: Transient, repeat: repeatInDoubt}
	case e.Status == http.StatusTooManyRequests:
		return meaning{class: RateLimited, repeat: repeatThrottled}
	case e.Transient:
		return meaning{class: Transient, repeat: repeatInDoubt}
	case e.Status == http.StatusUnauthorized:
		return meaning{class: Auth}
	case e.Status == http.StatusForbidden:
		return meaning{class: Permission}
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone:
		return meaning{class: NotFound}
	}
	return meaning{}
}
