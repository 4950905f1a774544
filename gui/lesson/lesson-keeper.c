#include "lesson/lesson-keeper.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* Its signal "changed" tells of a new state. */
typedef GObject KeeperTeller;
typedef GObjectClass KeeperTellerClass;
static GType keeper_teller_get_type (void);
G_DEFINE_TYPE (KeeperTeller, keeper_teller, G_TYPE_OBJECT)

static void
keeper_teller_class_init (KeeperTellerClass *klass)
{
  g_signal_new ("changed", keeper_teller_get_type (), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
keeper_teller_init (KeeperTeller *self)
{
}

static GObject *teller;
static Progress *progress;
static char *trouble;

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "postroom", "progress.json", NULL);
}

/* Renamed to a name that nothing has: what somebody may still want to mend is not written over. */
static void
put_aside (const char *path, const char *why)
{
  g_autofree char *aside = NULL;

  for (guint n = 1; aside == NULL || g_file_test (aside, G_FILE_TEST_EXISTS); n++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%u", path, n);
    }
  g_free (trouble);
  if (g_rename (path, aside) == 0)
    trouble = g_strdup_printf (_("%s. It was put aside as %s, and a new record was begun."), why, aside);
  else
    trouble = g_strdup (why);
}

Progress *
lesson_keeper_progress (void)
{
  g_autofree char *path = dup_path ();
  g_autoptr (GError) error = NULL;

  if (progress != NULL)
    return progress;
  progress = progress_read (path, &error);
  if (progress != NULL)
    return progress;
  progress = progress_new ();
  if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    put_aside (path, error->message);
  return progress;
}

char *
lesson_keeper_steal_trouble (void)
{
  return g_steal_pointer (&trouble);
}

void
lesson_keeper_forget (void)
{
  g_clear_pointer (&progress, progress_free);
  g_clear_pointer (&trouble, g_free);
}

void
lesson_keeper_connect (GCallback func, gpointer data)
{
  if (teller == NULL)
    teller = g_object_new (keeper_teller_get_type (), NULL);
  g_signal_connect_object (teller, "changed", func, data, G_CONNECT_SWAPPED);
}

void
lesson_keeper_write (void)
{
  g_autofree char *path = dup_path (), *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !progress_write (lesson_keeper_progress (), path, &error))
    {
      g_free (trouble);
      trouble = g_strdup_printf (_("Your progress could not be kept: %s"), error != NULL ? error->message : folder);
    }
  if (teller != NULL)
    g_signal_emit_by_name (teller, "changed");
}

void
lesson_keeper_keep (const LessonRun *run)
{
  const Lesson *lesson = lesson_run_lesson (run);

  progress_reach (lesson_keeper_progress (), lesson->name, lesson_n_steps (lesson), lesson_run_step (run) + 1,
                  lesson_run_is_finished (run), g_get_real_time ());
  lesson_keeper_write ();
}

void
lesson_keeper_answer (const LessonRun *run, const LessonAnswer *answer)
{
  ProgressVerdict verdict = answer->right < 0 ? PROGRESS_OPEN
                            : (guint) answer->right == answer->choice ? PROGRESS_RIGHT : PROGRESS_WRONG;

  progress_answer (lesson_keeper_progress (), lesson_run_lesson (run)->name, answer->block->number, answer->choice, verdict,
                   g_get_real_time ());
}

void
lesson_keeper_task (const LessonRun *run, const LessonBlock *task, guint hints)
{
  progress_task (lesson_keeper_progress (), lesson_run_lesson (run)->name, task->number,
                 lesson_run_task_state (run, task) == TASK_SHOWN, hints, g_get_real_time ());
}

/* NULL: it was never begun, is finished, or has other steps than it had. */
static const ProgressLesson *
unfinished (const Lesson *lesson)
{
  const ProgressLesson *kept = progress_find (lesson_keeper_progress (), lesson->name);

  return kept != NULL && !kept->finished && kept->n_steps == lesson_n_steps (lesson) ? kept : NULL;
}

guint
lesson_keeper_step (const Lesson *lesson)
{
  const ProgressLesson *kept = unfinished (lesson);

  return kept != NULL && kept->reached > 0 ? kept->reached - 1 : 0;
}

gboolean
lesson_keeper_passed (const Lesson *lesson, const LessonBlock *block, guint *choice)
{
  const ProgressLesson *kept = unfinished (lesson);
  const ProgressAnswer *answer;

  if (kept == NULL)
    return FALSE;
  if (block->kind == LESSON_TASK)
    return progress_find_task (kept, block->number) != NULL;
  answer = progress_find_answer (kept, block->number);
  if (answer == NULL)
    return FALSE;
  *choice = answer->choice;
  return TRUE;
}
