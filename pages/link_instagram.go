package pages

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// LinkedInstagram is the Instagram account that a Page is tied to.
type LinkedInstagram struct {
	ID             string // to call by
	Username       string // without @
	IsProfessional bool   // a business or creator account: only such can be advertised for and answered by calls
}

// Linked tells whether there is one.
func (a LinkedInstagram) Linked() bool { return a.ID != "" || a.Username != "" }

// Is tells whether it is this account, by its username, with or without @, or its id.
func (a LinkedInstagram) Is(account string) bool {
	account = strings.TrimPrefix(strings.TrimSpace(account), "@")
	return account != "" && (account == a.ID || strings.EqualFold(account, a.Username))
}

// LinkedInstagram reads which Instagram account the Page is tied to, if any: the
// professional one that goes with the Page, else one that was only connected to it.
// It needs pages_read_engagement, and the account's name instagram_basic.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) LinkedInstagram(ctx context.Context, opts ...metabiz.Option) (*LinkedInstagram, error) {
	page, err := metabiz.Call[Page](ctx, p.client, p.get("GET /{page-id}", fieldsOf{instagramFields}), opts...)
	if err != nil {
		return nil, err
	}
	return page.instagram(), nil
}

const instagramFields = "id,instagram_business_account{id,username},connected_instagram_account{id,username}"

func (p *Page) instagram() *LinkedInstagram {
	switch {
	case p.InstagramBusinessAccount != nil:
		return &LinkedInstagram{ID: p.InstagramBusinessAccount.ID, Username: p.InstagramBusinessAccount.Username, IsProfessional: true}
	case p.ConnectedInstagramAccount != nil:
		return &LinkedInstagram{ID: p.ConnectedInstagramAccount.ID, Username: p.ConnectedInstagramAccount.Username}
	}
	return &LinkedInstagram{}
}

// WaitForInstagram waits until the Page is tied to exactly this Instagram account,
// given by its username or id. Meta has no call that ties them: a person does it,
// see [PageHandle.UnlinkInstagram] for where.
//
// The error is an *[InstagramPendingError] when the time is over, and the context's
// error when that ended the wait.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) WaitForInstagram(ctx context.Context, account string, o PollOptions, opts ...metabiz.Option) (*LinkedInstagram, error) {
	var c checker
	c.required("account", account)
	o.check(&c)
	if err := c.err("WaitForInstagram"); err != nil {
		return nil, err
	}
	began := time.Now()
	var last *LinkedInstagram
	done, err := poll(ctx, o, func(ctx context.Context) (bool, error) {
		var err error
		if last, err = p.LinkedInstagram(ctx, opts...); err != nil {
			return false, err
		}
		return last.Is(account), nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("pages: wait for Instagram account %s on Page %s: %w", account, p.id, err)
	case !done:
		return nil, &InstagramPendingError{PageID: p.id, Account: account, Linked: last.Username, Waited: time.Since(began)}
	}
	return last, nil
}

// An InstagramPendingError is an Instagram account that a Page is not tied to yet.
// It is [metabiz.ErrTransient].
type InstagramPendingError struct {
	PageID  string
	Account string // waited for
	Linked  string // username of the one that the Page is tied to instead; empty for none
	Waited  time.Duration
}

func (e *InstagramPendingError) Error() string {
	linked := "no Instagram account"
	if e.Linked != "" {
		linked = "the Instagram account " + e.Linked
	}
	return fmt.Sprintf("pages: Page %s is still tied to %s after %v, not to %s", e.PageID, linked, e.Waited.Round(time.Millisecond), e.Account)
}

// Is holds for [metabiz.ErrTransient].
func (e *InstagramPendingError) Is(target error) bool { return target == metabiz.ErrTransient }

// instagramPlace is where a person ties an Instagram account to a Page, or takes it off.
const instagramPlace = "the Page's Settings › Linked accounts › Instagram, with full control of the Page and the account's password"

// UnlinkInstagram tells how the Instagram account comes off the Page. Meta has no
// call for it: the error is nil where the Page is tied to none, and else a
// *[ManualStepError] that says what a person has to do where. Ads on Instagram that
// run in the account's name, and the app's answers to its messages, end with it.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) UnlinkInstagram(ctx context.Context, opts ...metabiz.Option) error {
	linked, err := p.LinkedInstagram(ctx, opts...)
	if err != nil || !linked.Linked() {
		return err
	}
	return &ManualStepError{PageID: p.id, Account: linked.Username, Step: "disconnect the Instagram account", Where: instagramPlace}
}

// CheckInstagram notices that the Page is no longer tied to an Instagram account,
// given by its username or id: the error is an *[UnlinkedError] that says what it is
// tied to instead, and where a person ties them again.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) CheckInstagram(ctx context.Context, account string, opts ...metabiz.Option) error {
	var c checker
	c.required("account", account)
	if err := c.err("CheckInstagram"); err != nil {
		return err
	}
	linked, err := p.LinkedInstagram(ctx, opts...)
	if err != nil || linked.Is(account) {
		return err
	}
	return &UnlinkedError{PageID: p.id, What: "Instagram account", Wanted: account, Shown: linked.Username, Where: instagramPlace}
}

// CheckNumber notices that the Page no longer shows a WhatsApp number, as happens
// when a person has disconnected it or put another in its place. Ads that lead to
// it are not delivered then (2446880). The error is an *[UnlinkedError].
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) CheckNumber(ctx context.Context, number string, opts ...metabiz.Option) error {
	var c checker
	c.number("number", number)
	if err := c.err("CheckNumber"); err != nil {
		return err
	}
	shown, err := p.LinkedNumber(ctx, opts...)
	switch {
	case err != nil || shown.Is(number):
		return err
	case shown.hidden():
		return &OtherNumberError{PageID: p.id, Wanted: number}
	}
	return &UnlinkedError{PageID: p.id, What: "WhatsApp number", Wanted: number, Shown: shown.Number, Where: numberPlace + "; or by a call: Link"}
}

// An UnlinkedError is a Page that something is no longer tied to which should be.
// It is [metabiz.ErrInvalidParam]: nothing that needs the tie can work.
type UnlinkedError struct {
	PageID string
	What   string // "WhatsApp number", "Instagram account"
	Wanted string
	Shown  string // what is in its place; empty for nothing
	Where  string // where a person ties them again
}

func (e *UnlinkedError) Error() string {
	instead := "none"
	if e.Shown != "" {
		instead = e.Shown
	}
	return fmt.Sprintf("pages: Page %s has lost the %s %s and has %s now; a person links it again in %s", e.PageID, e.What, e.Wanted, instead, e.Where)
}

// Is holds for [metabiz.ErrInvalidParam].
func (e *UnlinkedError) Is(target error) bool { return target == metabiz.ErrInvalidParam }

// WaitUntilUnlinked waits until the Page no longer shows a WhatsApp number, which a
// person takes off it: see [PageHandle.UnlinkNumber].
//
// The error is the *[ManualStepError] that says where, when the time is over, and
// the context's error when that ended the wait.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
func (p *PageHandle) WaitUntilUnlinked(ctx context.Context, o PollOptions, opts ...metabiz.Option) error {
	var c checker
	o.check(&c)
	if err := c.err("WaitUntilUnlinked"); err != nil {
		return err
	}
	var step error
	done, err := poll(ctx, o, func(ctx context.Context) (bool, error) {
		step = p.UnlinkNumber(ctx, opts...)
		if _, manual := errors.AsType[*ManualStepError](step); manual {
			return false, nil
		}
		return step == nil, step
	})
	switch {
	case err != nil:
		return fmt.Errorf("pages: wait until Page %s shows no WhatsApp number: %w", p.id, err)
	case !done:
		return step
	}
	return nil
}
