package pages_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// Linking a WhatsApp number to a Page, from the check of one's tasks to the number being shown.
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
	ctx, pageID, number := context.Background(), world.Seed().PageID, world.Seed().DisplayPhone
	askForCode := func(context.Context) (string, error) {
		time.AfterFunc(20*time.Millisecond, func() { world.Clock().Advance(time.Minute) })
		code, ok := world.VerificationCode(number)
		if !ok {
			return "", errors.New("no code has come")
		}
		return code, nil
	}

	page, err := pages.Me(client).Administers(ctx, pageID, pages.TaskAdvertise)
	if err != nil {
		log.Fatal(err) // names the tasks that are missing, and who gives them
	}
	handle, err := page.Handle(client) // acts with the Page's own token
	if err != nil {
		log.Fatal(err)
	}
	linked, err := pages.Link(ctx, handle, pages.NumberLink{
		Number: number,
		Code:   askForCode, // Meta sends it to the number
		Poll:   pages.PollOptions{Interval: 10 * time.Millisecond},
	})
	if err != nil {
		log.Fatal(err)
	}

	fmt.Println(linked.Is(number), linked.IsBusiness)
	// Output: true true
}
