#include "lesson-lint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expectation.h"
#include "lesson-catalog.h"
#include "lesson-private.h"
#include "lesson-run.h"
#include "lesson-show.h"

typedef struct {
  const Lesson *lesson;
  GPtrArray *faults;
  LessonRun *run;
} Linter;

static gboolean
has_list (const LessonStep *step)
{
  for (guint i = 0; i < lesson_step_n_blocks (step); i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);

      for (guint k = 0; block->kind == LESSON_PROSE && k < lesson_text_length (block->text); k++)
        if (lesson_text_paragraph (block->text, k)->kind == PARAGRAPH_ITEM)
          return TRUE;
    }
  return FALSE;
}

/* Of other languages it is not known how that is said. */
static const char *
last_title (const Lesson *lesson)
{
  if (strcmp (lesson->language, "en") == 0)
    return "What to remember";
  return strcmp (lesson->language, "id") == 0 ? "Yang perlu diingat" : NULL;
}

static void
lint_last_step (Linter *linter)
{
  const LessonStep *step = lesson_step (linter->lesson, lesson_n_steps (linter->lesson) - 1);
  const char *title = last_title (linter->lesson);

  if (title != NULL && strcmp (step->title, title) != 0)
    lesson_fault (linter->faults, step->line, 1, _("the last step has to be “## %s”"), title);
  for (guint i = 0; i < lesson_step_n_blocks (step); i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);

      if (block->kind != LESSON_PROSE && block->kind != LESSON_NOTE)
        lesson_fault (linter->faults, block->line, 1, _("nothing happens in the last step: it says what to remember"));
    }
  if (!has_list (step))
    lesson_fault (linter->faults, step->line, 1, _("what to remember is a list: “- …”"));
}

/* What comes after it would happen while the learner is in a world of his own. */
static void
lint_explore (Linter *linter, const LessonStep *step)
{
  const LessonBlock *explore = NULL;

  for (guint i = 0; i < lesson_step_n_blocks (step); i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);

      if (block->kind == LESSON_EXPLORE)
        explore = block;
      else if (explore != NULL && block->kind != LESSON_PROSE && block->kind != LESSON_NOTE && block->kind != LESSON_SHOW)
        lesson_fault (linter->faults, explore->line, 1, _("“explore” stands at the end of its step: after line %u"), block->line);
    }
}

static void
lint_step (Linter *linter, const LessonStep *step)
{
  if (lesson_step_n_blocks (step) == 0)
    lesson_fault (linter->faults, step->line, 1, _("this step is empty"));
  lint_explore (linter, step);
}

static void
lint_house (Linter *linter)
{
  const Lesson *lesson = linter->lesson;

  if (lesson->minutes < 5 || lesson->minutes > 15)
    lesson_fault (linter->faults, lesson->about, 1, _("a lesson takes 5 to 15 minutes"));
  if (lesson->order == 0)
    lesson_fault (linter->faults, lesson->about, 1, _("“order: …” is missing: where the lesson stands in the list"));
  if (lesson->picture == NULL)
    lesson_fault (linter->faults, lesson->about, 1, _("“picture: …” is missing"));
  if (lesson->claims[0] == NULL)
    lesson_fault (linter->faults, lesson->about, 1, _("“claims: …” is missing"));
  if (lesson_n_blocks_of (lesson, LESSON_PREDICT) < 2)
    lesson_fault (linter->faults, lesson->about, 1, _("a lesson has two predictions at least"));
  if (lesson_n_blocks_of (lesson, LESSON_NOTE) == 0)
    lesson_fault (linter->faults, lesson->about, 1, _("a note for the instructor is missing"));
  if (lesson->after != NULL && lesson_catalog_text (lesson->after, "en") == NULL)
    lesson_fault (linter->faults, lesson->about, 1, _("there is no lesson “%s”"), lesson->after);
}

static void
lint_choice (Linter *linter, const LessonChoice *choice, const LessonResult *result)
{
  if (!result->is_true && choice->wrong == NULL)
    lesson_fault (linter->faults, choice->line, 1, _("this choice turns out wrong and has no word on it: “wrong: …”"));
  else if (!result->is_true && choice->right != NULL)
    lesson_fault (linter->faults, choice->line, 1, _("this choice turns out wrong, but has a “right: …”; what is: %s"),
                  result->actual);
  else if (result->is_true && choice->wrong != NULL)
    lesson_fault (linter->faults, choice->line, 1, _("this choice turns out right, but has a “wrong: …”"));
}

static void
lint_predict (Linter *linter, const LessonBlock *block)
{
  g_autoptr (LessonAnswer) answer = lesson_run_evaluate (linter->run);
  guint n_true = 0;

  for (guint i = 0; i < answer->results->len; i++)
    n_true += ((LessonResult *) answer->results->pdata[i])->is_true;
  if (n_true == 0)
    {
      for (guint i = 0; i < answer->results->len; i++)
        lesson_fault (linter->faults, ((LessonChoice *) block->choices->pdata[i])->line, 1,
                      _("no choice turns out right, this one neither; what is: %s"),
                      ((LessonResult *) answer->results->pdata[i])->actual);
    }
  else if (n_true > 1)
    lesson_fault (linter->faults, block->line, 1, _("%u choices turn out right: exactly one has to"), n_true);
  else
    for (guint i = 0; i < answer->results->len; i++)
      lint_choice (linter, block->choices->pdata[i], answer->results->pdata[i]);
  lesson_run_answer (linter->run, (guint) MAX (0, answer->right));
}

static void
lint_task (Linter *linter, const LessonBlock *block)
{
  if (lesson_run_check (linter->run, lesson_run_now (linter->run)))
    lesson_fault (linter->faults, block->line, 1, _("the goal is reached before anything was done"));
  else if (!lesson_run_solve (linter->run))
    lesson_fault (linter->faults, block->line, 1, _("the solution does not reach the goal"));
}

/* To the end, through all that opens. */
static void
lint_run (Linter *linter)
{
  linter->run = lesson_run_new (linter->lesson);
  do
    {
      const LessonBlock *open;

      while ((open = lesson_run_open (linter->run)) != NULL)
        {
          if (open->kind == LESSON_PREDICT)
            lint_predict (linter, open);
          else
            lint_task (linter, open);
        }
    }
  while (lesson_run_next (linter->run));
}

/* An expectation in all the worlds that it is about. */
static void
lint_expect (Linter *linter, GPtrArray *timelines, guint index)
{
  const Action *action = journal_action (linter->lesson->journal, index);
  gboolean reached = FALSE;

  for (guint i = 0; i < timelines->len; i++)
    {
      Timeline *timeline = timelines->pdata[i];
      guint event = (action->variants >> i & 1) != 0 ? expectation_find_event (timeline_trace (timeline), index) : 0;
      g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };

      if (event == 0)
        continue;
      reached = TRUE;
      expectation_evaluate (action->expect, timeline, event, &verdict);
      if (verdict.answer != ANSWER_TRUE)
        {
          lesson_fault (linter->faults, action->line, action->column, _("this is not so: %s"), verdict.actual);
          return;
        }
    }
  if (!reached)
    lesson_fault (linter->faults, action->line, action->column, _("the run never comes to this"));
}

static gboolean
is_impossible (GPtrArray *timelines, guint index)
{
  for (guint i = 0; i < timelines->len; i++)
    {
      const Trace *trace = timeline_trace (timelines->pdata[i]);

      for (guint id = 1; id <= trace_length (trace); id++)
        {
          const TraceEvent *event = trace_event (trace, id);

          if (event->kind == TRACE_ACTION && event->action.action == index && event->action.outcome == OUTCOME_IMPOSSIBLE)
            return TRUE;
        }
    }
  return FALSE;
}

/* When it is first said in one of the worlds that the block means; G_MAXINT64: never. */
static gint64
first_said (GPtrArray *timelines, const LessonBlock *show)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < timelines->len; i++)
    {
      const Timeline *timeline = timelines->pdata[i];
      const Trace *trace = timeline_trace (timeline);

      for (guint id = 1; lesson_show_means_world (show, timeline) && id <= trace_length (trace); id++)
        {
          const TraceEvent *event = trace_event (trace, id);

          if (event->time < first && lesson_show_means_line (show, timeline, event))
            first = event->time;
        }
    }
  return first;
}

/* What is lived when the block is carried out: all up to the next question of its step, or to the next step. */
static gint64
lived_at (const Linter *linter, guint step, guint block)
{
  const Journal *journal = linter->lesson->journal;
  const LessonStep *here = lesson_step (linter->lesson, step);
  guint line = step + 1 < lesson_n_steps (linter->lesson) ? lesson_step (linter->lesson, step + 1)->line : G_MAXUINT;

  for (guint i = block + 1; i < lesson_step_n_blocks (here); i++)
    {
      const LessonBlock *next = lesson_step_block (here, i);

      if (next->kind == LESSON_PREDICT || next->kind == LESSON_TASK)
        line = MIN (line, next->line);
    }
  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action (journal, i)->line > line && journal_action (journal, i)->kind != ACTION_WAIT)
      return journal_action (journal, i)->time;
  return G_MAXINT64;
}

static void
lint_show (Linter *linter, GPtrArray *timelines, guint step, guint index)
{
  const LessonBlock *block = lesson_step_block (lesson_step (linter->lesson, step), index);
  gint64 said;

  if (block->show_line == NULL)
    return;
  said = first_said (timelines, block);
  if (said == G_MAXINT64 && (block->variant != NULL || block->console != NULL))
    lesson_fault (linter->faults, block->line_at.line, block->line_at.column, _("nobody ever says “%s” there"), block->show_line);
  else if (said == G_MAXINT64)
    lesson_fault (linter->faults, block->line_at.line, block->line_at.column, _("nobody ever says “%s”"), block->show_line);
  else if (said >= lived_at (linter, step, index))
    lesson_fault (linter->faults, block->line_at.line, block->line_at.column, _("nobody has said “%s” yet when this is shown"),
                  block->show_line);
}

static void
lint_shows (Linter *linter, GPtrArray *timelines)
{
  for (guint i = 0; i < lesson_n_steps (linter->lesson); i++)
    {
      const LessonStep *step = lesson_step (linter->lesson, i);

      lint_step (linter, step);
      for (guint k = 0; k < lesson_step_n_blocks (step); k++)
        lint_show (linter, timelines, i, k);
    }
}

static void
lint_worlds (Linter *linter)
{
  Journal *journal = linter->lesson->journal;
  g_autoptr (GPtrArray) timelines = g_ptr_array_new_with_free_func ((GDestroyNotify) timeline_free);

  for (guint i = 0; i < journal_n_variants (journal); i++)
    {
      Timeline *timeline = timeline_new (journal, 0, i);

      timeline_seek_end (timeline);
      g_ptr_array_add (timelines, timeline);
    }
  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);

      if (action->kind == ACTION_EXPECT)
        lint_expect (linter, timelines, i);
      else if (action->must && is_impossible (timelines, i))
        lesson_fault (linter->faults, action->line, action->column, _("this is impossible here"));
    }
  lint_shows (linter, timelines);
}

void
lesson_lint (const Lesson *lesson, gboolean house, GPtrArray *faults)
{
  Linter linter = { lesson, faults, NULL };
  const LessonFault *trouble;

  lint_last_step (&linter);
  if (house)
    lint_house (&linter);
  lint_run (&linter);
  trouble = lesson_run_trouble (linter.run);
  if (trouble != NULL)
    lesson_fault (faults, trouble->line, trouble->column, "%s", trouble->message);
  lint_worlds (&linter);
  lesson_run_free (linter.run);
}
