package metabiz_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/pages"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// secretName is how fields are called that hold what opens doors.
var secretName = regexp.MustCompile(`(?i)(access|page|user|system|boost|client|verify|app)_?tokens?$|^tokens?$|secrets?$|^appsecret|password|passphrase|private_?key|_pin$|^pin$`)

// sent are fields that a caller fills in for Meta, whose JSON therefore has them, and a value with a secret in each. Their structs keep them
// out of fmt and slog.
var sent = map[string]any{
	"ads.AdCreativeBrandedContentAds.FacebookBoostPostAccessToken":  ads.AdCreativeBrandedContentAds{FacebookBoostPostAccessToken: secretToken},
	"ads.AdCreativeBrandedContentAds.InstagramBoostPostAccessToken": ads.AdCreativeBrandedContentAds{InstagramBoostPostAccessToken: secretToken},
	"ads.HotelRoomsBatchParams.Password":                            ads.HotelRoomsBatchParams{Password: secretToken},
	"ads.PricingVariablesBatchParams.Password":                      ads.PricingVariablesBatchParams{Password: secretToken},
	"ads.UploadParams.Password":                                     ads.UploadParams{Password: secretToken},
	"pages.UserUpdate.Password":                                     pages.UserUpdate{Password: secretToken},
	"whatsapp.Backup.Password":                                      whatsapp.Backup{Password: secretToken},
	"whatsapp.PhoneNumberUpdate.PIN":                                whatsapp.PhoneNumberUpdate{PIN: secretToken},
	"whatsapp.Registration.PIN":                                     whatsapp.Registration{PIN: secretToken},
	"whatsapp.WebhookOverride.VerifyToken":                          whatsapp.WebhookOverride{VerifyToken: secretToken},
}

// harmless are fields that are called like a secret and are none.
var harmless = map[string]string{
	"ads.ProductCatalogCategory.Tokens": "the words of a category's name",
	"whatsapp.FlowMessage.Token":        "what the caller calls a Flow, for everybody in it to see",
	"whatsapp.FlowParameter.Token":      "likewise",
}

// Whoever prints, logs or encodes a value of this library must not print a secret: a field for one is of a type that hides it, or is in a
// struct that prints itself without.
func TestNoPublicFieldOrResultShowsASecret(t *testing.T) {
	t.Parallel()
	structs := 0
	used := map[string]bool{}
	for _, dir := range publicPackages(t) {
		pkg := parsePackage(t, dir)
		for name, fields := range pkg.structs {
			structs++
			for _, f := range fields {
				where := dir + "." + name + "." + f.name
				switch {
				case !secretName.MatchString(f.name) && !secretName.MatchString(f.json):
				case !holdsText(f.typ) || strings.Contains(f.typ, "Secret"):
				case pkg.hides[name], harmless[where] != "":
					used[where] = true
				default:
					t.Errorf("%s is a %s and shows its secret: make it a Secret, or, where it is sent, have %s hide it (Format and LogValue)", where, f.typ, name)
				}
			}
		}
		for _, f := range pkg.results {
			t.Errorf("%s.%s gives a secret away as text", dir, f)
		}
	}
	if structs < 500 {
		t.Errorf("only %d structs were looked at", structs)
	}
	for where := range sent {
		if !used[where] {
			t.Errorf("%s need not be excepted", where)
		}
	}
	for where := range harmless {
		if !used[where] {
			t.Errorf("%s need not be excepted", where)
		}
	}
}

func TestSecretsThatAreSentDoNotShow(t *testing.T) {
	t.Parallel()
	for where, v := range sent {
		if data, err := json.Marshal(v); err != nil || !strings.Contains(string(data), secretToken) {
			t.Errorf("%s is not sent: %s, %v", where, data, err)
		}
		for _, held := range []any{v, &v, []any{v}, map[string]any{"v": v}, struct{ V any }{v}} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
				mustHide(t, where, fmt.Sprintf(verb, held))
			}
		}
		var b bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
			slog.New(h).Info("m", "v", v)
		}
		mustHide(t, where, b.String())
	}
}

func holdsText(typ string) bool {
	return strings.Contains(typ, "string") || strings.Contains(typ, "byte") || typ == "any" || strings.Contains(typ, "RawMessage")
}

// publicPackages are the folders that users import.
func publicPackages(t *testing.T) []string {
	t.Helper()
	dirs := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (d.Name() == "internal" || d.Name() == "examples" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			dirs[filepath.Dir(path)] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(dirs) < 4 {
		t.Fatalf("only %d packages", len(dirs))
	}
	return slices.Sorted(maps.Keys(dirs))
}

type field struct{ name, json, typ string }

type publicPackage struct {
	structs map[string][]field
	hides   map[string]bool // types with a Format method
	results []string        // functions that return what is called a secret, as a string
}

func parsePackage(t *testing.T, dir string) publicPackage {
	t.Helper()
	p := publicPackage{structs: map[string][]field{}, hides: map[string]bool{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				p.function(d)
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if ts, ok := spec.(*ast.TypeSpec); ok && ts.Name.IsExported() {
						if st, ok := ts.Type.(*ast.StructType); ok {
							p.structs[ts.Name.Name] = fieldsOf(st)
						}
					}
				}
			}
		}
	}
	return p
}

func (p *publicPackage) function(d *ast.FuncDecl) {
	if d.Recv != nil && d.Name.Name == "Format" {
		p.hides[strings.TrimPrefix(typeText(d.Recv.List[0].Type), "*")] = true
	}
	if !d.Name.IsExported() || d.Type.Results == nil || !secretName.MatchString(d.Name.Name) || strings.HasPrefix(d.Name.Name, "With") {
		return
	}
	for _, r := range d.Type.Results.List {
		// A TokenSource is where a token comes from: it has to give it.
		if typeText(r.Type) == "string" && !(d.Name.Name == "Token" && d.Recv != nil && typeText(d.Recv.List[0].Type) == "TokenFunc") {
			p.results = append(p.results, d.Name.Name)
		}
	}
}

func fieldsOf(st *ast.StructType) []field {
	var all []field
	for _, f := range st.Fields.List {
		tag := ""
		if f.Tag != nil {
			if text, err := strconv.Unquote(f.Tag.Value); err == nil {
				tag, _, _ = strings.Cut(reflect.StructTag(text).Get("json"), ",")
			}
		}
		for _, n := range f.Names {
			if n.IsExported() {
				all = append(all, field{n.Name, tag, typeText(f.Type)})
			}
		}
	}
	return all
}

func typeText(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + typeText(e.X)
	case *ast.ArrayType:
		return "[]" + typeText(e.Elt)
	case *ast.SelectorExpr:
		return typeText(e.X) + "." + e.Sel.Name
	case *ast.MapType:
		return "map[" + typeText(e.Key) + "]" + typeText(e.Value)
	case *ast.IndexExpr:
		return typeText(e.X) + "[" + typeText(e.Index) + "]"
	}
	return fmt.Sprintf("%T", e)
}

// The type for secrets that Meta gives hides them wherever they may end up.
func TestSecretHidesItself(t *testing.T) {
	t.Parallel()
	s := metabiz.Secret(secretToken)
	var _ interface {
		fmt.Stringer
		fmt.Formatter // stands for GoStringer, too
		slog.LogValuer
	} = s
	page := pages.Page{ID: "1", AccessToken: s}
	for _, v := range []any{s, &s, page, &page, []pages.Page{page}, map[string]any{"page": page}, struct{ S any }{s}, fmt.Errorf("no %v", s)} {
		mustHide(t, fmt.Sprintf("%T", v), shown(v))
	}
	var b bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).With("page", page).WithGroup("g").Info("m", "s", s, slog.Any("p", &page), slog.Group("h", "s", s))
	}
	mustHide(t, "slog", b.String())
	if data, err := json.Marshal(page); err != nil || !strings.Contains(string(data), "[secret]") {
		t.Errorf("%s, %v", data, err)
	}
	if string(s) != secretToken || !s.Known() || metabiz.Secret("").Known() {
		t.Error("the secret can't be had")
	}
	var back pages.Page
	if data, err := json.Marshal(page); err != nil || json.Unmarshal(data, &back) != nil || back.AccessToken.Known() {
		t.Errorf("what is left of a secret passes for one: %v", back.AccessToken)
	}
}
