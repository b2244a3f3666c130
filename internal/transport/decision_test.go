package transport

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
)

// TestDecisions has a case or more for each row of the policy, and for each way in which an attempt can end.
func TestDecisions(t *testing.T) {
	t.Parallel()
	refusal := func(status, code int) attempt {
		return attempt{phase: phaseAnswered, status: status, refusal: &GraphError{Status: status, Code: code}}
	}
	reset := &net.OpError{Op: "read", Err: errors.New("reset")}
	tests := map[string][]struct {
		name             string
		attempt          attempt
		fate             fate
		repeatable, once verdict
	}{
		"a whole answer": {
			{"with a trace", attempt{phase: phaseAnswered, status: 200}, fateActed, verdictDeliver, verdictDeliver},
			{"of a wire without a trace", attempt{status: 200}, fateActed, verdictDeliver, verdictDeliver},
		},
		"a reason of our own": {
			{"no token", attempt{local: true, err: ErrInsecure}, fateUnsent, verdictFail, verdictFail},
			{"no turn", attempt{local: true, err: &LimitError{}}, fateUnsent, verdictFail, verdictFail},
			{"an open circuit", attempt{local: true, err: &CircuitError{}}, fateUnsent, verdictFail, verdictFail},
			{"a body that could not be read", attempt{phase: phaseConnected, local: true, err: io.ErrUnexpectedEOF}, fateUnsent, verdictFail, verdictFail},
		},
		"a redirect that is not followed": {
			{"302", refusal(302, 0), fateRefused, verdictFail, verdictFail},
			{"with a code in it", refusal(308, 4), fateRefused, verdictFail, verdictFail},
		},
		"a quota is spent": {
			{"by code, in a 400", refusal(400, 4), fateRefused, verdictAfterQuota, verdictAfterQuota},
			{"by code, in a 403", refusal(403, 32), fateRefused, verdictAfterQuota, verdictAfterQuota},
			{"throughput", refusal(400, 130429), fateRefused, verdictAfterQuota, verdictAfterQuota},
			{"pair", refusal(400, 131056), fateRefused, verdictAfterQuota, verdictAfterQuota},
			{"by code, in a 500", refusal(500, 80007), fateRefused, verdictAfterQuota, verdictAfterQuota},
			{"by subcode", attempt{status: 400, refusal: &GraphError{Status: 400, Code: 17, Subcode: 2446079}}, fateRefused, verdictAfterQuota, verdictAfterQuota},
			{"by status", refusal(429, 0), fateRefused, verdictAfterQuota, verdictAfterQuota},
		},
		"refused for a moment": {
			{"maintenance", refusal(500, 131057), fateRefused, verdictAgain, verdictAgain},
			{"a report that is not ready", attempt{status: 400, refusal: &GraphError{Status: 400, Code: 2601, Subcode: 1815107}}, fateRefused, verdictAgain, verdictAgain},
		},
		"failed while acting": {
			{"unknown error", refusal(400, 1), fateUnknown, verdictAgain, verdictUnknown},
			{"service down", refusal(503, 2), fateUnknown, verdictAgain, verdictUnknown},
			{"something went wrong", refusal(500, 131000), fateUnknown, verdictAgain, verdictUnknown},
			{"internal error", refusal(500, 0), fateUnknown, verdictAgain, verdictUnknown},
			{"bad gateway", refusal(502, 0), fateUnknown, verdictAgain, verdictUnknown},
			{"gateway timeout", refusal(504, 0), fateUnknown, verdictAgain, verdictUnknown},
			{"request timeout", refusal(408, 0), fateUnknown, verdictAgain, verdictUnknown},
			{"negative code", refusal(400, -1), fateUnknown, verdictAgain, verdictUnknown},
			{"unlisted, in a 500", refusal(500, 987654), fateUnknown, verdictAgain, verdictUnknown},
			{"unlisted and transient", attempt{status: 400, refusal: &GraphError{Status: 400, Code: 987654, Transient: true}}, fateUnknown, verdictAgain, verdictUnknown},
			{"an error in a 200", refusal(200, 2), fateUnknown, verdictAgain, verdictUnknown},
		},
		"refused for good": {
			{"unlisted", refusal(400, 987654), fateRefused, verdictFail, verdictFail},
			{"invalid", refusal(400, 100), fateRefused, verdictFail, verdictFail},
			{"invalid, in a 500", refusal(500, 100), fateRefused, verdictFail, verdictFail},
			{"not registered, in a 500", refusal(500, 131045), fateRefused, verdictFail, verdictFail},
			{"invalid and said to be transient", attempt{status: 400, refusal: &GraphError{Status: 400, Code: 100, Transient: true}}, fateRefused, verdictFail, verdictFail},
			{"token", refusal(401, 190), fateRefused, verdictFail, verdictFail},
			{"quality: never again", refusal(400, 131048), fateRefused, verdictFail, verdictFail},
			{"marketing limit: never again", refusal(400, 131049), fateRefused, verdictFail, verdictFail},
			{"later, but not while a call waits", refusal(400, 134101), fateRefused, verdictFail, verdictFail},
			{"404 without a code", refusal(404, 0), fateRefused, verdictFail, verdictFail},
			{"an error in a 200", refusal(200, 100), fateRefused, verdictFail, verdictFail},
		},
		"an answer that is too large to read": {
			{"", attempt{phase: phaseAnswered, status: 200, err: fmt.Errorf("%w: x", ErrAnswerTooLarge)}, fateUnknown, verdictFail, verdictUnknown},
		},
		"no connection, and there will be none": {
			{"no such host", attempt{phase: phaseConnecting, err: &net.DNSError{IsNotFound: true}}, fateUnsent, verdictFail, verdictFail},
			{"untrusted", attempt{phase: phaseConnecting, err: x509.UnknownAuthorityError{}}, fateUnsent, verdictFail, verdictFail},
			{"another's certificate", attempt{phase: phaseConnecting, err: x509.HostnameError{Certificate: &x509.Certificate{}}}, fateUnsent, verdictFail, verdictFail},
			{"expired", attempt{phase: phaseConnecting, err: x509.CertificateInvalidError{Reason: x509.Expired}}, fateUnsent, verdictFail, verdictFail},
			{"plain HTTP", attempt{phase: phaseConnecting, err: http.ErrSchemeMismatch}, fateUnsent, verdictFail, verdictFail},
		},
		"no connection": {
			{"refused", attempt{phase: phaseConnecting, err: &net.OpError{Op: "dial", Err: errRefused}}, fateUnsent, verdictAgain, verdictAgain},
			{"not in time", attempt{phase: phaseConnecting, err: &timeoutError{}}, fateUnsent, verdictAgain, verdictAgain},
			{"resolver down", attempt{phase: phaseConnecting, err: &net.DNSError{IsTemporary: true}}, fateUnsent, verdictAgain, verdictAgain},
		},
		"silence or a break after it was handed to a connection": {
			{"reset", attempt{phase: phaseConnected, err: reset}, fateUnknown, verdictAgain, verdictUnknown},
			{"silence", attempt{phase: phaseConnected, err: &timeoutError{}}, fateUnknown, verdictAgain, verdictUnknown},
			{"an unknown reason", attempt{phase: phaseConnected, err: errors.New("http2: stream closed")}, fateUnknown, verdictAgain, verdictUnknown},
			{"half an answer", attempt{phase: phaseAnswered, status: 200, err: io.ErrUnexpectedEOF}, fateUnknown, verdictAgain, verdictUnknown},
		},
		"a break on a wire that tells no phase": {
			{"reset", attempt{err: reset}, fateUnknown, verdictAgain, verdictUnknown},
			{"end of file", attempt{err: io.EOF}, fateUnknown, verdictAgain, verdictUnknown},
		},
		"anything else": {
			{"a wire's own reason", attempt{err: errors.New("no such recording")}, fateUnknown, verdictFail, verdictUnknown},
		},
	}
	for i := range decisions {
		row := &decisions[i]
		cases := tests[row.sign]
		if len(cases) == 0 {
			t.Errorf("no case for the row %q", row.sign)
		}
		delete(tests, row.sign)
		for _, tt := range cases {
			got := decide(&tt.attempt)
			if got != row {
				t.Errorf("%s, %s: taken for %q", row.sign, tt.name, got.sign)
			}
			if got.fate != tt.fate || got.verdict(true) != tt.repeatable || got.verdict(false) != tt.once {
				t.Errorf("%s, %s: %+v", row.sign, tt.name, got)
			}
		}
	}
	for sign := range tests {
		t.Errorf("there is no row %q", sign)
	}
}

// What holds of each row, whatever else is decided.
func TestPolicyNeverActsTwice(t *testing.T) {
	t.Parallel()
	for _, d := range decisions {
		if d.fate == fateUnknown && d.once != verdictUnknown {
			t.Errorf("%s: a call in doubt that may be done once only ends in %d", d.sign, d.once)
		}
		if d.fate != fateUnknown && (d.once != d.repeatable || d.once == verdictUnknown) {
			t.Errorf("%s: nothing is in doubt, and yet it ends in %d or %d", d.sign, d.once, d.repeatable)
		}
		if (d.fate == fateActed) != (d.once == verdictDeliver) {
			t.Errorf("%s: delivers", d.sign)
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
