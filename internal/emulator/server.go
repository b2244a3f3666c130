package emulator

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// Start makes an emulator that listens on [Config.Addr]. Close ends it.
func Start(config Config) (*Emulator, error) {
	addr := config.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	e := New(config)
	e.baseURL = "http://" + reachable(listener.Addr())
	e.seed.BaseURL = e.baseURL
	e.server = &http.Server{Handler: e, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = e.server.Serve(listener) }() // ends with ErrServerClosed
	return e, nil
}

// reachable is where a client on this machine finds a listener, which may listen on every address.
func reachable(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return addr.String()
}

// URL is where a started emulator is reached, without a slash at the end.
func (e *Emulator) URL() string { return e.baseURL }

// Close ends the emulator: nothing is served, nothing happens on its clock, and no webhook is under way any more.
func (e *Emulator) Close() error {
	e.mu.Lock()
	e.clock.stop()
	e.hooks.cancel()
	e.mu.Unlock()
	var err error
	if e.server != nil {
		err = e.server.Close()
	}
	e.hooks.join()
	return err
}
