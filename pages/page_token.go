package pages

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/metabiz-go/metabiz"
)

// pageToken is the token of a Page, which lives in the client of the Page's handle:
// fetched once and kept, and fetched anew when Meta no longer takes it, because the
// person has changed their password or given the Page away and got it back.
type pageToken struct {
	owner *PageHandle // asks for it, with the token of a person
	kept  atomic.Pointer[string]
	turn  chan struct{} // one at a time asks for another
}

// client is the one that acts with the token. A token that can't be one is refused here.
func (t *pageToken) client() (*metabiz.Client, error) {
	return t.owner.client.With(metabiz.WithToken(*t.kept.Load()), metabiz.WithTokenSource(metabiz.TokenFunc(t.current)), metabiz.WithInterceptor(t.renew))
}

func (p *PageHandle) keep(token string) *pageToken {
	t := &pageToken{owner: p, turn: make(chan struct{}, 1)}
	t.kept.Store(&token)
	return t
}

// current gives the token that is kept.
func (t *pageToken) current(context.Context) (string, error) { return *t.kept.Load(), nil }

// invalidToken is what Meta says of a token that has ended. It does so before it acts.
const invalidToken = 190

// renew makes the call, and once more with another token where Meta takes the one
// that is kept for invalid.
func (t *pageToken) renew(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
	used := t.kept.Load()
	res, err := next(ctx, req)
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != invalidToken {
		return res, err
	}
	another, ferr := t.replace(ctx, used)
	switch {
	case ferr != nil:
		return res, fmt.Errorf("%w (no other token of the Page either: %w)", err, ferr)
	case !another:
		return res, err
	}
	again, rerr := next(ctx, req)
	if _, answered := errors.AsType[*metabiz.Error](rerr); rerr == nil || answered || errors.Is(rerr, metabiz.ErrOutcomeUnknown) {
		return again, rerr
	}
	// It did not go out again: a batch makes each call once, and some bodies can be read only once.
	return res, fmt.Errorf("%w (with another token: %w)", err, rerr)
}

// replace fetches the token anew, unless somebody else has since. It tells whether
// there is another one than the one used.
func (t *pageToken) replace(ctx context.Context, used *string) (another bool, err error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if t.kept.Load() != used {
		return true, nil
	}
	token, err := t.owner.fetchToken(ctx)
	if err != nil {
		return false, err
	}
	if token == *used {
		return false, nil
	}
	t.kept.Store(&token)
	return true, nil
}

// fetchToken asks for the Page's token, with the handle's own.
func (p *PageHandle) fetchToken(ctx context.Context, opts ...metabiz.Option) (string, error) {
	page, err := metabiz.Call[Page](ctx, p.client, p.get("GET /{page-id}", fieldsOf{"id,access_token"}), opts...)
	if err != nil {
		return "", err
	}
	if !page.AccessToken.Known() {
		return "", &AccessError{PageID: p.id, Problem: "Meta gives out no token of it: the token in use is of nobody who has a task on it, or lacks pages_show_list"}
	}
	return string(page.AccessToken), nil
}
