#include "smtp/smtp-server.h"

#include <string.h>

#include "smtp/smtp-server-private.h"

static const StateField smtp_server_fields[] = {
  STATE_FIELD_OF (SmtpServer, io, STATE_STRUCT, engine_io_state),
  STATE_FIELD (SmtpServer, state, STATE_POD),
  STATE_FIELD (SmtpServer, mode, STATE_POD),
  STATE_FIELD (SmtpServer, session, STATE_POD),
  STATE_FIELD (SmtpServer, store, STATE_POD),
  STATE_FIELD (SmtpServer, tls, STATE_POD),
  STATE_FIELD (SmtpServer, esmtp, STATE_POD),
  STATE_FIELD (SmtpServer, last_input, STATE_POD),
  STATE_FIELD (SmtpServer, helo, STATE_STR),
  STATE_FIELD (SmtpServer, from, STATE_STR),
  STATE_FIELD (SmtpServer, asked, STATE_STR),
  STATE_FIELD (SmtpServer, to, STATE_STRV),
  STATE_FIELD (SmtpServer, to_asked, STATE_STRV),
  STATE_FIELD (SmtpServer, data, STATE_BUFFER),
  STATE_FIELD_OF (SmtpServer, received, STATE_OWNED_ARRAY, queued_mail_state),
  STATE_FIELD (SmtpServer, hostname, STATE_STR),
  STATE_FIELD (SmtpServer, login, STATE_STR),
  STATE_FIELD (SmtpServer, reader, STATE_POD),
  STATE_FIELD (SmtpServer, declared, STATE_POD),
  STATE_FIELD (SmtpServer, data_from, STATE_POD),
  STATE_FIELD (SmtpServer, scan, STATE_POD),
  STATE_FIELD (SmtpServer, bad_ends, STATE_POD),
  STATE_FIELD (SmtpServer, too_large, STATE_POD),
  STATE_FIELD (SmtpServer, step, STATE_POD),
  STATE_FIELD (SmtpServer, accepted, STATE_POD),
  STATE_FIELD (SmtpServer, utf8, STATE_POD),
  STATE_FIELD_OF (SmtpServer, scram, STATE_STRUCT, scram_server_state),
  STATE_FIELD (SmtpServer, chunk, STATE_POD),
  STATE_FIELD (SmtpServer, discard, STATE_POD),
  STATE_FIELD (SmtpServer, last_chunk, STATE_POD),
  STATE_FIELD (SmtpServer, errors, STATE_POD),
};

const StateType smtp_server_state = STATE_TYPE (SmtpServer, smtp_server_fields);

/* Indexed by SmtpInput. */
static const SmtpHandler handlers[SMTP_N_COMMANDS] = {
  [SMTP_IN_EHLO] = smtp_cmd_ehlo, [SMTP_IN_HELO] = smtp_cmd_helo, [SMTP_IN_MAIL] = smtp_cmd_mail,
  [SMTP_IN_RCPT] = smtp_cmd_rcpt, [SMTP_IN_DATA] = smtp_cmd_data, [SMTP_IN_BDAT] = smtp_cmd_bdat,
  [SMTP_IN_RSET] = smtp_cmd_rset,
  [SMTP_IN_NOOP] = smtp_cmd_noop, [SMTP_IN_VRFY] = smtp_cmd_vrfy, [SMTP_IN_EXPN] = smtp_cmd_expn,
  [SMTP_IN_HELP] = smtp_cmd_help, [SMTP_IN_AUTH] = smtp_cmd_auth, [SMTP_IN_STARTTLS] = smtp_cmd_starttls,
  [SMTP_IN_QUIT] = smtp_cmd_quit,
};

void
smtp_server_init (SmtpServer *server, guint32 session, SmtpMode mode)
{
  memset (server, 0, sizeof *server);
  engine_io_init (&server->io);
  server->state = SMTP_CONNECTED;
  server->session = session;
  server->mode = mode;
  server->to = g_ptr_array_new ();
  server->to_asked = g_ptr_array_new ();
  server->received = g_ptr_array_new ();
}

static void
call_end (SmtpCall *call, SmtpOutcome outcome)
{
  engine_transition (call->out, &smtp_server_table, &call->server->state, call->input, outcome, ROLE_SERVER);
  if (call->server->state == SMTP_CLOSED)
    call->out->close = TRUE;
}

/* Somebody who only makes errors, or guesses passwords, is no mail client. */
static void
count_errors (SmtpCall *call)
{
  SmtpServer *server = call->server;

  if (server->errors < SMTP_ERRORS_MAX || !state_table_allows (&smtp_server_table, server->state, SMTP_IN_TOO_MANY))
    return;
  call->input = SMTP_IN_TOO_MANY;
  call_end (call, smtp_reply (call, 421, "4.7.0", "Too many errors: closing"));
  smtp_reset (server);
}

SmtpOutcome
smtp_reply_line (SmtpCall *call, guint status, gboolean last, const char *code, const char *text)
{
  static const SmtpOutcome classes[] = { [2] = SMTP_OUT_2YZ, [3] = SMTP_OUT_3YZ, [4] = SMTP_OUT_4YZ, [5] = SMTP_OUT_5YZ };
  LineWriter line;

  line_begin (&line, call->out, &call->server->io, ROLE_SERVER,
              call->input == SMTP_IN_CONNECTED ? LINE_GREETING : LINE_RESPONSE);
  line_addf (&line, "%u", status);
  line_token (&line, TOKEN_STATUS);
  line_add (&line, last ? " " : "-");
  if (code != NULL)
    {
      line_put (&line, TOKEN_CODE, code);
      line_add (&line, " ");
    }
  line_put (&line, TOKEN_TEXT, text);
  line_end (&line);
  return classes[status / 100];
}

SmtpOutcome
smtp_reply (SmtpCall *call, guint status, const char *code, const char *text)
{
  return smtp_reply_line (call, status, TRUE, code, text);
}

void
smtp_server_start (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  SmtpCall call = { .server = server, .host = host, .now = now, .out = out, .input = SMTP_IN_CONNECTED };
  g_autofree char *text = NULL;

  g_assert (host != NULL || server->mode == SMTP_OUTSIDE);
  server->hostname = g_strdup (host != NULL ? host->hostname : "mx.outside.example");
  server->last_input = now;
  if (host != NULL && !host->policy.smtp_enabled)
    {
      call_end (&call, smtp_reply (&call, 421, NULL, "The mail service is closed"));
      return;
    }
  text = g_strdup_printf ("%s ESMTP Postroom", server->hostname);
  call_end (&call, smtp_reply (&call, 220, NULL, text));
}

void
smtp_server_receive (SmtpServer *server, const guint8 *octets, gsize length)
{
  if (server->state != SMTP_CLOSED)
    engine_io_receive (&server->io, octets, length);
}

static void
forget_strings (GPtrArray *strings)
{
  g_ptr_array_foreach (strings, (GFunc) (void (*) (void)) g_free, NULL);
  g_ptr_array_set_size (strings, 0);
}

void
smtp_reset (SmtpServer *server)
{
  g_clear_pointer (&server->from, g_free);
  g_clear_pointer (&server->asked, g_free);
  forget_strings (server->to);
  forget_strings (server->to_asked);
  g_clear_pointer (&server->data, g_byte_array_unref);
  server->declared = 0;
  server->utf8 = FALSE;
  server->bad_ends = FALSE;
  server->too_large = FALSE;
  server->scan = SMTP_SCAN_LINE_START;
}

static SmtpInput
find_command (const char *line)
{
  gsize length = strcspn (line, " ");

  for (guint i = 0; i < SMTP_N_COMMANDS; i++)
    if (strlen (smtp_server_table.inputs[i]) == length
        && g_ascii_strncasecmp (smtp_server_table.inputs[i], line, length) == 0)
      return i;
  return SMTP_IN_UNKNOWN;
}

static void
note_command (SmtpCall *call, const char *line, gsize length, SmtpInput command)
{
  gsize verb = strcspn (line, " ");
  gsize arg = call->args != NULL ? strcspn (call->args, " ") : 0;
  TraceToken tokens[3] = { { .kind = TOKEN_COMMAND, .length = (guint32) verb } };
  guint n = verb > 0 ? 1 : 0;

  if (arg > 0)
    tokens[n++] = (TraceToken){ .kind = command == SMTP_IN_AUTH ? TOKEN_ITEM : TOKEN_TEXT,
                                .start = (guint32) verb + 1,
                                .length = (guint32) (command == SMTP_IN_AUTH ? arg : strlen (call->args)) };
  if (command == SMTP_IN_AUTH && call->args != NULL && call->args[arg] == ' ')
    tokens[n++] = (TraceToken){ .kind = TOKEN_SECRET,
                                .start = (guint32) (verb + arg + 2),
                                .length = (guint32) strlen (call->args + arg + 1) };
  engine_received (call->out, &call->server->io, ROLE_SERVER, LINE_COMMAND, length, tokens, n);
}

static void
handle_command (SmtpCall *call, const char *line, gsize length)
{
  SmtpInput command = find_command (line);
  SmtpOutcome outcome;

  call->args = strchr (line, ' ');
  if (call->args != NULL)
    call->args++;
  note_command (call, line, length, command);
  call->input = command;
  if (command != SMTP_IN_UNKNOWN && !state_table_allows (&smtp_server_table, call->server->state, command))
    call->input = SMTP_IN_MISPLACED;
  if (call->input == SMTP_IN_MISPLACED && command == SMTP_IN_BDAT && smtp_discard_chunk (call))
    return;
  if (call->input == SMTP_IN_UNKNOWN)
    outcome = smtp_reply (call, 500, "5.5.2", "Unknown command");
  else if (call->input == SMTP_IN_MISPLACED)
    outcome = smtp_reply (call, 503, "5.5.1", "Bad sequence of commands");
  else
    outcome = handlers[command](call);
  if (call->input == SMTP_IN_UNKNOWN || call->input == SMTP_IN_MISPLACED)
    call->server->errors++;
  call_end (call, outcome);
}

static void
handle_sasl_response (SmtpCall *call, const char *line, gsize length)
{
  TraceToken token = { .kind = TOKEN_SECRET, .length = (guint32) strlen (line) };
  gboolean cancel = strcmp (line, "*") == 0;

  engine_received (call->out, &call->server->io, ROLE_SERVER, LINE_CLIENT_DATA, length, &token, cancel ? 0 : 1);
  call->input = SMTP_IN_RESPONSE;
  call->args = line;
  call_end (call, smtp_sasl_response (call));
}

/* RFC 5321 §2.3.8: CRLF ends lines and CR and LF stand nowhere else. Whoever takes less makes two
 * servers disagree on where a message ends, so nothing less is a line here. */
static gboolean
ends_well (const char *text, gsize length)
{
  return length >= 2 && text[length - 2] == '\r' && memchr (text, '\r', length - 2) == NULL
         && memchr (text, '\0', length) == NULL;
}

/* Where in the line that comes a password may begin, -1. */
static int
secret_from (const SmtpServer *server)
{
  if (server->state == SMTP_AUTHENTICATING)
    return 0;
  return line_reader_begins (&server->io, "AUTH ") ? (int) strlen ("AUTH ") : -1;
}

static void
refuse_line (SmtpCall *call, gsize length)
{
  gboolean response = call->server->state == SMTP_AUTHENTICATING;
  int from = secret_from (call->server);
  guint32 start = (guint32) MAX (from, 0);
  TraceToken token = { .kind = TOKEN_SECRET, .start = start, .length = (guint32) length - start };

  engine_received (call->out, &call->server->io, ROLE_SERVER, LINE_COMMAND, length, &token, from >= 0 ? 1 : 0);
  call->input = response ? SMTP_IN_RESPONSE : SMTP_IN_UNKNOWN;
  call->server->errors++;
  call_end (call, smtp_reply (call, 500, "5.5.2", "Lines end in CR LF, and CR, LF and NUL stand nowhere else"));
}

/* RFC 5321 §4.1.1: white space before the line end is tolerated. */
static void
strip_trailing (char *line)
{
  gsize length = strlen (line);

  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
    line[--length] = '\0';
}

static gsize
line_limit (const SmtpServer *server)
{
  if (server->state == SMTP_AUTHENTICATING || line_reader_begins (&server->io, "AUTH "))
    return SMTP_AUTH_MAX;
  if (line_reader_begins (&server->io, "MAIL "))
    return SMTP_MAIL_MAX;
  return line_reader_begins (&server->io, "RCPT ") ? SMTP_RCPT_MAX : SMTP_COMMAND_MAX;
}

/* The rest of a BDAT out of place. */
static gboolean
next_discard (SmtpCall *call)
{
  SmtpServer *server = call->server;
  gsize length = (gsize) MIN (server->discard, server->io.input->len);

  if (length == 0)
    return FALSE;
  server->discard -= length;
  engine_received (call->out, &server->io, ROLE_SERVER, LINE_CLIENT_DATA, length, NULL, 0);
  if (server->discard > 0)
    return TRUE;
  call->input = SMTP_IN_MISPLACED;
  call_end (call, smtp_reply (call, 503, "5.5.1", "Bad sequence of commands"));
  return TRUE;
}

static gboolean
next_chunk (SmtpCall *call)
{
  if (call->server->chunk > 0 && call->server->io.input->len == 0)
    return FALSE;
  if (smtp_chunk_take (call))
    call_end (call, smtp_chunk_end (call));
  return TRUE;
}

static gboolean
next_line (SmtpCall *call)
{
  SmtpServer *server = call->server;
  gsize length;
  LineRead read = line_reader_look (&server->reader, &server->io, line_limit (server), secret_from (server), &length);
  const char *text = (const char *) server->io.input->data;
  g_autofree char *line = NULL;

  if (read == LINE_NOT_YET)
    return FALSE;
  if (read == LINE_OVERLONG)
    {
      line_reader_end (&server->reader, call->out, &server->io, length);
      call->input = SMTP_IN_TOO_LONG;
      server->errors++;
      call_end (call, smtp_reply (call, 500, "5.5.2", "Line too long"));
      return TRUE;
    }
  if (!ends_well (text, length))
    {
      refuse_line (call, length);
      return TRUE;
    }
  line = g_strndup (text, length - 2);
  if (server->state == SMTP_AUTHENTICATING)
    {
      handle_sasl_response (call, line, length);
      return TRUE;
    }
  strip_trailing (line);
  handle_command (call, line, length);
  return TRUE;
}

/* One chunk of the message; at its end one event for all of it. */
static gboolean
next_data (SmtpCall *call)
{
  SmtpServer *server = call->server;
  TraceToken token = { .kind = TOKEN_LITERAL };
  TraceEvent *event;
  gsize taken;

  if (server->io.input->len == 0)
    return FALSE;
  taken = smtp_data_take (server, server->io.input->data, server->io.input->len, smtp_message_limit (call));
  if (server->scan != SMTP_SCAN_END)
    {
      engine_io_consume (&server->io, taken);
      return TRUE;
    }
  token.length = (guint32) (server->io.in_offset + taken - server->data_from - strlen (".\r\n"));
  engine_received (call->out, &server->io, ROLE_SERVER, LINE_CLIENT_DATA, taken, &token, 1);
  event = &g_array_index (call->out->events, TraceEvent, call->out->events->len - 1);
  event->line.start = server->data_from;
  call->input = SMTP_IN_MESSAGE;
  call_end (call, smtp_accept_message (call));
  smtp_reset (server);
  return TRUE;
}

gboolean
smtp_server_next (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  SmtpCall call = { .server = server, .host = host, .now = now, .out = out };
  gboolean worked;

  if (server->state == SMTP_CLOSED)
    return FALSE;
  if (server->discard > 0)
    worked = next_discard (&call);
  else if (server->state == SMTP_CHUNK)
    worked = next_chunk (&call);
  else
    worked = server->state == SMTP_DATA ? next_data (&call) : next_line (&call);
  if (worked)
    server->last_input = now;
  if (worked)
    count_errors (&call);
  return worked;
}

gint64
smtp_server_expiry (const SmtpServer *server, const MailHost *host)
{
  gint64 timeout = host != NULL ? host->policy.smtp_timeout : 5 * 60 * (gint64) G_USEC_PER_SEC;

  return server->state == SMTP_CLOSED ? ENGINE_NEVER : engine_deadline (server->last_input, timeout);
}

/* RFC 5321 §3.8: 421 may be said at any time, and closes. */
void
smtp_server_timeout (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  SmtpCall call = { .server = server, .host = host, .now = now, .out = out, .input = SMTP_IN_TIMEOUT };

  if (server->state == SMTP_CLOSED)
    return;
  call_end (&call, smtp_reply (&call, 421, "4.4.2", "Waited too long: closing"));
  smtp_reset (server);
}

/* RFC 5321 §3.8: a transaction whose end has not come is forgotten. */
void
smtp_server_closed (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  SmtpCall call = { .server = server, .host = host, .now = now, .out = out, .input = SMTP_IN_LOST };

  if (server->state == SMTP_CLOSED)
    return;
  call_end (&call, SMTP_OUT_NONE);
  smtp_reset (server);
}
