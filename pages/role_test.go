package pages_test

import (
	"testing"

	"github.com/metabiz-go/metabiz/pages"
)

func TestRoles(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		tasks []pages.Task
		role  pages.Role
		words string
	}{
		{nil, pages.RoleNone, "nothing"},
		{[]pages.Task{"ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"}, pages.RoleFullControl,
			"advertise and link a WhatsApp number, read insights, post, answer messages, answer and remove comments, manage people and settings"},
		{[]pages.Task{"PROFILE_PLUS_FULL_CONTROL"}, pages.RoleFullControl, "do everything, people and settings included"},
		{[]pages.Task{"ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE"}, pages.RoleEditor,
			"advertise and link a WhatsApp number, read insights, post, answer messages, answer and remove comments"},
		{[]pages.Task{"PROFILE_PLUS_MODERATE", "MESSAGING", "ADVERTISE", "PROFILE_PLUS_ANALYZE"}, pages.RoleModerator,
			"answer and remove comments, answer messages, advertise and link a WhatsApp number, read insights"},
		{[]pages.Task{"ADVERTISE", "PROFILE_PLUS_ADVERTISE", "ANALYZE"}, pages.RoleAdvertiser, "advertise and link a WhatsApp number, read insights"},
		{[]pages.Task{"ANALYZE"}, pages.RoleAnalyst, "read insights"},
		// A role that leaves something out that the person may do is not theirs.
		{[]pages.Task{"ANALYZE", "MESSAGING"}, pages.RolePartial, "read insights, answer messages"},
		{[]pages.Task{"MESSAGING"}, pages.RolePartial, "answer messages"},
		{[]pages.Task{"ANALYZE", "MANAGE_LEADS"}, pages.RoleAnalyst, "read insights, read leads"},
		{[]pages.Task{"PROFILE_PLUS_SOMETHING_NEW"}, pages.RolePartial, "something new"},
	} {
		page := pages.Page{Tasks: tt.tasks}
		if got := page.Role(); got != tt.role {
			t.Errorf("%v: %q, not %q", tt.tasks, got, tt.role)
		}
		if got := pages.TasksInWords(tt.tasks); got != tt.words {
			t.Errorf("%v: %q, not %q", tt.tasks, got, tt.words)
		}
	}
}
