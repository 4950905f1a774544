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

/* RFC 2449 §6.7. Before the login, when accounts differ, the shortest time, and USER. */
static void
put_expire (LineWriter *line, const Pop3Call *call)
{
  const GPtrArray *stores = call->host->stores;
  guint least = mail_host_expire_days (call->host, call->store);
  gboolean differ = FALSE;

  for (guint i = 0; call->store == NULL && i < stores->len; i++)
    {
      guint days = mail_host_expire_days (call->host, stores->pdata[i]);

      differ = differ || days != least;
      least = MIN (least, days);
    }
  line_mark (line);
  line_add (line, "EXPIRE ");
  if (least == MAIL_HOST_NEVER_EXPIRES)
    line_add (line, "NEVER");
  else
    line_addf (line, "%u%s", least, differ ? " USER" : "");
  line_token (line, TOKEN_ITEM);
  line_add (line, "\r\n");
}

/* RFC 2449 §6.5: in seconds, never less than what is held. */
static void
put_login_delay (LineWriter *line, const Pop3Call *call)
{
  gint64 delay = call->host->policy.login_delay;

  if (delay == 0)
    return;
  line_mark (line);
  line_addf (line, "LOGIN-DELAY %" G_GINT64_FORMAT, (delay + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  line_token (line, TOKEN_ITEM);
  line_add (line, "\r\n");
}

Pop3Outcome
pop3_cmd_capa (Pop3Call *call)
{
  static const char *const always[] = { "TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING",
                                        "LANG" };
  LineWriter line;

  if (call->args != NULL)
    return pop3_reply_err (call, NULL, "CAPA takes no argument");
  pop3_reply_ok (call, "Capability list follows");
  pop3_data_begin (&line, call);
  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    if (call->host->policy.uidl != UIDL_NONE || strcmp (always[i], "UIDL") != 0)
      put_capability (&line, always[i]);
  put_expire (&line, call);
  put_login_delay (&line, call);
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
