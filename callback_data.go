package metabiz

import (
	"io"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// callbackParam is what WhatsApp calls the data that comes back in each status of a message.
const callbackParam = "biz_opaque_callback_data"

// maxCallbackBody is far beyond any message; what is larger is a file.
const maxCallbackBody = 1 << 20

// callbackDataOf looks the callback data up in a body, where it has any. It is asked only of calls whose answer was lost.
func callbackDataOf(body transport.Body) string {
	if body == nil || body.Size() <= 0 || body.Size() > maxCallbackBody {
		return ""
	}
	switch body.ContentType() {
	case contentTypeJSON, contentTypeForm:
	default:
		return ""
	}
	r, err := body.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		return ""
	}
	return callbackDataIn(string(content))
}

// callbackDataIn looks the callback data up in a JSON object or in form fields.
func callbackDataIn(content string) string {
	if strings.HasPrefix(content, "{") {
		var message struct {
			CallbackData string `json:"biz_opaque_callback_data"`
		}
		if wire.Unmarshal([]byte(content), &message) != nil {
			return ""
		}
		return message.CallbackData
	}
	fields, err := url.ParseQuery(content)
	if err != nil {
		return ""
	}
	return fields.Get(callbackParam)
}
