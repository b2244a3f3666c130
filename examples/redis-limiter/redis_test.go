package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestMain(m *testing.M) {
	if _, ok := os.LookupEnv(workerVariable); ok {
		if err := work(context.Background(), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	redis.SetLogger(silence{}) // it writes of each server that is down to standard error
	os.Exit(m.Run())
}

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// server is a Redis server of a test's own.
type server struct {
	addr string
	stop func()
}

func startRedis(t *testing.T) *server {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("METABIZ_REQUIRE_REDIS") == "1" {
			t.Fatal("redis-server is not installed, and METABIZ_REQUIRE_REDIS is set")
		}
		t.Skip("redis-server is not installed: nothing was tested")
	}
	s := &server{addr: freeAddress(t)}
	_, port, _ := net.SplitHostPort(s.addr)
	process := exec.Command(binary, "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = process.Wait() // ended by the test
	}()
	s.stop = func() {
		_ = process.Process.Kill()
		<-stopped
	}
	t.Cleanup(s.stop)
	rdb := s.client(t)
	for start := time.Now(); rdb.Ping(t.Context()).Err() != nil; {
		if time.Since(start) > 10*time.Second {
			t.Fatal("redis-server does not answer")
		}
		time.Sleep(10 * time.Millisecond)
	}
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (s *server) client(t *testing.T) *redis.Client {
	t.Helper()
	rdb := connect(s.addr)
	t.Cleanup(func() { _ = rdb.Close() })
	return rdb
}

// limiter is that of another process: it has nothing but the server in common with others.
func (s *server) limiter(t *testing.T, change func(*Config)) *Limiter {
	t.Helper()
	cfg := Config{Redis: s.client(t), Prefix: t.Name() + ":", Timeout: 2 * time.Second}
	if change != nil {
		change(&cfg)
	}
	l, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}
