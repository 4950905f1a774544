#include "gateway/serve-journal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gateway/gateway.h"
#include "journal/journal-words.h"

static Journal *
new_journal (gint64 now, guint64 seed, GError **error)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *date = g_date_time_format (local, "%Y-%m-%d");
  g_autofree char *zone = g_date_time_format (local, "%:z");
  g_autofree char *text = g_strdup_printf ("postroom 1\nseed %" G_GUINT64_FORMAT "\ndate %s\nzone %s\n",
                                           seed & G_MAXINT64, date, zone);

  return journal_parse (text, -1, "serve", error);
}

static gboolean
append_text (Journal *journal, const char *text, GError **error)
{
  Action *action = journal_parse_action (journal, text, journal_start (journal), 0, error);

  return action != NULL && journal_append (journal, 0, action, error) >= 0;
}

/* The domain of an account that is named without one: the first account's. */
static const char *
default_domain (const Journal *journal)
{
  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);

      if (action->kind == ACTION_ACCOUNT)
        return strrchr (action->account, '@') + 1;
    }
  return MAIL_HOST_DOMAIN;
}

static gboolean
append_account (Journal *journal, const char *text, GError **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *name = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL;
  Action *action;

  if (colon == NULL || colon == text)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, _("--account wants NAME:PASSWORD, not “%s”"), text);
      return FALSE;
    }
  action = action_new (ACTION_ACCOUNT);
  action->time = journal_start (journal);
  action->account = strchr (name, '@') != NULL ? g_strdup (name) : g_strconcat (name, "@", default_domain (journal), NULL);
  action->text = g_strdup (colon + 1);
  return journal_append (journal, 0, action, error) >= 0;
}

static const Action *
first_account (const Journal *journal)
{
  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action (journal, i)->kind == ACTION_ACCOUNT)
      return journal_action (journal, i);
  return NULL;
}

static gboolean
append_load (Journal *journal, const char *path, GError **error)
{
  const Action *account = first_account (journal);
  g_autoptr (GString) text = g_string_new ("load ");
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  if (account == NULL)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_LOAD, _("--load needs an account to put the mail into"));
      return FALSE;
    }
  word_quote (text, account->account);
  g_string_append_c (text, ' ');
  word_quote (text, absolute);
  return append_text (journal, text->str, error);
}

/* The world as its first instant leaves it. */
static World *
set_up (const Journal *journal)
{
  g_autoptr (GArray) script = journal_script (journal, 0, 0);
  World *world = world_new (journal, 0);

  while (world_next_time (world, journal, script) == journal_start (journal)
         && world_step (world, journal, script, NULL))
    ;
  return world;
}

/* What a file says already is not said once more: one that was saved can be served and saved again. */
static gboolean
append_server (Journal *journal, const ServeJournal *wanted, GError **error)
{
  g_autoptr (World) world = set_up (journal);
  g_autoptr (GString) text = g_string_new ("server");

  if (wanted->offer_tls && world->host->policy.offer_tls != TLS_OFFER_BOTH)
    g_string_append (text, " tls=on");
  if (wanted->any_password != NULL && g_strcmp0 (wanted->any_password, world->host->any_password) != 0)
    {
      g_string_append (text, " any-account=");
      word_quote (text, wanted->any_password);
    }
  return text->len == strlen ("server") || append_text (journal, text->str, error);
}

Journal *
serve_journal (const ServeJournal *wanted, gint64 now, guint64 seed, GError **error)
{
  g_autoptr (Journal) journal = wanted->path != NULL ? journal_read (wanted->path, error) : new_journal (now, seed, error);

  if (journal == NULL || !append_server (journal, wanted, error))
    return NULL;
  for (guint i = 0; wanted->accounts != NULL && wanted->accounts[i] != NULL; i++)
    if (!append_account (journal, wanted->accounts[i], error))
      return NULL;
  if (wanted->load != NULL && !append_load (journal, wanted->load, error))
    return NULL;
  return g_steal_pointer (&journal);
}

gint64
serve_journal_start (const Journal *journal, gboolean is_new, gint64 now)
{
  g_autoptr (GArray) script = journal_script (journal, 0, 0);
  gint64 recorded = gateway_last_recorded (journal, 0, 0);

  if (is_new)
    return MAX (now, journal_start (journal));
  if (recorded != G_MININT64)
    return recorded;
  for (guint i = 0; i < script->len; i++)
    {
      const Action *action = journal_action (journal, g_array_index (script, guint, i));

      if (action->kind > ACTION_LOAD)
        return action->time - action->time % G_TIME_SPAN_MINUTE;
    }
  return journal_start (journal);
}

const char *
serve_journal_weak_account (const Journal *journal)
{
  static const char *const published[] = { "", SERVE_DEFAULT_PASSWORD, "rahasia", "password" };

  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);

      if (action->kind != ACTION_ACCOUNT && (action->kind != ACTION_SERVER || action->text == NULL))
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (published); k++)
        if (g_strcmp0 (action->text, published[k]) == 0)
          return action->kind == ACTION_ACCOUNT ? action->account : "any-account";
    }
  return NULL;
}
