/* What follows from an action's words and the lines before it. */
#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/action-spec.h"

static gboolean G_GNUC_PRINTF (4, 5)
refuse (const char **culprit, const char *text, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  *culprit = text;
  g_set_error_literal (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, message);
  return FALSE;
}

static gboolean
complete_device (const Journal *journal, guint branch, Action *action, const char **culprit, GError **error)
{
  guint32 known;

  if (action->device == NULL || action->kind == ACTION_DEVICE
      || (action->kind == ACTION_LINK && strcmp (action->device, "outside") == 0))
    return TRUE;
  known = journal_device_variants (journal, action->device, branch);
  if ((known & action->variants) == 0)
    return refuse (culprit, action->device, error, _("there is no device “%s”"), action->device);
  action->variants &= known;
  return TRUE;
}

static gboolean
complete_account (const Journal *journal, Action *action, const char **culprit, GError **error)
{
  guint32 known;

  if (action->account == NULL || action->kind == ACTION_ACCOUNT)
    return TRUE;
  known = journal_account_variants (journal, action->account);
  if ((known & action->variants) == 0)
    return refuse (culprit, action->account, error, _("there is no account “%s”"), action->account);
  action->variants &= known;
  return TRUE;
}

static gboolean
complete_letter (const Journal *journal, guint branch, Action *action, const char **culprit, GError **error)
{
  g_autoptr (GError) unknown = NULL;

  if (action->letter == NULL)
    return TRUE;
  *culprit = action->letter;
  action->letter_id = journal_find_letter_in (journal, branch, action->letter, &unknown);
  if (action->letter_id != 0 || journal_may_name_other (action->letter))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&unknown));
  return FALSE;
}

static gboolean
complete_recipients (const Journal *journal, Action *action, const char **culprit, GError **error)
{
  if (action->kind != ACTION_DELIVER || action->to != NULL)
    return TRUE;
  if (journal->accounts->len != 1)
    return refuse (culprit, "deliver", error, _("“deliver” needs to=…: there is not exactly one account"));
  action->to = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (action->to, g_strdup (g_array_index (journal->accounts, JournalName, 0).name));
  return TRUE;
}

static void
complete_reply (const Journal *journal, Action *action)
{
  const char *subject;

  if (action->kind != ACTION_REPLY || action->subject != NULL || action->letter_id == 0)
    return;
  subject = g_array_index (journal->letters, JournalLetter, action->letter_id - 1).subject;
  if (subject == NULL)
    subject = "";
  action->subject
      = g_ascii_strncasecmp (subject, "Re:", 3) == 0 ? g_strdup (subject) : g_strconcat ("Re: ", subject, NULL);
}

/* Letters are made in memory, every octet. */
#define LETTER_MAX 100000000

static gboolean
complete_size (const Action *action, const char **culprit, GError **error)
{
  if ((action->kind != ACTION_DELIVER && action->kind != ACTION_WRITE) || action->size <= LETTER_MAX)
    return TRUE;
  return refuse (culprit, action_kind_name (action->kind), error, _("a letter can have at most 100MB"));
}

static gboolean
expect_place_known (const Journal *journal, guint branch, const Action *action)
{
  const char *place = action->expect->place;

  if (action->expect->kind == EXPECT_READS)
    place = action->expect->folder;
  return place == NULL || strcmp (place, "server") == 0 || strcmp (place, "outside") == 0
         || (journal_device_variants (journal, place, branch) & action->variants) != 0;
}

static gboolean
complete_expect (const Journal *journal, guint branch, Action *action, const char **culprit, GError **error)
{
  Expect *expect = action->expect;
  const char *place;

  if (expect == NULL)
    return TRUE;
  place = expect->kind == EXPECT_READS ? expect->folder : expect->place;
  if (expect->variant != 0)
    action->variants &= 1u << (expect->variant - 1);
  if (!expect_place_known (journal, branch, action))
    return refuse (culprit, place, error, _("there is no place “%s”: server, outside or a device is meant"), place);
  if (expect->kind == EXPECT_READS)
    return TRUE;
  if (strcmp (expect->place, "server") != 0 && strcmp (expect->place, "outside") != 0)
    action->variants &= journal_device_variants (journal, expect->place, branch);
  if (expect->letter == NULL)
    return TRUE;
  *culprit = expect->letter;
  expect->letter_id = journal_find_letter_in (journal, branch, expect->letter, error);
  return expect->letter_id != 0;
}

gboolean
journal_complete_action (const Journal *journal, guint branch, Action *action, const char **culprit, GError **error)
{
  *culprit = NULL;
  if (!complete_device (journal, branch, action, culprit, error)
      || !complete_account (journal, action, culprit, error)
      || !complete_letter (journal, branch, action, culprit, error)
      || !complete_recipients (journal, action, culprit, error) || !complete_size (action, culprit, error)
      || !complete_expect (journal, branch, action, culprit, error))
    return FALSE;
  complete_reply (journal, action);
  return TRUE;
}
