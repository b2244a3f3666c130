// Command beyond joins what Meta documents and its specifications lack (beyond.yaml) with the files by which the oracle
// judges: fields with map.yaml, operations with allow.yaml. It writes both into a folder, for the oracle's -map and -allow.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// beyond is the content of beyond.yaml. Every entry says why it is there and where Meta says so.
type beyond struct {
	Fields []struct {
		Type   string   `yaml:"type"` // the package and the struct
		Names  []string `yaml:"names"`
		Reason string   `yaml:"reason"`
		Source string   `yaml:"source"`
	} `yaml:"fields"`
	Operations []yaml.Node `yaml:"operations"` // as in allow.yaml
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("beyond: ")
	oracle := flag.String("oracle", "../shared/oracle", "the folder that map.yaml and allow.yaml are in")
	from := flag.String("from", ".ci/beyond.yaml", "what is to be added")
	out := flag.String("out", "", "the folder to write into")
	flag.Parse()
	if *out == "" {
		log.Fatal("-out: missing")
	}
	if err := run(*oracle, *from, *out); err != nil {
		log.Fatal(err)
	}
}

func run(oracle, from, out string) error {
	var add beyond
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(data, &add); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return errors.Join(
		rewrite(filepath.Join(oracle, "map.yaml"), filepath.Join(out, "map.yaml"), add.addFields),
		rewrite(filepath.Join(oracle, "allow.yaml"), filepath.Join(out, "allow.yaml"), add.addOperations),
	)
}

// rewrite reads a file, has its tree changed and writes it elsewhere.
func rewrite(from, to string, change func(root *yaml.Node) error) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if err := change(document.Content[0]); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if data, err = yaml.Marshal(&document); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// addFields appends each field to `extra` of the entry that its struct is held against.
func (b *beyond) addFields(root *yaml.Node) error {
	var problems []error
	for _, field := range b.Fields {
		dir, name, _ := strings.Cut(field.Type, ".")
		if field.Reason == "" || field.Source == "" {
			problems = append(problems, fmt.Errorf("%s: reason or source missing", field.Type))
			continue
		}
		entry := typeEntry(root, dir, name)
		if entry == nil {
			problems = append(problems, fmt.Errorf("%s: no such type", field.Type))
			continue
		}
		extra := member(entry, "extra", yaml.SequenceNode)
		for _, tag := range field.Names {
			extra.Content = append(extra.Content, scalar(tag))
		}
		because := member(entry, "because", yaml.ScalarNode)
		because.SetString(strings.TrimSpace(because.Value + " " + field.Reason))
	}
	return errors.Join(problems...)
}

func (b *beyond) addOperations(root *yaml.Node) error {
	operations := member(root, "operations", yaml.SequenceNode)
	for i := range b.Operations {
		operations.Content = append(operations.Content, &b.Operations[i])
	}
	return nil
}

// typeEntry finds the entry of a package that bears the name, in `names` or as the last word of `spec`.
func typeEntry(root *yaml.Node, dir, name string) *yaml.Node {
	for _, pkg := range list(root, "packages") {
		if text(pkg, "package") != dir {
			continue
		}
		for _, entry := range list(pkg, "types") {
			var names []string
			for _, n := range list(entry, "names") {
				names = append(names, n.Value)
			}
			if words := strings.Fields(text(entry, "spec")); len(names) == 0 && len(words) > 0 {
				names = words[len(words)-1:]
			}
			if slices.Contains(names, name) {
				return entry
			}
		}
	}
	return nil
}

// lookup is a mapping's value by its key, nil where there is none.
func lookup(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func text(mapping *yaml.Node, key string) string {
	if value := lookup(mapping, key); value != nil {
		return value.Value
	}
	return ""
}

func list(mapping *yaml.Node, key string) []*yaml.Node {
	if value := lookup(mapping, key); value != nil {
		return value.Content
	}
	return nil
}

// member is a mapping's value by its key, made where it is lacking.
func member(mapping *yaml.Node, key string, kind yaml.Kind) *yaml.Node {
	if value := lookup(mapping, key); value != nil {
		return value
	}
	value := &yaml.Node{Kind: kind}
	mapping.Content = append(mapping.Content, scalar(key), value)
	return value
}

func scalar(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }
