#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "import.h"
#include "journal/journal-time.h"

GQuark
journal_error_quark (void)
{
  return g_quark_from_static_string ("journal-error");
}

static void
name_clear (gpointer name)
{
  g_free (((JournalName *) name)->name);
}

static void
letter_clear (gpointer letter)
{
  g_free (((JournalLetter *) letter)->label);
  g_free (((JournalLetter *) letter)->subject);
}

static void
branch_free (gpointer branch)
{
  g_free (((Branch *) branch)->name);
  g_free (branch);
}

static GArray *
array_new (guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);

  if (clear != NULL)
    g_array_set_clear_func (array, clear);
  return array;
}

Journal *
journal_new_blank (void)
{
  Journal *journal = g_new0 (Journal, 1);
  Branch *trunk = g_new0 (Branch, 1);

  journal->refs = 1;
  journal->seed = 1;
  journal_parse_date ("2026-03-02", &journal->date);
  journal->titles = g_ptr_array_new_with_free_func (g_free);
  journal->variants = g_ptr_array_new_with_free_func (g_free);
  journal->variant_titles = g_ptr_array_new_with_free_func (g_free);
  journal->remarks = g_ptr_array_new_with_free_func (g_free);
  journal->presets = g_ptr_array_new_with_free_func (g_free);
  journal->branches = g_ptr_array_new_with_free_func (branch_free);
  journal->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) action_free);
  journal->action_branch = array_new (sizeof (guint32), NULL);
  journal->accounts = array_new (sizeof (JournalName), name_clear);
  journal->devices = array_new (sizeof (JournalName), name_clear);
  journal->letters = array_new (sizeof (JournalLetter), letter_clear);
  journal->labels = g_hash_table_new (g_str_hash, g_str_equal);
  journal->lines = g_ptr_array_new_with_free_func (g_free);
  journal->day = 1;
  trunk->name = g_strdup ("main");
  trunk->at = G_MININT64;
  g_ptr_array_add (journal->branches, trunk);
  return journal;
}

static void
copy_texts (GPtrArray *to, const GPtrArray *from)
{
  g_ptr_array_set_size (to, 0);
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_strdup (from->pdata[i]));
}

static void
copy_names (GArray *to, const GArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      JournalName name = g_array_index (from, JournalName, i);

      name.name = g_strdup (name.name);
      g_array_append_val (to, name);
    }
}

static void
copy_letters (Journal *to, const Journal *from)
{
  for (guint i = 0; i < from->letters->len; i++)
    {
      JournalLetter letter = g_array_index (from->letters, JournalLetter, i);

      letter.label = g_strdup (letter.label);
      letter.subject = g_strdup (letter.subject);
      g_hash_table_add (to->labels, letter.label);
      g_array_append_val (to->letters, letter);
    }
}

Journal *
journal_dup (const Journal *journal)
{
  Journal *copy = journal_new_blank ();

  copy->seed = journal->seed;
  copy->date = journal->date;
  copy->zone_minutes = journal->zone_minutes;
  copy_texts (copy->titles, journal->titles);
  copy_texts (copy->variants, journal->variants);
  copy_texts (copy->variant_titles, journal->variant_titles);
  copy_texts (copy->remarks, journal->remarks);
  copy_texts (copy->presets, journal->presets);
  copy_texts (copy->lines, journal->lines);
  g_ptr_array_set_size (copy->branches, 0);
  for (guint i = 0; i < journal->branches->len; i++)
    {
      Branch *branch = g_memdup2 (journal->branches->pdata[i], sizeof (Branch));

      branch->name = g_strdup (branch->name);
      g_ptr_array_add (copy->branches, branch);
    }
  for (guint i = 0; i < journal->actions->len; i++)
    g_ptr_array_add (copy->actions, action_dup (journal->actions->pdata[i]));
  g_array_append_vals (copy->action_branch, journal->action_branch->data, journal->action_branch->len);
  copy_names (copy->accounts, journal->accounts);
  copy_names (copy->devices, journal->devices);
  copy_letters (copy, journal);
  copy->next_label = journal->next_label;
  copy->folder = g_strdup (journal->folder);
  copy->day = journal->day;
  copy->open_branch = journal->open_branch;
  return copy;
}

Journal *
journal_ref (Journal *journal)
{
  journal->refs++;
  return journal;
}

void
journal_unref (Journal *journal)
{
  if (--journal->refs > 0)
    return;
  g_ptr_array_unref (journal->titles);
  g_ptr_array_unref (journal->variants);
  g_ptr_array_unref (journal->variant_titles);
  g_ptr_array_unref (journal->remarks);
  g_ptr_array_unref (journal->presets);
  g_ptr_array_unref (journal->branches);
  g_ptr_array_unref (journal->actions);
  g_array_unref (journal->action_branch);
  g_array_unref (journal->accounts);
  g_array_unref (journal->devices);
  g_hash_table_unref (journal->labels);
  g_array_unref (journal->letters);
  g_ptr_array_unref (journal->lines);
  g_free (journal->folder);
  g_free (journal);
}

guint64
journal_seed (const Journal *journal)
{
  return journal->seed;
}

gint64
journal_start (const Journal *journal)
{
  return journal->date - journal->zone_minutes * G_TIME_SPAN_MINUTE;
}

int
journal_zone_minutes (const Journal *journal)
{
  return journal->zone_minutes;
}

const char *
journal_title (const Journal *journal, const char *language)
{
  const char *title = "";

  for (guint i = 0; i + 1 < journal->titles->len; i += 2)
    {
      const char *code = journal->titles->pdata[i];

      if (*code == '\0')
        title = journal->titles->pdata[i + 1];
      else if (language != NULL && strcmp (code, language) == 0)
        return journal->titles->pdata[i + 1];
    }
  return title;
}

guint
journal_n_variants (const Journal *journal)
{
  return MAX (1, journal->variants->len);
}

const char *
journal_variant_name (const Journal *journal, guint variant)
{
  return variant < journal->variants->len ? journal->variants->pdata[variant] : "";
}

static const char *
find_variant_title (const Journal *journal, const char *name, const char *language)
{
  for (guint i = 0; language != NULL && i + 2 < journal->variant_titles->len; i += 3)
    if (strcmp (journal->variant_titles->pdata[i], name) == 0 && strcmp (journal->variant_titles->pdata[i + 1], language) == 0)
      return journal->variant_titles->pdata[i + 2];
  return NULL;
}

const char *
journal_variant_title (const Journal *journal, guint variant, const char *language)
{
  const char *name = journal_variant_name (journal, variant);
  const char *title = find_variant_title (journal, name, language);

  if (title == NULL)
    title = find_variant_title (journal, name, "en");
  return title != NULL ? title : name;
}

int
journal_find_variant (const Journal *journal, const char *name)
{
  for (guint i = 0; i < journal->variants->len; i++)
    if (strcmp (journal->variants->pdata[i], name) == 0)
      return (int) i;
  return -1;
}

guint
journal_n_branches (const Journal *journal)
{
  return journal->branches->len;
}

const Branch *
journal_branch (const Journal *journal, guint branch)
{
  g_assert (branch < journal->branches->len);
  return journal->branches->pdata[branch];
}

int
journal_find_branch (const Journal *journal, const char *name)
{
  for (guint i = 0; i < journal->branches->len; i++)
    if (strcmp (journal_branch (journal, i)->name, name) == 0)
      return (int) i;
  return -1;
}

gboolean
journal_branch_has (const Journal *journal, guint branch, guint ancestor)
{
  while (branch != ancestor && branch != 0)
    branch = journal_branch (journal, branch)->parent;
  return branch == ancestor;
}

guint
journal_n_actions (const Journal *journal)
{
  return journal->actions->len;
}

const Action *
journal_action (const Journal *journal, guint index)
{
  g_assert (index < journal->actions->len);
  return journal->actions->pdata[index];
}

guint
journal_action_branch (const Journal *journal, guint index)
{
  return g_array_index (journal->action_branch, guint32, index);
}

/* A branch on the way down from the action's own to the wanted one may have dropped what came later. */
static gboolean
is_dropped (const Journal *journal, guint branch, const Action *action, guint home)
{
  for (; branch != home; branch = journal_branch (journal, branch)->parent)
    {
      const Branch *b = journal_branch (journal, branch);

      if (b->drop_later && (action->time > b->at || (action->time == b->at && action->after >= b->after)))
        return TRUE;
    }
  return FALSE;
}

static int
compare_actions (gconstpointer a, gconstpointer b, gpointer data)
{
  const Journal *journal = data;
  guint i = *(const guint *) a;
  guint k = *(const guint *) b;
  const Action *x = journal_action (journal, i);
  const Action *y = journal_action (journal, k);

  if (x->time != y->time)
    return x->time < y->time ? -1 : 1;
  if (x->after != y->after)
    return x->after < y->after ? -1 : 1;
  return i < k ? -1 : i > k;
}

gboolean
journal_lives (const Journal *journal, guint branch, guint index)
{
  guint home = journal_action_branch (journal, index);

  return journal_branch_has (journal, branch, home) && !is_dropped (journal, branch, journal_action (journal, index), home);
}

GArray *
journal_script (const Journal *journal, guint branch, guint variant)
{
  GArray *script = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < journal->actions->len; i++)
    {
      if ((journal_action (journal, i)->variants >> variant & 1) != 0 && journal_lives (journal, branch, i))
        g_array_append_val (script, i);
    }
  g_array_sort_with_data (script, compare_actions, (gpointer) journal);
  return script;
}

char *
journal_format_time (const Journal *journal, gint64 time, guint decimals)
{
  gint64 since = MAX (0, time - journal_start (journal));
  GString *out = g_string_new (NULL);

  journal_write_time (out, since, since >= DAY_US, decimals);
  return g_string_free (out, FALSE);
}
