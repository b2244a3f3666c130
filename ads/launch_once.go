package ads

import (
	"context"
	"sync"

	"github.com/metabiz-go/metabiz"
)

// launchKey is what one launch at a time may have.
type launchKey struct {
	client       *metabiz.Client
	account, key string
}

// underWay are the launches with a key that this process is at. A webhook that comes
// twice at once, say, must not buy two ads.
var underWay = struct {
	sync.Mutex
	done map[launchKey]chan struct{}
}{done: map[launchKey]chan struct{}{}}

// enter waits until no other launch has the key. leave lets the next one in.
func (k launchKey) enter(ctx context.Context) (leave func(), err error) {
	for {
		underWay.Lock()
		done, taken := underWay.done[k]
		if !taken {
			underWay.done[k] = make(chan struct{})
		}
		underWay.Unlock()
		if !taken {
			return k.leave, nil
		}
		select {
		case <-done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (k launchKey) leave() {
	underWay.Lock()
	defer underWay.Unlock()
	close(underWay.done[k])
	delete(underWay.done, k)
}
