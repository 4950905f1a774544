/* A journal grows at its end only; its text is kept line by line as it was read. */
#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/journal-time.h"
#include "journal/preset.h"

static void
write_variants (const Journal *journal, guint32 mask, GString *out)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < journal->variants->len; i++)
    if ((mask >> i & 1) != 0)
      g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", (const char *) journal->variants->pdata[i]);
  word_quote (out, names->str);
}

static gboolean
is_for_all (const Journal *journal, guint32 mask)
{
  guint32 all = journal->variants->len > 0 ? (1u << journal->variants->len) - 1 : 1;

  return (mask & all) == all;
}

static void
add_line (Journal *journal, GString *line)
{
  g_ptr_array_add (journal->lines, g_string_free (line, FALSE));
}

static void
open_block (Journal *journal, guint branch)
{
  GString *line;

  if (branch == journal->open_branch)
    return;
  journal->day = 1;
  journal->open_branch = branch;
  if (branch == 0)
    return;
  line = g_string_new ("branch ");
  word_quote (line, journal_branch (journal, branch)->name);
  add_line (journal, line);
}

static void
write_action (Journal *journal, guint branch, const Action *action)
{
  gint64 since = action->time - journal_start (journal);
  guint day = (guint) (since / DAY_US) + 1;
  guint indent = branch == 0 ? 0 : 2;
  GString *line;
  g_autofree char *text = action_to_text (action);

  open_block (journal, branch);
  if (!is_for_all (journal, action->variants))
    {
      line = g_string_new (NULL);
      g_string_append_printf (line, "%*svariant ", (int) indent, "");
      write_variants (journal, action->variants, line);
      add_line (journal, line);
      indent += 2;
    }
  line = g_string_new (NULL);
  g_string_append_printf (line, "%*sat ", (int) indent, "");
  journal_write_time (line, since, day != journal->day, action->time % G_USEC_PER_SEC != 0 ? 6 : 0);
  if (action->after > 0)
    g_string_append_printf (line, "+%u", action->after);
  g_string_append_printf (line, " %s%s", action->must ? "must " : "", text);
  journal->day = day;
  add_line (journal, line);
}

int
journal_append (Journal *journal, guint branch, Action *action, GError **error)
{
  const char *culprit;
  int index;

  g_assert (branch < journal->branches->len);
  if (!journal_complete_action (journal, branch, action, &culprit, error))
    {
      action_free (action);
      return -1;
    }
  index = journal_take_action (journal, branch, action, error);
  if (index >= 0)
    {
      action->column = 1;
      write_action (journal, branch, action);
      action->line = journal->lines->len;
    }
  return index;
}

static char *
unused_branch_name (const Journal *journal, const char *name)
{
  if (journal_find_branch (journal, name) < 0)
    return g_strdup (name);
  for (guint n = 2;; n++)
    {
      g_autofree char *other = g_strdup_printf ("%s %u", name, n);

      if (journal_find_branch (journal, other) < 0)
        return g_steal_pointer (&other);
    }
}

static guint
add_branch (Journal *journal, const char *name, guint parent, gint64 at, guint after, gboolean drop_later)
{
  Branch *branch = g_new0 (Branch, 1);
  GString *line = g_string_new ("branch ");
  gint64 since = at - journal_start (journal);

  g_assert (parent < journal->branches->len && since >= 0);
  branch->name = unused_branch_name (journal, name);
  branch->parent = parent;
  branch->at = at;
  branch->after = after;
  branch->drop_later = drop_later;
  word_quote (line, branch->name);
  g_string_append (line, " from=");
  word_quote (line, journal_branch (journal, parent)->name);
  g_string_append (line, " at=\"");
  journal_write_time (line, since, TRUE, 6);
  if (after > 0)
    g_string_append_printf (line, "+%u", after);
  g_string_append (line, drop_later ? "\" later=drop" : "\"");
  add_line (journal, line);
  g_ptr_array_add (journal->branches, branch);
  journal->day = 1;
  journal->open_branch = journal->branches->len - 1;
  return journal->branches->len - 1;
}

guint
journal_add_branch (Journal *journal, const char *name, guint parent, gint64 at, guint after)
{
  return add_branch (journal, name, parent, at, after, FALSE);
}

guint
journal_add_branch_without (Journal *journal, const char *name, guint parent, gint64 at, guint after)
{
  return add_branch (journal, name, parent, at, after, TRUE);
}

static const char *
skip_blanks (const char *line)
{
  return line + strspn (line, " \t");
}

char *
journal_to_text (const Journal *journal)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < journal->lines->len; i++)
    g_string_append_printf (out, "%s\n", (const char *) journal->lines->pdata[i]);
  return g_string_free (out, FALSE);
}

static gboolean
is_silent (const char *line)
{
  char first = *skip_blanks (line);

  return first == '\0' || first == '#';
}

/* Behind the format line, the first that is neither blank nor a comment. */
void
journal_insert_header (Journal *journal, char *line)
{
  guint at = 0;

  while (at < journal->lines->len && is_silent (journal->lines->pdata[at]))
    at++;
  g_ptr_array_insert (journal->lines, (int) MIN (at + 1, journal->lines->len), line);
  for (guint i = 0; i < journal->actions->len; i++)
    ((Action *) journal->actions->pdata[i])->line += 1;
}

void
journal_set_seed (Journal *journal, guint64 seed)
{
  char *line = g_strdup_printf ("seed %" G_GUINT64_FORMAT, seed);
  const char *text;
  int at = -1;

  journal->seed = seed;
  for (guint i = 0; i < journal->lines->len; i++)
    {
      text = skip_blanks (journal->lines->pdata[i]);
      if (g_str_has_prefix (text, "seed") && (text[4] == ' ' || text[4] == '\t'))
        at = (int) i; /* the last one counts */
    }
  if (at < 0)
    {
      journal_insert_header (journal, line);
      return;
    }
  g_free (journal->lines->pdata[at]);
  journal->lines->pdata[at] = line;
}

/* The versions of the presets in use, as far as the header does not record them yet. */
static void
record_presets (Journal *journal)
{
  GString *line = g_string_new ("presets");

  for (guint i = 0; i < journal->actions->len; i++)
    {
      const Action *action = journal_action (journal, i);
      PresetKind kind = action->kind == ACTION_SERVER ? PRESET_SERVER : PRESET_DEVICE;
      const Preset *preset = action->preset != NULL ? preset_find (kind, action->preset) : NULL;

      if (preset == NULL || g_ptr_array_find_with_equal_func (journal->presets, preset->id, g_str_equal, NULL))
        continue;
      g_ptr_array_add (journal->presets, g_strdup (preset->id));
      g_string_append_printf (line, " %s=%u", preset->id, preset->version);
    }
  if (strcmp (line->str, "presets") == 0)
    {
      g_string_free (line, TRUE);
      return;
    }
  journal_insert_header (journal, g_string_free (line, FALSE));
}

/* Replaces the path of a `load`, however it is quoted. */
static void
replace_path (char **line, const char *path, const char *other)
{
  g_auto (WordLine) words = { 0 };
  g_autoptr (GString) out = g_string_new (NULL);
  const char *message;
  guint column;

  if (!word_line_split (&words, *line, strlen (*line), &message, &column))
    return;
  for (guint i = 2; i < words.words->len && out->len == 0; i++)
    {
      const Word *word = &g_array_index (words.words, Word, i);
      const char *from = g_utf8_offset_to_pointer (*line, word->column - 1);

      if (strcmp (word[-2].text, "load") != 0 || strcmp (word->text, path) != 0)
        continue;
      g_string_append_len (out, *line, from - *line);
      word_quote (out, other);
      g_string_append (out, g_utf8_offset_to_pointer (*line, word->end - 1));
    }
  if (out->len == 0)
    return;
  g_free (*line);
  *line = g_strdup (out->str);
}

/* Mail that is loaded stays where it is when the journal goes to another folder. */
static void
keep_paths (Journal *journal, const char *path)
{
  g_autofree char *to = g_path_get_dirname (path);
  g_autofree char *there = g_canonicalize_filename (to, NULL);
  g_autofree char *here = g_canonicalize_filename (journal->folder != NULL ? journal->folder : ".", NULL);

  for (guint i = 0; strcmp (here, there) != 0 && i < journal->actions->len; i++)
    {
      Action *action = journal->actions->pdata[i];
      g_autofree char *absolute = NULL;

      if (action->kind != ACTION_LOAD || action->embed || g_path_is_absolute (action->path))
        continue;
      absolute = g_canonicalize_filename (action->path, here);
      replace_path ((char **) &journal->lines->pdata[action->line - 1], action->path, absolute);
      g_free (action->path);
      action->path = g_steal_pointer (&absolute);
    }
}

gboolean
journal_write (Journal *journal, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  record_presets (journal);
  keep_paths (journal, path);
  text = journal_to_text (journal);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}
