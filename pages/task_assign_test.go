package pages_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

func TestAssignments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := pages.NewPage(w.client, w.PageID)
	noError(t, page.Assign(t.Context(), w.UserID, []pages.Task{pages.TaskMessaging, pages.TaskPlusAnalyze}))
	people, err := metabiz.Collect(page.Assignments(t.Context(), w.BusinessID))
	noError(t, err)
	want := []pages.Assignment{{ID: w.UserID, Name: "Shop System User", Tasks: []pages.Task{"MESSAGING", "PROFILE_PLUS_ANALYZE"}}}
	if diff := cmp.Diff(want, people); diff != "" {
		t.Error(diff)
	}
	if a := people[0]; a.Role() != pages.RolePartial || !a.Can(pages.TaskAnalyze) || a.Can(pages.TaskAdvertise) {
		t.Errorf("%s of %+v", a.Role(), a)
	}
	// A Page can't be shared with its owner, nor with nobody.
	if err := page.Share(t.Context(), w.BusinessID, []pages.Task{pages.TaskAdvertise}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("%v", err)
	}
	for _, err := range []error{
		page.Assign(t.Context(), "", []pages.Task{pages.TaskManage}),
		page.Assign(t.Context(), "1", nil),
		page.Share(t.Context(), "1", []pages.Task{""}),
		page.Share(t.Context(), "1", []pages.Task{pages.TaskManage, pages.TaskManage}),
	} {
		if refused, ok := errors.AsType[*metabiz.ValidationError](err); !ok || len(refused.Fields) != 1 {
			t.Errorf("%v", err)
		}
	}
	for _, err := range page.Assignments(t.Context(), "") {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%v", err)
		}
	}
	g := newGraph(t, success)
	noError(t, pages.NewPage(g.client, "1").Share(t.Context(), "2", []pages.Task{pages.TaskAdvertise}))
	g.want(call{Line: "POST /v26.0/1/agencies", Body: `{"business":"2","permitted_tasks":["ADVERTISE"]}`})
}
