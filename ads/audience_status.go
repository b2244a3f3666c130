package ads

import "fmt"

// Codes of a [CustomAudience]'s states, as far as Meta documents them.
const (
	audienceReady    = 200
	audienceTooSmall = 300
	audienceFlagged  = 471
)

// operationTexts are what may be wrong with how an audience is filled.
var operationTexts = map[int]string{
	0:   "its state is not known",
	200: "normal",
	400: "Meta warns of it: see its description",
	410: "nobody was uploaded",
	411: "few of its people were found",
	412: "many of its rows could not be read",
	414: "it is being replaced",
	415: "its replacement failed",
	421: "the website has no pixel",
	422: "the pixel does not report",
	423: "the pixel is not valid",
	431: "the lookalike could not be made anew",
	432: "the lookalike could not be made",
	433: "the lookalike could not be made",
	434: "the lookalike is being made again, after it failed",
	441: "it is being filled",
	471: "it is flagged: ads with it are refused",
	500: "it failed",
}

// Deliverable tells whether ads can be shown to the audience: it is ready and not
// flagged. An ad set with a flagged audience is refused.
func (c *CustomAudience) Deliverable() bool {
	return c.DeliveryStatus != nil && c.DeliveryStatus.Code == audienceReady && (c.OperationStatus == nil || c.OperationStatus.Code != audienceFlagged)
}

// StatusText tells in words whether ads can be shown to the audience, and if not or not
// well, why. It needs the fields delivery_status and operation_status.
func (c *CustomAudience) StatusText() string {
	text := "its delivery status was not read"
	switch s := c.DeliveryStatus; {
	case s == nil:
	case s.Code == audienceReady:
		text = "ready"
	case s.Code == audienceTooSmall:
		text = "too small to show ads to"
	default:
		text = stateSays(s, "not ready")
	}
	if s := c.OperationStatus; s != nil && s.Code != audienceReady {
		known, ok := operationTexts[s.Code]
		if !ok {
			known = "state of its own"
		}
		text += "; " + stateSays(s, known)
	}
	return text
}

// stateSays adds what Meta says, and the code, to what is known.
func stateSays(s *CustomAudienceStatus, known string) string {
	if s.Description == "" {
		return fmt.Sprintf("%s (%d)", known, s.Code)
	}
	return fmt.Sprintf("%s (%d: %s)", known, s.Code, s.Description)
}

// AcceptedAudienceTerms tells whether the terms of customer lists, without which none can be
// made, and those of value-based ones were accepted. It needs the field tos_accepted.
func (a *AdAccount) AcceptedAudienceTerms() (lists, values bool) {
	return a.TOSAccepted["custom_audience_tos"] == 1, a.TOSAccepted["value_based_custom_audience_tos"] == 1
}
