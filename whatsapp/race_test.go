//go:build race

package whatsapp

// raceDetector tells that the tests run some ten times slower.
const raceDetector = true
