package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"time"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// view is the report as the page has it: texts, and places in its drawings.
type view struct {
	*report
	SinceLong, UntilLong, MadeLong string
	NotAdded                       string
	Colours                        []struct{}
	Figures                        []item
	Funnel                         bars
	Spend                          stacks
	Cost                           bars
}

type item struct {
	Name, Value, Unit, Note string
	Colour                  int
}

type row struct {
	Name  string
	Cells []string
}

// bars are a drawing of horizontal bars.
type bars struct {
	Title    string
	Height   int
	Bars     []bar
	Rows     []row
	Mean     float64 // where the line of the mean is; 0: there is none
	MeanEnd  int
	MeanName string
}

type bar struct {
	item
	Y, TextY               int
	Width, ValueX, Opacity float64
}

func (r *report) write(w io.Writer) error {
	v := view{report: r, Colours: make([]struct{}, maxCountries), NotAdded: strings.Join(people(r.NotAdded), ", ")}
	v.SinceLong, v.UntilLong, v.MadeLong = long(r.Since), long(r.Until), r.Made.Format("2 January 2006, 15:04 MST")
	v.Figures = r.figures()
	v.Funnel, v.Spend, v.Cost = r.funnel(), r.stacks(), r.costs()
	return pageTemplate.Execute(w, v)
}

// people are the fields that a reader knows by name.
func people(fields []string) []string {
	var out []string
	for _, f := range fields {
		if f == "reach" || f == "frequency" {
			out = append(out, f)
		}
	}
	return out
}

func long(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 January 2006")
}

func (r *report) figures() []item {
	perChat, worth, unit := "–", "–", ""
	if r.Chats > 0 {
		perChat, unit = r.bare(r.CostPerChat), r.Currency
	}
	if r.Spend > 0 {
		worth = fmt.Sprintf("%.2f for each 1.00 spent", r.Worth/r.Spend)
	}
	return []item{
		{Name: "Spend", Value: r.bare(r.Spend), Unit: r.Currency, Note: fmt.Sprintf("%s a day", r.money(r.Spend/float64(max(1, len(r.Days)))))},
		{Name: "Conversations started", Value: count(r.Chats), Note: fmt.Sprintf("of %s link clicks", count(r.Funnel[1].Count))},
		{Name: "Cost per conversation", Value: perChat, Unit: unit, Note: fmt.Sprintf("over %d ads", len(r.Ads))},
		{Name: "Purchases in chats", Value: count(r.Purchases), Note: share(r.Purchases, r.Chats) + " of conversations"},
		{Name: "Worth of purchases", Value: r.bare(r.Worth), Unit: r.Currency, Note: worth},
	}
}

// conversationStep is where the funnel's people are in a chat: what they do there is not always one after the other.
const conversationStep = 2

func (r *report) funnel() bars {
	const gap, width = 40, 570
	b := bars{Height: gap*len(r.Funnel) - 14}
	scale := math.Log10(float64(max(10, r.Funnel[0].Count)) + 1)
	var told []string
	for i, s := range r.Funnel {
		note := "all"
		if i > 0 {
			note = share(s.Count, r.Funnel[min(i-1, conversationStep)].Count)
		}
		b.Bars = append(b.Bars, bar{
			item: item{Name: s.Name, Value: count(s.Count), Note: note}, Y: i * gap, TextY: i*gap + 18,
			Width: round(width * math.Log10(float64(s.Count)+1) / scale), Opacity: round(1 - 0.09*float64(i)),
		})
		told = append(told, s.Name+" "+count(s.Count))
	}
	b.Title = "Funnel: " + strings.Join(told, ", ")
	return b
}

func (r *report) costs() bars {
	const gap, left, width = 40, 270, 430
	b := bars{Height: gap*len(r.Ads) + 12, MeanEnd: gap*len(r.Ads) - 8}
	var most float64
	for _, ad := range r.Ads {
		most = max(most, ad.CostPerChat)
	}
	var told []string
	for i, ad := range r.Ads {
		x := bar{item: item{Name: clip(ad.Name, 34), Value: "no conversation", Note: r.money(ad.Spend) + " spent"}, Y: i * gap, TextY: i*gap + 18, ValueX: left, Opacity: 1}
		if ad.Chats > 0 && most > 0 {
			x.Width = round(width * ad.CostPerChat / most)
			x.ValueX, x.Value = left+x.Width+10, r.money(ad.CostPerChat)
			x.Note = count(ad.Chats) + " conversations"
			if ad.CostPerChat > r.CostPerChat {
				x.Opacity = 0.55
			}
		}
		b.Bars = append(b.Bars, x)
		b.Rows = append(b.Rows, row{ad.Name, []string{r.money(ad.Spend), count(ad.Chats), x.Value, count(ad.Purchases)}})
		told = append(told, ad.Name+" "+x.Value)
	}
	if most > 0 && len(r.Ads) > 1 {
		b.Mean, b.MeanName = round(left+width*r.CostPerChat/most), r.money(r.CostPerChat)+" over all"
	}
	b.Title = "Cost per conversation: " + strings.Join(told, ", ")
	return b
}

func round(x float64) float64 { return math.Round(x*10) / 10 }

func clip(s string, most int) string {
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return s
}
