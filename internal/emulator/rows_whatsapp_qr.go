package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// QR codes of a number, which open a chat with a message that stands ready.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes

const maxQRCodes = 2000

func listQRCodes(c *Call) (any, error) {
	rows := []*Object{}
	for _, code := range settingsOf(c.Node).codes {
		if want := c.Args.Text("code"); want == "" || want == code.Get("code") {
			rows = append(rows, code)
		}
	}
	return rows, nil
}

// qrCode finds the code that a call names.
func qrCode(c *Call, code string) (*Object, error) {
	s := settingsOf(c.Node)
	i := slices.IndexFunc(s.codes, func(o *Object) bool { return o.Get("code") == code })
	if i < 0 {
		return nil, Fail(100, "Invalid parameter").Detailed("There is no QR code %s.", code)
	}
	return s.codes[i], nil
}

func saveQRCode(c *Call) (any, error) {
	s := settingsOf(c.Node)
	if key := c.Args.Text("code"); key != "" {
		code, err := qrCode(c, key)
		if err != nil {
			return nil, err
		}
		code.Values["prefilled_message"] = c.Args.Text("prefilled_message")
		return map[string]any{"code": key, "prefilled_message": code.Values["prefilled_message"], "deep_link_url": code.Values["deep_link_url"]}, nil
	}
	if len(s.codes) >= maxQRCodes {
		return nil, Fail(100, "Invalid parameter").Detailed("A phone number has at most %d QR codes.", maxQRCodes)
	}
	c.e.store.last++
	key := fmt.Sprintf("QR%010dA1", c.e.store.last)
	code := c.Row(qrType, map[string]any{"code": key, "prefilled_message": c.Args.Text("prefilled_message"),
		"deep_link_url": "https://wa.me/message/" + key, "creation_time": c.Now().Unix(), "qr_image_url": c.URL("qr/" + key)})
	s.codes = slices.Insert(s.codes, 0, code)
	answer := map[string]any{"code": key, "prefilled_message": code.Values["prefilled_message"], "deep_link_url": code.Values["deep_link_url"]}
	if c.Args.Has("generate_qr_image") {
		answer["qr_image_url"] = code.Values["qr_image_url"]
	}
	return answer, nil
}

// item is the last part of the path: the key of an item of a list.
func (c *Call) item() string { return c.Path[strings.LastIndexByte(c.Path, '/')+1:] }

func getQRCode(c *Call) (any, error) {
	code, err := qrCode(c, c.item())
	if err != nil {
		return nil, err
	}
	return &List{Items: []*Object{code}, Whole: true}, nil
}

func deleteQRCode(c *Call) (any, error) {
	code, err := qrCode(c, c.item())
	if err != nil {
		return nil, err
	}
	s := settingsOf(c.Node)
	s.codes = slices.DeleteFunc(s.codes, func(o *Object) bool { return o == code })
	return map[string]any{"success": true}, nil
}
