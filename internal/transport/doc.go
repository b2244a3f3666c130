// Package transport is the one road of every request to Meta.
//
// A call passes through small steps, each in a file of its own: the attempt engine and its decision table (retry.go,
// decision.go), the not-before gates and the limiter (gate.go, bucket.go, limit.go), credentials (authorise.go), the
// user's middleware, and the wire (pool.go). What is seen on the way is told to slog and to a hook (observe.go), and what Meta
// reports of the quotas flows back into gates and buckets (usage.go, adapt.go).
//
// Three things hold whatever happens: a call that Meta may have acted on is repeated only when repeating is harmless;
// a wait that can't end in time fails before it begins; and no credential reaches an error, a log line or a host that
// is not configured.
package transport
