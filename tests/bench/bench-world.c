/* Below the window: how fast worlds live, and how fast one is anywhere in them. */
#include "bench.h"

#include "time/timeline.h"
#include "world/copies.h"

static void
worlds_live (void)
{
  g_autoptr (Journal) journal = bench_week ();
  g_autoptr (Timeline) timeline = timeline_new (journal, 0, 0);
  gint64 before = bench_cpu ();
  guint steps = 0;

  while (timeline_step (timeline))
    steps++;
  bench_tell ("world steps a second", steps * 1e6 / (double) (bench_cpu () - before), "steps/s", 0);
  bench_tell ("a week lives in", (double) (bench_cpu () - before) / 1e6, "s", 0);
}

static void
step_about (Timeline *timeline, const char *name, gboolean forward)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *tail = g_strdup_printf ("%s, 99 of 100", name);

  for (guint i = 0; i < 300; i++)
    {
      gint64 before = bench_cpu ();
      double spent;

      timeline_seek_event (timeline, timeline_find_stop (timeline, STEP_LINE, forward));
      spent = (double) (bench_cpu () - before) / 1000;
      g_array_append_val (times, spent);
    }
  bench_tell (name, bench_percentile (times, 0.5), "ms", 16.7);
  bench_tell (tail, bench_percentile (times, 0.99), "ms", 16.7);
}

static void
one_is_anywhere (void)
{
  g_autoptr (Journal) journal = bench_week ();
  g_autoptr (Timeline) timeline = timeline_new (journal, 0, 0);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 end = timeline_end (timeline), start = journal_start (journal);

  timeline_seek_time (timeline, start + (end - start) / 2);
  step_about (timeline, "step forward by a line", TRUE);
  step_about (timeline, "step back by a line", FALSE);
  for (guint i = 0; i < 60; i++)
    {
      gint64 before = bench_cpu ();
      double spent;

      timeline_seek_time (timeline, start + (end - start) / 61 * (i * 37 % 61));
      spent = (double) (bench_cpu () - before) / 1000;
      g_array_append_val (times, spent);
    }
  bench_tell ("to anywhere in the week", bench_percentile (times, 0.5), "ms", 0);
  {
    gint64 before = bench_cpu ();

    for (guint i = 0; i < 20; i++)
      copy_table_free (copy_table_new (timeline_world (timeline), timeline_trace (timeline), timeline_position (timeline)));
    bench_tell ("table of copies", (double) (bench_cpu () - before) / 20000, "ms", 0);
  }
}

int
main (void)
{
  worlds_live ();
  one_is_anywhere ();
  return 0;
}
