package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Person is someone with a telephone and WhatsApp, who sees ads, writes to businesses and answers them. What a person does
// reaches the businesses as webhooks. It may be used by several goroutines at once, and must not be used from within a row.
//
// A person talks to the business number that they dealt with last, which is the seeded one in the beginning; [Person.With]
// turns to another.
type Person struct {
	e      *Emulator
	human  *human
	number string // id of the business number; empty: the one dealt with last
}

// human is what the emulator knows of a person. It is guarded by the emulator's lock.
type human struct {
	phone    string // digits: also the WhatsApp id
	name     string // of the profile
	bsuid    string // business-scoped user id
	absent   bool   // has no WhatsApp
	autoRead bool
	late     bool // what could be refused at once fails by status instead
	current  string
	chats    map[string]*chat // by business number
}

// adClick is what an ad hands over to the chat that it opens.
type adClick struct {
	CtwaClid     string // click id; empty for ads that have none
	SourceURL    string
	SourceID     string // the ad, or the post behind it
	SourceType   string // ad or post; empty: ad
	Headline     string
	Body         string
	MediaType    string // image or video; empty: none
	ImageURL     string
	VideoURL     string
	ThumbnailURL string
	WelcomeText  string // greeting that stands in the chat
	PageID       string
	Phone        string // telephone of the business, as displayed or in digits; empty: the seeded one
}

// Person is the person with a telephone number. They are made on first use; a name that is given replaces the one they had.
func (e *Emulator) Person(phone, name string) *Person {
	e.mu.Lock()
	defer e.mu.Unlock()
	h := e.network.byPhone(phoneDigits(phone))
	if name != "" {
		h.name = name
	}
	return &Person{e: e, human: h}
}

// With is the person as they deal with a business number.
func (p *Person) With(phoneNumberID string) *Person {
	return &Person{e: p.e, human: p.human, number: phoneNumberID}
}

// Phone is the telephone number, in digits.
func (p *Person) Phone() string { return p.human.phone }

// UserID is the business-scoped id of the person: what they are called where their telephone number is not shown.
func (p *Person) UserID() string { return p.human.bsuid }

// do runs with the emulator locked, on the chat with the business number.
func (p *Person) do(act func(c *Call, ch *chat) error) error {
	return p.e.act(func(c *Call) error {
		c.Version, c.baseURL = defaultVersion, p.e.network.baseURL
		id := p.number
		if id == "" {
			id = p.human.current
		}
		if id == "" {
			id = p.e.seed.PhoneNumberID
		}
		number := c.Find(phoneNumberType, id)
		if number == nil {
			return fmt.Errorf("emulator: no business has a number with the id %s", id)
		}
		return act(c, p.human.chat(number))
	})
}

// ClickAd clicks on the button of an ad. The chat with the business opens, and the first message written there carries
// where the person comes from.
func (p *Person) ClickAd(adID string) error {
	return p.e.act(func(c *Call) error {
		click, err := p.e.adForClick(adID)
		if err != nil {
			return err
		}
		number := c.Find(phoneNumberType, p.e.seed.PhoneNumberID)
		if click.Phone != "" {
			number = c.Find(phoneNumberType, p.e.numberWith(phoneDigits(click.Phone)))
		}
		if number == nil {
			return fmt.Errorf("emulator: ad %s leads to %s, which no business has", adID, click.Phone)
		}
		p.human.chat(number).clicked(click)
		return nil
	})
}

// clicked opens the chat as the button of an ad does.
func (ch *chat) clicked(click adClick) {
	ch.human.current = ch.number.ID
	ch.click = &click
}

// Leave gives WhatsApp up: messages to the person fail from now on.
func (p *Person) Leave() { p.set(func(h *human) { h.absent = true }) }

// AutoRead makes the person read, or not, every message soon after it is delivered.
func (p *Person) AutoRead(on bool) { p.set(func(h *human) { h.autoRead = on }) }

// FailLate makes messages that are refused for the person's sake (a closed window, an opt-out) be accepted first and fail
// by status, as Meta may do, too.
func (p *Person) FailLate(on bool) { p.set(func(h *human) { h.late = on }) }

func (p *Person) set(change func(h *human)) {
	p.e.mu.Lock()
	defer p.e.mu.Unlock()
	change(p.human)
}

// network is WhatsApp itself: its people, and the messages under way. It is guarded by the emulator's lock.
type network struct {
	people   map[string]*human // by telephone
	users    map[string]*human // by business-scoped id
	messages map[string]*message
	sent     int    // messages so far, which their ids are made from
	baseURL  string // where clients reach the emulator, as far as is known
}

func newNetwork() *network {
	return &network{people: map[string]*human{}, users: map[string]*human{}, messages: map[string]*message{}}
}

// byPhone is the person with a telephone number. Every number has someone, who has WhatsApp unless they left it.
func (n *network) byPhone(phone string) *human {
	h := n.people[phone]
	if h == nil {
		sum := sha256.Sum256([]byte("user " + phone))
		h = &human{phone: phone, chats: map[string]*chat{}}
		h.bsuid = countryOf(phone) + "." + decimal(hex.EncodeToString(sum[:8]))
		n.people[phone], n.users[h.bsuid] = h, h
	}
	return h
}

// decimal makes digits of hexadecimal ones.
func decimal(hexadecimal string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' {
			return '0' + (r-'a')%10
		}
		return r
	}, hexadecimal)
}

// countryCodes are calling codes with the country that a business-scoped id begins with.
var countryCodes = map[string]string{
	"1": "US", "20": "EG", "27": "ZA", "30": "GR", "31": "NL", "32": "BE", "33": "FR", "34": "ES", "36": "HU", "39": "IT",
	"40": "RO", "41": "CH", "43": "AT", "44": "GB", "45": "DK", "46": "SE", "47": "NO", "48": "PL", "49": "DE", "51": "PE",
	"52": "MX", "54": "AR", "55": "BR", "56": "CL", "57": "CO", "60": "MY", "61": "AU", "62": "ID", "63": "PH", "64": "NZ",
	"65": "SG", "66": "TH", "7": "RU", "81": "JP", "82": "KR", "84": "VN", "90": "TR", "91": "IN", "92": "PK", "94": "LK",
	"212": "MA", "234": "NG", "254": "KE", "351": "PT", "352": "LU", "353": "IE", "356": "MT", "358": "FI", "359": "BG",
	"370": "LT", "371": "LV", "372": "EE", "378": "SM", "380": "UA", "385": "HR", "386": "SI", "420": "CZ", "421": "SK",
	"880": "BD", "966": "SA", "971": "AE", "972": "IL",
}

func countryOf(phone string) string {
	for n := min(3, len(phone)); n > 0; n-- {
		if country := countryCodes[phone[:n]]; country != "" {
			return country
		}
	}
	return "ZZ"
}
