package emulator

import "slices"

// labelled are the node types that carry labels, and the edges that list them.
var labelled = map[string]string{"Campaign": "campaigns", "AdSet": "adsets", "Ad": "ads", "AdCreative": "adcreatives"}

func labelRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "adlabels", Of: "AdLabel"},
		Edge{Method: "POST", Name: "adlabels", Of: "AdLabel", Params: Params(`name! string`),
			Handle: func(c *Call) (any, error) { return labelNamed(c, c.Node, c.Args.Text("name")), nil }},
	)
	for typ, edge := range labelled {
		r.Edge("AdLabel", Edge{Method: "GET", Name: edge, Of: typ, Handle: listAdObjects})
		r.Edge("AdAccount", Edge{Method: "GET", Name: edge + "bylabels", Of: typ, Handle: listByLabels,
			Params: Params(`ad_label_ids! list<string>, operator enum(ALL|ANY)`)})
		r.Edge(typ, Edge{Method: "POST", Name: "adlabels", Params: Params(`adlabels! list<Object>`), Check: checkLabels, Handle: addLabels})
	}
	r.Edge("AdSet", Edge{Method: "DELETE", Name: "adlabels", Params: Params(`adlabels! list<Object>`), Check: checkLabels, Handle: removeLabels})
	r.Edge("AdLabel",
		Edge{Method: "POST", Params: Params(`name! string`)},
		Edge{Method: "DELETE", Handle: deleteLabel},
	)
}

// labelNamed is the label of an account with the name, made if there is none.
func labelNamed(c *Call, account *Object, name string) *Object {
	for _, l := range account.Children("adlabels") {
		if l.Get("name") == name {
			return l
		}
	}
	now := inZone(account, c.Now())
	label := c.Make("AdLabel", map[string]any{"name": name, "account": account.ID, "created_time": now, "updated_time": now})
	label.Owner = account.ID
	account.Link("adlabels", label)
	return label
}

// checkLabels refuses labels that are neither named nor there.
func checkLabels(c *Call) error {
	account := adAccountOf(c, c.Node)
	for _, v := range c.Args.List("adlabels") {
		m, _ := v.(map[string]any)
		label := c.Find("AdLabel", Args(m).Text("id"))
		if Args(m).Text("name") == "" && (label == nil || label.Owner != account.ID) {
			return invalid(0, "Invalid label", "A label is given by its name, or by the id of a label of the ad account.", "adlabels")
		}
	}
	return nil
}

// labelIDs are the ids of the labels that were given by id or by name. A new name makes a label.
func labelIDs(c *Call, account *Object, given []any) []any {
	ids := []any{}
	for _, v := range given {
		m, _ := v.(map[string]any)
		id := Args(m).Text("id")
		if id == "" {
			id = labelNamed(c, account, Args(m).Text("name")).ID
		}
		if !slices.Contains(ids, any(id)) {
			ids = append(ids, id)
		}
	}
	return ids
}

// keepLabels turns the labels of a new or changed object into what is kept of them.
func keepLabels(c *Call, account *Object, values map[string]any) {
	if given, ok := values["adlabels"].([]any); ok {
		values["adlabels"] = labelIDs(c, account, given)
	}
}

func hasLabel(o *Object, id string) bool {
	ids, _ := o.Values["adlabels"].([]any)
	return slices.Contains(ids, any(id))
}

func addLabels(c *Call) (any, error) {
	have, _ := c.Node.Values["adlabels"].([]any)
	have = slices.Clone(have)
	for _, id := range labelIDs(c, adAccountOf(c, c.Node), c.Args.List("adlabels")) {
		if !slices.Contains(have, id) {
			have = append(have, id)
		}
	}
	c.Node.Values["adlabels"] = have
	return map[string]any{"success": true}, nil
}

func removeLabels(c *Call) (any, error) {
	have, _ := c.Node.Values["adlabels"].([]any)
	gone := labelIDs(c, adAccountOf(c, c.Node), c.Args.List("adlabels"))
	c.Node.Values["adlabels"] = slices.DeleteFunc(slices.Clone(have), func(id any) bool { return slices.Contains(gone, id) })
	return map[string]any{"success": true}, nil
}

func deleteLabel(c *Call) (any, error) {
	for typ := range labelled {
		for _, o := range c.All(typ) {
			if ids, ok := o.Values["adlabels"].([]any); ok {
				o.Values["adlabels"] = slices.DeleteFunc(slices.Clone(ids), func(id any) bool { return id == c.Node.ID })
			}
		}
	}
	c.Remove(c.Node)
	return map[string]any{"success": true}, nil
}

func listByLabels(c *Call) (any, error) {
	asked := c.Args.Strings("ad_label_ids")
	items, err := listAdObjects(c)
	if err != nil {
		return nil, err
	}
	objects, _ := items.([]*Object)
	return slices.DeleteFunc(objects, func(o *Object) bool {
		n := 0
		for _, id := range asked {
			if hasLabel(o, id) {
				n++
			}
		}
		return n == 0 || c.Args.Text("operator") != "ANY" && n < len(asked)
	}), nil
}
