package ads

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// Issue is what keeps a campaign, an ad set or an ad from running as it should.
type Issue struct {
	Level   string // CAMPAIGN, AD_SET or AD
	Code    int
	Type    string // HARD_ERROR stops it, SOFT_ERROR does not
	Summary string
	Message string
	MID     string
}

// Stops tells whether it is not shown because of the issue.
func (i Issue) Stops() bool { return i.Type == "HARD_ERROR" }

// Hint tells what to do about the issue, where this package knows; else it is Meta's message.
func (i Issue) Hint() string {
	if hint := metabiz.Hint(i.Code, 0); hint != "" {
		return hint
	}
	return i.Message
}

func (i Issue) String() string {
	text := i.Summary
	if hint := i.Hint(); hint != "" && hint != text {
		text += ": " + hint
	}
	return text
}

// Issue is the ad's issue in the form that those of campaigns and ad sets have too.
func (a AdgroupIssuesInfo) Issue() Issue {
	return Issue{Level: a.Level, Code: a.ErrorCode, Type: a.ErrorType, Summary: a.ErrorSummary, Message: a.ErrorMessage, MID: a.MID}
}

// Issue is the issue in the form that those of ads have too.
func (a AdCampaignIssuesInfo) Issue() Issue {
	return Issue{Level: a.Level, Code: a.ErrorCode, Type: a.ErrorType, Summary: a.ErrorSummary, Message: a.ErrorMessage, MID: a.MID}
}

// ReviewReason is one rule that an ad goes against in Meta's eyes.
type ReviewReason struct {
	Placement string // where: empty is everywhere, else such as instagram or whatsapp
	Rule      string // its name
	Text      string // what it says
}

// Reasons are all the rules that an ad goes against, those that hold everywhere first.
func (a *AdgroupReviewFeedback) Reasons() []ReviewReason {
	if a == nil {
		return nil
	}
	reasons := reasonsOf("", a.Global)
	if a.PlacementSpecific == nil {
		return reasons
	}
	data, err := json.Marshal(a.PlacementSpecific)
	if err != nil {
		return reasons
	}
	var places map[string]map[string]string
	if json.Unmarshal(data, &places) != nil {
		return reasons
	}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		reasons = append(reasons, reasonsOf(place, places[place])...)
	}
	return reasons
}

func reasonsOf(place string, rules map[string]string) []ReviewReason {
	var reasons []ReviewReason
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		reasons = append(reasons, ReviewReason{Placement: place, Rule: rule, Text: rules[rule]})
	}
	return reasons
}
