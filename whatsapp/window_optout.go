package whatsapp

import "context"

// OptOut remembers that a person has stopped marketing messages from a business
// number by other means than WhatsApp's own button: by writing "stop", say. The
// person is named by every name that is known of them, phone number and user id.
// What a user_preferences webhook tells is remembered without it.
func (w *Window) OptOut(ctx context.Context, phoneNumberID string, names ...string) error {
	return w.merge(ctx, phoneNumberID, WindowRecord{OptedOut: w.clock.Now()}, names...)
}

// OptIn remembers that a person wants marketing messages again, or has agreed to
// them for the first time. See [Window.OptOut].
func (w *Window) OptIn(ctx context.Context, phoneNumberID string, names ...string) error {
	return w.merge(ctx, phoneNumberID, WindowRecord{OptedIn: w.clock.Now()}, names...)
}
