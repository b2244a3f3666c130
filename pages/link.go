package pages

import (
	"context"
	"errors"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// NumberLink is the wish that ads of a Page lead to a WhatsApp number.
type NumberLink struct {
	// Number with its country code: "+39 333 123 4567".
	Number string
	// Code gets the code that Meta sends to the number: from a person, or from
	// wherever messages to the number arrive. It is not called where the Page shows the number already.
	Code func(ctx context.Context) (string, error)
	// Replace lets the number take the place of another that the Page shows. Ads
	// that lead to that one stop being delivered.
	Replace bool
	// Poll says how patiently to wait for the Page to show the number.
	Poll PollOptions
}

// Link links a WhatsApp number to a Page from beginning to end: it asks Meta for
// a code, gets it from [NumberLink.Code], brings it back and waits until the
// Page shows the number.
//
// Doing it twice does no harm: a number that the Page shows already is left as it
// is, without a code. Where the answer to the code was lost, the Page tells
// whether it counted. The handle must act with the Page's token: see
// [PageHandle.WithPageToken].
//
// Errors: *[OtherNumberError] where the Page shows another number and Replace is
// not set, *[VerificationError] for a wrong code, *[NumberPendingError] when the
// Page does not show the number in time: [PageHandle.WaitForNumber] goes on
// waiting, whereas linking again sends another code. Where the answer to asking
// for the code was lost, [metabiz.ErrOutcomeUnknown]: link again.
func Link(ctx context.Context, page *PageHandle, link NumberLink, opts ...metabiz.Option) (*LinkedNumber, error) {
	var c checker
	c.number("Number", link.Number)
	if link.Code == nil {
		c.add("Code", "is required", nil, nil)
	}
	link.Poll.check(&c)
	if err := c.err("NumberLink"); err != nil {
		return nil, err
	}
	shown, err := page.LinkedNumber(ctx, opts...)
	switch {
	case err != nil:
		return nil, err
	case shown.Is(link.Number):
		return shown, nil
	case shown.Linked && !link.Replace:
		return nil, &OtherNumberError{PageID: page.id, Shown: shown.Number, Wanted: link.Number}
	}
	if _, err := page.RequestNumberCode(ctx, link.Number, opts...); err != nil {
		return nil, err
	}
	code, err := link.Code(ctx)
	if err != nil {
		return nil, fmt.Errorf("pages: link WhatsApp number %s to Page %s: code: %w", link.Number, page.id, err)
	}
	_, verr := page.VerifyNumber(ctx, link.Number, code, opts...)
	if _, refused := errors.AsType[*VerificationError](verr); refused {
		// A code counts once: it may be refused because somebody else has brought it back meanwhile.
		if shown, err := page.LinkedNumber(ctx, opts...); err == nil && shown.Is(link.Number) {
			return shown, nil
		}
	}
	if verr != nil && !errors.Is(verr, metabiz.ErrOutcomeUnknown) {
		return nil, verr
	}
	shown, err = page.awaitNumber(ctx, link.Number, link.Poll, opts)
	if err != nil && verr != nil {
		return nil, errors.Join(verr, err)
	}
	return shown, err
}

// An OtherNumberError is a Page that shows another WhatsApp number than the one
// to be linked. It is [metabiz.ErrInvalidParam].
type OtherNumberError struct {
	PageID string
	Shown  string // empty where Meta does not tell it
	Wanted string
}

func (e *OtherNumberError) Error() string {
	if digits(e.Shown) == "" {
		return fmt.Sprintf("pages: Page %s has a WhatsApp number already, and Meta does not tell this token which: it may or may not be %s", e.PageID, e.Wanted)
	}
	return fmt.Sprintf("pages: Page %s has the WhatsApp number %s, not %s; set Replace to put it in its place, which stops ads that lead to it",
		e.PageID, e.Shown, e.Wanted)
}

// Is holds for [metabiz.ErrInvalidParam].
func (e *OtherNumberError) Is(target error) bool { return target == metabiz.ErrInvalidParam }

// UnlinkNumber tells how the WhatsApp number comes off the Page. Meta has no call
// for it: the error is nil where the Page shows none, and else a *[ManualStepError]
// that says what a person has to do where. Ads that lead to the number stop being
// delivered once it is done: [PageHandle.NumberAdSets] lists them, and
// [PageHandle.WaitUntilUnlinked] waits for it.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) UnlinkNumber(ctx context.Context, opts ...metabiz.Option) error {
	shown, err := p.LinkedNumber(ctx, opts...)
	if err != nil || !shown.Linked {
		return err
	}
	return &ManualStepError{
		PageID: p.id,
		Number: shown.Number,
		Step:   "disconnect the WhatsApp number",
		Where:  numberPlace + "; for a number of the WhatsApp Business Platform, Business settings › WhatsApp accounts",
	}
}

// numberPlace is where a person ties a WhatsApp number to a Page, or takes it off.
const numberPlace = "the Page's Settings › Linked accounts › WhatsApp, with full control of the Page"

// A ManualStepError is something that Meta lets only people do, in its own
// interface.
type ManualStepError struct {
	PageID  string
	Number  string // the WhatsApp number that it is about; empty where Meta does not tell it
	Account string // the Instagram account that it is about
	Step    string // what is to be done
	Where   string // where a person does it
}

func (e *ManualStepError) Error() string {
	about := ""
	switch {
	case e.Account != "":
		about = ", " + e.Account
	case e.Number != "":
		about = ", " + e.Number
	}
	return fmt.Sprintf("pages: Page %s%s: Meta has no call to %s: a person does it in %s", e.PageID, about, e.Step, e.Where)
}
