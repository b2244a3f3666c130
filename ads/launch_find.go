package ads

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// find looks for what an earlier launch with the same key has made.
func (l *launch) find(ctx context.Context) error {
	label, err := l.label(ctx)
	if err != nil || label == "" {
		return err
	}
	for _, p := range l.parts() {
		if *p.have != "" {
			continue
		}
		if *p.have, err = l.labelled(ctx, label, p.name); err != nil {
			return err
		}
	}
	return nil
}

// label finds the id of the label that is the key; empty where there is none.
func (l *launch) label(ctx context.Context) (string, error) {
	for label, err := range l.account.AdLabels(ctx, AdLabelQuery{Limit: 500}, l.with("id", "name")...) {
		if err != nil {
			return "", err
		}
		if label.Name == l.options.Key {
			return label.ID, nil
		}
	}
	return "", nil
}

// listed is as much of a campaign, an ad set, an ad or a creative as is needed to know it again.
type listed struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status Status `json:"status"`
}

func (o listed) gone() bool { return o.Status == StatusDeleted || o.Status == StatusArchived }

var edgesByStep = map[StepName]string{StepCampaign: "campaigns", StepAdSet: "adsets", StepCreative: "adcreatives", StepAd: "ads"}

// labelled finds the object of a kind that carries a label; empty where there is none.
func (l *launch) labelled(ctx context.Context, label string, kind StepName) (string, error) {
	return firstAlive(l.list(ctx, l.account.child(label, "{ad-label-id}"), edgesByStep[kind]), "")
}

func (l *launch) list(ctx context.Context, of object, edge string) iter.Seq2[listed, error] {
	return metabiz.List[listed](ctx, of.client, of.get(edge, nil), l.with("id", "name", "status")...)
}

// with puts fields that can't be done without behind the caller's options.
func (l *launch) with(fields ...string) []metabiz.Option {
	return append(l.opts[:len(l.opts):len(l.opts)], metabiz.WithFields(fields...))
}

// firstAlive is the first object that has not been deleted, of that name where one is given.
func firstAlive(objects iter.Seq2[listed, error], name string) (string, error) {
	for o, err := range objects {
		if err != nil {
			return "", err
		}
		if !o.gone() && (name == "" || strings.TrimSpace(o.Name) == strings.TrimSpace(name)) {
			return o.ID, nil
		}
	}
	return "", nil
}

// settleWaits are the pauses before each look at whether a lost request was acted on:
// what was just made may not show at once.
var settleWaits = []time.Duration{0, time.Second, 4 * time.Second}

// settleTime bounds the looks, which go on when the launch's own context has ended: what
// was made must be known to be removed.
const settleTime = time.Minute

// settle finds out what became of a request whose answer was lost. What was not acted on
// is sent once more.
func (l *launch) settle(ctx context.Context, kind StepName, step Step, lostErr error) (id string, err error) {
	id, err = l.lookFor(ctx, kind, lostErr)
	if id != "" || !errors.Is(err, errNotMade) {
		return id, err
	}
	if ctx.Err() != nil {
		return "", lostErr
	}
	if id, err = l.post(ctx, step); !lost(err) {
		return id, err
	}
	lostErr = err
	if id, err = l.lookFor(ctx, kind, lostErr); errors.Is(err, errNotMade) {
		return "", lostErr
	}
	return id, err
}

// errNotMade tells that a request whose answer was lost has made nothing.
var errNotMade = errors.New("was not made")

// lookFor looks for what a request has made whose answer was lost.
func (l *launch) lookFor(ctx context.Context, kind StepName, lostErr error) (id string, err error) {
	looking, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	for _, wait := range settleWaits {
		if err := pause(looking, wait); err != nil {
			return "", errors.Join(lostErr, err)
		}
		id, known, err := l.lookUp(looking, kind)
		switch {
		case err != nil:
			return "", fmt.Errorf("%w (looking for it failed: %w)", lostErr, err)
		case !known:
			return "", fmt.Errorf("%w; a %s named %q may have been made: look for it before launching again, or launch with a Key",
				lostErr, kind, l.ad.Name)
		case id != "":
			return id, nil
		}
	}
	return "", errNotMade
}

// lookUp looks for the object of a kind that this launch makes. Without a key an ad set
// and an ad are known by what they are in, which this launch made; known is false for the others.
func (l *launch) lookUp(ctx context.Context, kind StepName) (id string, known bool, err error) {
	switch {
	case l.options.Key != "":
		label, err := l.label(ctx)
		if err != nil || label == "" {
			return "", true, err
		}
		id, err = l.labelled(ctx, label, kind)
		return id, true, err
	case kind == StepAdSet && l.made.CampaignID != "":
		id, err = firstAlive(l.list(ctx, l.account.child(l.made.CampaignID, "{campaign-id}"), "adsets"), l.ad.Name)
		return id, true, err
	case kind == StepAd && l.made.AdSetID != "":
		id, err = firstAlive(l.list(ctx, l.account.child(l.made.AdSetID, "{ad-set-id}"), "ads"), l.ad.Name)
		return id, true, err
	}
	return "", false, nil
}

func pause(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
