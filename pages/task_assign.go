package pages

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Assignment is a person or system user of a business and what they may do on a Page.
type Assignment struct {
	ID    string `json:"id" wire:"direct"`
	Name  string `json:"name,omitzero"`
	Tasks []Task `json:"tasks,omitzero"`
}

// UnmarshalJSON takes ids in each form that Meta writes them in.
func (a *Assignment) UnmarshalJSON(data []byte) error {
	type plain Assignment
	return wire.Unmarshal(data, (*plain)(a))
}

// Role names what the tasks amount to.
func (a Assignment) Role() Role { return RoleOf(a.Tasks) }

// Can tells whether they may do something on the Page: see [Page.Can].
func (a Assignment) Can(task Task) bool { return allows(a.Tasks, task) }

// Assignments lists the people and system users of a business who may do something
// on the Page, and what. It needs business_management.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/assigned_users.
func (p *PageHandle) Assignments(ctx context.Context, businessID string, opts ...metabiz.Option) iter.Seq2[Assignment, error] {
	return func(yield func(Assignment, error) bool) {
		var c checker
		c.required("business", businessID)
		if err := c.err("Assignments"); err != nil {
			yield(Assignment{}, err)
			return
		}
		// Meta gives the tasks only where no fields are asked for.
		req := p.node().get("assigned_users", map[string]string{"business": businessID})
		for a, err := range metabiz.List[Assignment](ctx, p.client, req, opts...) {
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

// Assign lets a person or system user of a business do these tasks on the Page, in
// place of those that they had. It needs business_management of an admin of the
// business; the Page must be the business's own, or shared with it for these tasks.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/assigned_users.
func (p *PageHandle) Assign(ctx context.Context, userID string, tasks []Task, opts ...metabiz.Option) error {
	permitted, err := permittedTasks("Assign", "user", userID, tasks)
	if err != nil {
		return err
	}
	return p.AssignUser(ctx, AssignUserParams{User: userID, Tasks: permitted}, opts...)
}

// Share lets another business do these tasks on the Page, and have its people do
// them: an agency that advertises, a partner who answers messages. It needs
// business_management of an admin of the business that owns the Page.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/agencies.
func (p *PageHandle) Share(ctx context.Context, businessID string, tasks []Task, opts ...metabiz.Option) error {
	permitted, err := permittedTasks("Share", "business", businessID, tasks)
	if err != nil {
		return err
	}
	return p.ShareWithBusiness(ctx, ShareWithBusinessParams{Business: businessID, PermittedTasks: permitted}, opts...)
}

func permittedTasks(what, who, id string, tasks []Task) ([]PagePermittedTask, error) {
	var c checker
	c.required(who, id)
	c.some("tasks", len(tasks), "task")
	permitted := make([]PagePermittedTask, 0, len(tasks))
	for i, t := range tasks {
		c.required(fmt.Sprintf("tasks[%d]", i), string(t))
		if slices.Contains(tasks[:i], t) {
			c.add(fmt.Sprintf("tasks[%d]", i), "comes twice", nil, string(t))
		}
		permitted = append(permitted, PagePermittedTask(t))
	}
	return permitted, c.err(what)
}
