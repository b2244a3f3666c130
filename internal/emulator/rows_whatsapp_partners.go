package emulator

import (
	"slices"
	"time"
)

const (
	solutionType    = "WhatsAppBusinessSolution"
	assignedType    = "WhatsAppAssignedUser"
	activityType    = "WhatsAppBusinessActivityHistory"
	scheduleType    = "WhatsAppBusinessCampaignSchedule"
	preVerifiedType = "WhatsAppBusinessPreVerifiedPhoneNumber"
	creditType      = "ExtendedCredit"
	mobilityType    = "WhatsAppBusinessAccountOBOMobilityIntent"
	migrationType   = "WhatsAppBusinessAccountMigrationIntent"
)

const tasks = `DEVELOP|MANAGE|MANAGE_EXTENSIONS|MANAGE_PHONE|MANAGE_PHONE_ASSETS|MANAGE_TEMPLATES|MESSAGING|VIEW_COST|VIEW_PHONE_ASSETS|VIEW_TEMPLATES`

// partnerRows are who may work with an account: users, partners and their solutions, numbers that they verify.
func partnerRows(r *Registry) {
	r.Type(NodeType{Name: solutionType, Product: WhatsApp, UseCase: managing, Default: []string{"name", "status", "status_for_pending_request"},
		Fields: Fields(`id string, name string, status string, status_for_pending_request string, owner_app Object, owner_permissions list<string>, partner_id string`)})
	r.Type(NodeType{Name: assignedType, Product: WhatsApp, Default: []string{"id", "name"},
		Fields: Fields(`id string, name string, user_type string, business Object, tasks list<string>`)})
	r.Type(NodeType{Name: activityType, Product: WhatsApp, Default: []string{"activity_type", "timestamp"},
		Fields: Fields(`id string, activity_type string, timestamp datetime, actor_type string, actor_id string, actor_name string, description string,
			details Object, ip_address string, user_agent string`)})
	r.Type(NodeType{Name: scheduleType, Product: WhatsApp, UseCase: managing, Default: []string{"name", "schedule_type", "status"},
		Fields: Fields(`id string, name string, description string, schedule_type string, status string, is_active bool, start_time string, end_time string,
			days_of_week list<string>, timezone string, recurrence_pattern Object, created_time datetime, updated_time datetime`)})
	r.Type(NodeType{Name: preVerifiedType, Product: WhatsApp, UseCase: managing, Default: []string{"phone_number", "code_verification_status"},
		Fields: Fields(`id string, phone_number string, code_verification_status string, code_verification_time datetime, owner_business Business,
			verification_expiry_time datetime`)})
	r.Type(NodeType{Name: mobilityType, Product: WhatsApp, Default: []string{"status"},
		Fields: Fields(`id string, status string, waba Object, solution Object, created_time datetime, updated_time datetime`)})
	r.Type(NodeType{Name: migrationType, Product: WhatsApp, Default: []string{"status"}, Fields: Fields(`id string, status string`)})
	r.Type(NodeType{Name: creditType, Default: []string{"legal_entity_name"}, Fields: Fields(`
		allocated_amount CurrencyAmount, balance CurrencyAmount, credit_available CurrencyAmount, credit_type string, id string, is_access_revoked bool,
		is_automated_experience bool, legal_entity_name string, liable_address CRMAddress, liable_biz_name string, max_balance CurrencyAmount,
		online_max_balance CurrencyAmount, owner_business Business, owner_business_name string, partition_from string,
		receiving_credit_allocation_config ExtendedCreditAllocationConfig, send_bill_to_address CRMAddress, send_bill_to_biz_name string, sold_to_address CRMAddress`)})
	r.Edge(accountType, permitted(
		Edge{Method: "GET", Name: "assigned_users", Of: assignedType, Params: Params(`business! string`)},
		Edge{Method: "POST", Name: "assigned_users", Handle: assignToAccount, Params: Params(`user! string, tasks! list<enum(` + tasks + `)>`)},
		Edge{Method: "DELETE", Name: "assigned_users", Handle: unassignFromAccount, Params: Params(`user! string`)},
		Edge{Method: "GET", Name: "activities", Of: activityType, Handle: listAccountActivities, Params: Params(`activity_type list<string>, since datetime, until datetime`)},
		Edge{Method: "GET", Name: "schedules", Of: scheduleType, Params: Params(`sort string`)},
		Edge{Method: "POST", Name: "schedules", Of: scheduleType, Handle: createSchedule, Params: Params(`name! string,
			schedule_type! enum(BUSINESS_HOURS|AUTOMATED_RESPONSE|MESSAGE_CAMPAIGN|MAINTENANCE_WINDOW|CUSTOM), start_time! string, end_time! string,
			days_of_week list<string>, description string, is_active bool, timezone string, recurrence_pattern map`)},
		Edge{Method: "GET", Name: "in_progress_onbehalf_request", Handle: func(*Call) (any, error) { return map[string]any{"data": []any{}}, nil }},
		Edge{Method: "GET", Name: "solutions", Of: solutionType},
		Edge{Method: "POST", Name: "obo_mobility_intent", Handle: createMobility, Params: Params(`solution_id! string, target_solution_id string, mobility_reason string,
			scheduled_execution_time datetime, metadata map, intent_type! enum(INITIATE_TRANSFER|CONFIRM_TRANSFER|CANCEL_TRANSFER|REQUEST_HANDOVER|APPROVE_HANDOVER|REJECT_HANDOVER)`)},
		Edge{Method: "POST", Name: "set_obo_mobility_intent", Handle: setMobility, Params: Params(`solution_id string, waba_id string`)},
		Edge{Method: "POST", Name: "set_solution_migration_intent", Handle: setMigration, Params: Params(`app_id string, solution_id string, target_solution_id string,
			migration_reason string, scheduled_migration_time datetime, migration_intent enum(INITIATE_MIGRATION|CANCEL_MIGRATION|CONFIRM_MIGRATION|SCHEDULE_MIGRATION)`)},
		Edge{Method: "GET", Name: "payment_configurations", Handle: listPayments},
		Edge{Method: "GET", Name: "payment_configuration", Handle: getPayment, Params: Params(`configuration_name! string`)},
		Edge{Method: "POST", Name: "payment_configuration", Handle: createPayment, Params: Params(`configuration_name! string, data_endpoint_url string,
			merchant_category_code string, merchant_vpa string, provider_name enum(BILLDESK|PAYU|RAZORPAY|UPI_VPA|ZAAKPAY), purpose_code string, redirect_url string`)},
		Edge{Method: "DELETE", Name: "payment_configuration", Handle: deletePayment, Params: Params(`configuration_name! string`)},
		Edge{Method: "POST", Name: "generate_payment_configuration_oauth_link", Handle: linkPayment, Params: Params(`configuration_name! string, redirect_url string`)},
	)...)
	r.Edge("Application",
		Edge{Method: "POST", Name: "whatsapp_business_solution", Handle: createSolution, Params: Params(`owner_permissions! list<enum(` + tasks + `)>, partner_app_id! string,
			partner_permissions! list<enum(` + tasks + `)>, solution_name! string`)},
		Edge{Method: "GET", Name: "whatsapp_business_solutions", Of: solutionType, Params: Params(`role enum(OWNER|PARTNER)`)},
		Edge{Method: "GET", Name: "connected_client_businesses", Of: "Business"},
	)
	r.Edge(solutionType, permitted(
		Edge{Method: "POST", Name: "accept", Params: Params(`partner_app_id! string, log_session_id string`), Handle: acceptSolution},
		Edge{Method: "POST", Name: "reject", Params: Params(`partner_app_id string, rejection_reason string, request_type! enum(PARTNERSHIP_REQUEST|DEACTIVATION_REQUEST)`), Handle: rejectSolution},
		Edge{Method: "POST", Name: "send_deactivation_request", Params: Params(`reason string`), Handle: requestDeactivation},
		Edge{Method: "POST", Name: "accept_deactivation_request", Handle: func(c *Call) (any, error) { return decideDeactivation(c, "DEACTIVATED") }},
		Edge{Method: "POST", Name: "reject_deactivation_request", Params: Params(`reject_deactivation_request! bool`), Handle: func(c *Call) (any, error) { return decideDeactivation(c, "ACTIVE") }},
		Edge{Method: "GET", Name: "access_token", Params: Params(`business_id! string`), Handle: solutionToken},
	)...)
	r.Edge("Business",
		Edge{Method: "POST", Name: "add_phone_numbers", Of: preVerifiedType, Params: Params(`phone_number! string`), Handle: addPreVerified},
		Edge{Method: "GET", Name: "preverified_numbers", Of: preVerifiedType, Params: Params(`code_verification_status enum(EXPIRED|NOT_VERIFIED|VERIFIED), phone_number string`), Handle: listPreVerified},
		Edge{Method: "POST", Name: "share_preverified_numbers", Params: Params(`partner_business_id! string, preverified_id! string`), Handle: sharePreVerified},
		Edge{Method: "DELETE", Name: "share_preverified_numbers", Params: Params(`partner_business_id! string, preverified_id! string`), Handle: sharePreVerified},
		Edge{Method: "GET", Name: "extendedcredits", Of: creditType},
		Edge{Method: "POST", Name: "onboard_partners_to_mm_lite", Params: Params(`solution_id string`), Handle: func(c *Call) (any, error) {
			return map[string]any{"request_id": c.NewID(solutionType)}, nil
		}},
	)
	r.Edge(preVerifiedType,
		Edge{Method: "DELETE"},
		Edge{Method: "GET", Name: "partners", Of: "Business"},
		Edge{Method: "POST", Name: "request_code", Params: Params(`code_method! enum(IVR|SMS|VOICE), language! string`), Handle: func(c *Call) (any, error) {
			c.sendCode(c.Node.Get("phone_number"))
			return map[string]any{"success": true}, nil
		}},
		Edge{Method: "POST", Name: "verify_code", Params: Params(`code! string`), Handle: verifyPreVerified},
	)
	r.Edge("User", Edge{Method: "GET", Name: "assigned_whatsapp_business_accounts", Of: accountType, Handle: assignedAccounts})
	r.Edge(profileType, permitted(Edge{Method: "POST", Handle: updateProfileNode, Params: Params(`about string, address string, description string, email string,
		messaging_product! string, profile_picture_handle string, vertical string, websites list<string>`)})...)
}

func assignToAccount(c *Call) (any, error) {
	id := c.Args.Text("user")
	user := map[string]any{"name": "User " + id, "user_type": "BUSINESS_USER"}
	if known := c.Object(id); known != nil {
		user["name"], user["user_type"] = known.Get("name"), "SYSTEM_USER"
	}
	user["tasks"] = c.Args.List("tasks")
	for _, o := range c.Node.Children("assigned_users") {
		if o.Values["id"] == id {
			o.Values["tasks"] = user["tasks"]
			return map[string]any{"success": true}, nil
		}
	}
	row := c.Row(assignedType, user)
	row.Values["id"] = id
	row.ID = id
	c.Node.Link("assigned_users", row)
	return map[string]any{"success": true}, nil
}

func unassignFromAccount(c *Call) (any, error) {
	for _, o := range slices.Clone(c.Node.Children("assigned_users")) {
		if o.ID == c.Args.Text("user") {
			c.Node.Unlink("assigned_users", o)
			return map[string]any{"success": true}, nil
		}
	}
	return nil, badParam(c, "user", "is not assigned to the account")
}

// listAccountActivities tells of the making of the account, its numbers and templates.
func listAccountActivities(c *Call) (any, error) {
	rows := []*Object{}
	add := func(o *Object, kind, description string) {
		types := c.Args.Strings("activity_type")
		since, until := c.Args.Time("since"), c.Args.Time("until")
		if len(types) > 0 && !slices.Contains(types, kind) || o.Created.Before(since) || !until.IsZero() && !o.Created.Before(until) {
			return
		}
		rows = append(rows, c.Row(activityType, map[string]any{"id": "act" + o.ID, "activity_type": kind, "timestamp": o.Created, "actor_type": "USER",
			"actor_id": c.Seed().UserID, "description": description}))
	}
	add(c.Node, "ACCOUNT_CREATED", "The account was created.")
	for _, number := range c.Node.Children("phone_numbers") {
		add(number, "PHONE_NUMBER_ADDED", "A phone number was added.")
	}
	for _, template := range c.Node.Children("message_templates") {
		add(template, "TEMPLATE_CREATED", "A template was created.")
	}
	return rows, nil
}

func createSchedule(c *Call) (any, error) {
	schedule := c.Make(scheduleType, c.Values(scheduleType))
	schedule.Values["status"], schedule.Values["created_time"], schedule.Values["updated_time"] = "ACTIVE", c.Now(), c.Now()
	c.Node.Link("schedules", schedule)
	return schedule, nil
}

func intentValues(c *Call, solution *Object) map[string]any {
	return map[string]any{"status": "PENDING", "waba": map[string]any{"id": c.Node.ID, "name": c.Node.Get("name")},
		"solution": map[string]any{"id": solution.ID, "name": solution.Get("name")}, "created_time": c.Now(), "updated_time": c.Now()}
}

func createMobility(c *Call) (any, error) {
	solution := c.Find(solutionType, c.Args.Text("solution_id"))
	if solution == nil {
		return nil, noSuchObject(c.Method, c.Args.Text("solution_id"))
	}
	intent := c.Make(mobilityType, intentValues(c, solution))
	return map[string]any{"success": true, "mobility_intent_id": intent.ID, "status": "PENDING", "approval_required": true}, nil
}

func setMobility(c *Call) (any, error) {
	solution := c.Find(solutionType, c.Args.Text("solution_id"))
	if solution == nil {
		return nil, noSuchObject(c.Method, c.Args.Text("solution_id"))
	}
	intent := c.Make(mobilityType, intentValues(c, solution))
	return map[string]any{"success": true, "intent_id": intent.ID}, nil
}

func setMigration(c *Call) (any, error) {
	if c.Find(solutionType, c.Args.Text("solution_id")) == nil {
		return nil, noSuchObject(c.Method, c.Args.Text("solution_id"))
	}
	intent := c.Make(migrationType, map[string]any{"status": "INITIATED"})
	return map[string]any{"success": true, "migration_intent_id": intent.ID, "status": "PENDING"}, nil
}

// Payment configurations of an account, by name.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis

func payments(c *Call) []map[string]any { return accountOf(c.Node).payments }

func findPayment(c *Call) (int, error) {
	i := slices.IndexFunc(payments(c), func(p map[string]any) bool { return p["configuration_name"] == c.Args.Text("configuration_name") })
	if i < 0 {
		return -1, badParam(c, "configuration_name", "is not the name of a payment configuration")
	}
	return i, nil
}

func listPayments(c *Call) (any, error) {
	list := []any{}
	for _, p := range payments(c) {
		list = append(list, p)
	}
	return map[string]any{"data": []any{map[string]any{"payment_configurations": list}}}, nil
}

func getPayment(c *Call) (any, error) {
	i, err := findPayment(c)
	if err != nil {
		return nil, err
	}
	return map[string]any{"data": []any{payments(c)[i]}}, nil
}

func createPayment(c *Call) (any, error) {
	if _, err := findPayment(c); err == nil {
		return nil, badParam(c, "configuration_name", "is taken")
	}
	p := map[string]any{"configuration_name": c.Args.Text("configuration_name"), "status": "Needs_Connecting", "created_timestamp": c.Now().Unix(), "updated_timestamp": c.Now().Unix()}
	for _, code := range []string{"merchant_category_code", "purpose_code"} {
		if v := c.Args.Text(code); v != "" {
			p[code] = map[string]any{"code": v, "description": "Code " + v}
		}
	}
	answer := map[string]any{"success": true}
	if c.Args.Text("provider_name") == "UPI_VPA" {
		p["merchant_vpa"], p["status"] = c.Args.Text("merchant_vpa"), "Active"
	} else {
		p["provider_name"] = c.Args.Text("provider_name")
		answer["oauth_url"], answer["expiration"] = "https://gateway.example/oauth/"+c.Node.ID, c.Now().Add(24*time.Hour).Unix()
	}
	state := accountOf(c.Node)
	state.payments = append(state.payments, p)
	return answer, nil
}

func deletePayment(c *Call) (any, error) {
	i, err := findPayment(c)
	if err != nil {
		return nil, err
	}
	state := accountOf(c.Node)
	state.payments = slices.Delete(state.payments, i, i+1)
	return map[string]any{"success": true}, nil
}

func linkPayment(c *Call) (any, error) {
	if _, err := findPayment(c); err != nil {
		return nil, err
	}
	return map[string]any{"oauth_url": "https://gateway.example/oauth/" + c.Node.ID, "expiration": c.Now().Add(24 * time.Hour).Unix()}, nil
}

// createSolution makes a solution of an app and a partner, one of which sends the messages.
func createSolution(c *Call) (any, error) {
	owner, partner := c.Args.Strings("owner_permissions"), c.Args.Strings("partner_permissions")
	if slices.Contains(owner, "MESSAGING") == slices.Contains(partner, "MESSAGING") {
		return nil, Fail(100, "Invalid parameter").Blame("owner_permissions")
	}
	solution := c.Make(solutionType, map[string]any{"name": c.Args.Text("solution_name"), "status": "INITIATED", "status_for_pending_request": "PENDING_ACTIVATION",
		"owner_app": map[string]any{"id": c.Node.ID, "name": c.Node.Get("name")}, "owner_permissions": c.Args.List("owner_permissions")})
	solution.State = c.Args.Text("partner_app_id")
	c.Node.Link("whatsapp_business_solutions", solution)
	if account := c.Object(c.Seed().WABAID); account != nil {
		account.Link("solutions", solution)
	}
	return map[string]any{"solution_id": solution.ID}, nil
}

func acceptSolution(c *Call) (any, error) {
	if c.Node.State != c.Args.Text("partner_app_id") || c.Node.Get("status") != "INITIATED" {
		return nil, Fail(100, "Invalid parameter").Detailed("The solution does not invite this app.")
	}
	c.Node.Values["status"], c.Node.Values["status_for_pending_request"] = "ACTIVE", "NONE"
	return map[string]any{"solution_id": c.Node.ID, "partner_status": "ACCEPTED", "success": true}, nil
}

func rejectSolution(c *Call) (any, error) {
	if c.Args.Text("request_type") == "PARTNERSHIP_REQUEST" {
		c.Node.Values["status"] = "REJECTED"
	}
	c.Node.Values["status_for_pending_request"] = "NONE"
	return map[string]any{"solution_id": c.Node.ID, "rejected_request_type": c.Args.Text("request_type"), "success": true}, nil
}

func requestDeactivation(c *Call) (any, error) {
	if status := c.Node.Get("status"); status != "ACTIVE" && status != "INITIATED" {
		return nil, Fail(100, "Invalid parameter").Detailed("The solution is not active.")
	}
	c.Node.Values["status_for_pending_request"] = "PENDING_DEACTIVATION"
	return map[string]any{"success": true, "message": "The request was sent.", "request_id": c.requestID()}, nil
}

func decideDeactivation(c *Call, status string) (any, error) {
	if c.Node.Get("status_for_pending_request") != "PENDING_DEACTIVATION" {
		return nil, Fail(100, "Invalid parameter").Detailed("Nobody has asked for the end of the solution.")
	}
	c.Node.Values["status"], c.Node.Values["status_for_pending_request"] = status, "NONE"
	return c.Node, nil
}

func solutionToken(c *Call) (any, error) {
	if c.Find("Business", c.Args.Text("business_id")) == nil {
		return nil, noSuchObject(c.Method, c.Args.Text("business_id"))
	}
	return map[string]any{"access_token": "EAAsolution" + c.Node.ID, "expires_at": c.Now().Add(60 * 24 * time.Hour).Unix()}, nil
}

func addPreVerified(c *Call) (any, error) {
	number := c.Make(preVerifiedType, map[string]any{"phone_number": c.Args.Text("phone_number"), "code_verification_status": "NOT_VERIFIED", "owner_business": c.Node})
	c.Node.Link("preverified_numbers", number)
	return number, nil
}

func listPreVerified(c *Call) (any, error) {
	rows := []*Object{}
	for _, o := range c.Node.Children("preverified_numbers") {
		if want := c.Args.Text("code_verification_status"); want != "" && want != o.Get("code_verification_status") {
			continue
		}
		if want := c.Args.Text("phone_number"); want == "" || phoneDigits(want) == phoneDigits(o.Get("phone_number")) {
			rows = append(rows, o)
		}
	}
	return rows, nil
}

func sharePreVerified(c *Call) (any, error) {
	number, partner := c.Find(preVerifiedType, c.Args.Text("preverified_id")), c.Find("Business", c.Args.Text("partner_business_id"))
	if number == nil || partner == nil {
		return nil, Fail(100, "Invalid parameter")
	}
	if c.Method == "DELETE" {
		number.Unlink("partners", partner)
	} else {
		number.Link("partners", partner)
	}
	return map[string]any{"success": true}, nil
}

func verifyPreVerified(c *Call) (any, error) {
	if !c.takeCode(c.Node.Get("phone_number"), c.Args.Text("code")) {
		return nil, Fail(136024, "Verify code error").Titled("Incorrect code", "The code that was entered is not the one that was sent, or has expired.")
	}
	c.Node.Values["code_verification_status"], c.Node.Values["code_verification_time"] = "VERIFIED", c.Now()
	c.Node.Values["verification_expiry_time"] = c.Now().Add(90 * 24 * time.Hour)
	return map[string]any{"success": true, "id": c.Node.ID}, nil
}

// assignedAccounts are the accounts that a user may work with: all, for the system user.
func assignedAccounts(c *Call) (any, error) {
	if c.Node.ID != c.Seed().UserID {
		return []*Object{}, nil
	}
	return c.All(accountType), nil
}

func updateProfileNode(c *Call) (any, error) {
	for name, v := range c.Values(profileType) {
		c.Node.Values[name] = v
	}
	return map[string]any{"success": true, "id": c.Node.ID}, nil
}
