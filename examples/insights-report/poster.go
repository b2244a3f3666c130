package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"github.com/metabiz-go/metabiz"
)

// poster is the picture of the emulated ads: one colour, as nobody looks at it.
func poster() (metabiz.File, error) {
	picture := image.NewPaletted(image.Rect(0, 0, 600, 600), color.Palette{color.RGBA{0x6f, 0x4e, 0x37, 0xff}})
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return metabiz.File{}, err
	}
	return metabiz.FileFromBytes("poster.png", b.Bytes()), nil
}
