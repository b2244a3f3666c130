package whatsapp

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each part of a definition is read and written the same.
func TestTemplatePartsRoundTrip(t *testing.T) {
	t.Parallel()
	base := func(components, more string) string {
		return `{"name":"n","language":"it","category":"MARKETING","components":[` + components + `]` + more + `}`
	}
	body := `{"type":"BODY","text":"Ciao {{1}}, look.","example":{"body_text":[["Anna"]]}}`
	button := func(b string) string { return base(body+`,{"type":"BUTTONS","buttons":[`+b+`]}`, "") }
	for name, text := range map[string]string{
		"GIF header":               base(`{"type":"HEADER","format":"GIF","example":{"header_handle":["4::aW"]}},`+body, ""),
		"location header":          base(`{"type":"HEADER","format":"LOCATION"},`+body, ""),
		"product and its button":   base(`{"type":"HEADER","format":"PRODUCT"},`+body+`,{"type":"BUTTONS","buttons":[{"type":"SPM","text":"View"}]}`, ""),
		"bill":                     button(`{"type":"ORDER_DETAILS","text":"Review and Pay"}`),
		"catalog":                  button(`{"type":"CATALOG","text":"View catalog"}`),
		"products":                 button(`{"type":"MPM","text":"View items"}`),
		"call":                     button(`{"type":"VOICE_CALL","text":"Call","ttl_minutes":1440}`),
		"contact":                  button(`{"type":"REQUEST_CONTACT_INFO"}`),
		"deep link":                button(`{"type":"URL","text":"See","url":"https://a.example/","app_deep_link":{"meta_app_id":"1","android_deep_link":"a://b","android_fallback_playstore_url":"https://play.example/"}}`),
		"zero tap":                 `{"name":"n","language":"it","category":"AUTHENTICATION","components":[{"type":"BODY","add_security_recommendation":true},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"ZERO_TAP","text":"Copy","autofill_text":"Fill","supported_apps":[{"package_name":"a","signature_hash":"12345678901"}],"zero_tap_terms_accepted":true}]}]}`,
		"flow":                     button(`{"type":"FLOW","text":"Go","flow_id":"1","flow_action":"navigate","navigate_screen":"A","icon":"REVIEW"}`),
		"unknown button":           button(`{"type":"REMINDER","text":"Later","when":{"a":[1]}}`),
		"unknown component":        base(body+`,{"type":"NEW","x":1}`, ""),
		"call permission":          base(body+`,{"type":"call_permission_request"}`, ""),
		"features":                 base(body, `,"degrees_of_freedom_spec":{"creative_features_spec":{"image_touchups":{"enroll_status":"OPT_OUT"}}}`),
		"features that say more":   base(body, `,"degrees_of_freedom_spec":{"creative_features_spec":{"image_touchups":{"enroll_status":"OPT_OUT","why":1}}}`),
		"price":                    base(body, `,"optimization_spec":{"bid_amount":4000,"bid_strategy":"LOWEST_COST_WITH_BID_CAP"}`),
		"sub-category and display": base(body, `,"sub_category":"ORDER_DETAILS","display_format":"ORDER_DETAILS","send_type":"CAMPAIGN","is_primary_device_delivery_only":true,"allow_category_change":false,"cta_url_link_tracking_opted_out":true`),
		"library": `{"name":"n","language":"it","category":"UTILITY","library_template_name":"x","library_template_body_inputs":{"add_track_package_link":true,"code_expiration_minutes":5},
			"library_template_button_inputs":[{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[{"package_name":"a","signature_hash":"12345678901"}]}]}`,
		"read": `{"name":"n","language":"it","category":"UTILITY","id":"5","status":"REJECTED","rejected_reason":"SCAM","previous_category":"MARKETING","correct_category":"MARKETING",
			"quality_score":{"score":"RED","date":1738454400,"reasons":["x"]},"rejection_info":{"reason":"r","recommendation":"s"},"last_updated_time":1738454400,"disabled_until":1738454401,
			"health_status":{"can_send_message":"LIMITED"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var template Template
			if err := json.Unmarshal([]byte(text), &template); err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(template)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(values(t, []byte(text)), values(t, got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Meta lists the features otherwise than it takes them.
func TestCreativeFeaturesAsTheyAreRead(t *testing.T) {
	t.Parallel()
	var got Template
	err := json.Unmarshal([]byte(`{"degrees_of_freedom_spec":{"creative_features_spec":[
		{"key":"IMAGE_TOUCHUPS","value":{"enroll_status":"OPT_OUT"}},{"key":"ADD_TEXT_OVERLAY","value":{"enroll_status":"OPT_IN"}}]}}`), &got)
	want := CreativeFeatures{FeatureImageTouchups: OptOut, FeatureAddTextOverlay: OptIn}
	if diff := cmp.Diff(want, got.CreativeFeatures); diff != "" || err != nil || got.Extra != nil {
		t.Errorf("%v, %v (-want +got):\n%s", err, got.Extra, diff)
	}
}

func TestTemplatePartsLimits(t *testing.T) {
	t.Parallel()
	with := func(buttons ...TemplateButton) Template { return sound(func(t *Template) { t.Buttons = buttons }) }
	twice := func(b TemplateButton) Template { return with(b, b) }
	at := []string{"components[1].buttons"}
	tests := map[string]struct {
		template Template
		want     []string
	}{
		"language":          {sound(func(t *Template) { t.Language = "italiano" }), []string{"language"}},
		"language, region":  {sound(func(t *Template) { t.Language = "en_us_x" }), []string{"language"}},
		"language of three": {sound(func(t *Template) { t.Language = "fil" }), nil},
		"more variables": {sound(func(t *Template) {
			t.Body = TemplateBody{Text: "Hi {{1}} {{2}} {{3}} .", Examples: []string{"a", "b", "c"}}
		}), []string{"components[0].text"}},
		"two flows":           {twice(FlowButton{Text: "f", FlowID: "1"}), at},
		"two catalogs":        {twice(CatalogButton{}), at},
		"two lists":           {twice(ProductListButton{}), at},
		"two bills":           {twice(OrderDetailsButton{}), at},
		"two calls":           {twice(VoiceCallButton{}), at},
		"two contacts":        {twice(ContactInfoButton{}), at},
		"bill":                {with(OrderDetailsButton{Text: long(26)}), []string{"components[1].buttons[0].text"}},
		"product of nothing":  {with(ProductButton{}), at},
		"GIF of an order":     {sound(func(t *Template) { t.Header = &TemplateHeader{Format: HeaderGIF, Example: "4::aW"} }), []string{"components[0].format"}},
		"features, utility":   {sound(func(t *Template) { t.CreativeFeatures = CreativeFeatures{FeatureImageTouchups: OptIn} }), []string{"degrees_of_freedom_spec"}},
		"price, utility":      {sound(func(t *Template) { t.OptimizationSpec = &OptimizationSpec{BidAmount: 1} }), []string{"optimization_spec"}},
		"features, marketing": {offer(func(t *Template) { t.CreativeFeatures = CreativeFeatures{FeatureImageTouchups: OptIn} }), nil},
		"code with a header":  {auth(func(t *Template) { t.Header = &TemplateHeader{Text: "x"} }), []string{"components"}},
		"code with cards":     {auth(func(t *Template) { t.Cards = cards(2) }), []string{"components"}},
		"code with a footer":  {auth(func(t *Template) { t.Footer = "Mine" }), []string{"components"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.template.Validate()
			if diff := cmp.Diff(test.want, broken(t, err)); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

func bill() OrderDetails {
	return OrderDetails{
		ReferenceID: "order-7", Type: "digital-goods", Currency: "INR", TotalAmount: Amount{Value: 500}, Subtotal: Amount{Value: 500},
		Items: []OrderDetailsItem{{Name: "Coffee", Amount: Amount{Value: 500}, Quantity: 1}},
	}
}

func TestBindOrders(t *testing.T) {
	t.Parallel()
	pay := Template{Name: "pay", Language: "it", Category: Utility, Body: TemplateBody{Text: "Pay, {{1}}."}, Buttons: []TemplateButton{OrderDetailsButton{}}}
	status := Template{Name: "status", Language: "it", Category: Utility, SubCategory: "ORDER_STATUS", Body: TemplateBody{Text: "On its way"}}
	shipped := OrderStatusParameter{ReferenceID: "order-7", Status: "shipped"}
	tap := TapTarget{URL: "https://a.example/", Title: "A"}
	wrong := bill()
	wrong.TotalAmount.Value, wrong.Body = 1, "x"
	tests := map[string]struct {
		template Template
		values   []any
		want     TemplateMessage
		broken   []string
	}{
		"bill": {pay, []any{"Anna", OrderDetailsParameter{Order: bill()}}, TemplateMessage{
			Name: "pay", Language: "it", Body: TextParameters("Anna"), Buttons: []ButtonParameter{OrderDetailsParameter{Order: bill()}},
		}, nil},
		"no bill": {pay, []any{"Anna"}, TemplateMessage{}, []string{"buttons[0]"}},
		"wrong bill": {pay, []any{"Anna", OrderDetailsParameter{Order: wrong}}, TemplateMessage{}, []string{
			"buttons[0].parameters[0].action.order_details", "buttons[0].parameters[0].action.order_details.total_amount.value",
		}},
		"status":           {status, []any{shipped, tap}, TemplateMessage{Name: "status", Language: "it", OrderStatus: &shipped, TapTarget: &tap}, nil},
		"no status":        {status, nil, TemplateMessage{}, []string{"order_status"}},
		"status twice":     {status, []any{shipped, shipped, tap, tap}, TemplateMessage{}, []string{"values[1]", "values[3]"}},
		"status elsewhere": {pay, []any{"Anna", OrderDetailsParameter{Order: bill()}, shipped}, TemplateMessage{}, []string{"values[2]"}},
		"wrong status": {status, []any{OrderStatusParameter{Description: long(121)}, TapTarget{URL: "javascript:x"}}, TemplateMessage{}, []string{
			"order_status.reference_id", "order_status.order.status", "order_status.order.description", "tap_target_configuration.url", "tap_target_configuration.title",
		}},
		"line break": {pay, []any{"An\nna", OrderDetailsParameter{Order: bill()}}, TemplateMessage{}, []string{"body {{1}}"}},
		"spaces":     {pay, []any{"An     na", OrderDetailsParameter{Order: bill()}}, TemplateMessage{}, []string{"body {{1}}"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := test.template.Bind(test.values...)
			if diff := cmp.Diff(test.broken, broken(t, err)); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
		})
	}
}

// Bills and their states go over the wire as Meta documents them, and come back typed.
func TestTemplateOrdersOnTheWire(t *testing.T) {
	t.Parallel()
	m := Message{To: "393331234567", Content: TemplateMessage{
		Name: "pay", Language: "it", Buttons: []ButtonParameter{OrderDetailsParameter{Index: 1, Order: bill()}},
		OrderStatus: &OrderStatusParameter{ReferenceID: "order-7", Status: "shipped", Description: "By bike"},
	}}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	amount := map[string]any{"value": 500.0, "offset": 100.0}
	want := []any{
		map[string]any{"type": "button", "sub_type": "order_details", "index": 1.0, "parameters": []any{map[string]any{"type": "action", "action": map[string]any{
			"order_details": map[string]any{
				"reference_id": "order-7", "type": "digital-goods", "currency": "INR", "total_amount": amount,
				"order": map[string]any{
					"status": "pending", "subtotal": amount, "tax": map[string]any{"value": 0.0, "offset": 100.0},
					"items": []any{map[string]any{"name": "Coffee", "amount": amount, "quantity": 1.0}},
				},
			},
		}}}},
		map[string]any{"type": "order_status", "parameters": []any{map[string]any{"type": "order_status", "order_status": map[string]any{
			"reference_id": "order-7", "order": map[string]any{"status": "shipped", "description": "By bike"},
		}}}},
	}
	got := values(t, data).(map[string]any)["template"].(map[string]any)["components"]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var back Message
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil {
		t.Fatal(err)
	}
	content := back.Content.(TemplateMessage)
	if _, typed := content.Buttons[0].(OrderDetailsParameter); !typed || content.OrderStatus == nil {
		t.Errorf("%+v", content)
	}
	if diff := cmp.Diff(values(t, data), values(t, again)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is bound of every kind of template is what the emulator takes.
func TestEmulatorTakesWhatIsBound(t *testing.T) {
	t.Parallel()
	e, client, anna := emulated(t)
	account, phone := NewAccount(client, e.Seed().WABAID), NewPhone(client, e.Seed().PhoneNumberID)
	ends := time.Now().Add(24 * time.Hour)
	tests := map[string]struct {
		template Template
		values   []any
	}{
		"named":    {Template{Category: Utility, ParameterFormat: Named, Header: &TemplateHeader{Text: "For {{who}}!", Example: "x"}, Body: TemplateBody{Text: "Ciao {{who}}, welcome.", Examples: []string{"x"}}}, []any{map[string]string{"who": "Anna"}}},
		"place":    {Template{Category: Utility, Header: &TemplateHeader{Format: HeaderLocation}, Body: TemplateBody{Text: "Here"}}, []any{Location{Latitude: 41.9, Longitude: 12.5, Name: "Bottega", Address: "Via 1"}}},
		"picture":  {Template{Category: Marketing, Header: &TemplateHeader{Format: HeaderImage, Example: "4::aW"}, Body: TemplateBody{Text: "Look"}}, []any{Image{Link: "https://a.example/a.png"}}},
		"product":  {Template{Category: Marketing, Header: &TemplateHeader{Format: HeaderProduct}, Body: TemplateBody{Text: "Look"}, Buttons: []TemplateButton{ProductButton{Text: "View"}}}, []any{ProductParameter{CatalogID: "1", ProductRetailerID: "2"}}},
		"code":     {Template{Category: Authentication, Body: TemplateBody{AddSecurityRecommendation: new(true)}, CodeExpirationMinutes: 5, Buttons: []TemplateButton{OTPButton{OTPType: OTPCopyCode}}}, []any{"123456"}},
		"offer":    {Template{Category: Marketing, Header: &TemplateHeader{Format: HeaderImage, Example: "4::aW"}, LimitedTimeOffer: &LimitedTimeOffer{Text: "Now", HasExpiration: new(true)}, Body: TemplateBody{Text: "Look"}, Buttons: []TemplateButton{CopyCodeButton{Example: "A"}}}, []any{Image{Link: "https://a.example/a.png"}, "25OFF", ends}},
		"products": {Template{Category: Marketing, Body: TemplateBody{Text: "Look"}, Buttons: []TemplateButton{ProductListButton{Text: "View"}}}, []any{ProductListParameter{ThumbnailProductRetailerID: "1", Sections: []ProductSection{{Title: "A", ProductRetailerIDs: []string{"1"}}}}}},
		"flow":     {Template{Category: Utility, Body: TemplateBody{Text: "Look"}, Buttons: []TemplateButton{FlowButton{Text: "Go", FlowID: "1"}}}, []any{FlowParameter{Token: "t"}}},
		"call":     {Template{Category: Utility, Body: TemplateBody{Text: "Look"}, Buttons: []TemplateButton{VoiceCallButton{Text: "Call", TTLMinutes: 1440}}}, []any{VoiceCallParameter{TTLMinutes: 5, Payload: "p"}}},
		"bill":     {Template{Category: Utility, Body: TemplateBody{Text: "Look"}, Buttons: []TemplateButton{OrderDetailsButton{Text: "Review and pay"}}}, []any{OrderDetailsParameter{Order: bill()}}},
		"status":   {Template{Category: Utility, SubCategory: "ORDER_STATUS", Body: TemplateBody{Text: "Look"}}, []any{OrderStatusParameter{ReferenceID: "7", Status: "shipped"}}},
		"tap":      {Template{Category: Utility, Body: TemplateBody{Text: "Look"}}, []any{TapTarget{URL: "https://a.example/", Title: "A"}}},
		"cards":    {Template{Category: Marketing, Body: TemplateBody{Text: "Look"}, Cards: cards(2)}, []any{Image{Link: "https://a.example/a.png"}, "3", Image{Link: "https://a.example/b.png"}, "4"}},
	}
	for name, test := range tests {
		test.template.Name, test.template.Language = "t_"+name, "it"
		if _, err := account.CreateTemplate(t.Context(), test.template); err != nil {
			t.Errorf("%s: create: %v", name, err)
			continue
		}
		e.SetTemplateStatus(test.template.Name, "APPROVED")
		read, err := account.Template(t.Context(), test.template.Name, "it")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		content, err := read.Bind(test.values...)
		if err != nil {
			t.Errorf("%s: bind: %v", name, err)
			continue
		}
		if _, err := phone.Send(t.Context(), Message{To: anna.Phone(), Content: content}); err != nil {
			t.Errorf("%s: send: %v", name, err)
		}
	}
}
