#include "lesson-test.h"

#include <string.h>

#include "lesson/lesson-keeper.h"
#include "lesson/lesson-panel.h"

void
pass_over (PrWindow *window)
{
  while (pr_session_playing (pr_window_session (window)))
    gui_test_act (window, "lesson-next", NULL);
}

const LessonRun *
run_of (PrWindow *window)
{
  return pr_lesson_player_run (pr_window_lesson (window));
}

void
forget_all (void)
{
  lesson_keeper_forget ();
  progress_reset (lesson_keeper_progress (), NULL);
  lesson_keeper_write ();
}

PrWindow *
go_on_with (const char *name)
{
  PrWindow *window = gui_test_window ();

  gui_test_act (window, "open-lesson", g_variant_new_string (name));
  assert_null (pr_window_error_text (window));
  pass_over (window);
  return window;
}

PrWindow *
open_lesson (const char *name)
{
  forget_all ();
  return go_on_with (name);
}

void
lesson_test_look (GtkWidget *widget, gpointer data)
{
  LessonTestSearch *search = data;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), search->text) != NULL)
    search->found = TRUE;
}

gboolean
panel_says (PrWindow *window, const char *text)
{
  LessonTestSearch search = { text, FALSE };

  gui_test_each (gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_PANEL), lesson_test_look, &search);
  return search.found;
}

void
next_step (PrWindow *window)
{
  guint step = lesson_run_step (run_of (window));

  gui_test_act (window, "lesson-next", NULL);
  assert_int_equal (lesson_run_step (run_of (window)), step + 1);
  pass_over (window);
}

PrWindow *
open_text (const char *text)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "written.md", NULL);
  PrWindow *window = gui_test_window ();

  forget_all ();
  assert_true (g_file_set_contents (path, text, -1, NULL));
  if (!pr_window_open (window, path))
    fail_msg ("%s", pr_window_error_text (window));
  pass_over (window);
  return window;
}

gboolean
is_enabled (PrWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}
