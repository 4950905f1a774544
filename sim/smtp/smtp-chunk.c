/* CHUNKING (RFC 3030 §2): the message in chunks, each as it is: no dot is added or undone.
 *
 *   bdat = "BDAT" SP chunk-size [SP "LAST"] CRLF chunk-size*OCTET
 *
 * BINARYMIME is not offered: a message is lines here too, and one with a lone CR or LF is refused as DATA's is. */
#include <string.h>

#include "smtp/smtp-server-private.h"

static gboolean
parse_chunk (const char *args, guint64 *size, gboolean *last)
{
  const char *end = args;

  *size = 0;
  for (; end != NULL && g_ascii_isdigit (*end); end++)
    *size = *size > G_MAXUINT64 / 100 ? *size : *size * 10 + (guint64) (*end - '0');
  if (end == args || end - args > 20)
    return FALSE;
  *last = g_ascii_strcasecmp (end, " LAST") == 0;
  return *last || *end == '\0';
}

gboolean
smtp_discard_chunk (SmtpCall *call)
{
  guint64 size;
  gboolean last;

  if (!parse_chunk (call->args, &size, &last) || size == 0)
    return FALSE;
  call->server->discard = size;
  return TRUE;
}

/* Nothing is said yet: the reply is to the chunk. */
SmtpOutcome
smtp_cmd_bdat (SmtpCall *call)
{
  SmtpServer *server = call->server;
  guint64 size;
  gboolean last;

  if (!parse_chunk (call->args, &size, &last))
    return smtp_reply (call, 501, "5.5.4", "BDAT needs the size of the chunk, and may say LAST");
  if (server->data == NULL)
    server->data = g_byte_array_new ();
  server->chunk = size;
  server->last_chunk = last;
  server->data_from = server->io.in_offset;
  return SMTP_OUT_NONE;
}

gboolean
smtp_chunk_take (SmtpCall *call)
{
  SmtpServer *server = call->server;
  gsize length = (gsize) MIN (server->chunk, server->io.input->len);
  TraceToken token = { .kind = TOKEN_LITERAL };

  if (server->data->len + length > smtp_message_limit (call))
    server->too_large = TRUE;
  if (!server->too_large)
    g_byte_array_append (server->data, server->io.input->data, (guint) length);
  server->chunk -= length;
  if (server->chunk > 0)
    {
      engine_io_consume (&server->io, length);
      return FALSE;
    }
  token.length = (guint32) (server->io.in_offset + length - server->data_from);
  engine_received (call->out, &server->io, ROLE_SERVER, LINE_CLIENT_DATA, length, &token, 1);
  g_array_index (call->out->events, TraceEvent, call->out->events->len - 1).line.start = server->data_from;
  call->input = server->last_chunk ? SMTP_IN_MESSAGE : SMTP_IN_CHUNK;
  return TRUE;
}

static gboolean
has_lone_ends (const GByteArray *data)
{
  for (guint i = 0; i < data->len; i++)
    if ((data->data[i] == '\n' && (i == 0 || data->data[i - 1] != '\r'))
        || (data->data[i] == '\r' && (i + 1 == data->len || data->data[i + 1] != '\n')))
      return TRUE;
  return FALSE;
}

static SmtpOutcome
end_message (SmtpCall *call)
{
  SmtpServer *server = call->server;
  SmtpOutcome outcome;

  server->bad_ends = has_lone_ends (server->data);
  /* The last line gets its end when the client has left it out (RFC 5321 §2.3.8). */
  if (server->data->len > 0 && server->data->data[server->data->len - 1] != '\n')
    g_byte_array_append (server->data, (const guint8 *) "\r\n", 2);
  outcome = smtp_accept_message (call);
  smtp_reset (server);
  return outcome;
}

SmtpOutcome
smtp_chunk_end (SmtpCall *call)
{
  g_autofree char *text = NULL;

  if (call->server->last_chunk)
    return end_message (call);
  if (call->server->too_large)
    {
      smtp_reset (call->server);
      return smtp_reply (call, 552, "5.3.4", "The message is too large");
    }
  text = g_strdup_printf ("%u octets so far", call->server->data->len);
  return smtp_reply (call, 250, "2.0.0", text);
}
