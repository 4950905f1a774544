/* The worlds of a lesson: its lines are lived in them, and they answer. */
#include "lesson-run-private.h"

#include "expectation.h"
#include "lesson-private.h"

static void
result_free (gpointer data)
{
  LessonResult *result = data;

  g_array_unref (result->proofs);
  g_free (result->actual);
  g_free (result);
}

void
lesson_answer_free (LessonAnswer *answer)
{
  if (answer == NULL)
    return;
  g_ptr_array_unref (answer->results);
  g_free (answer);
}

static void
take_label (char **letter, const Journal *journal, guint32 id)
{
  const char *label = id != 0 ? journal_letter_label (journal, id) : NULL;

  if (*letter == NULL || label == NULL)
    return;
  g_free (*letter);
  *letter = g_strdup (label);
}

/* The learner may have written letters too: the lesson's keep the labels that its prose calls them by, and its lines mean
 * them. */
static Action *
dup_action (const Journal *journal, guint index)
{
  Action *action = action_dup (journal_action (journal, index));
  guint letter = journal_letter (journal, index);

  if (letter != 0 && action->label == NULL)
    action->label = g_strdup (journal_letter_label (journal, letter));
  take_label (&action->letter, journal, action->letter_id);
  if (action->expect != NULL)
    take_label (&action->expect->letter, journal, action->expect->letter_id);
  return action;
}

static void
set_trouble (LessonRun *run, guint line, guint column, const GError *error)
{
  g_free (run->trouble.message);
  run->trouble = (LessonFault) { line, column, g_strdup (error->message) };
}

void
lesson_world_live (LessonRun *run, Journal *journal, guint branch, const LessonBlock *block)
{
  for (guint i = 0; i < block->n_actions; i++)
    {
      guint index = block->first_action + i;
      const Action *action = journal_action (run->lesson->journal, index);
      g_autoptr (GError) error = NULL;

      if (journal_append (journal, branch, dup_action (run->lesson->journal, index), &error) < 0)
        set_trouble (run, action->line, action->column, error);
    }
}

void
lesson_world_wait (LessonRun *run, Journal *journal, const LessonBlock *prediction)
{
  g_autoptr (GError) error = NULL;

  if (!lesson_journal_wait (journal, run->branch, prediction->until, &error))
    set_trouble (run, prediction->line, 1, error);
}

GPtrArray *
lesson_world_timelines (Journal *journal, guint branch)
{
  GPtrArray *timelines = g_ptr_array_new_with_free_func ((GDestroyNotify) timeline_free);

  for (guint i = 0; i < journal_n_variants (journal); i++)
    g_ptr_array_add (timelines, timeline_new (journal, branch, i));
  return timelines;
}

void
lesson_world_changed (LessonRun *run)
{
  run->last = journal_start (run->journal);
  run->now = G_MININT64;
  for (guint i = 0; i < run->timelines->len; i++)
    {
      g_autoptr (GArray) script = journal_script (run->journal, run->branch, i);

      timeline_set_branch (run->timelines->pdata[i], run->branch);
      for (guint k = 0; k < script->len; k++)
        run->last = MAX (run->last, journal_action (run->journal, g_array_index (script, guint, k))->time);
    }
}

gint64
lesson_world_next_line (const LessonRun *run)
{
  const Lesson *lesson = run->lesson;

  for (guint i = run->reached_step; i < lesson_n_steps (lesson); i++)
    {
      const LessonStep *step = lesson_step (lesson, i);

      for (guint k = i == run->reached_step ? run->reached_block : 0; k < lesson_step_n_blocks (step); k++)
        {
          const LessonBlock *block = lesson_step_block (step, k);
          gboolean is_open = block == lesson_run_open (run);

          if (block->kind != LESSON_SETUP && block->n_actions > 0 && !is_open)
            return journal_action (lesson->journal, block->first_action)->time;
        }
    }
  return G_MAXINT64;
}

gint64
lesson_world_rest (LessonRun *run, gint64 limit)
{
  gint64 rest = run->last;

  for (guint i = 0; i < run->timelines->len; i++)
    {
      Timeline *timeline = run->timelines->pdata[i];

      timeline_seek_time (timeline, run->last);
      while (!scheduler_idle (&timeline_world (timeline)->scheduler) && timeline_next_time (timeline) <= limit
             && timeline_step (timeline))
        ;
      rest = MAX (rest, timeline_now (timeline));
    }
  return rest;
}

/* By its label, in whatever branch it was made; 0 when there is none (yet). */
static guint
find_letter (const Journal *journal, const char *label)
{
  for (guint letter = 1; letter <= journal_n_letters (journal); letter++)
    if (g_strcmp0 (journal_letter_label (journal, letter), label) == 0)
      return letter;
  return 0;
}

/* One expectation in one world. The letter is looked up again: another journal may number it otherwise. */
static gboolean
ask_one (const Action *action, const Journal *lesson_journal, Timeline *timeline, gint64 time, LessonResult *result)
{
  g_autoptr (Expect) expect = expect_dup (action->expect);
  g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };

  take_label (&expect->letter, lesson_journal, expect->letter_id);
  if (expect->letter != NULL)
    expect->letter_id = find_letter (timeline_journal (timeline), expect->letter);
  timeline_seek_time (timeline, time);
  expectation_evaluate (expect, timeline, timeline_position (timeline), &verdict);
  g_array_append_vals (result->proofs, verdict.proofs->data, verdict.proofs->len);
  g_free (result->actual);
  result->actual = g_steal_pointer (&verdict.actual);
  result->variant = timeline_variant (timeline);
  return verdict.answer == ANSWER_TRUE;
}

static gboolean
ask_action (const LessonRun *run, const Action *action, GPtrArray *timelines, gint64 time, LessonResult *result)
{
  for (guint i = 0; i < timelines->len; i++)
    {
      if ((action->variants >> i & 1) == 0)
        continue;
      if (i != result->variant)
        g_array_set_size (result->proofs, 0); /* events of another world */
      if (!ask_one (action, run->lesson->journal, timelines->pdata[i], time, result))
        return FALSE;
    }
  return TRUE;
}

LessonResult *
lesson_world_ask (LessonRun *run, GPtrArray *timelines, GPtrArray *expects, gint64 time)
{
  LessonResult *result = g_new0 (LessonResult, 1);

  result->is_true = TRUE;
  result->actual = g_strdup ("");
  result->proofs = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < expects->len && result->is_true; i++)
    {
      if (!ask_action (run, expects->pdata[i], timelines, time, result))
        result->is_true = FALSE;
    }
  return result;
}

/* The lines between the block and the next question of its step. */
static void
live_until_question (LessonRun *run, Journal *journal, const LessonBlock *after)
{
  const LessonStep *step = lesson_step (run->lesson, run->reached_step);

  for (guint i = run->reached_block; i < lesson_step_n_blocks (step); i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);

      if (block != after && (block->kind == LESSON_PREDICT || block->kind == LESSON_TASK))
        return;
      if (block->kind == LESSON_DO || block->kind == LESSON_EXPECT)
        lesson_world_live (run, journal, run->branch, block);
    }
}

LessonAnswer *
lesson_world_evaluate (LessonRun *run, const LessonBlock *block)
{
  LessonAnswer *answer = g_new0 (LessonAnswer, 1);
  g_autoptr (Journal) journal = journal_dup (run->journal);
  g_autoptr (GPtrArray) timelines = NULL;
  guint n_true = 0;

  live_until_question (run, journal, block);
  lesson_world_wait (run, journal, block);
  timelines = lesson_world_timelines (journal, run->branch);
  *answer = (LessonAnswer) { block, 0, -1, block->until, g_ptr_array_new_with_free_func (result_free) };
  for (guint i = 0; i < block->choices->len; i++)
    {
      const LessonChoice *choice = block->choices->pdata[i];
      LessonResult *result = lesson_world_ask (run, timelines, choice->expects, block->until);

      g_ptr_array_add (answer->results, result);
      if (!result->is_true)
        continue;
      n_true++;
      answer->right = (int) i;
    }
  if (n_true != 1)
    answer->right = -1;
  return answer;
}
