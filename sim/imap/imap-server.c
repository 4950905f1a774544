/* Framing: octets to commands, and what ends a session.
 *
 * A *unit* is what one imap_server_next() handles: the octets of an announced literal, if any, and
 * the line after them up to its line end. A command is one or more units; all but the last end
 * in a literal's announcement. A command that cannot be accepted is *doomed* as soon as that is
 * known: its synchronising literal is answered with the refusal instead of "+", its other literals
 * are swallowed, so that a size alone never costs the session (RFC 7888 §4). */
#include "imap/imap-server-private.h"

#include <string.h>

#define LINE_LIMIT 65536
/* of all strings of a command other than APPEND */
#define STRINGS_LIMIT 65536
#define STRINGS_LIMIT_STRANGER 4096
/* kept of a line over the limit: its tag must be in it */
#define HEAD_KEPT 1024
/* the last octets of a line over the limit, where an announcement may be */
#define TAIL_KEPT 32
#define BAD_LIMIT 100

enum { DOOM_NONE, DOOM_INVALID, DOOM_MISPLACED, DOOM_TOO_BIG, DOOM_LONG_LINE };

static const StateField imap_view_entry_fields[] = {
  STATE_FIELD_OF (ImapViewEntry, message, STATE_REF, message_state),
  STATE_FIELD (ImapViewEntry, keywords, STATE_POD),
  STATE_FIELD (ImapViewEntry, modseq, STATE_POD),
  STATE_FIELD (ImapViewEntry, email_id, STATE_POD),
  STATE_FIELD (ImapViewEntry, internal_date, STATE_POD),
  STATE_FIELD (ImapViewEntry, save_date, STATE_POD),
  STATE_FIELD (ImapViewEntry, system, STATE_POD),
  STATE_FIELD (ImapViewEntry, uid, STATE_POD),
  STATE_FIELD (ImapViewEntry, recent, STATE_POD),
  STATE_FIELD (ImapViewEntry, letter, STATE_POD),
};

const StateType imap_view_entry_state = STATE_TYPE (ImapViewEntry, imap_view_entry_fields);

static const StateField imap_server_fields[] = {
  STATE_FIELD_OF (ImapServer, io, STATE_STRUCT, engine_io_state),
  STATE_FIELD (ImapServer, command, STATE_BUFFER),
  STATE_FIELD_OF (ImapServer, view, STATE_STRUCT_ARRAY, imap_view_entry_state),
  STATE_FIELD_OF (ImapServer, saved, STATE_STRUCT, uid_set_state),
  STATE_FIELD_OF (ImapServer, scram, STATE_STRUCT, scram_server_state),
  STATE_FIELD (ImapServer, mailbox, STATE_STR),
  STATE_FIELD (ImapServer, client_name, STATE_STR),
  STATE_FIELD (ImapServer, tag, STATE_STR),
  STATE_FIELD (ImapServer, mailbox_id, STATE_POD),
  STATE_FIELD (ImapServer, seen_modseq, STATE_POD),
  STATE_FIELD (ImapServer, in_seen, STATE_POD),
  STATE_FIELD (ImapServer, literal, STATE_POD),
  STATE_FIELD (ImapServer, swallow, STATE_POD),
  STATE_FIELD (ImapServer, last_input, STATE_POD),
  STATE_FIELD (ImapServer, state, STATE_POD),
  STATE_FIELD (ImapServer, phase, STATE_POD),
  STATE_FIELD (ImapServer, doom, STATE_POD),
  STATE_FIELD (ImapServer, skipping, STATE_POD),
  STATE_FIELD (ImapServer, argument, STATE_POD),
  STATE_FIELD (ImapServer, store, STATE_POD),
  STATE_FIELD (ImapServer, session, STATE_POD),
  STATE_FIELD (ImapServer, tls, STATE_POD),
  STATE_FIELD (ImapServer, read_only, STATE_POD),
  STATE_FIELD (ImapServer, expunge_waits, STATE_POD),
  STATE_FIELD (ImapServer, keywords_told, STATE_POD),
  STATE_FIELD (ImapServer, bad, STATE_POD),
  STATE_FIELD (ImapServer, enabled, STATE_POD),
  STATE_FIELD (ImapServer, counted, STATE_POD),
  STATE_FIELD (ImapServer, sasl_step, STATE_POD),
  STATE_FIELD (ImapServer, unused, STATE_POD),
  STATE_FIELD (ImapServer, idle_told, STATE_POD),
};

const StateType imap_server_state = STATE_TYPE (ImapServer, imap_server_fields);

void
imap_server_init (ImapServer *server, guint32 session)
{
  memset (server, 0, sizeof *server);
  engine_io_init (&server->io);
  server->command = g_byte_array_new ();
  server->view = g_array_new (FALSE, TRUE, sizeof (ImapViewEntry));
  uid_set_init (&server->saved);
  server->session = session;
}

void
imap_server_start (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  g_autoptr (GString) capabilities = g_string_new ("CAPABILITY ");
  LineWriter line;

  server->last_input = now;
  imap_capabilities (server, host, capabilities);
  engine_transition (out, &imap_server_table, &server->state, IMAP_GREETING, IMAP_OK, ROLE_SERVER);
  line_begin (&line, out, &server->io, ROLE_SERVER, LINE_GREETING);
  line_add (&line, "* ");
  line_put (&line, TOKEN_STATUS, "OK");
  line_add (&line, " [");
  line_put (&line, TOKEN_CODE, capabilities->str);
  line_addf (&line, "] Postroom IMAP server %s is ready", host->hostname);
  line_end (&line);
}

void
imap_server_receive (ImapServer *server, const guint8 *octets, gsize length)
{
  if (server->state != IMAP_LOGGED_OUT)
    engine_io_receive (&server->io, octets, length);
}

static void
command_reset (ImapServer *server)
{
  g_byte_array_set_size (server->command, 0);
  server->literal = 0;
  server->doom = DOOM_NONE;
  server->argument = 0;
}

/* Ends the session from this side. */
static void
hang_up (ImapServer *server, EngineOut *out, guint input, const char *text)
{
  LineWriter line;

  engine_transition (out, &imap_server_table, &server->state, input, IMAP_BYE, ROLE_SERVER);
  line_begin (&line, out, &server->io, ROLE_SERVER, LINE_UNTAGGED);
  line_add (&line, "* ");
  line_put (&line, TOKEN_STATUS, "BYE");
  line_addf (&line, " %s", text);
  line_end (&line);
  imap_view_close (server);
  out->close = TRUE;
}

/* The refusal of a doomed command. */
static void
refuse (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  static const char *const texts[] = {
    [DOOM_INVALID] = "There is no such command",
    [DOOM_MISPLACED] = "This command is not for this state",
    [DOOM_TOO_BIG] = "The literal is larger than this server takes",
    [DOOM_LONG_LINE] = "The command line is too long",
  };
  g_autoptr (GString) tag = g_string_new (NULL);
  ImapCommand command;
  ImapOutcome outcome = IMAP_BAD;

  imap_command_init (&command, server, host, now, out);
  imap_lexer_init (&command.args, server->command->data, server->command->len);
  command.input = imap_identify (server, &command.args, tag);
  command.tag = tag->len > 0 ? tag->str : NULL;
  imap_reply (&command, IMAP_BAD, server->doom == DOOM_TOO_BIG ? "TOOBIG" : NULL, texts[server->doom]);
  if (server->doom == DOOM_TOO_BIG && command.input == IMAP_APPEND)
    outcome = IMAP_NO; /* RFC 7889 §4 */
  else if (command.input < IMAP_N_COMMANDS)
    command.input = IMAP_INVALID;
  if (command.input == IMAP_INVALID && server->doom == DOOM_INVALID && command.tag == NULL)
    imap_reply (&command, IMAP_BAD, NULL, "A command begins with a tag");
  command_reset (server);
  imap_finish (&command, outcome);
  imap_command_clear (&command);
}

static guint64
strings_limit (const ImapServer *server, const MailHost *host, guint input)
{
  if (server->state == IMAP_NOT_AUTHENTICATED)
    return STRINGS_LIMIT_STRANGER;
  return input == IMAP_APPEND ? host->policy.message_limit : STRINGS_LIMIT;
}

/* Why a command that announces this literal cannot be accepted. */
static guint
judge (ImapServer *server, const MailHost *host, guint64 literal)
{
  g_autoptr (GString) tag = g_string_new (NULL);
  ImapLexer lexer;
  guint64 limit;
  guint input;

  imap_lexer_init (&lexer, server->command->data, server->command->len);
  input = imap_identify (server, &lexer, tag);
  limit = strings_limit (server, host, input);
  if (input == IMAP_INVALID)
    return DOOM_INVALID;
  if (input == IMAP_MISPLACED)
    return DOOM_MISPLACED;
  /* several messages at once (RFC 3502) are let in up to four times the limit */
  if (literal > limit || server->command->len + literal > (input == IMAP_APPEND ? 4 : 1) * limit + LINE_LIMIT)
    return DOOM_TOO_BIG;
  return DOOM_NONE;
}

static void
invite (ImapServer *server, EngineOut *out)
{
  LineWriter line;

  line_begin (&line, out, &server->io, ROLE_SERVER, LINE_CONTINUATION);
  line_put (&line, TOKEN_STATUS, "+");
  line_add (&line, " ");
  line_put (&line, TOKEN_TEXT, "Ready for literal data");
  line_end (&line);
}

static void
announced (ImapServer *server, MailHost *host, gint64 now, EngineOut *out, const ImapLiteral *literal)
{
  if (server->doom == DOOM_NONE)
    server->doom = judge (server, host, literal->octets);
  if (server->doom == DOOM_NONE)
    {
      server->literal = literal->octets;
      if (literal->synchronising)
        invite (server, out);
    }
  else if (literal->synchronising)
    refuse (server, host, now, out);
  else
    server->swallow = literal->octets;
}

/* A unit of a command was added to the gathered octets (or, when doomed, was thrown away). */
static void
command_unit (ImapServer *server, MailHost *host, gint64 now, EngineOut *out, gboolean literal_follows,
              const ImapLiteral *literal)
{
  server->literal = 0;
  if (literal_follows)
    announced (server, host, now, out, literal);
  else if (server->doom != DOOM_NONE)
    refuse (server, host, now, out);
  else
    {
      imap_dispatch (server, host, now, out);
      command_reset (server);
    }
}

static void
note_unit (ImapServer *server, MailHost *host, EngineOut *out, gsize length)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, TRUE, sizeof (TraceToken));
  gboolean data = server->phase != IMAP_PHASE_COMMAND || server->command->len > 0;

  imap_trace_unit (server, host, server->io.input->data, length, tokens);
  engine_received (out, &server->io, ROLE_SERVER, data ? LINE_CLIENT_DATA : LINE_COMMAND, length,
                   (TraceToken *) tokens->data, tokens->len);
}

/* What AUTHENTICATE or IDLE was waiting for. */
static void
phase_line (ImapServer *server, MailHost *host, gint64 now, EngineOut *out, const guint8 *line, gsize length)
{
  ImapCommand command;

  imap_command_init (&command, server, host, now, out);
  if (server->phase == IMAP_PHASE_SASL)
    imap_authenticate_line (&command, line, length);
  else
    imap_idle_line (&command, line, length);
  imap_command_clear (&command);
}

static void
handle_unit (ImapServer *server, MailHost *host, gint64 now, EngineOut *out, gsize length)
{
  g_autofree guint8 *unit = g_memdup2 (server->io.input->data, length);
  ImapLiteral literal = { 0 };

  note_unit (server, host, out, length);
  if (server->phase == IMAP_PHASE_COMMAND)
    {
      gsize line = server->literal;

      if (server->doom == DOOM_NONE)
        g_byte_array_append (server->command, unit, (guint) length);
      command_unit (server, host, now, out, imap_line_announces_literal (unit + line, length - line, &literal), &literal);
    }
  else
    phase_line (server, host, now, out, unit, length);
}

/* Length of the next unit, 0 when it is not whole yet. */
static gsize
unit_length (const ImapServer *server)
{
  const GByteArray *input = server->io.input;
  const guint8 *lf;

  if (input->len <= server->literal)
    return 0;
  lf = memchr (input->data + server->literal, '\n', input->len - server->literal);
  return lf == NULL ? 0 : (gsize) (lf - input->data) + 1;
}

/* Begins or goes on with throwing away a line over the limit. Its head is kept for the tag, its
 * last octets for an announcement: the octets of a literal must never be read as commands. */
static gboolean
skip_line (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  gsize length = unit_length (server);
  ImapLiteral literal = { 0 };
  gboolean follows = FALSE;

  if (!server->skipping)
    {
      if (server->command->len == 0)
        g_byte_array_append (server->command, server->io.input->data, HEAD_KEPT);
      server->skipping = TRUE;
      server->literal = 0;
      server->doom = server->doom != DOOM_NONE ? server->doom : DOOM_LONG_LINE;
    }
  if (length == 0 && server->io.input->len <= TAIL_KEPT)
    return FALSE;
  server->skipping = length == 0;
  if (length == 0)
    length = server->io.input->len - TAIL_KEPT;
  else
    follows = imap_line_announces_literal (server->io.input->data, length, &literal);
  engine_received (out, &server->io, ROLE_SERVER, LINE_CLIENT_DATA, length, NULL, 0);
  if (server->skipping)
    return TRUE;
  if (server->phase == IMAP_PHASE_COMMAND)
    command_unit (server, host, now, out, follows, &literal);
  else
    {
      command_reset (server);
      phase_line (server, host, now, out, (const guint8 *) "!", 1); /* no valid answer to anything */
    }
  return TRUE;
}

static gboolean
swallow (ImapServer *server, EngineOut *out)
{
  gsize length = (gsize) MIN (server->swallow, server->io.input->len);
  TraceToken token = { .kind = TOKEN_SECRET, .length = (guint32) length };

  engine_received (out, &server->io, ROLE_SERVER, LINE_CLIENT_DATA, length, &token, 1);
  server->swallow -= length;
  return TRUE;
}

gboolean
imap_server_next (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  guint64 received = server->io.in_offset + server->io.input->len;
  gsize length;

  if (server->state == IMAP_LOGGED_OUT || server->io.input->len == 0)
    return FALSE;
  if (received > server->in_seen)
    {
      server->in_seen = received;
      server->last_input = now;
    }
  if (server->swallow > 0)
    return swallow (server, out);
  length = unit_length (server);
  if (server->skipping || (length > 0 ? length : server->io.input->len) > server->literal + LINE_LIMIT)
    return skip_line (server, host, now, out);
  if (length == 0)
    return FALSE;
  handle_unit (server, host, now, out, length);
  if (server->bad >= BAD_LIMIT && server->state != IMAP_LOGGED_OUT)
    hang_up (server, out, IMAP_LIMIT, "Too many commands were wrong");
  return TRUE;
}

void
imap_server_poll (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  ImapCommand command;

  if (server->phase != IMAP_PHASE_IDLE || server->state != IMAP_SELECTED)
    return;
  imap_command_init (&command, server, host, now, out);
  imap_view_update (&command, TRUE);
  imap_command_clear (&command);
}

void
imap_server_forget_login (ImapServer *server, MailHost *host)
{
  MailStore *store = server->counted ? mail_host_store (host, server->store) : NULL;

  if (store != NULL)
    store->imap_sessions--;
  server->counted = FALSE;
  server->store = 0;
}

/* When the idling client is to be told that the server is still here: keeps what lies between them awake. */
static gint64
next_notice (const ImapServer *server, const MailHost *host)
{
  if (server->phase != IMAP_PHASE_IDLE || host->policy.idle_notice == 0)
    return ENGINE_NEVER;
  return MAX (server->last_input, server->idle_told) + host->policy.idle_notice;
}

static gint64
autologout (const ImapServer *server, const MailHost *host)
{
  return engine_deadline (server->last_input, host->policy.imap_timeout);
}

static void
tell_still_here (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  ImapCommand command;

  imap_command_init (&command, server, host, now, out);
  imap_untagged_status (&command, "OK", NULL, "Still here");
  imap_command_clear (&command);
  server->idle_told = now;
}

gint64
imap_server_expiry (const ImapServer *server, const MailHost *host)
{
  if (server->state == IMAP_LOGGED_OUT)
    return ENGINE_NEVER;
  return MIN (autologout (server, host), next_notice (server, host));
}

void
imap_server_timeout (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  if (now >= next_notice (server, host) && now < autologout (server, host))
    tell_still_here (server, host, now, out);
  else if (now >= imap_server_expiry (server, host))
    hang_up (server, out, IMAP_TIMEOUT, "Autologout: nothing was heard for too long");
}

void
imap_server_closed (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  imap_server_forget_login (server, host);
  if (server->state == IMAP_LOGGED_OUT)
    return;
  engine_transition (out, &imap_server_table, &server->state, IMAP_CLOSED, IMAP_NOTHING, ROLE_SERVER);
  imap_view_close (server);
}
