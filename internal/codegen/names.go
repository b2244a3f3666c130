package main

import (
	"strings"
	"unicode"
)

// words are the parts of names that are not written as a capital and small letters.
var words = map[string]string{
	"ab": "AB", "adaccount": "AdAccount", "adaccounts": "AdAccounts", "adclusters": "AdClusters", "adcreative": "AdCreative",
	"adgroup": "AdGroup", "adlabel": "AdLabel", "adlabels": "AdLabels", "adset": "AdSet", "adsets": "AdSets", "ai": "AI",
	"api": "API", "applink": "AppLink", "applinks": "AppLinks", "appstore": "AppStore", "ar": "AR", "asc": "ASC", "b2c": "B2C",
	"ba": "BA", "bapi": "BAPI", "bm": "BM", "bsg": "BSG", "cas": "CAS", "cbo": "CBO", "cdn": "CDN", "cfca": "CFCA", "clo": "CLO",
	"cpa": "CPA", "cpc": "CPC", "cpm": "CPM", "cpo": "CPO", "cpp": "CPP", "crm": "CRM", "csv": "CSV", "cta": "CTA", "ctr": "CTR",
	"ctwa": "CTWA", "cv": "CV", "da": "DA", "dau": "DAU", "dco": "DCO", "dda": "DDA", "deeplink": "DeepLink", "dfca": "DFCA",
	"dha": "DHA", "dma": "DMA", "dpa": "DPA", "dri": "DRI", "dsa": "DSA", "dv360": "DV360", "ev": "EV", "fb": "FB",
	"finserv": "FinServ", "gtin": "GTIN", "hsid": "HSID", "html": "HTML", "id": "ID", "ids": "IDs", "ifu": "IFU", "ig": "IG",
	"io": "IO", "ios": "IOS", "ip": "IP", "ipad": "IPad", "iphone": "IPhone", "isrc": "ISRC", "itunes": "ITunes", "json": "JSON",
	"lal": "LAL", "linkedin": "LinkedIn", "lp": "LP", "lsb": "LSB", "mau": "MAU", "maxheight": "MaxHeight",
	"maxlength": "MaxLength", "maxwidth": "MaxWidth", "mca": "MCA", "mcme": "MCME", "mdsa": "MDSA", "mid": "MID",
	"minheight": "MinHeight", "minlength": "MinLength", "minwidth": "MinWidth", "mm": "MM", "mmm": "MMM", "mpn": "MPN",
	"mta": "MTA", "ncs": "NCS", "ocpm": "OCPM", "ofa": "OFA", "og": "OG", "oid": "OID", "oids": "OIDs", "os": "OS", "pac": "PAC",
	"pca": "PCA", "pdf": "PDF", "pe": "PE", "pii": "PII", "pse": "PSE", "psid": "PSID", "rb": "RB", "rf": "RF", "rmn": "RMN",
	"roas": "ROAS", "rta": "RTA", "sac": "SAC", "sdk": "SDK", "skadnetwork": "SKAdNetwork", "skan": "SKAN", "sku": "SKU",
	"sms": "SMS", "sot": "SOT", "tos": "TOS", "ts": "TS", "tv": "TV", "tvs": "TVs", "ugc": "UGC", "ui": "UI", "uid": "UID",
	"uids": "UIDs", "ult": "ULT", "uri": "URI", "url": "URL", "urls": "URLs", "utc": "UTC", "utf16be": "UTF16BE",
	"utf16le": "UTF16LE", "utf32be": "UTF32BE", "utf32le": "UTF32LE", "utf8": "UTF8", "utm": "UTM", "voip": "VoIP", "wa": "WA",
	"wamo": "WAMO", "whatsapp": "WhatsApp", "youtube": "YouTube",
}

// goName makes an exported Go name of a name or value of the specification:
// whatsapp_phone_number becomes WhatsAppPhoneNumber. Digits can't begin a Go name,
// so a part that does is moved behind the next one: 7d_click becomes Click7D.
func goName(name string) string {
	parts := split(name)
	if len(parts) > 1 && startsWithDigit(parts[0]) {
		parts[0], parts[1] = parts[1], parts[0]
	}
	var b strings.Builder
	for i := 0; i < len(parts); i++ {
		if parts[i] == "whats" && i+1 < len(parts) && parts[i+1] == "app" {
			b.WriteString("WhatsApp")
			i++
			continue
		}
		b.WriteString(goWord(parts[i]))
	}
	return b.String()
}

// fieldName is goName for a field. The names of crops are ratios: 191x100 becomes Ratio191x100.
func fieldName(name string) string {
	if goName := goName(name); !startsWithDigit(goName) {
		return goName
	}
	return "Ratio" + goName(name)
}

func goWord(part string) string {
	if word, ok := words[part]; ok {
		return word
	}
	if startsWithDigit(part) { // 28d, 2k, 191x100
		if strings.Contains(part, "x") {
			return part
		}
		return strings.ToUpper(part)
	}
	return strings.ToUpper(part[:1]) + part[1:]
}

// split cuts a name at everything that is neither letter nor digit, and at capitals
// that follow a small letter, and gives its parts in small letters.
func split(name string) []string {
	var parts []string
	var part strings.Builder
	end := func() {
		if part.Len() > 0 {
			parts = append(parts, strings.ToLower(part.String()))
			part.Reset()
		}
	}
	var before rune
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		case unicode.IsUpper(r) && unicode.IsLower(before):
			end()
			part.WriteRune(r)
		default:
			part.WriteRune(r)
		}
		before = r
	}
	end()
	return parts
}

func startsWithDigit(s string) bool { return s[0] >= '0' && s[0] <= '9' }
