package transport

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
)

// TestDecisions has a row for each way in which an attempt can end.
func TestDecisions(t *testing.T) {
	t.Parallel()
	refusal := func(status, code int) *GraphError { return &GraphError{Status: status, Code: code} }
	reset := &net.OpError{Op: "read", Err: errors.New("reset")}
	tests := []struct {
		name             string
		attempt          attempt
		repeatable, once verdict
	}{
		{"an answer", attempt{phase: phaseAnswered, status: 200}, verdictDeliver, verdictDeliver},
		{"an answer of a wire without a trace", attempt{status: 200}, verdictDeliver, verdictDeliver},
		{"no token", attempt{local: true, err: ErrInsecure}, verdictFail, verdictFail},
		{"no turn", attempt{local: true, err: &LimitError{}}, verdictFail, verdictFail},
		{"no connection", attempt{phase: phaseConnecting, err: &net.OpError{Op: "dial", Err: errRefused}}, verdictAgain, verdictAgain},
		{"no connection in time", attempt{phase: phaseConnecting, err: &timeoutError{}}, verdictAgain, verdictAgain},
		{"resolver down", attempt{phase: phaseConnecting, err: &net.DNSError{IsTemporary: true}}, verdictAgain, verdictAgain},
		{"no such host", attempt{phase: phaseConnecting, err: &net.DNSError{IsNotFound: true}}, verdictFail, verdictFail},
		{"untrusted", attempt{phase: phaseConnecting, err: x509.UnknownAuthorityError{}}, verdictFail, verdictFail},
		{"another's certificate", attempt{phase: phaseConnecting, err: x509.HostnameError{Certificate: &x509.Certificate{}}}, verdictFail, verdictFail},
		{"expired", attempt{phase: phaseConnecting, err: x509.CertificateInvalidError{Reason: x509.Expired}}, verdictFail, verdictFail},
		{"reset", attempt{phase: phaseConnected, err: reset}, verdictAgain, verdictUnknown},
		{"silence", attempt{phase: phaseConnected, err: &timeoutError{}}, verdictAgain, verdictUnknown},
		{"half an answer", attempt{phase: phaseAnswered, status: 200, err: io.ErrUnexpectedEOF}, verdictAgain, verdictUnknown},
		{"too long an answer", attempt{phase: phaseAnswered, status: 200, err: fmt.Errorf("%w: x", ErrAnswerTooLarge)}, verdictFail, verdictUnknown},
		{"reset on a wire without a trace", attempt{err: reset}, verdictAgain, verdictUnknown},
		{"end of file on a wire without a trace", attempt{err: io.EOF}, verdictAgain, verdictUnknown},
		{"a wire's own reason", attempt{err: errors.New("no such recording")}, verdictFail, verdictUnknown},
		{"throttled", attempt{phase: phaseAnswered, refusal: refusal(400, 4)}, verdictAfterQuota, verdictAfterQuota},
		{"throttled by status", attempt{phase: phaseAnswered, refusal: refusal(429, 0)}, verdictAfterQuota, verdictAfterQuota},
		{"maintenance", attempt{phase: phaseAnswered, refusal: refusal(500, 131057)}, verdictAgain, verdictAgain},
		{"unknown error", attempt{phase: phaseAnswered, refusal: refusal(400, 1)}, verdictAgain, verdictUnknown},
		{"internal error", attempt{phase: phaseAnswered, refusal: refusal(500, 0)}, verdictAgain, verdictUnknown},
		{"unlisted and transient", attempt{phase: phaseAnswered, refusal: &GraphError{Status: 400, Code: 987654, Transient: true}}, verdictAgain, verdictUnknown},
		{"unlisted", attempt{phase: phaseAnswered, refusal: refusal(400, 987654)}, verdictFail, verdictFail},
		{"invalid", attempt{phase: phaseAnswered, refusal: refusal(400, 100)}, verdictFail, verdictFail},
		{"invalid, in a 500", attempt{phase: phaseAnswered, refusal: refusal(500, 100)}, verdictFail, verdictFail},
		{"redirect", attempt{phase: phaseAnswered, refusal: refusal(302, 0)}, verdictFail, verdictFail},
	}
	for _, tt := range tests {
		outcome := outcomeOf(&tt.attempt)
		if got := decide(outcome, true); got != tt.repeatable {
			t.Errorf("%s, repeatable: %d, want %d", tt.name, got, tt.repeatable)
		}
		if got := decide(outcome, false); got != tt.once {
			t.Errorf("%s, once: %d, want %d", tt.name, got, tt.once)
		}
	}
}

func TestRepeatable(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{"GET": true, "HEAD": true, "DELETE": true, "POST": false, "PUT": false, "PATCH": false} {
		if got := (&Call{Method: method}).repeatable(); got != want {
			t.Errorf("%s: %v", method, got)
		}
		if !(&Call{Method: method, Idempotent: true}).repeatable() {
			t.Errorf("%s that is marked", method)
		}
	}
}
