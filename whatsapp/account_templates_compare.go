package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// TemplateComparisonQuery names the template that another is compared with, and the time.
type TemplateComparisonQuery struct {
	TemplateID string    // of the same account; both were sent 1,000 times or more in that time
	Days       int       // 7, 30, 60 or 90 back from End
	End        time.Time // now where it is left out
}

// TemplateComparison is how two templates have done.
type TemplateComparison struct {
	// BlockRate has the ids of the templates, the one that was blocked less first.
	BlockRate    []string
	MessageSends map[string]int64 // by the id of the template
	// TopBlockReason is why people have blocked the business: "NO_LONGER_NEEDED",
	// "NO_REASON", "NO_REASON_GIVEN", "NO_SIGN_UP", "OFFENSIVE_MESSAGES", "OTHER", "OTP_DID_NOT_REQUEST",
	// "SPAM", "UNKNOWN_BLOCK_REASON".
	TopBlockReason map[string]string
	// Other are metrics that have no field here, as they came.
	Other []json.RawMessage
}

type comparisonMetricWire struct {
	Metric  string   `json:"metric"`
	Order   []string `json:"order_by_relative_metric"`
	Numbers []struct {
		Key   string `json:"key"`
		Value int64  `json:"value"`
	} `json:"number_values"`
	Strings []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"string_values"`
}

// UnmarshalJSON reads the list of metrics that Meta answers.
func (t *TemplateComparison) UnmarshalJSON(data []byte) error {
	var answer struct {
		Data []json.RawMessage `json:"data"`
	}
	if err := wire.Unmarshal(data, &answer); err != nil {
		return err
	}
	var out TemplateComparison
	for _, raw := range answer.Data {
		var m comparisonMetricWire
		if err := wire.Unmarshal(raw, &m); err != nil {
			return err
		}
		switch m.Metric {
		case "BLOCK_RATE":
			out.BlockRate = m.Order
		case "MESSAGE_SENDS":
			out.MessageSends = make(map[string]int64, len(m.Numbers))
			for _, v := range m.Numbers {
				out.MessageSends[v.Key] = v.Value
			}
		case "TOP_BLOCK_REASON":
			out.TopBlockReason = make(map[string]string, len(m.Strings))
			for _, v := range m.Strings {
				out.TopBlockReason[v.Key] = v.Value
			}
		default:
			out.Other = append(out.Other, clone(raw))
		}
	}
	*t = out
	return nil
}

// CompareTemplates compares a template with another one of the account: how often
// each was sent, which was blocked less, and why.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-comparison.
//
//meta:operation GET /{template-id}/compare
func (a *Account) CompareTemplates(ctx context.Context, templateID string, q TemplateComparisonQuery, opts ...metabiz.Option) (*TemplateComparison, error) {
	var c checker
	c.required(at("template_ids[0]"), q.TemplateID)
	if q.TemplateID == templateID && templateID != "" {
		c.add(at("template_ids[0]"), "is the template itself", nil, templateID)
	}
	if windows := []int{7, 30, 60, 90}; !slices.Contains(windows, q.Days) {
		c.add(at("start"), "must be 7, 30, 60 or 90 days ago", windows, q.Days)
	}
	if err := c.err("whatsapp.TemplateComparisonQuery"); err != nil {
		return nil, err
	}
	if q.End.IsZero() {
		q.End = time.Now()
	}
	req := a.templateRequest(http.MethodGet, templateID, "compare")
	req.Query = struct {
		TemplateIDs []string `json:"template_ids"`
		Start       int64    `json:"start"`
		End         int64    `json:"end"`
	}{[]string{q.TemplateID}, q.End.Unix() - int64(q.Days)*24*60*60, q.End.Unix()}
	return metabiz.Call[TemplateComparison](ctx, a.client, req, opts...)
}
