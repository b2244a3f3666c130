package ads_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// An ad on Facebook and Instagram whose button opens a WhatsApp chat.
func Example() {
	world, err := emulator.Start(emulator.Config{Token: "token"})
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(world.URL()))
	if err != nil {
		log.Fatal(err)
	}
	linkNumber(client, world)
	ctx, seed, file := context.Background(), world.Seed(), metabiz.FileFromBytes("poster.png", poster())

	account := ads.NewAccount(client, seed.AdAccountID)
	ad := ads.ClickToMessage{
		Name:           "Coffee for the office",
		PageID:         seed.PageID,
		WhatsAppNumber: seed.DisplayPhone,
		Budget:         ads.Budget{Daily: 1000}, // 10.00 EUR
		Audience:       ads.Audience{Countries: []string{"IT"}, AgeMin: 25},
		Creative:       ads.ImageCreative{File: file},
		Text:           "Freshly roasted every Tuesday, at your desk on Thursday.",
		Headline:       "Chat with us",
		Welcome:        &ads.WelcomeMessage{Text: "Ciao {{user_first_name}}!", IceBreakers: []ads.IceBreaker{{Title: "What do you roast?"}}},
		DSABeneficiary: "Bottega Srl", DSAPayor: "Bottega Srl",
	}
	checks, err := account.Preflight(ctx, ad) // what in the real accounts would make it fail, and how to mend it
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(checks)
	launched, err := account.Launch(ctx, ad, ads.LaunchOptions{Key: "order 4711"}) // all paused, then activated; rolled back on failure
	if err != nil {
		log.Fatal(err)
	}

	world.Clock().Advance(time.Hour)
	live, err := ads.NewAd(client, launched.AdID).Get(ctx, metabiz.WithFields("effective_status"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(live.EffectiveStatus)
	// Output:
	// nothing found that would make the launch fail
	// ACTIVE
}

// linkNumber links the emulator's number to its Page.
func linkNumber(client *metabiz.Client, world *emulator.Emulator) {
	seed := world.Seed()
	edge, token := metabiz.Path(seed.PageID, "page_whatsapp_number_verification"), metabiz.WithToken(seed.PageToken)
	params := map[string]string{"whatsapp_number": seed.DisplayPhone}
	for range 2 {
		if err := client.Post(context.Background(), edge, params, nil, token); err != nil {
			log.Fatal(err)
		}
		params["verification_code"], _ = world.VerificationCode(seed.DisplayPhone)
	}
	world.Clock().Advance(time.Minute)
}

// poster is large enough for an ad.
func poster() []byte {
	img := image.NewPaletted(image.Rect(0, 0, 600, 600), color.Palette{color.White})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}
