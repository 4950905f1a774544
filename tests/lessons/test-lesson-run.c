/* A learner in the sample lesson: what is shown, what is lived, and what cannot be known too early. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "expectation.h"
#include "lesson-lint.h"
#include "lesson-run.h"
#include "lesson-sample.h"

typedef struct {
  Lesson *lesson;
  LessonRun *run;
} Fixture;

/* Of what is asked now. */
static int
find_right (LessonRun *run)
{
  g_autoptr (LessonAnswer) answer = lesson_run_evaluate (run);

  return answer != NULL ? answer->right : -1;
}

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->lesson = lesson_parse (SAMPLE, -1, "en/sample.md", NULL);
  fixture->run = lesson_run_new (fixture->lesson);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  assert_null (lesson_run_trouble (fixture->run));
  lesson_run_free (fixture->run);
  lesson_free (fixture->lesson);
  g_free (fixture);
  return 0;
}

static gint64
at (LessonRun *run, guint hour, guint minute)
{
  return journal_start (lesson_run_journal (run)) + hour * G_TIME_SPAN_HOUR + minute * G_TIME_SPAN_MINUTE;
}

/* The latest line that the run's journal holds. */
static gint64
last_line (LessonRun *run)
{
  const Journal *journal = lesson_run_journal (run);

  return journal_action (journal, journal_n_actions (journal) - 1)->time;
}

static void
test_locked (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;
  const LessonBlock *open = lesson_run_open (run);

  assert_int_equal (open->kind, LESSON_PREDICT);
  assert_false (lesson_run_can_next (run));
  assert_false (lesson_run_next (run));
  assert_false (lesson_run_explore (run, at (run, 8, 2)));
  assert_int_equal (lesson_run_n_visible (run, 0), 4); /* the question is the last thing to see */
  assert_int_equal (lesson_run_n_visible (run, 1), 0);
  assert_true (last_line (run) == at (run, 8, 0));
  assert_true (lesson_run_now (run) > at (run, 8, 0) && lesson_run_now (run) < at (run, 8, 1));
  assert_true (lesson_run_limit (run) == lesson_run_now (run));
  assert_null (lesson_run_answer (run, 2));
  assert_null (lesson_run_hint (run));
  assert_false (lesson_run_solve (run));
}

static void
test_answer (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;
  const LessonBlock *open = lesson_run_open (run);
  const LessonAnswer *answer;
  const LessonResult *result;

  assert_int_equal (find_right (run), 1);
  assert_true (last_line (run) == at (run, 8, 0)); /* to ask that tells nothing to the learner's world */
  answer = lesson_run_answer (run, 0);
  assert_int_equal (answer->choice, 0);
  assert_int_equal (answer->right, 1);
  assert_true (answer->until == at (run, 8, 6));
  result = answer->results->pdata[1];
  assert_true (result->is_true);
  assert_true (result->proofs->len > 0);
  assert_false (((LessonResult *) answer->results->pdata[0])->is_true);
  assert_ptr_equal (lesson_run_answer_to (run, open), answer);
  assert_null (lesson_run_open (run));
  assert_true (last_line (run) == at (run, 8, 6)); /* the worlds live until it is decided */
  assert_true (lesson_run_now (run) == at (run, 8, 6));
  assert_int_equal (lesson_run_n_visible (run, 0), lesson_step_n_blocks (lesson_step (lesson_run_lesson (run), 0)));
}

/* The proofs point into the trace that the window plays. */
static void
test_proofs (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;
  const LessonAnswer *answer = lesson_run_answer (run, 1);
  const LessonResult *result = answer->results->pdata[1];
  g_autoptr (Playback) playback = playback_new (lesson_run_journal (run), lesson_run_branch (run));
  const TraceEvent *event;

  playback_seek_time (playback, answer->until);
  event = trace_event (timeline_trace (playback_timeline (playback, result->variant)),
                       g_array_index (result->proofs, guint32, 0));
  assert_int_equal (event->kind, TRACE_COPY);
  assert_true (event->time < answer->until);
}

static void
test_task_solved (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;
  const LessonBlock *task;

  lesson_run_answer (run, 1);
  assert_true (lesson_run_next (run));
  task = lesson_run_open (run);
  assert_int_equal (task->kind, LESSON_TASK);
  assert_true (lesson_run_limit (run) == at (run, 8, 40) - 1);
  assert_false (lesson_run_check (run, lesson_run_now (run)));
  assert_non_null (lesson_run_hint (run));
  assert_non_null (lesson_run_hint (run));
  assert_null (lesson_run_hint (run));
  assert_int_equal (lesson_run_n_hints (run), 2);
  assert_true (lesson_run_solve (run));
  assert_int_equal (lesson_run_task_state (run, task), TASK_SHOWN);
  assert_int_equal (lesson_run_open (run)->kind, LESSON_PREDICT);
  assert_int_equal (find_right (run), 1);
}

static void
act (LessonRun *run, Playback *playback, const char *text)
{
  Action *action = journal_parse_action (lesson_run_journal (run), text, playback_now (playback), 0, NULL);

  assert_non_null (action);
  assert_true (lesson_run_act (run, playback, action, NULL) >= 0);
}

/* Any way counts; a letter of the learner's own takes no name that the lesson will need. */
static void
test_task_own_way (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;
  g_autoptr (Playback) playback = playback_new (lesson_run_journal (run), 0);
  const LessonBlock *task;

  lesson_run_answer (run, 1);
  lesson_run_next (run);
  task = lesson_run_open (run);
  playback_set_branch (playback, lesson_run_branch (run));
  playback_seek_time (playback, lesson_run_now (run));
  act (run, playback, "phone write to=budi@luar.example subject=Minutes");
  playback_seek_time (playback, at (run, 8, 30));
  assert_false (lesson_run_check (run, playback_now (playback)));
  act (run, playback, "phone check");
  playback_seek_time (playback, at (run, 8, 31));
  assert_true (lesson_run_branch (run) != 0);
  assert_true (lesson_run_check (run, playback_now (playback)));
  assert_int_equal (lesson_run_task_state (run, task), TASK_DONE);
  assert_int_equal (find_right (run), 1);
  lesson_run_answer (run, 1);
  assert_true (lesson_run_next (run));
  assert_true (lesson_run_is_finished (run));
  assert_false (lesson_run_next (run));
}

static void
test_shown_after_attempt (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;
  g_autoptr (Playback) playback = playback_new (lesson_run_journal (run), 0);

  lesson_run_answer (run, 1);
  lesson_run_next (run);
  playback_seek_time (playback, at (run, 8, 35));
  act (run, playback, "laptop check"); /* takes the letter away */
  playback_seek_time (playback, at (run, 8, 36));
  assert_false (lesson_run_check (run, playback_now (playback)));
  assert_true (lesson_run_solve (run));
  assert_int_equal (lesson_run_branch (run), 0);
}

static void
test_explore (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;
  g_autoptr (Playback) playback = playback_new (lesson_run_journal (run), 0);
  g_autoptr (GError) error = NULL;
  gint64 now;

  lesson_run_answer (run, 1);
  now = lesson_run_now (run);
  playback_seek_time (playback, now);
  assert_int_equal (lesson_run_act (run, playback, action_new (ACTION_RESTART), &error), -1);
  assert_non_null (error);
  assert_true (lesson_run_explore (run, now));
  assert_true (lesson_run_is_exploring (run));
  assert_true (lesson_run_limit (run) == G_MAXINT64);
  playback_set_branch (playback, lesson_run_branch (run));
  act (run, playback, "phone check");
  assert_true (lesson_run_branch (run) != 0);
  lesson_run_return (run);
  assert_int_equal (lesson_run_branch (run), 0);
  assert_true (lesson_run_now (run) == now);
  assert_true (lesson_run_next (run));
}

static void
test_back (void **state)
{
  LessonRun *run = ((Fixture *) *state)->run;

  assert_false (lesson_run_previous (run));
  lesson_run_answer (run, 1);
  lesson_run_next (run);
  assert_true (lesson_run_previous (run));
  assert_int_equal (lesson_run_step (run), 0);
  assert_int_equal (lesson_run_open (run)->kind, LESSON_TASK); /* still */
  assert_true (lesson_run_next (run));
  assert_false (lesson_run_next (run));
}

#define TWO_WORLDS \
  "# Two\n\nAbout.\n\n```lesson\nminutes: 5\n```\n\n## One\n\n" \
  "```setup\naccount ada@kantor.example password=rahasia\n" \
  "variant POP3\n  device laptop account=ada protocol=pop3 keep=never check=never\n" \
  "variant IMAP\n  device laptop account=ada protocol=imap check=never\n" \
  "device terminal account=ada protocol=pop3 console=on\n```\n\n" \
  "```predict until=08:06\n? Where?\n- In both\n  expect server INBOX has A\n  wrong: No.\n" \
  "- With IMAP\n  expect IMAP server INBOX has A\n  expect POP3 server INBOX lacks A\n```\n\n" \
  "```do\nat 08:00 deliver from=budi@luar.example subject=x size=2kB as=A\nat 08:05 laptop check\n```\n\n" \
  "```task\n? Type.\nconsole: terminal\nprotocol: pop3\ngoal: expect IMAP server INBOX has 0\nsolution:\n" \
  "  at 08:20 terminal connect\n  at 08:20:05 terminal type \"USER ada\"\n" \
  "  at 08:20:10 terminal type \"PASS rahasia\"\n  at 08:20:15 terminal type \"DELE 1\"\n" \
  "  at 08:20:20 terminal type QUIT\n```\n\n## What to remember\n\n- That.\n"

/* A choice without a world's name is about all of them; a console's solution is typed. */
static void
test_worlds (void **state)
{
  g_autoptr (Lesson) lesson = lesson_parse (TWO_WORLDS, -1, "en/two.md", NULL);
  g_autoptr (LessonRun) run = lesson_run_new (lesson);
  const LessonAnswer *answer = lesson_run_answer (run, 0);
  const LessonBlock *task = lesson_run_open (run);

  assert_int_equal (answer->right, 1);
  assert_int_equal (((LessonResult *) answer->results->pdata[0])->variant, 0); /* POP3 has made it untrue */
  assert_string_equal (task->console, "terminal");
  assert_string_equal (task->protocol, "pop3");
  assert_true (lesson_run_solve (run));
  assert_true (lesson_run_next (run));
  assert_true (lesson_run_is_finished (run));
}

static void
assert_lives_to_its_question (const char *text)
{
  g_autoptr (Lesson) lesson = lesson_parse (text, -1, "en/own.md", NULL);
  g_autoptr (GPtrArray) faults = lesson_faults_new ();
  g_autoptr (LessonRun) run = lesson_run_new (lesson);
  const LessonAnswer *answer;

  lesson_lint (lesson, FALSE, faults);
  assert_int_equal (faults->len, 0);
  assert_true (last_line (run) == journal_start (lesson_run_journal (run)));
  assert_int_equal (find_right (run), 0);
  assert_true (last_line (run) == journal_start (lesson_run_journal (run))); /* to find out tells nothing */
  answer = lesson_run_answer (run, 0);
  assert_int_equal (answer->right, 0);
  assert_true (lesson_run_now (run) >= at (run, 9, 20));
  /* What is proven is in the worlds that a window plays from the run's journal. */
  for (guint i = 0; i < journal_n_variants (lesson_run_journal (run)); i++)
    {
      const LessonChoice *choice = answer->block->choices->pdata[0];
      g_autoptr (Timeline) timeline = timeline_new (lesson_run_journal (run), lesson_run_branch (run), i);
      g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };

      timeline_seek_end (timeline);
      assert_true (timeline_now (timeline) >= at (run, 9, 20));
      expectation_evaluate (((const Action *) choice->expects->pdata[0])->expect, timeline, 0, &verdict);
      assert_int_equal (verdict.answer, ANSWER_TRUE);
    }
  assert_null (lesson_run_trouble (run));
}

static void
test_own_check (void **state)
{
  assert_lives_to_its_question (OWN_CHECK);
  assert_lives_to_its_question (OWN_CHECK_OF_ONE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (test_locked, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_answer, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_proofs, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_task_solved, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_task_own_way, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_shown_after_attempt, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_explore, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_back, set_up, tear_down),
    cmocka_unit_test (test_worlds),
    cmocka_unit_test (test_own_check),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
