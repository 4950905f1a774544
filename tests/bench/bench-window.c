/* The window: frames while playing and scrolling, none at rest, the first one soon. One of the names below as argument.
 *
 * Frames a second are only what the machine had left over; what a frame costs in computing is the firmer figure: 16.7 ms of
 * it fill a core at 60 frames. */
#include "bench.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "conversation/conversation.h"
#include "conversation/line-find.h"
#include "conversation/packets-view.h"
#include "stage/stage.h"
#include "window/theme.h"
#include "window/window.h"

#define RUNS 5
#define RUN_SECONDS 2
#define FRAME_MS (1000.0 / 60)

static GtkWidget *
find (GtkWidget *below, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (below), type))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
go_on (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run_for (gint64 us)
{
  gint64 until = bench_now () + us;
  guint wake = g_timeout_add (20, go_on, NULL);

  while (bench_now () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
}

typedef struct {
  gint64 last;
  GArray *times; /* of double, ms between frames */
} Frames;

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  Frames *frames = data;
  gint64 now = bench_now ();
  double time = (double) (now - frames->last) / 1000;

  if (frames->last != 0)
    g_array_append_val (frames->times, time);
  frames->last = now;
}

/* What happened from one frame to the next for some seconds. cost: computing, ms a frame. Caller frees the times. */
static Frames
watch (PrWindow *window, double seconds, double *cost)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Frames frames = { 0, g_array_new (FALSE, FALSE, sizeof (double)) };
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &frames);
  gint64 cpu = bench_cpu ();

  run_for ((gint64) (seconds * G_USEC_PER_SEC));
  *cost = frames.times->len > 0 ? (double) (bench_cpu () - cpu) / 1000 / frames.times->len : 0;
  g_signal_handler_disconnect (clock, handler);
  return frames;
}

static void
tell_frames (const char *name, GArray *rates, GArray *tails, GArray *costs)
{
  g_autofree char *tail = g_strdup_printf ("%s, 99 of 100", name), *cost = g_strdup_printf ("%s, computing", name);

  bench_tell (name, bench_percentile (rates, 0.5), "frames/s", 60);
  bench_tell (tail, bench_percentile (tails, 0.5), "ms", 0);
  bench_tell (cost, bench_percentile (costs, 0.5), "ms/frame", FRAME_MS);
}

/* begin is called before each run. */
static void
measure_frames (PrWindow *window, const char *name, void (*begin) (PrWindow *window, guint run))
{
  g_autoptr (GArray) rates = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) tails = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) costs = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint run = 0; run < RUNS; run++)
    {
      double cost, rate, tail, sum = 0;
      Frames frames;

      begin (window, run);
      run_for (G_USEC_PER_SEC / 5);
      frames = watch (window, RUN_SECONDS, &cost);
      for (guint i = 0; i < frames.times->len; i++)
        sum += g_array_index (frames.times, double, i);
      rate = sum > 0 ? frames.times->len * 1000.0 / sum : 0;
      tail = bench_percentile (frames.times, 0.99);
      g_array_append_val (rates, rate);
      g_array_append_val (tails, tail);
      g_array_append_val (costs, cost);
      g_array_unref (frames.times);
    }
  tell_frames (name, rates, tails, costs);
}

static PrWindow *
open_window (Journal *journal, const char *page)
{
  PrWindow *window = pr_window_new (NULL);

  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  pr_window_set_journal (window, journal, NULL);
  pr_window_set_page (window, page);
  gtk_window_present (GTK_WINDOW (window));
  run_for (G_USEC_PER_SEC);
  return window;
}

static void
play_on (PrWindow *window, guint run)
{
  PrSession *session = pr_window_session (window);

  pr_session_set_playing (session, FALSE);
  pr_session_seek (session, journal_start (pr_session_journal (session)) + 120 * G_USEC_PER_SEC);
  pr_session_set_playing (session, TRUE);
}

static void
bench_play (const char *page)
{
  g_autoptr (Journal) journal = bench_crowd ();
  PrWindow *window = open_window (journal, page);

  measure_frames (window, "playing with 12 devices", play_on);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
bench_rest (void)
{
  g_autoptr (Journal) journal = bench_crowd ();
  PrWindow *window = open_window (journal, "stage");
  double cost;
  Frames frames;

  play_on (window, 0);
  run_for (G_USEC_PER_SEC);
  pr_session_set_playing (pr_window_session (window), FALSE);
  run_for (5 * G_USEC_PER_SEC); /* until the scroll bars have faded */
  frames = watch (window, 2, &cost);
  bench_tell ("frames in 2 s at rest", frames.last != 0 ? frames.times->len + 1 : 0, "frames", 0);
  g_array_unref (frames.times);
  gtk_window_destroy (GTK_WINDOW (window));
}

static guint scrolling; /* tick callback */

static gboolean
on_scroll (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GtkAdjustment *adjustment = data;

  /* A third of a page a frame: as fast as eyes can follow, and then some. */
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) / 3);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *list_page; /* PrConversation or PrPacketsView */

static void
scroll_on (PrWindow *window, guint run)
{
  GtkWidget *scroller = find (list_page, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  if (scrolling != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (window), scrolling);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * (0.1 + 0.15 * run));
  scrolling = gtk_widget_add_tick_callback (GTK_WIDGET (window), on_scroll, adjustment, NULL);
}

static void
bench_lines (guint checks, GType type, const char *page, const char *what)
{
  g_autoptr (Journal) journal = bench_day (1000, 1, checks);
  PrWindow *window;
  g_autofree char *name = NULL;
  PrSession *session;
  gint64 before = bench_now ();

  window = open_window (journal, page);
  session = pr_window_session (window);
  pr_session_seek (session, pr_session_end (session));
  run_for (G_USEC_PER_SEC);
  list_page = find (GTK_WIDGET (window), type);
  bench_tell ("rows", type == PR_TYPE_CONVERSATION ? pr_conversation_n_rows (PR_CONVERSATION (list_page))
                                                   : pr_session_index (session, 0)->flights->len, "rows", 0);
  bench_tell ("opened in", (double) (bench_now () - before) / 1e6, "s", 0);
  name = g_strdup_printf ("scrolling %s", what);
  measure_frames (window, name, scroll_on);
  if (type == PR_TYPE_CONVERSATION)
    {
      PrLineFind *line_find = PR_LINE_FIND (find (list_page, PR_TYPE_LINE_FIND));

      gtk_widget_remove_tick_callback (GTK_WIDGET (window), scrolling);
      scrolling = 0;
      before = bench_cpu ();
      pr_line_find_set_text (line_find, "no line has these words");
      pr_line_find_go (line_find, TRUE);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      bench_tell ("looking through all of them", (double) (bench_cpu () - before) / 1000, "ms", 0);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
bench_steps (void)
{
  g_autoptr (Journal) journal = bench_week ();
  gint64 before = bench_now ();
  PrWindow *window = open_window (journal, "stage");
  PrSession *session = pr_window_session (window);

  bench_tell ("a week opened in", (double) (bench_now () - before - G_USEC_PER_SEC) / 1e6, "s", 0);
  pr_session_seek (session, (pr_session_start (session) + pr_session_end (session)) / 2);
  for (guint direction = 0; direction < 2; direction++)
    {
      g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint i = 0; i < 60; i++)
        {
          double spent;

          before = bench_cpu ();
          pr_session_step (session, STEP_LINE, direction == 0);
          run_for (1000);
          spent = (double) (bench_cpu () - before) / 1000;
          g_array_append_val (times, spent);
        }
      bench_tell (direction == 0 ? "step forward, seen" : "step back, seen", bench_percentile (times, 0.5), "ms", 0);
      bench_tell (direction == 0 ? "step forward, seen, 99 of 100" : "step back, seen, 99 of 100",
                  bench_percentile (times, 0.99), "ms", 0);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
on_first (GdkFrameClock *clock, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* From main(), or from the instant that the caller names (seconds since the epoch): before the program was loaded. */
static void
bench_first (gint64 began, const char *path)
{
  PrWindow *window = pr_window_new (NULL);
  gboolean painted = FALSE;
  gint64 cpu;

  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  pr_window_open (window, path);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (on_first), &painted);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  cpu = bench_cpu ();
  bench_tell ("first frame", (double) (g_get_real_time () - began) / 1e6, "s", 0.5);
  bench_tell ("first frame, computing", (double) cpu / 1e6, "s", 0.5);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "play";
  const char *began = g_getenv ("BENCH_BEGAN");
  gint64 start = began != NULL ? (gint64) (g_ascii_strtod (began, NULL) * 1e6) : g_get_real_time ();

  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  gtk_disable_setlocale ();
  if (!gtk_init_check ())
    return 77;
  theme_start ();
  if (g_str_equal (what, "first"))
    bench_first (start, argv[2]);
  else if (g_str_equal (what, "play"))
    bench_play ("stage");
  else if (g_str_equal (what, "compare"))
    bench_play ("compare");
  else if (g_str_equal (what, "rest"))
    bench_rest ();
  else if (g_str_equal (what, "million"))
    bench_lines (1000, PR_TYPE_CONVERSATION, "conversation", "a million lines");
  else if (g_str_equal (what, "lines"))
    bench_lines (100, PR_TYPE_CONVERSATION, "conversation", "100 thousand lines");
  else if (g_str_equal (what, "packets"))
    bench_lines (100, PR_TYPE_PACKETS_VIEW, "packets", "packets");
  else if (g_str_equal (what, "steps"))
    bench_steps ();
  else
    return 2;
  return 0;
}
