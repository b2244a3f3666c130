package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// FlowAsset is a file of a Flow: its JSON.
type FlowAsset struct {
	Name        string `json:"name"`
	AssetType   string `json:"asset_type"`   // "FLOW_JSON"
	DownloadURL string `json:"download_url"` // works for a while, without a token
}

// Assets lists the files of the Flow.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation GET /{flow-id}/assets
func (f *Flow) Assets(ctx context.Context, opts ...metabiz.Option) iter.Seq2[FlowAsset, error] {
	return metabiz.List[FlowAsset](ctx, f.client, f.request(http.MethodGet, "assets"), opts...)
}

// AssetPages lists the files of the Flow by pages.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation GET /{flow-id}/assets
func (f *Flow) AssetPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[FlowAsset], error] {
	return metabiz.Pages[FlowAsset](ctx, f.client, f.request(http.MethodGet, "assets"), opts...)
}

// maxFlowJSON is how large a Flow's JSON may be, in bytes.
const maxFlowJSON = 10 << 20

// UploadJSON gives the Flow its content, Flow JSON of up to 10 MB. Meta keeps it also where it
// finds faults with it, and tells them; the Flow can't be published until there are none.
//
// See https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
//
//meta:operation POST /{flow-id}/assets
func (f *Flow) UploadJSON(ctx context.Context, flowJSON []byte, opts ...metabiz.Option) ([]FlowError, error) {
	var c checker
	c.flowJSON(at("file"), flowJSON)
	if err := c.err("whatsapp.Flow.UploadJSON"); err != nil {
		return nil, err
	}
	file := metabiz.FileFromBytes("flow.json", flowJSON)
	file.ContentType = "application/json"
	req := f.request(http.MethodPost, "assets")
	req.Body = &metabiz.Form{
		Fields: map[string]string{"name": "flow.json", "asset_type": "FLOW_JSON"},
		Files:  map[string]metabiz.File{"file": file},
	}
	req.Idempotent = true
	answer, err := metabiz.Call[struct {
		Success *bool       `json:"success"`
		Errors  []FlowError `json:"validation_errors"`
	}](ctx, f.client, req, opts...)
	if err != nil {
		return nil, err
	}
	if answer.Success != nil && !*answer.Success && len(answer.Errors) == 0 {
		return nil, fmt.Errorf("whatsapp: %s: Meta answered that it did not succeed", req.Operation)
	}
	return answer.Errors, nil
}

// flowJSON notes what is no Flow JSON at all; the rest is Meta's to judge.
func (c *checker) flowJSON(p path, flowJSON []byte) {
	switch {
	case len(flowJSON) > maxFlowJSON:
		c.add(p, fmt.Sprintf("is too large, at most %d bytes", maxFlowJSON), maxFlowJSON, len(flowJSON))
	case !json.Valid(flowJSON) || !bytes.HasPrefix(bytes.TrimSpace(flowJSON), []byte("{")):
		c.add(p, "is not a JSON object", nil, nil)
	}
}
