/* Rows of the conversation, and what the inspector says of one. */
#include "gui-test.h"

#include <string.h>

#include "conversation/conversation.h"
#include "conversation/line-row.h"

/* Five minutes into the day. */
static GtkWidget *
show_conversation (PrWindow *window)
{
  PrSession *session = pr_window_session (window);

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  pr_session_seek (session, pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE + 200 * G_TIME_SPAN_MILLISECOND);
  gui_test_settle (window);
  return gui_test_find (GTK_WIDGET (window), PR_TYPE_CONVERSATION);
}

static void
columns_fit_all_days_and_names (void **state)
{
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *path = g_build_filename (folder, "support-11-pop-to-imap.postroom", NULL);
  PrWindow *window = gui_test_window ();
  int time, who, later, no_wider;

  line_row_widths (pr_window_session (window), &time, &who);
  assert_int_equal (time, strlen ("08:05:02.600"));
  assert_true (who >= (int) strlen ("laptop"));
  assert_true (pr_window_open (window, path));
  line_row_widths (pr_window_session (window), &later, &no_wider);
  assert_int_equal (later, strlen ("2d 08:05:02.600")); /* on the first day, too: the columns stand */
  assert_int_equal (no_wider, who);
  gui_test_close (window);
}

static void
count_folded (GtkWidget *widget, gpointer data)
{
  guint *n = data;

  if (!GTK_IS_LABEL (widget) || !gtk_widget_has_css_class (widget, "text")
      || !g_str_has_suffix (gtk_label_get_text (GTK_LABEL (widget)), " in all)"))
    return;
  assert_int_equal (gtk_label_get_ellipsize (GTK_LABEL (widget)), PANGO_ELLIPSIZE_MIDDLE);
  (*n)++;
}

/* In a narrow window the start of the letter goes, not how large it is. */
static void
folded_lines_keep_their_size (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *view = show_conversation (window);
  guint n = 0;

  gui_test_each (view, count_folded, &n);
  assert_true (n > 0);
  gui_test_close (window);
}

static void
count_named (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && g_str_has_suffix (gtk_label_get_text (GTK_LABEL (widget)), "what the server names here"))
    {
      assert_non_null (strstr (gtk_label_get_text (GTK_LABEL (widget)), "TOP  UIDL"));
      (*(guint *) data)++;
    }
}

/* Ten capabilities are not explained ten times, and the server does not ask for them. */
static void
words_of_one_kind_are_explained_once (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  const Trace *trace = pr_session_trace (session, 0);
  guint n = 0;

  show_conversation (window);
  for (guint32 id = 1; id <= trace_length (trace) && n == 0; id++)
    {
      const TraceEvent *event = trace_event (trace, id);
      g_autofree char *text = event->kind == TRACE_LINE ? trace_line_text (trace, event, 0) : NULL;

      if (text == NULL || !g_str_has_prefix (text, "TOP") || strstr (text, "UIDL") == NULL)
        continue;
      pr_session_seek (session, event->time);
      pr_session_select (session, id);
      gui_test_settle (window);
      gui_test_each (GTK_WIDGET (window), count_named, &n);
      assert_int_equal (n, 1);
    }
  assert_int_equal (n, 1);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (columns_fit_all_days_and_names),
    cmocka_unit_test (folded_lines_keep_their_size),
    cmocka_unit_test (words_of_one_kind_are_explained_once),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
