/* Tokens of what a client sends, found without parsing the command: units are noted in the trace
 * before the command is whole, and broken commands are shown too. */
#include "imap/imap-server-private.h"

#include <string.h>

typedef struct {
  ImapServer *server;
  MailHost *host;
  const guint8 *data;
  gsize length; /* without the line end */
  gsize at;
  GArray *tokens;
} Scan;

static TraceToken *
add_token (Scan *scan, TokenKind kind, gsize start, gsize end)
{
  TraceToken token = { .kind = kind, .start = (guint32) start, .length = (guint32) (end - start) };

  g_array_append_val (scan->tokens, token);
  return &g_array_index (scan->tokens, TraceToken, scan->tokens->len - 1);
}

/* From there to the end of the unit, but for the announcement of a literal: that is no secret, and without it nobody could
 * tell what belongs to the command. */
static void
add_secret (Scan *scan, gsize start)
{
  gsize line = MAX (start, scan->server->literal);
  gsize end = scan->length;
  ImapLiteral literal;

  if (end > line && imap_line_announces_literal (scan->data + line, end - line, &literal))
    {
      while (scan->data[--end] != '{')
        ;
      end -= literal.binary ? 1 : 0;
    }
  if (end > start)
    add_token (scan, TOKEN_SECRET, start, end);
}

static void
resolve (Scan *scan, TraceToken *token, guint32 n)
{
  ImapServer *server = scan->server;
  guint index = token->kind == TOKEN_UID ? imap_view_lower_bound (server, n) : n - 1;

  if (token->kind == TOKEN_UID)
    token->uid = n;
  else
    token->number = n;
  if (n == 0 || index >= server->view->len || (token->kind == TOKEN_UID && imap_view (server, index)->uid != n))
    return;
  token->number = index + 1;
  token->uid = imap_view (server, index)->uid;
  token->letter = imap_view (server, index)->letter;
}

/* "1,3:5,*": one token for each number. */
static void
scan_set (Scan *scan, gsize start, gsize end, TokenKind kind)
{
  ImapServer *server = scan->server;
  ImapLexer lexer;
  guint64 n;

  imap_lexer_init (&lexer, scan->data, end);
  for (lexer.at = start; lexer.at < end;)
    {
      gsize from = lexer.at;

      if (imap_lexer_number (&lexer, G_MAXUINT32, &n))
        resolve (scan, add_token (scan, kind, from, lexer.at), (guint32) n);
      else if (imap_lexer_accept (&lexer, '*'))
        {
          TraceToken *token = add_token (scan, kind, from, lexer.at);

          if (server->view->len > 0 && kind == TOKEN_UID)
            resolve (scan, token, imap_view (server, server->view->len - 1)->uid);
          else
            resolve (scan, token, server->view->len);
        }
      else
        lexer.at++;
    }
}

static void
add_argument (Scan *scan, char kind, gsize start, gsize end, gboolean uid)
{
  guint8 first = start < end ? scan->data[start] : ' ';

  if (kind == 'a')
    kind = first == '(' ? 'f' : 't';
  if (kind == 'L')
    kind = first == '(' || (end - start == 6 && g_ascii_strncasecmp ((const char *) scan->data + start, "RETURN", 6) == 0)
             ? 'i'
             : 'm';
  if (end == start)
    return;
  if (kind == '#')
    scan_set (scan, start, end, uid ? TOKEN_UID : TOKEN_NUMBER);
  else if (kind == 's')
    add_secret (scan, start);
  else if (kind != 'u')
    add_token (scan, kind == 'm' ? TOKEN_MAILBOX : kind == 'f' ? TOKEN_FLAGS : kind == 'i' ? TOKEN_ITEM : TOKEN_TEXT,
               start, end);
}

/* One argument: up to a space outside quotes and brackets. */
static gsize
argument_end (const Scan *scan)
{
  gboolean quoted = FALSE;
  guint depth = 0;
  gsize at;

  for (at = scan->at; at < scan->length; at++)
    {
      guint8 c = scan->data[at];

      if (quoted && c == '\\')
        at++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '(' || c == '['))
        depth++;
      else if (!quoted && depth > 0 && (c == ')' || c == ']'))
        depth--;
      else if (!quoted && depth == 0 && c == ' ')
        break;
    }
  return MIN (at, scan->length);
}

static void
scan_arguments (Scan *scan, guint input)
{
  const char *kinds = imap_argument_kinds (input);
  gboolean uid = input >= IMAP_UID_EXPUNGE && input < IMAP_N_COMMANDS;

  while (scan->at < scan->length)
    {
      guint index = MIN (scan->server->argument, (guint) strlen (kinds) - 1);
      gsize end = argument_end (scan);

      add_argument (scan, kinds[index], scan->at, end, uid);
      if (kinds[index] == 's' && end > scan->at)
        return;
      if (end > scan->at && end < scan->length)
        scan->server->argument++;
      scan->at = end + 1;
    }
}

/* Is this a login, or a login where the tag was forgotten? */
static gboolean
names_login (const Scan *scan)
{
  g_autofree char *line = g_strndup ((const char *) scan->data, MIN (scan->length, 64));
  g_autofree char *upper = g_ascii_strup (line, -1);

  return strstr (upper, "LOGIN") != NULL || strstr (upper, "AUTHENTICATE") != NULL;
}

/* Tag and command, what it takes also where it is refused in this state; before a login, what follows a word that is no
 * command may be a mistyped one, and in a line without a tag a password: that stays hidden. */
static void
scan_first (Scan *scan)
{
  g_autoptr (GString) tag = g_string_new (NULL);
  ImapServer *server = scan->server;
  ImapLexer lexer;
  guint input;
  gsize start;

  imap_lexer_init (&lexer, scan->data, scan->length);
  input = imap_name_command (&lexer, tag);
  if (tag->len > 0)
    add_token (scan, TOKEN_TAG, 0, tag->len);
  start = MIN (tag->len + 1, scan->length);
  if (tag->len > 0 && lexer.at > start)
    add_token (scan, TOKEN_COMMAND, start, lexer.at);
  scan->at = MIN (lexer.at + 1, scan->length);
  if (input < IMAP_N_COMMANDS)
    scan_arguments (scan, input);
  else if (server->state == IMAP_NOT_AUTHENTICATED || names_login (scan))
    add_secret (scan, scan->at);
  else if (scan->at < scan->length)
    add_token (scan, TOKEN_TEXT, scan->at, scan->length);
}

static void
scan_literal (Scan *scan, guint input)
{
  const char *kinds = imap_argument_kinds (input);
  char kind = kinds[MIN (scan->server->argument, (guint) strlen (kinds) - 1)];
  TokenKind token = kind == 's'                  ? TOKEN_SECRET
                    : kind == 'm' || kind == 'L' ? TOKEN_MAILBOX
                    : kind == 'a'                ? TOKEN_LITERAL
                                                 : TOKEN_ITEM;

  if (kind != 'u' && scan->server->literal > 0)
    add_token (scan, token, 0, scan->server->literal);
  scan->at = scan->server->literal;
  if (scan->at < scan->length && scan->data[scan->at] == ' ')
    {
      scan->at++;
      scan->server->argument++;
    }
}

void
imap_trace_unit (ImapServer *server, MailHost *host, const guint8 *unit, gsize length, GArray *tokens)
{
  Scan scan = { server, host, unit, length, 0, tokens };
  g_autoptr (GString) tag = g_string_new (NULL);
  ImapLexer lexer;
  guint input;

  while (scan.length > server->literal && strchr ("\r\n", scan.data[scan.length - 1]) != NULL)
    scan.length--;
  if (server->phase == IMAP_PHASE_COMMAND && server->doom != 0)
    {
      add_secret (&scan, 0);
      return;
    }
  if (server->phase != IMAP_PHASE_COMMAND)
    {
      gboolean done = server->phase == IMAP_PHASE_IDLE;

      /* an empty line of a login is a part of it too: SCRAM's last */
      if (scan.length > 0 || server->phase == IMAP_PHASE_SASL)
        add_token (&scan, done ? TOKEN_COMMAND : TOKEN_SECRET, 0, scan.length);
      return;
    }
  if (server->command->len == 0)
    {
      scan_first (&scan);
      return;
    }
  imap_lexer_init (&lexer, server->command->data, server->command->len);
  input = imap_name_command (&lexer, tag);
  scan_literal (&scan, input);
  scan_arguments (&scan, input);
}
