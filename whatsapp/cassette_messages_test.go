package whatsapp_test

import (
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// The kinds of content that need nothing but words.
func TestCassetteMessagesOfOtherKinds(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]whatsapp.Content{
		"phone_messages_location": whatsapp.Location{Latitude: 45.4642, Longitude: 9.19, Name: "Trattoria", Address: "Via Dante 1, Milano"},
		"phone_messages_contacts": whatsapp.Contacts{{
			Name:   whatsapp.ContactName{FormattedName: "Marco Bianchi", FirstName: "Marco"},
			Phones: []whatsapp.ContactPhone{{Phone: "+39 333 000 0002", Type: "WORK", WhatsAppID: "393330000002"}},
			Emails: []whatsapp.ContactEmail{{Email: "marco@example.com", Type: "WORK"}},
			Org:    &whatsapp.ContactOrg{Company: "Trattoria", Title: "Host"},
			URLs:   []whatsapp.ContactURL{{URL: "https://example.com", Type: "WORK"}},
		}},
		"phone_messages_reaction": whatsapp.Reaction{MessageID: annaWrote, Emoji: "👍"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := play(t, name)
			p.annaWrites(t)
			sent, err := p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: content})
			if err != nil {
				t.Fatal(err)
			}
			checkSent(t, sent)
		})
	}
}

// Files that messages carry are uploaded, each once, and sent by their ids.
func TestCassetteMessagesThatCarryFiles(t *testing.T) {
	t.Parallel()
	// The head of a voice note: an OGG page with one Opus stream in mono.
	voice := metabiz.FileFromBytes("ciao.opus", []byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"))
	menu := metabiz.FileFromBytes("menu.pdf", []byte("%PDF-1.4\n%%EOF\n"))
	picture := metabiz.FileFromBytes("menu.png", menuPicture(t))
	for name, content := range map[string]whatsapp.Content{
		"phone_messages_image_upload":    whatsapp.Image{Upload: &picture, Caption: "Today's menu"},
		"phone_messages_document_upload": whatsapp.Document{Upload: &menu, Caption: "Menu", Filename: "Menu of today.pdf"},
		"phone_messages_voice_upload":    whatsapp.Audio{Upload: &voice},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := play(t, name)
			p.annaWrites(t)
			sent, err := p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: content})
			if err != nil {
				t.Fatal(err)
			}
			checkSent(t, sent)
		})
	}
}

func TestCassetteMarketingMessage(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_marketing_messages")
	template, err := p.account.Template(t.Context(), "spring_offer", "it")
	if err != nil {
		t.Fatal(err)
	}
	content, err := template.Bind("Anna", "anna")
	if err != nil {
		t.Fatal(err)
	}
	p.pass(time.Hour)
	sent, err := p.phone.SendMarketing(t.Context(), whatsapp.Message{
		To: annaPhone, Content: content, ProductPolicy: whatsapp.PolicyStrict, ActivitySharing: new(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	checkSent(t, sent)
	if sent.Messages[0].Status != whatsapp.SendAccepted {
		t.Errorf("status %q", sent.Messages[0].Status)
	}
}
