package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// ScheduleType is what a schedule is for.
type ScheduleType string

const (
	ScheduleBusinessHours     ScheduleType = "BUSINESS_HOURS"
	ScheduleAutomatedResponse ScheduleType = "AUTOMATED_RESPONSE"
	ScheduleMessageCampaign   ScheduleType = "MESSAGE_CAMPAIGN"
	ScheduleMaintenanceWindow ScheduleType = "MAINTENANCE_WINDOW"
	ScheduleCustom            ScheduleType = "CUSTOM"
)

// Schedule is when something of an account happens. Name, ScheduleType, StartTime
// and EndTime are required.
type Schedule struct {
	ID           string       `json:"id,omitzero"` // given by Meta
	Name         string       `json:"name"`
	Description  string       `json:"description,omitzero"`
	ScheduleType ScheduleType `json:"schedule_type"`
	Status       string       `json:"status,omitzero"` // "ACTIVE", "INACTIVE", "PAUSED", "EXPIRED", "DRAFT"; Meta's to set
	IsActive     *bool        `json:"is_active,omitempty"`
	StartTime    string       `json:"start_time"` // "09:00:00", or a whole date and time
	EndTime      string       `json:"end_time"`
	DaysOfWeek   []DayOfWeek  `json:"days_of_week,omitzero"`
	Timezone     string       `json:"timezone,omitzero"` // "Europe/Rome"
	Recurrence   *Recurrence  `json:"recurrence_pattern,omitzero"`
	CreatedTime  time.Time    `json:"created_time,omitzero"` // Meta's to set
	UpdatedTime  time.Time    `json:"updated_time,omitzero"` // Meta's to set
}

// UnmarshalJSON takes times in any of Graph's forms.
func (s *Schedule) UnmarshalJSON(data []byte) error {
	type plain Schedule
	return wire.Unmarshal(data, (*plain)(s))
}

// Recurrence is how often a schedule comes round.
type Recurrence struct {
	Frequency string `json:"frequency"` // "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
	Interval  int    `json:"interval,omitzero"`
	EndDate   string `json:"end_date,omitzero"` // "2026-12-31"
}

// ScheduleQuery narrows a list of schedules.
type ScheduleQuery struct {
	Sort  string `json:"sort,omitzero"` // "created_time.desc", "updated_time.asc" …
	Limit int    `json:"limit,omitzero"`
}

type scheduleQueryWire struct {
	fieldsQuery
	ScheduleQuery
}

const scheduleFields = "id,name,description,schedule_type,status,is_active,start_time,end_time,days_of_week,timezone,recurrence_pattern,created_time,updated_time"

// Schedules lists the account's schedules.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/schedules.
//
//meta:operation GET /{waba-id}/schedules
func (a *Account) Schedules(ctx context.Context, q ScheduleQuery, opts ...metabiz.Option) iter.Seq2[Schedule, error] {
	return metabiz.List[Schedule](ctx, a.client, a.schedules(q), opts...)
}

// SchedulePages lists the account's schedules by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/schedules.
//
//meta:operation GET /{waba-id}/schedules
func (a *Account) SchedulePages(ctx context.Context, q ScheduleQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Schedule], error] {
	return metabiz.Pages[Schedule](ctx, a.client, a.schedules(q), opts...)
}

func (a *Account) schedules(q ScheduleQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "schedules")
	req.Query = scheduleQueryWire{fieldsQuery{scheduleFields}, q}
	return req
}

// CreateSchedule makes a schedule and gives its id.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/schedules.
//
//meta:operation POST /{waba-id}/schedules
func (a *Account) CreateSchedule(ctx context.Context, s Schedule, opts ...metabiz.Option) (scheduleID string, err error) {
	var c checker
	c.required(at("name"), s.Name)
	c.required(at("schedule_type"), string(s.ScheduleType))
	c.required(at("start_time"), s.StartTime)
	c.required(at("end_time"), s.EndTime)
	if s.Recurrence != nil {
		c.required(at("recurrence_pattern.frequency"), s.Recurrence.Frequency)
	}
	if err := c.err("whatsapp.Schedule"); err != nil {
		return "", err
	}
	s.ID, s.Status, s.CreatedTime, s.UpdatedTime = "", "", time.Time{}, time.Time{}
	req := a.request(http.MethodPost, "schedules")
	req.Body = s
	return created(ctx, a.client, req, opts)
}
