#include "explain.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "world/device-policy.h"
#include "explain-table.h"

#define WORD_MAX 200 /* octets of a line that are looked at for its words */

void
explanation_free (Explanation *explanation)
{
  g_free (explanation->note);
  g_free (explanation->meaning);
  g_free (explanation);
}

static Protocol
protocol_of (const Trace *trace, const TraceEvent *line)
{
  const TraceEvent *opening = trace_connection (trace, line->connection);

  return opening != NULL ? opening->conn.protocol : PROTOCOL_NONE;
}

static char *
word_at (GStrv words, guint index)
{
  return index < g_strv_length (words) ? g_ascii_strup (words[index], -1) : g_strdup ("");
}

/* "UID FETCH" is one word here. */
static char *
imap_command_word (GStrv words)
{
  g_autofree char *verb = word_at (words, 1);
  g_autofree char *second = word_at (words, 2);

  return strcmp (verb, "UID") == 0 ? g_strconcat ("UID ", second, NULL) : g_steal_pointer (&verb);
}

char *
explain_untagged_word (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \r\n", 4);
  g_autofree char *first = word_at (words, 1);
  g_autofree char *second = word_at (words, 2);

  if (g_ascii_isdigit (*first))
    return g_steal_pointer (&second);
  if (strcmp (first, "OK") == 0 && *second == '[')
    {
      char *code = g_strdup (second + 1);

      g_strdelimit (code, "]", '\0');
      return code;
    }
  return g_steal_pointer (&first);
}

/* Whether this POP3 session got to TRANSACTION before that event. */
static gboolean
was_logged_in (const Trace *trace, const TraceEvent *before)
{
  for (guint id = before->id; id > 0; id--)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->connection != before->connection)
        continue;
      if (event->kind == TRACE_STATE && strcmp (event->state.table->states[event->state.new_state], "TRANSACTION") == 0)
        return TRUE;
      if (event->kind == TRACE_CONNECTION && event->conn.change == CONNECTION_OPENING)
        return FALSE;
    }
  return FALSE;
}

static char *
pop3_command_word (const Trace *trace, const TraceEvent *line, GStrv words)
{
  g_autofree char *verb = word_at (words, 0);

  if (strcmp (verb, "QUIT") == 0 && !was_logged_in (trace, line))
    return g_strdup ("QUIT AUTHORIZATION");
  return g_steal_pointer (&verb);
}

static char *
command_word (const Trace *trace, const TraceEvent *line)
{
  g_autofree char *text = trace_line_text (trace, line, WORD_MAX);
  g_auto (GStrv) words = g_strsplit_set (text, " \n", 4);

  if (protocol_of (trace, line) == PROTOCOL_IMAP)
    return imap_command_word (words);
  if (protocol_of (trace, line) == PROTOCOL_POP3)
    return pop3_command_word (trace, line, words);
  return word_at (words, 0);
}

/* The last command of the connection's client before this line: what data and continuations belong to. */
static const TraceEvent *
command_before (const Trace *trace, const TraceEvent *line)
{
  for (guint id = line->id; id > 0; id--)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_LINE && event->connection == line->connection && event->line.kind == LINE_COMMAND
          && event->role == line->role)
        return event;
    }
  return NULL;
}

/* The server's own line knows what it answers; a continuation or a client's data goes with the command before it. */
static const TraceEvent *
command_answered (const Trace *trace, const TraceEvent *line)
{
  const TraceEvent *sent = trace_sent_line (trace, line);

  if (sent != NULL && sent->line.answers != 0)
    return trace_event (trace, sent->line.answers);
  return command_before (trace, line);
}

static gboolean
is_good (Protocol protocol, const char *text)
{
  const char *status = protocol == PROTOCOL_IMAP ? strchr (text, ' ') : text;

  if (protocol == PROTOCOL_IMAP)
    return status != NULL && g_ascii_strncasecmp (status, " OK", 3) == 0;
  return *text == '+' || *text == '2' || *text == '3';
}

static Says
says_of (const Trace *trace, const TraceEvent *line, Protocol protocol)
{
  g_autofree char *text = NULL;

  switch (line->line.kind)
    {
    case LINE_GREETING:
      return SAYS_GREETING;
    case LINE_COMMAND:
      return SAYS_COMMAND;
    case LINE_UNTAGGED:
      return SAYS_UNTAGGED;
    case LINE_CONTINUATION:
      return SAYS_MORE;
    case LINE_CLIENT_DATA:
      return SAYS_CLIENT_DATA;
    case LINE_DATA:
      return SAYS_DATA;
    case LINE_RESPONSE:
      break;
    }
  text = trace_line_text (trace, line, WORD_MAX);
  if (protocol != PROTOCOL_IMAP && protocol != PROTOCOL_POP3 && *text == '3')
    return SAYS_MORE;
  return is_good (protocol, text) ? SAYS_GOOD : SAYS_BAD;
}

const char *
explain_refused_by_state (const char *verb, gboolean logged_in)
{
  static const char *const transaction[] = { "STAT", "LIST", "UIDL", "RETR", "TOP", "DELE", "NOOP", "RSET", "LAST", NULL };
  static const char *const authorization[] = { "USER", "PASS", "APOP", "AUTH", "STLS", NULL };

  if (g_strv_contains (transaction, verb) && !logged_in)
    return "TRANSACTION";
  return g_strv_contains (authorization, verb) && logged_in ? "AUTHORIZATION" : NULL;
}

static const char *
refused_by_state (const Trace *trace, const TraceEvent *command)
{
  g_autofree char *verb = NULL;

  if (protocol_of (trace, command) != PROTOCOL_POP3)
    return NULL;
  verb = command_word (trace, command);
  return explain_refused_by_state (verb, was_logged_in (trace, command));
}

static char *
word_of (const Trace *trace, const TraceEvent *line, Says says)
{
  const TraceEvent *command;

  if (says == SAYS_COMMAND)
    return command_word (trace, line);
  if (says == SAYS_UNTAGGED)
    {
      g_autofree char *text = trace_line_text (trace, line, WORD_MAX);

      return explain_untagged_word (text);
    }
  command = says == SAYS_GREETING ? NULL : command_answered (trace, line);
  if (command != NULL && says == SAYS_BAD && refused_by_state (trace, command) != NULL)
    return g_strdup (refused_by_state (trace, command));
  return command != NULL ? command_word (trace, command) : g_strdup ("*");
}

#define LETTERS_MAX 3

static void
add_letter (guint32 *letters, guint *n, guint32 letter)
{
  for (guint i = 0; i < *n; i++)
    if (letters[i] == letter)
      return;
  if (letter != 0 && *n < LETTERS_MAX)
    letters[(*n)++] = letter;
}

static void
add_letters (const Trace *trace, const TraceEvent *line, guint32 *letters, guint *n)
{
  const TraceToken *tokens = trace_tokens (trace, &line->line);

  for (guint i = 0; i < line->line.n_tokens; i++)
    add_letter (letters, n, tokens[i].letter);
  add_letter (letters, n, line->line.letter);
}

/* "letter C", "letters A and B", "several letters"; without any: "messages". Whoever wrote the line knows best; what
 * names none itself is about those of its command. */
static char *
letters_of (const Trace *trace, const Journal *journal, const TraceEvent *line)
{
  const TraceEvent *sent = trace_sent_line (trace, line);
  const TraceEvent *command = line->line.kind != LINE_COMMAND ? command_answered (trace, line) : NULL;
  guint32 letters[LETTERS_MAX];
  guint n = 0;

  add_letters (trace, line, letters, &n);
  if (n == 0 && sent != NULL)
    add_letters (trace, sent, letters, &n);
  if (n == 0 && command != NULL)
    add_letters (trace, command, letters, &n);
  if (n == 1)
    return g_strdup_printf (_("letter %s"), journal_letter_name (journal, letters[0]));
  if (n == 2)
    return g_strdup_printf (_("letters %s and %s"), journal_letter_name (journal, letters[0]),
                            journal_letter_name (journal, letters[1]));
  return n == 0 ? g_strdup (_("messages")) : g_strdup (_("several letters"));
}

static char *
mailbox_of (const Trace *trace, const TraceEvent *line)
{
  const TraceToken *tokens = trace_tokens (trace, &line->line);
  gsize length;
  const guint8 *octets = trace_line_octets (trace, line, &length);

  for (guint i = 0; i < line->line.n_tokens; i++)
    if (tokens[i].kind == TOKEN_MAILBOX && line->line.start + tokens[i].start + tokens[i].length <= length)
      {
        char *name = g_strndup ((const char *) octets + line->line.start + tokens[i].start, tokens[i].length);

        g_strdelimit (name, "\"", ' ');
        return g_strstrip (name);
      }
  return g_strdup (_("a mailbox"));
}

static char *
fill_in (const char *text, const Trace *trace, const Journal *journal, const TraceEvent *line)
{
  GString *out = g_string_new (text);
  g_autofree char *letters = strstr (text, "%L") ? letters_of (trace, journal, line) : NULL;
  g_autofree char *mailbox = strstr (text, "%M") ? mailbox_of (trace, line) : NULL;

  if (letters != NULL)
    g_string_replace (out, "%L", letters, 0);
  if (mailbox != NULL)
    g_string_replace (out, "%M", mailbox, 0);
  return g_string_free (out, FALSE);
}

Explanation *
explain_line (const Trace *trace, const Journal *journal, const TraceEvent *line, gboolean *known)
{
  Protocol protocol = protocol_of (trace, line);
  Says says = says_of (trace, line, protocol);
  g_autofree char *word = word_of (trace, line, says);
  const ExplainRow *row = explain_row (protocol, says, word);
  Explanation *explanation;

  if (line->line.raw)
    row = explain_raw_row ();
  explanation = g_new0 (Explanation, 1);
  *known = row != NULL;
  explanation->note = row ? fill_in (_(row->note), trace, journal, line) : g_strdup ("");
  explanation->meaning = row ? fill_in (_(row->meaning), trace, journal, line) : g_strdup ("");
  explanation->clause = row ? row->clause : "";
  return explanation;
}
