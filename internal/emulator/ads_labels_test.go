package emulator

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLabels(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	account := c.s.AdAccountID
	labels := set{"adlabels": []any{set{"name": "order-1"}}}
	s := story{hash: c.image()}
	s.campaign = c.make("campaigns", change(t, campaignBody, labels))
	s.set = c.make("adsets", change(t, c.fill(adSetBody, s), labels))
	s.creative = c.make("adcreatives", change(t, c.fill(creativeBody, s), labels))
	s.ad = c.make("ads", change(t, c.fill(adBody, s), labels))
	other := c.make("campaigns", campaignBody)

	list := c.get(account + "/adlabels")["data"].([]any)
	if len(list) != 1 || dig(list, 0, "name") != "order-1" {
		t.Fatalf("labels: %v", list)
	}
	label, _ := dig(list, 0, "id").(string)
	for edge, want := range map[string]string{"campaigns": s.campaign, "adsets": s.set, "ads": s.ad, "adcreatives": s.creative} {
		if diff := cmp.Diff([]string{want}, ids(c.get(label + "/" + edge)["data"])); diff != "" {
			t.Errorf("%s of the label: %s", edge, diff)
		}
		if diff := cmp.Diff([]string{want}, ids(c.get(account+"/"+edge+"bylabels", "ad_label_ids", `["`+label+`"]`)["data"])); diff != "" {
			t.Errorf("%s by label: %s", edge, diff)
		}
	}
	second := c.make("adlabels", `{"name":"spring"}`)
	if again := c.make("adlabels", `{"name":"spring"}`); again != second {
		t.Errorf("two labels of one name: %s, %s", second, again)
	}
	c.posted(s.campaign+"/adlabels", `{"adlabels":[{"id":"`+second+`"}]}`)
	want := map[string]any{"id": s.campaign, "adlabels": []any{map[string]any{"id": label, "name": "order-1"}, map[string]any{"id": second, "name": "spring"}}}
	if diff := cmp.Diff(want, c.get(s.campaign, "fields", "adlabels")); diff != "" {
		t.Error(diff)
	}
	c.posted(other, `{"adlabels":[{"id":"`+second+`"}]}`)
	both := `["` + label + `","` + second + `"]`
	if diff := cmp.Diff([]string{s.campaign}, ids(c.get(account+"/campaignsbylabels", "ad_label_ids", both)["data"])); diff != "" {
		t.Errorf("all labels: %s", diff)
	}
	if n := len(c.get(account+"/campaignsbylabels", "ad_label_ids", both, "operator", "ANY")["data"].([]any)); n != 2 {
		t.Errorf("any label: %d", n)
	}
	for _, bad := range []string{`[{"id":"1"}]`, `[{}]`, `["a"]`} {
		if a := c.post(other, `{"adlabels":`+bad+`}`); a.code() != 100 {
			t.Errorf("%s: %s", bad, a.raw)
		}
	}
	c.ok(http.MethodDelete, s.set+"/adlabels", "adlabels", `[{"id":"`+label+`"}]`)
	if got := ids(c.get(label + "/adsets")["data"]); got != nil {
		t.Errorf("ad sets of a label taken off: %v", got)
	}
	c.ok(http.MethodDelete, label)
	if got := dig(c.get(s.ad, "fields", "adlabels{name}"), "adlabels", 0); got != nil {
		t.Errorf("a deleted label is still there: %v", got)
	}
}
