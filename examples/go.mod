module github.com/metabiz-go/metabiz/examples

go 1.26.0

require github.com/metabiz-go/metabiz v0.0.0

replace github.com/metabiz-go/metabiz => ../
