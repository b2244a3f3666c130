package metabiz

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"
)

// lifetime tells when a version stops being served; a zero time: not announced.
// The Marketing API leaves a version earlier than the rest of Graph does.
type lifetime struct{ graph, marketing time.Time }

// lifetimes are as Meta publishes them in
// https://developers.facebook.com/docs/graph-api/changelog/versions.
// A version that is not here is newer than this list, or has ended long ago.
var lifetimes = map[string]lifetime{
	"v26.0": {},
	"v25.0": {graph: day(2028, time.July, 29)},
	"v24.0": {graph: day(2028, time.February, 18), marketing: day(2026, time.October, 6)},
	"v23.0": {graph: day(2027, time.October, 8), marketing: day(2026, time.June, 9)},
	"v22.0": {graph: day(2027, time.May, 20), marketing: day(2026, time.June, 9)},
	"v21.0": {graph: day(2027, time.January, 21), marketing: day(2026, time.June, 9)},
	"v20.0": {graph: day(2026, time.September, 24), marketing: day(2026, time.June, 9)},
	"v19.0": {graph: day(2026, time.May, 21), marketing: day(2026, time.May, 21)},
	"v18.0": {graph: day(2026, time.January, 26), marketing: day(2026, time.January, 26)},
}

// oldestListed is the first version of the list: what is older has ended with it.
const oldestListed = "v18.0"

func day(year int, month time.Month, of int) time.Time {
	return time.Date(year, month, of, 0, 0, 0, 0, time.UTC)
}

// nearEnd is how long before its end a version is worth a warning.
const nearEnd = 90 * 24 * time.Hour

// ends tells when a version stops for the Marketing API or for the rest of Graph.
func ends(version string, marketing bool) time.Time {
	life, listed := lifetimes[version]
	if !listed && olderVersion(version, oldestListed) {
		life = lifetimes[oldestListed]
	}
	if marketing && !life.marketing.IsZero() {
		return life.marketing
	}
	return life.graph
}

// versionNotes remembers of which versions' ends a client, and those derived from
// it, have spoken.
type versionNotes struct {
	mu   sync.Mutex
	said map[versionNote]bool
}

type versionNote struct {
	version   string
	marketing bool
}

// note logs, once, that the version of a call has ended or will soon.
func (n *versionNotes) note(ctx context.Context, cfg *config, req *Request) {
	if cfg.logger == nil {
		return
	}
	about := versionNote{cfg.version, ofMarketing(req)}
	end := ends(about.version, about.marketing)
	if end.IsZero() {
		return
	}
	left := time.Until(end)
	if left > nearEnd || !n.first(about) {
		return
	}
	api := "Graph API"
	if about.marketing {
		api = "Marketing API"
	}
	message := "version ends soon: move to a newer one by WithVersion"
	if left <= 0 {
		message = "version has ended: Meta refuses its calls (2635) or treats them as of another version; name a newer one by WithVersion"
	}
	cfg.logger.LogAttrs(ctx, slog.LevelWarn, message, slog.String("api", api), slog.String("version", about.version),
		slog.String("end", end.Format(time.DateOnly)), slog.String("newest", DefaultVersion))
}

func (n *versionNotes) first(about versionNote) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.said[about] {
		return false
	}
	if n.said == nil {
		n.said = map[versionNote]bool{}
	}
	n.said[about] = true
	return true
}

// ofMarketing tells calls of the Marketing API by what they count against, by the
// account in their path, or by their route.
// Events of the Conversions API live as long as Graph does, whatever they count against.
func ofMarketing(req *Request) bool {
	_, route, _ := strings.Cut(req.Operation, " /")
	node, _, _ := strings.Cut(route, "/")
	if node == "{ads-pixel-id}" {
		return false
	}
	for _, key := range req.Limits {
		if key.Kind == LimitAdAccount {
			return true
		}
	}
	if strings.HasPrefix(strings.TrimPrefix(req.Path, "/"), "act_") {
		return true
	}
	return marketingNodes[node]
}

var marketingNodes = map[string]bool{
	"{ad-account-id}": true, "{campaign-id}": true, "{ad-set-id}": true, "{ad-id}": true, "{ad-creative-id}": true, "{ad-image-id}": true,
	"{ad-video-id}": true, "{ad-label-id}": true, "{ad-rule-id}": true, "{ad-study-id}": true, "{ad-report-run-id}": true,
	"{ad-async-request-set-id}": true, "{ad-async-request-id}": true, "{custom-audience-id}": true, "{saved-audience-id}": true,
	"{custom-conversion-id}": true, "{high-demand-period-id}": true,
}

// olderVersion tells whether version a came before b.
func olderVersion(a, b string) bool {
	aMajor, aMinor := versionNumbers(a)
	bMajor, bMinor := versionNumbers(b)
	return aMajor < bMajor || aMajor == bMajor && aMinor < bMinor
}

func versionNumbers(version string) (major, minor int) {
	first, second, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	major, _ = strconv.Atoi(first)
	minor, _ = strconv.Atoi(second)
	return major, minor
}
