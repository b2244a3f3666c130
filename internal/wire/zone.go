package wire

import (
	"sync"
	"time"
)

// quarter is the step of all offsets in use; a table of them spares a location for every time that is decoded.
const (
	quarter     = 15 * 60
	maxQuarters = 18 * 4
)

var quarterZones = sync.OnceValue(func() *[2*maxQuarters + 1]*time.Location {
	var zones [2*maxQuarters + 1]*time.Location
	for i := range zones {
		zones[i] = time.FixedZone("", (i-maxQuarters)*quarter)
	}
	return &zones
})

// fixedZone gives the location that is offset seconds east of UTC.
func fixedZone(offset int) *time.Location {
	if i := offset/quarter + maxQuarters; offset%quarter == 0 && 0 <= i && i <= 2*maxQuarters {
		return quarterZones()[i]
	}
	return time.FixedZone("", offset)
}
