package emulator

import (
	"slices"
	"testing"
)

// documentedParams are those that the guide on marketing messages has and the specification lacks.
var documentedParams = map[string][]string{
	"message_campaign": {"start_time", "end_time", "pixel_id"},
	"messages":         {"min_conversation_gap_seconds"},
}

// The operations of the Marketing API are among those that Meta specifies, with its parameters, and want what it requires.
func TestAdsOfTheSpecification(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	types := newRegistry(domains).types
	for _, name := range []string{"AdAccount", "Campaign", "AdSet", "Ad", "AdCreative", "AdVideo", "AdLabel", "AdsPixel", "CustomAudience", "AdReportRun",
		"AdRule", "AdStudy", "AdAsyncRequestSet", "AdAsyncRequest"} {
		spec := readSpec(t, dir, name)
		for key, edge := range types[name].edges {
			if key.name == videoHost { // stands on a host of its own
				continue
			}
			i := -1
			for n, api := range spec.APIs {
				if api.Method == key.method && api.Endpoint == key.name {
					i = n
				}
			}
			if i < 0 {
				t.Errorf("%s /{%s}/%s is no operation", key.method, name, key.name)
				continue
			}
			for _, q := range edge.Params {
				if !slices.ContainsFunc(spec.APIs[i].Params, func(p specParam) bool { return p.Name == q.Name }) &&
					!slices.Contains(documentedParams[key.name], q.Name) {
					t.Errorf("%s /{%s}/%s: %s is no parameter", key.method, name, key.name, q.Name)
				}
			}
			for _, p := range spec.APIs[i].Params {
				j := slices.IndexFunc(edge.Params, func(q Param) bool { return q.Name == p.Name })
				if p.Required && (j < 0 || !edge.Params[j].Required) {
					t.Errorf("%s /{%s}/%s: %s is required", key.method, name, key.name, p.Name)
				}
			}
		}
	}
}
