package emulator

import (
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// uploadTime is how long the reading of a feed takes.
const uploadTime = 40 * time.Millisecond

// catalogFeedRows are the files that catalogues are filled from.
// https://developers.facebook.com/docs/marketing-api/reference/product-feed
func catalogFeedRows(r *Registry) {
	for _, t := range []NodeType{
		{Name: "ProductFeed", Fields: Fields(productFeedFields), Default: []string{"id", "name"}},
		{Name: "ProductFeedUpload", Fields: Fields(feedUploadFields), Default: []string{"id", "start_time", "end_time"}},
		{Name: "ProductFeedUploadError", Fields: Fields(feedUploadErrorFields), Default: []string{"id", "summary", "description", "severity"}},
		{Name: "ProductFeedUploadErrorSample", Fields: Fields(feedUploadSampleFields), Default: []string{"id", "row_number"}},
		{Name: "ProductFeedSchedule", Fields: Fields(feedScheduleFields), Default: []string{"id", "interval", "url", "hour"}},
	} {
		t.Product, t.UseCase = Ads, "catalog_management"
		r.Type(t)
	}
	r.Edge("ProductCatalog",
		Edge{Method: "GET", Name: "product_feeds", Of: "ProductFeed"},
		Edge{Method: "POST", Name: "product_feeds", Of: "ProductFeed", Check: checkSchedules, Handle: makeFeed, Params: Params(`country string,
			default_currency string, deletion_enabled bool, delimiter enum(AUTODETECT|BAR|COMMA|SEMICOLON|TAB|TILDE),
			encoding enum(AUTODETECT|LATIN1|UTF16BE|UTF16LE|UTF32BE|UTF32LE|UTF8), feed_type string, file_name string,
			ingestion_source_type enum(PRIMARY_FEED|SUPPLEMENTARY_FEED|primary_feed|supplementary_feed), item_sub_type string,
			migrated_from_feed_id string, name string, override_type string, override_value string, primary_feed_ids list<string>,
			quoted_fields_mode enum(AUTODETECT|OFF|ON), rules list<string>, schedule string, selected_override_fields list<string>,
			update_schedule string, use_case string`)},
	)
	r.Edge("ProductFeed",
		Edge{Method: "POST", Check: checkSchedules, Handle: changeFeed, Params: Params(`default_currency string, deletion_enabled bool, delimiter string,
			encoding string, migrated_from_feed_id string, name string, quoted_fields_mode string, schedule string, update_schedule string`)},
		Edge{Method: "DELETE"},
		Edge{Method: "GET", Name: "uploads", Of: "ProductFeedUpload"},
		Edge{Method: "POST", Name: "uploads", Of: "ProductFeedUpload", Handle: takeUpload, Params: Params(`fbe_external_business_id string, file file,
			password string, update_only bool, url string, username string`)},
		Edge{Method: "GET", Name: "products", Of: "ProductItem", Params: Params(`bulk_pagination bool, error_priority string, error_type string, filter Object`)},
	)
	r.Edge("ProductFeedUpload",
		Edge{Method: "GET", Name: "errors", Of: "ProductFeedUploadError", Params: Params(`error_priority enum(HIGH|LOW|MEDIUM)`), Handle: uploadErrors},
		Edge{Method: "POST", Name: "error_report", Handle: func(c *Call) (any, error) {
			c.Node.Values["error_report"] = map[string]any{"report_status": "WRITE_FINISHED", "file_handle": "report-" + c.Node.ID}
			return map[string]any{"success": true}, nil
		}},
	)
	r.Edge("ProductFeedUploadError", Edge{Method: "GET", Name: "samples", Of: "ProductFeedUploadErrorSample"})
}

// checkSchedules wants a schedule to be the text of an object with an address and an interval.
func checkSchedules(c *Call) error {
	for _, name := range []string{"schedule", "update_schedule"} {
		if !c.Args.Has(name) {
			continue
		}
		schedule := c.Args.Map(name)
		switch interval := schedule.Text("interval"); {
		case schedule == nil:
			return badParam(c, name, "must be the text of a JSON object")
		case schedule.Text("url") == "":
			return badParam(c, name+"[url]", "must be an address")
		case interval != "HOURLY" && interval != "DAILY" && interval != "WEEKLY" && interval != "MONTHLY":
			return badParam(c, name+"[interval]", "must be one of HOURLY, DAILY, WEEKLY, MONTHLY")
		case schedule.Int("hour") < 0 || schedule.Int("hour") > 23:
			return badParam(c, name+"[hour]", "must be from 0 to 23")
		}
	}
	return nil
}

func makeFeed(c *Call) (any, error) {
	values := feedValues(c)
	fill(values, map[string]any{"encoding": "AUTODETECT", "delimiter": "AUTODETECT", "quoted_fields_mode": "AUTODETECT", "deletion_enabled": true})
	values["created_time"] = c.Now()
	feed := c.Make("ProductFeed", values)
	feed.State = c.Node // the catalogue that it fills
	c.Node.Link("product_feeds", feed)
	return feed, nil
}

func changeFeed(c *Call) (any, error) {
	for name, v := range feedValues(c) {
		c.Node.Values[name] = v
	}
	return map[string]any{"success": true}, nil
}

// feedValues makes nodes of schedules, without the password.
func feedValues(c *Call) map[string]any {
	values := c.Values("ProductFeed")
	for _, name := range []string{"schedule", "update_schedule"} {
		if schedule := c.Args.Map(name); schedule != nil {
			kept := map[string]any{}
			for field, v := range schedule {
				if c.e.registry.types["ProductFeedSchedule"].fields[field] != nil {
					kept[field] = v
				}
			}
			values[name] = c.Make("ProductFeedSchedule", kept)
		}
	}
	return values
}

// takeUpload reads a file of products, a row each. What is at an address can't be fetched from here, and says so.
func takeUpload(c *Call) (any, error) {
	file, address := c.Args.File("file"), c.Args.Text("url")
	if file == nil && address == "" {
		return nil, Fail(100, "Either file or url must be given")
	}
	upload := c.Make("ProductFeedUpload", map[string]any{"start_time": c.Now(), "url": address, "input_method": "Manual Upload",
		"error_count": int64(0), "warning_count": int64(0)})
	if file != nil {
		upload.Values["filename"] = file.Name
	} else {
		upload.Values["input_method"] = "User initiated server fetch"
	}
	feed := c.Node
	feed.Link("uploads", upload)
	feed.Values["latest_upload"] = upload
	updateOnly := c.Args.Bool("update_only")
	c.After(uploadTime, func(c *Call) {
		if file == nil {
			c.uploadProblem(upload, "fetch_file_error", "The file could not be fetched", "fatal", nil)
		} else if catalog, ok := feed.State.(*Object); ok {
			c.readFeed(feed, catalog, upload, string(file.Content), updateOnly)
		}
		upload.Values["end_time"] = c.Now()
	})
	return upload, nil
}

type feedRow struct {
	number int64
	id     string
}

func (c *Call) readFeed(feed, catalog, upload *Object, content string, updateOnly bool) {
	rows := csv.NewReader(strings.NewReader(content))
	rows.FieldsPerRecord = -1
	head, err := rows.Read()
	if err != nil {
		c.uploadProblem(upload, "empty_file", "The file has no rows", "fatal", nil)
		return
	}
	lacking := map[string][]feedRow{}
	var detected, persisted, wrong int64
	seen := map[string]bool{}
	for line := int64(2); ; line++ {
		record, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.uploadProblem(upload, "unreadable", "The file can't be read further", "fatal", []feedRow{{line, ""}})
			break
		}
		detected++
		data := Args{}
		for i, name := range head {
			if i < len(record) && record[i] != "" {
				data[name] = record[i]
			}
		}
		batch := &itemBatch{}
		at := &Call{e: c.e, Node: catalog, typ: c.e.registry.types[catalog.Type]}
		method := "CREATE"
		if updateOnly {
			method = "UPDATE"
		}
		if data.Text("id") == "" {
			lacking["id"] = append(lacking["id"], feedRow{line, ""})
			wrong++
			continue
		}
		if batch.write(at, int(line), method, data, true); len(batch.errors) > 0 {
			message, _ := batch.errors[0].(map[string]any)
			field := text(message["message"])
			field = field[strings.LastIndexByte(field, ' ')+1:]
			lacking[field] = append(lacking[field], feedRow{line, data.Text("id")})
			wrong++
			continue
		}
		persisted++
		seen[data.Text("id")] = true
		feed.Link("products", productOf(catalog, data.Text("id")))
	}
	var deleted int64
	if !updateOnly && feed.Values["deletion_enabled"] == true {
		for _, p := range append([]*Object{}, feed.Children("products")...) {
			if !seen[p.Get("retailer_id")] {
				c.Remove(p)
				deleted++
			}
		}
	}
	for _, name := range append([]string{"id"}, needed...) {
		if rows := lacking[name]; len(rows) > 0 {
			c.uploadProblem(upload, "missing_"+name, "The column "+name+" is empty", "fatal", rows)
			delete(lacking, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(lacking)) {
		c.uploadProblem(upload, "invalid_value", "A value is not valid: "+name, "fatal", lacking[name])
	}
	feed.Values["product_count"] = int64(len(feed.Children("products")))
	for name, n := range map[string]int64{"num_detected_items": detected, "num_persisted_items": persisted, "num_invalid_items": wrong, "num_deleted_items": deleted} {
		upload.Values[name] = n
	}
}

func (c *Call) uploadProblem(upload *Object, kind, summary, severity string, rows []feedRow) {
	problem := c.Make("ProductFeedUploadError", map[string]any{"error_type": kind, "summary": summary, "description": summary + " in this file.",
		"severity": severity, "total_count": int64(max(1, len(rows))), "affected_surfaces": []any{"Dynamic Ads"}})
	for _, row := range rows {
		problem.Link("samples", c.Make("ProductFeedUploadErrorSample", map[string]any{"row_number": row.number, "retailer_id": row.id}))
	}
	upload.Link("errors", problem)
	count, _ := upload.Values["error_count"].(int64)
	upload.Values["error_count"] = count + problem.Values["total_count"].(int64)
}

// uploadErrors lists those that keep products out as of high priority.
func uploadErrors(c *Call) (any, error) {
	want := c.Args.Text("error_priority")
	out := []*Object{}
	for _, o := range c.Node.Children("errors") {
		if want == "" || want == "HIGH" == (o.Get("severity") == "fatal") {
			out = append(out, o)
		}
	}
	return out, nil
}
