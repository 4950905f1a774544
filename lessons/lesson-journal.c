/* All journal lines of a lesson as one journal text, each at the number of its line in the lesson's file, so that the
 * journal's parser tells the right places. Then what needs that journal: expectations of choices, goals, times. */
#include "lesson-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "journal/journal-time.h"

typedef struct {
  LessonParser *parser;
  char **text;      /* of the journal, line by line; borrowed texts or NULL: an empty line */
  guint *indent;    /* what was taken from the front of each line */
} Builder;

/* Calls for each block, in the file's order. */
typedef void (*BlockFunc) (Builder *builder, LessonBlock *block);

static void
for_blocks (Builder *builder, BlockFunc func)
{
  const Lesson *lesson = builder->parser->lesson;

  for (guint i = 0; i < lesson->steps->len; i++)
    {
      const LessonStep *step = lesson_step (lesson, i);

      for (guint k = 0; k < step->blocks->len; k++)
        func (builder, step->blocks->pdata[k]);
    }
}

static gboolean
is_blank (const char *line)
{
  line += strspn (line, " \t");
  return *line == '\0' || *line == '#';
}

static gboolean
begins_with (const char *line, const char *word)
{
  gsize length = strlen (word);

  return strncmp (line, word, length) == 0 && strchr (" \t", line[length]) != NULL;
}

static void
check_line (Builder *builder, const LessonBlock *block, const char *line, guint number)
{
  GPtrArray *faults = builder->parser->faults;
  guint indent = (guint) strspn (line, " \t");
  const char *rest = line + indent;

  if (is_blank (line) || begins_with (rest, "variant"))
    return;
  if (begins_with (rest, "branch") || begins_with (rest, "postroom"))
    lesson_fault (faults, number, indent + 1, _("“%.*s” has no place in a lesson"), (int) strcspn (rest, " \t"), rest);
  else if (block->kind == LESSON_SETUP && begins_with (rest, "at"))
    lesson_fault (faults, number, indent + 1, _("what happens at a time belongs in a “do” block"));
  else if (block->kind != LESSON_SETUP && !begins_with (rest, "at"))
    lesson_fault (faults, number, indent + 1, _("a time is missing here, as in: at 08:05 laptop check"));
}

static void
take_line (Builder *builder, LessonBlock *block, guint number, guint strip)
{
  char *line = builder->parser->lines[number - 1];
  guint indent = MIN (strip, (guint) strspn (line, " \t"));

  check_line (builder, block, line, number);
  builder->text[number - 1] = line + indent;
  builder->indent[number - 1] = indent;
}

/* The lines indented under `solution:`, without what they have in common. */
static void
take_solution (Builder *builder, LessonBlock *block)
{
  char **lines = builder->parser->lines;
  gboolean inside = FALSE;
  guint common = G_MAXUINT;

  for (int pass = 0; pass < 2; pass++)
    for (guint number = block->line + 1; number < block->last_line; number++)
      {
        const char *line = lines[number - 1];
        guint indent = (guint) strspn (line, " \t");

        if (!is_blank (line) && indent == 0)
          inside = g_str_has_prefix (line, "solution:");
        else if (inside && !is_blank (line) && pass == 0)
          common = MIN (common, indent);
        else if (inside && !is_blank (line))
          take_line (builder, block, number, common);
      }
}

static void
take_lines (Builder *builder, LessonBlock *block)
{
  if (block->kind == LESSON_TASK)
    take_solution (builder, block);
  if (block->kind != LESSON_SETUP && block->kind != LESSON_DO && block->kind != LESSON_EXPECT)
    return;
  for (guint number = block->line + 1; number < block->last_line; number++)
    take_line (builder, block, number, 0);
}

static void
add_start_lines (Builder *builder, LessonBlock *block)
{
  Lesson *lesson = builder->parser->lesson;

  if (block->kind != LESSON_SETUP)
    return;
  for (guint number = block->line + 1; number < block->last_line; number++)
    {
      g_autofree char *before = lesson->start;

      lesson->start = g_strconcat (before, builder->parser->lines[number - 1], "\n", NULL);
    }
}

/* ":12:7: what" → a fault there. */
static void
add_journal_fault (Builder *builder, const GError *error)
{
  guint line = 1;
  guint column = 1;
  int length = 0;

  if (sscanf (error->message, ":%u:%u: %n", &line, &column, &length) < 2)
    length = 0;
  line = CLAMP (line, 1, builder->parser->n_lines);
  lesson_fault (builder->parser->faults, line, column + builder->indent[line - 1], "%s", error->message + length);
}

static gboolean
parse_journal (Builder *builder)
{
  LessonParser *parser = builder->parser;
  g_autoptr (GString) text = g_string_new ("postroom 1\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < parser->n_lines; i++)
    g_string_append_printf (text, "%s\n", builder->text[i] != NULL ? builder->text[i] : "");
  parser->lesson->journal = journal_parse (text->str, (gssize) text->len, "", &error);
  if (parser->lesson->journal == NULL)
    add_journal_fault (builder, error);
  return parser->lesson->journal != NULL;
}

static void
find_actions (Builder *builder, LessonBlock *block)
{
  const Journal *journal = builder->parser->lesson->journal;

  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);

      if (action->line <= block->line || action->line >= block->last_line)
        continue;
      if (block->n_actions++ == 0)
        block->first_action = i;
      if (block->kind == LESSON_EXPECT && action->kind != ACTION_EXPECT)
        lesson_fault (builder->parser->faults, action->line, action->column, _("only “at … expect …” stands in an expect block"));
    }
}

/* Time of the last line before that one of the file; the journal's start when there is none. */
static gint64
time_before (const Journal *journal, guint line)
{
  gint64 time = journal_start (journal);

  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action (journal, i)->line < line)
      time = MAX (time, journal_action (journal, i)->time);
  return time;
}

static gboolean
parse_time (const Journal *journal, const char *text, gint64 before, gint64 *time)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  guint day = (guint) ((before - journal_start (journal)) / DAY_US) + 1;
  guint after;

  if (words[0] == NULL || (words[1] != NULL && !journal_parse_day (words[0], &day))
      || !journal_parse_clock (words[1] != NULL ? words[1] : words[0], time, &after) || after != 0)
    return FALSE;
  *time += journal_start (journal) + (gint64) (day - 1) * DAY_US;
  return TRUE;
}

/* When the predictions above that one are decided. */
static gint64
decided_before (const LessonParser *parser, guint index)
{
  const LessonBlock *block = ((LessonPending *) parser->times->pdata[index])->block;
  gint64 decided = G_MININT64;

  for (guint i = 0; i < index; i++)
    if (((LessonPending *) parser->times->pdata[i])->block != block)
      decided = MAX (decided, ((LessonPending *) parser->times->pdata[i])->block->until);
  return decided;
}

static void
take_times (LessonParser *parser)
{
  const Journal *journal = parser->lesson->journal;
  for (guint i = 0; i < parser->times->len; i++)
    {
      const LessonPending *pending = parser->times->pdata[i];
      gint64 before = time_before (journal, pending->line);
      gint64 time;

      if (!parse_time (journal, pending->text, before, &time))
        lesson_fault (parser->faults, pending->line, pending->column,
                      _("a time such as 08:05 or \"15d 08:05\" is expected here"));
      else if (time < before)
        lesson_fault (parser->faults, pending->line, pending->column, _("this is before the last line that was lived"));
      else if (time < decided_before (parser, i))
        lesson_fault (parser->faults, pending->line, pending->column, _("this is before the prediction above it is decided"));
      else if (pending->is_until)
        pending->block->until = time;
      else
        pending->block->at = time;
    }
}

static void
take_expects (LessonParser *parser)
{
  const Journal *journal = parser->lesson->journal;

  for (guint i = 0; i < parser->pending->len; i++)
    {
      const LessonPending *pending = parser->pending->pdata[i];
      g_autoptr (GError) error = NULL;
      gint64 time = time_before (journal, pending->block->last_line);
      guint column;
      Action *action;

      if (pending->block->until != G_MININT64)
        time = pending->block->until;
      action = journal_parse_complete (journal, pending->text, time, &column, &error);
      if (action != NULL && action->kind != ACTION_EXPECT)
        {
          g_clear_pointer (&action, action_free);
          g_set_error_literal (&error, LESSON_ERROR, LESSON_ERROR_SYNTAX, _("“expect …” is meant here"));
          column = 1;
        }
      if (action == NULL)
        {
          lesson_fault (parser->faults, pending->line, pending->column + column - 1, "%s", error->message);
          continue;
        }
      action->line = pending->line;
      action->column = pending->column;
      g_ptr_array_add (pending->choice != NULL ? pending->choice->expects : pending->block->goals, action);
    }
}

static void
check_choices (Builder *builder, LessonBlock *block)
{
  GPtrArray *faults = builder->parser->faults;

  if (block->at != G_MININT64 && block->until != G_MININT64 && block->at > block->until)
    lesson_fault (faults, block->line, 1, _("the question opens after it is decided: at=… is later than until=…"));
  for (guint i = 0; i < block->choices->len; i++)
    {
      const LessonChoice *choice = block->choices->pdata[i];

      if (choice->expects->len == 0)
        lesson_fault (faults, choice->line, 1, _("a choice needs what is true if it is right: “expect …” under it"));
    }
}

/* Bit n: the world n is meant. 0: there is none of that name. */
static guint32
variants_meant (const Journal *journal, const LessonBlock *block)
{
  if (block->variant == NULL)
    return G_MAXUINT32;
  for (guint i = 0; i < journal_n_variants (journal); i++)
    if (strcmp (journal_variant_name (journal, i), block->variant) == 0)
      return 1u << i;
  return 0;
}

static void
check_names (Builder *builder, LessonBlock *block)
{
  const Journal *journal = builder->parser->lesson->journal;
  guint32 variants = variants_meant (journal, block);

  if (variants == 0)
    lesson_fault (builder->parser->faults, block->variant_at.line, block->variant_at.column, _("there is no variant “%s”"),
                  block->variant);
  if (variants == 0 || block->console == NULL)
    return;
  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);

      if (action->kind == ACTION_DEVICE && (action->variants & variants) != 0 && strcmp (action->device, block->console) == 0)
        return;
    }
  lesson_fault (builder->parser->faults, block->console_at.line, block->console_at.column, _("there is no device “%s”"),
                block->console);
}

/* What decides a prediction has to be lived when it is answered: before the next question, in the same step. */
static void
check_until (LessonParser *parser, const LessonBlock *block, guint limit)
{
  const Journal *journal = parser->lesson->journal;

  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);

      if (action->line < limit || action->time > block->until || action->kind <= ACTION_LOAD)
        continue;
      lesson_fault (parser->faults, action->line, action->column,
                    _("this happens before the prediction of line %u is decided, but stands after the next question or in a "
                      "later step"),
                    block->line);
      return;
    }
}

static void
check_untils (LessonParser *parser)
{
  guint limit = G_MAXUINT;

  for (guint i = parser->lesson->steps->len; i-- > 0;)
    {
      const LessonStep *step = lesson_step (parser->lesson, i);

      for (guint k = step->blocks->len; k-- > 0;)
        {
          const LessonBlock *block = step->blocks->pdata[k];

          if (block->kind == LESSON_PREDICT && block->until != G_MININT64)
            check_until (parser, block, limit);
          if (block->kind == LESSON_PREDICT || block->kind == LESSON_TASK)
            limit = block->line;
        }
      limit = step->line;
    }
}

static void
check_order (Builder *builder, LessonBlock *block)
{
  guint *first = builder->indent; /* spare: element 0 is the first block that is no set-up */

  if (block->kind == LESSON_SETUP && *first != 0)
    lesson_fault (builder->parser->faults, block->line, 1, _("the set-up has to stand before everything that happens: line %u"),
                  *first);
  else if (*first == 0 && block->kind != LESSON_SETUP && block->kind != LESSON_PROSE && block->kind != LESSON_NOTE
           && block->kind != LESSON_SHOW)
    *first = block->line;
}

static void
check_variants (LessonParser *parser)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) start = journal_parse (parser->lesson->start, -1, "", &error);

  if (start == NULL)
    lesson_fault (parser->faults, 1, 1, "%s", error->message);
  else if (journal_n_variants (start) != journal_n_variants (parser->lesson->journal))
    lesson_fault (parser->faults, 1, 1, _("every variant has to be named in a setup block"));
}

gboolean
lesson_journal_wait (Journal *journal, guint branch, gint64 until, GError **error)
{
  Action *wait = action_new (ACTION_WAIT);

  wait->time = until;
  wait->variants = 0;
  for (guint i = 0; i < journal_n_variants (journal); i++)
    {
      g_autoptr (GArray) script = journal_script (journal, branch, i);

      if (script->len == 0 || journal_action (journal, g_array_index (script, guint, script->len - 1))->time < until)
        wait->variants |= 1u << i;
    }
  if (wait->variants != 0)
    return journal_append (journal, branch, wait, error) >= 0;
  action_free (wait);
  return TRUE;
}

/* As a run does, that the worlds of lesson->journal are the same. */
static void
wait_for_predictions (LessonParser *parser)
{
  for (guint i = 0; i < parser->times->len; i++)
    {
      const LessonPending *pending = parser->times->pdata[i];
      g_autoptr (GError) error = NULL;

      if (pending->is_until && pending->block->until != G_MININT64
          && !lesson_journal_wait (parser->lesson->journal, 0, pending->block->until, &error))
        lesson_fault (parser->faults, pending->line, pending->column, "%s", error->message);
    }
}

void
lesson_journal_parse (LessonParser *parser)
{
  Builder builder = { .parser = parser };

  builder.text = g_new0 (char *, parser->n_lines + 1);
  builder.indent = g_new0 (guint, parser->n_lines + 1);
  parser->lesson->start = g_strdup ("postroom 1\n");
  for_blocks (&builder, take_lines);
  for_blocks (&builder, add_start_lines);
  for_blocks (&builder, check_order);
  builder.indent[0] = 0;
  if (parse_journal (&builder))
    {
      for_blocks (&builder, find_actions);
      take_times (parser);
      take_expects (parser);
      for_blocks (&builder, check_choices);
      for_blocks (&builder, check_names);
      check_untils (parser);
      check_variants (parser);
      wait_for_predictions (parser);
    }
  g_free (builder.text);
  g_free (builder.indent);
}
