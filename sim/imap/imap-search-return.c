/* How a search's result is told and kept.
 *
 *   search-return-opts = "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"
 *   search-return-opt  = "MIN" / "MAX" / "ALL" / "COUNT" (RFC 4731 §4) / "SAVE" (RFC 5182 §4)
 *   esearch-response   = "ESEARCH" SP "(" "TAG" SP string ")" [SP "UID"] *(SP search-return-data) */
#include "imap/imap-search.h"

static gboolean
return_option (ImapLexer *lexer, SearchReturn *wanted)
{
  if (imap_lexer_word (lexer, "MIN"))
    wanted->min = TRUE;
  else if (imap_lexer_word (lexer, "MAX"))
    wanted->max = TRUE;
  else if (imap_lexer_word (lexer, "ALL"))
    wanted->all = TRUE;
  else if (imap_lexer_word (lexer, "COUNT"))
    wanted->count = TRUE;
  else if (imap_lexer_word (lexer, "SAVE"))
    wanted->save = TRUE;
  else
    return FALSE;
  return TRUE;
}

gboolean
imap_parse_search_return (ImapCommand *command, SearchReturn *wanted)
{
  ImapLexer *lexer = &command->args;

  if (!imap_lexer_prefix (lexer, " RETURN ("))
    return TRUE;
  wanted->given = TRUE;
  if (imap_lexer_accept (lexer, ')'))
    return wanted->all = TRUE;
  do
    if (!return_option (lexer, wanted))
      return FALSE;
  while (imap_lexer_space (lexer));
  return imap_lexer_accept (lexer, ')');
}

void
imap_forget_saved (ImapServer *server)
{
  uid_set_clear (&server->saved);
  uid_set_init (&server->saved);
}

static guint
at (const GArray *indexes, guint i)
{
  return g_array_index (indexes, guint, i);
}

/* Only what MIN and MAX name when nothing more is asked for (RFC 5182 §2.1). */
static void
save (ImapServer *server, const SearchReturn *wanted, const GArray *indexes)
{
  gboolean ends = (wanted->min || wanted->max) && !wanted->all && !wanted->count;

  imap_forget_saved (server);
  for (guint i = 0; i < indexes->len; i++)
    if (!ends || (wanted->min && i == 0) || (wanted->max && i == indexes->len - 1))
      uid_set_add (&server->saved, imap_view (server, at (indexes, i))->uid);
}

/* Of all that was found, or of the ends alone when only they are told (RFC 7162 §3.1.10). */
static guint64
highest_modseq (const ImapServer *server, const SearchReturn *wanted, const GArray *indexes)
{
  gboolean ends = (wanted->min || wanted->max) && !wanted->all && !wanted->count;
  guint64 highest = 0;

  for (guint i = 0; i < indexes->len; i++)
    if (!ends || (wanted->min && i == 0) || (wanted->max && i == indexes->len - 1))
      highest = MAX (highest, imap_view (server, at (indexes, i))->modseq);
  return highest;
}

static void
put_id (ImapCommand *command, LineWriter *line, guint index)
{
  if (command->uid)
    imap_put_uid (command, line, index);
  else
    imap_put_number (command, line, index);
}

static void
tell_list (ImapCommand *command, const SearchProgram *program, const SearchReturn *wanted, const GArray *indexes)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "SEARCH");
  for (guint i = 0; i < indexes->len; i++)
    {
      line_add (&line, " ");
      put_id (command, &line, at (indexes, i));
    }
  if (program->modseq && indexes->len > 0)
    line_addf (&line, " (MODSEQ %" G_GUINT64_FORMAT ")", highest_modseq (command->server, wanted, indexes));
  if (indexes->len != 1)
    line.event.line.letter = 0;
  line_end (&line);
}

static void
put_all (ImapCommand *command, LineWriter *line, const GArray *indexes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (UidSet) set = { 0 };

  uid_set_init (&set);
  for (guint i = 0; i < indexes->len; i++)
    uid_set_add (&set, command->uid ? imap_view (command->server, at (indexes, i))->uid : at (indexes, i) + 1);
  uid_set_format (&set, text);
  line_add (line, " ALL ");
  line_add (line, text->str);
}

static void
tell_extended (ImapCommand *command, const SearchProgram *program, const SearchReturn *wanted, const GArray *indexes)
{
  g_autoptr (GString) tag = g_string_new (NULL);
  gboolean any = indexes->len > 0;
  LineWriter line;

  imap_format_string (tag, command->tag, -1);
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "ESEARCH");
  line_addf (&line, " (TAG %s)%s", tag->str, command->uid ? " UID" : "");
  if (wanted->min && any)
    {
      line_add (&line, " MIN ");
      put_id (command, &line, at (indexes, 0));
    }
  if (wanted->max && any)
    {
      line_add (&line, " MAX ");
      put_id (command, &line, at (indexes, indexes->len - 1));
    }
  if (wanted->all && any)
    put_all (command, &line, indexes);
  if (wanted->count)
    line_addf (&line, " COUNT %u", indexes->len);
  if (program->modseq && any)
    line_addf (&line, " MODSEQ %" G_GUINT64_FORMAT, highest_modseq (command->server, wanted, indexes));
  if (indexes->len != 1)
    line.event.line.letter = 0;
  line_end (&line);
}

void
imap_tell_search (ImapCommand *command, const SearchProgram *program, const SearchReturn *wanted,
                  const GArray *indexes)
{
  SearchReturn all = { .given = TRUE, .all = TRUE };

  if (wanted->save)
    save (command->server, wanted, indexes);
  if (!wanted->given && imap_is_rev2 (command->server))
    tell_extended (command, program, &all, indexes); /* RFC 9051 §6.4.4 */
  else if (!wanted->given)
    tell_list (command, program, wanted, indexes);
  else if (wanted->min || wanted->max || wanted->all || wanted->count)
    tell_extended (command, program, wanted, indexes);
}
