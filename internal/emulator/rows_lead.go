package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// leadRows are the forms of lead ads, and what people send by them.
func leadRows(r *Registry) {
	r.Type(NodeType{Name: "LeadgenForm", Product: Pages, UseCase: "leadgen", Default: []string{"id", "name", "status", "locale"}, Fields: Fields(`
		allow_organic_lead bool, block_display_for_non_targeted_viewer bool, context_card LeadGenContextCard, created_time datetime, creator User,
		expired_leads_count unsigned int, follow_up_action_text string, follow_up_action_url string, id string, is_optimized_for_quality bool,
		leads_count unsigned int, legal_content LeadGenLegalContent, locale string, name string, organic_leads_count unsigned int, page Page,
		page_id string, privacy_policy_url string, question_page_custom_headline string, questions list<LeadGenQuestion>, status string,
		thank_you_page LeadGenThankYouPage, tracking_parameters list<map<string, string>>`),
		Compute: map[string]Compute{
			"leads_count": func(_ *Call, o *Object) any { return int64(len(o.Children("leads"))) },
			"organic_leads_count": func(_ *Call, o *Object) any {
				organic := slices.DeleteFunc(slices.Clone(o.Children("leads")), func(l *Object) bool { return l.Get("ad_id") != "" })
				return int64(len(organic))
			},
		}})
	r.Type(NodeType{Name: "Lead", Product: Pages, UseCase: "leadgen", Default: []string{"id", "created_time", "field_data"}, Fields: Fields(`
		ad_id string, ad_name string, adset_id string, adset_name string, campaign_id string, campaign_name string, created_time datetime,
		custom_disclaimer_responses list<UserLeadGenDisclaimerResponse>, field_data list<UserLeadGenFieldData>, form_id string,
		home_listing HomeListing, id string, is_organic bool, partner_name string, platform string, post Link,
		post_submission_check_result LeadGenPostSubmissionCheckResult, retailer_item_id string, vehicle Vehicle`)})

	page := []TokenKind{PageToken}
	r.Edge("Page",
		Edge{Method: "GET", Name: "leadgen_forms", Of: "LeadgenForm", Tokens: page, UseCase: "leadgen"},
		Edge{Method: "POST", Name: "leadgen_forms", Of: "LeadgenForm", Tokens: page, UseCase: "leadgen", Check: checkForm, Handle: makeForm, Params: Params(`
			allow_organic_lead_retrieval bool, block_display_for_non_targeted_viewer bool, context_card Object, cover_photo file,
			custom_disclaimer Object, follow_up_action_url string, is_for_canvas bool, is_optimized_for_quality bool,
			is_phone_sms_verify_enabled bool, locale string, name! string, privacy_policy Object, question_page_custom_headline string,
			questions! list<Object>, should_enforce_work_email bool, thank_you_page Object, tracking_parameters map, upload_gated_file file`)},
	)
	r.Edge("LeadgenForm",
		Edge{Method: "POST", Params: Params(`status enum(ACTIVE|ARCHIVED|DELETED|DRAFT)`)},
		Edge{Method: "GET", Name: "leads", Of: "Lead", Handle: listLeads},
		Edge{Method: "GET", Name: "test_leads", Of: "Lead"},
		Edge{Method: "POST", Name: "test_leads", Of: "Lead", Handle: makeTestLead,
			Params: Params(`custom_disclaimer_responses list<Object>, field_data list<Object>`)},
	)
	r.Edge("Lead", Edge{Method: "DELETE"})
	r.Edge("Ad", Edge{Method: "GET", Name: "leads", Of: "Lead", UseCase: "leadgen", Handle: listLeads})
}

// questionKinds are the questions that Meta asks by itself, and the names that their answers come under.
var questionKinds = map[string]string{
	"EMAIL": "email", "WORK_EMAIL": "work_email", "PHONE": "phone_number", "WORK_PHONE_NUMBER": "work_phone_number", "FULL_NAME": "full_name",
	"FIRST_NAME": "first_name", "LAST_NAME": "last_name", "STREET_ADDRESS": "street_address", "CITY": "city", "STATE": "state",
	"PROVINCE": "province", "ZIP": "zip_code", "POST_CODE": "post_code", "COUNTRY": "country", "DOB": "date_of_birth", "GENDER": "gender",
	"COMPANY_NAME": "company_name", "JOB_TITLE": "job_title", "WEBSITE": "website", "MARITIAL_STATUS": "marital_status",
	"RELATIONSHIP_STATUS": "relationship_status", "MILITARY_STATUS": "military_status",
}

func checkForm(c *Call) error {
	questions := c.Args.List("questions")
	if len(questions) == 0 {
		return missingParam(c, "questions")
	}
	if c.Args.Map("privacy_policy").Text("url") == "" {
		return missingParam(c, "privacy_policy[url]")
	}
	keys := map[string]bool{}
	for _, q := range questions {
		m, _ := q.(map[string]any)
		question := Args(m)
		kind := question.Text("type")
		if questionKinds[kind] == "" && kind != "CUSTOM" {
			return badParam(c, "questions[type]", "must be one of the known types, got %q", kind)
		}
		if kind == "CUSTOM" && question.Text("label") == "" {
			return missingParam(c, "questions[label]")
		}
		if key := questionKey(question); keys[key] {
			return badParam(c, "questions[key]", "must be unique, got %q twice", key)
		} else if key != "" {
			keys[key] = true
		}
	}
	for _, form := range c.Node.Children("leadgen_forms") {
		if form.Get("name") == c.Args.Text("name") {
			return invalid(1892180, "Form name taken", "The Page has a form of this name already.", "name")
		}
	}
	return nil
}

// questionKey is the name that answers to a question come under.
func questionKey(q Args) string {
	switch key := q.Text("key"); {
	case key != "":
		return key
	case q.Text("type") == "CUSTOM":
		return strings.ReplaceAll(strings.ToLower(q.Text("label")), " ", "_")
	}
	return questionKinds[q.Text("type")]
}

func makeForm(c *Call) (any, error) {
	values := c.Values("LeadgenForm")
	var questions []any
	for _, q := range c.Args.List("questions") {
		m, _ := q.(map[string]any)
		question := map[string]any{"id": c.NewID("LeadgenForm"), "key": questionKey(m), "type": Args(m).Text("type")}
		for _, name := range []string{"label", "options"} {
			if v, given := m[name]; given {
				question[name] = v
			}
		}
		questions = append(questions, question)
	}
	values["questions"], values["status"], values["created_time"] = questions, "ACTIVE", c.Now()
	values["page"], values["page_id"] = c.Node, c.Node.ID
	values["privacy_policy_url"] = c.Args.Map("privacy_policy").Text("url")
	values["allow_organic_lead"] = c.Args.Bool("allow_organic_lead_retrieval")
	fill(values, map[string]any{"locale": "EN_US"})
	form := c.Make("LeadgenForm", values)
	form.Owner = c.Node.ID
	c.Node.Link("leadgen_forms", form)
	return form, nil
}

// listLeads understands `filtering` by time_created, which is no field of a lead; it is taken away, so that nobody looks for the field.
func listLeads(c *Call) (any, error) {
	leads := slices.Clone(c.Node.Children("leads"))
	for _, rule := range fromList(c.raw["filtering"]) {
		m, _ := rule.(map[string]any)
		filter := Args(m)
		if filter.Text("field") != "time_created" {
			continue
		}
		at := filter.Int("value")
		leads = slices.DeleteFunc(leads, func(l *Object) bool {
			switch created := l.Created.Unix(); filter.Text("operator") {
			case "GREATER_THAN":
				return created <= at
			case "LESS_THAN":
				return created >= at
			case "GREATER_THAN_OR_EQUAL":
				return created < at
			case "LESS_THAN_OR_EQUAL":
				return created > at
			}
			return false
		})
	}
	slices.Reverse(leads) // the newest first
	delete(c.raw, "filtering")
	return leads, nil
}

func fromList(v any) []any {
	l, _ := fromText(v).([]any)
	return l
}

// makeTestLead makes a lead like one that a person sends. A form has one at a time.
func makeTestLead(c *Call) (any, error) {
	if len(c.Node.Children("test_leads")) > 0 {
		return nil, invalid(1892083, "Test lead exists", "Delete the form's test lead before you make another.")
	}
	fields := c.Args.List("field_data")
	if fields == nil {
		questions, _ := c.Node.Values["questions"].([]any)
		for _, q := range questions {
			m, _ := q.(map[string]any)
			key := Args(m).Text("key")
			fields = append(fields, map[string]any{"name": key, "values": []any{"<test lead: dummy data for " + key + ">"}})
		}
	}
	lead := sendLead(c, c.Node, nil, fields)
	if boxes := c.Args.List("custom_disclaimer_responses"); boxes != nil {
		lead.Values["custom_disclaimer_responses"] = boxes
	}
	c.Node.Link("test_leads", lead)
	return lead, nil
}

// SendLead has a person send a form with answers, by their questions' keys, from an ad or, where adID is empty, from a
// post. The Page's subscribers of leadgen hear of it.
func (e *Emulator) SendLead(formID, adID string, answers map[string]string) (leadID string, err error) {
	err = e.act(func(c *Call) error {
		form := c.Find("LeadgenForm", formID)
		if form == nil || form.Get("status") != "ACTIVE" {
			return fmt.Errorf("emulator: there is no active form %s", formID)
		}
		ad := c.Find("Ad", adID)
		if adID != "" && ad == nil {
			return fmt.Errorf("emulator: there is no ad %s", adID)
		}
		var fields []any
		for _, key := range slices.Sorted(maps.Keys(answers)) {
			fields = append(fields, map[string]any{"name": key, "values": []any{answers[key]}})
		}
		leadID = sendLead(c, form, ad, fields).ID
		return nil
	})
	return leadID, err
}

// sendLead is what happens when a person sends a form, from an ad or from a post.
func sendLead(c *Call, form, ad *Object, fields []any) *Object {
	values := map[string]any{"form_id": form.ID, "field_data": fields, "created_time": c.Now(), "platform": "fb", "is_organic": ad == nil}
	change := map[string]any{"form_id": form.ID, "page_id": form.Get("page_id"), "created_time": c.Now().Unix()}
	if ad != nil {
		for _, name := range []string{"adset_id", "campaign_id"} {
			values[name] = ad.Get(name)
		}
		values["ad_id"], values["ad_name"] = ad.ID, ad.Get("name")
		change["ad_id"], change["adgroup_id"] = ad.ID, ad.ID
	}
	lead := c.Make("Lead", values)
	lead.Owner = form.Owner
	form.Link("leads", lead)
	if ad != nil {
		ad.Link("leads", lead)
	}
	change["leadgen_id"] = lead.ID
	c.Emit("page", "leadgen", form.Get("page_id"), change)
	return lead
}
