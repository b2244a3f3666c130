package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	slashpath "path"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// TemplateSync says how the templates of an account are made those of a folder. The zero
// value creates and edits, and never deletes.
type TemplateSync struct {
	DryRun bool // tells what would be done, and does nothing
	Delete bool // deletes the account's templates that stand in no file; none where there is no file at all
	// Keep are templates that Delete leaves alone, such as Meta's own samples.
	Keep func(Template) bool

	// Media is the folder that the templates were loaded from, and AppID the app that uploads
	// what stands in it as "file:poster.png".
	Media fs.FS
	AppID string

	// History remembers what Meta limits and does not tell: save it as JSON from run to run. Without it
	// Meta refuses what comes too early.
	History *TemplateHistory
	// Now is the time; time.Now where it is left out.
	Now func() time.Time
}

// SyncAction is what is done with a template.
type SyncAction string

const (
	SyncNothing SyncAction = "nothing" // it is the same, or stands in no file and stays
	SyncCreate  SyncAction = "create"
	SyncEdit    SyncAction = "edit"
	SyncDelete  SyncAction = "delete"
	SyncWait    SyncAction = "wait"    // not yet: while it is in review, or until NotBefore
	SyncBlocked SyncAction = "blocked" // not by Meta's rules: Reason tells what would help
)

// TemplateChange is what a template of a file or of the account is about to undergo, or has undergone.
type TemplateChange struct {
	Action      SyncAction
	Name        string
	Language    string
	Path        string // of the file; empty where there is none
	ID          string // in the account; empty where it is not there
	Status      TemplateStatus
	Reason      string // why
	Differences []TemplateDifference
	NotBefore   time.Time // of SyncWait, where it is known

	// Done tells that the account has taken it, Err why it has not.
	Done bool
	Err  error

	want Template
}

// String is a line for people: "edit order_update (it): body.text".
func (c TemplateChange) String() string {
	line := fmt.Sprintf("%s %s (%s)", c.Action, c.Name, c.Language)
	var parts []string
	for _, d := range c.Differences {
		parts = append(parts, d.Path)
	}
	if c.Reason != "" {
		parts = append(parts, c.Reason)
	}
	if !c.NotBefore.IsZero() {
		parts = append(parts, "not before "+c.NotBefore.UTC().Format(time.RFC3339))
	}
	if c.Err != nil {
		parts = append(parts, c.Err.Error())
	}
	if len(parts) > 0 {
		line += ": " + strings.Join(parts, ", ")
	}
	return line
}

// Plan compares files with the templates of an account, and tells of each what is to be done and why. It
// sends nothing.
//
// What makes no difference: examples, what Meta adds, spaces at the ends of texts, and the category where Meta
// itself has changed it. A picture that has changed under the same name is not noticed.
func (s TemplateSync) Plan(files []TemplateFile, account []Template) []TemplateChange {
	have := make(map[templateKey]Template, len(account))
	for _, t := range account {
		have[templateKey{t.Name, t.Language}] = t
	}
	var changes []TemplateChange
	planned := make(map[templateKey]string, len(files))
	for _, file := range files {
		key := templateKey{file.Template.Name, file.Template.Language}
		change := TemplateChange{Name: key.name, Language: key.language, Path: file.Path, want: file.Template}
		if other, twice := planned[key]; twice {
			change.Action, change.Reason = SyncBlocked, "is in "+other+" already"
			changes = append(changes, change)
			continue
		}
		planned[key] = file.Path
		if t, there := have[key]; there {
			change.ID, change.Status = t.ID, t.Status
			s.planEdit(&change, t)
			delete(have, key)
		} else {
			s.planCreate(&change)
		}
		s.needUpload(&change)
		changes = append(changes, change)
	}
	for _, t := range account {
		if _, left := have[templateKey{t.Name, t.Language}]; left {
			c := s.planDelete(t)
			if c.Action == SyncDelete && len(files) == 0 {
				c.Action, c.Reason = SyncBlocked, "there is no file at all: the folder may be another"
			}
			changes = append(changes, c)
		}
	}
	return changes
}

// Meta's limits on what was approved.
const (
	editsAMonth = 10
	editPause   = 24 * time.Hour
	nameBlocked = 30 * 24 * time.Hour
)

func (s TemplateSync) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s TemplateSync) planCreate(c *TemplateChange) {
	c.Action, c.Reason = SyncCreate, "is not in the account"
	if free := s.History.nameFree(c.Name); s.now().Before(free) {
		c.Action, c.Reason, c.NotBefore = SyncWait, "the name was deleted, and is blocked for 30 days", free
	}
}

func (s TemplateSync) planEdit(c *TemplateChange, have Template) {
	c.Differences = c.want.differences(have)
	differs := func(path string) bool {
		return slices.ContainsFunc(c.Differences, func(d TemplateDifference) bool { return d.Path == path })
	}
	switch have.Status {
	case TemplateDeleted, TemplatePendingDeletion:
		c.Action, c.Reason, c.Differences = SyncWait, "is being deleted, and the name is blocked for 30 days", nil
		if !have.LastUpdatedTime.IsZero() {
			c.NotBefore = have.LastUpdatedTime.Add(nameBlocked)
		}
		return
	}
	if len(c.Differences) == 0 {
		c.Action, c.Reason = SyncNothing, s.remark(*c, have)
		return
	}
	c.Action = SyncEdit
	switch {
	case differs("library_template_name"), differs("sub_category"):
		c.Action, c.Reason = SyncBlocked, "can't be changed so: give it another name"
	case have.Status == TemplatePending || have.Status == TemplateInAppeal:
		c.Action, c.Reason = SyncWait, "is in review"
	case have.Status == TemplateArchived:
		c.Action, c.Reason = SyncBlocked, "is archived: unarchive it first"
	case have.Status == TemplateDisabled || have.Status == TemplateLimitExceeded:
		c.Action, c.Reason = SyncBlocked, "is "+strings.ToLower(string(have.Status))+": give it another name"
	case have.Status == TemplateApproved && differs("category") && have.CorrectCategory == c.want.Category:
		c.Action, c.Reason = SyncWait, "Meta is about to change the category to that of the file"
	case have.Status == TemplateApproved && differs("category"):
		c.Action, c.Reason = SyncBlocked, "the category of an approved template can't be changed: give it another name"
	case have.Status == TemplateApproved:
		if free := s.History.editFree(have.ID, s.now()); s.now().Before(free) {
			c.Action, c.Reason, c.NotBefore = SyncWait, "an approved template takes one edit in 24 hours and ten in 30 days", free
		}
	}
}

// remark is what is worth knowing of a template that is as the file has it.
func (s TemplateSync) remark(c TemplateChange, have Template) string {
	switch {
	case have.Status == TemplateRejected:
		return "was rejected: " + cmp.Or(have.RejectedReason, "no reason given")
	case have.Category != c.want.Category:
		return "Meta has changed the category to " + string(have.Category)
	case have.CorrectCategory != "" && have.CorrectCategory != have.Category:
		return "Meta is about to change the category to " + string(have.CorrectCategory)
	case have.Status != TemplateApproved && have.Status != "":
		return "is " + strings.ToLower(string(have.Status))
	}
	return ""
}

func (s TemplateSync) planDelete(t Template) TemplateChange {
	c := TemplateChange{Action: SyncNothing, Name: t.Name, Language: t.Language, ID: t.ID, Status: t.Status, Reason: "is in no file"}
	switch {
	case t.Status == TemplateDeleted || t.Status == TemplatePendingDeletion:
		c.Reason = "is being deleted"
	case s.Keep != nil && s.Keep(t):
		c.Reason = "is in no file, and kept"
	case s.Delete:
		c.Action = SyncDelete
	}
	return c
}

// needUpload blocks what has files to be uploaded, where there is no way to.
func (s TemplateSync) needUpload(c *TemplateChange) {
	if c.Action != SyncCreate && c.Action != SyncEdit || s.Media != nil && s.AppID != "" {
		return
	}
	_ = c.want.eachMedia(func(h *TemplateHeader) error {
		if strings.HasPrefix(h.Example, filePrefix) {
			c.Action, c.Reason = SyncBlocked, h.Example+" can't be uploaded: set Media and AppID"
		}
		return nil
	})
}

// SyncTemplates makes the templates of the account those of the files: what is missing is
// created, what differs is edited, and, with [TemplateSync.Delete], what stands in no file is deleted, each language for
// itself. Nothing that an approved template does not take is tried.
//
// It goes on after a template that fails; the error joins those of all of them, which their changes hold as well. It stops where
// going on is of no use: when ctx ends, the token lacks a permission, or the account's quota is spent
// (100 creations an hour). Running it again goes on from there, since what is done no longer differs.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management.
func (a *Account) SyncTemplates(ctx context.Context, files []TemplateFile, s TemplateSync, opts ...metabiz.Option) ([]TemplateChange, error) {
	account, err := metabiz.Collect(a.Templates(ctx, TemplateQuery{}, opts...))
	if err != nil {
		return nil, err
	}
	changes := s.Plan(files, account)
	if s.DryRun {
		return changes, nil
	}
	have := make(map[string]Template, len(account))
	for _, t := range account {
		have[t.ID] = t
	}
	var errs []error
	for i := range changes {
		c := &changes[i]
		if c.Err = a.apply(ctx, s, c, have[c.ID], opts); c.Err != nil {
			errs = append(errs, fmt.Errorf("whatsapp: %s template %s (%s): %w", c.Action, c.Name, c.Language, c.Err))
		}
		if endsSync(ctx, c.Err) {
			break
		}
	}
	return changes, errors.Join(errs...)
}

// endsSync tells whether no other template would fare better.
func endsSync(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, metabiz.ErrAuth) || errors.Is(err, metabiz.ErrPermission) || errors.Is(err, metabiz.ErrRateLimited))
}

func (a *Account) apply(ctx context.Context, s TemplateSync, c *TemplateChange, have Template, opts []metabiz.Option) error {
	var err error
	switch c.Action {
	case SyncCreate:
		var t Template
		if t, err = a.uploadExamples(ctx, s, *c, opts); err != nil {
			return err
		}
		var created *TemplateCreated
		if created, err = a.CreateTemplate(ctx, t, opts...); err == nil {
			c.ID, c.Status = created.ID, created.Status
		}
	case SyncEdit:
		var t Template
		if t, err = a.uploadExamples(ctx, s, *c, opts); err != nil {
			return err
		}
		if !slices.ContainsFunc(c.Differences, func(d TemplateDifference) bool { return d.Path == "category" }) {
			t.Category = have.Category // which may be the one that Meta has changed it to
		}
		t.AllowCategoryChange = nil // is for the first review alone
		if err = a.UpdateTemplate(ctx, c.ID, t, opts...); err == nil && have.Status == TemplateApproved {
			s.History.edited(c.ID, s.now())
		}
	case SyncDelete:
		if err = a.DeleteTemplate(ctx, TemplateDeletion{Name: c.Name, ID: c.ID}, opts...); err == nil && have.Status == TemplateApproved {
			s.History.deleted(c.Name, s.now())
		}
	default:
		return nil
	}
	c.Done = err == nil
	return err
}

// uploadExamples gives the template with handles in the place of the files beside it.
func (a *Account) uploadExamples(ctx context.Context, s TemplateSync, c TemplateChange, opts []metabiz.Option) (Template, error) {
	t := c.want.detached()
	err := t.eachMedia(func(h *TemplateHeader) error {
		name, isFile := strings.CutPrefix(h.Example, filePrefix)
		if !isFile {
			return nil
		}
		file, err := metabiz.FileFromFS(s.Media, slashpath.Join(slashpath.Dir(c.Path), name))
		if err != nil {
			return err
		}
		h.Example, err = UploadHandle(ctx, a.client, s.AppID, file, opts...)
		return err
	})
	return t, err
}

// detached is a copy whose headers can be changed.
func (t Template) detached() Template {
	clone := func(h *TemplateHeader) *TemplateHeader {
		if h == nil {
			return nil
		}
		return new(*h)
	}
	t.Header, t.Cards = clone(t.Header), slices.Clone(t.Cards)
	for i := range t.Cards {
		t.Cards[i].Header = clone(t.Cards[i].Header)
	}
	return t
}
