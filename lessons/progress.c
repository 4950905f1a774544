/* What is recorded of a learner; its file is in progress-json.c. */
#include "progress.h"

static void
lesson_free (gpointer data)
{
  ProgressLesson *lesson = data;

  g_free (lesson->name);
  g_array_unref (lesson->answers);
  g_array_unref (lesson->tasks);
  g_free (lesson);
}

Progress *
progress_new (void)
{
  Progress *progress = g_new0 (Progress, 1);

  progress->learner = g_strdup ("");
  progress->lessons = g_ptr_array_new_with_free_func (lesson_free);
  return progress;
}

void
progress_free (Progress *progress)
{
  if (progress == NULL)
    return;
  g_free (progress->learner);
  g_ptr_array_unref (progress->lessons);
  g_free (progress);
}

void
progress_set_learner (Progress *progress, const char *learner)
{
  char *copy = g_strstrip (g_strdelimit (g_utf8_make_valid (learner, -1), "\r\n\t", ' '));

  g_free (progress->learner);
  progress->learner = copy;
}

ProgressLesson *
progress_find (const Progress *progress, const char *name)
{
  for (guint i = 0; i < progress->lessons->len; i++)
    {
      ProgressLesson *lesson = progress->lessons->pdata[i];

      if (g_str_equal (lesson->name, name))
        return lesson;
    }
  return NULL;
}

void
progress_reach (Progress *progress, const char *name, guint n_steps, guint step, gboolean finished, gint64 now)
{
  ProgressLesson *lesson = progress_find (progress, name);

  if (lesson == NULL)
    {
      lesson = g_new0 (ProgressLesson, 1);
      lesson->name = g_strdup (name);
      lesson->begun = now;
      lesson->answers = g_array_new (FALSE, TRUE, sizeof (ProgressAnswer));
      lesson->tasks = g_array_new (FALSE, TRUE, sizeof (ProgressTask));
      g_ptr_array_add (progress->lessons, lesson);
    }
  lesson->n_steps = n_steps;
  lesson->reached = MAX (lesson->reached, step);
  lesson->finished |= finished;
  lesson->last = MAX (lesson->last, now);
}

const ProgressAnswer *
progress_find_answer (const ProgressLesson *lesson, guint question)
{
  for (guint i = 0; i < lesson->answers->len; i++)
    if (g_array_index (lesson->answers, ProgressAnswer, i).question == question)
      return &g_array_index (lesson->answers, ProgressAnswer, i);
  return NULL;
}

const ProgressTask *
progress_find_task (const ProgressLesson *lesson, guint task)
{
  for (guint i = 0; i < lesson->tasks->len; i++)
    if (g_array_index (lesson->tasks, ProgressTask, i).task == task)
      return &g_array_index (lesson->tasks, ProgressTask, i);
  return NULL;
}

void
progress_answer (Progress *progress, const char *name, guint question, guint choice, ProgressVerdict verdict, gint64 now)
{
  ProgressLesson *lesson = progress_find (progress, name);
  ProgressAnswer answer = { question, choice, verdict, now };

  if (lesson == NULL || progress_find_answer (lesson, question) != NULL)
    return;
  g_array_append_val (lesson->answers, answer);
  lesson->last = MAX (lesson->last, now);
}

void
progress_task (Progress *progress, const char *name, guint number, gboolean shown, guint hints, gint64 now)
{
  ProgressLesson *lesson = progress_find (progress, name);
  ProgressTask task = { number, shown, hints, now };

  if (lesson == NULL || progress_find_task (lesson, number) != NULL)
    return;
  g_array_append_val (lesson->tasks, task);
  lesson->last = MAX (lesson->last, now);
}

void
progress_reset (Progress *progress, const char *name)
{
  ProgressLesson *lesson = name != NULL ? progress_find (progress, name) : NULL;

  if (name == NULL)
    g_ptr_array_set_size (progress->lessons, 0);
  else if (lesson != NULL)
    g_ptr_array_remove (progress->lessons, lesson);
}
