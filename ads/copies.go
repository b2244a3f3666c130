package ads

// RenameStrategy tells which of the copies get another name.
type RenameStrategy string

const (
	RenameStrategyDeepRename         RenameStrategy = "DEEP_RENAME"
	RenameStrategyOnlyTopLevelRename RenameStrategy = "ONLY_TOP_LEVEL_RENAME"
	RenameStrategyNoRename           RenameStrategy = "NO_RENAME"
)

// RenameOptions tells how copies are named.
type RenameOptions struct {
	RenameStrategy RenameStrategy `json:"rename_strategy,omitzero"`
	RenamePrefix   string         `json:"rename_prefix,omitzero"`
	RenameSuffix   string         `json:"rename_suffix,omitzero"`
}

// Copies is what was copied: the copy that was asked for, and all objects made with it.
type Copies struct {
	CopiedCampaignID string       `json:"copied_campaign_id"`
	CopiedAdSetID    string       `json:"copied_adset_id"`
	CopiedAdID       string       `json:"copied_ad_id"`
	AdObjectIDs      []CopiedNode `json:"ad_object_ids"`
}

// CopiedNode is one object with its copy.
type CopiedNode struct {
	AdObjectType string `json:"ad_object_type"` // campaign, ad_set or ad
	SourceID     string `json:"source_id"`
	CopiedID     string `json:"copied_id"`
}
