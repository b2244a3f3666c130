package whatsapp

// Contacts is one message with up to 257 contact cards.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages.
type Contacts []Contact

// Contact is a card of the address book. Its name needs FormattedName and one
// further part.
type Contact struct {
	Name      ContactName      `json:"name"`
	Phones    []ContactPhone   `json:"phones,omitzero"`
	Emails    []ContactEmail   `json:"emails,omitzero"`
	Addresses []ContactAddress `json:"addresses,omitzero"`
	Org       *ContactOrg      `json:"org,omitzero"`
	URLs      []ContactURL     `json:"urls,omitzero"`
	Birthday  string           `json:"birthday,omitzero"` // "1977-02-25"
}

// ContactName is the name on a card.
type ContactName struct {
	FormattedName string `json:"formatted_name"` // as it is shown
	FirstName     string `json:"first_name,omitzero"`
	LastName      string `json:"last_name,omitzero"`
	MiddleName    string `json:"middle_name,omitzero"`
	Prefix        string `json:"prefix,omitzero"`
	Suffix        string `json:"suffix,omitzero"`
}

// ContactPhone is a number on a card. With WhatsAppID the card has buttons to
// write to it; without, to invite.
type ContactPhone struct {
	Phone      string `json:"phone"`
	Type       string `json:"type,omitzero"` // "CELL", "MAIN", "IPHONE", "HOME", "WORK" or a word of one's own
	WhatsAppID string `json:"wa_id,omitzero"`
}

// ContactEmail is an e-mail address on a card.
type ContactEmail struct {
	Email string `json:"email"`
	Type  string `json:"type,omitzero"` // "HOME", "WORK" or a word of one's own
}

// ContactAddress is a postal address on a card.
type ContactAddress struct {
	Street      string `json:"street,omitzero"`
	City        string `json:"city,omitzero"`
	State       string `json:"state,omitzero"`
	Zip         string `json:"zip,omitzero"`
	Country     string `json:"country,omitzero"`
	CountryCode string `json:"country_code,omitzero"` // two letters
	Type        string `json:"type,omitzero"`         // "HOME", "WORK" or a word of one's own
}

// ContactOrg is where the person of a card works.
type ContactOrg struct {
	Company    string `json:"company,omitzero"`
	Department string `json:"department,omitzero"`
	Title      string `json:"title,omitzero"`
}

// ContactURL is a web address on a card.
type ContactURL struct {
	URL  string `json:"url"`
	Type string `json:"type,omitzero"` // "HOME", "WORK" or a word of one's own
}

func (Contacts) kind() string { return "contacts" }

func (list Contacts) encode(e *encoder) {
	e.list("contacts")
	for _, contact := range list {
		contact.encode(e)
	}
	e.end()
}

func (contact Contact) encode(e *encoder) {
	e.open("")
	contact.Name.encode(e)
	if contact.Phones != nil {
		e.list("phones")
		for _, phone := range contact.Phones {
			e.open("")
			e.always("phone", phone.Phone)
			e.text("type", phone.Type)
			e.text("wa_id", phone.WhatsAppID)
			e.close()
		}
		e.end()
	}
	if contact.Emails != nil {
		e.list("emails")
		for _, email := range contact.Emails {
			e.open("")
			e.always("email", email.Email)
			e.text("type", email.Type)
			e.close()
		}
		e.end()
	}
	if contact.Addresses != nil {
		e.list("addresses")
		for _, address := range contact.Addresses {
			address.encode(e)
		}
		e.end()
	}
	if org := contact.Org; org != nil {
		e.open("org")
		e.text("company", org.Company)
		e.text("department", org.Department)
		e.text("title", org.Title)
		e.close()
	}
	if contact.URLs != nil {
		e.list("urls")
		for _, url := range contact.URLs {
			e.open("")
			e.always("url", url.URL)
			e.text("type", url.Type)
			e.close()
		}
		e.end()
	}
	e.text("birthday", contact.Birthday)
	e.close()
}

func (n ContactName) encode(e *encoder) {
	e.open("name")
	e.always("formatted_name", n.FormattedName)
	e.text("first_name", n.FirstName)
	e.text("last_name", n.LastName)
	e.text("middle_name", n.MiddleName)
	e.text("prefix", n.Prefix)
	e.text("suffix", n.Suffix)
	e.close()
}

func (a ContactAddress) encode(e *encoder) {
	e.open("")
	e.text("street", a.Street)
	e.text("city", a.City)
	e.text("state", a.State)
	e.text("zip", a.Zip)
	e.text("country", a.Country)
	e.text("country_code", a.CountryCode)
	e.text("type", a.Type)
	e.close()
}

func (list Contacts) check(c *checker) {
	c.count(at("contacts"), len(list), 1, 257, "contacts")
	for i, contact := range list {
		name := contact.Name
		if c.required(at("contacts[].name.formatted_name", i), name.FormattedName) &&
			name.FirstName == "" && name.LastName == "" && name.MiddleName == "" && name.Prefix == "" && name.Suffix == "" {
			c.add(at("contacts[].name", i), "needs a part of the name beside formatted_name, such as first_name", nil, nil)
		}
		for j, phone := range contact.Phones {
			c.required(at("contacts[].phones[].phone", i, j), phone.Phone)
		}
		for j, email := range contact.Emails {
			c.required(at("contacts[].emails[].email", i, j), email.Email)
		}
		for j, url := range contact.URLs {
			c.required(at("contacts[].urls[].url", i, j), url.URL)
		}
	}
}
