/* What the lines of a journal name: letters with their labels, devices, accounts; and the one way
 * to add an action, which keeps them in order. */
#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "import.h"

char *
letter_label (guint letter)
{
  char text[8];
  guint at = sizeof text - 1;

  g_assert (letter > 0);
  text[at] = '\0';
  for (; letter > 0 && at > 0; letter = (letter - 1) / 26)
    text[--at] = (char) ('A' + (letter - 1) % 26);
  return g_strdup (text + at);
}

guint
journal_n_letters (const Journal *journal)
{
  return journal->letters->len;
}

const char *
journal_letter_label (const Journal *journal, guint letter)
{
  if (letter == 0 || letter > journal->letters->len)
    return NULL;
  return g_array_index (journal->letters, JournalLetter, letter - 1).label;
}

static gboolean
label_taken (const Journal *journal, const char *label)
{
  return g_hash_table_contains (journal->labels, label);
}

const char *
journal_letter_name (const Journal *journal, guint letter)
{
  const char *label = journal_letter_label (journal, letter);
  g_autofree char *other = NULL;
  g_autofree char *apart = NULL;

  if (label != NULL)
    return g_intern_string (label);
  if (letter <= JOURNAL_OTHER_LETTER)
    return "?";
  other = letter_label (letter - JOURNAL_OTHER_LETTER);
  apart = g_strconcat (other, "*", NULL);
  return g_intern_string (label_taken (journal, other) ? apart : other);
}

gboolean
journal_may_name_other (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

  return length >= 3 && (text[length] == '\0' || strcmp (text + length, "*") == 0);
}

guint
journal_letter (const Journal *journal, guint action)
{
  for (guint i = 0; i < journal->letters->len; i++)
    if (g_array_index (journal->letters, JournalLetter, i).action == action)
      return i + 1;
  return 0;
}

static char *
next_label (Journal *journal)
{
  for (;;)
    {
      g_autofree char *label = letter_label (++journal->next_label);

      if (!label_taken (journal, label))
        return g_steal_pointer (&label);
    }
}

static gboolean
letter_in_reach (const Journal *journal, guint branch, const JournalLetter *letter)
{
  return journal_lives (journal, branch, letter->action);
}

guint
journal_find_letter_in (const Journal *journal, guint branch, const char *text, GError **error)
{
  guint found = 0;

  for (guint i = 0; i < journal->letters->len; i++)
    {
      const JournalLetter *letter = &g_array_index (journal->letters, JournalLetter, i);

      if (letter_in_reach (journal, branch, letter) && strcmp (letter->label, text) == 0)
        return i + 1;
    }
  for (guint i = 0; i < journal->letters->len; i++)
    {
      const JournalLetter *letter = &g_array_index (journal->letters, JournalLetter, i);

      if (!letter_in_reach (journal, branch, letter) || g_strcmp0 (letter->subject, text) != 0)
        continue;
      if (found != 0)
        {
          g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX,
                       _("several letters have the subject “%s”: name it by its label, such as %s"), text, letter->label);
          return 0;
        }
      found = i + 1;
    }
  if (found == 0)
    g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, _("no line before this one makes a letter “%s”"), text);
  return found;
}

guint
journal_find_letter (const Journal *journal, const char *text, GError **error)
{
  return journal_find_letter_in (journal, 0, text, error);
}

guint32
journal_device_variants (const Journal *journal, const char *name, guint branch)
{
  guint32 variants = 0;

  for (guint i = 0; i < journal->devices->len; i++)
    {
      const JournalName *device = &g_array_index (journal->devices, JournalName, i);

      if (strcmp (device->name, name) == 0 && journal_lives (journal, branch, device->action))
        variants |= device->variants;
    }
  return variants;
}

guint32
journal_account_variants (const Journal *journal, const char *name)
{
  guint32 variants = 0;

  for (guint i = 0; i < journal->accounts->len; i++)
    {
      const JournalName *account = &g_array_index (journal->accounts, JournalName, i);
      const char *at = strrchr (account->name, '@');
      gsize user = (gsize) (at - account->name);

      if (g_ascii_strcasecmp (account->name, name) == 0
          || (strlen (name) == user && g_ascii_strncasecmp (account->name, name, user) == 0))
        variants |= account->variants;
    }
  return variants;
}

static gboolean
check_time (const Journal *journal, guint branch, const Action *action, GError **error)
{
  const Branch *b = journal_branch (journal, branch);
  gint64 last = b->at;
  guint last_after = b->after;

  for (guint i = 0; i < journal->actions->len; i++)
    {
      const Action *earlier = journal_action (journal, i);

      if (g_array_index (journal->action_branch, guint32, i) != branch || (earlier->variants & action->variants) == 0)
        continue;
      if (earlier->time > last || (earlier->time == last && earlier->after > last_after))
        {
          last = earlier->time;
          last_after = earlier->after;
        }
    }
  if (action->time < last || (action->time == last && action->after < last_after))
    {
      g_autofree char *text = journal_format_time (journal, last, 6);

      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, _("the time runs backwards: an earlier line is at %s"), text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
remember_name (Journal *journal, GArray *names, const char *name, const Action *action, guint32 known, GError **error)
{
  JournalName entry = { g_strdup (name), action->variants, journal->actions->len };

  if ((known & action->variants) != 0)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, _("“%s” is there already"), name);
      g_free (entry.name);
      return FALSE;
    }
  g_array_append_val (names, entry);
  return TRUE;
}

static gboolean
remember_letters (Journal *journal, guint branch, const Action *action, GError **error)
{
  if (action->label != NULL && label_taken (journal, action->label))
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, _("there is a letter “%s” already"), action->label);
      return FALSE;
    }
  for (guint i = 0; i < action->n_letters; i++)
    {
      JournalLetter letter = { .action = journal->actions->len, .branch = branch };

      letter.label = action->label != NULL ? g_strdup (action->label) : next_label (journal);
      if (action->kind == ACTION_LOAD)
        letter.subject = message_dup_subject (g_array_index (action->loaded, ImportedMessage, i).message);
      else
        letter.subject = g_strdup (action->subject);
      g_hash_table_add (journal->labels, letter.label);
      g_array_append_val (journal->letters, letter);
    }
  return TRUE;
}

/* A name is free again where its bearer was taken away. */
static guint32
removed_variants (const Journal *journal, const char *name, guint branch)
{
  guint32 variants = 0;

  for (guint i = 0; i < journal->actions->len; i++)
    {
      const Action *action = journal_action (journal, i);

      if (action->kind != ACTION_DEVICE && action->kind != ACTION_REMOVE)
        continue;
      if (strcmp (action->device, name) != 0 || !journal_lives (journal, branch, i))
        continue;
      variants = action->kind == ACTION_REMOVE ? variants | action->variants : variants & ~action->variants;
    }
  return variants;
}

static guint32
taken_variants (const Journal *journal, const char *name, guint branch)
{
  return journal_device_variants (journal, name, branch) & ~removed_variants (journal, name, branch);
}

gboolean
journal_device_taken (const Journal *journal, const char *name, guint branch)
{
  return taken_variants (journal, name, branch) != 0;
}

static gboolean
remember (Journal *journal, guint branch, Action *action, GError **error)
{
  if (action->kind == ACTION_DEVICE
      && !remember_name (journal, journal->devices, action->device, action,
                         taken_variants (journal, action->device, branch), error))
    return FALSE;
  if (action->kind == ACTION_ACCOUNT
      && !remember_name (journal, journal->accounts, action->account, action,
                         journal_account_variants (journal, action->account), error))
    return FALSE;
  return remember_letters (journal, branch, action, error);
}

int
journal_take_action (Journal *journal, guint branch, Action *action, GError **error)
{
  guint32 home = branch;
  /* What real clients did is written down when it is over, and the teacher's lines may go on after it. */
  gboolean anywhere = action_is_real (action) || (action->kind <= ACTION_LOAD && action->time == journal_start (journal));

  if ((!anywhere && !check_time (journal, branch, action, error)) || !remember (journal, branch, action, error))
    {
      action_free (action);
      return -1;
    }
  g_ptr_array_add (journal->actions, action);
  g_array_append_val (journal->action_branch, home);
  return (int) journal->actions->len - 1;
}
