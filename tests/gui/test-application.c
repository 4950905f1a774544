/* What the command line asks for is what the window shows. */
#include "gui-test.h"

#include "application.h"

typedef struct {
  PrWindow *window;
  char *page;
  char *error;
  gint64 since; /* µs since the day began */
} Shown;

static gboolean
look (gpointer data)
{
  Shown *shown = data;
  PrSession *session = pr_window_session (shown->window);

  shown->page = g_strdup (pr_window_page (shown->window));
  shown->error = g_strdup (pr_window_error_text (shown->window));
  shown->since = pr_session_time (session) - journal_start (pr_session_journal (session));
  gtk_window_destroy (GTK_WINDOW (shown->window));
  return G_SOURCE_REMOVE;
}

static void
on_window (GtkApplication *application, GtkWindow *window, gpointer data)
{
  ((Shown *) data)->window = PR_WINDOW (window);
  g_timeout_add (50, look, data);
}

static Shown
run (const char *at)
{
  g_autofree char *journal = g_strdup_printf ("--journal=%s", g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *time = g_strdup_printf ("--at=%s", at);
  char *arguments[] = { (char *) "postroom", journal, time, (char *) "--page=stage", NULL };
  g_autoptr (PrApplication) application = pr_application_new (arguments);
  Shown shown = { 0 };

  g_signal_connect (application, "window-added", G_CALLBACK (on_window), &shown);
  assert_int_equal (g_application_run (G_APPLICATION (application), 4, arguments), 0);
  return shown;
}

static void
shows_what_is_wanted (void **state)
{
  Shown shown = run ("08:10");

  assert_string_equal (shown.page, "stage");
  assert_null (shown.error);
  assert_int_equal (shown.since, (8 * 60 + 10) * G_TIME_SPAN_MINUTE);
  g_free (shown.page);
}

static void
complains_of_a_wrong_time (void **state)
{
  Shown shown = run ("noon");

  assert_non_null (strstr (shown.error, "noon"));
  g_free (shown.page);
  g_free (shown.error);
}

static int
export_after (const char *deed, const char *path)
{
  g_autofree char *journal = g_strdup_printf ("--journal=%s", g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *to = g_strdup_printf ("--export=%s", path), *todo = g_strdup_printf ("--do=%s", deed);
  char *arguments[] = { (char *) "postroom", journal, (char *) "--at=08:10", (char *) "--page=stage", (char *) "--size=1200x700",
                        todo, to, NULL };
  g_autoptr (PrApplication) application = pr_application_new (arguments);

  assert_int_equal (g_application_run (G_APPLICATION (application), 7, arguments), 0);
  return pr_application_status (application);
}

/* A picture is of what lies on top: of the window, or of the dialog that an action brought. */
static void
pictures_a_dialog (void **state)
{
  g_autofree char *path = g_build_filename (g_getenv ("XDG_STATE_HOME"), "picture.png", NULL);
  g_autoptr (GdkTexture) window = NULL, dialog = NULL;

  assert_int_equal (export_after ("win.step-forward", path), 0);
  window = gdk_texture_new_from_filename (path, NULL);
  assert_int_equal (gdk_texture_get_width (window), 1200);
  assert_int_equal (export_after ("win.letter(('laptop',))", path), 0);
  dialog = gdk_texture_new_from_filename (path, NULL);
  assert_true (gdk_texture_get_width (dialog) < 1000);
  assert_int_equal (export_after ("win.show-help-overlay", path), 0); /* without a warning */
  assert_int_equal (export_after ("win.nonsense", path), 1);
  assert_int_equal (export_after ("win.letter(", path), 1);
  assert_int_equal (export_after ("win.letter", path), 1); /* without a GLib warning */
  assert_int_equal (export_after ("win.undo('what')", path), 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (shows_what_is_wanted),
    cmocka_unit_test (complains_of_a_wrong_time),
    cmocka_unit_test (pictures_a_dialog),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
