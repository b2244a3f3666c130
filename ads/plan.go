package ads

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// StepName says what a [Step] does.
type StepName string

const (
	StepImage            StepName = "image"
	StepVideo            StepName = "video" // of a slideshow
	StepCampaign         StepName = "campaign"
	StepAdSet            StepName = "ad set"
	StepCreative         StepName = "creative"
	StepAd               StepName = "ad"
	StepActivateCampaign StepName = "activate campaign"
	StepActivateAdSet    StepName = "activate ad set"
	StepActivateAd       StepName = "activate ad"

	// Of launches only.
	StepApprove StepName = "approve"                    // by LaunchOptions.Approve
	StepFind    StepName = "look for an earlier launch" // with the same LaunchOptions.Key
)

// A Step is one request of a [Plan] or of a launch.
type Step struct {
	Name   StepName
	Method string
	Path   string       // below the version; in a plan with references such as {campaign.id}
	Body   any          // sent as JSON; nil where File is sent
	File   metabiz.File // of StepImage
	Detail string       // what is worth knowing besides: of a file its type and dimensions, of a creative its greeting

	// What came of it, once it was carried out.
	ID     string // of what was made or changed; the hash of an image
	Reused bool   // made by an earlier launch with the same key
	Err    error

	operation string
}

// Plan is what a launch would send, request by request. Nothing has been sent.
type Plan struct {
	AccountID string
	Name      string // of the ad
	Steps     []Step
}

// Plan tells exactly what [Account.Launch] would send. Ids that only the answers give
// stand as references: {campaign.id}. A [LaunchOptions].Key adds a label to all four parts. The images are opened and looked at; an ad that
// [ClickToMessage.Validate] finds fault with, or a malformed image, is a [metabiz.ValidationError].
func (a *Account) Plan(ad ClickToMessage) (*Plan, error) {
	draft, err := a.draft(&ad, "")
	if err != nil {
		return nil, err
	}
	plan := &Plan{AccountID: a.id, Name: ad.Name}
	refs := references{campaign: "{campaign.id}", adSet: "{adset.id}", creative: "{creative.id}", ad: "{ad.id}"}
	refs.videoID = "{video.id}"
	for i := range draft.images {
		image := "image"
		if len(draft.images) > 1 {
			image = fmt.Sprintf("image%d", i+1)
		}
		refs.hashes, refs.urls = append(refs.hashes, "{"+image+".hash}"), append(refs.urls, "{"+image+".url}")
		plan.Steps = append(plan.Steps, draft.uploadStep(i))
	}
	for _, name := range draft.steps() {
		step, err := draft.step(name, refs)
		if err != nil {
			return nil, err
		}
		plan.Steps = append(plan.Steps, step)
	}
	return plan, nil
}

// steps are those that follow the uploads of images.
func (d *draft) steps() []StepName {
	var names []StepName
	if d.slideshow() != nil {
		names = append(names, StepVideo)
	}
	names = append(names, StepCampaign, StepAdSet)
	if !d.ad.inline() {
		names = append(names, StepCreative)
	}
	return append(names, StepAd, StepActivateCampaign, StepActivateAdSet, StepActivateAd)
}

// slideshow is the creative, where it is one.
func (d *draft) slideshow() *SlideshowCreative {
	if s, ok := creativeValue(d.ad.Creative).(SlideshowCreative); ok {
		return &s
	}
	return nil
}

// draft is an ad that has been found good, ready to be written as requests.
type draft struct {
	account *Account
	ad      *ClickToMessage
	images  []draftImage
}

type draftImage struct {
	upload
	info imageInfo
}

// references are the ids that later requests name earlier ones by.
type references struct {
	uploaded
	campaign, adSet, creative, ad string
}

// draft validates the ad and looks at its images. A key becomes a further label.
func (a *Account) draft(ad *ClickToMessage, key string) (*draft, error) {
	labelled := *ad
	if key != "" {
		found := &problems{}
		found.label("LaunchOptions.Key", key)
		if err := found.err("ads.ClickToMessage"); err != nil {
			return nil, err
		}
	}
	if key != "" && !slices.Contains(labelled.Labels, key) {
		labelled.Labels = append(labelled.Labels[:len(labelled.Labels):len(labelled.Labels)], key)
	}
	if labelled.Matrix == nil && a.client != nil { // a plan needs none
		labelled.Matrix = MatrixFor(a.client.Version())
	}
	if err := labelled.Validate(); err != nil {
		return nil, err
	}
	d := &draft{account: a, ad: &labelled}
	found := &problems{}
	for _, u := range labelled.Creative.uploads() {
		info, wrong := inspectImage(u.file, u.path)
		found.list = append(found.list, wrong...)
		if len(wrong) == 0 {
			info.checkSize(found, u.path)
		}
		d.images = append(d.images, draftImage{u, info})
	}
	return d, found.err("ads.ClickToMessage")
}

// The smallest picture that any placement takes, in pixels.
const leastImageWidth, leastImageHeight = 254, 133

func (info imageInfo) checkSize(found *problems, path string) {
	if info.width == 0 {
		return // of a format that isn't decoded here
	}
	if info.width < leastImageWidth || info.height < leastImageHeight {
		found.add(path, "has %d x %d pixels, at least %d x %d for an ad", info.width, info.height, leastImageWidth, leastImageHeight)
	}
}

func (d *draft) uploadStep(i int) Step {
	image := d.images[i]
	detail := fmt.Sprintf("%s, %s, %s", image.file.Name, image.info.contentType, byteCount(image.info.size))
	if image.info.width > 0 {
		detail += fmt.Sprintf(", %d x %d", image.info.width, image.info.height)
	}
	return Step{
		Name: StepImage, Method: "POST", Path: metabiz.Path(d.account.id, "adimages"), File: image.file, Detail: detail,
		operation: "POST /{ad-account-id}/adimages",
	}
}

// step writes one request.
func (d *draft) step(name StepName, refs references) (Step, error) {
	step := Step{Name: name, Method: "POST"}
	create := func(edge string, body any) {
		step.Path, step.Body, step.operation = metabiz.Path(d.account.id, edge), body, "POST /{ad-account-id}/"+edge
	}
	activate := func(id, route string) {
		step.Path, step.Body, step.operation = id, statusOnly{StatusActive}, "POST /"+route
	}
	switch name {
	case StepVideo:
		create("advideos", d.slideshow().slideshowParams(d.ad.Name, refs.uploaded))
	case StepCampaign:
		create("campaigns", d.ad.campaignParams())
	case StepAdSet:
		create("adsets", d.ad.adSetParams(refs.campaign))
	case StepCreative:
		body, err := d.ad.creativeBody(refs.uploaded)
		if err != nil {
			return step, err
		}
		create("adcreatives", body)
		if step.Detail, err = d.greeting(); err != nil {
			return step, err
		}
	case StepAd:
		body, err := d.ad.adBody(refs.adSet, refs.creative, refs.uploaded)
		if err != nil {
			return step, err
		}
		create("ads", body)
		if d.ad.inline() {
			if step.Detail, err = d.greeting(); err != nil {
				return step, err
			}
		}
	case StepActivateCampaign:
		activate(refs.campaign, "{campaign-id}")
	case StepActivateAdSet:
		activate(refs.adSet, "{ad-set-id}")
	case StepActivateAd:
		activate(refs.ad, "{ad-id}")
	}
	return step, nil
}

// greeting shows the welcome message, which the body has as text within text.
func (d *draft) greeting() (string, error) {
	if d.ad.Welcome == nil {
		return "", nil
	}
	greeting, err := layoutJSON(d.ad.Welcome)
	return "page_welcome_message is this, as text:\n" + greeting, err
}

// String lists the requests with their bodies, to be read by people.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s in %s: %d requests, none sent yet\n", p.Name, p.AccountID, len(p.Steps))
	for i, step := range p.Steps {
		fmt.Fprintf(&b, "\n%d. %s\n%s", i+1, step.Name, indent(step.String()))
	}
	return b.String()
}

// String is the request as it would go: the method and the path, the body and the detail below.
func (s Step) String() string {
	text := s.Method + " /" + s.Path + "\n"
	if s.Body != nil {
		body, err := layoutJSON(s.Body)
		if err != nil {
			body = err.Error()
		}
		text += body + "\n"
	}
	if s.Detail != "" {
		text += s.Detail + "\n"
	}
	return text
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("   ")
		b.WriteString(line)
	}
	return b.String()
}

func byteCount(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d bytes", n)
	}
	value, unit := float64(n)/1000, "kB"
	if value >= 1000 {
		value, unit = value/1000, "MB"
	}
	return fmt.Sprintf("%.1f %s", value, unit)
}
