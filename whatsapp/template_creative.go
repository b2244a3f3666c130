package whatsapp

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

const creativeMember = "degrees_of_freedom_spec"

// encodeCreative writes what the Marketing Messages API may do with the template.
func (t Template) encodeCreative(e *encoder) {
	if t.CreativeFeatures != nil {
		e.open(creativeMember)
		t.CreativeFeatures.encode(e)
		e.close()
	}
	if t.OptimizationSpec != nil {
		e.any("optimization_spec", t.OptimizationSpec)
	}
}

// CreativeFeatures says of each creative feature whether it is used.
type CreativeFeatures map[CreativeFeature]EnrollStatus

func (f CreativeFeatures) encode(e *encoder) {
	e.open("creative_features_spec")
	for _, feature := range slices.Sorted(maps.Keys(f)) {
		e.open(string(feature))
		e.always("enroll_status", string(f[feature]))
		e.close()
	}
	e.close()
}

// MarshalJSON gives the value of the member "degrees_of_freedom_spec".
func (f CreativeFeatures) MarshalJSON() ([]byte, error) {
	e := encoder{buf: []byte{'{'}}
	f.encode(&e)
	e.close()
	return e.buf, nil
}

// creativeFeatures reads the features as they are set, an object by their names,
// and as they are read: a list of keys in capitals and values. What says more than that is not taken apart.
func creativeFeatures(raw json.RawMessage) (CreativeFeatures, bool) {
	if len(raw) == 0 {
		return nil, false
	}
	type enrolled struct {
		Status EnrollStatus `json:"enroll_status"`
	}
	var set struct {
		Features map[CreativeFeature]json.RawMessage `json:"creative_features_spec"`
	}
	if decodeWhole(raw, &set) == nil && set.Features != nil {
		features := make(CreativeFeatures, len(set.Features))
		for name, one := range set.Features {
			var value enrolled
			if decodeWhole(one, &value) != nil {
				return nil, false
			}
			features[name] = value.Status
		}
		return features, true
	}
	var read struct {
		Features []struct {
			Key   string   `json:"key"`
			Value enrolled `json:"value"`
		} `json:"creative_features_spec"`
	}
	if decodeWhole(raw, &read) != nil || read.Features == nil {
		return nil, false
	}
	features := make(CreativeFeatures, len(read.Features))
	for _, f := range read.Features {
		features[CreativeFeature(strings.ToLower(f.Key))] = f.Value.Status
	}
	return features, true
}

// decodeWhole refuses members that v has no field for.
func decodeWhole(raw json.RawMessage, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
