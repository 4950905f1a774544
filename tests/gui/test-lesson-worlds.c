/* Lessons that were written for a test, in the window: which world is shown, how far it is lived, and what cannot be seen too
 * early. */
#include "lesson-test.h"
#include "../lessons/lesson-sample.h"

#include "lesson-catalog.h"
#include "playback/go-to.h"

static void
assert_nothing_after (PrWindow *window, gint64 limit)
{
  PrSession *session = pr_window_session (window);
  guint32 selected = pr_session_selected (session);

  assert_true (pr_session_time (session) <= limit && pr_session_end (session) <= limit);
  for (guint world = 0; world < pr_session_n_worlds (session); world++)
    {
      const Trace *trace = pr_session_trace (session, world);

      assert_true (pr_session_world (session, world)->now <= limit);
      assert_true (trace_length (trace) == 0 || trace_event (trace, trace_length (trace))->time <= limit);
    }
  assert_true (selected <= trace_length (pr_session_trace (session, pr_session_focus (session))));
}

/* Neither by keys, nor by going to a time or an event, nor on any page, also where more has been set off than is shown. */
static void
nothing_goes_past_a_question (void **state)
{
  static const char *const places[] = { "23:59", "2d 08:00", "08:05:59.9", "60", "100", "400" };
  static const char *const pages[] = { "conversation", "copies", "packets", "traffic", "console", "compare", "stage" };
  PrWindow *window = open_text (ASKED_MIDWAY);
  PrSession *session = pr_window_session (window);
  gint64 limit = lesson_run_limit ((LessonRun *) run_of (window));

  assert_int_equal (lesson_run_open (run_of (window))->kind, LESSON_PREDICT);
  assert_true (limit - journal_start (pr_session_journal (session)) == (8 * 3600 + 5 * 60 + 2) * G_TIME_SPAN_SECOND);
  assert_nothing_after (window, limit);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      go_to_place (session, places[i]);
      assert_nothing_after (window, limit);
    }
  for (guint unit = STEP_EVENT; unit <= STEP_SESSION; unit++)
    for (guint i = 0; i < 4; i++)
      {
        gui_test_act (window, "step-by", g_variant_new_int32 ((int) unit + 1));
        assert_nothing_after (window, limit);
      }
  gui_test_act (window, "go-start", NULL);
  gui_test_act (window, "play", NULL);
  pass_over (window);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      pr_window_set_page (window, pages[i]);
      gui_test_settle (window);
      assert_nothing_after (window, limit);
    }
  /* Other branches are other futures. */
  assert_false (is_enabled (window, "branch"));
  assert_false (is_enabled (window, "compare-branch"));
  assert_false (is_enabled (window, "lesson-explore"));
  assert_false (is_enabled (window, "export-report"));
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
  pass_over (window);
  assert_true (is_enabled (window, "export-report"));
  gui_test_close (window);
}

/* What decides comes by itself, after the last line: it is played, and the right answer is the terminal's. */
static void
lives_to_its_question (void **state)
{
  const char *const texts[] = { OWN_CHECK, OWN_CHECK_OF_ONE };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      PrWindow *window = open_text (texts[i]);
      PrSession *session = pr_window_session (window);
      const LessonBlock *open = lesson_run_open (run_of (window));

      assert_non_null (open);
      gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
      pass_over (window);
      assert_true (pr_lesson_player_is_revealed (pr_window_lesson (window), open));
      assert_true (panel_says (window, "Your answer: right"));
      assert_true (pr_session_time (session) >= open->until);
      for (guint world = 0; world < pr_session_n_worlds (session); world++)
        {
          pr_session_set_focus (session, world);
          assert_true (trace_length (pr_session_trace (session, world)) > 0);
          assert_true (pr_session_copies (session, world)->letters->len > 0);
        }
      gui_test_close (window);
    }
}

/* The lesson says which of its worlds is to be looked at. */
static void
shows_the_world_that_is_meant (void **state)
{
  PrWindow *window = open_text (SHOWN_WORLDS);
  PrSession *session = pr_window_session (window);
  const TraceEvent *line;

  assert_int_equal (pr_session_n_worlds (session), 2);
  assert_int_equal (pr_session_focus (session), 1);
  assert_true (panel_says (window, "Look at “OK” (IMAP)"));
  line = trace_event (pr_session_trace (session, 1), pr_session_selected (session));
  assert_int_equal (trace_connection (pr_session_trace (session, 1), line->connection)->conn.protocol, PROTOCOL_IMAP);
  next_step (window);
  assert_int_equal (pr_session_focus (session), 0);
  assert_string_equal (pr_window_page (window), "compare");
  assert_true (panel_says (window, "Look at “POP3”"));
  next_step (window); /* no world is named: that which has the line */
  assert_int_equal (pr_session_focus (session), 1);
  assert_string_equal (pr_window_page (window), "stage");
  gui_test_close (window);
}

/* What `new-lesson` writes can be learned from at once. */
static void
template_runs (void **state)
{
  PrWindow *window = open_text (lesson_catalog_template ());

  while (!lesson_run_is_finished (run_of (window)))
    {
      const LessonBlock *open = lesson_run_open (run_of (window));

      if (open == NULL)
        gui_test_act (window, "lesson-next", NULL);
      else if (open->kind == LESSON_TASK)
        gui_test_act (window, "lesson-solve", NULL);
      else
        gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
      pass_over (window);
      assert_true (open == NULL || lesson_run_open (run_of (window)) != open);
      assert_null (lesson_run_trouble (run_of (window)));
    }
  assert_true (panel_says (window, "The lesson is done"));
  gui_test_close (window);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test (lives_to_its_question),
    cmocka_unit_test (shows_the_world_that_is_meant),
    cmocka_unit_test (nothing_goes_past_a_question),
    cmocka_unit_test (template_runs),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
