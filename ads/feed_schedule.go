package ads

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// FeedSchedule is when Meta fetches a feed, and from where. Hours are those of Timezone, and
// without it of the Pacific.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-schedule.
type FeedSchedule struct {
	URL           string       `json:"url"` // http, https, ftp or sftp
	Interval      FeedInterval `json:"interval"`
	IntervalCount int          `json:"interval_count,omitzero"` // 2 is every other; 0 is 1
	Hour          int          `json:"hour"`                    // 0 to 23
	Minute        int          `json:"minute"`                  // 0 to 59
	DayOfWeek     string       `json:"day_of_week,omitzero"`    // MONDAY; of a week
	DayOfMonth    int          `json:"day_of_month,omitzero"`   // 1 to 31; of a month
	Timezone      string       `json:"timezone,omitzero"`       // Europe/Rome
	Username      string       `json:"username,omitzero"`
	Password      Secret       `json:"-"`
}

// Text is the schedule as parameters have it that are JSON text, such as
// [ProductFeedParams] Schedule and UpdateSchedule; the password stands in it.
func (s FeedSchedule) Text() (string, error) {
	if err := s.Validate(); err != nil {
		return "", err
	}
	type plain FeedSchedule
	text, err := json.Marshal(struct {
		plain
		Password string `json:"password,omitzero"`
	}{plain(s), string(s.Password)})
	return string(text), err
}

var weekDays = []string{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"}

// Validate finds what Meta would refuse.
func (s FeedSchedule) Validate() error {
	found := &problems{}
	if s.URL == "" {
		found.add("url", "is empty")
	}
	switch s.Interval {
	case FeedIntervalHourly, FeedIntervalDaily, FeedIntervalWeekly, FeedIntervalMonthly:
	case "":
		found.add("interval", "is empty: HOURLY, DAILY, WEEKLY or MONTHLY")
	default:
		found.value("interval", string(s.Interval), "is none of HOURLY, DAILY, WEEKLY, MONTHLY")
	}
	for _, n := range []struct {
		name               string
		value, least, most int
	}{{"interval_count", s.IntervalCount, 0, 1 << 16}, {"hour", s.Hour, 0, 23}, {"minute", s.Minute, 0, 59}, {"day_of_month", s.DayOfMonth, 0, 31}} {
		if n.value < n.least || n.value > n.most {
			found.value(n.name, n.value, "is not from %d to %d", n.least, n.most)
		}
	}
	if s.DayOfWeek != "" && !slices.Contains(weekDays, s.DayOfWeek) {
		found.value("day_of_week", s.DayOfWeek, "is no day such as MONDAY")
	}
	if s.Interval == FeedIntervalWeekly && s.DayOfWeek == "" {
		found.add("day_of_week", "is empty: a weekly schedule needs it")
	}
	if s.Interval == FeedIntervalMonthly && s.DayOfMonth == 0 {
		found.add("day_of_month", "is not set: a monthly schedule needs it")
	}
	return found.err("ads.FeedSchedule")
}

// Schedule sets when Meta fetches the feed to replace the catalogue's products by
// it: those that it no longer has are deleted where the feed says so.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-schedule.
func (f *ProductFeedHandle) Schedule(ctx context.Context, schedule FeedSchedule, opts ...metabiz.Option) error {
	text, err := schedule.Text()
	if err != nil {
		return err
	}
	return f.Update(ctx, ProductFeedUpdate{Schedule: text}, opts...)
}

// ScheduleUpdates sets when Meta fetches a file of what has changed since; products
// that it does not have stay as they are.
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-feed-schedule.
func (f *ProductFeedHandle) ScheduleUpdates(ctx context.Context, schedule FeedSchedule, opts ...metabiz.Option) error {
	text, err := schedule.Text()
	if err != nil {
		return err
	}
	return f.Update(ctx, ProductFeedUpdate{UpdateSchedule: text}, opts...)
}
