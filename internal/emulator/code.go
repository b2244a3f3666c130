package emulator

import (
	"fmt"
	"strings"
)

// sendCode sends a verification code to a telephone, by text or call, and gives it back.
func (c *Call) sendCode(phone string) string {
	c.e.codesSent++
	code := fmt.Sprintf("%06d", (c.e.codesSent*271_829+104_729)%1_000_000)
	c.e.codes[phoneDigits(phone)] = code
	return code
}

// takeCode tells whether the code is the one that was sent to the telephone last, which is used up by it.
func (c *Call) takeCode(phone, code string) bool {
	sent, ok := c.e.codes[phoneDigits(phone)]
	if !ok || strings.ReplaceAll(code, "-", "") != sent {
		return false
	}
	delete(c.e.codes, phoneDigits(phone))
	return true
}

// VerificationCode is the code that was sent to a telephone last and has not been used: what its owner would read there.
func (e *Emulator) VerificationCode(phone string) (code string, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	code, ok = e.codes[phoneDigits(phone)]
	return code, ok
}

// phoneDigits is a telephone number without what is there for the eye.
func phoneDigits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}
