package whatsapp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/metabiz-go/metabiz"
)

// ErrConversationOpen is found where a conversation with the person is open already.
var ErrConversationOpen = errors.New("a conversation with this person is open already")

// ErrConversationClosed is found where a conversation was closed, or taken over
// after its process did not renew it in time.
var ErrConversationClosed = errors.New("the conversation is closed")

// ErrTooManyConversations is found where as many conversations are open as may be.
var ErrTooManyConversations = errors.New("too many conversations")

// ConversationConfig sets up [NewConversations].
type ConversationConfig struct {
	// OnMessage gets each message that no conversation waits for, within the
	// delivery: where it returns an error, Meta delivers the message again. It is the
	// place to begin a conversation.
	OnMessage func(context.Context, MessageEvent) error
	// Store keeps the messages of open conversations; nil is
	// [NewMemoryConversationStore] with 10,000 of them.
	Store ConversationStore
	// MaxActive bounds the conversations that [Conversations.Begin] has running; 0 is 10,000.
	MaxActive int
	// Wait bounds how long [ConversationHandle.Next] waits at most, whatever its context
	// says; 0 is 24 hours, after which the person can't be answered freely anyhow.
	Wait time.Duration
	// Lease is after how long a conversation lapses whose process has died; 0 is a minute.
	Lease time.Duration
	// Poll is how often a store is looked into that other processes put messages
	// into; 0 is never, which is right for a store in memory.
	Poll time.Duration
	// OnError gets the error, or panic, that a conversation of [Conversations.Begin]
	// ended with, beside the message that it began with; and that of OnMessage for a
	// message that it left over, beside that message, which Meta does not deliver
	// again. Nil writes it to the Logger.
	OnError func(context.Context, MessageEvent, error)
	// Logger gets what nobody else is told; nil is silence.
	Logger *slog.Logger
}

// Conversations let a bot be written as it talks: ask, wait for the answer, ask on.
//
//	var bot *whatsapp.Conversations
//	bot = whatsapp.NewConversations(client, whatsapp.ConversationConfig{
//		OnMessage: func(ctx context.Context, e whatsapp.MessageEvent) error {
//			return bot.Begin(ctx, e, func(ctx context.Context, c *whatsapp.ConversationHandle) error {
//				answer, err := c.Ask(ctx, whatsapp.Text{Body: "For how many?"})
//				if err != nil {
//					return err
//				}
//				_, err = c.Send(ctx, whatsapp.Text{Body: "A table for " + answer.Message.Text()})
//				return err
//			})
//		},
//	})
//	hook := metabiz.NewWebhook(config, whatsapp.Events{OnMessage: bot.OnMessage})
//
// While a conversation is open, the messages of its person to its number (in a
// group: those in the group) go to it alone, each once and in the order in which
// they came in, whether somebody waits at that moment or not. Those that it has
// not taken when it is closed go to ConversationConfig.OnMessage. Meta is
// answered once a message is in the store: one that was taken counts as handled.
type Conversations struct {
	client *metabiz.Client
	cfg    ConversationConfig
	slots  chan struct{}
	stop   context.Context
	end    context.CancelFunc
	talks  sync.WaitGroup

	mu   sync.Mutex
	here map[string]*ConversationHandle // those that this process has open, by key
	over bool                           // Shutdown was called
}

// NewConversations makes conversations that answer through the client. Give its
// method OnMessage to [Events].
func NewConversations(client *metabiz.Client, cfg ConversationConfig) *Conversations {
	if cfg.Store == nil {
		cfg.Store = NewMemoryConversationStore(10_000)
	}
	if cfg.MaxActive <= 0 {
		cfg.MaxActive = 10_000
	}
	if cfg.Wait <= 0 {
		cfg.Wait = CustomerServiceWindow
	}
	if cfg.Lease <= 0 {
		cfg.Lease = time.Minute
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	stop, end := context.WithCancel(context.Background())
	return &Conversations{
		client: client, cfg: cfg, slots: make(chan struct{}, cfg.MaxActive), stop: stop, end: end, here: map[string]*ConversationHandle{},
	}
}

// conversationKey names whom a message is exchanged with, over which number and where.
// People are told apart by their user id, which stays when the number is withheld.
func conversationKey(e MessageEvent) string {
	who := e.Message.FromUserID
	if who == "" {
		who = person(e.Message.From)
	}
	return e.PhoneNumberID + ":" + e.Message.GroupID + ":" + who
}

// OnMessage takes a message: for the conversation that is open with its person,
// else for ConversationConfig.OnMessage.
func (c *Conversations) OnMessage(ctx context.Context, e MessageEvent) error {
	key := conversationKey(e)
	for tries := 1; ; tries++ {
		taken, err := c.cfg.Store.Put(ctx, key, e)
		switch {
		case err != nil:
			return fmt.Errorf("whatsapp: conversation store: %w", err)
		case taken:
			c.wake(key)
			return nil
		case c.cfg.OnMessage == nil:
			return nil
		}
		// Another message of the same person may have begun a conversation meanwhile,
		// which this one then is for.
		if err = c.cfg.OnMessage(ctx, e); !errors.Is(err, ErrConversationOpen) || tries == maxPuts {
			return err
		}
	}
}

const maxPuts = 10

func (c *Conversations) wake(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if open := c.here[key]; open != nil {
		select {
		case open.arrived <- struct{}{}:
		default: // it has been told, and has not looked yet
		}
	}
}

// Open opens a conversation with the person who wrote the message. It must be
// closed. The error is [ErrConversationOpen] where one is open, in this process
// or in another one that shares the store.
func (c *Conversations) Open(ctx context.Context, first MessageEvent) (*ConversationHandle, error) {
	conversation := &ConversationHandle{
		Chat: first.Chat(c.client), of: c, first: first, key: conversationKey(first), owner: rand.Text(),
		arrived: make(chan struct{}, 1), turn: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	opened, err := conversation.renew(ctx, c.cfg.Lease)
	switch {
	case err != nil:
		return nil, err
	case !opened:
		return nil, fmt.Errorf("whatsapp: %w", ErrConversationOpen)
	}
	c.mu.Lock()
	over := c.over
	if !over {
		c.here[conversation.key] = conversation
	}
	c.mu.Unlock()
	if over {
		return nil, errors.Join(errShutDown, conversation.abandon(ctx))
	}
	conversation.keepOpen()
	return conversation, nil
}

var errShutDown = fmt.Errorf("whatsapp: conversations were shut down: %w", ErrConversationClosed)

// Begin opens a conversation with the person who wrote the message, has talk hold
// it in a goroutine of its own, and closes it when talk returns. It returns at
// once, so that Meta is answered while the conversation goes on; the context of
// talk has the values of ctx but goes on when ctx ends, until [Conversations.Shutdown].
//
// Errors: [ErrConversationOpen], [ErrTooManyConversations]. OnMessage had better
// return them: Meta then delivers the message again.
func (c *Conversations) Begin(ctx context.Context, first MessageEvent, talk func(context.Context, *ConversationHandle) error) error {
	select {
	case c.slots <- struct{}{}:
	default:
		return fmt.Errorf("whatsapp: %d conversations are running: %w", cap(c.slots), ErrTooManyConversations)
	}
	conversation, err := c.Open(ctx, first)
	if err != nil {
		<-c.slots
		return err
	}
	c.mu.Lock()
	if c.over { // since it was opened
		c.mu.Unlock()
		<-c.slots
		return errors.Join(errShutDown, conversation.abandon(ctx))
	}
	c.talks.Add(1)
	c.mu.Unlock()
	go func() {
		defer c.talks.Done()
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		defer cancel()
		defer context.AfterFunc(c.stop, cancel)()
		err := errTalkEnded
		defer func() { // also where talk ends its goroutine
			<-c.slots // before what is left over, which may begin the next one
			c.talked(context.WithoutCancel(ctx), conversation, err)
		}()
		err = held(func() error { return talk(ctx, conversation) })
	}()
	return nil
}

var errTalkEnded = errors.New("whatsapp: conversation: ended its goroutine")

// talked ends a conversation whose talk is over. Nobody waits for what becomes of the rest: it is told of one by one.
func (c *Conversations) talked(ctx context.Context, conversation *ConversationHandle, err error) {
	if c.stop.Err() != nil {
		if err := conversation.abandon(ctx); err != nil {
			c.failed(ctx, conversation.first, err)
		}
		return
	}
	if err != nil {
		c.failed(ctx, conversation.first, err)
	}
	lost, err := conversation.finish(ctx, func(e MessageEvent) error {
		return held(func() error { return c.OnMessage(ctx, e) })
	})
	if err != nil {
		c.failed(ctx, conversation.first, err)
	}
	for _, l := range lost {
		c.failed(ctx, l.message, l.err)
	}
}

// held gives a panic as an error: one person's chat must not end the chats of all the others.
func held(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("whatsapp: conversation: panic: %v", r)
		}
	}()
	return f()
}

func (c *Conversations) failed(ctx context.Context, e MessageEvent, err error) {
	if c.cfg.OnError != nil {
		c.cfg.OnError(ctx, e, err)
		return
	}
	c.cfg.Logger.ErrorContext(ctx, "conversation failed", "error", err)
}

// Shutdown ends the context of every conversation that [Conversations.Begin] has
// running, and waits until they have returned or ctx ends. What they left over
// stays in the store, for the person's next conversation in another process. No
// conversation can be opened after it.
func (c *Conversations) Shutdown(ctx context.Context) error {
	c.mu.Lock()
	c.over = true
	c.mu.Unlock()
	c.end()
	done := make(chan struct{})
	go func() {
		c.talks.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("whatsapp: conversations are still running: %w", ctx.Err())
	}
}
