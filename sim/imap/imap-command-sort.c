/* SORT, THREAD, and their UID forms.
 *
 *   sort   = "SORT" SP sort-criteria SP search-criteria
 *   thread = "THREAD" SP ("ORDEREDSUBJECT" / "REFERENCES") SP search-criteria
 *   search-criteria = charset 1*(SP search-key)                              (RFC 5256 §5) */
#include "imap/imap-sort.h"

static void
tell_sorted (ImapCommand *command, const GArray *indexes)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "SORT");
  for (guint i = 0; i < indexes->len; i++)
    {
      line_add (&line, " ");
      if (command->uid)
        imap_put_uid (command, &line, g_array_index (indexes, guint, i));
      else
        imap_put_number (command, &line, g_array_index (indexes, guint, i));
    }
  if (indexes->len != 1)
    line.event.line.letter = 0;
  line_end (&line);
}

static void
tell_threads (ImapCommand *command, const GArray *indexes, gboolean references)
{
  g_autoptr (GString) threads = g_string_new (NULL);
  LineWriter line;

  if (references)
    imap_thread_by_references (command, indexes, threads);
  else
    imap_thread_by_subject (command, indexes, threads);
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "THREAD");
  line_add (&line, threads->len > 0 ? " " : "");
  line_add (&line, threads->str);
  line_end (&line);
}

/* search-criteria. IMAP_OK with the indexes in *found. */
static ImapOutcome
search (ImapCommand *command, GArray **found)
{
  SearchProgram program = { 0 };
  SearchParse parsed;

  if (!imap_arg_space (command))
    return imap_bad (command, "After the order come a charset and search keys");
  parsed = imap_search_parse_criteria (command, &program);
  if (parsed == SEARCH_PARSED)
    *found = imap_search_all (command, &program);
  imap_search_clear (&program);
  if (parsed == SEARCH_BAD_CHARSET)
    return imap_reply (command, IMAP_NO, "BADCHARSET (US-ASCII UTF-8)", "This charset is not known");
  if (parsed == SEARCH_MALFORMED)
    return imap_bad (command, "After the order come a charset and search keys");
  return IMAP_OK;
}

ImapOutcome
imap_command_sort (ImapCommand *command)
{
  g_autoptr (GArray) indexes = NULL;
  SortCriteria criteria;
  ImapOutcome outcome;

  if (!imap_arg_space (command) || !imap_parse_sort_criteria (command, &criteria))
    return imap_bad (command, "SORT takes a list of criteria");
  outcome = search (command, &indexes);
  if (outcome != IMAP_OK)
    return outcome;
  imap_sort (command, &criteria, indexes);
  tell_sorted (command, indexes);
  return imap_reply (command, IMAP_OK, NULL, "SORT completed");
}

ImapOutcome
imap_command_thread (ImapCommand *command)
{
  g_autoptr (GArray) indexes = NULL;
  ImapOutcome outcome;
  gboolean references;

  if (!imap_arg_space (command))
    return imap_bad (command, "THREAD takes the name of an algorithm");
  references = imap_lexer_word (&command->args, "REFERENCES");
  if (!references && !imap_lexer_word (&command->args, "ORDEREDSUBJECT"))
    return imap_bad (command, "THREAD takes the name of an algorithm");
  outcome = search (command, &indexes);
  if (outcome != IMAP_OK)
    return outcome;
  tell_threads (command, indexes, references);
  return imap_reply (command, IMAP_OK, NULL, "THREAD completed");
}
