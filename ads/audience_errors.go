package ads

import "github.com/metabiz-go/metabiz"

// Refusals of audiences, found by errors.Is.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences.
var (
	// ErrAudienceTerms: the terms of custom audiences were not accepted. A person must read and
	// accept them: see [Account.CustomAudienceTerms] and [Account.AcceptCustomAudienceTerms].
	ErrAudienceTerms = metabiz.NewErrorClass("custom audience terms not accepted", 1870034, 1870090)

	// ErrAudienceTooSmall: removing the people would leave too few.
	ErrAudienceTooSmall = metabiz.NewErrorClass("audience would be too small", 1870047)

	// ErrAudienceTooLarge: an audience of 100 million people or more can't be replaced.
	ErrAudienceTooLarge = metabiz.NewErrorClass("audience is too large to be replaced", 1870144)

	// ErrReplaceRunning: another session replaces the audience. It ends by its last batch, or after 90 minutes.
	ErrReplaceRunning = metabiz.NewErrorClass("audience is being replaced by another session", 1870145)

	// ErrReplaceFirstBatch: the session's first batch has not arrived.
	ErrReplaceFirstBatch = metabiz.NewErrorClass("first batch of the replacement is missing", 1870147)

	// ErrReplaceExpired: the session's 90 minutes are over. Begin a new one.
	ErrReplaceExpired = metabiz.NewErrorClass("replacement took more than 90 minutes", 1870158)

	// ErrReplaceFinished: the session has had its last batch.
	ErrReplaceFinished = metabiz.NewErrorClass("replacement is finished", 1870159)
)
