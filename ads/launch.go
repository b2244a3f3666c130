package ads

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// LaunchOptions say how an ad is launched. The zero LaunchOptions launch it at once,
// and remove everything again where a step fails.
type LaunchOptions struct {
	// KeepPaused makes everything and activates nothing.
	KeepPaused bool
	// OnFailure is what becomes of what was made when a step fails.
	OnFailure FailurePolicy
	// Key names the launch. Everything that it makes carries the key as an ad label, by
	// which a second launch with the same key finds it and goes on from there instead of making
	// it twice, and by which a lost answer is settled. An order number, say, which is the label
	// of nothing else. Launches with one key by the same client wait for each other; in several
	// processes they must not run at the same time. What somebody has paused meanwhile is
	// activated by a further launch.
	Key string
	// Resume is what an earlier launch made, as its [LaunchError] tells: those are not made again.
	Resume Launched
	// Approve is asked, before anything is sent, for what the ad may cost at the most.
	// Its error ends the launch. It is not asked with KeepPaused, which costs nothing. It is
	// asked once more before anything is activated where a campaign or an ad set that an earlier launch
	// made has a higher budget than the ad now says; without Approve that is a [BudgetError].
	Approve func(ctx context.Context, spend Spend) error
	// Observe is told of every step that was carried out, or failed.
	Observe func(Step)
}

// FailurePolicy is what becomes of what a failed launch has made.
type FailurePolicy int

const (
	// RollBack removes what this launch made, and nothing else. Uploaded images stay in
	// the library: they cost nothing, and another ad may use them by then.
	RollBack FailurePolicy = iota
	// Keep leaves it, all of it paused that was not activated yet, to be resumed.
	Keep
)

// Launched are the ids of what a launch made or found.
type Launched struct {
	ImageHashes []string
	VideoID     string // of a slideshow
	CampaignID  string
	AdSetID     string
	CreativeID  string
	AdID        string
}

// LaunchError is a launch that failed at a step.
type LaunchError struct {
	Step StepName
	Err  error
	// Made is what this launch had made by then. After a rollback it is gone again, but for Left.
	Made Launched
	// RolledBack tells that all of Made was removed; always false with [Keep].
	RolledBack bool
	// Left is what a rollback could not remove, and RollbackErr why.
	Left        Launched
	RollbackErr error
}

func (e *LaunchError) Error() string {
	text := fmt.Sprintf("ads: launch failed at step %q: %v", e.Step, e.Err)
	switch {
	case e.RollbackErr != nil:
		text += fmt.Sprintf(" (what was made could not be removed: %s: %v)", e.Left, e.RollbackErr)
	case e.RolledBack:
		text += " (what was made has been removed)"
	case e.Made.any():
		text += fmt.Sprintf(" (made and kept: %s)", e.Made)
	}
	return text
}

func (e *LaunchError) Unwrap() error { return e.Err }

func (l Launched) any() bool { return l.CampaignID+l.AdSetID+l.CreativeID+l.AdID != "" }

// String lists the ids.
func (l Launched) String() string {
	text := ""
	for _, part := range []struct{ name, id string }{
		{"campaign", l.CampaignID}, {"ad set", l.AdSetID}, {"creative", l.CreativeID}, {"ad", l.AdID},
	} {
		if part.id == "" {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += part.name + " " + part.id
	}
	return text
}

// Launch makes the ad: it uploads the images, makes the campaign, the ad set, the
// creative and the ad, all of them paused, and only then activates campaign, ad set and ad.
// Meta reviews the ad before it is shown: see [AdHandle.AwaitReview].
//
// A [metabiz.ValidationError] tells what is wrong with the ad itself; nothing was sent
// then. Every other failure is a *[LaunchError], which wraps Meta's [metabiz.Error].
// When the answer to a request is lost, it is found out whether it was acted on before
// the request is repeated; where that can't be known, the error is [metabiz.ErrOutcomeUnknown]: launches
// with a Key are always able to tell. A panic of the caller's functions is a failure too, and goes on after it.
//
// See https://developers.facebook.com/docs/marketing-api/ad-creative/messaging-ads/click-to-whatsapp.
func (a *Account) Launch(ctx context.Context, ad ClickToMessage, options LaunchOptions, opts ...metabiz.Option) (*Launched, error) {
	d, err := a.draft(&ad, options.Key)
	if err != nil {
		return nil, err
	}
	l := &launch{draft: d, options: options, opts: opts}
	if options.Key != "" {
		leave, err := launchKey{a.client, a.id, options.Key}.enter(ctx)
		if err != nil {
			return nil, &LaunchError{Step: StepFind, Err: err}
		}
		defer leave()
	}
	returned := false
	defer func() {
		if !returned { // a function of the caller's has panicked
			_ = l.failure(ctx, "", nil)
		}
	}()
	launched, err := l.do(ctx)
	returned = true
	return launched, err
}

func (l *launch) do(ctx context.Context) (*Launched, error) {
	if l.options.Approve != nil && !l.options.KeepPaused {
		if err := l.approve(ctx, l.ad); err != nil {
			return nil, &LaunchError{Step: StepApprove, Err: err}
		}
	}
	failed, err := l.run(ctx)
	if err != nil {
		return nil, l.failure(ctx, failed, err)
	}
	return &l.have, nil
}

// launch is one run of a launch.
type launch struct {
	*draft
	options LaunchOptions
	opts    []metabiz.Option
	have    Launched // made by this run or found
	made    Launched // made by this run
	urls    []string // of the images uploaded
}

// run carries the steps out and tells at which it failed.
func (l *launch) run(ctx context.Context) (StepName, error) {
	l.have = l.options.Resume
	if l.options.Key != "" {
		if err := l.find(ctx); err != nil {
			return StepFind, err
		}
	}
	if l.needsUploads() {
		if step, err := l.uploads(ctx); err != nil {
			return step, err
		}
	}
	for _, part := range l.parts() {
		if err := l.create(ctx, part); err != nil {
			return part.name, err
		}
	}
	if l.options.KeepPaused {
		return "", nil
	}
	if err := l.guardReused(ctx); err != nil {
		return StepApprove, err
	}
	for _, name := range []StepName{StepActivateCampaign, StepActivateAdSet, StepActivateAd} {
		if err := l.activate(ctx, name); err != nil {
			return name, err
		}
	}
	return "", nil
}

// part is one of the four objects, and where its id is kept.
type part struct {
	name       StepName
	have, made *string
}

func (l *launch) parts() []part {
	parts := []part{
		{StepCampaign, &l.have.CampaignID, &l.made.CampaignID},
		{StepAdSet, &l.have.AdSetID, &l.made.AdSetID},
		{StepCreative, &l.have.CreativeID, &l.made.CreativeID},
		{StepAd, &l.have.AdID, &l.made.AdID},
	}
	if l.ad.inline() {
		return slices.Delete(parts, 2, 3)
	}
	return parts
}

func (l *launch) references() references {
	return references{
		uploaded: uploaded{l.have.ImageHashes, l.urls, l.have.VideoID}, campaign: l.have.CampaignID, adSet: l.have.AdSetID, creative: l.have.CreativeID, ad: l.have.AdID,
	}
}

func (l *launch) create(ctx context.Context, p part) error {
	step, err := l.step(p.name, l.references())
	if err != nil {
		return err
	}
	if *p.have != "" {
		step.ID, step.Reused = *p.have, true
		return l.tell(step, nil)
	}
	id, err := l.post(ctx, step)
	if lost(err) {
		id, err = l.settle(ctx, p.name, step, err)
	}
	if err != nil {
		return l.tell(step, err)
	}
	*p.have, *p.made, step.ID = id, id, id
	return l.tell(step, nil)
}

func (l *launch) post(ctx context.Context, step Step) (id string, err error) {
	type created struct {
		ID string `json:"id"`
	}
	answer, err := metabiz.Call[created](ctx, l.account.client, &metabiz.Request{
		Method: step.Method, Path: step.Path, Operation: step.operation, Body: step.Body, Limits: l.account.limits(useManagement),
	}, l.opts...)
	if err != nil {
		return "", err
	}
	if answer.ID == "" {
		return "", fmt.Errorf("ads: %s: the answer has no id: %w", step.operation, metabiz.ErrOutcomeUnknown)
	}
	return answer.ID, nil
}

func (l *launch) activate(ctx context.Context, name StepName) error {
	step, err := l.step(name, l.references())
	if err != nil {
		return err
	}
	node := l.account.child(step.Path, step.operation[len("POST /"):])
	step.ID = node.id
	return l.tell(step, node.change(ctx, step.Body, l.opts))
}

func (l *launch) tell(step Step, err error) error {
	step.Err = err
	if l.options.Observe != nil {
		l.options.Observe(step)
	}
	return err
}

// lost tells whether a request may have been acted on although its answer isn't known.
func lost(err error) bool {
	if err == nil {
		return false
	}
	_, unreadable := errors.AsType[*metabiz.DecodeError](err)
	return unreadable || errors.Is(err, metabiz.ErrOutcomeUnknown)
}
