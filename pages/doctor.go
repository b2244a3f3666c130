package pages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// Checkup is what [Doctor] looks at: a Page, and what ads that open WhatsApp chats
// need besides. What is left empty is not looked at.
type Checkup struct {
	PageID      string // required
	BusinessID  string // portfolio that holds the Page, the number and the ad account
	Number      string // WhatsApp number that ads shall lead to, with its country code
	AdAccountID string // "act_1234", or without act_
}

// Subject is who or what a [Finding] is about.
type Subject string

const (
	SubjectPerson    Subject = "person" // or system user whom the token is of
	SubjectBusiness  Subject = "business"
	SubjectPage      Subject = "Page"
	SubjectNumber    Subject = "number"
	SubjectAdAccount Subject = "ad account"
)

// Verdict is how it stands with what a [Finding] is about.
type Verdict string

const (
	VerdictFine    Verdict = "fine"
	VerdictMissing Verdict = "missing" // ads or chats don't work without
	VerdictAdvice  Verdict = "advice"  // ads and chats work, but less well
	VerdictUnknown Verdict = "unknown" // the token may not see it
)

// Finding is one thing that [Doctor] has looked at.
type Finding struct {
	Subject Subject
	Verdict Verdict
	Text    string // what was found, in words
	Remedy  string // what to do about it, and where; empty where it is fine
	Err     error  // Meta's refusal, where the token may not see it
}

// Diagnosis is all that [Doctor] has looked at, in the order in which things depend
// on each other: what comes first is to be mended first.
type Diagnosis struct {
	Findings []Finding
}

// Healthy tells that nothing is missing and all could be seen. There may be advice.
func (d *Diagnosis) Healthy() bool {
	return !slices.ContainsFunc(d.Findings, func(f Finding) bool { return f.Verdict == VerdictMissing || f.Verdict == VerdictUnknown })
}

// Open are the findings that have a remedy.
func (d *Diagnosis) Open() []Finding {
	return slices.DeleteFunc(slices.Clone(d.Findings), func(f Finding) bool { return f.Verdict == VerdictFine })
}

// marks stand before findings in a checklist.
var marks = map[Verdict]string{VerdictFine: "✓", VerdictMissing: "✗", VerdictAdvice: "!", VerdictUnknown: "?"}

// Mark is what stands before the verdict in a checklist: ✓, ✗, ! or ?.
func (v Verdict) Mark() string { return marks[v] }

// String is the diagnosis as a checklist, a paragraph for each subject, with the remedies below what they mend.
func (d *Diagnosis) String() string {
	var b strings.Builder
	var subject Subject
	for _, f := range d.Findings {
		if f.Subject != subject {
			subject = f.Subject
			fmt.Fprintf(&b, "%s%s\n", strings.ToUpper(string(subject[:1])), subject[1:])
		}
		fmt.Fprintf(&b, "  %s %s\n", f.Verdict.Mark(), f.Text)
		if f.Remedy != "" {
			fmt.Fprintf(&b, "    → %s\n", f.Remedy)
		}
	}
	return b.String()
}

// Doctor looks at all that has to be in place between a person, a business, a Page,
// a WhatsApp number and an ad account, so that an ad can open a chat and the chat
// be answered, and tells in words what is missing, with one remedy each. It changes
// nothing. The client has the token of the person or system user.
//
// What Meta does not let the token see is a finding, too; an error is only what
// keeps it from asking, such as a network that is down, or a wrong Checkup.
//
// See https://developers.facebook.com/docs/marketing-api/ad-creative/messaging-ads/click-to-whatsapp#before-you-start.
//
//meta:operation GET /{ad-account-id}
//meta:operation GET /{ad-account-id}/promote_pages
//meta:operation GET /{whatsapp-business-account-id}/subscribed_apps
func Doctor(ctx context.Context, client *metabiz.Client, look Checkup, opts ...metabiz.Option) (*Diagnosis, error) {
	var c checker
	c.required("PageID", look.PageID)
	if look.Number != "" {
		c.number("Number", look.Number)
	}
	if err := c.err("Checkup"); err != nil {
		return nil, err
	}
	look.AdAccountID = strings.TrimPrefix(look.AdAccountID, "act_")
	d := &doctor{Checkup: look, client: client, opts: opts, person: "the person whom the token is of"}
	for _, examine := range []func(context.Context) error{d.token, d.tasks, d.business, d.page, d.number, d.platformNumber, d.adAccount} {
		if err := examine(ctx); err != nil {
			return nil, fmt.Errorf("pages: Doctor: %w", err)
		}
		if d.over {
			break
		}
	}
	return &d.Diagnosis, nil
}

// doctor is one examination.
type doctor struct {
	Checkup
	Diagnosis
	client *metabiz.Client
	opts   []metabiz.Option

	person string // by name
	shown  *LinkedNumber
	over   bool // nothing else can be seen
}

func (d *doctor) fine(s Subject, format string, args ...any) {
	d.add(Finding{Subject: s, Verdict: VerdictFine, Text: fmt.Sprintf(format, args...)})
}

func (d *doctor) missing(s Subject, remedy, format string, args ...any) {
	d.add(Finding{Subject: s, Verdict: VerdictMissing, Text: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (d *doctor) advise(s Subject, remedy, format string, args ...any) {
	d.add(Finding{Subject: s, Verdict: VerdictAdvice, Text: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (d *doctor) add(f Finding) { d.Findings = append(d.Findings, f) }

// unseen notes what Meta refused to show, with what helps. It gives back errors that
// are no refusals.
func (d *doctor) unseen(s Subject, err error, remedy, format string, args ...any) error {
	if !refusedFor(err) {
		return err
	}
	d.add(Finding{Subject: s, Verdict: VerdictUnknown, Text: fmt.Sprintf(format, args...), Remedy: remedy, Err: err})
	return nil
}

// refusedFor tells whether Meta refused to show something to the token: for want
// of a permission, or as if it did not exist, which is what it says of what others have.
func refusedFor(err error) bool {
	return errors.Is(err, metabiz.ErrPermission) || errors.Is(err, metabiz.ErrNotFound) || errors.Is(err, metabiz.ErrInvalidParam)
}
