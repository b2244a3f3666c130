package pages

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// LinkedNumber is the WhatsApp number that a Page shows, to which its ads lead.
type LinkedNumber struct {
	Number     string // as the Page shows it, "+39 333 123 4567"; empty without one, or where Meta does not tell it
	Linked     bool   // the Page has a WhatsApp number
	IsBusiness bool   // it is of the WhatsApp Business app or platform
}

// Is tells whether it is this number: both have the same digits, however they are spaced.
func (n LinkedNumber) Is(number string) bool {
	d := digits(number)
	return n.Linked && d != "" && digits(n.Number) == d
}

// hidden tells that there is a number that Meta does not tell.
func (n LinkedNumber) hidden() bool { return n.Linked && digits(n.Number) == "" }

// digits leaves a telephone number with country code its digits alone: without
// spaces, plus sign or the 00 that stands for it.
func digits(number string) string {
	d := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	return strings.TrimPrefix(d, "00")
}

// international is the number as Meta takes it: with a plus sign instead of the 00
// that stands for it, and without the spaces that come with copying.
func international(number string) string {
	number = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\u00a0' || r == '\u202f' {
			return ' '
		}
		return r
	}, number))
	if d := digits(number); !strings.HasPrefix(number, "+") && !strings.HasPrefix(number, d[:1]) {
		return "+" + d
	}
	return number
}

// LinkedNumber reads which WhatsApp number the Page shows, if any.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) LinkedNumber(ctx context.Context, opts ...metabiz.Option) (*LinkedNumber, error) {
	page, err := metabiz.Call[Page](ctx, p.client, p.get("GET /{page-id}", fieldsOf{"id," + linkFields}), opts...)
	if err != nil {
		return nil, err
	}
	return page.linkedNumber(), nil
}

func (p *Page) linkedNumber() *LinkedNumber {
	return &LinkedNumber{
		Number:     p.WhatsAppNumber,
		Linked:     p.HasWhatsAppNumber || p.WhatsAppNumber != "",
		IsBusiness: p.HasWhatsAppBusinessNumber,
	}
}

// NumberVerification is what Meta answers when a number is linked to a Page.
type NumberVerification struct {
	ErrorMessage  string             `json:"error_message,omitzero" wire:"direct"`
	Status        VerificationStatus `json:"verification_status,omitzero"`
	NumberType    int                `json:"whatsapp_number_type,omitzero"` // Meta does not publish what the figures mean
	DisplayNumber string             `json:"whatsapp_display_number,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (v *NumberVerification) UnmarshalJSON(data []byte) error {
	type plain NumberVerification
	return wire.Unmarshal(data, (*plain)(v))
}

// VerificationStatus is how far the linking of a number has come. Meta does not
// publish its values.
type VerificationStatus string

type verificationParams struct {
	Number string `json:"whatsapp_number"`
	Code   string `json:"verification_code,omitzero"`
}

// RequestNumberCode is the first half of linking a WhatsApp number to the Page:
// Meta sends a code to the number. The number has its country code, and from 7
// to 15 digits. It needs the Page's token, with the ADVERTISE task.
//
// The error is a *[VerificationError] where Meta refuses within its answer. Each
// call sends another code, so an answer that was lost is [metabiz.ErrOutcomeUnknown].
//
// See https://developers.facebook.com/docs/graph-api/reference/page/page_whatsapp_number_verification.
//
//meta:operation POST /{page-id}/page_whatsapp_number_verification
func (p *PageHandle) RequestNumberCode(ctx context.Context, number string, opts ...metabiz.Option) (*NumberVerification, error) {
	var c checker
	c.number("whatsapp_number", number)
	if err := c.err("RequestNumberCode"); err != nil {
		return nil, err
	}
	return p.verification(ctx, verificationParams{Number: international(number)}, opts)
}

// VerifyNumber is the second half: it brings back the code that Meta sent to the
// number. The Page shows the number some seconds later: see [PageHandle.WaitForNumber].
//
// The error is a *[VerificationError] for a wrong code, and whatever else Meta
// refuses within its answer.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/page_whatsapp_number_verification.
//
//meta:operation POST /{page-id}/page_whatsapp_number_verification
func (p *PageHandle) VerifyNumber(ctx context.Context, number, code string, opts ...metabiz.Option) (*NumberVerification, error) {
	var c checker
	code = strings.Join(strings.FieldsFunc(code, func(r rune) bool { return r == ' ' || r == '-' }), "")
	c.number("whatsapp_number", number)
	c.required("verification_code", code)
	if err := c.err("VerifyNumber"); err != nil {
		return nil, err
	}
	return p.verification(ctx, verificationParams{Number: international(number), Code: code}, opts)
}

func (p *PageHandle) verification(ctx context.Context, params verificationParams, opts []metabiz.Option) (*NumberVerification, error) {
	const operation = "POST /{page-id}/page_whatsapp_number_verification"
	answer, err := metabiz.Call[NumberVerification](ctx, p.client, p.post(operation, params, "page_whatsapp_number_verification"), opts...)
	if err != nil {
		return nil, err
	}
	if answer.ErrorMessage != "" {
		return answer, &VerificationError{Number: params.Number, Message: answer.ErrorMessage, Status: answer.Status}
	}
	return answer, nil
}

// A VerificationError is what Meta found wrong with a number or its code, told
// within an answer whose status is 200. It is [metabiz.ErrInvalidParam].
type VerificationError struct {
	Number  string
	Message string // Meta's
	Status  VerificationStatus
}

func (e *VerificationError) Error() string {
	s := fmt.Sprintf("pages: link WhatsApp number %s: %s", e.Number, strings.Join(strings.Fields(e.Message), " "))
	if e.Status != "" {
		s += fmt.Sprintf(" (%s)", e.Status)
	}
	return s
}

// Is holds for [metabiz.ErrInvalidParam].
func (e *VerificationError) Is(target error) bool { return target == metabiz.ErrInvalidParam }

// PollOptions says how patiently to wait for something that Meta does in its own time.
type PollOptions struct {
	Interval    time.Duration // before the second look, growing by half each time; 0 is a second
	MaxInterval time.Duration // that it grows to; 0 is 15 seconds
	Timeout     time.Duration // 0 is two minutes; the context may end the wait sooner
}

func (o PollOptions) check(c *checker) {
	c.notNegative("Interval", o.Interval)
	c.notNegative("MaxInterval", o.MaxInterval)
	c.notNegative("Timeout", o.Timeout)
}

// poll looks until look says that it is done, or the time is over. The last look
// comes when the time ends, however long the wait before it would have been.
func poll(ctx context.Context, o PollOptions, look func(context.Context) (bool, error)) (done bool, err error) {
	wait, most, timeout := o.Interval, o.MaxInterval, o.Timeout
	if wait == 0 {
		wait = time.Second
	}
	if most == 0 {
		most = 15 * time.Second
	}
	if timeout == 0 {
		timeout = 2 * time.Minute
	}
	end := time.Now().Add(timeout)
	for {
		if done, err := look(ctx); done || err != nil {
			return done, err
		}
		left := time.Until(end)
		if left <= 0 {
			return false, nil
		}
		timer := time.NewTimer(min(wait, left))
		select {
		case <-ctx.Done():
			timer.Stop()
			if cause := context.Cause(ctx); !errors.Is(cause, ctx.Err()) {
				return false, fmt.Errorf("%w: %w", ctx.Err(), cause)
			}
			return false, ctx.Err()
		case <-timer.C:
		}
		wait = min(wait+wait/2, max(most, wait))
	}
}

// WaitForNumber waits until the Page shows exactly this number; digits are
// compared.
//
// The error is a *[NumberPendingError] when the time is over, and the context's
// error when that ended the wait.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) WaitForNumber(ctx context.Context, number string, o PollOptions, opts ...metabiz.Option) (*LinkedNumber, error) {
	var c checker
	c.number("number", number)
	o.check(&c)
	if err := c.err("WaitForNumber"); err != nil {
		return nil, err
	}
	return p.awaitNumber(ctx, number, o, opts)
}

func (p *PageHandle) awaitNumber(ctx context.Context, number string, o PollOptions, opts []metabiz.Option) (*LinkedNumber, error) {
	began := time.Now()
	var last *LinkedNumber
	done, err := poll(ctx, o, func(ctx context.Context) (bool, error) {
		var err error
		if last, err = p.LinkedNumber(ctx, opts...); err != nil {
			return false, err
		}
		return last.Is(number), nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("pages: wait for WhatsApp number %s on Page %s: %w", number, p.id, err)
	case !done:
		return nil, &NumberPendingError{PageID: p.id, Number: number, Shown: last.Number, Hidden: last.hidden(), Waited: time.Since(began)}
	}
	return last, nil
}

// A NumberPendingError is a number that the Page does not show yet. It is
// [metabiz.ErrTransient]: [PageHandle.WaitForNumber] goes on waiting.
type NumberPendingError struct {
	PageID string
	Number string // waited for
	Shown  string // what the Page shows instead; empty for none
	Hidden bool   // the Page has a number, but the token may not see which
	Waited time.Duration
}

func (e *NumberPendingError) Error() string {
	shown := "no number"
	switch {
	case e.Hidden:
		shown = "a number that Meta does not tell this token"
	case e.Shown != "":
		shown = e.Shown
	}
	return fmt.Sprintf("pages: Page %s still shows %s after %v, not %s", e.PageID, shown, e.Waited.Round(time.Millisecond), e.Number)
}

// Is holds for [metabiz.ErrTransient].
func (e *NumberPendingError) Is(target error) bool { return target == metabiz.ErrTransient }
