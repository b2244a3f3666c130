package ads

import (
	"context"
	"fmt"
	"iter"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// PageHandle is a Page whose ads ask people to fill in forms. It takes a token of
// the Page. It costs nothing to make. Everything else of a Page is in package pages.
type PageHandle struct{ object }

// NewPage makes the handle of a Page.
func NewPage(client *metabiz.Client, id string) *PageHandle {
	return &PageHandle{object{client: client, id: id, route: "{page-id}"}}
}

// ID is the Page's id.
func (p *PageHandle) ID() string { return p.id }

// LeadgenForms lists the Page's lead forms.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/leadgen_forms.
//
//meta:operation GET /{page-id}/leadgen_forms
func (p *PageHandle) LeadgenForms(ctx context.Context, opts ...metabiz.Option) iter.Seq2[LeadgenForm, error] {
	return edge.List[LeadgenForm](ctx, p.client, p.get("leadgen_forms", nil), reading(leadgenFormFields, opts))
}

// LeadgenFormPages is [PageHandle.LeadgenForms] by pages, with the cursors to resume from.
func (p *PageHandle) LeadgenFormPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[LeadgenForm], error] {
	return edge.Pages[LeadgenForm](ctx, p.client, p.get("leadgen_forms", nil), reading(leadgenFormFields, opts))
}

// CreateLeadgenForm makes a lead form. It can't be changed later, but for its status.
// An ad leads to it by the lead_gen_form_id of its call to action, and the webhook field leadgen tells of each person who sends it.
//
// The Page must have accepted the terms of lead ads.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/leadgen_forms.
//
//meta:operation POST /{page-id}/leadgen_forms
func (p *PageHandle) CreateLeadgenForm(ctx context.Context, params LeadgenFormParams, opts ...metabiz.Option) (*LeadgenForm, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return edge.Call[LeadgenForm](ctx, p.client, p.post("leadgen_forms", params), opts)
}

// SetStatus changes the state of the form: ACTIVE, or ARCHIVED for one that no ad needs any more.
//
// See https://developers.facebook.com/docs/marketing-api/guides/lead-ads/create.
func (f *LeadgenFormHandle) SetStatus(ctx context.Context, status LeadgenFormStatus, opts ...metabiz.Option) error {
	return f.Update(ctx, LeadgenFormUpdate{Status: status}, opts...)
}

// questionCustom is a question of the business's own.
const questionCustom = "CUSTOM"

// Question is one that Meta asks in the person's language and fills in with what it
// knows: EMAIL, PHONE, FULL_NAME, FIRST_NAME, LAST_NAME, CITY, COUNTRY, DOB, ...
func Question(kind string) LeadGenQuestion { return LeadGenQuestion{Type: kind} }

// CustomQuestion is one of the business's own, with answers to choose or, without them, a line to write in. The
// answer comes under the key.
func CustomQuestion(key, label string, answers ...string) LeadGenQuestion {
	q := LeadGenQuestion{Type: questionCustom, Key: key, Label: label}
	for i, answer := range answers {
		q.Options = append(q.Options, LeadGenQuestionOption{Key: fmt.Sprint(i + 1), Value: answer})
	}
	return q
}

// Validate finds what Meta would refuse of the form: a [metabiz.ValidationError].
func (l LeadgenFormParams) Validate() error {
	found := &problems{}
	if l.Name == "" {
		found.add("name", "is empty")
	}
	if len(l.Questions) == 0 {
		found.add("questions", "is empty")
	}
	keys := map[string]int{}
	for i, q := range l.Questions {
		path := fmt.Sprintf("questions[%d].", i)
		if q.Type == "" {
			found.add(path+"type", "is empty: CUSTOM, or one that Meta knows, such as EMAIL")
		}
		if q.Type == questionCustom && q.Label == "" {
			found.add(path+"label", "is empty: a question of the business's own needs it")
		}
		key := q.Key
		if key == "" && q.Type != questionCustom {
			key = q.Type // Meta asks each of its questions once
		}
		if first, twice := keys[key]; twice && key != "" {
			found.value(path+"key", key, "is that of questions[%d] already", first)
		} else {
			keys[key] = i
		}
		for n, o := range q.Options {
			if o.Value == "" {
				found.add(fmt.Sprintf("%soptions[%d].value", path, n), "is empty")
			}
		}
	}
	if l.PrivacyPolicy == nil || l.PrivacyPolicy.URL == "" {
		found.add("privacy_policy.url", "is empty: a form needs the address of the privacy policy")
	} else {
		found.link("privacy_policy.url", l.PrivacyPolicy.URL)
	}
	if l.FollowUpActionURL != "" {
		found.link("follow_up_action_url", l.FollowUpActionURL)
	}
	return found.err("ads.LeadgenFormParams")
}
