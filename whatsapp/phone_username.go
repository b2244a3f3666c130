package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// UsernameStatus is whether people see a username already.
type UsernameStatus string

const (
	UsernameApproved UsernameStatus = "approved"
	UsernameReserved UsernameStatus = "reserved" // not yet to be seen where the person is
	UsernameDeleted  UsernameStatus = "deleted"
)

// Username is the name by which people find the number.
type Username struct {
	Username string         `json:"username,omitzero"` // "" where the number has none
	Status   UsernameStatus `json:"status,omitzero"`
}

// UsernameChange asks for a username.
type UsernameChange struct {
	Username string `json:"username"`
	// ForceTransfer takes the name from another number of the portfolio, which is
	// refused otherwise (147005).
	ForceTransfer bool `json:"-"`
}

const (
	leastUsername = 3
	mostUsername  = 35
)

// Username reads the number's username.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
//
//meta:operation GET /{phone-number-id}/username
func (p *Phone) Username(ctx context.Context, opts ...metabiz.Option) (*Username, error) {
	return metabiz.Call[Username](ctx, p.client, p.request(http.MethodGet, "username"), opts...)
}

// SetUsername asks for a username: 3 to 35 of a-z, 0-9, dot and underscore, with a
// letter; no dot at an end or next to another, no www in front, no domain's ending.
// One that is taken is refused (147001 to 147005).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
//
//meta:operation POST /{phone-number-id}/username
func (p *Phone) SetUsername(ctx context.Context, u UsernameChange, opts ...metabiz.Option) (*Username, error) {
	var c checker
	c.username(at("username"), u.Username)
	if err := c.err("whatsapp.UsernameChange"); err != nil {
		return nil, err
	}
	body := struct {
		UsernameChange
		TransferAction string `json:"transfer_action,omitzero"`
	}{UsernameChange: u}
	if u.ForceTransfer {
		body.TransferAction = "force_transfer"
	}
	req := p.request(http.MethodPost, "username")
	req.Body = body
	req.Idempotent = true
	answer, err := metabiz.Call[Username](ctx, p.client, req, opts...)
	if err != nil {
		return nil, err
	}
	if answer.Username == "" {
		answer.Username = u.Username
	}
	return answer, nil
}

// DeleteUsername gives the username back.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
//
//meta:operation DELETE /{phone-number-id}/username
func (p *Phone) DeleteUsername(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, p.client, p.request(http.MethodDelete, "username"), opts)
}

// UsernameSuggestions lists the usernames that Meta keeps free for the business.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
//
//meta:operation GET /{phone-number-id}/username_suggestions
func (p *Phone) UsernameSuggestions(ctx context.Context, opts ...metabiz.Option) iter.Seq2[string, error] {
	lists := metabiz.List[struct {
		Suggestions []string `json:"username_suggestions"`
	}](ctx, p.client, p.request(http.MethodGet, "username_suggestions"), opts...)
	return func(yield func(string, error) bool) {
		for list, err := range lists {
			if err != nil {
				yield("", err)
				return
			}
			for _, name := range list.Suggestions {
				if !yield(name, nil) {
					return
				}
			}
		}
	}
}

// username notes what is wrong with a username.
func (c *checker) username(p path, name string) {
	if !c.required(p, name) {
		return
	}
	c.atMost(p, name, mostUsername)
	if len(name) < leastUsername {
		c.add(p, "is too short, at least 3 characters", leastUsername, name)
	}
	letter := false
	for _, r := range name {
		letter = letter || r >= 'a' && r <= 'z'
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '_' {
			c.add(p, "may only have a-z, 0-9, dots and underscores", nil, name)
			return
		}
	}
	switch {
	case !letter:
		c.add(p, "needs a letter", nil, name)
	case strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, ".."):
		c.add(p, "can't have a dot at an end or next to another", nil, name)
	case strings.HasPrefix(name, "www"):
		c.add(p, "can't begin with www", nil, name)
	}
	for _, ending := range [...]string{".com", ".org", ".net", ".int", ".edu", ".gov", ".mil", ".us", ".in", ".html", ".io", ".ai"} {
		if strings.HasSuffix(name, ending) {
			c.add(p, "can't end like a domain", ending, name)
		}
	}
}
