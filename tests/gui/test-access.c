/* Tab comes round, every picture and look comes up without a warning, and a window at rest draws nothing. */
#include "gui-test.h"

#include <glib/gstdio.h>

#include "window/export.h"
#include "palette.h"
#include "stage/place-card.h"
#include "window/theme.h"

/* Tab comes round: it leaves every list after one stop. */
static void
tab_leaves_the_conversation (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  GtkWidget *first;
  guint stops = 0;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  pr_session_seek (session, pr_session_end (session));
  gui_test_settle (window);
  gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
  first = gtk_window_get_focus (GTK_WINDOW (window));
  do
    {
      if (!gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD))
        gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
      stops++;
    }
  while (gtk_window_get_focus (GTK_WINDOW (window)) != first && stops < 60);
  assert_true (stops >= 10 && stops <= 50);
  gui_test_close (window);
}

/* All pages in every look and at the least size, drawn into every kind of picture. */
static void
pictures_in_every_look (void **state)
{
  const char *const names[] = { "postroom-test.png", "postroom-test.svg", "postroom-test.pdf" };
  const char *const pages[] = { "stage", "compare", "start", "console", "claims" };
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *folder = g_dir_make_tmp ("postroom-XXXXXX", NULL);

  assert_non_null (folder);
  pr_session_seek (session, pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE + 900 * G_TIME_SPAN_MILLISECOND);
  for (guint scheme = SCHEME_LIGHT; scheme <= SCHEME_DARK; scheme++)
    for (guint page = 0; page < G_N_ELEMENTS (pages); page++)
      {
        theme_set_scheme (scheme);
        gui_test_act (window, "page", g_variant_new_string (pages[page]));
        for (guint i = 0; i < G_N_ELEMENTS (names); i++)
          {
            g_autofree char *path = g_build_filename (folder, names[i], NULL);
            GStatBuf status;

            gui_test_picture (GTK_WIDGET (window), path);
            assert_int_equal (g_stat (path, &status), 0);
            assert_true (status.st_size > 5000);
            g_unlink (path);
          }
      }
  theme_set_scheme (SCHEME_SYSTEM);
  g_rmdir (folder);
  gui_test_close (window);
}

static void
picture_of_unknown_kind (void **state)
{
  PrWindow *window = gui_test_window ();
  g_autoptr (GError) error = NULL;

  assert_false (export_widget (GTK_WIDGET (window), "/tmp/picture.gif", &error));
  assert_non_null (error);
  gui_test_close (window);
}

static void
count_frame (GdkFrameClock *clock, gpointer data)
{
  (*(guint *) data)++;
}

static gboolean
stop_waiting (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Half a second in which nothing plays: not one frame. */
static void
a_paused_window_draws_nothing (void **state)
{
  PrWindow *window = gui_test_window ();
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  guint frames = 0;
  gboolean over = FALSE;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  gui_test_act (window, "step-forward", NULL);
  g_timeout_add (1200, stop_waiting, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  over = FALSE;
  g_signal_connect (clock, "paint", G_CALLBACK (count_frame), &frames);
  g_timeout_add (500, stop_waiting, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (clock, &frames);
  assert_int_equal (frames, 0);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tab_leaves_the_conversation),
    cmocka_unit_test (pictures_in_every_look),
    cmocka_unit_test (picture_of_unknown_kind),
    cmocka_unit_test (a_paused_window_draws_nothing),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
