/* What learners have done, collected: exported, opened as a folder, forgotten. */
#include "lesson-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lesson/lesson-keeper.h"
#include "pages/classroom-page.h"

static void
act_there (GtkWidget *page, const char *action, const char *target)
{
  assert_true (gtk_widget_activate_action_variant (page, action, target != NULL ? g_variant_new_string (target) : NULL));
}

static void
look_for_export (GtkWidget *widget, gpointer data)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  if (g_strcmp0 (label, "Export for the Instructor…") == 0)
    *(gboolean *) data = gtk_widget_get_sensitive (widget);
}

static gboolean
can_export (GtkWidget *page)
{
  gboolean can = FALSE;

  gui_test_each (page, look_for_export, &can);
  return can;
}

static void
classroom_collects (void **state)
{
  PrWindow *window = open_lesson ("a-letter-travels");
  g_autofree char *folder = g_dir_make_tmp ("postroom-test-XXXXXX", NULL);
  g_autofree char *json = g_build_filename (folder, "ada.json", NULL), *csv = g_build_filename (folder, "class.csv", NULL);
  g_autofree char *broken = g_build_filename (folder, "broken.json", NULL), *text = NULL;
  g_autofree char *record = g_build_filename (g_get_user_data_dir (), "postroom", NULL); /* its folder */
  g_autofree char *away = g_strconcat (record, "-away", NULL);
  LessonTestSearch search = { "broken.json", FALSE };
  GtkWidget *page;

  gui_test_act (window, "page", g_variant_new_string ("classroom"));
  page = gui_test_find (GTK_WIDGET (window), PR_TYPE_CLASSROOM_PAGE);
  assert_non_null (page);
  gtk_editable_set_text (GTK_EDITABLE (pr_classroom_page_name (PR_CLASSROOM_PAGE (page))), "Ada");
  assert_int_equal (pr_classroom_page_n_own (PR_CLASSROOM_PAGE (page)), 1);
  act_there (page, "classroom.export", json);
  assert_true (g_file_set_contents (broken, "{", -1, NULL));
  act_there (page, "classroom.open", folder);
  gui_test_settle (window);
  assert_int_equal (pr_classroom_page_n_class (PR_CLASSROOM_PAGE (page)), 1);
  gui_test_each (page, lesson_test_look, &search);
  assert_true (search.found);
  act_there (page, "classroom.export-class", csv);
  assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  assert_non_null (strstr (text, "\r\nAda,a-letter-travels,5,1,no,"));
  act_there (page, "classroom.open", "/no/such/folder");
  assert_non_null (pr_window_error_text (window));
  assert_int_equal (pr_classroom_page_n_class (PR_CLASSROOM_PAGE (page)), 1);
  /* Forgetting asks first. */
  act_there (page, "classroom.ask-reset", NULL);
  assert_int_equal (pr_classroom_page_n_own (PR_CLASSROOM_PAGE (page)), 1);
  act_there (page, "classroom.keep", NULL);
  assert_int_equal (pr_classroom_page_n_own (PR_CLASSROOM_PAGE (page)), 1);
  assert_true (can_export (page));
  act_there (page, "classroom.ask-reset", NULL);
  act_there (page, "classroom.reset", NULL);
  assert_false (can_export (page));
  assert_string_equal (pr_window_toast_text (window), "Your progress is forgotten");
  assert_int_equal (pr_classroom_page_n_own (PR_CLASSROOM_PAGE (page)), 0);
  lesson_keeper_forget ();
  assert_int_equal (lesson_keeper_progress ()->lessons->len, 0);
  assert_string_equal (lesson_keeper_progress ()->learner, "Ada");
  /* What cannot be written is told, not called done. */
  pr_window_clear_messages (window);
  assert_int_equal (g_rename (record, away), 0);
  assert_true (g_file_set_contents (record, "no folder", -1, NULL));
  act_there (page, "classroom.reset", NULL);
  assert_non_null (pr_window_error_text (window));
  assert_null (pr_window_toast_text (window));
  g_unlink (record);
  assert_int_equal (g_rename (away, record), 0);
  g_unlink (json);
  g_unlink (csv);
  g_unlink (broken);
  g_rmdir (folder);
  gui_test_close (window);
}

static void
nothing_is_handed_in_before_there_is_something (void **state)
{
  PrWindow *window = gui_test_window ();

  forget_all ();
  gui_test_act (window, "page", g_variant_new_string ("classroom"));
  gui_test_settle (window);
  assert_false (can_export (gui_test_find (GTK_WIDGET (window), PR_TYPE_CLASSROOM_PAGE)));
  gui_test_close (window);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test (classroom_collects),
    cmocka_unit_test (nothing_is_handed_in_before_there_is_something),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
