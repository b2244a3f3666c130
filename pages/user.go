package pages

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// UserHandle makes calls about a person or system user and their Pages.
type UserHandle struct {
	client *metabiz.Client
	id     string
}

// NewUser makes a handle. The id is a user's, or "me" for whom the token is of.
func NewUser(client *metabiz.Client, id string) *UserHandle {
	return &UserHandle{client: client, id: id}
}

// Me is the person or system user whom the client's token is of.
func Me(client *metabiz.Client) *UserHandle { return NewUser(client, "me") }

// ID is the user's id, or "me".
func (u *UserHandle) ID() string { return u.id }

func (u *UserHandle) get(operation string, query any, edge ...string) *metabiz.Request {
	return &metabiz.Request{Method: http.MethodGet, Path: metabiz.Path(append([]string{u.id}, edge...)...), Operation: operation, Query: query}
}

// Get reads the user: id and name. WithFields asks for others.
//
// See https://developers.facebook.com/docs/graph-api/reference/user#Reading.
//
//meta:operation GET /{user-id}
func (u *UserHandle) Get(ctx context.Context, opts ...metabiz.Option) (*User, error) {
	return metabiz.Call[User](ctx, u.client, u.get("GET /{user-id}", fieldsOf{"id,name"}), opts...)
}

// AccountQuery narrows the list of a user's Pages.
type AccountQuery struct {
	AdID         string `json:"ad_id,omitzero"` // only the Page that the ad is of
	IsPlace      *bool  `json:"is_place,omitzero"`
	IsPromotable *bool  `json:"is_promotable,omitzero"` // only Pages that may, or may not, be advertised by the user
}

type accountQuery struct {
	AccountQuery
	fieldsOf
}

const accountFields = "id,name,category,link,is_published,access_token,tasks," + linkFields

// Accounts lists the Pages that the user has a task on, each with the tasks, the
// Page's token and the WhatsApp number linked to it. It needs pages_show_list;
// a system user sees the Pages that it was assigned.
//
// See https://developers.facebook.com/docs/graph-api/reference/user/accounts.
//
//meta:operation GET /{user-id}/accounts
func (u *UserHandle) Accounts(ctx context.Context, query AccountQuery, opts ...metabiz.Option) iter.Seq2[Page, error] {
	return metabiz.List[Page](ctx, u.client, u.accounts(query), opts...)
}

// AccountPages is [UserHandle.Accounts] page by page, with cursors to resume from.
//
//meta:operation GET /{user-id}/accounts
func (u *UserHandle) AccountPages(ctx context.Context, query AccountQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Page], error] {
	return metabiz.Pages[Page](ctx, u.client, u.accounts(query), opts...)
}

func (u *UserHandle) accounts(query AccountQuery) *metabiz.Request {
	return u.get("GET /{user-id}/accounts", accountQuery{query, fieldsOf{accountFields}}, "accounts")
}

// Administers finds a Page among those of the user and checks that the user may
// do what is asked for there; without tasks, that they administer it (MANAGE or
// PROFILE_PLUS_FULL_CONTROL). The Page comes with its token: see [Page.Handle].
//
// The error is an *[AccessError], which is [metabiz.ErrPermission], where the
// user has no task on the Page or not those asked for; it says which are missing.
//
// See https://developers.facebook.com/docs/graph-api/reference/user/accounts.
//
//meta:operation GET /{user-id}/accounts
func (u *UserHandle) Administers(ctx context.Context, pageID string, tasks ...Task) (*Page, error) {
	var c checker
	c.required("pageID", pageID)
	if err := c.err("Administers"); err != nil {
		return nil, err
	}
	if len(tasks) == 0 {
		tasks = []Task{TaskManage}
	}
	return u.administers(ctx, pageID, tasks, nil)
}

func (u *UserHandle) administers(ctx context.Context, pageID string, tasks []Task, opts []metabiz.Option) (*Page, error) {
	for page, err := range u.Accounts(ctx, AccountQuery{}, append([]metabiz.Option{metabiz.WithPageSize(100)}, opts...)...) {
		if err != nil {
			return nil, err
		}
		if page.ID != pageID {
			continue
		}
		missing := slices.DeleteFunc(slices.Clone(tasks), page.Can)
		if len(missing) > 0 {
			return nil, &AccessError{PageID: pageID, PageName: page.Name, Has: page.Tasks, Missing: missing}
		}
		return &page, nil
	}
	return nil, &AccessError{PageID: pageID, Missing: tasks, Problem: "it is not among the Pages that the user has a task on"}
}

// An AccessError is a Page on which the token's user may not do what is needed.
// It is [metabiz.ErrPermission].
type AccessError struct {
	PageID   string
	PageName string
	Has      []Task // what the user may do on the Page
	Missing  []Task // what was asked for beyond that
	Problem  string // what is wrong, where it is not the tasks alone
}

func (e *AccessError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "pages: Page %s", e.PageID)
	if e.PageName != "" {
		fmt.Fprintf(&b, " (%s)", e.PageName)
	}
	switch {
	case e.Problem != "":
		fmt.Fprintf(&b, ": %s", e.Problem)
	case len(e.Has) == 0:
		fmt.Fprintf(&b, ": the user has no task there, %s is needed", joinTasks(e.Missing))
	default:
		fmt.Fprintf(&b, ": the user lacks %s there and has only %s", joinTasks(e.Missing), joinTasks(e.Has))
	}
	b.WriteString("; somebody with full control of the Page gives it, in Business settings › Pages › People")
	return b.String()
}

func joinTasks(tasks []Task) string {
	words := make([]string, len(tasks))
	for i, t := range tasks {
		words[i] = string(t)
	}
	return strings.Join(words, ", ")
}

// Is holds for [metabiz.ErrPermission].
func (e *AccessError) Is(target error) bool { return target == metabiz.ErrPermission }
