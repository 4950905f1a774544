#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "timeline-lab.h"

static const char small_day[]
  = "postroom 1\n"
    "seed 3\n"
    "date 2026-03-02\n"
    "zone +00:00\n"
    "account ada@kantor.example password=rahasia\n"
    "device laptop account=ada protocol=pop3 keep=never\n"
    "device phone account=ada protocol=imap\n"
    "link laptop latency=40ms bandwidth=2Mbit loss=3%\n"
    "at 08:00 deliver from=budi@luar.example subject=\"Meeting\" size=3kB\n"
    "at 08:00:10 deliver from=cici@foto.example subject=\"Photos\" size=30kB\n"
    "at 08:05 laptop check\n"
    "at 08:06 phone check\n"
    "at 08:07 laptop read Meeting\n"
    "at 08:08 phone write to=budi@luar.example subject=\"Answer\"\n"
    "at 08:10 laptop check\n"
    "at 08:10 cut laptop how=silent after=UIDL\n"
    "at 08:15 deliver from=dewi@pajak.example subject=\"Invoice\" size=12kB\n"
    "at 08:40 laptop check\n";

static Journal *
small_journal (void)
{
  GError *error = NULL;
  Journal *journal = journal_parse (small_day, -1, "small", &error);

  if (journal == NULL)
    fail_msg ("%s", error->message);
  return journal;
}

static void
test_back_to_every_event_of_a_small_day (void **state)
{
  g_autoptr (Journal) journal = small_journal ();

  check_every_step_back (journal, 0);
}

/* From anywhere to anywhere. */
static void
test_jumps (void **state)
{
  g_autoptr (Journal) journal = small_journal ();
  g_autoptr (Timeline) timeline = timeline_new (journal, 0, 0);
  g_autoptr (GPtrArray) digests = run_forward (timeline);
  guint events = timeline_position (timeline);

  for (guint i = 0; i < 400; i++)
    {
      guint wanted = 1 + i * 7919 % events;
      const TraceEvent *event = trace_event (timeline_trace (timeline), wanted);

      if (i % 2 == 0)
        {
          timeline_seek_event (timeline, wanted);
          assert_int_equal (timeline_world (timeline)->step, event->step);
        }
      else
        {
          timeline_seek_time (timeline, event->time);
          assert_true (timeline_now (timeline) <= event->time);
          assert_true (timeline_position (timeline) >= wanted);
          assert_true (timeline_next_time (timeline) > event->time);
        }
      assert_world_is (timeline, digests->pdata[timeline_world (timeline)->step]);
    }
}

/* Two runs, one of them looking ahead and back all the time, write the same trace. */
static void
test_looking_around_changes_nothing (void **state)
{
  g_autoptr (Journal) journal = small_journal ();
  g_autoptr (Timeline) straight = timeline_new (journal, 0, 0);
  g_autoptr (Timeline) restless = timeline_new (journal, 0, 0);

  timeline_seek_end (straight);
  for (guint i = 0; timeline_step (restless); i++)
    {
      if (i % 50 == 0)
        {
          timeline_step_back (restless);
          timeline_step_back (restless);
          timeline_find_stop (restless, STEP_COMMAND, TRUE);
        }
    }
  assert_int_equal (trace_length (timeline_trace (straight)), trace_length (timeline_trace (restless)));
  for (guint id = 1; id <= trace_length (timeline_trace (straight)); id++)
    {
      g_autoptr (GString) left = g_string_new (NULL);
      g_autoptr (GString) right = g_string_new (NULL);

      trace_event_to_json (timeline_trace (straight), trace_event (timeline_trace (straight), id), left);
      trace_event_to_json (timeline_trace (restless), trace_event (timeline_trace (restless), id), right);
      assert_string_equal (left->str, right->str);
    }
}

static void
test_copy_after_every_step_goes_on_alike (void **state)
{
  g_autoptr (Journal) journal = small_journal ();
  g_autoptr (GArray) script = journal_script (journal, 0, 0);
  World *world = world_new (journal, 0);
  gboolean more = TRUE;

  while (more)
    {
      World *copy = world_dup (world);
      g_autofree char *left = NULL;
      g_autofree char *right = NULL;

      more = world_step (world, journal, script, NULL);
      assert_int_equal (world_step (copy, journal, script, NULL), more);
      left = world_digest (world);
      right = world_digest (copy);
      assert_string_equal (left, right);
      /* The copy lives on, the original goes: nothing is held by the one that the other needs. */
      world_free (world);
      world = copy;
    }
  world_free (world);
}

static void
check_stops (Timeline *timeline, StepUnit unit, guint least)
{
  g_autoptr (GArray) stops = g_array_new (FALSE, FALSE, sizeof (guint));
  guint stop;

  timeline_seek_event (timeline, 0);
  while ((stop = timeline_find_stop (timeline, unit, TRUE)) > timeline_position (timeline))
    {
      timeline_seek_event (timeline, stop);
      assert_int_equal (timeline_position (timeline), stop);
      g_array_append_val (stops, stop);
    }
  assert_true (stops->len >= least);
  /* The last may be the end and no stop; going back finds the others in turn. */
  for (guint i = stops->len - 1; i > 0; i--)
    {
      stop = timeline_find_stop (timeline, unit, FALSE);
      assert_int_equal (stop, g_array_index (stops, guint, i - 1));
      timeline_seek_event (timeline, stop);
    }
}

static void
test_stops_are_the_same_both_ways (void **state)
{
  g_autoptr (Journal) journal = small_journal ();

  for (StepUnit unit = STEP_EVENT; unit <= STEP_SESSION; unit++)
    {
      g_autoptr (Timeline) timeline = timeline_new (journal, 0, 0);

      check_stops (timeline, unit, unit == STEP_ACTION ? 9 : 5);
    }
}

static void
test_stops_are_what_they_say (void **state)
{
  g_autoptr (Journal) journal = small_journal ();
  g_autoptr (Timeline) timeline = timeline_new (journal, 0, 0);
  const TraceEvent *event;

  timeline_seek_event (timeline, timeline_find_stop (timeline, STEP_ACTION, TRUE));
  assert_int_equal (timeline_now (timeline), journal_start (journal) + 8 * G_TIME_SPAN_HOUR);
  timeline_seek_event (timeline, timeline_find_stop (timeline, STEP_SESSION, TRUE));
  timeline_seek_event (timeline, timeline_find_stop (timeline, STEP_LINE, TRUE));
  for (guint id = timeline_position (timeline);; id--)
    {
      event = trace_event (timeline_trace (timeline), id);
      if (event->kind == TRACE_LINE && event->line.arrived)
        break;
      assert_int_equal (event->step, timeline_world (timeline)->step);
    }
  assert_int_equal (event->step, timeline_world (timeline)->step);
}

/* Beyond the limit nothing is lived, however it is asked for; without it, the day is the same as ever. */
static void
test_limit (void **state)
{
  g_autoptr (Journal) journal = small_journal ();
  g_autoptr (Timeline) whole = timeline_new (journal, 0, 0), limited = timeline_new (journal, 0, 0);
  g_autofree char *digest = NULL;

  timeline_seek_end (whole);
  digest = world_digest (timeline_world (whole));
  timeline_seek_end (limited); /* what was lived is forgotten */
  for (guint id = 1; id <= trace_length (timeline_trace (whole)); id += 37)
    {
      gint64 limit = trace_event (timeline_trace (whole), trace_length (timeline_trace (whole)) - id + 1)->time;
      guint length;

      timeline_set_limit (limited, limit);
      length = trace_length (timeline_trace (limited));
      assert_true (trace_event (timeline_trace (limited), length)->time <= limit);
      assert_true (timeline_now (limited) <= limit && timeline_end (limited) <= limit);
      for (StepUnit unit = STEP_EVENT; unit <= STEP_SESSION; unit++)
        timeline_seek_event (limited, timeline_find_stop (limited, unit, TRUE));
      timeline_seek_time (limited, limit + G_TIME_SPAN_DAY);
      assert_false (timeline_step (limited));
      assert_int_equal (trace_length (timeline_trace (limited)), length);
      assert_int_equal (timeline_position (limited), length);
    }
  timeline_set_limit (limited, G_MAXINT64);
  timeline_seek_end (limited);
  assert_world_is (limited, digest);
  assert_int_equal (trace_length (timeline_trace (limited)), trace_length (timeline_trace (whole)));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_back_to_every_event_of_a_small_day),
    cmocka_unit_test (test_jumps),
    cmocka_unit_test (test_looking_around_changes_nothing),
    cmocka_unit_test (test_copy_after_every_step_goes_on_alike),
    cmocka_unit_test (test_limit),
    cmocka_unit_test (test_stops_are_the_same_both_ways),
    cmocka_unit_test (test_stops_are_what_they_say),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
