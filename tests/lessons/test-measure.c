#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "measure.h"
#include "time/timeline.h"
#include "world/copies.h"

#define HEAD "postroom 1\naccount ada@kantor.example password=rahasia\n"
#define MAIL \
  "at 08:00 deliver from=budi@luar.example subject=\"Meeting\" size=3kB\n" \
  "at 08:00:10 deliver from=cici@foto.example subject=\"Photos\" size=40kB\n"

typedef struct {
  Journal *journal;
  Timeline *timeline;
  Measure *measure;
} Run;

static Run
run (const char *text)
{
  Run run = { 0 };
  g_autoptr (GError) error = NULL;

  run.journal = journal_parse (text, -1, "test", &error);
  assert_null (error);
  run.timeline = timeline_new (run.journal, 0, 0);
  timeline_seek_end (run.timeline);
  run.measure = measure_new (run.journal);
  measure_read (run.measure, timeline_trace (run.timeline), 0);
  return run;
}

static void
run_clear (Run *run)
{
  measure_free (run->measure);
  timeline_free (run->timeline);
  journal_unref (run->journal);
}

static gint64
at (const Run *run, int hour, int minute)
{
  return journal_start (run->journal) + hour * G_TIME_SPAN_HOUR + minute * G_TIME_SPAN_MINUTE;
}

static const Place server = { PLACE_SERVER, 1 }, first = { PLACE_DEVICE, 1 }, second = { PLACE_DEVICE, 2 };

#define POP3_DAY HEAD "device laptop account=ada protocol=pop3 keep=never\n" MAIL "at 08:05 laptop check\n"

static void
test_pop3_day (void **state)
{
  Run day = run (POP3_DAY);
  gint64 end = at (&day, 9, 0), noon = at (&day, 8, 4);
  const World *world = timeline_world (day.timeline);
  gint64 sum, longest;
  guint count;

  assert_int_equal (measure_at_time (day.measure, MEASURE_LETTERS, server, noon), 2);
  assert_true (measure_at_time (day.measure, MEASURE_HELD, server, noon) > 43000);
  assert_int_equal (measure_at_time (day.measure, MEASURE_HELD, server, end), 0);
  assert_int_equal (measure_at_time (day.measure, MEASURE_HELD, first, end),
                    (gint64) replica_octets (world_device (world, 1)->replica));
  assert_int_equal (measure_at_time (day.measure, MEASURE_BODIES, first, end), 2);
  assert_int_equal (measure_missing (day.measure, server, end), 2);
  assert_int_equal (measure_missing (day.measure, first, end), 0);
  assert_int_equal (measure_missing (day.measure, first, noon), 2);
  assert_int_equal (measure_commands (day.measure, first, "RETR", 0, end), 2);
  assert_int_equal (measure_commands (day.measure, first, "DELE", 0, noon), 0);
  assert_int_equal (measure_at_time (day.measure, MEASURE_SESSIONS, first, end), 1);
  measure_wait_figures (day.measure, first, 0, end, &sum, &longest, &count);
  assert_int_equal (count, 1);
  assert_true (sum > 100 * 1000 && sum < G_TIME_SPAN_MINUTE && sum == longest);
  /* From is no longer in the span, to is. */
  measure_wait_figures (day.measure, first, at (&day, 8, 5), end, NULL, NULL, &count);
  assert_int_equal (count, 0);
  measure_wait_figures (day.measure, first, at (&day, 8, 5) - 1, at (&day, 8, 5), NULL, NULL, &count);
  assert_int_equal (count, 1);
  run_clear (&day);
}

/* Against what the world itself has counted. */
static void
test_agrees_with_the_world (void **state)
{
  Run day = run (HEAD "device laptop account=ada protocol=pop3 keep=always\n"
                      "device phone account=ada protocol=imap full-copy=on\nlink phone loss=5%\n" MAIL
                      "at 08:05 laptop check\nat 08:06 phone check\nat 08:10 phone read A\n"
                      "at 08:11 laptop write to=budi@luar.example subject=Hi size=5kB\nat 09:00 end\n");
  const World *world = timeline_world (day.timeline);
  g_autoptr (CopyTable) table = copy_table_new (world, timeline_trace (day.timeline), timeline_position (day.timeline));
  gint64 end = at (&day, 10, 0);

  for (guint i = 0; i < world->network.links->len; i++)
    {
      const Link *link = &g_array_index (world->network.links, Link, i);
      gint64 up = measure_at_time (day.measure, MEASURE_PAYLOAD_UP, link->place, end);
      gint64 down = measure_at_time (day.measure, MEASURE_PAYLOAD_DOWN, link->place, end);

      assert_true (up > 0 && up <= (gint64) link->octets[TO_SERVER]);
      assert_true (down > 0 && down <= (gint64) link->octets[TO_CLIENT]);
      if (link->settings.loss_ppm == 0)
        assert_int_equal (up + down, link->octets[TO_SERVER] + link->octets[TO_CLIENT]);
      assert_true (measure_at_time (day.measure, MEASURE_WIRE_DOWN, link->place, end) > (gint64) link->octets[TO_CLIENT]);
    }
  for (guint i = 0; i < table->places->len; i++)
    assert_int_equal (measure_at_time (day.measure, MEASURE_HELD, g_array_index (table->places, Place, i), end),
                      g_array_index (table->kept, guint64, i));
  assert_int_equal (measure_letters (day.measure, second, LETTERS_UNREAD, "INBOX", end), 1);
  assert_int_equal (measure_letters (day.measure, server, LETTERS_UNREAD, "INBOX", end), 1);
  assert_int_equal (measure_letters (day.measure, first, LETTERS_UNREAD, "INBOX", end), 2);
  run_clear (&day);
}

/* Reading bit by bit is the same, and each point is found by its event and by its time. */
static void
test_series (void **state)
{
  Run day = run (POP3_DAY);
  const Trace *trace = timeline_trace (day.timeline);
  g_autoptr (Measure) slow = measure_new (day.journal);
  const MeasureSeries *series = measure_series (day.measure, MEASURE_WIRE_DOWN, first);
  const MeasureSeries *same;

  for (guint id = 1; id <= trace_length (trace); id++)
    measure_read (slow, trace, id);
  same = measure_series (slow, MEASURE_WIRE_DOWN, first);
  assert_int_equal (series->points->len, same->points->len);
  for (guint i = 0; i < series->points->len; i++)
    {
      const MeasurePoint *point = &g_array_index (series->points, MeasurePoint, i);

      assert_memory_equal (point, &g_array_index (same->points, MeasurePoint, i), sizeof *point);
      assert_int_equal (measure_series_at_event (series, point->event), point->value);
      assert_true (measure_series_at_event (series, point->event - 1) < point->value);
      assert_true (measure_series_at_time (series, point->time) >= point->value);
      assert_true (measure_series_at_time (series, point->time - 1) < point->value);
    }
  assert_int_equal (measure_span (day.measure, MEASURE_WIRE_DOWN, first, 0, G_MAXINT64),
                    g_array_index (series->points, MeasurePoint, series->points->len - 1).value);
  assert_null (measure_series (day.measure, MEASURE_WIRE_DOWN, second));
  assert_int_equal (measure_series_at_time (NULL, 0), 0);
  run_clear (&day);
}

/* What is sent again on the way belongs to what the person waits for, and is counted once as payload. */
static void
test_losses (void **state)
{
  Run day = run (HEAD "device laptop account=ada protocol=pop3 keep=always check=never\nlink laptop loss=15%\n" MAIL
                      "at 08:05 laptop check\n");
  const Trace *trace = timeline_trace (day.timeline);
  const MeasureSeries *series = measure_series (day.measure, MEASURE_PAYLOAD_DOWN, first);
  gint64 last = 0, longest;
  gboolean again = FALSE;

  for (guint id = 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      again |= event->kind == TRACE_TIMER && event->timer.timer == TIMER_RETRANSMIT;
      if (event->kind == TRACE_LINE && event->line.arrived && event->line.direction == TO_CLIENT
          && event->place.kind == PLACE_DEVICE)
        last = event->time;
    }
  assert_true (again);
  measure_wait_figures (day.measure, first, 0, G_MAXINT64, NULL, &longest, NULL);
  assert_int_equal (longest, last - at (&day, 8, 5));
  for (guint i = 0, value = 0; i < series->points->len; i++)
    {
      assert_true (g_array_index (series->points, MeasurePoint, i).value > value);
      value = (guint) g_array_index (series->points, MeasurePoint, i).value;
    }
  run_clear (&day);
}

/* Marked as deleted is not there for people, but is kept still. */
static void
test_marked_as_deleted (void **state)
{
  Run day = run (HEAD "device phone account=ada protocol=imap delete=mark full-copy=on\n" MAIL
                      "at 08:05 phone check\nat 08:10 phone delete A\n");
  gint64 before = at (&day, 8, 9), end = at (&day, 9, 0);

  assert_int_equal (measure_letters (day.measure, server, LETTERS_ALL, NULL, before), 2);
  assert_int_equal (measure_letters (day.measure, server, LETTERS_ALL, NULL, end), 1);
  assert_int_equal (measure_letters (day.measure, first, LETTERS_ALL, NULL, end), 1);
  assert_int_equal (measure_at_time (day.measure, MEASURE_HELD, server, end),
                    measure_at_time (day.measure, MEASURE_HELD, server, before));
  run_clear (&day);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_pop3_day),
    cmocka_unit_test (test_agrees_with_the_world),
    cmocka_unit_test (test_series),
    cmocka_unit_test (test_losses),
    cmocka_unit_test (test_marked_as_deleted),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
