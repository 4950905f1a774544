/* AUTHENTICATE and LOGIN (RFC 3501 §6.2). */
#include "imap-client-private.h"

#include <string.h>

#include "sasl-plain.h"

/* NULL: it cannot be answered. A second question after PLAIN's only answer cannot. */
static char *
dup_sasl_word (Flow *flow, const char *challenge)
{
  ImapClient *client = flow->client;
  g_autofree char *nonce = NULL;

  if (!client->scram.asked)
    return (client->notes & NOTE_SASL_SENT) != 0 ? NULL : sasl_plain_encode (client->user, client->password);
  if (client->scram.step != SCRAM_CLIENT_UNUSED)
    return scram_client_answer (&client->scram, client->password, challenge);
  nonce = scram_client_dup_nonce (flow->out->seed, client->user, (guint64) flow->now);
  return scram_client_begin (&client->scram, client->user, nonce);
}

/* With the initial response where the server takes one (RFC 4959). */
void
flow_send_authenticate (Flow *flow, LineWriter *line)
{
  gboolean scram = flow_scrams (flow->client, flow->policy);
  g_autofree char *sasl = NULL;

  flow_begin (flow, line, "AUTHENTICATE");
  line_add (line, " ");
  line_put (line, TOKEN_ITEM, scram ? SCRAM_CLIENT_MECHANISM : "PLAIN");
  flow->client->notes &= ~(guint32) NOTE_SASL_SENT;
  state_clear (&scram_client_state, &flow->client->scram);
  flow->client->scram.asked = scram;
  if ((flow->client->capabilities & CAPABILITY_SASL_IR) == 0)
    return;
  sasl = dup_sasl_word (flow, "");
  line_add (line, " ");
  line_put (line, TOKEN_SECRET, sasl);
  flow->client->notes |= NOTE_SASL_SENT;
}

void
flow_send_sasl (Flow *flow, const char *challenge)
{
  g_autofree char *sasl = dup_sasl_word (flow, challenge);
  LineWriter line;

  line_begin (&line, flow->out, &flow->client->io, ROLE_CLIENT, LINE_CLIENT_DATA);
  if (sasl == NULL)
    line_add (&line, "*"); /* gives the exchange up (RFC 3501 §6.2.2) */
  else if (sasl[0] != '\0')
    line_put (&line, TOKEN_SECRET, sasl);
  line_end (&line);
  flow->client->notes |= NOTE_SASL_SENT;
}

/* A word of LOGIN: quoted, or a literal when it is more than a quoted string can hold (RFC 3501 §9, TEXT-CHAR) and the
 * server takes literals at once (RFC 7888). Without that, words beyond US-ASCII go quoted, as most servers take them. */
static void
add_login_word (LineWriter *line, const char *word, TokenKind kind, gboolean literals)
{
  g_auto (GStrv) parts = g_strsplit (word, "\\", -1);
  g_autofree char *slashes = g_strjoinv ("\\\\", parts);
  g_auto (GStrv) pieces = g_strsplit (slashes, "\"", -1);
  g_autofree char *quoted = g_strjoinv ("\\\"", pieces);
  gboolean simple = g_str_is_ascii (word) && strpbrk (word, "\r\n") == NULL;

  if (literals && !simple)
    {
      line_addf (line, " {%" G_GSIZE_FORMAT "+}\r\n", strlen (word));
      line_put (line, kind, word);
      return;
    }
  line_add (line, " \"");
  line_put (line, kind, quoted);
  line_add (line, "\"");
}

void
flow_send_login (Flow *flow, LineWriter *line)
{
  gboolean literals = (flow->client->capabilities & (CAPABILITY_LITERAL_PLUS | CAPABILITY_LITERAL_MINUS)) != 0;

  flow_begin (flow, line, "LOGIN");
  add_login_word (line, flow->client->user, TOKEN_TEXT, literals);
  add_login_word (line, flow->client->password, TOKEN_SECRET, literals);
}
