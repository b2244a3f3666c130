package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	slashpath "path"
	"strings"
)

// A TemplateFile is a template that is kept as a file.
type TemplateFile struct {
	Path     string // in the folder, with slashes
	Template Template
}

// filePrefix is in front of the example of a header that is a file beside the template.
const filePrefix = "file:"

// LoadTemplates reads a folder of templates, one JSON a template: the body that creates it, as
// [Template] marshals. Folders within are walked; other files are left alone.
//
//	order_update/it.json      {"category":"UTILITY","components":[…]}
//	order_update/en_US.json
//	welcome/it.json           {"category":"MARKETING","components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["file:poster.png"]}},…]}
//	welcome/poster.png
//
// Where the JSON has no name it is that of the folder, and the language that of the file. The example of a
// header may be a file beside it, "file:poster.png", which [Account.SyncTemplates] uploads.
//
// Every template is checked by [Template.Validate]. What is wrong is told of all files at once, each with its path;
// the others are given as well.
func LoadTemplates(fsys fs.FS) ([]TemplateFile, error) {
	var files []TemplateFile
	var errs []error
	seen := map[templateKey]string{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || slashpath.Ext(name) != ".json" || strings.HasPrefix(slashpath.Base(name), ".") {
			return err
		}
		t, err := loadTemplate(fsys, name)
		if err != nil {
			errs = append(errs, fmt.Errorf("whatsapp: %s: %w", name, err))
			return nil
		}
		key := templateKey{t.Name, t.Language}
		if other, taken := seen[key]; taken {
			errs = append(errs, fmt.Errorf("whatsapp: %s: %w: %s (%s) is in %s already", name, ErrTemplateTwice, t.Name, t.Language, other))
			return nil
		}
		seen[key] = name
		files = append(files, TemplateFile{name, t})
		return nil
	})
	return files, errors.Join(append(errs, err)...)
}

// ErrTemplateTwice is a template that stands in two files.
var ErrTemplateTwice = errors.New("the template is kept twice")

// templateKey is what an account knows a template by.
type templateKey struct{ name, language string }

func loadTemplate(fsys fs.FS, name string) (Template, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return Template{}, err
	}
	var t Template
	if err := json.Unmarshal(data, &t); err != nil {
		return Template{}, err
	}
	if folder := slashpath.Base(slashpath.Dir(name)); t.Name == "" && folder != "." {
		t.Name = folder
	}
	if t.Language == "" {
		t.Language = strings.TrimSuffix(slashpath.Base(name), ".json")
	}
	t = t.definition()
	if err := t.Validate(); err != nil {
		return Template{}, err
	}
	return t, t.eachMedia(func(h *TemplateHeader) error {
		file, isFile := strings.CutPrefix(h.Example, filePrefix)
		if !isFile {
			return nil
		}
		_, err := fs.Stat(fsys, slashpath.Join(slashpath.Dir(name), file))
		return err
	})
}

// eachMedia walks over the headers that show a file, those of cards included.
func (t Template) eachMedia(do func(h *TemplateHeader) error) error {
	headers := []*TemplateHeader{t.Header}
	for _, card := range t.Cards {
		headers = append(headers, card.Header)
	}
	for _, h := range headers {
		if h == nil {
			continue
		}
		switch h.format() {
		case HeaderImage, HeaderVideo, HeaderDocument, HeaderGIF:
			if err := do(h); err != nil {
				return err
			}
		}
	}
	return nil
}
