package ads

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// crowd are people with an e-mail address, a phone number, names, a city and a country.
func crowd(n int) []Person {
	people := make([]Person, n)
	for i := range people {
		people[i] = Person{
			Email: fmt.Sprintf(" Person.%d@Example.com", i), Phone: fmt.Sprintf("+39 333 %07d", i), FirstName: "Élodie", LastName: "D'Angelo",
			City: "Reggio nell'Emilia", Country: "IT",
		}
	}
	return people
}

var crowdSchema = []MatchKey{MatchKeyEmail, MatchKeyPhone, MatchKeyFirstName, MatchKeyLastName, MatchKeyCity, MatchKeyCountry}

// BenchmarkAudienceBatch normalises, hashes and writes a million people in bodies of 10,000, as Upload does.
func BenchmarkAudienceBatch(b *testing.B) {
	const people = 1_000_000
	crowd := crowd(MaxAudienceRows)
	batch := newAudienceBatch(&UploadOptions{Schema: crowdSchema})
	tell := func(key MatchKey, problem string) { b.Error(key, problem) }
	b.ReportAllocs()
	for b.Loop() {
		for range people / MaxAudienceRows {
			for i := range crowd {
				if !batch.write(&crowd[i], tell) {
					b.Fatal("a person was refused")
				}
				batch.take(i)
			}
			body, err := batch.end(AudienceSession{SessionID: 1, BatchSeq: 1})
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(body)) * people / MaxAudienceRows)
			batch.clear()
		}
	}
	b.ReportMetric(float64(b.N)*people/b.Elapsed().Seconds(), "people/s")
}

// BenchmarkAudienceBare does the same in the plainest way: strings, and encoding/json.
func BenchmarkAudienceBare(b *testing.B) {
	const people = 1_000_000
	crowd := crowd(MaxAudienceRows)
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return hex.EncodeToString(sum[:])
	}
	letters := func(s string, drop string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(drop, r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	b.ReportAllocs()
	for b.Loop() {
		for range people / MaxAudienceRows {
			rows := make([][]string, 0, len(crowd))
			for i := range crowd {
				p := &crowd[i]
				rows = append(rows, []string{
					hash(strings.ToLower(strings.TrimSpace(p.Email))), hash(letters(p.Phone, "+ ")), hash(letters(p.FirstName, "'")), hash(letters(p.LastName, "'")),
					hash(letters(p.City, " '")), hash(strings.ToLower(p.Country)),
				})
			}
			if _, err := json.Marshal(map[string]any{"payload": map[string]any{"schema": crowdSchema, "data": rows}}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*people/b.Elapsed().Seconds(), "people/s")
}

// A row costs no memory beyond the body that it is written into.
func TestRowsCostNoMemory(t *testing.T) {
	crowd := crowd(1000)
	batch := newAudienceBatch(&UploadOptions{Schema: crowdSchema})
	fill := func() {
		for i := range crowd {
			batch.write(&crowd[i], func(MatchKey, string) {})
			batch.take(i)
		}
		batch.clear()
	}
	fill()
	if got := testing.AllocsPerRun(5, fill); got > 10 {
		t.Errorf("%v allocations for 1,000 rows", got)
	}
}
