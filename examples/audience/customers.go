package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/ads"
)

// column is what a column of the file fills in.
type column struct {
	keys  []ads.MatchKey // sent because of it
	names []string       // in the first line of the file
	set   func(p *ads.Person, value string)
}

var columns = []column{
	{[]ads.MatchKey{ads.MatchKeyEmail}, []string{"email", "e-mail", "mail"}, func(p *ads.Person, v string) { p.Email = v }},
	{[]ads.MatchKey{ads.MatchKeyPhone}, []string{"phone", "mobile", "telephone"}, func(p *ads.Person, v string) { p.Phone = v }},
	{[]ads.MatchKey{ads.MatchKeyFirstName}, []string{"fn", "first name", "first_name", "name"}, func(p *ads.Person, v string) { p.FirstName = v }},
	{[]ads.MatchKey{ads.MatchKeyLastName}, []string{"ln", "last name", "last_name", "surname"}, func(p *ads.Person, v string) { p.LastName = v }},
	{[]ads.MatchKey{ads.MatchKeyGender}, []string{"gen", "gender"}, func(p *ads.Person, v string) { p.Gender = v }},
	{[]ads.MatchKey{ads.MatchKeyBirthYear, ads.MatchKeyBirthMonth, ads.MatchKeyBirthDay}, []string{"dob", "date of birth", "birthday"}, setBirth},
	{[]ads.MatchKey{ads.MatchKeyCity}, []string{"ct", "city"}, func(p *ads.Person, v string) { p.City = v }},
	{[]ads.MatchKey{ads.MatchKeyState}, []string{"st", "state", "province"}, func(p *ads.Person, v string) { p.State = v }},
	{[]ads.MatchKey{ads.MatchKeyZip}, []string{"zip", "postcode", "post code"}, func(p *ads.Person, v string) { p.Zip = v }},
	{[]ads.MatchKey{ads.MatchKeyCountry}, []string{"country"}, func(p *ads.Person, v string) { p.Country = v }},
	{[]ads.MatchKey{ads.MatchKeyMobileAdvertiserID}, []string{"madid"}, func(p *ads.Person, v string) { p.MobileAdvertiserID = v }},
	{[]ads.MatchKey{ads.MatchKeyExternalID}, []string{"extern_id", "customer id", "id"}, func(p *ads.Person, v string) { p.ExternalID = v }},
	{[]ads.MatchKey{ads.MatchKeyLookalikeValue}, []string{"value", "lookalike_value"}, func(p *ads.Person, v string) { p.LookalikeValue = ads.Decimal(v) }},
}

// setBirth keeps what is no date, so that the report tells of it.
func setBirth(p *ads.Person, value string) {
	if value == "" {
		return
	}
	born, err := time.Parse(time.DateOnly, value)
	if err != nil {
		p.BirthYear, p.BirthMonth, p.BirthDay = value, value, value
		return
	}
	p.DateOfBirth = born
}

// customers are those of a file, read line by line.
type customers struct {
	rows   *csv.Reader
	set    []func(*ads.Person, string) // by column; nil: not sent
	schema []ads.MatchKey
	lines  []int // of each row, up to those that reports tell of
	err    error
}

// maxLines bounds for how many rows the line is remembered.
const maxLines = 1_000_000

func readCustomers(file io.Reader) (*customers, error) {
	c := &customers{rows: csv.NewReader(file)}
	c.rows.ReuseRecord, c.rows.FieldsPerRecord, c.rows.TrimLeadingSpace = true, -1, true
	names, err := c.rows.Read()
	if err != nil {
		return nil, fmt.Errorf("the line with the names of the columns: %w", err)
	}
	for _, name := range names {
		name = strings.ToLower(strings.Trim(name, "\ufeff \t"))
		i := slices.IndexFunc(columns, func(of column) bool { return slices.Contains(of.names, name) })
		if i < 0 {
			c.set = append(c.set, nil)
			continue
		}
		c.set = append(c.set, columns[i].set)
		c.schema = append(c.schema, columns[i].keys...)
	}
	if len(c.schema) == 0 {
		return nil, errors.New("its first line names no column that is known, such as email")
	}
	return c, nil
}

// values tells whether each customer has a value.
func (c *customers) values() bool { return slices.Contains(c.schema, ads.MatchKeyLookalikeValue) }

// All are the customers, once.
func (c *customers) All() iter.Seq[ads.Person] {
	return func(yield func(ads.Person) bool) {
		for {
			cells, err := c.rows.Read()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					c.err = err
				}
				return
			}
			if len(c.lines) < maxLines {
				line, _ := c.rows.FieldPos(0)
				c.lines = append(c.lines, line)
			}
			var p ads.Person
			for i := range min(len(cells), len(c.set)) {
				if c.set[i] != nil {
					c.set[i](&p, strings.TrimSpace(cells[i]))
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Err tells why the file ended before its end.
func (c *customers) Err() error { return c.err }

// line is where a row stands in the file, 0 where that is not known.
func (c *customers) line(row int) int {
	if row < 0 || row >= len(c.lines) {
		return 0
	}
	return c.lines[row]
}
