package ads_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// Whichever batch of a replacement loses its answer, before Meta has acted or after, the replacement goes on, and everybody is counted once.
func TestReplaceSurvivesLostAnswers(t *testing.T) {
	t.Parallel()
	for batch := 1; batch <= 4; batch++ {
		for _, kind := range []string{"before", "after"} {
			t.Run(fmt.Sprint(kind, " batch ", batch), func(t *testing.T) {
				t.Parallel()
				e, client := emulated(t)
				account := ads.NewAccount(client, e.Seed().AdAccountID)
				made, err := account.CreateAudience(t.Context(), ads.CustomerList{Name: "Customers"})
				if err != nil {
					t.Fatal(err)
				}
				audience := account.CustomAudience(made.ID)
				if _, err := audience.Upload(t.Context(), customers(7), byEmail); err != nil {
					t.Fatal(err)
				}
				var last ads.UploadCheckpoint
				options := ads.UploadOptions{Schema: byEmail.Schema, BatchSize: 50, OnCheckpoint: func(c ads.UploadCheckpoint) error {
					if last = c; c.Batches == batch-1 {
						fault := emulator.Fault{Kind: emulator.FaultDropAfter, Method: http.MethodPost, Path: "*/usersreplace"}
						if kind == "before" {
							fault.Kind, fault.Code = emulator.FaultThrottle, 368 // which is not waited for
						}
						e.Fault(fault)
					}
					return nil
				}}
				_, err = audience.Replace(t.Context(), customers(170), options)
				if lost := errors.Is(err, metabiz.ErrOutcomeUnknown); err == nil || lost != (kind == "after") {
					t.Fatalf("error %v", err)
				}
				options.Resume, options.OnCheckpoint = &last, nil
				report, err := audience.Replace(t.Context(), customers(170), options)
				if err != nil {
					t.Fatal(err)
				}
				got, err := audience.Get(t.Context(), ads.CustomAudienceGetQuery{})
				if err != nil || report.Received != 170 || report.Sent != 170 || report.Batches != 4 || got.ApproximateCountLowerBound != 170 || !got.Deliverable() {
					t.Errorf("%s; %d people, %s, %v", report, got.ApproximateCountLowerBound, got.StatusText(), err)
				}
			})
		}
	}
}
