package main

import (
	"fmt"
	"math"
	"strings"
)

// stacks are a drawing of one stack a day, with a part for each country.
type stacks struct {
	Title, Note string
	Legend      []item
	Ticks       []tick
	Parts       []stackPart
	Labels      []label
	Rows        []row
}

type tick struct {
	Name     string
	Y, TextY float64
}

type label struct {
	Name string
	X    float64
}

type stackPart struct {
	Name                string
	Colour              int
	X, Y, Width, Height float64
}

func (r *report) stacks() stacks {
	const left, right, top, bottom = 56.0, 1000.0, 10.0, 266.0
	var s stacks
	var highest day
	var most float64
	byCountry := map[string]float64{}
	for _, d := range r.Days {
		if total := d.total(); total > most {
			most, highest = total, d
		}
		for country, amount := range d.Spend {
			byCountry[country] += amount
		}
	}
	for i, country := range r.Countries {
		s.Legend = append(s.Legend, item{Name: countryName(country), Value: r.money(byCountry[country]), Colour: i})
	}
	s.Title = fmt.Sprintf("Spend of each day from %s to %s by country: %s", r.Since, r.Until, strings.Join(legendText(s.Legend), ", "))
	if most == 0 {
		s.Note = "Nothing was spent."
		return s
	}
	s.Note = fmt.Sprintf("The most was spent on %s: %s.", highest.Date.Format("Monday 2 January"), r.money(most))
	unit := niceStep(most / 4)
	ceiling := math.Ceil(most/unit) * unit
	scale := (bottom - top) / ceiling
	for at := 0.0; at <= ceiling+unit/2; at += unit {
		y := round(bottom - at*scale)
		s.Ticks = append(s.Ticks, tick{tickName(at, unit), y, y + 4})
	}
	slot := (right - left) / float64(len(r.Days))
	width := min(slot*0.72, 46)
	every := max(1, int(math.Ceil(62/slot)))
	for i, d := range r.Days {
		middle := left + slot*(float64(i)+0.5)
		y := bottom
		cells := []string{}
		for colour, country := range r.Countries {
			amount := d.Spend[country]
			cells = append(cells, r.bare(amount))
			if amount <= 0 {
				continue
			}
			height := amount * scale
			y -= height
			s.Parts = append(s.Parts, stackPart{
				Name:   fmt.Sprintf("%s, %s: %s", d.Date.Format("2 January"), countryName(country), r.money(amount)),
				Colour: colour, X: round(middle - width/2), Y: round(y), Width: round(width), Height: round(max(height-1.5, 0.5)),
			})
		}
		if i%every == 0 {
			s.Labels = append(s.Labels, label{d.Date.Format("2 Jan"), round(middle)})
		}
		s.Rows = append(s.Rows, row{d.Date.Format("Mon 2 January"), append(cells, r.bare(d.total()))})
	}
	return s
}

func legendText(legend []item) (out []string) {
	for _, l := range legend {
		out = append(out, l.Name+" "+l.Value)
	}
	return out
}

// niceStep is the next of 1, 2, 2.5 and 5 times a power of ten.
func niceStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, by := range []float64{1, 2, 2.5, 5} {
		if x <= by*power {
			return by * power
		}
	}
	return 10 * power
}

// tickName has no more digits than the step needs.
func tickName(at, unit float64) string {
	digits := 0
	for unit < 1 || unit != math.Trunc(unit) {
		if digits == 2 {
			break
		}
		unit *= 10
		digits++
	}
	return grouped(fmt.Sprintf("%.*f", digits, at))
}

// countryName is in English where it is one of those that this page knows.
func countryName(code string) string {
	names := map[string]string{
		"IT": "Italy", "FR": "France", "DE": "Germany", "ES": "Spain", "AT": "Austria", "CH": "Switzerland", "PT": "Portugal", "NL": "Netherlands",
		"BE": "Belgium", "GB": "United Kingdom", "IE": "Ireland", "PL": "Poland", "US": "United States", "BR": "Brazil", "MX": "Mexico", "IN": "India",
		"ID": "Indonesia", "JP": "Japan",
	}
	if name, ok := names[code]; ok {
		return name
	}
	return code
}
