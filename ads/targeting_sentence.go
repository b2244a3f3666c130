package ads

import (
	"encoding/json"
	"strings"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// SentenceLine is a part of a targeting in words: "Location:" with the places.
type SentenceLine struct {
	Content  string   `json:"content"`
	Children []string `json:"children"`
}

// UnmarshalJSON takes children also where they are one text.
func (s *SentenceLine) UnmarshalJSON(data []byte) error {
	var line struct {
		Content  string          `json:"content"`
		Children json.RawMessage `json:"children"`
	}
	if err := wire.Unmarshal(data, &line); err != nil {
		return err
	}
	s.Content, s.Children = line.Content, nil
	if text := textOf(line.Children); text != "" {
		s.Children = []string{text}
		return nil
	}
	if len(line.Children) == 0 {
		return nil
	}
	return json.Unmarshal(line.Children, &s.Children)
}

// String is the line as it is read out: "Location: Italy, Switzerland".
func (s SentenceLine) String() string {
	if len(s.Children) == 0 {
		return s.Content
	}
	return strings.TrimSpace(s.Content) + " " + strings.Join(s.Children, ", ")
}

// String is the whole targeting in words, one line each.
func (t TargetingSentenceLine) String() string {
	lines := make([]string, len(t.Targetingsentencelines))
	for i, line := range t.Targetingsentencelines {
		lines[i] = line.String()
	}
	return strings.Join(lines, "\n")
}
