package main

// pagesEdges are the names of what package pages calls.
var pagesEdges = []edge{
	// Whose assets they are
	{on: "GET agencies", name: "Agencies", doc: "lists the businesses that the {noun} is shared with."},
	{on: "POST agencies", name: "ShareWithBusiness", doc: "lets another business work with the {noun}.", returns: "ok", set: true},
	{on: "DELETE agencies", name: "UnshareWithBusiness", doc: "takes the {noun} back from a business that it was shared with."},
	{on: "GET assigned_users", name: "AssignedUsers", doc: "lists the people and system users of a business who work with the {noun}, with their tasks."},
	{on: "POST assigned_users", name: "AssignUser", doc: "gives a person or system user of the business tasks on the {noun}.", returns: "ok", set: true},
	{on: "DELETE assigned_users", name: "UnassignUser", doc: "takes all tasks on the {noun} from a person or system user."},
	{on: "GET Page/roles", name: "Roles", doc: "lists the people who have a task on the Page."},
	{on: "GET businessprojects", name: "BusinessProjects"},

	// Posts, photos, videos
	{on: "GET feed", name: "Feed", doc: "lists what is on the {noun}'s timeline: its own posts and those of others."},
	{on: "POST Page/feed", name: "CreatePost", doc: "publishes a post, or keeps it until it is due. The answer has the post's ID."},
	{on: "POST User/feed", name: "CreatePost", doc: "publishes a post of the person."},
	{on: "GET Page/posts", name: "Posts", doc: "lists the posts that the Page has published."},
	{on: "GET User/posts", name: "Posts", doc: "lists the posts of the person."},
	{on: "GET ads_posts", name: "AdsPosts", doc: "lists the posts that exist for ads, also those that nobody sees on the Page."},
	{on: "GET scheduled_posts", name: "ScheduledPosts", doc: "lists the posts that are due later."},
	{on: "GET visitor_posts", name: "VisitorPosts", doc: "lists the posts that others left on the Page."},
	{on: "GET tagged", name: "Tagged", doc: "lists the posts in which the Page is tagged."},
	{on: "GET sharedposts", name: "SharedPosts", doc: "lists the posts by which people shared this one."},
	{on: "GET dynamic_posts", name: "DynamicPosts", doc: "lists the posts that dynamic ads made of this one."},
	{on: "GET rtb_dynamic_posts", name: "RTBDynamicPosts"},
	{on: "GET PagePost/attachments", name: "Attachments", doc: "lists what is attached to the post.", returns: "StoryAttachment"},
	{on: "GET to", name: "To", doc: "lists whom the post is addressed to."},
	{on: "GET comments", name: "Comments", doc: "lists the comments on the {noun}."},
	{on: "POST comments", name: "CreateComment", doc: "comments on the {noun} as the Page."},
	{on: "GET PagePost/likes", name: "Likes", doc: "lists who likes the post."},
	{on: "POST likes", name: "Like", doc: "likes the {noun} as the Page.", returns: "ok", set: true},
	{on: "DELETE likes", name: "Unlike", doc: "takes the Page's like of the {noun} back."},
	{on: "GET Page/likes", name: "LikedPages", doc: "lists the Pages that the Page likes."},
	{on: "GET User/likes", name: "LikedPages", doc: "lists the Pages that the person likes."},
	{on: "POST photos", name: "CreatePhoto", doc: "publishes a photo, from a file or an address, or keeps it for a post.", files: "source"},
	{on: "POST photo_stories", name: "CreatePhotoStory", doc: "publishes a photo that was uploaded unpublished as a story.", returns: "StoryPublished"},
	{on: "POST video_stories", name: "CreateVideoStory", doc: "begins or ends the upload of a story.", returns: "VideoUpload"},
	{on: "POST video_reels", name: "CreateVideoReel", doc: "begins or ends the upload of a reel.", returns: "VideoUpload"},
	{on: "POST videos", name: "CreateVideo", doc: "publishes a video: a file, one that Meta fetches from an address, or a chunk of an upload.",
		files: "source video_file_chunk", host: "HostVideo"},
	{on: "POST live_videos", name: "CreateLiveVideo", doc: "begins or plans a live broadcast. The answer tells where to stream to."},
	{on: "GET Page/videos", name: "Videos", doc: "lists the Page's videos."},
	{on: "GET crosspost_whitelisted_pages", name: "CrosspostPages", doc: "lists the Pages that the Page may post videos to as well."},
	{on: "POST Page/picture", name: "SetPicture", doc: "changes the Page's profile picture.", returns: "Answer", set: true},
	{on: "GET Business/picture", name: "Picture", doc: "reads the business's picture.", single: true},
	{on: "GET User/picture", name: "Picture", doc: "reads the person's picture.", single: true},
	{on: "POST ab_tests", name: "CreateABTest", doc: "tries videos against each other as one post."},
	{on: "GET ab_tests", name: "ABTests"},
	{on: "GET Page/insights", name: "Insights", doc: "reports how the Page does: one result for each metric and period."},
	{on: "GET PagePost/insights", name: "Insights", doc: "reports how the post does: one result for each metric and period."},

	// Rights
	{on: "POST copyright_manual_claims", name: "CreateCopyrightClaim", doc: "claims a match of copyrighted content by hand."},
	{on: "POST image_copyrights", name: "CreateImageCopyright", doc: "registers an image as the Page's own."},
	{on: "POST media_fingerprints", name: "CreateMediaFingerprint", doc: "registers content by a sample of it."},
	{on: "POST video_copyright_rules", name: "CreateVideoCopyrightRule", doc: "makes a rule for matches of the Page's videos."},
	{on: "POST video_copyrights", name: "CreateVideoCopyright", doc: "registers a video as the Page's own."},

	// Messenger
	{on: "GET blocked", name: "Blocked", doc: "lists the people whom the Page has blocked."},
	{on: "POST blocked", name: "Block", doc: "blocks people. The answer tells for each whether it worked.", returns: "Record", set: true},
	{on: "DELETE blocked", name: "Unblock", doc: "unblocks a person."},
	{on: "POST call_metrics", name: "SendCallMetrics", doc: "reports how a call went."},
	{on: "POST calls", name: "Call", doc: "begins, accepts, rejects or ends a call with a person on Messenger."},
	{on: "GET messenger_call_permissions", name: "CallPermissions", doc: "tells whether the Page may call a person.", single: true},
	{on: "GET messenger_call_settings", name: "CallSettings", doc: "reads whether and when people may call the Page.", single: true},
	{on: "POST messenger_call_settings", name: "SetCallSettings", doc: "sets whether and when people may call the Page.", returns: "ok", set: true},
	{on: "GET Page/custom_user_settings", name: "CustomUserSettings", doc: "lists what the Page shows to one person alone."},
	{on: "POST custom_user_settings", name: "SetCustomUserSettings", doc: "sets the menu that one person sees.", set: true},
	{on: "DELETE custom_user_settings", name: "DeleteCustomUserSettings", doc: "takes what one person saw alone away."},
	{on: "GET Page/message_templates", name: "MessageTemplates", doc: "lists the Page's utility templates."},
	{on: "POST message_templates", name: "CreateMessageTemplate", doc: "makes a utility template. It has to be approved before it can be sent."},
	{on: "DELETE message_templates", name: "DeleteMessageTemplate", doc: "deletes a utility template: by its name in all languages, with its id in one."},
	{on: "GET messenger_lead_forms", name: "MessengerLeadForms"},
	{on: "POST messenger_lead_forms", name: "CreateMessengerLeadForm", doc: "makes a form whose questions are asked in the chat."},
	{on: "POST nlp_configs", name: "SetNLPConfig", doc: "sets up the understanding of messages.", set: true},
	{on: "GET notification_message_tokens", name: "NotificationMessageTokens", doc: "lists whom the Page may send marketing messages to."},
	{on: "POST notification_messages_dev_support", name: "SupportNotificationMessages", doc: "helps with tests of marketing messages."},
	{on: "POST space_participants", name: "AddSpaceParticipant", doc: "adds a person to a space of chats."},
	{on: "GET space_participants", name: "SpaceParticipants"},
	{on: "POST unlink_accounts", name: "UnlinkAccount", doc: "ends the link of a person's account with that of the business.", returns: "UnlinkedAccount", set: true},
	{on: "GET threads", name: "Threads", doc: "lists the {noun}'s conversations, as [PageHandle.Conversations] does."},
	{on: "GET User/conversations", name: "Conversations", doc: "lists the conversations of the {noun}."},
	{on: "GET User/custom_labels", name: "CustomLabels", doc: "lists the labels that the Page gave the person in its chats."},
	{on: "GET ids_for_pages", name: "IDsForPages", doc: "lists the ids by which Pages of the business know the person."},
	{on: "GET ids_for_apps", name: "IDsForApps", doc: "lists the ids by which apps of the business know the person."},
	{on: "GET ids_for_business", name: "IDsForBusiness", doc: "lists the ids by which apps of the business know the person, asked by the business."},

	// Ads and shops
	{on: "GET dataset", name: "ExistingDataset", doc: "reads the Page's dataset, where it has one already. [PageHandle.Dataset] makes it.", single: true},
	{on: "GET ads_eligibility", name: "AdsEligibility", doc: "tells whether an ad account may advertise for the Page.", single: true},
	{on: "GET ctx_optimization_eligibility", name: "CTXOptimizationEligibility", doc: "tells which goals ads that open the Page's chats may have.", single: true},
	{on: "GET leadgen_forms", name: "LeadgenForms", doc: "lists the Page's lead forms."},
	{on: "POST leadgen_forms", name: "CreateLeadgenForm", doc: "makes a lead form. It can't be changed later, but for its status."},
	{on: "POST canvas_elements", name: "CreateCanvasElement", doc: "makes a part of an instant experience."},
	{on: "GET canvas_elements", name: "CanvasElements", doc: "lists the parts of instant experiences."},
	{on: "POST canvases", name: "CreateCanvas", doc: "makes an instant experience."},
	{on: "GET canvases", name: "Canvases", doc: "lists the Page's instant experiences."},
	{on: "GET shop_setup_status", name: "ShopSetupStatus"},

	// Places and accounts
	{on: "GET locations", name: "Locations", doc: "lists the Pages of the places that belong to the Page."},
	{on: "POST locations", name: "SetLocation", doc: "adds the Page of a place to the Page, or changes it.", set: true},
	{on: "DELETE locations", name: "RemoveLocations", doc: "takes Pages of places away from the Page."},
	{on: "GET page_backed_instagram_accounts", name: "PageBackedInstagramAccounts"},
	{on: "POST page_backed_instagram_accounts", name: "CreatePageBackedInstagramAccount", doc: "makes the Instagram account by which a Page without one advertises there.", set: true},

	// Businesses
	{on: "POST add_phone_numbers", name: "AddPhoneNumber", doc: "adds a phone number to the business."},
	{on: "GET client_pages", name: "ClientPages", doc: "lists the Pages that clients share with the business."},
	{on: "POST client_pages", name: "RequestClientPage", doc: "asks that a Page of a client be shared with the business.", set: true},
	{on: "POST owned_pages", name: "ClaimPage", doc: "takes a Page into the business's ownership.", set: true},
	{on: "DELETE pages", name: "RemovePage", doc: "takes a Page out of the business."},
	{on: "DELETE Business/instagram_accounts", name: "RemoveInstagramAccount", doc: "takes an Instagram account out of the business."},
	{on: "POST onboard_partners_to_mm_lite", name: "OnboardPartnersToMarketingMessages", doc: "has partners take up marketing messages on WhatsApp.", set: true},
	{on: "POST self_certify_whatsapp_business", name: "CertifyWhatsAppBusiness", doc: "vouches for a client's business on WhatsApp, with its documents."},
	{on: "GET self_certified_whatsapp_business_submissions", name: "WhatsAppBusinessCertifications", doc: "lists the clients' businesses that were vouched for."},
	{on: "GET client_whatsapp_business_accounts", name: "ClientWhatsAppBusinessAccounts", doc: "lists the WhatsApp accounts that clients share with the business."},
	{on: "GET owned_whatsapp_business_accounts", name: "OwnedWhatsAppBusinessAccounts", doc: "lists the WhatsApp accounts that the business owns."},
	{on: "GET preverified_numbers", name: "PreverifiedNumbers", doc: "lists the numbers that the business has verified for its clients."},
	{on: "POST share_preverified_numbers", name: "SharePreverifiedNumber", doc: "lends a verified number to a partner.", set: true},
	{on: "DELETE share_preverified_numbers", name: "UnsharePreverifiedNumber", doc: "takes a verified number back from a partner."},

	// People
	{on: "DELETE User/access_tokens", name: "DeleteAccessTokens", doc: "makes the system user's tokens invalid."},
	{on: "POST User/access_tokens", name: "CreateAccessToken", doc: "gives out a token of the system user.", returns: "AccessToken"},
	{on: "POST User/accounts", name: "CreatePage", doc: "makes a Page."},
	{on: "POST User/applications", name: "AddApplication", doc: "gives the system user an app.", returns: "ok", set: true},
	{on: "GET apprequests", name: "AppRequests"},
	{on: "GET apprequestformerrecipients", name: "AppRequestFormerRecipients"},
	{on: "POST fundraisers", name: "CreateFundraiser", doc: "begins a fundraiser."},
	{on: "POST messenger_desktop_performance_traces", name: "SendMessengerPerformanceTrace", doc: "is for Meta's own app on the desktop."},
	{on: "POST messenger_kids_accounts_unread_badge", name: "MessengerKidsUnreadBadge", doc: "is for Meta's own app for children."},
	{on: "POST User/notifications", name: "Notify", doc: "notifies the person of something in the app."},
	{on: "DELETE permissions", name: "RevokePermission", doc: "takes a permission back from the app, or all of them."},
	{on: "POST staging_resources", name: "StageResource", doc: "uploads a resource for an object that is published later."},
	{on: "GET music", name: "MusicPages", doc: "lists the Pages of musicians that the person likes."},
}

// pagesNames are other names for nodes, where the package has something else of that name.
var pagesNames = map[string]string{
	"Comment": "PostComment",
	"Event":   "CalendarEvent",
	"Group":   "FacebookGroup",
	"Post":    "UserPost", // beside PagePost
}

// pagesReads are the fields that reads ask for besides the usual.
var pagesReads = map[string]string{
	"AdVideo":                 "length permalink_url picture",
	"Comment":                 "from like_count comment_count",
	"InsightsResult":          "period values",
	"LeadgenForm":             "locale leads_count questions",
	"LiveVideo":               "permalink_url stream_url secure_stream_url",
	"Page":                    "category link is_published",
	"PageCallToAction":        "web_url",
	"PagePost":                "permalink_url is_published",
	"Photo":                   "link images",
	"Post":                    "permalink_url from",
	"Tab":                     "link",
	"UnifiedThread":           "link participants unread_count message_count",
	"WhatsAppBusinessAccount": "currency timezone_id message_template_namespace account_review_status",
}

// pagesParamTypes are the Go types of parameters that the specification tells too little of.
var pagesParamTypes = merge(
	as("string", ": user uid asid psid place suggested_place_id home_checkin_city_id"),
	as("[]string", "BlockParams: user uid asid psid", ": scope metric breakdown"),
	as("int64", ": file_size"),
	as("*int64", ": start_offset end_offset"), // the first chunk begins at 0
)
