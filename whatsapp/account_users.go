package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Task is something that a user may do with an account.
type Task string

const (
	TaskDevelop                 Task = "DEVELOP"
	TaskManage                  Task = "MANAGE"
	TaskManageExtensions        Task = "MANAGE_EXTENSIONS" // Flows
	TaskManagePhone             Task = "MANAGE_PHONE"
	TaskManagePhoneAssets       Task = "MANAGE_PHONE_ASSETS"
	TaskManageTemplates         Task = "MANAGE_TEMPLATES"
	TaskMessaging               Task = "MESSAGING"
	TaskViewCost                Task = "VIEW_COST"
	TaskViewPhoneAssets         Task = "VIEW_PHONE_ASSETS"
	TaskViewTemplates           Task = "VIEW_TEMPLATES"
	TaskViewInsights            Task = "VIEW_INSIGHTS"
	TaskReceiveIncomingMessages Task = "RECEIVE_INCOMING_MESSAGES"
	TaskManageBilling           Task = "MANAGE_BILLING"
	TaskManageUsers             Task = "MANAGE_USERS"
	TaskFullControl             Task = "FULL_CONTROL"
)

// AssignedUser is somebody who may work with an account.
type AssignedUser struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	UserType string         `json:"user_type,omitzero"` // "BUSINESS_USER", "SYSTEM_USER", "PERSONAL_USER"
	Business *BusinessOwner `json:"business,omitzero"`
	Tasks    []Task         `json:"tasks,omitzero"`
}

// AssignedUserQuery says whose users are listed. Business is required.
type AssignedUserQuery struct {
	Business string `json:"business"`       // id of the portfolio that owns the account or has it shared
	Limit    int    `json:"limit,omitzero"` // a page, up to 100
}

// AssignedUsers lists who may work with the account.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/assigned_users.
//
//meta:operation GET /{waba-id}/assigned_users
func (a *Account) AssignedUsers(ctx context.Context, q AssignedUserQuery, opts ...metabiz.Option) iter.Seq2[AssignedUser, error] {
	req, err := a.assignedUsers(q)
	return listChecked[AssignedUser](ctx, a.client, req, err, opts)
}

// AssignedUserPages lists who may work with the account by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/assigned_users.
//
//meta:operation GET /{waba-id}/assigned_users
func (a *Account) AssignedUserPages(ctx context.Context, q AssignedUserQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AssignedUser], error] {
	req, err := a.assignedUsers(q)
	return pagesChecked[AssignedUser](ctx, a.client, req, err, opts)
}

func (a *Account) assignedUsers(q AssignedUserQuery) (*metabiz.Request, error) {
	var c checker
	c.required(at("business"), q.Business)
	req := a.request(http.MethodGet, "assigned_users")
	req.Query = q
	return req, c.err("whatsapp.AssignedUserQuery")
}

// AssignUser lets a user do tasks with the account, in place of those that they may do now.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/assigned_users.
//
//meta:operation POST /{waba-id}/assigned_users
func (a *Account) AssignUser(ctx context.Context, userID string, tasks []Task, opts ...metabiz.Option) error {
	var c checker
	c.required(at("user"), userID)
	if len(tasks) == 0 {
		c.add(at("tasks"), "is required", 1, nil)
	}
	if err := c.err("whatsapp.Account.AssignUser"); err != nil {
		return err
	}
	list, err := wire.Marshal(tasks)
	if err != nil {
		return err
	}
	req := a.request(http.MethodPost, "assigned_users")
	req.Body = url.Values{"user": {userID}, "tasks": {string(list)}}
	req.Idempotent = true
	return succeed(ctx, a.client, req, opts)
}

// UnassignUser takes all tasks from a user.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/assigned_users.
//
//meta:operation DELETE /{waba-id}/assigned_users
func (a *Account) UnassignUser(ctx context.Context, userID string, opts ...metabiz.Option) error {
	var c checker
	c.required(at("user"), userID)
	if err := c.err("whatsapp.Account.UnassignUser"); err != nil {
		return err
	}
	req := a.request(http.MethodDelete, "assigned_users")
	req.Query = struct {
		User string `json:"user"`
	}{userID}
	return succeed(ctx, a.client, req, opts)
}
