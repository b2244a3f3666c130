package emulator

import (
	"fmt"
	"maps"
	"slices"
)

const (
	studyParams = `cells! list<Object>, client_business string, confidence_level float, cooldown_start_time int, description string,
		end_time! datetime, name! string, objectives list<Object>, observation_end_time datetime, start_time! datetime,
		type enum(BACKEND_AB_TESTING|CONTINUOUS_LIFT_CONFIG|CREATIVE_SPEND_ENFORCEMENT|GEO_LIFT|LIFT|PORTFOLIO_OPTIMIZER|SPLIT_TEST|VERSION_CONTROL),
		viewers list<int>`
	studyUpdateParams = `cells list<Object>, client_business string, confidence_level float, cooldown_start_time int, description string,
		end_time datetime, name string, objectives list<Object>, observation_end_time datetime, start_time datetime, type string, viewers list<int>`
)

func studyRows(r *Registry) {
	for _, owner := range []string{"Business", "User"} {
		r.Edge(owner,
			Edge{Method: "GET", Name: "ad_studies", Of: "AdStudy"},
			Edge{Method: "POST", Name: "ad_studies", Of: "AdStudy", Params: Params(studyParams), Scope: "ads_management", Check: checkNewStudy, Handle: makeStudy})
	}
	for _, typ := range []string{"AdAccount", "AdSet", "Campaign"} {
		r.Edge(typ, Edge{Method: "GET", Name: "ad_studies", Of: "AdStudy", Handle: studiesOf})
	}
	r.Edge("AdStudy",
		Edge{Method: "POST", Params: Params(studyUpdateParams), Check: checkStudyUpdate, Handle: updateStudy},
		Edge{Method: "DELETE"},
		Edge{Method: "GET", Name: "cells", Of: "AdStudyCell"},
		Edge{Method: "GET", Name: "objectives", Of: "AdStudyObjective"})
}

// cellKinds are what a cell may hold, and the node types of that.
var cellKinds = map[string]string{"campaigns": "Campaign", "adsets": "AdSet", "ads": "Ad", "adaccounts": "AdAccount"}

func badStudy(blamed, format string, args ...any) *Error {
	return invalid(0, "Study is invalid", fmt.Sprintf(format, args...), blamed)
}

func checkNewStudy(c *Call) error {
	start, end := c.Args.Time("start_time"), c.Args.Time("end_time")
	switch {
	case !start.After(c.Now()):
		return badStudy("start_time", "A study starts in the future.")
	case !end.After(start):
		return badStudy("end_time", "A study ends after it starts.")
	case c.Args.Has("observation_end_time") && c.Args.Time("observation_end_time").Before(end):
		return badStudy("observation_end_time", "What is observed ends with the study or after it.")
	}
	return checkCells(c, c.Args.Text("type"), c.Args.List("cells"), nil)
}

func checkStudyUpdate(c *Call) error {
	v := Args(c.Node.Values)
	if begun := !v.Time("start_time").After(c.Now()); begun && (c.Args.Has("start_time") || c.Args.Has("cells")) {
		return badStudy("start_time", "Neither the start nor the cells of a study that has begun can be changed.")
	}
	if c.Args.Has("end_time") && !c.Args.Time("end_time").After(v.Time("start_time")) {
		return badStudy("end_time", "A study ends after it starts.")
	}
	if c.Args.Has("cells") {
		return checkCells(c, c.Node.Get("type"), c.Args.List("cells"), c.Node)
	}
	return nil
}

// checkCells wants shares that make 100, and objects of one kind that are in no other cell and in no other running study.
func checkCells(c *Call, typ string, cells []any, own *Object) error {
	if len(cells) == 0 || typ == "SPLIT_TEST" && len(cells) < 2 {
		return badStudy("cells", "A split test has at least two cells.")
	}
	sum, seen, kind := 0.0, map[string]bool{}, ""
	for i, v := range cells {
		m, _ := v.(map[string]any)
		cell, at := Args(m), fmt.Sprintf("cells.%d", i)
		if cell.Text("name") == "" {
			return badStudy(at+".name", "A cell needs a name.")
		}
		share := number(cell["treatment_percentage"]) + number(cell["control_percentage"])
		if share <= 0 {
			return badStudy(at+".treatment_percentage", "A cell needs a share.")
		}
		sum += share
		held := 0
		for name, node := range cellKinds {
			ids := cell.Strings(name)
			if len(ids) == 0 {
				continue
			}
			if held++; kind == "" {
				kind = name
			}
			if held > 1 || kind != name {
				return badStudy(at+"."+name, "All cells of a study hold objects of one kind.")
			}
			for _, id := range ids {
				if c.Find(node, id) == nil || seen[id] {
					return badStudy(at+"."+name, "%s does not exist, or is in another cell.", id)
				}
				for _, other := range c.All("AdStudy") {
					if other != own && holdsObject(other, id) && Args(other.Values).Time("end_time").After(c.Now()) {
						return badStudy(at+"."+name, "%s is in the study %s already.", id, other.ID)
					}
				}
				seen[id] = true
			}
		}
		if held == 0 {
			return badStudy(at, "A cell needs campaigns, ad sets, ads or ad accounts.")
		}
	}
	if sum != 100 {
		return badStudy("cells", "The shares of all cells make 100 percent together.")
	}
	return nil
}

// holdsObject tells whether an object is in a cell of a study.
func holdsObject(study *Object, id string) bool {
	return slices.ContainsFunc(study.Children("cells"), func(cell *Object) bool {
		return slices.Contains(cell.State.([]string), id)
	})
}

func makeStudy(c *Call) (any, error) {
	values := c.Values("AdStudy")
	maps.Copy(values, map[string]any{"created_time": c.Now(), "updated_time": c.Now()})
	if c.Node.Type == "Business" {
		values["business"] = c.Node
	}
	if user := c.Find("User", c.Token.Subject); user != nil {
		values["created_by"] = user
	}
	fill(values, map[string]any{"type": "LIFT"})
	study := c.Make("AdStudy", values)
	c.Node.Link("ad_studies", study)
	makeCells(c, study)
	for _, v := range c.Args.List("objectives") {
		m, _ := v.(map[string]any)
		objective := c.Make("AdStudyObjective", map[string]any{"name": m["name"], "type": m["type"], "is_primary": Args(m).Bool("is_primary"), "results": []any{}})
		study.Link("objectives", objective)
	}
	return study, nil
}

func makeCells(c *Call, study *Object) {
	for _, v := range c.Args.List("cells") {
		m, _ := v.(map[string]any)
		var ids []string
		for name := range cellKinds {
			ids = append(ids, Args(m).Strings(name)...)
		}
		cell := c.Make("AdStudyCell", map[string]any{"name": m["name"], "treatment_percentage": number(m["treatment_percentage"]),
			"control_percentage": number(m["control_percentage"]), "ad_entities_count": int64(len(ids))})
		cell.State = ids
		study.Link("cells", cell)
	}
}

func updateStudy(c *Call) (any, error) {
	maps.Copy(c.Node.Values, c.Values("AdStudy"))
	c.Node.Values["updated_time"] = c.Now()
	if c.Args.Has("cells") {
		for _, cell := range slices.Clone(c.Node.Children("cells")) {
			c.Remove(cell)
		}
		makeCells(c, c.Node)
	}
	return map[string]any{"success": true}, nil
}

// studiesOf are the studies that an object is in, itself or by what is below it.
func studiesOf(c *Call) (any, error) {
	ids := []string{c.Node.ID}
	for _, typ := range []string{"Campaign", "AdSet", "Ad"} {
		for _, o := range below(c, c.Node, typ) {
			ids = append(ids, o.ID)
		}
	}
	return slices.DeleteFunc(c.All("AdStudy"), func(study *Object) bool {
		return !slices.ContainsFunc(ids, func(id string) bool { return holdsObject(study, id) })
	}), nil
}
