package ads

import (
	"context"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// StudyCell is a group of people of an experiment, and what they are shown: objects of
// one kind, by their ids.
type StudyCell struct {
	ID                  string   `json:"id,omitzero"` // of a cell that is changed
	Name                string   `json:"name"`
	Description         string   `json:"description,omitzero"`
	TreatmentPercentage int      `json:"treatment_percentage"`
	ControlPercentage   int      `json:"control_percentage,omitzero"` // of a lift study: who see nothing of it
	Campaigns           []string `json:"campaigns,omitzero"`
	AdSets              []string `json:"adsets,omitzero"`
	Ads                 []string `json:"ads,omitzero"`
	AdAccounts          []string `json:"adaccounts,omitzero"`
}

// StudyObjective is what an experiment measures, and by what signals.
type StudyObjective struct {
	ID                string             `json:"id,omitzero"` // of one that is changed
	Name              string             `json:"name"`
	Type              StudyObjectiveType `json:"type,omitzero"`
	IsPrimary         *bool              `json:"is_primary,omitzero"`
	AdsPixels         []StudySignal      `json:"adspixels,omitzero"`
	Applications      []StudySignal      `json:"applications,omitzero"`
	CustomConversions []StudySignal      `json:"customconversions,omitzero"`
	OfflineDataSets   []StudySignal      `json:"offline_conversion_data_sets,omitzero"`
}

// StudySignal is a source of events that an experiment measures by.
type StudySignal struct {
	ID         string   `json:"id"`
	EventNames []string `json:"event_names,omitzero"`
}

// StudyObjectiveType is the kind of what an experiment measures: of a lift study mostly CONVERSIONS.
type StudyObjectiveType string

const (
	StudyObjectiveBrand         StudyObjectiveType = "BRAND"
	StudyObjectiveBrandLift     StudyObjectiveType = "BRANDLIFT"
	StudyObjectiveConversions   StudyObjectiveType = "CONVERSIONS"
	StudyObjectiveFTL           StudyObjectiveType = "FTL"
	StudyObjectiveMAE           StudyObjectiveType = "MAE"
	StudyObjectiveMAI           StudyObjectiveType = "MAI"
	StudyObjectiveMPCConversion StudyObjectiveType = "MPC_CONVERSION"
	StudyObjectiveNonSales      StudyObjectiveType = "NONSALES"
	StudyObjectivePartner       StudyObjectiveType = "PARTNER"
	StudyObjectiveSales         StudyObjectiveType = "SALES"
	StudyObjectiveTelco         StudyObjectiveType = "TELCO"
)

// SplitTest is an A/B test: people are dealt into groups that don't overlap, and each group is shown one of the Cells.
//
//	test := ads.SplitTest{
//		Name: "Photo or film", Start: monday, End: monday.AddDate(0, 0, 14),
//		Cells: []ads.StudyCell{{Name: "Photo", AdSets: []string{photo}}, {Name: "Film", AdSets: []string{film}}},
//	}
//	study, err := business.CreateAdStudy(ctx, test.Params())
//
// See https://developers.facebook.com/docs/marketing-api/guides/split-testing.
type SplitTest struct {
	Name, Description string
	Start, End        time.Time
	Cells             []StudyCell // where none has a share, they are of equal size
	Objectives        []StudyObjective
	Confidence        float64 // from 0 to 1; 0: Meta's
	Viewers           []string
}

// Params are the test as [BusinessHandle.CreateAdStudy] takes it.
func (s SplitTest) Params() AdStudyParams {
	return AdStudyParams{
		Name: s.Name, Description: s.Description, Type: StudySplitTest, Cells: EvenCells(s.Cells), Objectives: s.Objectives,
		StartTime: UnixTime{Time: s.Start}, EndTime: UnixTime{Time: s.End}, ConfidenceLevel: s.Confidence, Viewers: s.Viewers,
	}
}

// EvenCells gives cells of which none has a share one of equal size: of three 34, 33 and 33 percent.
func EvenCells(cells []StudyCell) []StudyCell {
	out := make([]StudyCell, len(cells))
	for i, c := range cells {
		if c.TreatmentPercentage != 0 || c.ControlPercentage != 0 {
			return cells
		}
		c.TreatmentPercentage = 100 / len(cells)
		if i < 100%len(cells) {
			c.TreatmentPercentage++
		}
		out[i] = c
	}
	return out
}

// Validate finds what the API would refuse, each with its JSON path.
func (a AdStudyParams) Validate() error {
	var found problems
	if a.Name == "" {
		found.add("name", "is empty")
	}
	if a.StartTime.IsZero() {
		found.add("start_time", "is missing")
	}
	if a.EndTime.IsZero() {
		found.add("end_time", "is missing")
	}
	checkStudyTimes(a.StartTime, a.EndTime, a.ObservationEndTime, &found)
	checkConfidence(a.ConfidenceLevel, &found)
	checkCells(a.Type, a.Cells, &found)
	for i, o := range a.Objectives {
		if o.Name == "" {
			found.add(fmt.Sprintf("objectives[%d].name", i), "is empty")
		}
	}
	return found.err("ads.AdStudyParams")
}

// Validate finds what the API would refuse, each with its JSON path.
func (a AdStudyUpdate) Validate() error {
	var found problems
	checkStudyTimes(a.StartTime, a.EndTime, a.ObservationEndTime, &found)
	checkConfidence(a.ConfidenceLevel, &found)
	if len(a.Cells) > 0 {
		checkCells(a.Type, a.Cells, &found)
	}
	return found.err("ads.AdStudyUpdate")
}

func checkConfidence(level float64, found *problems) {
	if level < 0 || level >= 1 {
		found.value("confidence_level", level, "is not a share from 0 to 1, such as 0.9")
	}
}

func checkStudyTimes(start, end, observed UnixTime, found *problems) {
	if !start.IsZero() && !end.IsZero() && !end.After(start.Time) {
		found.value("end_time", end.Time, "is not after start_time")
	}
	if !observed.IsZero() && observed.Before(end.Time) {
		found.value("observation_end_time", observed.Time, "is before end_time")
	}
}

// checkCells: the shares of all cells make 100 together, each cell holds objects of one
// kind, all cells of the same, and no object is in two.
func checkCells(kind StudyType, cells []StudyCell, found *problems) {
	least := 1
	if kind == StudySplitTest {
		least = 2
	}
	if len(cells) < least {
		found.value("cells", len(cells), "are fewer than %d", least)
		return
	}
	sum, kindOfAll := 0, ""
	names, where := map[string]bool{}, map[string]string{}
	for i, c := range cells {
		at := fmt.Sprintf("cells[%d]", i)
		switch {
		case c.Name == "":
			found.add(at+".name", "is empty")
		case names[c.Name]:
			found.value(at+".name", c.Name, "is the name of another cell")
		}
		names[c.Name] = true
		if c.TreatmentPercentage < 1 || c.TreatmentPercentage > 100 {
			found.value(at+".treatment_percentage", c.TreatmentPercentage, "is not a share from 1 to 100")
		}
		if kind == StudySplitTest && c.ControlPercentage != 0 {
			found.value(at+".control_percentage", c.ControlPercentage, "is for lift studies: a split test has no control group")
		}
		sum += c.TreatmentPercentage + c.ControlPercentage
		held := 0
		for _, objects := range []struct {
			kind string
			ids  []string
		}{{"campaigns", c.Campaigns}, {"adsets", c.AdSets}, {"ads", c.Ads}, {"adaccounts", c.AdAccounts}} {
			if len(objects.ids) == 0 {
				continue
			}
			if held++; kindOfAll == "" {
				kindOfAll = objects.kind
			} else if held == 1 && kindOfAll != objects.kind {
				found.add(at+"."+objects.kind, "does not go with the %s of other cells", kindOfAll)
			}
			for _, id := range objects.ids {
				if other, ok := where[id]; ok {
					found.value(at+"."+objects.kind, id, "is also in %s", other)
				}
				where[id] = at
			}
		}
		if held != 1 {
			found.add(at, "needs objects of one kind: campaigns, adsets, ads or adaccounts")
		}
	}
	if sum != 100 {
		found.value("cells", sum, "have shares that don't make 100 percent together")
	}
}

// CreateAdStudy makes an experiment: a [SplitTest] or a lift study, which Meta must
// have opened to the business. Errors: a start that has passed, an object that is in
// another experiment already.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-study.
//
//meta:operation POST /{business-id}/ad_studies
func (b *BusinessHandle) CreateAdStudy(ctx context.Context, params AdStudyParams, opts ...metabiz.Option) (*AdStudy, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return edge.Call[AdStudy](ctx, b.client, b.post("ad_studies", params), opts)
}

// CreateAdStudy makes an experiment for the person, see [BusinessHandle.CreateAdStudy].
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-study.
//
//meta:operation POST /{user-id}/ad_studies
func (p *UserHandle) CreateAdStudy(ctx context.Context, params AdStudyParams, opts ...metabiz.Option) (*AdStudy, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return edge.Call[AdStudy](ctx, p.client, p.post("ad_studies", params), opts)
}

// Update changes the experiment; what is left out stays as it is.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-study.
//
//meta:operation POST /{ad-study-id}
func (s *AdStudyHandle) Update(ctx context.Context, params AdStudyUpdate, opts ...metabiz.Option) error {
	if err := params.Validate(); err != nil {
		return err
	}
	return edge.Do(ctx, s.client, repeatable(s.post("", params)), opts)
}

// What experiments and their parts are read with.
var (
	adStudyFields          = metabiz.WithFields("id", "name", "type", "description", "start_time", "end_time", "observation_end_time", "canceled_time", "business", "created_time", "updated_time")
	adStudyCellFields      = metabiz.WithFields("id", "name", "treatment_percentage", "control_percentage", "ad_entities_count")
	adStudyObjectiveFields = metabiz.WithFields("id", "name", "type", "is_primary", "results", "last_updated_results")
)
