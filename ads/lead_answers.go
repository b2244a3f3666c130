package ads

import (
	"strings"
	"time"
)

// LeadField is the name of a question that Meta asks in the same words everywhere.
// A question of the business's own has the key that the form gives it.
//
// See https://developers.facebook.com/docs/marketing-api/guides/lead-ads/create.
type LeadField string

const (
	LeadFieldEmail       LeadField = "email"
	LeadFieldWorkEmail   LeadField = "work_email"
	LeadFieldPhone       LeadField = "phone_number"
	LeadFieldWorkPhone   LeadField = "work_phone_number"
	LeadFieldFullName    LeadField = "full_name"
	LeadFieldFirstName   LeadField = "first_name"
	LeadFieldLastName    LeadField = "last_name"
	LeadFieldStreet      LeadField = "street_address"
	LeadFieldCity        LeadField = "city"
	LeadFieldState       LeadField = "state"
	LeadFieldProvince    LeadField = "province"
	LeadFieldZip         LeadField = "zip_code"
	LeadFieldPostCode    LeadField = "post_code"
	LeadFieldCountry     LeadField = "country"
	LeadFieldDateOfBirth LeadField = "date_of_birth"
	LeadFieldGender      LeadField = "gender"
	LeadFieldCompany     LeadField = "company_name"
	LeadFieldJobTitle    LeadField = "job_title"
	LeadFieldWebsite     LeadField = "website"
	LeadFieldInbox       LeadField = "inbox_url" // of the conversation that the person began
)

// Answer is a person's answer to a question, the first where there are several;
// empty where the person gave none.
func (l *Lead) Answer(field LeadField) string {
	if all := l.Answers(field); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Answers are all of a person's answers to a question.
func (l *Lead) Answers(field LeadField) []string {
	for _, f := range l.FieldData {
		if f.Name == string(field) {
			return f.Values
		}
	}
	return nil
}

// Consented tells whether the person ticked a box of the form's legal text.
func (l *Lead) Consented(checkbox string) bool {
	for _, r := range l.CustomDisclaimerResponses {
		if r.CheckboxKey == checkbox {
			return r.IsChecked == "1" || strings.EqualFold(r.IsChecked, "true")
		}
	}
	return false
}

// first is the first answer that there is.
func (l *Lead) first(fields ...LeadField) string {
	for _, field := range fields {
		if answer := strings.TrimSpace(l.Answer(field)); answer != "" {
			return answer
		}
	}
	return ""
}

// Person is who sent the form, as far as the answers tell, for an audience: see [CustomAudienceHandle.Upload].
func (l *Lead) Person() Person {
	p := Person{
		Email:     l.first(LeadFieldEmail, LeadFieldWorkEmail),
		Phone:     l.first(LeadFieldPhone, LeadFieldWorkPhone),
		FirstName: l.first(LeadFieldFirstName),
		LastName:  l.first(LeadFieldLastName),
		Gender:    l.first(LeadFieldGender),
		City:      l.first(LeadFieldCity),
		State:     l.first(LeadFieldState, LeadFieldProvince),
		Zip:       l.first(LeadFieldZip, LeadFieldPostCode),
	}
	if country := l.first(LeadFieldCountry); len(country) == 2 {
		p.Country = country
	}
	if p.FirstName == "" && p.LastName == "" {
		p.FirstName, p.LastName = namesOf(l.first(LeadFieldFullName))
	}
	p.DateOfBirth = birthOf(l.first(LeadFieldDateOfBirth))
	return p
}

// namesOf takes a full name apart where it can be done safely: in two words.
func namesOf(full string) (first, last string) {
	if words := strings.Fields(full); len(words) == 2 {
		return words[0], words[1]
	}
	return "", ""
}

// birthOf reads a date of birth as forms send it, the month in front, or as ISO 8601 has it.
func birthOf(date string) time.Time {
	for _, layout := range []string{"01/02/2006", time.DateOnly} {
		if born, err := time.Parse(layout, date); err == nil {
			return born
		}
	}
	return time.Time{}
}
