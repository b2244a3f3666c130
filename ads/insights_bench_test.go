package ads_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

const (
	benchPages = 100
	benchRows  = 1000 // a page
)

// bareRow has the fields that the pages of the benchmark have, as one would write it for encoding/json.
type bareRow struct {
	AccountID       string       `json:"account_id"`
	AccountName     string       `json:"account_name"`
	AccountCurrency string       `json:"account_currency"`
	CampaignID      string       `json:"campaign_id"`
	CampaignName    string       `json:"campaign_name"`
	AdSetID         string       `json:"adset_id"`
	AdSetName       string       `json:"adset_name"`
	AdID            string       `json:"ad_id"`
	AdName          string       `json:"ad_name"`
	DateStart       string       `json:"date_start"`
	DateStop        string       `json:"date_stop"`
	Spend           string       `json:"spend"`
	Impressions     int64        `json:"impressions,string"`
	Reach           int64        `json:"reach,string"`
	Clicks          int64        `json:"clicks,string"`
	CTR             string       `json:"ctr"`
	CPC             string       `json:"cpc"`
	CPM             string       `json:"cpm"`
	Actions         []bareAction `json:"actions"`
	ActionValues    []bareAction `json:"action_values"`
	CostPerAction   []bareAction `json:"cost_per_action_type"`
}

type bareAction struct {
	ActionType string `json:"action_type"`
	Value      string `json:"value"`
}

type barePage struct {
	Data   []bareRow `json:"data"`
	Paging struct {
		Cursors struct {
			After string `json:"after"`
		} `json:"cursors"`
		Next string `json:"next"`
	} `json:"paging"`
}

// benchData is a page of rows of one ad and day each, up to the end of the list.
func benchData() []byte {
	var b bytes.Buffer
	b.WriteString(`{"data":[`)
	for row := range benchRows {
		separate(&b, row)
		fmt.Fprintf(&b, `{"account_id":"1002003004","account_name":"Bottega del Caff\u00e8","account_currency":"EUR",`+
			`"campaign_id":"12020%08d","campaign_name":"Autumn chats %d","adset_id":"12030%08d","adset_name":"Milan, 25 to 44, %d",`+
			`"ad_id":"12040%08d","ad_name":"Carousel %d","date_start":"2026-10-%02d","date_stop":"2026-10-%02d","spend":"%d.%02d",`+
			`"impressions":"%d","reach":"%d","clicks":"%d","ctr":"1.%06d","cpc":"0.%06d","cpm":"4.%06d","actions":[`,
			row/200, row/200, row/50, row/50, row/25, row/25, 1+row%28, 1+row%28, row%90, row%100, 1000+row, 900+row, 10+row%300, row, row, row)
		for k, action := range benchActions {
			separate(&b, k)
			fmt.Fprintf(&b, `{"action_type":"%s","value":"%d"}`, action, 1+(row*(k+3))%97)
		}
		fmt.Fprintf(&b, `],"action_values":[{"action_type":"onsite_conversion.purchase","value":"%d.50"}],"cost_per_action_type":[`, row%400)
		for k, action := range benchActions {
			separate(&b, k)
			fmt.Fprintf(&b, `{"action_type":"%s","value":"0.%06d"}`, action, row*(k+1)%1000000)
		}
		b.WriteString(`]}`)
	}
	b.WriteString(`]`)
	return b.Bytes()
}

// benchPaging is the rest of the page.
func benchPaging(n int) string {
	cursor := strconv.Itoa(n + 1)
	if n == benchPages-1 {
		return `,"paging":{"cursors":{"before":"MAZDZD","after":"` + cursor + `"}}}`
	}
	return `,"paging":{"cursors":{"before":"MAZDZD","after":"` + cursor + `"},"next":"https:\/\/graph.facebook.com\/v26.0\/act_1\/insights?after=` + cursor + `"}}`
}

func separate(b *bytes.Buffer, k int) {
	if k > 0 {
		b.WriteByte(',')
	}
}

var benchActions = []string{
	"link_click", ads.ActionConversationStarted7d, ads.ActionConnection, ads.ActionFirstReply, ads.ActionPurchase,
}

// serveRows serves the pages, which differ in their cursors, and gives the size of all. It holds one of them: a server that
// held a hundred would keep this process from ever collecting garbage.
func serveRows(tb testing.TB) (url string, size int64) {
	data := benchData()
	for n := range benchPages {
		size += int64(len(data) + len(benchPaging(n)))
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("after"))
		paging := benchPaging(n)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(data)+len(paging)))
		_, _ = w.Write(data)
		_, _ = io.WriteString(w, paging)
	}))
	tb.Cleanup(server.Close)
	return server.URL, size
}

// BenchmarkInsights reads 100,000 rows in 100 pages from a loopback server: bare with net/http and encoding/json into
// rows of the very fields, and without reading them at all; and by this package, page by page and with the next page
// fetched meanwhile.
func BenchmarkInsights(b *testing.B) {
	url, size := serveRows(b)
	want := benchSum()
	measure := func(name string, read func() (int64, error)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				sum, err := read()
				if err != nil || name != "undecoded" && sum != want {
					b.Fatalf("impressions %d, want %d: %v", sum, want, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(benchPages*benchRows), "ns/row")
		})
	}
	client := &http.Client{Transport: &http.Transport{}}
	b.Cleanup(client.CloseIdleConnections)
	fetch := func(after string) ([]byte, error) {
		res, err := client.Get(url + "/v26.0/act_1/insights?after=" + after)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		return io.ReadAll(res.Body)
	}
	measure("undecoded", func() (sum int64, err error) {
		for n := range benchPages {
			body, err := fetch(strconv.Itoa(n))
			if err != nil {
				return 0, err
			}
			sum += int64(len(body))
		}
		return sum, nil
	})
	measure("bare", func() (sum int64, err error) {
		for after := "0"; ; {
			body, err := fetch(after)
			if err != nil {
				return 0, err
			}
			var page barePage
			if err := json.Unmarshal(body, &page); err != nil {
				return 0, err
			}
			for i := range page.Data {
				sum += page.Data[i].Impressions
			}
			if page.Paging.Next == "" {
				return sum, nil
			}
			after = page.Paging.Cursors.After
		}
	})
	account := ads.NewAccount(benchClient(b, url), "act_1")
	rows := func(opts ...metabiz.Option) func() (int64, error) {
		return func() (sum int64, err error) {
			for row, err := range account.Insights(b.Context(), ads.InsightsQuery{}, opts...) {
				if err != nil {
					return 0, err
				}
				sum += row.Impressions
			}
			return sum, nil
		}
	}
	measure("list", rows())
	measure("ahead", rows(metabiz.WithReadAhead(1)))
}

func benchClient(tb testing.TB, url string) *metabiz.Client {
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(url))
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

func benchSum() (sum int64) {
	for row := range benchRows {
		sum += int64(1000 + row)
	}
	return sum * benchPages
}
