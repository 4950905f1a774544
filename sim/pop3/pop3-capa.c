/* CAPA (RFC 2449 §5), and STLS (RFC 2595 §4), after which it is asked again:
 *
 *   capa-resp  = single-line *capability "." CRLF
 *   capability = capa-tag *(SP param) CRLF
 *   stls       = "STLS" CRLF
 *
 * Only what is implemented whole is named. */
#include <string.h>

#include "pop3/pop3-server-private.h"

static void
put_capability (LineWriter *line, const char *text)
{
  line_put (line, TOKEN_ITEM, text);
  line_add (line, "\r\n");
}

Pop3Outcome
pop3_cmd_capa (Pop3Call *call)
{
  static const char *const always[] = { "TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING",
                                        "EXPIRE NEVER", "LANG" };
  LineWriter line;

  if (call->args != NULL)
    return pop3_reply_err (call, NULL, "CAPA takes no argument");
  pop3_reply_ok (call, "Capability list follows");
  pop3_data_begin (&line, call);
  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    if (call->host->policy.uidl != UIDL_NONE || strcmp (always[i], "UIDL") != 0)
      put_capability (&line, always[i]);
  if (call->host->policy.offer_utf8)
    put_capability (&line, "UTF8");
  if (pop3_plain_allowed (call))
    {
      put_capability (&line, "USER");
      put_capability (&line, "SASL SCRAM-SHA-256 PLAIN LOGIN");
    }
  if (pop3_tls_offered (call))
    put_capability (&line, "STLS");
  put_capability (&line, "IMPLEMENTATION Postroom");
  line_add (&line, ".");
  line_end (&line);
  return POP3_OUT_OK;
}

gboolean
pop3_tls_offered (const Pop3Call *call)
{
  return mail_host_offers_starttls (call->host) && !call->server->tls;
}

/* No greeting follows and the state stays AUTHORIZATION, but nothing that was said before counts any more: neither a
 * name nor what came behind STLS without protection, whoever put it there. */
Pop3Outcome
pop3_cmd_stls (Pop3Call *call)
{
  Pop3Server *server = call->server;

  if (call->args != NULL)
    return pop3_reply_err (call, NULL, "STLS takes no argument");
  if (server->tls)
    return pop3_reply_err (call, NULL, "The connection is protected already");
  if (!pop3_tls_offered (call))
    return pop3_reply_err (call, NULL, "TLS is not offered here");
  g_clear_pointer (&server->user, g_free);
  engine_io_consume (&server->io, server->io.input->len);
  server->utf8 = FALSE;
  server->tls = TRUE;
  call->out->start_tls = TRUE;
  return pop3_reply_ok (call, "Begin TLS negotiation");
}
