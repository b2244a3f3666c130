package emulator

import (
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Config says what an emulator is like. The zero value is one that takes the token of its [Seed].
type Config struct {
	Token       string // system user's token; empty: one is made up, see Seed.Token
	AppSecret   string // with it appsecret_proof is required and checked, and webhooks are signed
	AppID       string
	VerifyToken string       // what webhook subscriptions are verified with
	WebhookURL  string       // where every webhook goes, whatever is subscribed
	Start       time.Time    // of its clock, which then stands still until it is moved; zero: now, and it runs
	Quotas      Quotas       // how much it takes before it throttles
	Logger      *slog.Logger // nil: silent
	HTTPClient  *http.Client // delivers webhooks; nil: one with a time limit of 20 seconds
	Addr        string       // for Start; empty: 127.0.0.1:0
}

// Emulator is a Graph API in memory, an http.Handler. It is safe for concurrent use.
type Emulator struct {
	config   Config
	registry *Registry
	clock    *Clock
	hooks    *webhooks

	control *controls
	server  *http.Server // of one that was started
	baseURL string

	mu            sync.Mutex // guards all below, and is held while a row's functions run
	store         *store
	tokens        map[string]*Token
	subscriptions map[string]*subscription // of the app, by object
	faults        []*Fault
	faultHits     map[FaultKind]int
	meters        map[meterKey]*meter
	pairs         map[string]*pairMeter
	codes         map[string]string // sent for verification, by telephone
	codesSent     int
	logins        map[string]time.Time // codes of logins
	handles       map[string]*File     // of finished uploads
	recorded      []Recorded
	network       *network // WhatsApp: people and messages
	seed          Seed
}

// New makes an emulator that is seeded and ready to serve.
func New(config Config) *Emulator { return newEmulator(config, domains) }

func newEmulator(config Config, domains []domain) *Emulator {
	if config.Token == "" {
		config.Token = "EAAEMULATOR"
	}
	if config.AppID == "" {
		config.AppID = "670843887433847"
	}
	if config.VerifyToken == "" {
		config.VerifyToken = "verify"
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.HTTPClient == nil {
		config.HTTPClient = &http.Client{
			Timeout: 20 * time.Second,
			// Connections of its own: those of the default transport are broken by whoever closes a test server.
			Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, IdleConnTimeout: 10 * time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse // Meta wants 200, and goes nowhere else
			},
		}
	}
	e := &Emulator{
		config:   config,
		registry: newRegistry(domains),
		store:    newStore(),
		tokens:   map[string]*Token{},

		subscriptions: map[string]*subscription{},
		meters:        map[meterKey]*meter{},
		pairs:         map[string]*pairMeter{},
		codes:         map[string]string{},
		network:       newNetwork(),
		logins:        map[string]time.Time{},
		handles:       map[string]*File{},
	}
	e.clock = &Clock{e: e, fixed: config.Start}
	e.hooks = newWebhooks(e)
	e.control = newControls(e, domains)
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, d := range domains {
		d.seed(&Call{e: e})
	}
	return e
}

// Clock is the emulator's clock.
func (e *Emulator) Clock() *Clock { return e.clock }

// Seed tells what is there from the beginning.
func (e *Emulator) Seed() Seed {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seed
}

// Seed is what an emulator begins with. It marshals to one line of JSON.
type Seed struct {
	BaseURL       string   `json:"base_url,omitzero"` // of one that was started
	Token         string   `json:"token"`
	AppSecret     string   `json:"app_secret,omitzero"`
	VerifyToken   string   `json:"verify_token"`
	AppID         string   `json:"app_id"`
	UserID        string   `json:"user_id"` // the system user
	BusinessID    string   `json:"business_id"`
	PageID        string   `json:"page_id"`
	PageToken     string   `json:"page_token"`
	InstagramID   string   `json:"instagram_id,omitzero"`
	AdAccountID   string   `json:"ad_account_id,omitzero"` // act_...
	WABAID        string   `json:"waba_id,omitzero"`
	PhoneNumberID string   `json:"phone_number_id,omitzero"`
	DisplayPhone  string   `json:"display_phone,omitzero"`
	Templates     []string `json:"templates,omitzero"` // names of approved message templates
	DatasetID     string   `json:"dataset_id,omitzero"`
}
