package pages

import (
	"context"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// Persona is somebody in whose name and with whose picture a Page writes.
type Persona struct {
	ID                string `json:"id,omitzero"`
	Name              string `json:"name,omitzero"`
	ProfilePictureURL string `json:"profile_picture_url,omitzero"`
}

// Personas lists the Page's personas.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/personas.
//
//meta:operation GET /{page-id}/personas
func (p *PageHandle) Personas(ctx context.Context, opts ...metabiz.Option) iter.Seq2[Persona, error] {
	return metabiz.List[Persona](ctx, p.client, p.messenger(p.get("GET /{page-id}/personas", fieldsOf{"id,name,profile_picture_url"}, "personas")), opts...)
}

// CreatePersona makes a persona and gives its id, for [Message.PersonaID].
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/personas.
//
//meta:operation POST /{page-id}/personas
func (p *PageHandle) CreatePersona(ctx context.Context, name, pictureURL string, opts ...metabiz.Option) (id string, err error) {
	var c checker
	c.required("name", name)
	c.link("profile_picture_url", pictureURL, "https", "http")
	if err := c.err("Persona"); err != nil {
		return "", err
	}
	made, err := metabiz.Call[Persona](ctx, p.client, p.messenger(p.post("POST /{page-id}/personas", Persona{Name: name, ProfilePictureURL: pictureURL}, "personas")), opts...)
	if err != nil {
		return "", err
	}
	return made.ID, nil
}

// DeletePersona deletes a persona of the Page.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/personas.
//
//meta:operation DELETE /{persona-id}
func (p *PageHandle) DeletePersona(ctx context.Context, personaID string, opts ...metabiz.Option) error {
	return done(ctx, p.client, p.messenger(&metabiz.Request{Method: http.MethodDelete, Path: metabiz.Path(personaID), Operation: "DELETE /{persona-id}"}), opts)
}
