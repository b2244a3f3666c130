package ads_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

const feedFile = `id,title,description,availability,condition,price,link,image_link,brand
c1,Coffee,Roasted,in stock,new,8.50 EUR,https://bottega.example/1,https://bottega.example/1.jpg,Bottega
c2,Tea,Green,in stock,new,,https://bottega.example/2,https://bottega.example/2.jpg,Bottega
c3,Cup,White,in stock,new,4.00 EUR,https://bottega.example/3,https://bottega.example/3.jpg,Bottega
c4,Pot,Red,in stock,new,,https://bottega.example/4,https://bottega.example/4.jpg,Bottega
`

// A feed is made with its schedule, read once, and its problems are looked into.
func TestFeed(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	made, err := ads.NewBusiness(client, e.Seed().BusinessID).CreateProductCatalog(t.Context(), ads.ProductCatalogParams{Name: "Coffee"})
	failOn(t, err)
	catalog := ads.NewProductCatalog(client, made.ID)
	nightly := ads.FeedSchedule{URL: "https://bottega.example/feed.csv", Interval: ads.FeedIntervalDaily, Hour: 3, Minute: 30, Timezone: "Europe/Rome", Username: "meta", Password: "pw"}
	text, err := nightly.Text()
	failOn(t, err)
	sameJSON(t, []byte(text), `{"url":"https://bottega.example/feed.csv","interval":"DAILY","hour":3,"minute":30,"timezone":"Europe/Rome","username":"meta","password":"pw"}`)
	created, err := catalog.CreateProductFeed(t.Context(), ads.ProductFeedParams{Name: "Shop", Schedule: text})
	failOn(t, err)
	feed := ads.NewProductFeed(client, created.ID)
	hourly := nightly
	hourly.Interval, hourly.Hour = ads.FeedIntervalHourly, 0
	failOn(t, feed.ScheduleUpdates(t.Context(), hourly))
	failOn(t, feed.Schedule(t.Context(), nightly))

	started, err := feed.CreateUpload(t.Context(), ads.UploadParams{File: metabiz.FileFromBytes("shop.csv", []byte(feedFile))})
	failOn(t, err)
	upload := ads.NewFeedUpload(client, started.ID)
	over, err := upload.Await(t.Context(), 5*time.Millisecond)
	failOn(t, err)
	if over.NumDetectedItems != 4 || over.NumPersistedItems != 2 || over.NumInvalidItems != 2 || over.ErrorCount != 2 || over.Filename != "shop.csv" {
		t.Errorf("%+v", over)
	}
	problems, err := metabiz.Collect(upload.Errors(t.Context(), ads.FeedUploadErrorQuery{ErrorPriority: "HIGH"}))
	failOn(t, err)
	if len(problems) != 1 || problems[0].Severity != ads.FeedUploadFatal || problems[0].TotalCount != 2 || problems[0].AffectedSurfaces[0] != ads.FeedUploadDynamicAds {
		t.Fatalf("%+v", problems)
	}
	samples, err := metabiz.Collect(ads.NewFeedUploadError(client, problems[0].ID).Samples(t.Context()))
	failOn(t, err)
	var rows []string
	for _, s := range samples {
		rows = append(rows, fmt.Sprint(s.RowNumber, " ", s.RetailerID))
	}
	if diff := cmp.Diff([]string{"3 c2", "5 c4"}, rows); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
	failOn(t, upload.RequestErrorReport(t.Context()))
	if over, err = upload.Get(t.Context()); err != nil || len(over.ErrorReport) == 0 {
		t.Errorf("%+v, %v", over, err)
	}
	whole, err := feed.Get(t.Context(), metabiz.WithFields("schedule{interval,hour,url}", "update_schedule{interval}", "product_count", "latest_upload{id}"))
	failOn(t, err)
	if whole.ProductCount != 2 || whole.Schedule.Interval != ads.FeedIntervalDaily || whole.Schedule.Hour != 3 || whole.UpdateSchedule.Interval != ads.FeedIntervalHourly ||
		whole.LatestUpload.ID != started.ID {
		t.Errorf("%+v", whole)
	}
	// What is not in the next file is deleted, but not by an update.
	for _, tt := range []struct {
		update bool
		left   int
	}{{true, 2}, {false, 1}} {
		again, err := feed.CreateUpload(t.Context(), ads.UploadParams{UpdateOnly: new(tt.update), File: metabiz.FileFromBytes("next.csv", []byte(feedFile[:174]))})
		failOn(t, err)
		_, err = ads.NewFeedUpload(client, again.ID).Await(t.Context(), 5*time.Millisecond)
		failOn(t, err)
		left, err := metabiz.Collect(catalog.Products(t.Context(), ads.ProductCatalogProductQuery{}))
		if err != nil || len(left) != tt.left {
			t.Errorf("update %v: %d products are left, %v", tt.update, len(left), err)
		}
	}
}

func TestFeedUploadNeedsOneSource(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	feed := ads.NewProductFeed(client, "8")
	_, err := feed.CreateUpload(t.Context(), ads.UploadParams{})
	wantProblems(t, err, []string{"url is empty, and there is no file"})
	_, err = feed.CreateUpload(t.Context(), ads.UploadParams{URL: "https://a.example", File: metabiz.FileFromBytes("a.csv", []byte("x"))})
	wantProblems(t, err, []string{"url is given, and a file too"})
	if len(g.lines()) > 0 {
		t.Errorf("sent %v", g.lines())
	}
}

func TestFeedScheduleProblems(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	good := ads.FeedSchedule{URL: "https://a.example/f", Interval: ads.FeedIntervalDaily}
	tests := []struct {
		name   string
		change func(*ads.FeedSchedule)
		want   []string
	}{
		{"good", func(*ads.FeedSchedule) {}, nil},
		{"empty", func(s *ads.FeedSchedule) { *s = ads.FeedSchedule{} }, []string{"url is empty", "interval is empty"}},
		{"interval", func(s *ads.FeedSchedule) { s.Interval = "YEARLY" }, []string{"interval is none of"}},
		{"time", func(s *ads.FeedSchedule) { s.Hour, s.Minute, s.DayOfMonth = 24, -1, 32 }, []string{"hour is not from 0 to 23, got 24", "minute is not", "day_of_month is not"}},
		{"week", func(s *ads.FeedSchedule) { s.Interval = ads.FeedIntervalWeekly }, []string{"day_of_week is empty"}},
		{"no day", func(s *ads.FeedSchedule) { s.DayOfWeek = "Monday" }, []string{"day_of_week is no day"}},
		{"month", func(s *ads.FeedSchedule) { s.Interval = ads.FeedIntervalMonthly }, []string{"day_of_month is not set"}},
	}
	for _, tt := range tests {
		schedule := good
		tt.change(&schedule)
		t.Log(tt.name)
		wantProblems(t, schedule.Validate(), tt.want)
		if err := ads.NewProductFeed(client, "8").Schedule(t.Context(), schedule); (err != nil) != (tt.want != nil) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err := ads.NewProductFeed(client, "8").ScheduleUpdates(t.Context(), schedule); (err != nil) != (tt.want != nil) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if n := len(g.lines()); n != 2 {
		t.Errorf("%d calls", n)
	}
}

// The wait for an upload is bounded by the context.
func TestAwaitUpload(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		looks := 0
		g.on("GET 9", func(w http.ResponseWriter, r *http.Request) {
			if looks++; looks > 3 {
				answer(`{"id":"9","end_time":"2026-11-22T10:00:00+0000","error_count":"2"}`)(w, r)
				return
			}
			answer(`{"id":"9"}`)(w, r)
		})
		began := time.Now()
		over, err := ads.NewFeedUpload(client, "9").Await(t.Context(), 0)
		if err != nil || over.ErrorCount != 2 || time.Since(began) != 30*time.Second {
			t.Errorf("%+v, %v after %v", over, err, time.Since(began))
		}
		g.on("GET 9", refuse(100, 33, "Unsupported get request"))
		if _, err := ads.NewFeedUpload(client, "9").Await(t.Context(), 0); !errors.Is(err, metabiz.ErrNotFound) {
			t.Errorf("%v", err)
		}
	})
}
