package edge

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// prepare refuses a request that lacks what it must have, and makes a form of a
// body with files.
//
// Params are structs. A field that is written even when it is zero is required, as
// its tag has no omitzero; a field of files names its parameter in the tag file.
// Params may also be a map whose values are all required.
func prepare(req *metabiz.Request) error {
	missing := slices.Concat(lacks(req.Query), lacks(req.Body))
	if len(missing) > 0 {
		return &metabiz.ValidationError{What: req.Operation, Fields: missing}
	}
	if files := filesOf(req.Body); len(files) > 0 {
		req.Body = &metabiz.Form{Fields: req.Body, Files: files}
	}
	return nil
}

func lacks(params any) []metabiz.FieldError {
	v := reflect.ValueOf(params)
	var fields []metabiz.FieldError
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if name, ok := required(v.Type().Field(i)); ok && isMissing(v.Field(i)) {
				fields = append(fields, missing(name))
			}
		}
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return nil
		}
		for _, key := range slices.SortedFunc(slices.Values(v.MapKeys()), func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) }) {
			if isMissing(v.MapIndex(key)) {
				fields = append(fields, missing(key.String()))
			}
		}
	}
	return fields
}

func missing(name string) metabiz.FieldError {
	return metabiz.FieldError{Path: name, Problem: "is required"}
}

func required(f reflect.StructField) (name string, ok bool) {
	if file, given := f.Tag.Lookup("file"); given {
		name, rest, _ := strings.Cut(file, ",")
		return name, rest == "required"
	}
	name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, f.IsExported() && name != "" && name != "-" && !strings.Contains(rest, "omit")
}

// isMissing reports whether a required value was not given. Zero is a number and
// false an answer; an empty list that is not nil is meant to be empty.
func isMissing(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return false
	case reflect.Interface:
		return v.IsNil() || isMissing(v.Elem())
	case reflect.Struct:
		if file, ok := v.Interface().(metabiz.File); ok {
			return file.Open == nil
		}
	}
	return v.IsZero()
}

func filesOf(params any) map[string]metabiz.File {
	v := reflect.ValueOf(params)
	if v.Kind() != reflect.Struct {
		return nil
	}
	files := make(map[string]metabiz.File)
	for i := range v.NumField() {
		tag, ok := v.Type().Field(i).Tag.Lookup("file")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(tag, ",")
		maps.Copy(files, filesIn(name, v.Field(i).Interface()))
	}
	return files
}

func filesIn(name string, value any) map[string]metabiz.File {
	files := make(map[string]metabiz.File)
	switch value := value.(type) {
	case metabiz.File:
		if value.Open != nil {
			files[name] = value
		}
	case []metabiz.File:
		for i, file := range value {
			files[fmt.Sprintf("%s[%d]", name, i)] = file
		}
	}
	return files
}
