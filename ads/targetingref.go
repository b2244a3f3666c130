package ads

// TargetingRef names something that can be targeted: a type, such as interests, and an id.
type TargetingRef struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}
