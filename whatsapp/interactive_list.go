package whatsapp

// List is a message whose button opens a menu of up to ten rows, in up to ten
// sections. The person picks one, whose ID comes back.
//
// Body takes up to 4,096 characters, Footer 60, Button 20.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages.
type List struct {
	Header   TextOnlyHeader // optional
	Body     string
	Footer   string // optional
	Button   string // what the button says that opens the menu
	Sections []ListSection
}

// ListSection is a part of a menu. Title takes up to 24 characters and is
// required where there are two sections or more.
type ListSection struct {
	Title string
	Rows  []ListRow
}

// ListRow is a line of a menu. ID takes up to 200 characters and differs from
// those of the other rows; Title takes 24, Description 72.
type ListRow struct {
	ID          string
	Title       string
	Description string // optional
}

func (List) kind() string { return kindInteractive }

func (m List) encode(e *encoder) {
	e.openInteractive("list", m.Header, m.Body, m.Footer)
	e.always("button", m.Button)
	e.list("sections")
	for _, s := range m.Sections {
		e.open("")
		e.text("title", s.Title)
		e.list("rows")
		for _, r := range s.Rows {
			e.open("")
			e.always("id", r.ID)
			e.always("title", r.Title)
			e.text("description", r.Description)
			e.close()
		}
		e.end()
		e.close()
	}
	e.end()
	e.closeInteractive()
}

func (m List) check(c *checker) {
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 4096)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	c.text(at("interactive.action.button"), m.Button, 20)
	c.count(at("interactive.action.sections"), len(m.Sections), 1, 10, "sections")
	rows := 0
	for i, s := range m.Sections {
		c.sectionTitle(at("interactive.action.sections[].title", i), s.Title, len(m.Sections))
		if len(s.Rows) == 0 {
			c.count(at("interactive.action.sections[].rows", i), 0, 1, 10, "rows")
		}
		rows += len(s.Rows)
		for j, r := range s.Rows {
			c.text(at("interactive.action.sections[].rows[].id", i, j), r.ID, 200)
			c.text(at("interactive.action.sections[].rows[].title", i, j), r.Title, 24)
			c.atMost(at("interactive.action.sections[].rows[].description", i, j), r.Description, 72)
			if r.ID != "" && m.hasBefore(r.ID, i, j) {
				c.add(at("interactive.action.sections[].rows[].id", i, j), "is the id of another row", nil, r.ID)
			}
		}
	}
	if rows > 10 {
		c.add(at("interactive.action.sections"), "take at most 10 rows together", 10, rows)
	}
}

// hasBefore tells whether a row in front of row j of section i has the id.
func (m List) hasBefore(id string, i, j int) bool {
	for k, s := range m.Sections[:i+1] {
		rows := s.Rows
		if k == i {
			rows = rows[:j]
		}
		for _, r := range rows {
			if r.ID == id {
				return true
			}
		}
	}
	return false
}

// sectionTitle notes a title that is too long, or missing where sections must be told apart.
func (c *checker) sectionTitle(p path, title string, sections int) {
	if sections > 1 {
		c.text(p, title, 24)
	} else {
		c.atMost(p, title, 24)
	}
}

// MarshalJSON gives the value of the member "interactive".
func (m List) MarshalJSON() ([]byte, error) { return marshalContent(m) }

func decodeList(w *interactiveWire) (Content, error) {
	header, err := textOnly(w.header)
	if err != nil {
		return nil, err
	}
	list := List{Header: header, Body: w.Body.Text, Footer: w.Footer.Text, Button: w.Action.Button}
	for _, s := range w.Action.Sections {
		section := ListSection{Title: s.Title}
		for _, r := range s.Rows {
			section.Rows = append(section.Rows, ListRow(r))
		}
		list.Sections = append(list.Sections, section)
	}
	return list, nil
}
