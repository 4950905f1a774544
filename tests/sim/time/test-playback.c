#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "timeline-lab.h"

static const char compared[]
  = "postroom 1\n"
    "seed 3\n"
    "date 2026-03-02\n"
    "zone +00:00\n"
    "account ada@kantor.example password=rahasia\n"
    "variant POP3\n"
    "  device laptop account=ada protocol=pop3 keep=never\n"
    "variant IMAP\n"
    "  device laptop account=ada protocol=imap\n"
    "at 08:00 deliver from=budi@luar.example subject=\"Meeting\" size=3kB\n"
    "at 08:05 laptop check\n"
    "at 08:15 deliver from=dewi@pajak.example subject=\"Invoice\" size=12kB\n"
    "at 08:40 laptop check\n";

static Journal *
parse (const char *text)
{
  GError *error = NULL;
  Journal *journal = journal_parse (text, -1, "compared", &error);

  if (journal == NULL)
    fail_msg ("%s", error->message);
  return journal;
}

static gint64
clock_time (const Journal *journal, guint hour, guint minute)
{
  return journal_start (journal) + hour * G_TIME_SPAN_HOUR + minute * G_TIME_SPAN_MINUTE;
}

static int
act (Playback *playback, const char *text)
{
  GError *error = NULL;
  const Journal *journal = timeline_journal (playback_timeline (playback, 0));
  Action *action = journal_parse_action (journal, text, playback_now (playback), 0, &error);
  int branch;

  if (action == NULL)
    fail_msg ("%s", error->message);
  branch = playback_act (playback, action, &error);
  if (branch < 0)
    fail_msg ("%s", error->message);
  return branch;
}

static char *
digest_of (Playback *playback, guint index)
{
  return world_digest (timeline_world (playback_timeline (playback, index)));
}

/* The script of a branch in words. */
static char *
script_text (const Journal *journal, guint branch)
{
  g_autoptr (GArray) script = journal_script (journal, branch, 0);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < script->len; i++)
    {
      const Action *action = journal_action (journal, g_array_index (script, guint, i));
      g_autofree char *words = action_to_text (action);

      g_string_append_printf (text, "%" G_GINT64_FORMAT "+%u %s\n", action->time, action->after, words);
    }
  return g_string_free (text, FALSE);
}

/* What the first tells up to that event, in events and in octets, the other tells too. */
static void
assert_traces_agree (const Trace *trace, const Trace *other, guint until)
{
  for (guint id = 1; id <= until; id++)
    {
      const TraceEvent *event = trace_event (trace, id);
      g_autoptr (GString) left = g_string_new (NULL), right = g_string_new (NULL);

      trace_event_to_json (trace, event, left);
      trace_event_to_json (other, trace_event (other, id), right);
      assert_string_equal (left->str, right->str);
      if (event->kind == TRACE_SEGMENT && event->segment.length > 0)
        {
          gsize length, same;
          const guint8 *a = trace_wire (trace, event->connection, event->segment.direction, &length);
          const guint8 *b = trace_wire (other, event->connection, event->segment.direction, &same);

          assert_true (event->segment.sequence + event->segment.length <= MIN (length, same));
          assert_memory_equal (a + event->segment.sequence, b + event->segment.sequence, event->segment.length);
        }
    }
}

/* All of the branch's worlds, played from the start by a fresh timeline to the same step, are these, and so is what is
 * told of them. */
static void
assert_replays (Playback *playback)
{
  for (guint i = 0; i < playback_n_timelines (playback); i++)
    {
      Timeline *timeline = playback_timeline (playback, i);
      g_autoptr (Timeline) fresh
        = timeline_new ((Journal *) timeline_journal (timeline), playback_branch (playback), timeline_variant (timeline));
      g_autofree char *digest = digest_of (playback, i);

      while (timeline_world (fresh)->step < timeline_world (timeline)->step)
        assert_true (timeline_step (fresh));
      assert_world_is (fresh, digest);
      assert_int_equal (timeline_position (fresh), timeline_position (timeline));
      assert_traces_agree (timeline_trace (timeline), timeline_trace (fresh), timeline_position (fresh));
    }
}

static void
test_all_worlds_share_the_clock (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);

  assert_int_equal (playback_n_timelines (playback), 2);
  assert_int_equal (playback_start (playback), clock_time (journal, 8, 0));
  assert_true (playback_end (playback) >= clock_time (journal, 8, 40));
  assert_int_equal (playback_now (playback), journal_start (journal));
  playback_seek_time (playback, clock_time (journal, 8, 20));
  assert_int_equal (playback_now (playback), clock_time (journal, 8, 20));
  for (guint i = 0; i < 2; i++)
    {
      assert_true (timeline_now (playback_timeline (playback, i)) <= clock_time (journal, 8, 20));
      assert_true (timeline_next_time (playback_timeline (playback, i)) > clock_time (journal, 8, 20));
    }
}

static void
test_steps_go_by_the_focus_and_the_others_follow (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  guint steps = 0;

  playback_set_focus (playback, 1);
  assert_int_equal (playback_focus (playback), 1);
  while (playback_step (playback, STEP_LINE, TRUE))
    {
      assert_int_equal (playback_now (playback), timeline_now (playback_timeline (playback, 1)));
      assert_true (timeline_now (playback_timeline (playback, 0)) <= playback_now (playback));
      assert_true (timeline_next_time (playback_timeline (playback, 0)) > playback_now (playback));
      steps++;
    }
  assert_true (steps > 40);
  while (playback_step (playback, STEP_LINE, FALSE))
    steps--;
  assert_int_equal (timeline_position (playback_timeline (playback, 1)), 0);
  assert_true (steps <= 1);
}

static void
test_acting_in_the_past_begins_a_branch (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  g_autofree char *parent = script_text (journal, 0);
  g_autofree char *pop3 = NULL;
  g_autofree char *imap = NULL;
  g_autofree char *after = NULL;
  g_autofree char *branched = NULL;
  int branch;

  playback_end (playback);
  playback_seek_time (playback, clock_time (journal, 8, 7));
  pop3 = digest_of (playback, 0);
  imap = digest_of (playback, 1);
  branch = act (playback, "laptop read Meeting");
  assert_int_equal (branch, 1);
  assert_int_equal (playback_branch (playback), 1);
  assert_int_equal (playback_now (playback), clock_time (journal, 8, 7));
  after = script_text (journal, 0);
  branched = script_text (journal, 1);
  assert_string_equal (after, parent);
  assert_string_not_equal (branched, parent);
  assert_world_is (playback_timeline (playback, 0), pop3);
  assert_world_is (playback_timeline (playback, 1), imap);
  /* It happens in the next step, and the day goes on from there. */
  assert_true (playback_step (playback, STEP_ACTION, TRUE));
  assert_int_equal (playback_now (playback), clock_time (journal, 8, 7));
  assert_replays (playback);
  playback_seek_time (playback, playback_end (playback));
  assert_replays (playback);
}

static void
test_acting_twice_stays_in_the_branch (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);

  playback_seek_time (playback, clock_time (journal, 8, 7));
  assert_int_equal (act (playback, "laptop read Meeting"), 1);
  playback_seek_time (playback, clock_time (journal, 8, 9));
  assert_int_equal (act (playback, "laptop flag Meeting"), 1);
  assert_int_equal (act (playback, "laptop check"), 1);
  playback_seek_time (playback, clock_time (journal, 8, 10));
  assert_replays (playback);
  /* Before what the branch itself did: another one. */
  playback_seek_time (playback, clock_time (journal, 8, 8));
  assert_int_equal (act (playback, "laptop check"), 2);
  assert_int_equal (journal_branch (journal, 2)->parent, 1);
  playback_seek_time (playback, clock_time (journal, 8, 41));
  assert_replays (playback);
}

static void
test_undo_returns (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  g_autofree char *pop3 = NULL;
  g_autofree char *imap = NULL;

  assert_false (playback_undo (playback));
  playback_seek_time (playback, clock_time (journal, 8, 7));
  pop3 = digest_of (playback, 0);
  imap = digest_of (playback, 1);
  act (playback, "laptop read Meeting");
  playback_seek_time (playback, clock_time (journal, 8, 41));
  assert_true (playback_undo (playback));
  assert_int_equal (playback_branch (playback), 0);
  assert_int_equal (playback_now (playback), clock_time (journal, 8, 7));
  assert_world_is (playback_timeline (playback, 0), pop3);
  assert_world_is (playback_timeline (playback, 1), imap);
  /* The branch is not rewritten: to act anew is to begin another. */
  assert_int_equal (act (playback, "laptop flag Meeting"), 2);
  playback_set_branch (playback, 1);
  assert_int_equal (playback_now (playback), clock_time (journal, 8, 7));
  playback_seek_time (playback, clock_time (journal, 8, 41));
  assert_replays (playback);
  playback_set_branch (playback, 2);
  assert_int_equal (playback_now (playback), clock_time (journal, 8, 41));
  assert_replays (playback);
  playback_set_branch (playback, 0);
  assert_replays (playback);
}

static void
test_acting_at_the_end_grows_the_branch (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  gint64 end = playback_end (playback);

  playback_seek_time (playback, clock_time (journal, 9, 0));
  assert_int_equal (act (playback, "laptop read Invoice"), 0);
  assert_true (playback_end (playback) > end);
  playback_seek_time (playback, playback_end (playback));
  assert_replays (playback);
  assert_int_equal (journal_n_branches (journal), 1);
}

/* Between two steps of one microsecond. */
static void
test_acting_within_an_instant (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  const World *world;
  guint instant;
  guint step;

  playback_seek_time (playback, clock_time (journal, 8, 4));
  while (timeline_world (playback_timeline (playback, 0))->instant < 2)
    assert_true (playback_step (playback, STEP_EVENT, TRUE));
  world = timeline_world (playback_timeline (playback, 0));
  instant = world->instant;
  step = world->step;
  act (playback, "laptop offline");
  world = timeline_world (playback_timeline (playback, 0));
  assert_int_equal (world->instant, instant);
  assert_int_equal (world->step, step);
  assert_true (playback_step (playback, STEP_EVENT, TRUE));
  world = timeline_world (playback_timeline (playback, 0));
  assert_int_equal (world->step, step + 1);
  assert_false (world_find_device (world, "laptop")->online);
  assert_replays (playback);
}

/* In a world that does less in that microsecond the action comes after fewer steps than it says: undone, it must not stay
 * behind in what is kept. */
static void
test_undo_within_an_instant (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);

  playback_seek_time (playback, clock_time (journal, 8, 5) - 1);
  for (guint i = 0; i < 30; i++)
    {
      gint64 now;

      assert_true (playback_step (playback, STEP_EVENT, TRUE));
      now = playback_now (playback);
      act (playback, "laptop offline");
      playback_seek_time (playback, now + G_TIME_SPAN_SECOND);
      assert_true (playback_undo (playback));
      playback_seek_time (playback, now + G_TIME_SPAN_SECOND);
      assert_replays (playback);
      playback_seek_time (playback, now);
    }
}

static void
test_a_refused_action_changes_nothing (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  g_autofree char *there = NULL;
  Action *action = action_new (ACTION_CHECK);
  GError *error = NULL;

  playback_seek_time (playback, clock_time (journal, 8, 7));
  there = digest_of (playback, 0);
  action->device = g_strdup ("nobody");
  assert_int_equal (playback_act (playback, action, &error), -1);
  assert_non_null (error);
  g_clear_error (&error);
  assert_int_equal (playback_branch (playback), 0);
  assert_world_is (playback_timeline (playback, 0), there);
  assert_int_equal (act (playback, "laptop check"), 1);
  assert_int_equal (journal_n_branches (journal), 2);
}

static void
test_two_branches_side_by_side (void **state)
{
  g_autoptr (Journal) journal = parse (compared);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  g_autofree char *written = NULL, *otherwise = NULL;

  playback_seek_time (playback, clock_time (journal, 8, 3));
  assert_int_equal (act (playback, "laptop offline"), 1);
  playback_seek_time (playback, clock_time (journal, 8, 50));
  otherwise = digest_of (playback, 1);
  playback_set_branch (playback, 0);
  written = digest_of (playback, 1);
  assert_string_not_equal (written, otherwise);
  /* The focused variant, as it was written and otherwise, at the same time of day. */
  playback_set_focus (playback, 1);
  playback_compare (playback, 1);
  assert_int_equal (playback_n_timelines (playback), 2);
  assert_int_equal (playback_beside (playback), 1);
  assert_int_equal (playback_now (playback), clock_time (journal, 8, 50));
  assert_world_is (playback_timeline (playback, 0), written);
  assert_world_is (playback_timeline (playback, 1), otherwise);
  assert_int_equal (timeline_variant (playback_timeline (playback, 1)), 1);
  /* One clock for both. */
  playback_seek_time (playback, clock_time (journal, 8, 1));
  assert_true (playback_step (playback, STEP_ACTION, TRUE));
  assert_int_equal (timeline_now (playback_timeline (playback, 0)), playback_now (playback));
  assert_true (timeline_now (playback_timeline (playback, 1)) <= playback_now (playback));
  /* Going on in one of them brings all variants back. */
  assert_true (act (playback, "laptop check") >= 0);
  assert_int_equal (playback_beside (playback), -1);
  assert_int_equal (playback_n_timelines (playback), 2);
  assert_int_equal (timeline_variant (playback_timeline (playback, 0)), 0);
  assert_int_equal (playback_focus (playback), 1);
}

/* Typed before there is an answer from the server: the octets wait, and no event has told of them when the past is
 * left for another future. */
static void
test_octets_that_wait_outlive_a_branch (void **state)
{
  g_autoptr (Journal) journal = parse ("postroom 1\nseed 3\ndate 2026-03-02\nzone +00:00\n"
                                       "account ada@kantor.example password=rahasia\n"
                                       "device terminal account=ada protocol=pop3 console=on\n"
                                       "link terminal latency=100ms bandwidth=10Mbit loss=0%\n");
  g_autoptr (Playback) playback = playback_new (journal, 0);
  gint64 began = clock_time (journal, 8, 0);

  playback_seek_time (playback, began);
  act (playback, "terminal connect");
  act (playback, "terminal type \"USER ada\"");
  for (guint n = 1; n <= 4; n++)
    {
      playback_end (playback); /* the future that is left */
      playback_seek_time (playback, began + n * 70 * 1000);
      act (playback, "terminal type \"NOOP\"");
      assert_replays (playback);
    }
  playback_seek_time (playback, began + G_TIME_SPAN_MINUTE);
  assert_replays (playback);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_all_worlds_share_the_clock),
    cmocka_unit_test (test_steps_go_by_the_focus_and_the_others_follow),
    cmocka_unit_test (test_acting_in_the_past_begins_a_branch),
    cmocka_unit_test (test_acting_twice_stays_in_the_branch),
    cmocka_unit_test (test_undo_returns),
    cmocka_unit_test (test_two_branches_side_by_side),
    cmocka_unit_test (test_acting_at_the_end_grows_the_branch),
    cmocka_unit_test (test_acting_within_an_instant),
    cmocka_unit_test (test_undo_within_an_instant),
    cmocka_unit_test (test_a_refused_action_changes_nothing),
    cmocka_unit_test (test_octets_that_wait_outlive_a_branch),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
