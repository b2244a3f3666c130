module github.com/metabiz-go/metabiz

go 1.26.0

require (
	github.com/hashicorp/go-retryablehttp v0.7.8
	golang.org/x/time v0.16.0
)

// Tests only.
require (
	github.com/google/go-cmp v0.7.0
	gopkg.in/dnaeon/go-vcr.v3 v3.2.0
	gopkg.in/yaml.v3 v3.0.1 // reads the OpenAPI specification in tests
)

require github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
