package ads

import "encoding/json"

// ProductFilter chooses the products of a set, see [ProductSetParams].
//
//	ads.AllProducts(
//		ads.ProductsWhere("brand", ads.ProductIsAny, []string{"Bottega"}),
//		ads.ProductsWhere("price", ads.ProductBelow, 2000),
//	)
//
// See https://developers.facebook.com/docs/marketing-api/reference/product-set.
type ProductFilter struct{ rule map[string]any }

// ProductOperator compares a part of a product with a value.
type ProductOperator string

const (
	ProductEquals        ProductOperator = "eq"
	ProductDiffers       ProductOperator = "neq"
	ProductBelow         ProductOperator = "lt"
	ProductAtMost        ProductOperator = "lte"
	ProductAbove         ProductOperator = "gt"
	ProductAtLeast       ProductOperator = "gte"
	ProductContains      ProductOperator = "i_contains" // whatever the case of letters, as the others of this kind
	ProductLacks         ProductOperator = "i_not_contains"
	ProductStartsWith    ProductOperator = "starts_with"
	ProductIsAny         ProductOperator = "is_any" // of a list
	ProductIsNone        ProductOperator = "is_not_any"
	ProductIsAnyOfCase   ProductOperator = "i_is_any"
	ProductIsNoneOfCase  ProductOperator = "i_is_not_any"
	ProductContainsExact ProductOperator = "contains"
	ProductLacksExact    ProductOperator = "not_contains"
)

// ProductsWhere chooses the products of which a part, such as brand, retailer_id,
// price (in the currency's smallest unit) or custom_label_0, meets a condition.
func ProductsWhere(part string, operator ProductOperator, value any) ProductFilter {
	return ProductFilter{map[string]any{part: map[string]any{string(operator): value}}}
}

// AllProducts chooses the products that all of the filters choose.
func AllProducts(filters ...ProductFilter) ProductFilter {
	return ProductFilter{map[string]any{"and": filters}}
}

// AnyProducts chooses the products that one of the filters chooses.
func AnyProducts(filters ...ProductFilter) ProductFilter {
	return ProductFilter{map[string]any{"or": filters}}
}

// MarshalJSON writes the filter as Meta has it; one that was not made by a function here chooses everything.
func (f ProductFilter) MarshalJSON() ([]byte, error) {
	if f.rule == nil {
		return []byte("{}"), nil
	}
	return json.Marshal(f.rule)
}
