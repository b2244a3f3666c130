package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a package holds by hand is not written a second time, and what it mentions is there.
func TestByHand(t *testing.T) {
	t.Parallel()
	dir, empty, hand := specs(t), t.TempDir(), t.TempDir()
	const source = `package ads

// AudienceHealth reads what is wrong with the audience.
//
//meta:operation GET /{custom-audience-id}/health
func (a *CustomAudienceHandle) AudienceHealth(query HealthQuery) CustomAudienceHealth {}

// AdImageHandle is an image.
type AdImageHandle struct{ object }
`
	if err := os.WriteFile(filepath.Join(hand, "hand.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	// Both folders lack the other methods by hand, for which the tables have no names.
	t1 := *targets["ads"]
	t1.handles = nil
	for _, h := range adsHandles {
		if h.node == "CustomAudience" || h.node == "AdImage" {
			t1.handles = append(t1.handles, h)
		}
	}
	all := func(folder string) string {
		files, err := generate(&t1, dir, folder)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, content := range files {
			b.Write(content)
		}
		return b.String()
	}
	before, after := all(empty), all(hand)
	for text, still := range map[string]bool{
		"//meta:operation GET /{custom-audience-id}/health":   false,
		"//meta:operation GET /{custom-audience-id}/sessions": true,
		"type HealthQuery struct":                             true, // mentioned by hand
		"type CustomAudienceHealth struct":                    true,
		"type AdImageHandle struct":                           false,
		"func (i *AdImageHandle) Get(":                        true,
	} {
		if !strings.Contains(before, text) {
			t.Errorf("%q is not written for an empty package", text)
		}
		if strings.Contains(after, text) != still {
			t.Errorf("%q beside what is there by hand: %v, want %v", text, !still, still)
		}
	}
}

func TestSingular(t *testing.T) {
	t.Parallel()
	for many, one := range map[string]string{
		"AdStudies": "AdStudy", "Batches": "Batch", "Addresses": "Address", "Campaigns": "Campaign", "BatchStatus": "BatchStatus",
		"AccountIDs": "AccountID", "AdsVolume": "AdsVolume", "Boxes": "Box", "Canvases": "Canvas",
	} {
		if got := singular(many); got != one {
			t.Errorf("%s: %s, want %s", many, got, one)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, test := range [][3]string{
		{join("ProductFeedRule", "RuleType"), "ProductFeedRuleType", "join"},
		{join("AdAccount", "PermittedTask"), "AdAccountPermittedTask", "join"},
		{lowerFirst("AdStudy"), "adStudy", "lowerFirst"},
		{lowerFirst("IDName"), "idName", "lowerFirst"},
		{lowerFirst("BusinessID"), "businessID", "lowerFirst"},
		{phrase("adsets"), "ad sets", "phrase"},
		{phrase("ads_reporting_mmm_reports"), "ads reporting MMM reports", "phrase"},
		{article("ad"), "an ad", "article"},
	} {
		if test[0] != test[1] {
			t.Errorf("%s: %s, want %s", test[2], test[0], test[1])
		}
	}
}

// Every directive, by hand or generated, names an operation of the specification.
func TestDirectives(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	nodes := make(map[string]string) // by placeholder
	for _, file := range files {
		node := strings.TrimSuffix(filepath.Base(file), ".json")
		nodes[placeholder(node)] = node
		nodes[strings.ReplaceAll(placeholder(node), "whats-app", "whatsapp")] = node // as package whatsapp writes it
	}
	s, err := openSpec(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ads", "pages"} {
		sources, err := filepath.Glob(filepath.Join("..", "..", name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, source := range sources {
			text, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range directive.FindAllStringSubmatch(string(text), -1) {
				found++
				if !strings.HasPrefix(d[2], "/{") {
					if !slices.Contains([]string{"/debug_token", "/oauth/access_token", "/search"}, d[2]) {
						t.Errorf("%s: %s is no operation of the root", source, d[2])
					}
					continue
				}
				id, edge, _ := strings.Cut(strings.TrimPrefix(d[2], "/{"), "}")
				n, err := s.node(nodes[id])
				if err != nil {
					t.Fatal(err)
				}
				if n == nil {
					t.Errorf("%s: no node is {%s}", source, id)
					continue
				}
				if _, ok := n.api(d[1], strings.TrimPrefix(edge, "/")); !ok {
					t.Errorf("%s: the specification has no %s %s", source, d[1], d[2])
				}
			}
		}
		if found < 200 {
			t.Errorf("%s: only %d directives", name, found)
		}
	}
}
