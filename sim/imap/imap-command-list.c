/* LIST and LSUB: what is asked.
 *
 *   list         = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]
 *   mbox-or-pat  = list-mailbox / "(" list-mailbox *(SP list-mailbox) ")"
 *   list-select-opts = "(" [list-select-opt *(SP list-select-opt)] ")"
 *   list-select-opt  = "SUBSCRIBED" / "REMOTE" / "RECURSIVEMATCH" / "SPECIAL-USE"
 *   list-return-opts = "RETURN" SP "(" [return-option *(SP return-option)] ")"
 *   return-option    = "SUBSCRIBED" / "CHILDREN" / "SPECIAL-USE" / "STATUS" SP "(" status-att *(SP status-att) ")"
 *                                              (RFC 5258 §6, RFC 6154 §6, RFC 5819 §4)
 *   lsub         = "LSUB" SP mailbox SP list-mailbox   (RFC 3501 §9) */
#include "imap/imap-list.h"

#define PATTERN_MAX 1000
#define PATTERNS_MAX 50

/* list-mailbox, decoded to UTF-8 and put after the reference. NULL when there is none. Caller owns. */
static char *
pattern_argument (ImapCommand *command, const char *reference)
{
  ImapLexer *lexer = &command->args;
  g_autofree char *pattern = NULL;

  if (!imap_lexer_chars (lexer, IMAP_LIST_CHARS, command->word) && !imap_lexer_string (lexer, command->word))
    return NULL;
  if (command->word->len > PATTERN_MAX)
    return NULL;
  pattern = imap_decode_name (command->server, command->word);
  return pattern != NULL ? g_strconcat (reference, pattern, NULL) : NULL;
}

static gboolean
parse_patterns (ImapCommand *command, ListQuery *query)
{
  g_autofree char *reference = NULL;
  gboolean several;
  char *pattern;

  if (!imap_arg_space (command) || (reference = imap_arg_mailbox (command)) == NULL || !imap_arg_space (command))
    return FALSE;
  several = command->input == IMAP_LIST && imap_lexer_accept (&command->args, '(');
  query->extended |= several;
  do
    {
      if (query->patterns->len >= PATTERNS_MAX || (pattern = pattern_argument (command, reference)) == NULL)
        return FALSE;
      query->level_only = command->word->len == 0;
      g_ptr_array_add (query->patterns, pattern);
    }
  while (several && imap_arg_space (command));
  return !several || imap_lexer_accept (&command->args, ')');
}

static gboolean
select_option (ImapLexer *lexer, ListQuery *query)
{
  if (imap_lexer_word (lexer, "SUBSCRIBED"))
    query->select_subscribed = query->return_subscribed = TRUE;
  else if (imap_lexer_word (lexer, "RECURSIVEMATCH"))
    query->recursive = TRUE;
  else if (imap_lexer_word (lexer, "SPECIAL-USE"))
    query->select_special = TRUE;
  else
    return imap_lexer_word (lexer, "REMOTE"); /* all mailboxes are here */
  return TRUE;
}

/* RECURSIVEMATCH needs something to match (RFC 5258 §3.1). */
static gboolean
parse_select_options (ImapCommand *command, ListQuery *query)
{
  query->extended = TRUE;
  if (imap_lexer_accept (&command->args, ')'))
    return TRUE;
  do
    if (!select_option (&command->args, query))
      return FALSE;
  while (imap_arg_space (command));
  return imap_lexer_accept (&command->args, ')')
         && (!query->recursive || query->select_subscribed || query->select_special);
}

static gboolean
return_option (ImapCommand *command, ListQuery *query)
{
  ImapLexer *lexer = &command->args;

  if (imap_lexer_word (lexer, "SUBSCRIBED"))
    query->return_subscribed = TRUE;
  else if (imap_lexer_word (lexer, "STATUS"))
    {
      g_clear_pointer (&query->status, g_array_unref);
      return imap_arg_space (command) && (query->status = imap_parse_status_items (command)) != NULL;
    }
  else
    return imap_lexer_word (lexer, "CHILDREN") || imap_lexer_word (lexer, "SPECIAL-USE"); /* always told */
  return TRUE;
}

static gboolean
parse_return_options (ImapCommand *command, ListQuery *query)
{
  query->extended = TRUE;
  if (!imap_lexer_word (&command->args, "RETURN") || !imap_arg_space (command)
      || !imap_lexer_accept (&command->args, '('))
    return FALSE;
  if (imap_lexer_accept (&command->args, ')'))
    return TRUE;
  do
    if (!return_option (command, query))
      return FALSE;
  while (imap_arg_space (command));
  return imap_lexer_accept (&command->args, ')');
}

static gboolean
parse (ImapCommand *command, ListQuery *query)
{
  ImapLexer before = command->args;

  if (command->input == IMAP_LIST && imap_arg_space (command) && imap_lexer_accept (&command->args, '('))
    {
      if (!parse_select_options (command, query))
        return FALSE;
    }
  else
    command->args = before;
  if (!parse_patterns (command, query))
    return FALSE;
  if (command->input == IMAP_LIST && imap_arg_space (command) && !parse_return_options (command, query))
    return FALSE;
  return imap_arg_end (command);
}

ImapOutcome
imap_command_list (ImapCommand *command)
{
  ListQuery query = { .patterns = g_ptr_array_new_with_free_func (g_free) };
  gboolean parsed = parse (command, &query);

  if (parsed)
    imap_list (command, &query);
  g_ptr_array_unref (query.patterns);
  g_clear_pointer (&query.status, g_array_unref);
  if (!parsed)
    return imap_bad (command, "LIST and LSUB take a reference and a mailbox name with or without wildcards");
  return imap_reply (command, IMAP_OK, NULL, command->input == IMAP_LIST ? "LIST completed" : "LSUB completed");
}
