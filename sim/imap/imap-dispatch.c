/* From the octets of a whole command to its handler and its tagged response. */
#include "imap/imap-server-private.h"

#include <string.h>

/* What the arguments are, in order, for the tokens of the trace; the last one repeats:
 * L LIST's, m mailbox, u user, s secret, # sequence set, i items, f flags, a any (by its form), t text. */
typedef struct {
  ImapHandler handler;
  const char *arguments;
  gboolean silent_expunges; /* no untagged EXPUNGE here (RFC 3501 §7.4.1) */
} CommandInfo;

static const CommandInfo commands[IMAP_N_COMMANDS] = {
  [IMAP_CAPABILITY] = { imap_command_capability, "t" },
  [IMAP_NOOP] = { imap_command_noop, "t" },
  [IMAP_LOGOUT] = { imap_command_logout, "t" },
  [IMAP_ID] = { imap_command_id, "t" },
  [IMAP_STARTTLS] = { imap_command_starttls, "t" },
  [IMAP_LOGIN] = { imap_command_login, "us" },
  [IMAP_AUTHENTICATE] = { imap_command_authenticate, "is" },
  [IMAP_ENABLE] = { imap_command_enable, "i" },
  [IMAP_SELECT] = { imap_command_select, "mi" },
  [IMAP_EXAMINE] = { imap_command_select, "mi" },
  [IMAP_CREATE] = { imap_command_create, "mi" },
  [IMAP_DELETE] = { imap_command_delete, "m" },
  [IMAP_RENAME] = { imap_command_rename, "m" },
  [IMAP_SUBSCRIBE] = { imap_command_subscribe, "m" },
  [IMAP_UNSUBSCRIBE] = { imap_command_subscribe, "m" },
  [IMAP_LIST] = { imap_command_list, "L" },
  [IMAP_LSUB] = { imap_command_list, "m" },
  [IMAP_STATUS] = { imap_command_status, "mi" },
  [IMAP_NAMESPACE] = { imap_command_namespace, "t" },
  [IMAP_APPEND] = { imap_command_append, "ma" },
  [IMAP_GETQUOTA] = { imap_command_quota, "t" },
  [IMAP_GETQUOTAROOT] = { imap_command_quota, "m" },
  [IMAP_IDLE] = { imap_command_idle, "t" },
  [IMAP_CHECK] = { imap_command_noop, "t" },
  [IMAP_CLOSE] = { imap_command_close, "t" },
  [IMAP_UNSELECT] = { imap_command_close, "t" },
  [IMAP_EXPUNGE] = { imap_command_expunge, "t" },
  [IMAP_SEARCH] = { imap_command_search, "i", TRUE },
  [IMAP_SORT] = { imap_command_sort, "i", TRUE },
  [IMAP_THREAD] = { imap_command_thread, "i", TRUE },
  [IMAP_FETCH] = { imap_command_fetch, "#i", TRUE },
  [IMAP_STORE] = { imap_command_store, "#if", TRUE },
  [IMAP_COPY] = { imap_command_copy, "#m" },
  [IMAP_MOVE] = { imap_command_copy, "#m" },
  [IMAP_UID_EXPUNGE] = { imap_command_expunge, "#" },
  [IMAP_UID_SEARCH] = { imap_command_search, "i" },
  [IMAP_UID_SORT] = { imap_command_sort, "i" },
  [IMAP_UID_THREAD] = { imap_command_thread, "i" },
  [IMAP_UID_FETCH] = { imap_command_fetch, "#i" },
  [IMAP_UID_STORE] = { imap_command_store, "#if" },
  [IMAP_UID_COPY] = { imap_command_copy, "#m" },
  [IMAP_UID_MOVE] = { imap_command_copy, "#m" },
};

const char *
imap_argument_kinds (guint input)
{
  return input < IMAP_N_COMMANDS ? commands[input].arguments : "t";
}

static guint
find_command (const char *name)
{
  for (guint i = 0; i < IMAP_N_COMMANDS; i++)
    if (g_ascii_strcasecmp (imap_server_table.inputs[i], name) == 0)
      return i;
  return IMAP_INVALID;
}

guint
imap_name_command (ImapLexer *lexer, GString *tag)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GString) second = g_string_new (NULL);

  if (!imap_lexer_chars (lexer, IMAP_TAG_CHARS, tag))
    return IMAP_INVALID;
  if (!imap_lexer_space (lexer) || !imap_lexer_chars (lexer, IMAP_ATOM_CHARS, name))
    return IMAP_INVALID;
  if (g_ascii_strcasecmp (name->str, "UID") == 0 && imap_lexer_space (lexer)
      && imap_lexer_chars (lexer, IMAP_ATOM_CHARS, second))
    g_string_append_printf (name, " %s", second->str);
  return find_command (name->str);
}

guint
imap_identify (const ImapServer *server, ImapLexer *lexer, GString *tag)
{
  guint input = imap_name_command (lexer, tag);

  if (input != IMAP_INVALID && !state_table_allows (&imap_server_table, server->state, input))
    return IMAP_MISPLACED;
  return input;
}

void
imap_command_init (ImapCommand *command, ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  memset (command, 0, sizeof *command);
  command->server = server;
  command->host = host;
  command->store = server->store != 0 ? mail_host_store (host, server->store) : NULL;
  command->out = out;
  command->now = now;
  command->word = g_string_new (NULL);
  command->code = g_string_new (NULL);
}

void
imap_command_clear (ImapCommand *command)
{
  g_string_free (command->word, TRUE);
  g_string_free (command->code, TRUE);
}

static const char *
why_refused (const ImapCommand *command)
{
  if (command->tag == NULL)
    return "A command begins with a tag";
  return command->input == IMAP_MISPLACED ? "This command is not for this state" : "There is no such command";
}

void
imap_dispatch (ImapServer *server, MailHost *host, gint64 now, EngineOut *out)
{
  g_autoptr (GString) tag = g_string_new (NULL);
  ImapCommand command;
  ImapOutcome outcome;

  imap_command_init (&command, server, host, now, out);
  imap_lexer_init (&command.args, server->command->data, server->command->len);
  command.input = imap_identify (server, &command.args, tag);
  command.tag = tag->len > 0 ? tag->str : NULL;
  command.uid = command.input >= IMAP_UID_EXPUNGE && command.input < IMAP_N_COMMANDS;
  if (command.input < IMAP_N_COMMANDS)
    outcome = commands[command.input].handler (&command);
  else
    outcome = imap_reply (&command, IMAP_BAD, NULL, why_refused (&command));
  imap_finish (&command, outcome);
  imap_command_clear (&command);
}

static void
tagged_line (ImapCommand *command, ImapOutcome outcome)
{
  LineWriter line;

  line_begin (&line, command->out, &command->server->io, ROLE_SERVER,
              command->tag != NULL ? LINE_RESPONSE : LINE_UNTAGGED);
  if (command->tag != NULL)
    line_put (&line, TOKEN_TAG, command->tag);
  else
    line_add (&line, "*");
  line_add (&line, " ");
  line_put (&line, TOKEN_STATUS, imap_server_table.outcomes[outcome]);
  if (command->code->len > 0)
    {
      line_add (&line, " [");
      line_put (&line, TOKEN_CODE, command->code->str);
      line_add (&line, "]");
    }
  line_add (&line, " ");
  line_put (&line, TOKEN_TEXT, command->text);
  line_end (&line);
}

void
imap_finish (ImapCommand *command, ImapOutcome outcome)
{
  ImapServer *server = command->server;
  guint was = server->state;
  gboolean expunges = command->input < IMAP_N_COMMANDS ? !commands[command->input].silent_expunges
                                                       : command->input == IMAP_DONE;

  if (outcome == IMAP_OK || outcome == IMAP_CONTINUE)
    server->bad = 0;
  else
    server->bad++;
  engine_transition (command->out, &imap_server_table, &server->state, command->input, outcome, ROLE_SERVER);
  if (was == IMAP_SELECTED && server->state == IMAP_SELECTED && command->input != IMAP_SELECT
      && command->input != IMAP_EXAMINE)
    imap_view_update (command, expunges);
  if (outcome != IMAP_CONTINUE)
    tagged_line (command, outcome);
}
