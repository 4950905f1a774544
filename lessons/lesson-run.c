/* Where the learner is, and what may come next. */
#include "lesson-run-private.h"

#include <glib/gi18n-lib.h>

static gboolean
is_passed (const LessonRun *run, const LessonBlock *block)
{
  if (block->kind == LESSON_PREDICT)
    return lesson_run_answer_to (run, block) != NULL;
  return block->kind != LESSON_TASK || g_ptr_array_find (run->done, block, NULL);
}

/* Lives all blocks of the reached step up to the next question. */
static void
advance (LessonRun *run)
{
  const LessonStep *step = lesson_step (run->lesson, run->reached_step);

  while (run->reached_block < lesson_step_n_blocks (step))
    {
      const LessonBlock *block = lesson_step_block (step, run->reached_block);

      if (!is_passed (run, block))
        break;
      if (block->kind == LESSON_DO || block->kind == LESSON_EXPECT)
        lesson_world_live (run, run->journal, run->branch, block);
      run->reached_block++;
    }
  if (run->answers->len > 0)
    lesson_world_wait (run, run->journal, ((LessonAnswer *) run->answers->pdata[run->answers->len - 1])->block);
  run->home = run->branch;
  run->n_hints = 0;
  lesson_world_changed (run);
}

LessonRun *
lesson_run_new (const Lesson *lesson)
{
  LessonRun *run = g_new0 (LessonRun, 1);

  run->lesson = lesson;
  run->journal = journal_parse (lesson->start, -1, lesson->path, NULL);
  g_assert (run->journal != NULL); /* lesson_parse() has read it */
  run->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_answer_free);
  run->done = g_ptr_array_new ();
  run->shown = g_ptr_array_new ();
  run->timelines = lesson_world_timelines (run->journal, 0);
  advance (run);
  return run;
}

void
lesson_run_free (LessonRun *run)
{
  if (run == NULL)
    return;
  g_ptr_array_unref (run->timelines);
  g_ptr_array_unref (run->answers);
  g_ptr_array_unref (run->done);
  g_ptr_array_unref (run->shown);
  journal_unref (run->journal);
  g_free (run->trouble.message);
  g_free (run);
}

const Lesson *
lesson_run_lesson (const LessonRun *run)
{
  return run->lesson;
}

guint
lesson_run_step (const LessonRun *run)
{
  return run->step;
}

guint
lesson_run_n_visible (const LessonRun *run, guint step)
{
  if (step > run->reached_step)
    return 0;
  if (step < run->reached_step || lesson_run_open (run) == NULL)
    return lesson_step_n_blocks (lesson_step (run->lesson, step));
  return run->reached_block + 1;
}

const LessonBlock *
lesson_run_open (const LessonRun *run)
{
  const LessonStep *step = lesson_step (run->lesson, run->reached_step);

  return run->reached_block < lesson_step_n_blocks (step) ? lesson_step_block (step, run->reached_block) : NULL;
}

gboolean
lesson_run_can_next (const LessonRun *run)
{
  if (run->step < run->reached_step)
    return TRUE;
  return lesson_run_open (run) == NULL && run->step + 1 < lesson_n_steps (run->lesson);
}

gboolean
lesson_run_next (LessonRun *run)
{
  if (!lesson_run_can_next (run))
    return FALSE;
  lesson_run_return (run);
  run->step++;
  if (run->step > run->reached_step)
    {
      run->reached_step = run->step;
      run->reached_block = 0;
      advance (run);
    }
  return TRUE;
}

gboolean
lesson_run_previous (LessonRun *run)
{
  if (run->step == 0)
    return FALSE;
  run->step--;
  return TRUE;
}

gboolean
lesson_run_is_finished (const LessonRun *run)
{
  return run->reached_step + 1 == lesson_n_steps (run->lesson) && lesson_run_open (run) == NULL;
}

Journal *
lesson_run_journal (const LessonRun *run)
{
  return run->journal;
}

guint
lesson_run_branch (const LessonRun *run)
{
  return run->branch;
}

/* The last moment before the lesson's own next line. */
static gint64
latest (const LessonRun *run)
{
  gint64 next = lesson_world_next_line (run);

  return next == G_MAXINT64 ? G_MAXINT64 : MAX (run->last, next - 1);
}

static gint64
find_now (LessonRun *run)
{
  const LessonBlock *open = lesson_run_open (run);
  gint64 limit = latest (run);

  if (open != NULL && open->kind == LESSON_PREDICT)
    {
      if (open->at != G_MININT64)
        return MAX (run->last, open->at);
      limit = MIN (limit, open->until - 1);
    }
  return lesson_world_rest (run, limit);
}

/* A window asks at every frame. */
gint64
lesson_run_now (LessonRun *run)
{
  if (run->now == G_MININT64)
    run->now = find_now (run);
  return run->now;
}

gint64
lesson_run_limit (LessonRun *run)
{
  const LessonBlock *open = lesson_run_open (run);

  if (run->exploring)
    return G_MAXINT64;
  if (open != NULL && open->kind == LESSON_TASK)
    return latest (run);
  return lesson_run_now (run);
}

static const LessonBlock *
open_of (const LessonRun *run, LessonBlockKind kind)
{
  const LessonBlock *open = lesson_run_open (run);

  return open != NULL && open->kind == kind ? open : NULL;
}

LessonAnswer *
lesson_run_evaluate (LessonRun *run)
{
  const LessonBlock *open = open_of (run, LESSON_PREDICT);

  return open != NULL ? lesson_world_evaluate (run, open) : NULL;
}

const LessonAnswer *
lesson_run_answer (LessonRun *run, guint choice)
{
  const LessonBlock *open = open_of (run, LESSON_PREDICT);
  LessonAnswer *answer;

  if (open == NULL || choice >= open->choices->len)
    return NULL;
  answer = lesson_world_evaluate (run, open);
  answer->choice = choice;
  g_ptr_array_add (run->answers, answer);
  advance (run);
  return answer;
}

const LessonAnswer *
lesson_run_answer_to (const LessonRun *run, const LessonBlock *block)
{
  for (guint i = 0; i < run->answers->len; i++)
    if (((LessonAnswer *) run->answers->pdata[i])->block == block)
      return run->answers->pdata[i];
  return NULL;
}

/* A label that no letter of the lesson will ever have. */
static void
label_own (const LessonRun *run, Action *action)
{
  guint n = journal_n_letters (run->lesson->journal) + journal_n_letters (run->journal) + 1;

  if (action->label != NULL || (action->kind != ACTION_WRITE && action->kind != ACTION_REPLY && action->kind != ACTION_DELIVER))
    return;
  for (;; n++)
    {
      g_autofree char *label = letter_label (n);
      gboolean taken = FALSE;

      for (guint i = 1; i <= journal_n_letters (run->lesson->journal) && !taken; i++)
        taken = g_strcmp0 (journal_letter_label (run->lesson->journal, i), label) == 0;
      for (guint i = 1; i <= journal_n_letters (run->journal) && !taken; i++)
        taken = g_strcmp0 (journal_letter_label (run->journal, i), label) == 0;
      if (taken)
        continue;
      action->label = g_steal_pointer (&label);
      return;
    }
}

/* The learner's own branch, so that the lesson's can be returned to. */
static void
begin_branch (LessonRun *run, gint64 at)
{
  run->home = run->branch;
  run->branch = journal_add_branch (run->journal, "what if", run->branch, at, 0);
  lesson_world_changed (run);
}

int
lesson_run_act (LessonRun *run, Playback *playback, Action *action, GError **error)
{
  gint64 now = playback_now (playback);
  int branch;

  if (!run->exploring && open_of (run, LESSON_TASK) == NULL)
    {
      action_free (action);
      g_set_error_literal (error, LESSON_ERROR, LESSON_ERROR_SYNTAX, _("here the lesson acts, not you"));
      return -1;
    }
  if (run->branch == run->home)
    {
      begin_branch (run, now);
      playback_set_branch (playback, run->branch);
    }
  label_own (run, action);
  branch = playback_act (playback, action, error);
  if (branch >= 0)
    lesson_run_set_branch (run, (guint) branch);
  return branch;
}

void
lesson_run_set_branch (LessonRun *run, guint branch)
{
  g_assert (branch < journal_n_branches (run->journal));
  run->branch = branch;
  lesson_world_changed (run);
}

static gboolean
goals_hold (LessonRun *run, const LessonBlock *task, gint64 time)
{
  LessonResult *result = lesson_world_ask (run, run->timelines, task->goals, time);
  gboolean is_true = result->is_true;

  g_array_unref (result->proofs);
  g_free (result->actual);
  g_free (result);
  return is_true;
}

gboolean
lesson_run_check (LessonRun *run, gint64 time)
{
  const LessonBlock *task = open_of (run, LESSON_TASK);

  if (task == NULL || !goals_hold (run, task, time))
    return FALSE;
  g_ptr_array_add (run->done, (gpointer) task);
  advance (run);
  return TRUE;
}

const LessonText *
lesson_run_hint (LessonRun *run)
{
  const LessonBlock *task = open_of (run, LESSON_TASK);

  return task != NULL && run->n_hints < task->hints->len ? task->hints->pdata[run->n_hints++] : NULL;
}

guint
lesson_run_n_hints (const LessonRun *run)
{
  return run->n_hints;
}

gboolean
lesson_run_solve (LessonRun *run)
{
  const LessonBlock *task = open_of (run, LESSON_TASK);
  gboolean reached;

  if (task == NULL)
    return FALSE;
  run->branch = run->home;
  lesson_world_live (run, run->journal, run->branch, task);
  lesson_world_changed (run);
  reached = goals_hold (run, task, lesson_world_rest (run, latest (run)));
  g_ptr_array_add (run->done, (gpointer) task);
  g_ptr_array_add (run->shown, (gpointer) task);
  advance (run);
  return reached;
}

TaskState
lesson_run_task_state (const LessonRun *run, const LessonBlock *task)
{
  if (!g_ptr_array_find (run->done, task, NULL))
    return TASK_NOT_DONE;
  return g_ptr_array_find (run->shown, task, NULL) ? TASK_SHOWN : TASK_DONE;
}

gboolean
lesson_run_explore (LessonRun *run, gint64 at)
{
  if (run->exploring || lesson_run_open (run) != NULL)
    return FALSE;
  run->exploring = TRUE;
  begin_branch (run, at);
  return TRUE;
}

gboolean
lesson_run_is_exploring (const LessonRun *run)
{
  return run->exploring;
}

void
lesson_run_return (LessonRun *run)
{
  if (!run->exploring)
    return;
  run->exploring = FALSE;
  run->branch = run->home;
  lesson_world_changed (run);
}

const LessonFault *
lesson_run_trouble (const LessonRun *run)
{
  return run->trouble.line > 0 ? &run->trouble : NULL;
}
