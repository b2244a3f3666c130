package pages

import (
	"slices"
	"strings"
)

// Task is something that a person may do on a Page. Pages of the new experience
// have a family of tasks of their own, which begin with PROFILE_PLUS_;
// [Page.Can] knows both.
//
// See https://developers.facebook.com/docs/pages-api/overview#tasks.
type Task string

const (
	TaskAdvertise     Task = "ADVERTISE"      // run ads, link a WhatsApp number
	TaskAnalyze       Task = "ANALYZE"        // read insights
	TaskCreateContent Task = "CREATE_CONTENT" // post
	TaskManage        Task = "MANAGE"         // all there is: people, settings
	TaskManageLeads   Task = "MANAGE_LEADS"   // read leads
	TaskMessaging     Task = "MESSAGING"      // answer messages
	TaskModerate      Task = "MODERATE"       // answer and remove comments

	TaskPlusAdvertise      Task = "PROFILE_PLUS_ADVERTISE"
	TaskPlusAnalyze        Task = "PROFILE_PLUS_ANALYZE"
	TaskPlusCreateContent  Task = "PROFILE_PLUS_CREATE_CONTENT"
	TaskPlusFacebookAccess Task = "PROFILE_PLUS_FACEBOOK_ACCESS"
	TaskPlusFullControl    Task = "PROFILE_PLUS_FULL_CONTROL" // all there is
	TaskPlusManage         Task = "PROFILE_PLUS_MANAGE"
	TaskPlusManageLeads    Task = "PROFILE_PLUS_MANAGE_LEADS"
	TaskPlusMessaging      Task = "PROFILE_PLUS_MESSAGING"
	TaskPlusModerate       Task = "PROFILE_PLUS_MODERATE"
	TaskPlusRevenue        Task = "PROFILE_PLUS_REVENUE"

	TaskCashierRole                Task = "CASHIER_ROLE"
	TaskGlobalStructureManagement  Task = "GLOBAL_STRUCTURE_MANAGEMENT"
	TaskManageJobs                 Task = "MANAGE_JOBS"
	TaskModerateCommunity          Task = "MODERATE_COMMUNITY"
	TaskPagesMessaging             Task = "PAGES_MESSAGING"
	TaskPagesMessagingSubscription Task = "PAGES_MESSAGING_SUBSCRIPTIONS"
	TaskReadPageMailboxes          Task = "READ_PAGE_MAILBOXES"
	TaskViewMonetizationInsights   Task = "VIEW_MONETIZATION_INSIGHTS"

	TaskPlusGlobalStructureManagement Task = "PROFILE_PLUS_GLOBAL_STRUCTURE_MANAGEMENT"
	TaskPlusModerateCommunity         Task = "PROFILE_PLUS_MODERATE_DELEGATE_COMMUNITY"
)

const plusPrefix = "PROFILE_PLUS_"

// Can tells whether the token's person may do something on the Page: they have
// the task itself, the one of the other family, or one that stands for all,
// which are MANAGE and PROFILE_PLUS_FULL_CONTROL. The Page must have been read
// with its tasks, as [UserHandle.Accounts] does.
func (p *Page) Can(task Task) bool { return allows(p.Tasks, task) }

func allows(have []Task, want Task) bool {
	plain := want.plain()
	return slices.ContainsFunc(have, func(t Task) bool {
		return t == TaskManage || t == TaskPlusFullControl || t.plain() == plain
	})
}

// plain is the task without regard to the family that it is of.
func (t Task) plain() Task {
	if t == TaskPlusModerateCommunity {
		return TaskModerateCommunity
	}
	return Task(strings.TrimPrefix(string(t), plusPrefix))
}
