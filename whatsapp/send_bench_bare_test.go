package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// bare is what a careful engineer writes by hand for one number: a time limit and the documented answer, but no quotas, no retries, no
// checks.
type bare struct {
	client *http.Client
	url    string
	token  string
}

type bareMessage struct {
	Product  string        `json:"messaging_product"`
	To       string        `json:"to"`
	Type     string        `json:"type"`
	Text     *bareText     `json:"text,omitempty"`
	Template *bareTemplate `json:"template,omitempty"`
}

type bareText struct {
	Body       string `json:"body"`
	PreviewURL bool   `json:"preview_url"`
}

type bareTemplate struct {
	Name       string          `json:"name"`
	Language   bareLanguage    `json:"language"`
	Components []bareComponent `json:"components"`
}

type bareLanguage struct {
	Code string `json:"code"`
}

type bareComponent struct {
	Type       string          `json:"type"`
	Parameters []bareParameter `json:"parameters"`
}

type bareParameter struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type bareSent struct {
	Product  string `json:"messaging_product"`
	Contacts []struct {
		Input string `json:"input"`
		WaID  string `json:"wa_id"`
	} `json:"contacts"`
	Messages []struct {
		ID     string `json:"id"`
		Status string `json:"message_status"`
	} `json:"messages"`
}

func (c *bare) send(ctx context.Context, m *bareMessage) (string, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("status %d: %s", resp.StatusCode, answer)
	}
	var sent bareSent
	if err := json.Unmarshal(answer, &sent); err != nil {
		return "", err
	}
	if len(sent.Messages) == 0 {
		return "", errors.New("no message in the answer")
	}
	return sent.Messages[0].ID, nil
}
