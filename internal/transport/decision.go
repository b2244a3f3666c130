package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
)

// outcome is what is known to have become of an attempt.
type outcome int

const (
	outcomeActed     outcome = iota // Meta did it, and its answer is here
	outcomeHopeless                 // never sent, and no repetition would be
	outcomeUnsent                   // never sent
	outcomeRefused                  // Meta refused before acting, and would again
	outcomeThrottled                // Meta refused before acting, for a quota
	outcomeMomentary                // Meta refused before acting, for a moment
	outcomeDoubt                    // Meta may have acted
	outcomeDeadEnd                  // Meta may have acted, but another attempt would end no better
)

// verdict is what follows from an outcome.
type verdict int

const (
	verdictFail       verdict = iota // the error goes to the caller
	verdictDeliver                   // the answer goes to the caller
	verdictAgain                     // repeat after a backoff
	verdictAfterQuota                // repeat when the quota allows
	verdictUnknown                   // the caller is told that the outcome is unknown
)

// decisions is the whole policy: what follows from an outcome, for calls that may be repeated in doubt and for those that may not.
var decisions = [...]struct{ repeatable, once verdict }{
	outcomeActed:     {verdictDeliver, verdictDeliver},
	outcomeHopeless:  {verdictFail, verdictFail},
	outcomeUnsent:    {verdictAgain, verdictAgain},
	outcomeRefused:   {verdictFail, verdictFail},
	outcomeThrottled: {verdictAfterQuota, verdictAfterQuota},
	outcomeMomentary: {verdictAgain, verdictAgain},
	outcomeDoubt:     {verdictAgain, verdictUnknown},
	outcomeDeadEnd:   {verdictFail, verdictUnknown},
}

func decide(o outcome, repeatable bool) verdict {
	if repeatable {
		return decisions[o].repeatable
	}
	return decisions[o].once
}

// outcomeOf tells what became of an attempt, from how far it came, what was seen of an answer, and why it ended.
func outcomeOf(a *attempt) outcome {
	switch {
	case a.local:
		return outcomeHopeless
	case a.refusal != nil:
		return outcomeOfRefusal(a.refusal)
	case a.err == nil:
		return outcomeActed
	case errors.Is(a.err, ErrAnswerTooLarge):
		return outcomeDeadEnd
	case a.phase == phaseAnswered, a.phase == phaseConnected:
		return outcomeDoubt
	case a.phase == phaseConnecting:
		if permanent(a.err) {
			return outcomeHopeless
		}
		return outcomeUnsent
	case fromNetwork(a.err):
		return outcomeDoubt
	}
	// A stand-in for the wire failed for a reason that no network has: a recording without this request, say.
	return outcomeDeadEnd
}

func outcomeOfRefusal(e *GraphError) outcome {
	if e.Status >= 300 && e.Status < 400 {
		return outcomeRefused
	}
	switch meaningOf(e).repeat {
	case repeatThrottled:
		return outcomeThrottled
	case repeatSafe:
		return outcomeMomentary
	case repeatInDoubt:
		return outcomeDoubt
	}
	return outcomeRefused
}

// InDoubt tells whether Meta may have acted before it refused.
func (e *GraphError) InDoubt() bool { return outcomeOfRefusal(e) == outcomeDoubt }

// permanent tells the failures to connect that no second attempt mends.
func permanent(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok { // plain HTTP behind an https URL
		return true
	}
	if errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}

// fromNetwork tells the errors that a connection gives from those that a test double or a middleware makes up.
func fromNetwork(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if _, ok := errors.AsType[syscall.Errno](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
}
