/* Lines: which letters they speak of. A client that sees a letter for the first time knows its number or UID only;
 * the server at the other end knows which letter that is. */
#include "world/world-private.h"

static gboolean
names_message (TokenKind kind)
{
  return kind == TOKEN_NUMBER || kind == TOKEN_UID || kind == TOKEN_UIDL || kind == TOKEN_LITERAL;
}

static void
resolve_by_maildrop (const Maildrop *maildrop, TraceToken *token)
{
  const MaildropEntry *entry;

  if (token->number == 0 || token->number > maildrop->entries->len)
    return;
  entry = &g_array_index (maildrop->entries, MaildropEntry, token->number - 1);
  token->uid = entry->uid;
  token->letter = entry->letter;
}

/* By UID only: sequence numbers may have moved on at the server while the line travelled. */
static void
resolve_by_view (const GArray *view, TraceToken *token)
{
  for (guint i = 0; token->uid != 0 && i < view->len; i++)
    if (g_array_index (view, ImapViewEntry, i).uid == token->uid)
      {
        token->letter = g_array_index (view, ImapViewEntry, i).letter;
        return;
      }
}

static void
resolve_token (const Session *server, TraceToken *token)
{
  if (token->letter != 0 || !names_message (token->kind))
    return;
  if (server->pop3_server != NULL)
    resolve_by_maildrop (&server->pop3_server->maildrop, token);
  else if (server->imap_server != NULL)
    resolve_by_view (server->imap_server->view, token);
}

/* The letter that all of them mean, 0 when they mean none or several. */
static guint32
only_letter (const TraceToken *tokens, guint n)
{
  guint32 letter = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!names_message (tokens[i].kind) || tokens[i].letter == letter)
        continue;
      if (letter != 0 || tokens[i].letter == 0)
        return 0;
      letter = tokens[i].letter;
    }
  return letter;
}

void
step_resolve_line (Step *step, const Session *session, TraceLine *line, TraceToken *tokens)
{
  const Session *server = session->side == SIDE_CLIENT && session->device != 0
                            ? step_find_session (step, session->connection, SIDE_SERVER)
                            : NULL;

  for (guint i = 0; server != NULL && i < line->n_tokens; i++)
    resolve_token (server, &tokens[i]);
  if (line->letter == 0)
    line->letter = only_letter (tokens, line->n_tokens);
}
