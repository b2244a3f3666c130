package main

import "strings"

// singular is a Go name for one of what a name is for many of.
func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "ies") && !strings.HasSuffix(name, "Series") && !strings.HasSuffix(name, "Movies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"), strings.HasSuffix(name, "ches"), strings.HasSuffix(name, "shes"), strings.HasSuffix(name, "tuses"), strings.HasSuffix(name, "vases"):
		return strings.TrimSuffix(name, "es")
	case strings.HasSuffix(name, "ss"), strings.HasSuffix(name, "us"), strings.HasSuffix(name, "is"), strings.HasSuffix(name, "Status"):
		return name
	case strings.HasSuffix(name, "s"), strings.HasSuffix(name, "S") && !strings.HasSuffix(name, "TOS") && !strings.HasSuffix(name, "SMS"):
		return name[:len(name)-1]
	}
	return name
}

// spoken are the parts of edges that run words together.
var spoken = map[string]string{
	"adaccount": "ad account", "adaccounts": "ad accounts", "adclusters": "ad clusters", "adcloudplayables": "cloud playables",
	"adcreatives": "creatives", "adgroup": "ad", "adlabels": "labels", "adnetwork": "Audience Network",
	"adplayables": "playables", "adrules": "rules", "adset": "ad set", "adsets": "ad sets", "adspixels": "pixels",
	"advideos": "videos", "apprequests": "app requests", "businessprojects": "business projects", "creditcards": "credit cards",
	"customconversions": "custom conversions", "customaudiences": "custom audiences", "extendedcredits": "lines of credit",
	"facebook": "Facebook", "instagram": "Instagram", "leadgen": "lead", "messenger": "Messenger", "page": "Page", "pages": "Pages", "whatsapp": "WhatsApp",
}

// phrase is an edge in words: "business users" of business_users.
func phrase(edge string) string {
	var words []string
	for _, part := range split(edge) {
		if word, ok := spoken[part]; ok {
			words = append(words, word)
			continue
		}
		word := goWord(part)
		if strings.ToUpper(word) != word {
			word = strings.ToLower(word)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// lowerFirst is a Go name for something that isn't exported.
func lowerFirst(name string) string {
	i := 0
	for i < len(name) && name[i] >= 'A' && name[i] <= 'Z' {
		i++
	}
	if i > 1 && i < len(name) {
		i-- // the last capital begins the next word
	}
	return strings.ToLower(name[:i]) + name[i:]
}
