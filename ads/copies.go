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
