package whatsapp_test

import (
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// benchServerEnv makes of the test binary the server of the benchmarks.
const benchServerEnv = "METABIZ_BENCH_SERVER"

// benchAddresses is what the server tells of itself, as one line of JSON.
type benchAddresses struct {
	HTTP, HTTPS string
	Certificate string // of HTTPS, PEM
}

// TestServeBenchmarks is no test: it serves the benchmarks, which run in another process lest the server's work be counted as
// the client's, until its input ends.
func TestServeBenchmarks(t *testing.T) {
	if os.Getenv(benchServerEnv) == "" {
		t.Skip("is run by the benchmarks only")
	}
	const sent = `{"messaging_product":"whatsapp","contacts":[{"input":"393330000001","wa_id":"393330000001"}],` +
		`"messages":[{"id":"wamid.HBgMMzkzMzMwMDAwMDAxFQIAERgSNzlBQkM4RDFFMkYzNDU2Nzg5AA==","message_status":"accepted"}]}`
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); err != nil || n == 0 {
			http.Error(w, "no body", http.StatusBadRequest)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/json; charset=UTF-8")
		h.Set("Facebook-Api-Version", "v26.0")
		h.Set("X-Fb-Request-Id", "3c9f62b5-4b7c-4a0a-8a6e-2f6f5f0c1d3e")
		h.Set("X-Fb-Trace-Id", "Gd0yTsKzw4j")
		_, _ = io.WriteString(w, sent)
	})
	plain := httptest.NewServer(handler)
	defer plain.Close()
	secure := httptest.NewUnstartedServer(handler)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	defer secure.Close()
	err := json.NewEncoder(os.Stdout).Encode(benchAddresses{
		plain.URL, secure.URL, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// startBenchServer starts the server, and has this process trust its certificate as it trusts Meta's.
func startBenchServer(b *testing.B) benchAddresses {
	b.Helper()
	server := exec.Command(os.Args[0], "-test.run=^TestServeBenchmarks$")
	server.Env = append(os.Environ(), benchServerEnv+"=1")
	server.Stderr = os.Stderr
	input, err := server.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	output, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = input.Close()
		_ = server.Wait()
	})
	var at benchAddresses
	if err := json.NewDecoder(output).Decode(&at); err != nil {
		b.Fatal(err)
	}
	roots := filepath.Join(b.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, []byte(at.Certificate), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Setenv("SSL_CERT_FILE", roots)
	return at
}
