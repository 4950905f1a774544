/* LIST and LSUB.
 *
 *   list = "LIST" SP mailbox SP list-mailbox; lsub = "LSUB" SP mailbox SP list-mailbox
 *   list-mailbox = 1*list-char / string                                   (RFC 3501 §9)
 *
 * \HasChildren and \HasNoChildren are those of RFC 3348. */
#include "imap/imap-server-private.h"
#include "imap/imap-utf7.h"

#include <string.h>

#define PATTERN_MAX 1000

/* "*" stands for anything, "%" for anything within a level. One row of a table over the name, so that no
 * pattern costs more than its length times the name's. */
static gboolean
matches (const char *pattern, const char *name)
{
  gsize length = strlen (name);
  g_autofree guint8 *row = g_malloc0 (length + 1); /* row[i]: the pattern so far matches name[0..i) */

  row[0] = 1;
  for (; *pattern != '\0'; pattern++)
    {
      gboolean wild = *pattern == '*' || *pattern == '%';
      guint8 before = row[0];

      row[0] = wild && row[0];
      for (gsize i = 1; i <= length; i++)
        {
          guint8 here = row[i];

          if (wild)
            row[i] = here || (row[i - 1] && (*pattern == '*' || name[i - 1] != '/'));
          else
            row[i] = before && *pattern == name[i - 1];
          before = here;
        }
    }
  return row[length];
}

static gboolean
matches_name (const char *pattern, const char *name)
{
  g_autofree char *upper = NULL;

  if (matches (pattern, name))
    return TRUE;
  if (strcmp (name, "INBOX") != 0)
    return FALSE;
  upper = g_ascii_strup (pattern, -1);
  return matches (upper, name);
}

static gboolean
has_children (const MailStore *store, const char *name)
{
  gsize length = strlen (name);

  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const Mailbox *mailbox = g_ptr_array_index (store->mailboxes, i);

      if (strncmp (mailbox->name, name, length) == 0 && mailbox->name[length] == '/')
        return TRUE;
    }
  return FALSE;
}

static void
tell (ImapCommand *command, const char *name, const char *attributes)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, command->input == IMAP_LSUB ? "LSUB" : "LIST");
  line_addf (&line, " (%s) \"/\" ", attributes);
  imap_put_mailbox (command, &line, name);
  line_end (&line);
}

static void
list_mailboxes (ImapCommand *command, const char *pattern)
{
  const GPtrArray *mailboxes = command->store->mailboxes;

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const Mailbox *mailbox = g_ptr_array_index (mailboxes, i);
      g_autofree char *attributes = NULL;

      if (!matches_name (pattern, mailbox->name))
        continue;
      attributes = g_strdup_printf ("%s%s", mailbox->no_select ? "\\Noselect " : "",
                                    has_children (command->store, mailbox->name) ? "\\HasChildren" : "\\HasNoChildren");
      tell (command, mailbox->name, attributes);
    }
}

/* With "%", a level that is not subscribed itself but holds subscribed names is told as \Noselect
 * (RFC 3501 §6.3.9). */
static void
list_levels (ImapCommand *command, const char *pattern, const char *name, GPtrArray *told)
{
  for (const char *slash = strrchr (name, '/'); slash != NULL && slash > name;)
    {
      g_autofree char *level = g_strndup (name, (gsize) (slash - name));

      if (matches_name (pattern, level) && !mail_store_subscribed (command->store, level)
          && !g_ptr_array_find_with_equal_func (told, level, g_str_equal, NULL))
        {
          tell (command, level, "\\Noselect");
          g_ptr_array_add (told, g_strdup (level));
        }
      slash = g_strrstr_len (name, slash - name, "/");
    }
}

static void
list_subscriptions (ImapCommand *command, const char *pattern)
{
  const GPtrArray *names = command->store->subscriptions;
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++)
    {
      const Mailbox *mailbox = mail_store_mailbox (command->store, names->pdata[i]);

      if (matches_name (pattern, names->pdata[i]))
        tell (command, names->pdata[i], mailbox == NULL || mailbox->no_select ? "\\Noselect" : "");
      else
        list_levels (command, pattern, names->pdata[i], told);
    }
}

/* list-mailbox, decoded to UTF-8. NULL when there is none. Caller owns. */
static char *
pattern_argument (ImapCommand *command)
{
  ImapLexer *lexer = &command->args;

  if (!imap_lexer_chars (lexer, IMAP_LIST_CHARS, command->word) && !imap_lexer_string (lexer, command->word))
    return NULL;
  if (command->word->len > PATTERN_MAX || strlen (command->word->str) != command->word->len)
    return NULL;
  return imap_utf7_decode (command->word->str);
}

ImapOutcome
imap_command_list (ImapCommand *command)
{
  g_autofree char *reference = NULL;
  g_autofree char *pattern = NULL;
  g_autofree char *whole = NULL;

  if (!imap_arg_space (command) || (reference = imap_arg_mailbox (command)) == NULL || !imap_arg_space (command)
      || (pattern = pattern_argument (command)) == NULL || !imap_arg_end (command))
    return imap_bad (command, "LIST and LSUB take a reference and a mailbox name with or without wildcards");
  whole = g_strconcat (reference, pattern, NULL);
  if (pattern[0] == '\0' && command->input == IMAP_LIST)
    tell (command, "", "\\Noselect");
  else if (command->input == IMAP_LIST)
    list_mailboxes (command, whole);
  else
    list_subscriptions (command, whole);
  return imap_reply (command, IMAP_OK, NULL, command->input == IMAP_LIST ? "LIST completed" : "LSUB completed");
}
