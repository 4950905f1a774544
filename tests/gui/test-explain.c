/* A foreign session on its page, and a customer's complaint with its proof. */
#include "gui-test.h"

#include <string.h>

#include "conversation/inspector.h"
#include "pages/explain-page.h"
#include "window/symptom-bar.h"

static void
a_session_is_explained (void **state)
{
  static const char text[] = "S: +OK\nC: RETR 1\nS: -ERR\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\nC: QUIT\nS: +OK\n";
  PrWindow *window = gui_test_window ();
  PrExplainPage *page;

  gui_test_act (window, "page", g_variant_new_string ("explain"));
  gui_test_settle (window);
  page = PR_EXPLAIN_PAGE (gui_test_find (GTK_WIDGET (window), PR_TYPE_EXPLAIN_PAGE));
  assert_false (pr_explain_page_explain (page, "nothing at all", 14));
  assert_null (pr_explain_page_transcript (page));
  assert_true (pr_explain_page_explain (page, text, strlen (text)));
  gui_test_settle (window);
  assert_int_equal (transcript_n_breaches (pr_explain_page_transcript (page)), 1);
  for (guint line = 0; line < 9; line++)
    {
      pr_explain_page_select (page, line);
      gui_test_settle (window);
      assert_true (*pr_explain_page_meaning (page) != '\0');
    }
  gui_test_close (window);
}

static void
a_proof_leads_to_its_line (void **state)
{
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *path = g_build_filename (folder, "support-01-empty-laptop.postroom", NULL);
  PrWindow *window = gui_test_window ();
  PrSymptomBar *bar = PR_SYMPTOM_BAR (pr_window_symptom_bar (window));
  PrSession *session = pr_window_session (window);
  g_autofree char *text = NULL;

  assert_false (gtk_widget_get_visible (pr_symptom_bar_button (bar)));
  assert_true (pr_window_open (window, path));
  gui_test_settle (window);
  assert_true (gtk_widget_get_visible (pr_symptom_bar_button (bar)));
  assert_false (pr_symptom_bar_open (bar));
  pr_session_seek (session, pr_session_end (session));
  gui_test_settle (window);
  assert_true (pr_symptom_bar_open (bar));
  assert_true (pr_symptom_bar_n_proofs (bar) > 0);
  {
    GtkWidget *close = gtk_widget_get_last_child (gtk_widget_get_first_child (GTK_WIDGET (bar)));

    assert_true (GTK_IS_BUTTON (close));
    g_signal_emit_by_name (close, "clicked");
    assert_false (pr_symptom_bar_open (bar));
    assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));
    pr_symptom_bar_set_open (bar, TRUE);
  }
  pr_symptom_bar_go (bar, 0);
  gui_test_settle (window);
  text = trace_line_text (pr_session_trace (session, 0), trace_event (pr_session_trace (session, 0),
      pr_session_selected (session)),
                          100);
  assert_non_null (strstr (text, "DELE 2"));
  gui_test_act (window, "page", g_variant_new_string ("start"));
  gui_test_settle (window);
  assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));
  gui_test_close (window);
}

static void
go (PrWindow *window, gint64 time)
{
  pr_session_seek (pr_window_session (window), time);
  gui_test_settle (window);
}

/* Closed is closed while its button is there to open it; an audience sees it whenever the day ends. */
static void
the_cause_comes_back_for_an_audience (void **state)
{
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *path = g_build_filename (folder, "support-01-empty-laptop.postroom", NULL);
  PrWindow *window = gui_test_window ();
  PrSymptomBar *bar = PR_SYMPTOM_BAR (pr_window_symptom_bar (window));
  PrSession *session = pr_window_session (window);

  assert_true (pr_window_open (window, path));
  for (guint presenting = 0; presenting < 2; presenting++)
    {
      if (presenting)
        gui_test_act (window, "present", NULL);
      go (window, pr_session_start (session));
      go (window, pr_session_end (session));
      assert_true (pr_symptom_bar_open (bar));
      pr_symptom_bar_set_open (bar, FALSE);
      go (window, pr_session_start (session));
      go (window, pr_session_end (session));
      assert_int_equal (pr_symptom_bar_open (bar), presenting);
    }
  gui_test_act (window, "present", NULL);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_session_is_explained),
    cmocka_unit_test (a_proof_leads_to_its_line),
    cmocka_unit_test (the_cause_comes_back_for_an_audience),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
