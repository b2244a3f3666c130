package emulator

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"time"
)

const flowType = "WhatsAppExtension"

// extensionState is what a Flow consists of.
type extensionState struct {
	account *Object
	json    []byte
}

func extensionOf(o *Object) *extensionState { return o.State.(*extensionState) }

var flowCategories = []string{"APPOINTMENT_BOOKING", "CONTACT_US", "CUSTOMER_SUPPORT", "LEAD_GENERATION", "OTHER", "SHOPPING", "SIGN_IN", "SIGN_UP", "SURVEY"}

// flowRows are Flows. https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi
func flowRows(r *Registry) {
	r.Type(NodeType{Name: flowType, Product: WhatsApp, UseCase: managing, Default: []string{"name", "status", "categories", "validation_errors"},
		Fields: Fields(`id string, name string, status string, categories list<string>, validation_errors list<Object>, json_version string,
			data_api_version string, data_channel_uri string, endpoint_uri string, preview Object, whatsapp_business_account Object,
			application Object, health_status Object, metric Object`),
		Compute: map[string]Compute{"preview": flowPreview, "metric": flowMetric, "health_status": func(c *Call, o *Object) any { return health(c, extensionOf(o).account.ID) }}})
	categories := Param{Name: "categories", Type: "list<string>", Enum: flowCategories}
	must := categories
	must.Required = true
	r.Edge(accountType, permitted(
		Edge{Method: "GET", Name: "flows", Of: flowType},
		Edge{Method: "POST", Name: "flows", Of: flowType, Handle: createExtension, Params: append(Params(`name! string, clone_flow_id string, endpoint_uri string,
			flow_json string, publish bool`), must)},
		Edge{Method: "POST", Name: "migrate_flows", Handle: migrateFlows, Params: Params(`source_waba_id! string, source_flow_names list<string>`)},
	)...)
	r.Edge(flowType, permitted(
		Edge{Method: "POST", Handle: updateExtension, Params: append(Params(`name string, endpoint_uri string, application_id string`), categories)},
		Edge{Method: "DELETE", Handle: deleteExtension},
		Edge{Method: "GET", Name: "assets", Handle: listFlowAssets},
		Edge{Method: "POST", Name: "assets", Handle: uploadFlow, Params: Params(`name! string, asset_type! enum(FLOW_JSON), file! file`)},
		Edge{Method: "POST", Name: "publish", Handle: publishFlow},
		Edge{Method: "POST", Name: "deprecate", Handle: deprecateFlow},
	)...)
}

func createExtension(c *Call) (any, error) {
	name := c.Args.Text("name")
	if slices.ContainsFunc(c.Node.Children("flows"), func(o *Object) bool { return o.Get("name") == name }) {
		return nil, Fail(100, "Invalid parameter").Sub(4016019).Titled("Flow name is not unique", "A Flow with this name exists in the account.")
	}
	flow := newFlow(c, c.Node, name, c.Args.List("categories"))
	if uri := c.Args.Text("endpoint_uri"); uri != "" {
		flow.Values["endpoint_uri"] = uri
	}
	if id := c.Args.Text("clone_flow_id"); id != "" {
		original := c.Find(flowType, id)
		if original == nil || extensionOf(original).account != c.Node {
			c.Remove(flow)
			return nil, noSuchObject(c.Method, id)
		}
		setFlowJSON(flow, extensionOf(original).json)
	}
	if text := c.Args.Text("flow_json"); text != "" {
		setFlowJSON(flow, []byte(text))
	}
	answer := map[string]any{"id": flow.ID}
	if c.Args.Has("flow_json") {
		answer["success"], answer["validation_errors"] = true, flow.Values["validation_errors"]
	}
	if c.Args.Bool("publish") && len(flow.Values["validation_errors"].([]any)) == 0 && extensionOf(flow).json != nil {
		flow.Values["status"] = "PUBLISHED"
	}
	return answer, nil
}

func newFlow(c *Call, account *Object, name string, categories []any) *Object {
	app := c.Object(c.Seed().AppID)
	flow := c.Make(flowType, map[string]any{"name": name, "status": "DRAFT", "categories": categories, "validation_errors": []any{},
		"whatsapp_business_account": map[string]any{"id": account.ID, "name": account.Get("name")},
		"application":               map[string]any{"id": app.ID, "name": app.Get("name")}})
	flow.Owner, flow.State = account.ID, &extensionState{account: account}
	account.Link("flows", flow)
	return flow
}

// setFlowJSON keeps what was given, with what is wrong with it.
func setFlowJSON(flow *Object, content []byte) {
	extensionOf(flow).json = content
	faults := []any{}
	fault := func(kind, message string) {
		faults = append(faults, map[string]any{"error": kind, "error_type": "FLOW_JSON_ERROR", "message": message,
			"line_start": 1, "line_end": 1, "column_start": 1, "column_end": 1})
	}
	var flowJSON struct {
		Version        string `json:"version"`
		DataAPIVersion string `json:"data_api_version"`
		Screens        []struct {
			ID       string         `json:"id"`
			Terminal bool           `json:"terminal"`
			Layout   map[string]any `json:"layout"`
		} `json:"screens"`
	}
	switch err := json.Unmarshal(content, &flowJSON); {
	case err != nil:
		fault("INVALID_JSON", "The Flow JSON is not valid JSON.")
	case flowJSON.Version == "":
		fault("REQUIRED_PROPERTY_MISSING", `The property "version" is required at "$root".`)
	case len(flowJSON.Screens) == 0:
		fault("MIN_ITEMS_REQUIRED", `At least 1 item is required in "$root/screens".`)
	}
	for _, screen := range flowJSON.Screens {
		if screen.ID == "" || screen.Layout == nil {
			fault("REQUIRED_PROPERTY_MISSING", `Every screen needs an "id" and a "layout".`)
		}
	}
	flow.Values["json_version"], flow.Values["data_api_version"] = flowJSON.Version, nil
	if flowJSON.DataAPIVersion != "" {
		flow.Values["data_api_version"] = flowJSON.DataAPIVersion
	}
	flow.Values["validation_errors"] = faults
}

func updateExtension(c *Call) (any, error) {
	if c.Node.Get("status") == "DEPRECATED" {
		return nil, Fail(139001, "Flow can't be updated").Titled("Updating failed", "A deprecated Flow cannot be changed.")
	}
	maps.Copy(c.Node.Values, c.Values(flowType))
	return map[string]any{"success": true}, nil
}

func deleteExtension(c *Call) (any, error) {
	if c.Node.Get("status") != "DRAFT" {
		return nil, Fail(139004, "Flow can't be deleted").Titled("Deleting failed", "Only a draft can be deleted.")
	}
	c.Remove(c.Node)
	return map[string]any{"success": true}, nil
}

func listFlowAssets(c *Call) (any, error) {
	data := []any{}
	if extensionOf(c.Node).json != nil {
		data = append(data, map[string]any{"name": "flow.json", "asset_type": "FLOW_JSON", "download_url": c.URL("flow_assets/" + c.Node.ID)})
	}
	return map[string]any{"data": data}, nil
}

func uploadFlow(c *Call) (any, error) {
	if c.Node.Get("status") == "DEPRECATED" {
		return nil, Fail(139001, "Flow can't be updated").Titled("Updating failed", "A deprecated Flow cannot be changed.")
	}
	file := c.Args.File("file")
	if file == nil {
		return nil, badParam(c, "file", "must be a file")
	}
	if len(file.Content) > 10<<20 {
		return nil, badParam(c, "file", "must be no larger than 10 MB")
	}
	setFlowJSON(c.Node, file.Content)
	return map[string]any{"success": true, "validation_errors": c.Node.Values["validation_errors"]}, nil
}

func publishFlow(c *Call) (any, error) {
	faults, _ := c.Node.Values["validation_errors"].([]any)
	if c.Node.Get("status") == "DEPRECATED" || extensionOf(c.Node).json == nil || len(faults) > 0 {
		return nil, Fail(139002, "Publishing failed").Titled("Publishing failed", "The Flow has no content, faults in it, or is deprecated.")
	}
	c.Node.Values["status"] = "PUBLISHED"
	c.emitFlow("DRAFT", "PUBLISHED")
	return map[string]any{"success": true}, nil
}

func deprecateFlow(c *Call) (any, error) {
	if c.Node.Get("status") != "PUBLISHED" {
		return nil, Fail(139003, "Deprecating failed").Titled("Deprecating failed", "Only a published Flow can be deprecated.")
	}
	c.Node.Values["status"] = "DEPRECATED"
	c.emitFlow("PUBLISHED", "DEPRECATED")
	return map[string]any{"success": true}, nil
}

func (c *Call) emitFlow(from, to string) {
	c.Emit(whatsappObject, "flows", c.Node.Owner, map[string]any{"event": "FLOW_STATUS_CHANGE", "flow_id": c.Node.ID, "old_status": from, "new_status": to,
		"message": "Flow " + c.Node.Get("name") + " changed status from " + from + " to " + to})
}

func migrateFlows(c *Call) (any, error) {
	source := c.Find(accountType, c.Args.Text("source_waba_id"))
	if source == nil {
		return nil, noSuchObject(c.Method, c.Args.Text("source_waba_id"))
	}
	names := c.Args.Strings("source_flow_names")
	if names == nil {
		for _, flow := range source.Children("flows") {
			names = append(names, flow.Get("name"))
		}
	}
	migrated, failed := []any{}, []any{}
	for _, name := range names {
		i := slices.IndexFunc(source.Children("flows"), func(o *Object) bool { return o.Get("name") == name })
		if i < 0 {
			failed = append(failed, map[string]any{"source_name": name, "error_code": "4233041", "error_message": "Flows Migration Error: Flow name not found in source WABA."})
			continue
		}
		original := source.Children("flows")[i]
		copied := newFlow(c, c.Node, name, original.Values["categories"].([]any))
		setFlowJSON(copied, extensionOf(original).json)
		migrated = append(migrated, map[string]any{"source_name": name, "source_id": original.ID, "migrated_id": copied.ID})
	}
	return map[string]any{"migrated_flows": migrated, "failed_flows": failed}, nil
}

func flowPreview(c *Call, o *Object) any {
	return map[string]any{"preview_url": "https://business.facebook.com/wa/manage/flows/" + o.ID + "/preview/", "expires_at": c.Now().Add(30 * 24 * time.Hour).Format(graphTime)}
}

var metricAsked = regexp.MustCompile(`metric\.name\((\w+)\)\.granularity\((\w+)\)`)

// flowMetric tells of an endpoint that nobody has called.
func flowMetric(c *Call, _ *Object) any {
	asked := metricAsked.FindStringSubmatch(text(c.raw["fields"]))
	if asked == nil {
		return nil
	}
	return map[string]any{"name": asked[1], "granularity": asked[2], "data_points": []any{}}
}
