package ads

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// ItemMethod is what is done to an item of a catalogue.
type ItemMethod string

const (
	ItemCreate ItemMethod = "CREATE"
	ItemUpdate ItemMethod = "UPDATE" // of what is given; an item that is not there is made, see [ItemWrite.UpdateOnly]
	ItemDelete ItemMethod = "DELETE"
)

// ItemTypeProduct is the item type of [CatalogItem]; others are HOTEL, VEHICLE, FLIGHT and their like.
const ItemTypeProduct = "PRODUCT_ITEM"

// ItemChange is one change of an item in a batch.
//
// See https://developers.facebook.com/docs/marketing-api/catalog-batch/guides/send-product-updates.
type ItemChange struct {
	Method ItemMethod
	ID     string // by which the business knows the item: its retailer id, at most 100 characters
	Data   any    // what is JSON of an object: a [CatalogItem] or a map; of a deletion nothing
}

// MarshalJSON writes the change as a batch has it: the id stands in the data.
func (c ItemChange) MarshalJSON() ([]byte, error) {
	data := c.Data
	if data == nil {
		data = struct{}{}
	}
	id, err := json.Marshal(c.ID)
	if err != nil {
		return nil, err
	}
	object, err := wire.MarshalReplacing(data, map[string]json.RawMessage{"id": id})
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Method ItemMethod      `json:"method"`
		Data   json.RawMessage `json:"data"`
	}{c.Method, object})
}

// CatalogItem is a product as batches and feeds name its parts. What is left out of an update stays as it is.
//
// See https://developers.facebook.com/docs/marketing-api/catalog/reference#da-commerce.
type CatalogItem struct {
	Title                 string              `json:"title,omitzero"`       // at most 200 characters
	Description           string              `json:"description,omitzero"` // at most 9,999 characters
	Availability          ProductAvailability `json:"availability,omitzero"`
	Condition             ProductCondition    `json:"condition,omitzero"`
	Price                 ItemPrice           `json:"price,omitzero"`
	SalePrice             ItemPrice           `json:"sale_price,omitzero"`
	SalePriceEffective    string              `json:"sale_price_effective_date,omitzero"` // 2026-12-01T00:00+01:00/2026-12-24T23:59+01:00
	Link                  string              `json:"link,omitzero"`
	ImageLink             string              `json:"image_link,omitzero"`
	AdditionalImageLinks  []string            `json:"additional_image_link,omitzero"` // at most 20
	Brand                 string              `json:"brand,omitzero"`
	GTIN                  string              `json:"gtin,omitzero"`
	MPN                   string              `json:"mpn,omitzero"`
	Inventory             *int                `json:"quantity_to_sell_on_facebook,omitzero"`
	ItemGroupID           string              `json:"item_group_id,omitzero"` // of what are variants of one another
	GoogleProductCategory string              `json:"google_product_category,omitzero"`
	FBProductCategory     string              `json:"fb_product_category,omitzero"`
	ProductType           string              `json:"product_type,omitzero"`
	Color                 string              `json:"color,omitzero"`
	Size                  string              `json:"size,omitzero"`
	Material              string              `json:"material,omitzero"`
	Pattern               string              `json:"pattern,omitzero"`
	Gender                string              `json:"gender,omitzero"`    // female, male or unisex
	AgeGroup              string              `json:"age_group,omitzero"` // adult, all ages, teen, kids, toddler, infant, newborn
	Status                ItemStatus          `json:"status,omitzero"`
	CustomLabel0          string              `json:"custom_label_0,omitzero"` // labels 0 to 4 are for filters of product sets
	CustomLabel1          string              `json:"custom_label_1,omitzero"`
	CustomLabel2          string              `json:"custom_label_2,omitzero"`
	CustomLabel3          string              `json:"custom_label_3,omitzero"`
	CustomLabel4          string              `json:"custom_label_4,omitzero"`
	Extra                 map[string]string   `json:"-"` // columns that have no field here
}

// MarshalJSON writes Extra among the fields, which win.
func (i CatalogItem) MarshalJSON() ([]byte, error) {
	type plain CatalogItem
	if len(i.Extra) == 0 {
		return json.Marshal(plain(i))
	}
	extra := make(map[string]json.RawMessage, len(i.Extra))
	for name, value := range i.Extra {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		extra[name] = text
	}
	return wire.MarshalWithExtra(plain(i), extra)
}

// ItemStatus tells whether an item is shown.
type ItemStatus string

const (
	ItemActive   ItemStatus = "active"
	ItemArchived ItemStatus = "archived"
)

// ItemPrice is an amount in whole units with its currency: "9.99 EUR".
type ItemPrice string

// Price writes an amount in the currency's smallest unit, of which a hundred make
// one unit but where decimals say otherwise: Price(999, "EUR") is "9.99 EUR".
func Price(minor int64, currency string) ItemPrice {
	unit := int64(1)
	decimals := currencyDecimals(currency)
	for range decimals {
		unit *= 10
	}
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	if decimals == 0 {
		return ItemPrice(fmt.Sprintf("%s%d %s", sign, minor, currency))
	}
	return ItemPrice(fmt.Sprintf("%s%d.%0*d %s", sign, minor/unit, decimals, minor%unit, currency))
}

// currencyDecimals are how many decimals Meta counts a currency's smallest unit by.
func currencyDecimals(currency string) int {
	switch currency {
	case "CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND":
		return 0
	}
	return 2
}

var pricePattern = regexp.MustCompile(`^[0-9]+(\.[0-9]{1,3})? [A-Z]{3}$`)

// Limits of items.
const (
	maxItemID          = 100
	maxItemTitle       = 200
	maxItemDescription = 9999
	maxItemImages      = 20
)

// check finds what Meta would refuse of a change.
func (c *ItemChange) check(found *problems, path string) {
	if c.ID == "" {
		found.add(path+"data.id", "is empty")
	}
	found.length(path+"data.id", c.ID, maxItemID)
	switch c.Method {
	case ItemCreate, ItemUpdate:
		if c.Data == nil {
			found.add(path+"data", "is empty: only a deletion has none")
		}
	case ItemDelete:
	default:
		found.value(path+"method", string(c.Method), "is none of CREATE, UPDATE, DELETE")
	}
	switch item := c.Data.(type) {
	case CatalogItem:
		item.check(found, path+"data.", c.Method)
	case *CatalogItem:
		if item == nil {
			found.add(path+"data", "is a nil item")
			return
		}
		item.check(found, path+"data.", c.Method)
	}
}

func (i *CatalogItem) check(found *problems, path string, method ItemMethod) {
	if method == ItemCreate {
		for _, part := range []struct{ name, value string }{
			{"title", i.Title}, {"description", i.Description}, {"availability", string(i.Availability)}, {"condition", string(i.Condition)},
			{"price", string(i.Price)}, {"link", i.Link}, {"image_link", i.ImageLink},
		} {
			if part.value == "" {
				found.add(path+part.name, "is empty: a new product needs it")
			}
		}
		if i.Brand == "" && i.GTIN == "" && i.MPN == "" {
			found.add(path+"brand", "is empty, and so are gtin and mpn: a new product needs one of them")
		}
	}
	found.length(path+"title", i.Title, maxItemTitle)
	found.length(path+"description", i.Description, maxItemDescription)
	for _, price := range []struct {
		name  string
		value ItemPrice
	}{{"price", i.Price}, {"sale_price", i.SalePrice}} {
		if price.value != "" && !pricePattern.MatchString(string(price.value)) {
			found.value(path+price.name, string(price.value), "is not an amount with its currency, such as 9.99 EUR")
		}
	}
	for _, link := range []struct{ name, value string }{{"link", i.Link}, {"image_link", i.ImageLink}} {
		if link.value != "" {
			found.link(path+link.name, link.value)
		}
	}
	if n := len(i.AdditionalImageLinks); n > maxItemImages {
		found.value(path+"additional_image_link", n, "has %d images, at most %d are possible", n, maxItemImages)
	}
}
