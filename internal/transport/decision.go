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

// fate is what is known to have become of an attempt.
type fate int

const (
	fateUnsent  fate = iota // it never left, or never left whole
	fateRefused             // Meta answered that it would not do it
	fateActed               // Meta did it
	fateUnknown             // Meta may have done it
)

// verdict is what follows for the call.
type verdict int

const (
	verdictFail       verdict = iota // the error goes to the caller
	verdictDeliver                   // the answer goes to the caller
	verdictAgain                     // repeat after a backoff
	verdictAfterQuota                // repeat when the quota allows
	verdictUnknown                   // the caller is told that the outcome is unknown
)

// decision is a row of the policy: how an attempt that it holds for ended, and what follows for calls that may be repeated in doubt
// (those that read, delete or are marked) and for those that may be done once only.
type decision struct {
	sign             string
	holds            func(a *attempt) bool
	fate             fate
	repeatable, once verdict
}

// decisions is the whole policy. The first row that holds decides; the last one holds for all that is left.
//
// A call in doubt is repeated only if it is repeatable. What a refusal tells is by its code, wherever that has a meaning of
// its own, and by its status and is_transient where it has none: see meaningOf.
var decisions = [...]decision{
	{"a whole answer", func(a *attempt) bool { return !a.local && a.refusal == nil && a.err == nil }, fateActed, verdictDeliver, verdictDeliver},
	{"a reason of our own", func(a *attempt) bool { return a.local }, fateUnsent, verdictFail, verdictFail},

	{"a redirect that is not followed", func(a *attempt) bool { return refusedBy(a, 300, 399) }, fateRefused, verdictFail, verdictFail},
	{"a quota is spent", func(a *attempt) bool { return refusedAs(a, repeatThrottled) }, fateRefused, verdictAfterQuota, verdictAfterQuota},
	{"refused for a moment", func(a *attempt) bool { return refusedAs(a, repeatSafe) }, fateRefused, verdictAgain, verdictAgain},
	{"failed while acting", func(a *attempt) bool { return refusedAs(a, repeatInDoubt) }, fateUnknown, verdictAgain, verdictUnknown},
	{"refused for good", func(a *attempt) bool { return a.refusal != nil }, fateRefused, verdictFail, verdictFail},

	{"an answer that is too large to read", func(a *attempt) bool { return errors.Is(a.err, ErrAnswerTooLarge) }, fateUnknown, verdictFail, verdictUnknown},
	{"no connection, and there will be none", func(a *attempt) bool { return a.phase == phaseConnecting && permanent(a.err) }, fateUnsent, verdictFail, verdictFail},
	{"no connection", func(a *attempt) bool { return a.phase == phaseConnecting }, fateUnsent, verdictAgain, verdictAgain},
	{"silence or a break after it was handed to a connection", func(a *attempt) bool { return a.phase >= phaseConnected }, fateUnknown, verdictAgain, verdictUnknown},
	{"a break on a wire that tells no phase", func(a *attempt) bool { return fromNetwork(a.err) }, fateUnknown, verdictAgain, verdictUnknown},
	// A stand-in for the wire failed for a reason that no network has: a recording without this request, say.
	{"anything else", func(*attempt) bool { return true }, fateUnknown, verdictFail, verdictUnknown},
}

func refusedBy(a *attempt, from, to int) bool {
	return a.refusal != nil && a.refusal.Status >= from && a.refusal.Status <= to
}

func refusedAs(a *attempt, r repeat) bool {
	return a.refusal != nil && meaningOf(a.refusal).repeat == r
}

// decide finds the row for an attempt.
func decide(a *attempt) *decision {
	i := 0
	for !decisions[i].holds(a) {
		i++
	}
	return &decisions[i]
}

func (d *decision) verdict(repeatable bool) verdict {
	if repeatable {
		return d.repeatable
	}
	return d.once
}

// InDoubt tells whether Meta may have acted before it refused.
func (e *GraphError) InDoubt() bool {
	return decide(&attempt{phase: phaseAnswered, status: e.Status, refusal: e}).fate == fateUnknown
}

// throttled tells whether Meta refused for a quota.
func (e *GraphError) throttled() bool { return meaningOf(e).repeat == repeatThrottled }

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
