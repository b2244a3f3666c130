package ads

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// Severity says how much a [Finding] matters.
type Severity int

const (
	// Note is worth knowing, or what could not be looked at.
	Note Severity = iota
	// Warning may keep the ad from doing what is meant.
	Warning
	// Blocker makes the launch fail, or keeps the ad from being shown.
	Blocker
)

func (s Severity) String() string {
	switch s {
	case Blocker:
		return "blocker"
	case Warning:
		return "warning"
	}
	return "note"
}

// FindingKind names what a [Finding] is about.
type FindingKind string

const (
	FindingToken           FindingKind = "token"             // the token is of a kind that makes no ads, or ends soon
	FindingPermission      FindingKind = "permission"        // the token lacks a permission
	FindingPageTask        FindingKind = "page task"         // the caller may not advertise for the Page
	FindingPageState       FindingKind = "page state"        // the Page isn't published or can't be promoted
	FindingNumber          FindingKind = "number"            // no number, or another one, is linked to the Page
	FindingAccountState    FindingKind = "account state"     // the ad account is disabled, unsettled, in review or closed
	FindingAccountTask     FindingKind = "account task"      // the caller may not advertise in the account
	FindingFunding         FindingKind = "funding"           // the account has no means of payment, or has spent its cap
	FindingTerms           FindingKind = "terms"             // terms were not accepted
	FindingDSA             FindingKind = "dsa"               // beneficiary and payor aren't named
	FindingRegion          FindingKind = "region"            // parties aren't named as a country wants it
	FindingFlow            FindingKind = "flow"              // the Flow or welcome flow is not the number's, or not published
	FindingTemplate        FindingKind = "template"          // a template is missing or not approved
	FindingDataset         FindingKind = "dataset"           // the dataset is missing or can't be used
	FindingBudget          FindingKind = "budget"            // the budget is below the least one
	FindingPlacement       FindingKind = "placement"         // a placement is not delivered where the audience is
	FindingImage           FindingKind = "image"             // the picture is small
	FindingRefusedCampaign FindingKind = "campaign refused"  // Meta would refuse the campaign
	FindingRefusedAdSet    FindingKind = "ad set refused"    // Meta would refuse the ad set
	FindingRefusedCreative FindingKind = "creative refused"  // Meta would refuse the creative
	FindingUnseen          FindingKind = "could not be seen" // something could not be looked at
)

// Finding is something that a look at the real accounts has brought up.
type Finding struct {
	Kind     FindingKind
	Severity Severity
	Problem  string
	Remedy   string
	Prevents []int // Meta's codes and subcodes that it would otherwise come to
	Err      error // what Meta answered, where that is the finding
}

func (f Finding) String() string {
	text := fmt.Sprintf("%s: %s: %s", f.Severity, f.Kind, strings.TrimSuffix(f.Problem, "."))
	if f.Remedy != "" {
		text += ". " + f.Remedy
	}
	return text
}

// Preflight is what was found before a launch, the gravest first.
type Preflight struct {
	Findings []Finding
}

// OK tells that nothing blocks the launch.
func (p *Preflight) OK() bool { return p.Err() == nil }

// Of gives the findings of a severity.
func (p *Preflight) Of(severity Severity) []Finding {
	return slices.DeleteFunc(slices.Clone(p.Findings), func(f Finding) bool { return f.Severity != severity })
}

// Err is an error that tells all blockers, or nil.
func (p *Preflight) Err() error {
	blockers := p.Of(Blocker)
	if len(blockers) == 0 {
		return nil
	}
	return &PreflightError{Blockers: blockers}
}

// String lists the findings, one a line.
func (p *Preflight) String() string {
	if len(p.Findings) == 0 {
		return "nothing found that would make the launch fail\n"
	}
	var b strings.Builder
	for _, f := range p.Findings {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

func (p *Preflight) add(f Finding) { p.Findings = append(p.Findings, f) }

func (p *Preflight) sort() {
	slices.SortStableFunc(p.Findings, func(a, b Finding) int { return int(b.Severity) - int(a.Severity) })
}

// PreflightError are the findings that block a launch. It is [metabiz.ErrInvalidParam].
type PreflightError struct{ Blockers []Finding }

func (e *PreflightError) Error() string {
	texts := make([]string, len(e.Blockers))
	for i, f := range e.Blockers {
		texts[i] = f.String()
	}
	return "ads: preflight: " + strings.Join(texts, "; ")
}

// Is holds for [metabiz.ErrInvalidParam].
func (e *PreflightError) Is(target error) bool { return target == metabiz.ErrInvalidParam }
