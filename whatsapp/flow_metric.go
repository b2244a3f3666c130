package whatsapp

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// FlowMetricName is a figure of a Flow's endpoint.
type FlowMetricName string

const (
	FlowEndpointRequestCount FlowMetricName = "ENDPOINT_REQUEST_COUNT"
	FlowEndpointRequestError FlowMetricName = "ENDPOINT_REQUEST_ERROR"
	FlowEndpointErrorRate    FlowMetricName = "ENDPOINT_REQUEST_ERROR_RATE"
	FlowEndpointLatency      FlowMetricName = "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL"
	FlowEndpointAvailability FlowMetricName = "ENDPOINT_AVAILABILITY"
)

// FlowMetricQuery says which figure is told. Name is required.
type FlowMetricQuery struct {
	Name         FlowMetricName
	Granularity  string    // "DAY", "HOUR", "LIFETIME"; "DAY" where it is left out
	Since, Until time.Time // days; all that there is where they are left out
}

// FlowMetric is a figure of a Flow over time.
type FlowMetric struct {
	Name        FlowMetricName    `json:"name"`
	Granularity string            `json:"granularity"`
	DataPoints  []FlowMetricPoint `json:"data_points"`
}

// FlowMetricPoint is a figure at a time, in parts: "succeeded", "timeout_error", "value" …
type FlowMetricPoint struct {
	Timestamp time.Time         `json:"timestamp"`
	Data      []FlowMetricValue `json:"data"`
}

// FlowMetricValue is a part of a figure.
type FlowMetricValue struct {
	Key   string  `json:"key"`
	Value float64 `json:"value"`
}

// Metric reads a figure of the Flow's endpoint. Meta has announced the end of these figures for 30 April 2026.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/metrics_api.
//
//meta:operation GET /{flow-id}
func (f *Flow) Metric(ctx context.Context, q FlowMetricQuery, opts ...metabiz.Option) (*FlowMetric, error) {
	var c checker
	c.required(at("metric.name"), string(q.Name))
	if !q.Since.IsZero() && !q.Until.IsZero() && q.Until.Before(q.Since) {
		c.add(at("metric.until"), "is before since", q.Since.Format(time.DateOnly), q.Until.Format(time.DateOnly))
	}
	if err := c.err("whatsapp.FlowMetricQuery"); err != nil {
		return nil, err
	}
	if q.Granularity == "" {
		q.Granularity = "DAY"
	}
	var field strings.Builder
	fmt.Fprintf(&field, "metric.name(%s).granularity(%s)", q.Name, q.Granularity)
	if !q.Since.IsZero() {
		field.WriteString(q.Since.Format(".since(" + time.DateOnly + ")"))
	}
	if !q.Until.IsZero() {
		field.WriteString(q.Until.Format(".until(" + time.DateOnly + ")"))
	}
	answer, err := metabiz.Call[FlowInfo](ctx, f.client, f.read("", field.String()), opts...)
	if err != nil {
		return nil, err
	}
	if answer.Metric == nil {
		return &FlowMetric{Name: q.Name, Granularity: q.Granularity}, nil
	}
	return answer.Metric, nil
}
