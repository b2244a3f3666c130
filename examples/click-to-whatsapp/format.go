package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// What the ad may show, by -format.
const (
	formatImage     = "image"
	formatCarousel  = "carousel"
	formatVideo     = "video"
	formatSlideshow = "slideshow"
)

var formats = []string{formatImage, formatCarousel, formatVideo, formatSlideshow}

// coffees are what the cards of a carousel and the pictures of a slideshow show.
var coffees = []struct {
	name, description string
	crema, cup        color.RGBA
}{
	{"Aurora", "A blend for the morning", color.RGBA{0xc8, 0x8b, 0x4a, 0xff}, color.RGBA{0xf6, 0xec, 0xdc, 0xff}},
	{"Meriggio", "Round, for after lunch", color.RGBA{0x8a, 0x52, 0x2a, 0xff}, color.RGBA{0xe9, 0xd8, 0xc3, 0xff}},
	{"Notturno", "Without caffeine", color.RGBA{0x4b, 0x2e, 0x1e, 0xff}, color.RGBA{0xd9, 0xe2, 0xe6, 0xff}},
}

// creative is what the ad shows.
func (s *story) creative(ctx context.Context) (ads.Creative, error) {
	poster, err := s.picture()
	if err != nil {
		return nil, err
	}
	switch s.format {
	case formatCarousel:
		carousel := ads.CarouselCreative{}
		for i, c := range coffees {
			carousel.Cards = append(carousel.Cards, ads.CarouselCard{File: cup(i), Headline: c.name, Description: c.description})
		}
		return carousel, nil
	case formatSlideshow:
		slideshow := ads.SlideshowCreative{Slides: []ads.Slide{{File: poster}}, Duration: 2 * time.Second, Transition: 500 * time.Millisecond}
		for i := range coffees {
			slideshow.Slides = append(slideshow.Slides, ads.Slide{File: cup(i)})
		}
		return slideshow, nil
	case formatVideo:
		id, err := s.uploadFilm(ctx)
		return ads.VideoCreative{VideoID: id, Thumbnail: poster}, err
	}
	return ads.ImageCreative{File: poster}, nil
}

// uploadFilm puts the video into the account's library, and waits until it can be used.
func (s *story) uploadFilm(ctx context.Context) (string, error) {
	if s.video == "" {
		return "", errors.New("-format video needs a film: -video FILE; without one, -format slideshow has Meta make it of pictures")
	}
	film, err := metabiz.FileFromPath(s.video)
	if err != nil {
		return "", err
	}
	uploaded, err := s.account.UploadVideo(ctx, film, ads.VideoDetails{Title: "Coffee for the office"})
	if err != nil {
		return "", err
	}
	s.tl.event(shop, meta, "uploads the film", "video "+short(uploaded.ID))
	stop := s.letTimePass()
	defer stop()
	if _, err := ads.NewAdVideo(s.client, uploaded.ID).AwaitReady(ctx, s.patience()); err != nil {
		return "", err
	}
	s.tl.event(meta, shop, "the film is ready to be shown", "")
	return uploaded.ID, nil
}

// cup draws a coffee from above: a picture of 1080 by 1080.
func cup(n int) metabiz.File {
	const size, centre = 1080, 540
	coffee := coffees[n]
	canvas := image.NewRGBA(image.Rect(0, 0, size, size))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(coffee.cup), image.Point{}, draw.Src)
	for _, ring := range []struct {
		radius int
		colour color.RGBA
	}{{430, color.RGBA{0xff, 0xff, 0xff, 0xff}}, {330, coffee.cup}, {310, coffee.crema}} {
		for y := -ring.radius; y <= ring.radius; y++ {
			for x := -ring.radius; x <= ring.radius; x++ {
				if x*x+y*y <= ring.radius*ring.radius {
					canvas.SetRGBA(centre+x, centre+y, ring.colour)
				}
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, canvas) // a buffer takes everything
	return metabiz.FileFromBytes(fmt.Sprintf("%s.png", coffee.name), b.Bytes())
}
