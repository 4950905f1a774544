/* A journal file, line by line: header, blocks, and what is left to journal-action.c. */
#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/journal-time.h"
#include "journal/preset.h"

#define MAX_BLOCKS 8

typedef struct {
  guint indent;     /* of the line that opened it; what stands further right is in it */
  guint32 variants;
  guint branch;
} Block;

typedef struct {
  Journal *journal;
  const char *name;   /* of the file, for errors */
  const char *folder;
  guint line;
  guint column;
  Block blocks[MAX_BLOCKS];
  guint n_blocks;     /* blocks[0] is the file itself */
  gboolean started;   /* the format line was met */
  GError **error;
} Parser;

static gboolean G_GNUC_PRINTF (3, 4)
fail (Parser *parser, guint column, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (parser->error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, "%s:%u:%u: %s", parser->name, parser->line, column,
               text);
  return FALSE;
}

/* An error that another part found, with its place put in front. */
static gboolean
fail_with (Parser *parser, GError *error)
{
  g_set_error (parser->error, error->domain, error->code, "%s:%u:%u: %s", parser->name, parser->line, parser->column,
               error->message);
  g_error_free (error);
  return FALSE;
}

static const char *
word_text (const WordLine *line, guint i)
{
  return i < line->words->len ? g_array_index (line->words, Word, i).text : NULL;
}

static guint
word_column (const WordLine *line, guint i)
{
  return i < line->words->len ? g_array_index (line->words, Word, i).column
                              : g_array_index (line->words, Word, line->words->len - 1).column;
}

static gboolean
take_format (Parser *parser, const WordLine *line)
{
  const char *version = word_text (line, 1);

  if (strcmp (word_text (line, 0), "postroom") != 0 || version == NULL)
    return fail (parser, 1, _("this is no Postroom journal: its first line should be “postroom 1”"));
  if (strcmp (version, "1") != 0)
    return fail (parser, word_column (line, 1), _("this journal has format %s; this Postroom reads format 1"), version);
  parser->started = TRUE;
  return TRUE;
}

static gboolean
take_title (Parser *parser, const WordLine *line)
{
  if (word_text (line, 1) == NULL)
    return fail (parser, word_column (line, 1), _("“title” needs a text"));
  g_ptr_array_add (parser->journal->titles, g_strdup (""));
  g_ptr_array_add (parser->journal->titles, g_strdup (word_text (line, 1)));
  for (guint i = 2; i < line->words->len; i++)
    {
      const char *text = word_text (line, i);
      const char *equals = strchr (text, '=');

      if (equals == NULL || equals == text)
        return fail (parser, word_column (line, i), _("another language is written as in id=\"…\""));
      g_ptr_array_add (parser->journal->titles, g_strndup (text, (gsize) (equals - text)));
      g_ptr_array_add (parser->journal->titles, g_strdup (equals + 1));
    }
  return TRUE;
}

static gboolean
take_remark (Parser *parser, const WordLine *line, JournalRemark kind)
{
  guint word;
  const char *wrong = journal_take_remark (parser->journal, kind, line, &word);

  return wrong == NULL || fail (parser, word_column (line, word), "%s", wrong);
}

/* presets NAME=VERSION...: what the journal was lived with. Another version would live another day. */
static gboolean
take_presets (Parser *parser, const WordLine *line)
{
  for (guint i = 1; i < line->words->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (word_text (line, i), "=", 2);
      const Preset *preset = parts[0] != NULL ? preset_find (PRESET_DEVICE, parts[0]) : NULL;
      guint64 version;

      if (preset == NULL && parts[0] != NULL)
        preset = preset_find (PRESET_SERVER, parts[0]);
      if (preset == NULL)
        return fail (parser, word_column (line, i), _("there is no preset “%s”"), parts[0] != NULL ? parts[0] : "");
      if (parts[1] == NULL || !g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXUINT, &version, NULL))
        return fail (parser, word_column (line, i), _("the versions of presets are written as in: presets mpop=1"));
      if (version != preset->version)
        return fail (parser, word_column (line, i),
                     _("this journal was made with version %u of the preset “%s”; this Postroom has version %u, with which "
                       "the day may end otherwise. Without this word it is lived with that"),
                     (guint) version, preset->id, preset->version);
      g_ptr_array_add (parser->journal->presets, g_strdup (preset->id));
    }
  return TRUE;
}

/* seed, date, zone, title, presets. *taken tells whether it was one. */
static gboolean
take_header (Parser *parser, const WordLine *line, gboolean *taken)
{
  const char *word = word_text (line, 0);
  const char *value = word_text (line, 1);
  Journal *journal = parser->journal;
  gboolean good = value != NULL && line->words->len == 2;

  *taken = TRUE;
  if (strcmp (word, "title") == 0)
    return take_title (parser, line);
  if (strcmp (word, "presets") == 0)
    return take_presets (parser, line);
  if (journal_find_remark_word (word) >= 0)
    return take_remark (parser, line, (JournalRemark) journal_find_remark_word (word));
  if (strcmp (word, "seed") == 0)
    good = good && g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &journal->seed, NULL);
  else if (strcmp (word, "date") == 0)
    good = good && journal_parse_date (value, &journal->date);
  else if (strcmp (word, "zone") == 0)
    good = good && journal_parse_zone (value, &journal->zone_minutes);
  else
    {
      *taken = FALSE;
      return TRUE;
    }
  if (!good)
    return fail (parser, word_column (line, 1), _("“%s” is written as in: seed 7, date 2026-03-02, zone +07:00"), word);
  if (journal->actions->len > 0)
    return fail (parser, 1, _("“%s” has to stand before the first action"), word);
  return TRUE;
}

static gboolean
push_block (Parser *parser, guint indent, guint32 variants, guint branch, guint column)
{
  if (parser->n_blocks == MAX_BLOCKS)
    return fail (parser, column, _("blocks are nested too deeply"));
  parser->blocks[parser->n_blocks++] = (Block){ indent, variants, branch };
  return TRUE;
}

/* Further words of a variant: its name in other languages. */
static gboolean
take_variant_titles (Parser *parser, const WordLine *line, const char *name)
{
  for (guint i = 2; i < line->words->len; i++)
    {
      const char *text = word_text (line, i);
      const char *equals = strchr (text, '=');

      if (equals == NULL || equals == text)
        return fail (parser, word_column (line, i), _("another language is written as in id=\"…\""));
      g_ptr_array_add (parser->journal->variant_titles, g_strdup (name));
      g_ptr_array_add (parser->journal->variant_titles, g_strndup (text, (gsize) (equals - text)));
      g_ptr_array_add (parser->journal->variant_titles, g_strdup (equals + 1));
    }
  return TRUE;
}

static gboolean
take_variant (Parser *parser, const WordLine *line)
{
  const Block *block = &parser->blocks[parser->n_blocks - 1];
  GPtrArray *variants = parser->journal->variants;
  guint32 mask = 0;
  g_auto (GStrv) names = NULL;

  if (line->words->len < 2)
    return fail (parser, word_column (line, 1), _("“variant” needs one name"));
  names = g_strsplit (word_text (line, 1), ",", -1);
  if (line->words->len > 2 && g_strv_length (names) != 1)
    return fail (parser, word_column (line, 1), _("“variant” needs one name"));
  if (!take_variant_titles (parser, line, word_text (line, 1)))
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    {
      int index = journal_find_variant (parser->journal, names[i]);

      if (index < 0 && variants->len == JOURNAL_MAX_VARIANTS)
        return fail (parser, word_column (line, 1), _("there are more than %d variants"), JOURNAL_MAX_VARIANTS);
      if (index < 0)
        {
          index = (int) variants->len;
          g_ptr_array_add (variants, g_strdup (names[i]));
        }
      mask |= 1u << index;
    }
  if ((mask & block->variants) == 0)
    return fail (parser, word_column (line, 1), _("a variant cannot stand within another"));
  return push_block (parser, line->indent, mask, block->branch, word_column (line, 0));
}

/* "15d 08:05:03.2+1" → µs UTC */
static gboolean
parse_point (const Journal *journal, const char *text, gint64 *time, guint *after)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", 2);
  guint day = 1;
  gint64 clock;

  if (parts[0] == NULL || (parts[1] != NULL && !journal_parse_day (parts[0], &day))
      || !journal_parse_clock (parts[1] != NULL ? parts[1] : parts[0], &clock, after))
    return FALSE;
  *time = journal_start (journal) + (gint64) (day - 1) * DAY_US + clock;
  return TRUE;
}

static gboolean
take_branch_options (Parser *parser, const WordLine *line, Branch *branch, gboolean *has_point)
{
  *has_point = FALSE;
  for (guint i = 2; i < line->words->len; i++)
    {
      const char *text = word_text (line, i);
      int parent = g_str_has_prefix (text, "from=") ? journal_find_branch (parser->journal, text + 5) : -1;

      if (g_str_has_prefix (text, "from=") && parent < 0)
        return fail (parser, word_column (line, i), _("there is no branch “%s”"), text + 5);
      if (parent >= 0)
        branch->parent = (guint) parent;
      else if (strcmp (text, "later=drop") == 0)
        branch->drop_later = TRUE;
      else if (strcmp (text, "later=keep") == 0)
        branch->drop_later = FALSE;
      else if (g_str_has_prefix (text, "at=") && parse_point (parser->journal, text + 3, &branch->at, &branch->after))
        *has_point = TRUE;
      else
        return fail (parser, word_column (line, i), _("“%s” is not understood here"), text);
    }
  return TRUE;
}

/* branch NAME from=PARENT at=TIME [later=drop], or branch NAME to go on with one. */
static gboolean
take_branch (Parser *parser, const WordLine *line)
{
  const char *name = word_text (line, 1);
  int index = name != NULL ? journal_find_branch (parser->journal, name) : -1;
  Branch branch = { .name = NULL };
  gboolean has_point;

  if (name == NULL)
    return fail (parser, word_column (line, 0), _("“branch” needs a name"));
  parser->journal->day = 1;
  if (index >= 0 && line->words->len == 2)
    return push_block (parser, line->indent, JOURNAL_ALL, (guint) index, 1);
  if (index >= 0)
    return fail (parser, word_column (line, 1), _("“%s” is there already"), name);
  if (!take_branch_options (parser, line, &branch, &has_point))
    return FALSE;
  if (!has_point)
    return fail (parser, word_column (line, 0), _("a branch needs at=… and the time at which it leaves its parent"));
  index = (int) parser->journal->branches->len;
  branch.name = g_strdup (name);
  g_ptr_array_add (parser->journal->branches, g_memdup2 (&branch, sizeof branch));
  return push_block (parser, line->indent, JOURNAL_ALL, (guint) index, 1);
}

/* at [Nd] TIME; *first is the word after it. Without `at`: the journal's start. */
static gboolean
take_time (Parser *parser, const WordLine *line, guint *first, gint64 *time, guint *after)
{
  Journal *journal = parser->journal;
  gint64 clock;

  *time = journal_start (journal);
  *after = 0;
  *first = 0;
  if (strcmp (word_text (line, 0), "at") != 0)
    return TRUE;
  *first = 1;
  if (word_text (line, 1) != NULL && journal_parse_day (word_text (line, 1), &journal->day))
    *first = 2;
  if (word_text (line, *first) == NULL || !journal_parse_clock (word_text (line, *first), &clock, after))
    return fail (parser, word_column (line, *first), _("a time such as 08:05 or 15d 08:05:03.250 is expected here"));
  *time += (gint64) (journal->day - 1) * DAY_US + clock;
  (*first)++;
  return TRUE;
}

static guint
find_column (const WordLine *line, const char *culprit)
{
  for (guint i = 0; culprit != NULL && i < line->words->len; i++)
    if (strcmp (word_text (line, i), culprit) == 0)
      return word_column (line, i);
  return word_column (line, 0);
}

static gboolean
take_action (Parser *parser, const WordLine *line)
{
  const Block *block = &parser->blocks[parser->n_blocks - 1];
  GError *error = NULL;
  const char *culprit;
  Action *action;
  guint first, after;
  gint64 time;

  if (!take_time (parser, line, &first, &time, &after))
    return FALSE;
  action = journal_parse_words (parser->journal, block->variants, time, after, (const Word *) line->words->data + first,
                                line->words->len - first, parser->folder, &parser->column, &error);
  if (action == NULL)
    return fail_with (parser, error);
  action->line = parser->line;
  action->column = word_column (line, 0);
  if (!journal_complete_action (parser->journal, block->branch, action, &culprit, &error))
    {
      parser->column = find_column (line, culprit);
      action_free (action);
      return fail_with (parser, error);
    }
  parser->column = action->column;
  if (journal_take_action (parser->journal, block->branch, action, &error) < 0)
    return fail_with (parser, error);
  return TRUE;
}

static gboolean
take_line (Parser *parser, const WordLine *line)
{
  gboolean taken = FALSE;
  const char *word = word_text (line, 0);

  if (!parser->started)
    return take_format (parser, line);
  while (parser->n_blocks > 1 && parser->blocks[parser->n_blocks - 1].indent >= line->indent)
    {
      parser->n_blocks--;
      if (parser->n_blocks == 1 && parser->blocks[1].branch != 0)
        parser->journal->day = 1;
    }
  if (parser->n_blocks == 1 && line->indent > 0)
    return fail (parser, word_column (line, 0), _("this line is indented but belongs to no variant or branch"));
  if (!take_header (parser, line, &taken) || taken)
    return taken && *parser->error == NULL;
  if (strcmp (word, "variant") == 0)
    return take_variant (parser, line);
  if (strcmp (word, "branch") == 0)
    return take_branch (parser, line);
  return take_action (parser, line);
}

static gboolean
parse_line (Parser *parser, const char *text, gsize length)
{
  g_auto (WordLine) line = { 0 };
  const char *message;
  guint column;

  if (length > 0 && text[length - 1] == '\r')
    length--;
  if (!word_line_split (&line, text, length, &message, &column))
    return fail (parser, column, "%s", message);
  g_ptr_array_add (parser->journal->lines, g_strndup (text, length));
  return line.words->len == 0 || take_line (parser, &line);
}

static Journal *
parse (const char *text, gsize length, const char *name, const char *folder, GError **error)
{
  g_autoptr (Journal) journal = journal_new_blank ();
  GError *own = NULL;
  Parser parser = { .journal = journal, .name = name, .folder = folder, .n_blocks = 1, .error = &own };
  const char *end = text + length;

  journal->folder = g_strdup (folder);
  parser.blocks[0] = (Block){ 0, JOURNAL_ALL, 0 };
  while (text < end)
    {
      const char *lf = memchr (text, '\n', (gsize) (end - text));
      gsize n = (gsize) ((lf != NULL ? lf : end) - text);

      parser.line++;
      if (!parse_line (&parser, text, n))
        {
          g_propagate_error (error, own);
          return NULL;
        }
      text += n + 1;
    }
  if (!parser.started)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX,
                   _("%s:1:1: this is no Postroom journal: its first line should be “postroom 1”"), name);
      return NULL;
    }
  journal->open_branch = parser.blocks[parser.n_blocks - 1].branch;
  return g_steal_pointer (&journal);
}

Journal *
journal_parse (const char *text, gssize length, const char *name, GError **error)
{
  return parse (text, length < 0 ? strlen (text) : (gsize) length, name, NULL, error);
}

Journal *
journal_read (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return parse (text, length, path, folder, error);
}

Action *
journal_parse_action (const Journal *journal, const char *text, gint64 time, guint after, GError **error)
{
  g_auto (WordLine) line = { 0 };
  const char *message;
  guint column;

  if (!word_line_split (&line, text, strlen (text), &message, &column))
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, "%u: %s", column, message);
      return NULL;
    }
  return journal_parse_words (journal, JOURNAL_ALL, time, after, (const Word *) line.words->data, line.words->len, NULL,
                              &column, error);
}

Action *
journal_parse_complete (const Journal *journal, const char *text, gint64 time, guint *column, GError **error)
{
  g_auto (WordLine) line = { 0 };
  g_autoptr (Action) action = NULL;
  const char *message;
  const char *culprit;

  *column = 1;
  if (!word_line_split (&line, text, strlen (text), &message, column))
    {
      g_set_error_literal (error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, message);
      return NULL;
    }
  action = journal_parse_words (journal, JOURNAL_ALL, time, 0, (const Word *) line.words->data, line.words->len, NULL, column,
                                error);
  if (action == NULL || journal_complete_action (journal, 0, action, &culprit, error))
    return g_steal_pointer (&action);
  *column = line.words->len > 0 ? find_column (&line, culprit) : 1;
  return NULL;
}
