/* A translation beside its original: everything but the texts has to be the same. */
#include "lesson-lint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lesson-private.h"

typedef struct {
  const Lesson *original;
  const Lesson *translation;
  GPtrArray *faults;
} Pair;

/* The blocks that have to be the same: all but prose and notes. */
static GPtrArray *
fixed_blocks (const LessonStep *step)
{
  GPtrArray *blocks = g_ptr_array_new ();

  for (guint i = 0; i < lesson_step_n_blocks (step); i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);

      if (block->kind != LESSON_PROSE && block->kind != LESSON_NOTE)
        g_ptr_array_add (blocks, (gpointer) block);
    }
  return blocks;
}

static gboolean
same_text (const Action *a, const Action *b)
{
  g_autofree char *x = action_to_text (a);
  g_autofree char *y = action_to_text (b);

  return a->variants == b->variants && strcmp (x, y) == 0;
}

static gboolean
same_action (const Action *a, const Action *b)
{
  return a->time == b->time && same_text (a, b);
}

static void
compare_lines (Pair *pair, const LessonBlock *a, const LessonBlock *b)
{
  for (guint i = 0; i < MAX (a->n_actions, b->n_actions); i++)
    {
      const Action *x = i < a->n_actions ? journal_action (pair->original->journal, a->first_action + i) : NULL;
      const Action *y = i < b->n_actions ? journal_action (pair->translation->journal, b->first_action + i) : NULL;

      if (x != NULL && y != NULL && same_action (x, y))
        continue;
      if (y == NULL)
        lesson_fault (pair->faults, b->line, 1, _("the line %u of the original is missing here"), x->line);
      else if (x == NULL)
        lesson_fault (pair->faults, y->line, y->column, _("the original does not have this line"));
      else
        lesson_fault (pair->faults, y->line, y->column, _("this is not the same as line %u of the original"), x->line);
      return;
    }
}

static gboolean
same_expects (const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; i < a->len && a->len == b->len; i++)
    if (!same_text (a->pdata[i], b->pdata[i]))
      return FALSE;
  return a->len == b->len;
}

static void
compare_choices (Pair *pair, const LessonBlock *a, const LessonBlock *b)
{
  if (a->choices->len != b->choices->len)
    {
      lesson_fault (pair->faults, b->line, 1, _("the original (line %u) has %u choices, this has %u"), a->line, a->choices->len,
                    b->choices->len);
      return;
    }
  for (guint i = 0; i < a->choices->len; i++)
    {
      const LessonChoice *x = a->choices->pdata[i];
      const LessonChoice *y = b->choices->pdata[i];

      if (!same_expects (x->expects, y->expects))
        lesson_fault (pair->faults, y->line, 1, _("this choice expects something else than line %u of the original"), x->line);
      else if ((x->wrong == NULL) != (y->wrong == NULL) || (x->right == NULL) != (y->right == NULL))
        lesson_fault (pair->faults, y->line, 1, _("“wrong:” and “right:” have to stand where line %u of the original has them"),
                      x->line);
    }
}

static void
compare_blocks (Pair *pair, const LessonBlock *a, const LessonBlock *b)
{
  if (a->kind != b->kind)
    {
      lesson_fault (pair->faults, b->line, 1, _("the original has “%s” here (line %u), not “%s”"), lesson_block_word (a->kind),
                    a->line, lesson_block_word (b->kind));
      return;
    }
  compare_lines (pair, a, b);
  compare_choices (pair, a, b);
  if (a->until != b->until || a->at != b->at)
    lesson_fault (pair->faults, b->line, 1, _("the times differ from those of line %u of the original"), a->line);
  if (!same_expects (a->goals, b->goals))
    lesson_fault (pair->faults, b->line, 1, _("the goals differ from those of line %u of the original"), a->line);
  if (a->hints->len != b->hints->len)
    lesson_fault (pair->faults, b->line, 1, _("the original (line %u) has %u hints, this has %u"), a->line, a->hints->len,
                  b->hints->len);
  if (g_strcmp0 (a->console, b->console) != 0 || g_strcmp0 (a->protocol, b->protocol) != 0
      || g_strcmp0 (a->page, b->page) != 0 || g_strcmp0 (a->tab, b->tab) != 0
      || g_strcmp0 (a->show_line, b->show_line) != 0 || g_strcmp0 (a->variant, b->variant) != 0)
    lesson_fault (pair->faults, b->line, 1, _("this is not the same as in line %u of the original"), a->line);
}

static void
compare_steps (Pair *pair, const LessonStep *a, const LessonStep *b)
{
  g_autoptr (GPtrArray) x = fixed_blocks (a);
  g_autoptr (GPtrArray) y = fixed_blocks (b);

  if (x->len != y->len)
    {
      lesson_fault (pair->faults, b->line, 1, _("this step has %u blocks, that of the original (line %u) has %u"), y->len,
                    a->line, x->len);
      return;
    }
  for (guint i = 0; i < x->len; i++)
    compare_blocks (pair, x->pdata[i], y->pdata[i]);
}

void
lesson_lint_translation (const Lesson *original, const Lesson *translation, GPtrArray *faults)
{
  Pair pair = { original, translation, faults };
  guint n = MIN (lesson_n_steps (original), lesson_n_steps (translation));

  if (original->minutes != translation->minutes || original->order != translation->order
      || g_strcmp0 (original->picture, translation->picture) != 0 || g_strcmp0 (original->after, translation->after) != 0
      || !g_strv_equal ((const char *const *) original->claims, (const char *const *) translation->claims))
    lesson_fault (faults, translation->about, 1, _("the “lesson” block says something else than that of the original"));
  if (lesson_n_steps (original) != lesson_n_steps (translation))
    lesson_fault (faults, lesson_step (translation, n - 1)->line, 1, _("the original has %u steps, this has %u"),
                  lesson_n_steps (original), lesson_n_steps (translation));
  for (guint i = 0; i < n; i++)
    compare_steps (&pair, lesson_step (original, i), lesson_step (translation, i));
}
