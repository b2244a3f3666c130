package whatsapp

// ProductMessage shows one product of a catalog. Body and Footer are optional
// and take up to 1,024 and 60 characters.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/single-product-messages.
type ProductMessage struct {
	Body              string
	Footer            string
	CatalogID         string
	ProductRetailerID string
}

// ProductList shows up to 30 products of a catalog in up to ten sections. The
// header is required.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/multi-product-messages.
type ProductList struct {
	Header    TextOnlyHeader
	Body      string
	Footer    string // optional
	CatalogID string
	Sections  []ProductSection
}

// ProductSection is a part of a list of products. Title takes up to 24
// characters and is required where there are two sections or more.
type ProductSection struct {
	Title              string
	ProductRetailerIDs []string
}

// CatalogMessage is a message whose button opens the whole catalog.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/catalog-messages.
type CatalogMessage struct {
	Body   string
	Footer string // optional
	// ThumbnailProductRetailerID is the product whose picture is shown; the first one where it is left out.
	ThumbnailProductRetailerID string
}

func (ProductMessage) kind() string { return kindInteractive }
func (ProductList) kind() string    { return kindInteractive }
func (CatalogMessage) kind() string { return kindInteractive }

func (m ProductMessage) encode(e *encoder) {
	e.openInteractive("product", nil, m.Body, m.Footer)
	e.always("catalog_id", m.CatalogID)
	e.always("product_retailer_id", m.ProductRetailerID)
	e.closeInteractive()
}

func (m ProductList) encode(e *encoder) {
	e.openInteractive("product_list", m.Header, m.Body, m.Footer)
	e.always("catalog_id", m.CatalogID)
	e.productSections(m.Sections)
	e.closeInteractive()
}

func (e *encoder) productSections(sections []ProductSection) {
	e.list("sections")
	for _, s := range sections {
		e.open("")
		e.text("title", s.Title)
		e.list("product_items")
		for _, id := range s.ProductRetailerIDs {
			e.open("")
			e.always("product_retailer_id", id)
			e.close()
		}
		e.end()
		e.close()
	}
	e.end()
}

func (m CatalogMessage) encode(e *encoder) {
	e.openInteractive("catalog_message", nil, m.Body, m.Footer)
	e.always("name", "catalog_message")
	if m.ThumbnailProductRetailerID != "" {
		e.open("parameters")
		e.always("thumbnail_product_retailer_id", m.ThumbnailProductRetailerID)
		e.close()
	}
	e.closeInteractive()
}

func (m ProductMessage) check(c *checker) {
	c.atMost(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	c.required(at("interactive.action.catalog_id"), m.CatalogID)
	c.required(at("interactive.action.product_retailer_id"), m.ProductRetailerID)
}

func (m ProductList) check(c *checker) {
	if direct(m.Header) == nil {
		c.add(at("interactive.header"), "is required", nil, nil)
	}
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	c.required(at("interactive.action.catalog_id"), m.CatalogID)
	c.productSections(at("interactive.action.sections"), m.Sections)
}

// productSections checks the sections at p, which must hold no index beside its own.
func (c *checker) productSections(p path, sections []ProductSection) {
	c.count(p, len(sections), 1, 10, "sections")
	products := 0
	for i, s := range sections {
		section := p.element(i)
		c.sectionTitle(section.dot("title"), s.Title, len(sections))
		if len(s.ProductRetailerIDs) == 0 {
			c.count(section.dot("product_items"), 0, 1, 30, "products")
		}
		for j, id := range s.ProductRetailerIDs {
			c.required(section.dot("product_items").element(j).dot("product_retailer_id"), id)
		}
		products += len(s.ProductRetailerIDs)
	}
	if products > 30 {
		c.add(p, "take at most 30 products together", 30, products)
	}
}

func (m CatalogMessage) check(c *checker) {
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
}

// MarshalJSON gives the value of the member "interactive".
func (m ProductMessage) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m ProductList) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m CatalogMessage) MarshalJSON() ([]byte, error) { return marshalContent(m) }

func decodeProductMessage(w *interactiveWire) (Content, error) {
	if w.header != nil {
		return nil, errOtherShape
	}
	return ProductMessage{
		Body: w.Body.Text, Footer: w.Footer.Text,
		CatalogID: w.Action.CatalogID, ProductRetailerID: w.Action.ProductRetailerID,
	}, nil
}

func decodeProductList(w *interactiveWire) (Content, error) {
	header, err := textOnly(w.header)
	if err != nil {
		return nil, err
	}
	return ProductList{
		Header: header, Body: w.Body.Text, Footer: w.Footer.Text,
		CatalogID: w.Action.CatalogID, Sections: productSections(w.Action.Sections),
	}, nil
}

func productSections(sections []sectionWire) []ProductSection {
	var out []ProductSection
	for _, s := range sections {
		section := ProductSection{Title: s.Title}
		for _, item := range s.ProductItems {
			section.ProductRetailerIDs = append(section.ProductRetailerIDs, item.ProductRetailerID)
		}
		out = append(out, section)
	}
	return out
}

func decodeCatalogMessage(w *interactiveWire) (Content, error) {
	if w.header != nil {
		return nil, errOtherShape
	}
	var p struct {
		Thumbnail string `json:"thumbnail_product_retailer_id"`
	}
	if err := w.Action.decode(&p); err != nil {
		return nil, err
	}
	return CatalogMessage{Body: w.Body.Text, Footer: w.Footer.Text, ThumbnailProductRetailerID: p.Thumbnail}, nil
}
