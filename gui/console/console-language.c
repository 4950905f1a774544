#include "console/console-language.h"

#include <glib/gi18n.h>
#include <string.h>

/* Arguments in the words of the RFCs' grammars. */
static const ConsoleCommand pop3[] = {
  { "USER", "name", 1, FALSE },      { "PASS", "password", 1, TRUE },
  { "APOP", "name digest", 2, FALSE }, { "AUTH", "[mechanism [initial-response]]", 0, TRUE },
  { "CAPA", "", 0, FALSE },          { "STLS", "", 0, FALSE },
  { "UTF8", "", 0, FALSE },          { "LANG", "[language]", 0, TRUE },
  { "STAT", "", 0, FALSE },          { "LIST", "[message]", 0, TRUE },
  { "RETR", "message", 1, FALSE },   { "DELE", "message", 1, FALSE },
  { "NOOP", "", 0, FALSE },          { "RSET", "", 0, FALSE },
  { "TOP", "message lines", 2, FALSE }, { "UIDL", "[message]", 0, TRUE },
  { "QUIT", "", 0, FALSE },
};

static const ConsoleCommand imap[] = {
  { "CAPABILITY", "", 0, FALSE },
  { "NOOP", "", 0, FALSE },
  { "LOGOUT", "", 0, FALSE },
  { "ID", "NIL | (field value ...)", 1, TRUE },
  { "STARTTLS", "", 0, FALSE },
  { "LOGIN", "user password", 2, TRUE },
  { "AUTHENTICATE", "mechanism [initial-response]", 1, TRUE },
  { "ENABLE", "capability ...", 1, TRUE },
  { "SELECT", "mailbox", 1, TRUE },
  { "EXAMINE", "mailbox", 1, TRUE },
  { "CREATE", "mailbox", 1, TRUE },
  { "DELETE", "mailbox", 1, TRUE },
  { "RENAME", "mailbox new-name", 2, TRUE },
  { "SUBSCRIBE", "mailbox", 1, TRUE },
  { "UNSUBSCRIBE", "mailbox", 1, TRUE },
  { "LIST", "reference pattern", 2, TRUE },
  { "LSUB", "reference pattern", 2, TRUE },
  { "STATUS", "mailbox (item ...)", 2, TRUE },
  { "NAMESPACE", "", 0, FALSE },
  { "APPEND", "mailbox [(flags)] {octets}", 2, TRUE },
  { "GETQUOTA", "root", 1, TRUE },
  { "GETQUOTAROOT", "mailbox", 1, TRUE },
  { "IDLE", "", 0, FALSE },
  { "CHECK", "", 0, FALSE },
  { "CLOSE", "", 0, FALSE },
  { "UNSELECT", "", 0, FALSE },
  { "EXPUNGE", "", 0, FALSE },
  { "SEARCH", "key ...", 1, TRUE },
  { "SORT", "(order) charset key ...", 3, TRUE },
  { "THREAD", "algorithm charset key ...", 3, TRUE },
  { "FETCH", "numbers items", 2, TRUE },
  { "STORE", "numbers FLAGS (flag ...)", 3, TRUE },
  { "COPY", "numbers mailbox", 2, TRUE },
  { "MOVE", "numbers mailbox", 2, TRUE },
  { "UID EXPUNGE", "uids", 1, FALSE },
  { "UID SEARCH", "key ...", 1, TRUE },
  { "UID SORT", "(order) charset key ...", 3, TRUE },
  { "UID THREAD", "algorithm charset key ...", 3, TRUE },
  { "UID FETCH", "uids items", 2, TRUE },
  { "UID STORE", "uids FLAGS (flag ...)", 3, TRUE },
  { "UID COPY", "uids mailbox", 2, TRUE },
  { "UID MOVE", "uids mailbox", 2, TRUE },
};

static const ConsoleCommand smtp[] = {
  { "EHLO", "domain", 1, TRUE },
  { "HELO", "domain", 1, TRUE },
  { "MAIL", "FROM:<address>", 1, TRUE },
  { "RCPT", "TO:<address>", 1, TRUE },
  { "DATA", "", 0, FALSE },
  { "BDAT", "octets [LAST]", 1, TRUE },
  { "RSET", "", 0, FALSE },
  { "NOOP", "", 0, TRUE },
  { "VRFY", "name", 1, TRUE },
  { "EXPN", "list", 1, TRUE },
  { "HELP", "", 0, TRUE },
  { "AUTH", "mechanism [initial-response]", 1, TRUE },
  { "STARTTLS", "", 0, FALSE },
  { "QUIT", "", 0, FALSE },
};

static const ConsoleCommand *
commands_of (Protocol protocol, guint *n)
{
  switch (protocol)
    {
    case PROTOCOL_POP3:
      *n = G_N_ELEMENTS (pop3);
      return pop3;
    case PROTOCOL_IMAP:
      *n = G_N_ELEMENTS (imap);
      return imap;
    case PROTOCOL_SMTP:
    case PROTOCOL_SUBMISSION:
      *n = G_N_ELEMENTS (smtp);
      return smtp;
    case PROTOCOL_NONE:
      break;
    }
  *n = 0;
  return NULL;
}

const ConsoleCommand *
console_command (Protocol protocol, const char *command)
{
  guint n;
  const ConsoleCommand *commands = commands_of (protocol, &n);

  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (commands[i].command, command) == 0)
      return &commands[i];
  return NULL;
}

gboolean
console_allows (const StateTable *table, guint state, const char *command)
{
  for (guint i = 0; i < table->n_rows; i++)
    if (table->rows[i].from == state && !state_table_refuses (table, &table->rows[i])
        && g_ascii_strcasecmp (table->inputs[table->rows[i].input], command) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
console_commands_now (const ConsoleMoment *moment)
{
  GPtrArray *now = g_ptr_array_new ();
  guint n;
  const ConsoleCommand *commands = commands_of (moment->protocol, &n);

  for (guint i = 0; i < n && moment->phase == CONSOLE_COMMAND; i++)
    if (console_allows (moment->table, moment->state, commands[i].command))
      g_ptr_array_add (now, (gpointer) &commands[i]);
  return now;
}

char *
console_begin (const ConsoleMoment *moment, const ConsoleCommand *command, const char *tag)
{
  const char *opened = strchr (command->arguments, '<');
  g_autofree char *fixed = opened != NULL ? g_strndup (command->arguments, (gsize) (opened - command->arguments) + 1) : NULL;

  return g_strconcat (moment->protocol == PROTOCOL_IMAP ? tag : "", moment->protocol == PROTOCOL_IMAP ? " " : "",
                      command->command, *command->arguments != '\0' ? " " : "", fixed, NULL);
}

/* Where the command begins: behind IMAP's tag. NULL: there is none yet. */
static const char *
find_command (const ConsoleMoment *moment, const char *text)
{
  const char *space;

  if (moment->protocol != PROTOCOL_IMAP)
    return text;
  space = strchr (text, ' ');
  return space != NULL ? space + 1 : NULL;
}

/* The command that the text begins with; *rest is what follows it. NULL when that is none. */
static const ConsoleCommand *
command_in (Protocol protocol, const char *text, const char **rest)
{
  guint n;
  const ConsoleCommand *commands = commands_of (protocol, &n);

  for (guint i = 0; i < n; i++)
    {
      gsize length = strlen (commands[i].command);

      if (g_ascii_strncasecmp (text, commands[i].command, length) == 0 && (text[length] == ' ' || text[length] == '\0'))
        {
          *rest = text + length;
          return &commands[i];
        }
    }
  return NULL;
}

static gsize
common_length (const char *a, const char *b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  return n;
}

char *
console_complete (const ConsoleMoment *moment, const char *text, const char *tag)
{
  g_autoptr (GPtrArray) now = console_commands_now (moment);
  const char *partial = find_command (moment, text);
  const ConsoleCommand *only = NULL;
  gsize length = 0;
  guint found = 0;

  if (moment->phase == CONSOLE_IDLE && g_ascii_strncasecmp (text, "DONE", strlen (text)) == 0 && strlen (text) < 4)
    return g_strdup ("DONE");
  if (moment->phase != CONSOLE_COMMAND)
    return NULL;
  if (partial == NULL)
    return *text == '\0' ? g_strconcat (tag, " ", NULL) : NULL;
  for (guint i = 0; i < now->len; i++)
    {
      const ConsoleCommand *command = now->pdata[i];

      if (g_ascii_strncasecmp (command->command, partial, strlen (partial)) != 0)
        continue;
      length = found++ == 0 ? strlen (command->command) : MIN (length, common_length (only->command, command->command));
      only = found == 1 ? command : only;
    }
  if (found == 0 || (found > 1 && length <= strlen (partial)))
    return NULL;
  if (found == 1)
    {
      g_autofree char *given = g_strndup (text, (gsize) MAX (partial - text - 1, 0));

      return console_begin (moment, only, given);
    }
  return g_strdup_printf ("%.*s%.*s", (int) (partial - text), text, (int) length, only->command);
}

static char *
guidance_for_commands (const ConsoleMoment *moment, const char *text)
{
  const char *rest;
  const char *partial = find_command (moment, text);
  const ConsoleCommand *command = partial != NULL ? command_in (moment->protocol, partial, &rest) : NULL;

  if (command != NULL && *command->arguments != '\0')
    return g_strdup_printf ("%s %s", command->command, command->arguments);
  if (command != NULL || *text != '\0')
    return g_strdup (_("Tab completes, Enter sends."));
  if (moment->protocol == PROTOCOL_IMAP)
    return g_strdup (_("Type a tag of your choice and a command. Tab completes, Up and Down bring back earlier lines."));
  return g_strdup (_("Type a command. Tab completes, Up and Down bring back earlier lines."));
}

char *
console_guidance (const ConsoleMoment *moment, const char *text)
{
  switch (moment->phase)
    {
    case CONSOLE_CLOSED:
      return g_strdup (_("Choose whose mail it is and what you want to speak, and connect. You are the client."));
    case CONSOLE_CONNECTING:
      return g_strdup (_("The connection is being made or ended. Press play, or wait."));
    case CONSOLE_SASL:
      return g_strdup (_("The server waits for the next step of the login, in base64. A lone * gives up."));
    case CONSOLE_IDLE:
      return g_strdup (_("The server tells what happens. DONE ends that, and nothing else is allowed before."));
    case CONSOLE_DATA:
      return g_strdup (_("What you type now is the letter: header, empty line, text. A line with only a full stop ends it."));
    case CONSOLE_LITERAL:
      return g_strdup_printf (ngettext ("The server waits for %u octet more. A line end counts as two.",
                                        "The server waits for %u octets more. A line end counts as two.",
                                        (gulong) moment->missing), (guint) MIN (moment->missing, G_MAXUINT));
    case CONSOLE_COMMAND:
      break;
    }
  return guidance_for_commands (moment, text);
}

/* Commands that lead from the state to one in which the wanted one is carried out, the shortest way: "LOGIN, SELECT".
 * NULL: there is no way. Caller owns. */
static char *
way_to (const ConsoleMoment *moment, const char *wanted)
{
  const StateTable *table = moment->table;
  g_autofree guint *queue = g_new0 (guint, table->n_states);
  g_autoptr (GPtrArray) ways = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  g_ptr_array_set_size (ways, (int) table->n_states);
  queue[n++] = moment->state;
  for (guint at = 0; at < n; at++)
    {
      const char *way = ways->pdata[queue[at]];

      if (at > 0 && console_allows (table, queue[at], wanted))
        return g_strdup (way);
      for (guint i = 0; i < table->n_rows; i++)
        {
          const StateRow *row = &table->rows[i];
          const char *input = table->inputs[row->input];

          if (row->from != queue[at] || row->to == moment->state || ways->pdata[row->to] != NULL
              || state_table_refuses (table, row)
              || console_command (moment->protocol, input) == NULL)
            continue;
          ways->pdata[row->to] = way != NULL ? g_strjoin (", ", way, input, NULL) : g_strdup (input);
          queue[n++] = row->to;
        }
    }
  return NULL;
}

static char *
mistake_of_state (const ConsoleMoment *moment, const ConsoleCommand *command)
{
  g_autofree char *way = NULL;

  if (console_allows (moment->table, moment->state, command->command))
    return NULL;
  way = way_to (moment, command->command);
  if (way != NULL)
    /* Translators: "RETR is not allowed before PASS." */
    return g_strdup_printf (_("%s is not allowed before %s."), command->command, way);
  /* Translators: "USER is not allowed in the state TRANSACTION." */
  return g_strdup_printf (_("%s is not allowed in the state %s."), command->command, console_moment_state (moment));
}

static guint
count_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += *words[i] != '\0';
  return n;
}

static char *
mistake_of_arguments (const ConsoleCommand *command, const char *rest)
{
  guint n = count_words (rest);
  const char *first = rest + strspn (rest, " ");

  if (n < command->least)
    return g_strdup_printf (_("An argument is missing: %s %s"), command->command, command->arguments);
  if (n > command->least && !command->more)
    return *command->arguments == '\0'
             ? g_strdup_printf (_("%s takes no argument."), command->command)
             : g_strdup_printf (_("That is an argument too many: %s %s"), command->command, command->arguments);
  if (g_str_has_prefix (command->arguments, "message") && !g_ascii_isdigit (*first))
    return g_strdup_printf (_("%s needs the number of a message, as LIST tells it."), command->command);
  return NULL;
}

static char *
mistake_unknown (const ConsoleMoment *moment, const char *partial)
{
  g_autofree char *word = g_strndup (partial, strcspn (partial, " "));
  guint n;
  const ConsoleCommand *commands = commands_of (moment->protocol, &n);

  for (guint i = 0; i < n && strlen (word) > 1; i++)
    if (g_ascii_strncasecmp (commands[i].command, word, 2) == 0)
      return g_strdup_printf (_("“%s” is no command of %s. Perhaps %s?"), word, protocol_name (moment->protocol),
                              commands[i].command);
  return g_strdup_printf (_("“%s” is no command of %s."), word, protocol_name (moment->protocol));
}

char *
console_mistake (const ConsoleMoment *moment, const char *text, const char *tag)
{
  const char *rest;
  const char *partial = find_command (moment, text);
  const ConsoleCommand *command = NULL;
  char *mistake;

  if (moment->phase == CONSOLE_IDLE && g_ascii_strcasecmp (text, "DONE") != 0)
    return g_strdup (_("Only DONE is allowed while the server tells what happens."));
  if (moment->phase != CONSOLE_COMMAND || *text == '\0')
    return NULL;
  if (moment->protocol == PROTOCOL_IMAP && command_in (moment->protocol, text, &rest) != NULL
      && (partial == NULL || command_in (moment->protocol, partial, &rest) == NULL))
    return g_strdup_printf (_("IMAP wants a tag in front of every command: %s %s"), tag, text);
  if (partial == NULL)
    return g_strdup_printf (_("A command is missing behind the tag: %s CAPABILITY"), text);
  command = command_in (moment->protocol, partial, &rest);
  if (command == NULL)
    return mistake_unknown (moment, partial);
  mistake = mistake_of_state (moment, command);
  return mistake != NULL ? mistake : mistake_of_arguments (command, rest);
}

char *
console_login (const ConsoleMoment *moment, const char *text, const char *user)
{
  static const char *const logins[] = { "USER", "PASS", "LOGIN" };
  const char *rest, *partial = find_command (moment, text);
  const ConsoleCommand *command = partial != NULL ? command_in (moment->protocol, partial, &rest) : NULL;

  if (moment->phase != CONSOLE_COMMAND || command == NULL || !console_allows (moment->table, moment->state, command->command)
      || count_words (rest) > command->least)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    if (g_str_equal (command->command, logins[i]))
      /* Translators: a command, its arguments, the user's name: "PASS password – The user is ada …" */
      return g_strdup_printf (_("%s %s – The user is %s. Click the mail server to look up the password."), command->command,
                              command->arguments, user);
  return NULL;
}
