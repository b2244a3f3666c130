package transport

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// UnknownOutcomeError is a call that is not idempotent and that Meta may have acted on: it was sent, and what became of it
// is not known. It was not repeated. Err tells what was seen instead of an answer.
type UnknownOutcomeError struct {
	Operation string
	// Fingerprint identifies the request by method, path and body: two attempts at the same send have the same.
	Fingerprint string
	Err         error
}

func (e *UnknownOutcomeError) Error() string {
	return fmt.Sprintf("%s: sent, but it is not known whether Meta acted on it (request %s): %v", e.Operation, e.Fingerprint, e.Err)
}

func (e *UnknownOutcomeError) Unwrap() error { return e.Err }

// LimitError is an attempt that was not made, because its turn would not have come in time. It wraps
// context.DeadlineExceeded when it is the caller's deadline that was too near.
type LimitError struct {
	Key  Key
	Wait time.Duration // how long the wait would have been
	Err  error
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("limit of %s: the wait would be %s: %v", e.Key, e.Wait.Round(time.Millisecond), e.Err)
}

func (e *LimitError) Unwrap() error { return e.Err }

var (
	// ErrWaitTooLong is wrapped by a LimitError whose wait exceeds Retry.MaxWait.
	ErrWaitTooLong = errors.New("longer than the longest wait allowed")
	// ErrAnswerTooLarge is an answer beyond Call.MaxBody.
	ErrAnswerTooLarge = errors.New("answer too large")
	// ErrRedirect is an answer that pointed somewhere the call may not follow.
	ErrRedirect = errors.New("redirect refused")
	// ErrInsecure is a call whose credentials would have crossed a network unencrypted.
	ErrInsecure = errors.New("credentials are sent over plain HTTP to loopback addresses only")
)

// cancelled is a call that its context ended. It wraps the context's error, its cause and what Meta last said.
func cancelled(ctx context.Context, last error) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, err) {
		err = fmt.Errorf("%w: %w", err, cause)
	}
	if last != nil && !errors.Is(last, ctx.Err()) && !errors.Is(err, last) {
		return joined(err, last)
	}
	return err
}
