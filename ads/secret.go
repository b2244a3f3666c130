package ads

import "github.com/metabiz-go/metabiz"

// Secret is a token. However it is printed, logged or encoded, it comes out as
// "[secret]"; convert it to a string to use it or to keep it.
type Secret = metabiz.Secret
