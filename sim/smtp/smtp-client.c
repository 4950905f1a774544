#include "smtp/smtp-client.h"

#include <string.h>

#include "smtp/smtp-client-private.h"

static const StateField smtp_client_fields[] = {
  STATE_FIELD_OF (SmtpClient, io, STATE_STRUCT, engine_io_state),
  STATE_FIELD (SmtpClient, state, STATE_POD),
  STATE_FIELD (SmtpClient, result, STATE_POD),
  STATE_FIELD (SmtpClient, helo, STATE_STR),
  STATE_FIELD (SmtpClient, user, STATE_STR),
  STATE_FIELD (SmtpClient, password, STATE_STR),
  STATE_FIELD_OF (SmtpClient, scram, STATE_STRUCT, scram_client_state),
  STATE_FIELD (SmtpClient, challenge, STATE_STR),
  STATE_FIELD (SmtpClient, from, STATE_STR),
  STATE_FIELD (SmtpClient, asked, STATE_STR),
  STATE_FIELD (SmtpClient, to, STATE_STRV),
  STATE_FIELD (SmtpClient, to_asked, STATE_STRV),
  STATE_FIELD (SmtpClient, refused, STATE_STRV),
  STATE_FIELD_OF (SmtpClient, message, STATE_REF, message_state),
  STATE_FIELD (SmtpClient, deadline, STATE_POD),
  STATE_FIELD (SmtpClient, command_timeout, STATE_POD),
  STATE_FIELD_PODS (SmtpClient, pending, guint32),
  STATE_FIELD (SmtpClient, reply, STATE_STR),
  STATE_FIELD (SmtpClient, heard, STATE_POD),
  STATE_FIELD (SmtpClient, uploaded, STATE_POD),
  STATE_FIELD (SmtpClient, letter, STATE_POD),
  STATE_FIELD (SmtpClient, extensions, STATE_POD),
  STATE_FIELD (SmtpClient, done, STATE_POD),
  STATE_FIELD (SmtpClient, verdict, STATE_POD),
  STATE_FIELD (SmtpClient, next_to, STATE_POD),
  STATE_FIELD (SmtpClient, answered_to, STATE_POD),
  STATE_FIELD (SmtpClient, taken, STATE_POD),
  STATE_FIELD (SmtpClient, temporary, STATE_POD),
  STATE_FIELD (SmtpClient, in_reply, STATE_POD),
  STATE_FIELD (SmtpClient, prefers_scram, STATE_POD),
  STATE_FIELD (SmtpClient, unused, STATE_POD),
  STATE_FIELD (SmtpClient, tls, STATE_POD),
};

const StateType smtp_client_state = STATE_TYPE (SmtpClient, smtp_client_fields);

void
smtp_client_init (SmtpClient *client, const char *helo, const char *user, const char *password, const char *from,
                  GPtrArray *to, Message *message, guint32 letter, gint64 command_timeout)
{
  g_assert (to->len > 0);
  memset (client, 0, sizeof *client);
  engine_io_init (&client->io);
  client->state = SMTP_CLIENT_CONNECTING;
  client->helo = g_strdup (helo);
  client->user = g_strdup (user);
  client->password = g_strdup (password);
  client->from = g_strdup (from);
  client->to = g_ptr_array_new ();
  for (guint i = 0; i < to->len; i++)
    g_ptr_array_add (client->to, g_strdup (to->pdata[i]));
  client->to_asked = g_ptr_array_new ();
  for (guint i = 0; i < to->len; i++)
    g_ptr_array_add (client->to_asked, g_strdup (""));
  client->refused = g_ptr_array_new ();
  client->message = message_ref (message);
  client->letter = letter;
  client->command_timeout = command_timeout;
  client->pending = g_array_new (FALSE, TRUE, sizeof (guint32));
}

void
smtp_client_require_tls (SmtpClient *client)
{
  client->tls = TRUE;
}

void
smtp_client_prefer_scram (SmtpClient *client)
{
  client->prefers_scram = TRUE;
}

void
smtp_client_ask (SmtpClient *client, const char *asked, const GPtrArray *to_asked)
{
  g_assert (to_asked->len == client->to->len);
  g_free (client->asked);
  client->asked = g_strdup (asked);
  for (guint i = 0; i < to_asked->len; i++)
    {
      g_free (client->to_asked->pdata[i]);
      client->to_asked->pdata[i] = g_strdup (to_asked->pdata[i]);
    }
}

gboolean
smtp_client_asks_server (const SmtpClient *client)
{
  return (client->extensions & SMTP_HAS_DSN) != 0;
}

void
smtp_client_receive (SmtpClient *client, const guint8 *octets, gsize length)
{
  if (client->state != SMTP_CLIENT_CLOSED)
    engine_io_receive (&client->io, octets, length);
}

/* What was decided stands, however the session ends: a message whose 250 came was sent. */
static void
closed (SmtpClient *client, EngineOut *out)
{
  client->result = client->verdict != SMTP_TRANSFER_RUNNING ? client->verdict : SMTP_TRANSFER_FAILED;
  out->close = TRUE;
}

static void
end (SmtpClient *client, EngineOut *out, SmtpClientInput input, SmtpClientOutcome outcome)
{
  if (client->state == SMTP_CLIENT_CLOSED)
    return;
  engine_transition (out, &smtp_client_table, &client->state, input, outcome, ROLE_CLIENT);
  closed (client, out);
}

static void
garbage (SmtpClient *client, EngineOut *out, gsize length)
{
  engine_received (out, &client->io, ROLE_CLIENT, LINE_RESPONSE, length, NULL, 0);
  end (client, out, SMTP_C_GARBAGE, SMTP_C_NONE);
}

/* Reply-line = Reply-code ( "-" / [SP] ) textstring (RFC 5321 §4.2). 0 when it is none. */
static guint
parse_status (const char *line, gboolean *last)
{
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_isdigit (line[i]))
      return 0;
  if (line[0] < '2' || line[0] > '5' || (line[3] != ' ' && line[3] != '-' && line[3] != '\0'))
    return 0;
  *last = line[3] != '-';
  return (guint) ((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
}

/* Enhanced status code (RFC 3463 §2) at the start of the text: its length, 0 when there is none. */
static gsize
code_length (const char *text)
{
  const char *p = text;

  for (guint dots = 0;; dots++)
    {
      const char *digits = p;

      while (g_ascii_isdigit (*p))
        p++;
      if (p == digits)
        return 0;
      if (dots == 2)
        return *p == ' ' || *p == '\0' ? (gsize) (p - text) : 0;
      if (*p++ != '.')
        return 0;
    }
}

static void
note_reply (SmtpClient *client, EngineOut *out, const char *line, gsize length, SmtpClientInput about)
{
  const char *text = line[3] != '\0' ? line + 4 : line + 3;
  gsize code = code_length (text);
  TraceToken tokens[3] = { { .kind = TOKEN_STATUS, .length = 3 } };
  guint n = 1;

  if (code > 0)
    tokens[n++]
      = (TraceToken){ .kind = TOKEN_CODE, .start = (guint32) (text - line), .length = (guint32) code };
  text += code + (code > 0 && text[code] == ' ');
  if (text[0] != '\0')
    tokens[n++] = (TraceToken){ .kind = TOKEN_TEXT, .start = (guint32) (text - line),
                                .length = (guint32) strlen (text) };
  engine_received (out, &client->io, ROLE_CLIENT, about == SMTP_C_GREETING ? LINE_GREETING : LINE_RESPONSE, length,
                   tokens, n);
  if (about >= SMTP_C_MAIL && about <= SMTP_C_MESSAGE)
    g_array_index (out->events, TraceEvent, out->events->len - 1).line.letter = client->letter;
}

static void
handle_reply (SmtpClient *client, EngineOut *out, SmtpClientInput about, guint status, const char *line)
{
  SmtpClientOutcome outcome = (SmtpClientOutcome) (status / 100 - 2);

  if (status == 421)
    {
      end (client, out, SMTP_C_CLOSING, SMTP_C_4YZ);
      return;
    }
  if (client->pending->len > 0)
    g_array_remove_index (client->pending, 0);
  client->uploaded = 0;
  engine_transition (out, &smtp_client_table, &client->state, about, outcome, ROLE_CLIENT);
  smtp_client_heard (client, about, outcome, line);
  out->start_tls = about == SMTP_C_STARTTLS && outcome == SMTP_C_2YZ;
  if (client->state == SMTP_CLIENT_CLOSED)
    closed (client, out);
}

static gboolean
is_expected (const SmtpClient *client, SmtpClientInput about, guint status)
{
  if (client->pending->len == 0 && client->state != SMTP_CLIENT_CONNECTING)
    return status == 421;
  if (client->in_reply != 0 && client->in_reply != status)
    return FALSE;
  return status == 421 || state_table_find (&smtp_client_table, client->state, about, status / 100 - 2) >= 0;
}

static void
handle_line (SmtpClient *client, EngineOut *out, const char *line, gsize length)
{
  SmtpClientInput about = SMTP_C_GREETING;
  gboolean first = client->in_reply == 0;
  gboolean last = TRUE;
  guint status = parse_status (line, &last);

  if (client->pending->len > 0)
    about = g_array_index (client->pending, guint32, 0);
  if (status == 0 || !is_expected (client, about, status))
    {
      garbage (client, out, length);
      return;
    }
  note_reply (client, out, line, length, about);
  if (about == SMTP_C_EHLO && status / 100 == 2 && !first)
    smtp_client_take_extension (client, line[3] != '\0' ? line + 4 : line + 3);
  client->in_reply = last ? 0 : status;
  if (last)
    handle_reply (client, out, about, status, line);
}

static gboolean
next_line (SmtpClient *client, EngineOut *out)
{
  gsize length = engine_io_line (&client->io, TRUE);
  g_autofree char *line = NULL;

  if (length > SMTP_REPLY_MAX || (length == 0 && client->io.input->len >= SMTP_REPLY_MAX))
    {
      garbage (client, out, client->io.input->len);
      return TRUE;
    }
  if (length == 0)
    return FALSE;
  line = g_strndup ((const char *) client->io.input->data, length - 2);
  handle_line (client, out, line, length);
  return TRUE;
}

static gboolean
send_commands (SmtpClient *client, EngineOut *out)
{
  SmtpClientInput command = smtp_client_plan (client);
  gboolean sent = FALSE;

  for (; command != SMTP_C_N_INPUTS; command = smtp_client_plan (client))
    {
      smtp_client_send (client, command, out);
      sent = TRUE;
    }
  return sent;
}

gboolean
smtp_client_next (SmtpClient *client, gint64 now, EngineOut *out)
{
  guint64 heard = client->io.in_offset + client->io.input->len;
  gboolean worked;
  gint64 grace;

  if (client->state == SMTP_CLIENT_CLOSED)
    return FALSE;
  worked = next_line (client, out) || send_commands (client, out);
  grace = (gint64) client->uploaded * ENGINE_UPLOAD_PACE;
  if (worked || heard != client->heard || client->deadline == 0)
    client->deadline = client->command_timeout > 0 ? now + client->command_timeout + grace : ENGINE_NEVER;
  client->heard = heard;
  return worked;
}

gint64
smtp_client_expiry (const SmtpClient *client)
{
  return client->state == SMTP_CLIENT_CLOSED || client->deadline == 0 ? ENGINE_NEVER : client->deadline;
}

void
smtp_client_timeout (SmtpClient *client, gint64 now, EngineOut *out)
{
  end (client, out, SMTP_C_TIMEOUT, SMTP_C_NONE);
}

void
smtp_client_closed (SmtpClient *client, gint64 now, EngineOut *out)
{
  end (client, out, SMTP_C_LOST, SMTP_C_NONE);
}
