package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

var liveVariables = []struct{ name, what string }{
	{metabiz.EnvAccessToken, "token of a system user with the WhatsApp account"},
	{metabiz.EnvAppSecret, "secret of the app: signs calls, and verifies webhooks"},
	{"META_VERIFY_TOKEN", "token that the webhook's subscription was given"},
}

// serve answers real people until the context ends. The bot answers over whatever
// number a message came in on.
func serve(ctx context.Context, set settings, out io.Writer) error {
	var missing []string
	for _, v := range liveVariables {
		if os.Getenv(v.name) == "" {
			missing = append(missing, v.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("-live needs %s in the environment", strings.Join(missing, ", "))
	}
	client, err := metabiz.FromEnv()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", set.listen)
	if err != nil {
		return err
	}
	tr := newTranscript(out, time.Now)
	b, _, stop, err := open(client, listener, time.Now, tr, metabiz.WebhookConfig{
		AppSecrets: []string{os.Getenv(metabiz.EnvAppSecret)}, VerifyToken: os.Getenv("META_VERIFY_TOKEN"),
	})
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(out, "%s  %s\n", tr.paint("1", "metabiz · chatbot"), tr.paint("2", "live; the webhook is http://"+listener.Addr().String()+"/webhook"))
	tr.note("type to answer as Marco whoever asked for a person; /bot gives them back to the bot")
	go func() {
		// Reading can't be broken off; it ends with the program.
		for lines := bufio.NewScanner(set.in); lines.Scan(); {
			if line := strings.TrimSpace(lines.Text()); line != "" {
				if err := b.host(ctx, line); err != nil {
					tr.note("not sent: " + err.Error())
				}
			}
		}
	}()
	<-ctx.Done()
	return nil
}
