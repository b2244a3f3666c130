//go:build !race

package whatsapp

const raceDetector = false
