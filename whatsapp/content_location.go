package whatsapp

import (
	"math"
	"strconv"
)

// Location is a place on the map. It is also a [HeaderParameter].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-messages.
type Location struct {
	Latitude  float64 `json:"latitude"`  // degrees, -90 to 90
	Longitude float64 `json:"longitude"` // degrees, -180 to 180
	Name      string  `json:"name,omitzero"`
	Address   string  `json:"address,omitzero"` // shown only where there is a Name
}

func (Location) kind() string { return "location" }

func (l Location) encode(e *encoder) {
	e.open("location")
	e.float("latitude", l.Latitude)
	e.float("longitude", l.Longitude)
	e.text("name", l.Name)
	e.text("address", l.Address)
	e.close()
}

func (l Location) check(c *checker) { l.checkAt(c, at("location")) }

func (l Location) checkAt(c *checker, p path) {
	checkDegrees(c, p.dot("latitude"), l.Latitude, 90)
	checkDegrees(c, p.dot("longitude"), l.Longitude, 180)
}

func checkDegrees(c *checker, p path, value, limit float64) {
	if math.IsNaN(value) || value < -limit || value > limit {
		most := strconv.FormatFloat(limit, 'f', -1, 64)
		c.add(p, "must be from -"+most+" to "+most+" degrees", limit, value)
	}
}
