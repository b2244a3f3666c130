package whatsapp

import (
	"testing"
	"time"
)

func TestWindowPricing(t *testing.T) {
	t.Parallel()
	rome := time.FixedZone("CEST", 2*60*60)
	then := time.Date(2026, 9, 30, 23, 59, 0, 0, rome)
	now := time.Date(2026, 10, 1, 0, 0, 0, 0, rome)
	open := func(at time.Time) WindowState { return WindowState{FreeFormUntil: at.Add(time.Hour)} }
	closed := func(at time.Time) WindowState { return WindowState{FreeFormUntil: at} }
	entry := func(at time.Time) WindowState {
		return WindowState{FreeFormUntil: at, FreeEntryUntil: at.Add(time.Minute)}
	}
	for name, tt := range map[string]struct {
		state    func(time.Time) WindowState
		category PricingCategory
		then     PricingType
		now      PricingType
	}{
		"service, open":          {open, PricingService, PricingFreeCustomerService, PricingRegular},
		"utility, open":          {open, PricingUtility, PricingFreeCustomerService, PricingRegular},
		"utility, closed":        {closed, PricingUtility, PricingRegular, PricingRegular},
		"marketing, open":        {open, PricingMarketing, PricingRegular, PricingRegular},
		"authentication, open":   {open, PricingAuthentication, PricingRegular, PricingRegular},
		"service, from an ad":    {entry, PricingService, PricingFreeEntryPoint, PricingFreeEntryPoint},
		"marketing, from an ad":  {entry, PricingMarketing, PricingFreeEntryPoint, PricingFreeEntryPoint},
		"utility, from an ad":    {entry, PricingUtility, PricingFreeEntryPoint, PricingFreeEntryPoint},
		"authentication, closed": {closed, PricingAuthentication, PricingRegular, PricingRegular},
	} {
		if got := tt.state(then).Pricing(tt.category, then); got != tt.then {
			t.Errorf("%s: in September 2026 %q, want %q", name, got, tt.then)
		}
		if got := tt.state(now).Pricing(tt.category, now); got != tt.now {
			t.Errorf("%s: from October 2026 on %q, want %q", name, got, tt.now)
		}
	}
	// It is still September in New York.
	newYork := time.FixedZone("", -4*3600)
	if got := open(now).Pricing(PricingService, now.In(newYork)); got != PricingFreeCustomerService {
		t.Errorf("in another zone %q", got)
	}
}

// What ends at a time has ended at that time.
func TestWindowFreeEntryUntilCategories(t *testing.T) {
	t.Parallel()
	s := WindowState{FreeEntryUntil: time.Unix(100, 0)}
	if s.Pricing(PricingMarketing, time.Unix(100, 0)) != PricingRegular || s.Pricing(PricingMarketing, time.Unix(99, 0)) != PricingFreeEntryPoint {
		t.Error("the free entry point's end is not its end")
	}
}
