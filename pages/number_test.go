package pages_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const linkFields = "id,whatsapp_number,has_whatsapp_number,has_whatsapp_business_number"

const verification = "POST /v26.0/1/page_whatsapp_number_verification"

var (
	quick = pages.PollOptions{Interval: time.Millisecond, MaxInterval: time.Millisecond}
	brief = pages.PollOptions{Interval: time.Millisecond, MaxInterval: time.Millisecond, Timeout: 10 * time.Millisecond}
)

func TestLinkedNumber(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer string
		want   pages.LinkedNumber
		is     string
		not    string
	}{
		"none":    {`{"id":"1"}`, pages.LinkedNumber{}, "", "+39 333 1234567"},
		"spaced":  {`{"id":"1","whatsapp_number":"+39 333 123 4567","has_whatsapp_number":true,"has_whatsapp_business_number":true}`, pages.LinkedNumber{Number: "+39 333 123 4567", Linked: true, IsBusiness: true}, "393331234567", "39333123456"},
		"00":      {`{"whatsapp_number":"+39 333 123 4567","has_whatsapp_number":1}`, pages.LinkedNumber{Number: "+39 333 123 4567", Linked: true}, "0039 (333) 123-4567", "3331234567"},
		"hidden":  {`{"has_whatsapp_number":"true"}`, pages.LinkedNumber{Linked: true}, "", "393331234567"},
		"as text": {`{"whatsapp_number":393331234567}`, pages.LinkedNumber{Number: "393331234567", Linked: true}, "+393331234567", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, tt.answer)
			got, err := pages.NewPage(g.client, "1").LinkedNumber(t.Context())
			noError(t, err)
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Error(diff)
			}
			g.want(call{Line: "GET /v26.0/1", Query: fields(linkFields)})
			if tt.is != "" && !got.Is(tt.is) || got.Is(tt.not) {
				t.Errorf("Is(%q) is %t, Is(%q) is %t", tt.is, got.Is(tt.is), tt.not, got.Is(tt.not))
			}
		})
	}
}

func TestNumberVerification(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"verification_status":"CODE_SENT","whatsapp_number_type":"2","whatsapp_display_number":"+39 333 123 4567"}`)
	page := pages.NewPage(g.client, "1")
	got, err := page.RequestNumberCode(t.Context(), "+39 333 123 4567")
	noError(t, err)
	want := &pages.NumberVerification{Status: "CODE_SENT", NumberType: 2, DisplayNumber: "+39 333 123 4567"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, err = page.VerifyNumber(t.Context(), "+39 333 123 4567", " 123-456 ")
	noError(t, err)
	g.want(
		call{Line: verification, Body: `{"whatsapp_number":"+39 333 123 4567"}`},
		call{Line: verification, Body: `{"whatsapp_number":"+39 333 123 4567","verification_code":"123456"}`},
	)
}

// Numbers come from people and by copying; what stands for a plus sign becomes one.
func TestNumbersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for written, sent := range map[string]string{
		"+39 333 123 4567":                  "+39 333 123 4567",
		"393331234567":                      "393331234567",
		"0039 333 123 4567":                 "+393331234567",
		"(00 39) 333 123 4567":              "+393331234567",
		" +39\u00a0333\u202f123\u00a04567 ": "+39 333 123 4567",
	} {
		g := newGraph(t)
		_, err := pages.NewPage(g.client, "1").RequestNumberCode(t.Context(), written)
		noError(t, err)
		g.want(call{Line: verification, Body: compact(t, map[string]string{"whatsapp_number": sent})})
	}
}

// Meta answers 200 and tells in error_message what is wrong.
func TestVerificationRefusedWithinItsAnswer(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"verification_status":"FAILED","error_message":"The code\n is wrong"}`)
	_, err := pages.NewPage(g.client, "1").VerifyNumber(t.Context(), "393331234567", "000000")
	e, ok := errors.AsType[*pages.VerificationError](err)
	if !ok || !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Fatalf("error is %T %v", err, err)
	}
	if e.Message != "The code\n is wrong" || e.Status != "FAILED" || strings.Contains(e.Error(), "\n") || !strings.Contains(e.Error(), "393331234567") {
		t.Errorf("error: %q", e)
	}
}

func TestNumbersRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	page := pages.NewPage(g.client, "1")
	code := func(context.Context) (string, error) { return "1", nil }
	for name, call := range map[string]func() error{
		"no number":     func() error { _, err := page.RequestNumberCode(t.Context(), " "); return err },
		"short":         func() error { _, err := page.RequestNumberCode(t.Context(), "123456"); return err },
		"long":          func() error { _, err := page.RequestNumberCode(t.Context(), "+1234567890123456"); return err },
		"national":      func() error { _, err := page.RequestNumberCode(t.Context(), "0333 123 4567"); return err },
		"two pluses":    func() error { _, err := page.RequestNumberCode(t.Context(), "++39 333 123 4567"); return err },
		"a plus within": func() error { _, err := page.RequestNumberCode(t.Context(), "39+333 123 4567"); return err },
		"letters":       func() error { _, err := page.RequestNumberCode(t.Context(), "0800FLOWERS12345"); return err },
		"no code":       func() error { _, err := page.VerifyNumber(t.Context(), "393331234567", "- -"); return err },
		"wait":          func() error { _, err := page.WaitForNumber(t.Context(), "", quick); return err },
		"poll": func() error {
			_, err := page.WaitForNumber(t.Context(), "393331234567", pages.PollOptions{Interval: -1})
			return err
		},
		"link, no code": func() error {
			_, err := pages.Link(t.Context(), page, pages.NumberLink{Number: "393331234567"})
			return err
		},
		"link, no number": func() error { _, err := pages.Link(t.Context(), page, pages.NumberLink{Code: code}); return err },
	} {
		err := call()
		if _, ok := errors.AsType[*metabiz.ValidationError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.want()
}

func TestWaitForNumber(t *testing.T) {
	t.Parallel()
	const other, right = `{"whatsapp_number":"+39 1111111"}`, `{"whatsapp_number":"+39 333 123 4567","has_whatsapp_number":true}`
	g := newGraph(t, `{}`, other, right)
	got, err := pages.NewPage(g.client, "1").WaitForNumber(t.Context(), "393331234567", quick)
	noError(t, err)
	if got.Number != "+39 333 123 4567" {
		t.Errorf("got %+v", got)
	}
	look := call{Line: "GET /v26.0/1", Query: fields(linkFields)}
	g.want(look, look, look)

	g = newGraph(t, other)
	_, err = pages.NewPage(g.client, "1").WaitForNumber(t.Context(), "393331234567", brief)
	pending, ok := errors.AsType[*pages.NumberPendingError](err)
	if !ok || !errors.Is(err, metabiz.ErrTransient) || pending.Shown != "+39 1111111" {
		t.Errorf("error is %T %v", err, err)
	}

	g = newGraph(t, `400 {"error":{"code":190,"message":"expired"}}`)
	if _, err = pages.NewPage(g.client, "1").WaitForNumber(t.Context(), "393331234567", quick); !errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("refused: %v", err)
	}
	g.want(look)
}

func TestLink(t *testing.T) {
	t.Parallel()
	const (
		none  = `{"id":"1","has_whatsapp_number":false}`
		other = `{"id":"1","whatsapp_number":"+1 555 0100000","has_whatsapp_number":true}`
		right = `{"id":"1","whatsapp_number":"+39 333 123 4567","has_whatsapp_number":true}`
		sent  = `{"verification_status":"CODE_SENT"}`
		good  = `{"verification_status":"VERIFIED"}`
	)
	look := call{Line: "GET /v26.0/1", Query: fields(linkFields)}
	ask := call{Line: verification, Body: `{"whatsapp_number":"+393331234567"}`}
	bring := call{Line: verification, Body: `{"whatsapp_number":"+393331234567","verification_code":"123456"}`}
	for name, tt := range map[string]struct {
		answers []string
		replace bool
		noCode  bool
		calls   []call
		asked   int
		fails   func(error) bool
	}{
		"from beginning to end": {answers: []string{none, sent, good, none, right}, calls: []call{look, ask, bring, look, look}, asked: 1},
		"it is there":           {answers: []string{right}, calls: []call{look}},
		"another is there": {answers: []string{other}, calls: []call{look}, fails: func(err error) bool {
			e, ok := errors.AsType[*pages.OtherNumberError](err)
			return ok && errors.Is(err, metabiz.ErrInvalidParam) && e.Shown == "+1 555 0100000"
		}},
		"another is replaced": {answers: []string{other, sent, good, right}, replace: true, calls: []call{look, ask, bring, look}, asked: 1},
		"the code can't be sent": {answers: []string{none, `{"error_message":"Not a WhatsApp number"}`}, calls: []call{look, ask}, fails: func(err error) bool {
			_, ok := errors.AsType[*pages.VerificationError](err)
			return ok
		}},
		"nobody brings the code": {answers: []string{none, sent}, noCode: true, calls: []call{look, ask}, asked: 1, fails: func(err error) bool {
			return errors.Is(err, io.ErrUnexpectedEOF)
		}},
		"the code is wrong": {answers: []string{none, sent, `{"error_message":"Wrong code"}`}, calls: []call{look, ask, bring, look}, asked: 1, fails: func(err error) bool {
			_, ok := errors.AsType[*pages.VerificationError](err)
			return ok
		}},
		"somebody else was faster": {answers: []string{none, sent, `{"error_message":"The code was used"}`, right}, calls: []call{look, ask, bring, look}, asked: 1},
		"a number that is not told": {answers: []string{`{"id":"1","has_whatsapp_number":true}`}, calls: []call{look}, fails: func(err error) bool {
			e, ok := errors.AsType[*pages.OtherNumberError](err)
			return ok && e.Shown == "" && strings.Contains(e.Error(), "does not tell")
		}},
		"the answer is lost, the code counted": {answers: []string{none, sent, "drop", right}, calls: []call{look, ask, bring, look}, asked: 1},
		"the token may not":                    {answers: []string{`400 {"error":{"code":200,"message":"no"}}`}, calls: []call{look}, fails: func(err error) bool { return errors.Is(err, metabiz.ErrPermission) }},
		"the answer is lost, so was the number": {answers: []string{none, sent, "drop", `400 {"error":{"code":10,"message":"no"}}`}, calls: []call{look, ask, bring, look}, asked: 1, fails: func(err error) bool {
			return errors.Is(err, metabiz.ErrOutcomeUnknown) && errors.Is(err, metabiz.ErrPermission)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, tt.answers...)
			asked := 0
			got, err := pages.Link(t.Context(), pages.NewPage(g.client, "1"), pages.NumberLink{
				Number:  "+393331234567",
				Replace: tt.replace,
				Poll:    quick,
				Code: func(context.Context) (string, error) {
					asked++
					if tt.noCode {
						return "", io.ErrUnexpectedEOF
					}
					return "123 456", nil
				},
			})
			switch {
			case tt.fails == nil && err != nil:
				t.Fatal(err)
			case tt.fails == nil && !got.Is("393331234567"):
				t.Errorf("got %+v", got)
			case tt.fails != nil && (err == nil || !tt.fails(err)):
				t.Errorf("error is %T %v", err, err)
			}
			if asked != tt.asked {
				t.Errorf("asked for the code %d times, want %d", asked, tt.asked)
			}
			g.want(tt.calls...)
		})
	}
}

func TestUnlinkNumber(t *testing.T) {
	t.Parallel()
	noError(t, pages.NewPage(newGraph(t, `{"id":"1"}`).client, "1").UnlinkNumber(t.Context()))

	err := pages.NewPage(newGraph(t, `{"id":"1","whatsapp_number":"+39 333 123 4567"}`).client, "1").UnlinkNumber(t.Context())
	e, ok := errors.AsType[*pages.ManualStepError](err)
	if !ok || e.Number != "+39 333 123 4567" || !strings.Contains(err.Error(), "Linked accounts") {
		t.Errorf("error is %T %v", err, err)
	}
}
