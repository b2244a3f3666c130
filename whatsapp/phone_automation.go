package whatsapp

import (
	"context"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// ConversationalAutomation is what helps people to begin: a webhook when they open
// the chat, ice breakers to tap, and commands that show when they type a slash.
// An update changes what is set; an empty list takes all away.
type ConversationalAutomation struct {
	EnableWelcomeMessage *bool         `json:"enable_welcome_message,omitempty"` // brings a [WelcomeRequest] of who has never written
	Prompts              *[]string     `json:"prompts,omitempty"`                // ice breakers: up to 4 of 80 characters, no emoji
	Commands             *[]BotCommand `json:"commands,omitempty"`               // up to 30
}

// BotCommand is a word behind a slash.
type BotCommand struct {
	CommandName        string `json:"command_name"`        // without the slash; up to 32 characters, no emoji
	CommandDescription string `json:"command_description"` // up to 256 characters, no emoji
}

// Validate finds every documented limit that the automation breaks.
func (a ConversationalAutomation) Validate() error {
	const maxPrompts, maxPrompt, maxCommands, maxName, maxDescription = 4, 80, 30, 32, 256
	var c checker
	if a.Prompts != nil {
		c.count(at("prompts"), len(*a.Prompts), 0, maxPrompts, "prompts")
		for i, prompt := range *a.Prompts {
			c.text(at("prompts[]", i), prompt, maxPrompt)
			c.noEmoji(at("prompts[]", i), prompt)
		}
	}
	if a.Commands != nil {
		c.count(at("commands"), len(*a.Commands), 0, maxCommands, "commands")
		names := map[string]bool{}
		for i, command := range *a.Commands {
			p := at("commands[]", i)
			c.text(p.dot("command_name"), command.CommandName, maxName)
			c.noEmoji(p.dot("command_name"), command.CommandName)
			c.text(p.dot("command_description"), command.CommandDescription, maxDescription)
			c.noEmoji(p.dot("command_description"), command.CommandDescription)
			if names[command.CommandName] {
				c.add(p.dot("command_name"), "is there twice", nil, command.CommandName)
			}
			names[command.CommandName] = true
		}
	}
	return c.err("whatsapp.ConversationalAutomation")
}

// ConversationalAutomation reads what helps people to begin.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/conversational-components.
//
//meta:operation GET /{phone-number-id}
func (p *Phone) ConversationalAutomation(ctx context.Context, opts ...metabiz.Option) (*ConversationalAutomation, error) {
	req := p.request(http.MethodGet, "")
	req.Query = fieldsQuery{"conversational_automation"}
	answer, err := metabiz.Call[struct {
		Automation ConversationalAutomation `json:"conversational_automation"`
	}](ctx, p.client, req, opts...)
	if err != nil {
		return nil, err
	}
	return &answer.Automation, nil
}

// UpdateConversationalAutomation changes what helps people to begin.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/conversational-components.
//
//meta:operation POST /{phone-number-id}/conversational_automation
func (p *Phone) UpdateConversationalAutomation(ctx context.Context, a ConversationalAutomation, opts ...metabiz.Option) error {
	if err := a.Validate(); err != nil {
		return err
	}
	req := p.request(http.MethodPost, "conversational_automation")
	req.Body = a
	req.Idempotent = true
	return succeed(ctx, p.client, req, opts)
}

// Bot is the automation of a number as a node of its own.
type Bot struct {
	ID                   string       `json:"id"`
	Prompts              []string     `json:"prompts,omitzero"`
	Commands             []BotCommand `json:"commands,omitzero"`
	EnableWelcomeMessage bool         `json:"enable_welcome_message,omitzero"`
}

// BotHandle is a handle on the automation of a number, by its own id.
type BotHandle struct{ node }

// NewBot makes a handle on the bot with the id.
func NewBot(client *metabiz.Client, botID string) *BotHandle {
	return &BotHandle{node{client, botID, "{waba-bot-id}"}}
}

// Get reads the bot.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/conversational-components.
//
//meta:operation GET /{waba-bot-id}
func (b *BotHandle) Get(ctx context.Context, opts ...metabiz.Option) (*Bot, error) {
	return metabiz.Call[Bot](ctx, b.client, b.read("", "id,prompts,commands,enable_welcome_message"), opts...)
}
