package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// SignUp is what the dialog of Embedded Signup hands to the app, and what shall
// become of it: the customer's WhatsApp account works with the app.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/overview.
type SignUp struct {
	App AppCredentials
	// Code that the dialog gave. It is good for 30 seconds and for one exchange.
	Code Secret
	// Token of an earlier attempt, which exchanged the code and then failed: see [SignUpError].
	Token Secret

	WABAID        string // as the dialog's message names it
	PhoneNumberID string // likewise
	// PIN of six digits for two-step verification: the number's, where it has one, else
	// what it is to be.
	PIN Secret
	// KeepsApp is for a number that stays on the WhatsApp Business app (coexistence):
	// it is not registered, and needs no PIN.
	KeepsApp bool

	// Webhook, where it is set, is where the account's messages go instead of the app's own address.
	Webhook WebhookAddress
}

// WebhookAddress is where webhooks go. Meta calls it once, with the token, to see that it is there.
type WebhookAddress struct {
	URL         string // https, at most 200 characters
	VerifyToken Secret
}

// SignedUp is a customer's WhatsApp account that works with the app.
type SignedUp struct {
	GrantedToken         // of the customer's business: keep it
	WABAID        string // of the WhatsApp account
	PhoneNumberID string
	Number        string // as people see it
	Registered    bool   // by this call; false where it was before, and where the number keeps its app
}

// Client makes the customer's calls: it shares everything with the given one but the token.
func (s *SignedUp) Client(client *metabiz.Client) (*metabiz.Client, error) {
	return client.With(metabiz.WithToken(string(s.Token)))
}

// SignUpStep is a step of [CompleteSignUp].
type SignUpStep string

const (
	SignUpExchange  SignUpStep = "exchange the code"
	SignUpVerify    SignUpStep = "verify what was granted"
	SignUpSubscribe SignUpStep = "subscribe the app to the account"
	SignUpRegister  SignUpStep = "register the number"
)

// A SignUpError is a step of a sign-up that failed. The code is spent once Token is
// known: go on with it in [SignUp.Token].
type SignUpError struct {
	Step  SignUpStep
	Token Secret // of the customer's business, once the code was exchanged
	Err   error
}

func (e *SignUpError) Error() string { return fmt.Sprintf("pages: sign-up: %s: %v", e.Step, e.Err) }

// Unwrap gives the cause.
func (e *SignUpError) Unwrap() error { return e.Err }

const maxWebhookAddress = 200

func (s SignUp) check(c *checker) {
	if !s.Token.Known() {
		s.App.check(c)
		c.required("Code", string(s.Code))
	}
	c.required("WABAID", s.WABAID)
	c.required("PhoneNumberID", s.PhoneNumberID)
	if !s.KeepsApp && (len(s.PIN) != 6 || strings.Trim(string(s.PIN), "0123456789") != "") {
		c.add("PIN", "must be six digits", 6, s.PIN)
	}
	if s.Webhook != (WebhookAddress{}) {
		c.link("Webhook.URL", s.Webhook.URL, "https")
		c.atMost("Webhook.URL", s.Webhook.URL, maxWebhookAddress)
		c.required("Webhook.VerifyToken", string(s.Webhook.VerifyToken))
	}
}

// CompleteSignUp does what is left to do when a customer has gone through Embedded
// Signup: it exchanges the code for a token of the customer's business, sees that
// the token really reaches the account and the number that the page named, which
// came from a browser and may be made up, subscribes the app to the account's
// webhooks and registers the number.
//
// It may be done again with the token: what is done stays as it is. A number that is
// connected already is not registered again, which Meta allows 10 times in 72 hours.
//
// The error is a *[SignUpError], or a [*metabiz.ValidationError] before anything is sent.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/onboarding-customers-as-a-solution-partner.
//
//meta:operation POST /oauth/access_token
//meta:operation GET /{whatsapp-business-account-id}/phone_numbers
//meta:operation POST /{whatsapp-business-account-id}/subscribed_apps
func CompleteSignUp(ctx context.Context, client *metabiz.Client, s SignUp, opts ...metabiz.Option) (*SignedUp, error) {
	var c checker
	s.check(&c)
	if err := c.err("SignUp"); err != nil {
		return nil, err
	}
	done := &SignedUp{GrantedToken: GrantedToken{Token: s.Token}, WABAID: s.WABAID, PhoneNumberID: s.PhoneNumberID}
	fail := func(step SignUpStep, err error) (*SignedUp, error) {
		return nil, &SignUpError{Step: step, Token: done.Token, Err: err}
	}
	if !s.Token.Known() {
		granted, err := oauth(ctx, client, s.App, url.Values{"code": {string(s.Code)}}, false, opts)
		if err != nil {
			return fail(SignUpExchange, err)
		}
		done.GrantedToken = *granted
	}
	customer, err := done.Client(client)
	if err != nil {
		return fail(SignUpExchange, err)
	}
	account := whatsAppAccount(customer, s.WABAID)
	number, err := account.numberWith(ctx, s.PhoneNumberID, opts)
	if err != nil {
		return fail(SignUpVerify, err)
	}
	done.Number = number.DisplayPhoneNumber
	if err := account.subscribe(ctx, s.Webhook, opts); err != nil {
		return fail(SignUpSubscribe, err)
	}
	if s.KeepsApp || number.Status == numberConnected {
		return done, nil
	}
	if err := registerNumber(ctx, customer, s.PhoneNumberID, s.PIN, opts); err != nil {
		return fail(SignUpRegister, err)
	}
	done.Registered = true
	return done, nil
}

// numberConnected is the status of a number that messages can be sent from.
const numberConnected = "CONNECTED"

// numberWith finds a number by its id among those of the WhatsApp account.
func (n node) numberWith(ctx context.Context, id string, opts []metabiz.Option) (*whatsAppNumber, error) {
	for number, err := range metabiz.List[whatsAppNumber](ctx, n.client, n.get("phone_numbers", fieldsOf{whatsAppNumberFields}), opts...) {
		if err != nil {
			return nil, err
		}
		if number.ID == id {
			return &number, nil
		}
	}
	return nil, fmt.Errorf("pages: WhatsApp account %s has no number with the id %s: %w", n.id, id, metabiz.ErrNotFound)
}

// subscribe has the app told of what happens on the WhatsApp account. An address of
// its own is taken only once the app is subscribed without.
func (n node) subscribe(ctx context.Context, webhook WebhookAddress, opts []metabiz.Option) error {
	if err := done(ctx, n.client, idempotent(n.post("subscribed_apps", nil)), opts); err != nil || webhook == (WebhookAddress{}) {
		return err
	}
	return done(ctx, n.client, idempotent(n.post("subscribed_apps", struct {
		URL         string `json:"override_callback_uri"`
		VerifyToken string `json:"verify_token"`
	}{webhook.URL, string(webhook.VerifyToken)})), opts)
}

func registerNumber(ctx context.Context, client *metabiz.Client, id string, pin Secret, opts []metabiz.Option) error {
	return done(ctx, client, &metabiz.Request{
		Method: http.MethodPost, Path: metabiz.Path(id, "register"), Operation: "POST /{phone-number-id}/register",
		Body: struct {
			Product string `json:"messaging_product"`
			PIN     string `json:"pin"`
		}{"whatsapp", string(pin)},
		Limits: []metabiz.LimitKey{{Kind: metabiz.LimitPhoneNumber, ID: id}},
	}, opts)
}
