package ads

// AdImageSource is an image in another account that the caller may use.
type AdImageSource struct {
	SourceAccountID string `json:"source_account_id"` // without act_
	Hash            string `json:"hash"`
}
