package pages

import (
	"slices"
	"strings"
)

// Role is what a person's tasks on a Page amount to, by the names that Facebook
// itself gives to sets of tasks. It is for people to read: ask with [Page.Can]
// whether something may be done.
//
// See https://developers.facebook.com/docs/pages-api/overview#tasks.
type Role string

const (
	RoleFullControl Role = "full control" // all there is, people and settings too
	RoleEditor      Role = "editor"       // all but people and settings
	RoleModerator   Role = "moderator"    // answers messages and comments, advertises, reads insights
	RoleAdvertiser  Role = "advertiser"   // advertises, reads insights
	RoleAnalyst     Role = "analyst"      // reads insights
	RolePartial     Role = "some tasks"   // a choice of tasks that has no name
	RoleNone        Role = "no task"
)

// namedRoles are the roles and all that they may do, the widest first.
var namedRoles = []struct {
	role  Role
	tasks []Task
}{
	{RoleFullControl, []Task{TaskManage}},
	{RoleEditor, []Task{TaskCreateContent, TaskModerate, TaskMessaging, TaskAdvertise, TaskAnalyze}},
	{RoleModerator, []Task{TaskModerate, TaskMessaging, TaskAdvertise, TaskAnalyze}},
	{RoleAdvertiser, []Task{TaskAdvertise, TaskAnalyze}},
	{RoleAnalyst, []Task{TaskAnalyze}},
}

// Role names what the token's person may do on the Page. The Page must have been
// read with its tasks, as [UserHandle.Accounts] does.
func (p *Page) Role() Role { return RoleOf(p.Tasks) }

// RoleOf names what tasks amount to: the widest role whose tasks are all there,
// and [RolePartial] where they are of none, or where the role would leave one of
// those that [Task.Words] knows unsaid.
func RoleOf(tasks []Task) Role {
	if len(tasks) == 0 {
		return RoleNone
	}
	for _, named := range namedRoles {
		if slices.ContainsFunc(named.tasks, func(t Task) bool { return !allows(tasks, t) }) {
			continue
		}
		for _, t := range tasks {
			if named.role != RoleFullControl && basic[t.plain()] && !slices.Contains(named.tasks, t.plain()) {
				return RolePartial
			}
		}
		return named.role
	}
	return RolePartial
}

// basic are the tasks that roles are made of.
var basic = map[Task]bool{
	TaskManage: true, TaskCreateContent: true, TaskModerate: true, TaskMessaging: true, TaskAdvertise: true, TaskAnalyze: true,
}

// taskWords say what tasks let people do, by their plain names.
var taskWords = map[Task]string{
	TaskAdvertise:                  "advertise and link a WhatsApp number",
	TaskAnalyze:                    "read insights",
	TaskCashierRole:                "take payments",
	TaskCreateContent:              "post",
	TaskGlobalStructureManagement:  "manage the Page's regions",
	TaskManage:                     "manage people and settings",
	TaskManageJobs:                 "manage jobs",
	TaskManageLeads:                "read leads",
	TaskMessaging:                  "answer messages",
	TaskModerate:                   "answer and remove comments",
	TaskModerateCommunity:          "moderate the community",
	TaskPagesMessaging:             "answer messages by an app",
	TaskPagesMessagingSubscription: "send subscription messages by an app",
	TaskReadPageMailboxes:          "read messages",
	TaskViewMonetizationInsights:   "read what the Page earns",
	"FACEBOOK_ACCESS":              "use Facebook as the Page",
	"FULL_CONTROL":                 "do everything, people and settings included",
	"REVENUE":                      "see what the Page earns",
}

// Words say what the task lets a person do: "answer messages". Of a task that this
// version does not know they are its name.
func (t Task) Words() string {
	if words, ok := taskWords[t.plain()]; ok {
		return words
	}
	return strings.ToLower(strings.ReplaceAll(string(t.plain()), "_", " "))
}

// TasksInWords says what tasks let people do: "advertise and link a WhatsApp
// number, read insights". A task that comes in both families is said once.
func TasksInWords(tasks []Task) string {
	var words []string
	for _, t := range tasks {
		if w := t.Words(); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
