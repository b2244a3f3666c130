package ads

import (
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
)

const ruleDay = 24 * time.Hour

// longestRetention is how long Meta remembers what people did where.
var longestRetention = map[AudienceEventSourceType]time.Duration{
	AudienceEventSourcePage: 730 * ruleDay, AudienceEventSourceInstagram: 730 * ruleDay, AudienceEventSourceCanvas: 730 * ruleDay,
	AudienceEventSourceShoppingPage: 365 * ruleDay, AudienceEventSourceShoppingIG: 365 * ruleDay,
	AudienceEventSourceLead: 90 * ruleDay, AudienceEventSourceIGLead: 90 * ruleDay,
	AudienceEventSourcePixel: 180 * ruleDay, AudienceEventSourceApp: 180 * ruleDay, AudienceEventSourceOffline: 180 * ruleDay,
}

func (r *AudienceRule) check(found *problems, path string) {
	r.Inclusions.check(found, path+"inclusions")
	if r.Exclusions != nil {
		r.Exclusions.check(found, path+"exclusions")
	}
	liked := 0
	for i := range r.Inclusions.Rules {
		if r.Inclusions.Rules[i].likes() {
			liked++
		}
	}
	if liked > 0 && (len(r.Inclusions.Rules) > 1 || r.Exclusions != nil) {
		found.add(path+"inclusions.rules", "have page_liked beside others: it stands alone")
	}
}

func (s *AudienceRuleSet) check(found *problems, path string) {
	checkRuleOperator(found, path, s.Operator)
	if len(s.Rules) == 0 {
		found.add(path+".rules", "is empty")
	}
	for i := range s.Rules {
		s.Rules[i].check(found, fmt.Sprintf("%s.rules[%d]", path, i))
	}
}

func checkRuleOperator(found *problems, path, operator string) {
	if operator != RuleAny && operator != RuleAll {
		found.value(path+".operator", operator, "is neither and nor or")
	}
}

func (a *AudienceActivity) check(found *problems, path string) {
	if len(a.EventSources) == 0 {
		found.add(path+".event_sources", "is empty")
	}
	retention := time.Duration(a.RetentionSeconds) * time.Second
	for i, source := range a.EventSources {
		at := fmt.Sprintf("%s.event_sources[%d]", path, i)
		if source.Type == "" {
			found.add(at+".type", "is empty")
		}
		if source.ID == "" {
			found.add(at+".id", "is empty")
		}
		if most, known := longestRetention[source.Type]; known && retention > most {
			found.list = append(found.list, metabiz.FieldError{
				Path: path + ".retention_seconds", Problem: fmt.Sprintf("is more than %d days, which %s remembers", most/ruleDay, source.Type),
				Limit: int64(most / time.Second), Value: a.RetentionSeconds,
			})
		}
	}
	switch likes := a.likes(); {
	case likes && a.RetentionSeconds != 0:
		found.value(path+".retention_seconds", a.RetentionSeconds, "is not 0: people who like a Page stay members as long as they do")
	case !likes && a.RetentionSeconds <= 0:
		found.value(path+".retention_seconds", a.RetentionSeconds, "is not from 1 on")
	}
	if a.Filter != nil {
		a.Filter.check(found, path+".filter")
	}
}

// likes tells whether it is about people who like a Page.
func (a *AudienceActivity) likes() bool {
	if a.Filter == nil {
		return false
	}
	for _, f := range a.Filter.Filters {
		if c, ok := f.(AudienceCondition); ok && c.Field == "event" && c.Value == string(AudienceEventPageLiked) {
			return true
		}
	}
	return false
}

func (g *AudienceFilterGroup) check(found *problems, path string) {
	checkRuleOperator(found, path, g.Operator)
	if len(g.Filters) == 0 {
		found.add(path+".filters", "is empty")
	}
	for i, f := range g.Filters {
		at := fmt.Sprintf("%s.filters[%d]", path, i)
		switch f := f.(type) {
		case nil:
			found.add(at, "is nothing")
		case *AudienceFilterGroup:
			if f == nil {
				found.add(at, "is nothing")
				continue
			}
			f.check(found, at)
		case AudienceCondition:
			if f.Field == "" {
				found.add(at+".field", "is empty")
			}
			if f.Operator == "" {
				found.add(at+".operator", "is empty")
			}
			if f.Value == nil || f.Value == "" {
				found.add(at+".value", "is empty")
			}
		}
	}
}
