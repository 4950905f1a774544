#include "pop3/pop3-server.h"

#include <string.h>

#include "pop3/pop3-server-private.h"
#include "rng.h"

static const StateField pop3_server_fields[] = {
  STATE_FIELD_OF (Pop3Server, io, STATE_STRUCT, engine_io_state),
  STATE_FIELD_OF (Pop3Server, maildrop, STATE_STRUCT, maildrop_state),
  STATE_FIELD (Pop3Server, state, STATE_POD),
  STATE_FIELD (Pop3Server, store, STATE_POD),
  STATE_FIELD (Pop3Server, session, STATE_POD),
  STATE_FIELD (Pop3Server, tls, STATE_POD),
  STATE_FIELD (Pop3Server, last_input, STATE_POD),
  STATE_FIELD (Pop3Server, user, STATE_STR),
  STATE_FIELD (Pop3Server, banner, STATE_STR),
  STATE_FIELD (Pop3Server, octets_sent, STATE_POD),
  STATE_FIELD (Pop3Server, reader, STATE_POD),
  STATE_FIELD (Pop3Server, wait_until, STATE_POD),
  STATE_FIELD (Pop3Server, wait_store, STATE_POD),
  STATE_FIELD (Pop3Server, wait_input, STATE_POD),
  STATE_FIELD (Pop3Server, recent, STATE_POD),
  STATE_FIELD (Pop3Server, counted, STATE_POD),
  STATE_FIELD (Pop3Server, mechanism, STATE_POD),
  STATE_FIELD (Pop3Server, utf8, STATE_POD),
  STATE_FIELD (Pop3Server, errors, STATE_POD),
  STATE_FIELD (Pop3Server, unused, STATE_POD),
  STATE_FIELD_OF (Pop3Server, scram, STATE_STRUCT, scram_server_state),
};

const StateType pop3_server_state = STATE_TYPE (Pop3Server, pop3_server_fields);

/* Indexed by Pop3Input. */
static const Pop3Handler handlers[POP3_N_COMMANDS] = {
  [POP3_IN_USER] = pop3_cmd_user, [POP3_IN_PASS] = pop3_cmd_pass, [POP3_IN_APOP] = pop3_cmd_apop,
  [POP3_IN_AUTH] = pop3_cmd_auth, [POP3_IN_CAPA] = pop3_cmd_capa, [POP3_IN_STLS] = pop3_cmd_stls,
  [POP3_IN_UTF8] = pop3_cmd_utf8, [POP3_IN_LANG] = pop3_cmd_lang,
  [POP3_IN_STAT] = pop3_cmd_stat, [POP3_IN_LIST] = pop3_cmd_list, [POP3_IN_RETR] = pop3_cmd_retr,
  [POP3_IN_DELE] = pop3_cmd_dele, [POP3_IN_NOOP] = pop3_cmd_noop, [POP3_IN_RSET] = pop3_cmd_rset,
  [POP3_IN_TOP] = pop3_cmd_top,   [POP3_IN_UIDL] = pop3_cmd_uidl, [POP3_IN_QUIT] = pop3_cmd_quit,
};

void
pop3_server_init (Pop3Server *server, guint32 session)
{
  memset (server, 0, sizeof *server);
  engine_io_init (&server->io);
  server->session = session;
  server->state = POP3_AUTHORIZATION;
}

static Pop3Call
call_begin (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out)
{
  Pop3Call call = { .server = server, .host = host, .now = now, .out = out };

  if (server->store != 0)
    call.store = mail_host_store (host, server->store);
  return call;
}

static void
call_end (Pop3Call *call, Pop3Outcome outcome)
{
  if (outcome == POP3_OUT_WAIT)
    return;
  engine_transition (call->out, &pop3_server_table, &call->server->state, call->input, outcome, ROLE_SERVER);
  if (call->server->state == POP3_CLOSED)
    call->out->close = TRUE;
}

/* Somebody who says nothing but nonsense, or guesses passwords, is no mail client. */
static void
count_errors (Pop3Call *call)
{
  Pop3Server *server = call->server;
  gboolean wrong = call->input == POP3_IN_UNKNOWN || call->input == POP3_IN_MISPLACED || call->input == POP3_IN_TOO_LONG;

  if (wrong)
    server->errors++;
  else if (server->state == POP3_TRANSACTION)
    server->errors = 0;
  if (server->errors < POP3_ERRORS_MAX || !state_table_allows (&pop3_server_table, server->state, POP3_IN_TOO_MANY))
    return;
  pop3_release_lock (server, call->host, call->out);
  call->input = POP3_IN_TOO_MANY;
  call_end (call, POP3_OUT_NONE);
}

/* RFC 1939 §7, APOP: the banner differs each time the server issues it. It is drawn from the
 * host's seed and the session's number, since there is no clock or process here. */
static char *
make_banner (const Pop3Server *server, const MailHost *host)
{
  guint64 drawn = rng_u64 (host->seed, "apop-banner", host->hostname, server->session);

  return g_strdup_printf ("<%u.%016" G_GINT64_MODIFIER "x@%s>", server->session, drawn, host->hostname);
}

void
pop3_server_start (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out)
{
  Pop3Call call = call_begin (server, host, now, out);
  LineWriter line;

  server->banner = make_banner (server, host);
  server->last_input = now;
  line_begin (&line, out, &server->io, ROLE_SERVER, LINE_GREETING);
  line_put (&line, TOKEN_STATUS, "+OK");
  line_add (&line, " ");
  line_put (&line, TOKEN_TEXT, "POP3 server ready");
  line_add (&line, " ");
  line_put (&line, TOKEN_ITEM, server->banner);
  line_end (&line);
  call.input = POP3_IN_CONNECTED;
  call_end (&call, POP3_OUT_OK);
}

void
pop3_server_receive (Pop3Server *server, const guint8 *octets, gsize length)
{
  if (server->state != POP3_CLOSED)
    engine_io_receive (&server->io, octets, length);
}

static guint32
letter_of (const Pop3Server *server, guint number)
{
  const GArray *entries = server->maildrop.entries;

  if (entries == NULL || number == 0 || number > entries->len)
    return 0;
  return g_array_index (entries, MaildropEntry, number - 1).letter;
}

static void
add_token (GArray *tokens, TokenKind kind, const char *line, const char *start, const char *end)
{
  TraceToken token = { .kind = kind, .start = (guint32) (start - line), .length = (guint32) (end - start) };

  if (end > start)
    g_array_append_val (tokens, token);
}

static void
add_number_token (GArray *tokens, const Pop3Server *server, const char *line, const char *args)
{
  const char *end = args + strcspn (args, " ");
  const GArray *entries = server->maildrop.entries;
  TraceToken *token;
  guint number;

  if (!pop3_parse_number (args, &number, NULL))
    return;
  add_token (tokens, TOKEN_NUMBER, line, args, end);
  token = &g_array_index (tokens, TraceToken, tokens->len - 1);
  token->number = number;
  token->letter = letter_of (server, number);
  if (entries != NULL && number > 0 && number <= entries->len)
    token->uid = g_array_index (entries, MaildropEntry, number - 1).uid;
}

/* What of a command line is what. Passwords are marked whatever the state, so that a PASS out of
 * place is masked too. */
static GArray *
command_tokens (const Pop3Server *server, const char *line, Pop3Input input, const char *args)
{
  GArray *tokens = g_array_new (FALSE, TRUE, sizeof (TraceToken));
  const char *end = line + strlen (line);
  const char *space = args != NULL ? args + strcspn (args, " ") : NULL;

  add_token (tokens, TOKEN_COMMAND, line, line, line + strcspn (line, " "));
  if (args == NULL)
    return tokens;
  if (input == POP3_IN_USER)
    add_token (tokens, TOKEN_TEXT, line, args, end);
  else if (input == POP3_IN_PASS)
    add_token (tokens, TOKEN_SECRET, line, args, end);
  else if (input == POP3_IN_APOP || input == POP3_IN_AUTH)
    {
      add_token (tokens, input == POP3_IN_APOP ? TOKEN_TEXT : TOKEN_ITEM, line, args, space);
      if (space < end)
        add_token (tokens, TOKEN_SECRET, line, space + 1, end);
    }
  else if (input < POP3_N_COMMANDS)
    add_number_token (tokens, server, line, args);
  return tokens;
}

static Pop3Input
find_command (const char *line)
{
  gsize length = strcspn (line, " ");

  for (guint i = 0; i < POP3_N_COMMANDS; i++)
    if (strlen (pop3_server_table.inputs[i]) == length
        && g_ascii_strncasecmp (pop3_server_table.inputs[i], line, length) == 0)
      return i;
  return POP3_IN_UNKNOWN;
}

/* RFC 1939 §3: commands are a keyword and arguments, each separated by one space. */
static void
handle_command (Pop3Call *call, const char *line, gsize length)
{
  Pop3Server *server = call->server;
  Pop3Input command = find_command (line);
  g_autoptr (GArray) tokens = NULL;
  Pop3Outcome outcome;
  guint number;

  call->args = strchr (line, ' ');
  if (call->args != NULL)
    call->args++;
  if (command >= POP3_IN_LIST && command <= POP3_IN_UIDL && call->args != NULL && pop3_parse_number (call->args, &number, NULL))
    call->letter = letter_of (server, number);
  tokens = command_tokens (server, line, command, call->args);
  engine_received (call->out, &server->io, ROLE_SERVER, LINE_COMMAND, length, (const TraceToken *) tokens->data,
                   tokens->len);
  g_array_index (call->out->events, TraceEvent, call->out->events->len - 1).line.letter = call->letter;

  call->input = command;
  if (command != POP3_IN_UNKNOWN && !state_table_allows (&pop3_server_table, server->state, command))
    call->input = POP3_IN_MISPLACED;
  if (call->input == POP3_IN_UNKNOWN)
    outcome = pop3_reply_err (call, NULL, "Unknown command");
  else if (call->input == POP3_IN_MISPLACED)
    outcome = pop3_reply_err (call, NULL, "Command not allowed in this state");
  else
    outcome = handlers[command](call);
  call_end (call, outcome);
}

static void
handle_sasl_response (Pop3Call *call, const char *line, gsize length)
{
  TraceToken token = { .kind = TOKEN_SECRET, .length = (guint32) strlen (line) };
  gboolean cancel = strcmp (line, "*") == 0;

  engine_received (call->out, &call->server->io, ROLE_SERVER, LINE_CLIENT_DATA, length, &token, cancel ? 0 : 1);
  call->input = POP3_IN_RESPONSE;
  call->args = line;
  call_end (call, pop3_sasl_response (call));
}

/* A NUL inside: no command, and never half of a password. */
static void
refuse_nul (Pop3Call *call, gsize length)
{
  TraceToken token = { .kind = TOKEN_SECRET, .length = (guint32) length };

  call->input = call->server->state == POP3_AUTHENTICATING ? POP3_IN_RESPONSE : POP3_IN_UNKNOWN;
  engine_received (call->out, &call->server->io, ROLE_SERVER, LINE_COMMAND, length, &token, 1);
  call_end (call, pop3_reply_err (call, NULL, "A NUL octet is in the line"));
}

static gsize
line_limit (const Pop3Server *server)
{
  return server->state == POP3_AUTHENTICATING ? POP3_SASL_MAX : POP3_COMMAND_MAX;
}

/* Where in the line that comes a password may begin, -1. */
static int
secret_from (const Pop3Server *server)
{
  if (server->state == POP3_AUTHENTICATING)
    return 0;
  return line_reader_begins (&server->io, "PASS") || line_reader_begins (&server->io, "APOP")
             || line_reader_begins (&server->io, "AUTH")
           ? (int) strlen ("PASS")
           : -1;
}

/* The command that wants the lock is answered when the lock is free, or after so long. FALSE: not yet. */
static gboolean
go_on_waiting (Pop3Call *call)
{
  Pop3Server *server = call->server;
  MailStore *store = mail_host_store (call->host, server->wait_store);

  if (store->lock_session != 0 && call->now < server->wait_until)
    {
      call->out->waiting = TRUE;
      return FALSE;
    }
  server->wait_store = 0;
  server->last_input = call->now;
  call->input = server->wait_input;
  call_end (call, pop3_open_maildrop (call, store));
  return TRUE;
}

/* CRLF ends a line (RFC 1939 §3). A lone LF is taken too: people type at this server with tools
 * that send nothing else, and no octet of POP3's command side is ever passed on to anybody. */
gboolean
pop3_server_next (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out)
{
  Pop3Call call = call_begin (server, host, now, out);
  g_autofree char *line = NULL;
  LineRead read;
  gsize length;
  gsize text;

  if (server->state == POP3_CLOSED)
    return FALSE;
  if (server->wait_store != 0)
    return go_on_waiting (&call);
  read = line_reader_look (&server->reader, &server->io, line_limit (server), secret_from (server), &length);
  if (read == LINE_NOT_YET)
    return FALSE;
  server->last_input = now;
  if (read == LINE_OVERLONG)
    {
      line_reader_end (&server->reader, out, &server->io, length);
      call.input = POP3_IN_TOO_LONG;
      call_end (&call, pop3_reply_err (&call, NULL, "Line too long"));
      count_errors (&call);
      return TRUE;
    }
  text = length - 1;
  if (text > 0 && server->io.input->data[text - 1] == '\r')
    text--;
  line = g_strndup ((const char *) server->io.input->data, text);
  if (strlen (line) < text)
    refuse_nul (&call, length);
  else if (server->state == POP3_AUTHENTICATING)
    handle_sasl_response (&call, line, length);
  else
    handle_command (&call, line, length);
  count_errors (&call);
  return TRUE;
}

gint64
pop3_server_expiry (const Pop3Server *server, const MailHost *host)
{
  if (server->state == POP3_CLOSED)
    return ENGINE_NEVER;
  return server->wait_store != 0 ? server->wait_until : engine_deadline (server->last_input, host->policy.pop3_timeout);
}

static void
end_without_update (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out, Pop3Input input)
{
  Pop3Call call = call_begin (server, host, now, out);

  if (server->state == POP3_CLOSED)
    return;
  pop3_release_lock (server, host, out);
  call.input = input;
  call_end (&call, POP3_OUT_NONE);
}

/* RFC 1939 §3: no response, nothing removed. */
void
pop3_server_timeout (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out)
{
  Pop3Call call = call_begin (server, host, now, out);

  if (server->state != POP3_CLOSED && server->wait_store != 0)
    go_on_waiting (&call);
  else
    end_without_update (server, host, now, out, POP3_IN_TIMEOUT);
}

void
pop3_server_closed (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out)
{
  end_without_update (server, host, now, out, POP3_IN_LOST);
}
